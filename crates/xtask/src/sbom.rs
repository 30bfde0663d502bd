//! The software bill of materials: what is in a build and what made it, as `CycloneDX` 1.6.
//!
//! It says nothing of when or where it was made, so that the same sources give the same file.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::{
    child::{self, cargo},
    files,
    setup::rustc,
};

/// What runs in a build, what only helped to make it, and who leans on whom.
#[derive(Default)]
struct Parts {
    components: BTreeMap<String, Value>,
    dependencies: BTreeMap<String, BTreeSet<String>>,
}

/// What is in the npm package.
pub(crate) fn of_package() -> Result<Value> {
    let metadata = Metadata::read("wasm32-unknown-unknown")?;
    let mut parts = Parts::default();
    parts.add(&metadata, "mienskip", "pkg:npm/mienskip", Role::Runs)?;
    for tool in ["wasm-bindgen-cli-support", "walrus"] {
        let package = metadata.named(tool)?;
        parts.components.entry(purl(package)).or_insert(metadata.component(package, Role::Builds));
    }
    let lock: Value = serde_json::from_str(&files::read("www/package-lock.json")?)?;
    for tool in ["binaryen", "esbuild"] {
        let locked = &lock["packages"][format!("node_modules/{tool}")];
        parts.components.insert(
            format!("pkg:npm/{tool}@{}", text(&locked["version"])?),
            npm_component(tool, locked).with_context(|| format!("{tool} in www/package-lock.json"))?,
        );
    }
    parts.into_bom(&metadata, "mienskip", "pkg:npm/mienskip", "library")
}

/// What is in the `mienskip` command, on a machine like this one.
pub(crate) fn of_command() -> Result<Value> {
    let metadata = Metadata::read(rustc("host")?.as_str())?;
    let mut parts = Parts::default();
    parts.add(&metadata, "mienskip-cli", "pkg:cargo/mienskip-cli", Role::Runs)?;
    parts.into_bom(&metadata, "mienskip-cli", "pkg:cargo/mienskip-cli", "application")
}

/// Whether a part is in what runs, or only helped to make it.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Runs,
    Builds,
}

impl Parts {
    /// Adds what a package of the workspace leans on, as cargo would build it.
    fn add(&mut self, metadata: &Metadata, name: &str, reference: &str, role: Role) -> Result<()> {
        let root = metadata.named(name)?;
        self.follow(metadata, root, reference, role)?;
        // Every program of Rust has its standard library in it.
        let (version, commit) = (rustc("release")?, rustc("commit-hash")?);
        let std = format!("pkg:github/rust-lang/rust@{version}");
        self.components.insert(
            std.clone(),
            json!({
                "type": "library", "bom-ref": std, "name": "rust-std", "version": version, "purl": std,
                "description": "The Rust standard library, as the compiler brings it.",
                "scope": scope(Role::Runs), "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "properties": [{ "name": "mienskip:rustc-commit", "value": commit }],
            }),
        );
        self.dependencies.entry(reference.to_owned()).or_default().insert(std);
        Ok(())
    }

    fn follow(&mut self, metadata: &Metadata, package: &Value, reference: &str, role: Role) -> Result<()> {
        self.dependencies.entry(reference.to_owned()).or_default();
        for (id, builds) in metadata.dependencies(package)? {
            let dependency = metadata.package(&id)?;
            let reference_of_it = purl(dependency);
            self.dependencies.entry(reference.to_owned()).or_default().insert(reference_of_it.clone());
            let role = if builds || is_macro(dependency) { Role::Builds } else { role };
            let known = self.components.get(&reference_of_it);
            // What both runs and builds is looked at twice: it counts as what runs.
            if known.is_none_or(|known| role == Role::Runs && known["scope"] == scope(Role::Builds)) {
                self.components.insert(reference_of_it.clone(), metadata.component(dependency, role));
                self.follow(metadata, dependency, &reference_of_it, role)?;
            }
        }
        Ok(())
    }

    fn into_bom(self, metadata: &Metadata, name: &str, reference: &str, kind: &str) -> Result<Value> {
        let root = metadata.named(name)?;
        let dependencies: Vec<Value> = self
            .dependencies
            .iter()
            .map(|(reference, on)| json!({ "ref": reference, "dependsOn": on }))
            .collect();
        Ok(json!({
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {
                "lifecycles": [{ "phase": "build" }],
                "component": {
                    "type": kind, "bom-ref": reference, "name": name, "version": root["version"],
                    "description": root["description"], "licenses": licences(root),
                    "purl": format!("{reference}@{}", text(&root["version"])?),
                },
            },
            "components": self.components.into_values().collect::<Vec<_>>(),
            "dependencies": dependencies,
        }))
    }
}

/// What cargo knows of the workspace for one target, and the hashes of its lock file.
struct Metadata {
    packages: BTreeMap<String, Value>,
    nodes: BTreeMap<String, Value>,
    hashes: BTreeMap<(String, String), String>,
}

impl Metadata {
    fn read(target: &str) -> Result<Self> {
        let said = child::run(cargo(&[
            "metadata",
            "--quiet",
            "--locked",
            "--format-version",
            "1",
            "--filter-platform",
            target,
        ]))?;
        Self::of(&said, &files::read("Cargo.lock")?)
    }

    fn of(said: &str, lock: &str) -> Result<Self> {
        let mut metadata: Value = serde_json::from_str(said).context("cargo metadata is not JSON")?;
        let by_id = |list: Value| -> Result<BTreeMap<String, Value>> {
            let Value::Array(list) = list else { return Ok(BTreeMap::new()) };
            list.into_iter().map(|entry| Ok((text(&entry["id"])?.to_owned(), entry))).collect()
        };
        Ok(Self {
            packages: by_id(metadata["packages"].take())?,
            nodes: by_id(metadata["resolve"]["nodes"].take())?,
            hashes: hashes(lock),
        })
    }

    fn package(&self, id: &str) -> Result<&Value> {
        self.packages.get(id).with_context(|| format!("cargo metadata does not know {id}"))
    }

    fn named(&self, name: &str) -> Result<&Value> {
        let found = self.packages.values().find(|package| package["name"] == name);
        found.with_context(|| format!("cargo metadata does not know {name}"))
    }

    /// What a package leans on, and whether only its build script does. What only its tests need is left out.
    fn dependencies(&self, package: &Value) -> Result<Vec<(String, bool)>> {
        let node = self
            .nodes
            .get(text(&package["id"])?)
            .context("a package is not in the graph of cargo metadata")?;
        let mut found = Vec::new();
        for dependency in list(&node["deps"]) {
            let kinds = || list(&dependency["dep_kinds"]).iter().map(|kind| &kind["kind"]);
            if kinds().any(|kind| kind != "dev") {
                found.push((text(&dependency["pkg"])?.to_owned(), !kinds().any(Value::is_null)));
            }
        }
        Ok(found)
    }

    fn component(&self, package: &Value, role: Role) -> Value {
        let mut component = json!({
            "type": "library", "bom-ref": purl(package), "name": package["name"], "version": package["version"],
            "purl": purl(package), "scope": scope(role), "licenses": licences(package),
        });
        let key = |field: &str| package[field].as_str().unwrap_or_default().to_owned();
        if let Some(hash) = self.hashes.get(&(key("name"), key("version"))) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": hash }]);
        }
        component
    }
}

/// The hashes that Cargo.lock has of the packages of a registry, by name and version.
fn hashes(lock: &str) -> BTreeMap<(String, String), String> {
    let packages = lock.split("[[package]]").skip(1);
    let found = packages.filter_map(|package| {
        let field = |name: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "))?;
            Some(line.trim_matches('"').to_owned())
        };
        Some(((field("name")?, field("version")?), field("checksum")?))
    });
    found.collect()
}

/// A package of npm, with the hash of its lock file, which is base64 there and hex here.
fn npm_component(name: &str, locked: &Value) -> Result<Value> {
    use std::fmt::Write as _;
    let hash = text(&locked["integrity"])?.strip_prefix("sha512-").context("its hash is not SHA-512")?;
    let mut hex = String::new();
    for byte in BASE64_STANDARD.decode(hash)? {
        _ = write!(hex, "{byte:02x}");
    }
    let purl = format!("pkg:npm/{name}@{}", text(&locked["version"])?);
    Ok(json!({
        "type": "application", "bom-ref": purl, "name": name, "version": locked["version"], "purl": purl,
        "scope": scope(Role::Builds), "licenses": [{ "expression": locked["license"] }],
        "hashes": [{ "alg": "SHA-512", "content": hex }],
    }))
}

/// `CycloneDX` calls what is not reachable at run time "excluded".
fn scope(role: Role) -> &'static str {
    match role {
        Role::Runs => "required",
        Role::Builds => "excluded",
    }
}

fn purl(package: &Value) -> String {
    let field = |name: &str| package[name].as_str().unwrap_or_default();
    format!("pkg:cargo/{}@{}", field("name"), field("version"))
}

/// Some older packages write a slash where SPDX writes OR.
fn licences(package: &Value) -> Value {
    match package["license"].as_str() {
        Some(licence) => json!([{ "expression": licence.replace(" / ", " OR ").replace('/', " OR ") }]),
        None => json!([]),
    }
}

/// A macro runs inside the compiler, and so does what it leans on.
fn is_macro(package: &Value) -> bool {
    list(&package["targets"])
        .iter()
        .any(|target| list(&target["kind"]).iter().any(|kind| kind == "proc-macro"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().context("a text is missing")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A package that leans on `both` and on a macro, which leans on `both` and on `inner`; and on `tests` for its tests.
    fn metadata() -> Metadata {
        let package = |name: &str, kind: &str| {
            let targets = json!([{ "kind": [kind] }]);
            json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0", "targets": targets })
        };
        let on = |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let said = json!({
            "packages": [
                package("root", "lib"), package("both", "lib"), package("macro", "proc-macro"), package("inner", "lib"),
            ],
            "resolve": { "nodes": [
                { "id": "root", "deps": [on("macro", Value::Null), on("both", Value::Null), on("tests", json!("dev"))] },
                { "id": "macro", "deps": [on("both", Value::Null), on("inner", Value::Null)] },
                { "id": "both", "deps": [] },
                { "id": "inner", "deps": [] },
            ] },
        });
        let lock = "version = 4\n\n[[package]]\nname = \"both\"\nversion = \"1.0.0\"\nchecksum = \"00ff\"\n";
        Metadata::of(&said.to_string(), lock).unwrap()
    }

    #[test]
    fn what_runs_is_told_from_what_builds() {
        let metadata = metadata();
        let mut parts = Parts::default();
        parts.follow(&metadata, metadata.named("root").unwrap(), "root", Role::Runs).unwrap();
        let scopes: Vec<_> = parts
            .components
            .values()
            .map(|part| (part["name"].as_str().unwrap(), part["scope"].as_str().unwrap()))
            .collect();
        assert_eq!(scopes, [("both", "required"), ("inner", "excluded"), ("macro", "excluded")]);
        let both = &parts.components["pkg:cargo/both@1.0.0"];
        assert_eq!(both["hashes"], json!([{ "alg": "SHA-256", "content": "00ff" }]));
        assert_eq!(both["licenses"], json!([{ "expression": "MIT OR Apache-2.0" }]));
        assert_eq!(parts.dependencies["root"].len(), 2);
    }

    #[test]
    fn a_hash_of_npm_is_written_in_hex() {
        let locked = json!({ "version": "1.2.3", "integrity": "sha512-AAH/", "license": "MIT" });
        assert_eq!(npm_component("tool", &locked).unwrap()["hashes"][0]["content"], "0001ff");
        assert!(npm_component("tool", &json!({ "version": "1.2.3", "integrity": "sha1-AAH/" })).is_err());
    }
}
