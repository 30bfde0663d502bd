//! Weights make the answers match stated margins, and nothing else.

mod common;

use common::answers::response;
use common::{Chance, Draft, cases, told, tree, value};
use mienskip::results::{Cells, Margins, Results, Settings, Tally, Unmet, Weight, Weights};
use mienskip::{Json, Survey};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A survey that asks two choices of three options, a scale and a number.
fn survey() -> Survey {
    let options = |name: &str| {
        let option = |at| json!({ "id": format!("{name}{at}"), "title": "O" });
        (0..3).map(option).collect::<Vec<_>>()
    };
    let questions = json!([
        { "id": "sex", "kind": "choice", "title": "Q", "options": options("s") },
        { "id": "age", "kind": "choice", "title": "Q", "options": options("a") },
        { "id": "trust", "kind": "scale", "title": "Q", "min": 1, "max": 3 },
        { "id": "number", "kind": "number", "title": "Q" },
    ]);
    Draft { more: format!(", \"questions\": {questions}"), ..Draft::of(2, 100) }.survey()
}

/// An answer with this option of both choices, none where there is none, and these points for the first scenario.
fn answer(survey: &Survey, sex: Option<usize>, age: Option<usize>, points: i64, chance: &mut Chance) -> Json {
    let mut answers = Map::new();
    for (name, letter, option) in [("sex", "s", sex), ("age", "a", age)] {
        if let Some(option) = option {
            answers.insert(name.to_owned(), json!(format!("{letter}{option}")));
        }
    }
    response(survey, &json!({ "answers": answers, "points": { "s0": points, "s1": 100 - points } }), chance)
}

/// So many answers of each combination.
fn crossed(survey: &Survey, counts: &[(Option<usize>, Option<usize>, usize)]) -> Vec<Json> {
    let mut chance = Chance::new(8);
    let mut all = Vec::new();
    for (sex, age, many) in counts {
        let points = 30 + 10 * sex.unwrap_or(0) as i64;
        all.extend((0..*many).map(|_| answer(survey, *sex, *age, points, &mut chance)));
    }
    all
}

fn margins(survey: &Survey, document: &Value) -> Margins {
    Margins::of(survey, &tree(document)).unwrap_or_else(|problems| panic!("{problems}"))
}

fn rake<'m>(
    survey: &Survey,
    margins: &'m Margins,
    answers: &[Json],
    trim: f64,
) -> Result<Weights<'m>, Unmet> {
    let mut cells = Cells::of(margins);
    for answer in answers {
        cells.add(survey.read_response(answer).unwrap());
    }
    cells.rake(trim)
}

fn weight(survey: &Survey, weights: &Weights<'_>, answer: &Json) -> f64 {
    weights.weight(survey.read_response(answer).unwrap()).unwrap().as_millionths() as f64 / 1e6
}

/// What the answers with this option of a question weigh together, as a part of those with any of them.
fn share(survey: &Survey, weights: &Weights<'_>, answers: &[Json], question: &str, option: &str) -> f64 {
    let (mut with, mut all) = (0.0, 0.0);
    for answer in answers {
        let given = value(answer)["answers"][question].as_str().map(str::to_owned);
        let weight = weight(survey, weights, answer);
        all += if given.is_some() { weight } else { 0.0 };
        with += if given.as_deref() == Some(option) { weight } else { 0.0 };
    }
    with / all
}

#[test]
fn the_check_vector_of_the_method_comes_out() {
    let survey = survey();
    let counts = [(0, 0, 10), (0, 1, 40), (1, 0, 20), (1, 1, 30)];
    let answers = crossed(&survey, &counts.map(|(sex, age, many)| (Some(sex), Some(age), many)));
    let margins = margins(&survey, &json!({ "sex": { "s0": 50, "s1": 50 }, "age": { "a0": 40, "a1": 60 } }));
    let weights = rake(&survey, &margins, &answers, 5.0).unwrap();
    let mut at = 0;
    for ((_, _, many), total) in counts.into_iter().zip([14.244_289, 35.755_711, 25.755_711, 24.244_289]) {
        // A weight is kept to a millionth.
        let raked = many as f64 * weight(&survey, &weights, &answers[at]);
        assert!((raked - total).abs() < 1e-6 * many as f64, "{raked} {total}");
        at += many;
    }
    assert!((weights.effective() - 95.2268).abs() < 5e-5, "{}", weights.effective());
    assert!((weights.design_effect() - 1.050_124).abs() < 5e-7, "{}", weights.design_effect());
}

#[test]
fn who_gave_no_answer_keeps_the_weight_of_the_other_margins() {
    let survey = survey();
    let answers = crossed(
        &survey,
        &[
            (Some(0), Some(0), 30),
            (Some(1), Some(0), 10),
            (None, Some(0), 20),
            (Some(0), None, 15),
            (Some(1), Some(1), 25),
            (None, None, 5),
        ],
    );
    let margins = margins(&survey, &json!({ "sex": { "s0": 1, "s1": 1 } }));
    let weights = rake(&survey, &margins, &answers, 5.0).unwrap();
    // Nobody tells them apart from the others: they count as one person each.
    for at in [45, 99 + 1] {
        assert!((weight(&survey, &weights, &answers[at]) - 1.0).abs() < 1e-6);
    }
    assert!((share(&survey, &weights, &answers, "sex", "s0") - 0.5).abs() < 1e-6);
    let all: f64 = answers.iter().map(|answer| weight(&survey, &weights, answer)).sum();
    assert!((all - answers.len() as f64).abs() < 1e-4);
}

#[test]
fn trimmed_weights_stay_under_their_bound_and_miss_the_margins_by_what_is_said() {
    let survey = survey();
    let answers = crossed(&survey, &[(Some(0), Some(0), 196), (Some(1), Some(0), 2), (Some(2), Some(0), 2)]);
    let margins = margins(&survey, &json!({ "sex": { "s0": 0.9, "s1": 0.06, "s2": 0.04 } }));
    let free = rake(&survey, &margins, &answers, 1_000.0).unwrap();
    assert!((weight(&survey, &free, &answers[196]) - 6.0).abs() < 1e-6 && free.deviation() < 1e-9);
    let trimmed = rake(&survey, &margins, &answers, 3.0).unwrap();
    let bound = answers.iter().map(|answer| weight(&survey, &trimmed, answer)).fold(0.0, f64::max);
    assert!(bound <= 3.0);
    let missed = (share(&survey, &trimmed, &answers, "sex", "s0") - 0.9).abs();
    assert!((trimmed.deviation() - missed).abs() < 1e-5 && missed > 0.01, "{missed}");
    assert!(trimmed.effective() > free.effective());
}

#[test]
fn a_margin_that_cannot_be_met_is_named() {
    let survey = survey();
    let answers = crossed(&survey, &[(Some(0), Some(0), 10), (Some(1), Some(1), 10)]);
    let unknown = margins(&survey, &json!({ "age": { "a0": 1, "a1": 1, "a2": 1 } }));
    assert_eq!(rake(&survey, &unknown, &answers, 5.0).unwrap_err(), Unmet::Nobody("/age/a2".to_owned()));
    // Sex and age are the same here, so they cannot have different margins.
    let torn = margins(&survey, &json!({ "sex": { "s0": 1, "s1": 1 }, "age": { "a0": 1, "a1": 3 } }));
    let unmet = rake(&survey, &torn, &answers, 5.0).unwrap_err();
    assert!(matches!(&unmet, Unmet::Contradiction(path) if path.starts_with("/sex/")), "{unmet}");
    for trim in [1.0, f64::NAN, -3.0, 1_001.0] {
        assert!(matches!(rake(&survey, &unknown, &answers, trim), Err(Unmet::Trim(_))));
    }
}

#[test]
fn margins_that_cannot_be_read_are_told_with_their_places() {
    let survey = survey();
    for (document, problems) in [
        (json!([]), vec![" not-an-object"]),
        (json!({}), vec![" too-few"]),
        (json!({ "seks": { "s0": 1, "s1": 1 } }), vec!["/seks unknown-id"]),
        (json!({ "number": { "1": 1, "2": 1 } }), vec!["/number not-one-of"]),
        (json!({ "sex": { "s0": 1, "s9": 1 } }), vec!["/sex/s9 unknown-id"]),
        (json!({ "sex": { "s0": 1 } }), vec!["/sex too-few"]),
        (
            json!({ "sex": 3, "age": { "a0": -1, "a1": "2" } }),
            vec!["/sex not-an-object", "/age/a0 out-of-range", "/age/a1 out-of-range"],
        ),
        (json!({ "trust": { "1": 1, "4": 1 } }), vec!["/trust/4 unknown-id"]),
    ] {
        let found = Margins::of(&survey, &tree(&document)).unwrap_err();
        assert_eq!(told(&found), problems, "{document}");
    }
    assert!(Margins::of(&survey, &tree(&json!({ "trust": { "1": 1, "3": 2.5 } }))).is_ok());
}

#[test]
fn an_answer_like_none_that_was_counted_has_no_weight() {
    let survey = survey();
    let answers = crossed(&survey, &[(Some(0), None, 10), (Some(1), None, 10), (None, None, 1)]);
    let margins = margins(&survey, &json!({ "sex": { "s0": 2, "s1": 1 } }));
    let weights = rake(&survey, &margins, &answers[..20], 5.0).unwrap();
    assert_eq!(weights.weight(survey.read_response(&answers[20]).unwrap()), None);
}

#[test]
fn weighted_figures_stand_beside_the_others() {
    let survey = survey();
    let answers = crossed(&survey, &[(Some(0), None, 60), (Some(1), None, 20)]);
    let margins = margins(&survey, &json!({ "sex": { "s0": 1, "s1": 1 } }));
    let weights = rake(&survey, &margins, &answers, 5.0).unwrap();
    let (mut plain, mut weighted) = (Tally::of(&survey), Tally::of(&survey));
    for answer in &answers {
        let response = survey.read_response(answer).unwrap();
        plain.add(response, Weight::ONE).unwrap();
        weighted.add(response, weights.weight(response).unwrap()).unwrap();
    }
    let results = Results::of(&survey, &plain, Some((&weighted, &weights)), &Settings::default()).unwrap();
    let document = value(results.to_json());
    // Sixty gave 30 points and twenty 40.
    let mean = &document["everyone"]["scenarios"][0]["mean"];
    assert_eq!(mean["value"], 32.5);
    assert!((mean["weighted"]["value"].as_f64().unwrap() - 35.0).abs() < 1e-5);
    assert_eq!(document["weighting"]["designEffect"], 1.333_333);
    // Each weight is kept to a millionth.
    assert!((document["everyone"]["effective"].as_f64().unwrap() - 60.0).abs() < 1e-4);
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn planted_weights_are_found_again(
        people in vec(1usize..12, 9), by_sex in vec(1u32..=4, 3), by_age in vec(1u32..=4, 3),
    ) {
        let survey = survey();
        let mut counts = Vec::new();
        let (mut sexes, mut ages) = ([0; 3], [0; 3]);
        for (at, many) in people.iter().enumerate() {
            let (sex, age) = (at / 3, at % 3);
            counts.push((Some(sex), Some(age), *many));
            let stands_for = *many as u32 * by_sex[sex] * by_age[age];
            sexes[sex] += stands_for;
            ages[age] += stands_for;
        }
        let answers = crossed(&survey, &counts);
        let document = json!({
            "sex": { "s0": sexes[0], "s1": sexes[1], "s2": sexes[2] }, "age": { "a0": ages[0], "a1": ages[1], "a2": ages[2] },
        });
        let margins = margins(&survey, &document);
        let weights = rake(&survey, &margins, &answers, 1_000.0).unwrap();
        let scale = answers.len() as f64 / f64::from(sexes.iter().sum::<u32>());
        let mut first = 0;
        for (sex, age, many) in counts {
            let planted = f64::from(by_sex[sex.unwrap()] * by_age[age.unwrap()]) * scale;
            let found = weight(&survey, &weights, &answers[first]);
            prop_assert!((found - planted).abs() < 1e-5, "{found} {planted}");
            first += many;
        }
    }

    #[test]
    fn cells_counted_apart_rake_as_those_counted_together(people in vec(1usize..9, 9), cut in 0usize..9) {
        let survey = survey();
        let counts: Vec<_> = people.iter().enumerate().map(|(at, many)| (Some(at / 3), Some(at % 3), *many)).collect();
        let answers = crossed(&survey, &counts);
        let margins = margins(&survey, &json!({ "sex": { "s0": 1, "s1": 2, "s2": 1 }, "age": { "a0": 3, "a1": 2, "a2": 2 } }));
        let (mut here, mut there) = (Cells::of(&margins), Cells::of(&margins));
        for (at, answer) in answers.iter().enumerate() {
            let response = survey.read_response(answer).unwrap();
            if at % 9 < cut { here.add(response) } else { there.add(response) }
        }
        there.merge(&here);
        let together = rake(&survey, &margins, &answers, 5.0).unwrap();
        let apart = there.rake(5.0).unwrap();
        for answer in &answers {
            let response = survey.read_response(answer).unwrap();
            prop_assert_eq!(together.weight(response), apart.weight(response));
        }
    }
}
