//! The names by which `www/load.js` and the module know each other, instead of the script wasm-bindgen generates: that
//! one serves every type there is, and only texts cross here.

use anyhow::{Context as _, Result, ensure};
use walrus::{ExportId, ImportId, Module};

/// How the script that wasm-bindgen generates calls the module and is called by it. `www/load.js` does the same: where
/// a line is not found, compare the two.
const CALLS: [&str; 9] = [
    "const ptr = malloc(buf.length, 1) >>> 0;",
    "ptr0 = passStringToWasm0(",
    "const ret = wasm.core_new(ptr0, len0, ptr1, len1);",
    "const ret = wasm.core_call(this.__wbg_ptr, ptr0, len0, ptr1, len1);",
    "return ret >>> 0;",
    "wasm.__wbg_core_free(ptr, 0);",
    "parse(getStringFromWasm0(arg0, arg1));",
    "write(arg0, getArrayU8FromWasm0(arg1, arg2));",
    "random(getArrayU8FromWasm0(arg0, arg1));",
];

/// What the script calls: as wasm-bindgen names it, and as we do.
const EXPORTS: [(&str, &str); 5] = [
    ("memory", "memory"),
    ("core_new", "open"),
    ("core_call", "call"),
    ("__wbg_core_free", "close"),
    ("__wbindgen_malloc", "malloc"),
];

/// What it has no use for: a text is encoded whole, there are no objects to start a table for, and no one asks
/// whether the module has come to a stop.
const UNUSED: [&str; 6] = [
    "__wbindgen_free",
    "__wbindgen_realloc",
    "__wbindgen_externrefs",
    "__wbindgen_start",
    "__abort_handler",
    "__instance_terminated",
];

/// What the module calls, in an object `host`; wasm-bindgen puts something before the names and behind them.
const IMPORTS: [&str; 3] = ["parse", "write", "random"];

/// Checks that `www/load.js` still says what the generated script says.
pub(crate) fn check(generated: &str) -> Result<()> {
    for call in CALLS {
        ensure!(generated.contains(call), "wasm-bindgen does not write `{call}` any more: see www/load.js");
    }
    Ok(())
}

/// Gives the module the names that `www/load.js` uses.
pub(crate) fn rename(module: &mut Module) -> Result<()> {
    let exports: Vec<ExportId> = module.exports.iter().map(walrus::Export::id).collect();
    let mut found = 0;
    for id in exports {
        let name = &mut module.exports.get_mut(id).name;
        if let Some((_, short)) = EXPORTS.iter().find(|(long, _)| long == name) {
            (*short).clone_into(name);
            found += 1;
        } else {
            ensure!(UNUSED.contains(&name.as_str()), "www/load.js does nothing with {name}");
            module.exports.delete(id);
        }
    }
    ensure!(found == EXPORTS.len(), "the module does not export all that www/load.js calls");
    walrus::passes::gc::run(module);
    let imports: Vec<ImportId> = module.imports.iter().map(walrus::Import::id).collect();
    for id in imports {
        let import = module.imports.get_mut(id);
        let name = import.name.strip_prefix("__wbg_").and_then(|name| name.rsplit_once('_'));
        let (short, _) = name.with_context(|| format!("{} is not in www/load.js", import.name))?;
        ensure!(IMPORTS.contains(&short), "{short} is not in www/load.js");
        (import.module, import.name) = ("host".to_owned(), short.to_owned());
    }
    Ok(())
}
