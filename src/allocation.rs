//! Dividing the points: every move a resident can make, what it changed, and why something did not change.
//!
//! A move changes only the scenarios it names and never less than it was asked: it is done whole or refused
//! with a reason. Dividing too much is a state to be seen and mended, not an error; so is being under a
//! minimum, which every scenario is at the start. A step, a maximum and a lock are refusals.

use crate::survey::{MAX_POINTS, Points, Survey};
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
    minima: Vec<i64>,
    maxima: Vec<i64>,
    points: Vec<i64>,
    locked: Vec<bool>,
    /// Every division there was, one after the other: for each scenario twice its points, and 1 if it is locked.
    history: Vec<i64>,
    /// Where in it the one now begins; those after it are undone.
    now: usize,
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

impl Allocation {
    /// A fresh division: no points given, nothing locked.
    pub fn new(survey: &Survey) -> Allocation {
        let (mut minima, mut maxima) = (Vec::new(), Vec::new());
        for scenario in survey.scenarios() {
            minima.push(scenario.min());
            maxima.push(scenario.max().unwrap_or(MAX_POINTS));
        }
        let (Points { total, step, .. }, count) = (survey.points(), minima.len());
        let (points, locked, history) = (vec![0; count], vec![false; count], vec![0; count]);
        Allocation { total, step, minima, maxima, points, locked, history, now: 0 }
    }

    /// The points of each scenario, each 0 to 1,000,000,000.
    pub fn points(&self) -> &[i64] {
        &self.points
    }

    /// The points left to divide; negative when there are too many.
    pub fn left(&self) -> i64 {
        let mut left = self.total;
        for points in &self.points {
            left -= points;
        }
        left
    }

    /// Whether the scenario at this place is locked.
    pub fn is_locked(&self, scenario: usize) -> bool {
        scenario < self.locked.len() && self.locked[scenario]
    }

    /// The scenarios that have fewer points than they need, with how many they need.
    pub fn below_min(&self) -> impl Iterator<Item = (usize, i64)> {
        let both = self.points.iter().zip(&self.minima).enumerate();
        both.filter(|(_, (points, min))| points < min).map(|(at, (_, min))| (at, *min))
    }

    /// Whether this is a valid division: all points given, no scenario under its minimum.
    pub fn is_complete(&self) -> bool {
        let mut complete = self.left() == 0;
        for (scenario, points) in self.points.iter().enumerate() {
            complete &= *points >= self.minima[scenario];
        }
        complete
    }

    /// Whether there is a move to undo.
    pub fn can_undo(&self) -> bool {
        self.now > 0
    }

    /// Whether there is an undone move to do again.
    pub fn can_redo(&self) -> bool {
        self.now + self.points.len() < self.history.len()
    }

    /// Gives a scenario exactly so many points.
    ///
    /// Refused: [`Reason::Locked`], [`Reason::BelowZero`], [`Reason::AboveMax`], [`Reason::OffStep`].
    pub fn set(&mut self, scenario: usize, points: i64) -> Outcome {
        let mut outcome = Outcome::default();
        let reason = if scenario >= self.points.len() {
            Reason::NoSuchScenario
        } else if self.locked[scenario] {
            Reason::Locked
        } else if points < 0 {
            Reason::BelowZero
        } else if points > self.maxima[scenario] {
            Reason::AboveMax(self.maxima[scenario])
        } else if !(points as u64).is_multiple_of(self.step as u64) {
            Reason::OffStep(self.step)
        } else {
            self.points[scenario] = points;
            self.keep(&mut outcome);
            return outcome;
        };
        outcome.refuse(Some(scenario), reason);
        outcome
    }

    /// Gives a scenario so many points more; refused as [`Allocation::set`].
    pub fn add(&mut self, scenario: usize, points: i64) -> Outcome {
        let now = if scenario < self.points.len() { self.points[scenario] } else { 0 };
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
            let mut outcome = Outcome::default();
            outcome.refuse(Some(scenario), Reason::NothingLeft);
            return outcome;
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
        let count = self.points.len();
        // How many steps each can take; none if it takes no part.
        let mut room = vec![0; count];
        let all = scenarios.is_empty();
        for at in 0..if all { count } else { scenarios.len() } {
            let scenario = *scenarios.get(at).unwrap_or(&at);
            if scenario >= count {
                outcome.refuse(Some(scenario), Reason::NoSuchScenario);
            } else if !self.locked[scenario] {
                room[scenario] = parts(self.maxima[scenario] - self.points[scenario], self.step);
            } else if !all {
                outcome.refuse(Some(scenario), Reason::Locked);
            }
        }
        let mut steps = parts(self.left().max(0), self.step);
        if steps == 0 {
            outcome.refuse(None, Reason::NothingLeft);
            return outcome;
        }
        // Each round gives as much to all that have room; at last, one step to the first of them.
        while steps > 0 {
            let mut open = 0;
            for room in &room {
                open += i64::from(*room > 0);
            }
            if open == 0 {
                outcome.refuse(None, Reason::NoRoom);
                // What was given already is taken back.
                self.turn_to(self.now, &mut outcome);
                return outcome;
            }
            let even = parts(steps, open).max(1);
            for (scenario, room) in room.iter_mut().enumerate() {
                let gift = even.min(*room).min(steps);
                self.points[scenario] += gift * self.step;
                *room -= gift;
                steps -= gift;
            }
        }
        self.keep(&mut outcome);
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
        for scenario in 0..self.maxima.len() {
            if !self.locked[scenario] {
                self.points[scenario] = 0;
            } else if self.points[scenario] > 0 {
                outcome.refuse(Some(scenario), Reason::Locked);
            }
        }
        self.keep(&mut outcome);
        outcome
    }

    /// Takes the last move back, also a lock.
    ///
    /// Refused: [`Reason::NothingToUndo`].
    pub fn undo(&mut self) -> Outcome {
        self.turn(self.can_undo(), self.now.wrapping_sub(self.points.len()), Reason::NothingToUndo)
    }

    /// Forgets the moves so far: the division stays as it is, with nothing to undo. For a division that was put back
    /// as it was left another time.
    pub fn settle(&mut self) {
        self.history.drain(..self.now);
        self.history.truncate(self.points.len());
        self.now = 0;
    }

    /// Does the last undone move again.
    ///
    /// Refused: [`Reason::NothingToRedo`].
    pub fn redo(&mut self) -> Outcome {
        self.turn(self.can_redo(), self.now + self.points.len(), Reason::NothingToRedo)
    }

    fn set_lock(&mut self, scenario: usize, locked: bool) -> Outcome {
        let mut outcome = Outcome::default();
        if scenario < self.points.len() {
            self.locked[scenario] = locked;
            self.keep(&mut outcome);
        } else {
            outcome.refuse(Some(scenario), Reason::NoSuchScenario);
        }
        outcome
    }

    fn turn(&mut self, can: bool, to: usize, reason: Reason) -> Outcome {
        let mut outcome = Outcome::default();
        if can {
            self.turn_to(to, &mut outcome);
        } else {
            outcome.refuse(None, reason);
        }
        outcome
    }

    /// Adds the division to the history, instead of what was undone, if it is not the one that is there now.
    fn keep(&mut self, outcome: &mut Outcome) {
        let mut next = Vec::new();
        for (scenario, points) in self.points.iter().enumerate() {
            next.push(points * 2 + i64::from(self.locked[scenario]));
        }
        let to = self.now + next.len();
        if next != self.history[self.now..to] {
            self.history.truncate(to);
            for number in &next {
                self.history.push(*number);
            }
            self.turn_to(to, outcome);
        }
    }

    /// Goes to another division of the history.
    fn turn_to(&mut self, to: usize, outcome: &mut Outcome) {
        for scenario in 0..self.points.len() {
            let (before, after) = (self.history[self.now + scenario], self.history[to + scenario]);
            let change = Change { scenario, from: before >> 1, to: after >> 1 };
            if change.from != change.to {
                outcome.changes.push(change);
            }
            self.points[scenario] = change.to;
            self.locked[scenario] = after & 1 > 0;
        }
        self.now = to;
    }
}

/// How often a number above 0 fits in one of at least 0. (Without signs it takes fewer checks.)
fn parts(number: i64, by: i64) -> i64 {
    (number as u64 / by as u64) as i64
}

impl Outcome {
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
