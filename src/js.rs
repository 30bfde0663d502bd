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
use crate::schema::{Check, Field, ID, Shape, optional, required};
use crate::survey::{Date, MAX_POINTS, MAX_SCENARIOS, Survey};
use crate::widget::{Widget, cut};
use alloc::string::String;
use alloc::vec::Vec;
use wasm_bindgen::prelude::*;

/// What JavaScript holds of a survey: something to call.
///
/// One class with one method, texts only: every other one, and every object that crosses, is code on both sides.
#[derive(Debug)]
#[wasm_bindgen]
pub struct Core {
    kind: Kind,
    /// The last answer. It stays here to be read: a text that is given away is two numbers at once, which the plain
    /// JavaScript that stands in for WebAssembly does not know.
    answer: String,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one of them for a survey")]
enum Kind {
    /// Its problems, as text: it cannot be used.
    Refused(String),
    Headless(Headless),
    Widget(Widget),
}

#[wasm_bindgen]
impl Core {
    /// Reads a survey document. For a widget, `shown` is its options in a line and then a message catalogue; it is
    /// empty where nothing is shown.
    #[wasm_bindgen(constructor)]
    pub fn new(survey: &str, shown: &str) -> Core {
        let (options, catalogue) = cut(shown, b'\n');
        let made = if shown.is_empty() {
            Headless::new(survey).map(Kind::Headless)
        } else {
            Widget::build(survey, catalogue, options).map(Kind::Widget)
        };
        let kind = made.unwrap_or_else(|problems| Kind::Refused(refused(&problems)));
        Core { kind, answer: String::new() }
    }

    /// Does what is asked, with a text; gives the place of the answer, a text that ends in a zero byte and stays there
    /// until the next call. What begins with `!` are problems.
    pub fn call(&mut self, what: &str, input: &str) -> *const u8 {
        self.answer = match &mut self.kind {
            Kind::Refused(problems) => problems.clone(),
            Kind::Headless(headless) => match headless.answer(what, input) {
                Ok(answer) => answer.to_text(),
                Err(problems) => refused(&problems),
            },
            Kind::Widget(widget) => widget.call(what, input),
        };
        // JSON has no such byte in it.
        self.answer.push_str("\0");
        self.answer.as_ptr()
    }
}

/// A checked survey, and a division of its points in the making.
#[derive(Debug)]
struct Headless {
    survey: Survey,
    allocation: Allocation,
}

impl Headless {
    fn new(document: &str) -> Result<Headless, Problems> {
        let survey = Survey::from_json(document)?;
        let allocation = Allocation::new(&survey);
        Ok(Headless { survey, allocation })
    }

    /// What is asked, with a document; for a response, the day it is as well (`"respond 2026-12-01"`).
    fn answer(&mut self, what: &str, input: &str) -> Result<Json, Problems> {
        let input = Json::parse(input)?;
        let (what, today) = cut(what, b' ');
        Ok(match what {
            "about" => self.about(),
            "state" => self.told(&Outcome::default()),
            "profile" => self.survey.table().profile(&self.survey.division(&input)?).to_json(&self.survey),
            "respond" => self.survey.respond(&input, &stamp(today))?,
            "verify" => codes(&self.survey.verify(&input)),
            "receipt" => {
                let mut check = Check::of(&Json::Null);
                check.map(&input);
                check.done(&input)?;
                Json::Text(receipt(&input))
            }
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

    fn id(&self, scenario: usize) -> &str {
        self.survey.scenario(scenario).id()
    }

    /// Makes a move, `{ scenario, scenarios, points }`.
    fn make(&mut self, what: &str, input: &Json) -> Result<Json, Problems> {
        static FIELDS: [Field; 3] = [
            optional("scenarios", Shape::List(1, MAX_SCENARIOS, &ID)),
            required("scenario", Shape::Any),
            required("points", Shape::Whole(0, MAX_POINTS as i32)),
        ];
        let fields = match what {
            "set" | "add" | "take" => &FIELDS[1..],
            "fill" | "lock" | "unlock" => &FIELDS[1..2],
            "spread" => &FIELDS[..1],
            _ => &[],
        };
        let mut check = Check::of(&Json::Null);
        check.members(input, &[fields]);
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
        Ok(self.told(&outcome))
    }

    fn scenario(&self, check: &mut Check<'_>, name: &str, id: &Json) -> usize {
        let scenario = self.survey.scenario_with(id.as_text().unwrap_or_default());
        if scenario.is_none() {
            check.report_at(name, Code::UnknownId, "scenario");
        }
        scenario.unwrap_or(0)
    }

    /// What a move did, and how the division stands after it.
    fn told(&self, outcome: &Outcome) -> Json {
        let mut changes = Vec::new();
        for change in &outcome.changes {
            let mut told = Json::empty();
            told.put_text("scenario", self.id(change.scenario));
            told.put_whole("from", change.from);
            told.put_whole("to", change.to);
            changes.push(told);
        }
        let mut refusals = Vec::new();
        for refusal in &outcome.refusals {
            let mut told = Json::empty();
            told.put("scenario", refusal.scenario.map_or(Json::Null, |at| Json::text(self.id(at))));
            told.put_text("code", refusal.reason.name());
            told.put("about", refusal.reason.about().map_or(Json::Null, Json::whole));
            refusals.push(told);
        }
        let mut locked = Vec::new();
        for at in 0..self.allocation.points().len() {
            if self.allocation.is_locked(at) {
                locked.push(Json::text(self.id(at)));
            }
        }
        let mut told = standing(&self.survey, &self.allocation, self.allocation.is_complete());
        told.put("changes", Json::List(changes));
        told.put("refusals", Json::List(refusals));
        told.put("locked", Json::List(locked));
        told.put("canUndo", Json::Bool(self.allocation.can_undo()));
        told.put("canRedo", Json::Bool(self.allocation.can_redo()));
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

/// A stamp with fresh random bytes.
pub(crate) fn stamp(day: &str) -> Stamp {
    let mut random = [0; 32];
    crate::host::random(&mut random);
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

fn refused(problems: &Problems) -> String {
    let mut text = codes(problems).to_text();
    text.insert(0, '!');
    text
}
