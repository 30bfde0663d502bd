//! How the collector says no: problem details (RFC 9457), which programs can act on and people can read.

use crate::collector::Refusal;
use crate::finding::{self, Finding};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use mienskip::Json;

/// A refusal as `application/problem+json` (RFC 9457).
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    findings: Vec<Finding>,
    header: Option<(&'static str, &'static str)>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, title: &'static str) -> Problem {
        Problem { status, code, title, detail: String::new(), findings: Vec::new(), header: None }
    }

    pub(crate) fn not_found() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not-found", "There is nothing here").detail("Check the address.")
    }

    /// An answer that breaks rules.
    pub(crate) fn invalid(findings: Vec<Finding>) -> Problem {
        Problem {
            findings,
            ..Problem::new(StatusCode::BAD_REQUEST, "invalid-answer", "The answer breaks rules of the survey")
                .detail("Nothing of it is stored. `problems` says what to mend, and where.")
        }
    }

    /// Its kind, for programs.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// The status of the reply that carries it.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// With what to do about it.
    pub(crate) fn detail(self, detail: &str) -> Problem {
        Problem { detail: detail.to_owned(), ..self }
    }

    /// With a header of the reply.
    pub(crate) fn with(self, name: &'static str, value: &'static str) -> Problem {
        Problem { header: Some((name, value)), ..self }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        match refusal {
            Refusal::Invalid(findings) => Problem::invalid(findings),
            Refusal::NotOpen(opens) => {
                Problem::new(StatusCode::FORBIDDEN, "not-open", "The survey is not open yet")
                    .detail(&format!("It opens on {opens}. Nothing is stored."))
            }
            Refusal::Closed(closes) => Problem::new(StatusCode::FORBIDDEN, "closed", "The survey is closed")
                .detail(&format!("Its last day was {closes}. Nothing is stored.")),
            Refusal::Conflict(id) => {
                Problem::new(StatusCode::CONFLICT, "id-conflict", "Another answer has this id")
                    .detail(&format!("An answer {id} with other content is stored, and stays as it is."))
            }
            Refusal::UnknownCode => Problem::new(
                StatusCode::FORBIDDEN,
                "unknown-code",
                "This code is not known, or was used before",
            )
            .detail(
                "Each answer needs a code from a letter, in the header Mienskip-Code. Nothing is stored.",
            ),
            // Why is told to the organiser, by whom it happened to.
            Refusal::NotStored(_) => Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "not-stored",
                "The collector cannot store answers now",
            )
            .detail("Nothing is lost: keep the answer and send it again, as it is, in a moment.")
            // Soon: a widget tries twice more while its resident waits, unless that would take too long.
            .with("retry-after", "5"),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut members = vec![
            ("type", Json::Text(format!("urn:mienskip:{}", self.code))),
            ("title", Json::text(self.title)),
            ("status", Json::whole(self.status.as_u16().into())),
            ("detail", Json::Text(self.detail)),
            ("code", Json::text(self.code)),
        ];
        if !self.findings.is_empty() {
            members.push(("problems", finding::to_json(&self.findings)));
        }
        let body = Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
        let headers =
            [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")];
        let mut response = (self.status, headers, body.to_text()).into_response();
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
