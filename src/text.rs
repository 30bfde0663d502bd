//! What is said to residents: the message catalogue of a language, and plain sentences about a division.
//!
//! A catalogue is a flat JSON object. A value is a text, or one text for each plural category of the language (`one`,
//! `other`); `{name}` stands for what is filled in.

use crate::digits::{digits, push_digits};
use crate::json::Json;
use crate::problem::{Problem, Problems, word};
use crate::profile::{Profile, Status};
use crate::schema::{Check, Field, Shape, optional, required};
use crate::survey::{Date, Survey, Text};
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
    /// Whatever is not a text, or an object with the texts `one` and `other` and perhaps `zero`, `two`, `few`, `many`.
    pub fn from_json(text: &str) -> Result<Catalogue, Problems> {
        const FORM: Shape = Shape::Text(2000);
        static FORMS: [Field; 6] = [
            optional("zero", FORM),
            required("one", FORM),
            optional("two", FORM),
            optional("few", FORM),
            optional("many", FORM),
            required("other", FORM),
        ];
        static PLURAL: Shape = Shape::Object(&FORMS);
        let document = Json::parse(text)?;
        let mut check = Check::of(&Json::Null);
        for (name, message) in check.map(&document) {
            if message.as_text().is_none() {
                let mark = check.enter(name);
                check.hold(message, &PLURAL);
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
            Some(plural) => plural.str(if plural.get(form).is_some() { form } else { "other" }),
            None => name,
        }
    }

    /// A message with names filled in, one after the other; a name that is not given stays as it is.
    pub fn say(&self, name: &str, fill: &[(&str, &str)]) -> String {
        let mut text = self.get(name).to_owned();
        for (name, value) in fill {
            fill_in(&mut text, name, value);
        }
        text
    }

    /// A message with one name filled in.
    pub(crate) fn say_with(&self, message: &str, name: &str, value: &str) -> String {
        let mut text = self.get(message).to_owned();
        fill_in(&mut text, name, value);
        text
    }

    /// A message about a number, in the right plural form; `{n}` is the number.
    pub fn count(&self, name: &str, n: i64) -> String {
        let mut text = self.form(name, category(self.get("plural"), n)).to_owned();
        fill_in(&mut text, "n", &self.number(n));
        text
    }

    /// A whole number with the separators of the language; negative ones with a minus sign.
    pub fn number(&self, n: i64) -> String {
        let digits = digits(n.saturating_abs());
        let mut text = String::from(if n < 0 { self.get("minus") } else { "" });
        for at in 0..digits.len() {
            // Four digits stay together: 1000, but 10.000.
            if at > 0 && digits.len() > 4 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(self.get("thousands"));
            }
            text.push_str(digits.get(at..at + 1).unwrap_or_default());
        }
        text
    }

    /// So many tenths, with one decimal.
    pub(crate) fn tenths(&self, n: i64) -> String {
        let mut text = self.number(n / 10);
        text.push_str(self.get("decimal"));
        push_digits(&mut text, (n % 10).into());
        text
    }
}

/// The plural category of a number by the rule of a language, which is that of CLDR as far as it is about whole numbers.
fn category(language: &str, n: i64) -> &'static str {
    let (ten, hundred) = (n % 10, n % 100);
    match language {
        "ar" => match (n, hundred) {
            (0, _) => "zero",
            (1, _) => "one",
            (2, _) => "two",
            (_, 3..=10) => "few",
            (_, 11..) => "many",
            _ => "other",
        },
        "pl" | "uk" => {
            if n == 1 || language == "uk" && ten == 1 && hundred != 11 {
                "one"
            } else if matches!(ten, 2..=4) && !matches!(hundred, 12..=14) {
                "few"
            } else {
                "many"
            }
        }
        _ if n == 1 => "one",
        _ => "other",
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

    /// The survey.
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The messages.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The tag of the language.
    pub fn language(&self) -> &str {
        &self.language
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
    pub fn amount(&self, n: i64) -> String {
        if self.survey.currency().is_some() { self.figure(n) } else { self.catalogue.count("points", n) }
    }

    /// The same, with its unit only where it cannot be missed: "20", "€ 50.000".
    pub(crate) fn figure(&self, n: i64) -> String {
        let number = self.catalogue.number(n);
        let Some(code) = self.survey.currency() else { return number };
        // The catalogue knows how a currency is written; another one is written as its code.
        let known = self.catalogue.get(code);
        let mut text = String::from(if known == code { "{code}\u{a0}{n}" } else { known });
        fill_in(&mut text, "code", code);
        fill_in(&mut text, "n", &number);
        text
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
        let mut text = self.catalogue.say_with(name, "left", &self.figure(left));
        fill_in(&mut text, "total", &self.amount(self.survey.points().total));
        fill_in(&mut text, "amount", &self.amount(-left));
        text
    }

    /// A day as people write it: "2 januari 2027".
    pub fn day(&self, date: Date) -> String {
        let (year, month, day) = date.parts();
        let mut text = digits(day);
        text.push_str(" ");
        text.push_str(word(self.catalogue.get("months"), month - 1));
        text.push_str(" ");
        push_digits(&mut text, year.into());
        text
    }

    /// A problem of an answer as a resident can mend it, in a sentence; its code where the catalogue has none for that.
    pub fn explain(&self, problem: &Problem) -> String {
        let amount = self.amount(read_number(&problem.about).unwrap_or(0));
        self.catalogue.say(problem.code.name(), &[("amount", &amount), ("about", &problem.about)])
    }

    /// A sentence about what has this title: "Wind: …", or after a question "Where do you live? …".
    pub fn about(&self, title: &str, sentence: &str) -> String {
        let mut text = title.to_owned();
        text.push_str(if title.ends_with('?') || title.ends_with('؟') { " " } else { ": " });
        text.push_str(sentence);
        text
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
        let mut text = self.catalogue.say_with(name, "values", first);
        text.push_str(" ");
        text.push_str(&self.catalogue.say_with(certainty, "amount", &self.amount(margin.unwrap_or(0))));
        text
    }

    /// The profile in one short line; empty when there is nothing to say.
    pub(crate) fn brief(&self, profile: &Profile, first: &str) -> String {
        match profile.status() {
            Status::None => String::new(),
            _ => self.catalogue.say_with("profile-brief", "values", first),
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
                    list.push_str(self.catalogue.get(if more == 1 { "and" } else { "comma" }));
                }
                list.push_str(value.title().in_language(&self.language));
                more -= 1;
            }
        }
        list
    }
}

/// Reads a whole number as people type or paste it: digits of any script in use here, with spaces, `%`, the sign of a
/// currency, marks of direction, separators between groups of three, and cents that are none. An empty text is 0. `None`
/// for anything else, so for every fraction.
///
/// ```
/// use mienskip::read_number;
///
/// assert_eq!(read_number(" 25 % "), Some(25));
/// assert_eq!(read_number("€ 50.000,00"), Some(50_000));
/// assert_eq!(read_number("٢٥٪"), Some(25));
/// assert_eq!(read_number("\u{200f}١٠٬٠٠٠ ₺"), Some(10_000));
/// assert_eq!(read_number("12,5"), None);
/// ```
pub fn read_number(text: &str) -> Option<i64> {
    let mut number: i64 = 0;
    let mut negative = false;
    // Digits since the last separator, and whether there was one.
    let (mut group, mut grouped) = (0, false);
    let mut code = 0;
    for (at, byte) in text.as_bytes().iter().enumerate() {
        // UTF-8 by hand: nothing else here needs characters. One ends where no byte of it follows.
        code = match byte {
            ..0x80 => u32::from(*byte),
            0x80..0xc0 => code << 6 | u32::from(byte & 0x3f),
            _ => u32::from(byte & 0x1f),
        };
        if at + 1 < text.len() && text.as_bytes()[at + 1] & 0xc0 == 0x80 {
            continue;
        }
        // In every script a digit ends in what it is worth.
        let worth = code & 15;
        let mut fits = is_among(code, IGNORED);
        if is_among(code, &['-', '−']) {
            fits = group == 0 && !grouped && !negative;
            negative = true;
        } else if is_among(code, &['.', ',', '\'', '’', '٬', '٫']) {
            fits = group == 3 || group > 0 && group < 3 && !grouped;
            (group, grouped) = (0, true);
        } else if matches!(code >> 4, 0x3 | 0x66 | 0x6f | 0xff1) && worth < 10 && number < i64::MAX / 16 {
            fits = true;
            number = number * 10 + i64::from(worth);
            group += 1;
        }
        if !fits {
            return None;
        }
    }
    if grouped && group == 2 && number % 100 == 0 {
        number /= 100;
        group = 3;
    }
    let whole = if grouped { group == 3 } else { group > 0 || !negative };
    whole.then_some(if negative { -number } else { number })
}

/// What may stand around a number and between its digits: spaces, marks of direction, and signs of what it counts.
const IGNORED: &[char] =
    &[' ', '\t', '\u{a0}', '\u{202f}', '\u{200e}', '\u{200f}', '%', '٪', '€', '$', '£', '₺', '₴', 'z', 'ł'];

// In place it would be unrolled three times.
#[inline(never)]
fn is_among(code: u32, characters: &[char]) -> bool {
    for character in characters {
        if u32::from(*character) == code {
            return true;
        }
    }
    false
}

/// Replaces `{name}` by what it stands for. In what stands there now names are replaced later: so what people
/// wrote themselves comes last.
pub(crate) fn fill_in(text: &mut String, name: &str, value: &str) {
    let mut out = String::new();
    // Where the text goes on after what was replaced.
    let mut next = 0;
    for (at, byte) in text.as_bytes().iter().enumerate() {
        let end = at + 1 + name.len();
        if *byte == b'{'
            && text.get(at + 1..end).unwrap_or_default() == name
            && text.as_bytes().get(end) == Some(&b'}')
        {
            out.push_str(text.get(next..at).unwrap_or_default());
            out.push_str(value);
            next = end + 1;
        }
    }
    out.push_str(text.get(next..text.len()).unwrap_or_default());
    *text = out;
}
