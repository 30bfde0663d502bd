//! A response is what the resident did and nothing else: made here, checked anywhere, and no part of it can be
//! changed unseen.

mod common;

use common::{Draft, fixture, told, tree, value};
use mienskip::{Answer, Date, Fit, Json, Prose, Stamp, Survey, receipt, redact};
use serde_json::{Value, json};

fn stamp_of(random: &str, day: &str) -> Stamp {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&random[2 * at..2 * at + 2], 16).unwrap();
    }
    Stamp::new(bytes, Date::parse(day).unwrap())
}

fn stamp() -> Stamp {
    stamp_of(&"0123456789abcdef".repeat(4), "2026-12-24")
}

/// Calls for every response of the fixture with its survey.
fn for_each_response(mut then: impl FnMut(&Survey, &Value)) {
    let mut seen = 0;
    for group in fixture("responses.json").as_array().unwrap() {
        let survey = Survey::from_tree(tree(&group["survey"])).unwrap();
        assert_eq!(survey.digest(), group["digest"].as_str().unwrap());
        for case in group["responses"].as_array().unwrap() {
            then(&survey, case);
            seen += 1;
        }
    }
    assert!(seen >= 10);
}

fn everything() -> (Survey, Value) {
    let group = &fixture("responses.json")[0];
    let survey = Survey::from_tree(tree(&group["survey"])).unwrap();
    (survey, group["responses"][1]["response"].clone())
}

#[test]
fn what_a_resident_did_becomes_the_response_the_reference_gives() {
    for_each_response(|survey, case| {
        let stamp =
            stamp_of(case["stamp"]["random"].as_str().unwrap(), case["stamp"]["day"].as_str().unwrap());
        let made =
            survey.respond(&tree(&case["input"]), &stamp).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(made.to_text(), case["response"].to_string(), "{}", case["name"]);
        assert_eq!(receipt(&made), case["receipt"].as_str().unwrap(), "{}", case["name"]);
        assert_eq!(redact(&made).to_text(), case["redacted"].to_string(), "{}", case["name"]);
    });
}

#[test]
fn what_is_made_is_valid_with_its_words_and_without() {
    for_each_response(|survey, case| {
        for document in ["response", "redacted"] {
            assert_eq!(
                told(&survey.verify(&tree(&case[document]))),
                Vec::<String>::new(),
                "{}",
                case["name"]
            );
        }
    });
}

#[test]
fn taking_the_words_out_leaves_no_word_and_keeps_the_receipt() {
    for_each_response(|_, case| {
        let (whole, without) = (tree(&case["response"]), tree(&case["redacted"]));
        assert_eq!(redact(&whole), without);
        assert_eq!(redact(&without), without);
        assert_eq!(receipt(&without), case["receipt"].as_str().unwrap());
        let text = without.to_text();
        assert!(!text.contains("\"salt\""));
        let words = whole.get("motivations").into_iter().chain(whole.get("idea")).map(value);
        for words in words.flat_map(|words| match words {
            Value::Object(of) => of.into_iter().map(|(_, words)| words).collect(),
            words => vec![words],
        }) {
            assert!(!text.contains(words.as_str().unwrap()), "{words}");
        }
    });
}

#[test]
fn a_scenario_may_be_called_as_a_field_is() {
    let more = r#", "idea": true, "motivations": "optional""#.to_owned();
    let text = Draft { more, ..Draft::of(2, 100) }
        .text()
        .replace("\"s0\"", "\"salt\"")
        .replace("\"s1\"", "\"idea\"");
    let survey = Survey::from_json(&text).unwrap_or_else(|problems| panic!("{problems}"));
    let input = json!({
        "points": { "salt": 60, "idea": 40 }, "motivations": { "salt": "because", "idea": "it is" }, "idea": "more",
    });
    let made = survey.respond(&tree(&input), &stamp()).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(value(&made)["motivations"], input["motivations"]);
    let without = value(&redact(&made));
    for hash in [&without["motivations"]["salt"], &without["motivations"]["idea"], &without["idea"]] {
        assert_eq!(hash["hash"].as_str().unwrap().len(), 64);
    }
    assert!(survey.verify(&redact(&made)).is_empty());
}

/// Every pointer into a document.
fn pointers(of: &Value, here: &str, all: &mut Vec<String>) {
    all.push(here.to_owned());
    match of {
        Value::Object(members) => {
            members.iter().for_each(|(name, of)| pointers(of, &format!("{here}/{name}"), all));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, of)| pointers(of, &format!("{here}/{at}"), all));
        }
        _ => {}
    }
}

/// Whether one of the problems is at this place; for an item of the order, at the order.
fn blamed(problems: &[String], pointer: &str) -> bool {
    let place = if pointer.starts_with("/order/") { "/order" } else { pointer };
    problems.iter().any(|problem| problem.rsplit_once(' ').unwrap().0 == place)
}

#[test]
fn whatever_becomes_of_another_kind_is_reported_at_its_place() {
    for_each_response(|survey, case| {
        let mut all = Vec::new();
        pointers(&case["response"], "", &mut all);
        for pointer in all {
            let mut tampered = case["response"].clone();
            let node = tampered.pointer_mut(&pointer).unwrap();
            *node = if node.is_null() { json!(true) } else { Value::Null };
            let problems = told(&survey.verify(&tree(&tampered)));
            assert!(blamed(&problems, &pointer), "{pointer} of {}: {problems:?}", case["name"]);
        }
    });
}

/// Whether this is a double that repeats an exact number.
fn is_double(pointer: &str) -> bool {
    let name = pointer.rsplit('/').next().unwrap();
    ["share", "emphasis", "strength"].contains(&name) && !pointer.contains("/exact/")
}

/// Whether another number or text here would be an answer as well; the receipt tells them apart.
fn is_free(pointer: &str) -> bool {
    let whole = ["/id", "/day", "/source", "/idea", "/salt"];
    let answers = ["/answers/leeftijd", "/answers/trots", "/answers/werk"];
    whole.contains(&pointer) || answers.contains(&pointer) || pointer.starts_with("/motivations/")
}

#[test]
fn whatever_is_said_otherwise_is_reported_at_its_place() {
    for_each_response(|survey, case| {
        let mut all = Vec::new();
        pointers(&case["response"], "", &mut all);
        all.retain(|pointer| !is_free(pointer));
        let mut said_otherwise = 0;
        for pointer in all {
            let mut tampered = case["response"].clone();
            let leaf = tampered.pointer_mut(&pointer).unwrap();
            match leaf {
                Value::Number(number) => *leaf = json!(number.as_f64().unwrap() + 1.0),
                Value::String(text) => text.push('x'),
                Value::Bool(flag) => *flag = !*flag,
                _ => continue,
            }
            let problems = told(&survey.verify(&tree(&tampered)));
            // Whoever does not say "none of these" has points to divide.
            let place = if pointer == "/none" { "/points" } else { &pointer };
            assert!(blamed(&problems, place), "{pointer} of {}: {problems:?}", case["name"]);
            said_otherwise += 1;
        }
        assert!(said_otherwise > 20);
    });
}

#[test]
fn no_change_keeps_the_receipt() {
    for_each_response(|_, case| {
        let mut all = Vec::new();
        pointers(&case["response"], "", &mut all);
        for pointer in all {
            let mut tampered = case["response"].clone();
            match tampered.pointer_mut(&pointer).unwrap() {
                Value::Number(number) => *number = 77.into(),
                Value::String(text) => text.push('x'),
                Value::Null => tampered["profile"]["margin"] = json!(0),
                of => *of = Value::Null,
            }
            assert_ne!(
                receipt(&tree(&tampered)),
                case["receipt"].as_str().unwrap(),
                "{pointer} of {}",
                case["name"]
            );
        }
    });
}

#[test]
fn a_field_left_out_is_missed_unless_it_may_be() {
    let (survey, response) = everything();
    let may_be_left_out = ["/source", "/idea", "/motivations", "/fit"];
    let mut all = Vec::new();
    pointers(&response, "", &mut all);
    for pointer in all.into_iter().filter(|pointer| !pointer.is_empty()) {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut without = response.clone();
        let Some(Value::Object(of)) = without.pointer_mut(parent) else { continue };
        of.shift_remove(name);
        let problems = told(&survey.verify(&tree(&without)));
        let node = response.pointer(&pointer).unwrap();
        let free = may_be_left_out.contains(&pointer.as_str())
            || parent == "/motivations"
            || parent == "/answers" && name != "dorp"
            || is_double(&pointer)
            // A scenario that is not named has 0 points, and a reason without points counts for nothing.
            || *node == json!(0)
            || pointer == "/reasons/niets";
        assert_eq!(problems.is_empty(), free, "{pointer}: {problems:?}");
    }
}

#[test]
fn a_field_too_many_is_reported_at_its_place() {
    let (survey, response) = everything();
    let mut all = Vec::new();
    pointers(&response, "", &mut all);
    let mut objects = 0;
    for pointer in all {
        let mut more = response.clone();
        let Some(Value::Object(of)) = more.pointer_mut(&pointer) else { continue };
        of.insert("ip".to_owned(), json!("127.0.0.1"));
        let problems = told(&survey.verify(&tree(&more)));
        assert!(blamed(&problems, &format!("{pointer}/ip")), "{pointer}: {problems:?}");
        objects += 1;
    }
    assert!(objects > 10);
}

#[test]
fn what_is_left_blank_is_left_out_but_a_name_the_survey_does_not_know_is_reported() {
    let (survey, response) = everything();
    let mut input = json!({ "points": response["points"], "answers": response["answers"] });
    for (name, blank) in [("idea", json!(" ")), ("source", json!("")), ("fit", json!(null))] {
        input[name] = blank;
    }
    input["motivations"] = json!({ "wind": "\n" });
    let made = survey.respond(&tree(&input), &stamp()).unwrap_or_else(|problems| panic!("{problems}"));
    for name in ["idea", "source", "fit", "motivations"] {
        assert!(made.get(name).is_none(), "{name}");
    }
    input["answers"]["werk"] = json!(null);
    let made = survey.respond(&tree(&input), &stamp()).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(value(&made)["answers"].get("werk"), None);
    for name in ["motivation", "answer", "motivations/", "answers/", "ideas"] {
        let mut misspelt = input.clone();
        misspelt[name] = json!("");
        let problems = survey.respond(&tree(&misspelt), &stamp()).unwrap_err();
        let pointer = name.replace('/', "~1");
        assert_eq!(told(&problems), [format!("/{pointer} unknown-field")], "{name}");
    }
}

#[test]
fn a_misspelt_field_hides_nothing_of_the_field_it_resembles() {
    let survey = Draft { bounds: vec![(0, None), (0, Some(60)), (10, None)], ..Draft::of(3, 100) }.survey();
    let input = json!({ "points": { "s0": 10, "s1": 99, "s2": 5 }, "pointsTotal": 100 });
    let problems = told(&survey.respond(&tree(&input), &stamp()).unwrap_err());
    for expected in [
        "/points points-too-many",
        "/points/s1 above-max",
        "/points/s2 below-min",
        "/pointsTotal unknown-field",
    ] {
        assert!(problems.contains(&expected.to_owned()), "{expected}: {problems:?}");
    }
    let right = json!({ "points": { "s0": 30, "s1": 50, "s2": 20 } });
    let mut response = value(&survey.respond(&tree(&right), &stamp()).unwrap());
    response["pointsX"] = json!(1);
    response["points"]["s0"] = json!(29);
    let problems = told(&survey.verify(&tree(&response)));
    assert!(problems.contains(&"/points points-left".to_owned()), "{problems:?}");
    assert!(problems.iter().any(|problem| problem.starts_with("/profile")), "{problems:?}");
}

#[test]
fn a_response_says_what_was_done_and_no_more() {
    for_each_response(|_, case| {
        let Value::Object(members) = &case["response"] else { panic!("an object") };
        let known = [
            "format",
            "id",
            "survey",
            "language",
            "day",
            "source",
            "order",
            "first",
            "points",
            "none",
            "reasons",
            "motivations",
            "answers",
            "idea",
            "fit",
            "profile",
            "salt",
        ];
        assert!(members.keys().all(|name| known.contains(&name.as_str())));
        assert_eq!(
            members.contains_key("salt"),
            members.contains_key("motivations") || members.contains_key("idea")
        );
        assert!(members.values().all(|value| !value.is_null()));
    });
}

#[test]
fn a_stamp_makes_a_random_uuid_and_a_salt_apart_from_it() {
    let survey = Draft { more: r#", "idea": true"#.to_owned(), ..Draft::of(2, 100) }.survey();
    let respond = |random: &str| {
        let input = json!({ "points": { "s0": 100 }, "idea": "An idea." });
        value(&survey.respond(&tree(&input), &stamp_of(random, "2026-12-24")).unwrap())
    };
    let ones = respond(&"f".repeat(64));
    assert_eq!(ones["id"], "ffffffff-ffff-4fff-bfff-ffffffffffff");
    assert_eq!(ones["salt"], "f".repeat(32));
    let zeros = respond(&"0".repeat(64));
    assert_eq!(zeros["id"], "00000000-0000-4000-8000-000000000000");
    // The id is known to whoever has the answer without its words; it must not tell the salt.
    let other_salt = respond(&format!("{}{}", "f".repeat(32), "0".repeat(32)));
    assert_eq!((&other_salt["id"], &other_salt["salt"]), (&ones["id"], &zeros["salt"]));
    assert_ne!(redact(&tree(&other_salt)), redact(&tree(&ones)));
}

#[test]
fn what_is_made_anew_of_a_response_that_may_be_there_has_its_id_and_a_salt_of_its_own() {
    let survey = Draft { more: r#", "idea": true"#.to_owned(), ..Draft::of(2, 100) }.survey();
    let respond = |points: Value, stamp: &Stamp| {
        survey.respond(&tree(&json!({ "points": points, "idea": "An idea." })), stamp).unwrap()
    };
    let sent = respond(json!({ "s0": 100 }), &stamp_of(&"f".repeat(64), "2026-12-24"));
    let again = stamp_of(&"0".repeat(64), "2026-12-25").of_the_same(&sent);
    let mended = respond(json!({ "s1": 100 }), &again);
    assert!(survey.verify(&mended).is_empty());
    assert_ne!(receipt(&mended), receipt(&sent));
    let (mended, sent) = (value(&mended), value(&sent));
    assert_eq!(mended["id"], sent["id"]);
    assert_eq!((&mended["salt"], &mended["day"]), (&json!("0".repeat(32)), &json!("2026-12-25")));
}

#[test]
fn a_response_reads_back_as_what_was_done() {
    let (survey, response) = everything();
    let document = tree(&response);
    let read = survey.read_response(&document).unwrap();
    assert_eq!(
        (read.id(), read.day().to_string()),
        (response["id"].as_str().unwrap(), response["day"].as_str().unwrap().to_owned())
    );
    assert_eq!((read.language(), read.source(), read.is_none()), (1, Some("brief"), false));
    assert_eq!(read.order(), [3, 1, 0, 2]);
    assert_eq!((&read.first()[..], read.division().points()), (&[50, 0, 50, 0][..], &[0, 60, 40, 0][..]));
    let reasons: Vec<usize> = read.division().reasons().iter().map(|reasons| reasons.count()).collect();
    assert_eq!(reasons, [0, 2, 1, 1]);
    assert_eq!((read.motivation(0), read.motivation(1)), (None, Some(Prose::Text("Sinne!"))));
    let answers: Vec<Option<Answer>> = (0..5).map(|question| read.answer(question)).collect();
    assert_eq!(
        answers,
        [
            Some(Answer::Option(1)),
            Some(Answer::Number(16)),
            Some(Answer::Text("boer")),
            Some(Answer::Number(-2)),
            None
        ]
    );
    assert!(matches!(read.idea(), Some(Prose::Text(text)) if response["idea"] == text));
    assert_eq!(read.fit(), Some(Fit::Partly));
    assert_eq!(read.profile().to_json(&survey), tree(&response["profile"]));

    let redacted = redact(&document);
    let without = survey.read_response(&redacted).unwrap();
    assert!(matches!(without.idea(), Some(Prose::Hash(hash)) if hash.len() == 64));
    assert_eq!(without.profile(), read.profile());
    assert!(survey.read_response(&Json::Null).is_err());
}

#[test]
fn points_in_another_notation_are_the_same_points() {
    let survey = Draft::of(2, 100).survey();
    let respond = |input: &str| survey.respond(&Json::parse(input).unwrap(), &stamp()).unwrap().to_text();
    assert_eq!(
        respond(r#"{ "points": { "s0": 1e2 } }"#),
        respond(r#"{ "points": { "s1": 0, "s0": 100.0 } }"#)
    );
    assert_eq!(
        respond(r#"{ "points": { "s0": 100 } }"#),
        respond(r#"{ "points": { "s0": 100, "s1": -0 } }"#)
    );
}

#[test]
fn opening_and_closing_are_left_to_whoever_receives_it() {
    let more = r#", "opens": "2026-12-01", "closes": "2026-12-31""#.to_owned();
    let survey = Draft { more, ..Draft::of(2, 100) }.survey();
    for day in ["2020-01-01", "2026-12-15", "2030-01-01"] {
        let input = json!({ "points": { "s0": 100 } });
        let response = survey.respond(&tree(&input), &stamp_of(&"0".repeat(64), day)).unwrap();
        assert!(survey.verify(&response).is_empty());
    }
}

#[test]
fn a_response_to_a_survey_belongs_to_every_formatting_of_it_and_to_no_other() {
    let group = &fixture("responses.json")[0];
    let response = tree(&group["responses"][0]["response"]);
    let pretty = serde_json::to_string_pretty(&group["survey"]).unwrap();
    assert!(Survey::from_json(&pretty).unwrap().verify(&response).is_empty());
    let later = pretty.replace("Betaalbaar", "Goedkoop");
    assert_eq!(told(&Survey::from_json(&later).unwrap().verify(&response)), ["/survey/digest other-digest"]);
}

#[test]
fn none_of_these_is_an_answer_where_the_survey_says_so() {
    let bounds = vec![(20, None), (0, Some(80))];
    let survey = Draft { more: r#", "none": true"#.to_owned(), bounds, ..Draft::of(2, 100) }.survey();
    let problems = |input: Value| match survey.respond(&tree(&input), &stamp()) {
        Ok(response) => {
            assert!(survey.verify(&response).is_empty());
            Vec::new()
        }
        Err(problems) => told(&problems),
    };
    let nothing = Vec::<String>::new();
    assert_eq!(problems(json!({ "none": true })), nothing);
    assert_eq!(problems(json!({ "none": true, "points": { "s0": 0 } })), nothing);
    assert_eq!(problems(json!({ "none": true, "first": { "s0": 100 } })), nothing);
    assert_eq!(problems(json!({ "none": true, "first": { "s0": 50 } })), ["/first points-left"]);
    assert_eq!(problems(json!({ "none": true, "points": { "s0": 5 } })), ["/points not-none"]);
    assert_eq!(
        problems(json!({ "none": false, "points": {} })),
        ["/points points-left", "/points/s0 below-min"]
    );
    assert_eq!(
        problems(json!({ "points": { "s0": 100 }, "first": {} })),
        ["/first points-left", "/first/s0 below-min"]
    );
}

#[test]
fn an_own_profile_is_no_substitute_for_the_one_of_the_points() {
    let (survey, response) = everything();
    // The profile of another answer to the same survey is sound in itself.
    let mut swapped = response.clone();
    swapped["profile"] = fixture("responses.json")[0]["responses"][0]["response"]["profile"].clone();
    let problems = told(&survey.verify(&tree(&swapped)));
    assert!(
        problems.len() > 5 && problems.iter().all(|problem| problem.ends_with(" not-the-profile")),
        "{problems:?}"
    );
}
