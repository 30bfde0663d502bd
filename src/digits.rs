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
    push_padded(out, number.saturating_abs(), 1);
}

/// Appends a number of at least 0 with at least so many digits.
fn push_padded(out: &mut String, number: i128, mut width: usize) {
    // A word of digits at a time: words are divided in one step.
    let (high, low) = divide(number, 1_000_000_000_000_000_000);
    if high > 0 {
        push_padded(out, high, width);
        width = 18;
    }
    // From the back; a word has at most 18 digits.
    let mut bytes = [0; 18];
    let mut at = bytes.len();
    let mut rest = low as u64;
    while rest > 0 || at + width > bytes.len() {
        at -= 1;
        bytes[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    for digit in &bytes[at..] {
        out.push(*digit as char);
    }
}

/// The quotient and the remainder of a number of at least 0 by one above 0, both below 2^126.
///
/// By doubling and halving: a tenth of the code that a division of 128 bits brings along.
pub(crate) fn divide(number: i128, by: i128) -> (i128, i128) {
    let (mut part, mut unit) = (by, 1);
    while part < number {
        part += part;
        unit += unit;
    }
    let (mut quotient, mut rest) = (0, number);
    while unit > 0 {
        if rest >= part {
            rest -= part;
            quotient += unit;
        }
        part >>= 1;
        unit >>= 1;
    }
    (quotient, rest)
}
