//! What is wrong with a document is told completely, at its place, in document order: case by case, from the
//! fixture that the JavaScript tests read as well.

mod common;

use common::{fixture, told};
use mienskip::{Code, Json, Problems, Severity, Stamp, Survey};
use serde_json::Value;

/// The problems of a text read as a survey: errors, or what a usable one still has to be told.
fn of_survey(text: &str) -> Problems {
    Survey::from_json(text).map_or_else(|problems| problems, |survey| survey.problems().clone())
}

fn of_answer(survey: &Survey, call: &str, text: &str) -> Problems {
    let answer = match Json::parse(text) {
        Ok(answer) => answer,
        Err(problems) => return problems,
    };
    let stamp = Stamp::new([7; 32], mienskip::Date::parse("2026-12-24").unwrap());
    match call {
        "profile" => survey.division(&answer).err().unwrap_or_default(),
        "respond" => survey.respond(&answer, &stamp).err().unwrap_or_default(),
        "verify" => survey.verify(&answer),
        _ => panic!("no such call: {call}"),
    }
}

fn survey_of(fixture: &Value, case: &Value) -> Survey {
    Survey::from_json(&fixture["surveys"][case["survey"].as_str().unwrap()].to_string()).unwrap()
}

/// Every case that does not tell exactly what it should, so that one run shows all of them.
fn differences(cases: &Value, problems: impl Fn(&Value) -> Problems) -> Vec<String> {
    let mut different = Vec::new();
    for case in cases.as_array().unwrap() {
        let problems = problems(case);
        let expected: Vec<(&str, &str, &str)> = case["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["path"].as_str().unwrap(),
                    one["code"].as_str().unwrap(),
                    one["severity"].as_str().unwrap(),
                )
            })
            .collect();
        let given: Vec<(&str, &str, &str)> = problems
            .iter()
            .map(|one| (one.path.as_str(), one.code.name(), one.code.severity().name()))
            .collect();
        if given != expected {
            different.push(format!("{}:\n  expected {expected:?}\n  given    {given:?}\n", case["name"]));
        }
    }
    different
}

#[test]
fn every_survey_document_is_told_what_is_wrong_with_it() {
    let fixture = fixture("problems.json");
    let different = differences(&fixture["documents"], |case| of_survey(case["text"].as_str().unwrap()));
    assert!(different.is_empty(), "{}", different.join(""));
}

#[test]
fn every_answer_is_told_what_is_wrong_with_it() {
    let fixture = fixture("problems.json");
    let different = differences(&fixture["answers"], |case| {
        of_answer(&survey_of(&fixture, case), case["call"].as_str().unwrap(), case["text"].as_str().unwrap())
    });
    assert!(different.is_empty(), "{}", different.join(""));
}

#[test]
fn every_code_is_met() {
    let fixture = fixture("problems.json");
    let cases = ["documents", "answers"].into_iter().flat_map(|list| fixture[list].as_array().unwrap());
    let problems = cases.flat_map(|case| case["problems"].as_array().unwrap());
    let met: Vec<&str> = problems.map(|problem| problem["code"].as_str().unwrap()).collect();
    // What takes counting is told apart, and met in `leads.rs`; what a code from a letter is, only a collector knows.
    let apart = |name: &str| name.starts_with("leads-") || name == Code::UnknownCode.name();
    let told = Code::ALL.iter().map(|code| code.name()).filter(|name| !apart(name));
    let missing: Vec<&str> = told.filter(|name| !met.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_document_that_is_wrong_everywhere_is_told_its_first_thousand_problems_and_that_there_are_more() {
    // As many as go into the longest text: to find each its place would take seconds.
    let names: Vec<String> = (0..860).map(|name| format!("\"{name:x}\":0")).collect();
    let scenario = format!("{{{}}}", names.join(","));
    let text = format!(r#"{{"titel":"T","scenarios":[{}]}}"#, vec![scenario; 300].join(","));
    assert!(text.len() < Json::MAX_BYTES && text.len() > Json::MAX_BYTES * 9 / 10, "{}", text.len());
    let problems = of_survey(&text);
    let told: Vec<&str> = problems.iter().map(|problem| problem.code.name()).collect();
    assert_eq!((told.len(), told[999], told[1000]), (1001, "unknown-field", "too-many-problems"));
    let path = |at: usize| problems.iter().nth(at).unwrap().path.as_str();
    assert_eq!((path(0), path(1), path(1000)), ("/titel", "/scenarios/0/0", ""));

    // One name, over and over: those are found while the text is read.
    let text = format!(r#"{{"a":0{}}}"#, r#","a":0"#.repeat(200_000));
    let told: Vec<&str> = of_survey(&text).iter().map(|problem| problem.code.name()).collect();
    assert_eq!((told.len(), told[999], told[1000]), (1001, "duplicate-field", "too-many-problems"));
}

#[test]
fn what_is_not_told_counts_as_wrong() {
    // Grades that no survey has, after a thousand other mistakes: nothing is worked out with them.
    let names: Vec<String> = (0..999).map(|name| format!("\"{name}\":0")).collect();
    let text = format!(
        r#"{{ "title": {{{}}}, "points": {{}}, "values": [{{ "id": "x" }}, {{ "id": "y" }}],
          "scenarios": [{{ "id": "a" }}, {{ "id": "b" }}], "relevance": {{ "a": {{ "x": 200, "y": 200 }} }} }}"#,
        names.join(",")
    );
    let text = text.replace("{ \"title\"", "{ \"languages\": [\"nl\"], \"title\"");
    assert_eq!(of_survey(&text).iter().count(), 1001);
}

#[test]
fn names_are_kebab_case_and_no_two_codes_share_one() {
    for (at, code) in Code::ALL.iter().enumerate() {
        let name = code.name();
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
        assert!(Code::ALL[..at].iter().all(|other| other.name() != name), "{name}");
    }
}

#[test]
fn a_message_is_a_sentence_that_names_what_it_is_about() {
    let fixture = fixture("problems.json");
    let mut seen = 0;
    for case in fixture["documents"].as_array().unwrap() {
        for problem in &of_survey(case["text"].as_str().unwrap()) {
            let message = problem.message();
            assert!(message.ends_with('.') && !message.contains("{}"), "{message}");
            assert!(message.contains(&problem.about), "{message}");
            seen += 1;
        }
    }
    for case in fixture["answers"].as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        for problem in &of_answer(&survey_of(&fixture, case), case["call"].as_str().unwrap(), text) {
            let message = problem.message();
            assert!(message.ends_with('.') && !message.contains("{}"), "{message}");
            seen += 1;
        }
    }
    assert!(seen > 200);
}

#[test]
fn messages_name_the_bound_the_id_or_the_language() {
    let survey = |points: &str, more: &str| {
        format!(
            r#"{{ "format": "mienskip-survey/1", "id": "s", "version": "1", "languages": ["nl", "fy"], "title": {{ "nl": "T" }},
              "question": "Q", "points": {points}, "scenarios": [{{ "id": "a", "title": "A" }}, {{ "id": "b", "title": "B", "min": 5, "max": 4 }}],
              "values": [{{ "id": "x", "title": "X" }}, {{ "id": "y", "title": "Y" }}], "relevance": {{}}{more} }}"#
        )
    };
    let messages = |text: &str| -> Vec<String> { of_survey(text).iter().map(ToString::to_string).collect() };
    assert_eq!(
        messages(&survey(r#"{ "total": 0 }"#, r#", "order": 5"#)),
        [
            "/title/fy: error: The text in fy is missing. Add it, or take the language out of `languages`. [language-missing]",
            "/points/total: error: This must be 1–1000000000. [out-of-range]",
            "/scenarios/1/min: error: The minimum is above the maximum, 4. Lower it. [min-above-max]",
            "/values/0: error: No scenario serves this value. Give it a relevance somewhere, or remove it. [served-by-none]",
            "/values/1: error: No scenario serves this value. Give it a relevance somewhere, or remove it. [served-by-none]",
            "/relevance/a: error: This scenario serves no value. Give it a relevance of 1 to 3 for at least one. [serves-no-value]",
            "/relevance/b: error: This scenario serves no value. Give it a relevance of 1 to 3 for at least one. [serves-no-value]",
            "/order: error: This must be random or fixed. [not-one-of]",
        ]
    );
}

#[test]
fn problems_leave_as_path_code_severity_and_message() {
    let problems = of_survey("[]");
    let text = r#"[{"path":"","code":"not-an-object","severity":"error","message":"This must be an object, between braces."}]"#;
    assert_eq!(problems.to_json().to_text(), text);
    assert_eq!(
        problems.to_string(),
        "(the whole document): error: This must be an object, between braces. [not-an-object]"
    );
    assert!(problems.has_errors() && !problems.is_empty());
}

#[test]
fn a_survey_with_warnings_and_notes_can_be_used() {
    let fixture = fixture("problems.json");
    let mut usable = 0;
    for case in fixture["documents"].as_array().unwrap() {
        let errors =
            case["problems"].as_array().unwrap().iter().any(|problem| problem["severity"] == "error");
        let read = Survey::from_json(case["text"].as_str().unwrap());
        assert_eq!(read.is_err(), errors, "{}", case["name"]);
        if let Ok(survey) = read {
            assert!(!survey.problems().has_errors());
            assert!(survey.problems().iter().all(|problem| problem.code.severity() != Severity::Error));
            usable += 1;
        }
    }
    assert!(usable > 30);
}

#[test]
fn a_text_and_a_tree_made_elsewhere_are_told_the_same() {
    let fixture = fixture("problems.json");
    for case in fixture["documents"].as_array().unwrap() {
        if case.get("textOnly").is_none() {
            let text = case["text"].as_str().unwrap();
            let elsewhere = serde_json::from_str::<Value>(text).unwrap().to_string();
            let tree = Json::parse(&elsewhere).unwrap();
            let problems =
                Survey::from_tree(tree).map_or_else(|problems| problems, |survey| survey.problems().clone());
            assert_eq!(told(&problems), told(&of_survey(text)), "{}", case["name"]);
        }
    }
}
