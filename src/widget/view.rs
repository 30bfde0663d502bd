//! The survey as DOM: built once from the markup below, with the few elements that change kept at hand and
//! updated in place.

use super::dom::{flag, say, set, toggle};
use super::markup::Markup;
use crate::chart::Chart;
use crate::digits::digits;
use crate::dots::Dots;
use crate::json::Json;
use crate::survey::{DEFAULT_LENGTH, Kind, Shown};
use crate::text::{Words, fill_in};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlInputElement};

const SURVEY: &str = "\
div.survey.{unit} part=survey lang={language} !
 h2 part=title $title
 p.intro * $introduction
 details ?followUp
  summary @follow-up
  p * $followUp
 div.summary tabindex=-1 role=group hidden !
 fieldset.fields !
  legend $question
  p.hint @{hint}
  div.bar part=bar
   div.standing
    p.left !
    p.brief !
    div.moves
     button#spread.link type=button @spread !
     button#undo.link type=button @undo !
   svg.{dots} viewBox={box} preserveAspectRatio={ratio} aria-hidden=true !
    path.open d={all}
    path.hole d={all}
  div.rows !
  button#again.link type=button @again
  div.profile !
  div.rest-of !
   label.tick ?none
    input#none-0 type=checkbox
    span @none
   label ?idea for=idea-0 @idea @optional
   p#idea-hint.hint ?idea @privacy-hint
   textarea#idea-0 ?idea rows=3 maxlength={max} aria-describedby=idea-hint
 div.end tabindex=-1 hidden !
 button#send.primary type=button @send !
 p.organiser ?organiser !
 div.hidden role=status aria-atomic=true !
";

const ORGANISER: &str = "\
span @asked-by
span $contact
a ?privacyUrl href=$privacyUrl rel=noopener @privacy
";

const ROW: &str = "\
div.row.{colour} part=scenario !
 h3
  label for=points-{i} $title
 p#text-{i} ?summary $summary
";

const READ_ON: &str = "\
details.read-on
 summary @read-on
  span.hidden $title
 img ?image src={src} alt={alt} loading=lazy
 p * $details
 h4 ?pros @pros
 ul ?pros
  li + $pros
 h4 ?cons @cons
 ul ?cons
  li + $cons
 dl ?effects !
";

const EFFECT: &str = "dt $label\ndd $text";

const STEPPER: &str = "\
div.stepper part=stepper
 button#less-{i} type=button aria-label=@fewer {less} !
 input#points-{i} type=text inputmode=numeric autocomplete=off value=0 aria-describedby={described} !
 button#more-{i} type=button aria-label=@more {more} !
button#fill-{i}.link.fill type=button aria-label=@fill-for @fill
";

const SLIDER: &str = "input#slider-{i} type=range max={most} step={step} value=0 aria-label=$title !";

const WHY: &str = "\
p#note-{i}.note !
details.why hidden !
 summary !
";

const REASONS: &str = "fieldset.ticks !\n legend @reasons";

const REASON: &str = "\
label.tick
 input#reason-{i}-{v} type=checkbox
 span $title
";

const MOTIVATION: &str = "\
label for=words-{i} @own-words
p#hint-{i}.hint @privacy-hint
textarea#words-{i} rows=3 maxlength={max} aria-describedby=hint-{i}
";

const PROFILE: &str = "\
section part=profile aria-labelledby=profile !
 h3#profile @profile
 p.sentence !
 p.scale aria-hidden=true
  span @less
  span @{equal}
  span @more-than
 ul.bars !
 details
  summary @as-table
  table
   caption @profile
   thead
    tr
     th scope=col @value
     th scope=col @your-share
     th scope=col @{equal}
     th scope=col @difference
   tbody !
 details
  summary @how
  p * @how-text
 fieldset.ticks hidden !
  legend @fit @optional
  label.tick
   input#fit-0 type=radio name=fit
   span @fit-yes
  label.tick
   input#fit-1 type=radio name=fit
   span @fit-partly
  label.tick
   input#fit-2 type=radio name=fit
   span @fit-no
";

const BAR: &str = "\
li !
 details#unfold-{i}
  summary
   span $title
   b !
   svg viewBox=-100,0,200,8 preserveAspectRatio=none aria-hidden=true
    rect y=1 height=6 !
    path d=M0,0V8
  p ?description $description
  ul !
";

const CELLS: &str = "\
tr
 th scope=row $title
 td !
 td !
 td !
";

const FIELD: &str = "\
label for=question-{i} $title {optional}
p#question-hint-{i}.hint ?description $description
p#question-note-{i}.note !
input#question-{i} aria-describedby={described} aria-required={required} autocomplete=off maxlength={max} !
";

const CHOICE: &str = "\
label for=question-{i} $title {optional}
p#question-hint-{i}.hint ?description $description
p#question-note-{i}.note !
select#question-{i} aria-describedby={described} aria-required={required} !
 option value= @choose
";

const SCALE: &str = "\
fieldset.ticks aria-describedby={described} !
 legend#question-{i} $title {optional}
 p#question-hint-{i}.hint ?description $description
 p#question-note-{i}.note !
";

const OPTION: &str = "option value={id} $title";
const GRADE: &str = "\
label.tick
 input#question-{i}-{value} type=radio name=question-{i} value={value}
 span {value} {dash} $
";

/// The elements that change.
#[derive(Debug)]
pub(super) struct View {
    document: Document,
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
    /// What is wrong with the answer to each question.
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
    /// The reasons, and the words above them; not there when the survey asks for none.
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
    cells: Vec<Element>,
}

/// The parts kept at hand while building, one after the other.
struct Kept(vec::IntoIter<Element>);

impl Kept {
    /// The next element marked in the markup.
    fn next(&mut self) -> Element {
        self.0.next().expect("as many elements are taken as are marked")
    }
}

impl View {
    /// Builds the survey into `root`, scenarios in this order, each with a slider if asked for.
    pub(super) fn build(
        document: Document,
        root: &Element,
        words: Words,
        order: &[usize],
        slider: bool,
    ) -> View {
        let Words { survey, catalogue, .. } = words;
        let language = words.language;
        let markup = Markup { document: &document, catalogue, language };
        let node = survey.document();
        let points = survey.points();
        let drawn = Dots::of(&vec![0; order.len()], points.total);
        let (step, max) = (words.amount(points.step), digits(DEFAULT_LENGTH as i64));
        let fill = [
            ("language", language),
            ("unit", if survey.currency().is_some() { "money" } else { "points" }),
            ("step", &step),
            ("max", &max),
            ("hint", if points.step == 1 { "hint" } else { "hint-step" }),
            ("dots", if drawn.strip { "dots.strip" } else { "dots" }),
            ("box", view_box(&drawn)),
            ("ratio", if drawn.strip { "none" } else { "xMidYMid" }),
            ("all", &drawn.all),
        ];
        let mut kept = Kept(markup.build(root, SURVEY, node, &fill).into_iter());
        let (main, summary, fields) = (kept.next(), kept.next(), kept.next());
        let (left, brief, spread, undo) = (kept.next(), kept.next(), kept.next(), kept.next());
        let (picture, list, beside, rest) = (kept.next(), kept.next(), kept.next(), kept.next());
        let (end, send) = (kept.next(), kept.next());
        if let Some(organiser) = node.get("organiser") {
            let name = organiser.get("name").map_or("", |name| markup.in_language(name));
            markup.build(&kept.next(), ORGANISER, organiser, &[("name", name)]);
        }
        let status = kept.next();

        let mut dots = Vec::with_capacity(order.len());
        let mut rows: Vec<Option<Row>> = order.iter().map(|_| None).collect();
        for at in order {
            dots.push(markup.build(&picture, "path.{colour} !", node, &[("colour", colour(*at))]).remove(0));
            rows[*at] = Some(Row::build(&markup, &list, words, *at, slider));
        }
        let extra = markup.build(&picture, "path.extra !", node, &[]).remove(0);
        let rows = rows.into_iter().flatten().collect();
        let profile = (survey.shown() != Shown::Never).then(|| ProfileView::build(&markup, &beside, words));
        toggle(&beside, "hidden", profile.is_none());
        let questions = node.list("questions").iter().enumerate();
        let questions = questions.map(|(at, node)| question(&markup, &rest, words, at, node)).collect();
        View {
            document,
            main,
            fields,
            summary,
            left,
            brief,
            spread,
            undo,
            picture,
            dots,
            extra,
            drawn,
            rows,
            profile,
            questions,
            end,
            send,
            status,
        }
    }

    /// The points of a scenario, as its row shows them; the field itself is left alone while it is typed in.
    pub(super) fn points(&self, words: Words, scenario: usize, points: i64, typed: bool) {
        let row = &self.rows[scenario];
        let text = digits(points);
        let amount = words.amount(points);
        if !typed {
            row.field.set_value(&text);
        }
        if let Some(slider) = &row.slider {
            slider.set_value(&text);
            set(slider, "aria-valuetext", &amount);
        }
        flag(&row.less, "aria-disabled", points == 0);
        flag(
            &row.more,
            "aria-disabled",
            words.survey.scenario(scenario).max().is_some_and(|max| points >= max),
        );
        if let Some((why, label)) = &row.why {
            toggle(why, "hidden", points == 0);
            say(label, &words.catalogue.say("why", &[("amount", &amount)]));
        }
    }

    /// What there is to say of a row, below its field, and whether what stands in the field is wrong.
    pub(super) fn note(&self, scenario: usize, text: &str, wrong: bool) {
        let row = &self.rows[scenario];
        say(&row.note, text);
        flag(&row.field, "aria-invalid", wrong);
    }

    /// What is wrong with an answer, likewise.
    pub(super) fn question_note(&self, question: usize, text: &str) {
        say(&self.questions[question], text);
    }

    /// The bar that stays in view. `offer_rest` is whether giving all the rest to one scenario is natural.
    pub(super) fn standing(
        &mut self,
        text: &str,
        dots: Dots,
        can_spread: bool,
        can_undo: bool,
        offer_rest: bool,
    ) {
        say(&self.left, text);
        for (at, path) in dots.scenarios.iter().enumerate() {
            if self.drawn.scenarios[at] != *path {
                set(&self.dots[at], "d", path);
            }
        }
        if self.drawn.extra != dots.extra {
            set(&self.extra, "d", &dots.extra);
            set(&self.picture, "viewBox", view_box(&dots));
        }
        self.drawn = dots;
        flag(&self.spread, "aria-disabled", !can_spread);
        flag(&self.undo, "aria-disabled", !can_undo);
        toggle(&self.main, "data-rest", offer_rest);
    }

    /// Draws the profile; `shown` and `fit` are whether it, and the question whether it fits, are in view.
    pub(super) fn chart(&mut self, chart: &Chart, shown: bool, fit: bool) {
        let Some(view) = &mut self.profile else { return };
        toggle(&view.section, "hidden", !shown);
        toggle(&view.fit, "hidden", !fit);
        say(&self.brief, if shown { &chart.brief } else { "" });
        say(&view.sentence, &chart.sentence);
        let mut moved = false;
        for (at, bar) in chart.bars.iter().enumerate() {
            let parts = &view.bars[bar.value];
            say(&parts.figure, &bar.figure);
            // Half the drawing is 100 wide; what is not nothing stays visible.
            let reach = (bar.reach.abs() * 100.0) as i64;
            let width = if bar.reach == 0.0 { 0 } else { reach.clamp(1, 100) };
            let less = bar.reach < 0.0;
            set(&parts.bar, "class", if less { "less" } else { "more" });
            set(&parts.bar, "x", &digits(if less { -width } else { 0 }));
            set(&parts.bar, "width", &digits(width));
            for (cell, text) in parts.cells.iter().zip([&bar.share, &bar.neutral, &bar.figure]) {
                say(cell, text);
            }
            // From the first bar that is out of place, all are put in their order again.
            moved |= view.order[at] != bar.value;
            if moved {
                let _ = view.list.append_with_node_1(&parts.item);
                view.order[at] = bar.value;
            }
        }
    }

    /// The sum behind a bar.
    pub(super) fn sum<'t>(&self, words: Words, value: usize, lines: impl Iterator<Item = &'t str>) {
        let Some(view) = &self.profile else { return };
        let sum = &view.bars[value].sum;
        say(sum, "");
        for line in lines {
            self.add(words, sum, "li {text}", &[("text", line)]);
        }
    }

    /// The list of what is still needed, with a link to each place; hidden when there is nothing.
    pub(super) fn summary(&self, words: Words, issues: &[(String, String)]) -> Element {
        say(&self.summary, "");
        toggle(&self.summary, "hidden", issues.is_empty());
        let list = self.add(words, &self.summary, "h3 @needed\nul !", &[]).remove(0);
        for (target, message) in issues {
            self.add(words, &list, "li\n a href=#{id} {text}", &[("id", target), ("text", message)]);
        }
        self.summary.clone()
    }

    /// What became of the answer: a heading, some lines, a file to keep if there is one to name.
    pub(super) fn end(&self, words: Words, heading: &str, lines: &[&str], file: Option<&str>) -> Element {
        say(&self.end, "");
        toggle(&self.end, "hidden", false);
        self.add(words, &self.end, "h3 {text}", &[("text", heading)]);
        for line in lines.iter().filter(|line| !line.is_empty()) {
            self.add(words, &self.end, "p {text}", &[("text", line)]);
        }
        if let Some(name) = file {
            self.add(words, &self.end, "a#file href=#file download={name} @save", &[("name", name)]);
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
            let _ = self.status.append_with_str_1("\u{a0}");
        }
    }

    fn add(&self, words: Words, parent: &Element, markup: &str, fill: &[(&str, &str)]) -> Vec<Element> {
        Markup { document: &self.document, catalogue: words.catalogue, language: "" }.build(
            parent,
            markup,
            &Json::Null,
            fill,
        )
    }
}

impl Row {
    fn build(markup: &Markup, list: &Element, words: Words, at: usize, slider: bool) -> Row {
        let survey = words.survey;
        let node = &survey.document().list("scenarios")[at];
        let (scenario, points) = (survey.scenario(at), survey.points());
        let i = digits(at as i64);
        let amount = words.amount(points.button);
        let described = fill_in("note-{i} text-{i}", &[("i", &i)]);
        let max = digits(survey.motivation_length().unwrap_or(0) as i64);
        let most = digits(scenario.max().unwrap_or(points.total));
        let step = digits(points.step);
        let image = node.get("image").unwrap_or(&Json::Null);
        let fill = [
            ("i", i.as_str()),
            ("colour", colour(at)),
            ("title", scenario.title().in_language(words.language)),
            ("src", image.str("src")),
            ("alt", image.get("alt").map_or("", |alt| markup.in_language(alt))),
            ("amount", &amount),
            ("described", &described),
            ("less", "−"),
            ("more", "+"),
            ("most", &most),
            ("step", &step),
            ("max", &max),
        ];
        let build = |parent: &Element, text| Kept(markup.build(parent, text, node, &fill).into_iter());
        let row = build(list, ROW).next();
        if ["details", "pros", "cons", "effects", "image"].iter().any(|name| node.get(name).is_some()) {
            for list in build(&row, READ_ON).0 {
                for effect in node.list("effects") {
                    markup.build(&list, EFFECT, effect, &[]);
                }
            }
        }
        let mut stepper = build(&row, STEPPER);
        let (less, field, more) = (stepper.next(), stepper.next(), stepper.next());
        let slider = slider.then(|| build(&row, SLIDER).next().unchecked_into());
        let mut why = build(&row, WHY);
        let (note, why, label) = (why.next(), why.next(), why.next());
        if survey.asks_reasons() {
            let ticks = build(&why, REASONS).next();
            for (value, node) in survey.document().list("values").iter().enumerate() {
                markup.build(&ticks, REASON, node, &[("i", &i), ("v", &digits(value as i64))]);
            }
        }
        if survey.motivation_length().is_some() {
            build(&why, MOTIVATION);
        }
        let asked = survey.asks_reasons() || survey.motivation_length().is_some();
        Row { field: field.unchecked_into(), slider, less, more, note, why: asked.then_some((why, label)) }
    }
}

impl ProfileView {
    fn build(markup: &Markup, parent: &Element, words: Words) -> ProfileView {
        let survey = words.survey;
        let groups = survey.scenarios().any(|scenario| scenario.group().is_some());
        let fill = [("equal", if groups { "equal-groups" } else { "equal" })];
        let mut kept = Kept(markup.build(parent, PROFILE, &Json::Null, &fill).into_iter());
        let (section, sentence, list, table, fit) =
            (kept.next(), kept.next(), kept.next(), kept.next(), kept.next());
        let values = survey.document().list("values").iter().enumerate();
        let bars = values.map(|(at, node)| {
            let mut kept = Kept(markup.build(&list, BAR, node, &[("i", &digits(at as i64))]).into_iter());
            BarView {
                item: kept.next(),
                figure: kept.next(),
                bar: kept.next(),
                sum: kept.next(),
                cells: markup.build(&table, CELLS, node, &[]),
            }
        });
        let bars: Vec<BarView> = bars.collect();
        let order = (0..bars.len()).collect();
        ProfileView { section, sentence, list, bars, fit, order }
    }
}

/// A background question; the element for what is wrong with its answer.
fn question(markup: &Markup, parent: &Element, words: Words, at: usize, node: &Json) -> Element {
    let Some(question) = words.survey.questions().nth(at) else { return parent.clone() };
    let i = digits(at as i64);
    let described = fill_in("question-note-{i} question-hint-{i}", &[("i", &i)]);
    let max = digits(if let Kind::Text(max) = question.kind() { max as i64 } else { 20 });
    let required = question.is_required();
    let fill = [
        ("i", i.as_str()),
        ("optional", if required { "" } else { words.catalogue.get("optional") }),
        ("required", if required { "true" } else { "false" }),
        ("described", &described),
        ("max", &max),
    ];
    let build = |text| Kept(markup.build(parent, text, node, &fill).into_iter());
    match question.kind() {
        Kind::Choice => {
            let mut kept = build(CHOICE);
            let (note, list) = (kept.next(), kept.next());
            for option in node.list("options") {
                markup.build(&list, OPTION, option, &[("id", option.str("id"))]);
            }
            note
        }
        Kind::Scale(min, max) => {
            let mut kept = build(SCALE);
            let (group, note) = (kept.next(), kept.next());
            for grade in min..=max {
                let meaning = node.get(if grade == min { "low" } else { "high" });
                let meaning = meaning.filter(|_| grade == min || grade == max);
                let fill = [
                    ("i", i.as_str()),
                    ("value", &digits(grade)),
                    ("dash", if meaning.is_some() { "–" } else { "" }),
                ];
                markup.build(&group, GRADE, meaning.unwrap_or(&Json::Null), &fill);
            }
            note
        }
        Kind::Number(..) => {
            let mut kept = build(FIELD);
            let note = kept.next();
            set(&kept.next(), "inputmode", "numeric");
            note
        }
        Kind::Text(_) => build(FIELD).next(),
    }
}

/// The class that gives a scenario its colour; eight of them can be told apart.
fn colour(scenario: usize) -> &'static str {
    ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"][scenario % 8]
}

/// What is in view of the picture of a division: twice as much when there is too much.
fn view_box(dots: &Dots) -> &'static str {
    match (dots.strip, dots.extra.is_empty()) {
        (false, true) => "0,0,20,5",
        (false, false) => "0,0,20,11",
        (true, true) => "0,0,20000,5000",
        (true, false) => "0,0,20000,11000",
    }
}
