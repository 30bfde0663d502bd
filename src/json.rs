//! The one small document tree that surveys and responses are read from and written as, so that a text from
//! a file and a value from JavaScript meet the same reader, and a digest the same bytes.

use crate::digits::digits;
use crate::problem::{Code, Problems};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// A JSON document (RFC 8259, with the numbers of ECMAScript: doubles).
///
/// Objects keep the order of their members; [`Json::canonical`] does not.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A double. Values that JSON cannot write (infinities) stand for literals too large, such as `1e999`.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object; no name occurs twice.
    Object(Vec<(String, Json)>),
}

/// The deepest nesting read; the formats need 5.
const MAX_DEPTH: usize = 32;
/// The longest text read, in bytes.
const MAX_BYTES: usize = 2_000_000;
/// The most members of one object; the formats need 300.
const MAX_MEMBERS: usize = 1_000;

impl Json {
    /// Reads a JSON text; a leading byte order mark is passed over.
    ///
    /// # Errors
    ///
    /// [`Code::NotJson`] with line and column, [`Code::TooDeep`] (32), [`Code::TooLarge`] (2 MB, or 1,000
    /// members in an object), and every [`Code::DuplicateField`].
    ///
    /// ```
    /// use mienskip::Json;
    ///
    /// let tree = Json::parse("{ \"b\": 1.0, \"a\": [\"\\u00e9\"] }").unwrap();
    /// assert_eq!(tree.canonical(), "{\"a\":[\"é\"],\"b\":1}");
    /// ```
    pub fn parse(text: &str) -> Result<Json, Problems> {
        if text.len() > MAX_BYTES {
            return Err(Problems::one("", Code::TooLarge, "2,000,000 bytes"));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut parser = Parser { text, at: 0, depth: 0, path: String::new(), problems: Problems::default() };
        let tree = parser.document();
        if parser.problems.is_empty() { Ok(tree.unwrap_or(Json::Null)) } else { Err(parser.problems) }
    }

    /// The canonical text of RFC 8785: members sorted, no white space, numbers as ECMAScript writes them.
    ///
    /// Numbers that JSON cannot write become `null`, as in ECMAScript.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, true);
        out
    }

    /// The JSON text in the order of the document, without white space.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, false);
        out
    }

    /// The member of an object, if this is one and has it.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.members().iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The member of an object; null if it is not there.
    pub(crate) fn at(&self, name: &str) -> &Json {
        self.get(name).unwrap_or(&Json::Null)
    }

    /// A text.
    pub fn text(text: &str) -> Json {
        Json::Text(text.to_owned())
    }

    /// A whole number; exact below 2^53, which every number of the formats is.
    pub fn whole(number: i64) -> Json {
        Json::Number(number as f64)
    }

    /// An object with these members.
    pub fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
        Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Adds a member to an object; to anything else, nothing.
    pub(crate) fn put(&mut self, name: &str, value: Json) {
        if let Json::Object(members) = self {
            members.push((name.to_owned(), value));
        }
    }

    /// An object without members.
    pub(crate) fn empty() -> Json {
        Json::Object(Vec::new())
    }

    /// The place of a member, made if it is not there; what is no object becomes one.
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "only the widget fills in by and by"))]
    pub(crate) fn slot(&mut self, name: &str) -> &mut Json {
        if !matches!(self, Json::Object(_)) {
            *self = Json::empty();
        }
        let Json::Object(members) = self else { unreachable!("it is one now") };
        let mut at = 0;
        while at < members.len() && members[at].0 != name {
            at += 1;
        }
        if at == members.len() {
            members.push((name.to_owned(), Json::Null));
        }
        &mut members[at].1
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// This number, if it is whole and within the integers a double holds exactly.
    #[expect(clippy::float_cmp, reason = "the conversion and back is exact for these, and only for these")]
    pub(crate) fn as_whole(&self) -> Option<i64> {
        match self {
            Json::Number(number)
                if number.abs() < 9_007_199_254_740_992.0 && *number as i64 as f64 == *number =>
            {
                Some(*number as i64)
            }
            _ => None,
        }
    }

    /// The members, none if this is not an object.
    pub(crate) fn members(&self) -> &[(String, Json)] {
        if let Json::Object(members) = self { members } else { &[] }
    }

    /// The items of a list that is a member; none if it is not there.
    pub(crate) fn list(&self, name: &str) -> &[Json] {
        if let Some(Json::List(items)) = self.get(name) { items } else { &[] }
    }

    /// The text of a member; empty if it is not there.
    pub(crate) fn str(&self, name: &str) -> &str {
        self.get(name).and_then(Json::as_text).unwrap_or_default()
    }

    /// The whole number of a member.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Json::as_whole)
    }

    /// Whether a member is `true`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Json::Bool(true)))
    }

    /// Where a pointer points, as a key that sorts in document order: what is missing comes last in its object.
    pub(crate) fn place(&self, pointer: &str) -> Vec<u64> {
        let mut here = Some(self);
        pointer
            .split('/')
            .skip(1)
            .map(|token| {
                let (place, next) = match here {
                    Some(Json::List(items)) => {
                        let at = token.parse().unwrap_or(items.len());
                        (at as u64, items.get(at))
                    }
                    Some(Json::Object(members)) => {
                        let name = unescaped(token);
                        match members.iter().position(|(key, _)| *key == name) {
                            // JavaScript puts members named like an index first, in their order.
                            Some(at) => (
                                array_index(&name).unwrap_or((1 << 32) + at as u64),
                                members.get(at).map(|(_, value)| value),
                            ),
                            None => (u64::MAX, None),
                        }
                    }
                    _ => (u64::MAX, None),
                };
                here = next;
                place
            })
            .collect()
    }

    fn write(&self, out: &mut String, sorted: bool) {
        match self {
            Json::Null => out.push_str("null"),
            Json::Bool(true) => out.push_str("true"),
            Json::Bool(false) => out.push_str("false"),
            Json::Number(number) => match self.as_whole() {
                Some(whole) => out.push_str(&digits(whole)),
                None if number.is_finite() => out.push_str(&number::text(*number)),
                None => out.push_str("null"),
            },
            Json::Text(text) => write_text(text, out),
            Json::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(out, sorted);
                }
                out.push(']');
            }
            Json::Object(members) => {
                let mut order: Vec<&(String, Json)> = Vec::with_capacity(members.len());
                for member in members {
                    let at = if sorted {
                        order
                            .iter()
                            .rposition(|other| utf16(&other.0, &member.0).is_lt())
                            .map_or(0, |at| at + 1)
                    } else {
                        order.len()
                    };
                    order.insert(at, member);
                }
                out.push('{');
                for (at, (name, value)) in order.into_iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    write_text(name, out);
                    out.push(':');
                    value.write(out, sorted);
                }
                out.push('}');
            }
        }
    }
}

/// The order RFC 8785 asks for: by UTF-16 code units.
fn utf16(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

/// The number a name stands for if JavaScript would keep it as an array index.
fn array_index(name: &str) -> Option<u64> {
    let plain = name == "0" || !name.starts_with(['0', '+']);
    name.parse::<u32>().ok().filter(|index| plain && *index != u32::MAX).map(u64::from)
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                for digit in [c as u32 >> 4, c as u32 & 15] {
                    out.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Appends one step to a JSON pointer.
pub(crate) fn push_token(path: &mut String, token: &str) {
    path.push('/');
    for c in token.chars() {
        match c {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            _ => path.push(c),
        }
    }
}

/// One step of a JSON pointer as the name it stands for.
fn unescaped(token: &str) -> String {
    let mut name = String::new();
    let mut escaped = false;
    for c in token.chars() {
        match (escaped, c) {
            (false, '~') => {}
            (true, '0') => name.push('~'),
            (true, '1') => name.push('/'),
            _ => name.push(c),
        }
        escaped = c == '~';
    }
    name
}

/// A recursive descent over the text. `None` from a method means that a problem was reported.
struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    path: String,
    problems: Problems,
}

impl Parser<'_> {
    fn document(&mut self) -> Option<Json> {
        let value = self.value()?;
        if self.peek().is_some() {
            return self.fail("something follows the end of the document");
        }
        Some(value)
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn fail<T>(&mut self, what: &str) -> Option<T> {
        let before = self.text.as_bytes().get(..self.at).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let column = before[start..].iter().filter(|byte| **byte & 0xc0 != 0x80).count() + 1;
        let mut about = String::from(what);
        about.push_str(" (line ");
        about.push_str(&digits(line as i64));
        about.push_str(", column ");
        about.push_str(&digits(column as i64));
        about.push(')');
        self.problems.push("", Code::NotJson, &about);
        None
    }

    fn too(&mut self, code: Code, about: &str) -> Option<Json> {
        let path = core::mem::take(&mut self.path);
        self.problems.push(&path, code, about);
        None
    }

    fn value(&mut self) -> Option<Json> {
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::list),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(_) => self.fail("a value was expected here"),
            None => self.fail("the text stops before its end"),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return self.fail("a value was expected here");
        }
        self.at += word.len();
        Some(value)
    }

    fn nested(&mut self, inside: fn(&mut Self) -> Option<Json>) -> Option<Json> {
        if self.depth == MAX_DEPTH {
            return self.too(Code::TooDeep, "32");
        }
        self.depth += 1;
        self.at += 1;
        let value = inside(self);
        self.depth -= 1;
        value
    }

    /// After an item: `true` when another follows, `false` at the end of the list or object.
    fn more(&mut self, end: u8) -> Option<bool> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Some(true)
            }
            Some(byte) if byte == end => {
                self.at += 1;
                Some(false)
            }
            Some(_) => self.fail("a comma or the end of the list or object was expected here"),
            None => self.fail("the text stops before its end"),
        }
    }

    fn list(&mut self) -> Option<Json> {
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Some(Json::List(items));
        }
        let here = self.path.len();
        loop {
            push_token(&mut self.path, &digits(items.len() as i64));
            items.push(self.value()?);
            self.path.truncate(here);
            if !self.more(b']')? {
                return Some(Json::List(items));
            }
        }
    }

    fn object(&mut self) -> Option<Json> {
        let mut members: Vec<(String, Json)> = Vec::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Some(Json::Object(members));
        }
        let here = self.path.len();
        loop {
            if self.peek() != Some(b'"') {
                return self.fail("a name between quotes was expected here");
            }
            if members.len() == MAX_MEMBERS {
                return self.too(Code::TooLarge, "1,000 fields");
            }
            let name = self.string()?;
            if self.peek() != Some(b':') {
                return self.fail("a colon was expected here");
            }
            self.at += 1;
            push_token(&mut self.path, &name);
            let value = self.value()?;
            if members.iter().any(|(other, _)| *other == name) {
                self.problems.push(&self.path, Code::DuplicateField, "");
            } else {
                members.push((name, value));
            }
            self.path.truncate(here);
            if !self.more(b'}')? {
                return Some(Json::Object(members));
            }
        }
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.text.as_bytes().get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self) -> Option<Json> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        self.at += usize::from(bytes[start] == b'-');
        let zero = bytes.get(self.at) == Some(&b'0');
        let whole = self.at;
        let mut right = self.digits() && (!zero || self.at == whole + 1);
        if bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            right &= self.digits();
        }
        if matches!(bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(bytes.get(self.at), Some(b'+' | b'-')));
            right &= self.digits();
        }
        if right {
            Some(Json::Number(number::read(self.text.get(start..self.at).unwrap_or_default())))
        } else {
            self.fail("this number is not written as JSON writes numbers")
        }
    }

    fn string(&mut self) -> Option<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(stop) = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\')
            else {
                self.at = self.text.len();
                return self.fail("a text has no closing quote");
            };
            out.push_str(rest.get(..stop).unwrap_or_default());
            self.at += stop;
            match rest.as_bytes()[stop] {
                b'"' => {
                    self.at += 1;
                    return Some(out);
                }
                b'\\' => out.push(self.escape()?),
                _ => return self.fail("a line break or control character stands inside a text; write \\n"),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let byte = self.text.as_bytes().get(self.at + 1).copied();
        self.at += 2;
        Some(match byte {
            Some(c @ (b'"' | b'\\' | b'/')) => c as char,
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'u') => return self.unicode(),
            _ => {
                self.at -= 2;
                return self.fail("an unknown escape stands here; write \\\\ for a backslash");
            }
        })
    }

    fn unicode(&mut self) -> Option<char> {
        let first = self.hex();
        let unit = match first {
            Some(high @ 0xd800..=0xdbff) if self.text.as_bytes()[self.at..].starts_with(b"\\u") => {
                self.at += 2;
                match self.hex() {
                    Some(low @ 0xdc00..=0xdfff) => Some(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)),
                    _ => None,
                }
            }
            unit => unit,
        };
        match unit.and_then(char::from_u32) {
            Some(c) => Some(c),
            None => self.fail("this \\u escape is not a character"),
        }
    }

    fn hex(&mut self) -> Option<u32> {
        let mut unit = 0;
        for byte in self.text.as_bytes().get(self.at..self.at + 4)? {
            unit = unit * 16 + (*byte as char).to_digit(16)?;
        }
        self.at += 4;
        Some(unit)
    }
}

/// Doubles as ECMAScript reads and writes them. In WebAssembly that is the host's own routine, which weighs
/// nothing; Rust's would be a third of the whole module.
mod number {
    use alloc::string::String;

    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(super) fn read(text: &str) -> f64 {
        js_sys::parse_float(text)
    }

    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(super) fn text(number: f64) -> String {
        js_sys::Number::from(number)
            .to_string_with_radix(10)
            .map_or_else(|_| String::from("null"), Into::into)
    }

    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(super) fn read(text: &str) -> f64 {
        text.parse().unwrap_or(f64::NAN)
    }

    /// `Number::toString` of ECMA-262: the shortest digits that read back, in plain notation from 1e-6 up to 1e21.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(super) fn text(number: f64) -> String {
        let shortest = format!("{number:e}");
        let decimals =
            shortest.find('e').map_or(0, |end| shortest[..end].find('.').map_or(0, |dot| end - dot - 1));
        // Of two that are equally short and near, ECMAScript takes the even one, as rounding does; Rust the upper.
        let rounded = format!("{number:.decimals$e}");
        let scientific = if rounded.parse() == Ok(number) { rounded } else { shortest };
        let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        if !(-6..21).contains(&exponent) {
            return format!("{mantissa}e{}{exponent}", if exponent > 0 { "+" } else { "" });
        }
        let zeros = "0".repeat((-exponent).max(0) as usize);
        let digits = mantissa.replace(['-', '.'], "");
        let whole = exponent.max(0) as usize + 1;
        let digits = format!("{zeros}{digits:0<whole$}");
        let (before, after) = digits.split_at(whole);
        let (sign, point) = (if number < 0.0 { "-" } else { "" }, if after.is_empty() { "" } else { "." });
        format!("{sign}{before}{point}{after}")
    }
}
