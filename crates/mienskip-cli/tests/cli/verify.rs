//! `mienskip verify`

use crate::support::{Desk, PROGRAM, changed, list, reversed, text};
use mienskip::{Json, receipt, redact};
use std::process::{Command, Stdio};

#[test]
fn a_valid_answer_is_told_with_its_place_its_id_and_its_receipt() {
    let desk = Desk::new();
    let answer = desk.answer(1);
    desk.file("one.json", answer.to_text());
    let ran = desk.run(&["verify", "survey.json", "one.json"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let (id, receipt) = (text(&answer, "id"), receipt(&answer));
    assert_eq!(
        ran.out,
        format!("one.json:1: {id}: valid, receipt {receipt}\n1 answer: 1 valid, 0 with errors\n")
    );
}

#[test]
fn a_document_spread_over_lines_is_one_answer() {
    let desk = Desk::new();
    let spread = desk.answer(1).to_text().replace(',', ",\n  ").replace('{', "{\n");
    desk.file("one.json", format!("\n\n{spread}\n"));
    let json = desk.run(&["verify", "survey.json", "one.json", "--json"]).json();
    let reports = list(&json, "responses");
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].get("line"), Some(&Json::whole(3)));
    assert_eq!(reports[0].get("valid"), Some(&Json::Bool(true)));
}

#[test]
fn a_broken_document_spread_over_lines_is_one_answer_with_the_place_of_the_break() {
    let desk = Desk::new();
    let spread = desk.answer(1).to_text().replace(',', ",\n").replace("],", "]");
    desk.file("one.json", spread);
    let ran = desk.run(&["verify", "survey.json", "one.json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.starts_with("one.json:1: without id: has errors\n"), "{}", ran.out);
    assert!(
        ran.out.contains("[not-json]") && ran.out.contains("1 answer: 0 valid, 1 with errors"),
        "{}",
        ran.out
    );
}

#[test]
fn each_line_of_many_is_reported_and_none_stops_the_rest() {
    let desk = Desk::new();
    let wrong = changed(&desk.answer(2), "points", Json::parse(r#"{ "wind": 30, "zon": 65 }"#).ok());
    let lines = [
        String::from("not an answer"),
        desk.answer(1).to_text(),
        String::new(),
        wrong.to_text(),
        format!("{}\r", desk.answer(3).to_text()),
    ];
    desk.file("many.ndjson", format!("\u{feff}{}", lines.join("\n")));
    let ran = desk.run(&["verify", "survey.json", "many.ndjson", "--json"]);
    assert_eq!(ran.status, 1);
    let json = ran.json();
    assert_eq!(json.get("valid"), Some(&Json::Bool(false)));
    let reports = list(&json, "responses");
    let seen: Vec<_> = reports.iter().map(|report| (report.get("line"), report.get("valid"))).collect();
    let expected = [(1, false), (2, true), (4, false), (5, true)]
        .map(|(line, valid)| (Json::whole(line), Json::Bool(valid)));
    assert_eq!(seen, expected.iter().map(|(line, valid)| (Some(line), Some(valid))).collect::<Vec<_>>());

    assert_eq!((reports[0].get("id"), reports[0].get("receipt")), (None, None));
    assert_eq!(text(&list(&reports[0], "problems")[0], "code"), "not-json");
    assert_eq!(text(&reports[1], "receipt"), receipt(&desk.answer(1)));
    assert_eq!((text(&reports[2], "id"), reports[2].get("receipt")), (text(&wrong, "id"), None));
    let problem = &list(&reports[2], "problems")[0];
    assert_eq!((text(problem, "path").as_str(), text(problem, "code").as_str()), ("/points", "points-left"));

    let human = desk.run(&["verify", "survey.json", "many.ndjson"]).out;
    assert!(
        human.contains("\n  /points: error: The points do not add up: 5 left to divide. [points-left]\n"),
        "{human}"
    );
    assert!(human.ends_with("4 answers: 2 valid, 2 with errors\n"), "{human}");
}

#[test]
fn an_answer_that_stands_twice_is_noted_and_counts_as_fine() {
    let desk = Desk::new();
    let answer =
        desk.answer_with(1, r#"{ "points": { "wind": 100 }, "motivations": { "wind": "Waait hier." } }"#);
    desk.file("a.ndjson", format!("{}\n{}\n", desk.answer(2).to_text(), answer.to_text()));
    for same in [reversed(&answer), redact(&answer)] {
        desk.file("b.json", same.to_text());
        let ran = desk.run(&["verify", "survey.json", "a.ndjson", "b.json", "--json"]);
        assert_eq!(ran.status, 0, "{}", ran.out);
        let json = ran.json();
        let note = &list(&list(&json, "responses")[2], "problems")[0];
        assert_eq!((text(note, "code").as_str(), text(note, "severity").as_str()), ("repeated", "note"));
        assert!(text(note, "message").contains("a.ndjson:2"));
    }
}

#[test]
fn two_answers_with_one_id_are_an_error() {
    let desk = Desk::new();
    let other = desk.answer_with(1, r#"{ "points": { "wind": 100 } }"#);
    desk.file("a.json", desk.answer(1).to_text());
    desk.file("b.json", other.to_text());
    let ran = desk.run(&["verify", "survey.json", "a.json", "b.json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("  /id: error: Another answer has this id, at a.json:1."), "{}", ran.out);
    assert!(ran.out.contains("[id-conflict]"));
}

#[test]
fn an_answer_that_is_wrong_takes_no_id_from_one_that_is_right() {
    let desk = Desk::new();
    let right = desk.answer(1).to_text();
    desk.file("a.json", right.replace("\"wind\":", "\"wint\":"));
    desk.file("b.json", &right);
    let ran = desk.run(&["verify", "survey.json", "a.json", "b.json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("2 answers: 1 valid, 1 with errors"), "{}", ran.out);
    assert!(!ran.out.contains("[id-conflict]"), "{}", ran.out);
}

#[test]
fn answers_can_come_through_standard_input_once() {
    let desk = Desk::new();
    let lines = format!("{}\n{}\n", desk.answer(1).to_text(), desk.answer(2).to_text());
    let ran = desk.run_with_input(&["verify", "survey.json", "-"], lines.as_bytes());
    assert_eq!(ran.status, 0);
    assert!(ran.out.contains("-:2: ") && ran.out.contains("2 answers: 2 valid"), "{}", ran.out);
    assert_eq!(desk.run_with_input(&["verify", "-", "-"], lines.as_bytes()).status, 2);
}

#[test]
fn a_file_that_cannot_be_read_is_wrong_use_and_does_not_keep_the_others_from_their_reports() {
    let desk = Desk::new();
    desk.file("one.json", desk.answer(1).to_text());
    let ran = desk.run(&["verify", "survey.json", "nowhere.json", "one.json", "--json"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("cannot read nowhere.json"), "{}", ran.err);
    let json = ran.json();
    assert_eq!(json.get("valid"), Some(&Json::Bool(false)));
    assert_eq!(list(&json, "unread"), [Json::text("nowhere.json")]);
    assert_eq!(list(&json, "responses").len(), 1);
    assert_eq!(desk.run(&["verify", "nowhere.json", "one.json"]).status, 2);
    assert_eq!(desk.run(&["verify", "survey.json"]).status, 2);
}

#[test]
fn an_empty_file_holds_no_answers_and_says_so() {
    let desk = Desk::new();
    desk.file("none.ndjson", " \n\n");
    let ran = desk.run(&["verify", "survey.json", "none.ndjson"]);
    assert_eq!(ran.status, 0);
    assert_eq!(ran.out, "none.ndjson: no answers\n0 answers: 0 valid, 0 with errors\n");
}

#[test]
fn garbage_is_an_error_in_the_data() {
    let desk = Desk::new();
    for garbage in
        [b"\x00\xff\xfe\n\x80".as_slice(), b"[]", b"12", b"{}", b"{\"id\": 5}\n{\"id\": 6}", b"{{{{"]
    {
        desk.file("garbage", garbage);
        let ran = desk.run(&["verify", "survey.json", "garbage"]);
        assert_eq!(ran.status, 1, "{garbage:?}: {}", ran.out);
    }
}

#[test]
fn without_a_valid_survey_nothing_is_verified() {
    let desk = Desk::new();
    desk.file("bad.json", "{}");
    desk.file("one.json", desk.answer(1).to_text());
    let ran = desk.run(&["verify", "bad.json", "one.json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("/format: error") && ran.out.contains("no answer was verified"), "{}", ran.out);
    let json = desk.run(&["verify", "bad.json", "one.json", "--json"]).json();
    assert_eq!(json.get("valid"), Some(&Json::Bool(false)));
    assert!(!list(&json, "survey").is_empty() && list(&json, "responses").is_empty());
}

#[test]
fn an_answer_to_another_version_of_the_survey_is_an_error() {
    let desk = Desk::new();
    let other = Desk::with("\"introduction\": \"Nieuw\",");
    desk.file("one.json", other.answer(1).to_text());
    let ran = desk.run(&["verify", "survey.json", "one.json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("[other-digest]"), "{}", ran.out);
}

#[test]
fn thousands_of_answers_are_verified_and_a_reader_may_stop_early() {
    let desk = Desk::new();
    let lines: Vec<String> = (0..3000).map(|number| desk.answer(number).to_text()).collect();
    desk.file("many.ndjson", lines.join("\n"));
    let ran = desk.run(&["verify", "survey.json", "many.ndjson"]);
    assert_eq!(ran.status, 0);
    assert!(ran.out.ends_with("3000 answers: 3000 valid, 0 with errors\n"));

    let mut child = Command::new(PROGRAM)
        .args(["verify", "survey.json", "many.ndjson"])
        .current_dir(desk.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "", "no panic, and nothing to complain of");
}
