//! Reading what a form posted ([`crate::form`]): from `points.ID=40&…` to what the core makes an answer of. What
//! people type and what browsers make of it is smoothed here; every rule of the survey is left to the core.

use crate::problem::Problem as Refused;
use axum::http::StatusCode;
use mienskip::{Code, Json, Kind, Problem, Stamp, Survey, read_number};
use percent_encoding::percent_decode;
use std::collections::HashSet;

/// What somebody filled in.
#[derive(Debug)]
pub(crate) struct Posted {
    /// The fields as they came, by their names.
    pub(crate) fields: Vec<(String, String)>,
    /// What this view of the form calls itself, for the same answer to be known when it comes again.
    pub(crate) once: Option<String>,
    /// The code from a letter.
    pub(crate) code: Option<String>,
    filled: Json,
    /// What the core does not get to see.
    problems: Vec<Problem>,
}

/// The parts of an answer as they come in.
#[derive(Default)]
struct Parts {
    plain: Vec<(String, Json)>,
    points: Vec<(String, Json)>,
    reasons: Vec<(String, Json)>,
    motivations: Vec<(String, Json)>,
    answers: Vec<(String, Json)>,
    once: Option<String>,
    code: Option<String>,
    /// Which survey the form says it is of.
    id: Option<String>,
    version: Option<String>,
    digest: Option<String>,
}

impl Posted {
    /// Reads the body of a request.
    ///
    /// # Errors
    ///
    /// It is not UTF-8, or has more fields than any form of this survey.
    pub(crate) fn read(body: &[u8], survey: &Survey) -> Result<Posted, Refused> {
        let most = survey.scenarios().len() * (survey.values().len() + 2) + survey.questions().len() + 20;
        let mut parts = Parts::default();
        let mut problems = Vec::new();
        let mut fields = Vec::new();
        let mut seen = HashSet::new();
        for (turn, field) in body.split(|byte| *byte == b'&').filter(|field| !field.is_empty()).enumerate() {
            if turn == most {
                return Err(bad("too-many-fields", "The form has too many fields")
                    .detail(&format!("A form of this survey has fewer than {most}.")));
            }
            let mut halves = field.splitn(2, |byte| *byte == b'=');
            let (Some(name), Some(value)) = (decode(halves.next()), decode(halves.next())) else {
                return Err(bad("not-utf8", "The form is not in UTF-8")
                    .detail("Give it the attribute accept-charset=\"utf-8\"."));
            };
            let again = !seen.insert(name.clone());
            if again && !name.starts_with("reasons.") {
                problems.push(problem(&name, Code::DuplicateField, ""));
            } else if !parts.put(&name, value.clone(), survey) {
                problems.push(problem(&name, Code::UnknownField, ""));
            }
            fields.push((name, value));
        }
        for (name, given, own, code) in [
            ("survey.id", &parts.id, survey.id(), Code::OtherSurvey),
            ("survey.version", &parts.version, survey.version(), Code::OtherVersion),
            ("survey.digest", &parts.digest, survey.digest(), Code::OtherDigest),
        ] {
            match given {
                Some(given) if given != own => problems.push(problem(name, code, own)),
                // A form made by hand need not know the digest.
                None if code != Code::OtherDigest => problems.push(problem(name, Code::Missing, "")),
                _ => {}
            }
        }
        let (once, code) = (parts.once.take(), parts.code.take());
        Ok(Posted { fields, once, code, filled: parts.filled(), problems })
    }

    /// What is wrong with a code that is not known.
    pub(crate) fn wrong_code(&self) -> Problem {
        let is_there = self.code.as_ref().is_some_and(|code| !code.trim().is_empty());
        problem("code", if is_there { Code::UnknownCode } else { Code::AnswerRequired }, "")
    }

    /// The language in which it was filled in, if it says one that the survey has.
    pub(crate) fn language<'s>(&self, survey: &'s Survey) -> Option<&'s str> {
        let given = self.filled.get("language")?.as_text()?;
        survey.languages().find(|language| *language == given)
    }

    /// The answer that it makes.
    ///
    /// # Errors
    ///
    /// Everything that keeps it from being one.
    pub(crate) fn respond(&self, survey: &Survey, stamp: &Stamp) -> Result<Json, Vec<Problem>> {
        let mut problems = self.problems.clone();
        match survey.respond(&self.filled, stamp) {
            Ok(response) if problems.is_empty() => Ok(response),
            Ok(_) => Err(problems),
            Err(more) => {
                problems.extend(more.iter().cloned());
                Err(problems)
            }
        }
    }
}

impl Parts {
    /// Puts a field in its place; `false` if it has none.
    fn put(&mut self, name: &str, value: String, survey: &Survey) -> bool {
        match name.split_once('.') {
            Some(("points", id)) => self.points.push((id.into(), number(value))),
            Some(("reasons", id)) => match self.reasons.iter_mut().find(|(scenario, _)| scenario == id) {
                Some((_, Json::List(ticked))) => ticked.push(Json::Text(value)),
                _ => self.reasons.push((id.into(), Json::List(vec![Json::Text(value)]))),
            },
            Some(("motivations", id)) => self.motivations.push((id.into(), Json::Text(value))),
            Some(("answers", id)) => {
                let kind = survey.question_with(id).map(|at| survey.question_at(at).kind());
                let counts = matches!(kind, Some(Kind::Number(..) | Kind::Scale(..)));
                // An empty field is no answer, not 0.
                let is_number = counts && !value.trim().is_empty();
                self.answers.push((id.into(), if is_number { number(value) } else { Json::Text(value) }));
            }
            Some(("survey", "id")) => self.id = Some(value),
            Some(("survey", "version")) => self.version = Some(value),
            Some(("survey", "digest")) => self.digest = Some(value),
            Some(_) => return false,
            None if name == "once" && is_once(&value) => self.once = Some(value),
            None if name == "code" && survey.asks_code() => self.code = Some(value),
            None => {
                let given = match name {
                    // What a box that is ticked sends, with and without a value of its own.
                    "none" if matches!(value.as_str(), "true" | "on") => Json::Bool(true),
                    "order" => Json::List(value.split_whitespace().map(Json::text).collect()),
                    "none" | "language" | "source" | "idea" => Json::Text(value),
                    _ => return false,
                };
                self.plain.push((name.into(), given));
            }
        }
        true
    }

    /// As the core takes it.
    fn filled(self) -> Json {
        let mut members = vec![(String::from("points"), Json::Object(self.points))];
        members.extend(self.plain);
        for (name, given) in
            [("reasons", self.reasons), ("motivations", self.motivations), ("answers", self.answers)]
        {
            if !given.is_empty() {
                members.push((name.to_owned(), Json::Object(given)));
            }
        }
        Json::Object(members)
    }
}

/// Whether a view of a form may call itself this: long enough for no two to be called the same.
pub(crate) fn is_once(text: &str) -> bool {
    (16..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A number as people type it; what is none stays a text, of which the core says that.
fn number(text: String) -> Json {
    read_number(&text).map_or(Json::Text(text), Json::whole)
}

/// A name or a value as it was before it was sent; none when it is not UTF-8. What was not there is empty.
///
/// Browsers send the ends of lines as two characters, which nobody typed.
fn decode(sent: Option<&[u8]>) -> Option<String> {
    let spaced: Vec<u8> =
        sent.unwrap_or_default().iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let text = percent_decode(&spaced).decode_utf8().ok()?;
    Some(text.replace("\r\n", "\n"))
}

/// A problem with a field: `points.ID` stands at `/points/ID` in an answer.
fn problem(field: &str, code: Code, about: &str) -> Problem {
    let path = format!("/{}", field.replace('~', "~0").replace('/', "~1").replacen('.', "/", 1));
    Problem { path, code, about: about.to_owned() }
}

fn bad(code: &'static str, title: &'static str) -> Refused {
    Refused::new(StatusCode::BAD_REQUEST, code, title)
}
