//! `mienskip serve` among slow, cut and hostile connections: it goes on for everybody else.

use crate::support::{Desk, Reply, times};
use mienskip::{Json, sha256};
use std::io::{Read, Write};
use std::net::Shutdown;
use std::time::{Duration, Instant};

#[test]
fn who_sends_slowly_is_left_and_holds_up_nobody() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    // Half a head, nothing at all, and half a body.
    let mut slow: Vec<_> = (0..60).map(|_| server.connect()).collect();
    for (at, stream) in slow.iter_mut().enumerate() {
        let half = match at % 3 {
            0 => "POST /responses HTTP/1.1\r\nHost: x\r\nX-Slow: ",
            1 => "",
            _ => {
                "POST /responses HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"
            }
        };
        stream.write_all(half.as_bytes()).unwrap();
    }
    let started = Instant::now();
    (0..20).for_each(|number| assert_eq!(server.post(&desk.answer(number)).status, 201));
    // After some time each is told so, or hung up on; the one with half a body has the longest.
    let mut seen = [0; 3];
    for (at, mut stream) in slow.into_iter().enumerate() {
        stream.set_read_timeout(Some(Duration::from_secs(90))).unwrap();
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        let reply = String::from_utf8(reply).unwrap();
        match at % 3 {
            2 => assert!(reply.starts_with("HTTP/1.1 408 ") && reply.contains("\"too-slow\""), "{reply}"),
            _ => assert!(reply.is_empty() || reply.starts_with("HTTP/1.1 408 "), "{reply}"),
        }
        seen[at % 3] += 1;
    }
    assert_eq!(seen, [20; 3]);
    assert!(started.elapsed() < Duration::from_secs(80), "no read ran into its own limit");
    assert_eq!(desk.lines().len(), 20);
}

#[test]
fn answers_cut_off_at_any_byte_are_not_stored_and_come_whole_later() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let body = desk.answer(1).to_text();
    let request = format!(
        "POST /responses HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let every = if times(0, 1) == 1 { 1 } else { 17 };
    for cut in (0..request.len()).step_by(every) {
        let mut stream = server.connect();
        stream.write_all(&request.as_bytes()[..cut]).unwrap();
        // Half of them hang up at once, half say that no more is to come and listen.
        if cut % 2 == 0 {
            stream.shutdown(Shutdown::Write).unwrap();
            let mut reply = String::new();
            let _ = stream.read_to_string(&mut reply);
            assert!(reply.is_empty() || reply.starts_with("HTTP/1.1 400 "), "{cut}: {reply}");
        }
    }
    assert!(desk.lines().is_empty());
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    // Whoever hangs up before the reply finds it stored when it sends again.
    for number in 2..times(10, 200) {
        let body = desk.answer(number).to_text();
        let mut stream = server.connect();
        let head = "POST /responses HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        drop(stream);
        assert!(server.post(&desk.answer(number)).status < 300);
    }
    assert_eq!(desk.lines().len() as u32, times(10, 200) - 1);
}

#[cfg(target_os = "linux")]
#[test]
fn hostile_requests_are_refused_one_and_all_and_the_memory_stays_flat() {
    let desk =
        Desk::with(r#""idea": true, "questions": [{ "id": "dorp", "kind": "text", "title": "Dorp" }],"#);
    let server = desk.serve(&["--rate", "100000"]);
    let right =
        desk.answer_with(0, r#"{ "points": { "wind": 30, "zon": 70 }, "motivations": { "zon": "Ja" } }"#);
    let text = right.to_text();
    let odd = [
        "null",
        "true",
        "-1",
        "1e999",
        "0.5",
        "\"\"",
        "\"<script>alert(1)</script>\"",
        "\"=cmd|' /C calc'!A0\"",
        "[]",
        "{}",
        "[[[]]]",
        "{\"hash\":\"x\"}",
        "\"\\u0000\"",
        "\"' OR 1=1; DROP TABLE answers; --\"",
        "99999999999999999999",
        "{\"$ref\":\"#\"}",
        "\"\\ud800\"",
    ];
    let mut before = 0;
    let count = times(1500, 12_000);
    for number in 0..count {
        // Drawn by lot, and the same each time.
        let lot = sha256(&number.to_be_bytes());
        let draw =
            |at: usize, among: usize| usize::from_str_radix(&lot[at * 4..at * 4 + 8], 16).unwrap() % among;
        let body: Vec<u8> = match draw(0, 10) {
            0 => text.as_bytes()[..draw(1, text.len())].to_vec(),
            1 => {
                let mut bytes = text.clone().into_bytes();
                let at = draw(1, bytes.len());
                bytes[at] ^= 1 << draw(3, 8);
                bytes
            }
            2 => "[".repeat(1 + draw(1, 60_000)).into_bytes(),
            3 => format!("{{{}", "\"a\":{".repeat(1 + draw(1, 10_000))).into_bytes(),
            4 => lot.as_bytes().repeat(1 + draw(1, 900)),
            5 => format!("\"{}\"", "x".repeat(draw(1, 60_000))).into_bytes(),
            6 => format!("{{{}}}", vec!["\"k\":1"; 1 + draw(1, 3000)].join(",")).into_bytes(),
            _ => with_odd(&right, odd[draw(1, odd.len())], draw(3, 1000)).into_bytes(),
        };
        let kinds = ["application/json", "application/cloudevents+json", "application/x-www-form-urlencoded"];
        let kind = format!("Content-Type: {}", kinds[if draw(5, 10) < 8 { 0 } else { draw(6, 3) }]);
        let reply = server.ask("POST", "/responses", &[&kind, "Accept: application/json"], &body);
        hostile_is_refused(&reply, &body);
        if number == count / 3 {
            before = server.memory();
        }
    }
    let after = server.memory();
    assert!(after < before + before / 4, "{before} kB became {after} kB");
    assert_eq!(server.complaints(), "");
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    // What the bits that fell over left right is an answer; all else is not there.
    assert_eq!(desk.verify_stored().status, 0);
}

/// A reply in words, that gives nothing back of what was sent as it was sent; none where HTTP itself was broken.
fn hostile_is_refused(reply: &Reply, body: &[u8]) {
    if reply.status < 300 {
        // A bit that fell over in a text, or in the id, leaves an answer.
        assert!(Json::parse(std::str::from_utf8(body).unwrap()).is_ok());
        return;
    }
    assert!(matches!(reply.status, 400 | 409 | 413), "{reply:?}");
    let code = reply.problem();
    assert!(!code.is_empty() && !reply.text().contains("panicked"));
}

/// The answer with something odd in one of its places.
fn with_odd(right: &Json, odd: &str, place: usize) -> String {
    fn count(json: &Json) -> usize {
        1 + match json {
            Json::Object(members) => members.iter().map(|(_, value)| count(value)).sum(),
            Json::List(items) => items.iter().map(count).sum(),
            _ => 0,
        }
    }
    fn write(json: &Json, odd: &str, left: &mut usize, out: &mut String) {
        if *left == 0 {
            *left = usize::MAX;
            return out.push_str(odd);
        }
        *left -= 1;
        match json {
            Json::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    out.push_str(&Json::text(name).to_text());
                    out.push(':');
                    write(value, odd, left, out);
                }
                out.push('}');
            }
            Json::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    write(item, odd, left, out);
                }
                out.push(']');
            }
            plain => out.push_str(&plain.to_text()),
        }
    }
    let mut out = String::new();
    write(right, odd, &mut (place % count(right)), &mut out);
    out
}
