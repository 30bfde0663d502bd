//! `mienskip schema`: the shape of the two documents, for an editor that helps to write a survey and for a back end
//! that stores answers.

use crate::Outcome;
use anyhow::Result;
use std::io::{self, Write};

/// Print the JSON Schema of a document
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Which document
    document: Document,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Document {
    /// What is asked
    Survey,
    /// One answer to it
    Response,
}

/// Prints the schema, on one line.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let schema = match arguments.document {
        Document::Survey => mienskip::survey_schema(),
        Document::Response => mienskip::response_schema(),
    };
    writeln!(io::stdout().lock(), "{}", schema.to_text())?;
    Ok(Outcome::Fine)
}
