//! `mienskip serve`: what becomes of an answer.

use crate::support::{Desk, changed, exported, list, reversed, text};
use mienskip::{Json, receipt};
use std::io::{Read, Write};
use std::net::Shutdown;
use std::thread;

#[test]
fn it_tells_its_address_its_file_and_whether_it_is_open() {
    let desk = Desk::new();
    let server = desk.serve(&["--today", "2026-12-24"]);
    assert!(server.announced.contains("Survey:  Energie voor <iedereen> (energie, version 2026-1)\n"));
    assert!(server.announced.contains("data/energie.sqlite (0 so far)\n"), "{}", server.announced);
    assert!(server.announced.contains("2026-12-24 (told, not read from the clock): the survey is open"));
    assert!(!server.announced.contains(":0/"), "the real port: {}", server.announced);
    assert_eq!(server.get("/").status, 200);
    assert_eq!(server.complaints(), "");
}

#[test]
fn a_valid_answer_is_stored_before_it_is_acknowledged() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let answer = reversed(&desk.answer(1));
    let spaced = answer.to_text().replace(',', " ,\r\n ");
    let reply = server.ask(
        "POST",
        "/responses",
        &["Content-Type: application/json; charset=UTF-8"],
        spaced.as_bytes(),
    );
    assert_eq!(reply.status, 201, "{reply:?}");
    let json = reply.json();
    assert_eq!((text(&json, "id"), text(&json, "receipt")), (text(&answer, "id"), receipt(&answer)));
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(desk.lines(), [answer.canonical()], "in what order its sender wrote the fields is not kept");
    assert_eq!(desk.verify_stored().status, 0);
}

#[test]
fn an_invalid_answer_is_refused_with_its_problems_and_changes_nothing() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    let before = desk.lines();
    let wrong = changed(&desk.answer(2), "points", Json::parse(r#"{ "wind": 30, "zon": 65 }"#).ok());
    let reply = server.post(&wrong);
    assert_eq!((reply.status, reply.problem().as_str()), (400, "invalid-answer"));
    let json = reply.json();
    let problem = &list(&json, "problems")[0];
    assert_eq!((text(problem, "path").as_str(), text(problem, "code").as_str()), ("/points", "points-left"));
    assert_eq!(text(problem, "severity"), "error");
    assert_eq!(text(problem, "message"), "The points do not add up: 5 left to divide.");
    for garbage in ["", "{", "[]", "null", "{}", "\u{0}", "{\"id\":\"x\"}"] {
        let reply = server.ask("POST", "/responses", &["Content-Type: application/json"], garbage.as_bytes());
        assert_eq!((reply.status, reply.problem().as_str()), (400, "invalid-answer"), "{garbage:?}");
    }
    let reply = server.ask("POST", "/responses", &["Content-Type: application/json"], b"{\"id\": \"\xff\"}");
    assert_eq!((reply.status, reply.problem().as_str()), (400, "invalid-answer"));
    assert_eq!(desk.lines(), before);
}

#[test]
fn the_same_answer_again_gets_the_same_receipt_and_is_stored_once() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let first = server.post(&desk.answer(1));
    let again = server.post(&reversed(&desk.answer(1)));
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(first.json(), again.json());
    assert_eq!(desk.lines().len(), 1);
}

#[test]
fn another_answer_with_the_same_id_is_refused_and_the_first_stays() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    let reply = server.post(&desk.answer_with(1, r#"{ "points": { "wind": 100 } }"#));
    assert_eq!((reply.status, reply.problem().as_str()), (409, "id-conflict"));
    assert_eq!(desk.lines(), [desk.answer(1).canonical()]);
}

#[test]
fn an_answer_that_is_too_long_or_not_said_to_be_json_is_refused() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let json = "Content-Type: application/json";
    for length in [64 * 1024 + 1, 200_000, 3_000_000] {
        let answer = format!("{}{}", desk.answer(1).to_text(), " ".repeat(length));
        let reply = server.ask("POST", "/responses", &[json], answer.as_bytes());
        assert_eq!((reply.status, reply.problem().as_str()), (413, "too-large"), "{length}");
    }
    let body = desk.answer(1).to_text();
    for header in ["X: y", "Content-Type: text/plain", "Content-Type: application/json; charset=latin1"] {
        let reply = server.ask("POST", "/responses", &[header], body.as_bytes());
        assert_eq!((reply.status, reply.problem().as_str()), (415, "not-json"), "{header}");
    }
    assert!(desk.lines().is_empty());
    let padded = format!("{body}{}", " ".repeat(64 * 1024 - body.len()));
    assert_eq!(
        server.ask("POST", "/responses", &[json], padded.as_bytes()).status,
        201,
        "64 KiB is not too long"
    );
}

#[test]
fn an_answer_that_does_not_come_whole_is_refused() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let mut stream = server.connect();
    let head = "POST /responses HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    let body = desk.answer(1).to_text();
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len() + 1).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.is_empty() || reply.starts_with("HTTP/1.1 400 "), "{reply}");

    let mut stream = server.connect();
    write!(stream, "{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}no end of a chunk", body.len())
        .unwrap();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.contains("\"not-whole\""), "{reply}");
    assert!(desk.lines().is_empty());
}

#[test]
fn answers_are_taken_from_the_opening_day_to_the_closing_day() {
    let desk = Desk::with(r#""opens": "2026-12-01", "closes": "2027-01-15","#);
    let stored = |today: &str, number: u32| {
        let server = desk.serve(&["--today", today]);
        let reply = server.post(&desk.answer(number));
        (reply.status, if reply.status < 300 { String::new() } else { reply.problem() })
    };
    let none = String::new();
    assert_eq!(stored("2026-11-30", 1), (403, String::from("not-open")));
    assert_eq!(stored("2026-12-01", 2), (201, none.clone()));
    assert_eq!(stored("2027-01-15", 3), (201, none.clone()));
    assert_eq!(stored("2027-01-16", 4), (403, String::from("closed")));
    assert_eq!(stored("2027-01-16", 3), (200, none), "stored in time, and only the reply was missed");
    assert_eq!(desk.lines().len(), 2);

    let server = desk.serve(&["--today", "2027-02-01"]);
    assert!(server.announced.contains("the survey closed after 2027-01-15"), "{}", server.announced);
    let wrong = server.post(&changed(&desk.answer(5), "language", None));
    assert_eq!((wrong.status, wrong.problem().as_str()), (403, "closed"), "too late, most of all");
    assert_eq!(desk.run(&["serve", "survey.json", "--data", "data", "--today", "tomorrow"]).status, 2);
}

#[test]
fn many_residents_at_once_are_each_stored_once() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let answers: Vec<Json> = (0..40).map(|number| desk.answer(number)).collect();
    let threads: Vec<_> = (0..6)
        .map(|_| {
            let (client, answers) = (server.client(), answers.clone());
            thread::spawn(move || {
                answers.iter().map(|answer| client.post(answer).unwrap().status).collect::<Vec<_>>()
            })
        })
        .collect();
    let statuses: Vec<u16> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 40);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 200);
    assert_eq!(desk.lines(), exported(&answers));
}

#[test]
fn a_survey_with_errors_is_not_opened() {
    let desk = Desk::new();
    desk.file("bad.json", r#"{ "format": "mienskip-survey/1" }"#);
    let ran = desk.run(&["serve", "bad.json", "--listen", "127.0.0.1:0", "--data", "data"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("/languages: error") && !desk.path("data").exists(), "{}", ran.err);
}

#[test]
fn wrong_arguments_are_wrong_use() {
    let desk = Desk::new();
    desk.file("empty", "\n");
    desk.file("file", "x");
    for arguments in [
        ["--listen", "nowhere"].as_slice(),
        &["--listen", "127.0.0.1:99999"],
        &["--web", "nowhere"],
        &["--token-file", "nowhere"],
        &["--token-file", "empty"],
        &["--allow-origin", "*"],
        &["--allow-origin", "https://example.org/"],
        &["--allow-origin", "null"],
        &["--data", "file"],
    ] {
        let data = if arguments[0] == "--data" { [].as_slice() } else { &["--data", "data"] };
        let ran = desk.run(&[&["serve", "survey.json"], arguments, data].concat());
        assert_eq!(ran.status, 2, "{arguments:?}: {}{}", ran.out, ran.err);
    }
    assert_eq!(desk.run(&["serve", "survey.json"]).status, 2);
}

#[cfg(unix)]
#[test]
fn asked_to_stop_it_stops_although_a_browser_keeps_its_connection() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let mut idle = server.connect();
    idle.write_all(b"GET /survey.json HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut byte = [0];
    idle.read_exact(&mut byte).unwrap();
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    assert_eq!(server.stop(), Some(0));
    assert_eq!(desk.lines().len(), 1);
}

#[cfg(unix)]
#[test]
fn asked_to_stop_it_stops_although_somebody_sends_half_a_request() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let mut slow = server.connect();
    slow.write_all(b"POST /responses HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{")
        .unwrap();
    assert_eq!(server.get("/survey.json").status, 200);
    assert_eq!(server.stop(), Some(0));
}
