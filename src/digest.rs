//! SHA-256 (FIPS 180-4), for the digest of a survey and the receipt of a response.
//!
//! Written here because it is sixty lines and a hash crate is not among the packages of the browser build;
//! the tests compare it with a well-kept implementation.

use crate::digits::push_digit;
use alloc::string::String;

/// The SHA-256 hash of some bytes, as 64 lower-case hexadecimal digits.
///
/// ```
/// assert_eq!(&mienskip::sha256(b"")[..16], "e3b0c44298fc1c14");
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    let mut state = [0; 8];
    let mut rounds = [0; 64];
    let (mut round, mut prime) = (0, 1);
    while round < 64 {
        prime = next_prime(prime);
        rounds[round] = root(prime, true);
        if round < 8 {
            state[round] = root(prime, false);
        }
        round += 1;
    }
    // After the bytes one bit, zeros, and the length in bits: whole blocks.
    // (Slices of bytes, as texts, are appended anyhow; a byte alone would bring its own code.)
    let mut padded = bytes.to_vec();
    padded.extend_from_slice(&[0x80]);
    while padded.len() % 64 != 56 {
        padded.extend_from_slice(&[0]);
    }
    let mut shift = 64;
    while shift > 0 {
        shift -= 8;
        padded.extend_from_slice(&[((bytes.len() as u64 * 8) >> shift) as u8]);
    }
    let mut at = 0;
    while at < padded.len() {
        compress(&mut state, &rounds, &padded[at..]);
        at += 64;
    }
    let mut hex = String::new();
    let mut at = 0;
    while at < 64 {
        push_digit(&mut hex, (state[at / 8] >> (28 - at % 8 * 4)) as usize);
        at += 1;
    }
    hex
}

/// Appends a byte as two lower-case hexadecimal digits.
pub(crate) fn push_hex(out: &mut String, byte: u8) {
    push_digit(out, usize::from(byte) >> 4);
    push_digit(out, byte.into());
}

/// Takes in the first 64 of these bytes.
fn compress(state: &mut [u32; 8], rounds: &[u32; 64], block: &[u8]) {
    let mut v = *state;
    // The last sixteen words of the message schedule.
    let mut w = [0u32; 16];
    let mut round = 0;
    while round < 64 {
        let at = round % 16;
        if round < 16 {
            let mut byte = 0;
            while byte < 4 {
                w[at] = w[at] << 8 | u32::from(block[4 * at + byte]);
                byte += 1;
            }
        } else {
            let (x, y) = (w[(at + 1) % 16], w[(at + 14) % 16]);
            let s0 = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
            let s1 = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
            w[at] = w[at].wrapping_add(s0).wrapping_add(w[(at + 9) % 16]).wrapping_add(s1);
        }
        let [a, b, c, _, e, f, g, h] = v;
        let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let t1 = h.wrapping_add(s1).wrapping_add(choice).wrapping_add(rounds[round]).wrapping_add(w[at]);
        let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        let mut at = 7;
        while at > 0 {
            v[at] = v[at - 1];
            at -= 1;
        }
        v[4] = v[4].wrapping_add(t1);
        v[0] = t1.wrapping_add(s0).wrapping_add(majority);
        round += 1;
    }
    let mut at = 0;
    while at < 8 {
        state[at] = state[at].wrapping_add(v[at]);
        at += 1;
    }
}

/// The first prime after this number.
fn next_prime(after: u32) -> u32 {
    let number = after + 1;
    let mut divisor = 2;
    while !number.is_multiple_of(divisor) {
        divisor += 1;
    }
    if divisor == number { number } else { next_prime(number) }
}

/// The first 32 bits after the point of the cube root or the square root of a small number: the constants of the
/// hash, which are shorter told than written out.
fn root(number: u32, cube: bool) -> u32 {
    let number = f64::from(number);
    let more = if cube { 2.0 } else { 1.0 };
    let mut root = number;
    // Newton's method; it stands still long before the end.
    for _ in 0..32 {
        let power = if cube { root * root } else { root };
        root = (root * more + number / power) / (more + 1.0);
    }
    (root * 4_294_967_296.0) as u64 as u32
}
