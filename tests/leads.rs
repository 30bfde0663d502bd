//! Which values a table lets come first, counted over all divisions: by hand on small tables, as published for the
//! demonstration, and the same in a sample.

mod common;

use common::{Draft, told};
use mienskip::{Division, Status, Survey};
use proptest::prelude::*;

/// Every way to divide so many parts over so many scenarios.
fn divisions(parts: i64, scenarios: usize) -> Vec<Vec<i64>> {
    if scenarios == 1 {
        return vec![vec![parts]];
    }
    let first = (0..=parts)
        .flat_map(|first| divisions(parts - first, scenarios - 1).into_iter().map(move |rest| (first, rest)));
    first.map(|(first, rest)| std::iter::once(first).chain(rest).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_division_in_twentieths_counts_once_for_each_value_that_leads_in_it(
        grades in prop::collection::vec(prop::collection::vec(0_u8..4, 3), 2..5),
        groups in prop::collection::vec(0_usize..3, 5),
    ) {
        let draft = Draft { grades, groups, total: 20, step: 1, ..Draft::default() };
        let Ok(survey) = Survey::from_json(&draft.text()) else { return Ok(()) };
        let all = divisions(20, draft.grades.len());
        let mut counts = [0_u64; 3];
        for points in &all {
            let profile = survey.table().profile(&Division::new(points.clone(), Vec::new()).unwrap());
            for (value, count) in counts.iter_mut().enumerate() {
                *count += u64::from(profile.status() != Status::None && profile.rank(value) == 1);
            }
        }
        let leads = survey.leads();
        prop_assert_eq!((leads.divisions(), leads.is_sample()), (all.len() as u64, false));
        for (value, count) in counts.into_iter().enumerate() {
            prop_assert_eq!(leads.count(value), count);
        }
    }
}

#[test]
fn the_demonstration_lets_every_value_lead_as_published() {
    let survey = Survey::from_json(include_str!("../www/surveys/energie.json")).unwrap();
    let leads = survey.leads();
    let parts: Vec<u64> = (0..5).map(|value| leads.count(value) * 1000 / leads.divisions()).collect();
    assert_eq!((parts, leads.divisions()), (vec![254, 224, 278, 130, 112], 53_130));
    assert!(survey.advice().is_empty());
}

#[test]
fn a_sample_is_the_same_every_time_and_favours_no_scenario() {
    // Twelve scenarios that serve one of three values each: by symmetry all lead alike.
    let grades = (0..12).map(|at| (0..3).map(|value| u8::from(at % 3 == value)).collect()).collect();
    let survey = Draft { grades, ..Draft::of(0, 100) }.survey();
    let leads = survey.leads();
    assert!(leads.is_sample());
    assert_eq!(leads, survey.leads());
    for value in 1..3 {
        assert!(leads.count(value).abs_diff(leads.count(0)) < 1_000, "{leads:?}");
    }
}

#[test]
fn a_value_that_leads_seldom_or_often_is_warned_of_at_its_place() {
    // The last value is served with the second, always half as much: where the one gains, the other gains more.
    let grades = vec![vec![3, 0, 0], vec![0, 2, 1], vec![1, 2, 1]];
    let survey = Draft { grades, ..Draft::of(0, 100) }.survey();
    assert_eq!(survey.leads().count(2), 0);
    let told = told(&survey.advice());
    let leads: Vec<&String> = told.iter().filter(|problem| problem.contains("leads")).collect();
    assert_eq!(leads, ["/values/0 leads-often", "/values/1 leads-often", "/values/2 leads-seldom"]);
    assert!(told.contains(&"/values/1 above-another".to_owned()), "the rest is told too: {told:?}");

    let said: Vec<String> = survey.leads().problems().iter().map(|problem| problem.about.clone()).collect();
    assert_eq!(said, ["46 %", "55 %", "0 %"]);

    let two = Draft { grades: vec![vec![1, 0], vec![0, 1]], ..Draft::of(0, 100) }.survey();
    assert!(
        !common::told(&two.advice()).iter().any(|problem| problem.contains("leads")),
        "of two, each leads in half"
    );
}

#[test]
fn the_largest_survey_is_counted_too() {
    let grades = (0..300).map(|at| (0..16).map(|value| (at * 7 + value * 5) as u8 % 4).collect()).collect();
    let leads = Draft { grades, ..Draft::of(0, 100) }.survey().leads();
    assert!(leads.is_sample());
    assert!((0..16).map(|value| leads.count(value)).sum::<u64>() >= leads.divisions() * 99 / 100);
}
