//! What is kept of many answers: exact sums from which every figure follows. Answers counted apart add up bit for bit,
//! in any order, so that threads, browsers and databases can each count a part.
//!
//! Everything is a whole number: points, people, weights in millionths and their squares likewise, emphases in
//! billionths. The sums fit as long as there are fewer than a hundred million answers.

use crate::digits::digits;
use crate::json::Json;
use crate::profile::{Division, Fraction, Reasons};
use crate::response::{Fit, Response};
use crate::survey::{Kind, Survey};
use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

/// How much an answer counts, in millionths: [`Weight::ONE`] unless answers are weighted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight(pub(super) u64);

/// What is kept of the answers to one survey.
///
/// ```
/// # let survey = mienskip::Survey::from_json(r#"{ "format": "mienskip-survey/1", "id": "s", "version": "1",
/// #   "languages": ["en"], "title": "t", "question": "q", "points": { "total": 100 },
/// #   "scenarios": [{ "id": "a", "title": "a" }, { "id": "b", "title": "b" }],
/// #   "values": [{ "id": "x", "title": "x" }, { "id": "y", "title": "y" }],
/// #   "relevance": { "a": { "x": 1 }, "b": { "y": 1 } } }"#)?;
/// # let input = mienskip::Json::parse(r#"{ "points": { "a": 60, "b": 40 } }"#)?;
/// # let stamp = mienskip::Stamp::new([7; 32], mienskip::Date::EPOCH);
/// # let document = survey.respond(&input, &stamp)?;
/// use mienskip::results::{Tally, Weight};
///
/// let (mut here, mut there) = (Tally::of(&survey), Tally::of(&survey));
/// here.add(survey.read_response(&document)?, Weight::ONE).unwrap();
/// there.add(survey.read_response(&document)?, Weight::ONE).unwrap();
/// here.merge(&there).unwrap();
/// assert_eq!(here.divided(), 2);
/// # Ok::<(), mienskip::Problems>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    frame: Arc<Frame>,
    pub(super) everyone: Part,
    pub(super) whole: Whole,
    /// For each background question that makes groups, the people of each group; those without an answer last.
    pub(super) asked: Vec<Vec<Part>>,
    /// By source: the first labels in the order of their bytes, at most [`Tally::SOURCES`].
    pub(super) sources: BTreeMap<String, Part>,
    /// Those of all further labels together, and those without a label.
    pub(super) other_sources: Part,
    pub(super) no_source: Part,
    /// The divisions one by one with how often each occurs; none once there are too many.
    pub(super) records: Option<BTreeMap<Record, u32>>,
}

/// A tally belongs to another survey, or to another version of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherSurvey;

/// What a tally knows of its survey.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) digest: String,
    pub(super) scenarios: usize,
    pub(super) values: usize,
    total: i64,
    step: i64,
    shuffled: bool,
    scenario_ids: Ids,
    pub(super) questions: Vec<Groups>,
    /// What a point of each scenario adds to the emphasis on each value by the table: A − b, in units of [`FINE`].
    gains: Vec<i64>,
    /// A bit for each value that the table gives 0, by scenario.
    unserved: Vec<u16>,
}

/// A background question whose answers make groups.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Groups {
    /// Its place among the questions.
    pub(super) place: usize,
    id: String,
    of: GroupsOf,
}

#[derive(Debug, PartialEq, Eq)]
enum GroupsOf {
    Options(Ids),
    Grades(i64, i64),
}

/// Ids in the order of their bytes, each with its place.
#[derive(Debug, PartialEq, Eq)]
struct Ids(Vec<(String, usize)>);

/// People: how many, their weights, and the squares of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mass {
    pub(super) people: u64,
    /// In millionths.
    pub(super) weight: u64,
    /// In millionths; each square is rounded.
    pub(super) square: u128,
}

/// Those of some people of whom something is true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) people: u64,
    pub(super) weight: u64,
}

/// The sums of a number that each of some people has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moments {
    pub(super) mass: Mass,
    /// Σ w x and Σ w x², weights in millionths.
    pub(super) sum: i128,
    pub(super) squares: i128,
    /// Σ w² x and Σ w² x², squares of weights in millionths.
    pub(super) weighted_sum: i128,
    pub(super) weighted_squares: i128,
}

/// The points that one scenario got: how many people gave how many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Distribution(pub(super) BTreeMap<i64, Mass>);

/// Two scenarios within the same people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pair {
    /// Σ w p q and Σ w² p q; with the two distributions, the moments of the difference.
    pub(super) product: i128,
    pub(super) weighted_product: i128,
    /// Who gave the first more, and who gave it less.
    pub(super) more: Count,
    pub(super) less: Count,
}

/// What is kept of a group of people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// Those who divided the points.
    pub(super) people: Mass,
    /// Those who chose "none of these"; they are in nothing else.
    pub(super) none: Mass,
    /// All lists below are empty as long as nobody divided.
    pub(super) scenarios: Vec<Distribution>,
    /// Who gave this scenario more than every other.
    pub(super) first: Vec<Count>,
    /// Who gave several scenarios the most.
    pub(super) tied: Count,
    pub(super) pairs: Vec<Pair>,
    /// The emphasis on each value in billionths, with the reasons that were given and by the table alone.
    pub(super) reasoned: Vec<Moments>,
    pub(super) by_table: Vec<Moments>,
    /// Whether the profile fits: yes, partly, no.
    pub(super) fit: [Count; 3],
}

/// What is kept of everyone together only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Whole {
    /// Who gave a scenario points with a reason, and for each scenario and value who ticked it.
    pub(super) reasons: Vec<Mass>,
    pub(super) ticked: Vec<Count>,
    /// Ticks that count, and those of them for a value that the table gives 0. These are no people.
    pub(super) ticks: Count,
    pub(super) astray: Count,
    /// Divisions that are as even as the step allows.
    pub(super) equal: Count,
    /// Final divisions that differ from the first, and the points moved between the two by each person.
    pub(super) changed: Count,
    pub(super) moved: Moments,
    /// Numbers above 0, and those of them that are a multiple of 5 and of 10 steps. These are no people either.
    pub(super) numbers: Count,
    pub(super) fives: Count,
    pub(super) tens: Count,
    /// The points of whatever was shown in each place, if the order differs.
    pub(super) places: Vec<Moments>,
    /// The points of each scenario by those to whom it was shown first, and by those to whom it was shown last.
    pub(super) shown_first: Vec<Moments>,
    pub(super) shown_last: Vec<Moments>,
    /// Who wrote why, by scenario; who wrote an idea.
    pub(super) motivations: Vec<Count>,
    pub(super) ideas: Count,
}

/// One division: its weight, its points, its emphases with reasons and by the table, and its group of each question;
/// and its source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Record {
    pub(super) numbers: Vec<i64>,
    pub(super) source: Option<String>,
}

/// What is read of one answer.
struct Reading {
    weight: Weight,
    division: Division,
    reasoned: Vec<i64>,
    by_table: Vec<i64>,
    fit: Option<Fit>,
}

/// The unit in which a gain is kept: 10^-15.
const FINE: i128 = 1_000_000_000_000_000;
/// How many of these are a billionth.
const BILLIONTH: i128 = 1_000_000;

impl Weight {
    /// As much as anyone.
    pub const ONE: Weight = Weight(1_000_000);

    /// The largest there is: a thousand.
    pub const MOST: Weight = Weight(1_000_000_000);

    /// So many millionths; `None` above [`Weight::MOST`].
    pub fn millionths(number: u64) -> Option<Weight> {
        (number <= Weight::MOST.0).then_some(Weight(number))
    }

    /// In millionths.
    pub fn as_millionths(self) -> u64 {
        self.0
    }

    /// w² in millionths, rounded.
    fn square(self) -> u64 {
        (self.0 * self.0 + 500_000) / 1_000_000
    }
}

impl Tally {
    /// Up to so many divisions they are kept one by one, for intervals by the bootstrap.
    pub const BOOTSTRAP: usize = 5_000;
    /// Up to so many scenarios they are compared two by two, and divisions are kept one by one.
    pub const COMPARED: usize = 30;
    /// The same for groups, of which there may be hundreds.
    pub const COMPARED_IN_GROUPS: usize = 10;
    /// So many source labels are kept apart: the first in the order of their bytes, which is the same whatever comes
    /// first.
    pub const SOURCES: usize = 20;

    /// A tally without answers.
    pub fn of(survey: &Survey) -> Tally {
        let frame = Frame::of(survey);
        let asked = frame.questions.iter().map(|question| vec![Part::default(); question.groups() + 1]);
        let asked = asked.collect();
        Tally {
            records: (frame.scenarios <= Tally::COMPARED).then(BTreeMap::new),
            frame: Arc::new(frame),
            everyone: Part::default(),
            whole: Whole::default(),
            asked,
            sources: BTreeMap::new(),
            other_sources: Part::default(),
            no_source: Part::default(),
        }
    }

    /// Counts an answer.
    ///
    /// # Errors
    ///
    /// If it is to another survey, or to another version of it; then it is not counted.
    pub fn add(&mut self, response: Response<'_>, weight: Weight) -> Result<(), OtherSurvey> {
        if !self.is_of(response.survey()) {
            return Err(OtherSurvey);
        }
        let frame = self.frame.clone();
        let groups: Vec<usize> = frame.questions.iter().map(|question| question.group(response)).collect();
        let reading = (!response.is_none()).then(|| frame.read(response, weight));
        let add = |part: &mut Part, most: usize| match &reading {
            Some(reading) => part.add(reading, most),
            None => part.none.add(weight),
        };
        add(&mut self.everyone, Tally::COMPARED);
        for (parts, group) in self.asked.iter_mut().zip(&groups) {
            add(&mut parts[*group], Tally::COMPARED_IN_GROUPS);
        }
        let source = match response.source() {
            None => &mut self.no_source,
            Some(label) if self.keeps(label) => {
                if !self.sources.contains_key(label) {
                    self.sources.insert(label.to_owned(), Part::default());
                    self.fold_sources();
                }
                // It is among the first labels, so it was not folded itself.
                self.sources.get_mut(label).unwrap_or(&mut self.other_sources)
            }
            Some(_) => &mut self.other_sources,
        };
        add(source, Tally::COMPARED_IN_GROUPS);
        if let Some(reading) = &reading {
            self.whole.add(&frame, response, reading);
            if let Some(records) = &mut self.records {
                let groups = groups.iter().map(|group| *group as i64);
                let mut numbers = vec![weight.0 as i64];
                numbers.extend(&reading.division.points);
                numbers.extend(reading.reasoned.iter().chain(&reading.by_table).copied().chain(groups));
                let source = response.source().map(ToOwned::to_owned);
                *records.entry(Record { numbers, source }).or_default() += 1;
            }
            self.drop_records();
        }
        Ok(())
    }

    /// Adds what another tally counted.
    ///
    /// # Errors
    ///
    /// If it is of another survey, or of another version; then nothing is added.
    pub fn merge(&mut self, other: &Tally) -> Result<(), OtherSurvey> {
        if self.frame.digest != other.frame.digest {
            return Err(OtherSurvey);
        }
        self.everyone.merge(&other.everyone);
        self.whole.merge(&other.whole);
        for (parts, others) in self.asked.iter_mut().zip(&other.asked) {
            merge_all(parts, others, Part::merge);
        }
        for (label, part) in &other.sources {
            self.sources.entry(label.clone()).or_default().merge(part);
        }
        self.other_sources.merge(&other.other_sources);
        self.no_source.merge(&other.no_source);
        self.fold_sources();
        match (&mut self.records, &other.records) {
            (Some(records), Some(others)) => {
                for (record, times) in others {
                    *records.entry(record.clone()).or_default() += times;
                }
            }
            _ => self.records = None,
        }
        self.drop_records();
        Ok(())
    }

    /// How many people divided the points.
    pub fn divided(&self) -> u64 {
        self.everyone.people.people
    }

    /// How many chose "none of these".
    pub fn none(&self) -> u64 {
        self.everyone.none.people
    }

    /// Whether this is a tally of this survey.
    pub fn is_of(&self, survey: &Survey) -> bool {
        self.frame.digest == survey.digest()
    }

    pub(super) fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Whether a label is, or would be, among those kept apart. Once it is not it never is again: the labels that
    /// come before it stay.
    fn keeps(&self, label: &str) -> bool {
        self.sources.len() < Tally::SOURCES
            || self.sources.last_key_value().is_none_or(|(last, _)| label <= last.as_str())
    }

    fn fold_sources(&mut self) {
        while self.sources.len() > Tally::SOURCES
            && let Some((_, part)) = self.sources.pop_last()
        {
            self.other_sources.merge(&part);
        }
    }

    fn drop_records(&mut self) {
        if self.everyone.people.people > Tally::BOOTSTRAP as u64 {
            self.records = None;
        }
    }
}

impl core::fmt::Display for OtherSurvey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(
            "These answers were counted for another survey, or for another version of it. Count them apart.",
        )
    }
}

impl core::error::Error for OtherSurvey {}

impl Frame {
    fn of(survey: &Survey) -> Frame {
        let (scenarios, values) = (survey.scenarios().len(), survey.values().len());
        let (mut gains, mut unserved) = (Vec::new(), Vec::new());
        for at in 0..scenarios {
            let mut points = vec![0; scenarios];
            points[at] = 1;
            let profile =
                survey.table().profile(&Division { points, reasons: vec![Reasons::none(); scenarios] });
            let mut zeros = 0;
            for value in 0..values {
                gains.push(fine(profile.emphasis(value)));
                zeros |= u16::from(profile.shares[value] == 0) << value;
            }
            unserved.push(zeros);
        }
        let questions = (0..survey.questions().len()).filter_map(|place| Groups::of(survey, place));
        Frame {
            digest: survey.digest().to_owned(),
            scenarios,
            values,
            total: survey.points().total,
            step: survey.points().step,
            shuffled: survey.is_shuffled(),
            scenario_ids: Ids::of(survey.scenarios().map(super::super::survey::Scenario::id)),
            questions: questions.collect(),
            gains,
            unserved,
        }
    }

    fn read(&self, response: Response<'_>, weight: Weight) -> Reading {
        let division = response.division();
        let (mut reasoned, mut by_table) = (vec![0; self.values], vec![0; self.values]);
        for value in 0..self.values {
            let (mut with, mut without) = (0, 0);
            for (scenario, points) in division.points.iter().enumerate() {
                let reasons = division.reasons[scenario];
                let by_table = i128::from(*points) * i128::from(self.gains[scenario * self.values + value]);
                without += by_table;
                with += if reasons.count() > 0 {
                    i128::from(*points) * i128::from(self.reasoned_gain(reasons, value))
                } else {
                    by_table
                };
            }
            reasoned[value] = rounded(with, i128::from(self.total) * BILLIONTH);
            by_table[value] = rounded(without, i128::from(self.total) * BILLIONTH);
        }
        Reading { weight, division, reasoned, by_table, fit: response.fit() }
    }

    /// What a point given for these reasons adds to the emphasis on a value: 1/|S| − 1/V or −1/V.
    fn reasoned_gain(&self, reasons: Reasons, value: usize) -> i64 {
        let (ticked, values) = (reasons.count() as i128, self.values as i128);
        let part = if reasons.has(value) { values - ticked } else { -ticked };
        rounded(part * FINE, ticked * values)
    }
}

impl Groups {
    /// Those that the answers to a question make; `None` if it is no choice and no scale.
    pub(super) fn of(survey: &Survey, place: usize) -> Option<Groups> {
        let question = survey.question_at(place);
        let of = match question.kind() {
            Kind::Choice => {
                GroupsOf::Options(Ids::of(question.options().map(super::super::survey::Choice::id)))
            }
            Kind::Scale(least, most) => GroupsOf::Grades(least, most),
            Kind::Number(..) | Kind::Text(_) => return None,
        };
        Some(Groups { place, id: question.id().to_owned(), of })
    }

    /// The group of the option with this id, or of the grade that is written like this.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        match &self.of {
            GroupsOf::Options(options) => options.place(name),
            GroupsOf::Grades(least, most) => (*least..=*most).position(|grade| digits(grade) == name),
        }
    }

    /// The grade of a group of a scale; `None` for a choice, and for who did not answer.
    pub(super) fn grade(&self, group: usize) -> Option<i64> {
        let GroupsOf::Grades(least, most) = self.of else { return None };
        Some(least + group as i64).filter(|grade| *grade <= most)
    }

    /// How many groups its answers make.
    pub(super) fn groups(&self) -> usize {
        match &self.of {
            GroupsOf::Options(options) => options.0.len(),
            GroupsOf::Grades(least, most) => (most - least + 1) as usize,
        }
    }

    /// The group that someone is in; the one after the last for who did not answer.
    pub(super) fn group(&self, response: Response<'_>) -> usize {
        let answer = response.document().at("answers").at(&self.id);
        let group = match &self.of {
            GroupsOf::Options(options) => answer.as_text().and_then(|id| options.place(id)),
            GroupsOf::Grades(least, _) => answer.as_whole().map(|grade| (grade - least) as usize),
        };
        group.unwrap_or(self.groups())
    }
}

impl Ids {
    fn of<'i>(ids: impl Iterator<Item = &'i str>) -> Ids {
        let sorted: BTreeSet<(String, usize)> =
            ids.enumerate().map(|(place, id)| (id.to_owned(), place)).collect();
        Ids(sorted.into_iter().collect())
    }

    fn place(&self, id: &str) -> Option<usize> {
        let at = self.0.binary_search_by(|(other, _)| other.as_str().cmp(id)).ok()?;
        Some(self.0[at].1)
    }
}

impl Part {
    /// Counts a division; two by two if there are at most so many scenarios.
    fn add(&mut self, reading: &Reading, most_compared: usize) {
        let Reading { weight, division, .. } = reading;
        let (points, weight) = (&division.points, *weight);
        if self.scenarios.is_empty() {
            let pairs = if points.len() <= most_compared { points.len() * (points.len() - 1) / 2 } else { 0 };
            self.scenarios = vec![Distribution::default(); points.len()];
            self.first = vec![Count::default(); points.len()];
            self.pairs = vec![Pair::default(); pairs];
            self.reasoned = vec![Moments::default(); reading.reasoned.len()];
            self.by_table = self.reasoned.clone();
        }
        self.people.add(weight);
        for (scenario, points) in self.scenarios.iter_mut().zip(points) {
            scenario.0.entry(*points).or_default().add(weight);
        }
        let most = points.iter().max();
        let mut first = (0..points.len()).filter(|at| Some(&points[*at]) == most);
        match (first.next(), first.next()) {
            (Some(only), None) => self.first[only].add(weight),
            _ => self.tied.add(weight),
        }
        if !self.pairs.is_empty() {
            let (one, square) = (i128::from(weight.0), i128::from(weight.square()));
            let mut pairs = self.pairs.iter_mut();
            for (at, first) in points.iter().enumerate() {
                for (second, pair) in points[at + 1..].iter().zip(&mut pairs) {
                    // Zeros are many and add nothing. Two numbers of points are below 2^30 each.
                    if *first != 0 && *second != 0 {
                        let product = i128::from(first * second);
                        pair.product += one * product;
                        pair.weighted_product += square * product;
                    }
                    match first.cmp(second) {
                        core::cmp::Ordering::Greater => pair.more.add(weight),
                        core::cmp::Ordering::Less => pair.less.add(weight),
                        core::cmp::Ordering::Equal => {}
                    }
                }
            }
        }
        add_each(&mut self.reasoned, &reading.reasoned, weight);
        add_each(&mut self.by_table, &reading.by_table, weight);
        if let Some(fit) = reading.fit {
            self.fit[fit as usize].add(weight);
        }
    }

    fn merge(&mut self, other: &Part) {
        self.people.merge(other.people);
        self.none.merge(other.none);
        merge_all(&mut self.scenarios, &other.scenarios, Distribution::merge);
        merge_all(&mut self.first, &other.first, Count::merge);
        self.tied.merge(&other.tied);
        merge_all(&mut self.pairs, &other.pairs, Pair::merge);
        merge_all(&mut self.reasoned, &other.reasoned, Moments::merge);
        merge_all(&mut self.by_table, &other.by_table, Moments::merge);
        for (fit, other) in self.fit.iter_mut().zip(&other.fit) {
            fit.merge(other);
        }
    }
}

impl Whole {
    fn add(&mut self, frame: &Frame, response: Response<'_>, reading: &Reading) {
        let Reading { weight, division, .. } = reading;
        let (points, weight) = (&division.points, *weight);
        if self.reasons.is_empty() {
            self.reasons = vec![Mass::default(); points.len()];
            self.motivations = vec![Count::default(); points.len()];
            self.ticked = vec![Count::default(); points.len() * frame.values];
            if frame.shuffled {
                self.places = vec![Moments::default(); points.len()];
                self.shown_first = self.places.clone();
                self.shown_last = self.places.clone();
            }
        }
        for (scenario, points) in points.iter().enumerate() {
            if *points == 0 {
                continue;
            }
            self.numbers.add(weight);
            for (times, count) in [(5, &mut self.fives), (10, &mut self.tens)] {
                if points % (times * frame.step) == 0 {
                    count.add(weight);
                }
            }
            let reasons = division.reasons[scenario];
            if reasons.count() == 0 {
                continue;
            }
            self.reasons[scenario].add(weight);
            for value in (0..frame.values).filter(|value| reasons.has(*value)) {
                self.ticked[scenario * frame.values + value].add(weight);
                self.ticks.add(weight);
                if frame.unserved[scenario] >> value & 1 == 1 {
                    self.astray.add(weight);
                }
            }
        }
        let (least, most) = (points.iter().min(), points.iter().max());
        if let (Some(least), Some(most)) = (least, most)
            && most - least <= frame.step * i64::from(frame.total % (points.len() as i64 * frame.step) != 0)
        {
            self.equal.add(weight);
        }
        let document = response.document();
        let first = document.at("first");
        let mut moved = 0;
        for (id, place) in &frame.scenario_ids.0 {
            moved += (points[*place] - member(first, *place, id).as_whole().unwrap_or(0)).abs();
        }
        // Both add up to the total, so what was taken was given.
        self.moved.add(moved / 2, weight);
        if moved > 0 {
            self.changed.add(weight);
        }
        if frame.shuffled {
            let order = document.list("order");
            for (place, id) in order.iter().enumerate() {
                let Some(scenario) = id.as_text().and_then(|id| frame.scenario_ids.place(id)) else {
                    continue;
                };
                self.places[place].add(points[scenario], weight);
                if place == 0 {
                    self.shown_first[scenario].add(points[scenario], weight);
                } else if place + 1 == order.len() {
                    self.shown_last[scenario].add(points[scenario], weight);
                }
            }
        }
        for (id, _) in document.at("motivations").members() {
            if let Some(scenario) = frame.scenario_ids.place(id) {
                self.motivations[scenario].add(weight);
            }
        }
        if response.idea().is_some() {
            self.ideas.add(weight);
        }
    }

    fn merge(&mut self, other: &Whole) {
        for (counts, others) in
            [(&mut self.ticked, &other.ticked), (&mut self.motivations, &other.motivations)]
        {
            merge_all(counts, others, Count::merge);
        }
        for (count, others) in [
            (&mut self.ticks, &other.ticks),
            (&mut self.astray, &other.astray),
            (&mut self.equal, &other.equal),
            (&mut self.changed, &other.changed),
            (&mut self.numbers, &other.numbers),
            (&mut self.fives, &other.fives),
            (&mut self.tens, &other.tens),
            (&mut self.ideas, &other.ideas),
        ] {
            count.merge(others);
        }
        merge_all(&mut self.reasons, &other.reasons, |mass, other| mass.merge(*other));
        self.moved.merge(&other.moved);
        for (moments, others) in [
            (&mut self.places, &other.places),
            (&mut self.shown_first, &other.shown_first),
            (&mut self.shown_last, &other.shown_last),
        ] {
            merge_all(moments, others, Moments::merge);
        }
    }
}

impl Mass {
    fn add(&mut self, weight: Weight) {
        self.people += 1;
        self.weight += weight.0;
        self.square += u128::from(weight.square());
    }

    pub(super) fn count(self) -> Count {
        Count { people: self.people, weight: self.weight }
    }

    pub(super) fn merge(&mut self, other: Mass) {
        self.people += other.people;
        self.weight += other.weight;
        self.square += other.square;
    }
}

impl Count {
    fn add(&mut self, weight: Weight) {
        self.people += 1;
        self.weight += weight.0;
    }

    fn merge(&mut self, other: &Count) {
        self.people += other.people;
        self.weight += other.weight;
    }
}

impl Moments {
    fn add(&mut self, number: i64, weight: Weight) {
        let mut mass = Mass::default();
        mass.add(weight);
        self.add_mass(number, mass);
    }

    /// Adds people who all have this number, which is below 2^30 but for its sign.
    fn add_mass(&mut self, number: i64, mass: Mass) {
        self.mass.merge(mass);
        let (once, twice) = (i128::from(number), i128::from(number * number));
        let (weight, square) = (i128::from(mass.weight), mass.square as i128);
        self.sum += weight * once;
        self.squares += weight * twice;
        self.weighted_sum += square * once;
        self.weighted_squares += square * twice;
    }

    fn merge(&mut self, other: &Moments) {
        self.mass.merge(other.mass);
        self.sum += other.sum;
        self.squares += other.squares;
        self.weighted_sum += other.weighted_sum;
        self.weighted_squares += other.weighted_squares;
    }
}

impl Distribution {
    /// The moments of the points.
    pub(super) fn moments(&self) -> Moments {
        let mut moments = Moments::default();
        for (points, mass) in &self.0 {
            moments.add_mass(*points, *mass);
        }
        moments
    }

    /// Who gave nothing.
    pub(super) fn zeros(&self) -> Count {
        self.0.get(&0).map_or(Count::default(), |mass| mass.count())
    }

    fn merge(&mut self, other: &Distribution) {
        for (points, mass) in &other.0 {
            self.0.entry(*points).or_default().merge(*mass);
        }
    }
}

impl Pair {
    fn merge(&mut self, other: &Pair) {
        self.product += other.product;
        self.weighted_product += other.weighted_product;
        self.more.merge(&other.more);
        self.less.merge(&other.less);
    }

    /// The moments of the first less the second, from those of the two.
    pub(super) fn difference(&self, first: &Moments, second: &Moments) -> Moments {
        Moments {
            mass: first.mass,
            sum: first.sum - second.sum,
            squares: first.squares + second.squares - 2 * self.product,
            weighted_sum: first.weighted_sum - second.weighted_sum,
            weighted_squares: first.weighted_squares + second.weighted_squares - 2 * self.weighted_product,
        }
    }
}

fn add_each(moments: &mut [Moments], numbers: &[i64], weight: Weight) {
    for (moments, number) in moments.iter_mut().zip(numbers) {
        moments.add(*number, weight);
    }
}

/// Adds each to its own; what has none yet, as it is.
fn merge_all<T: Clone>(all: &mut Vec<T>, others: &[T], merge: fn(&mut T, &T)) {
    if all.is_empty() {
        all.extend_from_slice(others);
        return;
    }
    for (one, other) in all.iter_mut().zip(others) {
        merge(one, other);
    }
}

/// The member of an object, which mostly stands in its place among the scenarios.
fn member<'j>(object: &'j Json, place: usize, name: &str) -> &'j Json {
    match object.members().get(place) {
        Some((key, value)) if key == name => value,
        _ => object.at(name),
    }
}

/// A fraction between −1 and 1 in units of [`FINE`], rounded. Its parts have up to 2^97, so that it goes in steps of
/// five digits.
fn fine(number: Fraction) -> i64 {
    let (mut rest, by) = (number.numerator().abs(), number.denominator());
    let mut whole = 0;
    for _ in 0..3 {
        rest *= 100_000;
        whole = whole * 100_000 + rest / by;
        rest %= by;
    }
    whole += i128::from(2 * rest >= by);
    (if number.numerator() < 0 { -whole } else { whole }) as i64
}

/// The quotient, rounded, halves away from 0.
fn rounded(number: i128, by: i128) -> i64 {
    ((2 * number + if number < 0 { -by } else { by }) / (2 * by)) as i64
}
