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
is that of the page. Make it anew when the survey changes; a form of another version is refused.";

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
    let html = if arguments.fields { fields(&words) } else { form(&words, &arguments.action) };
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

/// The form, to put into a page.
pub(crate) fn form(words: &Words, action: &str) -> String {
    let mut html = Html::default();
    write_form(&mut html, words, action, IN_A_PAGE);
    html.end()
}

/// The form with its title as that of a page.
pub(crate) fn write_page(html: &mut Html, words: &Words, action: &str) {
    write_form(html, words, action, OF_A_PAGE);
}

/// What is in the form but for the button, for a page that has a form of its own.
fn fields(words: &Words) -> String {
    let mut html = Html::default();
    html.open(
        "div",
        &[("class", "mienskip-form"), ("lang", words.language()), ("dir", words.catalogue().get("dir"))],
    );
    Form::of(words, &mut html, IN_A_PAGE).write();
    html.end()
}

fn write_form(html: &mut Html, words: &Words, action: &str, headings: Headings) {
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
    Form::of(words, html, headings).write();
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
}

impl<'a> Form<'a> {
    fn of(words: &'a Words, html: &'a mut Html, headings: Headings) -> Form<'a> {
        Form { words, survey: words.survey(), html, headings }
    }

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
            self.tick("checkbox", "none", "true", self.say("none"));
        }
        if self.survey.allows_idea() {
            let label = format!("{} {}", self.say("idea"), self.say("optional"));
            self.prose(&self.id("idea"), "idea", &label, Survey::IDEA_LENGTH);
        }
        for (at, question) in self.survey.questions().enumerate() {
            self.question(at, question);
        }
        self.organiser();
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
            self.html.void("input", &[("type", "hidden"), ("name", name), ("value", value)]);
        }
    }

    fn points(&mut self) {
        let points = self.survey.points();
        let hint = if points.step == 1 { "hint" } else { "hint-step" };
        let hint = self.words.catalogue().say(hint, &[("step", &self.words.amount(points.step))]);
        let sum = self.words.catalogue().say("sum", &[("amount", &self.words.amount(points.total))]);
        let described = self.id("hint");
        self.html.open("fieldset", &[("aria-describedby", &described)]);
        self.html.line("legend", &[], self.text(self.survey.question()));
        self.html.line("p", &[("id", &described)], &format!("{hint} {sum}"));
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
        let described = described.join(" ");
        let name = format!("points.{}", scenario.id());
        let mut attributes =
            vec![("type", "text"), ("inputmode", "numeric"), ("id", control.as_str()), ("name", &name)];
        if !described.is_empty() {
            attributes.push(("aria-describedby", &described));
        }
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
        self.html.open("details", &[]);
        self.html.line("summary", &[], &self.words.catalogue().say("your-reason", &[("title", title)]));
        if asks {
            self.html.open("fieldset", &[]);
            self.html.line("legend", &[], &format!("{title}: {}", self.say("reasons")));
            let name = format!("reasons.{}", scenario.id());
            for value in self.survey.values() {
                self.tick("checkbox", &name, value.id(), self.text(value.title()));
            }
            self.html.close();
        }
        if let Some(length) = length {
            let (id, name) = (self.numbered("motivation", at), format!("motivations.{}", scenario.id()));
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
        let mut attributes = vec![("id", control.as_str())];
        if question.is_required() {
            // Not `required`: what the browser then says is not the survey's language, nor ours.
            attributes.push(("aria-required", "true"));
        }
        if !explained.is_empty() {
            attributes.push(("aria-describedby", &description));
        }
        if let Kind::Scale(least, most) = question.kind() {
            attributes.push(("role", "radiogroup"));
            self.html.open("fieldset", &attributes);
            self.html.line("legend", &[], &title);
            self.explain(&description, explained);
            for grade in least..=most {
                let end = if grade == least { question.low() } else { question.high() };
                let meaning = end.filter(|_| grade == least || grade == most);
                let meaning = meaning.map_or(String::new(), |text| format!(" – {}", self.text(text)));
                let grade = grade.to_string();
                self.tick("radio", &name, &grade, &format!("{grade}{meaning}"));
            }
            self.html.close();
            return;
        }
        self.html.open("p", &[]);
        self.html.line("label", &[("for", &control)], &title);
        self.html.close();
        self.explain(&description, explained);
        attributes.push(("name", &name));
        self.html.open("p", &[]);
        match question.kind() {
            Kind::Choice => {
                self.html.open("select", &attributes);
                self.html.line("option", &[("value", "")], self.say("choose"));
                for option in question.options() {
                    self.html.line("option", &[("value", option.id())], self.text(option.title()));
                }
                self.html.close();
            }
            Kind::Text(length) => {
                let length = length.to_string();
                attributes.extend([("type", "text"), ("maxlength", &length)]);
                self.html.void("input", &attributes);
            }
            _ => {
                attributes.extend([("type", "text"), ("inputmode", "numeric")]);
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
        self.html.open("p", &[]);
        let attributes = [
            ("id", id),
            ("name", name),
            ("rows", "3"),
            ("maxlength", &length.to_string()),
            ("aria-describedby", &hint),
        ];
        self.html.line("textarea", &attributes, "");
        self.html.close();
    }

    fn explain(&mut self, id: &str, text: &str) {
        if !text.is_empty() {
            self.html.line("p", &[("id", id)], text);
        }
    }

    /// One of several to tick or to choose.
    fn tick(&mut self, kind: &str, name: &str, value: &str, title: &str) {
        self.html.open("div", &[]);
        self.html.open("label", &[]);
        self.html.void("input", &[("type", kind), ("name", name), ("value", value)]);
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

    /// An id that no other element of the page has.
    fn id(&self, name: &str) -> String {
        format!("mienskip-{}-{name}", self.survey.id())
    }

    fn numbered(&self, name: &str, at: usize) -> String {
        self.id(&format!("{name}-{at}"))
    }
}
