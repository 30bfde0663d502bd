//! What happens to an answer that somebody sends: verified by the same code as in the browser, taken once, and
//! only while the survey is open. Knows no HTTP; whatever carries answers can use it.

use crate::clock::Clock;
use crate::document::{self, SurveyDocument};
use crate::finding::Finding;
use crate::store::{Answer, Known, Store};
use anyhow::{Context, Result};
use mienskip::{Date, Stamp, Survey, receipt, sha256};
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A survey that takes answers.
#[derive(Debug)]
pub(crate) struct Collector {
    survey: Arc<Survey>,
    document: String,
    clock: Clock,
    /// What nobody knows who reads the log of a server in front of this one; another at each start.
    secret: String,
    /// Held from looking whether an answer is there until it is: answers come in one by one.
    store: Mutex<Store>,
    /// Where to say what the organiser should hear about the store.
    say: fn(&[String]),
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
            Refusal::NotStored(error) => write!(f, "the answer could not be stored: {error:#}"),
        }
    }
}

/// The stored answers as they are now: a file, and how much of it.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) path: PathBuf,
    pub(crate) length: u64,
}

impl Collector {
    /// Opens a survey with the folder in which its answers are kept.
    ///
    /// # Errors
    ///
    /// As [`Store::open`].
    pub(crate) fn open(
        document: SurveyDocument,
        folder: &Path,
        clock: Clock,
        say: fn(&[String]),
    ) -> Result<Collector> {
        let survey = Arc::new(document.survey);
        let (store, remarks) = Store::open(folder, Arc::clone(&survey), &document.text)?;
        say(&remarks);
        let secret = random()?;
        Ok(Collector { survey, document: document.text, clock, secret, store: Mutex::new(store), say })
    }

    pub(crate) fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The survey document as the organiser wrote it.
    pub(crate) fn document(&self) -> &str {
        &self.document
    }

    /// Takes an answer, or says why not. An answer that is stored already is stored, even after closing: whoever
    /// sends it again missed the reply.
    pub(crate) fn receive(&self, body: &[u8]) -> Result<Stored, Refusal> {
        let checked = self.check(body);
        let mut store = self.store();
        (self.say)(&store.refresh().map_err(Refusal::NotStored)?);
        if let Ok((answer, receipt)) = &checked {
            match store.knows(answer) {
                Known::Yes => {
                    return Ok(Stored { id: answer.id().to_owned(), receipt: receipt.clone(), new: false });
                }
                Known::Otherwise => return Err(Refusal::Conflict(answer.id().to_owned())),
                Known::No => {}
            }
        }
        // Before its errors: an answer to a survey that was changed after closing came too late, most of all.
        self.is_open()?;
        let (answer, receipt) = checked.map_err(Refusal::Invalid)?;
        let id = answer.id().to_owned();
        store.append(answer).map_err(Refusal::NotStored)?;
        Ok(Stored { id, receipt, new: true })
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

    /// What is stored now.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub(crate) fn snapshot(&self) -> Result<Snapshot> {
        let mut store = self.store();
        (self.say)(&store.refresh()?);
        Ok(Snapshot { path: store.path().to_owned(), length: store.length() })
    }

    /// How many answers are stored.
    pub(crate) fn count(&self) -> usize {
        self.store().count()
    }

    /// The file in which answers are stored.
    pub(crate) fn path(&self) -> PathBuf {
        self.store().path().to_owned()
    }

    fn check(&self, body: &[u8]) -> Result<(Answer, String), Vec<Finding>> {
        let document = document::parse(body)?;
        let findings = document::findings(&self.survey.verify(&document));
        match Answer::of(&document) {
            Some(answer) if findings.is_empty() => Ok((answer, receipt(&document))),
            _ => Err(findings),
        }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        // The store is whole between any two of its statements that can fail, so a panic elsewhere harms nothing.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
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
