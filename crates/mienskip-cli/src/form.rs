//! `mienskip form`: the survey as a plain HTML form, for who has no JavaScript. What it posts is read in
//! [`crate::posted`]: its fields are named after those of an answer, such as `points.ID`.

use crate::document;
use crate::html::Html;
use crate::words::{self, words};
use crate::{Outcome, complain};
use anyhow::{Result, bail};
use mienskip::{Kind, Question, Scenario, Survey, Text, Words};
use std::io::{self, Write};
use std::path::PathBuf;

/// Write the survey as a plain HTML form, for who has no JavaScript
#[derive(clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The survey, a JSON file; - for standard input
    survey: PathBuf,
    /// The language, one of the survey's; its first unless given
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Where the form is sent: to a collector (`mienskip serve`)
    #[arg(long, value_name = "URL", default_value = "/responses")]
    action: String,
    /// Only the fields, for a page that has a form and a button already
    #[arg(long, conflicts_with = "action")]
    fields: bool,
}

const HELP: &str = "\
It is a piece of a page, written to standard output. Put it inside the tag of the widget:

  <mienskip-survey src=\"energie.json\" endpoint=\"/responses\">
  <noscript> the form </noscript>
  </mienskip-survey>

`mienskip serve` does so by itself where a page has <!-- mienskip form -->, and has the form at /form. It takes what
the form posts, and stores the answer that the widget would have sent. The form has no script and no style: its look
is that of the page. Make it anew when the survey changes; a form of another version is refused.

A page that is made for each view can add a hidden field `once` with 16 to 64 random letters and digits, others each
time: then what is posted twice is one answer. `mienskip serve` does so by itself.";

/// The tags of its headings, from the title down.
type Headings = [&'static str; 3];
const IN_A_PAGE: Headings = ["h2", "h3", "h4"];
const OF_A_PAGE: Headings = ["h1", "h2", "h3"];

/// Writes the form.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let survey = match document::survey(&document::read(&arguments.survey)?) {
        Ok(document) => document.survey,
        Err(findings) => {
            findings.iter().for_each(complain);
            complain("the survey has errors, so it has no form; `mienskip check` explains them");
            return Ok(Outcome::Errors);
        }
    };
    let Some(language) = language(&survey, arguments.lang.as_deref()) else {
        let wanted = arguments.lang.as_deref().unwrap_or_default();
        let offered: Vec<&str> = survey.languages().collect();
        bail!(
            "the survey has no texts in {wanted}; give --lang one of its languages: {}",
            offered.join(", ")
        );
    };
    if !words::are_in(language) {
        complain(format_args!("there are no words in {language} for the form itself; those are Dutch"));
    }
    let words = words(&survey, language);
    let empty = Filled::default();
    let html = if arguments.fields { fields(&words) } else { form(&words, &arguments.action, &empty) };
    io::stdout().lock().write_all(html.as_bytes())?;
    Ok(Outcome::Fine)
}

/// The survey's own tag for a language that is asked for, or its first; `None` when it lacks that one.
fn language<'s>(survey: &'s Survey, wanted: Option<&str>) -> Option<&'s str> {
    match wanted {
        Some(tag) => survey.languages().nth(survey.language(tag)?),
        None => Some(survey.first_language()),
    }
}

/// What stands in a form as it is shown.
#[derive(Debug, Default)]
pub(crate) struct Filled {
    /// What this view of it calls itself, so that what is posted twice is the same answer; none where every view is the
    /// same file.
    pub(crate) once: Option<String>,
    /// What somebody filled in, by the names of the fields.
    pub(crate) fields: Vec<(String, String)>,
    /// What is wrong with that: the name of a field, and a sentence.
    pub(crate) wrong: Vec<(String, String)>,
}

/// The form, to put into a page.
pub(crate) fn form(words: &Words, action: &str, filled: &Filled) -> String {
    let mut html = Html::default();
    write_form(&mut html, words, action, IN_A_PAGE, filled);
    html.end()
}

/// The form with its title as that of a page.
pub(crate) fn write_page(html: &mut Html, words: &Words, action: &str, filled: &Filled) {
    write_form(html, words, action, OF_A_PAGE, filled);
}

/// The form below what a page has to say first.
pub(crate) fn write_again(html: &mut Html, words: &Words, action: &str, filled: &Filled) {
    write_form(html, words, action, IN_A_PAGE, filled);
}

/// The id of the control for a field of this name; none if no form of the survey has it.
pub(crate) fn control(survey: &Survey, field: &str) -> Option<String> {
    let (part, of) = field.split_once('.').unwrap_or((field, ""));
    Some(match part {
        // Of the points together.
        "points" if of.is_empty() => numbered(survey, "points", 0),
        "points" => numbered(survey, "points", survey.scenario_with(of)?),
        "motivations" => numbered(survey, "motivation", survey.scenario_with(of)?),
        "answers" => numbered(survey, "answer", survey.question_with(of)?),
        "idea" | "code" => id(survey, part),
        _ => return None,
    })
}

/// An id that no other element of the page has.
fn id(survey: &Survey, name: &str) -> String {
    format!("mienskip-{}-{name}", survey.id())
}

fn numbered(survey: &Survey, name: &str, at: usize) -> String {
    id(survey, &format!("{name}-{at}"))
}

/// What is in the form but for the button, for a page that has a form of its own.
fn fields(words: &Words) -> String {
    let mut html = Html::default();
    html.open(
        "div",
        &[("class", "mienskip-form"), ("lang", words.language()), ("dir", words.catalogue().get("dir"))],
    );
    Form { words, survey: words.survey(), html: &mut html, headings: IN_A_PAGE, filled: &Filled::default() }
        .write();
    html.end()
}

fn write_form(html: &mut Html, words: &Words, action: &str, headings: Headings, filled: &Filled) {
    html.open(
        "form",
        &[
            ("class", "mienskip-form"),
            ("lang", words.language()),
            ("dir", words.catalogue().get("dir")),
            ("method", "post"),
            ("action", action),
            ("accept-charset", "utf-8"),
        ],
    );
    Form { words, survey: words.survey(), html, headings, filled }.write();
    html.open("p", &[]);
    html.line("button", &[("type", "submit")], words.catalogue().get("send"));
    html.close();
    html.close();
}

/// A form in the making.
struct Form<'a> {
    words: &'a Words,
    survey: &'a Survey,
    html: &'a mut Html,
    headings: Headings,
    filled: &'a Filled,
}

impl Filled {
    /// What stands in a field.
    fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Whether one of several is ticked.
    fn has(&self, name: &str, value: &str) -> bool {
        self.fields.iter().any(|(field, given)| field == name && given == value)
    }

    /// What is wrong with a field, in sentences.
    fn wrong_with(&self, name: &str) -> String {
        let sentences =
            self.wrong.iter().filter(|(field, _)| field == name).map(|(_, sentence)| sentence.as_str());
        sentences.collect::<Vec<_>>().join(" ")
    }
}

impl<'a> Form<'a> {
    fn write(&mut self) {
        self.hidden();
        self.html.line(self.headings[0], &[], self.text(self.survey.title()));
        if let Some(introduction) = self.survey.introduction() {
            self.html.paragraphs(self.text(introduction));
        }
        if let Some(follow_up) = self.survey.follow_up() {
            self.html.line(self.headings[1], &[], self.say("follow-up"));
            self.html.paragraphs(self.text(follow_up));
        }
        self.points();
        if self.survey.allows_none() {
            self.tick("checkbox", "none", "true", self.say("none"), None);
        }
        if self.survey.allows_idea() {
            let label = format!("{} {}", self.say("idea"), self.say("optional"));
            self.prose(&self.id("idea"), "idea", &label, Survey::IDEA_LENGTH);
        }
        for (at, question) in self.survey.questions().enumerate() {
            self.question(at, question);
        }
        self.code();
        self.organiser();
    }

    /// The code from a letter, if each answer needs one.
    fn code(&mut self) {
        if !self.survey.asks_code() {
            return;
        }
        let (control, hint) = (self.id("code"), self.id("code-hint"));
        let (wrong, mut described) = (format!("{control}-wrong"), hint.clone());
        self.html.open("p", &[]);
        self.html.line("label", &[("for", &control)], self.say("code"));
        self.html.close();
        self.html.line("p", &[("id", &hint)], self.say("code-hint"));
        let mut attributes =
            vec![("type", "text"), ("autocomplete", "off"), ("id", control.as_str()), ("name", "code")];
        if self.wrong(&wrong, "code") {
            described = format!("{described} {wrong}");
            attributes.push(("aria-invalid", "true"));
        }
        attributes.push(("aria-describedby", &described));
        self.fill(&mut attributes, "code");
        self.html.open("p", &[]);
        self.html.void("input", &attributes);
        self.html.close();
    }

    /// What tells which survey this is an answer to.
    fn hidden(&mut self) {
        let order: Vec<&str> = self.survey.scenarios().map(Scenario::id).collect();
        for (name, value) in [
            ("survey.id", self.survey.id()),
            ("survey.version", self.survey.version()),
            ("survey.digest", self.survey.digest()),
            ("language", self.words.language()),
            ("order", &order.join(" ")),
        ] {
            self.hide(name, value);
        }
        // What a page has added of its own.
        let source = self.filled.value("source");
        let added = [
            ("source", Some(source).filter(|source| !source.is_empty())),
            ("once", self.filled.once.as_deref()),
        ];
        for (name, value) in added {
            if let Some(value) = value {
                self.hide(name, value);
            }
        }
    }

    fn hide(&mut self, name: &str, value: &str) {
        self.html.void("input", &[("type", "hidden"), ("name", name), ("value", value)]);
    }

    fn points(&mut self) {
        let points = self.survey.points();
        let hint = if points.step == 1 { "hint" } else { "hint-step" };
        let hint = self.words.catalogue().say(hint, &[("step", &self.words.amount(points.step))]);
        let sum = self.words.catalogue().say("sum", &[("amount", &self.words.amount(points.total))]);
        let (described, wrong) = (self.id("hint"), self.id("wrong"));
        let all = if self.filled.wrong_with("points").is_empty() {
            &described
        } else {
            &format!("{described} {wrong}")
        };
        self.html.open("fieldset", &[("aria-describedby", all)]);
        self.html.line("legend", &[], self.text(self.survey.question()));
        self.html.line("p", &[("id", &described)], &format!("{hint} {sum}"));
        self.wrong(&wrong, "points");
        for (at, scenario) in self.survey.scenarios().enumerate() {
            self.scenario(at, scenario);
        }
        self.html.close();
    }

    fn scenario(&mut self, at: usize, scenario: Scenario) {
        let title = self.text(scenario.title());
        let (control, summary) = (self.numbered("points", at), self.numbered("summary", at));
        let limits = self.numbered("limits", at);
        let mut described = Vec::new();
        self.html.open(self.headings[1], &[]);
        self.html.line("label", &[("for", &control)], title);
        self.html.close();
        if let Some(text) = scenario.summary() {
            self.html.line("p", &[("id", &summary)], self.text(text));
            described.push(summary.as_str());
        }
        let bounds = self.bounds(scenario);
        if !bounds.is_empty() {
            self.html.line("p", &[("id", &limits)], &bounds);
            described.push(&limits);
        }
        let name = format!("points.{}", scenario.id());
        let wrong = format!("{control}-wrong");
        let mut attributes =
            vec![("type", "text"), ("inputmode", "numeric"), ("id", control.as_str()), ("name", &name)];
        if self.wrong(&wrong, &name) {
            described.push(&wrong);
            attributes.push(("aria-invalid", "true"));
        }
        let described = described.join(" ");
        if !described.is_empty() {
            attributes.push(("aria-describedby", &described));
        }
        self.fill(&mut attributes, &name);
        self.html.open("p", &[]);
        self.html.void("input", &attributes);
        self.html.close();
        self.more(scenario, title);
        self.reasons(at, scenario, title);
    }

    /// The fewest and the most points a scenario can have, in words; empty when it says nothing of that.
    fn bounds(&self, scenario: Scenario) -> String {
        let least = Some(scenario.min()).filter(|least| *least > 0).map(|least| ("below-min", least));
        let most = scenario.max().map(|most| ("above-max", most));
        let sentences = [least, most].into_iter().flatten().map(|(name, amount)| {
            self.words.catalogue().say(name, &[("amount", &self.words.amount(amount))])
        });
        sentences.collect::<Vec<_>>().join(" ")
    }

    /// What there is to read on about a scenario.
    fn more(&mut self, scenario: Scenario, title: &str) {
        let (pros, cons, effects) = (scenario.pros(), scenario.cons(), scenario.effects());
        let none = scenario.image().is_none() && scenario.details().is_none();
        if none && pros.len() + cons.len() + effects.len() == 0 {
            return;
        }
        self.html.open("details", &[]);
        self.html.line("summary", &[], &format!("{}: {title}", self.say("read-on")));
        if let Some(image) = scenario.image() {
            let alt = self.text(image.alt());
            self.html.void("img", &[("src", image.src()), ("alt", alt), ("loading", "lazy")]);
        }
        if let Some(details) = scenario.details() {
            self.html.paragraphs(self.text(details));
        }
        self.list("pros", pros);
        self.list("cons", cons);
        if effects.len() > 0 {
            self.html.open("dl", &[]);
            for effect in effects {
                self.html.line("dt", &[], self.text(effect.label()));
                self.html.line("dd", &[], self.text(effect.text()));
            }
            self.html.close();
        }
        self.html.close();
    }

    fn list<'s>(&mut self, heading: &str, texts: impl ExactSizeIterator<Item = Text<'s>>) {
        if texts.len() == 0 {
            return;
        }
        self.html.line(self.headings[2], &[], self.words.catalogue().get(heading));
        self.html.open("ul", &[]);
        for text in texts {
            self.html.line("li", &[], text.in_language(self.words.language()));
        }
        self.html.close();
    }

    /// Why a scenario got its points, where the survey asks that.
    fn reasons(&mut self, at: usize, scenario: Scenario, title: &str) {
        let (asks, length) = (self.survey.asks_reasons(), self.survey.motivation_length());
        if !asks && length.is_none() {
            return;
        }
        let ticks = format!("reasons.{}", scenario.id());
        let own_words = format!("motivations.{}", scenario.id());
        let filled = [&ticks, &own_words].into_iter().any(|name| !self.filled.value(name).is_empty());
        self.html.open("details", if filled { &[("open", "")] } else { &[] });
        self.html.line("summary", &[], &self.words.catalogue().say("your-reason", &[("title", title)]));
        if asks {
            self.html.open("fieldset", &[]);
            self.html.line("legend", &[], &format!("{title}: {}", self.say("reasons")));
            for value in self.survey.values() {
                self.tick("checkbox", &ticks, value.id(), self.text(value.title()), None);
            }
            self.html.close();
        }
        if let Some(length) = length {
            let (id, name) = (self.numbered("motivation", at), own_words);
            self.prose(&id, &name, &format!("{title}: {}", self.say("own-words")), length);
        }
        self.html.close();
    }

    /// A background question.
    fn question(&mut self, at: usize, question: Question) {
        let (control, description) = (self.numbered("answer", at), self.numbered("description", at));
        let name = format!("answers.{}", question.id());
        let demand = if question.is_required() { "required" } else { "optional" };
        let title = format!("{} {}", self.text(question.title()), self.say(demand));
        let explained = match question.description() {
            Some(text) => self.text(text),
            // What people write freely may say too much about somebody.
            None if matches!(question.kind(), Kind::Text(_)) => self.say("privacy-hint"),
            None => "",
        };
        let wrong = format!("{control}-wrong");
        let is_wrong = !self.filled.wrong_with(&name).is_empty();
        let mut described = Vec::new();
        if !explained.is_empty() {
            described.push(description.as_str());
        }
        if is_wrong {
            described.push(&wrong);
        }
        let described = described.join(" ");
        let mut attributes = Vec::new();
        if question.is_required() {
            // Not `required`: what the browser then says is not the survey's language, nor ours.
            attributes.push(("aria-required", "true"));
        }
        if is_wrong {
            attributes.push(("aria-invalid", "true"));
        }
        if !described.is_empty() {
            attributes.push(("aria-describedby", described.as_str()));
        }
        if let Kind::Scale(least, most) = question.kind() {
            attributes.push(("role", "radiogroup"));
            self.html.open("fieldset", &attributes);
            self.html.line("legend", &[], &title);
            self.explain(&description, explained);
            self.wrong(&wrong, &name);
            for grade in least..=most {
                let end = if grade == least { question.low() } else { question.high() };
                let meaning = end.filter(|_| grade == least || grade == most);
                let meaning = meaning.map_or(String::new(), |text| format!(" – {}", self.text(text)));
                // A link to the question leads to the first.
                let id = Some(control.as_str()).filter(|_| grade == least);
                let grade = grade.to_string();
                self.tick("radio", &name, &grade, &format!("{grade}{meaning}"), id);
            }
            self.html.close();
            return;
        }
        self.html.open("p", &[]);
        self.html.line("label", &[("for", &control)], &title);
        self.html.close();
        self.explain(&description, explained);
        self.wrong(&wrong, &name);
        attributes.extend([("id", control.as_str()), ("name", &name)]);
        self.html.open("p", &[]);
        match question.kind() {
            Kind::Choice => {
                self.html.open("select", &attributes);
                self.html.line("option", &[("value", "")], self.say("choose"));
                for option in question.options() {
                    let mut attributes = vec![("value", option.id())];
                    if self.filled.has(&name, option.id()) {
                        attributes.push(("selected", ""));
                    }
                    self.html.line("option", &attributes, self.text(option.title()));
                }
                self.html.close();
            }
            Kind::Text(length) => {
                let length = length.to_string();
                attributes.extend([("type", "text"), ("maxlength", &length)]);
                self.fill(&mut attributes, &name);
                self.html.void("input", &attributes);
            }
            _ => {
                attributes.extend([("type", "text"), ("inputmode", "numeric")]);
                self.fill(&mut attributes, &name);
                self.html.void("input", &attributes);
            }
        }
        self.html.close();
    }

    /// A text in the resident's own words, with what not to write there.
    fn prose(&mut self, id: &str, name: &str, label: &str, length: usize) {
        let hint = format!("{id}-hint");
        self.html.open("p", &[]);
        self.html.line("label", &[("for", id)], label);
        self.html.close();
        self.explain(&hint, self.say("privacy-hint"));
        let wrong = format!("{id}-wrong");
        let (length, both) = (length.to_string(), format!("{hint} {wrong}"));
        let mut attributes = vec![("id", id), ("name", name), ("rows", "3"), ("maxlength", &length)];
        if self.wrong(&wrong, name) {
            attributes.extend([("aria-invalid", "true"), ("aria-describedby", &both)]);
        } else {
            attributes.push(("aria-describedby", &hint));
        }
        self.html.open("p", &[]);
        // A line that is empty and the first is not read back, so there is one more.
        let before = if self.filled.value(name).starts_with('\n') { "\n" } else { "" };
        self.html.line("textarea", &attributes, &format!("{before}{}", self.filled.value(name)));
        self.html.close();
    }

    fn explain(&mut self, id: &str, text: &str) {
        if !text.is_empty() {
            self.html.line("p", &[("id", id)], text);
        }
    }

    /// Says what is wrong with a field, if anything is.
    fn wrong(&mut self, id: &str, name: &str) -> bool {
        let sentences = self.filled.wrong_with(name);
        if !sentences.is_empty() {
            self.html.line("p", &[("id", id), ("class", "wrong")], &sentences);
        }
        !sentences.is_empty()
    }

    /// Puts what was filled in into a field.
    fn fill<'f>(&self, attributes: &mut Vec<(&'f str, &'f str)>, name: &str)
    where
        'a: 'f,
    {
        let value = self.filled.value(name);
        if !value.is_empty() {
            attributes.push(("value", value));
        }
    }

    /// One of several to tick or to choose.
    fn tick(&mut self, kind: &str, name: &str, value: &str, title: &str, id: Option<&str>) {
        let mut attributes = vec![("type", kind), ("name", name), ("value", value)];
        attributes.extend(id.map(|id| ("id", id)));
        if self.filled.has(name, value) {
            attributes.push(("checked", ""));
        }
        self.html.open("div", &[]);
        self.html.open("label", &[]);
        self.html.void("input", &attributes);
        self.html.text(&format!(" {title}"));
        self.html.close();
        self.html.close();
    }

    fn organiser(&mut self) {
        let Some(organiser) = self.survey.organiser() else { return };
        let asked = self.words.catalogue().say("asked-by", &[("name", self.text(organiser.name()))]);
        self.html.open("p", &[]);
        self.html.text(&asked);
        if let Some(contact) = organiser.contact() {
            self.html.text(&format!(" {}", self.text(contact)));
        }
        if let Some(url) = organiser.privacy_url() {
            self.html.text(" ");
            self.html.line("a", &[("href", url), ("rel", "noopener")], self.say("privacy"));
        }
        self.html.close();
    }

    fn text(&self, text: Text<'a>) -> &'a str {
        text.in_language(self.words.language())
    }

    fn say(&self, name: &'static str) -> &'a str {
        self.words.catalogue().get(name)
    }

    fn id(&self, name: &str) -> String {
        id(self.survey, name)
    }

    fn numbered(&self, name: &str, at: usize) -> String {
        numbered(self.survey, name, at)
    }
}
