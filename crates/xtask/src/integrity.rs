//! The hashes by which a page checks what it fetches, and the build for a CDN: its script carries the hash of every
//! file that it fetches later, so that the one hash on its tag covers all.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context as _, Result, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha384};

use crate::files;

/// What checks a script that is imported, where there is one.
const IMPORTED: &str = include_str!("imported.js");

/// The files of a build for a CDN: what its script fetches, and with what.
#[derive(Debug)]
pub(crate) struct Cdn {
    /// `www/files.js`, whose functions fetch with the hash of what they fetch.
    pub(crate) script: String,
    /// The files that are fetched, by their places.
    pub(crate) fetched: Vec<String>,
}

impl Cdn {
    /// Turns every place in `www/files.js` into a fetch, and every import into one, that fails when the file is another
    /// than this.
    pub(crate) fn of(script: &str, hash: impl Fn(&str) -> Result<String>) -> Result<Self> {
        let mut fetched = Vec::new();
        let script = each(script, "new URL(\"./", "\", import.meta.url)", |file, place| {
            fetched.push(file.to_owned());
            Ok(format!("fetch({place}, {{ integrity: \"{}\" }})", hash(file)?))
        })?;
        ensure!(!fetched.is_empty(), "www/files.js names no file as new URL(\"./…\", import.meta.url)");
        let places = fetched.len();
        let script = each(&script, "import(\"./", "\")", |file, _| {
            fetched.push(file.to_owned());
            Ok(format!("imported(new URL(\"./{file}\", import.meta.url), \"{}\")", hash(file)?))
        })?;
        ensure!(!script.contains("import("), "www/files.js imports something that is not beside it");
        let helper = if fetched.len() > places { IMPORTED } else { "" };
        Ok(Self { script: format!("{helper}{script}"), fetched })
    }
}

/// Puts something else for every piece of a script that begins and ends like this, given the file in it and the whole.
fn each(
    script: &str,
    begin: &str,
    end: &str,
    mut make: impl FnMut(&str, &str) -> Result<String>,
) -> Result<String> {
    let mut parts = script.split(begin);
    let mut made = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (file, rest) =
            part.split_once(end).with_context(|| format!("{begin} in www/files.js has no end"))?;
        made += &make(file, &format!("{begin}{file}{end}"))?;
        made += rest;
    }
    Ok(made)
}

/// The hash of a file as the attribute `integrity` has it (Subresource Integrity).
pub(crate) fn hash(path: impl AsRef<Path>) -> Result<String> {
    Ok(format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(files::bytes(path)?))))
}

/// The hashes of all files of the package and of the build for a CDN.
pub(crate) fn all() -> Result<Value> {
    Ok(json!({ "npm": under("target/npm")?, "cdn": under("target/cdn")? }))
}

/// The files that are not the same in two builds, or not in both.
pub(crate) fn differing(one: &Value, other: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for build in ["npm", "cdn"] {
        let files = |hashes: &Value| hashes[build].as_object().cloned().unwrap_or_default();
        let (one, other) = (files(one), files(other));
        let all: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
        names.extend(
            all.into_iter()
                .filter(|name| one.get(*name) != other.get(*name))
                .map(|name| format!("{build}/{name}")),
        );
    }
    names
}

/// What to put on a page that has the widget from a CDN.
pub(crate) fn tag() -> Result<String> {
    let integrity = hash("target/cdn/mienskip.js")?;
    Ok(format!(
        "<script type=\"module\" src=\"…/mienskip.js\" integrity=\"{integrity}\" crossorigin></script>"
    ))
}

fn under(folder: &str) -> Result<Value> {
    let mut hashes = Map::new();
    for path in files::all(folder)? {
        let name = path.strip_prefix(folder)?.components().map(|part| part.as_os_str().to_string_lossy());
        hashes.insert(name.collect::<Vec<_>>().join("/"), Value::from(hash(&path)?));
    }
    Ok(Value::from(hashes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "// Where.\nexport const core = () => new URL(\"./core.wasm\", import.meta.url);\n\
        export const locales = { nl: () => new URL(\"./locales/nl.json\", import.meta.url) };\n";

    fn cdn(script: &str) -> Result<Cdn> {
        Cdn::of(script, |file| Ok(format!("sha384-of-{file}")))
    }

    #[test]
    fn every_place_becomes_a_fetch_with_its_hash() {
        let Cdn { script, fetched } = cdn(SCRIPT).unwrap();
        assert_eq!(fetched, ["core.wasm", "locales/nl.json"]);
        assert_eq!(
            script,
            "// Where.\nexport const core = () => \
            fetch(new URL(\"./core.wasm\", import.meta.url), { integrity: \"sha384-of-core.wasm\" });\n\
            export const locales = { nl: () => \
            fetch(new URL(\"./locales/nl.json\", import.meta.url), { integrity: \"sha384-of-locales/nl.json\" }) };\n"
        );
    }

    #[test]
    fn files_that_differ_are_named() {
        let one = json!({ "npm": { "a": "1", "b": "2" }, "cdn": { "a": "1" } });
        let other = json!({ "npm": { "a": "1", "b": "3", "c": "4" }, "cdn": {} });
        assert_eq!(differing(&one, &one), [""; 0]);
        assert_eq!(differing(&one, &other), ["npm/b", "npm/c", "cdn/a"]);
    }

    #[test]
    fn an_import_is_checked_as_well() {
        let Cdn { script, fetched } =
            cdn(&format!("{SCRIPT}export const plain = () => import(\"./core.plain.js\");\n")).unwrap();
        assert_eq!(fetched, ["core.wasm", "locales/nl.json", "core.plain.js"]);
        let call = "imported(new URL(\"./core.plain.js\", import.meta.url), \"sha384-of-core.plain.js\");\n";
        assert!(script.starts_with(IMPORTED) && script.ends_with(call), "{script}");
    }

    #[test]
    fn what_would_be_fetched_without_a_hash_stops_the_build() {
        assert!(cdn("export const core = () => \"./core.wasm\";").is_err());
        assert!(cdn(&format!("{SCRIPT}export const plain = () => import(name);")).is_err());
    }
}
