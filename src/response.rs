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
use crate::survey::{DEFAULT_LENGTH, Date, Kind, MAX_POINTS, Survey};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
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
        let mut hex = String::with_capacity(68);
        for (at, byte) in random.into_iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                hex.push('-');
            }
            // Version 4, variant 1 of RFC 9562: random.
            push_hex(
                &mut hex,
                match at {
                    6 => 0x40 | byte & 0x0f,
                    8 => 0x80 | byte & 0x3f,
                    _ => byte,
                },
            );
        }
        let salt = hex.split_off(36);
        Stamp { id: hex, day, salt }
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
        let mut rules = Rules { check: Check::default(), survey: self };
        rules.check.shape(input, &Shape::Object(&DIVISION), &[]);
        let division = rules.division(input);
        rules.done(input)?;
        Ok(division.unwrap_or_default())
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
        let mut rules = Rules { check: Check::default(), survey: self };
        if !matches!(input, Json::Object(_)) {
            rules.check.report(Code::NotAnObject, "");
            return Err(rules.check.problems);
        }
        let filled = without_blanks(input);
        // By their own places first; then what may be left out is filled in, so that only the rest is missing.
        let division = rules.filled(&filled);
        let filled = self.with_defaults(filled);
        rules.check.fields(&filled, &RESPONSE[LANGUAGE], &RESPONSE[FILLED], &[]);
        rules.done(input)?;

        let division = division.unwrap_or_default();
        let mut members = Vec::new();
        for Field { name, .. } in &RESPONSE {
            let given = filled.get(name);
            let value = match *name {
                "format" => Json::text(RESPONSE_FORMAT),
                "id" => Json::text(&stamp.id),
                "survey" => Json::object([
                    ("id", Json::text(self.id())),
                    ("version", Json::text(self.version())),
                    ("digest", Json::text(self.digest())),
                ]),
                "day" => Json::Text(stamp.day.to_text()),
                "points" | "first" => self.points_of(given),
                "none" => Json::Bool(filled.flag("none")),
                "reasons" => self.reasons_of(division.reasons()),
                "motivations" => in_order_of(self.document().list("scenarios"), given),
                "answers" => in_order_of(self.document().list("questions"), given),
                "profile" => self.table().profile(&division).to_json(self),
                "salt" if has_words(&filled) => Json::text(&stamp.salt),
                _ => given.cloned().unwrap_or(Json::Null),
            };
            if !is_nothing(&value) {
                members.push(((*name).to_owned(), value));
            }
        }
        Ok(Json::Object(members))
    }

    /// What a resident did, with what may be left out.
    fn with_defaults(&self, mut filled: Json) -> Json {
        let mut order = Vec::new();
        for scenario in self.scenarios() {
            order.push(Json::text(scenario.id()));
        }
        // Points that are no object are told so once.
        let points = Json::Object(filled.get("points").map_or(&[][..], Json::members).to_vec());
        let language = self.languages().next().unwrap_or_default();
        for (name, value) in [
            ("language", Json::text(language)),
            ("order", Json::List(order)),
            ("first", points.clone()),
            ("points", if filled.flag("none") { points } else { Json::Null }),
        ] {
            let given = filled.get(name).is_some() || matches!(value, Json::Null);
            if let (Json::Object(members), false) = (&mut filled, given) {
                members.push((name.to_owned(), value));
            }
        }
        filled
    }

    /// The points of every scenario, in their order.
    fn points_of(&self, given: Option<&Json>) -> Json {
        let mut members = Vec::new();
        for scenario in self.scenarios() {
            let points = given.and_then(|points| points.int(scenario.id())).unwrap_or(0);
            members.push((scenario.id().to_owned(), Json::whole(points)));
        }
        Json::Object(members)
    }

    /// The reasons that were given, in the order of the values.
    pub(crate) fn reasons_of(&self, reasons: &[Reasons]) -> Json {
        let mut members = Vec::new();
        for (scenario, reasons) in self.scenarios().zip(reasons) {
            let mut ticked = Vec::new();
            for (at, value) in self.values().enumerate() {
                if reasons.has(at) {
                    ticked.push(Json::text(value.id()));
                }
            }
            if !ticked.is_empty() {
                members.push((scenario.id().to_owned(), Json::List(ticked)));
            }
        }
        Json::Object(members)
    }

    /// Checks a response document in full: its form, every rule of the survey, and its profile recomputed.
    /// Opening and closing days are left to whoever receives it.
    pub fn verify(&self, response: &Json) -> Problems {
        let mut rules = Rules { check: Check::default(), survey: self };
        rules.check.shape(response, &Shape::Object(&RESPONSE), &[]);
        if let Json::Object(_) = response {
            rules.survey_reference(response);
            let division = rules.filled(response);
            rules.words_and_salt(response);
            // Without a division that could be read there is nothing to compare with.
            if let (Some(given), Some(division)) = (response.get("profile"), division) {
                let mark = rules.check.enter("profile");
                rules.same(given, &self.table().profile(&division).to_json(self));
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
        self.rules().points(self.document, "first").unwrap_or_default()
    }

    /// The final division with its reasons.
    pub fn division(self) -> Division {
        self.rules().division(self.document).unwrap_or_default()
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

    fn rules(self) -> Rules<'r> {
        Rules { check: Check::default(), survey: self.survey }
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
    let members = response.members().iter().filter(|(name, _)| name != "salt").map(|(name, value)| {
        let value = match (name.as_str(), value) {
            ("idea", text) => hashed(text, salt),
            ("motivations", Json::Object(texts)) => {
                Json::Object(texts.iter().map(|(id, text)| (id.clone(), hashed(text, salt))).collect())
            }
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    Json::Object(members.collect())
}

fn hashed(words: &Json, salt: &str) -> Json {
    let Some(text) = words.as_text() else { return words.clone() };
    let mut salted = String::from(salt);
    salted.push(':');
    salted.push_str(text);
    Json::object([("hash", Json::Text(sha256(salted.as_bytes())))])
}

/// What a resident did, without what was left blank.
fn without_blanks(input: &Json) -> Json {
    let mut filled = Vec::new();
    for (name, value) in input.members() {
        let mut value = value.clone();
        if let (Json::Object(members), "motivations" | "answers") = (&mut value, name.as_str()) {
            members.retain(|(_, words)| !is_blank(words));
        }
        let blank = is_blank(&value) && matches!(name.as_str(), "idea" | "source");
        if !blank && !matches!(value, Json::Null) {
            filled.push((name.clone(), value));
        }
    }
    Json::Object(filled)
}

fn is_blank(words: &Json) -> bool {
    words.as_text().is_some_and(|text| text.trim_ascii().is_empty())
}

/// Whether a member says no more than its absence.
fn is_nothing(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => true,
        Json::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// The members that are named after these items, in the order of the items.
fn in_order_of(items: &[Json], given: Option<&Json>) -> Json {
    let mut members = Vec::new();
    for item in items {
        let id = item.str("id");
        if let Some(value) = given.and_then(|given| given.get(id)) {
            members.push((id.to_owned(), value.clone()));
        }
    }
    Json::Object(members)
}

/// Whether there are words of the resident in it, not their hashes alone.
fn has_words(response: &Json) -> bool {
    let mut found = response.get("idea").is_some_and(|idea| idea.as_text().is_some());
    if let Some(motivations) = response.get("motivations") {
        for (_, words) in motivations.members() {
            found |= words.as_text().is_some();
        }
    }
    found
}

/// The rules of a survey for what residents fill in.
struct Rules<'s> {
    check: Check,
    survey: &'s Survey,
}

impl Rules<'_> {
    fn done(self, document: &Json) -> Result<(), Problems> {
        let problems = self.check.problems;
        if problems.is_empty() { Ok(()) } else { Err(problems.in_order_of(document)) }
    }

    fn survey_reference(&mut self, response: &Json) {
        let Some(reference) = response.get("survey") else { return };
        let mark = self.check.enter("survey");
        for (name, ours, code) in [
            ("id", self.survey.id(), Code::OtherSurvey),
            ("version", self.survey.version(), Code::OtherVersion),
            ("digest", self.survey.digest(), Code::OtherDigest),
        ] {
            if reference.get(name).is_some_and(|given| given.as_text() != Some(ours)) {
                self.check.report_at(name, code, ours);
            }
        }
        self.check.leave(mark);
    }

    /// Everything a resident filled in; the division it holds, unless that cannot be read.
    fn filled(&mut self, document: &Json) -> Option<Division> {
        let none = document.flag("none");
        if none && !self.survey.allows_none() {
            self.check.report_at("none", Code::NotAsked, "");
        }
        let points = self.points(document, "points");
        if let Some(points) = &points {
            self.complete("points", points, none);
        }
        if let Some(first) = self.points(document, "first") {
            // Whoever ends with "none of these" may have divided the points first.
            self.complete("first", &first, none && first.iter().all(|points| *points == 0));
        }
        self.language(document);
        self.order(document);
        let reasons = self.reasons(document);
        self.motivations(document);
        self.idea(document);
        self.answers(document);
        let nothing = vec![0; self.survey.scenarios().len()];
        let points = if none && document.get("points").is_none() { Some(nothing) } else { points };
        Division::new(points?, reasons?)
    }

    /// The division alone.
    fn division(&mut self, document: &Json) -> Option<Division> {
        let (points, reasons) = (self.points(document, "points"), self.reasons(document));
        Division::new(points?, reasons?)
    }

    /// The points of each scenario, 0 for those that are not named; `None` if there are none that can be read.
    fn points(&mut self, document: &Json, name: &str) -> Option<Vec<i64>> {
        let json = document.get(name)?;
        let mut right = matches!(json, Json::Object(_));
        let mut points = vec![0; self.survey.scenarios().len()];
        let field = self.check.enter(name);
        for (id, number) in json.members() {
            let mark = self.check.enter(id);
            let number = self.check.whole(number, 0, MAX_POINTS);
            let scenario = self.survey.scenario_with(id);
            if scenario.is_none() {
                self.check.report(Code::UnknownId, "scenario");
            }
            match (scenario, number) {
                (Some(scenario), Some(number)) => points[scenario] = number,
                _ => right = false,
            }
            self.check.leave(mark);
        }
        self.check.leave(field);
        right.then_some(points)
    }

    /// Reports what keeps points from being a valid division.
    fn complete(&mut self, name: &str, points: &[i64], none: bool) {
        let (total, step) = (self.survey.points().total, self.survey.points().step);
        let left = total - points.iter().sum::<i64>();
        if none && left != total {
            self.check.report_at(name, Code::NotNone, "");
        } else if !none && left > 0 {
            self.check.report_number(name, Code::PointsLeft, left);
        } else if !none && left < 0 {
            self.check.report_number(name, Code::PointsTooMany, -left);
        }
        let mark = self.check.enter(name);
        for (scenario, points) in self.survey.scenarios().zip(points) {
            if points % step != 0 {
                self.check.report_number(scenario.id(), Code::OffStep, step);
            }
            if *points < scenario.min() && !none {
                self.check.report_number(scenario.id(), Code::BelowMin, scenario.min());
            }
            if let Some(max) = scenario.max()
                && *points > max
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
        let Some(order) = document.get("order") else { return };
        let items = document.list("order");
        let mut right = matches!(order, Json::List(_)) && items.len() == survey.scenarios().len();
        for (scenario, item) in survey.scenarios().zip(items) {
            let own = Json::text(scenario.id());
            right &= if survey.is_shuffled() { right && items.contains(&own) } else { *item == own };
        }
        if !right {
            self.check.report_at("order", Code::NotThisOrder, "");
        }
    }

    /// The reasons of each scenario; `None` if not all of them can be read.
    fn reasons(&mut self, document: &Json) -> Option<Vec<Reasons>> {
        let survey = self.survey;
        let mut all = vec![Reasons::none(); survey.scenarios().len()];
        let Some(json) = document.get("reasons") else { return Some(all) };
        let mut right = matches!(json, Json::Object(_));
        let field = self.check.enter("reasons");
        if !survey.asks_reasons() && !json.members().is_empty() {
            self.check.report(Code::NotAsked, "");
        }
        for (id, ticked) in json.members() {
            let mark = self.check.enter(id);
            let scenario = survey.scenario_with(id);
            if scenario.is_none() {
                self.check.report(Code::UnknownId, "scenario");
            }
            let reasons = self.ticked(ticked);
            match (scenario, reasons) {
                (Some(scenario), Some(reasons)) => all[scenario] = reasons,
                _ => right = false,
            }
            self.check.leave(mark);
        }
        self.check.leave(field);
        right.then_some(all)
    }

    /// The values ticked for one scenario; `None` if not all of them can be read.
    fn ticked(&mut self, json: &Json) -> Option<Reasons> {
        let Json::List(items) = json else {
            self.check.report(Code::NotAList, "");
            return None;
        };
        let count = self.survey.values().len();
        let mut right = items.len() <= count;
        if !right {
            self.check.report(Code::TooMany, &digits(count as i64));
        }
        let mut reasons = Reasons::none();
        for (at, item) in items.iter().take(count).enumerate() {
            let mark = self.check.enter(&digits(at as i64));
            let id = item.as_text().unwrap_or_default();
            match self.survey.value_with(id) {
                Some(value) if !reasons.has(value) => reasons = reasons.with(value),
                found => {
                    right = false;
                    match found {
                        Some(_) => self.check.report(Code::DuplicateId, id),
                        None if item.as_text().is_some() => self.check.report(Code::UnknownId, "value"),
                        None => self.check.report(Code::NotAText, ""),
                    }
                }
            }
            self.check.leave(mark);
        }
        right.then_some(reasons)
    }

    fn motivations(&mut self, document: &Json) {
        let survey = self.survey;
        let Some(json) = document.get("motivations") else { return };
        let field = self.check.enter("motivations");
        let length = survey.motivation_length();
        if length.is_none() && !json.members().is_empty() {
            self.check.report(Code::NotAsked, "");
        }
        for (id, words) in json.members() {
            let mark = self.check.enter(id);
            if survey.scenario_with(id).is_none() {
                self.check.report(Code::UnknownId, "scenario");
            }
            self.words(words, length.unwrap_or(DEFAULT_LENGTH));
            self.check.leave(mark);
        }
        self.check.leave(field);
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
        match (response.get("salt").is_some(), has_words(response)) {
            (false, true) => self.check.report_at("salt", Code::NoSalt, ""),
            // What could be hidden in it would be seen by nobody.
            (true, false) => self.check.report_at("salt", Code::NotAsked, ""),
            _ => {}
        }
    }

    fn answers(&mut self, document: &Json) {
        let survey = self.survey;
        let answers = document.get("answers");
        let field = self.check.enter("answers");
        for (id, answer) in answers.map_or(&[][..], Json::members) {
            let mark = self.check.enter(id);
            let asked = survey.question_with(id).and_then(|at| survey.questions().nth(at));
            if let Some(question) = asked {
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
            } else {
                self.check.report(Code::UnknownId, "question");
            }
            self.check.leave(mark);
        }
        // Answers that are no object are reported as such.
        if answers.is_none_or(|answers| matches!(answers, Json::Object(_))) {
            for question in survey.questions() {
                let answered = answers.is_some_and(|answers| answers.get(question.id()).is_some());
                if question.is_required() && !answered {
                    self.check.report_at(question.id(), Code::AnswerRequired, "");
                }
            }
        }
        self.check.leave(field);
    }

    /// Reports where a profile differs from the one recomputed. Its doubles are for readers: they may be left
    /// out and need not be the last bit the same, but nothing else can be hidden in them.
    fn same(&mut self, given: &Json, ours: &Json) {
        let is_double = |name: &str, ours: &Json| {
            matches!(name, "share" | "emphasis" | "strength") && ours.as_text().is_none()
        };
        let near = |given: &Json, ours: &Json| match (given, ours) {
            (Json::Number(given), Json::Number(ours)) => (given - ours).abs() < 1e-9,
            _ => false,
        };
        match (given, ours) {
            (Json::Object(members), Json::Object(_)) => {
                for (name, value) in members {
                    let mark = self.check.enter(name);
                    match ours.get(name) {
                        Some(ours) if is_double(name, ours) && near(value, ours) => {}
                        Some(ours) => self.same(value, ours),
                        None => self.check.report(Code::UnknownField, ""),
                    }
                    self.check.leave(mark);
                }
                for (name, ours) in ours.members() {
                    if !is_double(name, ours) && given.get(name).is_none() {
                        self.check.report_at(name, Code::Missing, "");
                    }
                }
            }
            (Json::List(items), Json::List(expected)) if items.len() == expected.len() => {
                for (at, (item, ours)) in items.iter().zip(expected).enumerate() {
                    let mark = self.check.enter(&digits(at as i64));
                    self.same(item, ours);
                    self.check.leave(mark);
                }
            }
            _ if given == ours => {}
            _ => self.check.report(Code::NotTheProfile, &ours.to_text()),
        }
    }
}
