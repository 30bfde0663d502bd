//! What the core asks of the JavaScript engine it runs in (wasm only): what would weigh most to bring along.
//!
//! Nothing here fails, and no JavaScript object crosses: what catches errors and keeps objects would weigh more than
//! all of this.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// The double that a text begins with.
    #[wasm_bindgen(js_name = parseFloat)]
    pub(crate) fn read(text: &str) -> f64;

    /// Fills bytes with random ones. An engine without a source of them has no WebAssembly either.
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    pub(crate) fn random(bytes: &mut [u8]);
}

#[wasm_bindgen(raw_module = "./host.js")]
extern "C" {
    /// Writes a double as ECMAScript does; gives the number of bytes.
    pub(crate) fn write(number: f64, bytes: &mut [u8]) -> usize;
}
