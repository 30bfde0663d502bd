//! The value profile against the published numbers, against a second implementation in fractions, and against
//! the laws the method names.

mod common;

use common::{Draft, cases, fixture, tree};
use mienskip::{Division, Fraction, Profile, Reasons, Status, Survey};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::collection::vec;
use proptest::prelude::*;

/// A table with a division over it.
#[derive(Clone, Debug)]
struct Case {
    grades: Vec<Vec<u8>>,
    groups: Vec<usize>,
    points: Vec<i64>,
    /// The places of the values ticked for each scenario.
    reasons: Vec<Vec<usize>>,
}

impl Case {
    /// Tables that a survey may have: every scenario serves a value, every value is served.
    fn from_parts(mut grades: Vec<Vec<u8>>, groups: Vec<usize>, points: Vec<i64>, ticks: &[u16]) -> Case {
        let (height, width) = (grades.len(), grades[0].len());
        for (at, row) in grades.iter_mut().enumerate() {
            if row.iter().all(|grade| *grade == 0) {
                row[at % width] = 1;
            }
        }
        for value in 0..width {
            if grades.iter().all(|row| row[value] == 0) {
                grades[value % height][value] = 2;
            }
        }
        let ticked = |ticks: &u16| (0..width).filter(|value| ticks >> value & 1 == 1).collect();
        Case { grades, groups, points, reasons: ticks.iter().map(ticked).collect() }
    }

    fn without_reasons(mut self) -> Case {
        self.reasons = vec![Vec::new(); self.points.len()];
        self
    }

    fn survey(&self) -> Survey {
        Draft {
            grades: self.grades.clone(),
            groups: self.groups.clone(),
            total: 100,
            step: 1,
            ..Draft::default()
        }
        .survey()
    }

    fn division(&self) -> Division {
        let ticked = |values: &Vec<usize>| values.iter().fold(Reasons::none(), |all, value| all.with(*value));
        Division::new(self.points.clone(), self.reasons.iter().map(ticked).collect()).unwrap()
    }

    fn profile(&self) -> Profile {
        self.survey().table().profile(&self.division())
    }
}

fn case_of(
    scenarios: impl Strategy<Value = usize>,
    values: impl Strategy<Value = usize>,
    most: i64,
) -> impl Strategy<Value = Case> {
    (scenarios, values).prop_flat_map(move |(n, v)| {
        let points = prop_oneof![2 => Just(0), 5 => 0..=most, 1 => Just(most)];
        let ticks = prop_oneof![2 => Just(0u16), 1 => 0u16..=u16::MAX];
        (
            vec(vec(0u8..=3, v), n),
            vec(prop_oneof![2 => Just(0usize), 1 => 1usize..=3], n),
            vec(points, n),
            vec(ticks, n),
        )
            .prop_map(|(grades, groups, points, ticks)| Case::from_parts(grades, groups, points, &ticks))
    })
}

fn any_case() -> impl Strategy<Value = Case> {
    prop_oneof![
        4 => case_of(2usize..=7, 2usize..=6, 100),
        1 => case_of(2usize..=8, 2usize..=16, 1_000_000_000),
    ]
}

fn fraction(numerator: i64, denominator: usize) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

fn zero() -> BigRational {
    fraction(0, 1)
}

/// What the core says, as a fraction of the test's own.
fn exact(number: Fraction) -> BigRational {
    let same = BigRational::new(number.numerator().into(), number.denominator().into());
    assert_eq!(
        (same.numer(), same.denom()),
        (&number.numerator().into(), &number.denominator().into()),
        "reduced"
    );
    same
}

fn shares(profile: &Profile) -> Vec<BigRational> {
    (0..profile.len()).map(|value| exact(profile.share(value))).collect()
}

fn emphases(profile: &Profile) -> Vec<BigRational> {
    (0..profile.len()).map(|value| exact(profile.emphasis(value))).collect()
}

/// The method as its definition reads, in fractions.
struct Reference {
    /// P by scenario and value.
    part: Vec<Vec<BigRational>>,
    /// ρ by scenario and value.
    neutral: Vec<Vec<BigRational>>,
    shares: Vec<BigRational>,
    emphases: Vec<BigRational>,
}

impl Reference {
    fn of(case: &Case) -> Reference {
        let (n, width) = (case.grades.len(), case.grades[0].len());
        let size = |group: usize| case.groups.iter().filter(|other| **other == group).count();
        let parts = size(0) + (1..=3).filter(|group| size(*group) > 0).count();
        let beta = |i: usize| fraction(1, parts * if case.groups[i] == 0 { 1 } else { size(case.groups[i]) });
        let of_table = |i: usize, v: usize| {
            fraction(case.grades[i][v].into(), case.grades[i].iter().map(|grade| usize::from(*grade)).sum())
        };
        let b: Vec<_> =
            (0..width).map(|v| (0..n).map(|i| beta(i) * of_table(i, v)).sum::<BigRational>()).collect();
        let mut part = Vec::new();
        let mut neutral = Vec::new();
        for i in 0..n {
            let ticked = &case.reasons[i];
            if case.points[i] > 0 && !ticked.is_empty() {
                let one = |v| if ticked.contains(&v) { fraction(1, ticked.len()) } else { zero() };
                part.push((0..width).map(one).collect::<Vec<_>>());
                neutral.push(vec![fraction(1, width); width]);
            } else {
                part.push((0..width).map(|v| of_table(i, v)).collect());
                neutral.push(b.clone());
            }
        }
        let total: i64 = case.points.iter().sum();
        let mean = |of: &dyn Fn(usize) -> BigRational| {
            let sum = (0..n).map(|i| fraction(case.points[i], 1) * of(i)).sum::<BigRational>();
            sum / fraction(total.max(1), 1)
        };
        let shares = (0..width).map(|v| mean(&|i| part[i][v].clone())).collect();
        let emphases = (0..width).map(|v| mean(&|i| &part[i][v] - &neutral[i][v])).collect();
        Reference { part, neutral, shares, emphases }
    }

    fn strength(&self) -> BigRational {
        let above = self.emphases.iter().filter(|emphasis| **emphasis > zero());
        above.sum()
    }

    fn ranks(&self) -> Vec<usize> {
        let mut best_first: Vec<usize> = (0..self.emphases.len()).collect();
        best_first.sort_by(|a, b| self.emphases[*b].cmp(&self.emphases[*a]));
        let first_like =
            |v: usize| best_first.iter().position(|other| self.emphases[*other] == self.emphases[v]);
        (0..self.emphases.len()).map(|v| first_like(v).unwrap() + 1).collect()
    }

    /// For each rival of a lone leader, how much each scenario favours the leader, in whole numbers.
    fn leads(&self) -> Option<Vec<Vec<BigInt>>> {
        let ranks = self.ranks();
        let leader = ranks.iter().position(|rank| *rank == 1)?;
        if ranks.iter().filter(|rank| **rank == 1).count() > 1 {
            return None;
        }
        let lead = |rival: usize| {
            let leads =
                self.part.iter().zip(&self.neutral).map(|(part, neutral)| {
                    (&part[leader] - &neutral[leader]) - (&part[rival] - &neutral[rival])
                });
            let leads: Vec<BigRational> = leads.collect();
            let common: BigInt = leads.iter().map(BigRational::denom).product();
            leads.iter().map(|lead| (lead * &common).to_integer()).collect()
        };
        Some((0..ranks.len()).filter(|rival| *rival != leader).map(lead).collect())
    }

    /// The fewest points to move, by moving them one after the other, always where it helps most.
    fn margin_point_by_point(&self, points: &[i64]) -> Option<i64> {
        if points.iter().all(|points| *points == 0) {
            return None;
        }
        let Some(leads) = self.leads() else { return Some(0) };
        let moves = |lead: &Vec<BigInt>| {
            let least = lead.iter().min()?;
            let mut points = points.to_vec();
            let mut gap: BigInt = lead.iter().zip(&points).map(|(lead, points)| lead * points).sum();
            let mut moved = 0;
            while gap > BigInt::ZERO {
                let with_points = (0..points.len()).filter(|i| points[*i] > 0);
                let from = with_points.max_by_key(|i| &lead[*i]).filter(|i| lead[*i] > *least)?;
                points[from] -= 1;
                gap -= &lead[from] - least;
                moved += 1;
            }
            Some(moved)
        };
        leads.iter().filter_map(moves).min()
    }

    /// The fewest points to move, by looking at every division of the same total.
    fn margin_by_trying(&self, points: &[i64]) -> Option<i64> {
        let total: i64 = points.iter().sum();
        if total == 0 {
            return None;
        }
        let Some(leads) = self.leads() else { return Some(0) };
        let mut least = None;
        for_each_division(&mut vec![0; points.len()], 0, total, &mut |other: &[i64]| {
            let moved: i64 = points.iter().zip(other).map(|(from, to)| (to - from).max(0)).sum();
            let level = |lead: &Vec<BigInt>| {
                lead.iter().zip(other).map(|(lead, points)| lead * points).sum::<BigInt>() <= BigInt::ZERO
            };
            if least.is_none_or(|least| moved < least) && leads.iter().any(level) {
                least = Some(moved);
            }
        });
        least
    }
}

/// Calls for every way to divide the total over the scenarios from this place on.
fn for_each_division(points: &mut Vec<i64>, place: usize, total: i64, then: &mut dyn FnMut(&[i64])) {
    if place + 1 == points.len() {
        points[place] = total;
        then(points);
        return;
    }
    for here in 0..=total {
        points[place] = here;
        for_each_division(points, place + 1, total - here, then);
    }
}

#[test]
fn every_vector_of_the_reference_comes_out_to_the_last_digit() {
    let vectors = fixture("profile.json");
    let vectors = vectors.as_array().unwrap();
    assert!(vectors.len() >= 40);
    for vector in vectors {
        let survey = Survey::from_tree(tree(&vector["survey"])).unwrap();
        let division = survey.division(&tree(&vector["input"])).unwrap();
        let profile = survey.table().profile(&division).to_json(&survey);
        assert_eq!(profile.to_text(), tree(&vector["profile"]).to_text(), "{}", vector["name"]);
    }
}

#[test]
fn doubles_are_the_numerator_divided_by_the_denominator() {
    for vector in fixture("profile.json").as_array().unwrap() {
        let survey = Survey::from_tree(tree(&vector["survey"])).unwrap();
        let profile = survey.table().profile(&survey.division(&tree(&vector["input"])).unwrap());
        for (at, value) in vector["profile"]["values"].as_array().unwrap().iter().enumerate() {
            let (above, below) = value["exact"]["share"].as_str().unwrap().split_once('/').unwrap();
            let double = above.parse::<f64>().unwrap() / below.parse::<f64>().unwrap();
            assert_eq!(profile.share(at).as_f64().to_bits(), double.to_bits(), "{}", vector["name"]);
        }
    }
}

#[test]
fn reasons_for_values_the_survey_does_not_have_count_for_nothing() {
    let survey = Draft::of(2, 100).survey();
    let beyond = Reasons::none().with(2).with(9).with(15);
    let odd = Division::new(vec![60, 40], vec![beyond.with(1), beyond]).unwrap();
    let plain = Division::new(vec![60, 40], vec![Reasons::none().with(1)]).unwrap();
    assert_eq!(survey.table().profile(&odd), survey.table().profile(&plain));
}

#[test]
fn points_for_scenarios_the_survey_does_not_have_count_for_nothing() {
    let survey = Draft::of(2, 100).survey();
    let long = Division::new(vec![60, 40, 50], vec![]).unwrap();
    let plain = Division::new(vec![60, 40], vec![]).unwrap();
    assert_eq!(survey.table().profile(&long), survey.table().profile(&plain));
    let short = Division::new(vec![60], vec![]).unwrap();
    let padded = Division::new(vec![60, 0], vec![]).unwrap();
    assert_eq!(survey.table().profile(&short), survey.table().profile(&padded));
}

#[test]
fn reasons_are_a_set_of_the_first_sixteen_places() {
    let reasons = Reasons::none().with(3).with(0).with(3).with(16).with(usize::MAX);
    assert_eq!((reasons.count(), reasons.has(0), reasons.has(3), reasons.has(16)), (2, true, true, false));
    assert_eq!(reasons.without(3).without(16), Reasons::none().with(0));
}

#[test]
fn points_outside_the_bounds_make_no_division() {
    assert!(Division::new(vec![0, 1_000_000_000], vec![]).is_some());
    assert!(Division::new(vec![0, 1_000_000_001], vec![]).is_none());
    assert!(Division::new(vec![-1, 5], vec![]).is_none());
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn a_profile_is_what_the_definition_says(case in any_case()) {
        let (profile, reference) = (case.profile(), Reference::of(&case));
        prop_assert_eq!(shares(&profile), &reference.shares[..]);
        prop_assert_eq!(emphases(&profile), &reference.emphases[..]);
        let strength = reference.strength();
        prop_assert_eq!(exact(profile.strength()), strength.clone());
        let ranks: Vec<usize> = (0..profile.len()).map(|value| profile.rank(value)).collect();
        prop_assert_eq!(ranks, reference.ranks());
        let status = if strength == zero() { Status::None }
            else if strength < fraction(1, 20) { Status::Weak }
            else { Status::Ok };
        prop_assert_eq!(profile.status(), status);
        if case.points.iter().sum::<i64>() <= 1_000 {
            prop_assert_eq!(profile.margin(), reference.margin_point_by_point(&case.points));
        }
    }

    #[test]
    fn the_margin_is_the_least_over_all_divisions_of_the_same_total(case in case_of(2usize..=4, 2usize..=4, 3)) {
        prop_assert_eq!(case.profile().margin(), Reference::of(&case).margin_by_trying(&case.points));
    }

    #[test]
    fn shares_sum_to_one_and_emphases_to_zero(case in any_case()) {
        let profile = case.profile();
        let one = fraction(i64::from(case.points.iter().any(|points| *points > 0)), 1);
        prop_assert_eq!(shares(&profile).iter().sum::<BigRational>(), one);
        prop_assert_eq!(emphases(&profile).iter().sum::<BigRational>(), zero());
        prop_assert!(shares(&profile).iter().all(|share| *share >= zero()));
        let strength = exact(profile.strength());
        prop_assert!(strength >= zero() && strength < fraction(1, 1));
    }

    #[test]
    fn a_division_in_other_units_has_the_same_profile(case in case_of(2usize..=7, 2usize..=6, 100), by in 2i64..=10_000) {
        let (small, mut times) = (case.profile(), case.clone());
        times.points.iter_mut().for_each(|points| *points *= by);
        let large = times.profile();
        prop_assert_eq!((shares(&small), emphases(&small)), (shares(&large), emphases(&large)));
        prop_assert_eq!((small.strength(), small.status()), (large.strength(), large.status()));
        match (small.margin(), large.margin()) {
            // The margin is in points: as many times as large, save for rounding up to a whole one.
            (Some(m), Some(large)) => prop_assert!(large <= m * by && large > (m - 1) * by),
            (small, large) => prop_assert_eq!(small, large),
        }
    }

    #[test]
    fn reordering_scenarios_and_values_only_reorders(case in any_case(), turn in 0usize..16, mirror: bool) {
        let (n, width) = (case.grades.len(), case.grades[0].len());
        let scenarios: Vec<usize> = (0..n).map(|at| (at + turn) % n).collect();
        let values: Vec<usize> = (0..width).map(|at| if mirror { width - 1 - at } else { (at + turn) % width }).collect();
        let moved = Case {
            grades: scenarios.iter().map(|i| values.iter().map(|v| case.grades[*i][*v]).collect()).collect(),
            groups: scenarios.iter().map(|i| case.groups[*i]).collect(),
            points: scenarios.iter().map(|i| case.points[*i]).collect(),
            reasons: scenarios.iter().map(|i| {
                case.reasons[*i].iter().map(|v| values.iter().position(|other| other == v).unwrap()).collect()
            }).collect(),
        };
        let (before, after) = (case.profile(), moved.profile());
        for (now, then) in values.into_iter().enumerate() {
            prop_assert_eq!(
                (before.share(then), before.emphasis(then), before.rank(then)),
                (after.share(now), after.emphasis(now), after.rank(now))
            );
        }
        prop_assert_eq!((before.margin(), before.status()), (after.margin(), after.status()));
        prop_assert_eq!(before.strength(), after.strength());
    }

    #[test]
    fn a_moved_point_moves_each_share_by_its_part(case in any_case(), from in 0usize..8, by in 1usize..8) {
        let mut case = case;
        let from = from % case.points.len();
        let to = (from + 1 + by % (case.points.len() - 1)) % case.points.len();
        // Where nothing becomes 0 or stops being 0 the same reasons count.
        case.points[from] = case.points[from].max(2);
        case.points[to] = case.points[to].clamp(1, 999_999_999);
        let mut moved = case.clone();
        moved.points[from] -= 1;
        moved.points[to] += 1;
        let (before, after, reference) = (case.profile(), moved.profile(), Reference::of(&case));
        let total = fraction(case.points.iter().sum(), 1);
        for (value, (was, is)) in shares(&before).iter().zip(shares(&after)).enumerate() {
            let step = (&reference.part[to][value] - &reference.part[from][value]) / &total;
            prop_assert_eq!(is - was, step);
        }
    }

    #[test]
    fn points_in_proportion_to_the_neutral_division_say_nothing(case in any_case(), each in 1i64..=1_000) {
        let mut case = case.without_reasons();
        let size = |group: usize| case.groups.iter().filter(|other| **other == group).count() as i64;
        // 840 is divisible by every size a group may have.
        case.points = case.groups.iter().map(|group| each * 840 / if *group == 0 { 1 } else { size(*group) }).collect();
        let profile = case.profile();
        prop_assert_eq!((profile.status(), profile.margin()), (Status::None, Some(0)));
        prop_assert!((0..profile.len()).all(|value| profile.rank(value) == 1));
    }

    #[test]
    fn a_value_served_equally_everywhere_cannot_lead_by_points(
        case in case_of(2usize..=7, 2usize..=4, 100), grade in 1u8..=3, splits in vec(0u8..=3, 7),
    ) {
        let mut case = case.without_reasons();
        // Every row: `grade` for the first value and 3 + 3 more, split in a way of its own.
        for (row, split) in case.grades.iter_mut().zip(splits) {
            *row = vec![grade, split, 3 - split, 3];
        }
        let case = Case::from_parts(case.grades, case.groups, case.points, &[0; 7]);
        prop_assume!(case.grades.iter().all(|row| row.iter().sum::<u8>() == grade + 6));
        let profile = case.profile();
        prop_assert_eq!(exact(profile.emphasis(0)), zero());
        prop_assert!(profile.rank(0) > 1 || profile.status() == Status::None);
    }

    #[test]
    fn clones_that_share_a_part_change_nothing(case in case_of(2usize..=6, 2usize..=5, 100), cuts in vec(0i64..=100, 1..=7)) {
        let mut plain = case.without_reasons();
        plain.groups[0] = 9;
        let mut cloned = plain.clone();
        for cut in cuts {
            let part = cut.min(cloned.points[0]);
            cloned.points[0] -= part;
            cloned.points.push(part);
            cloned.grades.push(plain.grades[0].clone());
            cloned.groups.push(9);
            cloned.reasons.push(Vec::new());
        }
        let (plain, cloned) = (plain.profile(), cloned.profile());
        prop_assert_eq!((shares(&plain), emphases(&plain)), (shares(&cloned), emphases(&cloned)));
        prop_assert_eq!((plain.margin(), plain.status()), (cloned.margin(), cloned.status()));
    }

    #[test]
    fn merging_two_values_adds_what_they_have(case in case_of(2usize..=7, 3usize..=6, 100), splits in vec(0u8..=3, 7)) {
        let mut apart = case.without_reasons();
        // The grades of the first two must add up to a grade.
        for (row, split) in apart.grades.iter_mut().zip(splits) {
            (row[0], row[1]) = (row[0].min(split), row[1].min(3 - split));
        }
        let apart = Case::from_parts(apart.grades, apart.groups, apart.points, &[0; 7]);
        prop_assume!(apart.grades.iter().all(|row| row[0] + row[1] <= 3));
        let mut together = apart.clone();
        for row in &mut together.grades {
            row[0] += row.remove(1);
        }
        let (apart, together) = (apart.profile(), together.profile());
        for (of, merged) in [(shares(&apart), shares(&together)), (emphases(&apart), emphases(&together))] {
            prop_assert_eq!(&of[0] + &of[1], merged[0].clone());
            prop_assert_eq!(&of[2..], &merged[1..]);
        }
    }

    #[test]
    fn the_profile_of_the_mean_is_the_mean_of_the_profiles(case in case_of(2usize..=7, 2usize..=6, 100), turn in 1usize..7) {
        // The same points in another order have the same total; the sum of two divisions is twice their mean.
        let (mut other, mut both) = (case.clone(), case.clone());
        other.points.rotate_left(turn % case.points.len());
        both.points.iter_mut().zip(&other.points).for_each(|(points, more)| *points += more);
        let (one, other, both) = (case.profile(), other.profile(), both.profile());
        for (one, other, both) in [
            (shares(&one), shares(&other), shares(&both)),
            (emphases(&one), emphases(&other), emphases(&both)),
        ] {
            for ((one, other), both) in one.iter().zip(&other).zip(both) {
                prop_assert_eq!((one + other) / fraction(2, 1), both);
            }
        }
    }

    #[test]
    fn reasons_for_scenarios_without_points_change_nothing(case in any_case()) {
        let mut plain = case.clone();
        for (reasons, points) in plain.reasons.iter_mut().zip(&case.points) {
            if *points == 0 {
                reasons.clear();
            }
        }
        prop_assert_eq!(case.profile(), plain.profile());
    }
}
