//! The headless API as JavaScript calls it (wasm only): JSON texts in, JSON texts out.
//!
//! A text each way is one conversion that weighs nothing, and what the core reads is then exactly what would
//! be sent or stored. `www/core.js` wraps these calls in the classes of the public API.

use crate::allocation::{Allocation, Outcome};
use crate::json::Json;
use crate::problem::{Code, Problems};
use crate::reader::{Need, Reader};
use crate::response::{Stamp, receipt};
use crate::survey::{Date, MAX_POINTS, Survey};
use wasm_bindgen::prelude::*;

/// A checked survey.
#[derive(Debug)]
#[wasm_bindgen]
pub struct CoreSurvey(Survey);

#[wasm_bindgen]
impl CoreSurvey {
    /// Reads a survey document; throws the problems as text.
    #[wasm_bindgen(constructor)]
    pub fn new(document: &str) -> Result<CoreSurvey, String> {
        Survey::from_json(document).map(CoreSurvey).map_err(text)
    }

    /// `{ id, version, languages, digest, problems }`
    pub fn about(&self) -> String {
        let list = |items: &[String]| Json::List(items.iter().map(|item| Json::text(item)).collect());
        Json::object([
            ("id", Json::text(&self.0.id)),
            ("version", Json::text(&self.0.version)),
            ("languages", list(&self.0.languages)),
            ("digest", Json::text(self.0.digest())),
            ("problems", self.0.problems().to_json()),
        ])
        .to_text()
    }

    /// The profile of `{ points, reasons }`.
    pub fn profile(&self, input: &str) -> Result<String, String> {
        let division = Json::parse(input).and_then(|input| self.0.division(&input)).map_err(text)?;
        Ok(self.0.table().profile(&division).to_json(&self.0).to_text())
    }

    /// The response document of what a resident did, on this day.
    pub fn respond(&self, input: &str, day: &str) -> Result<String, String> {
        let stamp = stamp(day);
        Json::parse(input)
            .and_then(|input| self.0.respond(&input, &stamp))
            .map(|response| response.to_text())
            .map_err(text)
    }

    /// The problems of a response document.
    pub fn verify(&self, response: &str) -> String {
        text(Json::parse(response).map_or_else(|problems| problems, |response| self.0.verify(&response)))
    }

    /// The receipt of a response document.
    pub fn receipt(&self, response: &str) -> Result<String, String> {
        Json::parse(response).map(|response| receipt(&response)).map_err(text)
    }

    /// A division to make moves on.
    pub fn allocation(&self) -> CoreAllocation {
        CoreAllocation {
            ids: self.0.scenarios.iter().map(|scenario| scenario.id.clone()).collect(),
            allocation: Allocation::new(&self.0),
        }
    }
}

/// A division in the making.
#[derive(Debug)]
#[wasm_bindgen]
pub struct CoreAllocation {
    ids: Vec<String>,
    allocation: Allocation,
}

#[wasm_bindgen]
impl CoreAllocation {
    /// `{ points, left, complete, locked, canUndo, canRedo }`
    pub fn state(&self) -> String {
        let points = self.ids.iter().zip(self.allocation.points());
        let locked = self.ids.iter().enumerate().filter(|(at, _)| self.allocation.is_locked(*at));
        Json::object([
            ("points", Json::Object(points.map(|(id, points)| (id.clone(), Json::whole(*points))).collect())),
            ("left", Json::whole(self.allocation.left())),
            ("complete", Json::Bool(self.allocation.is_complete())),
            ("locked", Json::List(locked.map(|(_, id)| Json::text(id)).collect())),
            ("canUndo", Json::Bool(self.allocation.can_undo())),
            ("canRedo", Json::Bool(self.allocation.can_redo())),
        ])
        .to_text()
    }

    /// Makes a move, `{ move, scenario, scenarios, points }`; `{ changes, refusals, left, complete }`.
    pub fn make(&mut self, input: &str) -> Result<String, String> {
        let input = Json::parse(input).map_err(text)?;
        let mut reader = Reader::default();
        let of = reader.object(&input, &["move", "scenario", "scenarios", "points"]).unwrap_or_default();
        let name = MOVES[reader.word_field(of, "move", &MOVES, Need::Required)];
        let takes_scenario = !matches!(name, "spread" | "clear" | "undo" | "redo");
        let scenario = takes_scenario.then(|| self.scenario(&mut reader, of, "scenario"));
        let mut scenarios = Vec::new();
        let list = reader.list(of, "scenarios", Need::Optional, 1..=self.ids.len());
        let mark = reader.enter("scenarios");
        for at in 0..list.len() {
            let item = [(at.to_string(), list[at].clone())];
            scenarios.push(self.scenario(&mut reader, &item, &item[0].0));
        }
        reader.leave(mark);
        let points = matches!(name, "set" | "add" | "take")
            .then(|| reader.whole_field(of, "points", Need::Required, 0..=MAX_POINTS).unwrap_or(0));
        if !reader.problems.is_empty() {
            return Err(text(reader.problems));
        }
        let (scenario, points) = (scenario.unwrap_or(0), points.unwrap_or(0));
        let division = &mut self.allocation;
        let outcome = match name {
            "set" => division.set(scenario, points),
            "add" => division.add(scenario, points),
            "take" => division.take(scenario, points),
            "fill" => division.fill(scenario),
            "lock" => division.lock(scenario),
            "unlock" => division.unlock(scenario),
            "spread" => division.spread(&scenarios),
            "clear" => division.clear(),
            "undo" => division.undo(),
            _ => division.redo(),
        };
        Ok(self.outcome(&outcome).to_text())
    }

    fn scenario(&self, reader: &mut Reader, of: &[(String, Json)], name: &str) -> usize {
        let Some(id) = reader.string_field(of, name, Need::Required, 64) else { return 0 };
        self.ids.iter().position(|other| *other == id).unwrap_or_else(|| {
            reader.report_at(name, Code::UnknownId, "scenario");
            0
        })
    }

    fn outcome(&self, outcome: &Outcome) -> Json {
        let id = |at: usize| self.ids.get(at).map_or(Json::Null, |id| Json::text(id));
        let changes = outcome.changes.iter().map(|change| {
            Json::object([
                ("scenario", id(change.scenario)),
                ("from", Json::whole(change.from)),
                ("to", Json::whole(change.to)),
            ])
        });
        let refusals = outcome.refusals.iter().map(|refusal| {
            Json::object([
                ("scenario", refusal.scenario.map_or(Json::Null, id)),
                ("code", Json::text(refusal.reason.name())),
                ("message", Json::Text(refusal.reason.message())),
            ])
        });
        Json::object([
            ("changes", Json::List(changes.collect())),
            ("refusals", Json::List(refusals.collect())),
            ("left", Json::whole(self.allocation.left())),
            ("complete", Json::Bool(self.allocation.is_complete())),
        ])
    }
}

const MOVES: [&str; 10] = ["set", "add", "take", "fill", "lock", "unlock", "spread", "clear", "undo", "redo"];

/// A stamp with fresh random bytes. A browser without a source of them cannot load WebAssembly either.
pub(crate) fn stamp(day: &str) -> Stamp {
    let mut random = [0; 32];
    let filled = getrandom::fill(&mut random);
    debug_assert!(filled.is_ok(), "crypto.getRandomValues is there");
    Stamp::new(random, Date::parse(day).unwrap_or(Date::EPOCH))
}

fn text(problems: Problems) -> String {
    problems.to_json().to_text()
}
