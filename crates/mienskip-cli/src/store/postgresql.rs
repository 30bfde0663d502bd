//! Answers in `PostgreSQL`: where a municipality has that already, or one machine is not enough. Several collectors can
//! use one database, and several surveys.
//!
//! The connection is not encrypted, so it is made to this machine only: by a local socket, or a tunnel that ends here.
//!
//! # What the database tells of the order in which answers came
//!
//! New rows are laid behind each other, each with the number of its transaction (`xmin`), and long ones with a number of
//! their own elsewhere (TOAST). `CLUSTER` and `VACUUM FULL` put rows in another order but keep the number of the
//! transaction. So [`Postgresql::rewrite`] has every row written anew, in the order of the ids, by one transaction: then
//! all have the same number. What remains is the server's own log (WAL) with the times of transactions, as long as it is
//! kept or archived, and what the server is told to write into its log of statements: both are up to who runs it.

use super::{
    Admission, Answer, Database, Entry, Judged, Known, Place, Row, Version, Words, copy, copy_codes,
};
use anyhow::{Context, Error, Result, bail, ensure};
use postgres::config::Host;
use postgres::{Client, Config, NoTls, Transaction};
use std::collections::{HashMap, HashSet};
use std::fmt::{self, Debug, Formatter};
use std::path::Path;
use std::time::Duration;

/// How long to wait for a connection, and how long without a sign of life.
const PATIENCE: Duration = Duration::from_secs(5);
/// The version of the tables.
const LAYOUT: i32 = 2;
/// What those who make tables, or rewrite them, hold so that only one does: "mien", and which.
const MAKING: i64 = 0x6d69_656e_0001;
const REWRITING: i64 = 0x6d69_656e_0002;

/// What each connection needs told: a commit waits for the disk, whatever the server does otherwise, and nothing waits
/// for a lock forever.
const SETTINGS: &str =
    "SET synchronous_commit = on; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '60s';
    SET client_min_messages = warning";
/// Ids and hashes are compared by their bytes, as everywhere else.
const TABLES: &str = r#"
    CREATE SCHEMA IF NOT EXISTS mienskip;
    CREATE TABLE IF NOT EXISTS mienskip.layout (version integer NOT NULL);
    DELETE FROM mienskip.layout;
    INSERT INTO mienskip.layout VALUES (2);
    CREATE TABLE IF NOT EXISTS mienskip.answers (survey text, id text COLLATE "C", body text NOT NULL, PRIMARY KEY (survey, id));
    CREATE TABLE IF NOT EXISTS mienskip.words (survey text, hash text COLLATE "C", salt text NOT NULL, text text NOT NULL,
        judged text NOT NULL, PRIMARY KEY (survey, hash));
    CREATE TABLE IF NOT EXISTS mienskip.surveys (survey text, digest text COLLATE "C", document text NOT NULL,
        PRIMARY KEY (survey, digest));
    CREATE TABLE IF NOT EXISTS mienskip.codes (survey text, hash text COLLATE "C", PRIMARY KEY (survey, hash));"#;
const REWRITE: &str = "
    LOCK TABLE mienskip.answers, mienskip.words, mienskip.codes IN ACCESS EXCLUSIVE MODE;
    CREATE TEMPORARY TABLE mienskip_answers ON COMMIT DROP AS SELECT * FROM mienskip.answers;
    CREATE TEMPORARY TABLE mienskip_words ON COMMIT DROP AS SELECT * FROM mienskip.words;
    CREATE TEMPORARY TABLE mienskip_codes ON COMMIT DROP AS SELECT * FROM mienskip.codes;
    TRUNCATE mienskip.answers, mienskip.words, mienskip.codes;
    INSERT INTO mienskip.answers SELECT * FROM mienskip_answers ORDER BY survey, id;
    INSERT INTO mienskip.words SELECT * FROM mienskip_words ORDER BY survey, hash;
    INSERT INTO mienskip.codes SELECT * FROM mienskip_codes ORDER BY survey, hash;";

/// A connection to a database of answers, for one survey.
pub(crate) struct Postgresql {
    client: Client,
    survey: String,
}

impl Postgresql {
    /// Connects; makes the tables when they are not there.
    ///
    /// # Errors
    ///
    /// What could not be done, and how to mend it. Never the address, which may have a password in it.
    pub(crate) fn open_or_make(url: &str, survey: &str) -> Result<Postgresql> {
        let mut database = Postgresql::connect(url, survey)?;
        if !database.has_tables()? {
            database.make_tables()?;
        }
        database.with_its_layout()
    }

    /// Connects to where the tables are.
    ///
    /// # Errors
    ///
    /// As [`Postgresql::open_or_make`]; also that they are not there.
    pub(crate) fn open(url: &str, survey: &str) -> Result<Postgresql> {
        let mut database = Postgresql::connect(url, survey)?;
        ensure!(database.has_tables()?, "the database has no answers of a collector");
        database.with_its_layout()
    }

    /// The surveys that have answers in a database.
    ///
    /// # Errors
    ///
    /// As [`Postgresql::open`].
    pub(crate) fn surveys(url: &str) -> Result<Vec<String>> {
        let mut database = Postgresql::open(url, "")?;
        let rows = database.client.query("SELECT DISTINCT survey FROM mienskip.surveys ORDER BY survey", &[]);
        Ok(rows.map_err(|error| explained(error, "read"))?.into_iter().map(|row| row.get(0)).collect())
    }

    fn connect(url: &str, survey: &str) -> Result<Postgresql> {
        let mut config: Config =
            url.trim().parse().ok().context("the address of the database is none that PostgreSQL knows")?;
        let is_here = |host: &Host| match host {
            Host::Tcp(name) => {
                let address = name.parse::<std::net::IpAddr>();
                name == "localhost" || address.is_ok_and(|address| address.is_loopback())
            }
            #[cfg(unix)]
            Host::Unix(_) => true,
        };
        let addresses = config.get_hostaddrs();
        if !config.get_hosts().iter().all(is_here) || !addresses.iter().all(std::net::IpAddr::is_loopback) {
            bail!(
                "the connection to the database is not encrypted, so it must be on this machine: use its socket \
                 (host=/var/run/postgresql), or a tunnel that ends at localhost"
            );
        }
        config.connect_timeout(PATIENCE).tcp_user_timeout(3 * PATIENCE).application_name("mienskip");
        let mut client = config.connect(NoTls).map_err(|error| explained(error, "reach"))?;
        client.batch_execute(SETTINGS).map_err(|error| explained(error, "reach"))?;
        Ok(Postgresql { client, survey: survey.to_owned() })
    }

    fn has_tables(&mut self) -> Result<bool> {
        let row = self.client.query_one("SELECT to_regclass('mienskip.codes') IS NOT NULL", &[]);
        Ok(row.map_err(|error| explained(error, "read"))?.get(0))
    }

    fn make_tables(&mut self) -> Result<()> {
        self.transact(|transaction, _| {
            transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&MAKING])?;
            // Another collector may have made them since this one looked.
            let row = transaction.query_one("SELECT to_regclass('mienskip.codes') IS NULL", &[])?;
            if row.get(0) { transaction.batch_execute(TABLES) } else { Ok(()) }
        })
        .context("this user of the database must be able to make the schema mienskip, or find it made")
    }

    fn with_its_layout(mut self) -> Result<Postgresql> {
        let row = self.client.query_one("SELECT version FROM mienskip.layout", &[]);
        let layout: i32 = row.map_err(|error| explained(error, "read"))?.get(0);
        ensure!(
            layout == LAYOUT,
            "the database was made by another version of this program (its layout is {layout}, not {LAYOUT}); use that one"
        );
        Ok(self)
    }

    fn count_of(&mut self, query: &str) -> Result<u64> {
        let row = self.client.query_one(query, &[&self.survey]).map_err(|error| explained(error, "read"))?;
        Ok(row.get::<_, i64>(0) as u64)
    }

    /// Does something in one transaction, which is on the disk when this returns.
    fn transact<T>(
        &mut self,
        work: impl FnOnce(&mut Transaction, &str) -> Result<T, postgres::Error>,
    ) -> Result<T> {
        let done = || {
            let mut transaction = self.client.transaction()?;
            let done = work(&mut transaction, &self.survey)?;
            transaction.commit()?;
            Ok(done)
        };
        done().map_err(|error| explained(error, "write"))
    }
}

impl Database for Postgresql {
    fn put(&mut self, entries: &[Entry], version: &Version) -> Result<Vec<Known>> {
        // In the order of the ids, for two collectors never to wait for each other; and each id once, for the database to
        // tell which of them is there.
        let mut first: Vec<&Entry> = Vec::new();
        let mut seen = HashSet::new();
        for entry in entries {
            if entry.admission != Admission::No && seen.insert(entry.answer.id.as_str()) {
                first.push(entry);
            }
        }
        first.sort_by(|a, b| a.answer.id.cmp(&b.answer.id));
        self.transact(|transaction, survey| {
            take_codes(transaction, survey, &mut first)?;
            let mut added = HashSet::new();
            if !first.is_empty() {
                let ids: Vec<&str> = first.iter().map(|entry| entry.answer.id.as_str()).collect();
                let bodies: Vec<&str> = first.iter().map(|entry| entry.answer.body.as_str()).collect();
                let rows = transaction.query(
                    "INSERT INTO mienskip.answers SELECT $1, id, body FROM unnest($2::text[], $3::text[]) AS t (id, body)
                     ORDER BY id ON CONFLICT DO NOTHING RETURNING id",
                    &[&survey, &ids, &bodies],
                )?;
                added.extend(rows.into_iter().map(|row| row.get::<_, String>(0)));
            }
            if !added.is_empty() {
                let answers = first.iter().map(|entry| &entry.answer);
                add_words(transaction, survey, answers.filter(|answer| added.contains(&answer.id)))?;
                transaction.execute(
                    "INSERT INTO mienskip.surveys VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                    &[&survey, &version.digest, &version.document],
                )?;
            }
            // The code of an answer that another collector has added meanwhile, for another code, is still to be used.
            let left = first.iter().filter(|entry| !added.contains(&entry.answer.id)).filter_map(|entry| entry.code());
            add_codes(transaction, survey, &left.collect::<Vec<_>>())?;
            let mut known = vec![Known::Absent; entries.len()];
            let mut ask = Vec::new();
            for (at, Entry { answer, admission }) in entries.iter().enumerate() {
                // The first with an id that was added is the one that was.
                if *admission != Admission::No && added.remove(&answer.id) {
                    known[at] = Known::Added;
                } else {
                    ask.push(answer.id.as_str());
                }
            }
            if !ask.is_empty() {
                let find = "SELECT id, body FROM mienskip.answers WHERE survey = $1 AND id = ANY ($2)";
                let rows = transaction.query(find, &[&survey, &ask])?;
                let kept: HashMap<&str, &str> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
                for (at, entry) in entries.iter().enumerate() {
                    if known[at] == Known::Added {
                        continue;
                    }
                    let kept = kept.get(entry.answer.id.as_str()).copied();
                    known[at] = match Known::as_kept(kept, &entry.answer) {
                        Known::Absent if entry.code().is_some() => Known::NoCode,
                        known => known,
                    };
                }
            }
            Ok(known)
        })
    }

    fn answers_after(&mut self, id: &str, most: usize) -> Result<Vec<Row>> {
        let rows = self.client.query(
            "SELECT id, body FROM mienskip.answers WHERE survey = $1 AND id > $2 ORDER BY id LIMIT $3",
            &[&self.survey, &id, &(most as i64)],
        );
        let rows = rows.map_err(|error| explained(error, "read"))?;
        Ok(rows.into_iter().map(|row| Row { id: row.get(0), body: row.get(1) }).collect())
    }

    fn words(&mut self, hashes: &[String]) -> Result<HashMap<String, Words>> {
        let rows = self.client.query(
            "SELECT hash, salt, text, judged FROM mienskip.words WHERE survey = $1 AND hash = ANY ($2)",
            &[&self.survey, &hashes],
        );
        let rows = rows.map_err(|error| explained(error, "read"))?;
        Ok(rows.iter().map(words).map(|words| (words.hash.clone(), words)).collect())
    }

    fn words_after(&mut self, hash: &str, most: usize) -> Result<Vec<Words>> {
        let rows = self.client.query(
            "SELECT hash, salt, text, judged FROM mienskip.words WHERE survey = $1 AND hash > $2
             ORDER BY hash LIMIT $3",
            &[&self.survey, &hash, &(most as i64)],
        );
        Ok(rows.map_err(|error| explained(error, "read"))?.iter().map(words).collect())
    }

    fn judge(&mut self, hash: &str, judged: Judged) -> Result<bool> {
        self.transact(|transaction, survey| {
            let judge = "UPDATE mienskip.words SET judged = $3 WHERE survey = $1 AND hash = $2";
            Ok(transaction.execute(judge, &[&survey, &hash, &judged.name()])? > 0)
        })
    }

    fn erase(&mut self, id: Option<&str>, hashes: &[String]) -> Result<()> {
        self.transact(|transaction, survey| {
            let words = "DELETE FROM mienskip.words WHERE survey = $1 AND hash = ANY ($2)";
            transaction.execute(words, &[&survey, &hashes])?;
            if let Some(id) = id {
                let answer = "DELETE FROM mienskip.answers WHERE survey = $1 AND id = $2";
                transaction.execute(answer, &[&survey, &id])?;
            }
            Ok(())
        })
    }

    fn add_codes(&mut self, hashes: &[String]) -> Result<()> {
        self.transact(|transaction, survey| add_codes(transaction, survey, hashes))
    }

    fn codes_after(&mut self, hash: &str, most: usize) -> Result<Vec<String>> {
        let rows = self.client.query(
            "SELECT hash FROM mienskip.codes WHERE survey = $1 AND hash > $2 ORDER BY hash LIMIT $3",
            &[&self.survey, &hash, &(most as i64)],
        );
        Ok(rows.map_err(|error| explained(error, "read"))?.into_iter().map(|row| row.get(0)).collect())
    }

    fn count_codes(&mut self) -> Result<u64> {
        self.count_of("SELECT count(*) FROM mienskip.codes WHERE survey = $1")
    }

    fn clear(&mut self) -> Result<u64> {
        self.transact(|transaction, survey| {
            transaction.execute("DELETE FROM mienskip.codes WHERE survey = $1", &[&survey])?;
            transaction.execute("DELETE FROM mienskip.words WHERE survey = $1", &[&survey])?;
            transaction.execute("DELETE FROM mienskip.answers WHERE survey = $1", &[&survey])
        })
    }

    fn versions(&mut self) -> Result<Vec<String>> {
        let find = "SELECT document FROM mienskip.surveys WHERE survey = $1 ORDER BY digest";
        let rows = self.client.query(find, &[&self.survey]).map_err(|error| explained(error, "read"))?;
        Ok(rows.into_iter().map(|row| row.get(0)).collect())
    }

    fn count(&mut self) -> Result<u64> {
        self.count_of("SELECT count(*) FROM mienskip.answers WHERE survey = $1")
    }

    fn rewrite(&mut self) -> Result<()> {
        self.transact(|transaction, _| {
            let row = transaction.query_one("SELECT pg_try_advisory_xact_lock($1)", &[&REWRITING])?;
            // Another collector is at it. What this one added was there before it began: a row that is not waits for it.
            if row.get(0) { transaction.batch_execute(REWRITE) } else { Ok(()) }
        })
    }

    fn copy_to(&mut self, path: &Path) -> Result<()> {
        ensure!(!path.exists(), "{} is there already; give the backup another name", path.display());
        let mut backup = Place::Sqlite(path.to_owned()).open_or_make()?;
        copy(self, &mut *backup, |_| {})?;
        copy_codes(self, &mut *backup)?;
        backup.rewrite()
    }

    fn prove(&mut self) -> Result<()> {
        self.transact(|transaction, _| {
            transaction.execute("UPDATE mienskip.layout SET version = version", &[]).map(drop)
        })
    }

    fn check(&mut self) -> Result<()> {
        for setting in ["fsync", "full_page_writes"] {
            let row = self.client.query_one("SELECT current_setting($1)", &[&setting]);
            let value: String = row.map_err(|error| explained(error, "read"))?.get(0);
            ensure!(
                value == "on",
                "the database server has {setting} off, and would lose answers in a crash: set it on"
            );
        }
        Ok(())
    }
}

/// Takes the codes of answers that are new, and leaves out the answers whose code is not there: of several with the same
/// one, all but the first.
fn take_codes(
    transaction: &mut Transaction,
    survey: &str,
    entries: &mut Vec<&Entry>,
) -> Result<(), postgres::Error> {
    if entries.iter().all(|entry| entry.code().is_none()) {
        return Ok(());
    }
    let ids: Vec<&str> = entries.iter().map(|entry| entry.answer.id.as_str()).collect();
    let find = "SELECT id FROM mienskip.answers WHERE survey = $1 AND id = ANY ($2)";
    let rows = transaction.query(find, &[&survey, &ids])?;
    let there: HashSet<&str> = rows.iter().map(|row| row.get(0)).collect();
    entries.retain(|entry| !there.contains(entry.answer.id.as_str()));
    let hashes: Vec<&str> = entries.iter().filter_map(|entry| entry.code()).collect();
    // In their order, for two collectors never to wait for each other.
    let take = "DELETE FROM mienskip.codes WHERE survey = $1 AND hash IN (SELECT hash FROM mienskip.codes
        WHERE survey = $1 AND hash = ANY ($2) ORDER BY hash FOR UPDATE) RETURNING hash";
    let rows = transaction.query(take, &[&survey, &hashes])?;
    let mut taken: HashSet<&str> = rows.iter().map(|row| row.get(0)).collect();
    entries.retain(|entry| entry.code().is_none_or(|hash| taken.remove(hash)));
    Ok(())
}

fn add_codes(
    transaction: &mut Transaction,
    survey: &str,
    hashes: &[impl postgres::types::ToSql + Sync],
) -> Result<(), postgres::Error> {
    if hashes.is_empty() {
        return Ok(());
    }
    let add = "INSERT INTO mienskip.codes SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING";
    transaction.execute(add, &[&survey, &hashes]).map(drop)
}

fn add_words<'a>(
    transaction: &mut Transaction,
    survey: &str,
    answers: impl Iterator<Item = &'a Answer>,
) -> Result<(), postgres::Error> {
    let words: Vec<&Words> = answers.flat_map(|answer| &answer.words).collect();
    if words.is_empty() {
        return Ok(());
    }
    let column = |of: fn(&Words) -> &str| -> Vec<&str> { words.iter().map(|words| of(words)).collect() };
    let add = "INSERT INTO mienskip.words
        SELECT $1, t.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS t ON CONFLICT DO NOTHING";
    let (hashes, salts) = (column(|words| &words.hash), column(|words| &words.salt));
    let (texts, judged) = (column(|words| &words.text), column(|words| words.judged.name()));
    transaction.execute(add, &[&survey, &hashes, &salts, &texts, &judged]).map(drop)
}

fn words(row: &postgres::Row) -> Words {
    Words { hash: row.get(0), salt: row.get(1), text: row.get(2), judged: Judged::named(row.get(3)) }
}

/// An error as somebody can act on it.
fn explained(error: postgres::Error, what: &str) -> Error {
    let advice = match error.as_db_error().map(|error| error.code().code()) {
        Some("53100" | "53200") => ": its server has no room left",
        Some("55P03") => ": another program holds its tables; wait for it, or stop it",
        Some("42501" | "28000" | "28P01") => ": its user must be allowed to",
        Some("3D000") => ": make it first (createdb)",
        None if error.is_closed() => ": its server is gone; start it",
        _ => "",
    };
    Error::new(error).context(format!("cannot {what} the PostgreSQL database{advice}"))
}

impl Debug for Postgresql {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgresql").field("survey", &self.survey).finish_non_exhaustive()
    }
}
