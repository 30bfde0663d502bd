//! What the command has to say about a document: the core's problems, and the few that only show when many
//! answers lie side by side.

use mienskip::{Json, Problem, Severity};
use std::fmt::{self, Display, Formatter};

/// Something to mend or to know, at a place in a document.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// The place, as a JSON pointer.
    path: String,
    code: &'static str,
    severity: Severity,
    message: String,
}

impl Finding {
    /// An answer's id stands in the input before, with other content.
    pub(crate) fn id_conflict(before: &str) -> Finding {
        Finding {
            path: String::from("/id"),
            code: "id-conflict",
            severity: Severity::Error,
            message: format!(
                "Another answer has this id, at {before}. Find out which is right, and remove the other."
            ),
        }
    }

    /// An answer stands in the input before, word for word or with its words redacted.
    pub(crate) fn repeated(before: &str) -> Finding {
        Finding {
            path: String::from("/id"),
            code: "repeated",
            severity: Severity::Note,
            message: format!("This is the same answer as at {before}. It counts once."),
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn severity(&self) -> Severity {
        self.severity
    }

    /// `{ path, code, severity, message }`, as the core writes its problems.
    pub(crate) fn to_json(&self) -> Json {
        Json::object([
            ("path", Json::text(&self.path)),
            ("code", Json::text(self.code)),
            ("severity", Json::text(self.severity.name())),
            ("message", Json::text(&self.message)),
        ])
    }
}

impl From<&Problem> for Finding {
    fn from(problem: &Problem) -> Finding {
        Finding {
            path: problem.path.clone(),
            code: problem.code.name(),
            severity: problem.code.severity(),
            message: problem.message(),
        }
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "(the whole document)" } else { &self.path };
        write!(f, "{}: {}: {} [{}]", plain(path), self.severity.name(), plain(&self.message), self.code)
    }
}

/// Whether one of the findings makes the document unusable.
pub(crate) fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// The findings as a JSON list.
pub(crate) fn to_json(findings: &[Finding]) -> Json {
    Json::List(findings.iter().map(Finding::to_json).collect())
}

/// A number with its noun: `1 answer`, `2 answers`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A text for a terminal: whoever wrote a document does not get to move its reader's cursor.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}
