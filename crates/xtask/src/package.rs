//! `cargo xtask package`: from the Rust and the web side to the npm package, the demonstration site and their sizes.
//!
//! `target/stage` is where the parts meet, `target/npm` what users install, `target/site` what a server shows.

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, ensure};
use mienskip::{Code, Json, Reason};
use serde_json::{Map, Value, json};
use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

use crate::{
    boundary,
    child::{self, cargo, command, npm, npm_bin},
    docs, files, setup,
    sizes::Sizes,
    slim::slim,
};

/// Makes the package and says what it weighs.
pub(crate) fn run() -> Result<ExitCode> {
    setup::for_package()?;
    println!("building the package");
    let sizes = build()?;
    print!("{sizes}");
    sizes.check()?;
    Ok(ExitCode::SUCCESS)
}

/// Makes the package in silence; what it needs must be set up.
pub(crate) fn build() -> Result<Sizes> {
    for folder in ["target/stage", "target/npm", "target/site"] {
        files::fresh(folder)?;
    }
    wasm()?;
    messages()?;
    scripts()?;
    companions()?;
    loads()?;
    site()?;
    let sizes = Sizes::measure()?;
    files::write("target/npm-sizes.json", &format!("{:#}\n", sizes.json()))?;
    Ok(sizes)
}

/// The core, as `core.wasm`.
fn wasm() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let mut build =
        cargo(&["build", "--profile", "web", "--target", TARGET, "--package", "mienskip", "--lib"]);
    // The default stack of 1 MiB would be most of the memory; the deepest call here needs a hundredth of it.
    let mut rustflags = vec![
        "-Clink-arg=-zstack-size=65536".to_owned(),
        // A segment for every constant, so that those no longer used can be told.
        "-Clink-arg=--no-merge-data-segments".to_owned(),
    ];
    // A panic names its source file: without the folder of whoever builds. (The order of functions still depends on the
    // folder of the project, and with it some bytes.)
    let cargo_home =
        env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    if let Some(path) = cargo_home {
        rustflags.push(format!("--remap-path-prefix={}=cargo", path.display()));
    }
    build.arg("--config").arg(format!("target.{TARGET}.rustflags={rustflags:?}"));
    child::run(build)?;
    Bindgen::new()
        .input_path(format!("target/{TARGET}/web/mienskip.wasm"))
        .web(true)?
        .out_name("glue")
        .typescript(false)
        .encode_into(EncodeInto::Always)
        .remove_name_section(false)
        .remove_producers_section(true)
        .generate("target/stage")
        .context(
            "wasm-bindgen cannot read the build: is `wasm-bindgen` in Cargo.toml of this tool's version?",
        )?;
    boundary::check(&files::read("target/stage/glue.js")?)?;
    slim("target/stage/glue_bg.wasm", "target/npm/core.wasm")
}

/// The sentences of problems and refusals, and the longest text there may be, from the core itself: the headless API
/// needs them, and a page that only shows a survey does not wait for them.
fn messages() -> Result<()> {
    let problems: Map<String, Value> = Code::ALL
        .iter()
        .map(|code| (code.name().to_owned(), json!([code.severity().name(), code.template()])))
        .collect();
    let reasons: Map<String, Value> =
        Reason::ALL.iter().map(|reason| (reason.name().to_owned(), Value::from(reason.template()))).collect();
    let (problems, reasons) = (Value::from(problems), Value::from(reasons));
    let script = format!(
        "export const problems = {problems};\nexport const reasons = {reasons};\nexport const largest = {};\n",
        Json::MAX_BYTES
    );
    files::write("target/stage/messages.js", &script)
}

/// The two scripts that users import, each whole in itself. What a script fetches later stays a `new URL(…,
/// import.meta.url)`, which every bundler of theirs understands.
fn scripts() -> Result<()> {
    for entry in ["mienskip.js", "mienskip.css", "core.js"] {
        ensure!(Path::new("www").join(entry).exists(), "www/{entry} is missing: the package is made from it");
    }
    files::copy(&files::ending_in("www", &[".js"])?, "target/stage")?;
    // Nesting and the like are newer than the oldest browsers that run the scripts.
    child::run(npm_bin(
        "esbuild",
        &[
            "www/mienskip.css",
            "--minify",
            "--target=chrome96,firefox101,safari16.4",
            "--charset=utf8",
            "--outdir=target/stage",
        ],
    ))?;
    child::run(npm_bin(
        "esbuild",
        &[
            "target/stage/mienskip.js",
            "target/stage/core.js",
            "--bundle",
            "--format=esm",
            "--minify",
            "--target=es2022",
            "--charset=utf8",
            "--legal-comments=none",
            "--loader:.css=text",
            "--outdir=target/npm",
        ],
    ))?;
    Ok(())
}

/// What goes along with the scripts: types, languages, schemas, the manifests, the readme and the licence.
fn companions() -> Result<()> {
    files::copy(&files::ending_in("www", &[".d.ts"])?, "target/npm")?;
    files::copy(&files::ending_in(".", &["README.md", "LICENSE"])?, "target/npm")?;

    files::fresh("target/npm/locales")?;
    for path in files::ending_in("www/locales", &[".json"])? {
        let messages = document(&path)?;
        let name = path.file_name().unwrap_or_default();
        files::write(Path::new("target/npm/locales").join(name), &messages.to_string())?;
    }

    files::fresh("target/npm/schema")?;
    for (name, schema) in [("survey", mienskip::survey_schema()), ("response", mienskip::response_schema())] {
        let schema: Value = serde_json::from_str(&schema.to_text())?;
        files::write(Path::new("target/npm/schema").join(format!("{name}.json")), &format!("{schema:#}\n"))?;
    }

    let manifest = document(Path::new("www/package.json"))?;
    ensure!(
        manifest["version"] == env!("CARGO_PKG_VERSION"),
        "www/package.json has version {}, Cargo.toml {}: make them the same",
        manifest["version"],
        env!("CARGO_PKG_VERSION")
    );
    files::copy(&["www/package.json".into()], "target/npm")?;
    // npm itself takes out what is for this repository only; it keeps the order, which has a meaning in `exports`.
    let mut publishable = npm(&["pkg", "delete", "private", "devDependencies"]);
    publishable.current_dir("target/npm");
    child::run(publishable)?;
    docs::manifest()
}

/// Compiles the WebAssembly and imports the headless API once: a file that no engine accepts must not leave this house.
fn loads() -> Result<()> {
    const SCRIPT: &str = "
        import { readFileSync } from 'node:fs';
        new WebAssembly.Module(readFileSync('target/npm/core.wasm'));
        await import('./target/npm/core.js');
    ";
    child::run(command("node", &["--input-type=module", "--eval", SCRIPT]))
        .context("the package is built, but does not load in Node")?;
    Ok(())
}

/// The pages and example surveys, with the package in a folder beside them.
fn site() -> Result<()> {
    const OF_PAGES: [&str; 8] = [".html", "page.css", "page.js", ".svg", ".png", ".webp", ".jpg", ".ico"];
    files::copy(&files::ending_in("www", &OF_PAGES)?, "target/site")?;
    files::copy(&files::ending_in("www/surveys", &[".json"])?, "target/site/surveys")?;
    files::copy(&files::ending_in("target/npm", &[""])?, "target/site/mienskip")?;
    files::copy(&files::ending_in("target/npm/locales", &[".json"])?, "target/site/mienskip/locales")
}

fn document(path: &Path) -> Result<Value> {
    serde_json::from_str(&files::read(path)?).with_context(|| format!("{} is not JSON", path.display()))
}
