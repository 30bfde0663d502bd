//! Whole numbers as decimal digits, without the formatting machinery of the standard library: that would be a
//! tenth of what a phone must fetch.

use alloc::string::String;

/// A number as text.
pub(crate) fn digits(number: i64) -> String {
    let mut text = String::new();
    push_digits(&mut text, number.into());
    text
}

/// Appends a number.
pub(crate) fn push_digits(out: &mut String, number: i128) {
    if number < 0 {
        out.push_str("-");
    }
    let (high, digit) = divide(number.saturating_abs(), 10);
    if high > 0 {
        push_digits(out, high);
    }
    push_digit(out, digit as usize);
}

/// Appends the last hexadecimal digit of a number.
///
/// As all the core it appends texts, not characters: those come with a vector of the standard library's own.
pub(crate) fn push_digit(out: &mut String, number: usize) {
    let at = number & 15;
    out.push_str("0123456789abcdef".get(at..at + 1).unwrap_or_default());
}

/// The quotient and the remainder of a number of at least 0 by one above 0, both below 2^126.
///
/// By twice as much first: a tenth of the code that a division of 128 bits brings along.
pub(crate) fn divide(number: i128, by: i128) -> (i128, i128) {
    if number < by {
        return (0, number);
    }
    let (half, rest) = divide(number, by + by);
    if rest < by { (half + half, rest) } else { (half + half + 1, rest - by) }
}
