//! The headless API as JavaScript calls it (wasm only): JSON texts in, JSON texts out.
//!
//! A text each way is one conversion that weighs little, and what the core reads is then exactly what would be
//! sent or stored. `www/core.js` wraps these calls in the classes of the public API, and adds to a problem the
//! sentence that belongs to its code: a page that shows a survey needs none of them.

use crate::allocation::{Allocation, Outcome};
use crate::digits::digits;
use crate::json::Json;
use crate::problem::{Code, Problems};
use crate::response::{Stamp, receipt};
use crate::schema::{Check, Field, Shape, optional, required};
use crate::survey::{Date, MAX_POINTS, Survey};
use alloc::string::String;
use alloc::vec::Vec;
use wasm_bindgen::prelude::*;

/// A checked survey, and a division of its points in the making.
#[derive(Debug)]
#[wasm_bindgen]
pub struct Core {
    survey: Survey,
    allocation: Allocation,
}

#[wasm_bindgen]
impl Core {
    /// Reads a survey document; throws its problems as text.
    #[wasm_bindgen(constructor)]
    pub fn new(document: &str) -> Result<Core, String> {
        let survey = Survey::from_json(document).map_err(|problems| problems_text(&problems))?;
        let allocation = Allocation::new(&survey);
        Ok(Core { survey, allocation })
    }

    /// Does what is asked with a document; throws its problems as text. `today` is for a response.
    pub fn call(&mut self, what: &str, input: &str, today: &str) -> Result<String, String> {
        match self.answer(what, input, today) {
            Ok(answer) => Ok(answer.to_text()),
            Err(problems) => Err(problems_text(&problems)),
        }
    }
}

impl Core {
    fn answer(&mut self, what: &str, input: &str, today: &str) -> Result<Json, Problems> {
        let input = Json::parse(input)?;
        Ok(match what {
            "about" => self.about(),
            "state" => self.state(),
            "profile" => self.survey.table().profile(&self.survey.division(&input)?).to_json(&self.survey),
            "respond" => self.survey.respond(&input, &stamp(today))?,
            "verify" => codes(&self.survey.verify(&input)),
            "receipt" => Json::Text(receipt(&input)),
            _ => self.make(what, &input)?,
        })
    }

    fn about(&self) -> Json {
        let mut about = Json::empty();
        about.put_text("id", self.survey.id());
        about.put_text("version", self.survey.version());
        about.put("languages", self.survey.document().at("languages").clone());
        about.put_text("digest", self.survey.digest());
        about.put("problems", codes(self.survey.problems()));
        about
    }

    fn state(&self) -> Json {
        let mut locked = Vec::new();
        for at in 0..self.allocation.points().len() {
            if self.allocation.is_locked(at) {
                locked.push(self.id(at));
            }
        }
        let mut state = standing(&self.survey, &self.allocation, self.allocation.is_complete());
        state.put("locked", Json::List(locked));
        state.put("canUndo", Json::Bool(self.allocation.can_undo()));
        state.put("canRedo", Json::Bool(self.allocation.can_redo()));
        state
    }

    fn id(&self, scenario: usize) -> Json {
        Json::text(self.survey.scenario(scenario).id())
    }

    /// Makes a move, `{ scenario, scenarios, points }`: `{ changes, refusals, left, complete }`.
    fn make(&mut self, what: &str, input: &Json) -> Result<Json, Problems> {
        static FIELDS: [Field; 3] = [
            optional("scenarios", Shape::List(1, 300, &Shape::Any)),
            required("scenario", Shape::Any),
            required("points", Shape::Whole(0, MAX_POINTS as i32)),
        ];
        let fields = match what {
            "set" | "add" | "take" => &FIELDS[1..],
            "fill" | "lock" | "unlock" => &FIELDS[1..2],
            "spread" => &FIELDS[..1],
            _ => &[],
        };
        let mut check = Check::default();
        check.fields(input, fields, &[], &[]);
        let mut scenario = 0;
        if let Some(id) = input.get("scenario") {
            scenario = self.scenario(&mut check, "scenario", id);
        }
        let mark = check.enter("scenarios");
        let mut scenarios = Vec::new();
        for (at, id) in input.list("scenarios").iter().enumerate() {
            scenarios.push(self.scenario(&mut check, &digits(at as i64), id));
        }
        check.leave(mark);
        if !check.problems.is_empty() {
            return Err(check.problems);
        }
        let points = input.int("points").unwrap_or(0);
        let division = &mut self.allocation;
        let outcome = match what {
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
        Ok(self.outcome(&outcome))
    }

    fn scenario(&self, check: &mut Check, name: &str, id: &Json) -> usize {
        if let Some(scenario) = self.survey.scenario_with(id.as_text().unwrap_or_default()) {
            return scenario;
        }
        check.report_at(name, Code::UnknownId, "scenario");
        0
    }

    fn outcome(&self, outcome: &Outcome) -> Json {
        let mut changes = Vec::new();
        for change in &outcome.changes {
            let mut told = Json::empty();
            told.put("scenario", self.id(change.scenario));
            told.put_whole("from", change.from);
            told.put_whole("to", change.to);
            changes.push(told);
        }
        let mut refusals = Vec::new();
        for refusal in &outcome.refusals {
            let mut told = Json::empty();
            told.put("scenario", refusal.scenario.map_or(Json::Null, |at| self.id(at)));
            told.put_text("code", refusal.reason.name());
            told.put("about", refusal.reason.about().map_or(Json::Null, Json::whole));
            refusals.push(told);
        }
        let mut told = Json::empty();
        told.put("changes", Json::List(changes));
        told.put("refusals", Json::List(refusals));
        told.put_whole("left", self.allocation.left());
        told.put("complete", Json::Bool(self.allocation.is_complete()));
        told
    }
}

/// `{ points, left, complete }`, the points by the ids of the scenarios.
pub(crate) fn standing(survey: &Survey, allocation: &Allocation, complete: bool) -> Json {
    let mut standing = Json::empty();
    standing.put("points", points(survey, allocation.points()));
    standing.put_whole("left", allocation.left());
    standing.put("complete", Json::Bool(complete));
    standing
}

/// `{ scenarioId: points }`
pub(crate) fn points(survey: &Survey, points: &[i64]) -> Json {
    let mut each = Json::empty();
    for (at, points) in points.iter().enumerate() {
        each.put_whole(survey.scenario(at).id(), *points);
    }
    each
}

/// A stamp with fresh random bytes. A browser without a source of them cannot load WebAssembly either.
pub(crate) fn stamp(day: &str) -> Stamp {
    let mut random = [0; 32];
    let filled = getrandom::fill(&mut random);
    debug_assert!(filled.is_ok(), "crypto.getRandomValues is there");
    Stamp::new(random, Date::parse(day).unwrap_or(Date::EPOCH))
}

/// `[{ path, code, about }]`: severity and sentence follow from the code.
fn codes(problems: &Problems) -> Json {
    let mut each = Vec::new();
    for problem in problems {
        let mut told = Json::empty();
        told.put_text("path", &problem.path);
        told.put_text("code", problem.code.name());
        told.put_text("about", &problem.about);
        each.push(told);
    }
    Json::List(each)
}

pub(crate) fn problems_text(problems: &Problems) -> String {
    codes(problems).to_text()
}
