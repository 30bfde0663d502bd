//! The one who adds answers to the database, for all requests of a collector: those that wait go in together, and each
//! hears when they are on the disk. So a thousand senders at once wait for a few commits, not for a thousand.
//!
//! It also sees to it that the order of arrival does not stay behind in the database: it has it rewritten at the start
//! and at the end, when the survey closes, after every hundred answers (or tenth part of what is stored, if that is
//! more), and within an hour of any answer. Rewriting costs as much as there is stored; with a tenth part in between,
//! each answer is rewritten some ten times in all, however many there are. When answers come so fast that even that is
//! much, it waits: rewriting takes no more than a twentieth of the time. What an attacker who copies the database between
//! two of those sees the order of is never more than the answers since the last.

use super::{Admission, Answer, Database, Entry, Known, Place, Version};
use crate::complain;
use crate::retention::Retention;
use anyhow::{Error, Result, anyhow};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How many may wait; who comes when all these places are taken is told to come again.
const QUEUE: usize = 1024;
/// How many go in together.
const TOGETHER: usize = 256;
/// After how many answers the database is rewritten, at least; and after which part of what is stored.
const REWRITE_AFTER: u64 = 100;
const REWRITE_PART: u64 = 10;
/// How many times as long as the last rewriting took there is none.
const REST: u32 = 20;
/// How long the order of answers may be readable.
const REWRITE_WITHIN: Duration = Duration::from_secs(3600);
/// How often to look whether something has to be done that no answer calls for.
const LOOK: Duration = Duration::from_secs(60);

/// Adds answers in a thread of its own, until it is closed.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: SyncSender<Message>,
    broken: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// How the answers are kept.
#[derive(Debug)]
pub(crate) struct Keeping {
    pub(crate) place: Place,
    /// The version of the survey that the answers are to.
    pub(crate) version: Version,
    /// When they are deleted.
    pub(crate) retention: Retention,
}

#[derive(Debug)]
enum Message {
    Put(Entry, oneshot::Sender<Result<Known>>),
    Close,
}

impl Writer {
    /// Begins to write to a database that was opened; the number is how many answers it has.
    pub(crate) fn start(keeping: Keeping, database: Box<dyn Database>, stored: u64) -> Writer {
        let (queue, messages) = mpsc::sync_channel(QUEUE);
        let now = Instant::now();
        let broken = Arc::new(AtomicBool::new(false));
        let mut desk = Desk {
            keeping,
            database: Some(database),
            stored,
            since: 0,
            rewritten: now,
            took: Duration::ZERO,
            broken: Arc::clone(&broken),
        };
        // What was added before a crash, if this is the start after one.
        desk.rewrite();
        let thread = thread::spawn(move || desk.work(&messages));
        Writer { queue, broken, thread: Mutex::new(Some(thread)) }
    }

    /// Adds an answer, or finds what there is of one that may not be added. What this returns is on the disk.
    ///
    /// # Errors
    ///
    /// Why it could not be stored. The same answer can be sent again.
    pub(crate) async fn put(&self, answer: Answer, admission: Admission) -> Result<Known> {
        let (tell, told) = oneshot::channel();
        let message = Message::Put(Entry { answer, admission }, tell);
        self.queue.try_send(message).map_err(|_| anyhow!("too many answers wait to be stored"))?;
        told.await.map_err(|_| anyhow!("the collector is stopping"))?
    }

    /// Whether answers can be stored, as far as is known: that is tried at least once a minute.
    pub(crate) fn is_storing(&self) -> bool {
        !self.broken.load(Ordering::Relaxed)
    }

    /// Stores what was taken up to now, and takes no more.
    pub(crate) fn close(&self) {
        let _ = self.queue.send(Message::Close);
        let thread = self.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

/// The thread's own.
#[derive(Debug)]
struct Desk {
    keeping: Keeping,
    /// None after it failed, until it can be opened again.
    database: Option<Box<dyn Database>>,
    stored: u64,
    /// How many answers came since the database was rewritten.
    since: u64,
    rewritten: Instant,
    /// How long that took.
    took: Duration,
    /// Whether storing failed the last time.
    broken: Arc<AtomicBool>,
}

impl Desk {
    fn work(mut self, messages: &Receiver<Message>) {
        let mut looked = Instant::now();
        let mut open = true;
        while open {
            let mut waiting = match messages.recv_timeout(self.keeping.retention.look_within(LOOK)) {
                Ok(message) => vec![message],
                Err(RecvTimeoutError::Timeout) => Vec::new(),
                Err(RecvTimeoutError::Disconnected) => vec![Message::Close],
            };
            waiting.extend(messages.try_iter().take(TOGETHER - 1));
            let (mut entries, mut senders) = (Vec::new(), Vec::new());
            for message in waiting {
                match message {
                    Message::Put(entry, sender) => {
                        entries.push(entry);
                        senders.push(sender);
                    }
                    Message::Close => open = false,
                }
            }
            if !entries.is_empty() {
                self.put(&entries, senders);
            }
            if looked.elapsed() >= self.keeping.retention.look_within(LOOK) {
                looked = Instant::now();
                self.look();
            }
            let many = self.since >= REWRITE_AFTER.max(self.stored / REWRITE_PART);
            if many && self.rewritten.elapsed() >= REST * self.took {
                self.rewrite();
            }
        }
        if self.since > 0 {
            self.rewrite();
        }
    }

    /// Stores what waits, and tells each sender.
    fn put(&mut self, entries: &[Entry], senders: Vec<oneshot::Sender<Result<Known>>>) {
        let version = self.keeping.version.clone();
        match self.with_database(|database| database.put(entries, &version)) {
            Ok(known) => {
                let added = known.iter().filter(|known| **known == Known::Added).count() as u64;
                self.stored += added;
                self.since += added;
                for (sender, known) in senders.into_iter().zip(known) {
                    let _ = sender.send(Ok(known));
                }
            }
            Err(error) => {
                let why = format!("{error:#}");
                for sender in senders {
                    let _ = sender.send(Err(anyhow!(why.clone())));
                }
            }
        }
    }

    /// Does what time calls for.
    fn look(&mut self) {
        if self.keeping.retention.is_due() {
            self.delete();
        }
        // Told by itself when it fails, and when it does not any more.
        let _ = self.with_database(|database| database.prove());
        let closed = self.keeping.retention.closed_now();
        if self.since > 0 && (closed || self.rewritten.elapsed() >= REWRITE_WITHIN) {
            self.rewrite();
        }
    }

    /// Deletes every answer.
    fn delete(&mut self) {
        let deleted = self.with_database(|database| {
            let count = database.clear()?;
            // Also what is left of them in the file; when that fails, the next time finds nothing to delete.
            if count > 0 { database.rewrite().map(|()| count) } else { Ok(0) }
        });
        if let Ok(count @ 1..) = deleted {
            (self.stored, self.since) = (0, 0);
            complain(format_args!("deleted all {count} answers: {}", self.keeping.retention));
        }
    }

    /// Takes the order of arrival out of the database. When that fails, it is tried again after some more answers, or
    /// some time.
    fn rewrite(&mut self) {
        let started = Instant::now();
        if let Some(database) = &mut self.database {
            match database.rewrite() {
                Ok(()) => self.since = 0,
                Err(error) => {
                    complain(format_args!(
                        "the order in which answers came can still be read in the database: {error:#}"
                    ));
                    // Not at once again.
                    self.since = 1;
                }
            }
        }
        self.rewritten = Instant::now();
        self.took = self.rewritten - started;
    }

    /// Does something with the database, which is opened again if it failed before; says when it begins to fail, and
    /// when that is over.
    fn with_database<T>(&mut self, work: impl FnOnce(&mut dyn Database) -> Result<T>) -> Result<T> {
        let mut database = match self.database.take() {
            Some(database) => database,
            None => self.keeping.place.open().inspect_err(|error| self.tell_failure(error))?,
        };
        match work(&mut *database) {
            Ok(done) => {
                self.database = Some(database);
                if self.broken.swap(false, Ordering::Relaxed) {
                    complain("answers are stored again");
                }
                Ok(done)
            }
            // Whatever the failure left behind goes with the connection.
            Err(error) => {
                self.tell_failure(&error);
                Err(error)
            }
        }
    }

    fn tell_failure(&mut self, error: &Error) {
        if !self.broken.swap(true, Ordering::Relaxed) {
            complain(format_args!("answers cannot be stored now, and their senders are told so: {error:#}"));
        }
    }
}
