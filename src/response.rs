//! One filled-in survey: made from what the resident did, and checked by whoever holds the survey.
//!
//! The browser and the server read a response with the same code, so it is valid in the one exactly when it
//! is valid in the other.

use crate::digest::sha256;
use crate::json::Json;
use crate::problem::{Code, Problems};
use crate::profile::{Division, Profile, Reasons};
use crate::reader::{Members, Need, Reader};
use crate::survey::{DEFAULT_LENGTH, Date, Kind, MAX_POINTS, Survey};

/// The format this version of the core writes and reads.
pub const RESPONSE_FORMAT: &str = "mienskip-response/1";

/// A response that passed every check against its survey.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response {
    /// A random UUID, in lower case.
    pub id: String,
    /// The day of completion; never the time.
    pub day: Date,
    /// What the resident did.
    pub filled: Filled,
    /// The profile of the final division.
    pub profile: Profile,
}

/// What a resident did with a survey: a response without its id, its day and its profile.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Filled {
    /// The place of the language in the survey's list.
    pub language: usize,
    /// Where the answer came from, in the organiser's words; at most 64 characters.
    pub source: Option<String>,
    /// The places of the scenarios in the order shown.
    pub order: Vec<usize>,
    /// The points of the division first completed.
    pub first: Vec<i64>,
    /// The final division with its reasons.
    pub division: Division,
    /// Whether the resident chose "none of these".
    pub none: bool,
    /// The motivation of each scenario.
    pub motivations: Vec<Option<Prose>>,
    /// The answer to each background question.
    pub answers: Vec<Option<Answer>>,
    /// The resident's own idea.
    pub idea: Option<Prose>,
    /// Whether the profile fits, in the resident's view.
    pub fit: Option<Fit>,
}

/// A text in the resident's own words, or its salted hash where the text is stored apart or erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prose {
    /// The text.
    Text(String),
    /// SHA-256 over the salt, a colon and the text, in hexadecimal.
    Hash(String),
}

/// The answer to a background question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The place of the option chosen.
    Option(usize),
    /// A number, or a grade on a scale.
    Number(i64),
    /// A short text.
    Text(String),
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
        let mut hex = String::with_capacity(64);
        for (at, byte) in random.into_iter().enumerate() {
            // Version 4, variant 1 of RFC 9562: random.
            let byte = match at {
                6 => 0x40 | byte & 0x0f,
                8 => 0x80 | byte & 0x3f,
                _ => byte,
            };
            if matches!(at, 4 | 6 | 8 | 10) {
                hex.push('-');
            }
            for digit in [byte >> 4, byte & 15] {
                hex.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
            }
        }
        let salt = hex.split_off(36);
        Stamp { id: hex, day, salt }
    }
}

impl Survey {
    /// Reads a division, `{ points: { scenario: number }, reasons: { scenario: [value] } }`, complete or not.
    ///
    /// # Errors
    ///
    /// Every fraction, negative number, unknown or repeated id.
    pub fn division(&self, input: &Json) -> Result<Division, Problems> {
        let mut reader = ResponseReader::new(self);
        let mut division = Division::default();
        if let Some(of) = reader.at.object(input, &["points", "reasons"]) {
            let points = reader.points(of, "points", Need::Required).unwrap_or_default();
            division = Division::new(points, reader.reasons(of).unwrap_or_default()).unwrap_or_default();
        }
        reader.finish(input).map(|()| division)
    }

    /// Makes the response document of what a resident did: an object with `points` and whichever of `reasons`,
    /// `motivations`, `answers`, `language`, `order`, `first`, `none`, `idea`, `fit` and `source` there are.
    ///
    /// Left out, the language is the survey's first, the order its own, and the first division the final one.
    ///
    /// # Errors
    ///
    /// Every rule of the survey that the answer breaks.
    pub fn respond(&self, input: &Json, stamp: &Stamp) -> Result<Json, Problems> {
        let mut reader = ResponseReader::new(self);
        let filled = reader.at.object(input, &FILLED_FIELDS).map(|of| reader.filled(of, Need::Optional));
        reader.finish(input)?;
        Ok(filled.map_or(Json::Null, |filled| self.write(&filled, stamp)))
    }

    /// Checks a response document in full: its form, every rule of the survey, and its profile recomputed.
    /// Opening and closing days are left to whoever receives it.
    pub fn verify(&self, response: &Json) -> Problems {
        self.read_response(response).err().unwrap_or_default()
    }

    /// Reads a response document, checked as [`Survey::verify`] does.
    ///
    /// # Errors
    ///
    /// Every rule it breaks, in document order.
    pub fn read_response(&self, response: &Json) -> Result<Response, Problems> {
        let mut reader = ResponseReader::new(self);
        let read = reader.response(response);
        reader.finish(response)?;
        read.ok_or_else(|| Problems::one("", Code::NotAnObject, ""))
    }

    fn write(&self, filled: &Filled, stamp: &Stamp) -> Json {
        let id = |at: usize| self.scenarios[at].id.as_str();
        let by_scenario = |items: Vec<(usize, Json)>| {
            Json::Object(items.into_iter().map(|(at, item)| (id(at).to_owned(), item)).collect())
        };
        let points = |points: &[i64]| {
            by_scenario(points.iter().enumerate().map(|(at, points)| (at, Json::whole(*points))).collect())
        };
        let reasons = filled.division.reasons().iter().enumerate().filter(|(_, reasons)| reasons.count() > 0);
        let reasons = reasons.map(|(at, reasons)| {
            let ticked = self.values.iter().enumerate().filter(|(value, _)| reasons.has(*value));
            (at, Json::List(ticked.map(|(_, value)| Json::text(&value.id)).collect()))
        });
        let motivations = filled.motivations.iter().enumerate();
        let motivations = motivations.filter_map(|(at, prose)| Some((at, prose.as_ref()?.to_json())));
        let answers = self.questions.iter().zip(&filled.answers).filter_map(|(question, answer)| {
            let answer = match (answer.as_ref()?, &question.kind) {
                (Answer::Option(at), Kind::Choice(options)) => Json::text(&options.get(*at)?.id),
                (Answer::Number(number), _) => Json::whole(*number),
                (Answer::Text(text), _) => Json::text(text),
                (Answer::Option(_), _) => return None,
            };
            Some((question.id.clone(), answer))
        });
        let prose = filled.idea.is_some() || filled.motivations.iter().any(Option::is_some);
        let profile = self.table().profile(&filled.division);
        let members = [
            ("format", Json::text(RESPONSE_FORMAT)),
            ("id", Json::text(&stamp.id)),
            (
                "survey",
                Json::object([
                    ("id", Json::text(&self.id)),
                    ("version", Json::text(&self.version)),
                    ("digest", Json::text(self.digest())),
                ]),
            ),
            ("language", Json::text(&self.languages[filled.language])),
            ("day", Json::Text(stamp.day.to_string())),
            ("source", filled.source.as_deref().map_or(Json::Null, Json::text)),
            ("order", Json::List(filled.order.iter().map(|at| Json::text(id(*at))).collect())),
            ("first", points(&filled.first)),
            ("points", points(filled.division.points())),
            ("none", if filled.none { Json::Bool(true) } else { Json::Null }),
            ("reasons", by_scenario(reasons.collect())),
            ("motivations", by_scenario(motivations.collect())),
            ("answers", Json::Object(answers.collect())),
            ("idea", filled.idea.as_ref().map_or(Json::Null, Prose::to_json)),
            ("fit", filled.fit.map_or(Json::Null, |fit| Json::text(FITS[fit as usize]))),
            ("profile", profile.to_json(self)),
            ("salt", if prose { Json::text(&stamp.salt) } else { Json::Null }),
        ];
        // What there is none of is left out.
        let some = |value: &Json| !matches!(value, Json::Null) && !matches!(value, Json::Object(of) if of.is_empty());
        let members = members.into_iter().filter(|(_, value)| some(value));
        Json::Object(members.map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

/// The receipt of a response: the first 20 hexadecimal digits of SHA-256 over its canonical JSON, texts
/// replaced by their hashes. It is the same before and after [`redact`].
pub fn receipt(response: &Json) -> String {
    let mut digest = sha256(redact(response).canonical().as_bytes());
    digest.truncate(20);
    digest
}

/// The response without the resident's own words: motivations and idea replaced by their salted hashes, and
/// the salt taken out, so that the words cannot be guessed from them. Still a valid response.
pub fn redact(response: &Json) -> Json {
    let Json::Object(members) = response else { return response.clone() };
    let salt = if let Some(Json::Text(salt)) = response.get("salt") { salt.as_str() } else { "" };
    let members = members.iter().filter(|(name, _)| name != "salt").map(|(name, value)| {
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

fn hashed(prose: &Json, salt: &str) -> Json {
    let Json::Text(text) = prose else { return prose.clone() };
    let mut salted = String::from(salt);
    salted.push(':');
    salted.push_str(text);
    Prose::Hash(sha256(salted.as_bytes())).to_json()
}

impl Prose {
    fn to_json(&self) -> Json {
        match self {
            Prose::Text(text) => Json::text(text),
            Prose::Hash(hash) => Json::object([("hash", Json::text(hash))]),
        }
    }
}

const FITS: [&str; 3] = ["yes", "partly", "no"];
const FILLED_FIELDS: [&str; 11] = [
    "points", "reasons", "motivations", "answers", "language", "order", "first", "none", "idea", "fit", "source",
];
const RESPONSE_FIELDS: [&str; 17] = [
    "format", "id", "survey", "day", "profile", "salt", "points", "reasons", "motivations", "answers", "language",
    "order", "first", "none", "idea", "fit", "source",
];

/// Reads a response against its survey.
struct ResponseReader<'s> {
    at: Reader,
    survey: &'s Survey,
    /// Whether the final points or their reasons could not be read.
    unread: bool,
}

impl<'s> ResponseReader<'s> {
    fn new(survey: &'s Survey) -> ResponseReader<'s> {
        ResponseReader { at: Reader::default(), survey, unread: false }
    }

    fn finish(self, document: &Json) -> Result<(), Problems> {
        let problems = self.at.problems;
        if problems.is_empty() { Ok(()) } else { Err(problems.in_order_of(document)) }
    }

    fn response(&mut self, document: &Json) -> Option<Response> {
        let of = self.at.object(document, &RESPONSE_FIELDS)?;
        self.at.format_field(of, RESPONSE_FORMAT);
        let id = self.hex_field(of, "id", &[8, 4, 4, 4, 12], Need::Required, Code::NotAnswerId);
        self.survey_reference(of);
        let day = self.at.date_field(of, "day", Need::Required);
        self.hex_field(of, "salt", &[32], Need::Optional, Code::NotASalt);
        let filled = self.filled(of, Need::Required);
        let texts = filled.motivations.iter().flatten().chain(&filled.idea);
        let salted = of.iter().any(|(name, _)| name == "salt");
        if !salted && texts.into_iter().any(|prose| matches!(prose, Prose::Text(_))) {
            self.at.report_at("salt", Code::NoSalt, "");
        }
        let profile = self.survey.table().profile(&filled.division);
        if let Some(given) = self.at.field(of, "profile", Need::Required) {
            // Without a division that could be read there is nothing to compare with.
            if !self.unread {
                let mark = self.at.enter("profile");
                self.same(given, &profile.to_json(self.survey));
                self.at.leave(mark);
            }
        }
        Some(Response { id: id?, day: day?, filled, profile })
    }

    fn survey_reference(&mut self, of: Members) {
        let Some(json) = self.at.field(of, "survey", Need::Required) else { return };
        let mark = self.at.enter("survey");
        if let Some(of) = self.at.object(json, &["id", "version", "digest"]) {
            for (name, ours, code) in [
                ("id", self.survey.id.as_str(), Code::OtherSurvey),
                ("version", &self.survey.version, Code::OtherVersion),
                ("digest", self.survey.digest(), Code::OtherDigest),
            ] {
                match self.at.field(of, name, Need::Required) {
                    Some(Json::Text(text)) if text == ours => {}
                    Some(_) => self.at.report_at(name, code, ours),
                    None => {}
                }
            }
        }
        self.at.leave(mark);
    }

    /// A text of groups of hexadecimal digits in lower case, with hyphens between.
    fn hex_field(&mut self, of: Members, name: &str, groups: &[usize], need: Need, code: Code) -> Option<String> {
        let json = self.at.field(of, name, need)?;
        if let Json::Text(text) = json
            && is_hex(text, groups)
        {
            return Some(text.clone());
        }
        self.at.report_at(name, code, "");
        None
    }

    fn filled(&mut self, of: Members, need: Need) -> Filled {
        let survey = self.survey;
        let none = self.at.boolean_field(of, "none");
        if none && !survey.none {
            self.at.report_at("none", Code::NotAsked, "");
        }
        let given = self.points(of, "points", if none { need } else { Need::Required });
        if let Some(points) = &given {
            self.complete("points", points, none);
        }
        let first = self.points(of, "first", need);
        if let Some(points) = &first {
            // Whoever ends with "none of these" may have divided the points first.
            self.complete("first", points, none && points.iter().all(|points| *points == 0));
        }
        let reasons = self.reasons(of);
        self.unread = given.is_none() || reasons.is_none();
        let points = given.unwrap_or_else(|| vec![0; survey.scenarios.len()]);
        Filled {
            language: self.language(of, need),
            source: self.at.string_field(of, "source", Need::Optional, 64),
            order: self.order(of, need),
            first: first.unwrap_or_else(|| points.clone()),
            division: Division::new(points, reasons.unwrap_or_default()).unwrap_or_default(),
            none,
            motivations: self.motivations(of, need),
            answers: self.answers(of),
            idea: self.idea(of, need),
            fit: self.at.field(of, "fit", Need::Optional).is_some().then(|| {
                [Fit::Yes, Fit::Partly, Fit::No][self.at.word_field(of, "fit", &FITS, Need::Optional)]
            }),
        }
    }

    /// The points of each scenario; `None` if they are missing or not all of them could be read.
    fn points(&mut self, of: Members, name: &str, need: Need) -> Option<Vec<i64>> {
        let json = self.at.field(of, name, need)?;
        let mark = self.at.enter(name);
        let before = self.at.found();
        let members = self.at.map(json);
        let mut points = vec![0; self.survey.scenarios.len()];
        for (id, json) in members.unwrap_or_default() {
            let mark = self.at.enter(id);
            let number = self.at.whole(json, 0..=MAX_POINTS);
            match self.survey.scenario(id) {
                Some(scenario) => points[scenario] = number.unwrap_or(0),
                None => self.at.report(Code::UnknownId, "scenario"),
            }
            self.at.leave(mark);
        }
        self.at.leave(mark);
        (self.at.found() == before).then_some(points)
    }

    /// Reports what keeps points from being a valid division.
    fn complete(&mut self, name: &str, points: &[i64], none: bool) {
        let survey = self.survey;
        let total: i64 = points.iter().sum();
        let mark = self.at.enter(name);
        if none {
            if total > 0 {
                self.at.report(Code::NotNone, "");
            }
        } else if total < survey.points.total {
            self.at.report(Code::PointsLeft, &(survey.points.total - total).to_string());
        } else if total > survey.points.total {
            self.at.report(Code::PointsTooMany, &(total - survey.points.total).to_string());
        }
        for (scenario, points) in survey.scenarios.iter().zip(points) {
            if points % survey.points.step != 0 {
                self.at.report_at(&scenario.id, Code::OffStep, &survey.points.step.to_string());
            }
            if *points < scenario.min && !none {
                self.at.report_at(&scenario.id, Code::BelowMin, &scenario.min.to_string());
            }
            if let Some(max) = scenario.max.filter(|max| points > max) {
                self.at.report_at(&scenario.id, Code::AboveMax, &max.to_string());
            }
        }
        self.at.leave(mark);
    }

    /// The reasons of each scenario; `None` if not all of them could be read.
    fn reasons(&mut self, of: Members) -> Option<Vec<Reasons>> {
        let survey = self.survey;
        let mut all = vec![Reasons::none(); survey.scenarios.len()];
        let Some(json) = self.at.field(of, "reasons", Need::Optional) else { return Some(all) };
        let mark = self.at.enter("reasons");
        let before = self.at.found();
        let members = self.at.map(json).unwrap_or_default();
        if !members.is_empty() && !survey.reasons {
            self.at.report(Code::NotAsked, "");
        }
        for (id, _) in members {
            let scenario = survey.scenario(id);
            if scenario.is_none() {
                self.at.report_at(id, Code::UnknownId, "scenario");
            }
            let items = self.at.list(members, id, Need::Optional, 0..=survey.values.len());
            let mark = self.at.enter(id);
            let mut reasons = Reasons::none();
            for (at, json) in items.iter().enumerate() {
                let mark = self.at.enter(&at.to_string());
                match json {
                    Json::Text(id) => match survey.value(id) {
                        None => self.at.report(Code::UnknownId, "value"),
                        Some(value) if reasons.has(value) => self.at.report(Code::DuplicateId, id),
                        Some(value) => reasons = reasons.with(value),
                    },
                    _ => self.at.report(Code::NotAText, ""),
                }
                self.at.leave(mark);
            }
            self.at.leave(mark);
            if let Some(scenario) = scenario {
                all[scenario] = reasons;
            }
        }
        self.at.leave(mark);
        (self.at.found() == before).then_some(all)
    }

    fn language(&mut self, of: Members, need: Need) -> usize {
        let Some(json) = self.at.field(of, "language", need) else { return 0 };
        let found = |json: &Json| match json {
            Json::Text(tag) => self.survey.languages.iter().position(|language| language == tag),
            _ => None,
        };
        found(json).unwrap_or_else(|| {
            self.at.report_at("language", Code::NotOneOf, &self.survey.languages.join(" or "));
            0
        })
    }

    fn order(&mut self, of: Members, need: Need) -> Vec<usize> {
        let own: Vec<usize> = (0..self.survey.scenarios.len()).collect();
        let Some(json) = self.at.field(of, "order", need) else { return own };
        let mut order = Vec::new();
        if let Json::List(items) = json {
            for item in items.iter().take(own.len() + 1) {
                if let Json::Text(id) = item
                    && let Some(scenario) = self.survey.scenario(id)
                    && !order.contains(&scenario)
                {
                    order.push(scenario);
                }
            }
            if items.len() == own.len()
                && order.len() == own.len()
                && (self.survey.shuffled || order == own)
            {
                return order;
            }
        }
        self.at.report_at("order", Code::NotThisOrder, "");
        own
    }

    fn motivations(&mut self, of: Members, need: Need) -> Vec<Option<Prose>> {
        let survey = self.survey;
        let mut all = vec![None; survey.scenarios.len()];
        let Some(json) = self.at.field(of, "motivations", Need::Optional) else { return all };
        let mark = self.at.enter("motivations");
        let members = self.at.map(json).unwrap_or_default();
        if !members.is_empty() && survey.motivations.is_none() {
            self.at.report(Code::NotAsked, "");
        }
        for (id, json) in members {
            let mark = self.at.enter(id);
            let prose = self.prose(json, survey.motivations.unwrap_or(DEFAULT_LENGTH), need);
            match survey.scenario(id) {
                Some(scenario) => all[scenario] = prose,
                None => self.at.report(Code::UnknownId, "scenario"),
            }
            self.at.leave(mark);
        }
        self.at.leave(mark);
        all
    }

    fn idea(&mut self, of: Members, need: Need) -> Option<Prose> {
        let json = self.at.field(of, "idea", Need::Optional)?;
        let mark = self.at.enter("idea");
        let idea = self.prose(json, DEFAULT_LENGTH, need);
        if idea.is_some() && !self.survey.idea {
            self.at.report(Code::NotAsked, "");
        }
        self.at.leave(mark);
        idea
    }

    /// The resident's own words, or their hash. What a resident left blank is nothing; in a response it is wrong.
    fn prose(&mut self, json: &Json, max: usize, need: Need) -> Option<Prose> {
        match json {
            Json::Text(text) if need == Need::Optional && text.trim_ascii().is_empty() => None,
            Json::Object(_) => {
                let of = self.at.object(json, &["hash"])?;
                self.hex_field(of, "hash", &[64], Need::Required, Code::NotAHash).map(Prose::Hash)
            }
            _ => Some(Prose::Text(self.at.string(json, max))),
        }
    }

    fn answers(&mut self, of: Members) -> Vec<Option<Answer>> {
        let survey = self.survey;
        let mark = self.at.enter("answers");
        let mut all = vec![None; survey.questions.len()];
        let members = match of.iter().find(|(name, _)| name == "answers") {
            Some((_, json)) => self.at.map(json),
            None => Some(&[][..]),
        };
        for (id, json) in members.unwrap_or_default() {
            let mark = self.at.enter(id);
            match survey.questions.iter().position(|question| question.id == *id) {
                Some(question) => all[question] = self.answer(&survey.questions[question].kind, json),
                None => self.at.report(Code::UnknownId, "question"),
            }
            self.at.leave(mark);
        }
        for question in survey.questions.iter().filter(|question| question.required) {
            if members.is_some_and(|members| members.iter().all(|(id, _)| *id != question.id)) {
                self.at.report_at(&question.id, Code::AnswerRequired, "");
            }
        }
        self.at.leave(mark);
        all
    }

    fn answer(&mut self, kind: &Kind, json: &Json) -> Option<Answer> {
        match kind {
            Kind::Choice(options) => {
                let Json::Text(id) = json else {
                    self.at.report(Code::NotAText, "");
                    return None;
                };
                let option = options.iter().position(|option| option.id == *id);
                if option.is_none() {
                    self.at.report(Code::UnknownId, "option");
                }
                option.map(Answer::Option)
            }
            Kind::Number { min, max } | Kind::Scale { min, max, .. } => {
                self.at.whole(json, *min..=*max).map(Answer::Number)
            }
            Kind::Text(length) => Some(Answer::Text(self.at.string(json, *length))),
        }
    }

    /// Reports where a profile differs from the one recomputed; its doubles are for readers and not compared.
    fn same(&mut self, given: &Json, ours: &Json) {
        match (given, ours) {
            (Json::Object(of), Json::Object(fields)) => {
                for (name, value) in of {
                    let mark = self.at.enter(name);
                    match fields.iter().find(|(field, _)| field == name) {
                        Some((_, Json::Number(_))) if is_double(name, value) => {}
                        Some((_, ours)) => self.same(value, ours),
                        None => self.at.report(Code::UnknownField, ""),
                    }
                    self.at.leave(mark);
                }
                for (name, ours) in fields {
                    if !is_double(name, ours) && !of.iter().any(|(given, _)| given == name) {
                        self.at.report_at(name, Code::Missing, "");
                    }
                }
            }
            (Json::List(items), Json::List(expected)) if items.len() == expected.len() => {
                for (at, (item, ours)) in items.iter().zip(expected).enumerate() {
                    let mark = self.at.enter(&at.to_string());
                    self.same(item, ours);
                    self.at.leave(mark);
                }
            }
            _ if given == ours => {}
            _ => self.at.report(Code::NotTheProfile, &ours.to_text()),
        }
    }
}

/// Whether this member of a profile repeats an exact number as a double.
fn is_double(name: &str, value: &Json) -> bool {
    matches!(value, Json::Number(_)) && ["share", "emphasis", "strength"].contains(&name)
}

fn is_hex(text: &str, groups: &[usize]) -> bool {
    let mut parts = text.split('-');
    groups.iter().all(|length| {
        parts.next().is_some_and(|part| {
            part.len() == *length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        })
    }) && parts.next().is_none()
}
