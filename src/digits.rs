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
    // From the back; an i128 has at most 39 digits.
    let mut bytes = [0; 39];
    let mut at = bytes.len();
    let mut rest = number.unsigned_abs();
    loop {
        at -= 1;
        bytes[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    for digit in &bytes[at..] {
        out.push(*digit as char);
    }
}
