//! Answers as a table for a spreadsheet. What residents wrote is text in it: a spreadsheet runs nothing that they did.

use super::surveys;
use crate::store::{Database, Wanted, read_all};
use anyhow::Result;
use mienskip::{Json, Survey, receipt};
use std::io::Write;

/// What a spreadsheet takes for the beginning of a formula, also in the wide forms of East Asia; and the characters
/// that would hide one of those.
const RUN: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A column: its title, and where its cells are in an answer.
struct Column {
    title: String,
    path: Vec<String>,
}

/// Writes every answer as a line, below the titles of the columns. Lines end as RFC 4180 has it.
pub(super) fn write(database: &mut dyn Database, wanted: Wanted, out: &mut dyn Write) -> Result<()> {
    let columns = columns(database)?;
    let titles = columns.iter().map(|column| cell(&column.title));
    write!(out, "receipt,{}\r\n", titles.collect::<Vec<_>>().join(","))?;
    read_all(database, wanted, |answer, _| {
        write!(out, "{}", receipt(&answer))?;
        for column in &columns {
            let found = column.path.iter().try_fold(&answer, |document, name| document.get(name));
            write!(out, ",{}", found.map_or(String::new(), as_cell))?;
        }
        write!(out, "\r\n").map_err(Into::into)
    })
}

/// The columns of every version of the survey together, each once.
fn columns(database: &mut dyn Database) -> Result<Vec<Column>> {
    let surveys = surveys(database)?;
    let mut columns: Vec<Column> = Vec::new();
    let mut add = |path: &[&str]| {
        let title = path.join(".");
        if columns.iter().all(|column| column.title != title) {
            columns.push(Column { title, path: path.iter().map(|name| (*name).to_owned()).collect() });
        }
    };
    for path in [
        &["id"][..],
        &["survey", "version"],
        &["language"],
        &["day"],
        &["source"],
        &["order"],
        &["none"],
        &["fit"],
    ] {
        add(path);
    }
    for part in ["points", "first", "reasons", "motivations"] {
        for scenario in surveys.iter().flat_map(Survey::scenarios) {
            add(&[part, scenario.id()]);
        }
    }
    add(&["idea"]);
    for question in surveys.iter().flat_map(Survey::questions) {
        add(&["answers", question.id()]);
    }
    Ok(columns)
}

/// What stands somewhere in an answer.
fn as_cell(found: &Json) -> String {
    match found {
        Json::Text(text) => cell(text),
        Json::List(items) => cell(&items.iter().filter_map(Json::as_text).collect::<Vec<_>>().join(" ")),
        // A text that is not there, or not to be shown.
        Json::Object(_) | Json::Null => String::new(),
        Json::Number(_) | Json::Bool(_) => found.to_text(),
    }
}

/// A text as a cell: in quotes where it has to be, and with an apostrophe before what would be run.
fn cell(text: &str) -> String {
    let safe =
        if text.trim_start_matches(' ').starts_with(RUN) { format!("'{text}") } else { text.to_owned() };
    if safe.contains(['"', ',', ';', '\r', '\n', '\t', '\'', ' ']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for text in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠x"]
        {
            assert_eq!(cell(text), format!("\"'{text}\""), "{text:?}");
        }
        assert_eq!(cell("=HYPERLINK(\"x\";\"y\")"), "\"'=HYPERLINK(\"\"x\"\";\"\"y\"\")\"");
        assert_eq!(cell("\u{0}=1"), "\u{0}=1");
    }

    #[test]
    fn a_cell_is_in_quotes_where_it_has_to_be() {
        assert_eq!(cell("Heeg"), "Heeg");
        assert_eq!(cell("Heeg, Gaastmeer"), "\"Heeg, Gaastmeer\"");
        assert_eq!(cell("een\r\n\"twee\""), "\"een\r\n\"\"twee\"\"\"");
        assert_eq!(cell("a;b"), "\"a;b\"");
    }
}
