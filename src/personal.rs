//! What in a text looks like it says who wrote it, so that a resident can be told before it is sent. A hint, never a
//! rule: nobody is stopped, and nothing here is sure.

/// A kind of personal data that a text may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// An e-mail address: something on both sides of an @.
    Email,
    /// A bank account number: two capitals, two digits, and eleven or more of either.
    Iban,
    /// A telephone number: ten digits of which the first is 0, or ten or more after a + or 00.
    Phone,
    /// A Dutch postcode: four digits and two capitals.
    Postcode,
    /// A citizen service number: nine digits that pass its check (each weighs 9 to 2, the last −1; a multiple of 11).
    Bsn,
    /// A name, after words that announce one.
    Name,
}

impl Personal {
    /// The first kind that a text seems to hold, in the order above. `signs` are the words that announce a name, each
    /// with a `|` after it; a name follows with anything but a small letter of a to z.
    ///
    /// ```
    /// use mienskip::Personal;
    ///
    /// let found = |text| Personal::find(text, "my name is |");
    /// assert_eq!(found("Call me: 06 - 12 34 56 78"), Some(Personal::Phone));
    /// assert_eq!(found("My name is Jelle"), Some(Personal::Name));
    /// assert_eq!(found("Save 4,000,000 euro before 2030"), None);
    /// ```
    pub fn find(text: &str, signs: &str) -> Option<Personal> {
        let bytes = text.as_bytes();
        let mut found = None;
        let mut note = |kind: Personal| {
            if found.is_none_or(|before| kind as u8 <= before as u8) {
                found = Some(kind);
            }
        };
        for at in 0..bytes.len() {
            let before = if at > 0 { bytes[at - 1] } else { b' ' };
            let here = bytes.get(at..).unwrap_or_default();
            if here[0] == b'@' && is_word(before) && here.get(1).is_some_and(|after| is_word(*after)) {
                note(Personal::Email);
            }
            if is_word(before) {
                continue;
            }
            if let Some(kind) = number(here, before) {
                note(kind);
            }
            if is_account(here) {
                note(Personal::Iban);
            }
            if announces(here, signs.as_bytes()) {
                note(Personal::Name);
            }
        }
        found
    }

    /// The name of the message that says so.
    pub fn name(self) -> &'static str {
        match self {
            Personal::Email => "seems-email",
            Personal::Phone => "seems-phone",
            Personal::Postcode => "seems-postcode",
            Personal::Iban => "seems-iban",
            Personal::Bsn => "seems-bsn",
            Personal::Name => "seems-name",
        }
    }
}

/// A letter, a digit, or a part of a character that is not ASCII.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// What the digits at the beginning of a text may be. Between them there may be a space, hyphens, brackets.
fn number(text: &[u8], before: u8) -> Option<Personal> {
    let (mut count, mut gap, mut after) = (0, 0, 0);
    let (mut sum, mut first, mut second) = (0, 0, 0);
    for (at, byte) in text.iter().enumerate() {
        if byte.is_ascii_digit() {
            let digit = i32::from(byte - b'0');
            match count {
                0 => first = digit,
                1 => second = digit,
                _ => {}
            }
            sum += digit * if count == 8 { -1 } else { 9 - count };
            (count, gap, after) = (count + 1, 0, at + 1);
        } else if count == 0 || gap == 3 || !matches!(byte, b' ' | b'-' | b'(' | b')') {
            break;
        } else {
            gap += 1;
            // Postcodes are written with a space or none, and then their capitals follow.
            if count == 4 && is_postcode(text.get(at + 1..).unwrap_or_default()) {
                break;
            }
        }
    }
    let abroad = before == b'+' || first == 0 && second == 0;
    match count {
        10.. if abroad => Some(Personal::Phone),
        10 if first == 0 => Some(Personal::Phone),
        9 if sum % 11 == 0 && sum > 0 => Some(Personal::Bsn),
        4 if first > 0 => {
            let rest = text.get(after..).unwrap_or_default();
            let letters = rest.strip_prefix(b" ").unwrap_or(rest);
            is_postcode(letters).then_some(Personal::Postcode)
        }
        _ => None,
    }
}

/// Whether a text begins with two capitals and no more.
fn is_postcode(text: &[u8]) -> bool {
    text.len() > 1
        && text[0].is_ascii_uppercase()
        && text[1].is_ascii_uppercase()
        && !text.get(2).is_some_and(|after| is_word(*after))
}

/// Whether a text begins as the number of a bank account does.
fn is_account(text: &[u8]) -> bool {
    let mut count = 0;
    for byte in text {
        let fits = match count {
            0 | 1 => byte.is_ascii_uppercase(),
            2 | 3 => byte.is_ascii_digit(),
            _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        };
        if fits {
            count += 1;
        } else if *byte != b' ' || count < 4 {
            break;
        }
    }
    count >= 15
}

/// Whether a text begins with one of these signs and then a name.
fn announces(text: &[u8], signs: &[u8]) -> bool {
    let mut matched = Some(0);
    for sign in signs {
        if *sign == b'|' {
            if let Some(end) = matched
                && text.get(end).is_some_and(|after| is_word(*after) && !after.is_ascii_lowercase())
            {
                return true;
            }
            matched = Some(0);
        } else {
            matched = matched.filter(|at| text.get(*at).is_some_and(|byte| byte.eq_ignore_ascii_case(sign)));
            matched = matched.map(|at| at + 1);
        }
    }
    false
}
