//! The few ways in which the widget touches the page: elements made with `createElement`, attributes, and
//! text. No HTML is ever parsed, so nothing needs escaping and Trusted Types have nothing to object to.

use web_sys::{Document, Element};

/// Makes elements.
#[derive(Debug)]
pub(crate) struct Maker {
    document: Document,
}

impl Maker {
    pub(crate) fn new(document: Document) -> Maker {
        Maker { document }
    }

    /// An element in a parent, with its attributes.
    ///
    /// The names are all our own, so the browser cannot refuse them.
    pub(crate) fn el(&self, parent: &Element, tag: &str, attributes: &[(&str, &str)]) -> Element {
        let element = self.document.create_element(tag).expect("a valid name");
        self.put(parent, element, attributes)
    }

    /// An SVG element, likewise.
    pub(crate) fn svg(&self, parent: &Element, tag: &str, attributes: &[(&str, &str)]) -> Element {
        let svg = Some("http://www.w3.org/2000/svg");
        let element = self.document.create_element_ns(svg, tag).expect("a valid name");
        self.put(parent, element, attributes)
    }

    /// An element that holds a text.
    pub(crate) fn text(&self, parent: &Element, tag: &str, attributes: &[(&str, &str)], text: &str) -> Element {
        let element = self.el(parent, tag, attributes);
        element.set_text_content(Some(text));
        element
    }

    /// A paragraph for each line.
    pub(crate) fn paragraphs(&self, parent: &Element, class: &str, text: &str) {
        for line in text.split('\n').filter(|line| !line.is_empty()) {
            self.text(parent, "p", &[("class", class)], line);
        }
    }

    fn put(&self, parent: &Element, element: Element, attributes: &[(&str, &str)]) -> Element {
        for (name, value) in attributes {
            set(&element, name, value);
        }
        let _ = parent.append_with_node_1(&element);
        element
    }
}

/// Sets an attribute.
pub(crate) fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Sets or takes away an attribute without a value.
pub(crate) fn toggle(element: &Element, name: &str, on: bool) {
    let _ = element.toggle_attribute_with_force(name, on);
}

/// Replaces the text.
pub(crate) fn say(element: &Element, text: &str) {
    element.set_text_content(Some(text));
}
