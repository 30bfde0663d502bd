//! The survey as a widget (wasm only): what a resident does becomes moves and words, and what those change
//! becomes the page. It decides nothing that the domain can decide, and it never calls back into JavaScript's
//! world of events: it returns what happened, and the element tells the page.

mod page;
mod view;

use crate::allocation::{Allocation, Outcome, Reason};
use crate::chart::Chart;
use crate::digits::{digits, push_digits};
use crate::dots::Dots;
use crate::js::{points, stamp, standing};
use crate::json::Json;
use crate::personal::Personal;
use crate::problem::{Code, Problem, Problems};
use crate::profile::{Division, Reasons};
use crate::response::{Stamp, receipt};
use crate::survey::{Date, Kind as Asked, Shown, Survey};
use crate::text::{Catalogue, Words, read_number};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
pub(crate) use page::cut;
use page::id;
use view::{LAST_STEP, View, is_many};

/// What an event did, as bits for the element.
mod did {
    /// The browser's own response to the event is not wanted.
    pub(super) const HANDLED: u32 = 1;
    /// The division or an answer changed.
    pub(super) const CHANGED: u32 = 2;
    /// The division became complete.
    pub(super) const COMPLETED: u32 = 4;
    /// An answer is ready to be sent: ask for `answer`.
    pub(super) const SEND: u32 = 8;
    /// Something is to be announced once things are quiet: tell `announce`.
    pub(super) const SAY: u32 = 16;
    /// The answer has arrived, or is ready where there is no server: ask for `receipt`.
    pub(super) const SENT: u32 = 32;
}

/// A survey on a page.
#[derive(Debug)]
pub(crate) struct Widget {
    words: Words,
    today: String,
    /// What makes the answer one of its kind: the same for whoever asks for it.
    stamp: Stamp,
    /// The places of the scenarios in the order in which they are shown.
    order: Vec<usize>,
    allocation: Allocation,
    reasons: Vec<Reasons>,
    /// Everything else that was filled in, as the core takes it.
    filled: Json,
    /// What is wrong with the text in a scenario's field; empty when it is what counts.
    wrong: Vec<String>,
    /// The scenario whose field is being typed in, once that has moved points: typing is one move.
    typing: Option<usize>,
    /// The values whose sums are unfolded.
    unfolded: Reasons,
    /// The letters and digits of the code that goes beside the answer.
    code: String,
    /// The answer as it was first sent, empty before; it stays as it is until its fate is known.
    sent: String,
    receipt: String,
    /// Whether it is on its way now.
    sending: bool,
    /// Which step of the survey is shown; 0 when it is all on one page.
    step: usize,
    /// Of many scenarios, those that were chosen to divide over.
    chosen: Vec<bool>,
    /// What is looked for among them.
    sought: String,
    /// Whether that is being done now.
    choosing: bool,
    /// Whether what was filled in is being looked over.
    looking: bool,
    to_say: String,
    view: View,
}

impl Widget {
    /// Answers an event on the control with this id (`"click less-3 false"`: the last is its state), with the
    /// control's value; or what the element has to tell: `tell announce`, `tell thaw`, `tell hold` and `tell free` when
    /// the form around it is disabled and enabled, `tell draft-back` and the like (see `draft`), `tell restored-1` once
    /// the fields hold what they held another time (0 where the division was never complete then), `tell reveal` with
    /// the id of what is to be in view, or `tell outcome-0-201` with an HTTP status (1 where the answer may have arrived
    /// before all the same). Gives a list: the bits of `did`, and what is to be done to the page.
    ///
    /// Or it is asked something (`"ask state"`): see there.
    pub(crate) fn call(&mut self, what: &str, value: &str) -> String {
        let (kind, rest) = cut(what, b' ');
        if kind == "ask" {
            return self.ask(rest);
        }
        let (id, state) = cut(rest, b' ');
        let did = self.event(kind, id, value, state == "true");
        if did & did::CHANGED != 0 && self.looking {
            self.look_over();
        }
        let mut steps = String::from("[");
        push_digits(&mut steps, did.into());
        steps.push_str(&self.view.steps());
        steps.push(']');
        steps
    }

    fn event(&mut self, kind: &str, id: &str, value: &str, on: bool) -> u32 {
        let (name, numbers) = cut(id, b'-');
        let (at, part) = cut(numbers, b'-');
        let (at, part) = (number(at), number(part));
        let count = match name {
            "answers" => self.words.survey.questions().len(),
            "unfold" => self.words.survey.values().len(),
            _ => self.order.len(),
        };
        if at >= count
            || !self.sent.is_empty()
                && !matches!(
                    name,
                    "send" | "outcome" | "thaw" | "announce" | "unfold" | "draft" | "back" | "next" | "code"
                )
        {
            return 0;
        }
        let outcome = match (kind, name) {
            ("tell", "outcome") => return self.outcome(part, at > 0, value),
            ("tell", "draft") => return self.draft(numbers, value),
            ("tell", "announce") => {
                self.view.announce(&self.to_say);
                return 0;
            }
            ("tell", "thaw") => {
                self.thaw();
                return 0;
            }
            ("tell", "hold") => {
                self.view.freeze(true, "");
                return 0;
            }
            ("tell", "free") => {
                self.thaw();
                self.close();
                return 0;
            }
            ("click", "fill") => self.allocation.fill(at),
            ("click", "spread") => {
                let mut among = Vec::new();
                for at in &self.order {
                    // What is out of view gets nothing unseen.
                    if self.chosen[*at] || self.allocation.points()[*at] > 0 {
                        among.push(*at);
                    }
                }
                if !is_many(count) {
                    among.clear();
                }
                self.allocation.spread(&among)
            }
            ("click", "again") => self.allocation.clear(),
            ("click", "undo") => self.allocation.undo(),
            ("click", "less" | "more") => {
                return self.step(at, self.words.survey.points().button, name == "more");
            }
            ("click", "send") => return self.send(),
            ("input", "points") => return self.typed(at, value),
            ("change", "points") => return self.left_field(at),
            ("keydown", "points") => return self.key(at, value),
            ("input", "slider") => return self.slide(at, value),
            ("toggle", "unfold") => {
                self.unfolded = if on { self.unfolded.with(at) } else { self.unfolded.without(at) };
                self.unfold(&self.division());
                return 0;
            }
            ("invalid", _) => {
                self.check();
                return 0;
            }
            ("click", "back") => return self.go(-1),
            ("click", "next") => return self.go(1),
            ("click", "divide") => return self.choose(!self.choosing),
            ("input", "choice") => {
                self.chosen[at] = on;
                self.view.choose(at, on);
                self.search();
                return 0;
            }
            ("input", "code") => return self.keep_code(value),
            ("input", "search") => {
                value.clone_into(&mut self.sought);
                self.to_say = self.search();
                return did::SAY;
            }
            ("toggle", "look") => {
                self.looking = on;
                self.look_over();
                return 0;
            }
            ("tell", "restored") => return self.restored(at > 0, value),
            ("tell", "reveal") => {
                self.reveal(cut(value, b'-').0);
                return 0;
            }
            ("change", "motivations" | "idea") => return self.caution(name, at, value),
            ("input" | "change", _) => return self.keep(name, at, part, value, on),
            _ => return 0,
        };
        self.moved(&outcome, false)
    }

    /// What the element asks for: the `state` of the division; the `draft`, which is the response document as
    /// things stand, and empty unless valid and ready to be sent; the `answer` that is to be sent; the `code` that goes
    /// beside it; and its `receipt`.
    fn ask(&self, what: &str) -> String {
        match what {
            "state" => standing(&self.words.survey, &self.allocation, self.is_complete()).to_text(),
            "code" => self.code.clone(),
            "draft" if self.sent.is_empty() => {
                if self.lacks_code() {
                    return String::new();
                }
                // What stands in a field and does not count is no answer yet.
                for wrong in &self.wrong {
                    if !wrong.is_empty() {
                        return String::new();
                    }
                }
                self.respond().map_or(String::new(), |answer| answer.to_text())
            }
            "receipt" => self.receipt.clone(),
            _ => self.sent.clone(),
        }
    }

    /// Makes the page of a survey. `options` is a JSON object with the `language`, the `source`, the day it is
    /// `today`, a `seed` for the order of the scenarios, whether each has a `slider`, whether all goes in `steps`, and
    /// `until` when what is kept on the device stays there.
    pub(crate) fn build(survey: &str, catalogue: &str, options: &str) -> Result<Widget, Problems> {
        let survey = Survey::from_json(survey)?;
        let catalogue = Catalogue::from_json(catalogue)?;
        let options = Json::parse(options)?;
        let language = survey.offered(options.str("language")).to_owned();
        let order = survey.order(options.int("seed").unwrap_or(0) as u64);
        let allocation = Allocation::new(&survey);
        let words = Words::new(survey, catalogue, &language);
        let until = Date::parse(options.str("until")).map_or_else(String::new, |until| words.day(until));
        let view = View::build(&words, &order, options.flag("slider"), options.flag("steps"), &until);
        let (mut shown, mut reasons, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
        for at in &order {
            reasons.push(Reasons::none());
            wrong.push(String::new());
            shown.push(Json::text(words.survey.scenario(*at).id()));
        }
        let count = order.len();
        let mut filled = Json::empty();
        filled.put("points", Json::Null);
        filled.put("order", Json::List(shown));
        filled.put("language", Json::text(&language));
        filled.put("source", Json::text(options.str("source")));
        // In the order of the survey, and with that the problems of the answers.
        for at in 0..words.survey.questions().len() {
            *filled.slot("answers").slot(words.survey.question_at(at).id()) = Json::text("");
        }
        let mut widget = Widget {
            words,
            today: options.str("today").to_owned(),
            stamp: stamp(options.str("today")),
            order,
            allocation,
            reasons,
            filled,
            wrong,
            typing: None,
            unfolded: Reasons::none(),
            code: String::new(),
            sent: String::new(),
            receipt: String::new(),
            sending: false,
            step: 0,
            chosen: vec![false; count],
            sought: String::new(),
            choosing: false,
            looking: false,
            to_say: String::new(),
            view,
        };
        if options.flag("steps") {
            widget.show_step(1);
        }
        if is_many(count) {
            widget.choose(true);
        }
        widget.refresh();
        widget.close();
        Ok(widget)
    }

    fn title(&self, scenario: usize) -> &str {
        self.words.survey.scenario(scenario).title().in_language(&self.words.language)
    }

    fn division(&self) -> Division {
        Division::new(self.allocation.points().to_vec(), self.reasons.clone()).unwrap_or_default()
    }

    fn is_none(&self) -> bool {
        self.filled.flag("none")
    }

    fn is_complete(&self) -> bool {
        if self.is_none() {
            self.allocation.left() == self.words.survey.points().total
        } else {
            self.allocation.is_complete()
        }
    }

    /// Says why the survey takes no answers today, if it does not.
    fn close(&mut self) {
        let Some(today) = Date::parse(&self.today) else { return };
        let (name, date) = match (self.words.survey.opens(), self.words.survey.closes()) {
            (Some(opens), _) if today < opens => ("not-open", opens),
            (_, Some(closes)) if today > closes => ("closed", closes),
            _ => return,
        };
        let said = self.words.catalogue.say_with(name, "date", &self.words.day(date));
        self.view.clear("summary", 0);
        self.view.add(&self.words, "summary", 0, "h3#needed-0 {text}", &said, "");
        self.view.show("summary", true);
        self.view.freeze(true, "");
    }

    /// Says how it is with what the element keeps on the device, if the resident asked for that: it is kept (`on`) or
    /// not (`off`); it is `back`, or of a survey that `changed` since, with what was written then; another tab has
    /// `taken` it over, or it is `gone` there; the browser `refused`.
    fn draft(&mut self, state: &str, wrote: &str) -> u32 {
        let name = join("draft-", "", state);
        self.words.catalogue.get(&name).clone_into(&mut self.to_say);
        self.view.say("said", &self.to_say);
        self.view.add(&self.words, "told", 0, "p ?to @draft-wrote\np *{to} {}", "", wrote);
        if state == "back" && !self.sent.is_empty() {
            self.view.add(&self.words, "told", 0, "a href=#send-0 @failed", "", "");
        }
        self.view.show("told", true);
        did::SAY
    }

    /// Keeps an answer that is no points.
    fn keep(&mut self, name: &str, at: usize, part: usize, value: &str, on: bool) -> u32 {
        let mut answer = Json::text(value);
        let slot = match name {
            "motivations" => self.filled.slot(name).slot(self.words.survey.scenario(at).id()),
            "answers" => {
                self.view.question_note(at, "");
                let question = self.words.survey.question_at(at);
                // What is no number is kept too: the core will say so. An empty text is 0 to it, and here no answer.
                if let (Asked::Number(..) | Asked::Scale(..), Some(number), false) =
                    (question.kind(), read_number(value), value.is_empty())
                {
                    answer = Json::whole(number);
                }
                self.filled.slot(name).slot(question.id())
            }
            "fit" => {
                answer = Json::text(["yes", "partly", "no"][at.min(2)]);
                self.filled.slot(name)
            }
            "none" => {
                answer = Json::Bool(on);
                self.filled.slot(name)
            }
            "idea" => self.filled.slot(name),
            "reason" => {
                let reasons = self.reasons[at];
                self.reasons[at] = if on { reasons.with(part) } else { reasons.without(part) };
                self.refresh();
                return did::CHANGED;
            }
            _ => return 0,
        };
        *slot = answer;
        did::CHANGED
    }

    /// Keeps of a code what it is known by: between its letters and digits people type what they like.
    fn keep_code(&mut self, typed: &str) -> u32 {
        self.code.clear();
        for sign in typed.bytes() {
            if sign.is_ascii_alphanumeric() {
                self.code.push(sign.into());
            }
        }
        0
    }

    /// Says so when a text seems to hold personal data; it is the resident's to decide.
    fn caution(&mut self, name: &str, at: usize, text: &str) -> u32 {
        let catalogue = &self.words.catalogue;
        let seen = Personal::find(text, catalogue.get("name-signs"));
        let said = catalogue.get(seen.map_or("privacy-hint", Personal::name));
        self.view.hint(name, at, said, seen.is_some());
        if seen.is_none() {
            return 0;
        }
        said.clone_into(&mut self.to_say);
        did::SAY
    }

    /// One step further or back; there is none for questions that a survey does not ask.
    fn go(&mut self, by: isize) -> u32 {
        let mut step = self.step.saturating_add_signed(by).clamp(1, LAST_STEP);
        if step == 3 && self.words.survey.questions().len() == 0 {
            step = step.saturating_add_signed(by);
        }
        self.show_step(step);
        self.view.focus("progress");
        0
    }

    fn show_step(&mut self, step: usize) {
        self.step = step;
        let missing = usize::from(self.words.survey.questions().len() == 0);
        let turn = if step == LAST_STEP { step - missing } else { step };
        let name = ["step-1", "step-2", "step-3", "step-4"][step - 1];
        let catalogue = &self.words.catalogue;
        let said = catalogue.say(
            "step",
            &[
                ("n", &digits(turn as i64)),
                ("of", &digits((LAST_STEP - missing) as i64)),
                ("title", catalogue.get(name)),
            ],
        );
        self.view.step(step, &said);
        if step == LAST_STEP {
            self.looking = true;
            self.view.open_look();
            self.look_over();
        }
    }

    /// Brings what a control of this name shows into view.
    fn reveal(&mut self, name: &str) {
        if self.step > 0 {
            self.show_step(match name {
                "send" | "code" => LAST_STEP,
                "answers" => 3,
                _ => 2,
            });
        }
        if self.choosing && name != "none" && name != "idea" {
            self.choose(false);
        }
    }

    /// Turns from dividing to choosing, or back.
    fn choose(&mut self, choosing: bool) -> u32 {
        self.choosing = choosing;
        let few = !choosing && self.chosen.contains(&true);
        let button = self.words.catalogue.get(if choosing { "divide" } else { "choose-more" });
        self.view.choosing(choosing, few, button);
        self.sought.clear();
        self.search();
        0
    }

    /// Shows the scenarios that have what is looked for in their title or summary; says how many there are.
    fn search(&self) -> String {
        let (words, mut found) = (&self.words, 0);
        for (at, scenario) in words.survey.document().list("scenarios").iter().enumerate() {
            let has = |name| contains(words.in_language(scenario.at(name)), &self.sought);
            let shown = has("title") || has("summary");
            self.view.find(at, shown);
            found += i64::from(shown);
        }
        let chosen = self.chosen.iter().filter(|chosen| **chosen).count();
        let mut said = words.catalogue.count("found", found);
        if self.sought.is_empty() {
            said.clear();
        }
        self.view.sought(&self.sought, &said, &words.catalogue.count("chosen", chosen as i64));
        said
    }

    /// Writes out what was filled in, each part with a link to where it can be changed.
    fn look_over(&self) {
        self.view.clear("looked", 0);
        if !self.is_complete() {
            let standing = self.words.standing(self.allocation.left());
            self.view.add(&self.words, "looked", 0, "p {text}", &standing, "");
        }
        self.view.write_out("looked", &self.words, &self.order, &self.given());
    }

    /// Typing: what is a good number counts at once, as one move with what was typed before it.
    fn typed(&mut self, scenario: usize, text: &str) -> u32 {
        let Some(points) = read_number(text) else {
            self.words.catalogue.get("not-a-whole-number").clone_into(&mut self.wrong[scenario]);
            let outcome = self.take_back(scenario);
            return self.moved(&outcome, true);
        };
        let outcome = self.give(scenario, points);
        self.wrong[scenario].clear();
        if let Some(refusal) = outcome.refusals.first() {
            self.wrong[scenario] = self.refusal(refusal.reason);
        }
        self.view.note(scenario, "", false);
        self.moved(&outcome, true)
    }

    /// Takes back what the field or the slider of this scenario moved in the same go.
    fn take_back(&mut self, scenario: usize) -> Outcome {
        if self.typing.take() == Some(scenario) { self.allocation.undo() } else { Outcome::default() }
    }

    /// Gives a scenario points instead of what it was given in the same go: typing is one move, and so is sliding.
    fn give(&mut self, scenario: usize, points: i64) -> Outcome {
        let before = self.take_back(scenario);
        let mut outcome = self.allocation.set(scenario, points);
        if outcome.changes.is_empty() {
            outcome.changes = before.changes;
        } else {
            self.typing = Some(scenario);
        }
        outcome
    }

    /// The field is left: only now is said what was wrong with it.
    fn left_field(&mut self, scenario: usize) -> u32 {
        self.typing = None;
        if self.wrong[scenario].is_empty() {
            self.view.points(&self.words, scenario, self.allocation.points()[scenario], false);
            return 0;
        }
        let said = self.mark(scenario);
        self.to_say = self.words.about(self.title(scenario), &said);
        did::SAY
    }

    /// Says below a field what is wrong with it, and what counts instead.
    fn mark(&self, scenario: usize) -> String {
        let amount = self.words.amount(self.allocation.points()[scenario]);
        let counts = self.words.catalogue.say_with("counts", "amount", &amount);
        let said = join(&self.wrong[scenario], " ", &counts);
        self.view.note(scenario, &said, true);
        said
    }

    fn key(&mut self, scenario: usize, key: &str) -> u32 {
        let points = self.words.survey.points();
        let by = if key.starts_with("Page") { points.button } else { points.step };
        self.step(scenario, by, key.ends_with("Up")) | did::HANDLED
    }

    fn slide(&mut self, scenario: usize, value: &str) -> u32 {
        let outcome = self.give(scenario, read_number(value).unwrap_or(0));
        let typing = self.typing;
        let did = self.moved(&outcome, false);
        self.typing = typing;
        did
    }

    /// A press of − or +: as far as zero or the maximum when the whole press does not fit.
    fn step(&mut self, scenario: usize, by: i64, up: bool) -> u32 {
        let now = self.allocation.points()[scenario];
        let room =
            if up { self.words.survey.scenario(scenario).max().map_or(by, |max| max - now) } else { now };
        let by = if room > 0 { by.min(room) } else { by };
        let outcome = self.allocation.add(scenario, if up { by } else { -by });
        self.moved(&outcome, false)
    }

    /// Shows and prepares to say what a move did.
    fn moved(&mut self, outcome: &Outcome, typed: bool) -> u32 {
        if !typed {
            self.typing = None;
        }
        for change in &outcome.changes {
            let at = change.scenario;
            let keep_text = typed && (self.typing == Some(at) || !self.wrong[at].is_empty());
            if !keep_text {
                self.wrong[at].clear();
                self.view.note(at, "", false);
            }
            self.view.points(&self.words, at, change.to, keep_text);
        }
        self.view.refusal("");
        if !typed {
            for refusal in &outcome.refusals {
                self.to_say = self.refusal(refusal.reason);
                match refusal.scenario {
                    Some(scenario) => self.view.note(scenario, &self.to_say, false),
                    None => self.view.refusal(&self.to_say),
                }
            }
        }
        if outcome.changes.is_empty() {
            return if typed || outcome.refusals.is_empty() { 0 } else { did::SAY };
        }
        self.to_say = self.words.standing(self.allocation.left());
        if let ([change], false) = (outcome.changes.as_slice(), typed) {
            let said = join(self.title(change.scenario), ": ", &self.words.amount(change.to));
            self.to_say = join(&said, ". ", &self.to_say);
        }
        let complete = self.allocation.is_complete();
        if complete && self.filled.at("first").is_null() {
            *self.filled.slot("first") = points(&self.words.survey, self.allocation.points());
        }
        let sentence = self.refresh();
        if !complete {
            return did::SAY | did::CHANGED;
        }
        if !sentence.is_empty() {
            self.to_say = join(&self.to_say, ". ", &sentence);
        }
        did::SAY | did::CHANGED | did::COMPLETED
    }

    /// Draws what follows from the points and reasons; gives the profile's sentence.
    fn refresh(&mut self) -> String {
        let left = self.allocation.left();
        let total = self.words.survey.points().total;
        let mut shown = Vec::new();
        for at in &self.order {
            shown.push(self.allocation.points()[*at]);
        }
        let dots = Dots::of(&shown, total);
        let said = self.words.standing(left);
        // The rest is a natural last move when at most half is left.
        let offer_rest = left > 0 && left * 2 <= total;
        self.view.standing(&said, &self.order, dots, left > 0, self.allocation.can_undo(), offer_rest);
        if self.words.survey.shown() == Shown::Never {
            return String::new();
        }
        let division = self.division();
        let chart = Chart::of(&self.words, &division);
        let complete = self.allocation.is_complete();
        let shown =
            self.words.survey.shown() == Shown::Live || complete || !self.filled.at("first").is_null();
        self.view.chart(&chart, shown, complete);
        self.unfold(&division);
        chart.sentence
    }

    fn unfold(&self, division: &Division) {
        for value in 0..self.words.survey.values().len() {
            self.view.clear("sum", value);
            if self.unfolded.has(value) {
                for part in Chart::unfold(&self.words, division, value) {
                    self.view.add(&self.words, "sum", value, "li {text}", &part.text, "");
                }
                let what_if = Chart::what_if(&self.words, division, value);
                if !what_if.is_empty() {
                    self.view.add(&self.words, "sum", value, "li.what-if {text}", &what_if, "");
                }
            }
        }
    }

    fn refusal(&self, reason: Reason) -> String {
        let amount = self.words.amount(reason.about().unwrap_or(0));
        self.words.catalogue.say_with(reason.name(), "amount", &amount)
    }

    /// Makes the answer if nothing is missing; else says what is, with a link to each place.
    fn send(&mut self) -> u32 {
        if self.sending {
            return 0;
        }
        if self.sent.is_empty() {
            self.sent = self.check();
            if self.sent.is_empty() {
                return 0;
            }
        } else if self.lacks_code() {
            // An answer that came back as it was sent, without its code: that is kept nowhere.
            self.begin_summary();
            self.miss_code();
            self.view.show("summary", true);
            self.view.focus("summary");
            return 0;
        }
        self.view.show("summary", false);
        self.sending = true;
        self.view.show("end", false);
        self.view.freeze(true, self.words.catalogue.get("sending"));
        did::SEND
    }

    /// Makes the answer, as text; or shows what is still needed for it, and is empty.
    fn check(&mut self) -> String {
        let answer = self.respond();
        self.begin_summary();
        for question in 0..self.words.survey.questions().len() {
            self.view.question_note(question, "");
        }
        let mut text = answer.as_ref().map_or(String::new(), Json::to_text);
        for at in &self.order {
            if !self.wrong[*at].is_empty() {
                text.clear();
                self.mark(*at);
                self.issue(&id("points", *at), &self.words.about(self.title(*at), &self.wrong[*at]));
            }
        }
        if let Err(problems) = &answer {
            for problem in problems {
                self.explain(problem);
            }
        }
        if self.lacks_code() {
            text.clear();
            self.miss_code();
        }
        self.view.show("summary", text.is_empty());
        if text.is_empty() {
            self.view.focus("summary");
        }
        text
    }

    /// Empties the list of what is still needed.
    fn begin_summary(&self) {
        self.view.clear("summary", 0);
        self.view.add(&self.words, "summary", 0, "h3#needed-0 @needed\nul#issues-0", "", "");
        self.view.code_note("");
    }

    fn lacks_code(&self) -> bool {
        self.words.survey.asks_code() && self.code.is_empty()
    }

    fn miss_code(&self) {
        let catalogue = &self.words.catalogue;
        let said = catalogue.get("answer-required");
        self.view.code_note(said);
        self.issue("code-0", &self.words.about(catalogue.get("code"), said));
    }

    fn issue(&self, to: &str, text: &str) {
        self.view.add(&self.words, "issues", 0, "li\n a href=#{to} {text}", text, to);
    }

    /// A problem of the answer in the words of a resident, with a link to where it can be mended: the ids of the
    /// controls are named after the fields of the answer.
    fn explain(&self, problem: &Problem) {
        let (mut control, name) = cut(problem.path.get(1..).unwrap_or_default(), b'/');
        let (mut at, mut title) = (0, "");
        let mut said = self.words.explain(problem);
        if let Some(question) = self.words.survey.question_with(name)
            && control == "answers"
        {
            at = question;
            title = self.words.survey.question_at(at).title().in_language(&self.words.language);
            self.view.question_note(at, &said);
        } else if let Some(scenario) = self.words.survey.scenario_with(name) {
            (at, title) = (scenario, self.title(scenario));
        } else if problem.code == Code::NotNone {
            control = "none";
        } else if control == "points" {
            // Too little can begin anywhere; of too much, the most is the likeliest.
            at = self.order[0];
            let points = self.allocation.points();
            for other in &self.order {
                if problem.code == Code::PointsTooMany && points[*other] > points[at] {
                    at = *other;
                }
            }
        }
        if !title.is_empty() {
            said = self.words.about(title, &said);
        }
        self.issue(&id(control, at), &said);
    }

    /// What was filled in another time is there again: nothing of that can be undone, and unless the division was
    /// complete then, nothing on the way to it counts as the first. An answer that was `sent` then may have arrived, so
    /// it stays as it was, to be sent again.
    fn restored(&mut self, was_complete: bool, sent: &str) -> u32 {
        self.allocation.settle();
        if !was_complete {
            *self.filled.slot("first") = Json::Null;
        }
        self.refresh();
        if let Ok(answer) = Json::parse(sent)
            && self.words.survey.verify(&answer).is_empty()
        {
            sent.clone_into(&mut self.sent);
            self.stamp = stamp(&self.today).of_the_same(&answer);
            self.end_with(0, true, "");
        }
        0
    }

    /// What became of sending the answer: an HTTP status with what the server said of it, 0 when no server was
    /// reached, 1 when there is none to reach, 2 when there is no connection, 3 when the code is not known there. `uncertain` is whether the answer may
    /// have arrived before: what is made of it then keeps its id.
    fn outcome(&mut self, status: usize, uncertain: bool, detail: &str) -> u32 {
        self.sending = false;
        let done = self.end_with(status, uncertain, detail);
        self.view.focus("end");
        if done { did::SENT } else { 0 }
    }

    /// Shows an outcome; gives whether the answer is where it should be.
    fn end_with(&mut self, status: usize, uncertain: bool, detail: &str) -> bool {
        let answer = Json::parse(&self.sent).unwrap_or(Json::Null);
        self.receipt = receipt(&answer);
        let mut file = join(self.words.survey.id(), "-", answer.str("id").get(..8).unwrap_or_default());
        file.push_str(".json");
        let get = |name| self.words.catalogue.get(name);
        let said = self.words.catalogue.say_with("receipt", "receipt", &self.receipt);
        let (heading, line, help, button) = match status {
            1 => ("ready", said.as_str(), "", ""),
            200..=299 => ("sent", said.as_str(), "", ""),
            // Known not to have been stored: it can be mended, and is then another answer.
            400..=407 | 409..=428 | 430..=499 => ("refused", detail, get("refused-help"), "send"),
            2 => ("failed", get("offline-help"), "", "retry"),
            3 => ("refused", get("unknown-code"), "", "send"),
            _ => ("failed", get("failed-help"), "", "retry"),
        };
        self.view.freeze(heading != "refused", if button.is_empty() { "" } else { get(button) });
        self.end(get(heading), line, help, &file);
        if button.is_empty() {
            self.view.add(&self.words, "end", 0, "button#print-0.link type=button @print", "", "");
            self.view.add(&self.words, "copy", 0, "p {text}", &said, "");
            self.view.write_out("copy", &self.words, &self.order, &answer);
            self.view.sent();
        }
        if heading == "refused" {
            self.sent.clear();
            if !uncertain {
                self.stamp = stamp(&self.today);
            }
        }
        if button.is_empty() {
            self.compare();
        }
        button.is_empty()
    }

    /// Shows the division beside that of others, if the survey carries theirs: only now, so that it leads nobody.
    fn compare(&self) {
        let words = &self.words;
        let Some((answers, means)) = words.survey.others() else { return };
        let said = words.catalogue.count("others", answers);
        self.view.add(words, "end", 0, "h3 @others-title\np {text}\nul#others-0", &said, "");
        for at in &self.order {
            let own = words.amount(self.allocation.points()[*at]);
            let text =
                words.catalogue.say("others-each", &[("amount", &own), ("mean", &words.amount(means[*at]))]);
            self.view.add(words, "others", 0, "li {text}", &words.about(self.title(*at), &text), "");
        }
    }

    /// The page took the answer over, or does not want it now: it can be changed again.
    fn thaw(&mut self) {
        self.sent.clear();
        self.sending = false;
        self.view.show("end", false);
        self.view.freeze(false, self.words.catalogue.get("send"));
    }

    /// Shows how it ended: a heading, some lines, a file to keep if there is one to name.
    fn end(&self, heading: &str, line: &str, help: &str, file: &str) {
        self.view.clear("end", 0);
        self.view.show("end", true);
        for (markup, text) in [
            ("h3#ended-0 {text}", heading),
            ("p {text}", line),
            ("p {text}", help),
            ("a#file href=#file download={text} @save", file),
        ] {
            if !text.is_empty() {
                self.view.add(&self.words, "end", 0, markup, text, "");
            }
        }
    }

    /// The response document of all this.
    fn respond(&self) -> Result<Json, Problems> {
        self.words.survey.respond(&self.given(), &self.stamp)
    }

    /// All that was filled in and counts, as the core takes it.
    fn given(&self) -> Json {
        let survey = &self.words.survey;
        let given = self.allocation.points();
        let mut filled = self.filled.clone();
        let mut said = Json::empty();
        // What was said of a scenario that has no points any more is not part of the answer.
        let motivations = filled.slot("motivations");
        for (at, points) in given.iter().enumerate() {
            if *points == 0 {
                *motivations.slot(survey.scenario(at).id()) = Json::text("");
            } else if self.reasons[at].count() > 0 {
                let mut ticked = Vec::new();
                for (value, node) in survey.document().list("values").iter().enumerate() {
                    if self.reasons[at].has(value) {
                        ticked.push(node.at("id").clone());
                    }
                }
                said.put(survey.scenario(at).id(), Json::List(ticked));
            }
        }
        *filled.slot("points") = points(survey, given);
        filled.put("reasons", said);
        filled
    }
}

fn join(before: &str, between: &str, after: &str) -> String {
    let mut text = String::from(before);
    text.push_str(between);
    text.push_str(after);
    text
}

/// Whether a text has another in it, small letters of a to z being as good as capitals.
fn contains(text: &str, part: &str) -> bool {
    let part = part.as_bytes();
    part.is_empty() || text.as_bytes().windows(part.len()).any(|here| here.eq_ignore_ascii_case(part))
}

fn number(text: &str) -> usize {
    read_number(text).unwrap_or(0) as usize
}
