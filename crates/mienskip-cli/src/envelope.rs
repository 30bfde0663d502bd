//! Answers that come in the envelope of another standard: an event (`CloudEvents`, structured), or what Open Forms sends
//! to a JSON API of its own choice. The answer is taken out, and the envelope, with what it says of the sender, is not
//! kept.

use crate::document;
use crate::finding::Finding;
use crate::problem::Problem;
use axum::http::StatusCode;
use mienskip::{Json, RESPONSE_FORMAT};

/// What came out.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) answer: Json,
    /// The code that the envelope has beside it.
    pub(crate) code: Option<String>,
    /// Whether there was an envelope around it.
    pub(crate) wrapped: bool,
}

/// The answer in an event: its `data`.
///
/// # Errors
///
/// It is no event, or has no JSON in it.
pub(crate) fn of_event(body: &[u8]) -> Result<Opened, Problem> {
    let event = parse(body)?;
    let text = |name: &str| event.get(name).and_then(Json::as_text).unwrap_or_default();
    if text("specversion") != "1.0" || ["id", "source", "type"].iter().any(|name| text(name).is_empty()) {
        return Err(wrong("not-an-event", "This is no event of CloudEvents 1.0")
            .detail("It needs a specversion of 1.0, and an id, a source and a type that are texts."));
    }
    let kind = event.get("datacontenttype").map(|kind| kind.as_text().unwrap_or_default());
    match event.get("data") {
        Some(data @ Json::Object(_)) if kind.is_none_or(document::is_json) => {
            Ok(Opened { answer: data.clone(), code: None, wrapped: true })
        }
        _ => Err(wrong("not-an-event", "This event has no answer in it")
            .detail("Its data is the answer, as JSON; its datacontenttype, if any, is application/json.")),
    }
}

/// The answer in JSON: itself, or in the envelope of Open Forms, `{ values, values_schema, metadata, metadata_schema }`.
/// There it is that one of the values which is an answer, under whatever key, as an object or as a text; the field of the
/// form that the widget fills in sends it as a text. The value with the key `code` is the code from a letter.
///
/// # Errors
///
/// It is no JSON, or an envelope without an answer or with more than one.
pub(crate) fn of_json(body: &[u8]) -> Result<Opened, Problem> {
    let document = parse(body)?;
    let (None, Some(Json::Object(values))) = (document.get("format"), document.get("values")) else {
        return Ok(Opened { answer: document, code: None, wrapped: false });
    };
    let mut answers: Vec<Json> = values.iter().filter_map(|(_, value)| answer(value)).collect();
    match (answers.pop(), answers.is_empty()) {
        (Some(answer), true) => {
            let code = values.iter().find(|(name, _)| name == "code");
            let code = code.and_then(|(_, code)| code.as_text()).map(str::to_owned);
            Ok(Opened { answer, code, wrapped: true })
        }
        _ => Err(wrong("not-one-answer", "Not one of the values is the answer")
            .detail("One value, and no other, is an answer of the widget: an object, or that as a text.")),
    }
}

fn answer(value: &Json) -> Option<Json> {
    let read = match value {
        Json::Text(text) => Json::parse(text).ok()?,
        other => other.clone(),
    };
    (read.get("format").and_then(Json::as_text) == Some(RESPONSE_FORMAT)).then_some(read)
}

fn parse(body: &[u8]) -> Result<Json, Problem> {
    document::parse(body).map_err(|findings: Vec<Finding>| Problem::invalid(findings))
}

fn wrong(code: &'static str, title: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, code, title)
}
