//! The survey as a widget (wasm only): what a resident does becomes moves and words, and what those change
//! becomes the page. It decides nothing that the domain can decide, and it never calls back into JavaScript's
//! world of events: it returns what happened, and the element tells the page.

mod dom;
mod markup;
mod view;

use crate::allocation::{Allocation, Outcome, Reason};
use crate::chart::Chart;
use crate::digits::digits;
use crate::dots::Dots;
use crate::js::{points, stamp, text};
use crate::json::Json;
use crate::profile::{Division, Reasons};
use crate::response::receipt;
use crate::survey::{Date, Kind, Shown, Survey};
use crate::text::{Catalogue, Words, read_number};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use view::View;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element};

/// What an event did, as bits for the element.
mod did {
    /// The browser's own response to the event is not wanted.
    pub(super) const HANDLED: u32 = 1;
    /// The division or an answer changed.
    pub(super) const CHANGED: u32 = 2;
    /// The division became complete.
    pub(super) const COMPLETED: u32 = 4;
    /// An answer is ready to be sent; see `answer`.
    pub(super) const SEND: u32 = 8;
    /// The focus should go to `focus`.
    pub(super) const FOCUS: u32 = 16;
    /// Something is to be announced once things are quiet; see `announce`.
    pub(super) const SAY: u32 = 32;
}

/// A survey on a page.
#[derive(Debug)]
#[wasm_bindgen]
pub struct Widget {
    survey: Survey,
    catalogue: Catalogue,
    language: String,
    order: Vec<usize>,
    source: String,
    today: String,
    allocation: Allocation,
    /// The division first completed.
    first: Option<Vec<i64>>,
    reasons: Vec<Reasons>,
    motivations: Vec<String>,
    none: bool,
    idea: String,
    /// As typed or chosen; an empty text is no answer.
    answers: Vec<String>,
    fit: Option<usize>,
    /// What is wrong with the text in a scenario's field, if it is not what counts.
    wrong: Vec<Option<String>>,
    /// The scenario whose field is being typed in, once that has moved points: typing is one move.
    typing: Option<usize>,
    /// The values whose sums are unfolded.
    unfolded: Vec<bool>,
    /// The answer as it was first sent; it stays as it is until its fate is known.
    sent: Option<String>,
    /// Whether it is on its way now.
    sending: bool,
    to_say: String,
    focus: Option<Element>,
    view: View,
}

#[wasm_bindgen]
impl Widget {
    /// Puts a survey into a root; throws the problems as text. `seed` decides the order of the scenarios.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::too_many_arguments, reason = "an object to carry them would weigh more than the call")]
    pub fn new(
        document: Document,
        root: &Element,
        survey: &str,
        catalogue: &str,
        language: &str,
        source: &str,
        today: &str,
        seed: f64,
        slider: bool,
    ) -> Result<Widget, String> {
        let survey = Survey::from_json(survey).map_err(|problems| text(&problems))?;
        let catalogue = Catalogue::from_json(catalogue).map_err(|problems| text(&problems))?;
        let place = survey.language(language).unwrap_or(0);
        let language = survey.languages().nth(place).unwrap_or_default().to_owned();
        let order = survey.order(seed as u64);
        let words = Words { survey: &survey, catalogue: &catalogue, language: &language };
        let view = View::build(document, root, words, &order, slider);
        let (scenarios, values, questions) =
            (survey.scenarios().len(), survey.values().len(), survey.questions().len());
        let mut widget = Widget {
            language,
            order,
            source: source.to_owned(),
            today: today.to_owned(),
            allocation: Allocation::new(&survey),
            first: None,
            reasons: vec![Reasons::none(); scenarios],
            motivations: vec![String::new(); scenarios],
            none: false,
            idea: String::new(),
            answers: vec![String::new(); questions],
            fit: None,
            wrong: vec![None; scenarios],
            typing: None,
            unfolded: vec![false; values],
            sent: None,
            sending: false,
            to_say: String::new(),
            focus: None,
            survey,
            catalogue,
            view,
        };
        for scenario in 0..scenarios {
            widget.view.points(widget.words(), scenario, 0, false);
        }
        widget.refresh();
        if let Some(closed) = widget.closed() {
            widget.view.end(widget.words(), &closed, &[], None);
            widget.view.freeze(true, "");
        }
        Ok(widget)
    }

    /// Answers an event on the control with this id: its kind, and the control's value and state.
    pub fn event(&mut self, kind: &str, id: &str, value: &str, on: bool) -> u32 {
        let mut parts = id.split('-');
        let name = parts.next().unwrap_or_default();
        let mut number = || parts.next().and_then(|part| part.parse::<usize>().ok()).unwrap_or(0);
        let (at, part) = (number(), number());
        if at >= 300 || (self.sent.is_some() && name != "send") {
            return 0;
        }
        match (kind, name) {
            ("input", "points") => self.typed(at, value),
            ("change", "points") => self.left_field(at),
            ("keydown", "points") => self.key(at, value),
            ("input", "slider") => self.slide(at, value),
            ("click", "less" | "more") => self.step(at, self.survey.points().button, name == "more"),
            ("click", "fill") => {
                let outcome = self.allocation.fill(at);
                self.moved(&outcome, false)
            }
            ("click", "spread") => {
                let outcome = self.allocation.spread(&[]);
                self.moved(&outcome, false)
            }
            ("click", "again") => {
                let outcome = self.allocation.clear();
                self.moved(&outcome, false)
            }
            ("click", "undo") => {
                let outcome = self.allocation.undo();
                self.moved(&outcome, false)
            }
            ("change", "reason") => {
                let Some(reasons) = self.reasons.get_mut(at) else { return 0 };
                *reasons = if on { reasons.with(part) } else { reasons.without(part) };
                self.refresh();
                did::CHANGED
            }
            ("input", "words") => keep(self.motivations.get_mut(at), value),
            ("input", "idea") => keep(Some(&mut self.idea), value),
            ("input" | "change", "question") => keep(self.answers.get_mut(at), value),
            ("change", "none") => {
                self.none = on;
                did::CHANGED
            }
            ("change", "fit") => {
                self.fit = Some(at);
                did::CHANGED
            }
            ("toggle", "unfold") => {
                if let Some(unfolded) = self.unfolded.get_mut(at) {
                    *unfolded = on;
                    self.unfold(&self.division());
                }
                0
            }
            ("click", "send") => self.send(),
            ("invalid", _) => self.check(),
            _ => 0,
        }
    }

    /// The element to focus now, once.
    pub fn focus(&mut self) -> Option<Element> {
        self.focus.take()
    }

    /// Says what there is to say in the live region.
    pub fn announce(&mut self) {
        self.view.announce(&self.to_say);
    }

    /// `{ points, left, complete }`, for those who listen.
    pub fn state(&self) -> String {
        Json::object([
            ("points", points(&self.survey, self.allocation.points())),
            ("left", Json::whole(self.allocation.left())),
            ("complete", Json::Bool(self.is_complete())),
        ])
        .to_text()
    }

    /// The answer that is to be sent, or was.
    pub fn answer(&self) -> Option<String> {
        self.sent.clone()
    }

    /// The response document as things stand, when they make a valid one.
    pub fn draft(&self) -> Option<String> {
        self.sent.clone().or_else(|| self.respond().ok())
    }

    /// What became of sending the answer: an HTTP status with what the server said of it, 0 when no server
    /// was reached, 1 when there is none to reach. Returns the receipt if it has arrived.
    pub fn outcome(&mut self, status: u32, detail: &str) -> Option<String> {
        self.sending = false;
        let answer = Json::parse(self.sent.as_ref()?).ok()?;
        let receipt = receipt(&answer);
        let mut file = self.survey.id().to_owned();
        file.push('-');
        file.push_str(answer.str("id").get(..8).unwrap_or_default());
        file.push_str(".json");
        let get = |name| self.catalogue.get(name);
        let said = self.catalogue.say("receipt", &[("receipt", &receipt)]);
        let (heading, lines, frozen, button) = match status {
            1 => (get("ready"), [said.as_str(), ""], true, ""),
            200..=299 => (get("sent"), [said.as_str(), ""], true, ""),
            // Known not to have been stored: it can be mended, and is then another answer.
            400..=407 | 409..=428 | 430..=499 => {
                (get("refused"), [detail, get("refused-help")], false, get("send"))
            }
            _ => (get("failed"), [get("failed-help"), ""], true, get("retry")),
        };
        self.view.freeze(frozen, button);
        self.focus = Some(self.view.end(self.words(), heading, &lines, Some(&file)));
        if !frozen {
            self.sent = None;
        }
        button.is_empty().then_some(receipt)
    }

    /// The page took the answer over, or does not want it now: it can be changed again.
    pub fn thaw(&mut self) {
        (self.sent, self.sending) = (None, false);
        self.view.hide_end();
        self.view.freeze(false, self.catalogue.get("send"));
    }
}

impl Widget {
    fn words(&self) -> Words<'_> {
        Words { survey: &self.survey, catalogue: &self.catalogue, language: &self.language }
    }

    fn title(&self, scenario: usize) -> &str {
        self.survey.scenario(scenario).title().in_language(&self.language)
    }

    fn division(&self) -> Division {
        Division::new(self.allocation.points().to_vec(), self.reasons.clone()).unwrap_or_default()
    }

    fn is_complete(&self) -> bool {
        if self.none { self.division().total() == 0 } else { self.allocation.is_complete() }
    }

    /// Why the survey takes no answers today, if it does not.
    fn closed(&self) -> Option<String> {
        let today = Date::parse(&self.today)?;
        let (name, date) = match (self.survey.opens(), self.survey.closes()) {
            (Some(opens), _) if today < opens => ("not-open", opens),
            (_, Some(closes)) if today > closes => ("closed", closes),
            _ => return None,
        };
        Some(self.catalogue.say(name, &[("date", &date.to_text())]))
    }

    /// Typing: what is a good number counts at once, as one move with what was typed before it.
    fn typed(&mut self, scenario: usize, text: &str) -> u32 {
        if self.wrong.get(scenario).is_none() {
            return 0;
        }
        let mut changed = Outcome::default();
        if self.typing.take() == Some(scenario) {
            changed = self.allocation.undo();
        }
        let Some(points) = read_number(text) else {
            self.wrong[scenario] = Some(self.catalogue.get("whole").to_owned());
            return self.moved(&changed, true);
        };
        let outcome = self.allocation.set(scenario, points);
        self.wrong[scenario] = outcome.refusals.first().map(|refusal| self.refusal(refusal.reason));
        self.view.note(scenario, "", false);
        if outcome.changes.is_empty() {
            return self.moved(&changed, true);
        }
        self.typing = Some(scenario);
        self.moved(&outcome, true)
    }

    /// The field is left: only now is said what was wrong with it.
    fn left_field(&mut self, scenario: usize) -> u32 {
        self.typing = None;
        match self.wrong.get(scenario) {
            Some(Some(wrong)) => {
                let now = self.words().amount(self.allocation.points()[scenario]);
                let mut note = wrong.clone();
                note.push(' ');
                note.push_str(&self.catalogue.say("counts", &[("amount", &now)]));
                self.view.note(scenario, &note, true);
                self.to_say = note;
                did::SAY
            }
            Some(None) => {
                self.view.points(self.words(), scenario, self.allocation.points()[scenario], false);
                0
            }
            None => 0,
        }
    }

    fn key(&mut self, scenario: usize, key: &str) -> u32 {
        let points = self.survey.points();
        let (by, up) = match key {
            "ArrowUp" => (points.step, true),
            "ArrowDown" => (points.step, false),
            "PageUp" => (points.button, true),
            "PageDown" => (points.button, false),
            _ => return 0,
        };
        self.step(scenario, by, up) | did::HANDLED
    }

    fn slide(&mut self, scenario: usize, value: &str) -> u32 {
        if self.typing.take() == Some(scenario) {
            self.allocation.undo();
        }
        let outcome = self.allocation.set(scenario, read_number(value).unwrap_or(0));
        let did = self.moved(&outcome, false);
        self.typing = (!outcome.changes.is_empty()).then_some(scenario);
        did
    }

    /// A press of − or +: as far as zero or the maximum when the whole press does not fit.
    fn step(&mut self, scenario: usize, by: i64, up: bool) -> u32 {
        let Some(now) = self.allocation.points().get(scenario).copied() else { return 0 };
        let room = self.survey.scenario(scenario).max().map_or(by, |max| max - now);
        let outcome = if up {
            self.allocation.add(scenario, if room > 0 { by.min(room) } else { by })
        } else {
            self.allocation.take(scenario, if now > 0 { by.min(now) } else { by })
        };
        self.moved(&outcome, false)
    }

    /// Shows and prepares to say what a move did.
    fn moved(&mut self, outcome: &Outcome, typed: bool) -> u32 {
        if !typed {
            self.typing = None;
        }
        let mut did = did::SAY;
        for change in &outcome.changes {
            let keep_text =
                typed && (self.typing == Some(change.scenario) || self.wrong[change.scenario].is_some());
            if !keep_text {
                self.wrong[change.scenario] = None;
                self.view.note(change.scenario, "", false);
            }
            self.view.points(self.words(), change.scenario, change.to, keep_text);
            did |= did::CHANGED;
        }
        for refusal in outcome.refusals.iter().filter(|_| !typed) {
            let said = self.refusal(refusal.reason);
            if let Some(scenario) = refusal.scenario {
                self.view.note(scenario, &said, false);
            }
            self.to_say = said;
        }
        if did & did::CHANGED == 0 {
            return did;
        }
        let standing = self.words().standing(self.allocation.left());
        self.to_say = match outcome.changes.as_slice() {
            [change] if !typed => {
                let mut said = colon(self.title(change.scenario), &self.words().amount(change.to));
                said.push_str(". ");
                said.push_str(&standing);
                said
            }
            _ => standing,
        };
        if self.allocation.is_complete() {
            did |= did::COMPLETED;
            if self.first.is_none() {
                self.first = Some(self.allocation.points().to_vec());
            }
        }
        let sentence = self.refresh();
        if did & did::COMPLETED != 0 && self.survey.shown() != Shown::Never {
            self.to_say.push_str(". ");
            self.to_say.push_str(&sentence);
        }
        did
    }

    /// Draws what follows from the points and reasons; gives the profile's sentence.
    fn refresh(&mut self) -> String {
        let points = self.allocation.points();
        let left = self.allocation.left();
        let mut ordered = Vec::with_capacity(points.len());
        for scenario in &self.order {
            ordered.push(points[*scenario]);
        }
        let dots = Dots::of(&ordered, self.survey.points().total);
        let standing = self.words().standing(left);
        // The rest is a natural last move when at most half is left.
        let offer_rest = left > 0 && left * 2 <= self.survey.points().total;
        self.view.standing(&standing, dots, left > 0, self.allocation.can_undo(), offer_rest);
        if self.survey.shown() == Shown::Never {
            return String::new();
        }
        let division = self.division();
        let chart = Chart::of(&self.survey, &self.catalogue, &self.language, &division);
        let complete = self.allocation.is_complete();
        let shown = self.survey.shown() == Shown::Live || complete || self.first.is_some();
        self.view.chart(&chart, shown, complete);
        self.unfold(&division);
        chart.sentence
    }

    fn unfold(&self, division: &Division) {
        for value in (0..self.unfolded.len()).filter(|value| self.unfolded[*value]) {
            let parts = Chart::unfold(&self.survey, &self.catalogue, &self.language, division, value);
            self.view.sum(self.words(), value, parts.iter().map(|part| part.text.as_str()));
        }
    }

    fn refusal(&self, reason: Reason) -> String {
        let (name, amount) = match reason {
            Reason::AboveMax(max) => ("above-max", max),
            Reason::OffStep(step) => ("off-step", step),
            Reason::BelowZero => ("below-zero", 0),
            Reason::NothingToUndo => ("nothing-to-undo", 0),
            Reason::NoRoom => ("no-room", 0),
            _ => ("nothing-left", 0),
        };
        self.catalogue.say(name, &[("amount", &self.words().amount(amount))])
    }

    /// Makes the answer if nothing is missing; else says what is, with a link to each place.
    fn send(&mut self) -> u32 {
        if self.sending {
            return 0;
        }
        if self.sent.is_none() {
            let missing = self.check();
            if missing != 0 {
                return missing;
            }
            match self.respond() {
                Ok(answer) => self.sent = Some(answer),
                Err(problems) => {
                    // Everything a resident can get wrong is an issue above; should the core find more, it is shown.
                    let issues: Vec<_> =
                        problems.iter().map(|problem| (String::new(), problem.path.clone())).collect();
                    self.focus = Some(self.view.summary(self.words(), &issues));
                    return did::FOCUS;
                }
            }
        }
        self.sending = true;
        self.view.hide_end();
        self.view.freeze(true, self.catalogue.get("sending"));
        did::SEND
    }

    /// Shows what is still needed, if anything is.
    fn check(&mut self) -> u32 {
        let issues = self.issues();
        let summary = self.view.summary(self.words(), &issues);
        if issues.is_empty() {
            return 0;
        }
        self.focus = Some(summary);
        did::FOCUS
    }

    /// What keeps the answer from being sent: the control to go to, and the sentence.
    fn issues(&self) -> Vec<(String, String)> {
        let words = self.words();
        let mut issues = Vec::new();
        let mut issue = |name: &str, at: usize, text: String| {
            let mut target = String::from(name);
            target.push('-');
            target.push_str(&digits(at as i64));
            issues.push((target, text));
        };
        for scenario in &self.order {
            if let Some(wrong) = &self.wrong[*scenario] {
                issue("points", *scenario, colon(self.title(*scenario), wrong));
            }
        }
        let left = self.allocation.left();
        let begin = self.order[0];
        if self.none {
            if left != self.survey.points().total {
                issue("none", 0, self.catalogue.get("none-and-points").to_owned());
            }
        } else {
            if left > 0 {
                issue("points", begin, self.catalogue.say("need-more", &[("amount", &words.amount(left))]));
            } else if left < 0 {
                let most = self
                    .order
                    .iter()
                    .copied()
                    .max_by_key(|at| self.allocation.points()[*at])
                    .unwrap_or(begin);
                issue("points", most, self.catalogue.say("need-less", &[("amount", &words.amount(-left))]));
            }
            for (scenario, min) in self.allocation.below_min() {
                let fill = [("title", self.title(scenario)), ("amount", &words.amount(min))];
                issue("points", scenario, self.catalogue.say("need-min", &fill));
            }
        }
        for (at, question) in self.survey.questions().enumerate() {
            let answer = self.answers[at].trim_ascii();
            let wrong = match question.kind() {
                _ if answer.is_empty() && question.is_required() => {
                    self.catalogue.get("need-answer").to_owned()
                }
                Kind::Number(min, max)
                    if !answer.is_empty()
                        && read_number(answer).is_none_or(|number| number < min || number > max) =>
                {
                    let (min, max) = (self.catalogue.number(min), self.catalogue.number(max));
                    self.catalogue.say("between", &[("min", &min), ("max", &max)])
                }
                _ => String::new(),
            };
            self.view.question_note(at, &wrong);
            if !wrong.is_empty() {
                issue("question", at, colon(question.title().in_language(&self.language), &wrong));
            }
        }
        issues
    }

    /// The response document of all this, without what is blank.
    fn respond(&self) -> Result<String, crate::Problems> {
        let survey = &self.survey;
        let given = self.allocation.points();
        let first = self.first.as_deref().unwrap_or(given);
        let mut reasons = Vec::new();
        let mut motivations = Vec::new();
        // What was said of a scenario that has no points any more is not part of the answer.
        for (at, scenario) in survey.scenarios().enumerate().filter(|(at, _)| given[*at] > 0) {
            let ticked = survey.values().enumerate().filter(|(value, _)| self.reasons[at].has(*value));
            if self.reasons[at].count() > 0 {
                let ticked = ticked.map(|(_, value)| Json::text(value.id()));
                reasons.push((scenario.id().to_owned(), Json::List(ticked.collect())));
            }
            if !self.motivations[at].trim_ascii().is_empty() {
                motivations.push((scenario.id().to_owned(), Json::text(&self.motivations[at])));
            }
        }
        let mut answers = Vec::new();
        for (question, answer) in survey.questions().zip(&self.answers) {
            if answer.trim_ascii().is_empty() {
                continue;
            }
            let number = matches!(question.kind(), Kind::Number(..) | Kind::Scale(..));
            let number = read_number(answer).filter(|_| number);
            answers.push((question.id().to_owned(), number.map_or_else(|| Json::text(answer), Json::whole)));
        }
        let order = self.order.iter().map(|at| Json::text(survey.scenario(*at).id()));
        let input = Json::object([
            ("points", points(survey, given)),
            ("first", points(survey, first)),
            ("order", Json::List(order.collect())),
            ("language", Json::text(&self.language)),
            ("none", if self.none { Json::Bool(true) } else { Json::Null }),
            ("reasons", Json::Object(reasons)),
            ("motivations", Json::Object(motivations)),
            ("answers", Json::Object(answers)),
            ("idea", if self.idea.trim_ascii().is_empty() { Json::Null } else { Json::text(&self.idea) }),
            (
                "fit",
                self.fit
                    .and_then(|fit| ["yes", "partly", "no"].get(fit))
                    .map_or(Json::Null, |fit| Json::text(fit)),
            ),
            ("source", if self.source.is_empty() { Json::Null } else { Json::text(&self.source) }),
        ]);
        survey.respond(&input, &stamp(&self.today)).map(|response| response.to_text())
    }
}

/// "Before: after"
fn colon(before: &str, after: &str) -> String {
    let mut text = String::from(before);
    text.push_str(": ");
    text.push_str(after);
    text
}

/// Keeps what was written or chosen.
fn keep(place: Option<&mut String>, value: &str) -> u32 {
    match place {
        Some(place) => {
            value.clone_into(place);
            did::CHANGED
        }
        None => 0,
    }
}
