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
        let done = Json::parse(input).and_then(|input| match what {
            "about" => Ok(self.about()),
            "profile" => {
                let division = self.survey.division(&input)?;
                Ok(self.survey.table().profile(&division).to_json(&self.survey))
            }
            "respond" => self.survey.respond(&input, &stamp(today)),
            "verify" => Ok(codes(&self.survey.verify(&input))),
            "receipt" => Ok(Json::Text(receipt(&input))),
            "state" => Ok(self.state()),
            _ => self.make(what, &input),
        });
        done.map(|answer| answer.to_text()).map_err(|problems| problems_text(&problems))
    }

    fn about(&self) -> Json {
        let mut about = Json::empty();
        about.put("id", Json::text(self.survey.id()));
        about.put("version", Json::text(self.survey.version()));
        about.put("languages", self.survey.document().at("languages").clone());
        about.put("digest", Json::text(self.survey.digest()));
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
    fn make(&mut self, name: &str, input: &Json) -> Result<Json, Problems> {
        static ONE: Field = required("scenario", Shape::Any);
        static SOME: [Field; 1] = [optional("scenarios", Shape::List(1, 300, &Shape::Any))];
        static POINTS: [Field; 1] = [required("points", Shape::Whole(0, MAX_POINTS as i32))];
        let one: &[Field] = if matches!(name, "spread" | "clear" | "undo" | "redo") {
            &[]
        } else {
            core::slice::from_ref(&ONE)
        };
        let more: &[Field] = match name {
            "set" | "add" | "take" => &POINTS,
            "spread" => &SOME,
            _ => &[],
        };
        let mut check = Check::default();
        check.fields(input, one, more, &[]);
        let scenario = self.scenario(&mut check, "scenario", input.get("scenario"));
        let mark = check.enter("scenarios");
        let mut scenarios = Vec::new();
        for (at, id) in input.list("scenarios").iter().enumerate() {
            scenarios.push(self.scenario(&mut check, &digits(at as i64), Some(id)));
        }
        check.leave(mark);
        if !check.problems.is_empty() {
            return Err(check.problems);
        }
        let points = input.int("points").unwrap_or(0);
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
        Ok(self.outcome(&outcome))
    }

    fn scenario(&self, check: &mut Check, name: &str, id: Option<&Json>) -> usize {
        let Some(id) = id else { return 0 };
        id.as_text().and_then(|id| self.survey.scenario_with(id)).unwrap_or_else(|| {
            check.report_at(name, Code::UnknownId, "scenario");
            0
        })
    }

    fn outcome(&self, outcome: &Outcome) -> Json {
        let mut changes = Vec::new();
        for change in &outcome.changes {
            let mut told = Json::empty();
            told.put("scenario", self.id(change.scenario));
            told.put("from", Json::whole(change.from));
            told.put("to", Json::whole(change.to));
            changes.push(told);
        }
        let mut refusals = Vec::new();
        for refusal in &outcome.refusals {
            let mut told = Json::empty();
            told.put("scenario", refusal.scenario.map_or(Json::Null, |at| self.id(at)));
            told.put("code", Json::text(refusal.reason.name()));
            told.put("about", refusal.reason.about().map_or(Json::Null, Json::whole));
            refusals.push(told);
        }
        let mut told = Json::empty();
        told.put("changes", Json::List(changes));
        told.put("refusals", Json::List(refusals));
        told.put("left", Json::whole(self.allocation.left()));
        told.put("complete", Json::Bool(self.allocation.is_complete()));
        told
    }
}

/// `{ points, left, complete }`, the points by the ids of the scenarios.
pub(crate) fn standing(survey: &Survey, allocation: &Allocation, complete: bool) -> Json {
    let mut standing = Json::empty();
    standing.put("points", points(survey, allocation.points()));
    standing.put("left", Json::whole(allocation.left()));
    standing.put("complete", Json::Bool(complete));
    standing
}

/// `{ scenarioId: points }`
pub(crate) fn points(survey: &Survey, points: &[i64]) -> Json {
    let mut each = Json::empty();
    for (at, points) in points.iter().enumerate() {
        each.put(survey.scenario(at).id(), Json::whole(*points));
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
        told.put("path", Json::text(&problem.path));
        told.put("code", Json::text(problem.code.name()));
        told.put("about", Json::text(&problem.about));
        each.push(told);
    }
    Json::List(each)
}

pub(crate) fn problems_text(problems: &Problems) -> String {
    codes(problems).to_text()
}
