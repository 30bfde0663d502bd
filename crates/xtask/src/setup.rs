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

/// The database server that the tests of the collector start; they say that they skip it where it is not there, which is
/// where it cannot be installed.
pub(crate) fn for_database() -> Result<()> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    // Debian has each version in a folder of its own, and not on the PATH.
    let there = on_path("initdb").is_some()
        || versions.into_iter().any(|version| version.path().join("bin/initdb").is_file());
    if there || !may_install()? {
        return Ok(());
    }
    install_packages(&["postgresql"])
}

/// A program that the tests of the package start, and the variable that tells them where it stands.
struct Program {
    variable: &'static str,
    name: &'static str,
    package: &'static str,
}

/// Where the programs stand, each with its variable.
pub(crate) type Places = Vec<(&'static str, PathBuf)>;

const fn program(variable: &'static str, name: &'static str, package: &'static str) -> Program {
    Program { variable, name, package }
}

const CHROMIUM: Program = program("CHROMIUM", "chromium", "chromium");
const FIREFOX: Program = program("FIREFOX", "firefox-esr", "firefox-esr");
const WEBKIT_DRIVER: Program = program("WEBKIT_DRIVER", "WebKitWebDriver", "webkit2gtk-driver");
const XVFB: Program = program("XVFB", "Xvfb", "xvfb");
const PHP: Program = program("PHP", "php", "php-cli");

/// What the picture needs.
pub(crate) fn for_picture() -> Result<Places> {
    node_modules("pkg-tests")?;
    programs(&[CHROMIUM])
}

/// What the measurements need: the same, and what the other pages are made of.
pub(crate) fn for_bench() -> Result<Places> {
    node_modules("pkg-tests/bench")?;
    for_picture()
}

/// What the measurement of the collector needs: the receiver that it is measured beside.
pub(crate) fn for_load() -> Result<Places> {
    node_modules("pkg-tests/load")?;
    for_picture()
}

/// What the tests of the package need: the three engines, and a server with PHP.
pub(crate) fn for_pkg_tests() -> Result<Places> {
    node_modules("pkg-tests")?;
    programs(&[CHROMIUM, FIREFOX, WEBKIT_DRIVER, XVFB, PHP])
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

/// Each program that its variable names, or that is on the PATH; what is missing is installed, all of it at once.
fn programs(wanted: &[Program]) -> Result<Places> {
    let missing: Vec<&Program> = wanted.iter().filter(|program| place(program).is_none()).collect();
    if !missing.is_empty() {
        install(&missing)?;
    }
    let found = |program: &Program| {
        let path = place(program).with_context(|| {
            format!(
                "the package {} was installed, but there is no `{}` on the PATH",
                program.package, program.name
            )
        })?;
        Ok((program.variable, path))
    };
    wanted.iter().map(found).collect()
}

fn place(program: &Program) -> Option<PathBuf> {
    env::var_os(program.variable).map(PathBuf::from).or_else(|| on_path(program.name))
}

/// Installs Debian packages, which only root may.
fn install(missing: &[&Program]) -> Result<()> {
    let packages: Vec<&str> = missing.iter().map(|program| program.package).collect();
    let variables: Vec<&str> = missing.iter().map(|program| program.variable).collect();
    if !may_install()? {
        bail!(
            "the tests of the package need more programs: install {}, or name their paths in {}",
            packages.join(" "),
            variables.join(", ")
        );
    }
    install_packages(&packages)
}

fn may_install() -> Result<bool> {
    let root = cfg!(unix) && child::run(command("id", &["-u"]))?.trim() == "0";
    Ok(root && on_path("apt-get").is_some())
}

fn install_packages(packages: &[&str]) -> Result<()> {
    println!("installing {}", packages.join(" "));
    child::run(command("apt-get", &["update"]))?;
    let mut install = command("apt-get", &["install", "-y", "--no-install-recommends"]);
    install.args(packages).env("DEBIAN_FRONTEND", "noninteractive");
    child::run(install)?;
    Ok(())
}

fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|file| file.is_file())
}
