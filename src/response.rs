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
        for (at, mut byte) in random.into_iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                hex.push('-');
            }
            // Version 4, variant 1 of RFC 9562: random.
            if at == 6 {
                byte = 0x40 | byte & 0x0f;
            } else if at == 8 {
                byte = 0x80 | byte & 0x3f;
            }
            push_hex(&mut hex, byte);
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
        let mut filled = without_blanks(input);
        // By their own places first; then what may be left out is filled in, so that only the rest is missing.
        let division = rules.filled(&filled);
        self.fill_in_defaults(&mut filled);
        rules.check.fields(&filled, &RESPONSE[LANGUAGE], &RESPONSE[FILLED], &[]);
        rules.done(input)?;

        let division = division.unwrap_or_default();
        let nothing = Json::whole(0);
        let mut response = Json::Object(Vec::new());
        response.put("format", Json::text(RESPONSE_FORMAT));
        response.put("id", Json::text(&stamp.id));
        response.put("survey", self.reference());
        keep(&mut response, &filled, "language");
        response.put("day", Json::Text(stamp.day.to_text()));
        keep(&mut response, &filled, "source");
        keep(&mut response, &filled, "order");
        self.put_in_order(&mut response, &filled, "first", "scenarios", &nothing);
        self.put_in_order(&mut response, &filled, "points", "scenarios", &nothing);
        keep(&mut response, &filled, "none");
        self.put_in_order(&mut response, &filled, "reasons", "scenarios", &Json::Null);
        self.put_in_order(&mut response, &filled, "motivations", "scenarios", &Json::Null);
        self.put_in_order(&mut response, &filled, "answers", "questions", &Json::Null);
        keep(&mut response, &filled, "idea");
        keep(&mut response, &filled, "fit");
        response.put("profile", self.table().profile(&division).to_json(self));
        if has_words(&filled) {
            response.put("salt", Json::text(&stamp.salt));
        }
        Ok(response)
    }

    /// Adds what may be left out of what a resident did.
    fn fill_in_defaults(&self, filled: &mut Json) {
        // Points that are no object are told so once.
        let points = Json::Object(filled.at("points").members().to_vec());
        if filled.get("language").is_none() {
            filled.put("language", Json::text(self.first_language()));
        }
        if filled.get("order").is_none() {
            let mut order = Vec::new();
            for scenario in self.scenarios() {
                order.push(Json::text(scenario.id()));
            }
            filled.put("order", Json::List(order));
        }
        if filled.flag("none") && filled.get("points").is_none() {
            filled.put("points", points.clone());
        }
        if filled.get("first").is_none() {
            filled.put("first", points);
        }
    }

    /// Which survey a response belongs to.
    fn reference(&self) -> Json {
        let mut reference = Json::Object(Vec::new());
        reference.put("id", Json::text(self.id()));
        reference.put("version", Json::text(self.version()));
        reference.put("digest", Json::text(self.digest()));
        reference
    }

    /// Adds a field whose members are named after the items of a list of the survey, in the order of the items;
    /// `missing` stands for those that are not there.
    fn put_in_order(&self, response: &mut Json, filled: &Json, name: &str, list: &str, missing: &Json) {
        let given = filled.at(name);
        let mut members = Json::Object(Vec::new());
        for item in self.document().list(list) {
            let id = item.str("id");
            let mut value = given.get(id).unwrap_or(missing).clone();
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
        put(response, name, members);
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
    let mut redacted = Json::Object(Vec::new());
    for (name, value) in response.members() {
        if name == "idea" {
            redacted.put(name, hashed(value, salt));
        } else if name == "motivations"
            && let Json::Object(texts) = value
        {
            let mut hashes = Json::Object(Vec::new());
            for (id, text) in texts {
                hashes.put(id, hashed(text, salt));
            }
            redacted.put(name, hashes);
        } else if name != "salt" {
            redacted.put(name, value.clone());
        }
    }
    redacted
}

fn hashed(words: &Json, salt: &str) -> Json {
    let Some(text) = words.as_text() else { return words.clone() };
    let mut salted = String::from(salt);
    salted.push(':');
    salted.push_str(text);
    let mut hashed = Json::Object(Vec::new());
    hashed.put("hash", Json::Text(sha256(salted.as_bytes())));
    hashed
}

/// What a resident did, without what was left blank.
fn without_blanks(input: &Json) -> Json {
    let mut filled = Json::Object(Vec::new());
    for (name, value) in input.members() {
        if let (Json::Object(members), "motivations" | "answers") = (value, name.as_str()) {
            let mut kept = Json::Object(Vec::new());
            for (id, words) in members {
                if !is_blank(words) {
                    kept.put(id, words.clone());
                }
            }
            filled.put(name, kept);
        } else if !matches!(value, Json::Null)
            && !(is_blank(value) && matches!(name.as_str(), "idea" | "source"))
        {
            filled.put(name, value.clone());
        }
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

/// Adds a member as it was filled in.
fn keep(response: &mut Json, filled: &Json, name: &str) {
    put(response, name, filled.at(name).clone());
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
}

/// The fields whose members are named after what a survey lists.
#[derive(Clone, Copy, PartialEq, Eq)]
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
    fn done(self, document: &Json) -> Result<(), Problems> {
        let problems = self.check.problems;
        if problems.is_empty() { Ok(()) } else { Err(problems.in_order_of(document)) }
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

    /// Everything a resident filled in; the division it holds, unless that cannot be read.
    fn filled(&mut self, document: &Json) -> Option<Division> {
        let survey = self.survey;
        let none = document.flag("none");
        if none && !survey.allows_none() {
            self.check.report_at("none", Code::NotAsked, "");
        }
        let mut points = self.points(document, "points");
        if let Some(points) = &points {
            self.complete("points", points, none);
        } else if none && document.get("points").is_none() {
            points = Some(vec![0; survey.scenarios().len()]);
        }
        if let Some(first) = self.points(document, "first") {
            // Whoever ends with "none of these" may have divided the points first.
            self.complete("first", &first, none && sum(&first) == 0);
        }
        self.language(document);
        self.order(document);
        let reasons = self.each(document, "reasons", Each::Reasons, survey.asks_reasons());
        let length = survey.motivation_length();
        let motivations = Each::Motivations(length.unwrap_or(DEFAULT_LENGTH));
        self.each(document, "motivations", motivations, length.is_some());
        self.idea(document);
        self.answers(document);
        division(points, reasons)
    }

    /// The division alone.
    fn division(&mut self, document: &Json) -> Option<Division> {
        let points = self.points(document, "points");
        division(points, self.each(document, "reasons", Each::Reasons, self.survey.asks_reasons()))
    }

    /// The points of each scenario, 0 for those that are not named; `None` if there are none that can be read.
    fn points(&mut self, document: &Json, name: &str) -> Option<Vec<i64>> {
        document.get(name)?;
        self.each(document, name, Each::Points, true)
    }

    /// Goes through a field whose members are named after scenarios or questions. Gives the points of each, or
    /// its reasons as bits; `None` if not all of it can be read.
    fn each(&mut self, document: &Json, name: &str, each: Each, asked: bool) -> Option<Vec<i64>> {
        let survey = self.survey;
        let (count, item) = match each {
            Each::Answers => (survey.questions().len(), "question"),
            _ => (survey.scenarios().len(), "scenario"),
        };
        let mut all = vec![0; count];
        let given = document.at(name);
        let mut right = matches!(given, Json::Object(_)) || document.get(name).is_none();
        let field = self.check.enter(name);
        if !asked && !given.members().is_empty() {
            self.check.report(Code::NotAsked, "");
        }
        for (id, value) in given.members() {
            let mark = self.check.enter(id);
            let place =
                if each == Each::Answers { survey.question_with(id) } else { survey.scenario_with(id) };
            if place.is_none() {
                self.check.report(Code::UnknownId, item);
            }
            let number = match each {
                Each::Points => self.check.whole(value, 0, MAX_POINTS),
                Each::Reasons => self.ticked(value),
                Each::Motivations(length) => self.words(value, length),
                Each::Answers => place.and_then(|at| self.answer(survey.questions().nth(at)?, value)),
            };
            if let (Some(place), Some(number)) = (place, number) {
                all[place] = number;
            } else {
                right = false;
            }
            self.check.leave(mark);
        }
        self.check.leave(field);
        right.then_some(all)
    }

    /// Reports what keeps points from being a valid division.
    fn complete(&mut self, name: &str, points: &[i64], none: bool) {
        let (total, step) = (self.survey.points().total, self.survey.points().step);
        let left = total - sum(points);
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
            if points[at] % step != 0 {
                self.check.report_number(scenario.id(), Code::OffStep, step);
            }
            if points[at] < scenario.min() && !none {
                self.check.report_number(scenario.id(), Code::BelowMin, scenario.min());
            }
            if let Some(max) = scenario.max()
                && points[at] > max
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

    /// The values ticked for one scenario, as bits; `None` if not all of them can be read.
    fn ticked(&mut self, json: &Json) -> Option<i64> {
        let Json::List(items) = json else {
            self.check.report(Code::NotAList, "");
            return None;
        };
        let count = self.survey.values().len();
        let mut right = items.len() <= count;
        if !right {
            self.check.report(Code::TooMany, &digits(count as i64));
        }
        let mut ticked = 0;
        for (at, item) in items.iter().take(count).enumerate() {
            let mark = self.check.enter(&digits(at as i64));
            let id = item.as_text().unwrap_or_default();
            let bit = self.survey.value_with(id).map_or(0, |value| 1 << value);
            if item.as_text().is_none() {
                self.check.report(Code::NotAText, "");
            } else if bit == 0 {
                self.check.report(Code::UnknownId, "value");
            } else if ticked & bit != 0 {
                self.check.report(Code::DuplicateId, id);
            }
            right &= bit & !ticked != 0;
            ticked |= bit;
            self.check.leave(mark);
        }
        right.then_some(ticked)
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

    /// The resident's own words, or their hash where they are stored apart or erased. No number is in them.
    fn words(&mut self, words: &Json, max: usize) -> Option<i64> {
        static HASH: [Field; 1] = [required("hash", Shape::Form(is_hash, Code::NotAHash))];
        if let Json::Object(_) = words {
            self.check.fields(words, &HASH, &[], &[]);
        } else {
            self.check.text(words, max);
        }
        None
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

    /// The answer to a question; its number if it is one.
    fn answer(&mut self, question: Question<'_>, answer: &Json) -> Option<i64> {
        match question.kind() {
            Kind::Choice => match answer.as_text() {
                None => self.check.report(Code::NotAText, ""),
                Some(id) if question.option_with(id).is_none() => {
                    self.check.report(Code::UnknownId, "option");
                }
                Some(_) => {}
            },
            Kind::Number(min, max) | Kind::Scale(min, max) => return self.check.whole(answer, min, max),
            Kind::Text(max) => {
                self.check.text(answer, max);
            }
        }
        None
    }

    /// Reports where a profile differs from the one recomputed. Its doubles are for readers: they may be left
    /// out and need not be the last bit the same, but nothing else can be hidden in them.
    fn same(&mut self, given: &Json, ours: &Json) {
        match (given, ours) {
            (Json::Object(members), Json::Object(expected)) => {
                for (name, value) in members {
                    let mark = self.check.enter(name);
                    match ours.get(name) {
                        Some(ours) if is_double(name, ours) && is_near(value, ours) => {}
                        Some(ours) => self.same(value, ours),
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
                for at in 0..items.len() {
                    let mark = self.check.enter(&digits(at as i64));
                    self.same(&items[at], &expected[at]);
                    self.check.leave(mark);
                }
            }
            _ => {
                if given != ours {
                    self.check.report(Code::NotTheProfile, &ours.to_text());
                }
            }
        }
    }
}

/// The division of these points and reasons, the latter as bits, if both could be read.
fn division(points: Option<Vec<i64>>, reasons: Option<Vec<i64>>) -> Option<Division> {
    let (points, bits) = (points?, reasons?);
    let mut reasons = Vec::with_capacity(bits.len());
    for bits in bits {
        reasons.push(Reasons::from_bits(bits as u16));
    }
    Division::new(points, reasons)
}

fn sum(points: &[i64]) -> i64 {
    let mut sum = 0;
    for points in points {
        sum += points;
    }
    sum
}

fn is_double(name: &str, ours: &Json) -> bool {
    matches!(name, "share" | "emphasis" | "strength") && ours.as_text().is_none()
}

fn is_near(given: &Json, ours: &Json) -> bool {
    match (given, ours) {
        (Json::Number(given), Json::Number(ours)) => (given - ours).abs() < 1e-9,
        _ => false,
    }
}
