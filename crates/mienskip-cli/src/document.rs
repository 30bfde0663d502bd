//! Reading documents: from a file or standard input to a tree or a survey, with every way in which that can go
//! wrong told apart: a file that cannot be read ends the command, a file that says nonsense is what it reports.

use crate::finding::Finding;
use anyhow::{Context, Result};
use mienskip::{Code, Json, Problem, Problems, Survey};
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::str;

/// A survey with the text it was read from.
#[derive(Debug)]
pub(crate) struct SurveyDocument {
    pub(crate) text: String,
    pub(crate) survey: Survey,
}

/// Whether a path stands for standard input.
pub(crate) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// The bytes of a file; of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    if is_standard_input(path) {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
        return Ok(bytes);
    }
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Reads bytes as JSON.
///
/// # Errors
///
/// What is wrong with them.
pub(crate) fn parse(bytes: &[u8]) -> Result<Json, Vec<Finding>> {
    Json::parse(utf8(bytes)?).map_err(|problems| findings(&problems))
}

/// Reads bytes as a survey.
///
/// # Errors
///
/// What is wrong with them.
pub(crate) fn survey(bytes: &[u8]) -> Result<SurveyDocument, Vec<Finding>> {
    let text = utf8(bytes)?;
    let survey = Survey::from_json(text).map_err(|problems| findings(&problems))?;
    Ok(SurveyDocument { text: text.to_owned(), survey })
}

/// The core's problems as findings.
pub(crate) fn findings(problems: &Problems) -> Vec<Finding> {
    problems.iter().map(Finding::from).collect()
}

/// Whether a MIME type is that of JSON in UTF-8.
pub(crate) fn is_json(kind: &str) -> bool {
    is_kind(kind, "application/json")
}

/// Whether a MIME type is this one, in UTF-8 as far as it says.
pub(crate) fn is_kind(kind: &str, wanted: &str) -> bool {
    let mut parts = kind.split(';').map(str::trim);
    let is = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case(wanted));
    is && parts.filter_map(|part| part.split_once('=')).all(|(name, value)| {
        !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
    })
}

fn utf8(bytes: &[u8]) -> Result<&str, Vec<Finding>> {
    str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        let about = format!("it is not UTF-8 (line {line})");
        vec![Finding::from(&Problem { path: String::new(), code: Code::NotJson, about })]
    })
}
