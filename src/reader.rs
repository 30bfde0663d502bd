//! The one hand-written way from a document tree to the types: it walks, remembers where it is, and reports
//! everything that is wrong there instead of stopping at the first.
//!
//! Its methods return a value even when they report a problem (a dummy that is thrown away with the rest):
//! so the code that reads a type is a plain list of its fields.

use crate::json::{Json, push_token};
use crate::problem::{Code, Problems};
use crate::survey::Date;
use core::ops::RangeInclusive;

/// The members of an object.
pub(crate) type Members<'j> = &'j [(String, Json)];

/// Whether a field may be left out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Required,
    Optional,
}

/// Where the walk is, and what it found.
#[derive(Default)]
pub(crate) struct Reader {
    path: String,
    pub(crate) problems: Problems,
}

impl Reader {
    /// Steps into a member; give the result to [`Reader::leave`].
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

    /// How many problems there are so far.
    pub(crate) fn found(&self) -> usize {
        self.problems.iter().len()
    }

    /// The members of an object with no other names than these.
    pub(crate) fn object<'j>(&mut self, json: &'j Json, known: &[&str]) -> Option<Members<'j>> {
        let members = self.map(json)?;
        for (name, _) in members {
            if !known.contains(&name.as_str()) {
                self.report_at(name, Code::UnknownField, "");
            }
        }
        Some(members)
    }

    /// The members of an object whose names the survey chooses.
    pub(crate) fn map<'j>(&mut self, json: &'j Json) -> Option<Members<'j>> {
        if let Json::Object(members) = json {
            Some(members)
        } else {
            self.report(Code::NotAnObject, "");
            None
        }
    }

    pub(crate) fn field<'j>(&mut self, of: Members<'j>, name: &str, need: Need) -> Option<&'j Json> {
        let found = of.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        if found.is_none() && need == Need::Required {
            self.report_at(name, Code::Missing, "");
        }
        found
    }

    /// The items of a list field; reports a length outside the limits.
    pub(crate) fn list<'j>(
        &mut self,
        of: Members<'j>,
        name: &str,
        need: Need,
        limits: RangeInclusive<usize>,
    ) -> &'j [Json] {
        let Some(json) = self.field(of, name, need) else { return &[] };
        let mark = self.enter(name);
        let items = self.items(json, limits);
        self.leave(mark);
        items
    }

    fn items<'j>(&mut self, json: &'j Json, limits: RangeInclusive<usize>) -> &'j [Json] {
        let Json::List(items) = json else {
            self.report(Code::NotAList, "");
            return &[];
        };
        if items.len() < *limits.start() {
            self.report(Code::TooFew, &limits.start().to_string());
        }
        if items.len() > *limits.end() {
            self.report(Code::TooMany, &limits.end().to_string());
            // What is too much is not read: a document of millions of items costs no more than a full one.
            return &items[..*limits.end()];
        }
        items
    }

    /// A text that is here, of at most `max` characters and not blank.
    pub(crate) fn string(&mut self, json: &Json, max: usize) -> String {
        let Json::Text(text) = json else {
            self.report(Code::NotAText, "");
            return String::new();
        };
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.report(Code::Empty, "");
        }
        // A character is at most four bytes, so a long text need not be counted.
        if text.len() > max && (text.len() > 4 * max || text.chars().count() > max) {
            self.report(Code::TooLong, &max.to_string());
        }
        text.clone()
    }

    pub(crate) fn string_field(&mut self, of: Members, name: &str, need: Need, max: usize) -> Option<String> {
        let json = self.field(of, name, need)?;
        let mark = self.enter(name);
        let text = self.string(json, max);
        self.leave(mark);
        Some(text)
    }

    /// An id that is here.
    pub(crate) fn id(&mut self, json: &Json) -> String {
        let Json::Text(id) = json else {
            self.report(Code::NotAText, "");
            return String::new();
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        // Refused because JavaScript gives objects a meaning for it.
        if !(1..=64).contains(&id.len()) || !id.bytes().all(plain) || id == "__proto__" {
            self.report(Code::NotAnId, "");
        }
        id.clone()
    }

    pub(crate) fn id_field(&mut self, of: Members, name: &str, need: Need) -> Option<String> {
        let json = self.field(of, name, need)?;
        let mark = self.enter(name);
        let id = self.id(json);
        self.leave(mark);
        Some(id)
    }

    /// The field `id` of an item that must differ from those before it.
    pub(crate) fn own_id<'s>(&mut self, of: Members, before: impl IntoIterator<Item = &'s str>) -> String {
        let id = self.id_field(of, "id", Need::Required).unwrap_or_default();
        if !id.is_empty() && before.into_iter().any(|other| other == id) {
            self.report_at("id", Code::DuplicateId, &id);
        }
        id
    }

    /// A whole number that is here, within the range.
    pub(crate) fn whole(&mut self, json: &Json, range: RangeInclusive<i64>) -> Option<i64> {
        let Some(number) = json.as_whole() else {
            self.report(Code::NotAWholeNumber, "");
            return None;
        };
        if !range.contains(&number) {
            let mut about = range.start().to_string();
            about.push_str(" to ");
            about.push_str(&range.end().to_string());
            self.report(Code::OutOfRange, &about);
            return None;
        }
        Some(number)
    }

    pub(crate) fn whole_field(
        &mut self,
        of: Members,
        name: &str,
        need: Need,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let json = self.field(of, name, need)?;
        let mark = self.enter(name);
        let number = self.whole(json, range);
        self.leave(mark);
        number
    }

    /// A field that is `true` or `false`; `false` when left out.
    pub(crate) fn boolean_field(&mut self, of: Members, name: &str) -> bool {
        match self.field(of, name, Need::Optional) {
            None => false,
            Some(Json::Bool(value)) => *value,
            Some(_) => {
                self.report_at(name, Code::NotABoolean, "");
                false
            }
        }
    }

    /// A field that is one of these words, as its place among them; the first when left out.
    pub(crate) fn word_field(&mut self, of: Members, name: &str, words: &[&str], need: Need) -> usize {
        let Some(json) = self.field(of, name, need) else { return 0 };
        match words.iter().position(|word| matches!(json, Json::Text(text) if text == word)) {
            Some(at) => at,
            None => {
                self.report_at(name, Code::NotOneOf, &words.join(" or "));
                0
            }
        }
    }

    /// A field that is a day of the calendar.
    pub(crate) fn date_field(&mut self, of: Members, name: &str, need: Need) -> Option<Date> {
        let json = self.field(of, name, need)?;
        let date = if let Json::Text(text) = json { Date::parse(text) } else { None };
        if date.is_none() {
            self.report_at(name, Code::NotADate, "");
        }
        date
    }

    /// The field `format`, which must be exactly this.
    pub(crate) fn format_field(&mut self, of: Members, format: &str) {
        match self.field(of, "format", Need::Required) {
            Some(Json::Text(text)) if text != format => self.report_at("format", Code::WrongFormat, format),
            Some(Json::Text(_)) | None => {}
            Some(_) => self.report_at("format", Code::NotAText, ""),
        }
    }
}
