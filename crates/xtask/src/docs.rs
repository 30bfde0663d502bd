//! `cargo xtask docs`: the custom-elements manifest, the tables of the readme and the report of the public surface, all
//! written by `api/run.js` from the sources, so that none of them is kept up by hand.

use std::{env, env::consts::EXE_SUFFIX, process::ExitCode};

use anyhow::Result;

use crate::{
    child::{self, command},
    files, package, pkg_tests, setup,
};

/// Brings what is kept in the repository up to date, and says what that was.
pub(crate) fn run() -> Result<ExitCode> {
    setup::for_package()?;
    println!("building the package");
    let sizes = package::build()?;
    files::write("README.md", &sizes.write_readme(&files::read("README.md")?)?)?;
    pkg_tests::command_line()?;
    print!("{}", written("write")?);
    Ok(ExitCode::SUCCESS)
}

/// Fails when what is kept in the repository is not what the sources say; the package and the command must be there.
pub(crate) fn check() -> Result<()> {
    written("check").map(drop)
}

/// Puts the manifest into the package.
pub(crate) fn manifest() -> Result<()> {
    child::run(command("node", &["api/run.js", "manifest", "target/npm/custom-elements.json"])).map(drop)
}

fn written(task: &str) -> Result<String> {
    let mut node = command("node", &["api/run.js", task]);
    node.env("MIENSKIP_BIN", env::current_dir()?.join(format!("target/debug/mienskip{EXE_SUFFIX}")));
    child::run(node)
}
