//! The figures are those of an independent computation with numpy, scipy and samplics
//! (`tests/independent/results.py`), and the intervals hold what they promise.

mod common;

use common::answers::{answers, survey, tally};
use common::{fixture, tree, value};
use mienskip::results::{Cells, Margins, Results, Settings, Tally};
use mienskip::{Json, Survey};
use serde_json::{Value, json};

fn document(survey: &Survey, tally: &Tally) -> Value {
    value(Results::of(survey, tally, None, &Settings::default()).unwrap().to_json())
}

/// Holds a figure of the document against `[value, low, high]`, with a tolerance for rounding to a millionth.
fn near(figure: &Value, expected: &Value, tolerance: f64, about: &str) {
    for (at, name) in ["value", "low", "high"].iter().enumerate() {
        let (ours, theirs) = (figure[*name].as_f64(), expected[at].as_f64().unwrap());
        assert!(ours.is_some_and(|ours| (ours - theirs).abs() <= tolerance), "{about}: {figure} {expected}");
    }
}

/// Of a mean: the interval is Student's with an expansion of his quantile.
fn mean(figure: &Value, expected: &Value, about: &str) {
    let width = expected[2].as_f64().unwrap() - expected[1].as_f64().unwrap();
    near(figure, expected, 1e-6 + 2e-5 * width, about);
}

/// Of `[people, value, low, high]`; what is hidden must be about few people or all but few.
fn count(figure: &Value, expected: &Value, all: u64, about: &str) {
    let people = expected[0].as_u64().unwrap();
    if figure["hidden"] == true {
        return;
    }
    assert!(people == 0 || people >= 10, "{about}: {figure}");
    assert!(people == all || people + 10 <= all, "{about}: {figure}");
    assert_eq!(figure["people"].as_u64(), Some(people), "{about}");
    near(figure, &json!([expected[1], expected[2], expected[3]]), 1e-6, about);
}

fn group(figures: &Value, expected: &Value, about: &str) {
    assert_eq!(figures["people"], expected["people"], "{about}");
    let all = expected["people"].as_u64().unwrap();
    for (at, scenario) in figures["scenarios"].as_array().unwrap().iter().enumerate() {
        mean(&scenario["mean"], &expected["means"][at], about);
        for (quarter, name) in ["lowerQuartile", "median", "upperQuartile"].iter().enumerate() {
            let (figure, expected) = (&scenario[*name], &expected["quartiles"][at][quarter]);
            for (end, name) in ["value", "low", "high"].iter().enumerate() {
                assert!(
                    figure[*name].is_null() || figure[*name] == expected[end].as_f64().unwrap(),
                    "{about}: {figure} {expected}"
                );
            }
        }
        count(&scenario["zeros"], &expected["zeros"][at], all, about);
        count(&scenario["first"], &expected["first"][at], all, about);
    }
    count(&figures["tied"], &expected["tied"], all, about);
    for (at, difference) in figures["differences"].as_array().unwrap().iter().enumerate() {
        mean(&difference["mean"], &expected["differences"][at]["mean"], about);
        for name in ["more", "less"] {
            if !difference[name].is_null() {
                count(&difference[name], &expected["differences"][at][name], all, about);
            }
        }
    }
    for (at, value) in figures["profile"].as_array().unwrap().iter().enumerate() {
        mean(&value["withReasons"], &expected["withReasons"][at], about);
        mean(&value["byTable"], &expected["byTable"][at], about);
    }
    for (at, name) in ["yes", "partly", "no", "unanswered"].iter().enumerate() {
        count(&figures["fit"][*name], &expected["fit"][at], all, about);
    }
}

#[test]
fn figures_of_many_answers_are_those_of_numpy_scipy_and_samplics() {
    let expected = fixture("results.json");
    let survey = survey(expected["scenarios"].as_u64().unwrap() as usize);
    let answers =
        answers(&survey, expected["seed"].as_u64().unwrap(), expected["answers"].as_u64().unwrap() as usize);
    let document = document(&survey, &tally(&survey, &answers));
    assert_eq!(document["settings"]["interval"], "analytic");
    let everyone = &document["everyone"];
    group(everyone, &expected["everyone"], "everyone");
    count(&everyone["none"], &expected["none"], answers.len() as u64, "none");

    let whole = &expected["whole"];
    let all = everyone["people"].as_u64().unwrap();
    count(&everyone["equal"], &whole["equal"], all, "equal");
    count(&everyone["revised"]["changed"], &whole["changed"], all, "changed");
    mean(&everyone["revised"]["moved"], &whole["moved"], "moved");
    // Rounded to k, which is ten.
    let round = |name: &str| (whole[name].as_u64().unwrap() + 5) / 10 * 10;
    assert_eq!(everyone["heaping"]["numbers"], round("numbers"));
    for name in ["fives", "tens"] {
        let share = round(name) as f64 / round("numbers") as f64;
        assert!((everyone["heaping"][name]["share"].as_f64().unwrap() - share).abs() < 1e-6);
    }
    for (at, place) in everyone["order"]["places"].as_array().unwrap().iter().enumerate() {
        mean(place, &whole["places"][at], "place");
        mean(&everyone["order"]["scenarios"][at]["firstLessLast"], &whole["firstLessLast"][at], "order");
    }
    for (at, reasons) in everyone["reasons"]["scenarios"].as_array().unwrap().iter().enumerate() {
        count(&reasons["given"], &whole["given"][at], reasons["given"]["of"].as_u64().unwrap(), "given");
        for (value, ticked) in reasons["values"].as_array().unwrap().iter().enumerate() {
            let ticked = &ticked["ticked"];
            count(ticked, &whole["ticked"][at][value], ticked["of"].as_u64().unwrap(), "ticked");
        }
        count(&everyone["words"]["motivations"][at]["people"], &whole["motivations"][at], all, "motivations");
    }
    assert_eq!(everyone["reasons"]["notInTable"]["ticks"], round("ticks"));
    count(&everyone["words"]["ideas"], &whole["ideas"], all, "ideas");

    let mut shown = 0;
    for question in document["questions"].as_array().unwrap() {
        let id = question["id"].as_str().unwrap();
        for (at, figures) in question["groups"].as_array().unwrap().iter().enumerate() {
            group(figures, &expected["questions"][id][at], id);
            shown += 1;
        }
    }
    assert_eq!(shown, 7 + 4 + 6);
    for figures in &document["sources"].as_array().unwrap()[..2] {
        let label = figures["source"].as_str().unwrap();
        group(figures, &expected["sources"][label], label);
    }
}

#[test]
fn weighted_figures_are_those_of_samplics() {
    let expected = fixture("results.json");
    let survey = survey(expected["scenarios"].as_u64().unwrap() as usize);
    let answers =
        answers(&survey, expected["seed"].as_u64().unwrap(), expected["answers"].as_u64().unwrap() as usize);
    let margins = Margins::of(&survey, &tree(&expected["margins"])).unwrap();
    let mut cells = Cells::of(&margins);
    for answer in &answers {
        cells.add(survey.read_response(answer).unwrap());
    }
    let weights = cells.rake(5.0).unwrap();
    assert!((weights.effective() - expected["effective"].as_f64().unwrap()).abs() < 0.01);
    assert!((weights.design_effect() - expected["designEffect"].as_f64().unwrap()).abs() < 1e-6);
    let mut weighted = Tally::of(&survey);
    for answer in &answers {
        let response = survey.read_response(answer).unwrap();
        weighted.add(response, weights.weight(response).unwrap()).unwrap();
    }
    let plain = tally(&survey, &answers);
    let results = Results::of(&survey, &plain, Some((&weighted, &weights)), &Settings::default()).unwrap();
    let everyone = &value(results.to_json())["everyone"];
    let expected = &expected["weighted"];
    // Weights are kept to a millionth, and so may differ in the last.
    let mean =
        |figure: &Value, expected: &Value, about: &str| near(&figure["weighted"], expected, 2e-4, about);
    let count = |figure: &Value, expected: &Value, about: &str| {
        near(&figure["weighted"], &json!([expected[1], expected[2], expected[3]]), 1e-5, about);
    };
    for (at, scenario) in everyone["scenarios"].as_array().unwrap().iter().enumerate() {
        mean(&scenario["mean"], &expected["means"][at], "mean");
        count(&scenario["zeros"], &expected["zeros"][at], "zeros");
        count(&scenario["first"], &expected["first"][at], "first");
    }
    for (at, difference) in everyone["differences"].as_array().unwrap().iter().enumerate() {
        mean(&difference["mean"], &expected["differences"][at]["mean"], "difference");
        count(&difference["more"], &expected["differences"][at]["more"], "more");
    }
    for (at, value) in everyone["profile"].as_array().unwrap().iter().enumerate() {
        near(&value["withReasons"]["weighted"], &expected["withReasons"][at], 2e-6, "profile");
        near(&value["byTable"]["weighted"], &expected["byTable"][at], 2e-6, "profile");
    }
}

#[test]
fn bootstrap_intervals_are_those_of_another_bootstrap_but_for_chance() {
    let expected = fixture("results.json");
    let survey = survey(expected["scenarios"].as_u64().unwrap() as usize);
    let answers =
        answers(&survey, expected["seed"].as_u64().unwrap(), expected["few"].as_u64().unwrap() as usize);
    let document = document(&survey, &tally(&survey, &answers));
    assert_eq!(document["settings"]["interval"], "bootstrap");
    let expected = &expected["bootstrap"];
    // An end found with 2,000 draws is uncertain by 0.06 standard errors.
    let tolerance = |at: usize| 0.2 * expected["error"][at].as_f64().unwrap();
    for (at, scenario) in document["everyone"]["scenarios"].as_array().unwrap().iter().enumerate() {
        near(&scenario["mean"], &expected["means"][at], tolerance(at), "mean");
    }
    let difference = &document["everyone"]["differences"][0]["mean"];
    near(difference, &expected["difference"], tolerance(0) + tolerance(1), "difference");
}

/// The width of every interval of a mean of everyone.
fn widths(document: &Value) -> Vec<f64> {
    let everyone = &document["everyone"];
    let list = |name: &str, figure: &str| {
        let all = everyone[name].as_array().unwrap().iter().map(|item| item[figure].clone());
        all.collect::<Vec<Value>>()
    };
    let figures = [
        list("scenarios", "mean"),
        list("differences", "mean"),
        list("profile", "withReasons"),
        list("profile", "byTable"),
    ];
    let width = |figure: &Value| figure["high"].as_f64().unwrap() - figure["low"].as_f64().unwrap();
    figures.iter().flatten().map(width).collect()
}

#[test]
fn bootstrap_and_analytic_intervals_agree_where_they_meet() {
    let survey = survey(4);
    let answers = answers(&survey, 21, 5_600);
    let divided: Vec<&Json> = answers.iter().filter(|answer| answer.get("none").is_none()).collect();
    let last = &divided[..Tally::BOOTSTRAP];
    let below = document(&survey, &tally(&survey, last.iter().copied()));
    let above = document(&survey, &tally(&survey, divided[..=Tally::BOOTSTRAP].iter().copied()));
    let intervals = [&below, &above].map(|document| document["settings"]["interval"].clone());
    assert_eq!(intervals, ["bootstrap", "analytic"]);
    for (sampled, analytic) in widths(&below).into_iter().zip(widths(&above)) {
        assert!((sampled / analytic - 1.0).abs() < 0.06, "{sampled} {analytic}");
    }
}

#[test]
fn intervals_of_small_samples_hold_the_mean_as_often_as_they_promise() {
    let survey = survey(3);
    let population: Vec<Json> = answers(&survey, 31, 6_600);
    let population: Vec<&Json> = population.iter().filter(|answer| answer.get("none").is_none()).collect();
    let truth = document(&survey, &tally(&survey, population.iter().copied()));
    let samples = if common::long() { 4_000 } else { 400 };
    let mut chance = common::Chance::new(3);
    for people in [15, 60] {
        let mut held = [0; 3];
        for _ in 0..samples {
            let sample = (0..people).map(|_| population[chance.below(population.len())]);
            let told = document(&survey, &tally(&survey, sample));
            for (scenario, held) in held.iter_mut().enumerate() {
                let mean = |document: &Value, name: &str| {
                    document["everyone"]["scenarios"][scenario]["mean"][name].as_f64().unwrap()
                };
                let true_mean = mean(&truth, "value");
                *held += usize::from(mean(&told, "low") <= true_mean && true_mean <= mean(&told, "high"));
            }
        }
        for held in held {
            let part = held as f64 / f64::from(samples);
            assert!((0.915..=0.985).contains(&part), "{part} of the intervals of {people} people");
        }
    }
}
