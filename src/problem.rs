//! What can be wrong with a document, said so that its writer can mend it: where, what, and how.

use crate::digits::digits;
use crate::json::Json;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// One thing to mend (or to know) about a survey, a response, or an input.
///
/// ```
/// use mienskip::{Code, Survey};
///
/// let problems = Survey::from_json("{ \"format\": \"mienskip-survey/1\", \"titel\": \"Energie\" }").unwrap_err();
/// let first = problems.iter().next().unwrap();
/// assert_eq!((first.path.as_str(), first.code), ("/titel", Code::UnknownField));
/// assert_eq!(first.message(), "This field is not part of the format. Check its spelling, or remove it.");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The place, as a JSON pointer (RFC 6901); the empty pointer is the whole document.
    pub path: String,
    /// What kind of problem it is.
    pub code: Code,
    /// The name or number the message speaks of; empty for most codes.
    pub about: String,
}

impl Problem {
    /// What is wrong and how to mend it, as one or two English sentences for whoever wrote the document.
    pub fn message(&self) -> String {
        self.code.template().replace("{}", &self.about)
    }

    /// `{ path, code, severity, message }`, the form in which problems leave the core.
    pub fn to_json(&self) -> Json {
        let mut json = Json::empty();
        json.put_text("path", &self.path);
        json.put_text("code", self.code.name());
        json.put_text("severity", self.code.severity().name());
        json.put_text("message", &self.message());
        json
    }
}

impl core::fmt::Display for Problem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let path = if self.path.is_empty() { "(the whole document)" } else { &self.path };
        write!(f, "{path}: {}: {} [{}]", self.code.severity().name(), self.message(), self.code.name())
    }
}

/// How many problems of one document are told. More than the warnings of the largest survey, and so few that a document
/// that is wrong everywhere takes no longer to read than a right one.
const MOST: usize = 1_000;

/// The problems of one document, in document order; as an error, at least one of them is an [`Severity::Error`]. They are
/// the first 1,000 that its reader meets; if there are more, [`Code::TooManyProblems`] comes last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The problems, first in the document first.
    pub fn iter(&self) -> core::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them makes the document unusable.
    pub fn has_errors(&self) -> bool {
        for problem in &self.0 {
            if problem.code.severity() == Severity::Error {
                return true;
            }
        }
        false
    }

    /// A JSON list of [`Problem::to_json`].
    pub fn to_json(&self) -> Json {
        Json::List(self.0.iter().map(Problem::to_json).collect())
    }

    pub(crate) fn push(&mut self, path: &str, code: Code, about: &str) {
        if self.0.len() < MOST {
            self.0.push(Problem { path: path.to_owned(), code, about: about.to_owned() });
        } else if self.0.len() == MOST {
            self.0.push(Problem { path: String::new(), code: Code::TooManyProblems, about: String::new() });
        }
    }

    /// Whether there are more than are told.
    fn are_too_many(&self) -> bool {
        self.0.len() > MOST
    }

    pub(crate) fn one(path: &str, code: Code, about: &str) -> Problems {
        let mut problems = Problems::default();
        problems.push(path, code, about);
        problems
    }

    /// Puts the problems in the order of the places they speak of; those of one place keep theirs. What is no
    /// error is left for when there are none.
    pub(crate) fn in_order_of(self, document: &Json) -> Problems {
        let errors = self.has_errors();
        let mut order = Vec::new();
        for (turn, problem) in self.0.iter().enumerate() {
            if !errors || problem.code.severity() == Severity::Error {
                let place = if turn < MOST { document.place(&problem.path) } else { u64::MAX };
                order.push((place, turn));
            }
        }
        // Bit by bit: little code, and a document may be wrong in every other byte.
        for bit in 0..60 {
            let before = core::mem::take(&mut order);
            for half in 0..2 {
                for key in &before {
                    if key.0 >> bit & 1 == half {
                        order.push(*key);
                    }
                }
            }
        }
        let mut sorted = Problems::default();
        for (_, turn) in &order {
            let Problem { path, code, about } = &self.0[*turn];
            sorted.push(path, *code, about);
        }
        sorted
    }
}

/// Where a reader of a document is, and what it found there.
#[derive(Debug)]
pub(crate) struct Check<'s> {
    path: String,
    pub(crate) problems: Problems,
    /// The document of the survey that this one is, or belongs to.
    pub(crate) survey: &'s Json,
    /// Its digest.
    pub(crate) digest: &'s str,
    /// The item of the survey that what is here is about.
    pub(crate) item: &'s Json,
    /// Those of the survey: what a text may be written in, and must be if it is written in one.
    pub(crate) languages: Vec<&'s str>,
}

impl<'s> Check<'s> {
    /// Of a document that goes with this survey; null if there is none.
    pub(crate) fn of(survey: &'s Json) -> Check<'s> {
        Check {
            path: String::new(),
            problems: Problems::default(),
            survey,
            digest: "",
            item: &Json::Null,
            languages: Vec::new(),
        }
    }

    /// Whether something is wrong with a member of the document, or in it; where not everything is told, it may be.
    pub(crate) fn is_wrong(&self, name: &str) -> bool {
        for problem in &self.problems.0 {
            let path = problem.path.as_bytes();
            let end = 1 + name.len();
            if path.get(1..end) == Some(name.as_bytes()) && matches!(path.get(end), None | Some(b'/')) {
                return true;
            }
        }
        self.problems.are_too_many()
    }

    /// What there is to say of this document; an error if there is anything.
    pub(crate) fn done(self, document: &Json) -> Result<(), Problems> {
        if self.problems.is_empty() { Ok(()) } else { Err(self.problems.in_order_of(document)) }
    }

    /// Steps into a member; give the result to [`Check::leave`].
    pub(crate) fn enter(&mut self, token: &str) -> usize {
        let mark = self.path.len();
        self.path.push_str("/");
        let mut from = 0;
        for (at, byte) in token.as_bytes().iter().enumerate() {
            if matches!(byte, b'~' | b'/') {
                self.path.push_str(token.get(from..at).unwrap_or_default());
                self.path.push_str(if *byte == b'~' { "~0" } else { "~1" });
                from = at + 1;
            }
        }
        self.path.push_str(token.get(from..token.len()).unwrap_or_default());
        mark
    }

    /// Steps into an item of a list.
    pub(crate) fn enter_at(&mut self, at: usize) -> usize {
        self.enter(&digits(at as i64))
    }

    pub(crate) fn leave(&mut self, mark: usize) {
        self.path.truncate(mark);
    }

    /// Reports a problem with what is here.
    pub(crate) fn report(&mut self, code: Code, about: &str) {
        self.problems.push(&self.path, code, about);
    }

    /// Reports a problem with a member of what is here.
    pub(crate) fn report_at(&mut self, token: &str, code: Code, about: &str) {
        let mark = self.enter(token);
        self.report(code, about);
        self.leave(mark);
    }

    /// Reports one about a number.
    pub(crate) fn report_number(&mut self, token: &str, code: Code, about: i64) {
        let mark = self.enter(token);
        self.report_limit(code, about);
        self.leave(mark);
    }

    /// Reports a problem about a number with what is here.
    pub(crate) fn report_limit(&mut self, code: Code, about: i64) {
        self.report(code, &digits(about));
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = core::slice::Iter<'a, Problem>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl core::fmt::Display for Problems {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl core::error::Error for Problems {}

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The document cannot be used.
    Error,
    /// It can be used, but someone will be sorry: mend it before opening the survey.
    Warning,
    /// Worth knowing; often intended.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// The word at this place of a text; a space follows every word. One text weighs less than many.
pub(crate) fn word(words: &str, mut place: usize) -> &str {
    let mut start = 0;
    for (at, byte) in words.as_bytes().iter().enumerate() {
        if *byte == b' ' {
            if place == 0 {
                return words.get(start..at).unwrap_or_default();
            }
            place -= 1;
            start = at + 1;
        }
    }
    ""
}

/// Defines [`Code`] from one table, so that a code, its severity and its message cannot drift apart.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $severity:ident $name:literal $template:literal)*) => {
        /// The kinds of problem. Names are stable: programs may depend on them, messages may improve.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* #[doc = $template] $variant),* }

        impl Code {
            /// All of them, for documentation and translation.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The stable kebab-case name.
            pub fn name(self) -> &'static str {
                word(concat!($($name, " "),*), self as usize)
            }

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),* }
            }

            /// The sentence, with `{}` for what the problem is about.
            pub fn template(self) -> &'static str {
                match self { $(Code::$variant => $template),* }
            }
        }
    };
}

codes! {
    // The text itself.
    NotJson Error "not-json" "This is not JSON: {}."
    DuplicateField Error "duplicate-field" "This field stands here twice. Keep one."
    TooDeep Error "too-deep" "Lists and objects are nested more than {} deep. Flatten them."
    TooLarge Error "too-large" "There is too much here: at most {}."
    TooManyProblems Error "too-many-problems" "More is wrong than is told here. Mend this first."

    // The shape of a field.
    UnknownField Error "unknown-field" "This field is not part of the format. Check its spelling, or remove it."
    Missing Error "missing" "This field is missing. Add it."
    NotAnObject Error "not-an-object" "This must be an object, between braces."
    NotAList Error "not-a-list" "This must be a list, between brackets."
    NotAText Error "not-a-text" "This must be a text, between quotes."
    NotABoolean Error "not-a-boolean" "This must be true or false."
    NotAWholeNumber Error "not-a-whole-number" "This must be a whole number."
    NotOneOf Error "not-one-of" "This must be {}."
    OutOfRange Error "out-of-range" "This must be {}."
    TooFew Error "too-few" "There must be at least {} here. Add some."
    TooMany Error "too-many" "There may be at most {} here. Remove some."
    Empty Error "empty" "This text is empty. Write it, or remove the field if it is optional."
    TooLong Error "too-long" "This text is longer than {} characters. Shorten it."
    WrongFormat Error "wrong-format" "This document says it is something else. The format must be {}."
    NotADate Error "not-a-date" "This must be a date of the calendar, written as 2026-12-01."
    NotAnId Error "not-an-id" "An id is 1 to 64 letters, digits, hyphens, underscores or dots, without spaces."
    NotALanguage Error "not-a-language" "This must be a language tag such as nl, fy or nl-x-informal."
    NotACurrency Error "not-a-currency" "This must be a currency code of three capitals, such as EUR."
    NotALink Error "not-a-link" "This must be a link that starts with https:, http:, mailto: or /, or a path beside the page."

    // What refers to what.
    DuplicateId Error "duplicate-id" "{} stands here a second time. Every one must be different."
    UnknownId Error "unknown-id" "The survey has no {} with this id. Check its spelling."
    LanguageMissing Error "language-missing" "The text in {} is missing. Add it, or take the language out of `languages`."
    LanguageUnknown Error "language-unknown" "The survey does not list this language. Add it to `languages`, or remove the text."

    // A survey as a whole.
    StepDoesNotDivide Error "step-does-not-divide" "This must be a multiple of the step, {}."
    MinAboveMax Error "min-above-max" "The minimum is above the maximum, {}. Lower it."
    MinimaAboveTotal Error "minima-above-total" "The minima add up to more than the total, {}. Lower them."
    MaximaBelowTotal Error "maxima-below-total" "The maxima add up to less than the total, {}. Raise them."
    ClosesBeforeOpens Error "closes-before-opens" "The survey closes before it opens, {}. Change one of the dates."
    ServesNoValue Error "serves-no-value" "This scenario serves no value. Give it a relevance of 1 to 3 for at least one."
    ServedByNone Error "served-by-none" "No scenario serves this value. Give it a relevance somewhere, or remove it."
    SameEverywhere Warning "same-everywhere" "Every scenario serves this value equally, so points cannot tell it apart. Grade it, or ask for reasons."
    SameScenario Warning "same-scenario" "This scenario serves the values exactly as {} does. If they are variants of one plan, give both the same `group`."
    AboveAnother Note "above-another" "This value is served at least as much as {} by every scenario, so it can hardly come second to it."
    LeadsSeldom Warning "leads-seldom" "This value comes first in only {} of all possible divisions. Give it a higher relevance somewhere, or a scenario of its own."
    LeadsOften Warning "leads-often" "This value comes first in {} of all possible divisions. Lower its relevance somewhere, or raise that of the others."
    NoFollowUp Warning "no-follow-up" "The survey does not say what happens with the outcome. Add `followUp`."
    NoOrganiser Warning "no-organiser" "The survey does not say who asks. Add `organiser`."
    NoPrivacyLink Warning "no-privacy-link" "The organiser gives no link to a privacy statement. Add `privacyUrl`."
    GroupOfOne Warning "group-of-one" "No other scenario is in this group. Check its spelling, or remove it."

    // A division and a response.
    OtherSurvey Error "other-survey" "The answer belongs to another survey; this one is {}."
    OtherVersion Error "other-version" "The answer belongs to another version of the survey; this one is {}."
    OtherDigest Error "other-digest" "The survey was changed after this answer was given; its digest is now {}."
    PointsLeft Error "points-left" "The points do not add up: {} left to divide."
    PointsTooMany Error "points-too-many" "The points do not add up: {} too many."
    NotNone Error "not-none" "With `none`, every scenario must have 0 points."
    OffStep Error "off-step" "Points go in steps of {} here."
    BelowMin Error "below-min" "This scenario needs at least {} points."
    AboveMax Error "above-max" "This scenario can have at most {} points."
    NotAsked Error "not-asked" "The survey does not ask for this. Leave it out."
    UnknownCode Error "unknown-code" "This code is not known, or was used before."
    AnswerRequired Error "answer-required" "The survey requires an answer to this question."
    NotThisOrder Error "not-this-order" "The order must name every scenario once; the survey's own order if that is fixed."
    NotTheProfile Error "not-the-profile" "This is not what the division gives; recomputed it is {}."
    NotAnAnswerId Error "not-an-answer-id" "This must be a random UUID in lower case."
    NotASalt Error "not-a-salt" "This must be 32 hexadecimal digits in lower case."
    NotAHash Error "not-a-hash" "This must be a SHA-256 hash: 64 hexadecimal digits in lower case."
    NoSalt Error "no-salt" "An answer with texts of its own needs a salt for its receipt. Add `salt`."
}
