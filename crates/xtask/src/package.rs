//! `cargo xtask package`: from the Rust and the web side to the npm package, the demonstration site and their sizes.
//!
//! `target/stage` is where the parts meet, `target/npm` what users install, `target/cdn` what a CDN gives to pages
//! elsewhere, `target/site` what a server shows.

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
    docs, files,
    integrity::{self, Cdn},
    sbom, setup,
    sizes::Sizes,
    slim::slim,
};

/// Makes the package and says what it weighs.
pub(crate) fn run() -> Result<ExitCode> {
    setup::for_package()?;
    println!("building the package");
    let sizes = build()?;
    print!("{sizes}");
    println!(
        "\nfrom a CDN (target/cdn), where this one hash covers all; those of every file are in target/hashes.json"
    );
    println!("{}", integrity::tag()?);
    sizes.check()?;
    Ok(ExitCode::SUCCESS)
}

/// Makes the package in silence; what it needs must be set up.
pub(crate) fn build() -> Result<Sizes> {
    for folder in ["target/stage", "target/npm", "target/cdn", "target/site"] {
        files::fresh(folder)?;
    }
    wasm()?;
    plain()?;
    messages()?;
    locales()?;
    scripts()?;
    companions()?;
    bills()?;
    cdn()?;
    loads()?;
    site()?;
    files::write("target/hashes.json", &format!("{:#}\n", integrity::all()?))?;
    let sizes = Sizes::measure()?;
    files::write("target/npm-sizes.json", &format!("{:#}\n", sizes.json()))?;
    Ok(sizes)
}

/// Makes the package once more: the same sources must give the same bytes, or no one can tell whose they are.
pub(crate) fn again() -> Result<()> {
    let before = integrity::all()?;
    build()?;
    let other = integrity::differing(&before, &integrity::all()?);
    ensure!(
        other.is_empty(),
        "built twice from the same sources, these are not the same: {}",
        other.join(", ")
    );
    Ok(())
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
    // A panic names its source file: without the folders of whoever builds, so that the same sources and the same
    // compiler give the same bytes everywhere. Where the sources of the standard library are installed, rustc names
    // those; without them it says what stands here.
    let cargo_home =
        env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    if let Some(path) = cargo_home {
        rustflags.push(format!("--remap-path-prefix={}=cargo", path.display()));
    }
    let sysroot = child::run(command("rustc", &["--print", "sysroot"]))?;
    let standard = Path::new(sysroot.trim()).join("lib/rustlib/src/rust");
    rustflags.push(format!(
        "--remap-path-prefix={}=/rustc/{}",
        standard.display(),
        setup::rustc("commit-hash")?
    ));
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

/// The scripts that users import, each whole in itself. What a script fetches later stays a `new URL(…, import.meta.url)`
/// or an `import(…)`, which every bundler of theirs understands.
fn scripts() -> Result<()> {
    for entry in ["mienskip.js", "element.js", "inline.js", "core.js", "problems.js", "mienskip.css"] {
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
    bundle(
        &["target/stage/mienskip.js", "target/stage/element.js"],
        "target/npm",
        &["--external:*/problems.js"],
    )?;
    bundle(&["target/stage/core.js", "target/stage/problems.js"], "target/npm", &[])?;

    // The one file with everything in it: the same scripts, and other files beside them.
    files::fresh("target/stage/inline/locales")?;
    files::copy(&files::ending_in("target/stage", &[".js", ".css"])?, "target/stage/inline")?;
    files::copy(&["target/npm/core.wasm".into()], "target/stage/inline")?;
    files::copy(&files::ending_in("target/npm/locales", &[".json"])?, "target/stage/inline/locales")?;
    files::write("target/stage/inline/files.js", &files::read("www/files.inline.js")?)?;
    let inside = ["--loader:.wasm=binary", "--loader:.json=text"];
    bundle(&["target/stage/inline/inline.js"], "target/npm", &inside)
}

/// Joins scripts, each with all that it imports, in as few bytes as can be.
fn bundle(scripts: &[&str], folder: &str, extra: &[&str]) -> Result<()> {
    let mut esbuild = npm_bin("esbuild", scripts);
    esbuild.args([
        "--bundle",
        "--format=esm",
        "--minify",
        "--target=es2022",
        "--charset=utf8",
        "--legal-comments=none",
        "--loader:.css=text",
        "--external:*/core.plain.js",
    ]);
    esbuild.args(extra).arg(format!("--outdir={folder}"));
    child::run(esbuild)?;
    Ok(())
}

/// The element for a CDN: its script checks the hash of every file that it fetches. Only there, for whoever bundles may
/// well compress or rename those files anew.
fn cdn() -> Result<()> {
    let cdn =
        Cdn::of(&files::read("www/files.js")?, |file| integrity::hash(Path::new("target/npm").join(file)))?;
    files::write("target/stage/files.js", &cdn.script)?;
    bundle(&["target/stage/mienskip.js"], "target/cdn", &[])?;
    for file in cdn.fetched {
        let folder = Path::new("target/cdn").join(&file);
        let folder = folder.parent().context("a file is in a folder")?;
        files::copy(&[Path::new("target/npm").join(file)], &folder.to_string_lossy())?;
    }
    Ok(())
}

/// The bills of materials: of the package, and of the command beside it.
fn bills() -> Result<()> {
    files::write("target/npm/sbom.cdx.json", &format!("{:#}\n", sbom::of_package()?))?;
    files::write("target/mienskip-command.cdx.json", &format!("{:#}\n", sbom::of_command()?))
}

/// The languages, without the room between the lines.
fn locales() -> Result<()> {
    files::fresh("target/npm/locales")?;
    for path in files::ending_in("www/locales", &[".json"])? {
        let messages = document(&path)?;
        let name = path.file_name().unwrap_or_default();
        files::write(Path::new("target/npm/locales").join(name), &messages.to_string())?;
    }
    Ok(())
}

/// The core as JavaScript, for pages that may not run WebAssembly: `instantiate(imports)` gives what a module exports.
fn plain() -> Result<()> {
    // What the conversion does not know is put in the words of the first WebAssembly.
    const LOWER: [&str; 6] = [
        "--all-features",
        "--disable-memory64",
        "--disable-multimemory",
        "--llvm-memory-copy-fill-lowering",
        "--signext-lowering",
        "--llvm-nontrapping-fptoint-lowering",
    ];
    let (lowered, script) = ("target/stage/plain.wasm", "target/stage/plain.js");
    child::run(npm_bin(
        "wasm-opt",
        &[&LOWER[..], &["-Oz", "target/npm/core.wasm", "--output", lowered]].concat(),
    ))?;
    child::run(npm_bin("wasm2js", &["--all-features", "-Oz", lowered, "--output", script]))?;
    let made = files::read(script)?;
    let body = made
        .split_once('\n')
        .filter(|(first, _)| first.starts_with("import * as host"))
        .and_then(|(_, rest)| rest.split_once("\nvar retasmFunc"))
        .map(|(body, _)| body);
    let body =
        body.context("wasm2js writes another script than this tool knows: compare target/stage/plain.js")?;
    files::write("target/stage/core.plain.js", &format!("{body}\nexport {{ asmFunc as instantiate }};\n"))?;
    let minify =
        ["target/stage/core.plain.js", "--minify", "--format=esm", "--target=es2022", "--outdir=target/npm"];
    child::run(npm_bin("esbuild", &minify))?;
    Ok(())
}

/// What goes along with the scripts: types, schemas, the manifests, the readme and the licence.
fn companions() -> Result<()> {
    files::copy(&files::ending_in("www", &[".d.ts"])?, "target/npm")?;
    files::copy(&files::ending_in(".", &["README.md", "LICENSE"])?, "target/npm")?;

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
    files::copy(&files::ending_in("www/galerij", &[".css", ".js"])?, "target/site/galerij")?;
    files::copy(&files::ending_in("www/surveys", &[".json"])?, "target/site/surveys")?;
    files::copy(&files::ending_in("www/surveys/pictures", &[".svg"])?, "target/site/surveys/pictures")?;
    files::copy(&files::ending_in("target/npm", &[""])?, "target/site/mienskip")?;
    files::copy(&files::ending_in("target/npm/locales", &[".json"])?, "target/site/mienskip/locales")
}

fn document(path: &Path) -> Result<Value> {
    serde_json::from_str(&files::read(path)?).with_context(|| format!("{} is not JSON", path.display()))
}
