//! What runs against the built package, in Node and in a browser: its tests, its measurements, its picture.

use std::{
    env::{self, consts::EXE_SUFFIX},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Result, ensure};

use crate::{
    child::{self, Finished, capture, cargo, command, hand_over},
    files, package,
    setup::Places,
};

/// Makes the package and all that goes with it, then runs a script of `pkg-tests`.
pub(crate) fn script(name: &str, programs: Places) -> Result<ExitCode> {
    let path = format!("pkg-tests/{name}");
    ensure!(Path::new(&path).exists(), "{path} is missing");
    package::run()?;
    command_line()?;
    hand_over(node(&[&path], programs)?)
}

/// Measures how many answers a second the collector stores, built as for a release.
pub(crate) fn load(programs: Places) -> Result<ExitCode> {
    package::run()?;
    child::run(cargo(&["build", "--release", "--package", "mienskip-cli", "--bin", "mienskip"]))?;
    let mut node = node(&["pkg-tests/load.js"], programs)?;
    node.env("MIENSKIP_BIN", env::current_dir()?.join(format!("target/release/mienskip{EXE_SUFFIX}")));
    hand_over(node)
}

/// Builds the `mienskip` command, which some of the tests start.
pub(crate) fn command_line() -> Result<()> {
    child::run(cargo(&["build", "--package", "mienskip-cli", "--bin", "mienskip"]))?;
    Ok(())
}

/// Runs the tests in Node's own runner; the package, the command and the programs must be there.
pub(crate) fn run(programs: Places, long: bool) -> Result<Finished> {
    let tests = files::ending_in("pkg-tests", &[".test.js"])?;
    ensure!(!tests.is_empty(), "pkg-tests has no *.test.js");
    // Two files at a time: most of a test is waiting for a browser.
    let mut node = node(&["--test", "--test-reporter=spec", "--test-concurrency=2"], programs)?;
    if !long {
        // Twenty minutes for a file of tests: a browser that never answers must not hold up the whole run.
        node.arg("--test-timeout=1200000");
    }
    node.args(tests);
    long_counts(&mut node, long);
    capture(node)
}

/// Tells a test runner whether the large counts are wanted.
pub(crate) fn long_counts(runner: &mut Command, long: bool) {
    if long {
        runner.env("MIENSKIP_LONG", "1");
    } else {
        runner.env_remove("MIENSKIP_LONG");
    }
}

/// Node, with the places of everything that was built, and of the programs that it starts.
fn node(arguments: &[&str], programs: Places) -> Result<Command> {
    let root: PathBuf = env::current_dir()?;
    let mut node = command("node", arguments);
    node.env("MIENSKIP_BIN", root.join(format!("target/debug/mienskip{EXE_SUFFIX}")))
        .env("MIENSKIP_NPM", root.join("target/npm"))
        .env("MIENSKIP_SITE", root.join("target/site"))
        .envs(programs);
    Ok(node)
}
