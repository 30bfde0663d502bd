//! `mienskip answers`: what an organiser does with what is stored, while a collector runs.

use crate::support::{Desk, Ran, Server, changed, exported, list, text};
use mienskip::{Json, receipt, redact};
use std::collections::HashSet;
use std::fs;

/// A collector with answers that have texts, some of them dangerous to somebody.
fn with_texts() -> (Desk, Server, Vec<Json>) {
    let desk = Desk::with(
        r#""idea": true, "reasons": "optional", "none": true, "questions": [
        { "id": "dorp", "kind": "text", "title": "Dorp" }, { "id": "jaren", "kind": "number", "title": "Jaren", "min": 0, "max": 99 }],"#,
    );
    let server = desk.serve(&[]);
    let answers = vec![
        desk.answer_with(1, r#"{ "points": { "wind": 30, "zon": 70 }, "motivations": { "wind": "=HYPERLINK(\"http://x\",\"y\")",
            "zon": "Zon, \"ja\"\nen wind" }, "answers": { "dorp": "@SUM(A1)", "jaren": 7 }, "reasons": { "zon": ["eerlijk", "stil"] } }"#),
        desk.answer_with(2, r#"{ "points": { "wind": 100 }, "idea": "Een \u001b[31mrode dijk" }"#),
        desk.answer_with(3, r#"{ "none": true }"#),
        desk.answer_with(4, r#"{ "points": { "wind": 60, "zon": 40 } }"#),
    ];
    for answer in &answers {
        assert_eq!(server.post(answer).status, 201);
    }
    (desk, server, answers)
}

fn run(desk: &Desk, arguments: &[&str]) -> Ran {
    desk.run(&[&["answers"], arguments, &["--data", "data"]].concat())
}

/// A run that did its work, and what it reported as JSON.
fn report(desk: &Desk, arguments: &[&str]) -> Json {
    let ran = run(desk, &[arguments, &["--json"]].concat());
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    ran.json()
}

#[test]
fn only_texts_that_were_approved_are_exported_unless_all_are_asked_for() {
    let (desk, server, answers) = with_texts();
    let lines = |arguments: &[&str]| -> Vec<String> {
        run(&desk, &[&["export"], arguments].concat()).out.lines().map(str::to_owned).collect()
    };
    let redacted: Vec<Json> = answers.iter().map(redact).collect();
    assert_eq!(lines(&[]), exported(&redacted));
    assert_eq!(lines(&["--all-texts"]), exported(&answers));
    assert_eq!(lines(&["--json"]), lines(&["--format", "ndjson"]));

    let review = report(&desk, &["review"]);
    let texts = list(&review, "texts");
    assert_eq!(texts.len(), 3);
    let id_of = |begin: &str| {
        let found = texts.iter().find(|found| text(found, "text").starts_with(begin)).unwrap();
        (text(found, "id"), text(found, "about"))
    };
    let ((sun, about_sun), (wind, about_wind), (dike, about_dike)) = (id_of("Zon"), id_of("="), id_of("Een"));
    assert_eq!((about_sun.as_str(), about_wind.as_str(), about_dike.as_str()), ("zon", "wind", ""));
    let judged = report(&desk, &["review", "--approve", &sun, "--withhold", &wind]);
    assert_eq!(judged.to_text(), r#"{"approved":1,"withheld":1,"unknown":[]}"#);
    assert_eq!(list(&report(&desk, &["review"]), "texts").len(), 1);
    assert_eq!(text(&list(&report(&desk, &["review", "--judged", "withheld"]), "texts")[0], "id"), wind);

    let shown = lines(&[]).join("\n");
    assert!(shown.contains("Zon, ") && !shown.contains("HYPERLINK") && !shown.contains("dijk"), "{shown}");
    let verified = desk.run_with_input(&["verify", "survey.json", "-"], shown.as_bytes());
    assert_eq!(verified.status, 0, "each is still valid: {}", verified.out);
    for answer in &answers {
        assert!(verified.out.contains(&receipt(answer)), "with the same receipt");
    }

    let unknown =
        run(&desk, &["review", "--approve", "00000000", "--approve", "x", "--withhold", &dike[..8]]);
    assert_eq!(unknown.status, 1);
    assert_eq!(
        unknown.out,
        "no text has the id 00000000\nno text has the id x\n0 texts approved, 1 withheld\n"
    );
    drop(server);
}

#[test]
fn a_text_does_not_move_the_cursor_of_who_reviews_it() {
    let (desk, _server, _) = with_texts();
    let ran = run(&desk, &["review"]);
    assert!(ran.out.contains("\\u{1b}[31mrode dijk") && !ran.out.contains('\u{1b}'), "{}", ran.out);
    assert!(ran.out.ends_with("3 texts not judged yet\n"));
}

#[test]
fn a_table_runs_nothing_in_a_spreadsheet_and_keeps_every_answer() {
    let (desk, _server, answers) = with_texts();
    let table = rows(&run(&desk, &["export", "--format", "csv", "--all-texts"]).out);
    let titles = &table[0];
    assert_eq!(
        titles.join(" "),
        "receipt id survey.version language day source order none fit points.wind points.zon first.wind first.zon \
         reasons.wind reasons.zon motivations.wind motivations.zon idea answers.dorp answers.jaren"
    );
    assert_eq!(table.len(), 5);
    let cell = |answer: usize, title: &str| {
        let row = table.iter().find(|row| row[0] == receipt(&answers[answer])).unwrap();
        row[titles.iter().position(|other| other == title).unwrap()].clone()
    };
    assert_eq!(cell(0, "points.zon"), "70");
    assert_eq!(cell(0, "motivations.wind"), "'=HYPERLINK(\"http://x\",\"y\")");
    assert_eq!(cell(0, "motivations.zon"), "Zon, \"ja\"\nen wind");
    assert_eq!(cell(0, "reasons.zon"), "eerlijk stil");
    assert_eq!(
        (cell(0, "answers.dorp"), cell(0, "answers.jaren")),
        (String::from("'@SUM(A1)"), String::from("7"))
    );
    assert_eq!((cell(2, "none"), cell(2, "points.wind")), (String::from("true"), String::from("0")));
    assert_eq!(cell(3, "motivations.wind"), "");
    let withheld = rows(&run(&desk, &["export", "--format", "csv"]).out).concat().join(" ");
    assert!(!withheld.contains("HYPERLINK") && !withheld.contains("hash"), "{withheld}");
}

#[test]
fn the_divisions_are_exported_as_cumulative_votes() {
    let (desk, _server, _) = with_texts();
    let out = run(&desk, &["export", "--format", "pabulib"]).out;
    let (meta, rest) = out.split_once("PROJECTS\n").unwrap();
    let (projects, votes) = rest.split_once("VOTES\n").unwrap();
    for line in [
        "META\nkey;value\n",
        "\nnum_projects;2\n",
        "\nnum_votes;3\n",
        "\nvote_type;cumulative\n",
        "\nunit;Gemeente\n",
        "\nmax_sum_points;100\n",
        "\ndate_begin;24.12.2026\n",
        "#2: 1 answers chose none",
    ] {
        assert!(meta.contains(line), "{line}: {meta}");
    }
    assert_eq!(projects, "project_id;cost;votes;score;name\nwind;1;3;190;Wind\nzon;1;2;110;Zon\n");
    let votes: Vec<&str> = votes.lines().collect();
    assert_eq!(votes[0], "voter_id;vote;points");
    let without_number: HashSet<&str> =
        votes[1..].iter().map(|vote| vote.split_once(';').unwrap().1).collect();
    assert_eq!(without_number, HashSet::from(["zon,wind;70,30", "wind;100", "wind,zon;60,40"]));
    assert!(!out.contains("HYPERLINK"));
}

#[test]
fn an_answer_is_erased_by_its_receipt_from_the_file_as_well() {
    let (desk, server, answers) = with_texts();
    let (gone, id) = (receipt(&answers[0]), text(&answers[0], "id"));
    let told = report(&desk, &["erase", &gone.to_uppercase()]);
    assert_eq!(told.to_text(), format!(r#"{{"receipt":"{gone}","found":true,"texts":2}}"#));
    assert_eq!(desk.lines(), exported(&answers[1..]));
    for file in fs::read_dir(desk.path("data")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        for trace in [id.as_str(), "HYPERLINK", "@SUM", &gone] {
            assert!(!bytes.windows(trace.len()).any(|window| window == trace.as_bytes()), "{trace}");
        }
    }
    let again = run(&desk, &["erase", &gone]);
    assert_eq!((again.status, again.out), (1, format!("no answer has the receipt {gone}\n")));
    assert_eq!(run(&desk, &["erase", "energie"]).status, 2);
    assert_eq!(server.post(&answers[1]).status, 200, "and the collector went on");
}

#[test]
fn texts_are_taken_out_and_the_receipt_still_checks() {
    let (desk, server, answers) = with_texts();
    let told = run(&desk, &["redact", &receipt(&answers[0])]);
    assert_eq!(
        told.out,
        format!("2 texts of the answer {} erased; its receipt still checks\n", receipt(&answers[0]))
    );
    let mut left = answers.clone();
    left[0] = redact(&answers[0]);
    assert_eq!(desk.lines(), exported(&left));
    assert!(desk.verify_stored().out.contains(&receipt(&answers[0])));
    assert_eq!(server.post(&answers[0]).status, 200, "who sends it again is told that it is there");
    assert_eq!(desk.lines(), exported(&left), "and brings nothing back");
    assert_eq!(server.post(&changed(&left[0], "day", Some(Json::text("2026-12-23")))).status, 409);
}

#[test]
fn answers_are_brought_in_each_once_and_only_valid_ones() {
    let desk = Desk::new();
    let later = Desk::with(r#""introduction": "Nieuw","#);
    desk.file("later.json", fs::read(later.path("survey.json")).unwrap());
    let wrong = changed(&desk.answer(3), "language", Some(Json::text("fy")));
    let lines = [
        desk.answer(1),
        desk.answer(1),
        wrong,
        later.answer(4),
        desk.answer_with(1, r#"{ "points": { "wind": 100 } }"#),
    ];
    let file = lines.iter().map(Json::to_text).collect::<Vec<_>>().join("\n");
    desk.file("answers.ndjson", format!("{file}\ngarbage\n"));
    desk.file("one.json", desk.answer(2).to_text());
    let bring = |files: &[&str]| run(&desk, &[&["import", "--json"], files].concat());
    let ran = bring(&["later.json", "answers.ndjson", "one.json", "--earlier", "survey.json"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let told = ran.json();
    let numbers: Vec<_> =
        ["added", "known", "conflicts"].map(|name| told.get(name).unwrap().to_text()).into();
    assert_eq!(numbers, ["3", "1", "1"]);
    let invalid = list(&told, "invalid");
    assert_eq!(invalid.len(), 2);
    assert_eq!(
        (text(&invalid[0], "file").as_str(), invalid[0].get("line")),
        ("answers.ndjson", Some(&Json::whole(3)))
    );
    assert_eq!(text(&list(&invalid[0], "problems")[0], "code"), "not-one-of");
    assert_eq!(invalid[1].get("line"), Some(&Json::whole(6)));
    assert_eq!(desk.lines(), exported(&[desk.answer(1), desk.answer(2), later.answer(4)]));
    // What was exported can be brought in elsewhere, and here again without effect.
    desk.file("exported.ndjson", desk.lines().join("\n"));
    assert_eq!(
        run(&desk, &["import", "later.json", "exported.ndjson"]).out,
        "0 answers added, 3 known already, 0 with the id of another answer, 0 with errors\n"
    );
}

#[test]
fn a_backup_is_made_while_answers_come_and_brings_everything_back() {
    let (desk, server, answers) = with_texts();
    let review = report(&desk, &["review"]);
    let id = text(&list(&review, "texts")[0], "id");
    report(&desk, &["review", "--approve", &id]);
    let told = report(&desk, &["backup", "copy.sqlite"]);
    assert_eq!(told.to_text(), r#"{"file":"copy.sqlite","answers":4}"#);
    assert_eq!(run(&desk, &["backup", "copy.sqlite"]).status, 2, "it writes over nothing");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(desk.path("copy.sqlite")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(server.post(&desk.answer(9)).status, 201);
    let occupied = run(&desk, &["restore", "copy.sqlite"]);
    assert_eq!(occupied.status, 2);
    assert!(
        occupied.err.contains("5 answers are there already") && occupied.err.contains("--add"),
        "{}",
        occupied.err
    );
    assert_eq!(run(&desk, &["erase", &receipt(&answers[1])]).status, 0);
    let told = report(&desk, &["restore", "copy.sqlite", "--add"]);
    assert_eq!(told.get("added"), Some(&Json::whole(1)), "{}", told.to_text());
    let mut all = answers.clone();
    all.push(desk.answer(9));
    assert_eq!(desk.lines(), exported(&all));

    let elsewhere = desk.run(&["answers", "restore", "copy.sqlite", "--data", "new"]);
    assert_eq!((elsewhere.status, elsewhere.err.as_str()), (0, ""));
    let lines = desk.run(&["answers", "export", "--all-texts", "--data", "new/energie.sqlite"]).out;
    assert_eq!(lines.lines().collect::<Vec<_>>(), exported(&answers));
    let judged = desk.run(&["answers", "review", "--judged", "approved", "--json", "--data", "new"]).json();
    assert_eq!(text(&list(&judged, "texts")[0], "id"), id, "with what was judged");
}

#[test]
fn where_there_are_no_answers_it_says_so() {
    let desk = Desk::new();
    fs::create_dir(desk.path("data")).unwrap();
    for arguments in [
        ["export"].as_slice(),
        &["erase", "0123456789abcdef0123"],
        &["review"],
        &["backup", "x"],
        &["restore", "nowhere.sqlite"],
        &["import", "survey.json", "nowhere.ndjson"],
        &["import", "nowhere.json", "survey.json"],
    ] {
        let ran = run(&desk, arguments);
        assert_eq!(ran.status, 2, "{arguments:?}");
        assert!(ran.err.starts_with("mienskip: "), "{}", ran.err);
    }
    desk.file("data/a.sqlite", "");
    desk.file("data/b.sqlite", "");
    let ran = run(&desk, &["export"]);
    assert!(ran.err.contains("name one with --survey"), "{}", ran.err);
    assert_eq!(run(&desk, &["export", "--survey", "a"]).status, 0);
}

/// The cells of a table as RFC 4180 has it.
fn rows(table: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = table.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted && characters.next_if_eq(&'\n').is_some() => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(cell.is_empty() && row.is_empty() && !quoted, "every line is ended");
    rows
}
