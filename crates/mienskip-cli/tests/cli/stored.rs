//! `mienskip serve`: what is stored stays stored, through crashes, full disks and other hands.

use crate::support::{Desk, append, changed, text};
use mienskip::Json;
use std::collections::HashSet;
use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

#[test]
fn killed_amid_many_answers_it_has_every_one_it_acknowledged() {
    let desk = Desk::new();
    let mut acknowledged = HashSet::new();
    for round in 0..3 {
        let server = desk.serve(&[]);
        let received = Arc::new(Mutex::new(Vec::new()));
        let next = Arc::new(AtomicU32::new(round * 100_000));
        let answers: Arc<Vec<Json>> =
            Arc::new((0..3000).map(|at| desk.answer(round * 100_000 + at)).collect());
        let residents: Vec<_> = (0..4)
            .map(|_| {
                let (client, received, next) = (server.client(), Arc::clone(&received), Arc::clone(&next));
                let answers = Arc::clone(&answers);
                thread::spawn(move || {
                    while let Some(answer) =
                        answers.get((next.fetch_add(1, Ordering::Relaxed) % 100_000) as usize)
                    {
                        let Some(reply) = client.post(answer) else { return };
                        assert_eq!(reply.status, 201);
                        received.lock().unwrap().push(text(answer, "id"));
                    }
                })
            })
            .collect();
        while received.lock().unwrap().len() < 60 {
            thread::sleep(Duration::from_millis(1));
        }
        server.kill();
        for resident in residents {
            resident.join().unwrap();
        }
        acknowledged.extend(received.lock().unwrap().drain(..));
    }
    let server = desk.serve(&[]);
    let stored: HashSet<String> =
        desk.lines().iter().map(|line| text(&Json::parse(line).unwrap(), "id")).collect();
    assert!(acknowledged.len() >= 180);
    assert_eq!(acknowledged.difference(&stored).count(), 0);
    assert_eq!(stored.len(), desk.lines().len(), "and none twice");
    assert_eq!(server.post(&desk.answer(0)).status, 200, "it knows them again");
    assert_eq!(desk.run(&["verify", "survey.json", "data/energie-responses.ndjson"]).status, 0);
}

#[test]
fn a_torn_last_line_is_kept_aside_and_the_next_answer_begins_a_line() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    server.kill();
    let torn = &desk.answer(2).to_text()[..100];
    append(&desk.stored(), torn.as_bytes());

    let server = desk.serve(&[]);
    assert!(server.announced.contains("(1 so far)"), "{}", server.announced);
    let complaints = server.complaints();
    assert!(complaints.contains("was torn") && complaints.contains("data/energie-torn.txt"), "{complaints}");
    assert_eq!(fs::read_to_string(desk.path("data/energie-torn.txt")).unwrap(), format!("{torn}\n"));
    assert_eq!(server.post(&desk.answer(2)).status, 201, "its sender tries again");
    assert_eq!(desk.lines(), [desk.answer(1).to_text(), desk.answer(2).to_text()]);
}

#[test]
fn a_whole_last_line_that_only_lacks_its_end_is_an_answer() {
    let desk = Desk::new();
    desk.file("data/energie-responses.ndjson", desk.answer(1).to_text());
    let server = desk.serve(&[]);
    assert_eq!(server.post(&desk.answer(1)).status, 200);
    assert_eq!(server.post(&desk.answer(2)).status, 201);
    assert_eq!(desk.lines(), [desk.answer(1).to_text(), desk.answer(2).to_text()]);
    assert_eq!(server.complaints(), "");
}

#[test]
fn lines_that_are_no_valid_answers_are_told_and_kept() {
    let desk = Desk::new();
    let wrong = changed(&desk.answer(2), "language", Some(Json::text("fy")));
    let before = format!("{}\ngarbage \u{0}\n\n{}\n{{}}\n[1]\n", desk.answer(1).to_text(), wrong.to_text());
    desk.file("data/energie-responses.ndjson", &before);
    let server = desk.serve(&[]);
    let complaints = server.complaints();
    for (line, what) in [(2, "[not-json]"), (4, "[not-one-of]"), (5, "without an id"), (6, "without an id")] {
        let told =
            complaints.lines().any(|told| told.contains(&format!("ndjson:{line}: ")) && told.contains(what));
        assert!(told, "{line}: {complaints}");
    }
    assert_eq!(complaints.lines().count(), 4);
    assert_eq!(server.post(&desk.answer(3)).status, 201);
    assert_eq!(server.post(&desk.answer(2)).status, 409, "that id is taken, valid or not");
    assert_eq!(fs::read_to_string(desk.stored()).unwrap(), format!("{before}{}\n", desk.answer(3).to_text()));
}

#[test]
fn a_file_full_of_such_lines_is_told_in_a_few() {
    let desk = Desk::new();
    desk.file("data/energie-responses.ndjson", "garbage\n".repeat(500));
    let complaints = desk.serve(&[]).complaints();
    assert_eq!(complaints.lines().count(), 11);
    assert!(
        complaints.ends_with("490 more remarks like these; `mienskip verify` lists them\n"),
        "{complaints}"
    );
}

#[test]
fn answers_to_an_earlier_version_are_read_against_that_version() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    server.kill();

    let later = Desk::with(r#""introduction": "Nieuw","#);
    desk.file("survey.json", fs::read(later.path("survey.json")).unwrap());
    let server = desk.serve(&[]);
    assert_eq!(server.complaints(), "");
    assert_eq!(server.post(&later.answer(2)).status, 201);
    assert_eq!(server.post(&desk.answer(3)).status, 400, "to a version that is no longer open");
    server.kill();
    assert_eq!(fs::read_dir(desk.path("data/surveys")).unwrap().count(), 2);
    assert_eq!(desk.serve(&[]).complaints(), "");

    fs::remove_file(desk.path("data/surveys").join(format!("{}.json", desk.survey.digest()))).unwrap();
    let complaints = desk.serve(&[]).complaints();
    assert!(
        complaints.contains("ndjson:1: an answer to a version of the survey that is not in"),
        "{complaints}"
    );
}

#[cfg(unix)]
#[test]
fn what_residents_wrote_is_for_the_eyes_of_the_collector_s_owner() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let server = desk.serve(&[]);
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    assert_eq!(fs::metadata(desk.stored()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_second_collector_on_the_folder_is_refused() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let ran = desk.run(&["serve", "survey.json", "--listen", "127.0.0.1:0", "--data", "data"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("another collector is using data"), "{}", ran.err);
    server.kill();
    assert_eq!(desk.serve(&[]).get("/").status, 200, "a crash leaves no lock behind");
}

#[test]
fn an_organiser_may_take_an_answer_out_while_it_runs() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    (1..=3).for_each(|number| assert_eq!(server.post(&desk.answer(number)).status, 201));
    // As editors do: a new file in the place of the old.
    let lines = desk.lines();
    desk.file("edited", format!("{}\n{}\n", lines[0], lines[2]));
    fs::rename(desk.path("edited"), desk.stored()).unwrap();
    assert_eq!(server.post(&desk.answer(4)).status, 201);
    assert_eq!(server.post(&desk.answer(3)).status, 200);
    assert_eq!(server.post(&desk.answer(2)).status, 201, "it is not there any more");
    assert_eq!(desk.lines().len(), 4);
    assert!(server.complaints().contains("was changed by something else"), "{}", server.complaints());
}

#[test]
fn without_its_file_it_takes_no_answers_and_says_to_send_them_later() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    fs::rename(desk.stored(), desk.path("away")).unwrap();
    let reply = server.post(&desk.answer(1));
    assert_eq!((reply.status, reply.problem().as_str()), (503, "not-stored"));
    assert_eq!(reply.header("retry-after"), "60");
    assert!(server.complaints().contains("energie-responses.ndjson"), "{}", server.complaints());
    fs::rename(desk.path("away"), desk.stored()).unwrap();
    assert_eq!(server.post(&desk.answer(1)).status, 201);
}

#[cfg(unix)]
#[test]
fn a_full_disk_tears_no_line_and_loses_no_answer() {
    let desk = Desk::new();
    // A limit on the size of files (in blocks of 512 bytes) fails as a full disk does: amid a line.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"", crate::support::PROGRAM]);
    let server = desk.serve_by(limited, &[]);
    let statuses: Vec<u16> = (0..12).map(|number| server.post(&desk.answer(number)).status).collect();
    let stored = statuses.iter().filter(|status| **status == 201).count();
    assert!((1..12).contains(&stored), "{statuses:?}");
    assert!(statuses[stored..].iter().all(|status| *status == 503), "{statuses:?}");
    assert_eq!(desk.lines().len(), stored);
    assert_eq!(server.get("/survey.json").status, 200);
    server.kill();

    let server = desk.serve(&[]);
    assert_eq!(server.complaints(), "");
    (0..12).for_each(|number| assert!(server.post(&desk.answer(number)).status < 300));
    assert_eq!(desk.lines().len(), 12);
}
