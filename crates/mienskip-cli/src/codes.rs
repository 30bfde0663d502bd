//! One-time codes: the organiser prints one in each letter, and each brings in one answer. Of a code that nobody has used
//! yet its hash is kept; of one that was used, nothing.

use anyhow::{Context, Result};
use mienskip::sha256;

/// The signs of a code: digits and capitals without I, L, O and U, which are read as something else (Crockford's).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many there are in one, and in each of its groups. Twelve of 32 are 60 bits: whoever tries 200 a second finds one
/// of a hundred thousand codes in some two thousand years.
const LENGTH: usize = 12;
const GROUP: usize = 4;

/// A new code, as it is printed in a letter: `K7QD-9M2X-RT4B`.
///
/// # Errors
///
/// This machine has no random bytes to give.
pub(crate) fn draw() -> Result<String> {
    let mut random = [0; LENGTH];
    getrandom::fill(&mut random).context("cannot draw random bytes")?;
    let signs: Vec<u8> = random.into_iter().map(|byte| SIGNS[usize::from(byte) % SIGNS.len()]).collect();
    let groups = signs.chunks(GROUP).map(|group| group.iter().copied().map(char::from).collect::<String>());
    Ok(groups.collect::<Vec<_>>().join("-"))
}

/// What is kept of a code, as somebody types it: in small letters or capitals, with whatever between them, and with the
/// letters that look like a digit.
pub(crate) fn hash(survey: &str, typed: &str) -> String {
    let signs =
        typed.chars().filter(char::is_ascii_alphanumeric).map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            sign => sign,
        });
    sha256(format!("mienskip-code/1 {survey} {}", signs.collect::<String>()).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let kept = hash("energie", "K7QD-9M2X-0T1B");
        for typed in ["k7qd9m2x0t1b", " K7QD 9M2X 0T1B ", "K7QD–9M2X–OTIB", "k7qd.9m2x.oTlb"] {
            assert_eq!(hash("energie", typed), kept, "{typed}");
        }
        for other in ["", "K7QD-9M2X-0T1C", "K7QD-9M2X-0T1", "K7QD-9M2X-0T1BB"] {
            assert_ne!(hash("energie", other), kept, "{other}");
        }
        assert_ne!(hash("water", "K7QD-9M2X-0T1B"), kept, "it is for one survey");
    }

    #[test]
    fn codes_are_drawn_from_all_signs_and_never_twice() {
        let codes: std::collections::HashSet<String> = (0..1000).map(|_| draw().unwrap()).collect();
        assert_eq!(codes.len(), 1000);
        let drawn: std::collections::HashSet<char> = codes.iter().flat_map(|code| code.chars()).collect();
        assert_eq!(drawn.len(), SIGNS.len() + 1);
        assert!(codes.iter().all(|code| code.split('-').map(str::len).eq([GROUP; 3])));
    }
}
