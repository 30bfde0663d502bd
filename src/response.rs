//! One filled-in survey: made from what the resident did, and checked by whoever holds the survey.
//!
//! The browser and the server check a response with the same code, so it is valid in the one exactly when it
//! is valid in the other.

use crate::digest::{push_hex, sha256};
use crate::json::Json;
use crate::problem::{Code, Problems};
use crate::profile::{Division, Reasons};
use crate::schema::{Check, Field, Shape, is_date, is_hash, is_salt, is_uuid, optional, required};
use crate::survey::{DEFAULT_LENGTH, Date, Kind, MAX_POINTS, Survey};
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

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

/// What a resident did: the fields of the input that becomes a response, and of the response.
const FILLED: usize = 11;

/// The shape of a response document; the first [`FILLED`] fields are what a resident did.
pub(crate) static RESPONSE: [Field; 17] = {
    use Shape::*;
    [
        required("points", Map),
        required("first", Map),
        required("order", List(2, 300, &Id)),
        required("language", Text(35)),
        optional("none", Flag),
        optional("reasons", Map),
        optional("motivations", Map),
        optional("answers", Map),
        optional("idea", Any),
        optional("fit", Word("yes or partly or no")),
        optional("source", Text(64)),
        required("format", Format(RESPONSE_FORMAT)),
        required("id", Form(is_uuid, Code::NotAnAnswerId)),
        required(
            "survey",
            Object(&[required("id", Text(64)), required("version", Text(64)), required("digest", Text(64))]),
        ),
        required("day", Form(is_date, Code::NotADate)),
        required("profile", Map),
        optional("salt", Form(is_salt, Code::NotASalt)),
    ]
};

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
        let division = Division::new(rules.points(input, "points"), rules.reasons(input));
        rules.done(input)?;
        Ok(division.unwrap_or_default())
    }

    /// Makes the response document of what a resident did: an object with `points` and whichever of `reasons`,
    /// `motivations`, `answers`, `language`, `order`, `first`, `none`, `idea`, `fit` and `source` there are.
    ///
    /// Left out, the language is the survey's first, the order its own, and the first division the final one;
    /// with `none` the points may be left out. What is left blank is not part of the response.
    ///
    /// # Errors
    ///
    /// Every rule of the survey that the answer breaks.
    pub fn respond(&self, input: &Json, stamp: &Stamp) -> Result<Json, Problems> {
        let mut rules = Rules { check: Check::default(), survey: self };
        if !matches!(input, Json::Object(_)) {
            rules.check.report(Code::NotAnObject, "");
        }
        let mut filled: Vec<(String, Json)> = input.members().to_vec();
        filled.retain_mut(|(_, value)| !is_blank(value));
        let ids = |name: &str| {
            let items = self.document().list(name).iter();
            items.map(|item| item.get("id").cloned().unwrap_or(Json::Null)).collect()
        };
        let mut default = |name: &str, value: Json| {
            if !filled.iter().any(|(given, _)| given == name) {
                filled.push((name.to_owned(), value));
            }
        };
        if input.flag("none") {
            default("points", Json::Object(Vec::new()));
        }
        default("order", Json::List(ids("scenarios")));
        default("language", self.document().list("languages").first().cloned().unwrap_or(Json::Null));
        if let Some(points) = input.get("points") {
            default("first", points.clone());
        } else {
            default("first", Json::Object(Vec::new()));
        }
        let filled = Json::Object(filled);
        rules.check.fields(&filled, &RESPONSE[..FILLED], &[], &[]);
        let division = rules.filled(&filled);
        rules.done(input)?;

        // In the order of the table below, every scenario with its points.
        let points = |name: &str| {
            let given = filled.get(name);
            let each = self.scenarios().map(|scenario| {
                let points = given.and_then(|points| points.int(scenario.id())).unwrap_or(0);
                (scenario.id().to_owned(), Json::whole(points))
            });
            Json::Object(each.collect())
        };
        let words = filled.get("idea").is_some() || filled.get("motivations").is_some();
        let survey = Json::object([
            ("id", Json::text(self.id())),
            ("version", Json::text(self.version())),
            ("digest", Json::text(self.digest())),
        ]);
        let mut members = vec![
            ("format".to_owned(), Json::text(RESPONSE_FORMAT)),
            ("id".to_owned(), Json::text(&stamp.id)),
            ("survey".to_owned(), survey),
            ("day".to_owned(), Json::Text(stamp.day.to_string())),
        ];
        for Field { name, .. } in &RESPONSE[..FILLED] {
            if matches!(*name, "points" | "first") {
                members.push(((*name).to_owned(), points(name)));
            } else if let Some(value) = filled.get(name) {
                members.push(((*name).to_owned(), value.clone()));
            }
        }
        members.push(("profile".to_owned(), self.table().profile(&division).to_json(self)));
        if words {
            members.push(("salt".to_owned(), Json::text(&stamp.salt)));
        }
        Ok(Json::Object(members))
    }

    /// Checks a response document in full: its form, every rule of the survey, and its profile recomputed.
    /// Opening and closing days are left to whoever receives it.
    pub fn verify(&self, response: &Json) -> Problems {
        let mut rules = Rules { check: Check::default(), survey: self };
        rules.check.shape(response, &Shape::Object(&RESPONSE), &[]);
        rules.survey_reference(response);
        let division = rules.filled(response);
        rules.words_need_salt(response);
        if let (Some(given), Some(_)) = (response.get("profile"), response.get("points")) {
            let mark = rules.check.enter("profile");
            rules.same(given, &self.table().profile(&division).to_json(self));
            rules.check.leave(mark);
        }
        rules.done(response).err().unwrap_or_default()
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

/// Whether there is nothing in it; takes blank texts and empty lists out of an object first.
fn is_blank(value: &mut Json) -> bool {
    match value {
        Json::Null => true,
        Json::Text(text) => text.trim_ascii().is_empty(),
        Json::Object(members) => {
            // Points and answers that are 0 or blank stay: only nothing is nothing.
            members.retain_mut(|(_, value)| {
                !matches!(value, Json::List(items) if items.is_empty())
                    && !matches!(value, Json::Text(text) if text.trim_ascii().is_empty())
            });
            members.is_empty()
        }
        _ => false,
    }
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
            if reference.get(name).and_then(Json::as_text).is_some_and(|text| text != ours) {
                self.check.report_at(name, code, ours);
            }
        }
        self.check.leave(mark);
    }

    /// Everything a resident filled in; the division it holds.
    fn filled(&mut self, document: &Json) -> Division {
        let survey = self.survey;
        let none = document.flag("none");
        if none && !survey.allows_none() {
            self.check.report_at("none", Code::NotAsked, "");
        }
        let points = self.points(document, "points");
        if document.get("points").is_some() {
            self.complete("points", &points, none);
        }
        let first = self.points(document, "first");
        if document.get("first").is_some() {
            // Whoever ends with "none of these" may have divided the points first.
            self.complete("first", &first, none && first.iter().all(|points| *points == 0));
        }
        self.language(document);
        self.order(document);
        let reasons = self.reasons(document);
        self.motivations(document);
        self.idea(document);
        self.answers(document);
        Division::new(points, reasons).unwrap_or_default()
    }

    /// The points of each scenario; 0 for those that are not named.
    fn points(&mut self, document: &Json, name: &str) -> Vec<i64> {
        let mut points = vec![0; self.survey.scenarios().len()];
        let Some(json) = document.get(name) else { return points };
        let mark = self.check.enter(name);
        for (id, number) in json.members() {
            let mark = self.check.enter(id);
            let number = self.check.whole(number, 0, MAX_POINTS).unwrap_or(0);
            match self.survey.scenario_with(id) {
                Some(scenario) => points[scenario] = number,
                None => self.check.report(Code::UnknownId, "scenario"),
            }
            self.check.leave(mark);
        }
        self.check.leave(mark);
        points
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
        let languages = self.survey.document().list("languages");
        if document.get("language").is_some_and(|language| !languages.contains(language)) {
            let tags: Vec<&str> = self.survey.languages().collect();
            self.check.report_at("language", Code::NotOneOf, &tags.join(" or "));
        }
    }

    fn order(&mut self, document: &Json) {
        let survey = self.survey;
        let Some(order) = document.get("order") else { return };
        let Json::List(items) = order else { return };
        let right = items.len() == survey.scenarios().len()
            && survey.scenarios().zip(items).all(|(scenario, item)| {
                if survey.is_shuffled() {
                    items.iter().any(|item| item.as_text() == Some(scenario.id()))
                } else {
                    item.as_text() == Some(scenario.id())
                }
            });
        if !right {
            self.check.report_at("order", Code::NotThisOrder, "");
        }
    }

    fn reasons(&mut self, document: &Json) -> Vec<Reasons> {
        let survey = self.survey;
        let mut all = vec![Reasons::none(); survey.scenarios().len()];
        let Some(json) = document.get("reasons") else { return all };
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
            let mut reasons = Reasons::none();
            if !matches!(ticked, Json::List(_)) {
                self.check.report(Code::NotAList, "");
            }
            for (at, item) in json.list(id).iter().take(16).enumerate() {
                let mark = self.check.enter(&at.to_string());
                let value = item.as_text().map(|id| (id, survey.value_with(id)));
                match value {
                    None => self.check.report(Code::NotAText, ""),
                    Some((_, None)) => self.check.report(Code::UnknownId, "value"),
                    Some((id, Some(value))) if reasons.has(value) => self.check.report(Code::DuplicateId, id),
                    Some((_, Some(value))) => reasons = reasons.with(value),
                }
                self.check.leave(mark);
            }
            let count = survey.values().len();
            if json.list(id).len() > count {
                self.check.report(Code::TooMany, &count.to_string());
            }
            self.check.leave(mark);
            if let Some(scenario) = scenario {
                all[scenario] = reasons;
            }
        }
        self.check.leave(field);
        all
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

    fn words_need_salt(&mut self, response: &Json) {
        let motivations = response.get("motivations").map_or(&[][..], Json::members);
        let mut words = motivations.iter().map(|(_, words)| words).chain(response.get("idea"));
        match (response.get("salt"), words.any(|words| words.as_text().is_some())) {
            (None, true) => self.check.report_at("salt", Code::NoSalt, ""),
            (Some(_), false) => self.check.report_at("salt", Code::NotAsked, ""),
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
            match asked.map(|question| (question, question.kind())) {
                None => self.check.report(Code::UnknownId, "question"),
                Some((question, Kind::Choice)) => match answer.as_text() {
                    None => self.check.report(Code::NotAText, ""),
                    Some(id) if !question.has_option(id) => self.check.report(Code::UnknownId, "option"),
                    Some(_) => {}
                },
                Some((_, Kind::Number(min, max) | Kind::Scale(min, max))) => {
                    self.check.whole(answer, min, max);
                }
                Some((_, Kind::Text(max))) => {
                    self.check.text(answer, max);
                }
            }
            self.check.leave(mark);
        }
        for question in survey.questions().filter(|question| question.is_required()) {
            if answers.and_then(|answers| answers.get(question.id())).is_none() {
                self.check.report_at(question.id(), Code::AnswerRequired, "");
            }
        }
        self.check.leave(field);
    }

    /// Reports where a profile differs from the one recomputed. Its doubles are for readers: they may be left
    /// out and need not be the last bit the same, but nothing else can be hidden in them.
    fn same(&mut self, given: &Json, ours: &Json) {
        let is_double =
            |name: &str, ours: &Json| matches!(name, "share" | "emphasis" | "strength") && ours.as_text().is_none();
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
                    let mark = self.check.enter(&at.to_string());
                    self.same(item, ours);
                    self.check.leave(mark);
                }
            }
            _ if given == ours => {}
            _ => self.check.report(Code::NotTheProfile, &ours.to_text()),
        }
    }
}
