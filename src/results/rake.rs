//! Weights with which the answers match stated margins, such as how many live in each village: iterative proportional
//! fitting ("raking"; Deming and Stephan, *Annals of Mathematical Statistics* 11, 1940, 427–444), trimmed.
//!
//! All weights start at 1. One margin after the other, everyone who gave an option is multiplied by what their
//! option should weigh over what it weighs, until every margin is met. Who did not answer the question of a margin,
//! or gave an option that the margin does not name, is left alone by that margin and keeps the weight of the others:
//! the margin is about those who did, and what they weigh together stays. The mean weight is 1.
//!
//! Weights above a bound are then set to it and all are raked again, until none is above it; what the margins miss
//! after that is said. Trimming trades a little bias for less noise (Kish, *Survey Sampling*, 1965, 11.7; Potter, *JSM
//! Proceedings*, 1990, 225–230).

use super::tally::{Groups, Weight};
use crate::json::Json;
use crate::problem::{Check, Code, Problems};
use crate::response::Response;
use crate::survey::Survey;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// How the population is made up, by one or more background questions.
///
/// ```
/// # let survey = mienskip::Survey::from_json(r#"{ "format": "mienskip-survey/1", "id": "s", "version": "1",
/// #   "languages": ["en"], "title": "t", "question": "q", "points": { "total": 100 },
/// #   "scenarios": [{ "id": "a", "title": "a" }, { "id": "b", "title": "b" }],
/// #   "values": [{ "id": "x", "title": "x" }, { "id": "y", "title": "y" }],
/// #   "relevance": { "a": { "x": 1 }, "b": { "y": 1 } }, "questions": [{ "id": "age", "kind": "choice",
/// #   "title": "t", "options": [{ "id": "young", "title": "t" }, { "id": "old", "title": "t" }] }] }"#)?;
/// use mienskip::{Json, results::Margins};
///
/// // People or shares: only their proportions count.
/// assert!(Margins::of(&survey, &Json::parse(r#"{ "age": { "young": 31200, "old": 58800 } }"#)?).is_ok());
/// let problems = Margins::of(&survey, &Json::parse(r#"{ "age": { "young": 0.3, "odl": 0.7 } }"#)?).unwrap_err();
/// assert_eq!(problems.iter().next().unwrap().path, "/age/odl");
/// # Ok::<(), mienskip::Problems>(())
/// ```
#[derive(Debug)]
pub struct Margins {
    margins: Vec<Margin>,
}

#[derive(Debug)]
struct Margin {
    question: String,
    groups: Groups,
    /// The place of each option or grade, its name, and its share.
    options: Vec<(usize, String, f64)>,
}

/// How many answers there are of each combination of the options of margins.
#[derive(Clone, Debug)]
pub struct Cells<'m> {
    margins: &'m Margins,
    cells: BTreeMap<Vec<usize>, u64>,
}

/// A weight for every answer that was counted.
#[derive(Clone, Debug)]
pub struct Weights<'m> {
    margins: &'m Margins,
    cells: BTreeMap<Vec<usize>, (u64, Weight)>,
    trim: f64,
    rounds: usize,
    trimmed: u64,
    deviation: f64,
}

/// Why there are no weights.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Unmet {
    /// Nobody gave the option at this place of the margins.
    Nobody(String),
    /// The margins contradict each other among those who answered; the worst is at this place.
    Contradiction(String),
    /// Weights cannot be trimmed to this many times their mean.
    Trim(f64),
}

/// A margin is met when no share is further from it than this.
const TOLERANCE: f64 = 1e-10;
/// After so many rounds margins contradict each other.
const ROUNDS: usize = 2_000;
/// How often weights are trimmed and raked again.
const TRIMS: usize = 200;
/// Who is in no option of a margin.
const NONE: usize = usize::MAX;

impl Margins {
    /// Reads `{ "question": { "option": number, … }, … }`: for choices and scales; of a scale, the options are its
    /// grades. Numbers are people or shares, above 0; options that are left out are not weighted by this margin.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, with its place.
    pub fn of(survey: &Survey, document: &Json) -> Result<Margins, Problems> {
        let mut check = Check::of(survey.document());
        let mut margins = Vec::new();
        if !matches!(document, Json::Object(_)) {
            check.report(Code::NotAnObject, "");
        } else if document.members().is_empty() {
            check.report(Code::TooFew, "1 question");
        }
        for (question, options) in document.members() {
            let mark = check.enter(question);
            match survey.question_with(question) {
                None => check.report(Code::UnknownId, "question"),
                Some(place) => match Groups::of(survey, place) {
                    None => check.report(Code::NotOneOf, "about a question that is a choice or a scale"),
                    Some(groups) => {
                        let options = Margins::options(&mut check, &groups, options);
                        margins.push(Margin { question: question.clone(), groups, options });
                    }
                },
            }
            check.leave(mark);
        }
        check.done(document)?;
        Ok(Margins { margins })
    }

    fn options(check: &mut Check<'_>, groups: &Groups, document: &Json) -> Vec<(usize, String, f64)> {
        let mut options = Vec::new();
        if !matches!(document, Json::Object(_)) {
            check.report(Code::NotAnObject, "");
        } else if document.members().len() < 2 {
            check.report(Code::TooFew, "2 options");
        }
        let mut sum = 0.0;
        for (name, number) in document.members() {
            let place = groups.named(name);
            if place.is_none() {
                check.report_at(name, Code::UnknownId, "option");
            }
            match number {
                Json::Number(number) if *number > 0.0 && *number <= 1e12 => {
                    options.push((place.unwrap_or(NONE), name.to_owned(), *number));
                    sum += number;
                }
                _ => check.report_at(name, Code::OutOfRange, "a number above 0, of people or a share"),
            }
        }
        for (_, _, share) in &mut options {
            *share /= sum;
        }
        options
    }

    /// The place of someone's option in each margin.
    fn cell(&self, response: Response<'_>) -> Vec<usize> {
        let place = |margin: &Margin| {
            let group = margin.groups.group(response);
            margin.options.iter().position(|(place, ..)| *place == group).unwrap_or(NONE)
        };
        self.margins.iter().map(place).collect()
    }
}

impl<'m> Cells<'m> {
    /// No answers yet.
    pub fn of(margins: &'m Margins) -> Cells<'m> {
        Cells { margins, cells: BTreeMap::new() }
    }

    /// Counts an answer, of the survey that the margins are for.
    pub fn add(&mut self, response: Response<'_>) {
        *self.cells.entry(self.margins.cell(response)).or_default() += 1;
    }

    /// Adds what was counted apart with the same margins.
    pub fn merge(&mut self, other: &Cells<'_>) {
        for (cell, count) in &other.cells {
            *self.cells.entry(cell.clone()).or_default() += count;
        }
    }

    /// The weights with which these answers match the margins, none above `trim` times their mean (5 is usual).
    ///
    /// # Errors
    ///
    /// A margin that cannot be met.
    pub fn rake(&self, trim: f64) -> Result<Weights<'m>, Unmet> {
        if !(trim > 1.0 && trim <= 1_000.0) {
            return Err(Unmet::Trim(trim));
        }
        for (at, margin) in self.margins.margins.iter().enumerate() {
            for (option, (_, name, _)) in margin.options.iter().enumerate() {
                if !self.cells.keys().any(|cell| cell[at] == option) {
                    return Err(Unmet::Nobody(margin.path(name)));
                }
            }
        }
        let mut raking = Raking {
            margins: self.margins,
            cells: self.cells.iter().map(|(cell, count)| (cell.as_slice(), *count as f64, 1.0)).collect(),
            rounds: 0,
        };
        raking.fit()?;
        let over = |weight: f64| weight > trim * (1.0 + 1e-9);
        let mut ever = vec![false; raking.cells.len()];
        for _ in 0..TRIMS {
            if !raking.cells.iter().any(|(.., weight)| over(*weight)) {
                break;
            }
            for ((.., weight), ever) in raking.cells.iter_mut().zip(&mut ever) {
                *ever |= over(*weight);
                *weight = weight.min(trim);
            }
            raking.fit()?;
        }
        // What raking brings back above the bound every time ends at the bound, and the margins a little off.
        for (.., weight) in &mut raking.cells {
            *weight = weight.min(trim);
        }
        let weights = self.cells.iter().zip(&raking.cells).map(|((cell, count), (.., weight))| {
            (cell.clone(), (*count, Weight((weight * 1e6 + 0.5) as u64)))
        });
        let trimmed = self.cells.values().zip(&ever).filter(|(_, ever)| **ever).map(|(count, _)| count);
        Ok(Weights {
            margins: self.margins,
            trim,
            rounds: raking.rounds,
            trimmed: trimmed.sum(),
            deviation: raking.deviation().0,
            cells: weights.collect(),
        })
    }
}

/// Weights on their way to the margins: cells with how many people are in each and what each of them weighs.
struct Raking<'c> {
    margins: &'c Margins,
    cells: Vec<(&'c [usize], f64, f64)>,
    rounds: usize,
}

impl Raking<'_> {
    /// Rakes until every margin is met, to a mean of 1.
    fn fit(&mut self) -> Result<(), Unmet> {
        for _ in 0..ROUNDS {
            if self.deviation().0 <= TOLERANCE {
                let sums = self
                    .cells
                    .iter()
                    .fold((0.0, 0.0), |(people, weight), cell| (people + cell.1, weight + cell.1 * cell.2));
                for (.., weight) in &mut self.cells {
                    *weight *= sums.0 / sums.1;
                }
                return Ok(());
            }
            self.rounds += 1;
            for at in 0..self.margins.margins.len() {
                let (sums, all) = self.sums(at);
                let options = &self.margins.margins[at].options;
                for (cell, _, weight) in &mut self.cells {
                    if let Some((_, _, share)) = options.get(cell[at]) {
                        *weight *= share * all / sums[cell[at]];
                    }
                }
            }
        }
        Err(Unmet::Contradiction(self.deviation().1))
    }

    /// What the options of a margin weigh, and all of them together.
    fn sums(&self, at: usize) -> (Vec<f64>, f64) {
        let mut sums = vec![0.0; self.margins.margins[at].options.len()];
        let mut all = 0.0;
        for (cell, people, weight) in &self.cells {
            if let Some(sum) = sums.get_mut(cell[at]) {
                *sum += people * weight;
                all += people * weight;
            }
        }
        (sums, all)
    }

    /// How far the share is off that is furthest from its margin, and its place.
    fn deviation(&self) -> (f64, String) {
        let (mut worst, mut place) = (0.0, String::new());
        for (at, margin) in self.margins.margins.iter().enumerate() {
            let (sums, all) = self.sums(at);
            for (sum, (_, name, share)) in sums.iter().zip(&margin.options) {
                let off = (sum / all - share).abs();
                if off > worst {
                    (worst, place) = (off, margin.path(name));
                }
            }
        }
        (worst, place)
    }
}

impl Weights<'_> {
    /// The weight of an answer; `None` if none like it was counted.
    pub fn weight(&self, response: Response<'_>) -> Option<Weight> {
        self.cells.get(&self.margins.cell(response)).map(|(_, weight)| *weight)
    }

    /// Kish's effective number of people: (Σw)² / Σw².
    pub fn effective(&self) -> f64 {
        let (_, weights, squares) = self.sums();
        weights * weights / squares
    }

    /// By how much the weights raise the variance: the number of people over the effective one.
    pub fn design_effect(&self) -> f64 {
        self.sums().0 / self.effective()
    }

    /// How far the share is off that trimming left furthest from its margin.
    pub fn deviation(&self) -> f64 {
        self.deviation
    }

    fn sums(&self) -> (f64, f64, f64) {
        self.cells.values().fold((0.0, 0.0, 0.0), |(people, weights, squares), (count, weight)| {
            let (count, weight) = (*count as f64, weight.0 as f64 / 1e6);
            (people + count, weights + count * weight, squares + count * weight * weight)
        })
    }

    /// What the document of results says of the weighting; nothing in it is about few people.
    pub(super) fn to_json(&self, k: u64) -> Json {
        let round = |number: f64| Json::Number((number * 1e6 + 0.5) as i64 as f64 / 1e6);
        let mut margins = Json::empty();
        for margin in &self.margins.margins {
            let mut options = Json::empty();
            for (_, name, share) in &margin.options {
                options.put(name, round(*share));
            }
            margins.put(&margin.question, options);
        }
        let mut json = Json::empty();
        json.put("margins", margins);
        json.put("trim", round(self.trim));
        json.put_whole("rounds", self.rounds as i64);
        // To the next k: how many exactly says something of them.
        json.put_whole("trimmed", ((self.trimmed + k / 2) / k * k) as i64);
        json.put("deviation", round(self.deviation));
        json.put("designEffect", round(self.design_effect()));
        json.put("effective", round(self.effective()));
        json
    }
}

impl Margin {
    fn path(&self, option: &str) -> String {
        let mut path = String::from("/");
        path.push_str(&self.question);
        path.push_str("/");
        path.push_str(option);
        path
    }
}

impl core::fmt::Display for Unmet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Unmet::Nobody(path) => write!(
                f,
                "{path}: Nobody gave this option, so no weight can make up for it. Add its number to one that is like it, and \
                 leave it out."
            ),
            Unmet::Contradiction(path) => write!(
                f,
                "{path}: The margins cannot be met together by those who answered. Leave one out, or join its options."
            ),
            Unmet::Trim(trim) => {
                write!(
                    f,
                    "Weights cannot be trimmed to {trim} times their mean. Take a number above 1, at most 1000."
                )
            }
        }
    }
}

impl core::error::Error for Unmet {}
