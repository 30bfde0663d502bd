//! The shape of a document as a table, and the one walk that holds a document against it.
//!
//! The walk goes through the document in its own order and reports everything that is wrong instead of stopping
//! at the first. What the fields of a document mean to each other is checked where they have a meaning.

use crate::digits::digits;
use crate::json::{Json, push_token};
use crate::problem::{Code, Problems};
use crate::survey::Date;
use alloc::string::String;

/// A member of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
}

/// A field that must be there.
pub(crate) const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, required: true, shape }
}

/// A field that may be left out.
pub(crate) const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, required: false, shape }
}

/// What a value looks like.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Exactly this text.
    Format(&'static str),
    /// A text of at most so many characters, not blank.
    Text(usize),
    /// A text, or one for each language of the survey.
    Prose(usize),
    /// A whole number within bounds.
    Whole(i64, i64),
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words, or an object with these fields.
    WordOr(&'static [&'static str], &'static [Field]),
    /// An id.
    Id,
    /// A text of a form that has a check of its own.
    Form(fn(&str) -> bool, Code),
    /// A link that a page can safely carry, of at most 2,000 characters.
    Link,
    /// An object with these fields and no others.
    Object(&'static [Field]),
    /// An object whose field `kind` is one of the words, each with further fields of its own; the last are for a
    /// kind that is none of them.
    Kind(&'static [Field], &'static [&'static str], &'static [&'static [Field]]),
    /// A list of so many; ids in it differ, languages also in capitals.
    List(usize, usize, &'static Shape),
    /// An object whose names the survey chooses; whoever knows the survey checks them.
    Map,
    /// Anything; whoever knows the survey checks it.
    Any,
}

/// Where the walk is, and what it found.
#[derive(Debug, Default)]
pub(crate) struct Check {
    path: String,
    pub(crate) problems: Problems,
}

impl Check {
    /// Steps into a member; give the result to [`Check::leave`].
    pub(crate) fn enter(&mut self, token: &str) -> usize {
        let mark = self.path.len();
        push_token(&mut self.path, token);
        mark
    }

    pub(crate) fn leave(&mut self, mark: usize) {
        self.path.truncate(mark);
    }

    /// Reports a problem with what is here.
    pub(crate) fn report(&mut self, code: Code, about: &str) {
        self.problems.push(&self.path, code, about);
    }

    /// Reports a problem with a member of what is here.
    pub(crate) fn report_at(&mut self, token: &str, code: Code, about: &str) {
        let mark = self.enter(token);
        self.report(code, about);
        self.leave(mark);
    }

    /// Reports one about a number.
    pub(crate) fn report_number(&mut self, token: &str, code: Code, about: i64) {
        self.report_at(token, code, &digits(about));
    }

    /// Holds what is here against its shape; `languages` are those of the survey.
    pub(crate) fn shape(&mut self, json: &Json, shape: &Shape, languages: &[&str]) {
        match shape {
            Shape::Format(format) => match json.as_text() {
                Some(text) if text == *format => {}
                Some(_) => self.report(Code::WrongFormat, format),
                None => self.report(Code::NotAText, ""),
            },
            Shape::Text(max) => {
                self.text(json, *max);
            }
            Shape::Prose(max) => self.prose(json, *max, languages),
            Shape::Whole(least, most) => {
                self.whole(json, *least, *most);
            }
            Shape::Flag => {
                if !matches!(json, Json::Bool(_)) {
                    self.report(Code::NotABoolean, "");
                }
            }
            Shape::Word(words) => {
                if !json.as_text().is_some_and(|text| words.contains(&text)) {
                    self.not_one_of(words);
                }
            }
            Shape::WordOr(words, fields) => {
                let other =
                    if let Json::Object(_) = json { Shape::Object(fields) } else { Shape::Word(words) };
                self.shape(json, &other, languages);
            }
            Shape::Id => self.form(json, is_id, Code::NotAnId),
            Shape::Form(fits, code) => self.form(json, *fits, *code),
            Shape::Link => {
                if self.text(json, 2000).is_some_and(|text| !is_link(text)) {
                    self.report(Code::NotALink, "");
                }
            }
            Shape::Object(fields) => self.object(json, fields, &[], languages),
            Shape::Kind(fields, words, kinds) => {
                let kind = json.str("kind");
                let at = words.iter().position(|word| *word == kind).unwrap_or(words.len());
                self.object(json, fields, kinds.get(at).copied().unwrap_or_default(), languages);
            }
            Shape::List(least, most, shape) => self.list(json, *least, *most, shape, languages),
            Shape::Map => {
                self.map(json);
            }
            Shape::Any => {}
        }
    }

    /// The members of an object whose names the survey chooses.
    pub(crate) fn map<'j>(&mut self, json: &'j Json) -> &'j [(String, Json)] {
        if !matches!(json, Json::Object(_)) {
            self.report(Code::NotAnObject, "");
        }
        json.members()
    }

    /// A text of at most `max` characters, not blank.
    pub(crate) fn text<'j>(&mut self, json: &'j Json, max: usize) -> Option<&'j str> {
        let Some(text) = json.as_text() else {
            self.report(Code::NotAText, "");
            return None;
        };
        if text.trim_ascii().is_empty() {
            self.report(Code::Empty, "");
        }
        if text.chars().count() > max {
            self.report(Code::TooLong, &digits(max as i64));
        }
        Some(text)
    }

    /// A whole number within bounds.
    pub(crate) fn whole(&mut self, json: &Json, least: i64, most: i64) -> Option<i64> {
        let Some(number) = json.as_whole() else {
            self.report(Code::NotAWholeNumber, "");
            return None;
        };
        if number < least || number > most {
            let mut about = digits(least);
            about.push_str(" to ");
            about.push_str(&digits(most));
            self.report(Code::OutOfRange, &about);
            return None;
        }
        Some(number)
    }

    /// Reports what is none of these words.
    pub(crate) fn not_one_of(&mut self, words: &[&str]) {
        let mut about = String::new();
        for word in words {
            if !about.is_empty() {
                about.push_str(" or ");
            }
            about.push_str(word);
        }
        self.report(Code::NotOneOf, &about);
    }

    /// The members of an object, each against its shape, then those that are missing.
    pub(crate) fn fields(&mut self, json: &Json, fields: &[Field], more: &[Field], languages: &[&str]) {
        for (name, value) in json.members() {
            let mark = self.enter(name);
            match fields.iter().chain(more).find(|field| field.name == name) {
                Some(field) => self.shape(value, &field.shape, languages),
                None => self.report(Code::UnknownField, ""),
            }
            self.leave(mark);
        }
        for field in fields.iter().chain(more) {
            if field.required && json.get(field.name).is_none() {
                self.report_at(field.name, Code::Missing, "");
            }
        }
    }

    fn object(&mut self, json: &Json, fields: &[Field], more: &[Field], languages: &[&str]) {
        if let Json::Object(_) = json {
            self.fields(json, fields, more, languages);
        } else {
            self.report(Code::NotAnObject, "");
        }
    }

    fn form(&mut self, json: &Json, fits: fn(&str) -> bool, code: Code) {
        match json.as_text() {
            Some(text) if fits(text) => {}
            // A number without quotes may look like an id; what a date must be its own code says better.
            None if matches!(code, Code::NotAnId | Code::NotALanguage) => self.report(Code::NotAText, ""),
            _ => self.report(code, ""),
        }
    }

    fn prose(&mut self, json: &Json, max: usize, languages: &[&str]) {
        if !matches!(json, Json::Object(_)) {
            self.text(json, max);
            return;
        }
        for (language, text) in json.members() {
            let mark = self.enter(language);
            if languages.contains(&language.as_str()) {
                self.text(text, max);
            } else if !languages.is_empty() {
                self.report(Code::LanguageUnknown, "");
            }
            self.leave(mark);
        }
        for language in languages {
            if json.get(language).is_none() {
                self.report_at(language, Code::LanguageMissing, language);
            }
        }
    }

    fn list(&mut self, json: &Json, least: usize, most: usize, shape: &Shape, languages: &[&str]) {
        let Json::List(items) = json else {
            self.report(Code::NotAList, "");
            return;
        };
        if items.len() < least {
            self.report(Code::TooFew, &digits(least as i64));
        }
        if items.len() > most {
            self.report(Code::TooMany, &digits(most as i64));
        }
        // An object is known by its id; a text that is no prose is one.
        let named = matches!(shape, Shape::Object(_) | Shape::Kind(..));
        let ids = named || matches!(shape, Shape::Form(..));
        // What is too much is not read: a list of millions costs no more than a full one.
        for (at, item) in items.iter().take(most).enumerate() {
            let mark = self.enter(&digits(at as i64));
            self.shape(item, shape, languages);
            if ids && let Some(Json::Text(id)) = own_id(item, named) {
                for before in &items[..at] {
                    if own_id(before, named)
                        .and_then(Json::as_text)
                        .is_some_and(|other| same_id(other, id, named))
                    {
                        let inside = self.path.len();
                        if named {
                            self.enter("id");
                        }
                        self.report(Code::DuplicateId, id);
                        self.leave(inside);
                        break;
                    }
                }
            }
            self.leave(mark);
        }
    }
}

/// What an item of a list is known by.
fn own_id(item: &Json, named: bool) -> Option<&Json> {
    if named { item.get("id") } else { Some(item) }
}

/// Languages are the same however their letters are written.
fn same_id(one: &str, other: &str, named: bool) -> bool {
    if named { one == other } else { one.eq_ignore_ascii_case(other) }
}

fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    // JavaScript gives objects a meaning for `__proto__`.
    (1..=64).contains(&text.len()) && text.bytes().all(plain) && text != "__proto__"
}

/// A language tag: parts of letters and digits, at most 8 each.
pub(crate) fn is_language(text: &str) -> bool {
    let part =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.len() <= 35
        && text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && text.split('-').all(part)
}

/// A link that a page can safely carry: no `javascript:`, no `data:`.
fn is_link(text: &str) -> bool {
    let scheme = text.split(':').next().filter(|scheme| scheme.len() < text.len());
    let scheme = scheme.filter(|scheme| !scheme.bytes().any(|byte| matches!(byte, b'/' | b'?' | b'#')));
    let odd = text.bytes().any(|byte| byte <= b' ' || byte == b'\\');
    !odd && scheme.is_none_or(|scheme| matches!(scheme, "https" | "http" | "mailto"))
}

pub(crate) fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

pub(crate) fn is_date(text: &str) -> bool {
    Date::parse(text).is_some()
}

/// A random UUID (version 4).
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            14 => byte == b'4',
            19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
            _ => is_hex_digit(byte),
        })
}

pub(crate) fn is_salt(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(is_hex_digit)
}

pub(crate) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(is_hex_digit)
}

fn is_hex_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}
