//! One filled-in survey: made from what the resident did, and checked by whoever holds the survey.
//!
//! The browser and the server check a response with the same code, so it is valid in the one exactly when it
//! is valid in the other.

use crate::digest::{push_hex, sha256};
use crate::digits::digits;
use crate::json::Json;
use crate::problem::{Code, Problems};
use crate::profile::{Division, Profile, Reasons};
use crate::schema::{Check, Field, Shape, asked, is_blank, is_date, is_salt, is_uuid, optional, required};
use crate::survey::{Date, Kind, MAX_POINTS, Survey};
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// The format this version of the core writes and reads.
pub const RESPONSE_FORMAT: &str = "mienskip-response/1";

/// What makes a response one of its kind: its id, its day, and the salt of its texts.
#[derive(Clone, Debug)]
pub struct Stamp {
    id: String,
    day: Date,
    salt: String,
}

impl Stamp {
    /// A stamp from 32 random bytes and the day on which the resident completed the survey.
    pub fn new(random: [u8; 32], day: Date) -> Stamp {
        let (mut id, mut salt) = (String::new(), String::new());
        for (at, byte) in random.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                id.push_str("-");
            }
            // Version 4, variant 1 of RFC 9562: random.
            let byte = match at {
                6 => 0x40 | byte & 0x0f,
                8 => 0x80 | byte & 0x3f,
                _ => *byte,
            };
            push_hex(if at < 16 { &mut id } else { &mut salt }, byte);
        }
        Stamp { id, day, salt }
    }

    /// The same stamp with the id of another response: for what is made of a response that may have been received
    /// already, so that whoever receives both can tell that they are one.
    #[must_use]
    pub fn of_the_same(self, response: &Json) -> Stamp {
        Stamp { id: String::from(response.str("id")), ..self }
    }
}

/// A response that passed every check against its survey: typed views of its document.
#[derive(Clone, Copy, Debug)]
pub struct Response<'r> {
    document: &'r Json,
    survey: &'r Survey,
}

/// A text in the resident's own words, or its salted hash where the text is stored apart or erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prose<'r> {
    /// The text.
    Text(&'r str),
    /// SHA-256 over the salt, a colon and the text: 64 hexadecimal digits in lower case.
    Hash(&'r str),
}

/// The answer to a background question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'r> {
    /// The place of the option chosen.
    Option(usize),
    /// A number, or a grade on a scale.
    Number(i64),
    /// A short text.
    Text(&'r str),
}

/// Whether the profile fits, in the resident's view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It does.
    Yes,
    /// In part.
    Partly,
    /// It does not.
    No,
}

/// A number for each scenario.
const POINTS: Shape = Shape::Each("scenarios", &Shape::Whole(0, MAX_POINTS as i32));
/// The values ticked for each scenario.
static REASONS: Shape = Shape::Each("scenarios", &Shape::Values);

/// The shape of a response document. What its fields mean to each other is left to [`Rules`].
pub(crate) static RESPONSE: [Field; 17] = {
    use Shape::{Answer, Any, Each, Flag, Form, Format, Language, Object, Order, Own, Text, Word, Words};
    [
        required("format", Format(RESPONSE_FORMAT)),
        required("id", Form(is_uuid, Code::NotAnAnswerId)),
        required(
            "survey",
            Object(&[
                required("id", Own(Code::OtherSurvey)),
                required("version", Own(Code::OtherVersion)),
                required("digest", Own(Code::OtherDigest)),
            ]),
        ),
        required("language", Language),
        required("day", Form(is_date, Code::NotADate)),
        optional("source", Text(64)),
        required("order", Order),
        required("first", POINTS),
        required("points", POINTS),
        asked("none", &Flag),
        asked("reasons", &REASONS),
        asked("motivations", &Each("scenarios", &Words("motivations"))),
        optional("answers", Each("questions", &Answer)),
        asked("idea", &Words("idea")),
        optional("fit", Word("yes or partly or no")),
        required("profile", Any),
        optional("salt", Form(is_salt, Code::NotASalt)),
    ]
};

/// Those of its fields that say what a resident did: the input that becomes a response. The day comes between.
const LANGUAGE: Range<usize> = 3..4;
const FILLED: Range<usize> = 5..15;
/// The place of the first division among them.
const FIRST: usize = 7;

impl Survey {
    /// Reads a division, `{ points: { scenario: number }, reasons: { scenario: [value] } }`, complete or not.
    ///
    /// # Errors
    ///
    /// Every fraction, negative number, unknown or repeated id.
    pub fn division(&self, input: &Json) -> Result<Division, Problems> {
        static DIVISION: [Field; 2] = [required("points", POINTS), asked("reasons", &REASONS)];
        let mut check = Check::of(self.document());
        check.object(input, &[&DIVISION]);
        check.done(input)?;
        Ok(self.divided(input, "points"))
    }

    /// The points of this name, and the reasons, of a document in which they are right.
    fn divided(&self, document: &Json, name: &str) -> Division {
        let mut division = Division::default();
        for scenario in self.scenarios() {
            let id = scenario.id();
            division.points.push(document.at(name).int(id).unwrap_or(0));
            let mut reasons = Reasons::none();
            for (at, value) in self.values().enumerate() {
                if holds(document.at("reasons").list(id), value.id()) {
                    reasons = reasons.with(at);
                }
            }
            division.reasons.push(reasons);
        }
        division
    }

    /// Makes the response document of what a resident did: an object with `points` and whichever of `reasons`,
    /// `motivations`, `answers`, `language`, `order`, `first`, `none`, `idea`, `fit` and `source` there are.
    ///
    /// Left out, the language is the survey's first, the order its own, and the first division the final one;
    /// with `none` the points may be left out. A member that is null counts as left out, also a motivation or an
    /// answer; so does a source, an idea, a motivation or an answer that is blank.
    ///
    /// # Errors
    ///
    /// Every rule of the survey that the answer breaks.
    pub fn respond(&self, input: &Json, stamp: &Stamp) -> Result<Json, Problems> {
        if !matches!(input, Json::Object(_)) {
            return Err(Problems::one("", Code::NotAnObject, ""));
        }
        let mut filled = without_blanks(input);
        self.put_defaults(&mut filled);
        let mut rules = Rules::of(self);
        // A first division that was not given is the final one, whose mistakes need not be told twice.
        let first = if filled.get("first").is_none() { FIRST + 1 } else { FIRST };
        let fields = [&RESPONSE[LANGUAGE], &RESPONSE[FILLED.start..FIRST], &RESPONSE[first..FILLED.end]];
        rules.check.members(&filled, &fields);
        rules.filled(&filled);
        rules.check.done(input)?;
        let points = filled.at("points").clone();
        put_default(&mut filled, "first", points);
        let division = self.divided(&filled, "points");

        filled.put_text("format", RESPONSE_FORMAT);
        filled.put_text("id", &stamp.id);
        let mut survey = Json::empty();
        survey.put_text("id", self.id());
        survey.put_text("version", self.version());
        survey.put_text("digest", self.digest());
        filled.put("survey", survey);
        filled.put("day", Json::Text(stamp.day.to_text()));
        filled.put("profile", self.table().profile(&division).to_json(self));
        if has_words(&filled) {
            filled.put_text("salt", &stamp.salt);
        }
        let mut response = Json::empty();
        for field in &RESPONSE {
            put(&mut response, field.name, self.in_order(&field.shape, filled.at(field.name)));
        }
        Ok(response)
    }

    /// Adds what may be left out of what a resident did.
    fn put_defaults(&self, filled: &mut Json) {
        let mut order = Vec::new();
        for scenario in self.scenarios() {
            order.push(Json::text(scenario.id()));
        }
        put_default(filled, "language", Json::text(self.first_language()));
        put_default(filled, "order", Json::List(order));
        if filled.flag("none") {
            put_default(filled, "points", Json::empty());
        }
    }

    /// What was given, in the order of the survey's lists that it is named after or chosen from. Points are there
    /// for every scenario, what is optional only where it was given.
    fn in_order(&self, shape: &Shape, given: &Json) -> Json {
        match shape {
            Shape::Asked(_, shape) => self.in_order(shape, given),
            Shape::Each(list, shape) => {
                let mut members = Json::empty();
                for item in self.document().list(list) {
                    let id = item.str("id");
                    put(&mut members, id, self.in_order(shape, given.at(id)));
                }
                members
            }
            Shape::Values => {
                let mut ticked = Vec::new();
                for value in self.values() {
                    if holds(given.items(), value.id()) {
                        ticked.push(Json::text(value.id()));
                    }
                }
                Json::List(ticked)
            }
            Shape::Whole(..) if given.is_null() => Json::whole(0),
            _ => given.clone(),
        }
    }

    /// Checks a response document in full: its form, every rule of the survey, and its profile recomputed.
    /// Opening and closing days are left to whoever receives it.
    pub fn verify(&self, response: &Json) -> Problems {
        let mut rules = Rules::of(self);
        rules.check.digest = self.digest();
        rules.check.object(response, &[&RESPONSE]);
        if let Json::Object(_) = response {
            // Without a division that could be read there is nothing to compare with.
            let readable = !rules.check.is_wrong("points") && !rules.check.is_wrong("reasons");
            rules.filled(response);
            rules.words_and_salt(response);
            if readable && let Some(given) = response.get("profile") {
                let ours = self.table().profile(&self.divided(response, "points")).to_json(self);
                let mark = rules.check.enter("profile");
                rules.same(given, &ours, false);
                rules.check.leave(mark);
            }
        }
        rules.check.done(response).err().unwrap_or_default()
    }

    /// Reads a response document, checked as [`Survey::verify`] does.
    ///
    /// # Errors
    ///
    /// Every rule it breaks, in document order.
    pub fn read_response<'r>(&'r self, document: &'r Json) -> Result<Response<'r>, Problems> {
        let problems = self.verify(document);
        if problems.is_empty() { Ok(Response { document, survey: self }) } else { Err(problems) }
    }
}

impl<'r> Response<'r> {
    /// The document it is read from.
    pub(crate) fn document(self) -> &'r Json {
        self.document
    }

    /// The survey it answers.
    pub(crate) fn survey(self) -> &'r Survey {
        self.survey
    }

    /// A random UUID (version 4), in lower case.
    pub fn id(self) -> &'r str {
        self.document.str("id")
    }

    /// The day of completion; never the time.
    pub fn day(self) -> Date {
        Date::parse(self.document.str("day")).unwrap_or(Date::EPOCH)
    }

    /// The place of its language in [`Survey::languages`].
    pub fn language(self) -> usize {
        let tag = self.document.str("language");
        self.survey.languages().position(|language| language == tag).unwrap_or(0)
    }

    /// Where the answer came from, in the organiser's words; at most 64 characters.
    pub fn source(self) -> Option<&'r str> {
        self.document.get("source")?.as_text()
    }

    /// The places of the scenarios in the order in which they were shown.
    pub fn order(self) -> Vec<usize> {
        let ids = self.document.list("order").iter().filter_map(Json::as_text);
        ids.filter_map(|id| self.survey.scenario_with(id)).collect()
    }

    /// The points of each scenario when all were divided for the first time.
    pub fn first(self) -> Vec<i64> {
        self.survey.divided(self.document, "first").points
    }

    /// The final division with its reasons.
    pub fn division(self) -> Division {
        self.survey.divided(self.document, "points")
    }

    /// Whether the resident chose "none of these"; then every scenario has 0 points.
    pub fn is_none(self) -> bool {
        self.document.flag("none")
    }

    /// Why the scenario at this place got its points, if the resident said so.
    ///
    /// # Panics
    ///
    /// At a place that is none of a scenario.
    pub fn motivation(self, scenario: usize) -> Option<Prose<'r>> {
        let words = self.document.get("motivations")?.get(self.survey.scenario(scenario).id())?;
        Some(Prose::of(words))
    }

    /// The answer to the background question at this place; `None` if it was skipped.
    pub fn answer(self, question: usize) -> Option<Answer<'r>> {
        let question = self.survey.questions().nth(question)?;
        let answer = self.document.get("answers")?.get(question.id())?;
        Some(match question.kind() {
            Kind::Choice => Answer::Option(question.option_with(answer.as_text()?)?),
            Kind::Number(..) | Kind::Scale(..) => Answer::Number(answer.as_whole()?),
            Kind::Text(_) => Answer::Text(answer.as_text()?),
        })
    }

    /// The resident's own idea, at most 500 characters.
    pub fn idea(self) -> Option<Prose<'r>> {
        self.document.get("idea").map(Prose::of)
    }

    /// Whether the profile fits, in the resident's view.
    pub fn fit(self) -> Option<Fit> {
        match self.document.str("fit") {
            "yes" => Some(Fit::Yes),
            "partly" => Some(Fit::Partly),
            "no" => Some(Fit::No),
            _ => None,
        }
    }

    /// The profile of the final division.
    pub fn profile(self) -> Profile {
        self.survey.table().profile(&self.division())
    }
}

impl<'r> Prose<'r> {
    fn of(words: &'r Json) -> Prose<'r> {
        words.as_text().map_or_else(|| Prose::Hash(words.str("hash")), Prose::Text)
    }
}

/// The receipt of a response: the first 20 hexadecimal digits of SHA-256 over its canonical JSON, texts
/// replaced by their hashes. It is the same before and after [`redact`].
pub fn receipt(response: &Json) -> String {
    let mut digest = sha256(redact(response).canonical().as_bytes());
    digest.truncate(20);
    digest
}

/// The response without the resident's own words: motivations and idea replaced by their salted hashes
/// (SHA-256 over the salt, a colon and the text), and the salt taken out, so that the words cannot be guessed
/// from them. Still a valid response.
pub fn redact(response: &Json) -> Json {
    revised(response, "", &|of, name, value| {
        if let ("", "idea", Json::Text(text)) | ("motivations", _, Json::Text(text)) = (of, name, &mut *value)
        {
            let mut salted = String::from(response.str("salt"));
            salted.push_str(":");
            salted.push_str(text);
            *value = Json::empty();
            value.put("hash", Json::Text(sha256(salted.as_bytes())));
        }
        !of.is_empty() || name != "salt"
    })
}

/// What a resident did, without what was left blank.
fn without_blanks(input: &Json) -> Json {
    revised(input, "", &|of, name, value| match (of, name, value) {
        ("", "idea" | "source", Json::Text(text)) | ("motivations" | "answers", _, Json::Text(text)) => {
            !is_blank(text)
        }
        (_, _, value) => !value.is_null(),
    })
}

/// The members of an object that `keep` wants, as it leaves them; it gets the name of the object they are `of`,
/// empty for the whole. Of motivations and answers it gets one after the other.
fn revised(object: &Json, of: &str, keep: &dyn Fn(&str, &str, &mut Json) -> bool) -> Json {
    let mut all = Json::empty();
    for (name, value) in object.members() {
        let mut value = value.clone();
        if of.is_empty() && matches!(name.as_str(), "motivations" | "answers") && !value.members().is_empty()
        {
            value = revised(&value, name, keep);
        } else if !keep(of, name, &mut value) {
            continue;
        }
        all.put(name, value);
    }
    all
}

/// Adds a member, unless it says no more than its absence.
fn put(object: &mut Json, name: &str, value: Json) {
    if !value.is_nothing() {
        object.put(name, value);
    }
}

/// Adds a member that is not there.
fn put_default(filled: &mut Json, name: &str, value: Json) {
    if filled.get(name).is_none() {
        filled.put(name, value);
    }
}

/// Whether an id is in a list.
fn holds(items: &[Json], id: &str) -> bool {
    for item in items {
        if item.is_text(id) {
            return true;
        }
    }
    false
}

/// Whether there are words of the resident in it, not their hashes alone.
fn has_words(response: &Json) -> bool {
    let mut found = response.at("idea").as_text().is_some();
    for (_, words) in response.at("motivations").members() {
        found |= words.as_text().is_some();
    }
    found
}

/// The rules of a survey for what residents fill in.
struct Rules<'s> {
    check: Check<'s>,
    survey: &'s Survey,
}

impl Rules<'_> {
    fn of(survey: &Survey) -> Rules<'_> {
        Rules { check: Check::of(survey.document()), survey }
    }

    /// What the fields that a resident filled in mean to each other.
    fn filled(&mut self, document: &Json) {
        let none = document.flag("none");
        for name in &["first", "points"] {
            if document.get(name).is_some() && !self.check.is_wrong(name) {
                let division = self.survey.divided(document, name);
                // Whoever ends with "none of these" may have divided the points first.
                self.complete(&division, name, none && (*name == "points" || division.total() == 0));
            }
        }
        let answers = document.at("answers");
        // Answers that are no object are reported as such.
        if document.get("answers").is_none() || matches!(answers, Json::Object(_)) {
            let mark = self.check.enter("answers");
            for question in self.survey.questions() {
                if question.is_required() && answers.get(question.id()).is_none() {
                    self.check.report_at(question.id(), Code::AnswerRequired, "");
                }
            }
            self.check.leave(mark);
        }
    }

    /// Reports what keeps points from being a valid division.
    fn complete(&mut self, division: &Division, name: &str, none: bool) {
        let (total, step) = (self.survey.points().total, self.survey.points().step);
        let left = total - division.total();
        if none {
            if left != total {
                self.check.report_at(name, Code::NotNone, "");
            }
        } else if left != 0 {
            let code = if left > 0 { Code::PointsLeft } else { Code::PointsTooMany };
            self.check.report_number(name, code, left.abs());
        }
        let mark = self.check.enter(name);
        for (at, scenario) in self.survey.scenarios().enumerate() {
            let points = division.points[at];
            if points % step != 0 {
                self.check.report_number(scenario.id(), Code::OffStep, step);
            }
            if points < scenario.min() && !none {
                self.check.report_number(scenario.id(), Code::BelowMin, scenario.min());
            }
            if let Some(max) = scenario.max()
                && points > max
            {
                self.check.report_number(scenario.id(), Code::AboveMax, max);
            }
        }
        self.check.leave(mark);
    }

    fn words_and_salt(&mut self, response: &Json) {
        let words = has_words(response);
        if words != response.get("salt").is_some() {
            // What could be hidden in a salt that salts nothing would be seen by nobody.
            self.check.report_at("salt", if words { Code::NoSalt } else { Code::NotAsked }, "");
        }
    }

    /// Reports where a profile differs from the one recomputed. Its doubles are for readers: they may be left
    /// out and need not be the last bit the same, but nothing else can be hidden in them.
    fn same(&mut self, given: &Json, ours: &Json, double: bool) {
        match (given, ours) {
            (Json::Object(members), Json::Object(expected)) => {
                for (name, value) in members {
                    let mark = self.check.enter(name);
                    match ours.get(name) {
                        Some(ours) => self.same(value, ours, is_double(name, ours)),
                        None => self.check.report(Code::UnknownField, ""),
                    }
                    self.check.leave(mark);
                }
                for (name, ours) in expected {
                    if !is_double(name, ours) && given.get(name).is_none() {
                        self.check.report_at(name, Code::Missing, "");
                    }
                }
            }
            (Json::List(items), Json::List(expected)) if items.len() == expected.len() => {
                for (at, item) in items.iter().enumerate() {
                    let mark = self.check.enter(&digits(at as i64));
                    self.same(item, &expected[at], false);
                    self.check.leave(mark);
                }
            }
            (Json::Number(given), Json::Number(ours)) if double && (given - ours).abs() <= 1e-9 => {}
            _ => {
                let ours = ours.to_text();
                if given.to_text() != ours {
                    self.check.report(Code::NotTheProfile, &ours);
                }
            }
        }
    }
}

/// Whether a member of a profile is one of its doubles; the exact numbers beside them are texts.
fn is_double(name: &str, ours: &Json) -> bool {
    matches!(name, "share" | "emphasis" | "strength") && ours.as_text().is_none()
}
