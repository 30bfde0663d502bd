//! The hundred dots: every point is one dot in the colour of its scenario, as the path data of an SVG.
//!
//! They stand in twenty columns of five and fill column by column, because the buttons move five points: a
//! press is a column. With another total than 100 the same picture is a strip of the same proportions.

use crate::digits::push_digits;
use alloc::string::String;
use alloc::vec::Vec;

/// How many dots stand above each other.
const ROWS: i64 = 5;
/// How many columns there are.
const COLUMNS: i64 = 20;

/// The picture of a division.
///
/// The coordinates are dots: a dot is drawn as a stroke of no length with a round cap. The picture is 20 wide
/// and 5 high; what is too much stands below it, from 6 down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dots {
    /// Whether it is a strip, to be filled instead of stroked.
    pub strip: bool,
    /// The places of all points, taken or left: the open circles below the others.
    pub all: String,
    /// The points of each scenario, in the order given.
    pub scenarios: Vec<String>,
    /// What is divided too much.
    pub extra: String,
}

impl Dots {
    /// Draws points in the order they are given, of which `total` can be divided.
    ///
    /// ```
    /// let dots = mienskip::Dots::of(&[2, 1], 100);
    /// assert_eq!(dots.scenarios, ["M.5 .5h0m0 1h0", "M.5 2.5h0"]);
    /// assert_eq!(dots.extra, "");
    /// ```
    pub fn of(points: &[i64], total: i64) -> Dots {
        let strip = total != ROWS * COLUMNS;
        let mut at = 0;
        let mut scenarios = Vec::new();
        for points in points {
            let end = at + points;
            scenarios.push(draw(at.min(total), end.min(total), total, 0));
            at = end;
        }
        // A second picture as large as the first is the most that is drawn.
        let extra = draw(0, (at - total).max(0).min(total), total, ROWS + 1);
        Dots { strip, all: draw(0, total, total, 0), scenarios, extra }
    }
}

/// What stands from one place up to another, of so many, this far down: as dots, or as a part of the strip in
/// thousandths of a dot.
fn draw(from: i64, to: i64, total: i64, top: i64) -> String {
    let mut path = String::new();
    if total == ROWS * COLUMNS {
        for at in from..to {
            if at == from || at % ROWS == 0 {
                path.push_str("M");
                push_middle(&mut path, at / ROWS);
                path.push_str(" ");
                push_middle(&mut path, at % ROWS + top);
                path.push_str("h0");
            } else {
                path.push_str("m0 1h0");
            }
        }
    } else if from < to {
        let across = |place: i64| (place * COLUMNS * 1000) as u64 / total as u64;
        path.push_str("M");
        push_digits(&mut path, across(from).into());
        path.push_str(" ");
        push_digits(&mut path, (top * 1000).into());
        path.push_str("v5000H");
        push_digits(&mut path, across(to).into());
        path.push_str("v-5000z");
    }
    path
}

/// Appends the middle of a column or a row: `.5` is half a byte shorter a hundred times than `0.5`, and as valid.
fn push_middle(path: &mut String, place: i64) {
    if place > 0 {
        push_digits(path, place.into());
    }
    path.push_str(".5");
}
