//! A survey: what is asked, over which scenarios, serving which values; read from its document, checked once,
//! and trusted from then on.

use crate::digest::sha256;
use crate::json::Json;
use crate::problem::{Code, Problems};
use crate::profile::Table;
use crate::reader::{Members, Need, Reader};
use core::ops::Deref;

/// The format this version of the core reads.
pub const SURVEY_FORMAT: &str = "mienskip-survey/1";

/// A survey that passed every check.
///
/// Its fields are those of the [`Definition`] it dereferences to; they can be read, not changed.
///
/// ```
/// let survey = mienskip::Survey::from_json(r#"{
///   "format": "mienskip-survey/1", "id": "energy", "version": "1", "languages": ["en"],
///   "title": "Energy", "question": "Divide 100 points.", "points": { "total": 100 },
///   "scenarios": [{ "id": "wind", "title": "Wind" }, { "id": "sun", "title": "Sun" }],
///   "values": [{ "id": "fair", "title": "Fair" }, { "id": "quiet", "title": "Quiet" }],
///   "relevance": { "wind": { "fair": 2, "quiet": 1 }, "sun": { "quiet": 3 } }
/// }"#)?;
/// assert_eq!(survey.scenarios[0].title.in_language(0), "Wind");
/// assert_eq!(survey.problems().iter().next().unwrap().code.name(), "no-follow-up");
/// # Ok::<(), mienskip::Problems>(())
/// ```
#[derive(Clone, Debug)]
pub struct Survey {
    definition: Definition,
    digest: String,
    table: Table,
    problems: Problems,
}

/// What the survey document says, with its defaults filled in.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Definition {
    /// The survey's id.
    pub id: String,
    /// Its version, free text of at most 64 characters; any change to the document deserves a new one.
    pub version: String,
    /// The languages of its texts, at least one; the first is the one to fall back on.
    pub languages: Vec<String>,
    /// The title, at most 200 characters.
    pub title: Text,
    /// The question, at most 300 characters.
    pub question: Text,
    /// What a resident should know before beginning, at most 5,000 characters; a line is a paragraph.
    pub introduction: Option<Text>,
    /// What happens with the outcome, fixed beforehand; at most 2,000 characters.
    pub follow_up: Option<Text>,
    /// Who asks.
    pub organiser: Option<Organiser>,
    /// The first day on which answers count.
    pub opens: Option<Date>,
    /// The last day on which answers count.
    pub closes: Option<Date>,
    /// What is divided.
    pub points: Points,
    /// What it is divided over: 2 to 300 scenarios.
    pub scenarios: Vec<Scenario>,
    /// Whether each resident sees the scenarios in an order of their own (the default).
    pub shuffled: bool,
    /// What the scenarios serve: 2 to 16 values.
    pub values: Vec<Value>,
    /// Whether a resident may tick the values that were the reason for points; on unless turned off.
    pub reasons: bool,
    /// The longest motivation in characters; none is asked unless the survey says so.
    pub motivations: Option<usize>,
    /// Whether "none of these" is an answer.
    pub none: bool,
    /// Whether a resident may add an idea of their own.
    pub idea: bool,
    /// Background questions, at most 50.
    pub questions: Vec<Question>,
    /// When the profile is shown.
    pub profile: Shown,
}

/// A text in every language of the survey.
///
/// A document gives it as one string for all, or as one string for each language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<String>);

/// Who asks, and where to turn to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Organiser {
    /// Its name, at most 200 characters.
    pub name: Text,
    /// How to reach it, at most 300 characters.
    pub contact: Option<Text>,
    /// Where its privacy statement is.
    pub privacy_url: Option<String>,
}

/// What is divided, and in which steps.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Points {
    /// How many points there are, 1 to 1,000,000,000.
    pub total: i64,
    /// The smallest part; it divides the total.
    pub step: i64,
    /// How many points the buttons − and + move: a multiple of the step; five steps unless the survey says so.
    pub button: i64,
    /// The currency (ISO 4217) when money is divided.
    pub currency: Option<String>,
}

/// One of the plans to choose between.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Scenario {
    /// Its id, unique among the scenarios.
    pub id: String,
    /// At most 120 characters.
    pub title: Text,
    /// At most 300 characters, always in view.
    pub summary: Option<Text>,
    /// At most 3,000 characters, for who wants to read on; a line is a paragraph.
    pub details: Option<Text>,
    /// At most 8 arguments for it.
    pub pros: Vec<Text>,
    /// At most 8 arguments against it.
    pub cons: Vec<Text>,
    /// At most 8 effects.
    pub effects: Vec<Effect>,
    /// A picture.
    pub image: Option<Image>,
    /// The fewest points it needs in a valid division; a multiple of the step, mostly 0.
    pub min: i64,
    /// The most points it can have, if there is such a bound; a multiple of the step.
    pub max: Option<i64>,
    /// The clone group: variants of one plan, at most 8, that share one part of the neutral division.
    pub group: Option<String>,
}

/// A labelled effect of a scenario, such as "Who decides: the village".
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Effect {
    /// At most 80 characters.
    pub label: Text,
    /// At most 300 characters.
    pub text: Text,
}

/// A picture with what it shows in words.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Image {
    /// Where it is.
    pub src: String,
    /// What it shows, at most 300 characters.
    pub alt: Text,
}

/// A public value that scenarios serve.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Value {
    /// Its id, unique among the values.
    pub id: String,
    /// At most 80 characters.
    pub title: Text,
    /// At most 500 characters.
    pub description: Option<Text>,
}

/// A background question; a resident may skip it unless it is required.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Question {
    /// Its id, unique among the questions.
    pub id: String,
    /// At most 300 characters.
    pub title: Text,
    /// At most 500 characters.
    pub description: Option<Text>,
    /// Whether a response without an answer is refused.
    pub required: bool,
    /// What kind of answer it takes.
    pub kind: Kind,
}

/// The kinds of background question.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// One of 2 to 500 options.
    Choice(Vec<Choice>),
    /// A whole number from `min` to `max`.
    Number {
        /// The least, at least −1,000,000,000.
        min: i64,
        /// The most, at most 1,000,000,000.
        max: i64,
    },
    /// A text of at most so many characters.
    Text(usize),
    /// A grade from `min` to `max`, at most 11 of them.
    Scale {
        /// The lowest grade.
        min: i64,
        /// The highest grade.
        max: i64,
        /// What the lowest means, at most 80 characters.
        low: Option<Text>,
        /// What the highest means, at most 80 characters.
        high: Option<Text>,
    },
}

/// An option of a choice question.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Choice {
    /// Its id, unique within the question.
    pub id: String,
    /// At most 120 characters.
    pub title: Text,
}

/// When the profile is shown to the resident; the response carries it always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// From the first point on.
    #[default]
    Live,
    /// Once the points are divided.
    Complete,
    /// Not at all.
    Never,
}

/// A day of the Gregorian calendar, ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Survey {
    /// Reads and checks a survey document.
    ///
    /// # Errors
    ///
    /// All of its problems, in document order, when at least one is an error.
    pub fn from_json(text: &str) -> Result<Survey, Problems> {
        Survey::from_tree(&Json::parse(text)?)
    }

    /// Reads and checks a survey document that is parsed already.
    ///
    /// # Errors
    ///
    /// As [`Survey::from_json`].
    pub fn from_tree(document: &Json) -> Result<Survey, Problems> {
        let mut reader = SurveyReader::default();
        let definition = reader.survey(document);
        let problems = reader.at.problems;
        if problems.has_errors() {
            return Err(problems.in_order_of(document));
        }
        let table = Table::of(&definition.scenarios, definition.values.len(), &reader.relevance);
        let mut reader = Reader::default();
        reader.problems = problems;
        advise(&definition, &table, &mut reader);
        Ok(Survey {
            definition,
            digest: sha256(document.canonical().as_bytes()),
            table,
            problems: reader.problems.in_order_of(document),
        })
    }

    /// Warnings and notes: nothing that makes the survey unusable.
    pub fn problems(&self) -> &Problems {
        &self.problems
    }

    /// SHA-256 over the canonical JSON (RFC 8785) of the document: it survives reformatting and nothing else.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The relevance of the scenarios for the values, prepared for profiles.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The place of a scenario.
    pub fn scenario(&self, id: &str) -> Option<usize> {
        self.scenarios.iter().position(|scenario| scenario.id == id)
    }

    /// The place of a value.
    pub fn value(&self, id: &str) -> Option<usize> {
        self.values.iter().position(|value| value.id == id)
    }

    /// The place of a language among those of the survey, also of a variant: `nl-BE` finds `nl`.
    pub fn language(&self, tag: &str) -> Option<usize> {
        let find = |tag: &str| self.languages.iter().position(|language| language.eq_ignore_ascii_case(tag));
        find(tag).or_else(|| find(tag.split('-').next()?))
    }

    /// An order for the scenarios: the survey's own, or one drawn from the seed (SplitMix64, Fisher–Yates).
    pub fn order(&self, mut seed: u64) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.scenarios.len()).collect();
        if self.shuffled {
            for last in (1..order.len()).rev() {
                seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mut z = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                // The high half times the length: as even as 32 bits can be, and without a division.
                let draw = ((z >> 32) * (last as u64 + 1)) >> 32;
                order.swap(last, draw as usize);
            }
        }
        order
    }
}

impl Deref for Survey {
    type Target = Definition;
    fn deref(&self) -> &Definition {
        &self.definition
    }
}

impl Text {
    /// The text in a language, by its place in [`Definition::languages`]; the first for a place that is not there.
    pub fn in_language(&self, language: usize) -> &str {
        self.0.get(language).or(self.0.first()).map_or("", String::as_str)
    }
}

impl Date {
    /// The first day of 1970, for whoever cannot tell the day.
    pub const EPOCH: Date = Date { year: 1970, month: 1, day: 1 };

    /// Reads `2026-12-01`; nothing else, and only days that exist.
    pub fn parse(text: &str) -> Option<Date> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0u16, |number, digit| {
                digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0'))
            })
        };
        let (year, month, day) = (number(&bytes[..4])?, number(&bytes[5..7])?, number(&bytes[8..])?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u16::from(leap),
            1..=12 => 31,
            _ => return None,
        };
        (1..=length).contains(&day).then_some(Date { year, month: month as u8, day: day as u8 })
    }
}

impl core::fmt::Display for Date {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The largest number of points anywhere, and of a number asked for.
pub(crate) const MAX_POINTS: i64 = 1_000_000_000;

/// Reads the fields; the languages and the points come first because the rest leans on them.
#[derive(Default)]
struct SurveyReader {
    at: Reader,
    languages: Vec<String>,
    /// Scenario by scenario, the relevance for each value.
    relevance: Vec<u8>,
}

impl SurveyReader {
    fn survey(&mut self, document: &Json) -> Definition {
        use Need::{Optional, Required};
        let mut survey = Definition::default();
        let Some(of) = self.at.object(document, &FIELDS) else { return survey };
        self.at.format_field(of, SURVEY_FORMAT);
        self.languages(of);
        survey.languages.clone_from(&self.languages);
        survey.id = self.at.id_field(of, "id", Required).unwrap_or_default();
        survey.version = self.at.string_field(of, "version", Required, 64).unwrap_or_default();
        survey.title = self.text(of, "title", Required, 200).unwrap_or_default();
        survey.question = self.text(of, "question", Required, 300).unwrap_or_default();
        survey.introduction = self.text(of, "introduction", Optional, 5000);
        survey.follow_up = self.text(of, "followUp", Optional, 2000);
        survey.organiser = self.organiser(of);
        survey.opens = self.at.date_field(of, "opens", Optional);
        survey.closes = self.at.date_field(of, "closes", Optional);
        if let (Some(opens), Some(closes), Some(Json::Text(text))) =
            (survey.opens, survey.closes, document.get("opens"))
            && closes < opens
        {
            self.at.report_at("closes", Code::ClosesBeforeOpens, text);
        }
        let points = self.points(of);
        survey.scenarios = self.scenarios(of, points.as_ref());
        survey.shuffled = self.at.word_field(of, "order", &["random", "fixed"], Optional) == 0;
        survey.values = self.values(of);
        self.relevance(of, &survey);
        survey.reasons = self.at.word_field(of, "reasons", &["optional", "off"], Optional) == 0;
        survey.motivations = self.motivations(of);
        survey.none = self.at.boolean_field(of, "none");
        survey.idea = self.at.boolean_field(of, "idea");
        survey.questions = self.questions(of);
        survey.profile = [Shown::Live, Shown::Complete, Shown::Never]
            [self.at.word_field(of, "profile", &["live", "complete", "never"], Optional)];
        survey.points = points.unwrap_or_default();
        survey
    }

    fn languages(&mut self, of: Members) {
        for (at, json) in self.at.list(of, "languages", Need::Required, 1..=20).iter().enumerate() {
            let list = self.at.enter("languages");
            let item = self.at.enter(&at.to_string());
            match json {
                Json::Text(tag) if self.languages.iter().any(|other| other.eq_ignore_ascii_case(tag)) => {
                    self.at.report(Code::DuplicateLanguage, tag);
                }
                Json::Text(tag) => {
                    if !is_language(tag) {
                        self.at.report(Code::NotALanguage, "");
                    }
                    if !tag.is_empty() {
                        self.languages.push(tag.clone());
                    }
                }
                _ => self.at.report(Code::NotAText, ""),
            }
            self.at.leave(item);
            self.at.leave(list);
        }
    }

    /// A text field: one string, or one for each language.
    fn text(&mut self, of: Members, name: &str, need: Need, max: usize) -> Option<Text> {
        let json = self.at.field(of, name, need)?;
        let mark = self.at.enter(name);
        let text = self.text_here(json, max);
        self.at.leave(mark);
        Some(text)
    }

    fn text_here(&mut self, json: &Json, max: usize) -> Text {
        let Json::Object(of) = json else { return Text(vec![self.at.string(json, max)]) };
        for (language, _) in of {
            if !self.languages.is_empty() && !self.languages.contains(language) {
                self.at.report_at(language, Code::LanguageUnknown, "");
            }
        }
        let mut texts = Vec::with_capacity(self.languages.len());
        for language in &self.languages {
            texts.push(self.at.string_field(of, language, Need::Optional, max).unwrap_or_else(|| {
                self.at.report_at(language, Code::LanguageMissing, language);
                String::new()
            }));
        }
        Text(texts)
    }

    fn texts(&mut self, of: Members, name: &str, max: usize) -> Vec<Text> {
        let items = self.at.list(of, name, Need::Optional, 0..=8);
        let list = self.at.enter(name);
        let mut texts = Vec::with_capacity(items.len());
        for (at, json) in items.iter().enumerate() {
            let item = self.at.enter(&at.to_string());
            texts.push(self.text_here(json, max));
            self.at.leave(item);
        }
        self.at.leave(list);
        texts
    }

    /// Reads the objects of a list one by one.
    fn each<T>(
        &mut self,
        items: &[Json],
        name: &str,
        known: &[&str],
        mut read: impl FnMut(&mut Self, Members, &[T]) -> T,
    ) -> Vec<T> {
        let list = self.at.enter(name);
        let mut all = Vec::with_capacity(items.len());
        for (at, json) in items.iter().enumerate() {
            let item = self.at.enter(&at.to_string());
            if let Some(of) = self.at.object(json, known) {
                let one = read(self, of, &all);
                all.push(one);
            }
            self.at.leave(item);
        }
        self.at.leave(list);
        all
    }

    fn organiser(&mut self, of: Members) -> Option<Organiser> {
        let json = self.at.field(of, "organiser", Need::Optional)?;
        let mark = self.at.enter("organiser");
        let organiser = self.at.object(json, &["name", "contact", "privacyUrl"]).map(|of| Organiser {
            name: self.text(of, "name", Need::Required, 200).unwrap_or_default(),
            contact: self.text(of, "contact", Need::Optional, 300),
            privacy_url: self.link(of, "privacyUrl", Need::Optional),
        });
        self.at.leave(mark);
        organiser
    }

    /// A link that a page can safely carry: no `javascript:`, no `data:`.
    fn link(&mut self, of: Members, name: &str, need: Need) -> Option<String> {
        let link = self.at.string_field(of, name, need, 2000)?;
        let scheme = link.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains(['/', '?', '#']));
        let odd = link.bytes().any(|byte| byte <= b' ' || byte == b'\\');
        if odd || scheme.is_some_and(|scheme| !["https", "http", "mailto"].contains(&scheme)) {
            self.at.report_at(name, Code::NotALink, "");
        }
        Some(link)
    }

    fn points(&mut self, of: Members) -> Option<Points> {
        let json = self.at.field(of, "points", Need::Required)?;
        let mark = self.at.enter("points");
        let points = self.points_here(json);
        self.at.leave(mark);
        points
    }

    fn points_here(&mut self, json: &Json) -> Option<Points> {
        let of = self.at.object(json, &["total", "step", "button", "unit"])?;
        let total = self.at.whole_field(of, "total", Need::Required, 1..=MAX_POINTS);
        let given_step = of.iter().any(|(name, _)| name == "step");
        let step = self.at.whole_field(of, "step", Need::Optional, 1..=MAX_POINTS);
        let currency = self.currency(of);
        let button = self.at.whole_field(of, "button", Need::Optional, 1..=MAX_POINTS);
        if given_step && step.is_none() {
            return None;
        }
        let (total, step) = (total?, step.unwrap_or(1));
        if total % step != 0 {
            self.at.report_at("total", Code::StepDoesNotDivide, &step.to_string());
            return None;
        }
        if let Some(button) = button {
            if button % step != 0 {
                self.at.report_at("button", Code::StepDoesNotDivide, &step.to_string());
            } else if button > total {
                let mut about = String::from("at most the total, ");
                about.push_str(&total.to_string());
                self.at.report_at("button", Code::OutOfRange, &about);
            }
        }
        let button = button.unwrap_or(if step * 5 <= total { step * 5 } else { step });
        Some(Points { total, step, button, currency })
    }

    fn currency(&mut self, of: Members) -> Option<String> {
        let json = self.at.field(of, "unit", Need::Optional)?;
        let mark = self.at.enter("unit");
        let currency = self.at.object(json, &["currency"]).and_then(|of| {
            match self.at.field(of, "currency", Need::Required)? {
                Json::Text(code) if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                    return Some(code.clone());
                }
                _ => self.at.report_at("currency", Code::NotACurrency, ""),
            }
            None
        });
        self.at.leave(mark);
        currency
    }

    fn scenarios(&mut self, of: Members, points: Option<&Points>) -> Vec<Scenario> {
        let items = self.at.list(of, "scenarios", Need::Required, 2..=300);
        let scenarios = self.each(items, "scenarios", &SCENARIO_FIELDS, |this, of, before: &[Scenario]| {
            let id = this.at.own_id(of, before.iter().map(|other| other.id.as_str()));
            let group = this.at.id_field(of, "group", Need::Optional);
            if group.is_some() && before.iter().filter(|other| other.group == group).count() >= 8 {
                this.at.report_at("group", Code::TooMany, "8 scenarios in one group");
            }
            let (min, max) = this.bounds(of, points);
            Scenario {
                id,
                title: this.text(of, "title", Need::Required, 120).unwrap_or_default(),
                summary: this.text(of, "summary", Need::Optional, 300),
                details: this.text(of, "details", Need::Optional, 3000),
                pros: this.texts(of, "pros", 300),
                cons: this.texts(of, "cons", 300),
                effects: this.effects(of),
                image: this.image(of),
                min,
                max,
                group,
            }
        });
        if let Some(points) = points {
            let minima = scenarios.iter().map(|scenario| scenario.min).sum::<i64>();
            let maxima = scenarios.iter().map(|scenario| scenario.max).sum::<Option<i64>>();
            if minima > points.total {
                self.at.report_at("scenarios", Code::MinimaAboveTotal, &points.total.to_string());
            }
            // Scenarios that could not be read may have had room.
            let all_read = !scenarios.is_empty() && scenarios.len() == length(of, "scenarios");
            if all_read && maxima.is_some_and(|maxima| maxima < points.total) {
                self.at.report_at("scenarios", Code::MaximaBelowTotal, &points.total.to_string());
            }
        }
        scenarios
    }

    fn bounds(&mut self, of: Members, points: Option<&Points>) -> (i64, Option<i64>) {
        let min = self.at.whole_field(of, "min", Need::Optional, 0..=MAX_POINTS);
        let max = self.at.whole_field(of, "max", Need::Optional, 0..=MAX_POINTS);
        if let Some(points) = points {
            for (name, bound) in [("min", min), ("max", max)] {
                if bound.is_some_and(|bound| bound % points.step != 0) {
                    self.at.report_at(name, Code::StepDoesNotDivide, &points.step.to_string());
                }
            }
        }
        let min = min.unwrap_or(0);
        if let Some(max) = max.filter(|max| *max < min) {
            self.at.report_at("min", Code::MinAboveMax, &max.to_string());
        }
        (min, max)
    }

    fn effects(&mut self, of: Members) -> Vec<Effect> {
        let items = self.at.list(of, "effects", Need::Optional, 0..=8);
        self.each(items, "effects", &["label", "text"], |this, of, _| Effect {
            label: this.text(of, "label", Need::Required, 80).unwrap_or_default(),
            text: this.text(of, "text", Need::Required, 300).unwrap_or_default(),
        })
    }

    fn image(&mut self, of: Members) -> Option<Image> {
        let json = self.at.field(of, "image", Need::Optional)?;
        let mark = self.at.enter("image");
        let image = self.at.object(json, &["src", "alt"]).map(|of| Image {
            src: self.link(of, "src", Need::Required).unwrap_or_default(),
            alt: self.text(of, "alt", Need::Required, 300).unwrap_or_default(),
        });
        self.at.leave(mark);
        image
    }

    fn values(&mut self, of: Members) -> Vec<Value> {
        let items = self.at.list(of, "values", Need::Required, 2..=16);
        self.each(items, "values", &["id", "title", "description"], |this, of, before: &[Value]| Value {
            id: this.at.own_id(of, before.iter().map(|other| other.id.as_str())),
            title: this.text(of, "title", Need::Required, 80).unwrap_or_default(),
            description: this.text(of, "description", Need::Optional, 500),
        })
    }

    fn relevance(&mut self, of: Members, survey: &Definition) {
        let width = survey.values.len();
        self.relevance = vec![0; survey.scenarios.len() * width];
        let Some(json) = self.at.field(of, "relevance", Need::Required) else { return };
        let table = self.at.enter("relevance");
        let rows = self.at.map(json);
        let scenarios: Vec<&str> = survey.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        let scenarios_known = settled(of, "scenarios", &scenarios);
        let values: Vec<&str> = survey.values.iter().map(|value| value.id.as_str()).collect();
        let values_known = settled(of, "values", &values);
        let mut wrong = rows.is_none() || !scenarios_known || !values_known;
        for (id, json) in rows.unwrap_or_default() {
            let mark = self.at.enter(id);
            let scenario = scenarios.iter().position(|scenario| scenario == id);
            if scenario.is_none() && scenarios_known {
                self.at.report(Code::UnknownId, "scenario");
            }
            let row = self.at.map(json);
            wrong |= scenario.is_none() || row.is_none();
            for (id, json) in row.unwrap_or_default() {
                let mark = self.at.enter(id);
                let value = values.iter().position(|value| value == id);
                if value.is_none() && values_known {
                    self.at.report(Code::UnknownId, "value");
                }
                let grade = self.at.whole(json, 0..=3);
                wrong |= value.is_none() || grade.is_none();
                if let (Some(scenario), Some(value), Some(grade)) = (scenario, value, grade) {
                    self.relevance[scenario * width + value] = grade as u8;
                }
                self.at.leave(mark);
            }
            self.at.leave(mark);
        }
        // What a mistake above may have caused is not reported a second time.
        if !wrong {
            for (scenario, row) in survey.scenarios.iter().zip(self.relevance.chunks_exact(width)) {
                if row.iter().all(|grade| *grade == 0) {
                    self.at.report_at(&scenario.id, Code::ServesNoValue, "");
                }
            }
        }
        self.at.leave(table);
        if !wrong {
            let list = self.at.enter("values");
            for value in 0..width {
                if self.relevance.iter().skip(value).step_by(width).all(|grade| *grade == 0) {
                    self.at.report_at(&value.to_string(), Code::ServedByNone, "");
                }
            }
            self.at.leave(list);
        }
    }

    fn motivations(&mut self, of: Members) -> Option<usize> {
        let json = self.at.field(of, "motivations", Need::Optional)?;
        if let Json::Object(_) = json {
            let mark = self.at.enter("motivations");
            let length = self
                .at
                .object(json, &["length"])
                .and_then(|of| self.at.whole_field(of, "length", Need::Required, 1..=5000));
            self.at.leave(mark);
            return length.map(|length| length as usize);
        }
        let optional = self.at.word_field(of, "motivations", &["optional", "off"], Need::Optional) == 0;
        optional.then_some(DEFAULT_LENGTH)
    }

    fn questions(&mut self, of: Members) -> Vec<Question> {
        let items = self.at.list(of, "questions", Need::Optional, 0..=50);
        self.each(items, "questions", &QUESTION_FIELDS, |this, of, before: &[Question]| Question {
            id: this.at.own_id(of, before.iter().map(|other| other.id.as_str())),
            title: this.text(of, "title", Need::Required, 300).unwrap_or_default(),
            description: this.text(of, "description", Need::Optional, 500),
            required: this.at.boolean_field(of, "required"),
            kind: this.kind(of),
        })
    }

    fn kind(&mut self, of: Members) -> Kind {
        let before = self.at.found();
        let kind = self.at.word_field(of, "kind", &["choice", "number", "text", "scale"], Need::Required);
        if self.at.found() > before {
            // What belongs to it is not known.
            return Kind::Text(DEFAULT_LENGTH);
        }
        let belongs: &[&str] = [&["options"][..], &["min", "max"], &["length"], &["min", "max", "low", "high"]][kind];
        for (name, _) in of {
            if KIND_FIELDS.contains(&name.as_str()) && !belongs.contains(&name.as_str()) {
                self.at.report_at(name, Code::UnknownField, "");
            }
        }
        match kind {
            0 => {
                let items = self.at.list(of, "options", Need::Required, 2..=500);
                Kind::Choice(self.each(items, "options", &["id", "title"], |this, of, before: &[Choice]| Choice {
                    id: this.at.own_id(of, before.iter().map(|other| other.id.as_str())),
                    title: this.text(of, "title", Need::Required, 120).unwrap_or_default(),
                }))
            }
            1 => {
                let (min, max) = self.between(of, Need::Optional, 0, MAX_POINTS);
                Kind::Number { min, max }
            }
            2 => {
                let length = self.at.whole_field(of, "length", Need::Optional, 1..=5000);
                Kind::Text(length.map_or(DEFAULT_LENGTH, |length| length as usize))
            }
            _ => {
                let before = self.at.found();
                let (min, max) = self.between(of, Need::Required, 1, 5);
                if max - min > 10 && self.at.found() == before {
                    self.at.report_at("max", Code::TooMany, "11 grades");
                }
                Kind::Scale {
                    min,
                    max,
                    low: self.text(of, "low", Need::Optional, 80),
                    high: self.text(of, "high", Need::Optional, 80),
                }
            }
        }
    }

    fn between(&mut self, of: Members, need: Need, min: i64, max: i64) -> (i64, i64) {
        let low = self.at.whole_field(of, "min", need, -MAX_POINTS..=MAX_POINTS);
        let high = self.at.whole_field(of, "max", need, -MAX_POINTS..=MAX_POINTS);
        let (min, max) = (low.unwrap_or(min), high.unwrap_or(max.max(low.unwrap_or(min))));
        if min > max {
            self.at.report_at("min", Code::MinAboveMax, &max.to_string());
        }
        (min, max)
    }
}

fn is_language(tag: &str) -> bool {
    let plain =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    tag.len() <= 35 && tag.starts_with(|first: char| first.is_ascii_alphabetic()) && tag.split('-').all(plain)
}

/// How many items a list field has, those beyond the limit included.
fn length(of: Members, name: &str) -> usize {
    match of.iter().find(|(key, _)| key == name) {
        Some((_, Json::List(items))) => items.len(),
        _ => 0,
    }
}

/// Whether every item of a list was read and has an id of its own. If not, an id that is not found may be meant
/// for one of them, and what has none may be its.
fn settled(of: Members, name: &str, ids: &[&str]) -> bool {
    !ids.is_empty()
        && ids.len() == length(of, name)
        && ids.iter().enumerate().all(|(at, id)| !id.is_empty() && !ids[..at].contains(id))
}

/// How long a motivation, an idea or a short text may be unless the survey says otherwise, in characters.
pub(crate) const DEFAULT_LENGTH: usize = 500;

const FIELDS: [&str; 22] = [
    "format", "id", "version", "languages", "title", "question", "introduction", "followUp", "organiser",
    "opens", "closes", "points", "scenarios", "order", "values", "relevance", "reasons", "motivations", "none",
    "idea", "questions", "profile",
];
const SCENARIO_FIELDS: [&str; 11] =
    ["id", "title", "summary", "details", "pros", "cons", "effects", "image", "min", "max", "group"];
const QUESTION_FIELDS: [&str; 11] = [
    "id", "kind", "title", "description", "required", "options", "min", "max", "length", "low", "high",
];
const KIND_FIELDS: [&str; 6] = ["options", "min", "max", "length", "low", "high"];

/// What a usable survey should still be asked about before it opens.
fn advise(survey: &Definition, table: &Table, reader: &mut Reader) {
    if survey.follow_up.is_none() {
        reader.report_at("followUp", Code::NoFollowUp, "");
    }
    match &survey.organiser {
        None => reader.report_at("organiser", Code::NoOrganiser, ""),
        Some(Organiser { privacy_url: None, .. }) => {
            let mark = reader.enter("organiser");
            reader.report_at("privacyUrl", Code::NoPrivacyLink, "");
            reader.leave(mark);
        }
        Some(_) => {}
    }
    let scenarios = reader.enter("scenarios");
    for (at, scenario) in survey.scenarios.iter().enumerate() {
        let mark = reader.enter(&at.to_string());
        let others = || survey.scenarios.iter().enumerate().filter(|(other, _)| *other != at);
        if scenario.group.is_some() && others().all(|(_, other)| other.group != scenario.group) {
            reader.report_at("group", Code::GroupOfOne, "");
        }
        let twin = others().take_while(|(other, _)| *other < at).find(|(other, twin)| {
            (scenario.group.is_none() || twin.group != scenario.group) && table.same_scenarios(*other, at)
        });
        if let Some((_, twin)) = twin {
            reader.report(Code::SameScenario, &twin.id);
        }
        reader.leave(mark);
    }
    reader.leave(scenarios);
    let values = reader.enter("values");
    for (at, _) in survey.values.iter().enumerate() {
        let mark = reader.enter(&at.to_string());
        if table.same_everywhere(at) {
            reader.report(Code::SameEverywhere, "");
        }
        for (other, below) in survey.values.iter().enumerate() {
            // Of two equal rows only the first is named.
            if other != at && table.above(at, other) && (at < other || !table.above(other, at)) {
                reader.report(Code::AboveAnother, &below.id);
            }
        }
        reader.leave(mark);
    }
    reader.leave(values);
}
