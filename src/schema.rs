//! The shape of a document as a table, and the one walk that holds a document against it.
//!
//! The walk goes through the document in its own order and reports everything that is wrong instead of stopping
//! at the first. What the fields of a document mean to each other is checked where they have a meaning.

use crate::digits::{digits, push_digits};
use crate::json::Json;
pub(crate) use crate::problem::Check;
use crate::problem::Code;
use crate::survey::{Date, Kind, Question, asks, is_settled, length, with_id};
use alloc::string::String;

/// A member of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// What is reported where it is left out.
    pub(crate) missing: Option<Code>,
    pub(crate) shape: Shape,
}

/// A field that must be there.
pub(crate) const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, missing: Some(Code::Missing), shape }
}

/// A field that may be left out.
pub(crate) const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, missing: None, shape }
}

/// A field that had better be there.
pub(crate) const fn advised(name: &'static str, missing: Code, shape: Shape) -> Field {
    Field { name, missing: Some(missing), shape }
}

/// A field that may be left out, and must be if the survey does not ask for it.
pub(crate) const fn asked(name: &'static str, shape: &'static Shape) -> Field {
    optional(name, Shape::Asked(name, shape))
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
    Whole(i32, i32),
    /// `true` or `false`.
    Flag,
    /// One of these words, with ` or ` between them.
    Word(&'static str),
    /// The first of these shapes for an object, the second for all else.
    Either(&'static [Shape; 2]),
    /// A text of a form that has a check of its own.
    Form(fn(&str) -> bool, Code),
    /// A link that a page can safely carry, of at most 2,000 characters.
    Link,
    /// An object with these fields and no others.
    Object(&'static [Field]),
    /// An object of one of some kinds.
    Kind(&'static Kinds),
    /// A list of so many; ids in it differ, languages also in capitals.
    List(usize, usize, &'static Shape),
    /// An object whose names are ids of a list of the survey.
    Each(&'static str, &'static Shape),
    /// What a survey may ask for in the field of this name.
    Asked(&'static str, &'static Shape),
    /// The resident's own words, as many as the survey says in the field of this name; or their hash, where they
    /// are stored apart or erased.
    Words(&'static str),
    /// What the survey has here itself; if not, it is another one.
    Own(Code),
    /// One of the survey's languages.
    Language,
    /// The ids of all scenarios, in an order that the survey allows.
    Order,
    /// Ids of the survey's values.
    Values,
    /// One of them.
    Value,
    /// An answer to the question of this name.
    Answer,
    /// Anything; whoever knows more checks it.
    Any,
}

/// Objects whose field `kind` is one of some words, each with further fields of its own.
#[derive(Debug)]
pub(crate) struct Kinds {
    pub(crate) fields: &'static [Field],
    pub(crate) words: &'static str,
    /// Those of each word; the last are for a kind that is none of them.
    pub(crate) more: &'static [&'static [Field]],
}

/// An id.
pub(crate) const ID: Shape = Shape::Form(is_id, Code::NotAnId);

/// What stands for words that are stored apart or erased.
pub(crate) static HASH: [Field; 1] = [required("hash", Shape::Form(is_hash, Code::NotAHash))];

impl Check<'_> {
    /// Holds what is here against its shape.
    pub(crate) fn hold(&mut self, json: &Json, shape: &Shape) {
        match shape {
            Shape::Format(format) => match json {
                Json::Text(text) if text == format => {}
                Json::Text(_) => self.report(Code::WrongFormat, format),
                _ => self.report(Code::NotAText, ""),
            },
            Shape::Text(max) => self.text(json, *max),
            Shape::Prose(max) => self.prose(json, *max),
            Shape::Whole(least, most) => self.whole(json, i64::from(*least), i64::from(*most)),
            Shape::Flag => {
                if !matches!(json, Json::Bool(_)) {
                    self.report(Code::NotABoolean, "");
                }
            }
            Shape::Either(shapes) => {
                self.hold(json, &shapes[usize::from(!matches!(json, Json::Object(_)))]);
            }
            Shape::Word(words) => self.one_of(json, words),
            Shape::Form(fits, code) => self.form(json, *fits, *code),
            Shape::Link => {
                self.text(json, 2000);
                if let Json::Text(text) = json
                    && !is_link(text)
                {
                    self.report(Code::NotALink, "");
                }
            }
            Shape::Object(fields) => self.object(json, &[fields]),
            Shape::Kind(kinds) => {
                let kind = word_place(kinds.words, json.at("kind"));
                self.object(json, &[kinds.fields, kinds.more[kind]]);
            }
            Shape::List(least, most, shape) => self.list(json, *least, *most, shape),
            Shape::Each(list, shape) => self.each(json, list, shape),
            Shape::Asked(name, shape) => {
                if !asks(self.survey, name) && !json.is_nothing() {
                    self.report(Code::NotAsked, "");
                }
                self.hold(json, shape);
            }
            Shape::Words(name) => self.words(json, name),
            Shape::Own(code) => {
                let own = match code {
                    Code::OtherSurvey => self.survey.str("id"),
                    Code::OtherVersion => self.survey.str("version"),
                    _ => self.digest,
                };
                if !json.is_text(own) {
                    self.report(*code, own);
                }
            }
            Shape::Language => {
                let mut words = String::new();
                for language in self.survey.list("languages") {
                    add_word(&mut words, language.as_text().unwrap_or_default());
                }
                self.one_of(json, &words);
            }
            Shape::Order => self.order(json),
            Shape::Values => self.list(json, 0, self.survey.list("values").len(), &Shape::Value),
            Shape::Value => self.id_of(json, self.survey.list("values"), "value"),
            Shape::Answer => self.answer(json),
            Shape::Any => {}
        }
    }

    /// An object whose names somebody else chooses.
    pub(crate) fn map<'j>(&mut self, json: &'j Json) -> &'j [(String, Json)] {
        if !matches!(json, Json::Object(_)) {
            self.report(Code::NotAnObject, "");
        }
        json.members()
    }

    /// A text of at most `max` characters, not blank.
    pub(crate) fn text(&mut self, json: &Json, max: usize) {
        let Json::Text(text) = json else {
            self.report(Code::NotAText, "");
            return;
        };
        let mut count = 0;
        for byte in text.as_bytes() {
            count += usize::from(byte & 0xc0 != 0x80);
        }
        if is_blank(text) {
            self.report(Code::Empty, "");
        }
        if count > max {
            self.report_limit(Code::TooLong, max as i64);
        }
    }

    /// A whole number within bounds.
    fn whole(&mut self, json: &Json, least: i64, most: i64) {
        let Some(number) = json.as_whole() else {
            self.report(Code::NotAWholeNumber, "");
            return;
        };
        if number < least || number > most {
            let mut about = digits(least);
            about.push_str("–");
            push_digits(&mut about, most.into());
            self.report(Code::OutOfRange, &about);
        }
    }

    fn one_of(&mut self, json: &Json, words: &str) {
        if word_place(words, json) == word_place(words, &Json::Null) {
            self.report(Code::NotOneOf, words);
        }
    }

    /// The members of an object, each against its shape, then those that are missing.
    pub(crate) fn members(&mut self, json: &Json, groups: &[&[Field]]) {
        for (name, value) in json.members() {
            let mark = self.enter(name);
            let mut known = false;
            for group in groups {
                for field in *group {
                    if field.name == name {
                        known = true;
                        self.hold(value, &field.shape);
                    }
                }
            }
            if !known {
                self.report(Code::UnknownField, "");
            }
            self.leave(mark);
        }
        for group in groups {
            for field in *group {
                if let Some(code) = field.missing
                    && json.get(field.name).is_none()
                {
                    self.report_at(field.name, code, "");
                }
            }
        }
    }

    /// An object with these fields and no others.
    pub(crate) fn object(&mut self, json: &Json, groups: &[&[Field]]) {
        if let Json::Object(_) = json {
            self.members(json, groups);
        } else {
            self.report(Code::NotAnObject, "");
        }
    }

    fn form(&mut self, json: &Json, fits: fn(&str) -> bool, code: Code) {
        match json {
            Json::Text(text) if fits(text) => {}
            Json::Text(_) => self.report(code, ""),
            // A number without quotes may look like an id; what a date must be its own code says better.
            _ => {
                let id = matches!(code, Code::NotAnId | Code::NotALanguage);
                self.report(if id { Code::NotAText } else { code }, "");
            }
        }
    }

    fn prose(&mut self, json: &Json, max: usize) {
        if !matches!(json, Json::Object(_)) {
            self.text(json, max);
            return;
        }
        let languages = core::mem::take(&mut self.languages);
        for (language, text) in json.members() {
            let mark = self.enter(language);
            if languages.contains(&language.as_str()) {
                self.text(text, max);
            } else if !languages.is_empty() {
                self.report(Code::LanguageUnknown, "");
            }
            self.leave(mark);
        }
        for language in &languages {
            if json.get(language).is_none() {
                self.report_at(language, Code::LanguageMissing, language);
            }
        }
        self.languages = languages;
    }

    fn words(&mut self, json: &Json, name: &str) {
        if let Json::Object(_) = json {
            self.members(json, &[&HASH]);
        } else {
            self.text(json, length(self.survey, name));
        }
    }

    fn list(&mut self, json: &Json, least: usize, most: usize, shape: &Shape) {
        let Json::List(items) = json else {
            self.report(Code::NotAList, "");
            return;
        };
        if items.len() < least {
            self.report_limit(Code::TooFew, least as i64);
        }
        if items.len() > most {
            self.report_limit(Code::TooMany, most as i64);
        }
        // What is too much is not read: a list of millions costs no more than a full one.
        for at in 0..items.len().min(most) {
            let mark = self.enter_at(at);
            self.hold(&items[at], shape);
            self.unlike(own_id(&items[at], shape), &items[..at], shape);
            self.leave(mark);
        }
    }

    /// Reports an id that one of the items before has as well.
    fn unlike(&mut self, id: &Json, before: &[Json], shape: &Shape) {
        let Json::Text(id) = id else { return };
        for other in before {
            // Languages are the same however their letters are written.
            let same = match (own_id(other, shape), shape) {
                (Json::Text(other), Shape::Form(..)) => other.eq_ignore_ascii_case(id),
                (other, _) => other.is_text(id),
            };
            if same {
                return match other {
                    Json::Text(_) => self.report(Code::DuplicateId, id),
                    _ => self.report_at("id", Code::DuplicateId, id),
                };
            }
        }
    }

    fn each(&mut self, json: &Json, list: &str, shape: &Shape) {
        let items = self.survey.list(list);
        // A survey need not have questions; without scenarios or values nobody knows what an id was meant for.
        let settled = is_settled(items) || list == "questions";
        for (id, value) in self.map(json) {
            let mark = self.enter(id);
            let item = with_id(items, id);
            self.item = item;
            self.hold(value, shape);
            if settled && item.is_null() {
                // One of the scenarios is a scenario.
                self.report(Code::UnknownId, list.get(..list.len() - 1).unwrap_or_default());
            }
            self.leave(mark);
        }
    }

    fn id_of(&mut self, json: &Json, items: &[Json], what: &str) {
        match json {
            Json::Text(id) if with_id(items, id).is_null() => self.report(Code::UnknownId, what),
            Json::Text(_) => {}
            _ => self.report(Code::NotAText, ""),
        }
    }

    fn order(&mut self, json: &Json) {
        let scenarios = self.survey.list("scenarios");
        let items = json.items();
        let mut right = items.len() == scenarios.len();
        for (at, scenario) in scenarios.iter().enumerate() {
            let mut found = false;
            for (place, item) in items.iter().enumerate() {
                let free = place == at || self.survey.str("order") != "fixed";
                found |= free && item.is_text(scenario.str("id"));
            }
            right &= found;
        }
        if !right {
            self.report(Code::NotThisOrder, "");
        }
    }

    fn answer(&mut self, json: &Json) {
        let question = self.item;
        // What is no question has no kind.
        if question.is_null() {
            return;
        }
        match Question::of(question).kind() {
            Kind::Choice => self.id_of(json, question.list("options"), "option"),
            Kind::Number(min, max) | Kind::Scale(min, max) => self.whole(json, min, max),
            Kind::Text(max) => self.text(json, max),
        }
    }
}

/// Adds a word to those before.
fn add_word(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push_str(" or ");
    }
    words.push_str(word);
}

/// Which of some words this is; their number if it is none.
fn word_place(words: &str, json: &Json) -> usize {
    let text = json.as_text().unwrap_or_default().as_bytes();
    let mut place = 0;
    for (turn, word) in words.as_bytes().split(|byte| *byte == b' ').enumerate() {
        if turn % 2 == 0 {
            if word == text {
                return place;
            }
            place += 1;
        }
    }
    place
}

/// What an item of a list is known by: an object by its id, a text that is no prose by itself.
fn own_id<'j>(item: &'j Json, shape: &Shape) -> &'j Json {
    match shape {
        Shape::Object(_) | Shape::Kind(..) => item.at("id"),
        Shape::Form(..) | Shape::Value => item,
        _ => &Json::Null,
    }
}

/// Whether a text is empty but for what cannot be seen: control characters, white space, and marks without a width.
/// The schemas say the same.
pub(crate) fn is_blank(text: &str) -> bool {
    for c in text.chars() {
        if !matches!(
            c,
            '\0'..=' '
                | '\u{7f}'..='\u{a0}'
                | '\u{1680}'
                | '\u{2000}'..='\u{200f}'
                | '\u{2028}'..='\u{202f}'
                | '\u{205f}'..='\u{206f}'
                | '\u{3000}'
                | '\u{feff}'
        ) {
            return false;
        }
    }
    true
}

fn is_id(text: &str) -> bool {
    for byte in text.as_bytes() {
        if !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_' | b'.') {
            return false;
        }
    }
    // JavaScript gives objects a meaning for `__proto__`.
    !text.is_empty() && text.len() <= 64 && text != "__proto__"
}

/// A language tag: parts of letters and digits, at most 8 each, of which the first begins with a letter.
pub(crate) fn is_language(text: &str) -> bool {
    let mut part = 0;
    for byte in text.as_bytes() {
        part += 1;
        if *byte == b'-' && part > 1 {
            part = 0;
        } else if part > 8 || !byte.is_ascii_alphanumeric() {
            return false;
        }
    }
    part > 0 && text.len() <= 35 && !text.as_bytes()[0].is_ascii_digit()
}

/// A link that a page can safely carry: no `javascript:`, no `data:`.
fn is_link(text: &str) -> bool {
    let mut scheme = true;
    for (at, byte) in text.as_bytes().iter().enumerate() {
        match byte {
            ..=b' ' | b'\\' => return false,
            b'/' | b'?' | b'#' => scheme = false,
            b':' if scheme => {
                let scheme_is = |known: &str| text.as_bytes()[..at].eq_ignore_ascii_case(known.as_bytes());
                if !scheme_is("https") && !scheme_is("http") && !scheme_is("mailto") {
                    return false;
                }
                scheme = false;
            }
            _ => {}
        }
    }
    true
}

pub(crate) fn is_currency(text: &str) -> bool {
    is_written(text, "AAA")
}

pub(crate) fn is_date(text: &str) -> bool {
    Date::parse(text).is_some()
}

/// A random UUID (version 4).
pub(crate) fn is_uuid(text: &str) -> bool {
    is_written(text, "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx")
}

pub(crate) fn is_salt(text: &str) -> bool {
    text.len() == 32 && is_hexadecimal(text)
}

pub(crate) fn is_hash(text: &str) -> bool {
    text.len() == 64 && is_hexadecimal(text)
}

fn is_hexadecimal(text: &str) -> bool {
    for byte in text.as_bytes() {
        if !is_of(*byte, b'x') {
            return false;
        }
    }
    true
}

/// Whether a text is written like a pattern, byte by byte.
pub(crate) fn is_written(text: &str, pattern: &str) -> bool {
    let mut at = 0;
    while at < text.len() && at < pattern.len() && is_of(text.as_bytes()[at], pattern.as_bytes()[at]) {
        at += 1;
    }
    at == text.len() && at == pattern.len()
}

/// `A` stands for a capital, `0` for a digit, `x` for a hexadecimal one, `v` for what a UUID has there.
fn is_of(byte: u8, like: u8) -> bool {
    match like {
        b'A' => byte.is_ascii_uppercase(),
        b'0' => byte.is_ascii_digit(),
        b'x' => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        b'v' => matches!(byte, b'8' | b'9' | b'a' | b'b'),
        _ => byte == like,
    }
}
