//! The value profile, method `emphasis/1`: what a division emphasises, compared with an equal one.
//!
//! The method is after Siebert et al. (HHAI 2022, doi 10.3233/FAIA220193) and Liscio et al. (JAIR, arXiv
//! 2402.16751), made relative to a neutral division so that a value that is relevant everywhere does not
//! come first for everyone. All arithmetic is in whole numbers over one denominator, so ranks, ties and the
//! margin are the same on every machine; floats appear only when a profile is drawn or read out.

use crate::digits::{divide, push_digits};
use crate::json::Json;
use crate::survey::{MAX_POINTS, Survey, in_group};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// What the sum of the relevance of a scenario (3 for each of 16 values at most) times the size of its group
/// divides: lcm(1…48) · lcm(1…8).
const PART: i128 = 442_720_643_463_713_815_200 * 840;

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
    pub(crate) points: Vec<i64>,
    pub(crate) reasons: Vec<Reasons>,
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
    sums: Vec<i64>,
    /// The common denominator U of all A, b, 1/V and 1/|S|: for each group of scenarios one [`PART`].
    unit: i128,
    /// b\[v\] · U for each value v.
    neutral: Vec<i128>,
}

/// What a division emphasises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// U · T; shares and emphases are over this.
    over: i128,
    pub(crate) shares: Vec<i128>,
    pub(crate) emphases: Vec<i128>,
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
        for points in &points {
            if !(0..=MAX_POINTS).contains(points) {
                return None;
            }
        }
        reasons.truncate(points.len());
        while reasons.len() < points.len() {
            reasons.push(Reasons::none());
        }
        Some(Division { points, reasons })
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
        let mut total = 0;
        for points in &self.points {
            total += points;
        }
        total
    }

    /// The points of a scenario; 0 for one that is not there.
    fn of(&self, scenario: usize) -> i64 {
        if scenario < self.points.len() { self.points[scenario] } else { 0 }
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
    /// Within the limits of a survey U is at most 300 · [`PART`] < 2^87 and T at most 300 · 10^9 < 2^39, so every
    /// sum below stays under 2^127.
    pub(crate) fn of(scenarios: &[Json], values: usize, grades: &[u8]) -> Table {
        let mut table =
            Table { values, grades: grades.to_vec(), neutral: vec![0; values], ..Table::default() };
        for (at, scenario) in scenarios.iter().enumerate() {
            if in_group(&scenarios[..at], scenario) == 0 {
                table.unit += PART;
            }
            let size = in_group(scenarios, scenario).max(1);
            let mut sum = 0;
            for value in 0..values {
                sum += i64::from(grades[at * values + value]);
            }
            table.sums.push(sum);
            let per_grade = divide(PART, i128::from(sum) * size as i128).0;
            for value in 0..values {
                add(&mut table.neutral[value], grades[at * values + value].into(), per_grade);
            }
        }
        table
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
        let (shares, emphases) = (vec![0; self.values], vec![0; self.values]);
        let mut profile = Profile { over: 0, shares, emphases, margin: None, status: Status::Ok };
        let even = divide(self.unit, self.values as i128).0;
        let mut total = 0;
        // P[v][i] − ρ[v][i], over U, scenario by scenario.
        let mut gains = Vec::new();
        for scenario in 0..self.sums.len() {
            let points = division.of(scenario);
            total += points;
            // Only the reasons for a scenario that has points count.
            let reasons = if points > 0 { self.known(division.reasons[scenario]) } else { Reasons::none() };
            let ticked = reasons.count() as i64;
            let of = if ticked > 0 { ticked } else { self.sums[scenario] };
            let per = divide(self.unit, of.into()).0;
            for value in 0..self.values {
                // The grades stand in the order in which these are found.
                let (mut part, mut gain) = (i64::from(self.grades[gains.len()]), -self.neutral[value]);
                if ticked > 0 {
                    (part, gain) = (reasons.has(value).into(), -even);
                }
                add(&mut gain, part, per);
                add(&mut profile.shares[value], points * part, per);
                add(&mut profile.emphases[value], points, gain);
                gains.push(gain);
            }
        }
        add(&mut profile.over, total, self.unit);
        if total > 0 {
            profile.margin = self.margin(division, &gains, &profile.emphases);
        }
        let twice_strength = profile.twice_strength();
        if twice_strength == 0 {
            profile.status = Status::None;
        } else if twice_strength < divide(profile.over + 9, 10).0 {
            // s < 1/20, that is ½ Σ|e| · 20 < 1.
            profile.status = Status::Weak;
        }
        profile
    }

    /// How much of a scenario goes to a value, as a fraction of small numbers: by the resident's reasons if
    /// there are any, else by the table.
    pub fn part(&self, scenario: usize, value: usize, reasons: Reasons) -> (usize, usize) {
        let reasons = self.known(reasons);
        if reasons.count() > 0 {
            (usize::from(reasons.has(value)), reasons.count())
        } else {
            (self.grades[scenario * self.values + value].into(), self.sums[scenario] as usize)
        }
    }

    /// The reasons that are values of this table.
    fn known(&self, reasons: Reasons) -> Reasons {
        Reasons(reasons.0 & (u16::MAX >> (16 - self.values)))
    }

    /// The fewest points that must move before the first value no longer leads alone.
    fn margin(&self, division: &Division, gains: &[i128], emphases: &[i128]) -> Option<i64> {
        let mut leader = 0;
        for (value, emphasis) in emphases.iter().enumerate() {
            if *emphasis > emphases[leader] {
                leader = value;
            }
        }
        let mut margin = None;
        for (rival, emphasis) in emphases.iter().enumerate() {
            if rival != leader
                && let Some(points) =
                    self.distance(division, gains, leader, rival, emphases[leader] - emphasis)
                && margin.is_none_or(|margin| points < margin)
            {
                margin = Some(points);
            }
        }
        margin
    }

    /// How many points must move before the rival is level: always from the scenario that favours the leader
    /// most to the one that favours it least. `None` when no division brings them level.
    fn distance(
        &self,
        division: &Division,
        gains: &[i128],
        leader: usize,
        rival: usize,
        mut gap: i128,
    ) -> Option<i64> {
        let mut leads = Vec::new();
        let mut least = i128::MAX;
        for scenario in 0..self.sums.len() {
            let row = scenario * self.values;
            let lead = gains[row + leader] - gains[row + rival];
            leads.push(lead);
            least = least.min(lead);
        }
        let mut moved = 0;
        while gap > 0 {
            // Few scenarios have points and few of those are needed: choosing beats sorting.
            let (mut source, mut most) = (0, least);
            for (scenario, lead) in leads.iter().enumerate() {
                if *lead > most && division.of(scenario) > 0 {
                    (source, most) = (scenario, *lead);
                }
            }
            let closes = most - least;
            if closes == 0 {
                return None;
            }
            // All its points, or as many as close the gap.
            let points = division.of(source).min(divide(gap + closes - 1, closes).0 as i64);
            add(&mut gap, -points, closes);
            moved += points;
            leads[source] = least;
        }
        Some(moved)
    }

    /// Whether every scenario serves this value equally.
    pub(crate) fn same_everywhere(&self, value: usize) -> bool {
        for scenario in 1..self.sums.len() {
            if !self.alike(0, scenario, value) {
                return false;
            }
        }
        true
    }

    /// Whether two scenarios serve the values alike.
    pub(crate) fn same_scenarios(&self, a: usize, b: usize) -> bool {
        for value in 0..self.values {
            if !self.alike(a, b, value) {
                return false;
            }
        }
        true
    }

    /// Whether two scenarios serve a value alike.
    fn alike(&self, a: usize, b: usize, value: usize) -> bool {
        let grade = |scenario: usize| i64::from(self.grades[scenario * self.values + value]);
        grade(a) * self.sums[b] == grade(b) * self.sums[a]
    }

    /// Whether every scenario serves one value at least as much as another.
    pub(crate) fn above(&self, value: usize, other: usize) -> bool {
        for scenario in 0..self.sums.len() {
            let row = scenario * self.values;
            if self.grades[row + value] < self.grades[row + other] {
                return false;
            }
        }
        true
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
        let mut rank = 1;
        for emphasis in &self.emphases {
            rank += usize::from(*emphasis > self.emphases[value]);
        }
        rank
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.emphases.len()
    }

    /// Never: a survey has at least two values.
    pub fn is_empty(&self) -> bool {
        self.emphases.is_empty()
    }

    /// How far the division is from the neutral one: s, 0 to just under 1.
    pub fn strength(&self) -> Fraction {
        // The emphases sum to 0, so the absolute ones to an even number.
        Fraction::new(self.twice_strength() >> 1, self.over)
    }

    /// 2s, over U · T.
    fn twice_strength(&self) -> i128 {
        let mut sum = 0;
        for emphasis in &self.emphases {
            sum += emphasis.abs();
        }
        sum
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

    /// The size of a share or an emphasis in thousandths, times two, for drawing only: so whoever rounds knows
    /// whether to go up. Exact but for the last of more than 112 bits.
    pub(crate) fn drawn(&self, number: i128) -> i64 {
        let (mut number, mut over) = (number.abs(), self.over.max(1));
        while over >> 112 > 0 {
            (number, over) = (number >> 1, over >> 1);
        }
        divide(number * 2000, over).0 as i64
    }

    /// `{ method, status, strength, margin, values: [{ id, share, emphasis, rank, exact }], exact }`.
    pub fn to_json(&self, survey: &Survey) -> Json {
        let mut values = Vec::new();
        for (at, value) in survey.values().enumerate() {
            let (mut own, mut exact) = (Json::empty(), Json::empty());
            own.put_text("id", value.id());
            self.put("share", self.shares[at], &mut own, &mut exact);
            self.put("emphasis", self.emphases[at], &mut own, &mut exact);
            own.put_whole("rank", self.rank(at) as i64);
            own.put("exact", exact);
            values.push(own);
        }
        let (mut profile, mut exact) = (Json::empty(), Json::empty());
        profile.put_text("method", METHOD);
        profile.put_text("status", self.status.name());
        self.put("strength", self.twice_strength() >> 1, &mut profile, &mut exact);
        profile.put("margin", self.margin.map_or(Json::Null, Json::whole));
        profile.put("values", Json::List(values));
        profile.put("exact", exact);
        profile
    }

    /// Adds a number under a name: as a double to what is read, and as it is to what is compared.
    fn put(&self, name: &str, number: i128, read: &mut Json, exact: &mut Json) {
        let number = Fraction::new(number, self.over);
        read.put(name, Json::Number(number.as_f64()));
        exact.put_text(name, &number.to_text());
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
        let size = divide(numerator.abs(), by).0;
        Fraction {
            numerator: if numerator < 0 { -size } else { size },
            denominator: divide(denominator, by).0.max(1),
        }
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
        double(self.numerator) / double(self.denominator)
    }

    /// `n/d`
    fn to_text(self) -> String {
        let mut text = String::new();
        push_digits(&mut text, self.numerator);
        text.push_str("/");
        push_digits(&mut text, self.denominator);
        text
    }
}

impl core::fmt::Display for Fraction {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// Adds so many times a number. (A call is less than what 128 bits take in place.)
#[inline(never)]
fn add(to: &mut i128, times: i64, number: i128) {
    *to += i128::from(times) * number;
}

/// The double nearest to a number, as `as` gives it.
fn double(number: i128) -> f64 {
    let mut unit = if number < 0 { -1.0 } else { 1.0 };
    let mut rest = number.unsigned_abs();
    while rest > u64::MAX.into() {
        // A bit that falls off still tells a number from one halfway.
        rest = rest >> 1 | rest & 1;
        unit *= 2.0;
    }
    rest as u64 as f64 * unit
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, divide(a, b).1);
    }
    a
}
