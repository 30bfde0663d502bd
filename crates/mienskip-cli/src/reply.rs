//! The pages that the collector itself makes for residents: the form on a page of its own, and what they hear when
//! they sent it. In their language, in the words of the widget, and without a script.

use crate::form::{self, Filled};
use crate::html::Html;
use mienskip::{Bar, Chart, Code, Date, Division, Json, Problem, Shown, Words};

/// The look of these pages; a page that has the form in it can use it as well.
pub(crate) const STYLE: &str = include_str!("form.css");

/// The form on a page of its own.
pub(crate) fn form_page(words: &Words, filled: &Filled) -> String {
    page(words, "", |html| form::write_page(html, words, "responses", filled))
}

/// An answer is stored: thanks, its receipt, and what the widget would have shown of it.
pub(crate) fn thanks(words: &Words, answer: &Json, receipt: &str) -> String {
    let (catalogue, survey) = (words.catalogue(), words.survey());
    let heading = catalogue.get("sent");
    page(words, heading, |html| {
        html.line("h1", &[], heading);
        html.line("p", &[], &catalogue.say("receipt", &[("receipt", receipt)]));
        if let (Ok(response), true) = (survey.read_response(answer), survey.shown() != Shown::Never) {
            html.line("h2", &[], catalogue.get("profile"));
            profile(html, words, &response.division());
        }
        if let Some(follow_up) = survey.follow_up() {
            html.line("h2", &[], catalogue.get("follow-up"));
            html.paragraphs(follow_up.in_language(words.language()));
        }
    })
}

/// An answer breaks rules of the survey: what is still needed, with links to where, and the form as it was filled in.
pub(crate) fn needed(words: &Words, problems: &[Problem], mut filled: Filled) -> String {
    let (heading, survey) = (words.catalogue().get("needed"), words.survey());
    let mut said: Vec<(String, Option<String>)> = Vec::new();
    for problem in problems {
        let (field, about, sentence) = explain(words, problem);
        let link = form::control(survey, &field).filter(|_| is_known(words, problem));
        let whole = about.map_or(sentence.clone(), |about| words.about(about, &sentence));
        if said.iter().all(|(other, _)| *other != whole) {
            if link.is_some() {
                filled.wrong.push((field, sentence));
            }
            said.push((whole, link));
        }
    }
    page(words, heading, |html| {
        html.line("h1", &[], heading);
        html.open("ul", &[]);
        for (sentence, link) in &said {
            html.open("li", &[]);
            match link {
                Some(id) => html.line("a", &[("href", &format!("#{id}"))], sentence),
                None => html.text(sentence),
            }
            html.close();
        }
        html.close();
        if problems.iter().any(is_stale) {
            // What was filled in may mean something else in this version.
            html.line("p", &[], words.catalogue().get("back"));
        } else {
            html.line("p", &[], words.catalogue().get("below"));
            form::write_again(html, words, "responses", &filled);
        }
    })
}

/// An answer is not taken for another reason, which has this code.
pub(crate) fn refused(words: &Words, code: &str) -> String {
    let (catalogue, survey) = (words.catalogue(), words.survey());
    let day = |day: Option<Date>| day.map_or(String::new(), |day| words.day(day));
    let heading = catalogue.get("refused");
    let said = match code {
        "not-open" | "closed" => {
            let date = if code == "closed" { survey.closes() } else { survey.opens() };
            catalogue.say(code, &[("date", &day(date))])
        }
        "too-large" | "other-site" | "id-conflict" => catalogue.get(code).to_owned(),
        "not-utf8" | "too-many-fields" => catalogue.get("garbled").to_owned(),
        _ => catalogue.get("not-stored").to_owned(),
    };
    page(words, heading, |html| {
        html.line("h1", &[], heading);
        html.line("p", &[], &said);
        html.line("p", &[], catalogue.get("back"));
    })
}

/// A page in the language of the words, about the survey; `heading` is what it has to say of it.
fn page(words: &Words, heading: &str, content: impl FnOnce(&mut Html)) -> String {
    let title = words.survey().title().in_language(words.language());
    let between = if heading.is_empty() { "" } else { " – " };
    let mut html = Html::default();
    html.open("html", &[("lang", words.language()), ("dir", words.catalogue().get("dir"))]);
    html.open("head", &[]);
    html.void("meta", &[("charset", "utf-8")]);
    html.void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    html.line("title", &[], &format!("{heading}{between}{title}"));
    html.void("link", &[("rel", "stylesheet"), ("href", "form.css")]);
    html.close();
    html.open("body", &[]);
    html.open("main", &[]);
    content(&mut html);
    format!("<!doctype html>\n{}", html.end())
}

/// The profile of a division as a sentence and a table, and how it was worked out.
fn profile(html: &mut Html, words: &Words, division: &Division) {
    let chart = Chart::of(words, division);
    let get = |name: &'static str| words.catalogue().get(name);
    let title = |bar: &Bar| {
        let value = words.survey().values().nth(bar.value);
        value.map_or("", |value| value.title().in_language(words.language()))
    };
    let equal = if words.survey().has_groups() { "equal-groups" } else { "equal" };
    html.line("p", &[], &chart.sentence);
    html.open("table", &[]);
    html.line("caption", &[], get("profile"));
    html.open("thead", &[]);
    html.open("tr", &[]);
    for name in ["value", "your-share", equal, "difference"] {
        html.line("th", &[("scope", "col")], get(name));
    }
    html.close();
    html.close();
    html.open("tbody", &[]);
    for bar in &chart.bars {
        html.open("tr", &[]);
        html.line("th", &[("scope", "row")], title(bar));
        for cell in [&bar.share, &bar.neutral, &bar.figure] {
            html.line("td", &[], cell);
        }
        html.close();
    }
    html.close();
    html.close();
    html.open("details", &[]);
    html.line("summary", &[], get("how"));
    html.paragraphs(get("how-text"));
    for bar in &chart.bars {
        let parts = Chart::unfold(words, division, bar.value);
        if parts.is_empty() {
            continue;
        }
        html.open("details", &[]);
        html.line("summary", &[], title(bar));
        html.open("ul", &[]);
        for part in &parts {
            html.line("li", &[], &part.text);
        }
        html.close();
        html.close();
    }
    html.close();
}

/// A problem of an answer in the words of a resident, as the widget says it: the name of the field, the title of what it
/// is about, and the sentence.
fn explain<'w>(words: &'w Words, problem: &Problem) -> (String, Option<&'w str>, String) {
    let (catalogue, survey) = (words.catalogue(), words.survey());
    let mut steps = problem.path.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
    let (part, id) = (steps.next().unwrap_or_default(), steps.next());
    let field = id.as_ref().map_or(part.clone(), |id| format!("{part}.{id}"));
    if is_stale(problem) {
        return (field, None, catalogue.get("stale").to_owned());
    }
    if !is_known(words, problem) {
        let sentence = catalogue.say("strange", &[("field", &field)]);
        return (field, None, sentence);
    }
    let id = id.unwrap_or_default();
    let title = match part.as_str() {
        "answers" => survey.question_with(&id).map(|at| survey.question_at(at).title()),
        _ => survey.scenario_with(&id).map(|at| survey.scenario(at).title()),
    };
    let title = title.map(|title| title.in_language(words.language()));
    let about = match part.as_str() {
        "idea" => Some(catalogue.get("idea")),
        "code" => Some(catalogue.get("code")),
        _ => title,
    };
    (field, about, words.explain(problem))
}

/// Whether a problem is that the form is of another survey, or of another version.
fn is_stale(problem: &Problem) -> bool {
    matches!(problem.code, Code::OtherSurvey | Code::OtherVersion | Code::OtherDigest | Code::Missing)
}

/// Whether there are words for a problem: those that nobody causes by filling in a form have none.
fn is_known(words: &Words, problem: &Problem) -> bool {
    words.catalogue().names().any(|name| name == problem.code.name())
}
