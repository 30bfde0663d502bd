//! A survey: what is asked, over which scenarios, serving which values; read from its document, checked once,
//! and trusted from then on.

use crate::digest::sha256;
use crate::digits::{digits, push_digits};
use crate::json::Json;
use crate::problem::{Check, Code, Problems};
use crate::profile::Table;
use crate::schema::{
    Field, ID, Kinds, Shape, advised, is_currency, is_date, is_language, is_written, optional, required,
};
use alloc::string::String;
use alloc::vec::Vec;

/// The format this version of the core reads.
pub const SURVEY_FORMAT: &str = "mienskip-survey/1";

/// A survey that passed every check.
///
/// It keeps its document, and shows its parts as [`Scenario`], [`Value`], [`Question`] and [`Text`].
///
/// ```
/// let survey = mienskip::Survey::from_json(r#"{
///   "format": "mienskip-survey/1", "id": "energy", "version": "1", "languages": ["en"],
///   "title": "Energy", "question": "Divide 100 points.", "points": { "total": 100 },
///   "scenarios": [{ "id": "wind", "title": "Wind" }, { "id": "sun", "title": "Sun" }],
///   "values": [{ "id": "fair", "title": "Fair" }, { "id": "quiet", "title": "Quiet" }],
///   "relevance": { "wind": { "fair": 2, "quiet": 1 }, "sun": { "quiet": 3 } }
/// }"#)?;
/// assert_eq!(survey.scenario(0).title().in_language("en"), "Wind");
/// assert_eq!(survey.problems().iter().next().unwrap().code.name(), "no-follow-up");
/// # Ok::<(), mienskip::Problems>(())
/// ```
#[derive(Clone, Debug)]
pub struct Survey {
    document: Json,
    digest: String,
    points: Points,
    table: Table,
    problems: Problems,
}

/// What is divided, and in which steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Points {
    /// How many points there are, 1 to 1,000,000,000.
    pub total: i64,
    /// The smallest part; it divides the total.
    pub step: i64,
    /// How many points the buttons − and + move: a multiple of the step; five steps unless the survey says so.
    pub button: i64,
}

/// A text in every language of a survey.
#[derive(Clone, Copy, Debug)]
pub struct Text<'s>(&'s Json);

/// Who asks, and where to turn to.
#[derive(Clone, Copy, Debug)]
pub struct Organiser<'s>(&'s Json);

/// One of the plans to choose between.
#[derive(Clone, Copy, Debug)]
pub struct Scenario<'s>(&'s Json);

/// A labelled effect of a scenario, such as "Who decides: the village".
#[derive(Clone, Copy, Debug)]
pub struct Effect<'s>(&'s Json);

/// A picture with what it shows in words.
#[derive(Clone, Copy, Debug)]
pub struct Image<'s>(&'s Json);

/// A public value that scenarios serve.
#[derive(Clone, Copy, Debug)]
pub struct Value<'s>(&'s Json);

/// A background question; a resident may skip it unless it is required.
#[derive(Clone, Copy, Debug)]
pub struct Question<'s>(&'s Json);

/// An option of a choice question.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'s>(&'s Json);

/// The kinds of background question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of 2 to 500 options.
    Choice,
    /// A whole number from the first to the second; 0 to 1,000,000,000 unless the survey says otherwise.
    Number(i64, i64),
    /// A text of at most so many characters.
    Text(usize),
    /// A grade from the first to the second, at most 11 of them.
    Scale(i64, i64),
}

/// When the profile is shown to the resident; the response carries it always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// From the first point on, unless the survey says otherwise.
    Live,
    /// Once the points are divided.
    Complete,
    /// Not at all.
    Never,
}

/// A day of the Gregorian calendar, ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(
    /// 20261201
    u32,
);

/// The largest number of points anywhere, and of a number asked for.
pub(crate) const MAX_POINTS: i64 = 1_000_000_000;

/// How many scenarios, values, questions and languages a survey may have.
pub(crate) const MAX_SCENARIOS: usize = 300;
pub(crate) const MAX_VALUES: usize = 16;
const MAX_QUESTIONS: usize = 50;
const MAX_LANGUAGES: usize = 20;

/// How long a motivation, an idea or a short text may be unless the survey says otherwise, in characters.
const DEFAULT_LENGTH: i64 = 500;

/// And how long it may say they may be.
pub(crate) const MAX_LENGTH: usize = 5000;

/// Of how few answers a mean may be shown: with fewer, it says too much of someone.
const FEWEST_OTHERS: i32 = 10;

/// The kinds of question in the words of a document.
const KINDS: &str = "choice or number or text or scale";

/// The shape of a survey document, with its limits.
pub(crate) static SURVEY: [Field; 24] = {
    use Shape::{Any, Each, Either, Flag, Form, Format, Kind, Link, List, Object, Prose, Text, Whole, Word};
    const MOST: i32 = MAX_POINTS as i32;
    const POINTS: Shape = Whole(1, MOST);
    const LENGTH: Shape = Whole(1, MAX_LENGTH as i32);
    [
        required("format", Format(SURVEY_FORMAT)),
        required("id", ID),
        required("version", Text(64)),
        required("languages", List(1, MAX_LANGUAGES, &Form(is_language, Code::NotALanguage))),
        required("title", Prose(200)),
        required("question", Prose(300)),
        optional("introduction", Prose(5000)),
        advised("followUp", Code::NoFollowUp, Prose(2000)),
        advised(
            "organiser",
            Code::NoOrganiser,
            Object(&[
                required("name", Prose(200)),
                optional("contact", Prose(300)),
                advised("privacyUrl", Code::NoPrivacyLink, Link),
            ]),
        ),
        optional("opens", Form(is_date, Code::NotADate)),
        optional("closes", Form(is_date, Code::NotADate)),
        required(
            "points",
            Object(&[
                required("total", POINTS),
                optional("step", POINTS),
                optional("button", POINTS),
                optional("unit", Object(&[required("currency", Form(is_currency, Code::NotACurrency))])),
            ]),
        ),
        required(
            "scenarios",
            List(
                2,
                MAX_SCENARIOS,
                &Object(&[
                    required("id", ID),
                    required("title", Prose(120)),
                    optional("summary", Prose(300)),
                    optional("details", Prose(3000)),
                    optional("pros", List(0, 8, &Prose(300))),
                    optional("cons", List(0, 8, &Prose(300))),
                    optional(
                        "effects",
                        List(0, 8, &Object(&[required("label", Prose(80)), required("text", Prose(300))])),
                    ),
                    optional("image", Object(&[required("src", Link), required("alt", Prose(300))])),
                    optional("min", Whole(0, MOST)),
                    optional("max", Whole(0, MOST)),
                    optional("group", ID),
                ]),
            ),
        ),
        optional("order", Word("random or fixed")),
        required(
            "values",
            List(
                2,
                MAX_VALUES,
                &Object(&[
                    required("id", ID),
                    required("title", Prose(80)),
                    optional("description", Prose(500)),
                ]),
            ),
        ),
        required("relevance", Each("scenarios", &Each("values", &Whole(0, 3)))),
        optional("reasons", Word("optional or off")),
        optional("motivations", Either(&[Object(&[required("length", LENGTH)]), Word("optional or off")])),
        optional("none", Flag),
        optional("idea", Flag),
        optional("codes", Flag),
        optional(
            "questions",
            List(
                0,
                MAX_QUESTIONS,
                &Kind(&Kinds {
                    fields: &[
                        required("id", ID),
                        required("kind", Word(KINDS)),
                        required("title", Prose(300)),
                        optional("description", Prose(500)),
                        optional("required", Flag),
                    ],
                    words: KINDS,
                    more: &[
                        &[required(
                            "options",
                            List(2, 500, &Object(&[required("id", ID), required("title", Prose(120))])),
                        )],
                        &[optional("min", Whole(-MOST, MOST)), optional("max", Whole(-MOST, MOST))],
                        &[optional("length", LENGTH)],
                        &[
                            required("min", Whole(-MOST, MOST)),
                            required("max", Whole(-MOST, MOST)),
                            optional("low", Prose(80)),
                            optional("high", Prose(80)),
                        ],
                        &[
                            optional("options", Any),
                            optional("min", Any),
                            optional("max", Any),
                            optional("length", Any),
                            optional("low", Any),
                            optional("high", Any),
                        ],
                    ],
                }),
            ),
        ),
        optional("profile", Word("live or complete or never")),
        optional(
            "others",
            Object(&[
                required("answers", Whole(FEWEST_OTHERS, MOST)),
                required("points", Each("scenarios", &Whole(0, MOST))),
            ]),
        ),
    ]
};

impl Survey {
    /// How long an idea of one's own may be, in characters.
    pub const IDEA_LENGTH: usize = DEFAULT_LENGTH as usize;

    /// Reads and checks a survey document.
    ///
    /// # Errors
    ///
    /// All of its problems, in document order, when at least one is an error.
    pub fn from_json(text: &str) -> Result<Survey, Problems> {
        Survey::from_tree(Json::parse(text)?)
    }

    /// Reads and checks a survey document that is parsed already.
    ///
    /// # Errors
    ///
    /// As [`Survey::from_json`].
    pub fn from_tree(document: Json) -> Result<Survey, Problems> {
        let mut check = Check::of(&document);
        check.languages = languages(&document);
        let mut rules = Rules {
            document: &document,
            check,
            points: points(&document),
            minima: 0,
            maxima: 0,
            table: Table::default(),
        };
        rules.check.hold(&document, &Shape::Object(&SURVEY));
        rules.dates();
        rules.points();
        rules.each("scenarios", MAX_SCENARIOS, Rules::scenario);
        rules.each("questions", MAX_QUESTIONS, Rules::question);
        rules.bounds();
        let grades = rules.relevance();
        let usable = !rules.check.problems.has_errors();
        if usable {
            rules.table = Table::of(document.list("scenarios"), document.list("values").len(), &grades);
            rules.each("scenarios", MAX_SCENARIOS, Rules::advise_scenario);
            rules.each("values", MAX_VALUES, Rules::advise_value);
        }
        let Rules { check, points, table, .. } = rules;
        let problems = check.problems.in_order_of(&document);
        if !usable {
            return Err(problems);
        }
        let digest = sha256(document.canonical().as_bytes());
        Ok(Survey { document, digest, points, table, problems })
    }

    /// Warnings and notes: nothing that makes the survey unusable.
    pub fn problems(&self) -> &Problems {
        &self.problems
    }

    /// The document as it was read.
    pub fn document(&self) -> &Json {
        &self.document
    }

    /// SHA-256 over the canonical JSON (RFC 8785) of the document: it survives reformatting and nothing else.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The survey's id.
    pub fn id(&self) -> &str {
        self.document.str("id")
    }

    /// Its version, free text of at most 64 characters; any change to the document deserves a new one.
    pub fn version(&self) -> &str {
        self.document.str("version")
    }

    /// The languages of its texts, at least one; the first is the one to fall back on.
    pub fn languages(&self) -> impl ExactSizeIterator<Item = &str> {
        self.document.list("languages").iter().map(|language| language.as_text().unwrap_or_default())
    }

    /// The first of them.
    pub fn first_language(&self) -> &str {
        self.languages().next().unwrap_or_default()
    }

    /// The language of the survey for who asks for this one: a variant of it, or the first.
    pub fn offered(&self, tag: &str) -> &str {
        let languages = self.document.list("languages");
        languages[self.language(tag).unwrap_or(0)].as_text().unwrap_or_default()
    }

    /// The place of a language, also of a variant: `nl-BE` finds `nl`.
    pub fn language(&self, tag: &str) -> Option<usize> {
        let tag = tag.as_bytes();
        let mut first = 0;
        while first < tag.len() && tag[first] != b'-' {
            first += 1;
        }
        let mut end = tag.len();
        for _ in 0..2 {
            for (at, language) in self.document.list("languages").iter().enumerate() {
                if let Json::Text(language) = language
                    && language.as_bytes().eq_ignore_ascii_case(&tag[..end])
                {
                    return Some(at);
                }
            }
            end = first;
        }
        None
    }

    /// The title, at most 200 characters.
    pub fn title(&self) -> Text<'_> {
        Text(self.document.at("title"))
    }

    /// The question, at most 300 characters.
    pub fn question(&self) -> Text<'_> {
        Text(self.document.at("question"))
    }

    /// What a resident should know before beginning, at most 5,000 characters; a line is a paragraph.
    pub fn introduction(&self) -> Option<Text<'_>> {
        self.document.get("introduction").map(Text)
    }

    /// What happens with the outcome, fixed beforehand; at most 2,000 characters.
    pub fn follow_up(&self) -> Option<Text<'_>> {
        self.document.get("followUp").map(Text)
    }

    /// Who asks.
    pub fn organiser(&self) -> Option<Organiser<'_>> {
        self.document.get("organiser").map(Organiser)
    }

    /// The first day on which answers count.
    pub fn opens(&self) -> Option<Date> {
        Date::parse(self.document.str("opens"))
    }

    /// The last day on which answers count.
    pub fn closes(&self) -> Option<Date> {
        Date::parse(self.document.str("closes"))
    }

    /// What is divided.
    pub fn points(&self) -> Points {
        self.points
    }

    /// The currency (ISO 4217) when money is divided.
    pub fn currency(&self) -> Option<&str> {
        self.document.get("points")?.get("unit")?.get("currency")?.as_text()
    }

    /// The relevance of the scenarios for the values, prepared for profiles.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// What the points are divided over: 2 to 300 scenarios.
    pub fn scenarios(&self) -> impl ExactSizeIterator<Item = Scenario<'_>> + DoubleEndedIterator {
        self.document.list("scenarios").iter().map(Scenario)
    }

    /// The scenario at a place below their number.
    ///
    /// # Panics
    ///
    /// At any other place.
    pub fn scenario(&self, at: usize) -> Scenario<'_> {
        Scenario(&self.document.list("scenarios")[at])
    }

    /// Whether scenarios share a part of the neutral division.
    pub fn has_groups(&self) -> bool {
        let mut any = false;
        for scenario in self.document.list("scenarios") {
            any |= scenario.get("group").is_some();
        }
        any
    }

    /// The place of the scenario with this id.
    pub fn scenario_with(&self, id: &str) -> Option<usize> {
        place(self.document.list("scenarios"), id)
    }

    /// What the scenarios serve: 2 to 16 values.
    pub fn values(&self) -> impl ExactSizeIterator<Item = Value<'_>> + DoubleEndedIterator {
        self.document.list("values").iter().map(Value)
    }

    /// The place of the value with this id.
    pub fn value_with(&self, id: &str) -> Option<usize> {
        place(self.document.list("values"), id)
    }

    /// Background questions, at most 50.
    pub fn questions(&self) -> impl ExactSizeIterator<Item = Question<'_>> + DoubleEndedIterator {
        self.document.list("questions").iter().map(Question)
    }

    /// The question at a place below their number.
    ///
    /// # Panics
    ///
    /// At any other place.
    pub fn question_at(&self, at: usize) -> Question<'_> {
        Question(&self.document.list("questions")[at])
    }

    /// The place of the question with this id.
    pub fn question_with(&self, id: &str) -> Option<usize> {
        place(self.document.list("questions"), id)
    }

    /// Whether each resident sees the scenarios in an order of their own (the default).
    pub fn is_shuffled(&self) -> bool {
        self.document.str("order") != "fixed"
    }

    /// Whether a resident may tick the values that were the reason for points; so unless turned off.
    pub fn asks_reasons(&self) -> bool {
        asks(&self.document, "reasons")
    }

    /// The longest motivation in characters; none is asked unless the survey says so.
    pub fn motivation_length(&self) -> Option<usize> {
        asks(&self.document, "motivations").then(|| length(&self.document, "motivations"))
    }

    /// Whether "none of these" is an answer.
    pub fn allows_none(&self) -> bool {
        asks(&self.document, "none")
    }

    /// Whether a resident may add an idea of their own.
    pub fn allows_idea(&self) -> bool {
        asks(&self.document, "idea")
    }

    /// Whether each answer needs a code from a letter, which whoever receives it takes once. The code is sent beside the
    /// answer and is no part of it.
    pub fn asks_code(&self) -> bool {
        asks(&self.document, "codes")
    }

    /// When the profile is shown.
    pub fn shown(&self) -> Shown {
        // The words differ in their first letters.
        match self.document.str("profile").as_bytes().first() {
            Some(b'c') => Shown::Complete,
            Some(b'n') => Shown::Never,
            _ => Shown::Live,
        }
    }

    /// How others divided, to show once an answer has arrived: of so many answers, the mean of each scenario in whole
    /// points. `None` when the survey carries no such thing.
    pub fn others(&self) -> Option<(i64, Vec<i64>)> {
        let others = self.document.get("others")?;
        let mut means = Vec::new();
        for scenario in self.document.list("scenarios") {
            means.push(others.at("points").int(scenario.str("id")).unwrap_or(0));
        }
        Some((others.int("answers").unwrap_or(0), means))
    }

    /// An order for the scenarios: the survey's own, or one drawn from the seed (`SplitMix64`, Fisher–Yates).
    pub fn order(&self, mut seed: u64) -> Vec<usize> {
        let mut order = Vec::new();
        while order.len() < self.document.list("scenarios").len() {
            order.push(order.len());
        }
        if self.is_shuffled() {
            let mut last = order.len();
            while last > 1 {
                last -= 1;
                order.swap(last, draw(&mut seed, last as u64 + 1) as usize);
            }
        }
        order
    }
}

/// A number below another, which is below 2^32, from a seed that moves on (`SplitMix64`).
pub(crate) fn draw(seed: &mut u64, below: u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = (*seed ^ (*seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    // The high half times the length: as even as 32 bits can be, and without a division.
    ((z >> 32) * below) >> 32
}

impl<'s> Organiser<'s> {
    /// Its name, at most 200 characters.
    pub fn name(self) -> Text<'s> {
        Text(self.0.at("name"))
    }

    /// How to reach it, at most 300 characters.
    pub fn contact(self) -> Option<Text<'s>> {
        self.0.get("contact").map(Text)
    }

    /// Where its privacy statement is: a link of at most 2,000 characters that a page can safely carry.
    pub fn privacy_url(self) -> Option<&'s str> {
        self.0.get("privacyUrl")?.as_text()
    }
}

impl<'s> Scenario<'s> {
    /// Its id, unique among the scenarios.
    pub fn id(self) -> &'s str {
        self.0.str("id")
    }

    /// At most 120 characters.
    pub fn title(self) -> Text<'s> {
        Text(self.0.at("title"))
    }

    /// At most 300 characters, always in view.
    pub fn summary(self) -> Option<Text<'s>> {
        self.0.get("summary").map(Text)
    }

    /// At most 3,000 characters, for who wants to read on; a line is a paragraph.
    pub fn details(self) -> Option<Text<'s>> {
        self.0.get("details").map(Text)
    }

    /// At most 8 arguments for it, of at most 300 characters.
    pub fn pros(self) -> impl ExactSizeIterator<Item = Text<'s>> {
        self.0.list("pros").iter().map(Text)
    }

    /// At most 8 arguments against it, of at most 300 characters.
    pub fn cons(self) -> impl ExactSizeIterator<Item = Text<'s>> {
        self.0.list("cons").iter().map(Text)
    }

    /// At most 8 effects.
    pub fn effects(self) -> impl ExactSizeIterator<Item = Effect<'s>> {
        self.0.list("effects").iter().map(Effect)
    }

    /// A picture.
    pub fn image(self) -> Option<Image<'s>> {
        self.0.get("image").map(Image)
    }

    /// The fewest points it needs in a valid division; a multiple of the step, mostly 0.
    pub fn min(self) -> i64 {
        self.0.int("min").unwrap_or(0)
    }

    /// The most points it can have, if there is such a bound; a multiple of the step.
    pub fn max(self) -> Option<i64> {
        self.0.int("max")
    }

    /// The clone group: variants of one plan, at most 8, that share one part of the neutral division.
    pub fn group(self) -> Option<&'s str> {
        self.0.get("group")?.as_text()
    }
}

impl<'s> Effect<'s> {
    /// At most 80 characters.
    pub fn label(self) -> Text<'s> {
        Text(self.0.at("label"))
    }

    /// At most 300 characters.
    pub fn text(self) -> Text<'s> {
        Text(self.0.at("text"))
    }
}

impl<'s> Image<'s> {
    /// Where it is: a link of at most 2,000 characters that a page can safely carry.
    pub fn src(self) -> &'s str {
        self.0.str("src")
    }

    /// What it shows, at most 300 characters.
    pub fn alt(self) -> Text<'s> {
        Text(self.0.at("alt"))
    }
}

impl<'s> Value<'s> {
    /// Its id, unique among the values.
    pub fn id(self) -> &'s str {
        self.0.str("id")
    }

    /// At most 80 characters.
    pub fn title(self) -> Text<'s> {
        Text(self.0.at("title"))
    }

    /// At most 500 characters.
    pub fn description(self) -> Option<Text<'s>> {
        self.0.get("description").map(Text)
    }
}

impl<'s> Question<'s> {
    /// One of those of a survey.
    pub(crate) fn of(json: &'s Json) -> Question<'s> {
        Question(json)
    }

    /// Its id, unique among the questions.
    pub fn id(self) -> &'s str {
        self.0.str("id")
    }

    /// At most 300 characters.
    pub fn title(self) -> Text<'s> {
        Text(self.0.at("title"))
    }

    /// At most 500 characters.
    pub fn description(self) -> Option<Text<'s>> {
        self.0.get("description").map(Text)
    }

    /// Whether a response without an answer is refused.
    pub fn is_required(self) -> bool {
        self.0.flag("required")
    }

    /// What kind of answer it takes.
    pub fn kind(self) -> Kind {
        let (min, max) =
            (whole(self.0, "min", -MAX_POINTS, 0), whole(self.0, "max", -MAX_POINTS, MAX_POINTS));
        // The kinds differ in their first letters.
        match self.0.str("kind").as_bytes().first() {
            Some(b'c') => Kind::Choice,
            Some(b'n') => Kind::Number(min, max),
            Some(b's') => Kind::Scale(min, max),
            _ => Kind::Text(whole(self.0, "length", 1, DEFAULT_LENGTH) as usize),
        }
    }

    /// The options of a choice, 2 to 500; none for the other kinds.
    pub fn options(self) -> impl ExactSizeIterator<Item = Choice<'s>> {
        self.0.list("options").iter().map(Choice)
    }

    /// The place of the option with this id.
    pub fn option_with(self, id: &str) -> Option<usize> {
        place(self.0.list("options"), id)
    }

    /// What the lowest grade of a scale means, at most 80 characters.
    pub fn low(self) -> Option<Text<'s>> {
        self.0.get("low").map(Text)
    }

    /// What the highest grade of a scale means, at most 80 characters.
    pub fn high(self) -> Option<Text<'s>> {
        self.0.get("high").map(Text)
    }
}

impl<'s> Choice<'s> {
    /// Its id, unique within the question.
    pub fn id(self) -> &'s str {
        self.0.str("id")
    }

    /// At most 120 characters.
    pub fn title(self) -> Text<'s> {
        Text(self.0.at("title"))
    }
}

impl<'s> Text<'s> {
    pub(crate) fn of(json: &'s Json) -> Text<'s> {
        Text(json)
    }

    /// The text in the language with this tag; the first it is written in if it is not in that one.
    pub fn in_language(self, tag: &str) -> &'s str {
        let text = self.0.get(tag).or(self.0.members().first().map(|(_, text)| text)).unwrap_or(self.0);
        text.as_text().unwrap_or_default()
    }
}

impl Date {
    /// The first day of 1970, for whoever cannot tell the day.
    pub const EPOCH: Date = Date(19_700_101);

    /// The year, the month and the day of the month, each from 1.
    pub fn parts(self) -> (i64, usize, i64) {
        let all = self.0;
        (i64::from(all / 10_000), (all / 100 % 100) as usize, i64::from(all % 100))
    }

    /// `2026-12-01`
    pub(crate) fn to_text(self) -> String {
        // A digit in front keeps the zeros after it.
        let all = digits(i64::from(self.0) + 100_000_000);
        let mut text = String::new();
        for at in 1..all.len() {
            if matches!(at, 5 | 7) {
                text.push_str("-");
            }
            text.push_str(all.get(at..at + 1).unwrap_or_default());
        }
        text
    }

    /// Reads `2026-12-01`; nothing else, and only days that exist.
    pub fn parse(text: &str) -> Option<Date> {
        if !is_written(text, "0000-00-00") {
            return None;
        }
        let mut number = 0;
        for byte in text.as_bytes() {
            if *byte != b'-' {
                number = number * 10 + u32::from(byte - b'0');
            }
        }
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let length = match month {
            2 if year % 4 > 0 || year % 100 == 0 && year % 400 > 0 => 28,
            2 => 29,
            // Every other month, but July and August both.
            1..=12 => 30 + (month + month / 8) % 2,
            _ => 0,
        };
        (day > 0 && day <= length).then_some(Date(number))
    }
}

impl core::fmt::Display for Date {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// The place of the item with this id.
fn place(items: &[Json], id: &str) -> Option<usize> {
    for (at, item) in items.iter().enumerate() {
        if item.at("id").is_text(id) {
            return Some(at);
        }
    }
    None
}

/// The item with this id; null if there is none.
pub(crate) fn with_id<'j>(items: &'j [Json], id: &str) -> &'j Json {
    for item in items {
        if item.at("id").is_text(id) {
            return item;
        }
    }
    &Json::Null
}

/// The whole number of a member, if it is within bounds; if not, the other.
fn whole(of: &Json, name: &str, least: i64, otherwise: i64) -> i64 {
    match of.int(name) {
        Some(number) if number >= least && number <= MAX_POINTS => number,
        _ => otherwise,
    }
}

/// The languages that a text can be in: none twice, and none that cannot be read.
fn languages(document: &Json) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for language in document.list("languages").iter().take(MAX_LANGUAGES) {
        let tag = language.as_text().unwrap_or_default();
        let mut known = tag.is_empty();
        for other in &all {
            known |= other.eq_ignore_ascii_case(tag);
        }
        if !known {
            all.push(tag);
        }
    }
    all
}

/// What the points of a document are; 0 where they cannot be read.
fn points(document: &Json) -> Points {
    let points = document.at("points");
    Points {
        total: whole(points, "total", 1, 0),
        // A step that is left out is 1; one that cannot be read is not.
        step: whole(points, "step", 1, points.get("step").is_none().into()),
        button: whole(points, "button", 1, 0),
    }
}

/// How many scenarios are in the group of this one; none if it has none.
pub(crate) fn in_group(scenarios: &[Json], scenario: &Json) -> usize {
    let group = scenario.str("group");
    let mut count = 0;
    for other in scenarios {
        count += usize::from(!group.is_empty() && other.str("group") == group);
    }
    count
}

/// Whether there are items in a list and each has an id of its own. If not, an id that is not found may be meant for one of
/// them, and what has none may be its.
pub(crate) fn is_settled(items: &[Json]) -> bool {
    for (at, item) in items.iter().enumerate() {
        let id = item.str("id");
        if at == MAX_SCENARIOS || id.is_empty() || !with_id(&items[..at], id).is_null() {
            return false;
        }
    }
    !items.is_empty()
}

/// Whether a survey asks for what its field of this name is about: only if it says so, but for reasons unless it
/// says otherwise.
pub(crate) fn asks(document: &Json, name: &str) -> bool {
    match document.at(name) {
        Json::Null => name == "reasons",
        Json::Text(word) => word != "off",
        word => !word.is_nothing(),
    }
}

/// How long the resident's words may be that its field of this name is about, in characters.
pub(crate) fn length(document: &Json, name: &str) -> usize {
    whole(document.at(name), "length", 1, DEFAULT_LENGTH) as usize
}

/// What the fields of a survey mean to each other.
struct Rules<'d> {
    document: &'d Json,
    check: Check<'d>,
    points: Points,
    /// The sums of the bounds of all scenarios.
    minima: i64,
    maxima: i64,
    table: Table,
}

impl Rules<'_> {
    /// Holds each item of a list against a rule, at its place.
    fn each(&mut self, name: &str, most: usize, rule: fn(&mut Self, usize, &Json)) {
        let list = self.check.enter(name);
        for (at, item) in self.document.list(name).iter().take(most).enumerate() {
            let mark = self.check.enter_at(at);
            rule(self, at, item);
            self.check.leave(mark);
        }
        self.check.leave(list);
    }

    fn dates(&mut self) {
        let opens = self.document.str("opens");
        if let (Some(first), Some(last)) = (Date::parse(opens), Date::parse(self.document.str("closes")))
            && last < first
        {
            self.check.report_at("closes", Code::ClosesBeforeOpens, opens);
        }
    }

    fn points(&mut self) {
        let Points { total, step, button } = self.points;
        let points = self.document.at("points");
        let mark = self.check.enter("points");
        let mut known = total > 0 && step > 0;
        if known {
            if self.steps(points, "button") && button > total {
                let mut about = String::from("at most the total, ");
                push_digits(&mut about, total.into());
                self.check.report_at("button", Code::OutOfRange, &about);
            }
            known = self.steps(points, "total");
        }
        self.check.leave(mark);
        if button == 0 {
            self.points.button = if 5 * step <= total { 5 * step } else { step };
        }
        // Nothing is held against points that make no sense.
        if !known {
            (self.points.total, self.points.step) = (0, 0);
        }
    }

    /// Whether a number of points goes in whole steps, if there are steps.
    fn steps(&mut self, of: &Json, name: &str) -> bool {
        let step = self.points.step;
        let right = step == 0 || whole(of, name, 0, 0) % step == 0;
        if !right {
            self.check.report_number(name, Code::StepDoesNotDivide, step);
        }
        right
    }

    fn scenario(&mut self, at: usize, scenario: &Json) {
        if in_group(&self.document.list("scenarios")[..at], scenario) >= 8 {
            self.check.report_at("group", Code::TooMany, "8 scenarios in one group");
        }
        self.steps(scenario, "min");
        self.steps(scenario, "max");
        let (min, max) = (whole(scenario, "min", 0, 0), whole(scenario, "max", 0, MAX_POINTS));
        if max < min {
            self.check.report_number("min", Code::MinAboveMax, max);
        }
        self.minima += min;
        self.maxima += max;
    }

    /// Holds the bounds of all scenarios together against the total, if that is known.
    fn bounds(&mut self) {
        let total = self.points.total;
        if total > 0 && self.minima > total {
            self.check.report_number("scenarios", Code::MinimaAboveTotal, total);
        }
        // Scenarios that were not read may have room.
        let scenarios = self.document.list("scenarios");
        if !scenarios.is_empty() && scenarios.len() <= MAX_SCENARIOS && self.maxima < total {
            self.check.report_number("scenarios", Code::MaximaBelowTotal, total);
        }
    }

    fn question(&mut self, _: usize, question: &Json) {
        let kind = question.str("kind");
        let min = whole(question, "min", -MAX_POINTS, 0);
        let max = whole(question, "max", -MAX_POINTS, MAX_POINTS);
        if min > max && matches!(kind, "number" | "scale") {
            // Left out, the minimum is 0.
            let place = if question.get("min").is_some() { "min" } else { "max" };
            self.check.report_number(place, Code::MinAboveMax, max);
        }
        // A grade that cannot be read is as good as the other one.
        let read = whole(question, "min", -MAX_POINTS, max) == min
            && whole(question, "max", -MAX_POINTS, min) == max;
        if read && max - min > 10 && kind == "scale" {
            self.check.report_at("max", Code::TooMany, "11 grades");
        }
    }

    /// The grades, scenario by scenario; of no use if there is an error.
    fn relevance(&mut self) -> Vec<u8> {
        let scenarios = self.document.list("scenarios");
        let values = self.document.list("values");
        let table = self.document.at("relevance");
        let mut grades = Vec::new();
        // What a mistake may have caused is not reported a second time.
        if self.check.is_wrong("relevance")
            || values.len() > MAX_VALUES
            || !is_settled(values)
            || !is_settled(scenarios)
        {
            return grades;
        }
        let mark = self.check.enter("relevance");
        // A bit for each value.
        let mut served = 0;
        for scenario in scenarios {
            let id = scenario.str("id");
            let mut sum = 0;
            for (at, value) in values.iter().enumerate() {
                let grade = whole(table.at(id), value.str("id"), 0, 0) as u8;
                grades.push(grade);
                sum += grade;
                served |= u32::from(grade > 0) << at;
            }
            if sum == 0 {
                self.check.report_at(id, Code::ServesNoValue, "");
            }
        }
        self.check.leave(mark);
        let mark = self.check.enter("values");
        for at in 0..values.len() {
            if served >> at & 1 == 0 {
                self.check.report_at(&digits(at as i64), Code::ServedByNone, "");
            }
        }
        self.check.leave(mark);
        grades
    }

    /// What a scenario of a usable survey should still be asked about before it opens.
    fn advise_scenario(&mut self, at: usize, scenario: &Json) {
        let scenarios = self.document.list("scenarios");
        if in_group(scenarios, scenario) == 1 {
            self.check.report_at("group", Code::GroupOfOne, "");
        }
        for other in 0..at {
            let variants = in_group(&scenarios[other..=other], scenario) > 0;
            if !variants && self.table.same_scenarios(other, at) {
                return self.check.report(Code::SameScenario, scenarios[other].str("id"));
            }
        }
    }

    /// The same for a value.
    fn advise_value(&mut self, at: usize, _: &Json) {
        if self.table.same_everywhere(at) {
            self.check.report(Code::SameEverywhere, "");
        }
        for (other, below) in self.document.list("values").iter().enumerate() {
            // Of two equal rows only the first is named.
            if other != at && self.table.above(at, other) && (at < other || !self.table.above(other, at)) {
                self.check.report(Code::AboveAnother, below.str("id"));
            }
        }
    }
}
