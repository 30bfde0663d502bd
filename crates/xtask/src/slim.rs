//! What no browser needs of a module goes: what Rust says when it panics, and the data that only this speaks of.
//!
//! A panic traps with or without its words, and no one would read them; making them takes a tenth of the module.

use std::collections::HashSet;

use anyhow::{Context as _, Result, ensure};
use walrus::{
    ConstExpr, DataKind, FunctionId, InstrLocId, Module,
    ir::{self, Unreachable, Value, Visitor, dfs_in_order},
};

use crate::{
    boundary,
    child::{self, npm_bin},
};

/// What wasm-opt does, and does not: a function with one caller stays one (inside it, it is shorter by itself and 4 %
/// longer compressed); what is the same twice in a function stays so (keeping it at hand compresses worse); data
/// stays in one piece (zeros compress to nothing). First the flow of every function is taken apart and laid out anew,
/// which makes it a little shorter than the compiler's.
/// No feature flags: wasm-opt reads from the file which features the compiler used, and asking for all of them gives a
/// file that browsers refuse.
const OPTIMISE: [&str; 7] = [
    "--flatten",
    "--rereloop",
    "-Oz",
    "--converge",
    "--one-caller-inline-max-function-size=20",
    "--skip-pass=local-cse",
    "--skip-pass=memory-packing",
];

/// Parts of the names of the functions that a panic calls, or that make its words.
const PANICS: [&str; 13] = [
    "core::fmt::",
    "core::panicking",
    "slice_error_fail",
    "slice_index_fail",
    "len_mismatch_fail",
    "assert_failed",
    "expect_failed",
    "unwrap_failed",
    "capacity_overflow",
    "handle_alloc_error",
    "raw_vec::handle_error",
    "wasm_bindgen::throw_str",
    "wasm_bindgen::expect_throw",
];

/// Makes a module small: from what wasm-bindgen wrote, linked with a segment for every constant, to what is sent.
pub(crate) fn slim(from: &str, to: &str) -> Result<()> {
    let mut module = read(from)?;
    let pointed_at = constants(&module);
    silence_panics(&mut module)?;
    boundary::rename(&mut module)?;
    write(&mut module, from)?;
    optimise(from, from, &["--debuginfo"])?;
    let mut module = read(from)?;
    drop_data(&mut module, &pointed_at)?;
    write(&mut module, from)?;
    optimise(from, to, &["--strip-debug", "--strip-producers", "--strip-target-features"])
}

fn read(path: &str) -> Result<Module> {
    Module::from_file(path).with_context(|| format!("{path} cannot be read as a module"))
}

fn write(module: &mut Module, path: &str) -> Result<()> {
    module.emit_wasm_file(path).with_context(|| format!("{path} cannot be written"))
}

fn optimise(from: &str, to: &str, extra: &[&str]) -> Result<()> {
    let arguments = [&OPTIMISE, extra, &[from, "--output", to]].concat();
    child::run(npm_bin("wasm-opt", &arguments))?;
    Ok(())
}

/// Lets the functions that a panic calls stop at once.
fn silence_panics(module: &mut Module) -> Result<()> {
    let panics = |name: &str| PANICS.iter().any(|panic| without_crate_hashes(name).contains(panic));
    let found: Vec<FunctionId> = module
        .funcs
        .iter_local()
        .map(|(id, _)| id)
        .filter(|id| module.funcs.get(*id).name.as_deref().is_some_and(panics))
        .collect();
    ensure!(!found.is_empty(), "no function has the name of a panic: they cannot be found");
    for id in found {
        let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let entry = function.entry_block();
        let block = function.block_mut(entry);
        block.instrs.clear();
        block.instrs.push((Unreachable {}.into(), InstrLocId::default()));
    }
    walrus::passes::gc::run(module);
    Ok(())
}

/// `core[0123abcd]::panicking` as `core::panicking`.
fn without_crate_hashes(name: &str) -> String {
    let parts = name.split('[').map(|part| part.split_once(']').map_or(part, |(_, after)| after));
    parts.collect()
}

/// Every number in the code that may be an address.
fn constants(module: &Module) -> HashSet<u32> {
    #[derive(Default)]
    struct Addresses(HashSet<u32>);
    impl Visitor<'_> for Addresses {
        fn visit_const(&mut self, constant: &ir::Const) {
            match constant.value {
                Value::I32(number) => {
                    self.0.insert(number as u32);
                }
                // Two words that are stored at once.
                Value::I64(number) => self.0.extend([number as u32, (number >> 32) as u32]),
                _ => {}
            }
        }

        fn visit_load(&mut self, load: &ir::Load) {
            self.0.insert(load.arg.offset as u32);
        }

        fn visit_store(&mut self, store: &ir::Store) {
            self.0.insert(store.arg.offset as u32);
        }
    }
    let mut found = Addresses::default();
    for (_, function) in module.funcs.iter_local() {
        dfs_in_order(&mut found, function, function.entry_block());
    }
    found.0
}

/// A constant of the program: where it lies in memory, and its bytes.
type Segment = (usize, Vec<u8>);

/// Blanks the data that something pointed at before and nothing does now, and joins all data in one piece.
///
/// What nothing ever pointed at stays: it may be reached from beside it.
fn drop_data(module: &mut Module, pointed_at: &HashSet<u32>) -> Result<()> {
    let mut segments: Vec<Segment> = Vec::new();
    for data in module.data.iter() {
        let start = start_of(&data.kind).context("a piece of data has no fixed place")?;
        segments.push((start, data.value.clone()));
    }
    segments.sort();
    ensure!(segments.len() > 1, "the data is in one piece already: link with --no-merge-data-segments");
    let (before, after) = (reached(&segments, pointed_at), reached(&segments, &constants(module)));
    let base = segments[0].0;
    let mut joined = Vec::new();
    for (at, (start, bytes)) in segments.iter().enumerate() {
        if !before[at] || after[at] {
            joined.resize(start - base, 0);
            joined.extend(bytes);
        }
    }
    let mut ids = module.data.iter().map(walrus::Data::id).collect::<Vec<_>>().into_iter();
    let first = module.data.get_mut(ids.next().context("there is no data")?);
    if let DataKind::Active { offset, .. } = &mut first.kind {
        *offset = ConstExpr::Value(Value::I32(i32::try_from(base)?));
    }
    first.value = joined;
    for id in ids {
        module.data.delete(id);
    }
    Ok(())
}

fn start_of(kind: &DataKind) -> Option<usize> {
    match kind {
        DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } => usize::try_from(*start).ok(),
        _ => None,
    }
}

/// Which segments the code points at, or a segment that it points at, and so on.
fn reached(segments: &[Segment], addresses: &HashSet<u32>) -> Vec<bool> {
    let mut reached = vec![false; segments.len()];
    let mut open: Vec<usize> = addresses.iter().map(|address| *address as usize).collect();
    while let Some(address) = open.pop() {
        let after = segments.partition_point(|(start, _)| *start <= address);
        let Some(at) = after.checked_sub(1) else { continue };
        let (start, bytes) = &segments[at];
        if address < start + bytes.len() && !reached[at] {
            reached[at] = true;
            let words =
                bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
            open.extend(words.map(|word| word as usize));
        }
    }
    reached
}
