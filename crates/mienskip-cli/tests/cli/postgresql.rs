//! `mienskip serve` and `mienskip answers` on `PostgreSQL`: the same promises as on a file, for several collectors at once.
//! The server is one of the test's own, in a folder of its own, and reached by a socket there.

#![cfg(unix)]

use crate::codes;
use crate::support::{Desk, Server, exported, list, reversed, text, times};
use mienskip::{Json, receipt, redact};
use postgres::{Client, NoTls};
use std::collections::HashSet;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// A database server that ends with the test.
struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    server: Option<Child>,
}

const OPTION: [&str; 2] = ["--database-url-file", "url"];
/// The same, and no limit that a test would come near to.
const FAST: [&str; 4] = ["--database-url-file", "url", "--rate", "100000"];

impl Cluster {
    /// None, said aloud, on a machine without the programs.
    fn start() -> Option<Cluster> {
        let Some(programs) = programs() else {
            println!("SKIPPED: there is no initdb of PostgreSQL on this machine");
            return None;
        };
        let folder = TempDir::new().unwrap();
        let mut cluster = Cluster { folder, programs, server: None };
        if let Some((user, group)) = other_user() {
            std::os::unix::fs::chown(cluster.folder.path(), Some(user), Some(group)).unwrap();
        }
        let made = cluster
            .command("initdb")
            .args(["--no-sync", "--auth=trust", "--username=mienskip", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(cluster.folder.path().join("data"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        cluster.go();
        Some(cluster)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        // The server refuses to run as root.
        if let Some((user, group)) = other_user() {
            command.uid(user).gid(group);
        }
        command.current_dir(self.folder.path());
        command
    }

    fn go(&mut self) {
        let path = self.folder.path();
        let log = fs::File::options().create(true).append(true).open(path.join("log")).unwrap();
        let mut server = self.command("postgres");
        server.arg("-D").arg(path.join("data")).arg("-k").arg(path).args(["-c", "listen_addresses="]);
        self.server = Some(server.stdout(Stdio::null()).stderr(log).spawn().unwrap());
        let up = (0..1200).any(|_| {
            thread::sleep(Duration::from_millis(50));
            Client::connect(&self.url(), NoTls).is_ok()
        });
        assert!(up, "{}", fs::read_to_string(path.join("log")).unwrap());
    }

    /// Ends it as a crash of the machine does, so that it has its log to go by when it starts again.
    fn crash(&mut self) {
        let mut server = self.server.take().unwrap();
        Command::new("kill").args(["-QUIT", &server.id().to_string()]).status().unwrap();
        server.wait().unwrap();
    }

    fn url(&self) -> String {
        format!("host={} user=mienskip dbname=postgres", self.folder.path().display())
    }

    fn client(&self) -> Client {
        Client::connect(&self.url(), NoTls).unwrap()
    }

    /// A desk whose answers go here.
    fn desk(&self, more: &str) -> Desk {
        let desk = Desk::with(more);
        desk.file("url", format!("{}\n", self.url()));
        desk
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.server.is_some() {
            self.crash();
        }
    }
}

/// Where the programs of the server are: on Debian each version has a folder of its own.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let folders = std::env::split_paths(&path).chain(versions.map(|version| version.path().join("bin")));
    folders.into_iter().find(|folder| folder.join("initdb").is_file())
}

/// Whom to run the server as, where this is root.
fn other_user() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    if fs::metadata("/proc/self").map_or(1, |me| me.uid()) != 0 {
        return None;
    }
    let id = |flag: &str| {
        let output = Command::new("id").args([flag, "postgres"]).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    Some((id("-u")?, id("-g")?))
}

fn lines(desk: &Desk) -> Vec<String> {
    let ran = desk.run(&[&["answers", "export", "--all-texts"], OPTION.as_slice()].concat());
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    ran.out.lines().map(str::to_owned).collect()
}

/// Sends answers from so many at once until none are left, or the collector is gone; gives the ids of those that were
/// acknowledged.
fn send(
    servers: &[&Server],
    answers: &Arc<Vec<Json>>,
    received: &Arc<Mutex<Vec<String>>>,
) -> Vec<thread::JoinHandle<()>> {
    let next = Arc::new(AtomicU32::new(0));
    let senders = (0..6).map(|at| {
        let (client, next) = (servers[at % servers.len()].client(), Arc::clone(&next));
        let (answers, received) = (Arc::clone(answers), Arc::clone(received));
        thread::spawn(move || {
            while let Some(answer) = answers.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
                match client.post(answer).map(|reply| reply.status) {
                    Some(200 | 201) => received.lock().unwrap().push(text(answer, "id")),
                    Some(503) => thread::sleep(Duration::from_millis(20)),
                    None => return,
                    Some(other) => panic!("{other}"),
                }
            }
        })
    });
    senders.collect()
}

#[test]
fn a_code_brings_in_one_answer_whichever_collector_it_comes_to() {
    let Some(cluster) = Cluster::start() else { return };
    let desk = cluster.desk(r#""codes": true,"#);
    let codes = codes::make(&desk, &OPTION, &times(10, 500).to_string());
    let servers = [desk.serve(&FAST), desk.serve_another("second.txt", &FAST)];
    for (turn, code) in (0..).zip(&codes) {
        // Half of them send one and the same answer.
        let threads: Vec<_> = (0..8)
            .map(|at| {
                let (client, code) = (servers[at % 2].client(), code.clone());
                let number = turn * 8 + at as u32;
                let answer = desk.answer(if at < 4 { turn * 8 } else { number });
                thread::spawn(move || (number, client.post_for(&answer, &code).unwrap().status))
            })
            .collect();
        let sent: Vec<(u32, u16)> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        let of = |status| sent.iter().filter(|(_, given)| *given == status).count();
        assert_eq!((of(201), of(200) + of(403)), (1, 7), "{sent:?}");
        assert!(of(403) >= 4, "{sent:?}");
    }
    assert_eq!((lines(&desk).len(), codes::unused(&desk, &OPTION)), (codes.len(), 0));
    // In no table, and not as what is left of a row that was taken out.
    drop(servers);
    drop(desk.serve(&FAST));
    let pages: i64 =
        cluster.client().query_one("SELECT pg_relation_size('mienskip.codes')", &[]).unwrap().get(0);
    assert_eq!(pages, 0);
}

#[test]
fn several_collectors_on_one_database_take_each_answer_once() {
    let Some(cluster) = Cluster::start() else { return };
    let desk = cluster.desk("");
    let servers = [desk.serve(&FAST), desk.serve_another("second.txt", &FAST)];
    assert!(servers[0].announced.contains("a PostgreSQL database (0 so far)"), "{}", servers[0].announced);
    for number in 0..times(10, 1000) {
        let answer = desk.answer(number);
        let other = desk.answer_with(number, r#"{ "points": { "wind": 100 } }"#);
        let threads: Vec<_> = (0..8)
            .map(|at| {
                let client = servers[at % 2].client();
                let answer = match at {
                    0..3 => answer.clone(),
                    3..6 => reversed(&answer),
                    _ => other.clone(),
                };
                thread::spawn(move || client.post(&answer).unwrap().status)
            })
            .collect();
        let statuses: Vec<u16> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        let (same, others) = statuses.split_at(6);
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        let (mine, theirs) = if same.contains(&201) { (same, others) } else { (others, same) };
        assert!(mine.iter().all(|status| matches!(status, 200 | 201)), "{statuses:?}");
        assert!(theirs.iter().all(|status| *status == 409), "{statuses:?}");
    }
    assert_eq!(lines(&desk).len() as u32, times(10, 1000));
    assert_eq!(servers[0].complaints() + &servers[1].complaints(), "");
}

#[test]
fn killed_amid_many_answers_the_database_has_every_one_that_was_acknowledged() {
    let Some(cluster) = Cluster::start() else { return };
    let desk = cluster.desk("");
    let received = Arc::new(Mutex::new(Vec::new()));
    let rounds = times(2, 40);
    for round in 0..rounds {
        let (dies, lives) = (desk.serve(&FAST), desk.serve_another("second.txt", &FAST));
        let answers: Arc<Vec<Json>> = Arc::new((0..400).map(|at| desk.answer(round * 400 + at)).collect());
        let before = received.lock().unwrap().len();
        let senders = send(&[&dies, &lives], &answers, &received);
        while received.lock().unwrap().len() < before + 60 + (round as usize * 37) % 150 {
            thread::sleep(Duration::from_millis(1));
        }
        dies.kill();
        for sender in senders {
            sender.join().unwrap();
        }
    }
    let stored: Vec<String> =
        lines(&desk).iter().map(|line| text(&Json::parse(line).unwrap(), "id")).collect();
    let distinct: HashSet<&String> = stored.iter().collect();
    assert_eq!(distinct.len(), stored.len());
    let received = received.lock().unwrap();
    assert!(received.len() >= 100 * rounds as usize && received.iter().all(|id| distinct.contains(id)));
}

#[test]
fn when_the_database_is_gone_senders_are_told_and_when_it_is_back_nothing_is_lost() {
    let Some(mut cluster) = Cluster::start() else { return };
    let desk = cluster.desk("");
    let server = desk.serve(&FAST);
    let answers: Arc<Vec<Json>> = Arc::new((0..3000).map(|at| desk.answer(at)).collect());
    let received = Arc::new(Mutex::new(Vec::new()));
    let senders = send(&[&server], &answers, &received);
    while received.lock().unwrap().len() < 100 {
        thread::sleep(Duration::from_millis(1));
    }
    cluster.crash();
    let reply = server.post(&desk.answer(5000));
    assert_eq!(
        (reply.status, reply.problem().as_str(), reply.header("retry-after")),
        (503, "not-stored", "5")
    );
    assert_eq!(server.get("/health").status, 503);
    assert_eq!(server.get("/survey.json").status, 200);
    cluster.go();
    assert_eq!(server.post(&desk.answer(5000)).status, 201, "it connects again by itself");
    for sender in senders {
        sender.join().unwrap();
    }
    let stored: HashSet<String> =
        lines(&desk).iter().map(|line| text(&Json::parse(line).unwrap(), "id")).collect();
    assert!(
        received.lock().unwrap().iter().all(|id| stored.contains(id)),
        "what it acknowledged before the crash"
    );
    for answer in answers.iter() {
        assert!(server.post(answer).status < 300);
    }
    assert_eq!(lines(&desk).len(), 3001);
    let complaints = server.complaints();
    // It may just have been about to be rewritten, of which is told as well.
    let told: Vec<&str> = complaints.lines().filter(|line| !line.contains("the order in which")).collect();
    assert!(
        matches!(told.as_slice(), [gone, back]
            if gone.contains("PostgreSQL") && back.contains("answers are stored again")),
        "{complaints}"
    );
    assert!(!complaints.contains("host="), "the address may have a password in it");
}

#[test]
fn whoever_has_the_tables_cannot_tell_in_what_order_the_answers_came() {
    let Some(cluster) = Cluster::start() else { return };
    let desk = cluster.desk("");
    let answers: Vec<Json> = (0..130)
        .map(|at| {
            // So long that it is kept elsewhere, in a table that counts.
            let why = mienskip::sha256(&[at as u8]).repeat(7);
            desk.answer_with(
                at,
                &format!(r#"{{ "points": {{ "zon": 100 }}, "motivations": {{ "zon": "{why}" }} }}"#),
            )
        })
        .collect();
    let server = desk.serve(&OPTION);
    for answer in &answers[..60] {
        assert_eq!(server.post(answer).status, 201);
    }
    server.kill();
    let mut client = cluster.client();
    let mut order = |by: &str| -> Vec<String> {
        let rows = client.query(&format!("SELECT id FROM mienskip.answers ORDER BY {by}"), &[]).unwrap();
        rows.into_iter().map(|row| row.get(0)).collect()
    };
    let ids: Vec<String> = answers.iter().map(|answer| text(answer, "id")).collect();
    assert_eq!(order("ctid"), ids[..60], "what there is to find before anything is rewritten");

    let server = desk.serve(&OPTION);
    let mut sorted = ids[..60].to_vec();
    sorted.sort();
    assert_eq!(order("ctid"), sorted, "a start after a crash makes up for it");
    for answer in &answers[60..] {
        assert_eq!(server.post(answer).status, 201);
    }
    assert_eq!(server.stop(), Some(0));
    let mut sorted = ids;
    sorted.sort();
    assert_eq!(order("ctid"), sorted);
    for table in ["answers", "words"] {
        let numbers = format!("SELECT count(*), count(DISTINCT xmin::text) FROM mienskip.{table}");
        let row = client.query_one(&numbers, &[]).unwrap();
        assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (130, 1), "one transaction wrote them all");
    }
    let hashes = "SELECT bool_and(ordered) FROM
        (SELECT hash >= lag(hash, 1, '') OVER (ORDER BY ctid) AS ordered FROM mienskip.words) AS t";
    assert!(client.query_one(hashes, &[]).unwrap().get::<_, bool>(0));
    assert_eq!(lines(&desk), exported(&answers));
}

#[test]
fn the_organiser_s_commands_do_on_a_database_what_they_do_on_a_file() {
    let Some(cluster) = Cluster::start() else { return };
    let desk = cluster.desk(r#""closes": "2027-01-15","#);
    desk.file("token", "t");
    desk.file("day", "2026-12-24");
    let options = ["--token-file", "token", "--today", "@day", "--delete-after", "30", "--grace", "1"];
    let server = desk.serve(&[OPTION.as_slice(), &options].concat());
    let mut answers = vec![
        desk.answer_with(
            1,
            r#"{ "points": { "zon": 100 }, "motivations": { "zon": "Warm", "wind": "Koud" } }"#,
        ),
        desk.answer_with(2, r#"{ "points": { "wind": 100 }, "motivations": { "wind": "Fris" } }"#),
    ];
    answers.extend((3..250).map(|number| desk.answer(number)));
    for answer in &answers {
        assert_eq!(server.post(answer).status, 201);
    }
    let run = |arguments: &[&str]| desk.run(&[&["answers"], arguments, OPTION.as_slice()].concat());
    let bearer = ["Authorization: Bearer t"];
    let all = server.ask("GET", "/responses?texts=all", &bearer, b"").text();
    assert_eq!(all.lines().collect::<Vec<_>>(), exported(&answers));
    let review = run(&["review", "--json"]).json();
    let warm = list(&review, "texts").iter().find(|found| text(found, "text") == "Warm").unwrap();
    assert_eq!(run(&["review", "--approve", &text(warm, "id")[..8]]).out, "1 text approved, 0 withheld\n");
    let shown = run(&["export"]).out;
    assert!(shown.contains("Warm") && !shown.contains("Koud") && !shown.contains("Fris"));
    assert_eq!(run(&["redact", &receipt(&answers[0])]).status, 0);
    assert_eq!(run(&["erase", &receipt(&answers[2])]).status, 0);
    answers[0] = redact(&answers[0]);
    answers.remove(2);
    assert_eq!(lines(&desk), exported(&answers));

    let backed_up = run(&["backup", "copy.sqlite"]);
    assert_eq!(backed_up.out, "248 answers backed up to copy.sqlite\n", "{}", backed_up.err);
    let restored = desk.run(&["answers", "restore", "copy.sqlite", "--data", "data"]);
    assert_eq!(restored.status, 0, "{}", restored.err);
    assert_eq!(desk.lines(), exported(&answers), "from one kind of database to the other");
    assert_eq!(run(&["restore", "copy.sqlite"]).status, 2, "there are answers");
    assert_eq!(
        run(&["restore", "copy.sqlite", "--add", "--json"]).json().get("known"),
        Some(&Json::whole(248))
    );
    desk.file("one.json", answers[5].to_text());
    assert!(run(&["import", "survey.json", "one.json"]).out.starts_with("0 answers added, 1 known already"));

    desk.file("day", "2027-02-14");
    let gone = |_: &u32| server.complaints().contains("deleted all 248 answers");
    assert!((0..100).inspect(|_| thread::sleep(Duration::from_millis(100))).any(|at| gone(&at)));
    assert!(lines(&desk).is_empty());
}

#[test]
fn an_address_that_leads_away_from_this_machine_is_refused_and_never_shown() {
    let desk = Desk::new();
    for (url, why) in [
        ("postgresql://mienskip:s3cret@db.example.org/x", "not encrypted"),
        ("host=192.0.2.1 password=s3cret", "not encrypted"),
        ("host=localhost hostaddr=192.0.2.1 password=s3cret", "not encrypted"),
        ("s3cret", "none that PostgreSQL knows"),
        ("host=/nowhere user=x password=s3cret", "cannot reach the PostgreSQL database"),
    ] {
        desk.file("url", url);
        let serve = ["serve", "survey.json", "--listen", "127.0.0.1:0", "--database-url-file", "url"];
        let ran = desk.run(&serve);
        assert_eq!(ran.status, 2, "{url}");
        assert!(ran.err.contains(why) && !ran.err.contains("s3cret"), "{}", ran.err);
    }
    let none = desk.run(&["serve", "survey.json"]);
    assert!(none.status == 2 && none.err.contains("MIENSKIP_DATABASE_URL"), "{}", none.err);
}
