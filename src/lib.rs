//! Skeleton, replaced by the next commits.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn version() -> String { env!("CARGO_PKG_VERSION").to_owned() }
