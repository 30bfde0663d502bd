//! `mienskip serve` for programs: the envelopes that answers come in, the description of it all, and what tells how the
//! collector does.

use crate::support::{Desk, Reply, Server, changed, list, text};
use mienskip::{Json, receipt};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const EVENT: &str = "Content-Type: application/cloudevents+json; charset=UTF-8";
const JSON: &str = "Content-Type: application/json";

fn post(server: &Server, kind: &str, body: &Json) -> Reply {
    server.ask("POST", "/responses", &[kind], body.to_text().as_bytes())
}

fn event(answer: &Json) -> Json {
    Json::object([
        ("specversion", Json::text("1.0")),
        ("id", Json::text("4b2f6a5e-event")),
        ("source", Json::text("urn:nld:gemeente-voorbeeld:systeem:peiling")),
        ("type", Json::text("nl.peilingen.antwoord-ingediend")),
        ("time", Json::text("2026-12-24T10:00:00Z")),
        ("datacontenttype", Json::text("application/json")),
        ("data", answer.clone()),
    ])
}

#[test]
fn an_event_is_taken_for_the_answer_in_it_and_nothing_else_of_it_is_kept() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let reply = post(&server, EVENT, &event(&desk.answer(1)));
    assert_eq!((reply.status, text(&reply.json(), "receipt")), (201, receipt(&desk.answer(1))));
    assert_eq!(post(&server, JSON, &desk.answer(1)).status, 200, "the same answer by another way");
    assert_eq!(post(&server, EVENT, &event(&desk.answer(1))).status, 200);
    let other = desk.answer_with(1, r#"{ "points": { "wind": 100 } }"#);
    assert_eq!(post(&server, EVENT, &event(&other)).problem(), "id-conflict");
    assert_eq!(post(&server, EVENT, &changed(&event(&desk.answer(2)), "datacontenttype", None)).status, 201);
    assert_eq!(desk.lines().len(), 2);
    for (_, bytes) in files(&desk) {
        assert!(!String::from_utf8_lossy(&bytes).contains("event"), "not even its id");
    }
}

#[test]
fn what_is_no_event_with_an_answer_is_refused() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let right = event(&desk.answer(1));
    for (name, value) in [
        ("specversion", Some("\"0.3\"")),
        ("specversion", None),
        ("id", Some("\"\"")),
        ("source", None),
        ("type", Some("7")),
        ("data", None),
        ("data", Some("\"text\"")),
        ("data", Some("[]")),
        ("datacontenttype", Some("\"application/xml\"")),
        ("datacontenttype", Some("7")),
    ] {
        let reply =
            post(&server, EVENT, &changed(&right, name, value.map(|value| Json::parse(value).unwrap())));
        assert_eq!((reply.status, reply.problem().as_str()), (400, "not-an-event"), "{name} {value:?}");
    }
    assert_eq!(post(&server, EVENT, &desk.answer(1)).problem(), "not-an-event");
    assert_eq!(post(&server, EVENT, &event(&Json::parse("{}").unwrap())).problem(), "invalid-answer");
    let batch = "Content-Type: application/cloudevents-batch+json";
    assert_eq!(post(&server, batch, &Json::List(vec![right])).status, 415);
    assert!(desk.lines().is_empty());
}

#[test]
fn what_open_forms_sends_is_taken_for_the_one_answer_among_its_values() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let envelope = |values: Vec<(&str, Json)>| {
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Json::object([
            ("values", Json::Object(values)),
            ("values_schema", Json::parse(r#"{ "type": "object" }"#).unwrap()),
            (
                "metadata",
                Json::parse(r#"{ "public_reference": "OF-MARKED", "submission_url": "https://x" }"#).unwrap(),
            ),
            ("metadata_schema", Json::parse("{}").unwrap()),
        ])
    };
    let as_text = Json::Text(desk.answer(1).to_text());
    let reply =
        post(&server, JSON, &envelope(vec![("naam", Json::text("x")), ("verdeling", as_text.clone())]));
    assert_eq!((reply.status, text(&reply.json(), "id")), (201, text(&desk.answer(1), "id")));
    assert_eq!(post(&server, JSON, &envelope(vec![("peiling", desk.answer(2))])).status, 201);
    assert_eq!(post(&server, JSON, &envelope(vec![("a", as_text.clone())])).status, 200);
    for values in [vec![], vec![("a", Json::text("x"))], vec![("a", as_text), ("b", desk.answer(3))]] {
        let reply = post(&server, JSON, &envelope(values));
        assert_eq!((reply.status, reply.problem().as_str()), (400, "not-one-answer"));
    }
    let invalid = changed(&desk.answer(4), "day", None);
    assert_eq!(post(&server, JSON, &envelope(vec![("a", invalid)])).problem(), "invalid-answer");
    assert_eq!(desk.lines().len(), 2);
    for (_, bytes) in files(&desk) {
        assert!(!String::from_utf8_lossy(&bytes).contains("MARKED"));
    }
}

#[test]
fn an_envelope_may_be_longer_than_an_answer_but_not_without_end() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let long =
        |length: usize| changed(&event(&desk.answer(1)), "subject", Some(Json::Text("x".repeat(length))));
    assert_eq!(post(&server, EVENT, &long(100_000)).status, 201);
    assert_eq!(post(&server, EVENT, &long(200_000)).problem(), "too-large");
    let padded = changed(&desk.answer(2), "source", Some(Json::Text("x".repeat(70_000))));
    assert_eq!(post(&server, EVENT, &event(&padded)).problem(), "too-large");
}

#[test]
fn too_many_at_once_are_told_when_to_come_back() {
    let desk = Desk::new();
    desk.file("token", "t");
    let server = desk.serve(&["--rate", "1", "--token-file", "token"]);
    let replies: Vec<Reply> = (0..30).map(|number| server.post(&desk.answer(number))).collect();
    let taken = replies.iter().filter(|reply| reply.status == 201).count();
    assert!((10..30).contains(&taken), "ten at once, and one a second: {taken}");
    let refused = replies.iter().find(|reply| reply.status != 201).unwrap();
    assert_eq!(
        (refused.status, refused.problem().as_str(), refused.header("retry-after")),
        (429, "too-many", "5")
    );
    let form = server.ask("POST", "/responses", &["Content-Type: application/x-www-form-urlencoded"], b"a=b");
    assert_eq!(form.status, 429);
    assert!(form.text().contains("<h1>"), "a page for who filled in a form");
    assert_eq!(server.get("/survey.json").status, 200);
    assert_eq!(desk.lines().len(), taken);
    assert_eq!(server.complaints(), "");
}

#[test]
fn it_tells_whether_answers_can_be_stored() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let health = server.get("/health");
    assert_eq!((health.status, health.text().as_str()), (200, r#"{"status":"ok"}"#));
    assert_eq!(health.header("cache-control"), "no-store");
    fs::rename(desk.path("data"), desk.path("away")).unwrap();
    assert_eq!(server.post(&desk.answer(1)).status, 503);
    let health = server.get("/health");
    assert_eq!((health.status, health.problem().as_str()), (503, "not-stored"));
    fs::rename(desk.path("away"), desk.path("data")).unwrap();
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    assert_eq!(server.get("/health").status, 200);
}

#[test]
fn the_figures_are_for_the_organiser_and_give_nobody_away() {
    let desk = Desk::new();
    assert_eq!(desk.serve(&[]).get("/metrics").status, 404);
    desk.file("token", "t");
    let server = desk.serve(&["--token-file", "token"]);
    assert_eq!(server.get("/metrics").problem(), "not-authorised");
    let figures = || server.ask("GET", "/metrics", &["Authorization: Bearer t"], b"");
    (0..19).for_each(|number| assert_eq!(server.post(&desk.answer(number)).status, 201));
    (0..12).for_each(|_| assert_eq!(post(&server, JSON, &Json::Null).status, 400));
    let reply = figures();
    assert_eq!(reply.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let text = reply.text();
    for line in [
        "mienskip_storing 1\n",
        "mienskip_open 1\n",
        "mienskip_answers_total{outcome=\"stored\"} 10\n",
        "mienskip_answers_total{outcome=\"refused\"} 10\n",
        "mienskip_answers_total{outcome=\"repeated\"} 0\n",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
    assert_eq!(server.post(&desk.answer(19)).status, 201);
    assert!(figures().text().contains("{outcome=\"stored\"} 20\n"));
}

/// Every method and path of the description with the statuses that it tells, and those that this collector gave.
#[test]
fn every_address_and_every_status_is_in_the_description_and_the_other_way_round() {
    let desk = Desk::with(r#""closes": "2027-01-15","#);
    desk.file("token", "t");
    desk.file("web/index.html", "<!doctype html>");
    desk.file("day", "2026-12-24");
    let options = [
        "--token-file",
        "token",
        "--web",
        "web",
        "--rate",
        "1",
        "--today",
        "@day",
        "--allow-origin",
        "https://x",
    ];
    let server = desk.serve(&options);
    let described = server.get("/openapi.json").json();
    let mut told: BTreeMap<(String, String), BTreeSet<u16>> = BTreeMap::new();
    for (path, item) in members(described.get("paths").unwrap()) {
        assert!(path == "/" || !path.ends_with('/'));
        for (method, operation) in members(item) {
            let statuses = members(operation.get("responses").unwrap()).iter();
            let statuses = statuses.map(|(status, _)| status.parse().unwrap()).collect();
            assert!(!text(operation, "operationId").is_empty());
            told.insert((method.to_ascii_uppercase(), path.clone()), statuses);
        }
    }
    let mut given: BTreeMap<(String, String), BTreeSet<u16>> = BTreeMap::new();
    let bare = desk.serve_another("bare.txt", &[]);
    let mut ask = |server: &Server, method: &str, path: &str, headers: &[&str], body: &[u8]| {
        let reply = server.ask(method, path, headers, body);
        assert_eq!(reply.header("api-version"), text(described.get("info").unwrap(), "version"), "{path}");
        let path = path.split('?').next().unwrap();
        // What is not allowed is told with each method that is.
        let methods: Vec<&str> = match (reply.status, path) {
            (405, "/responses") => vec!["GET", "POST"],
            (405, _) => vec!["GET"],
            _ => vec![method],
        };
        for method in methods {
            given.entry((method.to_owned(), path.to_owned())).or_default().insert(reply.status);
        }
        reply
    };
    let bearer = ["Authorization: Bearer t"];
    for path in ["/", "/survey.json", "/form", "/openapi.json"] {
        let tag = ask(&server, "GET", path, &[], b"").header("etag").to_owned();
        if path != "/form" {
            assert_eq!(ask(&server, "GET", path, &[&format!("If-None-Match: {tag}")], b"").status, 304);
        }
        ask(&server, "DELETE", path, &[], b"");
    }
    // A view of the form has a name of its own, so only one that is asked for blindly is had already.
    ask(&server, "GET", "/form", &["If-None-Match: *"], b"");
    for path in ["/health", "/metrics", "/responses"] {
        ask(&server, "DELETE", path, &[], b"");
        ask(&server, "GET", path, &[], b"");
        ask(&server, "GET", path, &bearer, b"");
    }
    ask(&bare, "GET", "/metrics", &[], b"");
    ask(&bare, "GET", "/responses", &[], b"");
    ask(&server, "GET", "/responses?texts=some", &bearer, b"");
    let answer = desk.answer(1).to_text();
    ask(&server, "POST", "/responses", &[JSON], answer.as_bytes());
    ask(&server, "POST", "/responses", &[JSON], answer.as_bytes());
    let other = desk.answer_with(1, r#"{ "points": { "wind": 100 } }"#).to_text();
    ask(&server, "POST", "/responses", &[JSON], other.as_bytes());
    ask(&server, "POST", "/responses", &[JSON], b"{}");
    ask(&server, "POST", "/responses", &[], b"{}");
    ask(&server, "POST", "/responses", &[JSON], " ".repeat(70_000).as_bytes());
    let form = desk.run(&["form", "survey.json", "--fields"]).out;
    let digest = form.split("value=\"").find(|part| part.len() > 64 && part.as_bytes()[64] == b'"').unwrap();
    let body =
        format!("survey.id=energie&survey.version=2026-1&survey.digest={}&points.wind=100", &digest[..64]);
    let browser = ["Content-Type: application/x-www-form-urlencoded", "Accept: text/html"];
    ask(&server, "POST", "/responses", &browser, body.as_bytes());
    desk.file("day", "2027-02-01");
    ask(&server, "POST", "/responses", &[JSON], desk.answer(9).to_text().as_bytes());
    desk.file("day", "2026-12-24");
    fs::rename(desk.path("data"), desk.path("away")).unwrap();
    ask(&server, "POST", "/responses", &[JSON], desk.answer(2).to_text().as_bytes());
    ask(&server, "GET", "/health", &[], b"");
    ask(&server, "GET", "/responses", &bearer, b"");
    while ask(&server, "POST", "/responses", &[JSON], b"{}").status != 429 {}
    // Half a minute is too long to wait here: crate::slow does.
    given.get_mut(&(String::from("POST"), String::from("/responses"))).unwrap().insert(408);
    for (address, statuses) in &given {
        assert_eq!(told.get(address), Some(statuses), "{address:?}");
    }
    assert_eq!(given.len(), told.len(), "{:?}", told.keys());
}

#[test]
fn the_description_keeps_to_the_rules_and_leads_nowhere_in_vain() {
    let desk = Desk::new();
    let document = desk.serve(&[]).get("/openapi.json").json();
    assert_eq!(text(&document, "openapi"), "3.0.3");
    assert_eq!(text(document.get("info").unwrap().get("contact").unwrap(), "name"), "Gemeente");
    assert!(!list(&document, "servers").is_empty());
    let text = document.to_text();
    for part in text.split("\"$ref\":\"#/").skip(1) {
        let path = part.split('"').next().unwrap();
        if path.starts_with("components/") {
            let found = path.split('/').try_fold(&document, |document, name| document.get(name));
            assert!(found.is_some(), "{path}");
        }
    }
    // Problems as the rules have them: status, title and detail, and a type of media of their own.
    let problem = "\"required\":[\"type\",\"title\",\"status\",\"detail\",\"code\"]";
    assert!(text.contains(problem) && text.contains("application/problem+json"));
}

fn members(json: &Json) -> &[(String, Json)] {
    match json {
        Json::Object(members) => members,
        other => panic!("{}", other.to_text()),
    }
}

fn files(desk: &Desk) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(desk.path("data")).unwrap().map(|file| file.unwrap());
    files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect()
}
