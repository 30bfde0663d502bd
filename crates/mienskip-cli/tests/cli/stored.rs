//! `mienskip serve`: what is stored stays stored, once, through crashes, full disks and other hands; and nobody reads
//! from it when it came.

use crate::support::{Desk, Server, exported, reversed, text, times};
use mienskip::Json;
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};
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
    for round in 0..times(4, 100) {
        let server = desk.serve(&["--rate", "100000"]);
        let received = Arc::new(Mutex::new(Vec::new()));
        let next = Arc::new(AtomicU32::new(0));
        let answers: Arc<Vec<Json>> = Arc::new((0..2000).map(|at| desk.answer(round * 2000 + at)).collect());
        let residents: Vec<_> = (0..4)
            .map(|_| {
                let (client, received, next) = (server.client(), Arc::clone(&received), Arc::clone(&next));
                let answers = Arc::clone(&answers);
                thread::spawn(move || {
                    while let Some(answer) = answers.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
                        let Some(reply) = client.post(answer) else { return };
                        assert_eq!(reply.status, 201);
                        received.lock().unwrap().push(text(answer, "id"));
                    }
                })
            })
            .collect();
        // At another moment each round: amid a commit, a checkpoint, or the rewriting that comes after a hundred.
        while received.lock().unwrap().len() < 60 + (round as usize * 37) % 150 {
            thread::sleep(Duration::from_millis(1));
        }
        server.kill();
        for resident in residents {
            resident.join().unwrap();
        }
        acknowledged.extend(received.lock().unwrap().drain(..));
    }
    let server = desk.serve(&[]);
    let lines = desk.lines();
    let stored: HashSet<String> = lines.iter().map(|line| text(&Json::parse(line).unwrap(), "id")).collect();
    assert!(acknowledged.len() >= 240);
    assert_eq!(acknowledged.difference(&stored).count(), 0);
    assert_eq!(stored.len(), lines.len(), "and none twice");
    assert_eq!(server.post(&desk.answer(0)).status, 200, "it knows them again");
    assert_eq!(desk.verify_stored().status, 0);
}

#[test]
fn the_same_answer_from_many_at_once_is_one_that_is_new() {
    let desk = Desk::new();
    // Two collectors on one folder: it is the database that decides.
    let rate = ["--rate", "100000"];
    let servers = [desk.serve(&rate), desk.serve_another("second.txt", &rate)];
    for number in 0..times(10, 1000) {
        let answer = desk.answer(number);
        let other = desk.answer_with(number, r#"{ "points": { "wind": 100 } }"#);
        let threads: Vec<_> = (0..8)
            .map(|at| {
                let client = servers[at % 2].client();
                let answer = match at {
                    0..6 => {
                        if at % 3 == 0 {
                            reversed(&answer)
                        } else {
                            answer.clone()
                        }
                    }
                    _ => other.clone(),
                };
                thread::spawn(move || client.post(&answer).unwrap().status)
            })
            .collect();
        let mut statuses: Vec<u16> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        let others = statuses.split_off(6);
        let all: Vec<u16> = statuses.iter().chain(&others).copied().collect();
        assert_eq!(all.iter().filter(|status| **status == 201).count(), 1, "{all:?}");
        let (mine, theirs) =
            if statuses.contains(&201) { (&statuses, &others) } else { (&others, &statuses) };
        assert!(mine.iter().all(|status| matches!(status, 200 | 201)), "{all:?}");
        assert!(theirs.iter().all(|status| *status == 409), "{all:?}");
    }
    assert_eq!(desk.lines().len() as u32, times(10, 1000));
}

#[test]
fn every_version_of_the_survey_that_has_answers_is_kept() {
    let desk = Desk::new();
    let versions = || -> Vec<String> {
        let database = Connection::open(desk.stored()).unwrap();
        let mut find = database.prepare("SELECT document FROM surveys").unwrap();
        find.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let server = desk.serve(&[]);
    assert!(versions().is_empty());
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    assert_eq!(versions(), [fs::read_to_string(desk.path("survey.json")).unwrap()]);
    server.kill();

    let later = Desk::with(r#""introduction": "Nieuw","#);
    desk.file("survey.json", fs::read(later.path("survey.json")).unwrap());
    let server = desk.serve(&[]);
    assert_eq!(server.post(&later.answer(2)).status, 201);
    assert_eq!(server.post(&desk.answer(3)).status, 400, "to a version that is no longer open");
    assert_eq!(versions().len(), 2);
    assert_eq!(desk.lines().len(), 2);
}

#[cfg(unix)]
#[test]
fn what_residents_wrote_is_for_the_eyes_of_the_collector_s_owner() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let server = desk.serve(&[]);
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    let modes: HashMap<String, u32> = fs::read_dir(desk.path("data"))
        .unwrap()
        .map(|file| file.unwrap())
        .map(|file| {
            (file.file_name().into_string().unwrap(), file.metadata().unwrap().permissions().mode() & 0o777)
        })
        .collect();
    assert_eq!(modes.len(), 3, "the database, its log, and the index of that: {modes:?}");
    assert!(modes.values().all(|mode| *mode == 0o600), "{modes:?}");
}

#[test]
fn what_residents_wrote_in_words_is_apart_from_the_rest_of_the_answer() {
    let desk = Desk::with(r#""idea": true,"#);
    let server = desk.serve(&[]);
    let answer = desk.answer_with(
        1,
        r#"{ "points": { "wind": 30, "zon": 70 }, "motivations": { "zon": "Warm woord" }, "idea": "Koud idee" }"#,
    );
    let receipt = text(&server.post(&answer).json(), "receipt");
    let database = Connection::open(desk.stored()).unwrap();
    let body: String = database.query_row("SELECT body FROM answers", [], |row| row.get(0)).unwrap();
    assert!(!body.contains("Warm woord") && !body.contains("Koud idee") && !body.contains("salt"), "{body}");
    assert_eq!(mienskip::receipt(&Json::parse(&body).unwrap()), receipt, "which checks without them");
    let words: i64 = database.query_row("SELECT count(*) FROM words", [], |row| row.get(0)).unwrap();
    assert_eq!(words, 2);
    assert_eq!(desk.lines(), [answer.canonical()], "and together they are the answer again");
}

#[test]
fn without_its_file_it_takes_no_answers_and_says_to_send_them_later() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    fs::rename(desk.path("data"), desk.path("away")).unwrap();
    for number in 2..5 {
        let reply = server.post(&desk.answer(number));
        assert_eq!((reply.status, reply.problem().as_str()), (503, "not-stored"));
        assert_eq!(reply.header("retry-after"), "5");
    }
    assert!(!desk.path("data").exists(), "nothing new is made in its place");
    fs::rename(desk.path("away"), desk.path("data")).unwrap();
    for number in 1..5 {
        assert!(server.post(&desk.answer(number)).status < 300);
    }
    assert_eq!(desk.lines(), exported(&(1..5).map(|number| desk.answer(number)).collect::<Vec<_>>()));
    let complaints = server.complaints();
    assert_eq!(complaints.lines().count(), 2, "once, and once when it is over: {complaints}");
    assert!(complaints.contains("cannot write data/energie.sqlite") && complaints.contains("stored again"));
}

#[test]
fn a_file_put_in_the_place_of_its_own_is_not_written_to_by_halves() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    assert_eq!(server.post(&desk.answer(1)).status, 201);
    let ran = desk.run(&["answers", "backup", "copy.sqlite", "--data", "data"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(server.post(&desk.answer(2)).status, 201);
    fs::rename(desk.path("copy.sqlite"), desk.stored()).unwrap();
    assert_eq!(server.post(&desk.answer(3)).status, 503, "it sees that, and opens what is there");
    assert_eq!(server.post(&desk.answer(3)).status, 201);
    assert!(server.complaints().contains("was replaced by another file"), "{}", server.complaints());
}

#[test]
fn a_database_that_another_program_holds_is_waited_for_and_then_told() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let other = Connection::open(desk.stored()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let client = server.client();
    let answer = desk.answer(1);
    let waiting = thread::spawn(move || client.post(&answer).unwrap());
    thread::sleep(Duration::from_millis(500));
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(waiting.join().unwrap().status, 201);

    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let reply = server.post(&desk.answer(2));
    assert_eq!((reply.status, reply.problem().as_str()), (503, "not-stored"));
    assert!(server.complaints().contains("another program holds it"), "{}", server.complaints());
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(server.post(&desk.answer(2)).status, 201);
    assert_eq!(desk.lines().len(), 2);
}

#[test]
fn what_is_no_database_of_answers_is_left_alone() {
    let desk = Desk::new();
    let refused = |why: &str| {
        let before = fs::read(desk.stored()).unwrap();
        let ran = desk.run(&["serve", "survey.json", "--listen", "127.0.0.1:0", "--data", "data"]);
        assert_eq!(ran.status, 2);
        assert!(ran.err.contains("data/energie.sqlite") && ran.err.contains(why), "{}", ran.err);
        assert_eq!(fs::read(desk.stored()).unwrap(), before);
        fs::remove_dir_all(desk.path("data")).unwrap();
    };
    desk.file("data/energie.sqlite", "garbage ".repeat(2000));
    refused("it is no database: move it away");

    fs::create_dir(desk.path("data")).unwrap();
    let other = Connection::open(desk.stored()).unwrap();
    other.execute_batch("PRAGMA journal_mode = WAL; PRAGMA application_id = 7; CREATE TABLE x (y)").unwrap();
    drop(other);
    refused("a database of another program");

    desk.serve(&[]).kill();
    let later = Connection::open(desk.stored()).unwrap();
    later.execute_batch("PRAGMA user_version = 99").unwrap();
    drop(later);
    refused("another version of this program");
}

#[test]
fn a_damaged_database_is_told_at_the_start_and_a_backup_takes_its_place() {
    let desk = Desk::new();
    let server = desk.serve(&[]);
    let answers: Vec<Json> = (0..60).map(|number| desk.answer(number)).collect();
    for answer in &answers {
        assert_eq!(server.post(answer).status, 201);
    }
    assert_eq!(desk.run(&["answers", "backup", "copy.sqlite", "--data", "data"]).status, 0);
    assert_eq!(server.stop(), Some(0));
    let mut bytes = fs::read(desk.stored()).unwrap();
    // The second page has what leads to the answers.
    bytes[8192..9000].fill(0xa5);
    fs::write(desk.stored(), bytes).unwrap();
    let ran = desk.run(&["serve", "survey.json", "--listen", "127.0.0.1:0", "--data", "data"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("damaged") && ran.err.contains("mienskip answers restore"), "{}", ran.err);

    fs::remove_dir_all(desk.path("data")).unwrap();
    let ran = desk.run(&["answers", "restore", "copy.sqlite", "--data", "data"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    let server = desk.serve(&[]);
    assert!(server.announced.contains("(60 so far)"), "{}", server.announced);
    assert_eq!(desk.lines(), exported(&answers));
}

#[cfg(unix)]
#[test]
fn a_full_disk_loses_no_answer() {
    let desk = Desk::new();
    // A limit on the size of files (in blocks of 512 bytes) fails as a full disk does: amid a page.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 150; exec \"$0\" \"$@\"", crate::support::PROGRAM]);
    let server = desk.serve_by(limited, &[]);
    let statuses: Vec<u16> = (0..150).map(|number| server.post(&desk.answer(number)).status).collect();
    let stored = statuses.iter().filter(|status| **status == 201).count();
    assert!((1..150).contains(&stored), "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 201 | 503)), "{statuses:?}");
    assert!(server.complaints().contains("the disk is full"), "{}", server.complaints());
    assert_eq!(server.get("/survey.json").status, 200);
    server.kill();
    assert_eq!(desk.lines().len(), stored);

    let server = desk.serve(&[]);
    assert_eq!(server.complaints(), "");
    for (number, before) in (0..150).zip(statuses) {
        let now = server.post(&desk.answer(number)).status;
        assert_eq!(now, if before == 201 { 200 } else { 201 });
    }
    assert_eq!(desk.lines().len(), 150);
}

#[test]
fn answers_of_an_earlier_kind_of_collector_are_pointed_out() {
    let desk = Desk::new();
    desk.file("data/energie-responses.ndjson", desk.answer(1).to_text());
    let server = desk.serve(&[]);
    let complaints = server.complaints();
    let advice = "mienskip answers import SURVEY data/energie-responses.ndjson --data data";
    assert!(complaints.contains(advice), "{complaints}");
    let ran =
        desk.run(&["answers", "import", "survey.json", "data/energie-responses.ndjson", "--data", "data"]);
    assert_eq!(ran.out, "1 answer added, 0 known already, 0 with the id of another answer, 0 with errors\n");
    assert_eq!(server.post(&desk.answer(1)).status, 200);
}

#[test]
fn on_the_day_that_was_promised_all_answers_are_deleted() {
    let desk = Desk::with(r#""closes": "2027-01-15","#);
    desk.file("day", "2027-01-10");
    let options = ["--today", "@day", "--delete-after", "30", "--grace", "1"];
    let server = desk.serve(&options);
    assert!(server.announced.contains("0 so far; all are deleted on 2027-02-14"), "{}", server.announced);
    let answer =
        desk.answer_with(1, r#"{ "points": { "zon": 100 }, "motivations": { "zon": "Uitgewist" } }"#);
    assert_eq!(server.post(&answer).status, 201);
    // A clock that is wrong for a moment deletes nothing.
    desk.file("day", "2031-01-01");
    thread::sleep(Duration::from_millis(400));
    desk.file("day", "2027-02-13");
    thread::sleep(Duration::from_millis(1600));
    assert_eq!(desk.lines().len(), 1);

    desk.file("day", "2027-02-14");
    let gone = |_: &u32| server.complaints().contains("deleted all 1 answers");
    assert!((0..100).inspect(|_| thread::sleep(Duration::from_millis(100))).any(|at| gone(&at)));
    assert!(desk.lines().is_empty());
    let bytes: Vec<u8> = files(&desk).into_values().flatten().collect();
    assert_eq!(places(&bytes, "Uitgewist"), [], "nor are they in the bytes of the files");
    assert_eq!(places(&bytes, &text(&answer, "id")), []);
    assert_eq!(server.post(&desk.answer(2)).status, 403);
}

#[test]
fn a_day_of_deletion_that_cannot_be_kept_is_wrong_use() {
    for (closes, arguments) in [
        ("", ["--delete-after", "30"]),
        (r#""closes": "2027-01-15","#, ["--delete-on", "2027-01-15"]),
        (r#""closes": "2027-01-15","#, ["--delete-on", "tomorrow"]),
        (r#""closes": "2027-01-15","#, ["--delete-after", "-1"]),
    ] {
        let desk = Desk::with(closes);
        let serve = ["serve", "survey.json", "--listen", "127.0.0.1:0", "--data", "data"];
        assert_eq!(desk.run(&[serve.as_slice(), &arguments].concat()).status, 2, "{arguments:?}");
        assert!(!desk.path("data").exists());
    }
}

#[cfg(unix)]
#[test]
fn whoever_has_the_files_cannot_tell_in_what_order_the_answers_came() {
    let desk = Desk::new();
    let count = times(300, 3000);
    let ids: Vec<String> = (0..count).map(|number| text(&desk.answer(number), "id")).collect();
    let send = |server: &Server, numbers: std::ops::Range<u32>| {
        numbers.for_each(|number| assert_eq!(server.post(&desk.answer(number)).status, 201));
    };
    let server = desk.serve(&[]);
    send(&server, 0..80);
    server.kill();
    // What this test would find if there were anything to find: before anything was rewritten the log tells all.
    let log = files(&desk).remove("energie.sqlite-wal").unwrap();
    let before: Vec<usize> = ids[..80].iter().map(|id| places(&log, id)[0]).collect();
    assert!(correlation(&before) > 0.9, "{}", correlation(&before));

    let server = desk.serve(&["--rate", "100000"]);
    let log = &files(&desk)["energie.sqlite-wal"];
    assert!(log.is_empty(), "a start after a crash makes up for it");
    send(&server, 80..count);
    assert_eq!(server.stop(), Some(0));
    let files = files(&desk);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["energie.sqlite"]);
    let bytes = &files["energie.sqlite"];
    let mut found: Vec<usize> = Vec::new();
    for id in &ids {
        // As the key of its row, and within the answer.
        let places = places(bytes, id);
        assert_eq!(places.len(), 2, "and no copy of it is left behind");
        found.push(places[0]);
    }
    // Chance alone stays within four standard deviations in all but one of sixteen thousand cases, and this one is not
    // left to chance: the ids are the same each time.
    let chance = 4.0 / f64::from(count).sqrt();
    assert!(correlation(&found).abs() < chance, "{} is more than {chance}", correlation(&found));
    // Nor do neighbours in time lie beside each other.
    let steps: Vec<f64> = found.windows(2).map(|pair| pair[1].abs_diff(pair[0]) as f64).collect();
    let step = steps.iter().sum::<f64>() / steps.len() as f64 / bytes.len() as f64;
    assert!((0.2..0.5).contains(&step), "a third of the file, as for any two: {step}");
}

/// Every file in the folder, by its name.
fn files(desk: &Desk) -> std::collections::BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(desk.path("data")).unwrap().map(|file| file.unwrap());
    files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect()
}

/// Where a text stands among bytes.
fn places(bytes: &[u8], text: &str) -> Vec<usize> {
    let windows = bytes.windows(text.len()).enumerate();
    windows.filter(|(_, window)| *window == text.as_bytes()).map(|(at, _)| at).collect()
}

/// How much the order of the places is that in which they are given (Spearman): 1 the same, -1 the opposite, about 0 none.
fn correlation(places: &[usize]) -> f64 {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|at| places[*at]);
    let count = places.len() as f64;
    let apart: f64 = order.iter().enumerate().map(|(rank, at)| (rank as f64 - *at as f64).powi(2)).sum();
    1.0 - 6.0 * apart / (count * (count * count - 1.0))
}
