//! The few things this tool does with files, each with an error that names the path.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// A file as text.
pub(crate) fn read(path: impl AsRef<Path>) -> Result<String> {
    let path = path.as_ref();
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// A file as bytes.
pub(crate) fn bytes(path: impl AsRef<Path>) -> Result<Vec<u8>> {
    let path = path.as_ref();
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Writes a file.
pub(crate) fn write(path: impl AsRef<Path>, content: &str) -> Result<()> {
    let path = path.as_ref();
    fs::write(path, content).with_context(|| format!("{} cannot be written", path.display()))
}

/// Makes a folder, or empties it, so that nothing of an earlier build is left behind.
pub(crate) fn fresh(folder: &str) -> Result<()> {
    if Path::new(folder).exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{folder} cannot be emptied"))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("{folder} cannot be made"))
}

/// The files of a folder whose names end in one of these, in the order of their names.
pub(crate) fn ending_in(folder: &str, endings: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{folder} cannot be listed"))? {
        let entry = entry?;
        let name = entry.file_name();
        let wanted = endings.iter().any(|ending| name.to_string_lossy().ends_with(ending));
        if wanted && entry.file_type()?.is_file() {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// All files of a folder and of the folders in it, in the order of their names.
pub(crate) fn all(folder: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
    let folder = folder.as_ref();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() { found.extend(all(path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

/// Copies files into a folder, made if it is not there.
pub(crate) fn copy(files: &[PathBuf], folder: &str) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{folder} cannot be made"))?;
    for file in files {
        let name = file.file_name().context("a file has a name")?;
        fs::copy(file, Path::new(folder).join(name))
            .with_context(|| format!("{} cannot be copied to {folder}", file.display()))?;
    }
    Ok(())
}
