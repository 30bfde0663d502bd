//! What the core asks of the JavaScript engine it runs in (wasm only): what would weigh most to bring along.
//!
//! These are in `www/load.js`. Nothing here fails, and no JavaScript object crosses: what catches errors and keeps
//! objects would weigh more than all of this.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// The double that a text begins with, as ECMAScript reads it.
    pub(crate) fn parse(text: &str) -> f64;

    /// Writes a double as ECMAScript does; gives the number of bytes.
    pub(crate) fn write(number: f64, bytes: &mut [u8]) -> usize;

    /// Fills bytes with random ones. An engine without a source of them has no WebAssembly either.
    pub(crate) fn random(bytes: &mut [u8]);
}
