//! Mienskip: a survey in which residents divide one hundred points over a municipality's scenarios, see at
//! once which public values that division emphasises, say why, and send the answer as JSON.
//!
//! This crate is the core, pure Rust that runs alike in the browser, in Node and on a server, and (compiled to
//! WebAssembly) the widget.
//!
//! # The way through
//!
//! A survey document becomes a [`Survey`] (checked once, then trusted); a resident's moves an [`Allocation`];
//! its points with their reasons a [`Division`]; that a [`Profile`]; and what is drawn or read out of it a
//! [`Chart`]. What the resident did becomes a response document with [`Survey::respond`], and whoever holds the
//! survey checks that document with [`Survey::verify`]: the same code on both sides. What many of them say together
//! is in [`results`].
//!
//! # Invariants
//!
//! - Nothing panics on any input: a document, an answer or a move that is wrong gives [`Problems`] or a
//!   [`Refusal`].
//! - The modules of the domain know no browser, no file and no HTTP; `widget` and `js` know no arithmetic.
//! - Ranks, ties and margins are decided in whole numbers. No float is compared.
//! - No input is clamped, and no move changes a scenario that it does not name.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod allocation;
mod chart;
mod digest;
mod digits;
mod dots;
mod json;
mod json_schema;
mod leads;
mod personal;
mod problem;
mod profile;
mod response;
pub mod results;
mod schema;
mod survey;
mod text;

#[cfg(target_arch = "wasm32")]
mod runtime {
    #[global_allocator]
    static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
        lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo) -> ! {
        core::arch::wasm32::unreachable()
    }
}
#[cfg(target_arch = "wasm32")]
mod host;
#[cfg(target_arch = "wasm32")]
mod js;
#[cfg(target_arch = "wasm32")]
mod widget;

pub use allocation::{Allocation, Change, Outcome, Reason, Refusal};
pub use chart::{Bar, Chart, Part};
pub use digest::sha256;
pub use dots::Dots;
pub use json::Json;
pub use json_schema::{response_schema, survey_schema};
pub use leads::Leads;
pub use personal::Personal;
pub use problem::{Code, Problem, Problems, Severity};
pub use profile::{Division, Fraction, METHOD, Profile, Reasons, Status, Table};
pub use response::{Answer, Fit, Prose, RESPONSE_FORMAT, Response, Stamp, receipt, redact};
pub use survey::{
    Choice, Date, Effect, Image, Kind, Organiser, Points, Question, SURVEY_FORMAT, Scenario, Shown, Survey,
    Text, Value,
};
pub use text::{Catalogue, Words, read_number};
