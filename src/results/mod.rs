//! Figures for the council: from many answers to what may be said of them.
//!
//! Answers go one by one into a [`Tally`], exact sums that add up in any order. [`Results`] makes of a tally the one
//! document that the terminal, the report and the page show: every figure with its interval, and nothing in it that
//! could give a person away. Where some groups answered less than others, [`Cells`] counts who answered,
//! [`Cells::rake`] finds the [`Weights`] with which the answers match stated [`Margins`], and a second tally counts
//! with those.
//!
//! - `tally`: what is kept of many answers.
//! - `estimate`: means, shares and quantiles with intervals, and where their definitions come from.
//! - `rake`: weighting to margins.
//! - `disclose`: what is hidden, so that nobody can be found.
//! - `document`: the document of results.

mod disclose;
mod document;
mod estimate;
mod rake;
mod tally;

pub use document::{LeftOut, RESULTS_FORMAT, Refused, Results, Settings};
pub use rake::{Cells, Margins, Unmet, Weights};
pub use tally::{OtherSurvey, Tally, Weight};
