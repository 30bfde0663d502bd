//! `mienskip form`, and what becomes of what it posts.

use crate::support::{Desk, Reply, Server, changed, list, text};
use mienskip::{Date, Json, Kind, Stamp, Survey};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

/// A survey that asks everything there is to ask.
const EVERYTHING: &str = r#""reasons": "optional", "none": true, "idea": true, "order": "random", "questions": [
  { "id": "dorp", "kind": "choice", "title": "Waar woont u?", "required": true,
    "options": [{ "id": "heeg", "title": "Heeg" }, { "id": "ijlst", "title": "IJlst" }] },
  { "id": "jaren", "kind": "number", "title": "Hoe lang?", "min": 0, "max": 120 },
  { "id": "weet", "kind": "scale", "title": "Weet u genoeg?", "min": 1, "max": 3, "low": "niets", "high": "alles" },
  { "id": "nog", "kind": "text", "title": "Nog iets?", "length": 40 }],"#;

/// The start tags of a piece of HTML: the name, and the attributes as they are once read.
fn tags(html: &str) -> Vec<(String, HashMap<String, String>)> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').expect("every tag ends");
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if tag.starts_with(['/', '!']) {
            continue;
        }
        let (name, mut written) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = HashMap::new();
        while let Some((attribute, after)) = written.trim_start().split_once("=\"") {
            let (value, after) = after.split_once('"').expect("every value ends");
            let value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            let value = value.replace("&#39;", "'").replace("&amp;", "&");
            assert!(attributes.insert(attribute.to_owned(), value).is_none(), "{attribute} twice in <{tag}>");
            written = after;
        }
        assert_eq!(written.trim(), "", "an attribute without quotes in <{tag}>");
        tags.push((name.to_owned(), attributes));
    }
    tags
}

/// The fields that a browser would post: those that are hidden, and these.
fn posted(html: &str, filled: &[(&str, &str)]) -> String {
    let hidden =
        tags(html).into_iter().filter(|(_, tag)| tag.get("type").is_some_and(|kind| kind == "hidden"));
    let mut fields: Vec<(String, String)> =
        hidden.map(|(_, tag)| (tag["name"].clone(), tag["value"].clone())).collect();
    fields.extend(filled.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    encoded(&fields)
}

fn encoded(fields: &[(String, String)]) -> String {
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", percent(name), percent(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// Every byte as a browser may send it.
fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |sent, byte| format!("{sent}%{byte:02X}"))
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

/// What a browser says of the form that it posts.
const BROWSER: [&str; 2] = [FORM, "Accept: text/html,*/*;q=0.8"];

/// Posts a form as a browser does: again, where it is sent on to.
fn post(server: &Server, body: &str) -> Reply {
    let reply = server.ask("POST", "/responses", &BROWSER, body.as_bytes());
    if reply.status == 307 { post_on(server, &reply, body) } else { reply }
}

/// Posts to where a reply sends.
fn post_on(server: &Server, sent_on: &Reply, body: &str) -> Reply {
    let path = format!("/responses{}", sent_on.header("location"));
    server.ask("POST", &path, &BROWSER, body.as_bytes())
}

/// Posts it as a program does, and says what is wrong, as paths and codes.
fn problems(server: &Server, body: &str) -> Vec<(String, String)> {
    let reply =
        server.ask("POST", "/responses", &[FORM, "Accept: application/problem+json"], body.as_bytes());
    assert_eq!((reply.status, reply.problem().as_str()), (400, "invalid-answer"), "{reply:?}");
    list(&reply.json(), "problems").iter().map(|found| (text(found, "path"), text(found, "code"))).collect()
}

/// The page in reply: whole, in this language, with one heading.
fn page(reply: &Reply, language: &str) -> String {
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(reply.header("cache-control"), "no-store");
    let page = reply.text();
    assert!(page.starts_with(&format!("<!doctype html>\n<html lang=\"{language}\" dir=\"ltr\">")), "{page}");
    let tags = tags(&page);
    let count = |name: &str| tags.iter().filter(|(tag, _)| tag == name).count();
    assert_eq!((count("h1"), count("title"), count("script"), count("style")), (1, 1, 0, 0), "{page}");
    page
}

/// What is stored, without what is random.
fn stored(desk: &Desk) -> Vec<String> {
    desk.lines().iter().map(|line| without_chance(&Json::parse(line).unwrap())).collect()
}

fn without_chance(answer: &Json) -> String {
    changed(&changed(answer, "id", None), "salt", None).canonical()
}

#[test]
fn the_form_of_each_example_has_every_field_with_its_label_in_every_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/surveys");
    for name in ["energie", "budget", "werkstijl"] {
        let desk = Desk::new();
        let document = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        desk.file("example.json", &document);
        let survey = Survey::from_json(&document).unwrap();
        for language in survey.languages() {
            let ran = desk.run(&["form", "example.json", "--lang", language]);
            assert_eq!((ran.status, ran.err.as_str()), (0, ""));
            check_form(&ran.out, &survey, language);
        }
    }
}

fn check_form(html: &str, survey: &Survey, language: &str) {
    let tags = tags(html);
    assert_eq!(tags[0].1["lang"], language);
    assert_eq!((tags[0].1["method"].as_str(), tags[0].1["action"].as_str()), ("post", "/responses"));

    let mut expected: Vec<String> =
        ["survey.id", "survey.version", "survey.digest", "language", "order"].map(str::to_owned).into();
    for scenario in survey.scenarios() {
        expected.push(format!("points.{}", scenario.id()));
        if survey.asks_reasons() {
            expected.extend(survey.values().map(|_| format!("reasons.{}", scenario.id())));
        }
        expected.extend(survey.motivation_length().map(|_| format!("motivations.{}", scenario.id())));
    }
    expected.extend(survey.allows_none().then(|| String::from("none")));
    expected.extend(survey.allows_idea().then(|| String::from("idea")));
    for question in survey.questions() {
        let controls = match question.kind() {
            Kind::Scale(least, most) => most - least + 1,
            _ => 1,
        };
        expected.extend((0..controls).map(|_| format!("answers.{}", question.id())));
    }
    let names: Vec<&String> = tags.iter().filter_map(|(_, tag)| tag.get("name")).collect();
    assert_eq!(names, expected.iter().collect::<Vec<_>>());

    // Ids stand there once and are ours; labels and descriptions find what they are of.
    let ids: Vec<&String> = tags.iter().filter_map(|(_, tag)| tag.get("id")).collect();
    assert!(ids.iter().all(|id| id.starts_with(&format!("mienskip-{}-", survey.id()))), "{ids:?}");
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    let labelled: HashSet<&String> = tags.iter().filter_map(|(_, tag)| tag.get("for")).collect();
    assert!(labelled.iter().all(|id| ids.contains(id)), "{labelled:?}");
    let described = tags.iter().filter_map(|(_, tag)| tag.get("aria-describedby"));
    assert!(described.flat_map(|all| all.split(' ')).all(|one| ids.iter().any(|id| *id == one)));
    for (name, tag) in &tags {
        let inside_its_label = tag.get("type").is_some_and(|kind| kind == "checkbox" || kind == "radio");
        let hidden = tag.get("type").is_some_and(|kind| kind == "hidden");
        if matches!(name.as_str(), "input" | "select" | "textarea") && !inside_its_label && !hidden {
            assert!(labelled.contains(&tag["id"]), "{tag:?} has no label");
        }
        assert!(!tag.contains_key("style") && !tag.contains_key("required"), "{tag:?}");
        assert!(!tag.keys().any(|attribute| attribute.starts_with("on")), "{tag:?}");
        assert!(!matches!(name.as_str(), "script" | "style"), "{html}");
    }
    for element in ["form", "fieldset", "details", "p", "ul", "label", "select", "div"] {
        let opened = tags.iter().filter(|(name, _)| name == element).count();
        assert_eq!(opened, html.matches(&format!("</{element}>")).count(), "{element}");
    }
}

#[test]
fn the_fields_alone_have_no_form_and_no_button_and_are_the_same_fields() {
    let desk = Desk::with(EVERYTHING);
    let form = desk.run(&["form", "survey.json", "--action", "https://example.org/a?b=1&c=2"]).out;
    let fields = desk.run(&["form", "survey.json", "--fields"]).out;
    let names = |html: &str| -> Vec<String> {
        tags(html).into_iter().filter_map(|(_, tag)| tag.get("name").cloned()).collect()
    };
    assert_eq!(names(&form), names(&fields));
    assert!(!tags(&fields).iter().any(|(name, _)| name == "form" || name == "button"), "{fields}");
    assert_eq!(tags(&form)[0].1["action"], "https://example.org/a?b=1&c=2");
    assert!(
        form.contains("Waar woont u? (verplicht)") && form.contains("Nog iets? (mag u overslaan)"),
        "{form}"
    );
    assert_eq!(desk.run(&["form", "survey.json", "--fields", "--action", "/x"]).status, 2);
}

#[test]
fn hostile_texts_stay_texts() {
    let desk = Desk::new();
    let evil = r#"\"'></textarea></noscript><script>x()</script><img src=x onerror=y>&lt;"#;
    let survey = r#"{ "format": "mienskip-survey/1", "id": "evil", "version": "EVIL", "languages": ["nl"],
      "title": "EVIL", "question": "EVIL", "introduction": "EVIL", "followUp": "EVIL",
      "organiser": { "name": "EVIL", "contact": "EVIL", "privacyUrl": "/x?\"'><script>" },
      "points": { "total": 100 }, "motivations": "optional", "idea": true, "none": true,
      "scenarios": [{ "id": "a", "title": "EVIL", "summary": "EVIL", "details": "EVIL", "pros": ["EVIL"],
        "cons": ["EVIL"], "effects": [{ "label": "EVIL", "text": "EVIL" }], "image": { "src": "x\"><script>", "alt": "EVIL" } },
        { "id": "b", "title": "b" }],
      "values": [{ "id": "x", "title": "EVIL" }, { "id": "y", "title": "y" }],
      "relevance": { "a": { "x": 3 }, "b": { "y": 2 } },
      "questions": [{ "id": "q", "kind": "choice", "title": "EVIL", "description": "EVIL",
        "options": [{ "id": "o", "title": "EVIL" }, { "id": "p", "title": "p" }] },
        { "id": "s", "kind": "scale", "title": "EVIL", "min": 1, "max": 2, "low": "EVIL", "high": "EVIL" }] }"#;
    // The version has a limit of its own.
    desk.file("survey.json", survey.replacen("EVIL", r#"\"'><script>"#, 1).replace("EVIL", evil));
    let ran = desk.run(&["form", "survey.json"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(
        !ran.out.contains("<script") && !ran.out.contains("</noscript") && !ran.out.contains("<img src=x"),
        "{}",
        ran.out
    );
    let images: Vec<_> = tags(&ran.out).into_iter().filter(|(name, _)| name == "img").collect();
    assert_eq!(images.len(), 1);
    assert_eq!(images[0].1["src"], "x\"><script>");
    assert!(!images[0].1.contains_key("onerror"));

    // And what somebody posts stays a text on the page that answers.
    let server = desk.serve(&[]);
    let reply = post(&server, &posted(&ran.out, &[("points.a", "1"), ("<script>alert(1)</script>", "1")]));
    assert_eq!(reply.status, 400);
    assert!(page(&reply, "nl").contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    let reply = post(&server, &posted(&ran.out, &[("points.a", "100")]));
    assert_eq!(reply.status, 201, "{}", reply.text());
    page(&reply, "nl");
    page_is_whole(&server.get("/form").text());
}

fn page_is_whole(html: &str) {
    assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"), "{html}");
    assert_eq!(tags(html).iter().filter(|(name, _)| name == "script").count(), 0);
}

#[test]
fn a_language_that_the_survey_lacks_is_wrong_use_and_a_variant_is_not() {
    let desk = Desk::new();
    let ran = desk.run(&["form", "survey.json", "--lang", "fy"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("no texts in fy") && ran.err.contains("languages: nl"), "{}", ran.err);
    assert_eq!(tags(&desk.run(&["form", "survey.json", "--lang", "nl-BE"]).out)[0].1["lang"], "nl");
    desk.file("bad.json", "{}");
    assert_eq!(desk.run(&["form", "bad.json"]).status, 1);
    assert_eq!(desk.run(&["form", "nowhere.json"]).status, 2);
}

#[test]
fn a_survey_in_a_language_without_words_has_dutch_ones_around_it_and_says_so() {
    let desk = Desk::new();
    let survey = fs::read_to_string(desk.path("survey.json")).unwrap();
    desk.file("survey.json", survey.replace("[\"nl\"]", "[\"de\"]"));
    let ran = desk.run(&["form", "survey.json"]);
    assert_eq!(ran.status, 0);
    assert!(ran.err.contains("no words in de"), "{}", ran.err);
    assert!(ran.out.contains("Verstuur mijn antwoord"));
}

#[test]
fn what_is_filled_in_becomes_the_answer_that_json_would_have_been() {
    let desk = Desk::with(EVERYTHING);
    let server = desk.serve(&["--today", "2026-12-24"]);
    let form = desk.run(&["form", "survey.json"]).out;
    let body = posted(
        &form,
        &[
            ("points.wind", " 25 % "),
            ("points.zon", "75"),
            ("reasons.zon", "stil"),
            ("reasons.zon", "eerlijk"),
            ("motivations.wind", ""),
            ("motivations.zon", "Één zin & <nog> één.\r\nEn een regel + 1."),
            ("idea", "  "),
            ("answers.dorp", "ijlst"),
            ("answers.jaren", ""),
            ("answers.weet", "3"),
            ("answers.nog", "nee"),
        ],
    );
    let reply = post(&server, &body);
    assert_eq!(reply.status, 201, "{}", reply.text());
    let input = r#"{ "points": { "wind": 25, "zon": 75 }, "reasons": { "zon": ["eerlijk", "stil"] }, "language": "nl",
      "motivations": { "zon": "Één zin & <nog> één.\nEn een regel + 1." },
      "answers": { "dorp": "ijlst", "weet": 3, "nog": "nee" } }"#;
    let stamp = Stamp::new([0; 32], Date::parse("2026-12-24").unwrap());
    let expected = desk.survey.respond(&Json::parse(input).unwrap(), &stamp).unwrap();
    assert_eq!(stored(&desk), [without_chance(&expected)]);
    assert_eq!(desk.verify_stored().status, 0);

    let receipt = mienskip::receipt(&Json::parse(&desk.lines()[0]).unwrap());
    let page = page(&reply, "nl");
    assert!(page.contains("Dank u wel.") && page.contains(&receipt), "{page}");
    assert!(
        page.contains("De raad besluit.") && page.contains("<caption>Wat uw verdeling benadrukt"),
        "{page}"
    );
    // How that was worked out can be read here as well.
    assert!(page.contains("<summary>Hoe is dit berekend?</summary>"), "{page}");
    assert!(page.contains("<li>25 punten voor Wind × "), "{page}");
}

#[test]
fn two_people_who_fill_in_the_same_are_two_answers() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let body = posted(&desk.run(&["form", "survey.json"]).out, &[("points.wind", "100")]);
    assert_eq!((post(&server, &body).status, post(&server, &body).status), (201, 201));
    let ids: HashSet<String> =
        desk.lines().iter().map(|line| text(&Json::parse(line).unwrap(), "id")).collect();
    assert_eq!(ids.len(), 2);
}

#[test]
fn what_is_posted_twice_from_one_view_of_the_form_is_one_answer() {
    let desk = Desk::new();
    desk.file("web/index.html", "<!doctype html><noscript><!-- mienskip form --></noscript>");
    let server = desk.serve(&["--web", "web"]);
    for path in ["/form", "/"] {
        let there = desk.lines();
        let before = there.len();
        let form = server.get(path).text();
        assert_ne!(once(&form), once(&server.get(path).text()), "each view has a name of its own");
        let body = posted(&form, &[("points.wind", "100"), ("motivations.wind", "Stil")]);
        let (first, again) = (post(&server, &body), post(&server, &body));
        assert_eq!((first.status, again.status), (201, 200));
        assert_eq!(first.text(), again.text(), "the same page, with the same receipt");
        assert_eq!(desk.lines().len(), before + 1);
        // The name is no part of the answer, and does not lead to it.
        let line = desk.lines().into_iter().find(|line| !there.contains(line)).unwrap();
        let name = once(&form).unwrap();
        assert!(!line.contains(&name) && !line.contains("once"), "{line}");

        let other = posted(&form, &[("points.wind", "60"), ("points.zon", "40")]);
        let reply = post(&server, &other);
        assert_eq!((reply.status, desk.lines().len()), (409, before + 1));
        assert!(page(&reply, "nl").contains("Vanaf deze pagina is al een ander antwoord verstuurd."));
        assert_eq!(post(&server, &posted(&server.get(path).text(), &[("points.wind", "100")])).status, 201);
    }
    assert_eq!(desk.verify_stored().status, 0);
}

/// What this view of the form calls itself.
fn once(html: &str) -> Option<String> {
    let named = tags(html).into_iter().find(|(_, tag)| tag.get("name").is_some_and(|name| name == "once"));
    named.map(|(_, tag)| tag["value"].clone())
}

#[test]
fn a_form_in_a_file_is_sent_on_once_so_that_a_reload_is_the_same_answer() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let form = desk.run(&["form", "survey.json"]).out;
    assert_eq!(once(&form), None, "a file is the same for everyone");
    let body = posted(&form, &[("points.wind", "100")]);
    let sent_on = server.ask("POST", "/responses", &BROWSER, body.as_bytes());
    assert_eq!((sent_on.status, sent_on.header("cache-control")), (307, "no-store"));
    assert!(desk.lines().is_empty(), "nothing is stored until it has a name");
    let (first, reloaded) = (post_on(&server, &sent_on, &body), post_on(&server, &sent_on, &body));
    assert_eq!((first.status, reloaded.status, desk.lines().len()), (201, 200, 1));
    assert_eq!(first.text(), reloaded.text());
    // Who sees the address, as in the log of a server, cannot work out which answer it led to.
    let name = sent_on.header("location").strip_prefix("?once=").unwrap();
    let id = text(&Json::parse(&desk.lines()[0]).unwrap(), "id").replace('-', "");
    assert_ne!(id[..12], mienskip::sha256(name.as_bytes())[..12]);
    // What is wrong is said at once.
    let wrong = posted(&form, &[("points.wind", "1")]);
    assert_eq!(server.ask("POST", "/responses", &BROWSER, wrong.as_bytes()).status, 400);
    // A program need not be sent on: it knows what it sends twice.
    assert_eq!(server.ask("POST", "/responses", &[FORM], body.as_bytes()).status, 201);
}

#[test]
fn a_name_that_is_none_is_told() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let form = desk.run(&["form", "survey.json"]).out;
    for name in ["", "1", "0123456789 abcdef", &"x".repeat(65)] {
        let body = posted(&form, &[("points.wind", "100"), ("once", name)]);
        assert_eq!(problems(&server, &body), [("/once".to_owned(), "unknown-field".to_owned())], "{name}");
    }
    let named = posted(&form, &[("points.wind", "100"), ("once", "0123456789-abcdef")]);
    assert_eq!((post(&server, &named).status, post(&server, &named).status), (201, 200));
}

#[test]
fn what_was_filled_in_is_there_again_with_what_is_wrong_beside_it() {
    let desk = Desk::with(EVERYTHING);
    let server = desk.serve(&[]);
    let form = server.get("/form").text();
    let filled = [
        ("points.wind", "12,5"),
        ("points.zon", "50"),
        ("reasons.zon", "stil"),
        ("motivations.zon", "\nEerst <een> lege regel & \"meer\""),
        ("none", "true"),
        ("idea", "Eén idee"),
        ("answers.jaren", "999"),
        ("answers.weet", "2"),
        ("answers.nog", "nee"),
        ("source", "brief"),
    ];
    let reply = post(&server, &posted(&form, &filled));
    assert_eq!(reply.status, 400);
    let again = page(&reply, "nl");
    assert_eq!(once(&again), once(&form), "nothing was stored under its name");

    let tags = tags(&again);
    let with = |name: &str| {
        tags.iter().filter(|(_, tag)| tag.get("name").is_some_and(|own| own == name)).collect::<Vec<_>>()
    };
    for (name, value) in [
        ("points.wind", "12,5"),
        ("points.zon", "50"),
        ("answers.jaren", "999"),
        ("answers.nog", "nee"),
        ("source", "brief"),
    ] {
        assert_eq!(with(name)[0].1["value"], value, "{name}");
    }
    for (name, value) in [("reasons.zon", "stil"), ("none", "true"), ("answers.weet", "2")] {
        let ticked = with(name).into_iter().filter(|(_, tag)| tag.contains_key("checked"));
        assert_eq!(ticked.map(|(_, tag)| tag["value"].as_str()).collect::<Vec<_>>(), [value], "{name}");
    }
    assert!(again.contains(">Eén idee</textarea>"), "{again}");
    // A browser takes the first line end of a text for none.
    assert!(again.contains(">\n\nEerst &lt;een&gt; lege regel &amp; &quot;meer&quot;</textarea>"), "{again}");
    assert_eq!(tags.iter().filter(|(name, tag)| name == "details" && tag.contains_key("open")).count(), 1);

    // Every link leads to a field that is said to be wrong, and its sentence stands beside it.
    let links: Vec<&str> = tags.iter().filter_map(|(_, tag)| tag.get("href")?.strip_prefix('#')).collect();
    assert_eq!(
        links,
        ["mienskip-energie-points-0", "mienskip-energie-answer-1", "mienskip-energie-answer-0"]
    );
    for link in links {
        let (_, field) = tags.iter().find(|(_, tag)| tag.get("id").is_some_and(|id| id == link)).expect(link);
        assert_eq!(field["aria-invalid"], "true", "{link}");
        let beside = format!("{link}-wrong");
        assert!(field["aria-describedby"].split(' ').any(|id| id == beside), "{field:?}");
        assert!(again.contains(&format!("<p id=\"{beside}\" class=\"wrong\">")), "{again}");
    }
    assert!(
        again.contains(">Vul een heel getal in.</p>"),
        "beside a field its title is not said again: {again}"
    );
}

#[test]
fn points_that_do_not_add_up_are_said_of_all_of_them_and_what_was_chosen_stays_chosen() {
    let desk = Desk::with(EVERYTHING);
    let server = desk.serve(&[]);
    let reply = post(
        &server,
        &posted(&server.get("/form").text(), &[("points.zon", "5"), ("answers.dorp", "ijlst")]),
    );
    let again = page(&reply, "nl");
    let tags = tags(&again);
    assert!(again.contains("<a href=\"#mienskip-energie-points-0\">Verdeel nog 95 punten.</a>"), "{again}");
    assert!(
        again.contains("<p id=\"mienskip-energie-wrong\" class=\"wrong\">Verdeel nog 95 punten.</p>"),
        "{again}"
    );
    let all =
        tags.iter().find(|(name, tag)| name == "fieldset" && tag.contains_key("aria-describedby")).unwrap();
    assert_eq!(all.1["aria-describedby"], "mienskip-energie-hint mienskip-energie-wrong");
    let chosen: Vec<&str> = tags
        .iter()
        .filter(|(_, tag)| tag.contains_key("selected"))
        .map(|(_, tag)| tag["value"].as_str())
        .collect();
    assert_eq!(chosen, ["ijlst"]);
    // Mended there, it is an answer.
    let mended = posted(&again, &[("points.zon", "100"), ("answers.dorp", "ijlst")]);
    assert_eq!(post(&server, &mended).status, 201);
}

#[test]
fn none_of_these_is_an_answer_where_the_survey_allows_it() {
    let desk = Desk::with("\"none\": true,");
    let server = desk.serve(&[]);
    let form = desk.run(&["form", "survey.json"]).out;
    let reply = post(&server, &posted(&form, &[("points.wind", ""), ("points.zon", ""), ("none", "true")]));
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert!(stored(&desk)[0].contains("\"none\":true"));
    let both = posted(&form, &[("points.wind", "100"), ("none", "true")]);
    assert!(page(&post(&server, &both), "nl").contains("U kiest geen van de plannen, maar gaf wel punten."));
}

#[test]
fn what_is_wrong_comes_back_in_plain_words_and_nothing_is_stored() {
    let desk = Desk::with(EVERYTHING);
    let server = desk.serve(&[]);
    let form = desk.run(&["form", "survey.json"]).out;
    let dorp = ("answers.dorp", "heeg");
    let long = "x".repeat(501);
    for (filled, sentence) in [
        (&[("points.wind", "30"), ("points.zon", "65"), dorp][..], "Verdeel nog 5 punten."),
        (&[("points.wind", "100"), ("points.zon", "1"), dorp], "Haal ergens 1 punt weg."),
        (&[("points.wind", "12,5"), dorp], "Wind: Vul een heel getal in."),
        (&[("points.wind", "veel"), dorp], "Wind: Vul een heel getal in."),
        (&[("points.wind", "-5"), dorp], "Wind: Vul een heel getal in: 0–1000000000."),
        (&[("points.wind", "100"), ("answers.dorp", "")], "Waar woont u? Geef een antwoord."),
        (&[("points.wind", "100")], "Waar woont u? Geef een antwoord."),
        (
            &[("points.wind", "100"), dorp, ("answers.jaren", "130")],
            "Hoe lang? Vul een heel getal in: 0–120.",
        ),
        (
            &[("points.wind", "100"), dorp, ("idea", &long)],
            "Mijn eigen idee: Deze tekst is te lang: hoogstens 500 tekens.",
        ),
        (&[("points.wind", "100"), dorp, ("naam", "Jan")], "niet bij deze vragenlijst hoort: naam."),
        (&[("points.gas", "100"), dorp], "niet bij deze vragenlijst hoort: points.gas."),
        (
            &[("points.wind", "100"), dorp, ("reasons.wind", "goud")],
            "niet bij deze vragenlijst hoort: reasons.wind.",
        ),
        (
            &[("points.wind", "100"), dorp, ("survey.id", "energie")],
            "niet bij deze vragenlijst hoort: survey.id.",
        ),
    ] {
        let reply = post(&server, &posted(&form, filled));
        assert_eq!(reply.status, 400, "{filled:?}");
        let page = page(&reply, "nl");
        assert!(page.contains("<h1>Er is nog iets nodig</h1>") && page.contains("staat hieronder"), "{page}");
        let linked = !sentence.contains("hoort:");
        let end = if linked { "</a>" } else { "</li>" };
        assert!(page.contains(&format!("{sentence}{end}")), "{sentence}: {page}");
    }
    assert!(desk.lines().is_empty());
}

#[test]
fn fields_that_no_form_of_the_survey_has_are_named_to_a_program() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let form = desk.run(&["form", "survey.json"]).out;
    let whole = ("points.wind", "100");
    let at = |path: &str, code: &str| vec![(path.to_owned(), code.to_owned())];
    for (filled, expected) in [
        (&[whole, ("points.wind", "100")][..], at("/points/wind", "duplicate-field")),
        (&[whole, ("language", "nl")], at("/language", "duplicate-field")),
        (&[whole, ("a~b/c.d", "1")], at("/a~0b~1c/d", "unknown-field")),
        (&[whole, ("points", "1")], at("/points", "unknown-field")),
        (&[whole, ("points.", "1")], at("/points/", "unknown-id")),
        (&[whole, ("none.", "true")], at("/none/", "unknown-field")),
        (&[whole, ("", "1")], at("/", "unknown-field")),
        (&[whole, ("idea", "x")], at("/idea", "not-asked")),
        (&[whole, ("answers.x", "1")], at("/answers/x", "unknown-id")),
        (&[whole, ("source", &"x".repeat(65))], at("/source", "too-long")),
    ] {
        assert_eq!(problems(&server, &posted(&form, filled)), expected, "{filled:?}");
    }
    assert!(desk.lines().is_empty());
}

#[test]
fn a_form_of_another_survey_or_version_is_refused() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let form = desk.run(&["form", "survey.json"]).out;
    let body = posted(&form, &[("points.wind", "100")]);
    for (from, to, path, code) in [
        (percent("energie"), percent("budget"), "/survey/id", "other-survey"),
        (percent("2026-1"), percent("2025-1"), "/survey/version", "other-version"),
        (percent(desk.survey.digest()), percent(&"0".repeat(64)), "/survey/digest", "other-digest"),
        (percent("survey.id"), percent("source"), "/survey/id", "missing"),
    ] {
        let other = body.replacen(&from, &to, 1);
        assert_ne!(other, body);
        assert_eq!(problems(&server, &other), [(path.to_owned(), code.to_owned())]);
        let page = page(&post(&server, &other), "nl");
        assert_eq!(page.matches("<li>").count(), 1);
        assert!(page.contains("een andere versie van de vragenlijst"), "{page}");
    }
    assert_eq!(post(&server, &body).status, 201);
}

#[test]
fn a_form_that_is_garbled_or_too_large_is_refused_with_a_page() {
    let desk = Desk::with("\"idea\": true,");
    let server = desk.serve(&[]);
    let form = desk.run(&["form", "survey.json"]).out;
    let whole = posted(&form, &[("points.wind", "100")]);
    let many: String = (0..60_000).map(|_| "a&").collect();
    for (body, status, code) in [
        (format!("{whole}&idea=%FF%FE"), 400, "not-utf8"),
        (format!("{whole}&%E9=1"), 400, "not-utf8"),
        (many, 400, "too-many-fields"),
        (format!("{whole}&idea={}", "x".repeat(200_000)), 413, "too-large"),
    ] {
        let reply = post(&server, &body);
        assert_eq!(reply.status, status, "{code}");
        assert!(page(&reply, "nl").contains("<h1>Uw antwoord is niet aangenomen</h1>"));
        let reply = server.ask("POST", "/responses", &[FORM, "Accept: application/json"], body.as_bytes());
        assert_eq!((reply.status, reply.problem().as_str()), (status, code));
    }
    for odd in [
        "",
        "&&&",
        "=",
        "%",
        "%zz=%",
        "points.wind",
        "points.wind=%00",
        "\u{0}=\u{1}&+=+",
        "survey.id=&order=",
    ] {
        assert_eq!(post(&server, odd).status, 400, "{odd:?}");
    }
    assert!(desk.lines().is_empty());
}

#[test]
fn a_program_that_posts_a_form_gets_json() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let body = posted(&desk.run(&["form", "survey.json"]).out, &[("points.wind", "100")]);
    let headers =
        ["Content-Type: Application/X-WWW-Form-URLencoded; charset=UTF-8", "Accept: application/json"];
    let reply = server.ask("POST", "/responses", &headers, body.as_bytes());
    assert_eq!((reply.status, reply.header("content-type")), (201, "application/json"));
    let stored = Json::parse(&desk.lines()[0]).unwrap();
    assert_eq!(text(&reply.json(), "id"), text(&stored, "id"));
    assert_eq!(text(&reply.json(), "receipt"), mienskip::receipt(&stored));
}

#[test]
fn a_form_that_comes_too_early_or_too_late_hears_the_day() {
    let desk = Desk::with("\"opens\": \"2026-12-01\", \"closes\": \"2027-01-15\",");
    let body = posted(&desk.run(&["form", "survey.json"]).out, &[("points.wind", "1")]);
    for (today, sentence) in [
        ("2026-11-30", "U kunt deze vragenlijst invullen vanaf 1 december 2026."),
        ("2027-01-16", "Deze vragenlijst was open tot en met 15 januari 2027."),
    ] {
        let server = desk.serve(&["--today", today]);
        let reply = post(&server, &body);
        assert_eq!(reply.status, 403);
        let page = page(&reply, "nl");
        assert!(page.contains(sentence) && !page.contains("Verdeel nog"), "{page}");
    }
}

#[test]
fn only_the_sites_that_were_named_may_have_a_browser_post_a_form() {
    let desk = Desk::new();
    let server = desk.serve(&["--allow-origin", "https://www.example.org"]);
    let body = posted(&desk.run(&["form", "survey.json"]).out, &[("points.wind", "100")]);
    let send = |headers: &[&str]| {
        server.ask("POST", "/responses", &[&[FORM], headers].concat(), body.as_bytes()).status
    };
    assert_eq!(send(&["Sec-Fetch-Site: same-origin", "Origin: null"]), 201);
    assert_eq!(send(&["Sec-Fetch-Site: cross-site", "Origin: https://www.example.org"]), 201);
    assert_eq!(send(&["Sec-Fetch-Site: cross-site", "Origin: https://other.example"]), 403);
    assert_eq!(send(&["Sec-Fetch-Site: same-site", "Origin: null"]), 403);
    assert_eq!(desk.lines().len(), 2);
}

#[test]
fn a_page_that_wants_the_form_has_it_in_the_language_asked_for() {
    let desk = Desk::new();
    let survey = fs::read_to_string(desk.path("survey.json")).unwrap();
    desk.file("survey.json", survey.replace("[\"nl\"]", "[\"nl\", \"en\"]"));
    desk.file("web/index.html", "<!doctype html><noscript><!-- mienskip form --></noscript><p>x</p>");
    desk.file("web/other.txt", "<!-- mienskip form -->");
    let server = desk.serve(&["--web", "web"]);
    for (path, language, button) in [
        ("/", "nl", "Verstuur mijn antwoord"),
        ("/?lang=en", "en", "Send my answer"),
        ("/?x=1&lang=de", "nl", "Verstuur"),
    ] {
        for path in [path.to_owned(), path.replacen('/', "/form", 1)] {
            let page = server.get(&path).text();
            let form = tags(&page).into_iter().find(|(name, _)| name == "form").expect("a form").1;
            assert_eq!(form["lang"], language, "{path}");
            assert!(page.contains(button), "{path}: {page}");
        }
    }
    assert!(server.get("/").text().ends_with("</form>\n</noscript><p>x</p>"));
    assert_eq!(server.get("/other.txt").text(), "<!-- mienskip form -->");
    page_is_whole(&server.get("/form").text());
    let style = server.get("/form.css");
    assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
    desk.file("web/form.css", "p {}");
    assert_eq!(server.get("/form.css").text(), "p {}", "the organiser's own look");
}
