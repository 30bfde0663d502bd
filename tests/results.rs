//! Many answers become figures: the same in whatever order and parts they were counted, and the same as counted by
//! hand.

mod common;

use common::answers::{answers, input, response, survey, tally};
use common::{Chance, cases, tree};
use mienskip::results::{OtherSurvey, Refused, Results, Settings, Tally, Weight};
use mienskip::{Json, Survey};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The document of results, as another reader reads it.
fn results(survey: &Survey, tally: &Tally) -> Value {
    let results =
        Results::of(survey, tally, None, &Settings::default()).unwrap_or_else(|refused| panic!("{refused}"));
    common::value(results.to_json())
}

/// Answers with these points and nothing else.
fn plain(survey: &Survey, divisions: &[Vec<i64>]) -> Tally {
    let mut chance = Chance::new(1);
    let documents: Vec<Json> = divisions
        .iter()
        .map(|points| {
            let points: serde_json::Map<_, _> =
                points.iter().enumerate().map(|(at, points)| (format!("s{at}"), json!(points))).collect();
            response(survey, &json!({ "points": points }), &mut chance)
        })
        .collect();
    tally(survey, &documents)
}

#[test]
fn figures_are_those_counted_by_hand() {
    let survey = survey(3);
    let mut divisions = Vec::new();
    for (points, times) in [([50, 50, 0], 10), ([20, 20, 60], 20), ([0, 30, 70], 10), ([34, 33, 33], 10)] {
        divisions.extend(vec![points.to_vec(); times]);
    }
    let document = results(&survey, &plain(&survey, &divisions));
    let everyone = &document["everyone"];
    assert_eq!(everyone["people"], 50);
    let first = &everyone["scenarios"][0];
    assert_eq!(first["mean"]["value"], 24.8);
    // In order: ten 0, twenty 20, ten 34, ten 50.
    assert_eq!((&first["lowerQuartile"]["value"], &first["median"]["value"]), (&json!(20), &json!(20)));
    assert_eq!(first["upperQuartile"]["value"], 34);
    assert_eq!((&first["zeros"]["people"], &first["zeros"]["value"]), (&json!(10), &json!(0.2)));
    assert_eq!(first["first"]["people"], 10);
    assert_eq!((&everyone["tied"]["people"], &everyone["equal"]["people"]), (&json!(10), &json!(10)));
    let than = &everyone["differences"][1];
    assert_eq!(
        (&than["of"], &than["than"], &than["mean"]["value"]),
        (&json!("s0"), &json!("s2"), &json!(-19.8))
    );
    assert_eq!(
        (&than["more"]["people"], &than["same"]["people"], &than["less"]["people"]),
        (&json!(20), &json!(0), &json!(30))
    );
    // Of 130 numbers above 0 all but 34, 33 and 33 are multiples of ten.
    assert_eq!(everyone["heaping"]["numbers"], 130);
    assert_eq!(everyone["heaping"]["tens"]["share"], 0.769_231);
    assert_eq!(everyone["heaping"]["fives"]["index"], 3.846_154);
}

#[test]
fn a_quantile_between_two_numbers_is_halfway() {
    let survey = survey(3);
    let mut divisions = vec![vec![10, 90, 0]; 20];
    divisions.extend(vec![vec![31, 69, 0]; 20]);
    let document = results(&survey, &plain(&survey, &divisions));
    assert_eq!(document["everyone"]["scenarios"][0]["median"]["value"], 20.5);
}

#[test]
fn the_profile_of_a_group_is_the_mean_of_the_profiles() {
    let survey = survey(4);
    let answers = answers(&survey, 3, 400);
    let document = results(&survey, &tally(&survey, &answers));
    for value in 0..3 {
        let profiles = answers.iter().filter(|answer| answer.get("none").is_none());
        let emphases: Vec<f64> = profiles
            .map(|answer| survey.read_response(answer).unwrap().profile().emphasis(value).as_f64())
            .collect();
        let mean = emphases.iter().sum::<f64>() / emphases.len() as f64;
        let told = document["everyone"]["profile"][value]["withReasons"]["value"].as_f64().unwrap();
        assert!((told - mean).abs() < 1e-6, "{told} {mean}");
    }
}

#[test]
fn an_answer_to_another_survey_is_not_counted() {
    let (ours, other) = (survey(3), survey(4));
    let document = &answers(&other, 1, 1)[0];
    let mut counted = Tally::of(&ours);
    assert_eq!(counted.add(other.read_response(document).unwrap(), Weight::ONE), Err(OtherSurvey));
    assert_eq!(counted.merge(&tally(&other, [document])), Err(OtherSurvey));
    assert_eq!(counted, Tally::of(&ours));
    let refused = Results::of(&ours, &tally(&other, [document]), None, &Settings::default()).unwrap_err();
    assert_eq!(refused, Refused::OtherSurvey);
}

#[test]
fn of_fewer_than_k_people_nothing_is_published() {
    let survey = survey(3);
    let few = plain(&survey, &vec![vec![50, 30, 20]; 9]);
    assert_eq!(Results::of(&survey, &few, None, &Settings::default()).unwrap_err(), Refused::TooFew(10));
    let settings = Settings { k: 4, ..Settings::default() };
    assert_eq!(Results::of(&survey, &few, None, &settings).unwrap_err(), Refused::KTooSmall(4));
    let settings = Settings { k: 5, ..Settings::default() };
    assert!(Results::of(&survey, &few, None, &settings).is_ok());
}

#[test]
fn a_forged_flood_of_sources_does_not_grow_a_tally() {
    let survey = survey(2);
    let mut chance = Chance::new(5);
    let labels: Vec<String> = (0..60).map(|at| format!("label {:02}", at * 37 % 60)).collect();
    let documents: Vec<Json> = labels
        .iter()
        .flat_map(|label| [label; 12])
        .map(|label| {
            response(&survey, &json!({ "points": { "s0": 60, "s1": 40 }, "source": label }), &mut chance)
        })
        .collect();
    let document = results(&survey, &tally(&survey, &documents));
    let sources = document["sources"].as_array().unwrap();
    assert_eq!(sources.len(), Tally::SOURCES + 2);
    assert_eq!((&sources[0]["source"], &sources[0]["people"]), (&json!("label 00"), &json!(12)));
    assert_eq!((&sources[20]["otherSources"], &sources[20]["people"]), (&json!(true), &json!(480)));
}

#[test]
fn everybody_who_computes_it_finds_the_same_document() {
    let survey = survey(4);
    let mut answers = answers(&survey, 9, 300);
    let one = results(&survey, &tally(&survey, &answers));
    answers.reverse();
    assert_eq!(results(&survey, &tally(&survey, &answers)), one);
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn parts_add_up_in_any_order_and_grouping(
        seed in 0u64..1_000, cuts in vec(0usize..120, 2), scenarios in 2usize..=5, order in Just((0..120usize).collect::<Vec<_>>()).prop_shuffle(),
        weights in vec(1u64..=5_000_000, 120),
    ) {
        let survey = survey(scenarios);
        let mut chance = Chance::new(seed);
        let documents: Vec<Json> = (0..120).map(|_| {
            let mut did = input(&mut chance, scenarios);
            // More labels than are kept.
            did["source"] = json!(format!("label {}", chance.below(40)));
            response(&survey, &did, &mut chance)
        }).collect();
        let count = |places: &[usize]| {
            let mut tally = Tally::of(&survey);
            for at in places {
                let weight = Weight::millionths(weights[*at]).unwrap();
                tally.add(survey.read_response(&documents[*at]).unwrap(), weight).unwrap();
            }
            tally
        };
        let straight: Vec<usize> = (0..120).collect();
        let all = count(&straight);
        let (low, high) = (cuts[0].min(cuts[1]), cuts[0].max(cuts[1]));
        let (a, b, c) = (count(&order[..low]), count(&order[low..high]), count(&order[high..]));
        let join = |one: &Tally, other: &Tally| { let mut both = one.clone(); both.merge(other).unwrap(); both };
        prop_assert_eq!(&join(&join(&a, &b), &c), &all);
        prop_assert_eq!(&join(&a, &join(&b, &c)), &all);
        prop_assert_eq!(&join(&join(&c, &a), &b), &all);
        prop_assert_eq!(&count(&order), &all);
    }

    #[test]
    fn no_answers_and_no_settings_panic(seed in 0u64..10_000, many in 0usize..60, scenarios in 2usize..=6, k in 0u64..40) {
        let survey = survey(scenarios);
        let tally = tally(&survey, &answers(&survey, seed, many));
        let settings = Settings { k, ..Settings::default() };
        match Results::of(&survey, &tally, None, &settings) {
            Ok(results) => {
                // What was published can be read as what was published before.
                let earlier = Results::read(&results.to_json().to_text()).unwrap();
                let again = Settings { earlier: Some(&earlier), ..settings };
                prop_assert!(Results::of(&survey, &tally, None, &again).is_ok());
            }
            Err(refused) => prop_assert!(!refused.to_string().is_empty()),
        }
    }
}

#[test]
fn earlier_results_of_another_survey_are_refused_with_their_place() {
    let survey = survey(3);
    let tally = plain(&survey, &vec![vec![50, 30, 20]; 30]);
    for (earlier, place) in [
        (json!(7), "/format"),
        (json!({ "format": "mienskip-results/1" }), "/survey/digest"),
        (
            json!({ "format": "mienskip-results/1", "survey": { "digest": survey.digest() } }),
            "/everyone/people",
        ),
    ] {
        let earlier = tree(&earlier);
        let settings = Settings { earlier: Some(&earlier), ..Settings::default() };
        assert_eq!(Results::of(&survey, &tally, None, &settings).unwrap_err(), Refused::NotEarlier(place));
    }
}
