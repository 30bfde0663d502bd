//! What is said to residents: the message catalogue of a language, and plain sentences about a division.
//!
//! A catalogue is a flat JSON object. A value is a text, or one text per plural category (`one`, `other`);
//! `{name}` stands for what is filled in.

use crate::digits::digits;
use crate::json::Json;
use crate::problem::Problems;
use crate::profile::{Profile, Status};
use crate::schema::{Check, Shape, required};
use crate::survey::{Survey, Text};
use alloc::borrow::ToOwned;
use alloc::string::String;

/// The messages of one language.
///
/// ```
/// use mienskip::Catalogue;
///
/// let catalogue = Catalogue::from_json(r#"{ "points": { "one": "{n} point", "other": "{n} points" } }"#)?;
/// assert_eq!(catalogue.count("points", 1), "1 point");
/// assert_eq!(catalogue.count("points", 20), "20 points");
/// # Ok::<(), mienskip::Problems>(())
/// ```
#[derive(Clone, Debug)]
pub struct Catalogue(Json);

impl Catalogue {
    /// Reads a catalogue.
    ///
    /// # Errors
    ///
    /// Whatever is not a text, or an object with the texts `one` and `other`.
    pub fn from_json(text: &str) -> Result<Catalogue, Problems> {
        static PLURAL: Shape =
            Shape::Object(&[required("one", Shape::Text(2000)), required("other", Shape::Text(2000))]);
        let document = Json::parse(text)?;
        let mut check = Check::default();
        for (name, message) in check.map(&document) {
            if message.as_text().is_none() {
                let mark = check.enter(name);
                check.shape(message, &PLURAL, &[]);
                check.leave(mark);
            }
        }
        if check.problems.is_empty() { Ok(Catalogue(document)) } else { Err(check.problems) }
    }

    /// The names of its messages, in the order of the document.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.members().iter().map(|(name, _)| name.as_str())
    }

    /// A message as it stands; its own name if the catalogue lacks it, so that a gap shows.
    pub fn get<'c>(&'c self, name: &'c str) -> &'c str {
        self.form(name, "other")
    }

    /// A message in this plural form, if it has any.
    fn form<'c>(&'c self, name: &'c str, form: &str) -> &'c str {
        match self.0.get(name) {
            Some(Json::Text(text)) => text,
            Some(plural) => plural.str(form),
            None => name,
        }
    }

    /// A message with names filled in; a name that is not given stays as it is.
    pub fn say(&self, name: &str, fill: &[(&str, &str)]) -> String {
        fill_in(self.get(name), fill)
    }

    /// A message about a number, in the right plural form; `{n}` is the number.
    pub fn count(&self, name: &str, n: i64) -> String {
        let text = self.form(name, if n == 1 { "one" } else { "other" });
        fill_in(text, &[("n", &self.number(n))])
    }

    /// A whole number with the separators of the language; negative ones with a minus sign.
    pub fn number(&self, n: i64) -> String {
        let digits = digits(n.saturating_abs());
        let mut text = String::from(if n < 0 { "−" } else { "" });
        for (at, digit) in digits.bytes().enumerate() {
            let after = digits.len() - at;
            // Four digits stay together: 1000, but 10.000.
            if at > 0 && digits.len() > 4 && after.is_multiple_of(3) {
                text.push_str(self.get("thousands"));
            }
            text.push(digit.into());
        }
        text
    }
}

/// The words for one survey in one language.
#[derive(Clone, Debug)]
pub struct Words {
    pub(crate) survey: Survey,
    pub(crate) catalogue: Catalogue,
    /// The tag of the language.
    pub(crate) language: String,
}

impl Words {
    /// The words for a survey in the language with this tag, which should be one of both.
    pub fn new(survey: Survey, catalogue: Catalogue, language: &str) -> Words {
        Words { survey, catalogue, language: language.to_owned() }
    }

    /// A text of the survey.
    #[cfg_attr(
        not(target_arch = "wasm32"),
        expect(dead_code, reason = "only the widget shows all of a survey")
    )]
    pub(crate) fn in_language<'j>(&self, text: &'j Json) -> &'j str {
        Text::of(text).in_language(&self.language)
    }

    /// A number of points or an amount of money, with its unit: "20 points", "€ 50.000".
    pub(crate) fn amount(&self, n: i64) -> String {
        if self.survey.currency().is_some() { self.figure(n) } else { self.catalogue.count("points", n) }
    }

    /// The same, with its unit only where it cannot be missed: "20", "€ 50.000".
    pub(crate) fn figure(&self, n: i64) -> String {
        let number = self.catalogue.number(n);
        let Some(code) = self.survey.currency() else { return number };
        // The catalogue knows how a currency is written; another one is written as its code.
        let known = self.catalogue.get(code);
        let text = if known == code { "{code} {n}" } else { known };
        fill_in(text, &[("code", code), ("n", &number)])
    }

    #[cfg_attr(
        not(target_arch = "wasm32"),
        expect(dead_code, reason = "only the widget has a bar to say it in")
    )]
    /// How the division stands: what is left, what is too much, or that it is done.
    pub(crate) fn standing(&self, left: i64) -> String {
        let name = match left {
            0 => "all-divided",
            1.. => "left-of",
            _ => "too-many",
        };
        let total = self.amount(self.survey.points().total);
        self.catalogue
            .say(name, &[("left", &self.figure(left)), ("total", &total), ("amount", &self.amount(-left))])
    }

    /// What a profile says in a sentence or two, with how certain it is; `first` are its [`Words::leaders`].
    pub(crate) fn profile(&self, profile: &Profile, first: &str, points: i64) -> String {
        let name = match profile.status() {
            _ if points == 0 => return self.catalogue.get("profile-empty").to_owned(),
            Status::None => return self.catalogue.get("profile-none").to_owned(),
            Status::Weak => "profile-weak",
            Status::Ok => "profile-ok",
        };
        let margin = profile.margin();
        let certainty = match margin {
            None => "margin-never",
            Some(0) => "margin-tie",
            Some(margin) if margin * 20 <= points => "margin-close",
            Some(margin) if margin * 20 <= points * 3 => "margin-fairly",
            Some(_) => "margin-clear",
        };
        let mut text = self.catalogue.say(name, &[("values", first)]);
        text.push(' ');
        text.push_str(&self.catalogue.say(certainty, &[("amount", &self.amount(margin.unwrap_or(0)))]));
        text
    }

    /// The profile in one short line; empty when there is nothing to say.
    pub(crate) fn brief(&self, profile: &Profile, first: &str) -> String {
        match profile.status() {
            Status::None => String::new(),
            _ => self.catalogue.say("profile-brief", &[("values", first)]),
        }
    }

    /// The values that come first, as a list in words.
    pub(crate) fn leaders(&self, profile: &Profile) -> String {
        let mut more = 0;
        for at in 0..profile.len() {
            more += usize::from(profile.rank(at) == 1);
        }
        let mut list = String::new();
        for (at, value) in self.survey.values().enumerate() {
            if profile.rank(at) == 1 {
                if !list.is_empty() {
                    list.push_str(if more == 1 { self.catalogue.get("and") } else { ", " });
                }
                list.push_str(value.title().in_language(&self.language));
                more -= 1;
            }
        }
        list
    }
}

/// Reads a whole number as people type it: digits of any script in use here, with spaces, `%`, `€`, and
/// separators between groups of three. An empty text is 0. `None` for anything else, so for every fraction.
///
/// ```
/// use mienskip::read_number;
///
/// assert_eq!(read_number(" 25 % "), Some(25));
/// assert_eq!(read_number("€ 50.000"), Some(50_000));
/// assert_eq!(read_number("12,5"), None);
/// ```
pub fn read_number(text: &str) -> Option<i64> {
    let mut number: i64 = 0;
    let mut negative = false;
    // Digits since the last separator, and whether there was one.
    let (mut group, mut grouped) = (0, false);
    for c in text.chars() {
        match meaning(c) {
            Meaning::Nothing => {}
            Meaning::Digit => {
                // In every script a digit ends in what it is worth.
                let digit = c as i64 & 15;
                if number > (i64::MAX - digit) / 10 {
                    return None;
                }
                number = number * 10 + digit;
                group += 1;
            }
            Meaning::Minus if group == 0 && !negative && !grouped => negative = true,
            Meaning::Separator if group == 3 || (!grouped && (1..=3).contains(&group)) => {
                (group, grouped) = (0, true);
            }
            _ => return None,
        }
    }
    let whole = if grouped { group == 3 } else { group > 0 || !negative };
    whole.then_some(if negative { -number } else { number })
}

/// What a character means in a number.
enum Meaning {
    Digit,
    Minus,
    Separator,
    /// It is passed over.
    Nothing,
    /// This is no number.
    Other,
}

// Inlined, it would be multiplied by what the states of the reader make of each character.
#[inline(never)]
fn meaning(c: char) -> Meaning {
    match c {
        '0'..='9' | '٠'..='٩' | '۰'..='۹' => Meaning::Digit,
        '-' | '−' => Meaning::Minus,
        '.' | ',' | '\'' | '’' => Meaning::Separator,
        ' ' | '\t' | '\u{a0}' | '\u{202f}' | '%' | '€' => Meaning::Nothing,
        _ => Meaning::Other,
    }
}

/// Replaces `{name}` by what it stands for.
pub(crate) fn fill_in(text: &str, fill: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    // Where the text goes on after what was replaced.
    let mut next = 0;
    for (at, c) in text.char_indices() {
        if at >= next && c == '{' {
            for (name, value) in fill {
                let end = at + 1 + name.len();
                if text.as_bytes()[at + 1..].starts_with(name.as_bytes())
                    && text.as_bytes().get(end) == Some(&b'}')
                {
                    out.push_str(value);
                    next = end + 1;
                    break;
                }
            }
        }
        if at >= next {
            out.push(c);
        }
    }
    out
}
