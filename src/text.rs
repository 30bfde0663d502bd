//! What is said to residents: the message catalogue of a language, and plain sentences about a division.
//!
//! A catalogue is a flat JSON object. A value is a text, or one text per plural category (`one`, `other`);
//! `{name}` stands for what is filled in.

use crate::json::Json;
use crate::problem::{Code, Problems};
use crate::profile::{Profile, Status};
use crate::reader::Reader;
use crate::survey::Survey;

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
pub struct Catalogue {
    /// Name, text for one, text for others.
    messages: Vec<(String, String, Option<String>)>,
}

impl Catalogue {
    /// Reads a catalogue.
    ///
    /// # Errors
    ///
    /// Whatever is not a text, or an object with the texts `one` and `other`.
    pub fn from_json(text: &str) -> Result<Catalogue, Problems> {
        let document = Json::parse(text)?;
        let mut reader = Reader::default();
        let mut messages = Vec::new();
        for (name, json) in reader.map(&document).unwrap_or_default() {
            let mark = reader.enter(name);
            let message = match json {
                Json::Text(text) => (name.clone(), text.clone(), None),
                _ => match (json.get("one"), json.get("other")) {
                    (Some(Json::Text(one)), Some(Json::Text(other))) => {
                        (name.clone(), other.clone(), Some(one.clone()))
                    }
                    _ => {
                        reader.report(Code::NotAText, "");
                        (name.clone(), String::new(), None)
                    }
                },
            };
            messages.push(message);
            reader.leave(mark);
        }
        if reader.problems.has_errors() { Err(reader.problems) } else { Ok(Catalogue { messages }) }
    }

    /// The names of its messages, in the order of the document.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.messages.iter().map(|(name, ..)| name.as_str())
    }

    /// A message as it stands; its own name if the catalogue lacks it, so that a gap shows.
    pub fn get<'c>(&'c self, name: &'c str) -> &'c str {
        self.find(name).map_or(name, |(_, text, _)| text)
    }

    /// A message with names filled in.
    pub fn say(&self, name: &str, fill: &[(&str, &str)]) -> String {
        fill_in(self.get(name), fill)
    }

    /// A message about a number, in the right plural form; `{n}` is the number.
    pub fn count(&self, name: &str, n: i64) -> String {
        let text = match self.find(name) {
            Some((_, _, Some(one))) if n == 1 => one,
            _ => self.get(name),
        };
        fill_in(text, &[("n", &self.number(n))])
    }

    /// A whole number with the separators of the language; negative ones with a minus sign.
    pub fn number(&self, n: i64) -> String {
        let digits = n.unsigned_abs().to_string();
        let mut text = String::from(if n < 0 { "−" } else { "" });
        let separator = self.get("thousands");
        for (at, digit) in digits.char_indices() {
            // Four digits stay together: 1000, but 10.000.
            if at > 0 && digits.len() > 4 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(separator);
            }
            text.push(digit);
        }
        text
    }

    fn find(&self, name: &str) -> Option<&(String, String, Option<String>)> {
        self.messages.iter().find(|(other, ..)| other == name)
    }
}

/// The words for one survey in one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'a> {
    pub(crate) survey: &'a Survey,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) language: usize,
}

impl Words<'_> {
    /// A number of points or an amount of money, with its unit: "20 points", "€ 50.000".
    pub(crate) fn amount(&self, n: i64) -> String {
        match &self.survey.points.currency {
            None => self.catalogue.count("points", n),
            Some(_) => self.figure(n),
        }
    }

    /// The same, with its unit only where it cannot be missed: "20", "€ 50.000".
    pub(crate) fn figure(&self, n: i64) -> String {
        let number = self.catalogue.number(n);
        match &self.survey.points.currency {
            None => number,
            // The catalogue knows how a currency is written; another one is written as its code.
            Some(code) => match self.catalogue.get(code) {
                unknown if unknown == code => fill_in("{code} {n}", &[("code", code), ("n", &number)]),
                known => fill_in(known, &[("n", &number)]),
            },
        }
    }

    /// How the division stands: what is left, what is too much, or that it is done.
    pub(crate) fn standing(&self, left: i64) -> String {
        let total = self.amount(self.survey.points.total);
        match left {
            0 => self.catalogue.say("all-divided", &[("total", &total)]),
            1.. => self.catalogue.say("left-of", &[("left", &self.figure(left)), ("total", &total)]),
            _ => self.catalogue.say("too-many", &[("amount", &self.amount(-left))]),
        }
    }

    /// What a profile says in a sentence or two, with how certain it is.
    pub(crate) fn profile(&self, profile: &Profile, points: i64) -> String {
        let leaders = self.leaders(profile);
        if points == 0 {
            return self.catalogue.get("profile-empty").to_owned();
        }
        let name = match profile.status() {
            Status::None => return self.catalogue.get("profile-none").to_owned(),
            Status::Weak => "profile-weak",
            Status::Ok => "profile-ok",
        };
        let mut text = self.catalogue.say(name, &[("values", &leaders)]);
        text.push(' ');
        text.push_str(&match profile.margin() {
            None => self.catalogue.get("margin-never").to_owned(),
            Some(0) => self.catalogue.get("margin-tie").to_owned(),
            Some(margin) => {
                let name = match margin * 20 {
                    close if close <= points => "margin-close",
                    fairly if fairly <= points * 3 => "margin-fairly",
                    _ => "margin-clear",
                };
                self.catalogue.say(name, &[("amount", &self.amount(margin))])
            }
        });
        text
    }

    /// The profile in one short line; empty when there is nothing to say.
    pub(crate) fn brief(&self, profile: &Profile) -> String {
        match profile.status() {
            Status::None => String::new(),
            _ => self.catalogue.say("profile-brief", &[("values", &self.leaders(profile))]),
        }
    }

    /// The values that come first, as a list in words.
    fn leaders(&self, profile: &Profile) -> String {
        let first = self.survey.values.iter().enumerate().filter(|(at, _)| profile.rank(*at) == 1);
        let titles: Vec<&str> = first.map(|(_, value)| value.title.in_language(self.language)).collect();
        let mut list = String::new();
        for (at, title) in titles.iter().enumerate() {
            if at > 0 {
                list.push_str(if at + 1 == titles.len() { self.catalogue.get("and") } else { ", " });
            }
            list.push_str(title);
        }
        list
    }
}

/// Replaces `{name}` by what it stands for; a name that is not given stays as it is.
fn fill_in(text: &str, fill: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let found = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = fill.iter().find(|(key, _)| *key == name)?;
            Some((value, after))
        });
        match found {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
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
    for c in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '%' | '€')) {
        let digit = match c {
            '0'..='9' => c as i64 - '0' as i64,
            '٠'..='٩' => c as i64 - '٠' as i64,
            '۰'..='۹' => c as i64 - '۰' as i64,
            '-' | '−' if group == 0 && !negative && !grouped => {
                negative = true;
                continue;
            }
            '.' | ',' | '\'' | '’' if group == 3 || (!grouped && (1..=3).contains(&group)) => {
                (group, grouped) = (0, true);
                continue;
            }
            _ => return None,
        };
        number = number.checked_mul(10)?.checked_add(digit)?;
        group += 1;
    }
    let whole = if grouped { group == 3 } else { group > 0 || !negative };
    whole.then_some(if negative { -number } else { number })
}
