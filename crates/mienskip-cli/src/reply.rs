//! The pages that the collector itself makes for residents: the form on a page of its own, and what they hear when
//! they sent it. In their language, in the words of the widget, and without a script.

use crate::form;
use crate::html::Html;
use mienskip::{Chart, Code, Date, Json, Problem, Shown, Words};

/// The look of these pages; a page that has the form in it can use it as well.
pub(crate) const STYLE: &str = include_str!("form.css");

/// The form on a page of its own.
pub(crate) fn form_page(words: &Words) -> String {
    page(words, "", |html| form::write_page(html, words, "responses"))
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
            chart(html, words, &Chart::of(words, &response.division()));
        }
        if let Some(follow_up) = survey.follow_up() {
            html.line("h2", &[], catalogue.get("follow-up"));
            html.paragraphs(follow_up.in_language(words.language()));
        }
    })
}

/// An answer breaks rules of the survey: what is still needed.
pub(crate) fn needed(words: &Words, problems: &[Problem]) -> String {
    let heading = words.catalogue().get("needed");
    let mut said: Vec<String> = Vec::new();
    for problem in problems {
        let sentence = explain(words, problem);
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    page(words, heading, |html| {
        html.line("h1", &[], heading);
        html.open("ul", &[]);
        for sentence in &said {
            html.line("li", &[], sentence);
        }
        html.close();
        html.line("p", &[], words.catalogue().get("back"));
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
        "too-large" | "other-site" => catalogue.get(code).to_owned(),
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

/// A profile as a sentence and a table.
fn chart(html: &mut Html, words: &Words, chart: &Chart) {
    let get = |name: &'static str| words.catalogue().get(name);
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
        let value = words.survey().values().nth(bar.value);
        html.open("tr", &[]);
        html.line(
            "th",
            &[("scope", "row")],
            value.map_or("", |value| value.title().in_language(words.language())),
        );
        for cell in [&bar.share, &bar.neutral, &bar.figure] {
            html.line("td", &[], cell);
        }
        html.close();
    }
    html.close();
    html.close();
}

/// A problem of an answer in the words of a resident, as the widget says it.
fn explain(words: &Words, problem: &Problem) -> String {
    let (catalogue, survey) = (words.catalogue(), words.survey());
    let mut steps = problem.path.split('/').skip(1);
    let (part, id) = (steps.next().unwrap_or_default(), steps.next());
    let code = problem.code.name();
    if matches!(problem.code, Code::OtherSurvey | Code::OtherVersion | Code::OtherDigest | Code::Missing) {
        return catalogue.get("stale").to_owned();
    }
    if !catalogue.names().any(|name| name == code) {
        let field = id.map_or(part.to_owned(), |id| format!("{part}.{id}"));
        let field = field.replace("~1", "/").replace("~0", "~");
        return catalogue.say("strange", &[("field", &field)]);
    }
    let said = words.explain(problem);
    let id = id.unwrap_or_default();
    let title = match part {
        "answers" => survey.question_with(id).map(|at| survey.question_at(at).title()),
        "idea" => return words.about(catalogue.get("idea"), &said),
        _ => survey.scenario_with(id).map(|at| survey.scenario(at).title()),
    };
    title.map_or(said.clone(), |title| words.about(title.in_language(words.language()), &said))
}
