//! One-time codes from a letter: each brings in one answer, whoever sends it and however often, and nothing of a code is
//! left once it is used.

use crate::support::{Desk, Ran, exported};
use mienskip::sha256;
use std::fs;
use std::thread;

const CODES: &str = r#""codes": true,"#;
const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

/// So many new codes.
pub(crate) fn make(desk: &Desk, place: &[&str], number: &str) -> Vec<String> {
    let ran = desk.run(&[&["answers", "codes", "survey.json", number], place].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    ran.out.lines().map(str::to_owned).collect()
}

/// How many nobody used yet.
pub(crate) fn unused(desk: &Desk, place: &[&str]) -> i64 {
    let ran = desk.run(&[&["answers", "codes", "survey.json", "--json"], place].concat());
    ran.json().get("unused").unwrap().to_text().parse().unwrap()
}

const HERE: [&str; 2] = ["--data", "data"];

#[test]
fn a_code_brings_in_one_answer_and_the_same_answer_again_is_known() {
    let desk = Desk::with(CODES);
    let codes = make(&desk, &HERE, "3");
    assert_eq!((codes.len(), unused(&desk, &HERE)), (3, 3));
    let server = desk.serve(&[]);
    let client = server.client();
    let send = |number, code: &str| client.post_for(&desk.answer(number), code).unwrap();
    for wrong in ["", "0000-0000-0000", "x"] {
        let reply = send(1, wrong);
        assert_eq!((reply.status, reply.problem().as_str()), (403, "unknown-code"), "{wrong}");
    }
    assert_eq!(client.post(&desk.answer(1)).unwrap().status, 403, "without any");
    assert_eq!(unused(&desk, &HERE), 3, "nothing is used by what is refused");
    let typed = codes[0].to_lowercase().replace('-', " ");
    assert_eq!(send(1, &typed).status, 201);
    assert_eq!(send(1, &codes[0]).status, 200, "the same answer, whose sender missed the reply");
    assert_eq!(send(1, "").status, 200);
    assert_eq!(send(2, &codes[0]).status, 403, "another answer for the same code");
    let changed = desk.answer_with(1, r#"{ "points": { "wind": 100 } }"#);
    assert_eq!(client.post_for(&changed, &codes[1]).unwrap().status, 409);
    assert_eq!(unused(&desk, &HERE), 2, "an answer that is not taken uses none");
    assert_eq!(desk.lines(), exported([&desk.answer(1)]));
}

#[test]
fn of_many_who_use_a_code_at_once_one_gets_in() {
    let desk = Desk::with(CODES);
    let codes = make(&desk, &HERE, "5");
    let server = desk.serve(&["--rate", "10000"]);
    for (turn, code) in (0..).zip(&codes) {
        let threads: Vec<_> = (0..8)
            .map(|at| {
                let (client, answer, code) = (server.client(), desk.answer(turn * 8 + at), code.clone());
                thread::spawn(move || client.post_for(&answer, &code).unwrap().status)
            })
            .collect();
        let mut statuses: Vec<u16> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 403, 403, 403, 403, 403, 403, 403]);
    }
    assert_eq!((desk.lines().len(), unused(&desk, &HERE)), (5, 0));
}

#[test]
fn nothing_of_a_code_is_in_the_files_but_the_hash_of_an_unused_one() {
    let desk = Desk::with(CODES);
    let codes = make(&desk, &HERE, "2");
    let hashes: Vec<String> = codes
        .iter()
        .map(|code| sha256(format!("mienskip-code/1 energie {}", code.replace('-', "")).as_bytes()))
        .collect();
    let server = desk.serve(&[]);
    let reply = server.client().post_for(&desk.answer(1), &codes[0]).unwrap();
    assert_eq!(reply.status, 201);
    drop(server);
    // As after a crash, the next start writes everything anew; so does an end that is asked for.
    drop(desk.serve(&[]));
    let mut bytes = Vec::new();
    for file in fs::read_dir(desk.path("data")).unwrap() {
        bytes.extend(fs::read(file.unwrap().path()).unwrap());
    }
    let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has(&hashes[1]), "the control: an unused code is there");
    assert!(!has(&hashes[0]), "a used one is not");
    assert!(codes.iter().all(|code| !has(code) && !has(&code.replace('-', ""))));
}

#[test]
fn the_form_asks_for_the_code_and_comes_back_filled_in_when_it_is_wrong() {
    let desk = Desk::with(CODES);
    let codes = make(&desk, &HERE, "1");
    let server = desk.serve(&[]);
    let page = server.get("/form");
    assert!(page.text().contains(r#"name="code""#) && page.text().contains("Code uit uw brief"));
    let post = |code: &str| {
        let body = format!(
            "survey.id=energie&survey.version=2026-1&once=0123456789abcdef&points.wind=30&points.zon=70&code={code}"
        );
        server.ask("POST", "/responses", &[FORM], body.as_bytes())
    };
    for (code, sentence) in [("", "Geef een antwoord."), ("AAAA", "Deze code kennen wij niet")] {
        let reply = post(code);
        assert_eq!(reply.status, 400);
        assert!(
            reply.text().contains(sentence) && reply.text().contains(r#"value="70""#),
            "{}",
            reply.text()
        );
    }
    assert_eq!(post(&codes[0]).status, 201);
    assert_eq!(post(&codes[0]).status, 200, "the page was reloaded");
    assert_eq!(unused(&desk, &HERE), 0);
}

#[test]
fn codes_are_backed_up_and_come_back_only_where_nothing_is() {
    let desk = Desk::with(CODES);
    let codes = make(&desk, &HERE, "3");
    let server = desk.serve(&[]);
    let send = |number, code: &str| server.client().post_for(&desk.answer(number), code).unwrap().status;
    assert_eq!(send(1, &codes[0]), 201);
    assert_eq!(desk.run(&["answers", "backup", "copy.sqlite", "--data", "data"]).status, 0);
    assert_eq!(send(2, &codes[1]), 201);
    let restore = |place: &[&str]| -> Ran {
        desk.run(&[&["answers", "restore", "copy.sqlite", "--survey", "energie"], place].concat())
    };
    assert_eq!(restore(&["--data", "elsewhere"]).status, 0);
    assert_eq!(unused(&desk, &["--data", "elsewhere"]), 2);
    assert_eq!(restore(&["--data", "data", "--add"]).status, 0);
    assert_eq!(unused(&desk, &HERE), 1, "the second is used");
}

#[test]
fn codes_for_a_survey_that_asks_for_none_are_refused() {
    let desk = Desk::new();
    let ran = desk.run(&["answers", "codes", "survey.json", "5", "--data", "data"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains(r#"give it "codes": true"#), "{}", ran.err);
    // What comes with a code is taken as well.
    let server = desk.serve(&[]);
    assert_eq!(server.client().post_for(&desk.answer(1), "AAAA").unwrap().status, 201);
}
