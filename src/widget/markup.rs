//! The widget's structure as markup: a text a person can read, and the small builder that turns it into elements.
//!
//! A line is an element, indented below its parent: a tag with `#id` and `.class`, attributes, and a text.
//!
//! ```text
//! details.why hidden !              `!` keeps the element at hand
//!  summary @why                     `@name` is a message of the catalogue
//!  p#text-{i} ?summary $summary     `?name` leaves the line and those below it out unless the document has it
//!  p * ?details $details            `*` makes one element for each line of the text
//!  ul ?pros
//!   li + $pros                      `+` makes one for each text of a list
//! ```
//!
//! `$name` is a text of the document in hand (`$` alone is the item itself), `{name}` what the caller fills in;
//! several of them make one text, with spaces between.
//! There is no HTML: elements are made with `createElement` and texts set as text, so nothing needs escaping and
//! Trusted Types have nothing to object to.

use super::dom::{say, set};
use crate::json::Json;
use crate::text::{Catalogue, fill_in};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use web_sys::{Document, Element};

/// Builds elements from markup.
#[derive(Debug)]
pub(super) struct Markup<'a> {
    pub(super) document: &'a Document,
    pub(super) catalogue: &'a Catalogue,
    /// The tag of the language of the survey's texts.
    pub(super) language: &'a str,
}

impl Markup<'_> {
    /// Builds below a parent, with texts from a part of the survey's document; gives the elements marked `!`.
    pub(super) fn build(
        &self,
        parent: &Element,
        markup: &str,
        node: &Json,
        fill: &[(&str, &str)],
    ) -> Vec<Element> {
        let mut kept = Vec::new();
        // The element at each depth; lines deeper than `skipped` are left out.
        let mut path = vec![parent.clone()];
        let mut skipped = usize::MAX;
        for line in markup.split('\n') {
            let words = line.trim_start_matches(' ');
            let depth = line.len() - words.len();
            if words.is_empty() || depth > skipped {
                continue;
            }
            skipped = usize::MAX;
            path.truncate(depth + 1);
            let mut parts = words.split(' ');
            let tag = parts.next().unwrap_or_default();
            let (mut keep, mut lines, mut list, mut missing) = (false, false, false, false);
            let mut text = String::new();
            let mut items: &[Json] = &[];
            let mut attributes: Vec<(&str, String)> = Vec::new();
            for part in parts {
                let name = part.get(1..).unwrap_or_default();
                match part.as_bytes().first() {
                    Some(b'!') => keep = true,
                    Some(b'*') => lines = true,
                    Some(b'+') => list = true,
                    Some(b'?') => missing |= matches!(node.get(name), None | Some(Json::Bool(false))),
                    Some(b'$') if list => items = node.list(name),
                    Some(b'@' | b'$' | b'{') => {
                        let more = self.text(part, node, fill);
                        if !text.is_empty() && !more.is_empty() {
                            text.push(' ');
                        }
                        text.push_str(&more);
                    }
                    _ => {
                        let (name, value) = part.split_once('=').unwrap_or((part, ""));
                        let value = self.text(value, node, fill);
                        attributes.push((name, value));
                    }
                }
            }
            if missing {
                skipped = depth;
                continue;
            }
            if lines || list {
                let texts = text.split('\n').filter(|line| lines && !line.is_empty());
                for text in texts.chain(items.iter().map(|item| self.in_language(item))) {
                    say(&self.element(&path[depth], tag, &attributes, fill), text);
                }
                continue;
            }
            let element = self.element(&path[depth], tag, &attributes, fill);
            if !text.is_empty() {
                say(&element, &text);
            }
            if keep {
                kept.push(element.clone());
            }
            path.push(element);
        }
        kept
    }

    /// A message, a text of the survey, or what stands there itself; each with its names filled in.
    fn text(&self, part: &str, node: &Json, fill: &[(&str, &str)]) -> String {
        let name = fill_in(part.get(1..).unwrap_or_default(), fill);
        match part.as_bytes().first() {
            Some(b'@') => fill_in(self.catalogue.get(&name), fill),
            Some(b'$') if name.is_empty() => String::from(self.in_language(node)),
            Some(b'$') => String::from(node.get(&name).map_or("", |text| self.in_language(text))),
            _ => fill_in(part, fill),
        }
    }

    /// A text that is one for all languages, or one for each.
    pub(super) fn in_language<'j>(&self, text: &'j Json) -> &'j str {
        text.as_text().unwrap_or_else(|| text.str(self.language))
    }

    fn element(
        &self,
        parent: &Element,
        tag: &str,
        attributes: &[(&str, String)],
        fill: &[(&str, &str)],
    ) -> Element {
        let (tag, class) = tag.split_once('.').unwrap_or((tag, ""));
        let (tag, id) = tag.split_once('#').unwrap_or((tag, ""));
        // What belongs to a drawing is made in its name space.
        let element = if matches!(tag, "svg" | "path" | "rect") {
            self.document.create_element_ns(Some("http://www.w3.org/2000/svg"), tag)
        } else {
            self.document.create_element(tag)
        };
        // The names are all our own, so the browser refuses none of them.
        let Ok(element) = element else { return parent.clone() };
        if !class.is_empty() {
            set(&element, "class", &fill_in(class, fill).replace('.', " "));
        }
        if !id.is_empty() {
            set(&element, "id", &fill_in(id, fill));
        }
        for (name, value) in attributes {
            set(&element, name, value);
        }
        let _ = parent.append_with_node_1(&element);
        element
    }
}
