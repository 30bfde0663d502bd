//! `cargo xtask test`: every check and every test, one line each, and a closing line that counts them.

use std::{
    fmt::{self, Display, Formatter},
    io::{self, Write as _},
    ops::AddAssign,
    process::{Command, ExitCode},
    time::Instant,
};

use anyhow::{Context as _, Result};

use crate::{
    child::{self, Finished, capture, cargo, tail},
    docs, files, package, pkg_tests, setup,
};

/// Runs everything, and goes on after a failure as far as that makes sense.
pub(crate) fn run(long: bool) -> ExitCode {
    let mut report = Report::default();
    if let Err(error) =
        setup::for_package().and_then(|()| setup::for_checks()).and_then(|()| setup::for_database())
    {
        println!("{error:#}");
        report.total.failed += 1;
        return report.close();
    }
    let programs = setup::for_projects().and_then(|()| setup::for_pkg_tests());

    report.check("rustfmt", || child::run(cargo(&["fmt", "--all", "--check", "--", "--color=never"])));
    report.check("clippy", || child::run(clippy(&["--workspace", "--all-targets"])));
    report.check("clippy, wasm", || {
        child::run(clippy(&["--package", "mienskip", "--lib", "--target", "wasm32-unknown-unknown"]))
    });
    report.check("rustdoc", || child::run(rustdoc()));
    report.tests("cargo test", cargo_tally, || cargo_test(long));
    let sizes = report.check("package", package::build);
    if let Some(sizes) = &sizes {
        report.check(&sizes.summary(), || sizes.check());
        report.check("sizes in the readme", || sizes.check_readme(&files::read("README.md")?));
        report.check("package, once more", package::again);
    }
    let command_line = report.check("mienskip command", pkg_tests::command_line);
    report.check("public surface", || {
        (sizes.is_some() && command_line.is_some())
            .then(docs::check)
            .context("not run, since the package or the mienskip command was not built")?
    });
    report.tests("package tests", node_tally, || {
        sizes.context("not run, since the package was not built")?;
        command_line.context("not run, since the mienskip command was not built")?;
        pkg_tests::run(programs?, long)
    });
    report.close()
}

fn clippy(scope: &[&str]) -> Command {
    let mut clippy = cargo(&["clippy", "--quiet"]);
    clippy.args(scope).args(["--", "--deny=warnings"]);
    clippy
}

fn rustdoc() -> Command {
    let mut rustdoc = cargo(&["doc", "--quiet", "--no-deps", "--workspace"]);
    rustdoc.env("RUSTDOCFLAGS", "--deny=warnings");
    rustdoc
}

/// This tool is tested apart: cargo compiles what is below it for other features when it builds the whole workspace,
/// which would take as long as building it did.
fn cargo_test(long: bool) -> Result<Finished> {
    let mut all = Finished { success: true, output: String::new() };
    for scope in [&["--workspace", "--exclude", "xtask"][..], &["--package", "xtask"]] {
        let mut test = cargo(&["test", "--quiet", "--no-fail-fast"]);
        test.args(scope);
        pkg_tests::long_counts(&mut test, long);
        let finished = capture(test)?;
        all.success &= finished.success;
        all.output += &finished.output;
    }
    Ok(all)
}

/// What happened so far; each step prints its line as it goes.
#[derive(Default)]
struct Report {
    total: Tally,
}

/// How many tests, or checks, passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Tally {
    passed: usize,
    failed: usize,
}

impl Report {
    /// A step that is one check, whatever is in it.
    fn check<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        let started = start(name);
        match work() {
            Ok(made) => {
                println!("ok {}", seconds(started));
                self.total.passed += 1;
                Some(made)
            }
            Err(error) => {
                println!("FAILED {}\n{error:#}\n", seconds(started));
                self.total.failed += 1;
                None
            }
        }
    }

    /// A step that runs tests, counted from what the runner says. One that ran no test has failed.
    fn tests(&mut self, name: &str, tally: fn(&str) -> Tally, work: impl FnOnce() -> Result<Finished>) {
        let started = start(name);
        let (tally, output) = match work() {
            Ok(finished) => (judge(&finished, tally(&finished.output)), tail(&finished.output)),
            Err(error) => (Tally { passed: 0, failed: 1 }, format!("{error:#}")),
        };
        println!("{tally} {}", seconds(started));
        if tally.failed > 0 {
            println!("{output}\n");
        }
        self.total += tally;
    }

    /// The closing line.
    fn close(self) -> ExitCode {
        println!("{}", self.total);
        if self.total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// A run that failed without a failing test (it did not compile, or it crashed) has failed once, and so has one
/// that succeeded at nothing.
fn judge(finished: &Finished, tally: Tally) -> Tally {
    let failed = match tally {
        Tally { failed: 0, .. } if !finished.success => 1,
        Tally { passed: 0, failed: 0 } => 1,
        Tally { failed, .. } => failed,
    };
    Tally { failed, ..tally }
}

/// Sums the lines `test result: ok. 5 passed; 0 failed; …`: there is one for each crate and its examples.
fn cargo_tally(output: &str) -> Tally {
    let mut tally = Tally::default();
    for line in output.lines().filter_map(|line| line.strip_prefix("test result: ")) {
        let counts = line.split_once(". ").map_or("", |(_, counts)| counts);
        tally += Tally { passed: count(counts, " passed"), failed: count(counts, " failed") };
    }
    tally
}

/// Reads the lines `ℹ pass 5`, `ℹ fail 0` and `ℹ cancelled 0` that close a run of Node's tests.
fn node_tally(output: &str) -> Tally {
    let last = |name: &str| {
        let number = |line: &str| line.strip_prefix("ℹ ")?.strip_prefix(name)?.trim().parse().ok();
        output.lines().rev().find_map(number).unwrap_or(0)
    };
    Tally { passed: last("pass "), failed: last("fail ") + last("cancelled ") }
}

/// The number before a word, in a list parted by semicolons.
fn count(counts: &str, word: &str) -> usize {
    counts.split(';').find_map(|part| part.strip_suffix(word)?.trim().parse().ok()).unwrap_or(0)
}

/// Names a step before it runs, so that a run that hangs says where.
fn start(name: &str) -> Instant {
    print!("{name:<24} ");
    _ = io::stdout().flush();
    Instant::now()
}

fn seconds(started: Instant) -> String {
    format!("({:.1} s)", started.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(success: bool) -> Finished {
        Finished { success, output: String::new() }
    }

    #[test]
    fn every_result_of_cargo_counts() {
        let output = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            \n\
            test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s\n";
        assert_eq!(cargo_tally(output), Tally { passed: 13, failed: 2 });
    }

    #[test]
    fn the_closing_lines_of_node_count() {
        let output =
            "✔ pass 9 (1ms)\nℹ pass 9 of them\nℹ tests 4\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\n";
        assert_eq!(node_tally(output), Tally { passed: 2, failed: 2 });
    }

    #[test]
    fn a_run_without_a_test_has_failed() {
        let none = Tally::default();
        assert_eq!(judge(&finished(true), none), Tally { passed: 0, failed: 1 });
        assert_eq!(judge(&finished(false), none), Tally { passed: 0, failed: 1 });
    }

    #[test]
    fn a_crash_counts_beside_what_passed() {
        let passed = Tally { passed: 5, failed: 0 };
        assert_eq!(judge(&finished(true), passed), passed);
        assert_eq!(judge(&finished(false), passed), Tally { passed: 5, failed: 1 });
        assert_eq!(judge(&finished(false), Tally { passed: 5, failed: 2 }).failed, 2);
    }
}
