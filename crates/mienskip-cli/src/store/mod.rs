//! Where answers are kept, and what is kept of one: never more than it says itself, and nothing of when it came.
//!
//! Each answer is one row under its own random id, so that its place tells nothing; no row has a time or a number that
//! counts. What a resident wrote in words (motivations, an own idea) is apart from the rest of the answer: there stands
//! its salted hash, as in the receipt, and the hash leads to the words. Take the words away, and the receipt still
//! checks.
//!
//! [`Database`] is what every kind of database can do; [`Writer`] is the one way by which a collector adds to it.

mod postgresql;
mod sqlite;
mod writer;

use postgresql::Postgresql;
use sqlite::Sqlite;
pub(crate) use writer::{Keeping, Writer};

use crate::document;
use anyhow::{Context, Result};
use mienskip::{Json, redact, sha256};
use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::path::{Path, PathBuf};

/// Which database has the answers to a survey.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// A file of `SQLite`.
    Sqlite(PathBuf),
    /// The part of a `PostgreSQL` database that is for the survey with this id.
    Postgresql(Url, String),
}

/// The address of a database, which may have a password in it and is never shown.
#[derive(Clone)]
pub(crate) struct Url(pub(crate) String);

impl Place {
    /// Opens the database, or makes it when it is not there yet.
    ///
    /// # Errors
    ///
    /// What could not be done, where, and how to mend it.
    pub(crate) fn open_or_make(&self) -> Result<Box<dyn Database>> {
        match self {
            Place::Sqlite(path) => Ok(Box::new(Sqlite::open_or_make(path)?)),
            Place::Postgresql(url, survey) => Ok(Box::new(Postgresql::open_or_make(&url.0, survey)?)),
        }
    }

    /// Opens the database that is there.
    ///
    /// # Errors
    ///
    /// As [`Place::open_or_make`]; also that it is not there.
    pub(crate) fn open(&self) -> Result<Box<dyn Database>> {
        match self {
            Place::Sqlite(path) => Ok(Box::new(Sqlite::open(path)?)),
            Place::Postgresql(url, survey) => Ok(Box::new(Postgresql::open(&url.0, survey)?)),
        }
    }

    /// The database as it is named to people.
    pub(crate) fn name(&self) -> String {
        match self {
            Place::Sqlite(path) => path.display().to_string(),
            Place::Postgresql(..) => String::from("a PostgreSQL database"),
        }
    }
}

/// What a database of answers does. Each method is one transaction: it is done and on the disk, or nothing of it is.
///
/// Several programs may use one database at the same time, so it is the database that decides whether an answer is new:
/// nobody looks first and writes after.
pub(crate) trait Database: Debug + Send {
    /// Puts answers in that may be added, and finds what there is of the others. The version of the survey that they
    /// answer goes in with the first of them.
    fn put(&mut self, entries: &[Entry], version: &Version) -> Result<Vec<Known>>;

    /// At most so many answers, those with the ids after this one, in the order of their ids: that is drawn by lot.
    fn answers_after(&mut self, id: &str, most: usize) -> Result<Vec<Row>>;

    /// The words with these hashes, as far as they are there.
    fn words(&mut self, hashes: &[String]) -> Result<HashMap<String, Words>>;

    /// At most so many words, those with the hashes after this one, in the order of those: that is as good as drawn by
    /// lot.
    fn words_after(&mut self, hash: &str, most: usize) -> Result<Vec<Words>>;

    /// Judges the words with this hash; `false` if there are none.
    fn judge(&mut self, hash: &str, judged: Judged) -> Result<bool>;

    /// Takes out an answer, and words.
    fn erase(&mut self, id: Option<&str>, hashes: &[String]) -> Result<()>;

    /// Puts codes in, by their hashes.
    fn add_codes(&mut self, hashes: &[String]) -> Result<()>;

    /// At most so many hashes of codes that nobody used yet, those after this one, in their order.
    fn codes_after(&mut self, hash: &str, most: usize) -> Result<Vec<String>>;

    /// How many codes nobody used yet.
    fn count_codes(&mut self) -> Result<u64>;

    /// Takes out every answer, all words and all codes; says how many answers there were.
    fn clear(&mut self) -> Result<u64>;

    /// Every version of the survey that has, or had, answers here.
    fn versions(&mut self) -> Result<Vec<String>>;

    /// Writes a copy of everything to a file that is not there yet: a database of `SQLite`, with its rows in the order of
    /// their ids.
    fn copy_to(&mut self, path: &Path) -> Result<()>;

    /// Writes, and changes nothing: whether answers can be stored now.
    fn prove(&mut self) -> Result<()>;

    /// Looks through the whole database for damage.
    fn check(&mut self) -> Result<()>;

    /// How many answers there are.
    fn count(&mut self) -> Result<u64>;

    /// Writes everything anew in the order of the ids, so that where a row stands no longer tells when it came, and what
    /// was taken out is gone from the file as well.
    fn rewrite(&mut self) -> Result<()>;
}

/// An answer as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) id: String,
    /// Its canonical JSON with hashes in the place of words: whoever sends it again sends this, in whatever order the
    /// fields are, and whether or not the words were taken out here meanwhile.
    pub(crate) body: String,
    pub(crate) words: Vec<Words>,
}

/// What a resident wrote in one place of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// What the answer has in their place.
    pub(crate) hash: String,
    pub(crate) salt: String,
    pub(crate) text: String,
    pub(crate) judged: Judged,
}

/// What the organiser thinks of words, before anything is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judged {
    /// Nobody looked at them yet.
    NotYet,
    /// They may be published.
    Approved,
    /// They may not.
    Withheld,
}

/// An answer for a database, and whether it is to be added.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) answer: Answer,
    pub(crate) admission: Admission,
}

/// Whether an answer that is not there yet may be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// No: only what there is of it is asked.
    No,
    Yes,
    /// Yes, for the code with this hash, which goes with it.
    ForCode(String),
}

impl Entry {
    /// An answer to be added as it is.
    pub(crate) fn new(answer: Answer) -> Entry {
        Entry { answer, admission: Admission::Yes }
    }

    /// The hash of the code that it needs.
    fn code(&self) -> Option<&str> {
        match &self.admission {
            Admission::ForCode(hash) => Some(hash),
            Admission::No | Admission::Yes => None,
        }
    }
}

/// An answer without its words, as a database has it.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) body: String,
}

/// A version of the survey.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) digest: String,
    pub(crate) document: String,
}

/// What a database knows of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// It was not there; it is now.
    Added,
    /// It is there, and was before.
    Same,
    /// One with its id but other content is.
    Other,
    /// It is not there, and might not be added.
    Absent,
    /// It is not there, and neither is its code.
    NoCode,
}

/// Which words an answer gets back when it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Those that were approved.
    Approved,
    /// All that are there.
    All,
}

impl Answer {
    /// The answer in a document; `None` if that has no id.
    pub(crate) fn of(document: &Json) -> Option<Answer> {
        let id = document.get("id")?.as_text()?.to_owned();
        let redacted = redact(document);
        let salt = document.get("salt").and_then(Json::as_text).unwrap_or_default();
        let mut words = Vec::new();
        let pairs = spots(document).into_iter().zip(spots(&redacted));
        for ((_, given), (_, kept)) in pairs {
            if let (Json::Text(text), Some(hash)) = (given, hash(kept)) {
                words.push(Words {
                    hash: hash.to_owned(),
                    salt: salt.to_owned(),
                    text: text.clone(),
                    judged: Judged::NotYet,
                });
            }
        }
        Some(Answer { id, body: redacted.canonical(), words })
    }

    /// The receipt of the answer.
    pub(crate) fn receipt(&self) -> String {
        receipt_of(&self.body)
    }
}

impl Row {
    /// The receipt of the answer, which is the same with and without its words.
    pub(crate) fn receipt(&self) -> String {
        receipt_of(&self.body)
    }

    /// The digest of the version of the survey that it is an answer to.
    fn digest(&self) -> Option<String> {
        let document = Json::parse(&self.body).ok()?;
        Some(document.get("survey")?.get("digest")?.as_text()?.to_owned())
    }

    /// The hashes that stand in the place of words.
    pub(crate) fn hashes(&self) -> Vec<String> {
        self.hashes_with_places().into_iter().map(|(hash, _)| hash).collect()
    }

    /// The same, each with what its words are about: the id of a scenario; nothing for an own idea.
    pub(crate) fn hashes_with_places(&self) -> Vec<(String, String)> {
        let Ok(document) = Json::parse(&self.body) else { return Vec::new() };
        let mut found = Vec::new();
        for (place, words) in spots(&document) {
            found.extend(hash(words).map(|hash| (hash.to_owned(), place.to_owned())));
        }
        found
    }
}

impl Judged {
    pub(crate) const ALL: [Judged; 3] = [Judged::NotYet, Judged::Approved, Judged::Withheld];

    /// As a database and an organiser have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Judged::NotYet => "not-yet",
            Judged::Approved => "approved",
            Judged::Withheld => "withheld",
        }
    }

    /// What has this name; what is called otherwise is as good as not judged.
    pub(crate) fn named(name: &str) -> Judged {
        Judged::ALL.into_iter().find(|judged| judged.name() == name).unwrap_or(Judged::NotYet)
    }
}

impl Known {
    /// What an answer is to a database that has this under its id.
    fn as_kept(kept: Option<&str>, answer: &Answer) -> Known {
        match kept {
            None => Known::Absent,
            Some(body) if body == answer.body => Known::Same,
            Some(_) => Known::Other,
        }
    }
}

impl Debug for Url {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Url(…)")
    }
}

/// The surveys that have answers in a `PostgreSQL` database.
///
/// # Errors
///
/// It cannot be read.
pub(crate) fn surveys_in(url: &Url) -> Result<Vec<String>> {
    Postgresql::surveys(&url.0)
}

/// Adds to a database what is in another: answers with the versions they are to, and words as they were judged. Tells
/// what became of each answer.
///
/// # Errors
///
/// One of the two cannot be read or written. What was added by then is; it can be done again.
pub(crate) fn copy(
    from: &mut dyn Database,
    to: &mut dyn Database,
    mut tell: impl FnMut(&[Known]),
) -> Result<()> {
    let versions: HashMap<String, String> = from
        .versions()?
        .into_iter()
        .filter_map(|text| Some((document::survey(text.as_bytes()).ok()?.survey.digest().to_owned(), text)))
        .collect();
    let mut after = String::new();
    loop {
        let rows = from.answers_after(&after, PAGE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        last.id.clone_into(&mut after);
        let mut entries: HashMap<String, Vec<Entry>> = HashMap::new();
        for row in rows {
            let digest = row.digest().filter(|digest| versions.contains_key(digest));
            let digest =
                digest.with_context(|| format!("the survey of the answer {} is not there", row.id))?;
            let words = from.words(&row.hashes())?.into_values().collect();
            let answer = Answer { id: row.id, body: row.body, words };
            entries.entry(digest).or_default().push(Entry::new(answer));
        }
        for (digest, entries) in entries {
            let version = Version { document: versions[&digest].clone(), digest };
            tell(&to.put(&entries, &version)?);
        }
    }
}

/// Adds to a database the codes that nobody used yet in another.
///
/// # Errors
///
/// As [`copy`].
pub(crate) fn copy_codes(from: &mut dyn Database, to: &mut dyn Database) -> Result<()> {
    let mut after = String::new();
    loop {
        let codes = from.codes_after(&after, PAGE)?;
        let Some(last) = codes.last() else { return Ok(()) };
        last.clone_into(&mut after);
        to.add_codes(&codes)?;
    }
}

/// What is kept of an answer is what [`mienskip::receipt`] makes the receipt of.
fn receipt_of(body: &str) -> String {
    let mut receipt = sha256(body.as_bytes());
    receipt.truncate(20);
    receipt
}

/// How many answers are read at once.
const PAGE: usize = 200;

/// Reads every answer with the words that are wanted, and gives each to `each` as its canonical JSON; in the order of
/// the ids, which are drawn by lot, so that it tells nothing of when they came. Holds no more than a few at a time, and
/// no transaction open: an answer that comes or goes meanwhile may be among them or not.
///
/// # Errors
///
/// The database cannot be read, or `each` does not want more.
pub(crate) fn read_all(
    database: &mut dyn Database,
    wanted: Wanted,
    mut each: impl FnMut(Json, &Row) -> Result<()>,
) -> Result<()> {
    let mut after = String::new();
    loop {
        let rows = database.answers_after(&after, PAGE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        last.id.clone_into(&mut after);
        let hashes: Vec<String> = rows.iter().flat_map(Row::hashes).collect();
        let mut words = if hashes.is_empty() { HashMap::new() } else { database.words(&hashes)? };
        words.retain(|_, words| wanted == Wanted::All || words.judged == Judged::Approved);
        for row in &rows {
            let document = Json::parse(&row.body).map_err(|_| {
                anyhow::anyhow!("the answer {} cannot be read: the database is damaged", row.id)
            })?;
            each(with_words(document, &words), row)?;
        }
    }
}

/// The answer with these words back in their places.
fn with_words(mut document: Json, words: &HashMap<String, Words>) -> Json {
    let mut salt = None;
    for spot in spots_mut(&mut document) {
        if let Some(words) = hash(spot).and_then(|hash| words.get(hash)) {
            *spot = Json::text(&words.text);
            salt = Some(Json::text(&words.salt));
        }
    }
    if let (Some(salt), Json::Object(members)) = (salt, &mut document) {
        members.push((String::from("salt"), salt));
    }
    document
}

/// The places of an answer where a resident's own words can stand, each with the scenario that it belongs to.
fn spots(document: &Json) -> Vec<(&str, &Json)> {
    let mut found: Vec<(&str, &Json)> = document.get("idea").map(|idea| ("", idea)).into_iter().collect();
    if let Some(Json::Object(motivations)) = document.get("motivations") {
        found.extend(motivations.iter().map(|(scenario, words)| (scenario.as_str(), words)));
    }
    found
}

fn spots_mut(document: &mut Json) -> Vec<&mut Json> {
    let mut found = Vec::new();
    let Json::Object(members) = document else { return found };
    for (name, value) in members {
        match (name.as_str(), value) {
            ("idea", words) => found.push(words),
            ("motivations", Json::Object(motivations)) => {
                found.extend(motivations.iter_mut().map(|(_, words)| words));
            }
            _ => {}
        }
    }
    found
}

fn hash(words: &Json) -> Option<&str> {
    words.get("hash")?.as_text()
}
