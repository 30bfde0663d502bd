//! `mienskip check`

use crate::support::{Desk, list, text};
use mienskip::Json;

#[test]
fn a_survey_without_problems_is_fine_and_told_in_one_line() {
    let desk = Desk::new();
    let ran = desk.run(&["check", "survey.json"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert_eq!(
        ran.out,
        format!(
            "survey.json: “Energie voor <iedereen>”, 2 scenarios, 2 values, 1 language (nl), digest {}\n",
            desk.survey.digest()
        )
    );
}

#[test]
fn warnings_are_told_and_leave_a_survey_fine() {
    let desk = Desk::new();
    let text = std::fs::read_to_string(desk.path("survey.json")).unwrap();
    desk.file("survey.json", text.replace(r#""followUp": "De raad besluit.","#, ""));
    let ran = desk.run(&["check", "survey.json"]);
    assert_eq!(ran.status, 0);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[0].starts_with("/followUp: warning: ") && lines[0].ends_with(" [no-follow-up]"),
        "{}",
        ran.out
    );
}

#[test]
fn a_value_that_hardly_can_come_first_is_warned_of() {
    let desk = Desk::new();
    let survey = r#"{ "format": "mienskip-survey/1", "id": "s", "version": "1", "languages": ["en"], "title": "t",
      "question": "q", "points": { "total": 100 },
      "scenarios": [{ "id": "a", "title": "a" }, { "id": "b", "title": "b" }, { "id": "c", "title": "c" }],
      "values": [{ "id": "x", "title": "x" }, { "id": "y", "title": "y" }, { "id": "z", "title": "z" }],
      "relevance": { "a": { "x": 3 }, "b": { "y": 2, "z": 1 }, "c": { "x": 1, "y": 2, "z": 1 } } }"#;
    desk.file("tilted.json", survey);
    let ran = desk.run(&["check", "tilted.json"]);
    assert_eq!(ran.status, 0);
    let warning = "/values/2: warning: This value comes first in only 0 % of all possible divisions.";
    assert!(
        ran.out.lines().any(|line| line.starts_with(warning) && line.ends_with("[leads-seldom]")),
        "{}",
        ran.out
    );
}

#[test]
fn every_error_is_told_in_the_order_of_the_document() {
    let desk = Desk::new();
    let text = std::fs::read_to_string(desk.path("survey.json")).unwrap();
    let text = text
        .replace("\"languages\"", "\"titel\": 1, \"languages\"")
        .replace("\"relevance\"", "\"relevantie\": 1, \"relevance\"")
        .replace("\"zon\": {", "\"son\": {");
    desk.file("survey.json", text);
    let ran = desk.run(&["check", "survey.json"]);
    assert_eq!(ran.status, 1);
    let codes: Vec<&str> =
        ran.out.lines().filter_map(|line| line.rsplit_once(" [").map(|(_, code)| code)).collect();
    assert_eq!(codes, ["unknown-field]", "unknown-field]", "unknown-id]"], "{}", ran.out);
    assert_eq!(ran.out.lines().last().unwrap(), "survey.json: 3 errors. Mend the errors and check again.");
}

#[test]
fn machines_get_json_with_a_digest_when_valid_and_the_problems_always() {
    let desk = Desk::new();
    let json = desk.run(&["check", "--json", "survey.json"]).json();
    assert_eq!(json.get("valid"), Some(&Json::Bool(true)));
    assert_eq!(text(&json, "digest"), desk.survey.digest());
    assert!(list(&json, "problems").is_empty());

    desk.file("bad.json", r#"{ "format": "mienskip-survey/1" }"#);
    let ran = desk.run(&["check", "bad.json", "--json"]);
    let json = ran.json();
    assert_eq!((ran.status, json.get("valid")), (1, Some(&Json::Bool(false))));
    assert_eq!(json.get("digest"), None);
    let first = &list(&json, "problems")[0];
    assert_eq!((text(first, "path").as_str(), text(first, "code").as_str()), ("/id", "missing"));
    assert_eq!(text(first, "severity"), "error");
    assert_eq!(text(first, "message"), "This field is missing. Add it.");
}

#[test]
fn a_survey_can_come_through_standard_input() {
    let desk = Desk::new();
    let text = std::fs::read(desk.path("survey.json")).unwrap();
    assert_eq!(desk.run_with_input(&["check", "-"], &text).status, 0);
}

#[test]
fn garbage_empty_and_oddly_encoded_files_are_errors_in_the_data() {
    let desk = Desk::new();
    let utf16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).chain([0xff]).collect();
    for content in [b"".as_slice(), b"\0\x01garbage", b"[1, 2", b"\xff\xfe", &utf16] {
        desk.file("bad.json", content);
        let ran = desk.run(&["check", "bad.json"]);
        assert_eq!(ran.status, 1, "{content:?}");
        assert!(ran.out.contains("[not-json]"), "{}", ran.out);
    }
}

#[test]
fn a_document_cannot_speak_to_the_terminal() {
    let desk = Desk::new();
    desk.file("bad.json", "{ \"\\u001b[2J\\u0007\": 1 }");
    let ran = desk.run(&["check", "bad.json"]);
    assert!(ran.out.contains("/\\u{1b}[2J\\u{7}: error"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'));
}

#[test]
fn a_file_that_cannot_be_read_is_wrong_use() {
    let desk = Desk::new();
    let ran = desk.run(&["check", "nowhere.json"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("cannot read nowhere.json"), "{}", ran.err);
    assert_eq!(desk.run(&["check", "."]).status, 2);
}

#[test]
fn wrong_arguments_are_wrong_use_and_help_is_not() {
    let desk = Desk::new();
    for arguments in [[].as_slice(), &["check"], &["chek", "survey.json"], &["check", "survey.json", "--jsn"]]
    {
        let ran = desk.run(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains("Usage: mienskip"), "{}", ran.err);
    }
    let help = desk.run(&["--help"]);
    assert_eq!(help.status, 0);
    assert!(["check", "verify", "serve", "Exit status"].iter().all(|word| help.out.contains(word)));
}
