//! The value profile, method `emphasis/1`: what a division emphasises, compared with an equal one.
//!
//! The method is after Siebert et al. (HHAI 2022, doi 10.3233/FAIA220193) and Liscio et al. (JAIR, arXiv
//! 2402.16751), made relative to a neutral division so that a value that is relevant everywhere does not
//! come first for everyone. All arithmetic is in whole numbers over one denominator, so ranks, ties and the
//! margin are the same on every machine; floats appear only when a profile is drawn or read out.

use crate::digits::push_digits;
use crate::json::Json;
use crate::survey::{MAX_POINTS, Survey};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// The method's name, as responses carry it.
pub const METHOD: &str = "emphasis/1";

/// Points per scenario with the reasons given for them: what a profile is computed from.
///
/// ```
/// use mienskip::{Division, Reasons};
///
/// let reasons = vec![Reasons::none().with(1), Reasons::none()];
/// assert!(Division::new(vec![40, 60], reasons).is_some());
/// assert!(Division::new(vec![-1, 60], vec![]).is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Division {
    points: Vec<i64>,
    reasons: Vec<Reasons>,
}

/// The values a resident ticked as the reason for the points of one scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reasons(u16);

/// The relevance of scenarios for values (the matrix R of the method), prepared for many divisions.
#[derive(Clone, Debug, Default)]
pub struct Table {
    values: usize,
    /// R, scenario by scenario: 0 to 3.
    grades: Vec<u8>,
    /// The sum of R over the values, for each scenario: 1 to 48.
    sums: Vec<u8>,
    /// The common denominator U of all A, b, 1/V and 1/|S|.
    unit: i128,
    /// U divided by that sum, for each scenario.
    per_grade: Vec<i128>,
    /// U / k for k = 1 … V, for sets of k reasons.
    per_reason: Vec<i128>,
    /// b\[v\] · U for each value v.
    neutral: Vec<i128>,
}

/// What a division emphasises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// U · T; shares and emphases are over this.
    over: i128,
    shares: Vec<i128>,
    emphases: Vec<i128>,
    ranks: Vec<usize>,
    margin: Option<i64>,
    status: Status,
}

/// Whether a profile says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing is emphasised: no points, or as much as an equal division. Show no ranking.
    None,
    /// The strength is above 0 and below 1/20.
    Weak,
    /// The strength is at least 1/20.
    Ok,
}

/// An exact number, reduced, with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Division {
    /// Points (0 to 1,000,000,000 each) and reasons by the place of the scenario; reasons that are left out
    /// are none. `None` for points outside these bounds.
    pub fn new(points: Vec<i64>, mut reasons: Vec<Reasons>) -> Option<Division> {
        reasons.resize(points.len(), Reasons::none());
        points.iter().all(|points| (0..=MAX_POINTS).contains(points)).then_some(Division { points, reasons })
    }

    /// The points of each scenario.
    pub fn points(&self) -> &[i64] {
        &self.points
    }

    /// The reasons of each scenario, counted or not.
    pub fn reasons(&self) -> &[Reasons] {
        &self.reasons
    }

    /// The sum T of the points.
    pub fn total(&self) -> i64 {
        self.points.iter().sum()
    }

    /// The points of a scenario; 0 for one that is not there.
    fn of(&self, scenario: usize) -> i64 {
        self.points.get(scenario).copied().unwrap_or(0)
    }
}

impl Reasons {
    /// No reason given.
    pub fn none() -> Reasons {
        Reasons(0)
    }

    /// These reasons and the value at this place (0 to 15; others are ignored).
    #[must_use]
    pub fn with(self, value: usize) -> Reasons {
        Reasons(self.0 | if value < 16 { 1 << value } else { 0 })
    }

    /// These reasons less one.
    #[must_use]
    pub fn without(self, value: usize) -> Reasons {
        Reasons(self.0 & !Reasons::none().with(value).0)
    }

    /// Whether the value at this place is among them.
    pub fn has(self, value: usize) -> bool {
        self.0 & Reasons::none().with(value).0 != 0
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.0.count_ones() as usize
    }
}

impl Table {
    /// Prepares the relevance `grades`, scenario by scenario.
    ///
    /// Within the limits of a survey U is at most lcm(1…48) · 300 · 840 < 2^87 and T at most
    /// 300 · 10^9 < 2^39, so every sum below stays under 2^127.
    pub(crate) fn of(scenarios: &[Json], values: usize, grades: &[u8]) -> Table {
        let mut parts = 0;
        let mut sizes = Vec::with_capacity(scenarios.len());
        for (at, scenario) in scenarios.iter().enumerate() {
            let group = scenario.get("group");
            let same = |other: &&Json| group.is_some() && other.get("group") == group;
            sizes.push(scenarios.iter().filter(same).count().max(1) as i128);
            parts += i128::from(!scenarios[..at].iter().any(|other| same(&other)));
        }
        let sums: Vec<u8> = grades.chunks_exact(values.max(1)).map(|row| row.iter().sum()).collect();
        let unit = sums.iter().map(|sum| i128::from(*sum)).chain(1..=values as i128).fold(1, lcm)
            * parts
            * sizes.iter().copied().fold(1, lcm);
        let per_grade: Vec<i128> = sums.iter().map(|sum| unit / i128::from(*sum).max(1)).collect();
        let neutral = (0..values).map(|value| {
            let shares = per_grade.iter().zip(&sizes).enumerate();
            shares
                .map(|(i, (unit, size))| i128::from(grades[i * values + value]) * (unit / (parts * size)))
                .sum()
        });
        Table {
            values,
            neutral: neutral.collect(),
            per_reason: (1..=values as i128).map(|count| unit / count).collect(),
            grades: grades.to_vec(),
            sums,
            unit,
            per_grade,
        }
    }

    /// The profile of a division over these scenarios.
    ///
    /// ```
    /// # let survey = mienskip::Survey::from_json(r#"{ "format": "mienskip-survey/1", "id": "s", "version": "1",
    /// #   "languages": ["en"], "title": "t", "question": "q", "points": { "total": 100 },
    /// #   "scenarios": [{ "id": "a", "title": "a" }, { "id": "b", "title": "b" }, { "id": "c", "title": "c" }],
    /// #   "values": [{ "id": "x", "title": "x" }, { "id": "y", "title": "y" }, { "id": "z", "title": "z" }],
    /// #   "relevance": { "a": { "x": 1 }, "b": { "y": 1 }, "c": { "z": 1 } } }"#)?;
    /// use mienskip::Division;
    ///
    /// // Three scenarios that serve one value each.
    /// let division = Division::new(vec![50, 30, 20], vec![]).unwrap();
    /// let profile = survey.table().profile(&division);
    /// assert_eq!(profile.emphasis(0).to_string(), "1/6");
    /// assert_eq!(profile.margin(), Some(10));
    /// # Ok::<(), mienskip::Problems>(())
    /// ```
    pub fn profile(&self, division: &Division) -> Profile {
        let total: i128 = (0..self.sums.len()).map(|scenario| i128::from(division.of(scenario))).sum();
        let mut shares = vec![0; self.values];
        let mut emphases = vec![0; self.values];
        for scenario in 0..self.sums.len() {
            let points = i128::from(division.of(scenario));
            if points > 0 {
                let reasons = self.counted(division, scenario);
                for value in 0..self.values {
                    let (part, neutral) = self.part_and_neutral(scenario, value, reasons);
                    shares[value] += points * part;
                    emphases[value] += points * (part - neutral);
                }
            }
        }
        let rank = |emphasis: &i128| 1 + emphases.iter().filter(|other| *other > emphasis).count();
        let ranks: Vec<usize> = emphases.iter().map(rank).collect();
        let over = self.unit * total;
        let twice_strength: i128 = emphases.iter().map(|emphasis| emphasis.abs()).sum();
        let status = match twice_strength {
            0 => Status::None,
            // s < 1/20, that is ½ Σ|e| · 20 < 1.
            strength if strength < over / 10 + i128::from(over % 10 > 0) => Status::Weak,
            _ => Status::Ok,
        };
        let margin = if total == 0 { None } else { self.margin(division, &emphases, &ranks) };
        Profile { over, shares, emphases, ranks, margin, status }
    }

    /// How much of a scenario goes to a value, as a fraction of small numbers: by the resident's reasons if
    /// there are any, else by the table.
    pub fn part(&self, scenario: usize, value: usize, reasons: Reasons) -> (usize, usize) {
        let reasons = self.known(reasons);
        if reasons.count() > 0 {
            (usize::from(reasons.has(value)), reasons.count())
        } else {
            (self.grades[scenario * self.values + value].into(), self.sums[scenario].into())
        }
    }

    /// The reasons that are values of this table.
    fn known(&self, reasons: Reasons) -> Reasons {
        Reasons(reasons.0 & (u16::MAX >> (16 - self.values)))
    }

    /// The reasons that count: those for a scenario that has points.
    fn counted(&self, division: &Division, scenario: usize) -> Reasons {
        if division.of(scenario) > 0 { self.known(division.reasons[scenario]) } else { Reasons::none() }
    }

    /// P\[v\]\[i\] and ρ\[v\]\[i\], over U.
    fn part_and_neutral(&self, scenario: usize, value: usize, reasons: Reasons) -> (i128, i128) {
        match reasons.count() {
            0 => {
                let grade = i128::from(self.grades[scenario * self.values + value]);
                (grade * self.per_grade[scenario], self.neutral[value])
            }
            count => {
                let part = if reasons.has(value) { self.per_reason[count - 1] } else { 0 };
                (part, self.per_reason[self.values - 1])
            }
        }
    }

    /// The fewest points that must move before the first value no longer leads alone.
    fn margin(&self, division: &Division, emphases: &[i128], ranks: &[usize]) -> Option<i64> {
        let leader = ranks.iter().position(|rank| *rank == 1)?;
        if ranks.iter().filter(|rank| **rank == 1).count() > 1 {
            return Some(0);
        }
        let rivals = (0..self.values).filter(|rival| *rival != leader);
        rivals
            .filter_map(|rival| self.distance(division, leader, rival, emphases[leader] - emphases[rival]))
            .min()
    }

    /// How many points must move before the rival is level: always from the scenario that favours the leader
    /// most to the one that favours it least. `None` when no division brings them level.
    fn distance(&self, division: &Division, leader: usize, rival: usize, mut gap: i128) -> Option<i64> {
        let lead = |scenario| {
            let reasons = self.counted(division, scenario);
            let (a, b) = self.part_and_neutral(scenario, leader, reasons);
            let (c, d) = self.part_and_neutral(scenario, rival, reasons);
            (a - b) - (c - d)
        };
        let leads: Vec<i128> = (0..self.sums.len()).map(lead).collect();
        let least = leads.iter().copied().min()?;
        let mut sources: Vec<(i128, i64)> =
            leads.iter().zip(&division.points).map(|(lead, points)| (lead - least, *points)).collect();
        let mut moved = 0;
        loop {
            // Few scenarios have points and few of those are needed: choosing beats sorting.
            let (closes, points) =
                sources.iter_mut().filter(|(_, points)| *points > 0).max_by_key(|(closes, _)| *closes)?;
            if gap <= *closes * i128::from(*points) {
                return Some(moved + ((gap + *closes - 1) / *closes) as i64);
            }
            gap -= *closes * i128::from(*points);
            moved += *points;
            *points = 0;
        }
    }

    /// Whether every scenario serves this value equally.
    pub(crate) fn same_everywhere(&self, value: usize) -> bool {
        let part = |i: usize| (u32::from(self.grades[i * self.values + value]), u32::from(self.sums[i]));
        let (first, sum) = part(0);
        (1..self.sums.len()).map(part).all(|(grade, other)| grade * sum == first * other)
    }

    /// Whether two scenarios serve the values alike.
    pub(crate) fn same_scenarios(&self, a: usize, b: usize) -> bool {
        (0..self.values).all(|value| {
            u32::from(self.grades[a * self.values + value]) * u32::from(self.sums[b])
                == u32::from(self.grades[b * self.values + value]) * u32::from(self.sums[a])
        })
    }

    /// Whether every scenario serves one value at least as much as another.
    pub(crate) fn above(&self, value: usize, other: usize) -> bool {
        self.grades.chunks_exact(self.values).all(|row| row[value] >= row[other])
    }
}

impl Profile {
    /// The part of the division that goes to the value at this place: w, 0 to 1.
    pub fn share(&self, value: usize) -> Fraction {
        Fraction::new(self.shares[value], self.over)
    }

    /// How much more of the division goes to this value than a neutral one would give it: e, −1 to 1.
    pub fn emphasis(&self, value: usize) -> Fraction {
        Fraction::new(self.emphases[value], self.over)
    }

    /// The place of this value in the competition ranking by emphasis: 1 for the most.
    pub fn rank(&self, value: usize) -> usize {
        self.ranks[value]
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.ranks.len()
    }

    /// Never: a survey has at least two values.
    pub fn is_empty(&self) -> bool {
        self.ranks.is_empty()
    }

    /// How far the division is from the neutral one: s, 0 to just under 1.
    pub fn strength(&self) -> Fraction {
        let twice: i128 = self.emphases.iter().map(|emphasis| emphasis.abs()).sum();
        // The emphases sum to 0, so the absolute ones to an even number.
        Fraction::new(twice / 2, self.over)
    }

    /// The fewest points that must move between scenarios before the first value no longer leads alone; 0
    /// for a tie, `None` if no division can do it or if there are no points.
    pub fn margin(&self) -> Option<i64> {
        self.margin
    }

    /// Whether the profile says something.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The emphasis as a float, for drawing only.
    pub(crate) fn drawn(&self, value: usize) -> f64 {
        if self.over == 0 { 0.0 } else { self.emphases[value] as f64 / self.over as f64 }
    }

    /// The share as a float, for drawing only.
    pub(crate) fn drawn_share(&self, value: usize) -> f64 {
        if self.over == 0 { 0.0 } else { self.shares[value] as f64 / self.over as f64 }
    }

    /// `{ method, status, strength, margin, values: [{ id, share, emphasis, rank, exact }], exact }`.
    pub fn to_json(&self, survey: &Survey) -> Json {
        let values = survey.values().enumerate().map(|(at, value)| {
            let (share, emphasis) = (self.share(at), self.emphasis(at));
            Json::object([
                ("id", Json::text(value.id())),
                ("share", Json::Number(share.as_f64())),
                ("emphasis", Json::Number(emphasis.as_f64())),
                ("rank", Json::whole(self.ranks[at] as i64)),
                ("exact", Json::object([("share", share.to_json()), ("emphasis", emphasis.to_json())])),
            ])
        });
        Json::object([
            ("method", Json::text(METHOD)),
            ("status", Json::text(self.status.name())),
            ("strength", Json::Number(self.strength().as_f64())),
            ("margin", self.margin.map_or(Json::Null, Json::whole)),
            ("values", Json::List(values.collect())),
            ("exact", Json::object([("strength", self.strength().to_json())])),
        ])
    }
}

impl Status {
    /// `none`, `weak` or `ok`.
    pub fn name(self) -> &'static str {
        match self {
            Status::None => "none",
            Status::Weak => "weak",
            Status::Ok => "ok",
        }
    }
}

impl Fraction {
    /// Reduces; 0 over 0, the share of a division without points, is 0.
    fn new(numerator: i128, denominator: i128) -> Fraction {
        let by = gcd(numerator.abs(), denominator).max(1);
        Fraction { numerator: numerator / by, denominator: (denominator / by).max(1) }
    }

    /// The numerator; negative for a negative number.
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator, at least 1.
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// The numerator as a double divided by the denominator as a double.
    pub fn as_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// `n/d`
    fn to_text(self) -> String {
        let mut text = String::new();
        push_digits(&mut text, self.numerator);
        text.push('/');
        push_digits(&mut text, self.denominator);
        text
    }

    fn to_json(self) -> Json {
        Json::Text(self.to_text())
    }
}

impl core::fmt::Display for Fraction {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.to_text())
    }
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn lcm(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { a / gcd(a, b) * b }
}
