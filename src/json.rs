//! The one small document tree that surveys and responses are read from and written as, so that a text from
//! a file and a value from JavaScript meet the same reader, and a digest the same bytes.

use crate::digest::push_hex;
use crate::digits::{digits, push_digits};
use crate::problem::{Check, Code, Problems};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

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
/// The most members of one object; the formats need 300.
const MAX_MEMBERS: usize = 1_000;

impl Json {
    /// The longest text that is read, in bytes.
    pub const MAX_BYTES: usize = 2_000_000;

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
        if text.len() > Self::MAX_BYTES {
            return Err(Problems::one("", Code::TooLarge, "2,000,000 bytes"));
        }
        Json::parse_large(text)
    }

    /// The same for a text of any length: for what is not read from strangers.
    pub(crate) fn parse_large(text: &str) -> Result<Json, Problems> {
        let text = text.strip_prefix("\u{feff}").unwrap_or(text);
        let mut parser = Parser { text, at: 0, depth: 0, failed: false, check: Check::of(&Json::Null) };
        let tree = parser.value();
        parser.next();
        if parser.at < text.len() {
            parser.fail("the end");
        }
        if parser.check.problems.is_empty() { Ok(tree) } else { Err(parser.check.problems) }
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
        for (key, value) in self.members() {
            if key == name {
                return Some(value);
            }
        }
        None
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

    /// An object without members.
    pub(crate) fn empty() -> Json {
        Json::Object(Vec::new())
    }

    /// Adds a member to an object; to anything else, nothing.
    pub(crate) fn put(&mut self, name: &str, value: Json) {
        if let Json::Object(members) = self {
            members.push((name.to_owned(), value));
        }
    }

    /// The place of a member, made if it is not there; what is no object becomes one.
    pub(crate) fn slot(&mut self, name: &str) -> &mut Json {
        if !matches!(self, Json::Object(_)) {
            *self = Json::empty();
        }
        if self.get(name).is_none() {
            self.put(name, Json::Null);
        }
        let Json::Object(members) = self else { unreachable!("it is one now") };
        let mut at = 0;
        while members[at].0 != name {
            at += 1;
        }
        &mut members[at].1
    }

    /// Adds a member that is a text.
    pub(crate) fn put_text(&mut self, name: &str, text: &str) {
        self.put(name, Json::text(text));
    }

    /// Adds a member that is a whole number.
    pub(crate) fn put_whole(&mut self, name: &str, number: i64) {
        self.put(name, Json::whole(number));
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this is the text.
    pub(crate) fn is_text(&self, other: &str) -> bool {
        matches!(self, Json::Text(text) if text.as_str() == other)
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

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    /// Whether this says no more than its absence.
    pub(crate) fn is_nothing(&self) -> bool {
        match self {
            Json::Null | Json::Bool(false) => true,
            Json::List(items) => items.is_empty(),
            Json::Object(members) => members.is_empty(),
            _ => false,
        }
    }

    /// The items, none if this is not a list.
    pub(crate) fn items(&self) -> &[Json] {
        if let Json::List(items) = self { items } else { &[] }
    }

    /// The members, none if this is not an object.
    pub(crate) fn members(&self) -> &[(String, Json)] {
        if let Json::Object(members) = self { members } else { &[] }
    }

    /// The items of a list that is a member; none if it is not there.
    pub(crate) fn list(&self, name: &str) -> &[Json] {
        self.at(name).items()
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

    /// Where a JSON pointer (RFC 6901) points, as a number that sorts in document order.
    ///
    /// It has ten bits for each step, for the first six, which is as deep as the formats are. What is missing comes last in
    /// its object, and an object before what is in it.
    ///
    /// ```
    /// use mienskip::Json;
    ///
    /// let tree = Json::parse("{ \"b\": [1, 2], \"a\": 3 }").unwrap();
    /// assert!(tree.place("/b") < tree.place("/b/1") && tree.place("/b/1") < tree.place("/a"));
    /// assert!(tree.place("/a") < tree.place("/missing"));
    /// ```
    pub fn place(&self, pointer: &str) -> u64 {
        let pointer = pointer.as_bytes();
        let (mut here, mut place, mut shift) = (self, 0, 60);
        let mut end = 0;
        while end < pointer.len() && shift > 0 {
            let start = end + 1;
            end = start;
            while end < pointer.len() && pointer[end] != b'/' {
                end += 1;
            }
            let token = &pointer[start..end];
            // JavaScript puts members named like an index first, in their order.
            let index = array_index(token);
            let (mut found, mut turn) = (&Json::Null, 1);
            let mut missing = true;
            if let Json::List(items) = here
                && index < items.len() as u64
            {
                (found, turn, missing) = (&items[index as usize], index + 1, false);
            }
            for (other, value) in here.members() {
                let others = array_index(other.as_bytes());
                if is_token(token, other) {
                    (found, missing) = (value, false);
                } else if others < index || others == index && missing {
                    turn += 1;
                }
            }
            shift -= 10;
            place |= if missing { 1023 } else { turn.min(1022) } << shift;
            here = found;
        }
        place
    }

    fn write(&self, out: &mut String, sorted: bool) {
        match self {
            Json::Number(number) if number.is_finite() => match self.as_whole() {
                Some(whole) => push_digits(out, whole.into()),
                None => out.push_str(&number::text(*number)),
            },
            Json::Null | Json::Number(_) => out.push_str("null"),
            Json::Bool(is) => out.push_str(if *is { "true" } else { "false" }),
            Json::Text(text) => write_text(text, out),
            Json::List(items) => {
                let mut before = "[";
                for item in items {
                    out.push_str(before);
                    item.write(out, sorted);
                    before = ",";
                }
                close(out, before, "]");
            }
            Json::Object(members) => {
                let mut order = Vec::new();
                for (turn, (name, _)) in members.iter().enumerate() {
                    let mut at = turn;
                    order.push(turn);
                    while sorted && at > 0 && is_before(name, &members[order[at - 1]].0) {
                        order[at] = order[at - 1];
                        at -= 1;
                    }
                    order[at] = turn;
                }
                let mut before = "{";
                for at in &order {
                    let (name, value) = &members[*at];
                    out.push_str(before);
                    write_text(name, out);
                    out.push_str(":");
                    value.write(out, sorted);
                    before = ",";
                }
                close(out, before, "}");
            }
        }
    }
}

/// Ends a list or an object; what opens it is still to be written if nothing is in it.
fn close(out: &mut String, before: &str, end: &str) {
    if before != "," {
        out.push_str(before);
    }
    out.push_str(end);
}

/// The order RFC 8785 asks for, that of UTF-16 code units: as that of the bytes, but what UTF-16 writes as a
/// pair comes before U+E000.
fn is_before(one: &str, other: &str) -> bool {
    let turn = |byte: u8| if matches!(byte, 0xee | 0xef) { 0xff } else { byte };
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    if at == one.len() || at == other.len() {
        return one.len() < other.len();
    }
    let (ones, others) = (turn(one[at]), turn(other[at]));
    ones < others || ones == others && one[at] < other[at]
}

/// Whether a step of a JSON pointer, as [`Check`] writes them, stands for a name.
fn is_token(token: &[u8], name: &str) -> bool {
    let mut token = token.iter();
    for byte in name.as_bytes() {
        let stands = match token.next() {
            Some(b'~') if token.next() == Some(&b'1') => b'/',
            Some(stands) => *stands,
            None => return false,
        };
        if stands != *byte {
            return false;
        }
    }
    token.next().is_none()
}

/// The number a name stands for if JavaScript would keep it as an array index; if not, one above them all.
fn array_index(name: &[u8]) -> u64 {
    let none = u64::from(u32::MAX);
    let mut index = 0;
    for byte in name {
        if !byte.is_ascii_digit() || index > none {
            return none;
        }
        index = index * 10 + u64::from(byte - b'0');
    }
    let plain = !name.is_empty() && (name[0] != b'0' || name.len() == 1);
    if plain { index.min(none) } else { none }
}

/// The letters that stand after a backslash; the last is read, but never written.
const LETTERS: &str = "\"\\nrtbf/";
/// What they stand for.
const ESCAPED: &str = "\"\\\n\r\t\u{8}\u{c}/";

pub(crate) fn write_text(text: &str, out: &mut String) {
    out.push_str("\"");
    let mut from = 0;
    for (at, byte) in text.as_bytes().iter().enumerate() {
        if !matches!(byte, ..b' ' | b'"' | b'\\') {
            continue;
        }
        out.push_str(text.get(from..at).unwrap_or_default());
        from = at + 1;
        let mut escape = 0;
        while escape < ESCAPED.len() && ESCAPED.as_bytes()[escape] != *byte {
            escape += 1;
        }
        if escape < ESCAPED.len() {
            out.push_str("\\");
            out.push_str(LETTERS.get(escape..escape + 1).unwrap_or_default());
        } else {
            out.push_str("\\u00");
            push_hex(out, *byte);
        }
    }
    out.push_str(text.get(from..text.len()).unwrap_or_default());
    out.push_str("\"");
}

/// What [`Parser::next`] gives after the last byte; where it stands in a text it is as wrong as the end is.
const END: u8 = 0;

/// A recursive descent over the text. After the first mistake it stands at the end, and reads nothing more.
struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    failed: bool,
    check: Check<'t>,
}

impl Parser<'_> {
    fn byte(&self) -> u8 {
        let bytes = self.text.as_bytes();
        if self.at < bytes.len() { bytes[self.at] } else { END }
    }

    /// The next byte that is not white space.
    fn next(&mut self) -> u8 {
        while matches!(self.byte(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
        self.byte()
    }

    /// Whether this byte is here; if so, it is passed.
    fn takes(&mut self, byte: u8) -> bool {
        let here = self.byte() == byte;
        self.at += usize::from(here);
        here
    }

    /// Whether the next byte that is not white space is this one; if so, it is passed.
    fn finds(&mut self, byte: u8) -> bool {
        self.next();
        self.takes(byte)
    }

    /// What was passed since; not by index, whose panic would bring a table of all Unicode.
    fn since(&self, start: usize) -> &str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Reports what should have stood here.
    fn fail(&mut self, what: &str) {
        let (mut line, mut column) = (1_i64, 1_i64);
        for byte in &self.text.as_bytes()[..self.at] {
            if *byte == b'\n' {
                (line, column) = (line + 1, 1);
            } else if *byte & 0xc0 != 0x80 {
                column += 1;
            }
        }
        let ended = self.at == self.text.len();
        let mut about = String::from(if ended { "the text stops before its end" } else { what });
        about.push_str(if ended { " (line " } else { " was expected here (line " });
        push_digits(&mut about, line.into());
        about.push_str(", column ");
        push_digits(&mut about, column.into());
        about.push_str(")");
        self.check.leave(0);
        self.stop(Code::NotJson, &about);
    }

    /// Reports the mistake that ends the reading.
    fn stop(&mut self, code: Code, about: &str) {
        if !self.failed {
            self.check.report(code, about);
        }
        self.failed = true;
        self.at = self.text.len();
    }

    fn value(&mut self) -> Json {
        match self.next() {
            b'{' => self.nested(b'}'),
            b'[' => self.nested(b']'),
            b'"' => Json::Text(self.string()),
            b'-' | b'0'..=b'9' => self.number(),
            _ if self.word("true") => Json::Bool(true),
            _ if self.word("false") => Json::Bool(false),
            _ => {
                if !self.word("null") {
                    self.fail("a value");
                }
                Json::Null
            }
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let here = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        if here {
            self.at += word.len();
        }
        here
    }

    /// A list or an object, up to this end.
    fn nested(&mut self, end: u8) -> Json {
        let mut tree = if end == b']' { Json::List(Vec::new()) } else { Json::empty() };
        if self.depth == MAX_DEPTH {
            self.stop(Code::TooDeep, "32");
        }
        self.depth += 1;
        self.at += usize::from(!self.failed);
        let mut more = !self.finds(end);
        while more {
            let name = match &tree {
                Json::List(items) => digits(items.len() as i64),
                object => self.name(object.members().len()),
            };
            let mark = self.check.enter(&name);
            let value = self.value();
            if self.failed {
                break;
            }
            match &mut tree {
                Json::List(items) => items.push(value),
                object if object.get(&name).is_some() => self.check.report(Code::DuplicateField, ""),
                object => object.put(&name, value),
            }
            self.check.leave(mark);
            more = self.finds(b',');
            if !more && !self.finds(end) {
                self.fail("a comma or the end of this");
            }
        }
        self.depth -= 1;
        tree
    }

    /// The name of a further member, after so many, and its colon.
    fn name(&mut self, members: usize) -> String {
        if self.next() != b'"' {
            self.fail("a name between quotes");
        }
        if members == MAX_MEMBERS {
            self.stop(Code::TooLarge, "1,000 fields");
        }
        let name = self.string();
        if !self.finds(b':') {
            self.fail("a colon");
        }
        name
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self) -> Json {
        let start = self.at;
        self.takes(b'-');
        // Nothing but a point follows a zero.
        let mut right = self.takes(b'0') != self.digits();
        if self.takes(b'.') {
            right &= self.digits();
        }
        if self.takes(b'e') || self.takes(b'E') {
            let _ = self.takes(b'+') || self.takes(b'-');
            right &= self.digits();
        }
        if !right {
            self.fail("a number as JSON writes it");
            return Json::Null;
        }
        Json::Number(number::read(self.since(start)))
    }

    fn string(&mut self) -> String {
        let mut out = String::new();
        self.takes(b'"');
        loop {
            let start = self.at;
            while !matches!(self.byte(), ..b' ' | b'"' | b'\\') {
                self.at += 1;
            }
            out.push_str(self.since(start));
            if self.takes(b'\\') {
                out.push_str(self.escape().encode_utf8(&mut [0; 4]));
            } else if self.takes(b'"') {
                return out;
            } else {
                self.fail("\\n instead of a line break");
                return out;
            }
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self) -> char {
        if self.takes(b'u') {
            return self.unicode();
        }
        for (at, letter) in LETTERS.as_bytes().iter().enumerate() {
            if self.takes(*letter) {
                return ESCAPED.as_bytes()[at] as char;
            }
        }
        self.at -= 1;
        self.fail("\\\\ instead of a backslash");
        ' '
    }

    fn unicode(&mut self) -> char {
        let mut unit = self.hex();
        if unit & !0x3ff == 0xd800 && self.takes(b'\\') && self.takes(b'u') {
            let low = self.hex();
            let pair = 0x10000 + ((unit & 0x3ff) << 10 | low & 0x3ff);
            unit = if low & !0x3ff == 0xdc00 { pair } else { NO_UNIT };
        }
        let Some(c) = char::from_u32(unit) else {
            self.fail("\\u and a character");
            return ' ';
        };
        c
    }

    /// Four hexadecimal digits.
    fn hex(&mut self) -> u32 {
        let mut unit = 0;
        for _ in 0..4 {
            let Some(digit) = (self.byte() as char).to_digit(16) else { return NO_UNIT };
            unit = unit << 4 | digit;
            self.at += 1;
        }
        unit
    }
}

/// What is no character, nor half of one.
const NO_UNIT: u32 = u32::MAX;

/// Doubles as ECMAScript reads and writes them. In WebAssembly that is the host's own routine, which weighs
/// nothing; Rust's would be a third of the whole module.
mod number {
    use alloc::string::String;

    #[cfg(target_arch = "wasm32")]
    pub(super) fn read(text: &str) -> f64 {
        crate::host::parse(text)
    }

    #[cfg(target_arch = "wasm32")]
    pub(super) fn text(number: f64) -> String {
        // The longest there is has 25 characters: -2.2250738585072014e-308 and the like.
        let mut bytes = [0; 32];
        let length = crate::host::write(number, &mut bytes);
        bytes.iter().take(length).map(|byte| *byte as char).collect()
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn read(text: &str) -> f64 {
        text.parse().unwrap_or(f64::NAN)
    }

    /// `Number::toString` of ECMA-262: the shortest digits that read back, in plain notation from 1e-6 up to 1e21.
    #[cfg(not(target_arch = "wasm32"))]
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
