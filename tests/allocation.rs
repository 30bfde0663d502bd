//! The laws of dividing points, kept by any row of moves over any survey.

mod common;

use common::{Chance, Draft, cases, long};
use mienskip::{Allocation, Change, Outcome, Reason};
use proptest::collection::vec;
use proptest::prelude::*;

/// One move; a scenario may be one that is not there, a number anything.
#[derive(Clone, Debug)]
enum Move {
    Set(usize, i64),
    Add(usize, i64),
    Take(usize, i64),
    Fill(usize),
    Spread(Vec<usize>),
    Lock(usize),
    Unlock(usize),
    Clear,
    Undo,
    Redo,
}

/// What a resident can see of a division.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    points: Vec<i64>,
    locked: Vec<bool>,
}

impl Seen {
    fn of(division: &Allocation) -> Seen {
        let points = division.points().to_vec();
        let locked = (0..points.len()).map(|scenario| division.is_locked(scenario)).collect();
        Seen { points, locked }
    }
}

/// A division with what it looked like before every move, against which each further move is held.
struct Watched {
    draft: Draft,
    division: Allocation,
    past: Vec<Seen>,
    future: Vec<Seen>,
}

impl Watched {
    fn new(draft: Draft) -> Watched {
        let division = Allocation::new(&draft.survey());
        let watched = Watched { draft, division, past: Vec::new(), future: Vec::new() };
        assert!(watched.division.points().iter().all(|points| *points == 0));
        watched
    }

    fn max(&self, scenario: usize) -> i64 {
        self.draft.bounds[scenario].1.unwrap_or(1_000_000_000)
    }

    /// Makes a move and holds it against every law.
    fn make(&mut self, one: &Move) {
        let before = Seen::of(&self.division);
        let left = self.division.left();
        let outcome = match one {
            Move::Set(scenario, points) => self.division.set(*scenario, *points),
            Move::Add(scenario, points) => self.division.add(*scenario, *points),
            Move::Take(scenario, points) => self.division.take(*scenario, *points),
            Move::Fill(scenario) => self.division.fill(*scenario),
            Move::Spread(scenarios) => self.division.spread(scenarios),
            Move::Lock(scenario) => self.division.lock(*scenario),
            Move::Unlock(scenario) => self.division.unlock(*scenario),
            Move::Clear => self.division.clear(),
            Move::Undo => self.division.undo(),
            Move::Redo => self.division.redo(),
        };
        let after = Seen::of(&self.division);
        self.always(&after);
        assert_eq!(
            outcome.changes,
            differences(&before, &after),
            "the outcome is the difference, after {one:?}"
        );
        match one {
            Move::Undo => self.went_back(&before, &after, &outcome),
            Move::Redo => self.went_on(&before, &after, &outcome),
            _ => {
                self.made_new(one, &before, &after);
                match one {
                    Move::Set(scenario, to) => self.one_scenario(*scenario, *to, &before, &after, &outcome),
                    Move::Add(scenario, by) => {
                        let to = before.points.get(*scenario).unwrap_or(&0).saturating_add(*by);
                        self.one_scenario(*scenario, to, &before, &after, &outcome);
                    }
                    Move::Take(scenario, by) => {
                        let to = before.points.get(*scenario).unwrap_or(&0).saturating_sub(*by);
                        self.one_scenario(*scenario, to, &before, &after, &outcome);
                    }
                    Move::Fill(scenario) if *scenario < before.points.len() && left <= 0 => {
                        assert_eq!((&after, reasons(&outcome)), (&before, vec![Reason::NothingLeft]));
                    }
                    Move::Fill(scenario) => {
                        let to = before.points.get(*scenario).unwrap_or(&0) + left;
                        self.one_scenario(*scenario, to, &before, &after, &outcome);
                    }
                    Move::Spread(scenarios) => self.spread(scenarios, left, &before, &after, &outcome),
                    Move::Lock(scenario) => locks(*scenario, true, &before, &after, &outcome),
                    Move::Unlock(scenario) => locks(*scenario, false, &before, &after, &outcome),
                    Move::Clear => cleared(&before, &after, &outcome),
                    Move::Undo | Move::Redo => {}
                }
            }
        }
    }

    /// What holds after every move.
    fn always(&self, now: &Seen) {
        let total: i64 = now.points.iter().sum();
        assert_eq!(self.division.left(), self.draft.total - total);
        for (scenario, points) in now.points.iter().enumerate() {
            assert!((0..=self.max(scenario)).contains(points), "{points} points");
            assert_eq!(points % self.draft.step, 0);
        }
        let below: Vec<(usize, i64)> = self.division.below_min().collect();
        let minima = self.draft.bounds.iter().map(|(min, _)| *min).enumerate();
        assert_eq!(below, minima.filter(|(at, min)| now.points[*at] < *min).collect::<Vec<_>>());
        assert_eq!(self.division.is_complete(), total == self.draft.total && below.is_empty());
    }

    fn made_new(&mut self, one: &Move, before: &Seen, after: &Seen) {
        if before == after {
            assert_eq!(self.division.can_redo(), !self.future.is_empty(), "nothing happened, so redo stays");
        } else {
            self.past.push(before.clone());
            self.future.clear();
            assert!(!self.division.can_redo(), "a new move clears redo");
            // There and back again, at once.
            self.make(&Move::Undo);
            assert_eq!(&Seen::of(&self.division), before, "undone: {one:?}");
            self.make(&Move::Redo);
            assert_eq!(&Seen::of(&self.division), after, "done again: {one:?}");
        }
        assert_eq!(self.division.can_undo(), !self.past.is_empty());
    }

    fn went_back(&mut self, before: &Seen, after: &Seen, outcome: &Outcome) {
        match self.past.pop() {
            Some(then) => {
                assert_eq!((after, outcome.refusals.len()), (&then, 0));
                self.future.push(before.clone());
            }
            None => assert_eq!((after, reasons(outcome)), (before, vec![Reason::NothingToUndo])),
        }
    }

    fn went_on(&mut self, before: &Seen, after: &Seen, outcome: &Outcome) {
        match self.future.pop() {
            Some(then) => {
                assert_eq!((after, outcome.refusals.len()), (&then, 0));
                self.past.push(before.clone());
            }
            None => assert_eq!((after, reasons(outcome)), (before, vec![Reason::NothingToRedo])),
        }
    }

    /// One scenario gets exactly what was asked, or nothing happens for a reason that is true.
    fn one_scenario(&self, scenario: usize, to: i64, before: &Seen, after: &Seen, outcome: &Outcome) {
        if let Some(refusal) = outcome.refusals.first() {
            assert_eq!((after, outcome.refusals.len()), (before, 1));
            assert_eq!(refusal.scenario, Some(scenario));
            assert!(match refusal.reason {
                Reason::NoSuchScenario => scenario >= before.points.len(),
                Reason::Locked => before.locked[scenario],
                Reason::BelowZero => to < 0,
                Reason::AboveMax(max) => to > max && max == self.max(scenario),
                Reason::OffStep(step) => to % step != 0 && step == self.draft.step,
                _ => false,
            });
        } else {
            assert_eq!(after.points[scenario], to);
            assert!(!before.locked[scenario]);
            assert!(
                (0..after.points.len()).all(|at| at == scenario || after.points[at] == before.points[at])
            );
            assert_eq!(before.locked, after.locked);
        }
    }

    /// All that is left goes, as evenly as the maxima allow, the first before the others; or nothing does.
    fn spread(&self, named: &[usize], left: i64, before: &Seen, after: &Seen, outcome: &Outcome) {
        let step = self.draft.step;
        let there = |scenario: &usize| *scenario < before.points.len();
        let mut expected: Vec<Reason> = named
            .iter()
            .filter(|scenario| !there(scenario) || before.locked[**scenario])
            .map(|scenario| if there(scenario) { Reason::Locked } else { Reason::NoSuchScenario })
            .collect();
        let takes_part = |at: usize| !before.locked[at] && (named.is_empty() || named.contains(&at));
        let taking: Vec<usize> = (0..before.points.len()).filter(|at| takes_part(*at)).collect();
        let room: i64 = taking.iter().map(|at| (self.max(*at) - before.points[*at]) / step * step).sum();
        if left <= 0 || room < left {
            expected.push(if left <= 0 { Reason::NothingLeft } else { Reason::NoRoom });
            assert_eq!((after, reasons(outcome)), (before, expected));
            return;
        }
        assert_eq!(reasons(outcome), expected);
        assert_eq!((self.division.left(), &before.locked), (0, &after.locked));
        let gift = |at: usize| after.points[at] - before.points[at];
        assert!((0..after.points.len()).all(|at| gift(at) == 0 || taking.contains(&at)));
        for one in &taking {
            assert!(gift(*one) >= 0);
            let could_take_more = after.points[*one] + step <= self.max(*one);
            for other in taking.iter().filter(|_| could_take_more) {
                assert!(gift(*other) <= gift(*one) + step, "within one step of even");
                assert!(gift(*other) <= gift(*one) || other < one, "what is over goes to the first");
            }
        }
    }

    /// All the way back, and all the way on again.
    fn there_and_back(&mut self) {
        let now = Seen::of(&self.division);
        let mut moves = 0;
        while self.division.can_undo() {
            self.make(&Move::Undo);
            moves += 1;
        }
        let start = Seen::of(&self.division);
        assert!(start.points.iter().all(|points| *points == 0) && start.locked.iter().all(|locked| !locked));
        for _ in 0..moves {
            self.make(&Move::Redo);
        }
        assert_eq!(Seen::of(&self.division), now);
    }
}

fn reasons(outcome: &Outcome) -> Vec<Reason> {
    outcome.refusals.iter().map(|refusal| refusal.reason).collect()
}

fn differences(before: &Seen, after: &Seen) -> Vec<Change> {
    let both = before.points.iter().zip(&after.points).enumerate();
    both.filter(|(_, (from, to))| from != to)
        .map(|(scenario, (from, to))| Change { scenario, from: *from, to: *to })
        .collect()
}

fn locks(scenario: usize, locked: bool, before: &Seen, after: &Seen, outcome: &Outcome) {
    assert_eq!(before.points, after.points);
    if scenario < before.points.len() {
        assert_eq!((after.locked[scenario], outcome.refusals.len()), (locked, 0));
        assert!((0..after.locked.len()).all(|at| at == scenario || after.locked[at] == before.locked[at]));
    } else {
        assert_eq!((after, reasons(outcome)), (before, vec![Reason::NoSuchScenario]));
    }
}

fn cleared(before: &Seen, after: &Seen, outcome: &Outcome) {
    assert_eq!(before.locked, after.locked);
    let mut kept = Vec::new();
    for (scenario, from) in before.points.iter().enumerate() {
        assert_eq!(after.points[scenario], if before.locked[scenario] { *from } else { 0 });
        if before.locked[scenario] && *from > 0 {
            kept.push((Some(scenario), Reason::Locked));
        }
    }
    assert_eq!(
        outcome.refusals.iter().map(|refusal| (refusal.scenario, refusal.reason)).collect::<Vec<_>>(),
        kept
    );
}

/// A survey with a step, minima and maxima that can be met.
fn draft_of(scenarios: usize, step: i64, steps: i64, bounds: &[(i64, i64)]) -> Draft {
    let total = step * steps;
    let share = steps / scenarios as i64;
    let bounds = bounds.iter().map(|(min, max)| {
        let min = (min % 4 - 2).clamp(0, share) * step;
        // Some have no maximum; the others have at least an even part of the total.
        let max = (max % 3 > 0).then(|| step * (share + 1 + max % steps).min(1_000_000_000 / step));
        (min, max)
    });
    let bounds = bounds.collect();
    Draft { total, step, bounds, ..Draft::of(scenarios, total) }
}

fn any_draft() -> impl Strategy<Value = Draft> {
    let step = prop_oneof![3 => Just(1), 1 => 2i64..=10, 1 => Just(50_000)];
    let steps = prop_oneof![1 => 1i64..=4, 4 => 5i64..=100, 1 => 1_000i64..=20_000];
    (2usize..=12, step, steps).prop_flat_map(|(n, step, steps)| {
        vec((0i64..100, 0i64..100), n).prop_map(move |bounds| draft_of(n, step, steps, &bounds))
    })
}

fn any_move() -> impl Strategy<Value = Move> {
    let scenario = || prop_oneof![30 => 0usize..12, 1 => Just(usize::MAX)];
    let points = || {
        prop_oneof![
            4 => (0i64..=40).prop_map(|steps| steps * 5),
            2 => -3i64..=120,
            1 => (0i64..=100).prop_map(|steps| steps * 50_000),
            1 => prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(1_000_000_000), Just(1_000_000_001)],
        ]
    };
    prop_oneof![
        4 => (scenario(), points()).prop_map(|(scenario, points)| Move::Set(scenario, points)),
        3 => (scenario(), points()).prop_map(|(scenario, points)| Move::Add(scenario, points)),
        2 => (scenario(), points()).prop_map(|(scenario, points)| Move::Take(scenario, points)),
        1 => scenario().prop_map(Move::Fill),
        2 => vec(scenario(), 0..5).prop_map(Move::Spread),
        1 => scenario().prop_map(Move::Lock),
        1 => scenario().prop_map(Move::Unlock),
        1 => Just(Move::Clear),
        2 => Just(Move::Undo),
        1 => Just(Move::Redo),
    ]
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn every_move_keeps_the_laws(draft in any_draft(), moves in vec(any_move(), 1..60)) {
        let mut watched = Watched::new(draft);
        for one in &moves {
            watched.make(one);
        }
        watched.there_and_back();
    }
}

/// A move drawn for a survey, so that most of them can be made.
fn draw_move(chance: &mut Chance, draft: &Draft) -> Move {
    let scenario = if chance.one_in(50) { 99 } else { chance.below(draft.bounds.len()) };
    let steps = draft.total / draft.step;
    let mut points = draft.step * chance.between(-1, (steps / 2).max(1));
    if chance.one_in(10) {
        points += chance.between(-3, 3);
    }
    match chance.below(16) {
        0..=3 => Move::Set(scenario, points),
        4..=6 => Move::Add(scenario, points),
        7..=8 => Move::Take(scenario, points),
        9 => Move::Fill(scenario),
        10 => Move::Spread(Vec::new()),
        11 => Move::Spread((0..=chance.below(4)).map(|_| chance.below(draft.bounds.len())).collect()),
        12 => Move::Lock(scenario),
        13 => Move::Unlock(scenario),
        14 if chance.one_in(3) => Move::Clear,
        14 => Move::Redo,
        _ => Move::Undo,
    }
}

#[test]
fn a_hundred_thousand_moves_keep_the_laws() {
    let (surveys, each) = (if long() { 4_000 } else { 400 }, 250);
    let mut chance = Chance::new(7);
    for _ in 0..surveys {
        let bounds: Vec<(i64, i64)> =
            (0..12).map(|_| (chance.between(0, 99), chance.between(0, 99))).collect();
        let scenarios = 2 + chance.below(11);
        let step = [1, 1, 1, 5, 7, 50_000][chance.below(6)];
        let most = [4, 20, 100, 20_000][chance.below(4)];
        let steps = chance.between(1, most);
        let mut watched = Watched::new(draft_of(scenarios, step, steps, &bounds[..scenarios]));
        for _ in 0..each {
            let one = draw_move(&mut chance, &watched.draft);
            watched.make(&one);
        }
        watched.there_and_back();
    }
}

#[test]
fn what_cannot_be_split_evenly_goes_to_the_first() {
    let mut division = Allocation::new(&Draft::of(3, 100).survey());
    division.spread(&[]);
    assert_eq!(division.points(), [34, 33, 33]);
    division.clear();
    division.spread(&[2, 1]);
    assert_eq!(division.points(), [0, 50, 50]);
}

#[test]
fn a_spread_gives_what_a_maximum_keeps_out_to_the_others() {
    let bounds = vec![(0, Some(10)), (0, None), (0, Some(30)), (0, None)];
    let mut division = Allocation::new(&Draft { bounds, ..Draft::of(4, 100) }.survey());
    division.spread(&[]);
    assert_eq!(division.points(), [10, 30, 30, 30]);
}

#[test]
fn a_spread_over_locked_scenarios_names_them_only_when_they_are_named() {
    let mut division = Allocation::new(&Draft::of(3, 100).survey());
    division.lock(0);
    assert_eq!(division.clone().spread(&[]).refusals.len(), 0);
    let outcome = division.spread(&[0, 1]);
    assert_eq!((outcome.refusals.len(), division.points()), (1, &[0, 100, 0][..]));
    assert_eq!((outcome.refusals[0].scenario, outcome.refusals[0].reason), (Some(0), Reason::Locked));
}

#[test]
fn a_lock_is_a_move_that_is_undone_and_done_again() {
    let mut division = Allocation::new(&Draft::of(2, 100).survey());
    division.lock(1);
    division.lock(1);
    assert!(division.undo().changes.is_empty() && !division.is_locked(1) && !division.can_undo());
    division.redo();
    assert!(division.is_locked(1));
    assert_eq!(division.set(1, 5).refusals[0].reason, Reason::Locked);
}

#[test]
fn dividing_too_much_and_being_under_a_minimum_are_states_not_refusals() {
    let bounds = vec![(20, None), (0, None)];
    let mut division = Allocation::new(&Draft { bounds, ..Draft::of(2, 100) }.survey());
    assert_eq!(division.below_min().collect::<Vec<_>>(), [(0, 20)]);
    assert!(division.set(1, 100).refusals.is_empty());
    assert!(division.left() == 0 && !division.is_complete());
    assert!(division.set(0, 30).refusals.is_empty());
    assert!(division.left() == -30 && !division.is_complete());
    division.take(1, 30);
    assert!(division.is_complete());
}

#[test]
fn every_reason_has_its_name_and_says_its_number() {
    let reasons = [
        (Reason::NoSuchScenario, "no-such-scenario"),
        (Reason::Locked, "locked"),
        (Reason::BelowZero, "below-zero"),
        (Reason::AboveMax(60), "above-max"),
        (Reason::OffStep(5), "off-step"),
        (Reason::NothingLeft, "nothing-left"),
        (Reason::NoRoom, "no-room"),
        (Reason::NothingToUndo, "nothing-to-undo"),
        (Reason::NothingToRedo, "nothing-to-redo"),
    ];
    for (reason, name) in reasons {
        assert_eq!(reason.name(), name);
        assert!(reason.message().ends_with('.'));
    }
    assert!(Reason::AboveMax(60).message().contains("60") && Reason::OffStep(5).message().contains('5'));
}

#[test]
fn a_division_that_is_settled_stays_as_it_is_with_nothing_to_undo_or_do_again() {
    let mut division = Allocation::new(&Draft::of(3, 100).survey());
    division.set(0, 60);
    division.set(1, 40);
    division.undo();
    division.lock(0);
    division.settle();
    assert_eq!(division.points(), [60, 0, 0]);
    assert!(division.is_locked(0) && !division.can_undo() && !division.can_redo());
    division.set(2, 10);
    division.undo();
    assert_eq!((division.points(), division.can_undo()), (&[60, 0, 0][..], false));
}
