//! The build tool: with Rust and Node on the machine, `cargo xtask COMMAND` does the rest, from a fresh clone on.

mod boundary;
mod child;
mod docs;
mod files;
mod integrity;
mod package;
mod pkg_tests;
mod sbom;
mod serve;
mod setup;
mod sizes;
mod slim;
mod test;

use std::{env, process::ExitCode};

use anyhow::{Context as _, Result};

const HELP: &str = "\
cargo xtask COMMAND: sets up what it needs, then

  serve [SURVEY] [OPTION]…  runs a survey with a collector on this machine; options go to `mienskip serve`
  test [--long]             runs every check and every test; --long for the large counts
  package                   makes the npm package (target/npm), the build for a CDN (target/cdn) and the demonstration
                            site (target/site), with their hashes, sizes and bill of materials
  docs                      brings the tables of the readme and the report of the public surface (api/) up to date
  bench                     measures the package beside other pages for the same survey
  load                      measures the collector beside a receiver in Node
  picture                   makes the picture of the readme
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(arguments: &[&str]) -> Result<ExitCode> {
    let started_in = env::current_dir().context("the current folder cannot be found")?;
    // Every path in this tool starts at the root of the repository.
    env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .context("the repository is no longer where this tool was built: run `cargo xtask` inside it")?;

    match arguments {
        ["serve", "--help" | "-h"] | ["help" | "--help" | "-h"] | [] => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        ["serve", rest @ ..] => serve::run(&started_in, rest),
        ["test"] => Ok(test::run(false)),
        ["test", "--long"] => Ok(test::run(true)),
        ["package"] => package::run(),
        ["docs"] => docs::run(),
        ["bench"] => pkg_tests::script("bench.js", setup::for_bench()?),
        ["load"] => pkg_tests::load(setup::for_load()?),
        ["picture"] => pkg_tests::script("picture.js", setup::for_picture()?),
        _ => {
            eprint!("{HELP}");
            Ok(ExitCode::from(2))
        }
    }
}
