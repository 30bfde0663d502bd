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
        out.push('-');
    }
    push_natural(out, number.unsigned_abs());
}

fn push_natural(out: &mut String, number: u128) {
    let tens = number / 10;
    if tens > 0 {
        push_natural(out, tens);
    }
    out.push((b'0' + (number - 10 * tens) as u8) as char);
}
