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
/// and 5 high; what is too much stands below it in rows, from 6 down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dots {
    /// Whether it is a strip, to be filled instead of stroked.
    pub strip: bool,
    /// The places of all points, taken or left: the open circles below the others.
    pub all: String,
    /// The points of each scenario, in the order given.
    pub scenarios: Vec<String>,
    /// What is divided too much, at most as much again.
    pub extra: String,
    /// How high the picture is: 5, or more with what is too much.
    pub height: i64,
}

impl Dots {
    /// Draws points in the order they are given, of which `total` can be divided.
    ///
    /// ```
    /// let dots = mienskip::Dots::of(&[2, 1], 100);
    /// assert_eq!(dots.scenarios, ["M0.5 0.5h0M0.5 1.5h0", "M0.5 2.5h0"]);
    /// assert_eq!(dots.extra, "");
    /// assert_eq!(mienskip::Dots::of(&[100, 2], 100).extra, "M0.5 6.5h0M1.5 6.5h0");
    /// ```
    pub fn of(points: &[i64], total: i64) -> Dots {
        let strip = total != ROWS * COLUMNS;
        let mut at = 0;
        let mut scenarios = Vec::new();
        for points in points {
            let end = at + points;
            scenarios.push(draw(at.min(total), end.min(total), total));
            at = end;
        }
        // A second picture as large as the first is the most that is drawn.
        let over = (at - total).max(0).min(total);
        let rows = if strip { ROWS } else { (over + COLUMNS - 1) / COLUMNS };
        let height = if over > 0 { ROWS + 1 + rows } else { ROWS };
        let mut extra = String::new();
        if strip {
            add_part(&mut extra, 0, over, total, "6000");
        } else {
            for at in 0..over {
                add_dot(&mut extra, at % COLUMNS, ROWS + 1 + at / COLUMNS);
            }
        }
        Dots { strip, all: draw(0, total, total), scenarios, extra, height }
    }
}

/// What stands from one place up to another, of so many: as dots, column by column, or as a part of the strip.
fn draw(from: i64, to: i64, total: i64) -> String {
    let mut path = String::new();
    if total == ROWS * COLUMNS {
        for at in from..to {
            add_dot(&mut path, at / ROWS, at % ROWS);
        }
    } else {
        add_part(&mut path, from, to, total, "0");
    }
    path
}

/// A dot in the middle of a column and a row.
fn add_dot(path: &mut String, column: i64, row: i64) {
    path.push_str("M");
    push_digits(path, column.into());
    path.push_str(".5 ");
    push_digits(path, row.into());
    path.push_str(".5h0");
}

/// A part of the strip, in thousandths of a dot.
fn add_part(path: &mut String, from: i64, to: i64, total: i64, top: &str) {
    if from < to {
        let across = |place: i64| (place * COLUMNS * 1000) as u64 / total as u64;
        path.push_str("M");
        push_digits(path, across(from).into());
        path.push_str(" ");
        path.push_str(top);
        path.push_str("v5000H");
        push_digits(path, across(to).into());
        path.push_str("v-5000z");
    }
}
