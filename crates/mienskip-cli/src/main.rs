//! The `mienskip` command: for a municipality that checks a survey before it opens, collects the answers
//! itself, also from who has no JavaScript, and verifies what it holds.
//!
//! Each command has a file with its arguments and its work. All of them end alike: exit status 0 when the data
//! is fine, 1 when it has errors, 2 when the command could not do its work.

mod answers;
mod check;
mod clock;
mod codes;
mod collector;
mod document;
mod download;
mod envelope;
mod figures;
mod files;
mod finding;
mod form;
mod html;
mod http;
mod listen;
mod openapi;
mod place;
mod posted;
mod problem;
mod reply;
mod retention;
mod schema;
mod serve;
mod store;
mod verify;
mod words;

use clap::{Parser, Subcommand};
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// Check a survey, verify the answers to it, collect them, and make a form for who has no JavaScript.
#[derive(Parser)]
#[command(
    version,
    after_help = "Exit status: 0 the data is fine, 1 it has errors, 2 the command was used wrongly or a file cannot be read."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Arguments),
    Verify(verify::Arguments),
    Serve(serve::Arguments),
    Answers(answers::Arguments),
    Form(form::Arguments),
    Schema(schema::Arguments),
}

/// What a command that did its work says about the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It can be used; there may be warnings.
    Fine,
    /// It has errors.
    Errors,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Answers(arguments) => answers::run(&arguments),
        Command::Form(arguments) => form::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Errors) => ExitCode::from(1),
        Err(error) => {
            // Whoever reads the output may stop early (`mienskip verify … | head`); that is no news.
            let stopped = |cause: &io::Error| cause.kind() == io::ErrorKind::BrokenPipe;
            if !error.downcast_ref().is_some_and(stopped) {
                complain(format_args!("{error:#}"));
            }
            ExitCode::from(2)
        }
    }
}

/// Says something to whoever runs the command; when nobody listens there is nothing more to do.
fn complain(what: impl Display) {
    let _ = writeln!(io::stderr(), "mienskip: {what}");
}
