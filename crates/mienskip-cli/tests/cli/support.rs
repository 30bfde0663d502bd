//! What the tests share: a survey with answers made by the core itself, the program as a process, and a client
//! that sends exactly the bytes it is told to.

use mienskip::{Date, Json, Stamp, Survey, sha256};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_mienskip");

/// How many times to do what finds faults by chance: few, or many where the large counts are wanted.
pub(crate) fn times(few: u32, many: u32) -> u32 {
    if std::env::var_os("MIENSKIP_LONG").is_some() { many } else { few }
}

/// A small survey without warnings; `more` is more of its fields, each with a comma after.
pub(crate) fn survey_text(more: &str) -> String {
    format!(
        r#"{{ "format": "mienskip-survey/1", "id": "energie", "version": "2026-1", "languages": ["nl"], {more}
  "title": "Energie voor <iedereen>", "question": "Verdeel 100 punten.", "followUp": "De raad besluit.",
  "organiser": {{ "name": "Gemeente", "privacyUrl": "https://example.org/privacy" }},
  "points": {{ "total": 100 }}, "motivations": "optional",
  "scenarios": [{{ "id": "wind", "title": "Wind" }}, {{ "id": "zon", "title": "Zon" }}],
  "values": [{{ "id": "eerlijk", "title": "Eerlijk" }}, {{ "id": "stil", "title": "Stil" }}],
  "relevance": {{ "wind": {{ "eerlijk": 3, "stil": 1 }}, "zon": {{ "stil": 2 }} }} }}
"#
    )
}

/// A folder of its own for a test, with a survey in it.
pub(crate) struct Desk {
    folder: TempDir,
    pub(crate) survey: Survey,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        Desk::with("")
    }

    /// With more fields in the survey.
    pub(crate) fn with(more: &str) -> Desk {
        let folder = TempDir::new().unwrap();
        let text = survey_text(more);
        fs::write(folder.path().join("survey.json"), &text).unwrap();
        Desk { folder, survey: Survey::from_json(&text).unwrap() }
    }

    /// Where a file is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and says where it is.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// An answer that differs from every other number's.
    pub(crate) fn answer(&self, number: u32) -> Json {
        self.answer_with(number, r#"{ "points": { "wind": 30, "zon": 70 } }"#)
    }

    /// The answer that a resident's input makes.
    pub(crate) fn answer_with(&self, number: u32, input: &str) -> Json {
        // As good as drawn by lot, and the same each time.
        let digest = sha256(&number.to_be_bytes());
        let random = std::array::from_fn(|at| u8::from_str_radix(&digest[2 * at..2 * at + 2], 16).unwrap());
        let stamp = Stamp::new(random, Date::parse("2026-12-24").unwrap());
        self.survey.respond(&Json::parse(input).unwrap(), &stamp).unwrap()
    }

    /// Runs the command in the folder, to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with_input(arguments, b"")
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = Command::new(PROGRAM)
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(input);
        Ran::from(child.wait_with_output().unwrap())
    }

    /// Starts a collector on the survey and the folder `data`.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Server {
        self.serve_by(Command::new(PROGRAM), arguments)
    }

    /// Starts one more, which complains into a file of its own.
    pub(crate) fn serve_another(&self, errors: &str, arguments: &[&str]) -> Server {
        self.start(Command::new(PROGRAM), errors, arguments)
    }

    /// Starts a collector by way of another program.
    pub(crate) fn serve_by(&self, command: Command, arguments: &[&str]) -> Server {
        self.start(command, "errors.txt", arguments)
    }

    fn start(&self, mut command: Command, errors: &str, arguments: &[&str]) -> Server {
        let errors = self.path(errors);
        let mut child = command
            .args(["serve", "survey.json", "--listen", "127.0.0.1:0"])
            .args(if arguments.contains(&"--database-url-file") {
                [].as_slice()
            } else {
                &["--data", "data"]
            })
            .args(arguments)
            .current_dir(self.folder.path())
            .stdout(Stdio::piped())
            .stderr(File::create(&errors).unwrap())
            .spawn()
            .unwrap();
        let mut announced = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        while !announced.contains("Today:") {
            let end = out.read_line(&mut announced).unwrap() == 0;
            assert!(!end, "it stopped: {announced}{}", fs::read_to_string(&errors).unwrap());
        }
        let address = announced.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Server { child, address, announced, errors }
    }

    /// The database in which the collector keeps answers.
    pub(crate) fn stored(&self) -> PathBuf {
        self.path("data/energie.sqlite")
    }

    /// Every answer that is stored, with all its texts: a line of canonical JSON each, in the order of the ids.
    pub(crate) fn lines(&self) -> Vec<String> {
        let ran = self.run(&["answers", "export", "--all-texts", "--data", "data"]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        ran.out.lines().map(str::to_owned).collect()
    }

    /// What `mienskip verify` says of everything that is stored.
    pub(crate) fn verify_stored(&self) -> Ran {
        let lines = self.lines().join("\n");
        self.run_with_input(&["verify", "survey.json", "-"], lines.as_bytes())
    }
}

/// Answers as a collector exports them: canonical, in the order of their ids.
pub(crate) fn exported<'j>(answers: impl IntoIterator<Item = &'j Json>) -> Vec<String> {
    let mut answers: Vec<&Json> = answers.into_iter().collect();
    answers.sort_by_key(|answer| text(answer, "id"));
    answers.into_iter().map(Json::canonical).collect()
}

/// A command that ended.
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ran {
    /// What it printed, as JSON.
    pub(crate) fn json(&self) -> Json {
        Json::parse(&self.out).unwrap()
    }
}

/// A collector that runs until this is dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
    /// What it said at the start.
    pub(crate) announced: String,
    errors: PathBuf,
}

impl Server {
    /// What it said on standard error so far.
    pub(crate) fn complaints(&self) -> String {
        fs::read_to_string(&self.errors).unwrap()
    }

    /// How much memory it holds, in kB.
    #[cfg(target_os = "linux")]
    pub(crate) fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Ends it as a crash does (`SIGKILL`).
    pub(crate) fn kill(mut self) {
        self.end();
    }

    /// Asks it to stop as a service manager does, and says how it ended.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> Option<i32> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        self.child.wait().unwrap().code()
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).unwrap()
    }

    /// Where to reach it, for threads of a test.
    pub(crate) fn client(&self) -> Client {
        Client(self.address.clone())
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.client().ask("GET", path, &[], b"").unwrap()
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Reply {
        self.client().ask(method, path, headers, body).unwrap()
    }

    pub(crate) fn post(&self, answer: &Json) -> Reply {
        self.client().post(answer).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// Sends requests, each on a connection of its own.
#[derive(Clone)]
pub(crate) struct Client(String);

impl Client {
    pub(crate) fn post(&self, answer: &Json) -> Option<Reply> {
        self.ask("POST", "/responses", &["Content-Type: application/json"], answer.to_text().as_bytes())
    }

    /// An answer with a code from a letter beside it.
    pub(crate) fn post_for(&self, answer: &Json, code: &str) -> Option<Reply> {
        let headers = ["Content-Type: application/json", &format!("Mienskip-Code: {code}")];
        self.ask("POST", "/responses", &headers, answer.to_text().as_bytes())
    }

    /// `None` when the connection breaks before there is a reply.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Option<Reply> {
        let mut stream = TcpStream::connect(&self.0).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut lines = vec![format!("{method} {path} HTTP/1.1"), format!("Host: {}", self.0)];
        lines.push(String::from("Connection: close"));
        lines.extend(headers.iter().map(|header| (*header).to_owned()));
        if !body.is_empty() {
            lines.push(format!("Content-Length: {}", body.len()));
        }
        let head = format!("{}\r\n\r\n", lines.join("\r\n"));
        let mut bytes = Vec::new();
        // Whoever refuses a request may reply, and hang up, before it has read all of it.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        let _ = stream.read_to_end(&mut bytes);
        Reply::read(&bytes)
    }
}

/// What the collector answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    fn read(bytes: &[u8]) -> Option<Reply> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let mut reply = Reply { status, headers, body: bytes[end + 4..].to_vec() };
        if reply.header("transfer-encoding") == "chunked" {
            reply.body = unchunked(&reply.body)?;
        }
        Some(reply)
    }

    /// The value of a header; empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Json {
        Json::parse(&self.text()).unwrap()
    }

    /// The code of a problem, once it is seen to be one, with the status it has in the reply.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let json = self.json();
        assert_eq!(json.get("status"), Some(&Json::whole(self.status.into())));
        let code = text(&json, "code");
        assert_eq!(text(&json, "type"), format!("urn:mienskip:{code}"));
        assert!(!text(&json, "title").is_empty() && !text(&json, "detail").is_empty());
        code
    }
}

/// A body that came in pieces; none if it was broken off.
fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    // Of the reply to HEAD there is nothing.
    while !bytes.is_empty() {
        let end = bytes.windows(2).position(|window| window == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(bytes.get(end + 2..end + 2 + length)?);
        bytes = bytes.get(end + 4 + length..)?;
    }
    whole.is_empty().then_some(whole)
}

/// A member that is a text.
pub(crate) fn text(json: &Json, name: &str) -> String {
    match json.get(name) {
        Some(Json::Text(text)) => text.clone(),
        other => panic!("{name} is {other:?} in {}", json.to_text()),
    }
}

/// A member that is a list.
pub(crate) fn list<'j>(json: &'j Json, name: &str) -> &'j [Json] {
    match json.get(name) {
        Some(Json::List(items)) => items,
        other => panic!("{name} is {other:?} in {}", json.to_text()),
    }
}

/// The object with a member set, or taken out.
pub(crate) fn changed(json: &Json, name: &str, value: Option<Json>) -> Json {
    let Json::Object(members) = json else { panic!("not an object") };
    let mut members = members.clone();
    match (members.iter().position(|(member, _)| member == name), value) {
        (Some(at), Some(value)) => members[at].1 = value,
        (Some(at), None) => drop(members.remove(at)),
        (None, Some(value)) => members.push((name.to_owned(), value)),
        (None, None) => {}
    }
    Json::Object(members)
}

/// The object with its members in the opposite order: other bytes, the same content.
pub(crate) fn reversed(json: &Json) -> Json {
    let Json::Object(members) = json else { panic!("not an object") };
    Json::Object(members.iter().rev().cloned().collect())
}
