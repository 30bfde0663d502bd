//! One filled-in survey: made from what the resident did, and checked by whoever holds the survey.
//!
//! The browser and the server check a response with the same code, so it is valid in the one exactly when it
//! is valid in the other.

use crate::digest::{push_hex, sha256};
use crate::digits::digits;
use crate::json::Json;
use crate::problem::{Code, Problems};
use crate::profile::{Division, Profile, Reasons};
use crate::schema::{Check, Field, Shape, is_date, is_hash, is_salt, is_uuid, optional, required};
use crate::survey::{DEFAULT_LENGTH, Date, Kind, MAX_POINTS, Question, Survey};
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

/// The shape of a response document. What only its survey can judge is left to [`Rules`].
pub(crate) static RESPONSE: [Field; 17] = {
    use Shape::{Any, Flag, Form, Format, Map, Object, Text, Word};
    [
        required("format", Format(RESPONSE_FORMAT)),
        required("id", Form(is_uuid, Code::NotAnAnswerId)),
        required("survey", Object(&[required("id", Any), required("version", Any), required("digest", Any)])),
        required("language", Any),
        required("day", Form(is_date, Code::NotADate)),
        optional("source", Text(64)),
        required("order", Any),
        required("first", Map),
        required("points", Map),
        optional("none", Flag),
        optional("reasons", Map),
        optional("motivations", Map),
        optional("answers", Map),
        optional("idea", Any),
        optional("fit", Word(&["yes", "partly", "no"])),
        required("profile", Any),
        optional("salt", Form(is_salt, Code::NotASalt)),
    ]
};

/// Those of its fields that say what a resident did: the input that becomes a response. The day comes between.
const LANGUAGE: Range<usize> = 3..4;
const FILLED: Range<usize> = 5..15;

impl Survey {
    /// Reads a division, `{ points: { scenario: number }, reasons: { scenario: [value] } }`, complete or not.
    ///
    /// # Errors
    ///
    /// Every fraction, negative number, unknown or repeated id.
    pub fn division(&self, input: &Json) -> Result<Division, Problems> {
        static DIVISION: [Field; 2] = [required("points", Shape::Map), optional("reasons", Shape::Map)];
        let mut rules = Rules::of(self);
        rules.check.shape(input, &Shape::Object(&DIVISION), &[]);
        rules.each(input, "points", Each::Points, true);
        rules.reasons(input);
        rules.done(input)
    }

    /// Makes the response document of what a resident did: an object with `points` and whichever of `reasons`,
    /// `motivations`, `answers`, `language`, `order`, `first`, `none`, `idea`, `fit` and `source` there are.
    ///
    /// Left out, the language is the survey's first, the order its own, and the first division the final one;
    /// with `none` the points may be left out. A member that is null counts as left out; so does a source, an
    /// idea, a motivation or an answer that is blank.
    ///
    /// # Errors
    ///
    /// Every rule of the survey that the answer breaks.
    pub fn respond(&self, input: &Json, stamp: &Stamp) -> Result<Json, Problems> {
        let mut rules = Rules::of(self);
        if !matches!(input, Json::Object(_)) {
            rules.check.report(Code::NotAnObject, "");
            return Err(rules.check.problems);
        }
        let mut filled = without_blanks(input, false);
        // By their own places first; then what may be left out is filled in, so that only the rest is missing.
        rules.filled(&filled);
        self.put_defaults(&mut filled);
        rules.check.fields(&filled, &RESPONSE[LANGUAGE], &RESPONSE[FILLED], &[]);
        let division = rules.done(input)?;

        filled.put("format", Json::text(RESPONSE_FORMAT));
        filled.put("id", Json::text(&stamp.id));
        filled.put("survey", self.reference());
        filled.put("day", Json::Text(stamp.day.to_text()));
        filled.put("profile", self.table().profile(&division).to_json(self));
        if has_words(&filled) {
            filled.put("salt", Json::text(&stamp.salt));
        }
        let mut response = Json::Object(Vec::new());
        for field in &RESPONSE {
            let given = filled.at(field.name);
            put(
                &mut response,
                field.name,
                if let Shape::Map = field.shape { self.in_order(field, given) } else { given.clone() },
            );
        }
        Ok(response)
    }

    /// Adds what may be left out of what a resident did.
    fn put_defaults(&self, filled: &mut Json) {
        // Points that are no object are told so once.
        let points = Json::Object(filled.at("points").members().to_vec());
        let mut order = Vec::new();
        for scenario in self.scenarios() {
            order.push(Json::text(scenario.id()));
        }
        put_default(filled, "language", Json::text(self.first_language()));
        put_default(filled, "order", Json::List(order));
        if filled.flag("none") {
            put_default(filled, "points", points.clone());
        }
        put_default(filled, "first", points);
    }

    /// A field whose members are named after scenarios or questions, in the order of the survey.
    fn in_order(&self, field: &Field, given: &Json) -> Json {
        let mut members = Json::Object(Vec::new());
        // Points are there for every scenario, what is optional only where it was given.
        let missing = if field.missing.is_some() { Json::whole(0) } else { Json::Null };
        for item in self.document().list(if field.name == "answers" { "questions" } else { "scenarios" }) {
            let id = item.str("id");
            let mut value = given.get(id).unwrap_or(&missing).clone();
            if let Json::List(ticked) = &mut value {
                // Reasons, in the order of the values.
                ticked.clear();
                for value in self.values() {
                    if holds(given.list(id), value.id()) {
                        ticked.push(Json::text(value.id()));
                    }
                }
            }
            put(&mut members, id, value);
        }
        members
    }

    /// Which survey a response belongs to.
    fn reference(&self) -> Json {
        let mut reference = Json::Object(Vec::new());
        reference.put("id", Json::text(self.id()));
        reference.put("version", Json::text(self.version()));
        reference.put("digest", Json::text(self.digest()));
        reference
    }

    /// Checks a response document in full: its form, every rule of the survey, and its profile recomputed.
    /// Opening and closing days are left to whoever receives it.
    pub fn verify(&self, response: &Json) -> Problems {
        let mut rules = Rules::of(self);
        rules.check.shape(response, &Shape::Object(&RESPONSE), &[]);
        if let Json::Object(_) = response {
            rules.survey_reference(response);
            rules.filled(response);
            rules.words_and_salt(response);
            // Without a division that could be read there is nothing to compare with.
            if rules.right
                && let Some(given) = response.get("profile")
            {
                let ours = self.table().profile(&rules.division).to_json(self);
                let mark = rules.check.enter("profile");
                rules.same(given, &ours, false);
                rules.check.leave(mark);
            }
        }
        rules.done(response).err().unwrap_or_default()
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
        self.read("first").points().to_vec()
    }

    /// The final division with its reasons.
    pub fn division(self) -> Division {
        self.read("points")
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

    /// The points of this name, with the reasons.
    fn read(self, name: &str) -> Division {
        let mut rules = Rules::of(self.survey);
        rules.each(self.document, name, Each::Points, true);
        rules.reasons(self.document);
        rules.division
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
    let salt = response.str("salt");
    let mut redacted = Json::Object(Vec::new());
    for (name, value) in response.members() {
        let value = match (name.as_str(), value) {
            ("salt", _) => continue,
            ("idea", text) => hashed(text, salt),
            ("motivations", Json::Object(texts)) => {
                let mut hashes = Json::Object(Vec::new());
                for (id, text) in texts {
                    hashes.put(id, hashed(text, salt));
                }
                hashes
            }
            _ => value.clone(),
        };
        redacted.put(name, value);
    }
    redacted
}

fn hashed(words: &Json, salt: &str) -> Json {
    let Some(text) = words.as_text() else { return words.clone() };
    let mut salted = String::from(salt);
    salted.push_str(":");
    salted.push_str(text);
    let mut hashed = Json::Object(Vec::new());
    hashed.put("hash", Json::Text(sha256(salted.as_bytes())));
    hashed
}

/// What a resident did, without what was left blank; `texts` are the members of a field that has texts.
fn without_blanks(input: &Json, texts: bool) -> Json {
    let mut filled = Json::Object(Vec::new());
    for (name, value) in input.members() {
        let blank = match name.as_str() {
            _ if texts => is_blank(value),
            "idea" | "source" => is_blank(value) || matches!(value, Json::Null),
            _ => matches!(value, Json::Null),
        };
        if blank {
            continue;
        }
        let inside =
            !texts && matches!(name.as_str(), "motivations" | "answers") && matches!(value, Json::Object(_));
        filled.put(name, if inside { without_blanks(value, true) } else { value.clone() });
    }
    filled
}

fn is_blank(words: &Json) -> bool {
    words.as_text().is_some_and(|text| text.trim_ascii().is_empty())
}

/// Adds a member, unless it says no more than its absence.
fn put(object: &mut Json, name: &str, value: Json) {
    let nothing = match &value {
        Json::Null | Json::Bool(false) => true,
        Json::List(items) => items.is_empty(),
        Json::Object(members) => members.is_empty(),
        _ => false,
    };
    if !nothing {
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
        if item.as_text() == Some(id) {
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
    check: Check,
    survey: &'s Survey,
    /// What was read of the division.
    division: Division,
    /// Whether that is all of it.
    right: bool,
}

/// The fields whose members are named after what a survey lists.
#[derive(Clone, Copy)]
enum Each {
    /// A number for each scenario.
    Points,
    /// The values ticked for each scenario.
    Reasons,
    /// Words about each scenario, of at most so many characters.
    Motivations(usize),
    /// An answer to each question.
    Answers,
}

impl Rules<'_> {
    fn of(survey: &Survey) -> Rules<'_> {
        Rules {
            check: Check::default(),
            survey,
            division: Division::nothing(survey.scenarios().len()),
            right: true,
        }
    }

    /// The division, if there are no problems.
    fn done(self, document: &Json) -> Result<Division, Problems> {
        let problems = self.check.problems;
        if problems.is_empty() { Ok(self.division) } else { Err(problems.in_order_of(document)) }
    }

    fn survey_reference(&mut self, response: &Json) {
        let given = response.at("survey");
        let mark = self.check.enter("survey");
        let codes = [Code::OtherSurvey, Code::OtherVersion, Code::OtherDigest];
        for (at, (name, ours)) in self.survey.reference().members().iter().enumerate() {
            let ours = ours.as_text().unwrap_or_default();
            if let Some(given) = given.get(name)
                && given.as_text() != Some(ours)
            {
                self.check.report_at(name, codes[at], ours);
            }
        }
        self.check.leave(mark);
    }

    /// Everything a resident filled in.
    fn filled(&mut self, document: &Json) {
        let survey = self.survey;
        let none = document.flag("none");
        if none && !survey.allows_none() {
            self.check.report_at("none", Code::NotAsked, "");
        }
        for name in &["first", "points"] {
            self.division.points.fill(0);
            self.right = self.each(document, name, Each::Points, true);
            if document.get(name).is_none() {
                self.right = none;
            } else if self.right {
                // Whoever ends with "none of these" may have divided the points first.
                self.complete(name, none && (*name == "points" || self.division.total() == 0));
            }
        }
        self.language(document);
        self.order(document);
        self.right &= self.reasons(document);
        let length = survey.motivation_length();
        let motivations = Each::Motivations(length.unwrap_or(DEFAULT_LENGTH));
        self.each(document, "motivations", motivations, length.is_some());
        self.idea(document);
        self.answers(document);
    }

    /// The reasons of the division; whether all of them could be read.
    fn reasons(&mut self, document: &Json) -> bool {
        self.each(document, "reasons", Each::Reasons, self.survey.asks_reasons())
    }

    /// Goes through a field whose members are named after scenarios or questions, and keeps what belongs to the
    /// division; whether all of that could be read.
    fn each(&mut self, document: &Json, name: &str, each: Each, asked: bool) -> bool {
        let survey = self.survey;
        let given = document.at(name);
        let mut right = matches!(given, Json::Object(_)) || document.get(name).is_none();
        let field = self.check.enter(name);
        if !asked && !given.members().is_empty() {
            self.check.report(Code::NotAsked, "");
        }
        for (id, value) in given.members() {
            let mark = self.check.enter(id);
            let (place, item) = if let Each::Answers = each {
                (survey.question_with(id), "question")
            } else {
                (survey.scenario_with(id), "scenario")
            };
            let points = match each {
                Each::Points => self.check.whole(value, 0, MAX_POINTS),
                _ => None,
            };
            if place.is_none() {
                self.check.report(Code::UnknownId, item);
                right = false;
            }
            match each {
                Each::Points => match (place, points) {
                    (Some(place), Some(points)) => self.division.points[place] = points,
                    _ => right = false,
                },
                Each::Reasons => {
                    let (reasons, all) = self.ticked(value);
                    right &= all;
                    if let Some(place) = place {
                        self.division.reasons[place] = reasons;
                    }
                }
                Each::Motivations(length) => self.words(value, length),
                Each::Answers => {
                    if let Some(question) = place.and_then(|at| survey.questions().nth(at)) {
                        self.answer(question, value);
                    }
                }
            }
            self.check.leave(mark);
        }
        self.check.leave(field);
        right
    }

    /// Reports what keeps points from being a valid division.
    fn complete(&mut self, name: &str, none: bool) {
        let (total, step) = (self.survey.points().total, self.survey.points().step);
        let left = total - self.division.total();
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
            let points = self.division.points[at];
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

    fn language(&mut self, document: &Json) {
        let Some(language) = document.get("language") else { return };
        let mut tags = Vec::new();
        for tag in self.survey.languages() {
            if language.as_text() == Some(tag) {
                return;
            }
            tags.push(tag);
        }
        let mark = self.check.enter("language");
        self.check.not_one_of(&tags);
        self.check.leave(mark);
    }

    fn order(&mut self, document: &Json) {
        let survey = self.survey;
        if document.get("order").is_none() {
            return;
        }
        let items = document.list("order");
        let mut right = items.len() == survey.scenarios().len();
        for (at, scenario) in survey.scenarios().enumerate() {
            let places = if survey.is_shuffled() { items } else { items.get(at..=at).unwrap_or_default() };
            right = right && holds(places, scenario.id());
        }
        if !right {
            self.check.report_at("order", Code::NotThisOrder, "");
        }
    }

    /// The values ticked for one scenario, and whether all of them could be read.
    fn ticked(&mut self, json: &Json) -> (Reasons, bool) {
        let mut reasons = Reasons::none();
        let Json::List(items) = json else {
            self.check.report(Code::NotAList, "");
            return (reasons, false);
        };
        let count = self.survey.values().len();
        let mut right = items.len() <= count;
        if !right {
            self.check.report(Code::TooMany, &digits(count as i64));
        }
        for (at, item) in items.iter().take(count).enumerate() {
            let mark = self.check.enter(&digits(at as i64));
            let id = item.as_text().unwrap_or_default();
            // A place that no set has, for what is not found.
            let value = self.survey.value_with(id).unwrap_or(usize::MAX);
            let before = reasons;
            reasons = reasons.with(value);
            if reasons == before {
                right = false;
                if item.as_text().is_none() {
                    self.check.report(Code::NotAText, "");
                } else if reasons.has(value) {
                    self.check.report(Code::DuplicateId, id);
                } else {
                    self.check.report(Code::UnknownId, "value");
                }
            }
            self.check.leave(mark);
        }
        (reasons, right)
    }

    fn idea(&mut self, document: &Json) {
        let Some(idea) = document.get("idea") else { return };
        let mark = self.check.enter("idea");
        if !self.survey.allows_idea() {
            self.check.report(Code::NotAsked, "");
        }
        self.words(idea, DEFAULT_LENGTH);
        self.check.leave(mark);
    }

    /// The resident's own words, or their hash where they are stored apart or erased.
    fn words(&mut self, words: &Json, max: usize) {
        static HASH: [Field; 1] = [required("hash", Shape::Form(is_hash, Code::NotAHash))];
        if let Json::Object(_) = words {
            self.check.fields(words, &HASH, &[], &[]);
        } else {
            self.check.text(words, max);
        }
    }

    fn words_and_salt(&mut self, response: &Json) {
        let words = has_words(response);
        if words != response.get("salt").is_some() {
            // What could be hidden in a salt that salts nothing would be seen by nobody.
            self.check.report_at("salt", if words { Code::NoSalt } else { Code::NotAsked }, "");
        }
    }

    fn answers(&mut self, document: &Json) {
        self.each(document, "answers", Each::Answers, true);
        let field = self.check.enter("answers");
        let answers = document.get("answers");
        // Answers that are no object are reported as such.
        if !answers.is_some_and(|answers| !matches!(answers, Json::Object(_))) {
            for question in self.survey.questions() {
                if question.is_required() && document.at("answers").get(question.id()).is_none() {
                    self.check.report_at(question.id(), Code::AnswerRequired, "");
                }
            }
        }
        self.check.leave(field);
    }

    fn answer(&mut self, question: Question<'_>, answer: &Json) {
        match question.kind() {
            Kind::Choice => match answer.as_text() {
                None => self.check.report(Code::NotAText, ""),
                Some(id) if question.option_with(id).is_none() => {
                    self.check.report(Code::UnknownId, "option");
                }
                Some(_) => {}
            },
            Kind::Number(min, max) | Kind::Scale(min, max) => {
                self.check.whole(answer, min, max);
            }
            Kind::Text(max) => {
                self.check.text(answer, max);
            }
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
            (Json::Text(given), Json::Text(ours)) if given == ours => {}
            (Json::Number(given), Json::Number(ours))
                if (given - ours).abs() <= if double { 1e-9 } else { 0.0 } => {}
            (Json::Null, Json::Null) => {}
            _ => self.check.report(Code::NotTheProfile, &ours.to_text()),
        }
    }
}

/// Whether a member of a profile is one of its doubles; the exact numbers beside them are texts.
fn is_double(name: &str, ours: &Json) -> bool {
    matches!(name, "share" | "emphasis" | "strength") && ours.as_text().is_none()
}
