//! The survey as DOM: built once from the markup below, and updated in place by the ids that stand in it.

use super::page::{Fill, Page};
use crate::chart::Chart;
use crate::digits::digits;
use crate::dots::Dots;
use crate::json::Json;
use crate::survey::{Kind, Shown, Survey, with_id};
use crate::text::Words;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

const SURVEY: &str = "\
div#main-0.survey~{unit} part=survey lang={language} dir=@dir
 h2 part=title {title}
 p#progress-0.progress ?steps tabindex=-1
 div#begin-0
 div.s1
  p.intro *{introduction} {}
  p.organiser +organiser
   span @asked-by
   span ?closing @open-until
   span {contact}
   a ?privacyUrl href={privacyUrl} rel=noopener @privacy
  details ?followUp
   summary @follow-up
   p *{followUp} {}
 div#summary-0.summary tabindex=-1 role=group aria-labelledby=needed-0 hidden
 fieldset#fields-0.fields
  legend.s2 {question}
  p.hint~s2 @{hint}
  div#choose-0.choose~s2 ?many
   p @choose-first
   label for=search-0 @search
   input#search-0 type=search autocomplete=off aria-describedby=found-0
   p#found-0.hint
  div.picked~s2 ?many
   p#chosen-0.left
   button#divide-0 type=button @divide
  div.bar~s2 part=bar
   div.standing
    p#left-0.left
    p#brief-0.brief
    div.moves
     button#spread-0.link type=button @spread
     button#undo-0.link type=button @undo
   p#refusal-0.note
   svg#picture-0.{dots} viewBox={box} preserveAspectRatio={ratio} aria-hidden=true
    path.open d={all}
    path#extra-0.extra
    path.hole d={all}
    path#hole-0.hole
  div#copy-0.copy
  div#rows-0.rows~s2
  button#again-0.link~s2 type=button @again
  div#beside-0.profile~s2 ?shown
  div.rest-of~s2
   label.tick ?none
    input#none-0 type=checkbox
    span @none
   label ?idea for=idea-0 @idea @optional
   p#idea-hint-0.hint ?idea @privacy-hint
   textarea#idea-0 ?idea rows=3 maxlength={max} aria-describedby=idea-hint-0
  div#rest-0.rest-of~s3
 div#draft-0.draft
  div#ask-0
   label.tick
    input#tick-0 type=checkbox aria-describedby=where-0
    span @draft
   p#where-0.hint @draft-where
  div#told-0 tabindex=-1 hidden
   p#said-0
   button#forget-0.link type=button @forget
 details#look-0.s4
  summary @look-over
  div#looked-0
 div#letter-0.rest-of~s4 ?codes
  label for=code-0 @code
  p#code-hint-0.hint @code-hint
  p#code-note-0.note
  input#code-0 type=text autocomplete=off autocapitalize=characters spellcheck=false maxlength=40 aria-describedby=code-note-0~code-hint-0 aria-required=true
 div#end-0.end tabindex=-1 role=group aria-labelledby=ended-0 hidden
 div.pages ?steps
  button#back-0 type=button @previous
  button#next-0.primary type=button @next
 button#send-0.primary~s4 type=button @send
 div#status-0.hidden role=status aria-atomic=true
";

const ROW: &str = "\
div#row-{i}.row~{colour} part=scenario
 h3
  label for=points-{i} dir=auto {title}
 p#text-{i} ?summary {summary}
 label.tick~choice ?many
  input#choice-{i} type=checkbox
  span @choose-this
   span.hidden {title}
 details.read-on ?more
  summary @read-on
   span.hidden {title}
  img +image src={src} alt={alt} loading=lazy
  p *{details} {}
  h4 ?pros @pros
  ul ?pros
   li +pros {}
  h4 ?cons @cons
  ul ?cons
   li +cons {}
  dl ?effects
   div +effects
    dt {label}
    dd {text}
 div.stepper part=stepper
  button#less-{i} type=button aria-label=@fewer '−
  input#points-{i} type=text inputmode=numeric autocomplete=off aria-describedby=note-{i}~text-{i}
  button#more-{i} type=button aria-label=@more '+
 button#fill-{i}.link~fill type=button aria-label=@fill-for @fill
 input#slider-{i} ?slider type=range max={most} step={step} aria-label={title}
 p#note-{i}.note
 details#why-{i}.why ?why
  summary
   span#because-{i}
   span.hidden {title}
  fieldset.ticks ?reasons
   legend @reasons
    span.hidden {title}
   label.tick +values
    input#reason-{i}-{n} type=checkbox
    span dir=auto {title}
  label ?words for=motivations-{i} @own-words
   span.hidden {title}
  p#motivations-hint-{i}.hint ?words @privacy-hint
  textarea#motivations-{i} ?words rows=3 maxlength={words} aria-describedby=motivations-hint-{i}
";

const PROFILE: &str = "\
section#profile-0 part=profile aria-labelledby=heading-0
 h3#heading-0 @profile
 p#sentence-0.sentence
 p.scale aria-hidden=true
  span @less
  span @{equal}
  span @more-than
 ul#bars-0.bars
  li#value-{n} +values
   details#unfold-{n}
    summary
     span dir=auto {title}
     b#figure-{n}
     svg viewBox=-100,0,200,8 preserveAspectRatio=none aria-hidden=true
      rect#bar-{n} y=1 height=6
      path d=M0,0V8
    p ?description {description}
    ul#sum-{n}
 details#table-0
  summary @as-table
  table
   caption @profile
   thead
    tr
     th scope=col @value
     th scope=col @your-share
     th scope=col @{equal}
     th scope=col @difference
   tbody
    tr +values
     th scope=row {title}
     td#share-{n}
     td#neutral-{n}
     td#difference-{n}
 details
  summary @how
  p *@how-text {}
 fieldset#fits-0.ticks hidden
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

/// A background question with one control, and one with a row of them.
const FIELD: &str = "\
label for=answers-{i} {title} {optional}
p#question-hint-{i}.hint ?description {description}
p#question-note-{i}.note
input#answers-{i} ?mode inputmode={mode} aria-describedby=question-note-{i}~question-hint-{i} aria-required={required} autocomplete=off maxlength={max}
select#answers-{i} ?options aria-describedby=question-note-{i}~question-hint-{i} aria-required={required}
 option value= @choose
 option +options value={id} {title}
";

const SCALE: &str = "\
fieldset#scale-{i}.ticks aria-describedby=question-note-{i}~question-hint-{i}
 legend#answers-{i} {title} {optional}
 p#question-hint-{i}.hint ?description {description}
 p#question-note-{i}.note
";

const GRADE: &str = "\
label.tick
 input#answers-{i}-{value} type=radio name=answers-{i} value={value}
 span {value} {meaning}
";

/// The steps of a survey that is shown in steps: what it is, dividing, questions, looking it over.
pub(super) const LAST_STEP: usize = 4;

/// Whether there are so many scenarios that one chooses first, and then divides.
pub(super) fn is_many(scenarios: usize) -> bool {
    scenarios > 12
}

/// An answer written out: each plan with points, each answered question, and the rest, with links to the fields.
const PLAN: &str = "\
h3.{colour}
 a href=#points-{i} {title} '– {amount}
p *{reasons} '– {}
p *{words} {}
";

const ANSWER: &str = "\
h3 ?given
 a href=#answers-{i} {title}
p *{given} {}
";

const REST: &str = "\
h3 ?none
 a href=#none-0 @none
h3 ?own
 a href=#idea-0 @idea
p *{own} {}
h3 ?fit
 a href=#fit-0 @fit
p ?fit @fit-{fit}
";

/// What changes of a survey on the page.
#[derive(Debug)]
pub(super) struct View {
    page: Page,
    drawn: Dots,
    /// The values in the order of their bars.
    bars: Vec<usize>,
    announced: String,
}

impl View {
    /// Builds the survey, scenarios in this order, each with a slider if asked for, in steps if asked for; `until` is
    /// the day until which what is filled in can be kept.
    pub(super) fn build(words: &Words, order: &[usize], slider: bool, steps: bool, until: &str) -> View {
        let mut bars = Vec::new();
        for value in 0..words.survey.values().len() {
            bars.push(value);
        }
        let view = View { page: Page::default(), drawn: Dots::default(), bars, announced: String::new() };
        view.frame(words, order.len(), steps, until);
        for at in order {
            view.row(words, *at, slider);
            view.points(words, *at, 0, false);
        }
        for at in 0..words.survey.questions().len() {
            view.question(words, at);
        }
        view
    }

    fn frame(&self, words: &Words, count: usize, steps: bool, until: &str) {
        let survey = &words.survey;
        let total = survey.points().total;
        let drawn = Dots::of(&vec![0; count], total);
        let step = survey.points().step;
        let (amount, max, shown) = (words.amount(step), digits(Survey::IDEA_LENGTH as i64), view_box(&drawn));
        let (closing, number) =
            (survey.closes().map_or(String::new(), |date| words.day(date)), digits(count as i64));
        let mut fill = Fill::new(words);
        fill.put("closing", &closing);
        fill.put("steps", if steps { "yes" } else { "" });
        fill.put("many", if is_many(count) { &number } else { "" });
        fill.put("language", &words.language);
        fill.put("unit", if survey.currency().is_some() { "money" } else { "points" });
        fill.put("step", &amount);
        fill.put("date", until);
        fill.put("max", &max);
        fill.put("hint", if step == 1 { "hint" } else { "hint-step" });
        fill.put("dots", if drawn.strip { "dots strip" } else { "dots" });
        fill.put("box", &shown);
        fill.put("ratio", if drawn.strip { "none" } else { "xMidYMid" });
        fill.put("all", &drawn.all);
        fill.put("shown", if survey.shown() == Shown::Never { "" } else { "yes" });
        fill.put("equal", if survey.has_groups() { "equal-groups" } else { "equal" });
        self.page.begin(SURVEY, survey.document(), &fill);
        self.page.build("beside", 0, PROFILE, survey.document(), &fill);
    }

    fn row(&self, words: &Words, at: usize, slider: bool) {
        let survey = &words.survey;
        let node = &survey.document().list("scenarios")[at];
        let points = survey.points();
        let length = survey.motivation_length().map_or(String::new(), |length| digits(length as i64));
        let (i, amount, step) = (digits(at as i64), words.amount(points.button), digits(points.step));
        let most = digits(survey.scenario(at).max().unwrap_or(points.total));
        let reasons = if survey.asks_reasons() { "yes" } else { "" };
        let mut fill = Fill::new(words);
        for name in ["details", "pros", "cons", "effects", "image"] {
            if node.get(name).is_some() {
                fill.put("more", "yes");
            }
        }
        fill.put("i", &i);
        fill.put("many", if is_many(survey.scenarios().len()) { "yes" } else { "" });
        fill.put("colour", colour(at));
        fill.put("amount", &amount);
        fill.put("slider", if slider { "yes" } else { "" });
        fill.put("most", &most);
        fill.put("step", &step);
        fill.put("reasons", reasons);
        fill.put("words", &length);
        fill.put("why", if length.is_empty() { reasons } else { "yes" });
        self.page.build("picture", 0, "path#dots-{i}.{colour}", node, &fill);
        self.page.build("rows", 0, ROW, node, &fill);
    }

    fn question(&self, words: &Words, at: usize) {
        let node = &words.survey.document().list("questions")[at];
        let question = words.survey.question_at(at);
        let required = question.is_required();
        let i = digits(at as i64);
        let mut fill = Fill::new(words);
        fill.put("i", &i);
        fill.put("optional", if required { "" } else { words.catalogue.get("optional") });
        fill.put("required", if required { "true" } else { "false" });
        let max;
        match question.kind() {
            Kind::Scale(least, most) => {
                self.page.build("rest", 0, SCALE, node, &fill);
                for grade in least..=most {
                    let end = if grade == least { "low" } else { "high" };
                    let end = if grade == least || grade == most { node.at(end) } else { &Json::Null };
                    let mut meaning = String::from(words.in_language(end));
                    if !meaning.is_empty() {
                        meaning.insert_str(0, "– ");
                    }
                    let value = digits(grade);
                    let mut fill = Fill::new(words);
                    fill.put("i", &i);
                    fill.put("value", &value);
                    fill.put("meaning", &meaning);
                    self.page.build("scale", at, GRADE, &Json::Null, &fill);
                }
                return;
            }
            Kind::Number(..) => {
                fill.put("mode", "numeric");
                fill.put("max", "20");
            }
            Kind::Text(length) => {
                max = digits(length as i64);
                fill.put("mode", "text");
                fill.put("max", &max);
            }
            Kind::Choice => {}
        }
        self.page.build("rest", 0, FIELD, node, &fill);
    }

    /// The points of a scenario, as its row shows them; the field itself is left alone while it is typed in.
    pub(super) fn points(&self, words: &Words, scenario: usize, points: i64, typed: bool) {
        let page = &self.page;
        let amount = words.amount(points);
        if !typed {
            page.write("points", scenario, &words.catalogue.number(points));
        }
        page.write("slider", scenario, &digits(points));
        page.set("slider", scenario, "aria-valuetext", &amount);
        page.flag("less", scenario, "aria-disabled", points == 0);
        let full = words.survey.scenario(scenario).max().is_some_and(|max| points >= max);
        page.flag("more", scenario, "aria-disabled", full);
        page.toggle("why", scenario, "hidden", points == 0);
        if points > 0 {
            self.choose(scenario, true);
        }
        page.say("because", scenario, &words.catalogue.say_with("why", "amount", &amount));
    }

    /// Keeps a row in view among those that were chosen, or not.
    pub(super) fn choose(&self, scenario: usize, on: bool) {
        self.page.toggle("row", scenario, "data-chosen", on);
    }

    /// Shows a row, or hides it while something else is looked for.
    pub(super) fn find(&self, scenario: usize, on: bool) {
        self.page.toggle("row", scenario, "hidden", !on);
    }

    /// Says what is looked for, what was found, and how much was chosen.
    pub(super) fn sought(&self, sought: &str, found: &str, chosen: &str) {
        self.page.write("search", 0, sought);
        self.page.say("found", 0, found);
        self.page.say("chosen", 0, chosen);
    }

    /// Whether is chosen now, from all rows, or divided, over those chosen if `few`; the button leads to the other.
    pub(super) fn choosing(&self, on: bool, few: bool, button: &str) {
        self.page.toggle("main", 0, "data-choosing", on);
        self.page.toggle("main", 0, "data-few", few);
        self.page.say("divide", 0, button);
    }

    /// Shows one step of the survey, and what it is called.
    pub(super) fn step(&self, step: usize, title: &str) {
        self.page.set("main", 0, "data-step", &digits(step as i64));
        self.page.say("progress", 0, title);
        self.show("back", step > 1);
        self.show("next", step < LAST_STEP);
    }

    /// Opens what was filled in, to look it over.
    pub(super) fn open_look(&self) {
        self.page.toggle("look", 0, "open", true);
    }

    /// What is said with a text that a resident writes; `seen` is whether it is about what they wrote.
    pub(super) fn hint(&self, name: &str, at: usize, text: &str, seen: bool) {
        let mut hint = String::from(name);
        hint.push_str("-hint");
        self.page.say(&hint, at, text);
        self.page.toggle(&hint, at, "data-seen", seen);
    }

    /// What there is to say of a row, below its field, and whether what stands in the field is wrong.
    pub(super) fn note(&self, scenario: usize, text: &str, wrong: bool) {
        self.page.say("note", scenario, text);
        self.page.flag("points", scenario, "aria-invalid", wrong);
    }

    /// Why a move that was no scenario's was refused; empty when it was not.
    pub(super) fn refusal(&self, text: &str) {
        self.page.say("refusal", 0, text);
    }

    /// What is wrong with an answer, likewise.
    pub(super) fn question_note(&self, question: usize, text: &str) {
        self.page.say("question-note", question, text);
        self.page.flag("answers", question, "aria-invalid", !text.is_empty());
    }

    /// What is wrong with the code, likewise.
    pub(super) fn code_note(&self, text: &str) {
        self.page.say("code-note", 0, text);
        self.page.flag("code", 0, "aria-invalid", !text.is_empty());
    }

    /// The bar that stays in view. `offer_rest` is whether giving all the rest to one scenario is natural.
    pub(super) fn standing(
        &mut self,
        text: &str,
        order: &[usize],
        dots: Dots,
        can_spread: bool,
        can_undo: bool,
        offer_rest: bool,
    ) {
        let page = &self.page;
        page.say("left", 0, text);
        for (place, at) in order.iter().enumerate() {
            let path = &dots.scenarios[place];
            if self.drawn.scenarios.get(place) != Some(path) {
                page.set("dots", *at, "d", path);
            }
        }
        if self.drawn.extra != dots.extra {
            page.set("extra", 0, "d", &dots.extra);
            page.set("hole", 0, "d", &dots.extra);
            page.set("picture", 0, "viewBox", &view_box(&dots));
        }
        self.drawn = dots;
        page.flag("spread", 0, "aria-disabled", !can_spread);
        page.flag("undo", 0, "aria-disabled", !can_undo);
        page.toggle("main", 0, "data-rest", offer_rest);
    }

    /// Draws the profile; `shown` and `fit` are whether it, and the question whether it fits, are in view.
    pub(super) fn chart(&mut self, chart: &Chart, shown: bool, fit: bool) {
        let page = &self.page;
        page.toggle("profile", 0, "hidden", !shown);
        page.toggle("fits", 0, "hidden", !fit);
        page.say("brief", 0, if shown { &chart.brief } else { "" });
        page.say("sentence", 0, &chart.sentence);
        let mut moved = false;
        for (at, bar) in chart.bars.iter().enumerate() {
            let value = bar.value;
            // Half the drawing is 100 wide.
            page.set("bar", value, "class", if bar.reach < 0 { "less" } else { "more" });
            page.set("bar", value, "x", &digits(bar.reach.min(0)));
            page.set("bar", value, "width", &digits(bar.reach.abs()));
            page.say("figure", value, &bar.figure);
            page.say("share", value, &bar.share);
            page.say("neutral", value, &bar.neutral);
            page.say("difference", value, &bar.figure);
            // From the first bar that is out of place, all are put in their order again.
            moved |= self.bars[at] != value;
            if moved {
                page.move_into("bars", "value", value);
                self.bars[at] = value;
            }
        }
    }

    /// Replaces a line.
    pub(super) fn say(&self, line: &str, text: &str) {
        self.page.say(line, 0, text);
    }

    /// Replaces a list of lines, each below the last.
    pub(super) fn clear(&self, list: &str, at: usize) {
        self.page.say(list, at, "");
    }

    /// Adds markup with one text to fill in, `{text}`, and one place to go to, `{to}`.
    pub(super) fn add(&self, words: &Words, list: &str, at: usize, markup: &str, text: &str, to: &str) {
        let mut fill = Fill::new(words);
        fill.put("text", text);
        fill.put("to", to);
        self.page.build(list, at, markup, &Json::Null, &fill);
    }

    /// Shows an element or hides it.
    pub(super) fn show(&self, name: &str, on: bool) {
        self.page.toggle(name, 0, "hidden", !on);
    }

    /// Moves the focus to an element.
    pub(super) fn focus(&self, name: &str) {
        self.page.focus(name, 0);
    }

    /// Writes an answer out, or what there is of one, in the order of the scenarios.
    pub(super) fn write_out(&self, to: &str, words: &Words, order: &[usize], answer: &Json) {
        let survey = &words.survey;
        for at in order {
            let node = &survey.document().list("scenarios")[*at];
            let id = node.str("id");
            let points = answer.at("points").int(id).unwrap_or(0);
            if points == 0 {
                continue;
            }
            let (i, amount) = (digits(*at as i64), words.amount(points));
            let mut reasons = String::new();
            for value in answer.at("reasons").list(id) {
                reasons.push_str(titled(words, survey.document().list("values"), value));
                reasons.push_str("\n");
            }
            let mut fill = Fill::new(words);
            fill.put("i", &i);
            fill.put("colour", colour(*at));
            fill.put("amount", &amount);
            fill.put("reasons", &reasons);
            fill.put("words", answer.at("motivations").str(id));
            self.page.build(to, 0, PLAN, node, &fill);
        }
        for (at, node) in survey.document().list("questions").iter().enumerate() {
            let given = answer.at("answers").at(node.str("id"));
            let number = given.as_whole().map_or_else(String::new, |number| words.catalogue.number(number));
            let i = digits(at as i64);
            let mut fill = Fill::new(words);
            fill.put("i", &i);
            fill.put(
                "given",
                if number.is_empty() { titled(words, node.list("options"), given) } else { &number },
            );
            self.page.build(to, 0, ANSWER, node, &fill);
        }
        let mut fill = Fill::new(words);
        fill.put("own", answer.str("idea"));
        self.page.build(to, 0, REST, answer, &fill);
    }

    /// From now on paper shows the answer that was written out for it, instead of the fields.
    pub(super) fn sent(&self) {
        self.page.toggle("main", 0, "data-sent", true);
    }

    /// Whether the answer can be changed, and what the send button says; an empty text takes the button away, and with
    /// it what is of use only to an answer that is still to be sent: the tick for keeping it, and its code.
    pub(super) fn freeze(&self, frozen: bool, button: &str) {
        self.page.toggle("fields", 0, "disabled", frozen);
        self.show("send", !button.is_empty());
        self.show("ask", !button.is_empty());
        self.show("letter", !button.is_empty());
        self.page.say("send", 0, button);
    }

    /// Tells a screen reader, politely. The same text twice is a new one to it only if it differs.
    pub(super) fn announce(&mut self, text: &str) {
        let mut text = String::from(text);
        if self.announced == text {
            text.push_str("\u{a0}");
        }
        self.page.say("status", 0, &text);
        self.announced = text;
    }

    /// What is to be done to the page since this was last asked.
    pub(super) fn steps(&self) -> String {
        self.page.take()
    }
}

/// The class that gives a scenario its colour; eight of them can be told apart.
pub(super) fn colour(scenario: usize) -> &'static str {
    ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"][scenario % 8]
}

/// What is in view of the picture of a division: it keeps its room, and shrinks when there is too much to show.
fn view_box(dots: &Dots) -> String {
    let mut shown = String::from(if dots.strip { "0,0,20000," } else { "0,0,20," });
    shown.push_str(&digits(dots.height));
    shown.push_str(if dots.strip { "000" } else { "" });
    shown
}

/// The title of what has this id in a list of a document; the text itself where it is no id.
fn titled<'a>(words: &'a Words, list: &'a [Json], id: &'a Json) -> &'a str {
    let text = id.as_text().unwrap_or_default();
    let title = words.in_language(with_id(list, text).at("title"));
    if title.is_empty() { text } else { title }
}
