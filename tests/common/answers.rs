//! Made-up answers to a made-up survey, the same for the same seed. `tests/independent/results.py` makes the same
//! ones, so every number that is drawn here is drawn there, in this order.

use super::{Chance, Draft};
use mienskip::results::{Tally, Weight};
use mienskip::{Date, Json, Stamp, Survey};
use serde_json::{Map, Value, json};

pub(crate) const VILLAGES: usize = 6;

/// A survey over so many scenarios and three values, with two choices, a scale, and a text that makes no groups.
pub(crate) fn survey(scenarios: usize) -> Survey {
    let options = |name: &str, many: usize| {
        let option = |at| json!({ "id": format!("{name}{at}"), "title": "O" });
        (0..many).map(option).collect::<Vec<_>>()
    };
    let questions = json!([
        { "id": "village", "kind": "choice", "title": "Q", "options": options("v", VILLAGES) },
        { "id": "name", "kind": "text", "title": "Q" },
        { "id": "age", "kind": "choice", "title": "Q", "options": options("a", 3) },
        { "id": "trust", "kind": "scale", "title": "Q", "min": 1, "max": 5 },
    ]);
    Draft {
        grades: (0..scenarios).map(|at| vec![1, (at % 4) as u8, (at % 3) as u8]).collect(),
        total: 100,
        step: 1,
        more: format!(
            r#", "none": true, "idea": true, "motivations": {{ "length": 40 }}, "questions": {questions}"#
        ),
        ..Draft::default()
    }
    .survey()
}

/// A hundred points in so many parts, three of four of them at a multiple of five.
fn divided(chance: &mut Chance, parts: usize) -> Vec<i64> {
    let mut cuts = vec![0, 100];
    for _ in 1..parts {
        cuts.push(if chance.one_in(4) { chance.between(0, 100) } else { 5 * chance.between(0, 20) });
    }
    cuts.sort_unstable();
    cuts.windows(2).map(|ends| ends[1] - ends[0]).collect()
}

fn by_scenario(points: &[i64]) -> Value {
    points
        .iter()
        .enumerate()
        .map(|(at, points)| (format!("s{at}"), json!(points)))
        .collect::<Map<_, _>>()
        .into()
}

/// What someone did.
pub(crate) fn input(chance: &mut Chance, scenarios: usize) -> Value {
    let mut input = Map::new();
    let mut put = |name: &str, value: Value| input.insert(name.to_owned(), value);
    let mut answers = Map::new();
    let village = chance.below(VILLAGES).min(chance.below(VILLAGES));
    if !chance.one_in(10) {
        answers.insert("village".to_owned(), json!(format!("v{village}")));
    }
    let age = chance.below(3);
    if !chance.one_in(12) {
        answers.insert("age".to_owned(), json!(format!("a{age}")));
    }
    let trust = chance.between(1, 5);
    if !chance.one_in(6) {
        answers.insert("trust".to_owned(), json!(trust));
    }
    put("answers", answers.into());
    match chance.below(3) {
        0 => {}
        1 => drop(put("source", json!("open"))),
        _ => drop(put("source", json!("panel"))),
    }
    let mut order: Vec<String> = (0..scenarios).map(|at| format!("s{at}")).collect();
    for last in (1..scenarios).rev() {
        order.swap(last, chance.below(last + 1));
    }
    put("order", json!(order));
    if chance.one_in(20) {
        put("none", json!(true));
        return input.into();
    }
    let mut points = divided(chance, scenarios);
    // Each village leans to a scenario of its own.
    if chance.one_in(2) {
        let at = village % scenarios;
        let most = (0..scenarios).max_by_key(|at| points[*at]).unwrap();
        points.swap(at, most);
    }
    put("points", by_scenario(&points));
    if chance.one_in(3) {
        put("first", by_scenario(&divided(chance, scenarios)));
    }
    let mut reasons = Map::new();
    let mut motivations = Map::new();
    for at in 0..scenarios {
        if chance.one_in(3) {
            let set = chance.below(8);
            let ticked = (0..3).filter(|value| set >> value & 1 == 1).map(|value| format!("v{value}"));
            reasons.insert(format!("s{at}"), json!(ticked.collect::<Vec<_>>()));
        }
        if chance.one_in(4) {
            motivations.insert(format!("s{at}"), json!("because"));
        }
    }
    put("reasons", reasons.into());
    put("motivations", motivations.into());
    if chance.one_in(10) {
        put("idea", json!("a swing"));
    }
    if let Some(fit) = ["yes", "partly", "no"].get(chance.below(4)) {
        put("fit", json!(fit));
    }
    input.into()
}

/// The response document that comes of it.
pub(crate) fn response(survey: &Survey, input: &Value, chance: &mut Chance) -> Json {
    let random = std::array::from_fn(|_| chance.draw() as u8);
    let stamp = Stamp::new(random, Date::EPOCH);
    survey.respond(&super::tree(input), &stamp).unwrap_or_else(|problems| panic!("{problems}\n{input}"))
}

/// So many answers.
pub(crate) fn answers(survey: &Survey, seed: u64, many: usize) -> Vec<Json> {
    let (mut chance, mut stamps) = (Chance::new(seed), Chance::new(seed + 1));
    let scenarios = survey.scenarios().len();
    (0..many).map(|_| response(survey, &input(&mut chance, scenarios), &mut stamps)).collect()
}

/// They, counted.
pub(crate) fn tally<'a>(survey: &Survey, answers: impl IntoIterator<Item = &'a Json>) -> Tally {
    let mut tally = Tally::of(survey);
    for answer in answers {
        tally.add(survey.read_response(answer).unwrap(), Weight::ONE).unwrap();
    }
    tally
}
