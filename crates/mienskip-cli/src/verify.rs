//! `mienskip verify`: whether each answer keeps every rule of its survey, so that a council need not take the
//! collector's word, nor anybody else's, for what residents sent.

use crate::document;
use crate::finding::{self, Finding, count, has_errors, plain};
use crate::{Outcome, complain};
use anyhow::{Result, bail};
use mienskip::{Json, Survey, receipt};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Verify answers against their survey: every rule, and every profile recomputed
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The survey, a JSON file; - for standard input
    survey: PathBuf,
    /// Files with one answer (JSON) or many (NDJSON, an answer on each line); - for standard input
    #[arg(required = true)]
    responses: Vec<PathBuf>,
    /// Write JSON: { valid, responses: [{ file, line, id, valid, receipt, problems }] }
    #[arg(long, long_help = LONG_JSON)]
    json: bool,
}

const LONG_JSON: &str = "\
Write JSON: { valid, survey, responses, unread }. `survey` lists the problems of the survey itself. Each of
`responses` is { file, line, id, valid, receipt, problems: [{ path, code, severity, message }] }; without an id when
there is none to read, and with a receipt when valid. `unread` names the files that could not be read.";

/// One answer and what was found.
struct Report {
    file: String,
    line: usize,
    id: Option<String>,
    receipt: String,
    findings: Vec<Finding>,
}

/// Reports on every answer in every file; a file that cannot be read does not keep the others from it.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let paths = || arguments.responses.iter().chain([&arguments.survey]);
    if paths().filter(|path| document::is_standard_input(path)).count() > 1 {
        bail!("standard input (-) can be read once; name the other files");
    }
    let survey = match document::survey(&document::read(&arguments.survey)?) {
        Ok(document) => document.survey,
        Err(findings) => return refuse(arguments, &findings),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut verifier = Verifier { survey, seen: HashMap::new() };
    let (mut reports, mut unread) = (Vec::new(), Vec::new());
    for path in &arguments.responses {
        let name = path.display().to_string();
        let bytes = match document::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                complain(format_args!("{error:#}"));
                unread.push(name);
                continue;
            }
        };
        let answers = answers(&bytes);
        if answers.is_empty() && !arguments.json {
            writeln!(out, "{}: no answers", plain(&name))?;
        }
        for (line, text) in answers {
            let report = verifier.report(&name, line, text);
            if !arguments.json {
                report.write(&mut out)?;
            }
            reports.push(report);
        }
    }
    let wrong = reports.iter().filter(|report| !report.valid()).count();
    if arguments.json {
        let valid = wrong == 0 && unread.is_empty();
        writeln!(out, "{}", as_json(valid, &[], &reports, &unread).to_text())?;
    } else {
        let valid = reports.len() - wrong;
        writeln!(out, "{}: {valid} valid, {wrong} with errors", count(reports.len(), "answer"))?;
    }
    out.flush()?;
    if !unread.is_empty() {
        bail!("{} could not be read", count(unread.len(), "file"));
    }
    Ok(if wrong == 0 { Outcome::Fine } else { Outcome::Errors })
}

/// Reports that there is no survey to verify against.
fn refuse(arguments: &Arguments, findings: &[Finding]) -> Result<Outcome> {
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", as_json(false, findings, &[], &[]).to_text())?;
    } else {
        for finding in findings {
            writeln!(out, "{finding}")?;
        }
        let survey = plain(&arguments.survey.display().to_string());
        writeln!(out, "{survey}: the survey itself has errors, so no answer was verified.")?;
    }
    Ok(Outcome::Errors)
}

fn as_json(valid: bool, survey: &[Finding], reports: &[Report], unread: &[String]) -> Json {
    Json::object([
        ("valid", Json::Bool(valid)),
        ("survey", finding::to_json(survey)),
        ("responses", Json::List(reports.iter().map(Report::to_json).collect())),
        ("unread", Json::List(unread.iter().map(|name| Json::text(name)).collect())),
    ])
}

/// The answers in a file, each with the line it begins on: its lines when they are answers, or else the whole.
///
/// Decided by content. A line of a document that is spread over lines is hardly ever an object, and never one
/// that says its format.
pub(crate) fn answers(bytes: &[u8]) -> Vec<(usize, &[u8])> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let lines = || {
        let lines = bytes.split(|byte| *byte == b'\n').enumerate();
        lines.map(|(at, line)| (at + 1, line.trim_ascii())).filter(|(_, line)| !line.is_empty())
    };
    let is_answer = |line: &[u8]| document::parse(line).is_ok_and(|line| line.get("format").is_some());
    match lines().next() {
        None => Vec::new(),
        Some((first, _)) if document::parse(bytes).is_ok() || !lines().any(|(_, line)| is_answer(line)) => {
            vec![(first, bytes)]
        }
        Some(_) => lines().collect(),
    }
}

/// Verifies answer after answer and remembers their ids.
struct Verifier {
    survey: Survey,
    /// By id: the receipt, and where it stood first.
    seen: HashMap<String, (String, String)>,
}

impl Verifier {
    fn report(&mut self, file: &str, line: usize, text: &[u8]) -> Report {
        let mut report =
            Report { file: file.to_owned(), line, id: None, receipt: String::new(), findings: Vec::new() };
        match document::parse(text) {
            Err(findings) => report.findings = findings,
            Ok(answer) => {
                report.findings = document::findings(&self.survey.verify(&answer));
                report.receipt = receipt(&answer);
                if let Some(Json::Text(id)) = answer.get("id") {
                    report.id = Some(id.clone());
                    report.findings.extend(self.seen_before(id, &report));
                    report.findings.sort_by_key(|finding| answer.place(finding.path()));
                }
            }
        }
        report
    }

    /// What is wrong with an id that an answer before has too. Only what is valid takes an id.
    fn seen_before(&mut self, id: &str, report: &Report) -> Option<Finding> {
        match self.seen.entry(id.to_owned()) {
            Entry::Vacant(entry) => {
                if report.valid() {
                    entry.insert((report.receipt.clone(), report.place()));
                }
                None
            }
            Entry::Occupied(entry) => {
                let (first, before) = entry.get();
                Some(if *first == report.receipt {
                    Finding::repeated(before)
                } else {
                    Finding::id_conflict(before)
                })
            }
        }
    }
}

impl Report {
    fn valid(&self) -> bool {
        !has_errors(&self.findings)
    }

    fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let id = self.id.as_deref().unwrap_or("without id");
        let verdict = if self.valid() {
            format!("valid, receipt {}", self.receipt)
        } else {
            String::from("has errors")
        };
        writeln!(out, "{}: {}: {verdict}", plain(&self.place()), plain(id))?;
        self.findings.iter().try_for_each(|finding| writeln!(out, "  {finding}"))
    }

    fn to_json(&self) -> Json {
        let mut members = vec![("file", Json::text(&self.file)), ("line", Json::whole(self.line as i64))];
        members.extend(self.id.as_deref().map(|id| ("id", Json::text(id))));
        members.push(("valid", Json::Bool(self.valid())));
        if self.valid() {
            members.push(("receipt", Json::text(&self.receipt)));
        }
        members.push(("problems", finding::to_json(&self.findings)));
        Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}
