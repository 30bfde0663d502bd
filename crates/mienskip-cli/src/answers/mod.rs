//! `mienskip answers`: what an organiser does with the answers that a collector keeps: takes them along, brings them in,
//! takes one out at the request of whoever gave it, reads what people wrote before it is published, and keeps a copy.
//! All of it goes while the collector runs.

mod csv;
mod pabulib;

use crate::codes;
use crate::document;
use crate::finding::{self, Finding, count, plain};
use crate::place::Where;
use crate::store::{
    Answer, Database, Entry, Judged, Known, Place, Row, Version, Wanted, Words, copy, copy_codes, read_all,
};
use crate::verify;
use crate::{Outcome, complain};
use anyhow::{Context, Result, bail, ensure};
use mienskip::{Json, Survey};
use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Export, import, erase, review and back up the answers that a collector keeps
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Export(Export),
    Import(Import),
    Erase(Erase),
    Redact(Redact),
    Review(Review),
    Codes(Codes),
    Backup(Backup),
    Restore(Restore),
}

/// Which answers.
#[derive(clap::Args)]
struct Which {
    #[command(flatten)]
    place: Where,
    /// The id of the survey, where there are answers to more than one
    #[arg(long, value_name = "ID")]
    survey: Option<String>,
}

/// Write every answer to standard output, in an order drawn by lot
#[derive(clap::Args)]
#[command(after_long_help = EXPORT_HELP)]
struct Export {
    #[command(flatten)]
    place: Which,
    /// As what
    #[arg(long, value_enum, default_value = "ndjson")]
    format: Format,
    /// With all motivations and ideas, not only those that were approved
    #[arg(long)]
    all_texts: bool,
    /// Write JSON: as --format ndjson
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

const EXPORT_HELP: &str = "\
ndjson   each answer on a line of its own, as `mienskip verify` reads it
csv      a table for a spreadsheet: in UTF-8, with commas, and with an apostrophe before what a spreadsheet would run
pabulib  the divisions alone, as Pabulib (.pb) has cumulative votes, for research; the last version of the survey only

The order is that of the ids, which are drawn by lot: it tells nothing of when an answer came.";

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Ndjson,
    Csv,
    Pabulib,
}

/// Bring answers in from files, each verified as a collector does
#[derive(clap::Args)]
struct Import {
    /// The survey, a JSON file
    document: PathBuf,
    /// Files with one answer (JSON) or many (NDJSON, an answer on each line); - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    place: Which,
    /// An earlier version of the survey, which some of the answers are to; repeatable
    #[arg(long, value_name = "SURVEY")]
    earlier: Vec<PathBuf>,
    /// Write JSON: { added, known, conflicts, invalid: [{ file, line, problems }] }
    #[arg(long)]
    json: bool,
}

/// Take an answer out, with everything in it
#[derive(clap::Args)]
struct Erase {
    /// The receipt of the answer
    receipt: String,
    #[command(flatten)]
    place: Which,
    /// Write JSON: { receipt, found, texts }
    #[arg(long)]
    json: bool,
}

/// Take out what somebody wrote in an answer; its receipt still checks
#[derive(clap::Args)]
struct Redact {
    /// The receipt of the answer
    receipt: String,
    #[command(flatten)]
    place: Which,
    /// Write JSON: { receipt, found, texts }
    #[arg(long)]
    json: bool,
}

/// List the texts that nobody judged yet, or judge some
#[derive(clap::Args)]
struct Review {
    #[command(flatten)]
    place: Which,
    /// A text that may be published, by the id that the list gives it; repeatable
    #[arg(long, value_name = "ID")]
    approve: Vec<String>,
    /// A text that may not; repeatable
    #[arg(long, value_name = "ID")]
    withhold: Vec<String>,
    /// List those that were judged like this instead
    #[arg(long, value_name = "HOW", value_parser = judged, default_value = "not-yet",
        conflicts_with_all = ["approve", "withhold"])]
    judged: Judged,
    /// Write JSON: { texts: [{ id, about, text }] }, or { approved, withheld, unknown }
    #[arg(long)]
    json: bool,
}

/// Make one-time codes for letters, one a line, or tell how many are unused; of a code only its hash is kept
#[derive(clap::Args)]
struct Codes {
    /// The survey, a JSON file with `"codes": true`
    document: PathBuf,
    /// How many to make; keep them well until they are printed, and no longer: nobody can list them again
    #[arg(default_value = "0", hide_default_value = true, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    number: u32,
    #[command(flatten)]
    place: Where,
    /// Write JSON: { codes, unused }
    #[arg(long)]
    json: bool,
}

/// Write a copy of everything to a new file, also while the collector runs
#[derive(clap::Args)]
struct Backup {
    /// The copy: a database like the one it is made of
    file: PathBuf,
    #[command(flatten)]
    place: Which,
    /// Write JSON: { file, answers }
    #[arg(long)]
    json: bool,
}

/// Bring a backup back
#[derive(clap::Args)]
struct Restore {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    place: Which,
    /// Also where there are answers already: add those that are missing
    #[arg(long)]
    add: bool,
    /// Write JSON: { added, known, conflicts }
    #[arg(long)]
    json: bool,
}

/// How many answers go in together.
const BATCH: usize = 200;
/// How much of the hash of a text is its id, at least.
const SHORTEST_ID: usize = 8;
const USUAL_ID: usize = 16;

/// Does what is asked.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    match &arguments.command {
        Command::Export(export) => self::export(export),
        Command::Import(import) => self::import(import),
        Command::Erase(erase) => take_out(&erase.place, &erase.receipt, true, erase.json),
        Command::Redact(redact) => take_out(&redact.place, &redact.receipt, false, redact.json),
        Command::Review(review) if review.approve.is_empty() && review.withhold.is_empty() => list(review),
        Command::Review(review) => judge(review),
        Command::Codes(codes) => make_codes(codes),
        Command::Backup(backup) => self::backup(backup),
        Command::Restore(restore) => self::restore(restore),
    }
}

impl Which {
    /// The database that is there.
    fn open(&self) -> Result<Box<dyn Database>> {
        let place = self.place.find(self.survey.as_deref())?;
        place.context("there are no answers of a collector there")?.open()
    }

    /// The database for a survey, made when it is not there.
    fn open_or_make(&self, survey: &str) -> Result<Box<dyn Database>> {
        self.place.for_survey(self.survey.as_deref().unwrap_or(survey))?.open_or_make()
    }
}

fn export(arguments: &Export) -> Result<Outcome> {
    let mut database = arguments.place.open()?;
    let wanted = if arguments.all_texts { Wanted::All } else { Wanted::Approved };
    let mut out = BufWriter::new(io::stdout().lock());
    match arguments.format {
        Format::Ndjson => read_all(&mut *database, wanted, |answer, _| {
            writeln!(out, "{}", answer.canonical()).map_err(Into::into)
        })?,
        Format::Csv => csv::write(&mut *database, wanted, &mut out)?,
        Format::Pabulib => pabulib::write(&mut *database, &mut out)?,
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

/// What became of answers that were brought in.
#[derive(Default)]
struct Brought {
    added: usize,
    known: usize,
    conflicts: usize,
    invalid: Vec<(String, usize, Vec<Finding>)>,
}

fn import(arguments: &Import) -> Result<Outcome> {
    let mut surveys = HashMap::new();
    let mut id = String::new();
    for path in arguments.earlier.iter().chain([&arguments.document]) {
        let read = document::survey(&document::read(path)?);
        let Ok(read) = read else {
            bail!("{} is no survey without errors; `mienskip check` explains them", path.display());
        };
        read.survey.id().clone_into(&mut id);
        surveys.insert(read.survey.digest().to_owned(), (read.survey, read.text));
    }
    let mut database = arguments.place.open_or_make(&id)?;
    for text in database.versions()? {
        if let Ok(read) = document::survey(text.as_bytes()) {
            surveys.insert(read.survey.digest().to_owned(), (read.survey, read.text));
        }
    }
    let mut brought = Brought::default();
    // By the digest of the version that they are to.
    let mut batches: HashMap<String, Vec<Entry>> = HashMap::new();
    for path in &arguments.files {
        let name = path.display().to_string();
        let bytes = document::read(path)?;
        for (line, text) in verify::answers(&bytes) {
            match readable(text, &surveys) {
                Ok((digest, answer)) => {
                    let batch = batches.entry(digest.clone()).or_default();
                    batch.push(Entry::new(answer));
                    if batch.len() == BATCH {
                        brought.put(&mut *database, &surveys[&digest], batch)?;
                        batch.clear();
                    }
                }
                Err(findings) => brought.invalid.push((name.clone(), line, findings)),
            }
        }
    }
    for (digest, batch) in batches {
        brought.put(&mut *database, &surveys[&digest], &batch)?;
    }
    if brought.added > 0 {
        database.rewrite()?;
    }
    brought.report(arguments.json)
}

/// The answer that a text is, with the digest of its version of the survey.
fn readable(
    text: &[u8],
    surveys: &HashMap<String, (Survey, String)>,
) -> Result<(String, Answer), Vec<Finding>> {
    let answer = document::parse(text)?;
    let digest = answer.get("survey").and_then(|survey| survey.get("digest")).and_then(Json::as_text);
    let survey = digest.and_then(|digest| surveys.get(digest));
    // What is to no version that is known is told so by any of them.
    let Some((survey, _)) = survey.or_else(|| surveys.values().next()) else { return Err(Vec::new()) };
    match (document::findings(&survey.verify(&answer)), Answer::of(&answer)) {
        (findings, Some(answer)) if findings.is_empty() => Ok((survey.digest().to_owned(), answer)),
        (findings, _) => Err(findings),
    }
}

impl Brought {
    fn put(
        &mut self,
        database: &mut dyn Database,
        (survey, document): &(Survey, String),
        entries: &[Entry],
    ) -> Result<()> {
        let version = Version { digest: survey.digest().to_owned(), document: document.clone() };
        self.count(&database.put(entries, &version)?);
        Ok(())
    }

    fn count(&mut self, known: &[Known]) {
        let number = |wanted: Known| known.iter().filter(|known| **known == wanted).count();
        self.added += number(Known::Added);
        self.known += number(Known::Same);
        self.conflicts += number(Known::Other);
    }

    fn report(&self, json: bool) -> Result<Outcome> {
        let mut out = io::stdout().lock();
        if json {
            let number = |number: usize| Json::whole(number as i64);
            let invalid = self.invalid.iter().map(|(file, line, findings)| {
                Json::object([
                    ("file", Json::text(file)),
                    ("line", number(*line)),
                    ("problems", finding::to_json(findings)),
                ])
            });
            let report = Json::object([
                ("added", number(self.added)),
                ("known", number(self.known)),
                ("conflicts", number(self.conflicts)),
                ("invalid", Json::List(invalid.collect())),
            ]);
            writeln!(out, "{}", report.to_text())?;
        } else {
            for (file, line, findings) in &self.invalid {
                writeln!(out, "{}:{line}: not brought in", plain(file))?;
                findings.iter().try_for_each(|finding| writeln!(out, "  {finding}"))?;
            }
            writeln!(
                out,
                "{} added, {} known already, {} with the id of another answer, {} with errors",
                count(self.added, "answer"),
                self.known,
                self.conflicts,
                self.invalid.len()
            )?;
        }
        let fine = self.conflicts == 0 && self.invalid.is_empty();
        Ok(if fine { Outcome::Fine } else { Outcome::Errors })
    }
}

/// Takes out the answer with a receipt, or only what is written in it.
fn take_out(place: &Which, receipt: &str, whole: bool, json: bool) -> Result<Outcome> {
    let wanted = receipt.trim().to_ascii_lowercase();
    ensure!(
        wanted.len() == 20 && wanted.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{} is no receipt: that is 20 digits and letters from a to f",
        plain(receipt)
    );
    let mut database = place.open()?;
    let row = find(&mut *database, &wanted)?;
    let mut texts = 0;
    if let Some(row) = &row {
        let hashes = row.hashes();
        texts = database.words(&hashes)?.len();
        database.erase(whole.then_some(row.id.as_str()), &hashes)?;
        if let Err(error) = database.rewrite() {
            complain(format_args!(
                "it is taken out, but what is left of it in the file is not yet: {error:#}"
            ));
        }
    }
    let mut out = io::stdout().lock();
    if json {
        let report = Json::object([
            ("receipt", Json::text(&wanted)),
            ("found", Json::Bool(row.is_some())),
            ("texts", Json::whole(texts as i64)),
        ]);
        writeln!(out, "{}", report.to_text())?;
    } else {
        match (&row, whole) {
            (None, _) => writeln!(out, "no answer has the receipt {wanted}")?,
            (Some(_), true) => writeln!(out, "the answer {wanted} is erased, with {}", count(texts, "text"))?,
            (Some(_), false) => {
                writeln!(
                    out,
                    "{} of the answer {wanted} erased; its receipt still checks",
                    count(texts, "text")
                )?;
            }
        }
    }
    Ok(if row.is_some() { Outcome::Fine } else { Outcome::Errors })
}

/// The answer with a receipt.
fn find(database: &mut dyn Database, receipt: &str) -> Result<Option<Row>> {
    let mut after = String::new();
    loop {
        let mut rows = database.answers_after(&after, BATCH)?;
        if let Some(at) = rows.iter().position(|row| row.receipt() == receipt) {
            return Ok(Some(rows.swap_remove(at)));
        }
        match rows.pop() {
            Some(last) => after = last.id,
            None => return Ok(None),
        }
    }
}

fn list(arguments: &Review) -> Result<Outcome> {
    let mut database = arguments.place.open()?;
    let about = about(&mut *database)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut listed = 0;
    let open = if arguments.json { "{\"texts\":[" } else { "" };
    write!(out, "{open}")?;
    each_of(&mut *database, arguments.judged, |words| {
        let id = &words.hash[..USUAL_ID];
        let about = about.get(&words.hash).map_or("", String::as_str);
        if arguments.json {
            let text = Json::object([
                ("id", Json::text(id)),
                ("about", Json::text(about)),
                ("text", Json::text(&words.text)),
            ]);
            write!(out, "{}{}", if listed > 0 { "," } else { "" }, text.to_text())?;
        } else {
            writeln!(out, "{id}  {}\n    {}", plain(about), plain(&words.text))?;
        }
        listed += 1;
        Ok(())
    })?;
    if arguments.json {
        writeln!(out, "]}}")?;
    } else {
        let how = match arguments.judged {
            Judged::NotYet => "not judged yet",
            Judged::Approved => "approved",
            Judged::Withheld => "withheld",
        };
        writeln!(out, "{} {how}", count(listed, "text"))?;
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

/// Gives all words that were judged like this to `each`.
fn each_of(
    database: &mut dyn Database,
    judged: Judged,
    mut each: impl FnMut(&Words) -> Result<()>,
) -> Result<()> {
    let mut after = String::new();
    loop {
        let page = database.words_after(&after, BATCH)?;
        page.iter().filter(|words| words.judged == judged).try_for_each(&mut each)?;
        match page.last() {
            Some(last) => last.hash.clone_into(&mut after),
            None => return Ok(()),
        }
    }
}

/// What each text is about, by its hash: the id of a scenario, or that it is an idea.
fn about(database: &mut dyn Database) -> Result<HashMap<String, String>> {
    let mut about = HashMap::new();
    let mut after = String::new();
    loop {
        let rows = database.answers_after(&after, BATCH)?;
        for row in &rows {
            about.extend(row.hashes_with_places());
        }
        match rows.last() {
            Some(last) => last.id.clone_into(&mut after),
            None => return Ok(about),
        }
    }
}

fn judge(arguments: &Review) -> Result<Outcome> {
    let mut database = arguments.place.open()?;
    let ids = [(Judged::Approved, &arguments.approve), (Judged::Withheld, &arguments.withhold)];
    let (mut done, mut unknown) = ([0; 2], Vec::new());
    for (at, (judged, ids)) in ids.into_iter().enumerate() {
        for id in ids {
            let hash = hash_of(&mut *database, &id.to_ascii_lowercase())?;
            match hash {
                Some(hash) if database.judge(&hash, judged)? => done[at] += 1,
                _ => unknown.push(id),
            }
        }
    }
    let mut out = io::stdout().lock();
    if arguments.json {
        let report = Json::object([
            ("approved", Json::whole(done[0])),
            ("withheld", Json::whole(done[1])),
            ("unknown", Json::List(unknown.iter().map(|id| Json::text(id)).collect())),
        ]);
        writeln!(out, "{}", report.to_text())?;
    } else {
        for id in &unknown {
            writeln!(out, "no text has the id {}", plain(id))?;
        }
        writeln!(out, "{} approved, {} withheld", count(done[0] as usize, "text"), done[1])?;
    }
    Ok(if unknown.is_empty() { Outcome::Fine } else { Outcome::Errors })
}

/// The hash that begins like this, if there is one such text and no other.
fn hash_of(database: &mut dyn Database, id: &str) -> Result<Option<String>> {
    if !(SHORTEST_ID..=64).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let mut found: Vec<String> = database.words(&[id.to_owned()])?.into_keys().collect();
    let after = database.words_after(id, 2)?;
    found.extend(after.into_iter().map(|words| words.hash).filter(|hash| hash.starts_with(id)));
    Ok(if found.len() == 1 { found.pop() } else { None })
}

fn make_codes(arguments: &Codes) -> Result<Outcome> {
    let Ok(read) = document::survey(&document::read(&arguments.document)?) else {
        bail!("{} is no survey without errors; `mienskip check` explains them", arguments.document.display());
    };
    ensure!(
        read.survey.asks_code(),
        "{} does not ask for codes: give it \"codes\": true",
        arguments.document.display()
    );
    let survey = read.survey.id();
    let mut database = arguments.place.for_survey(survey)?.open_or_make()?;
    let codes = (0..arguments.number).map(|_| codes::draw()).collect::<Result<Vec<_>>>()?;
    let hashes: Vec<String> = codes.iter().map(|code| codes::hash(survey, code)).collect();
    database.add_codes(&hashes)?;
    let unused = database.count_codes()?;
    let mut out = BufWriter::new(io::stdout().lock());
    if arguments.json {
        let codes = codes.iter().map(|code| Json::text(code)).collect();
        let report = Json::object([("codes", Json::List(codes)), ("unused", Json::whole(unused as i64))]);
        writeln!(out, "{}", report.to_text())?;
    } else {
        codes.iter().try_for_each(|code| writeln!(out, "{code}"))?;
    }
    out.flush()?;
    if !arguments.json {
        complain(format_args!("{} unused in all", count(unused as usize, "code")));
    }
    Ok(Outcome::Fine)
}

fn backup(arguments: &Backup) -> Result<Outcome> {
    let mut database = arguments.place.open()?;
    database.copy_to(&arguments.file)?;
    let answers = Place::Sqlite(arguments.file.clone()).open()?.count()?;
    let mut out = io::stdout().lock();
    let file = arguments.file.display().to_string();
    if arguments.json {
        let report = Json::object([("file", Json::text(&file)), ("answers", Json::whole(answers as i64))]);
        writeln!(out, "{}", report.to_text())?;
    } else {
        writeln!(out, "{} backed up to {}", count(answers as usize, "answer"), plain(&file))?;
    }
    Ok(Outcome::Fine)
}

fn restore(arguments: &Restore) -> Result<Outcome> {
    let mut backup = Place::Sqlite(arguments.file.clone()).open()?;
    backup.check()?;
    let surveys = surveys(&mut *backup)?;
    let Some(survey) = surveys.first() else {
        bail!("{} has no answers: there is nothing to bring back", arguments.file.display());
    };
    let mut database = arguments.place.open_or_make(survey.id())?;
    let there = database.count()?;
    ensure!(
        there == 0 || arguments.add,
        "{} are there already. Give --add to add what is missing, or --data another folder",
        count(there as usize, "answer")
    );
    let mut brought = Brought::default();
    copy(&mut *backup, &mut *database, |known| brought.count(known))?;
    // Beside answers that came after the backup, codes would come back that these have used.
    if there == 0 {
        copy_codes(&mut *backup, &mut *database)?;
    }
    database.rewrite()?;
    brought.report(arguments.json)
}

fn judged(text: &str) -> Result<Judged, String> {
    let found = Judged::ALL.into_iter().find(|judged| judged.name() == text);
    found.ok_or_else(|| String::from("write not-yet, approved or withheld"))
}

/// The surveys of a database, the last of its versions last: by their version, as far as that can be told.
fn surveys(database: &mut dyn Database) -> Result<Vec<Survey>> {
    let read = |text: String| document::survey(text.as_bytes()).ok().map(|read| read.survey);
    let mut surveys: Vec<Survey> = database.versions()?.into_iter().filter_map(read).collect();
    surveys.sort_by(|a, b| a.version().cmp(b.version()));
    Ok(surveys)
}
