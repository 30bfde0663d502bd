//! Where answers are kept: one file to which each is appended as a line of JSON, on the disk before anybody is
//! told so. It is plain text on purpose: readable with any tool, today and when this program is gone.
//!
//! In the folder: `<survey>-responses.ndjson` with the answers, `surveys/<digest>.json` with every version of
//! the survey that has answers there, `<survey>-torn.txt` with what crashes left half written (an answer that
//! nobody was told is stored), and `mienskip.lock`, which tells a second collector to keep out.

use crate::document;
use crate::finding::Finding;
use anyhow::{Context, Result, anyhow, bail};
use fs4::{FileExt, TryLockError};
use mienskip::{Json, Survey, sha256};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The answers to one survey, and the only way to add one.
///
/// No other collector can open the folder as long as this lives; when the process dies, however it dies, the
/// system lets go of the lock.
#[derive(Debug)]
pub(crate) struct Store {
    versions: Versions,
    answers: PathBuf,
    torn: PathBuf,
    /// How long the file of answers is when nothing but this store wrote to it.
    length: u64,
    /// The content of each answer by its id.
    known: HashMap<String, Content>,
    _lock: File,
}

/// An answer as the store keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    id: String,
    content: Content,
    line: String,
}

/// What an answer says, whatever the order of its fields: SHA-256 over its canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Content(String);

/// Whether the store has an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// There is none with its id.
    No,
    /// It is there.
    Yes,
    /// One with its id but other content is.
    Otherwise,
}

impl Answer {
    /// The answer in a document; `None` if that has no id.
    pub(crate) fn of(document: &Json) -> Option<Answer> {
        let Some(Json::Text(id)) = document.get("id") else { return None };
        let content = Content(sha256(document.canonical().as_bytes()));
        Some(Answer { id: id.clone(), content, line: document.to_text() })
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }
}

impl Store {
    /// Opens the folder, making what is not there yet, and reads which answers it has. Also gives what the
    /// organiser should hear about the lines that were found.
    ///
    /// # Errors
    ///
    /// What could not be done, where, and how to mend it; another collector using the folder, most of all.
    pub(crate) fn open(folder: &Path, survey: Arc<Survey>, document: &str) -> Result<(Store, Vec<String>)> {
        let new = !folder.exists();
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        if let (true, Some(parent)) = (new, folder.parent()) {
            sync_folder(parent)?;
        }
        let lock = lock(folder)?;
        let answers = folder.join(format!("{}-responses.ndjson", survey.id()));
        let torn = folder.join(format!("{}-torn.txt", survey.id()));
        open_private(&answers).with_context(|| cannot("write", &answers))?;
        sync_folder(folder)?;
        let versions = Versions {
            folder: folder.join("surveys"),
            document: document.to_owned(),
            survey,
            kept: false,
            earlier: HashMap::new(),
        };
        let mut store = Store { versions, answers, torn, length: 0, known: HashMap::new(), _lock: lock };
        let remarks = store.load()?;
        Ok((store, remarks))
    }

    /// The file with the answers.
    pub(crate) fn path(&self) -> &Path {
        &self.answers
    }

    /// How many bytes of that file are answers.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// How many answers there are.
    pub(crate) fn count(&self) -> usize {
        self.known.len()
    }

    /// Whether this answer is there.
    pub(crate) fn knows(&self, answer: &Answer) -> Known {
        match self.known.get(&answer.id) {
            None => Known::No,
            Some(content) if *content == answer.content => Known::Yes,
            Some(_) => Known::Otherwise,
        }
    }

    /// Reads the file again if something else changed it: an organiser who took an answer out, or an append
    /// that failed and could not be undone. Gives what should be heard about that.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub(crate) fn refresh(&mut self) -> Result<Vec<String>> {
        let now = fs::metadata(&self.answers).with_context(|| cannot("read", &self.answers))?.len();
        if now == self.length {
            return Ok(Vec::new());
        }
        let mut remarks =
            vec![format!("{} was changed by something else; read it again", self.answers.display())];
        remarks.append(&mut self.load()?);
        Ok(remarks)
    }

    /// Adds an answer. When this returns it is on the disk, and so is the version of the survey it answers.
    ///
    /// # Errors
    ///
    /// Why it could not be stored; then nothing of it is.
    pub(crate) fn append(&mut self, answer: Answer) -> Result<()> {
        self.versions.keep()?;
        // Opened each time, so that an answer never goes into a file that was replaced or removed meanwhile.
        let mut file = OpenOptions::new()
            .append(true)
            .open(&self.answers)
            .with_context(|| cannot("write", &self.answers))?;
        let line = format!("{}\n", answer.line);
        if let Err(error) = file.write_all(line.as_bytes()).and_then(|()| file.sync_data()) {
            // Half a line, or a whole one that may not last: take it back. If that fails too, `refresh` sees it.
            let _ = cut(&self.answers, self.length);
            return Err(error).with_context(|| cannot("write", &self.answers));
        }
        self.length += line.len() as u64;
        self.known.insert(answer.id, answer.content);
        Ok(())
    }

    /// Reads the file of answers from the start, and mends its end.
    fn load(&mut self) -> Result<Vec<String>> {
        self.length = 0;
        self.known.clear();
        let file = File::open(&self.answers).with_context(|| cannot("read", &self.answers))?;
        // An earlier collector may have died between writing a line and making it last.
        file.sync_all().with_context(|| cannot("write", &self.answers))?;
        let mut lines = BufReader::new(file);
        let mut remarks = Vec::new();
        for number in 1.. {
            let mut line = Vec::new();
            lines.read_until(b'\n', &mut line).with_context(|| cannot("read", &self.answers))?;
            if line.is_empty() {
                break;
            }
            let last = !line.ends_with(b"\n");
            if last {
                // Torn, unless all that is missing is the end of the line.
                if !document::parse(&line).is_ok_and(|answer| matches!(answer, Json::Object(_))) {
                    remarks.push(self.set_aside(&line)?);
                    break;
                }
                add(&self.answers, b"\n")?;
                line.push(b'\n');
            }
            self.length += line.len() as u64;
            if let Err(remark) = self.learn(&line) {
                remarks.push(format!("{}:{number}: {remark}; kept as it is", self.answers.display()));
            }
            if last {
                break;
            }
        }
        Ok(remarks)
    }

    /// Remembers the answer on a line, if it is one.
    fn learn(&mut self, line: &[u8]) -> Result<()> {
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        let first = |findings: Vec<Finding>| match findings.first() {
            Some(finding) => anyhow!("{finding}"),
            None => anyhow!("not an answer"),
        };
        let document = document::parse(line).map_err(first)?;
        let answer = Answer::of(&document).ok_or_else(|| anyhow!("an answer without an id"))?;
        match self.known.entry(answer.id) {
            Entry::Vacant(entry) => {
                entry.insert(answer.content);
            }
            Entry::Occupied(entry) if *entry.get() == answer.content => {
                bail!("this answer stands there before")
            }
            Entry::Occupied(_) => bail!("another answer with this id stands there before"),
        }
        let survey = self.versions.of(&document)?;
        match document::findings(&survey.verify(&document)) {
            findings if findings.is_empty() => Ok(()),
            findings => Err(first(findings)),
        }
    }

    /// Moves a torn last line out of the way of the next answer, and says so.
    fn set_aside(&self, line: &[u8]) -> Result<String> {
        let kept = [line, b"\n"].concat();
        open_private(&self.torn)
            .and_then(|mut file| file.write_all(&kept).and_then(|()| file.sync_all()))
            .with_context(|| cannot("write", &self.torn))?;
        sync_folder(self.torn.parent().unwrap_or(&self.torn))?;
        cut(&self.answers, self.length)?;
        Ok(format!(
            "the last line of {} was torn, by a crash most likely, and is kept in {}; nobody was told it was stored",
            self.answers.display(),
            self.torn.display()
        ))
    }
}

/// The versions of the survey that have answers: the one that is open, and those before it.
#[derive(Debug)]
struct Versions {
    folder: PathBuf,
    document: String,
    survey: Arc<Survey>,
    /// Whether the open version is known to be in the folder.
    kept: bool,
    /// Earlier ones that were asked for, by digest; `None` for one that is not in the folder.
    earlier: HashMap<String, Option<Survey>>,
}

impl Versions {
    /// Sees to it that the open version is in the folder.
    fn keep(&mut self) -> Result<()> {
        let path = self.path(self.survey.digest());
        if self.kept || path.exists() {
            self.kept = true;
            return Ok(());
        }
        fs::create_dir_all(&self.folder).with_context(|| cannot("make", &self.folder))?;
        // Under another name until it is whole and on the disk.
        let draft = path.with_extension("draft");
        File::create(&draft)
            .and_then(|mut file| file.write_all(self.document.as_bytes()).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&draft, &path))
            .with_context(|| cannot("write", &path))?;
        sync_folder(&self.folder)?;
        sync_folder(self.folder.parent().unwrap_or(&self.folder))?;
        self.kept = true;
        Ok(())
    }

    /// The version an answer belongs to.
    fn of(&mut self, answer: &Json) -> Result<&Survey> {
        let digest = match answer.get("survey").and_then(|survey| survey.get("digest")) {
            Some(Json::Text(digest)) if digest != self.survey.digest() => digest,
            // Without a digest it belongs to none, as the open version will say.
            _ => return Ok(&self.survey),
        };
        if !self.earlier.contains_key(digest) {
            let read = self.read(digest);
            self.earlier.insert(digest.clone(), read);
        }
        self.earlier.get(digest).and_then(Option::as_ref).ok_or_else(|| {
            anyhow!("an answer to a version of the survey that is not in {}", self.folder.display())
        })
    }

    fn read(&self, digest: &str) -> Option<Survey> {
        let plain = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bytes = fs::read(self.path(plain.then_some(digest)?)).ok()?;
        let survey = document::survey(&bytes).ok()?.survey;
        (survey.digest() == digest).then_some(survey)
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.folder.join(format!("{digest}.json"))
    }
}

/// Takes the folder for this process.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.join("mienskip.lock");
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .with_context(|| cannot("write", &path))?;
    match FileExt::try_lock(&file) {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "another collector is using {}. Stop it first, or give this one a folder of its own with --data",
            folder.display()
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

/// Opens a file to add to; one that is not there yet is made for its owner's eyes only.
fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Adds bytes at the end of a file, and waits until they are on the disk.
fn add(path: &Path, bytes: &[u8]) -> Result<()> {
    let file = OpenOptions::new().append(true).open(path);
    file.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .with_context(|| cannot("write", path))
}

/// Cuts a file off at a length, and waits until that is on the disk.
fn cut(path: &Path, length: u64) -> Result<()> {
    let file = OpenOptions::new().write(true).open(path);
    file.and_then(|file| file.set_len(length).and_then(|()| file.sync_all()))
        .with_context(|| cannot("write", path))
}

/// Waits until the names in a folder are on the disk.
fn sync_folder(folder: &Path) -> Result<()> {
    // The parent of a relative path of one name is the empty path.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    // Windows cannot open a folder, and writes names without being asked.
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).with_context(|| cannot("write", folder))?;
    }
    Ok(())
}

fn cannot(what: &str, path: &Path) -> String {
    format!("cannot {what} {}", path.display())
}
