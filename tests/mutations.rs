//! Documents gone wrong in thousands of ways: each gives a survey or an answer, or problems at places that are
//! there; never a panic, never a place that is not.

mod common;

use common::{Chance, example, fixture, long, tree};
use mienskip::{Allocation, Code, Json, Kind, Problem, Problems, Severity, Stamp, Survey, receipt, redact};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Texts that have gone wrong somewhere before.
const ODD_TEXTS: [&str; 18] = [
    "",
    " ",
    "\n",
    "\u{0}",
    "\u{feff}",
    "é",
    "𝄞👩‍🌾",
    "\u{202e}",
    "a/b~c",
    "~1",
    "/",
    "10",
    "4294967295",
    "__proto__",
    "constructor",
    "hash",
    "2026-02-30",
    "javascript:alert(1)",
];

const ODD_NUMBERS: [f64; 14] = [
    0.0,
    -0.0,
    -1.0,
    0.5,
    1e-7,
    3.0,
    4.0,
    1e9,
    1_000_000_001.0,
    9_007_199_254_740_991.0,
    9_007_199_254_740_993.0,
    1e22,
    -1e300,
    f64::INFINITY,
];

fn odd_value(chance: &mut Chance) -> Json {
    match chance.below(16) {
        0 => Json::Null,
        1 => Json::Bool(chance.one_in(2)),
        2..=5 => Json::Number(ODD_NUMBERS[chance.below(ODD_NUMBERS.len())]),
        6..=9 => Json::text(chance.pick(&ODD_TEXTS)),
        10 => Json::Text(chance.pick(&["x", "𝄞", " ", "\\"]).repeat(1 + chance.below(6_000))),
        11 => Json::List(Vec::new()),
        12 => Json::Object(Vec::new()),
        13 => Json::List(vec![Json::whole(0); chance.below(2_000)]),
        14 => Json::Object((0..chance.below(1_100)).map(|at| (format!("m{at}"), Json::Bool(true))).collect()),
        _ => (0..chance.below(40)).fold(Json::Null, |inside, at| match at % 2 {
            0 => Json::List(vec![inside]),
            _ => Json::object([("in", inside)]),
        }),
    }
}

fn nodes(tree: &Json) -> usize {
    1 + match tree {
        Json::List(items) => items.iter().map(nodes).sum(),
        Json::Object(members) => members.iter().map(|(_, value)| nodes(value)).sum(),
        _ => 0,
    }
}

/// The node at this turn, from the top.
fn node<'t>(tree: &'t mut Json, turn: &mut usize) -> Option<&'t mut Json> {
    if *turn == 0 {
        return Some(tree);
    }
    *turn -= 1;
    match tree {
        Json::List(items) => items.iter_mut().find_map(|item| node(item, turn)),
        Json::Object(members) => members.iter_mut().find_map(|(_, value)| node(value, turn)),
        _ => None,
    }
}

/// Changes one thing somewhere in the document.
fn mutate(document: &mut Json, chance: &mut Chance) {
    let all = nodes(document);
    let elsewhere = node(document, &mut chance.below(all)).cloned().unwrap_or(Json::Null);
    let Some(here) = node(document, &mut chance.below(all)) else { return };
    match (chance.below(7), here) {
        (0, here) => *here = odd_value(chance),
        (1, here) => *here = elsewhere,
        (2, here) => {
            *here = match here.clone() {
                Json::Number(number) => Json::Text(number.to_string()),
                Json::Text(text) => text.parse().map_or(Json::List(vec![Json::Text(text)]), Json::Number),
                Json::List(items) => Json::Object(
                    items.into_iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
                ),
                Json::Object(members) => Json::List(members.into_iter().map(|(_, value)| value).collect()),
                other => Json::object([("value", other)]),
            };
        }
        (_, Json::List(items)) if !items.is_empty() => {
            let (at, other) = (chance.below(items.len()), chance.below(items.len()));
            match chance.below(4) {
                0 => drop(items.remove(at)),
                1 => items.insert(other, items[at].clone()),
                2 => items.swap(at, other),
                _ => items.insert(at, odd_value(chance)),
            }
        }
        (_, Json::Object(members)) if !members.is_empty() => {
            let (at, other) = (chance.below(members.len()), chance.below(members.len()));
            match chance.below(6) {
                0 | 1 => drop(members.remove(at)),
                2 if chance.one_in(3) => members.insert(other, members[at].clone()),
                2 => members.swap(at, other),
                3 => chance.pick(&ODD_TEXTS).clone_into(&mut members[at].0),
                4 => members[at].0.push('s'),
                _ => members.insert(other, (chance.pick(&ODD_TEXTS).to_owned(), odd_value(chance))),
            }
        }
        (_, Json::Number(number)) => {
            *number = match chance.below(5) {
                0 => *number + 1.0,
                1 => *number - 1.0,
                2 => -*number,
                3 => *number * 1e9,
                _ => *number / 2.0,
            }
        }
        (_, Json::Text(text)) => match chance.below(4) {
            0 => text.push_str(chance.pick(&ODD_TEXTS)),
            1 => *text = text.to_uppercase(),
            2 => *text = text.repeat(1 + chance.below(20)),
            _ => drop(text.pop()),
        },
        (_, here) => *here = odd_value(chance),
    }
}

/// The document as a text, mutated once to a few times; one in five also byte by byte.
fn mutated(document: &Json, chance: &mut Chance) -> String {
    let mut document = document.clone();
    for _ in 0..=chance.below(4) {
        mutate(&mut document, chance);
    }
    let text = document.to_text();
    if !chance.one_in(5) {
        return text;
    }
    let mut bytes = text.into_bytes();
    for _ in 0..=chance.below(3) {
        let at = chance.below(bytes.len().max(1));
        match chance.below(4) {
            0 if at < bytes.len() => drop(bytes.remove(at)),
            1 if at < bytes.len() => bytes[at] = b"{}[]\",:\\0u-e \x00\xff"[chance.below(15)],
            2 => drop(bytes.splice(
                at..at,
                chance.pick(&["\"", "{", "[", "\\u", "1e999", ",\"a\":1", "\u{feff}"]).bytes(),
            )),
            _ if chance.one_in(4) => bytes.truncate(at),
            _ if (1..bytes.len()).contains(&at) => bytes.swap(at - 1, at),
            _ => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Where everything in a document stands, counted in the order in which JavaScript would walk through it.
struct Places {
    /// The turn of each pointer, and (under `pointer` + newline) that of the end of what it points at.
    turns: HashMap<String, usize>,
}

impl Places {
    fn of(document: &Value) -> Places {
        let mut places = Places { turns: HashMap::new() };
        places.walk(document, String::new());
        places
    }

    fn walk(&mut self, of: &Value, here: String) {
        self.turns.insert(here.clone(), self.turns.len());
        let index =
            |name: &str| name.parse::<u32>().ok().filter(|at| *at < u32::MAX && at.to_string() == name);
        match of {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.walk(item, format!("{here}/{at}"));
                }
            }
            Value::Object(members) => {
                let mut names: Vec<&String> = members.keys().collect();
                names.sort_by_key(|name| index(name).map_or(u64::MAX, u64::from));
                for name in names {
                    let token = name.replace('~', "~0").replace('/', "~1");
                    self.walk(&members[name], format!("{here}/{token}"));
                }
            }
            _ => {}
        }
        self.turns.insert(here + "\n", self.turns.len());
    }

    /// The turn of a place; what is missing comes at the end of what it is missing from.
    fn turn(&self, pointer: &str) -> usize {
        let mut here = pointer;
        if let Some(turn) = self.turns.get(here) {
            return *turn;
        }
        loop {
            here = here.rsplit_once('/').unwrap().0;
            if let Some(turn) = self.turns.get(&format!("{here}\n")) {
                return *turn;
            }
        }
    }
}

/// Holds problems against the document they speak of.
fn check_problems(text: &str, problems: &Problems) {
    let of_the_text = [Code::NotJson, Code::TooDeep, Code::TooLarge, Code::DuplicateField];
    if problems.iter().any(|problem| of_the_text.contains(&problem.code)) {
        assert!(problems.iter().all(|problem| of_the_text.contains(&problem.code)), "{problems}");
        return;
    }
    let document = match serde_json::from_str::<Value>(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        Ok(document) => document,
        // Another reader may refuse 1e999; here it is a number that is not whole.
        Err(error) if error.to_string().contains("out of range") => return,
        Err(error) => panic!("{error}, and yet it was read: {text}"),
    };
    let places = Places::of(&document);
    let mut before = 0;
    for (turn, problem) in problems.iter().enumerate() {
        if problem.code == Code::TooManyProblems {
            assert!(turn == 1_000 && problems.iter().nth(1_001).is_none(), "{problems}");
            return;
        }
        let here = document.pointer(&problem.path).is_some();
        let (parent, _) = problem.path.rsplit_once('/').unwrap_or_default();
        let lacks = !here && document.pointer(parent).is_some_and(Value::is_object);
        // What a resident left blank or a page gave as null is as good as left out.
        let blank = document.get("format").is_none()
            && document.pointer(&problem.path).is_some_and(|of| match of {
                Value::String(text) => text.trim().is_empty(),
                of => of.is_null(),
            });
        let right = match problem.code {
            Code::Missing => lacks || blank,
            Code::LanguageMissing
            | Code::NoFollowUp
            | Code::NoOrganiser
            | Code::NoPrivacyLink
            | Code::NoSalt => lacks,
            // The question is required also where no answers are given at all, or a blank one.
            Code::AnswerRequired => {
                lacks || blank || document.is_object() && document.get("answers").is_none_or(Value::is_null)
            }
            // A row or points left out are as good as 0, a minimum left out is.
            Code::ServesNoValue | Code::BelowMin | Code::MinAboveMax => here || lacks,
            _ => here,
        };
        assert!(right, "{problem}\n{text}");
        let turn = places.turn(&problem.path);
        assert!(before <= turn, "out of order: {problem}\n{problems}");
        before = turn;
    }
}

/// The same, whether the text was read here or by another reader first.
fn read_elsewhere(text: &str) -> Option<Json> {
    let value: Value = serde_json::from_str(text).ok()?;
    Json::parse(&value.to_string()).ok()
}

/// What a survey that was accepted must be good for.
fn use_survey(survey: &Survey, chance: &mut Chance) {
    assert!(survey.problems().iter().all(|problem| problem.code.severity() != Severity::Error));
    assert_eq!(survey.order(chance.draw()).len(), survey.scenarios().len());
    let mut allocation = Allocation::new(survey);
    for (scenario, min) in allocation.below_min().collect::<Vec<_>>() {
        allocation.set(scenario, min);
    }
    allocation.spread(&[]);
    assert!(allocation.is_complete());
    let points = survey.scenarios().zip(allocation.points());
    let points: serde_json::Map<String, Value> =
        points.map(|(scenario, points)| (scenario.id().to_owned(), json!(points))).collect();
    let answers = survey.questions().filter(|question| question.is_required()).map(|question| {
        let answer = match question.kind() {
            Kind::Choice => json!(question.options().next().unwrap().id()),
            Kind::Number(min, _) | Kind::Scale(min, _) => json!(min),
            Kind::Text(_) => json!("x"),
        };
        (question.id().to_owned(), answer)
    });
    let input = json!({ "points": points, "answers": answers.collect::<serde_json::Map<_, _>>() });
    let stamp = Stamp::new([9; 32], mienskip::Date::EPOCH);
    let response = survey.respond(&tree(&input), &stamp).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(survey.verify(&response).is_empty());
}

/// Does the work and remembers how long the slowest took, on how large a text.
fn timed<T>(slowest: &mut (Duration, usize), text: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    *slowest = (start.elapsed(), text.len()).max(*slowest);
    result
}

fn count() -> usize {
    if long() { 20_000 } else { 2_000 }
}

#[test]
fn a_mutated_survey_gives_a_survey_or_problems_where_they_are() {
    let mut documents: Vec<Json> = ["energie.json", "budget.json", "werkstijl.json"]
        .iter()
        .map(|name| Json::parse(&example(name)).unwrap())
        .collect();
    for group in fixture("responses.json").as_array().unwrap() {
        // The small ones meet more of what matters.
        documents.extend(vec![tree(&group["survey"]); 3]);
    }
    let mut chance = Chance::new(11);
    let mut slowest = (Duration::ZERO, 0);
    let (mut usable, mut refused) = (0, 0);
    for turn in 0..count() {
        let text = mutated(&documents[turn % documents.len()], &mut chance);
        let read = timed(&mut slowest, &text, || Survey::from_json(&text));
        let problems = read.as_ref().map_or_else(Clone::clone, |survey| survey.problems().clone());
        check_problems(&text, &problems);
        if let Some(tree) = read_elsewhere(&text) {
            let elsewhere =
                Survey::from_tree(tree).map_or_else(|problems| problems, |survey| survey.problems().clone());
            let twice = problems.iter().any(|problem| problem.code == Code::DuplicateField);
            assert!(twice || problems == elsewhere, "{problems}\nelsewhere:\n{elsewhere}");
        }
        match read {
            Ok(survey) => {
                use_survey(&survey, &mut chance);
                usable += 1;
            }
            Err(problems) => {
                assert!(problems.has_errors());
                refused += 1;
            }
        }
    }
    println!("the slowest: {:?} for {} bytes", slowest.0, slowest.1);
    assert!(usable > count() / 20 && refused > count() / 4, "{usable} usable, {refused} refused");
}

#[test]
fn a_mutated_answer_gives_an_answer_or_problems_where_they_are() {
    let mut cases = Vec::new();
    for group in fixture("responses.json").as_array().unwrap() {
        for case in group["responses"].as_array().unwrap() {
            let survey = Survey::from_tree(tree(&group["survey"])).unwrap();
            cases.push((survey, tree(&case["response"]), tree(&case["input"])));
        }
    }
    let mut chance = Chance::new(13);
    let mut slowest = (Duration::ZERO, 0);
    let (mut valid, mut refused) = (0, 0);
    let stamp = Stamp::new([9; 32], mienskip::Date::EPOCH);
    for turn in 0..count() {
        let (survey, response, input) = &cases[turn % cases.len()];

        let text = mutated(response, &mut chance);
        let problems = match Json::parse(&text) {
            Err(problems) => problems,
            Ok(response) => {
                let problems = timed(&mut slowest, &text, || survey.verify(&response));
                let elsewhere = read_elsewhere(&text).map(|tree| survey.verify(&tree));
                assert!(elsewhere.is_none_or(|elsewhere| elsewhere == problems));
                if problems.is_empty() {
                    let without = redact(&response);
                    assert!(survey.verify(&without).is_empty());
                    assert_eq!(receipt(&without), receipt(&response));
                    assert!(survey.read_response(&response).is_ok());
                    valid += 1;
                } else {
                    refused += 1;
                }
                problems
            }
        };
        check_problems(&text, &problems);

        let text = mutated(input, &mut chance);
        let problems = Json::parse(&text).and_then(|input| survey.respond(&input, &stamp));
        match problems {
            Ok(made) => assert!(survey.verify(&made).is_empty(), "{}", survey.verify(&made)),
            Err(problems) => check_problems(&text, &problems),
        }
        let division = Json::parse(&text).and_then(|input| survey.division(&input));
        match division {
            Ok(division) => assert_eq!(survey.table().profile(&division).len(), survey.values().len()),
            Err(problems) => check_problems(&text, &problems),
        }
    }
    println!("the slowest: {:?} for {} bytes", slowest.0, slowest.1);
    assert!(valid > count() / 50 && refused > count() / 4, "{valid} valid, {refused} refused");
}

#[test]
fn a_mutated_catalogue_gives_a_catalogue_or_problems() {
    let document =
        Json::parse(r#"{ "points": { "one": "{n} point", "other": "{n} points" }, "and": " and " }"#)
            .unwrap();
    let mut chance = Chance::new(17);
    for _ in 0..count() {
        let text = mutated(&document, &mut chance);
        if let Err(problems) = mienskip::Catalogue::from_json(&text) {
            assert!(problems.has_errors());
            // Of two fields with one name another reader keeps the last.
            let twice = problems.iter().any(|problem| problem.code == Code::DuplicateField);
            if let Ok(document) = serde_json::from_str::<Value>(&text) {
                let here = |problem: &Problem| {
                    let lacks = document.pointer(&problem.path).is_none();
                    let (parent, _) = problem.path.rsplit_once('/').unwrap_or_default();
                    lacks == (problem.code == Code::Missing) && document.pointer(parent).is_some()
                };
                assert!(twice || problems.iter().all(here), "{problems}");
            }
        }
    }
}

#[test]
fn many_problems_in_an_order_of_their_own_are_all_told_in_that_of_the_document() {
    // The reader meets the questions last; here they come first.
    let unknown = |count: usize| {
        let members: Vec<String> = (0..count).map(|at| format!("\"u{at}\":0")).collect();
        format!("{{{}}}", members.join(","))
    };
    let list = |items: usize| vec![unknown(7); items].join(",");
    let text =
        format!(r#"{{"questions":[{}],"scenarios":[{}],"values":[{}]}}"#, list(40), list(40), list(10));
    let problems = Survey::from_json(&text).unwrap_err();
    assert!(problems.iter().filter(|problem| problem.code == Code::UnknownField).count() == 90 * 7);
    check_problems(&text, &problems);
}

#[test]
fn no_document_takes_long() {
    let list =
        |item: &str, bytes: usize| format!("[{}{item}]", format!("{item},").repeat(bytes / (item.len() + 1)));
    let object = |members: usize, value: &str| {
        let all: Vec<String> = (0..members).map(|at| format!("\"m{at:03}\":{value}")).collect();
        format!("{{{}}}", all.join(","))
    };
    let rows = |wide: usize| object(1_900_000 / (wide * 9 + 9), &object(wide, "9"));
    // The id comes last, after all that has to be passed over to find it.
    let named = |count: usize| {
        let before = object(1_800_000 / count / 9, "0");
        let item = |at: usize| format!("{},\"id\":\"{at}\"}}", before.trim_end_matches('}'));
        format!("[{}]", (0..count).map(item).collect::<Vec<_>>().join(","))
    };
    let contents = [
        list("0", 1_900_000),
        list("\"a\"", 1_900_000),
        list("{\"id\":\"a\"}", 1_900_000),
        object(4, &list("{\"id\":\"a\"}", 470_000)),
        rows(999),
        named(300),
        format!("\"{}\"", "é".repeat(950_000)),
        format!("\"{}\"", "\\n".repeat(950_000)),
    ];
    let survey = Survey::from_tree(tree(&fixture("responses.json")[0]["survey"])).unwrap();
    for content in &contents {
        let start = Instant::now();
        Json::parse(content).unwrap();
        // A few times as long as the reading alone, however busy the machine; sorting badly took hundreds of times.
        let limit = Duration::from_secs(3) + start.elapsed() * 15;
        let begin: String = content.chars().take(40).collect();
        for name in ["languages", "scenarios", "relevance", "questions"] {
            let text = format!("{{\"{name}\":{content}}}");
            let mut took = (Duration::ZERO, 0);
            timed(&mut took, &text, || Survey::from_json(&text).unwrap_err());
            assert!(took.0 < limit, "{took:?} for {name} {begin}");
        }
        for name in ["points", "order", "reasons", "profile"] {
            let text = format!("{{\"{name}\":{content}}}");
            let mut took = (Duration::ZERO, 0);
            timed(&mut took, &text, || survey.verify(&Json::parse(&text).unwrap()));
            assert!(took.0 < limit, "{took:?} for {name} {begin}");
        }
    }
}
