//! What happens to an answer that somebody sends: verified by the same code as in the browser, taken once, and
//! only while the survey is open. Knows no HTTP; whatever carries answers can use it.

use crate::clock::Clock;
use crate::codes;
use crate::document::{self, SurveyDocument};
use crate::finding::Finding;
use crate::retention::Retention;
use crate::store::{Admission, Answer, Keeping, Known, Place, Version, Writer};
use anyhow::{Context, Result, anyhow};
use mienskip::{Date, Json, Stamp, Survey, sha256};
use std::fmt::{self, Display, Formatter};

/// A survey that takes answers.
#[derive(Debug)]
pub(crate) struct Collector {
    survey: Survey,
    document: String,
    clock: Clock,
    /// What nobody knows who reads the log of a server in front of this one; another at each start.
    secret: String,
    place: Place,
    writer: Writer,
    /// How many answers there were at the start.
    count: u64,
}

/// An answer that is stored.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) id: String,
    pub(crate) receipt: String,
    /// Whether it came in now, rather than before.
    pub(crate) new: bool,
}

/// Why an answer is not taken. Nothing of it is stored.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It breaks these rules.
    Invalid(Vec<Finding>),
    /// The survey opens on this day.
    NotOpen(Date),
    /// The survey closed at the end of this day.
    Closed(Date),
    /// An answer with this id, but other content, is stored.
    Conflict(String),
    /// The survey wants a code from a letter with each, and knows of no such code that nobody used yet.
    UnknownCode,
    /// The store failed; the same answer can be sent again.
    NotStored(anyhow::Error),
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Invalid(_) => write!(f, "the answer breaks rules of the survey"),
            Refusal::NotOpen(opens) => write!(f, "the survey opens on {opens}"),
            Refusal::Closed(closes) => write!(f, "the survey closed after {closes}"),
            Refusal::Conflict(id) => write!(f, "another answer has the id {id}"),
            Refusal::UnknownCode => write!(f, "no letter has this code, or it was used"),
            Refusal::NotStored(error) => write!(f, "the answer could not be stored: {error:#}"),
        }
    }
}

impl Collector {
    /// Opens a survey with the database in which its answers are kept, made when it is not there.
    ///
    /// # Errors
    ///
    /// The database cannot be opened.
    pub(crate) fn open(
        document: SurveyDocument,
        place: Place,
        clock: Clock,
        retention: Retention,
    ) -> Result<Collector> {
        let SurveyDocument { text, survey } = document;
        let mut database = place.open_or_make()?;
        database.check()?;
        let count = database.count()?;
        let version = Version { digest: survey.digest().to_owned(), document: text.clone() };
        let keeping = Keeping { place: place.clone(), version, retention };
        let secret = random()?;
        let writer = Writer::start(keeping, database, count);
        Ok(Collector { survey, document: text, clock, secret, place, writer, count })
    }

    pub(crate) fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The survey document as the organiser wrote it.
    pub(crate) fn document(&self) -> &str {
        &self.document
    }

    /// Takes an answer with the code that came beside it, or says why not. An answer that is stored already is stored,
    /// even after closing and although its code is used: whoever sends it again missed the reply.
    pub(crate) async fn receive(&self, document: &Json, code: Option<&str>) -> Result<Stored, Refusal> {
        let answer = match self.check(document) {
            Ok(answer) => answer,
            // Before its errors: an answer to a survey that was changed after closing came too late, most of all.
            Err(findings) => return Err(self.is_open().err().unwrap_or(Refusal::Invalid(findings))),
        };
        let open = self.is_open();
        let (id, receipt) = (answer.id.clone(), answer.receipt());
        let admission = match open {
            Err(_) => Admission::No,
            Ok(()) if self.survey.asks_code() => {
                Admission::ForCode(codes::hash(self.survey.id(), code.unwrap_or_default()))
            }
            Ok(()) => Admission::Yes,
        };
        match self.writer.put(answer, admission).await.map_err(Refusal::NotStored)? {
            Known::Added => Ok(Stored { id, receipt, new: true }),
            Known::Same => Ok(Stored { id, receipt, new: false }),
            Known::Other => Err(Refusal::Conflict(id)),
            Known::NoCode => Err(Refusal::UnknownCode),
            Known::Absent => {
                Err(open.err().unwrap_or_else(|| Refusal::NotStored(anyhow!("it was not taken"))))
            }
        }
    }

    /// What makes an answer that is completed here and now one of its kind: the same each time for what the view of a
    /// form calls itself, in which case nobody who sees the answer can tell what that was.
    ///
    /// # Errors
    ///
    /// This machine has no random bytes to give.
    pub(crate) fn stamp(&self, once: Option<&str>) -> Result<Stamp> {
        let drawn = once.map_or_else(random, |once| Ok(sha256(once.as_bytes())))?;
        let byte = |at: usize| u8::from_str_radix(&drawn[2 * at..2 * at + 2], 16).unwrap_or_default();
        Ok(Stamp::new(std::array::from_fn(byte), self.clock.today().unwrap_or(Date::EPOCH)))
    }

    /// The same name for what has an address that others see: without the secret it leads to no answer.
    pub(crate) fn hidden(&self, once: &str) -> String {
        sha256(format!("{} {once}", self.secret).as_bytes())
    }

    /// Whether answers are taken today.
    pub(crate) fn is_open(&self) -> Result<(), Refusal> {
        let today = self.clock.today();
        match (self.survey.opens(), self.survey.closes()) {
            (Some(opens), _) if today < Some(opens) => Err(Refusal::NotOpen(opens)),
            (_, Some(closes)) if today > Some(closes) => Err(Refusal::Closed(closes)),
            _ => Ok(()),
        }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// How many answers were stored when it was opened.
    pub(crate) fn count_at_start(&self) -> u64 {
        self.count
    }

    /// The database in which answers are stored.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Stores what was taken up to now, and takes no more.
    pub(crate) fn close(&self) {
        self.writer.close();
    }

    /// Whether the last answer could be stored.
    pub(crate) fn is_storing(&self) -> bool {
        self.writer.is_storing()
    }

    fn check(&self, document: &Json) -> Result<Answer, Vec<Finding>> {
        let findings = document::findings(&self.survey.verify(document));
        match Answer::of(document) {
            Some(answer) if findings.is_empty() => Ok(answer),
            _ => Err(findings),
        }
    }
}

/// 64 hexadecimal digits that nobody can guess.
///
/// # Errors
///
/// This machine has no random bytes to give.
pub(crate) fn random() -> Result<String> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).context("cannot draw random bytes")?;
    Ok(sha256(&random))
}
