//! Dividing the points: every move a resident can make, what it changed, and why something did not change.
//!
//! A move changes only the scenarios it names and never less than it was asked: it is done whole or refused
//! with a reason. Dividing too much is a state to be seen and mended, not an error; so is being under a
//! minimum, which every scenario is at the start. A step, a maximum and a lock are refusals.

use crate::survey::{MAX_POINTS, Survey};
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

/// The points of a resident, with the way back.
///
/// ```
/// # let survey = mienskip::Survey::from_json(r#"{ "format": "mienskip-survey/1", "id": "s", "version": "1",
/// #   "languages": ["en"], "title": "t", "question": "q", "points": { "total": 100 },
/// #   "scenarios": [{ "id": "a", "title": "a" }, { "id": "b", "title": "b" }, { "id": "c", "title": "c" }],
/// #   "values": [{ "id": "x", "title": "x" }, { "id": "y", "title": "y" }],
/// #   "relevance": { "a": { "x": 1 }, "b": { "y": 1 }, "c": { "y": 1 } } }"#)?;
/// use mienskip::{Allocation, Change};
///
/// let mut division = Allocation::new(&survey);
/// let outcome = division.set(0, 45);
/// assert_eq!(outcome.changes, [Change { scenario: 0, from: 0, to: 45 }]);
/// assert_eq!(division.left(), 55);
///
/// division.spread(&[]);                      // 55 over three: 19, 18, 18
/// assert_eq!(division.points(), [64, 18, 18]);
///
/// division.add(1, 5);                        // too many: a state, and it says so
/// assert_eq!(division.left(), -5);
/// division.undo();
/// assert!(division.is_complete());
/// # Ok::<(), mienskip::Problems>(())
/// ```
#[derive(Clone, Debug)]
pub struct Allocation {
    total: i64,
    step: i64,
    bounds: Vec<(i64, Option<i64>)>,
    points: Vec<i64>,
    locked: Vec<bool>,
    past: Vec<Entry>,
    future: Vec<Entry>,
}

/// What a move did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The scenarios whose points changed, in the order of the survey.
    pub changes: Vec<Change>,
    /// What was asked and not done, with the reason.
    pub refusals: Vec<Refusal>,
}

/// One scenario's points before and after a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The place of the scenario.
    pub scenario: usize,
    /// Its points before.
    pub from: i64,
    /// Its points now.
    pub to: i64,
}

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The place of the scenario it is about, if it is about one.
    pub scenario: Option<usize>,
    /// The reason.
    pub reason: Reason,
}

/// The reasons for which a move is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// There is no scenario at this place.
    NoSuchScenario,
    /// The scenario is locked.
    Locked,
    /// A scenario cannot have fewer than 0 points.
    BelowZero,
    /// A scenario can have at most so many points.
    AboveMax(i64),
    /// Points go in steps of this many.
    OffStep(i64),
    /// The points are divided already, so there is no rest to give.
    NothingLeft,
    /// The rest does not fit in the scenarios that may take it.
    NoRoom,
    /// There is no earlier move.
    NothingToUndo,
    /// There is no move to do again.
    NothingToRedo,
}

/// One move, as it is undone and done again.
#[derive(Clone, Debug)]
enum Entry {
    Points(Vec<Change>),
    Lock(usize),
}

impl Allocation {
    /// A fresh division: no points given, nothing locked.
    pub fn new(survey: &Survey) -> Allocation {
        Allocation {
            total: survey.points().total,
            step: survey.points().step,
            bounds: survey.scenarios().map(|scenario| (scenario.min(), scenario.max())).collect(),
            points: vec![0; survey.scenarios().len()],
            locked: vec![false; survey.scenarios().len()],
            past: Vec::new(),
            future: Vec::new(),
        }
    }

    /// The points of each scenario, each 0 to 1,000,000,000.
    pub fn points(&self) -> &[i64] {
        &self.points
    }

    /// The points left to divide; negative when there are too many.
    pub fn left(&self) -> i64 {
        self.total - self.points.iter().sum::<i64>()
    }

    /// Whether the scenario at this place is locked.
    pub fn is_locked(&self, scenario: usize) -> bool {
        self.locked.get(scenario).copied().unwrap_or(false)
    }

    /// The scenarios that have fewer points than they need, with how many they need.
    pub fn below_min(&self) -> impl Iterator<Item = (usize, i64)> {
        let both = self.points.iter().zip(&self.bounds).enumerate();
        both.filter(|(_, (points, (min, _)))| *points < min).map(|(at, (_, (min, _)))| (at, *min))
    }

    /// Whether this is a valid division: all points given, no scenario under its minimum.
    pub fn is_complete(&self) -> bool {
        self.left() == 0 && self.below_min().next().is_none()
    }

    /// Whether there is a move to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is an undone move to do again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Gives a scenario exactly so many points.
    ///
    /// Refused: [`Reason::Locked`], [`Reason::BelowZero`], [`Reason::AboveMax`], [`Reason::OffStep`].
    pub fn set(&mut self, scenario: usize, points: i64) -> Outcome {
        match self.check(scenario, points) {
            Ok(from) => self.make(vec![Change { scenario, from, to: points }]),
            Err(reason) => Outcome::refused(Some(scenario), reason),
        }
    }

    /// Gives a scenario so many points more; refused as [`Allocation::set`].
    pub fn add(&mut self, scenario: usize, points: i64) -> Outcome {
        let now = self.points.get(scenario).copied().unwrap_or(0);
        self.set(scenario, now.saturating_add(points))
    }

    /// Takes so many points from a scenario; refused as [`Allocation::set`].
    pub fn take(&mut self, scenario: usize, points: i64) -> Outcome {
        self.add(scenario, points.saturating_neg())
    }

    /// Gives all points that are left to one scenario.
    ///
    /// Refused as [`Allocation::set`], and with [`Reason::NothingLeft`].
    pub fn fill(&mut self, scenario: usize) -> Outcome {
        let left = self.left();
        if scenario < self.points.len() && left <= 0 {
            return Outcome::refused(Some(scenario), Reason::NothingLeft);
        }
        self.add(scenario, left)
    }

    /// Spreads the points that are left evenly over these scenarios, or over all when none is named.
    ///
    /// Each gets the same number of whole steps as far as its maximum allows; what cannot be split evenly
    /// goes one step each to the first of them (largest remainder, ties in the order of the survey). Locked
    /// scenarios take no part: silently when none is named, as a refusal when they are.
    ///
    /// Refused: [`Reason::NothingLeft`], [`Reason::NoRoom`].
    pub fn spread(&mut self, scenarios: &[usize]) -> Outcome {
        let mut outcome = Outcome::default();
        let mut takes = vec![false; self.points.len()];
        for scenario in
            if scenarios.is_empty() { (0..self.points.len()).collect() } else { scenarios.to_vec() }
        {
            if scenario >= self.points.len() {
                outcome.refuse(Some(scenario), Reason::NoSuchScenario);
            } else if !self.locked[scenario] {
                takes[scenario] = true;
            } else if !scenarios.is_empty() {
                outcome.refuse(Some(scenario), Reason::Locked);
            }
        }
        let left = self.left();
        if left <= 0 {
            outcome.refuse(None, Reason::NothingLeft);
            return outcome;
        }
        let Some(gifts) = self.even(left / self.step, &takes) else {
            outcome.refuse(None, Reason::NoRoom);
            return outcome;
        };
        let given = gifts.iter().enumerate().filter(|(_, steps)| **steps > 0);
        let changes = given.map(|(scenario, steps)| {
            let from = self.points[scenario];
            Change { scenario, from, to: from + steps * self.step }
        });
        outcome.changes = self.make(changes.collect()).changes;
        outcome
    }

    /// Locks a scenario: no move changes it until it is unlocked. Locking twice changes nothing.
    pub fn lock(&mut self, scenario: usize) -> Outcome {
        self.set_lock(scenario, true)
    }

    /// Unlocks a scenario.
    pub fn unlock(&mut self, scenario: usize) -> Outcome {
        self.set_lock(scenario, false)
    }

    /// Takes all points back, except from locked scenarios, which it names as refusals.
    pub fn clear(&mut self) -> Outcome {
        let mut outcome = Outcome::default();
        let mut changes = Vec::new();
        for (scenario, from) in self.points.iter().copied().enumerate().filter(|(_, points)| *points > 0) {
            if self.locked[scenario] {
                outcome.refuse(Some(scenario), Reason::Locked);
            } else {
                changes.push(Change { scenario, from, to: 0 });
            }
        }
        outcome.changes = self.make(changes).changes;
        outcome
    }

    /// Takes the last move back, also a lock.
    ///
    /// Refused: [`Reason::NothingToUndo`].
    pub fn undo(&mut self) -> Outcome {
        let Some(entry) = self.past.pop() else { return Outcome::refused(None, Reason::NothingToUndo) };
        let (outcome, again) = self.reverse(entry);
        self.future.push(again);
        outcome
    }

    /// Does the last undone move again.
    ///
    /// Refused: [`Reason::NothingToRedo`].
    pub fn redo(&mut self) -> Outcome {
        let Some(entry) = self.future.pop() else { return Outcome::refused(None, Reason::NothingToRedo) };
        let (outcome, back) = self.reverse(entry);
        self.past.push(back);
        outcome
    }

    /// Whether a scenario may have these points; its points now if so.
    fn check(&self, scenario: usize, points: i64) -> Result<i64, Reason> {
        let (Some(now), Some((_, max))) = (self.points.get(scenario), self.bounds.get(scenario)) else {
            return Err(Reason::NoSuchScenario);
        };
        let max = max.unwrap_or(MAX_POINTS);
        if self.locked[scenario] {
            Err(Reason::Locked)
        } else if points < 0 {
            Err(Reason::BelowZero)
        } else if points > max {
            Err(Reason::AboveMax(max))
        } else if points % self.step != 0 {
            Err(Reason::OffStep(self.step))
        } else {
            Ok(*now)
        }
    }

    /// Makes the changes that are any, and remembers them as one move.
    fn make(&mut self, mut changes: Vec<Change>) -> Outcome {
        changes.retain(|change| change.from != change.to);
        if !changes.is_empty() {
            for change in &changes {
                self.points[change.scenario] = change.to;
            }
            self.past.push(Entry::Points(changes.clone()));
            self.future.clear();
        }
        Outcome { changes, refusals: Vec::new() }
    }

    fn set_lock(&mut self, scenario: usize, locked: bool) -> Outcome {
        match self.locked.get_mut(scenario) {
            None => return Outcome::refused(Some(scenario), Reason::NoSuchScenario),
            Some(now) if *now != locked => {
                *now = locked;
                self.past.push(Entry::Lock(scenario));
                self.future.clear();
            }
            Some(_) => {}
        }
        Outcome::default()
    }

    /// Takes a move back, and gives the move that does it again.
    fn reverse(&mut self, entry: Entry) -> (Outcome, Entry) {
        match entry {
            Entry::Lock(scenario) => {
                self.locked[scenario] = !self.locked[scenario];
                (Outcome::default(), Entry::Lock(scenario))
            }
            Entry::Points(changes) => {
                let turn =
                    |change: &Change| Change { scenario: change.scenario, from: change.to, to: change.from };
                let changes: Vec<Change> = changes.iter().map(turn).collect();
                for change in &changes {
                    self.points[change.scenario] = change.to;
                }
                (Outcome { changes: changes.clone(), refusals: Vec::new() }, Entry::Points(changes))
            }
        }
    }

    /// Divides steps evenly over the scenarios that take part, up to their maxima: how many each gets.
    fn even(&self, mut steps: i64, takes: &[bool]) -> Option<Vec<i64>> {
        let room = |scenario: usize| {
            let max = self.bounds[scenario].1.unwrap_or(MAX_POINTS);
            if takes[scenario] { (max - self.points[scenario]) / self.step } else { 0 }
        };
        let room: Vec<i64> = (0..takes.len()).map(room).collect();
        let mut gifts = vec![0; room.len()];
        let mut open = takes.to_vec();
        while steps > 0 {
            let each = steps.checked_div(open.iter().filter(|open| **open).count() as i64)?;
            // First those that cannot take an even part: they get what they have room for.
            if let Some(full) = (0..open.len()).find(|at| open[*at] && room[*at] <= each) {
                open[full] = false;
                gifts[full] = room[full];
                steps -= room[full];
                continue;
            }
            let mut over = steps % open.iter().filter(|open| **open).count() as i64;
            for (gift, _) in gifts.iter_mut().zip(&open).filter(|(_, open)| **open) {
                *gift = each + i64::from(over > 0);
                over -= i64::from(over > 0);
            }
            break;
        }
        Some(gifts)
    }
}

impl Outcome {
    fn refused(scenario: Option<usize>, reason: Reason) -> Outcome {
        Outcome { changes: Vec::new(), refusals: vec![Refusal { scenario, reason }] }
    }

    fn refuse(&mut self, scenario: Option<usize>, reason: Reason) {
        self.refusals.push(Refusal { scenario, reason });
    }
}

impl Reason {
    /// All of them, for documentation and translation; the numbers stand for any.
    pub const ALL: [Reason; 9] = [
        Reason::NoSuchScenario,
        Reason::Locked,
        Reason::BelowZero,
        Reason::AboveMax(0),
        Reason::OffStep(1),
        Reason::NothingLeft,
        Reason::NoRoom,
        Reason::NothingToUndo,
        Reason::NothingToRedo,
    ];

    /// The stable kebab-case name.
    pub fn name(self) -> &'static str {
        match self {
            Reason::NoSuchScenario => "no-such-scenario",
            Reason::Locked => "locked",
            Reason::BelowZero => "below-zero",
            Reason::AboveMax(_) => "above-max",
            Reason::OffStep(_) => "off-step",
            Reason::NothingLeft => "nothing-left",
            Reason::NoRoom => "no-room",
            Reason::NothingToUndo => "nothing-to-undo",
            Reason::NothingToRedo => "nothing-to-redo",
        }
    }

    /// What is the matter and what can be done, in an English sentence for developers.
    pub fn message(self) -> String {
        let about = self.about().unwrap_or(0).to_string();
        self.template().replace("{}", &about)
    }

    /// The sentence, with `{}` for the number it is about.
    pub fn template(self) -> &'static str {
        match self {
            Reason::NoSuchScenario => "The survey has no such scenario.",
            Reason::Locked => "The scenario is locked. Unlock it first.",
            Reason::BelowZero => "A scenario cannot have fewer than 0 points.",
            Reason::AboveMax(_) => "The scenario can have at most {} points.",
            Reason::OffStep(_) => "Points go in steps of {}.",
            Reason::NothingLeft => "No points are left to give. Take some back first.",
            Reason::NoRoom => "The scenarios cannot take all the points that are left.",
            Reason::NothingToUndo => "There is no move to undo.",
            Reason::NothingToRedo => "There is no undone move to do again.",
        }
    }

    /// The number a reason is about.
    pub(crate) fn about(self) -> Option<i64> {
        match self {
            Reason::AboveMax(number) | Reason::OffStep(number) => Some(number),
            _ => None,
        }
    }
}
