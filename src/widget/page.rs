//! The page as the widget knows it: elements made from markup that a person can read, and found again by their ids.
//!
//! A line of markup is an element, indented below its parent: a tag with `#id` and `.class`, then attributes and
//! texts.
//!
//! ```text
//! details#why-{i}.why hidden        `{i}` is filled in by the caller
//!  summary @why                     `@name` is a message of the catalogue
//!  p#text-{i} ?summary {summary}    `?name` leaves the line and those below it out unless there is such a thing;
//!                                   `{name}` is then a text of the document in hand
//!  p *{details} {}                  `*` makes an element for each line of a text; `{}` is that line
//!  ul ?pros
//!   li +pros {}                     `+name` makes one for each item of a list: the document in hand below it
//! ```
//!
//! `{n}` is the number of the item, `~` in a value a space, and `'` begins a text that stands for itself.
//!
//! Nothing is done to the page here: what is to be done is written down as pairs of a key and a value, one JSON list
//! for each event, and `www/draw.js` does it. A call for every attribute would weigh more on both sides. There is no
//! HTML in it: elements are made with `createElement` and texts set as text, so Trusted Types have nothing to object
//! to.

use crate::digits::digits;
use crate::json::{Json, write_text};
use crate::text::Words;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

/// What is to be done to the shadow root of a widget.
#[derive(Debug, Default)]
pub(super) struct Page {
    steps: RefCell<String>,
}

/// The keys that are no names of attributes.
mod key {
    /// Turns to the element with this id; what follows is done to that.
    pub(super) const AT: &str = "#";
    /// Adds an element with this tag below it, and turns to that.
    pub(super) const OPEN: &str = "<";
    /// The same for what belongs to a drawing.
    pub(super) const DRAWN: &str = "svg";
    /// Turns to the parent.
    pub(super) const CLOSE: &str = ">";
    /// Moves the element with this id to the end of it.
    pub(super) const MOVE: &str = "^";
    /// Gives it this attribute, without a value.
    pub(super) const ON: &str = "+";
    /// Takes this attribute away.
    pub(super) const OFF: &str = "-";
    /// Gives it the focus.
    pub(super) const FOCUS: &str = "focus";
    /// The text.
    pub(super) const TEXT: &str = "textContent";
}

/// What markup is filled with: the words, and names with what they stand for.
pub(super) struct Fill<'a> {
    words: &'a Words,
    names: Vec<(&'static str, &'a str)>,
}

/// A place in the documents that markup shows: a part of one, and its number among its like.
#[derive(Clone, Copy)]
struct Place<'a> {
    node: &'a Json,
    n: usize,
}

impl Page {
    /// What is to be done since this was last asked, for the list that the element draws.
    pub(super) fn take(&self) -> String {
        self.steps.take()
    }

    fn step(&self, key: &str, value: &str) {
        let mut steps = self.steps.borrow_mut();
        for text in [key, value] {
            steps.push(',');
            write_text(text, &mut steps);
        }
    }

    fn at(&self, name: &str, at: usize) {
        self.step(key::AT, &id(name, at));
    }

    /// Sets an attribute of the element with the id `name-at`, if it is there.
    pub(super) fn set(&self, name: &str, at: usize, attribute: &str, value: &str) {
        self.at(name, at);
        self.step(attribute, value);
    }

    /// Sets an attribute that is `true` or `false`.
    pub(super) fn flag(&self, name: &str, at: usize, attribute: &str, on: bool) {
        self.set(name, at, attribute, if on { "true" } else { "false" });
    }

    /// Sets or takes away an attribute without a value.
    pub(super) fn toggle(&self, name: &str, at: usize, attribute: &str, on: bool) {
        self.set(name, at, if on { key::ON } else { key::OFF }, attribute);
    }

    /// Replaces the text.
    pub(super) fn say(&self, name: &str, at: usize, text: &str) {
        self.set(name, at, key::TEXT, text);
    }

    /// Replaces what stands in a field.
    pub(super) fn write(&self, name: &str, at: usize, value: &str) {
        self.set(name, at, "value", value);
    }

    /// Moves an element to the end of another.
    pub(super) fn move_into(&self, parent: &str, name: &str, at: usize) {
        self.set(parent, 0, key::MOVE, &id(name, at));
    }

    /// Moves the focus to an element.
    pub(super) fn focus(&self, name: &str, at: usize) {
        self.set(name, at, key::FOCUS, "");
    }

    /// Builds markup below the element with the id `parent-at`, with texts from a part of a document.
    pub(super) fn build(&self, parent: &str, at: usize, markup: &str, node: &Json, fill: &Fill) {
        self.at(parent, at);
        self.begin(markup, node, fill);
    }

    /// Builds the first markup of a page, below its root.
    pub(super) fn begin(&self, markup: &str, node: &Json, fill: &Fill) {
        self.block(markup, Place { node, n: 0 }, fill);
    }

    fn block(&self, mut markup: &str, place: Place, fill: &Fill) {
        while !markup.is_empty() {
            let (line, mut after) = cut(markup, b'\n');
            let depth = indent(line);
            let below = after;
            while !after.is_empty() && indent(after) > depth {
                after = cut(after, b'\n').1;
            }
            let below = part(below, 0, below.len() - after.len());
            self.line(part(line, depth, line.len()), below, place, fill);
            markup = after;
        }
    }

    /// One line with the block below it: no element, one, or one for each of several.
    fn line(&self, line: &str, below: &str, place: Place, fill: &Fill) {
        let mut lines = Vec::new();
        let mut items = core::slice::from_ref(place.node);
        let mut each = false;
        let mut words = line;
        while !words.is_empty() {
            let (word, rest) = cut(words, b' ');
            words = rest;
            let name = part(word, 1, word.len());
            match word.as_bytes()[0] {
                b'?' => {
                    let there = !matches!(place.node.at(name), Json::Null | Json::Bool(false));
                    if !there && fill.look_up(name, place).is_empty() {
                        return;
                    }
                }
                b'+' => {
                    each = true;
                    // The lists of the survey are at hand everywhere; what is no list is its only item.
                    items = match place.node.get(name).or(fill.words.survey.document().get(name)) {
                        Some(Json::List(items)) => items,
                        Some(item) => core::slice::from_ref(item),
                        None => &[],
                    };
                }
                b'*' => {
                    each = true;
                    items = &[];
                    let text = fill.text(name, place);
                    let mut rest = text.as_str();
                    while !rest.is_empty() {
                        let (line, after) = cut(rest, b'\n');
                        rest = after;
                        if !line.is_empty() {
                            lines.push(Json::text(line));
                        }
                    }
                }
                _ => {}
            }
        }
        if !lines.is_empty() {
            items = &lines;
        }
        for (n, node) in items.iter().enumerate() {
            self.element(line, below, Place { node, n: if each { n } else { place.n } }, fill);
        }
    }

    fn element(&self, line: &str, below: &str, place: Place, fill: &Fill) {
        let (head, mut words) = cut(line, b' ');
        let (head, class) = cut(head, b'.');
        let (tag, id) = cut(head, b'#');
        // What belongs to a drawing is made in its name space.
        self.step(if matches!(tag, "svg" | "path" | "rect") { key::DRAWN } else { key::OPEN }, tag);
        for (name, value) in [("id", id), ("class", class)] {
            if !value.is_empty() {
                self.step(name, &fill.text(value, place));
            }
        }
        let mut text = String::new();
        while !words.is_empty() {
            let (word, rest) = cut(words, b' ');
            words = rest;
            match word.as_bytes()[0] {
                b'?' | b'+' | b'*' => {}
                b'@' | b'{' | b'\'' => {
                    let more = fill.text(word, place);
                    if !text.is_empty() && !more.is_empty() {
                        text.push_str(" ");
                    }
                    text.push_str(&more);
                }
                _ => {
                    let (name, value) = cut(word, b'=');
                    self.step(name, &fill.text(value, place));
                }
            }
        }
        if !text.is_empty() {
            self.step(key::TEXT, &text);
        }
        self.block(below, place, fill);
        self.step(key::CLOSE, "");
    }
}

impl<'a> Fill<'a> {
    pub(super) fn new(words: &'a Words) -> Fill<'a> {
        Fill { words, names: Vec::new() }
    }

    /// Lets a name stand for a text.
    #[inline(never)]
    pub(super) fn put(&mut self, name: &'static str, text: &'a str) {
        self.names.push((name, text));
    }

    /// A message, or what stands there itself, with its names filled in.
    fn text(&self, text: &str, place: Place) -> String {
        let mut out = String::new();
        let message;
        let mut rest = text;
        match text.as_bytes().first() {
            Some(b'@') => {
                message = self.text(part(text, 1, text.len()), place);
                rest = self.words.catalogue.get(&message);
            }
            Some(b'\'') => rest = part(text, 1, text.len()),
            _ => {}
        }
        while !rest.is_empty() {
            // Neither messages nor markup have braces or tildes of their own.
            let (mut before, after) = cut(rest, b'{');
            let named = before.len() < rest.len();
            while !before.is_empty() {
                let (part, more) = cut(before, b'~');
                out.push_str(part);
                if part.len() < before.len() {
                    out.push_str(" ");
                }
                before = more;
            }
            rest = after;
            if named {
                let (name, after) = cut(rest, b'}');
                rest = after;
                if name == "n" {
                    out.push_str(&digits(place.n as i64));
                } else {
                    out.push_str(self.look_up(name, place));
                }
            }
        }
        out
    }

    /// What a name stands for: what is filled in, or else a text of the document in hand.
    fn look_up<'s>(&'s self, name: &str, place: Place<'s>) -> &'s str {
        for (key, value) in &self.names {
            if *key == name {
                return value;
            }
        }
        self.words.in_language(if name.is_empty() { place.node } else { place.node.at(name) })
    }
}

/// The id of an element: a name, and the number of what it shows.
pub(super) fn id(name: &str, at: usize) -> String {
    let mut id = String::from(name);
    id.push_str("-");
    id.push_str(&digits(at as i64));
    id
}

/// What comes before the first such byte, and what comes after it.
pub(crate) fn cut(text: &str, byte: u8) -> (&str, &str) {
    let mut at = 0;
    while at < text.len() {
        if text.as_bytes()[at] == byte {
            return (part(text, 0, at), part(text, at + 1, text.len()));
        }
        at += 1;
    }
    (text, "")
}

/// A part of a text, between bytes that begin a character. (An index would bring in what a panic says of it.)
#[inline(never)]
fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

fn indent(line: &str) -> usize {
    let mut depth = 0;
    while line.as_bytes().get(depth) == Some(&b' ') {
        depth += 1;
    }
    depth
}
