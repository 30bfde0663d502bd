//! Answers in a file of `SQLite`: nothing to install and nothing to look after, on the disk before anybody is told so.
//!
//! # What the file tells of the order in which answers came
//!
//! Rows are found by their random ids and have no number of arrival (`WITHOUT ROWID`). But within a page of the file a
//! new row is laid below the ones before it, and the log of `SQLite` (`-wal`) has the pages in the order in which they
//! were written. [`Sqlite::rewrite`] undoes both: it writes every row anew in the order of the ids (`VACUUM`), and
//! empties the log. Between two of those, whoever copies the files can tell roughly in what order the answers since then
//! came, though not when: [`Writer`](super::Writer) says how many those can be. What lies below the file (blocks that a
//! file system or a disk has let go, snapshots, copies that others made) is out of reach: keep the folder on an
//! encrypted disk, and make copies with `mienskip answers backup`, which writes them in the order of the ids as well.

use super::{Admission, Answer, Database, Entry, Judged, Known, Row, Version, Words};
use anyhow::{Context, Error, Result, bail, ensure};
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params,
};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

/// Marks the file as one of this program: "mien".
const APPLICATION: i32 = 0x6d69_656e;
/// The version of the tables in it.
const LAYOUT: i32 = 2;
/// How long to wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// Pages in which an answer of the usual size fits whole: of what does not fit, the rest is put in a page of its own.
const PAGES: &str = "PRAGMA page_size = 8192";
/// What each connection needs told. With a log (WAL) readers and writers do not wait for each other; FULL waits for the
/// disk at each commit, and `fullfsync` for the disk's own cache where the system asks for that apart (macOS). What is
/// taken out is overwritten. A file that somebody else made gets to run nothing.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA secure_delete = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;";
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS answers (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS words (hash TEXT PRIMARY KEY, salt TEXT NOT NULL, text TEXT NOT NULL, judged TEXT NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS surveys (digest TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS codes (hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;";

/// An open file of answers.
#[derive(Debug)]
pub(crate) struct Sqlite {
    path: PathBuf,
    connection: Connection,
    /// The file itself, by which it is known again: a connection goes on writing to one that was moved or removed.
    file: Identity,
}

impl Sqlite {
    /// Opens the file; makes it, and its folder, when it is not there.
    ///
    /// # Errors
    ///
    /// What could not be done, where, and how to mend it.
    pub(crate) fn open_or_make(path: &Path) -> Result<Sqlite> {
        let folder = folder_of(path);
        if !folder.exists() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
            sync_folder(folder_of(folder))?;
        }
        if !path.exists() {
            make_private(path)?;
            sync_folder(folder)?;
        }
        Sqlite::open(path)
    }

    /// Opens the file that is there.
    ///
    /// # Errors
    ///
    /// It is not there, is no file of answers, is damaged, or is of a later version of this program.
    pub(crate) fn open(path: &Path) -> Result<Sqlite> {
        let file = Identity::of(path).with_context(|| cannot("open", path))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = || -> rusqlite::Result<(Connection, i32, i32)> {
            let connection = Connection::open_with_flags(path, flags)?;
            connection.busy_timeout(PATIENCE)?;
            connection.execute_batch(PAGES)?;
            connection.execute_batch(SETTINGS)?;
            let application = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
            let layout = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
            Ok((connection, application, layout))
        };
        let (connection, application, layout) = opened().map_err(|error| explained(error, "open", path))?;
        let mut database = Sqlite { path: path.to_owned(), connection, file };
        match (application, layout) {
            (APPLICATION, LAYOUT) => {}
            // As of before there were codes.
            (APPLICATION, 1) | (0, 0) => database.make_tables()?,
            (APPLICATION, _) => bail!(
                "{} was written by another version of this program (its layout is {layout}, not {LAYOUT}); use that one",
                path.display()
            ),
            _ => {
                bail!("{} is a database of another program; give --data a folder of its own", path.display())
            }
        }
        database.keep_temporary_files_beside();
        Ok(database)
    }

    fn make_tables(&mut self) -> Result<()> {
        let made = commit(&mut self.connection, |transaction| {
            // Another collector may have made them since this one looked.
            let layout: i32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if layout < LAYOUT {
                transaction.execute_batch(TABLES)?;
                transaction.pragma_update(None, "application_id", APPLICATION)?;
                transaction.pragma_update(None, "user_version", LAYOUT)?;
            }
            Ok(())
        });
        made.map_err(|error| explained(error, "write", &self.path))
    }

    /// Rewriting takes a temporary file, which must be as private as the answers in it. `SQLite` calls this way of saying
    /// so deprecated, and has no other; it is one setting for the whole program, made before a second thread is there.
    fn keep_temporary_files_beside(&self) {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let folder = folder_of(&self.path).to_string_lossy().into_owned();
            let _ = self.connection.pragma_update(None, "temp_store_directory", folder);
        });
    }

    /// Does something in one transaction, which is on the disk when this returns.
    fn transact<T>(&mut self, work: impl FnOnce(&Transaction) -> rusqlite::Result<T>) -> Result<T> {
        self.is_in_its_place()?;
        let done =
            commit(&mut self.connection, work).map_err(|error| explained(error, "write", &self.path))?;
        self.is_in_its_place()?;
        Ok(done)
    }

    /// Reads something.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        work(&self.connection).map_err(|error| explained(error, "read", &self.path))
    }

    /// Whether what is written now can be found again under the name of the file.
    fn is_in_its_place(&self) -> Result<()> {
        let there = Identity::of(&self.path).with_context(|| cannot("write", &self.path))?;
        ensure!(
            there == self.file,
            "{} was replaced by another file while the collector ran",
            self.path.display()
        );
        Ok(())
    }
}

impl Database for Sqlite {
    fn put(&mut self, entries: &[Entry], version: &Version) -> Result<Vec<Known>> {
        // In the order of the ids: the log then has the answers of one commit in that order, not in that of arrival.
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by(|a, b| entries[*a].answer.id.cmp(&entries[*b].answer.id));
        self.transact(|transaction| {
            let mut known = vec![Known::Absent; entries.len()];
            let mut added = false;
            for at in order {
                known[at] = put(transaction, &entries[at])?;
                added |= known[at] == Known::Added;
            }
            if added {
                transaction
                    .prepare_cached("INSERT INTO surveys VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                    .execute([&version.digest, &version.document])?;
            }
            Ok(known)
        })
    }

    fn answers_after(&mut self, id: &str, most: usize) -> Result<Vec<Row>> {
        self.read(|connection| {
            let mut found = connection
                .prepare_cached("SELECT id, body FROM answers WHERE id > ?1 ORDER BY id LIMIT ?2")?;
            let rows = found
                .query_map(params![id, most as i64], |row| Ok(Row { id: row.get(0)?, body: row.get(1)? }))?;
            rows.collect()
        })
    }

    fn words(&mut self, hashes: &[String]) -> Result<HashMap<String, Words>> {
        self.read(|connection| {
            let mut find =
                connection.prepare_cached("SELECT hash, salt, text, judged FROM words WHERE hash = ?1")?;
            let mut found = HashMap::new();
            for hash in hashes {
                if let Some(words) = find.query_row([hash], words).optional()? {
                    found.insert(hash.clone(), words);
                }
            }
            Ok(found)
        })
    }

    fn words_after(&mut self, hash: &str, most: usize) -> Result<Vec<Words>> {
        self.read(|connection| {
            let mut find = connection.prepare_cached(
                "SELECT hash, salt, text, judged FROM words WHERE hash > ?1 ORDER BY hash LIMIT ?2",
            )?;
            find.query_map(params![hash, most as i64], words)?.collect()
        })
    }

    fn judge(&mut self, hash: &str, judged: Judged) -> Result<bool> {
        self.transact(|transaction| {
            let changed =
                transaction.execute("UPDATE words SET judged = ?2 WHERE hash = ?1", [hash, judged.name()])?;
            Ok(changed > 0)
        })
    }

    fn erase(&mut self, id: Option<&str>, hashes: &[String]) -> Result<()> {
        self.transact(|transaction| {
            for hash in hashes {
                transaction.execute("DELETE FROM words WHERE hash = ?1", [hash])?;
            }
            if let Some(id) = id {
                transaction.execute("DELETE FROM answers WHERE id = ?1", [id])?;
            }
            Ok(())
        })
    }

    fn add_codes(&mut self, hashes: &[String]) -> Result<()> {
        self.transact(|transaction| {
            let mut add =
                transaction.prepare_cached("INSERT INTO codes VALUES (?1) ON CONFLICT DO NOTHING")?;
            hashes.iter().try_for_each(|hash| add.execute([hash]).map(drop))
        })
    }

    fn codes_after(&mut self, hash: &str, most: usize) -> Result<Vec<String>> {
        self.read(|connection| {
            let mut find =
                connection.prepare_cached("SELECT hash FROM codes WHERE hash > ?1 ORDER BY hash LIMIT ?2")?;
            find.query_map(params![hash, most as i64], |row| row.get(0))?.collect()
        })
    }

    fn count_codes(&mut self) -> Result<u64> {
        self.read(|connection| count(connection, "SELECT count(*) FROM codes"))
    }

    fn clear(&mut self) -> Result<u64> {
        self.transact(|transaction| {
            // Not what these report: without a condition rows are let go by the page, uncounted.
            let count = count(transaction, "SELECT count(*) FROM answers")?;
            transaction.execute("DELETE FROM codes", [])?;
            transaction.execute("DELETE FROM words", [])?;
            transaction.execute("DELETE FROM answers", [])?;
            Ok(count)
        })
    }

    fn versions(&mut self) -> Result<Vec<String>> {
        self.read(|connection| {
            let mut find = connection.prepare("SELECT document FROM surveys ORDER BY digest")?;
            find.query_map([], |row| row.get(0))?.collect()
        })
    }

    fn copy_to(&mut self, path: &Path) -> Result<()> {
        ensure!(!path.exists(), "{} is there already; give the backup another name", path.display());
        let draft = path.with_extension("draft");
        let _ = fs::remove_file(&draft);
        make_private(&draft)?;
        let copied = self
            .connection
            .execute("VACUUM INTO ?1", [draft.to_string_lossy()])
            .map_err(|error| explained(error, "write", path))
            .and_then(|_| {
                let file = OpenOptions::new().write(true).open(&draft);
                file.and_then(|file| file.sync_all()).with_context(|| cannot("write", path))
            })
            .and_then(|()| fs::rename(&draft, path).with_context(|| cannot("write", path)));
        if copied.is_err() {
            let _ = fs::remove_file(&draft);
        }
        copied?;
        sync_folder(folder_of(path))
    }

    fn prove(&mut self) -> Result<()> {
        self.transact(|transaction| transaction.pragma_update(None, "user_version", LAYOUT))
    }

    fn check(&mut self) -> Result<()> {
        let found: String =
            self.read(|connection| connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)))?;
        ensure!(
            found == "ok",
            "{} is damaged ({found}): bring back a backup with `mienskip answers restore`",
            self.path.display()
        );
        Ok(())
    }

    fn count(&mut self) -> Result<u64> {
        self.read(|connection| count(connection, "SELECT count(*) FROM answers"))
    }

    fn rewrite(&mut self) -> Result<()> {
        self.is_in_its_place()?;
        self.connection.execute_batch("VACUUM").map_err(|error| explained(error, "rewrite", &self.path))?;
        let busy: i64 = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(|error| explained(error, "rewrite", &self.path))?;
        ensure!(
            busy == 0,
            "{} is being read by another program, so its log is not empty yet",
            self.path.display()
        );
        Ok(())
    }
}

fn commit<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = work(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

fn count(connection: &Connection, query: &str) -> rusqlite::Result<u64> {
    connection.query_row(query, [], |row| row.get::<_, i64>(0)).map(|count| count as u64)
}

/// Adds an answer if it may be, or finds what there is of it.
fn put(transaction: &Transaction, Entry { answer, admission }: &Entry) -> rusqlite::Result<Known> {
    let Admission::ForCode(hash) = admission else {
        return if *admission == Admission::Yes {
            add(transaction, answer)
        } else {
            find(transaction, answer)
        };
    };
    // What is there already has used its code.
    let known = find(transaction, answer)?;
    if known != Known::Absent {
        return Ok(known);
    }
    let taken = transaction.prepare_cached("DELETE FROM codes WHERE hash = ?1")?.execute([hash])?;
    if taken == 0 { Ok(Known::NoCode) } else { add(transaction, answer) }
}

/// Adds an answer with its words, unless its id is there.
fn add(transaction: &Transaction, answer: &Answer) -> rusqlite::Result<Known> {
    let added = transaction
        .prepare_cached("INSERT INTO answers VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute([&answer.id, &answer.body])?;
    if added == 0 {
        return find(transaction, answer);
    }
    for words in &answer.words {
        transaction
            .prepare_cached("INSERT INTO words VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
            .execute([&words.hash, &words.salt, &words.text, words.judged.name()])?;
    }
    Ok(Known::Added)
}

fn find(transaction: &Transaction, answer: &Answer) -> rusqlite::Result<Known> {
    let mut find = transaction.prepare_cached("SELECT body FROM answers WHERE id = ?1")?;
    let kept: Option<String> = find.query_row([&answer.id], |row| row.get(0)).optional()?;
    Ok(Known::as_kept(kept.as_deref(), answer))
}

fn words(row: &rusqlite::Row) -> rusqlite::Result<Words> {
    let judged: String = row.get(3)?;
    Ok(Words { hash: row.get(0)?, salt: row.get(1)?, text: row.get(2)?, judged: Judged::named(&judged) })
}

/// What makes a file the same file, under whatever name.
#[derive(Debug, PartialEq, Eq)]
struct Identity(u64, u64);

impl Identity {
    fn of(path: &Path) -> std::io::Result<Identity> {
        let file = fs::metadata(path)?;
        #[cfg(unix)]
        return Ok(Identity(
            std::os::unix::fs::MetadataExt::dev(&file),
            std::os::unix::fs::MetadataExt::ino(&file),
        ));
        // Elsewhere a file that is open cannot be moved or removed.
        #[cfg(not(unix))]
        return Ok(Identity(0, u64::from(file.is_file())));
    }
}

/// An error of `SQLite` as somebody can act on it.
fn explained(error: rusqlite::Error, what: &str, path: &Path) -> Error {
    let advice = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "the disk is full: make room",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program holds it: wait for it, or stop it"
        }
        Some(ErrorCode::NotADatabase) => "it is no database: move it away",
        Some(ErrorCode::DatabaseCorrupt) => {
            "it is damaged: bring back a backup with `mienskip answers restore`"
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            "this user must be able to write it, and its folder"
        }
        Some(ErrorCode::SystemIoFailure) => "the disk is full, or fails",
        _ => return Error::new(error).context(cannot(what, path)),
    };
    Error::new(error).context(format!("{}: {advice}", cannot(what, path)))
}

/// Makes an empty file for its owner's eyes only; the files that `SQLite` puts beside it are as private.
fn make_private(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).with_context(|| cannot("write", path))
}

/// Waits until the names in a folder are on the disk.
fn sync_folder(folder: &Path) -> Result<()> {
    // Windows cannot open a folder, and writes names without being asked.
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).with_context(|| cannot("write", folder))?;
    }
    Ok(())
}

/// The folder that something is in.
fn folder_of(path: &Path) -> &Path {
    // The parent of a relative path of one name is the empty path.
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn cannot(what: &str, path: &Path) -> String {
    format!("cannot {what} {}", path.display())
}
