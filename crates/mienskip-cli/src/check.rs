//! `mienskip check`: everything that is wrong with a survey, in the order in which it stands there, before a
//! resident meets it.

use crate::Outcome;
use crate::document::{self, SurveyDocument};
use crate::finding::{self, Finding, count, has_errors, plain};
use anyhow::Result;
use mienskip::{Json, Severity};
use std::io::{self, Write};
use std::path::PathBuf;

/// Check a survey: every error, warning and note, in the order of the document
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The survey, a JSON file; - for standard input
    survey: PathBuf,
    /// Write JSON: { valid, digest, problems: [{ path, code, severity, message }] }; no digest when invalid
    #[arg(long)]
    json: bool,
}

/// Reports on the survey.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let read = document::survey(&document::read(&arguments.survey)?);
    let findings = match &read {
        Ok(document) => document::findings(&document.survey.advice()),
        Err(findings) => findings.clone(),
    };
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", as_json(read.as_ref().ok(), &findings).to_text())?;
    } else {
        for finding in &findings {
            writeln!(out, "{finding}")?;
        }
        let place = plain(&arguments.survey.display().to_string());
        match &read {
            Ok(document) => writeln!(out, "{place}: {}", summary(document))?,
            Err(_) => writeln!(out, "{place}: {}. Mend the errors and check again.", counts(&findings))?,
        }
    }
    Ok(if has_errors(&findings) { Outcome::Errors } else { Outcome::Fine })
}

fn as_json(document: Option<&SurveyDocument>, findings: &[Finding]) -> Json {
    let mut members = vec![(String::from("valid"), Json::Bool(document.is_some()))];
    if let Some(SurveyDocument { survey, .. }) = document {
        members.push((String::from("digest"), Json::text(survey.digest())));
    }
    members.push((String::from("problems"), finding::to_json(findings)));
    Json::Object(members)
}

/// The survey in one line.
fn summary(document: &SurveyDocument) -> String {
    let survey = &document.survey;
    let languages: Vec<&str> = survey.languages().collect();
    format!(
        "“{}”, {}, {}, {} ({}), digest {}",
        plain(survey.title().in_language(survey.first_language())),
        count(survey.scenarios().len(), "scenario"),
        count(survey.values().len(), "value"),
        count(languages.len(), "language"),
        languages.join(", "),
        survey.digest()
    )
}

/// `2 errors, 1 warning`; severities that do not occur are left out.
fn counts(findings: &[Finding]) -> String {
    let counted = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let number = findings.iter().filter(|finding| finding.severity() == severity).count();
        (number > 0).then(|| count(number, severity.name()))
    });
    counted.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
