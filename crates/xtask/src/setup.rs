//! Setting up what a fresh clone lacks, saying so in one line each: Rust and Node must be there, the rest comes by itself.

use std::{env, fs, path::PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use crate::child::{self, capture, cargo, command, npm};

/// What `cargo xtask package` needs.
pub(crate) fn for_package() -> Result<()> {
    wasm_target()?;
    node()?;
    node_modules("www")
}

/// What the checks of `cargo xtask test` need beside it.
pub(crate) fn for_checks() -> Result<()> {
    for (component, tool) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if !capture(cargo(&[tool, "--version"]))?.success {
            println!("adding {component}");
            child::run(command("rustup", &["component", "add", component]))?;
        }
    }
    Ok(())
}

/// What runs the package in Node and in a browser, and the browser's path.
pub(crate) fn for_pkg_tests() -> Result<PathBuf> {
    node_modules("pkg-tests")?;
    chromium()
}

/// The tools that build the projects of the tests.
pub(crate) fn for_projects() -> Result<()> {
    node_modules("pkg-tests/projects")
}

/// A Rust that has the target already, by whatever way, needs no rustup.
fn wasm_target() -> Result<()> {
    let libraries =
        child::run(command("rustc", &["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]))?;
    if fs::exists(libraries.trim())? {
        return Ok(());
    }
    println!("adding the wasm target");
    child::run(command("rustup", &["target", "add", "wasm32-unknown-unknown"]))
        .context("this Rust cannot compile for wasm32-unknown-unknown")?;
    Ok(())
}

/// What the compiler says of itself.
pub(crate) fn rustc(field: &str) -> Result<String> {
    let said = child::run(command("rustc", &["-vV"]))?;
    let found = said.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(": "));
    Ok(found.with_context(|| format!("rustc -vV does not say `{field}`"))?.to_owned())
}

fn node() -> Result<()> {
    let version = child::run(command("node", &["--version"]))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    ensure!(major >= Some(20), "Node {} is too old: install Node 20 or newer", version.trim());
    Ok(())
}

/// npm writes its own note of what it installed last of all, so a broken-off run counts as none.
fn node_modules(folder: &str) -> Result<()> {
    let changed = |path: &str| fs::metadata(format!("{folder}/{path}")).and_then(|file| file.modified());
    let wanted = changed("package-lock.json").with_context(|| format!("{folder}/package-lock.json"))?;
    if changed("node_modules/.package-lock.json").is_ok_and(|installed| installed >= wanted) {
        return Ok(());
    }
    println!("npm ci in {folder}");
    let mut install = npm(&["ci"]);
    install.current_dir(folder);
    child::run(install)?;
    Ok(())
}

/// The browser named by CHROMIUM, or the one on the PATH, or Debian's.
fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(found) = on_path("chromium") {
        return Ok(found);
    }
    let root = cfg!(unix) && child::run(command("id", &["-u"]))?.trim() == "0";
    if !root || on_path("apt-get").is_none() {
        bail!(
            "the browser tests need Chromium: install the package `chromium`, \
             or set CHROMIUM to the path of such a browser"
        );
    }
    println!("installing the package chromium");
    child::run(command("apt-get", &["update"]))?;
    let mut install = command("apt-get", &["install", "-y", "--no-install-recommends", "chromium"]);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    child::run(install)?;
    on_path("chromium").context("the package chromium was installed, but there is no `chromium` on the PATH")
}

fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|file| file.is_file())
}
