//! The survey as DOM: built once, with the few elements that change kept at hand and updated in place.

use super::dom::{Maker, say, set, toggle};
use crate::chart::{Bar, Chart};
use crate::dots::Dots;
use crate::survey::{Kind, Question, Scenario, Shown, Text};
use crate::text::Words;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// The elements that change.
#[derive(Debug)]
pub(super) struct View {
    maker: Maker,
    main: Element,
    /// Everything a resident can change; disabled as a whole while an answer is on its way.
    fields: Element,
    summary: Element,
    left: Element,
    brief: Element,
    spread: Element,
    undo: Element,
    picture: Element,
    dots: Vec<Element>,
    extra: Element,
    drawn: Dots,
    /// By the place of the scenario in the survey.
    rows: Vec<Row>,
    profile: Option<ProfileView>,
    questions: Vec<Element>,
    end: Element,
    send: Element,
    status: Element,
}

/// What changes in the row of a scenario.
#[derive(Debug)]
struct Row {
    field: HtmlInputElement,
    slider: Option<HtmlInputElement>,
    less: Element,
    more: Element,
    note: Element,
    why: Option<(Element, Element)>,
}

#[derive(Debug)]
struct ProfileView {
    section: Element,
    sentence: Element,
    list: Element,
    bars: Vec<BarView>,
    fit: Element,
    /// The places of the values as they stand now.
    order: Vec<usize>,
}

#[derive(Debug)]
struct BarView {
    item: Element,
    figure: Element,
    bar: Element,
    sum: Element,
    cells: [Element; 3],
}

/// What the page asks of the widget beyond the survey.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    /// Whether each scenario gets a slider beside its field.
    pub(super) slider: bool,
}

impl View {
    pub(super) fn build(maker: Maker, root: &Element, words: Words, order: &[usize], options: Options) -> View {
        let survey = words.survey;
        let main = maker.el(root, "div", &[("class", "survey"), ("part", "survey")]);
        set(&main, "lang", &survey.languages[words.language]);
        let m = &maker;
        let get = |name| words.catalogue.get(name);
        let here = |text: &Text| text.in_language(words.language).to_owned();

        m.text(&main, "h2", &[("part", "title")], &here(&survey.title));
        if let Some(introduction) = &survey.introduction {
            m.paragraphs(&main, "intro", &here(introduction));
        }
        if let Some(follow_up) = &survey.follow_up {
            let about = m.el(&main, "details", &[]);
            m.text(&about, "summary", &[], get("follow-up"));
            m.paragraphs(&about, "", &here(follow_up));
        }
        let summary =
            m.el(&main, "div", &[("class", "summary"), ("tabindex", "-1"), ("role", "group"), ("hidden", "")]);
        let fields = m.el(&main, "fieldset", &[("class", "fields")]);
        m.text(&fields, "legend", &[], &here(&survey.question));
        let how = [("total", words.amount(survey.points.total)), ("step", words.amount(survey.points.step))];
        let hint = if survey.points.step == 1 { "hint" } else { "hint-step" };
        m.text(&fields, "p", &[("class", "hint")], &words.catalogue.say(hint, &[("total", &how[0].1), ("step", &how[1].1)]));

        let bar = m.el(&fields, "div", &[("class", "bar"), ("part", "bar")]);
        let standing = m.el(&bar, "div", &[("class", "standing")]);
        let left = m.el(&standing, "p", &[("class", "left")]);
        let brief = m.el(&standing, "p", &[("class", "brief")]);
        let moves = m.el(&standing, "div", &[("class", "moves")]);
        let spread = button(m, &moves, "spread", "link", get("spread"));
        let undo = button(m, &moves, "undo", "link", get("undo"));
        button(m, &moves, "again", "link", get("again"));
        let drawn = Dots::of(order.iter().map(|_| 0), survey.points.total);
        let box_ = if drawn.strip { "0 0 20000 5000" } else { "0 0 20 5" };
        let class = if drawn.strip { "dots strip" } else { "dots" };
        let picture = m.svg(&bar, "svg", &[("class", class), ("viewBox", box_), ("aria-hidden", "true")]);
        m.svg(&picture, "path", &[("class", "open"), ("d", &drawn.all)]);
        if !drawn.strip {
            m.svg(&picture, "path", &[("class", "hole"), ("d", &drawn.all)]);
        }
        let dots = order.iter().map(|at| m.svg(&picture, "path", &[("class", colour(*at))])).collect();
        let extra = m.svg(&picture, "path", &[("class", "extra")]);

        let list = m.el(&fields, "div", &[("class", "rows")]);
        let mut rows: Vec<Option<Row>> = order.iter().map(|_| None).collect();
        for at in order {
            rows[*at] = Some(row(m, &list, words, *at, options));
        }
        let rows = rows.into_iter().flatten().collect();

        let profile = (survey.profile != Shown::Never).then(|| profile(m, &fields, words));
        let rest = m.el(&fields, "div", &[("class", "rest-of")]);
        if survey.none {
            tick(m, &rest, "none", get("none"));
        }
        if survey.idea {
            let label = optional(words, get("idea"));
            m.text(&rest, "label", &[("for", "idea")], &label);
            m.text(&rest, "p", &[("class", "hint"), ("id", "idea-hint")], get("privacy-hint"));
            prose(m, &rest, "idea", "idea-hint", crate::survey::DEFAULT_LENGTH);
        }
        let questions = survey.questions.iter().enumerate();
        let questions = questions.map(|(at, asked)| question(m, &rest, words, at, asked)).collect();

        let end = m.el(&main, "div", &[("class", "end"), ("tabindex", "-1"), ("hidden", "")]);
        let send = button(m, &main, "send", "primary", get("send"));
        if let Some(organiser) = &survey.organiser {
            let about = m.el(&main, "p", &[("class", "organiser")]);
            m.text(&about, "span", &[], &words.catalogue.say("asked-by", &[("name", &here(&organiser.name))]));
            if let Some(contact) = &organiser.contact {
                m.text(&about, "span", &[], &here(contact));
            }
            if let Some(link) = &organiser.privacy_url {
                m.text(&about, "a", &[("href", link), ("rel", "noopener")], get("privacy"));
            }
        }
        let status = m.el(&main, "div", &[("class", "hidden"), ("role", "status"), ("aria-atomic", "true")]);
        View {
            main, fields, summary, left, brief, spread, undo, picture, dots, extra, drawn, rows, profile, questions,
            end, send, status, maker,
        }
    }

    /// The points of a scenario, as its row shows them; the field itself is left alone while it is typed in.
    pub(super) fn points(&self, words: Words, scenario: usize, points: i64, typed: bool) {
        let row = &self.rows[scenario];
        if !typed {
            row.field.set_value(&points.to_string());
        }
        if let Some(slider) = &row.slider {
            slider.set_value(&points.to_string());
            set(slider, "aria-valuetext", &words.amount(points));
        }
        set(&row.less, "aria-disabled", if points == 0 { "true" } else { "false" });
        let full = words.survey.scenarios[scenario].max.is_some_and(|max| points >= max);
        set(&row.more, "aria-disabled", if full { "true" } else { "false" });
        if let Some((why, label)) = &row.why {
            toggle(why, "hidden", points == 0);
            say(label, &words.catalogue.say("why", &[("amount", &words.amount(points))]));
        }
    }

    /// What is wrong with a row, said below its field; nothing when the text is empty.
    pub(super) fn note(&self, scenario: usize, text: &str) {
        let row = &self.rows[scenario];
        say(&row.note, text);
        set(&row.field, "aria-invalid", if text.is_empty() { "false" } else { "true" });
    }

    /// What is wrong with an answer, likewise.
    pub(super) fn question_note(&self, question: usize, text: &str) {
        say(&self.questions[question], text);
    }

    /// The bar that stays in view. `offer_rest` is whether giving all the rest to one scenario is natural.
    pub(super) fn standing(&mut self, text: &str, dots: Dots, can_spread: bool, can_undo: bool, offer_rest: bool) {
        say(&self.left, text);
        for (at, path) in dots.scenarios.iter().enumerate() {
            if self.drawn.scenarios.get(at) != Some(path) {
                set(&self.dots[at], "d", path);
            }
        }
        if self.drawn.extra != dots.extra {
            set(&self.extra, "d", &dots.extra);
            let (all, high) = if dots.strip { ("20000 ", "000") } else { ("20 ", "") };
            let mut view = String::from("0 0 ");
            view.push_str(all);
            view.push_str(if dots.extra.is_empty() { "5" } else { "11" });
            view.push_str(high);
            set(&self.picture, "viewBox", &view);
        }
        self.drawn = dots;
        set(&self.spread, "aria-disabled", if can_spread { "false" } else { "true" });
        set(&self.undo, "aria-disabled", if can_undo { "false" } else { "true" });
        set(&self.main, "class", if offer_rest { "survey rest" } else { "survey" });
    }

    /// Draws the profile; `shown` and `fit` are whether it, and the question whether it fits, are in view.
    pub(super) fn chart(&mut self, chart: &Chart, shown: bool, fit: bool) {
        let Some(view) = &mut self.profile else { return };
        toggle(&view.section, "hidden", !shown);
        toggle(&view.fit, "hidden", !fit);
        say(&self.brief, if shown { &chart.brief } else { "" });
        if !shown {
            return;
        }
        say(&view.sentence, &chart.sentence);
        for bar in &chart.bars {
            view.bars[bar.value].show(bar);
        }
        let order: Vec<usize> = chart.bars.iter().map(|bar| bar.value).collect();
        if order != view.order {
            for value in &order {
                let _ = view.list.append_with_node_1(&view.bars[*value].item);
            }
            view.order = order;
        }
    }

    /// The sum behind a bar.
    pub(super) fn sum<'t>(&self, value: usize, lines: impl Iterator<Item = &'t str>) {
        let Some(view) = &self.profile else { return };
        let sum = &view.bars[value].sum;
        say(sum, "");
        for line in lines {
            self.maker.text(sum, "li", &[], line);
        }
    }

    /// The list of what is still needed, with a link to each place; hidden when there is nothing.
    pub(super) fn summary(&self, heading: &str, issues: &[(String, String)]) -> Element {
        say(&self.summary, "");
        toggle(&self.summary, "hidden", issues.is_empty());
        self.maker.text(&self.summary, "h3", &[], heading);
        let list = self.maker.el(&self.summary, "ul", &[]);
        for (target, message) in issues {
            let item = self.maker.el(&list, "li", &[]);
            let mut link = String::from("#");
            link.push_str(target);
            self.maker.text(&item, "a", &[("href", &link)], message);
        }
        self.summary.clone()
    }

    /// What became of the answer: a heading, some lines, a file to keep if there is one to name.
    pub(super) fn end(&self, heading: &str, lines: &[String], file: Option<(&str, &str)>) -> Element {
        say(&self.end, "");
        toggle(&self.end, "hidden", false);
        self.maker.text(&self.end, "h3", &[], heading);
        for line in lines {
            self.maker.text(&self.end, "p", &[], line);
        }
        if let Some((name, label)) = file {
            self.maker.text(&self.end, "a", &[("id", "file"), ("href", "#file"), ("download", name)], label);
        }
        self.end.clone()
    }

    /// Whether the answer can be changed, and what the send button says; an empty text takes the button away.
    pub(super) fn freeze(&self, frozen: bool, button: &str) {
        toggle(&self.fields, "disabled", frozen);
        toggle(&self.send, "hidden", button.is_empty());
        say(&self.send, button);
    }

    pub(super) fn hide_end(&self) {
        toggle(&self.end, "hidden", true);
    }

    /// Tells a screen reader, politely. The same text twice is a new one to it only if it differs.
    pub(super) fn announce(&self, text: &str) {
        let again = self.status.text_content().as_deref() == Some(text);
        say(&self.status, text);
        if again {
            let mut text = String::from(text);
            text.push('\u{a0}');
            say(&self.status, &text);
        }
    }
}

impl BarView {
    fn show(&self, bar: &Bar) {
        say(&self.figure, &bar.figure);
        // Half the drawing is 100 wide; what is not nothing stays visible.
        let width = (bar.reach.abs() * 100.0).min(100.0);
        let width = if width > 0.0 { width.max(1.0) } else { 0.0 } as i32;
        set(&self.bar, "class", if bar.reach < 0.0 { "less" } else { "more" });
        set(&self.bar, "x", &(if bar.reach < 0.0 { -width } else { 0 }).to_string());
        set(&self.bar, "width", &width.to_string());
        for (cell, text) in self.cells.iter().zip([&bar.share, &bar.neutral, &bar.figure]) {
            say(cell, text);
        }
    }
}

fn button(m: &Maker, parent: &Element, id: &str, class: &str, text: &str) -> Element {
    m.text(parent, "button", &[("type", "button"), ("id", id), ("class", class)], text)
}

/// An id of parts: `points-3`.
fn id(name: &str, at: usize) -> String {
    let mut id = String::from(name);
    id.push('-');
    id.push_str(&at.to_string());
    id
}

/// The class that gives a scenario its colour; eight of them can be told apart.
fn colour(scenario: usize) -> &'static str {
    ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"][scenario % 8]
}

fn optional(words: Words, label: &str) -> String {
    let mut text = String::from(label);
    text.push(' ');
    text.push_str(words.catalogue.get("optional"));
    text
}

fn tick(m: &Maker, parent: &Element, id: &str, text: &str) -> Element {
    let label = m.el(parent, "label", &[("class", "tick")]);
    m.el(&label, "input", &[("type", "checkbox"), ("id", id)]);
    m.text(&label, "span", &[], text);
    label
}

fn radio(m: &Maker, parent: &Element, id: &str, name: &str, value: &str, text: &str) {
    let label = m.el(parent, "label", &[("class", "tick")]);
    m.el(&label, "input", &[("type", "radio"), ("id", id), ("name", name), ("value", value)]);
    m.text(&label, "span", &[], text);
}

fn prose(m: &Maker, parent: &Element, id: &str, hint: &str, max: usize) {
    let (rows, max) = ("3", max.to_string());
    m.el(parent, "textarea", &[("id", id), ("rows", rows), ("maxlength", &max), ("aria-describedby", hint)]);
}

fn row(m: &Maker, list: &Element, words: Words, at: usize, options: Options) -> Row {
    let survey = words.survey;
    let scenario = &survey.scenarios[at];
    let title = scenario.title.in_language(words.language);
    let points = id("points", at);
    let (text, note) = (id("text", at), id("note", at));
    let mut class = String::from("row ");
    class.push_str(colour(at));
    let row = m.el(list, "div", &[("class", &class), ("part", "scenario")]);
    let heading = m.el(&row, "h3", &[]);
    m.text(&heading, "label", &[("for", &points)], title);
    if let Some(summary) = &scenario.summary {
        m.text(&row, "p", &[("id", &text)], summary.in_language(words.language));
    }
    details(m, &row, words, scenario);

    let say = |name: &str| {
        let amount = words.amount(survey.points.button);
        words.catalogue.say(name, &[("amount", &amount), ("title", title)])
    };
    let stepper = m.el(&row, "div", &[("class", "stepper"), ("part", "stepper")]);
    let less = button(m, &stepper, &id("less", at), "", "−");
    set(&less, "aria-label", &say("fewer"));
    let mut described = note.clone();
    described.push(' ');
    described.push_str(&text);
    let field = m.el(
        &stepper,
        "input",
        &[("type", "text"), ("inputmode", "numeric"), ("autocomplete", "off"), ("id", &points), ("value", "0"), ("aria-describedby", &described)],
    );
    let more = button(m, &stepper, &id("more", at), "", "+");
    set(&more, "aria-label", &say("more"));
    let fill = button(m, &row, &id("fill", at), "link fill", words.catalogue.get("fill"));
    set(&fill, "aria-label", &say("fill-for"));
    let slider = options.slider.then(|| {
        let max = scenario.max.unwrap_or(survey.points.total).to_string();
        let step = survey.points.step.to_string();
        let slider = m.el(
            &row,
            "input",
            &[("type", "range"), ("id", &id("slider", at)), ("max", &max), ("step", &step), ("value", "0"), ("aria-label", title)],
        );
        slider.unchecked_into()
    });
    let note = m.el(&row, "p", &[("class", "note"), ("id", &note)]);
    let why = (survey.reasons || survey.motivations.is_some()).then(|| why(m, &row, words, at));
    Row { field: field.unchecked_into(), slider, less, more, note, why }
}

/// What is there for who wants to read on.
fn details(m: &Maker, row: &Element, words: Words, scenario: &Scenario) {
    let here = |text: &Text| text.in_language(words.language).to_owned();
    if scenario.details.is_none()
        && scenario.pros.is_empty()
        && scenario.cons.is_empty()
        && scenario.effects.is_empty()
        && scenario.image.is_none()
    {
        return;
    }
    let more = m.el(row, "details", &[("class", "read-on")]);
    let summary = m.text(&more, "summary", &[], words.catalogue.get("read-on"));
    m.text(&summary, "span", &[("class", "hidden")], &here(&scenario.title));
    if let Some(image) = &scenario.image {
        m.el(&more, "img", &[("src", &image.src), ("alt", &here(&image.alt)), ("loading", "lazy")]);
    }
    if let Some(details) = &scenario.details {
        m.paragraphs(&more, "", &here(details));
    }
    for (name, arguments) in [("pros", &scenario.pros), ("cons", &scenario.cons)] {
        if !arguments.is_empty() {
            m.text(&more, "h4", &[], words.catalogue.get(name));
            let list = m.el(&more, "ul", &[]);
            for argument in arguments {
                m.text(&list, "li", &[], &here(argument));
            }
        }
    }
    if !scenario.effects.is_empty() {
        let list = m.el(&more, "dl", &[]);
        for effect in &scenario.effects {
            m.text(&list, "dt", &[], &here(&effect.label));
            m.text(&list, "dd", &[], &here(&effect.text));
        }
    }
}

/// The reasons for the points of a scenario: values to tick, then a text.
fn why(m: &Maker, row: &Element, words: Words, at: usize) -> (Element, Element) {
    let survey = words.survey;
    let why = m.el(row, "details", &[("class", "why"), ("hidden", "")]);
    let label = m.el(&why, "summary", &[]);
    if survey.reasons {
        let ticks = m.el(&why, "fieldset", &[("class", "ticks")]);
        m.text(&ticks, "legend", &[], words.catalogue.get("reasons"));
        for (value, meant) in survey.values.iter().enumerate() {
            tick(m, &ticks, &id(&id("reason", at), value), meant.title.in_language(words.language));
        }
    }
    if let Some(max) = survey.motivations {
        let (own, hint) = (id("words", at), id("hint", at));
        m.text(&why, "label", &[("for", &own)], words.catalogue.get("own-words"));
        m.text(&why, "p", &[("class", "hint"), ("id", &hint)], words.catalogue.get("privacy-hint"));
        prose(m, &why, &own, &hint, max);
    }
    (why, label)
}

fn profile(m: &Maker, fields: &Element, words: Words) -> ProfileView {
    let get = |name| words.catalogue.get(name);
    let section = m.el(fields, "section", &[("class", "profile"), ("part", "profile"), ("aria-labelledby", "profile")]);
    m.text(&section, "h3", &[("id", "profile")], get("profile"));
    let sentence = m.el(&section, "p", &[("class", "sentence")]);
    let scale = m.el(&section, "p", &[("class", "scale"), ("aria-hidden", "true")]);
    let groups = words.survey.scenarios.iter().any(|scenario| scenario.group.is_some());
    let equal = get(if groups { "equal-groups" } else { "equal" });
    for text in [get("less"), equal, get("more-than")] {
        m.text(&scale, "span", &[], text);
    }
    let list = m.el(&section, "ul", &[("class", "bars")]);
    let table = m.el(&section, "details", &[]);
    m.text(&table, "summary", &[], get("as-table"));
    let table = m.el(&table, "table", &[]);
    m.text(&table, "caption", &[], get("profile"));
    let head = m.el(&table, "thead", &[]);
    let head = m.el(&head, "tr", &[]);
    for text in [get("value"), get("your-share"), equal, get("difference")] {
        m.text(&head, "th", &[("scope", "col")], text);
    }
    let body = m.el(&table, "tbody", &[]);
    let bars = words.survey.values.iter().enumerate().map(|(at, value)| {
        let title = value.title.in_language(words.language);
        let item = m.el(&list, "li", &[]);
        let unfold = m.el(&item, "details", &[("id", &id("unfold", at))]);
        let summary = m.el(&unfold, "summary", &[]);
        m.text(&summary, "span", &[], title);
        let figure = m.el(&summary, "b", &[]);
        let svg = m.svg(&summary, "svg", &[("viewBox", "-100 0 200 8"), ("preserveAspectRatio", "none"), ("aria-hidden", "true")]);
        let bar = m.svg(&svg, "rect", &[("y", "1"), ("height", "6")]);
        m.svg(&svg, "path", &[("d", "M0 0V8")]);
        if let Some(description) = &value.description {
            m.text(&unfold, "p", &[], description.in_language(words.language));
        }
        let sum = m.el(&unfold, "ul", &[]);
        let row = m.el(&body, "tr", &[]);
        m.text(&row, "th", &[("scope", "row")], title);
        let cells = [(); 3].map(|()| m.el(&row, "td", &[]));
        BarView { item, figure, bar, sum, cells }
    });
    let bars = bars.collect();
    let how = m.el(&section, "details", &[]);
    m.text(&how, "summary", &[], get("how"));
    m.paragraphs(&how, "", get("how-text"));
    let fit = m.el(&section, "fieldset", &[("class", "ticks"), ("hidden", "")]);
    m.text(&fit, "legend", &[], &optional(words, get("fit")));
    for (at, name) in ["fit-yes", "fit-partly", "fit-no"].into_iter().enumerate() {
        radio(m, &fit, &id("fit", at), "fit", "", get(name));
    }
    let order = (0..words.survey.values.len()).collect();
    ProfileView { section, sentence, list, bars, fit, order }
}

/// A background question; the element for what is wrong with its answer.
fn question(m: &Maker, parent: &Element, words: Words, at: usize, question: &Question) -> Element {
    let here = |text: &Text| text.in_language(words.language).to_owned();
    let (name, note, hint) = (id("question", at), id("question-note", at), id("question-hint", at));
    let mut described = note.clone();
    described.push(' ');
    described.push_str(&hint);
    let title = here(&question.title);
    let title = if question.required { title } else { optional(words, &title) };
    let scale = matches!(question.kind, Kind::Scale { .. });
    let parent = if scale {
        let group = m.el(parent, "fieldset", &[("class", "ticks"), ("aria-describedby", &described)]);
        m.text(&group, "legend", &[("id", &name)], &title);
        group
    } else {
        m.text(parent, "label", &[("for", &name)], &title);
        parent.clone()
    };
    if let Some(description) = &question.description {
        m.text(&parent, "p", &[("class", "hint"), ("id", &hint)], &here(description));
    }
    let wrong = m.el(&parent, "p", &[("class", "note"), ("id", &note)]);
    let required = if question.required { "true" } else { "false" };
    let common = [("id", name.as_str()), ("aria-describedby", &described), ("aria-required", required)];
    match &question.kind {
        Kind::Choice(options) => {
            let select = m.el(&parent, "select", &common);
            m.text(&select, "option", &[("value", "")], words.catalogue.get("choose"));
            for option in options {
                m.text(&select, "option", &[("value", &option.id)], &here(&option.title));
            }
        }
        Kind::Number { .. } => {
            let field = m.el(&parent, "input", &common);
            set(&field, "inputmode", "numeric");
            set(&field, "autocomplete", "off");
        }
        Kind::Text(max) => {
            let field = m.el(&parent, "input", &common);
            set(&field, "maxlength", &max.to_string());
            set(&field, "autocomplete", "off");
        }
        Kind::Scale { min, max, low, high } => {
            for (place, grade) in (*min..=*max).enumerate() {
                let mut text = grade.to_string();
                let meaning = if grade == *min { low } else if grade == *max { high } else { &None };
                if let Some(meaning) = meaning {
                    text.push_str(" – ");
                    text.push_str(&here(meaning));
                }
                radio(m, &parent, &id(&name, place), &name, &grade.to_string(), &text);
            }
        }
    }
    wrong
}
