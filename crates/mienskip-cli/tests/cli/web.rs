//! `mienskip serve`: the page and its files, the organiser's download, other sites, and everybody else.

use crate::support::{Desk, PROGRAM, Reply, Server, exported};
use mienskip::Json;
use std::fs;
use std::process::Command;

const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; frame-src 'none'; require-trusted-types-for 'script'";

/// A collector with a page, and things beside it that are nobody's business.
fn with_page(desk: &Desk) -> Server {
    desk.file("web/index.html", "<!doctype html><title>Page</title>");
    desk.file("web/mienskip.js", "export {}");
    desk.file("web/mienskip_bg.wasm", b"\0asm");
    desk.file("web/fy/index.html", "<!doctype html><title>Side</title>");
    desk.file("web/fy/a file.css", "p {}");
    desk.file("web/.secret", "secret");
    desk.file("web/.git/config", "secret");
    desk.file("secret.txt", "secret");
    desk.serve(&["--web", "web"])
}

#[test]
fn the_page_and_its_files_come_with_their_types() {
    let desk = Desk::new();
    let server = with_page(&desk);
    for (path, kind, content) in [
        ("/", "text/html; charset=utf-8", "<!doctype html><title>Page</title>"),
        ("/index.html?x=1", "text/html; charset=utf-8", "<!doctype html><title>Page</title>"),
        ("/mienskip.js", "text/javascript; charset=utf-8", "export {}"),
        ("/mienskip_bg.wasm", "application/wasm", "\0asm"),
        ("/fy/", "text/html; charset=utf-8", "<!doctype html><title>Side</title>"),
        ("/fy/a%20file.css", "text/css; charset=utf-8", "p {}"),
    ] {
        let reply = server.get(path);
        assert_eq!(
            (reply.status, reply.header("content-type"), reply.text().as_str()),
            (200, kind, content),
            "{path}"
        );
        assert_eq!(reply.header("cache-control"), "no-cache");
    }
}

#[test]
fn every_reply_carries_the_strict_headers() {
    let desk = Desk::new();
    let server = with_page(&desk);
    let strict = |reply: &Reply| {
        assert_eq!(reply.header("content-security-policy"), POLICY);
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("access-control-allow-origin"), "", "unless it was asked for");
    };
    for path in ["/", "/mienskip.js", "/survey.json", "/nowhere", "/responses"] {
        strict(&server.ask("GET", path, &["Origin: https://example.org"], b""));
    }
    strict(&server.ask("DELETE", "/", &[], b""));
    strict(&server.post(&desk.answer(1)));
}

#[test]
fn nothing_outside_the_folder_and_nothing_hidden_is_shown() {
    let desk = Desk::new();
    let server = with_page(&desk);
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/fy/../../secret.txt",
        "/fy/..%5c..%5csecret.txt",
        "//secret.txt",
        "/.secret",
        "/%2esecret",
        "/.git/config",
        "/fy",
        "/fy//index.html",
        "/index.html/",
        "/index.html%00",
        "/%ff",
        "/data/energie.sqlite",
    ] {
        let reply = server.get(path);
        assert_eq!((reply.status, reply.problem().as_str()), (404, "not-found"), "{path}");
    }
    let absolute = desk.path("secret.txt").canonicalize().unwrap();
    assert_eq!(server.get(&format!("/{}", absolute.display())).status, 404);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_leads_nowhere() {
    let desk = Desk::new();
    let server = with_page(&desk);
    std::os::unix::fs::symlink(desk.path("secret.txt"), desk.path("web/out.txt")).unwrap();
    std::os::unix::fs::symlink("mienskip.js", desk.path("web/in.js")).unwrap();
    assert_eq!(server.get("/out.txt").status, 404);
    assert_eq!(server.get("/in.js").status, 200);
}

#[test]
fn a_browser_that_has_a_file_is_told_so() {
    let desk = Desk::new();
    let server = with_page(&desk);
    for path in ["/mienskip.js", "/survey.json"] {
        let tag = server.get(path).header("etag").to_owned();
        let again = server.ask("GET", path, &[&format!("If-None-Match: \"x\", W/{tag}")], b"");
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag.as_str()), "{path}");
    }
    let tag = server.get("/mienskip.js").header("etag").to_owned();
    desk.file("web/mienskip.js", "export { x }");
    let changed = server.ask("GET", "/mienskip.js", &[&format!("If-None-Match: {tag}")], b"");
    assert_eq!((changed.status, changed.text().as_str()), (200, "export { x }"));
}

#[test]
fn head_says_what_get_would_without_the_body() {
    let desk = Desk::new();
    let server = with_page(&desk);
    for path in ["/", "/survey.json", "/nowhere"] {
        let (get, head) = (server.get(path), server.ask("HEAD", path, &[], b""));
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{path}");
        assert_eq!(head.header("content-length"), get.body.len().to_string(), "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"));
    }
}

#[test]
fn a_method_that_an_address_does_not_know_is_refused_with_those_it_does() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    for (method, path, allow) in [
        ("DELETE", "/responses", ["GET", "HEAD", "POST"].as_slice()),
        ("OPTIONS", "/responses", &["GET", "HEAD", "POST"]),
        ("POST", "/survey.json", &["GET", "HEAD"]),
        ("PUT", "/", &["GET", "HEAD"]),
        ("POST", "/nowhere", &["GET", "HEAD"]),
    ] {
        let reply = server.ask(method, path, &[], b"");
        assert_eq!((reply.status, reply.problem().as_str()), (405, "wrong-method"), "{method} {path}");
        let mut allowed: Vec<&str> = reply.header("allow").split(',').map(str::trim).collect();
        allowed.sort_unstable();
        assert_eq!(allowed, allow, "{method} {path}");
    }
}

#[test]
fn the_survey_is_served_as_it_was_given() {
    let desk = Desk::new();
    let reply = desk.serve(&[]).get("/survey.json");
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"));
    assert_eq!(reply.body, fs::read(desk.path("survey.json")).unwrap());
}

#[test]
fn without_a_page_it_says_how_to_get_one() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let reply = server.get("/");
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/html; charset=utf-8"));
    let page = reply.text();
    assert!(page.contains("endpoint=\"/responses\"") && page.contains("--web"), "{page}");
    assert!(page.contains("Energie voor &lt;iedereen&gt;"), "the title is text: {page}");
    assert_eq!(server.get("/index.html").status, 404);
}

#[test]
fn below_a_base_path_everything_leads_there() {
    let desk = Desk::new();
    desk.file("web/index.html", "<!doctype html><noscript><!-- mienskip form --></noscript>");
    let server = desk.serve(&["--base-path", "/peiling/", "--web", "web"]);
    assert!(server.announced.contains("/peiling/\n"), "{}", server.announced);
    let moved = server.get("/peiling?lang=fy");
    assert_eq!((moved.status, moved.header("location")), (308, "/peiling/?lang=fy"));
    assert!(server.get("/peiling/").text().contains("action=\"/peiling/responses\""));
    assert_eq!(server.get("/peiling/survey.json").body, fs::read(desk.path("survey.json")).unwrap());
    assert_eq!(server.get("/peiling/form?lang=nl").status, 200);
    let openapi = server.get("/peiling/openapi.json").text();
    assert!(openapi.contains(r#""servers":[{"url":"/peiling"}]"#), "{openapi}");
    let body = desk.answer(1).to_text();
    let json = ["Content-Type: application/json"];
    assert_eq!(server.ask("POST", "/peiling/responses", &json, body.as_bytes()).status, 201);
    assert_eq!(server.get("/peilingen/").status, 404);
    assert_eq!(server.get("/survey.json").status, 200, "a proxy may take the path off");
    for path in ["peiling", "/pei ling", "//x", "/a?b", "/a\"b"] {
        let ran = desk.run(&["serve", "survey.json", "--data", "data", "--base-path", path]);
        assert_eq!(ran.status, 2, "{path}");
    }
    drop(server);
    let page = desk.serve(&["--base-path", "/peiling"]).get("/peiling/").text();
    assert!(
        page.contains("endpoint=\"/peiling/responses\"") && page.contains("href=\"/peiling/form\""),
        "{page}"
    );
}

#[test]
fn the_organiser_reads_the_answers_with_the_token_and_nobody_else() {
    let desk = Desk::new();
    desk.file("token", "s3cret-Token_of.the~organiser\n");
    let server = desk.serve(&["--token-file", "token"]);
    let ask = |headers: &[&str]| server.ask("GET", "/responses", headers, b"");
    for headers in [
        [].as_slice(),
        &["Authorization: Bearer s3cret-Token_of.the~organise"],
        &["Authorization: Bearer s3cret-Token_of.the~organiser2"],
        &["Authorization: Bearer "],
        &["Authorization: Bearer"],
        &["Authorization: Basic s3cret-Token_of.the~organiser"],
        &["Authorization: s3cret-Token_of.the~organiser"],
        &["Authorization: \u{e9}\u{e9}\u{e9}\u{e9} s3cret-Token_of.the~organiser"],
    ] {
        let reply = ask(headers);
        assert_eq!((reply.status, reply.problem().as_str()), (401, "not-authorised"), "{headers:?}");
        assert_eq!(reply.header("www-authenticate"), "Bearer");
    }
    let right = ["Authorization: bearer s3cret-Token_of.the~organiser"];
    assert_eq!((ask(&right).status, ask(&right).text().as_str()), (200, ""));
    let answers: Vec<Json> = (1..=300).map(|number| desk.answer(number)).collect();
    for answer in &answers {
        assert_eq!(server.post(answer).status, 201);
    }
    let reply = ask(&right);
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/x-ndjson"));
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.text().lines().collect::<Vec<_>>(), exported(&answers), "in the order of the ids");
}

#[test]
fn the_token_can_come_from_the_environment_and_from_one_place_only() {
    let desk = Desk::new();
    desk.file("token", "other");
    let with = |token: &str| {
        let mut command = Command::new(PROGRAM);
        command.env("MIENSKIP_TOKEN", token);
        command
    };
    let server = desk.serve_by(with(" s3cret\n"), &[]);
    assert_eq!(server.ask("GET", "/responses", &["Authorization: Bearer s3cret"], b"").status, 200);
    assert_eq!(server.ask("GET", "/responses", &["Authorization: Bearer other"], b"").status, 401);
    for (token, arguments) in
        [("s3cret", ["--token-file", "token"].as_slice()), ("", &[]), ("two words", &[])]
    {
        let mut command = with(token);
        command.args(["serve", "survey.json", "--listen", "127.0.0.1:0", "--data", "data"]).args(arguments);
        let output = command.current_dir(desk.path(".")).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{token:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("MIENSKIP_TOKEN") && !said.contains("s3cret"), "{said}");
    }
}

#[test]
fn without_a_token_file_nobody_reads_the_answers() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    for headers in [[].as_slice(), &["Authorization: Bearer "], &["Authorization: Bearer x"]] {
        let reply = server.ask("GET", "/responses", headers, b"");
        assert_eq!((reply.status, reply.problem().as_str()), (404, "not-found"));
    }
}

#[test]
fn only_the_sites_that_were_named_may_send_answers_from_a_browser() {
    let desk = Desk::new();
    let server =
        desk.serve(&["--allow-origin", "https://www.example.org", "--allow-origin", "http://localhost:3000"]);
    let asks = |origin: &str, path: &str| {
        let origin = format!("Origin: {origin}");
        let headers =
            [&origin, "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"];
        server.ask("OPTIONS", path, &headers, b"")
    };
    for origin in ["https://www.example.org", "http://localhost:3000"] {
        let reply = asks(origin, "/responses");
        assert_eq!((reply.status, reply.header("access-control-allow-origin")), (204, origin));
        assert!(reply.header("access-control-allow-methods").contains("POST"));
        assert_eq!(reply.header("access-control-allow-headers"), "content-type, mienskip-code");
        assert_eq!(reply.header("vary"), "Origin");
    }
    for origin in ["https://example.org", "http://www.example.org", "https://www.example.org:8443", "null"] {
        assert_eq!(asks(origin, "/responses").header("access-control-allow-origin"), "", "{origin}");
    }
    let origin = "Origin: https://www.example.org";
    let reply = server.ask("GET", "/survey.json", &[origin], b"");
    assert_eq!(reply.header("access-control-allow-origin"), "https://www.example.org");
    assert_eq!(reply.header("access-control-expose-headers"), "retry-after", "the widget keeps to it");
    let body = desk.answer(1).to_text();
    let reply =
        server.ask("POST", "/responses", &[origin, "Content-Type: application/json"], body.as_bytes());
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (201, "https://www.example.org"));
    let reply = server.ask("POST", "/responses", &[origin, "Content-Type: application/json"], b"{}");
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (400, "https://www.example.org"));
}

#[test]
fn nothing_about_the_sender_is_stored_or_said() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let marks =
        ["User-Agent: Marked/1.0", "X-Forwarded-For: 203.0.113.9", "Referer: https://marked.example/"];
    let headers = [marks.as_slice(), &["Content-Type: application/json"]].concat();
    assert_eq!(server.ask("POST", "/responses", &headers, desk.answer(1).to_text().as_bytes()).status, 201);
    assert_eq!(server.ask("POST", "/responses", &headers, b"{}").status, 400);
    assert_eq!(server.complaints(), "");
    assert_eq!(desk.lines(), [desk.answer(1).canonical()]);
}
