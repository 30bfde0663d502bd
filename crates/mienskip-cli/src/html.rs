//! HTML that is right by the way it is made: every text and every attribute is escaped as it is written, and every
//! element that is opened is closed.

/// A piece of a page in the making.
#[derive(Debug, Default)]
pub(crate) struct Html {
    out: String,
    open: Vec<&'static str>,
}

/// The attributes of an element, by name.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Html {
    /// Opens an element.
    pub(crate) fn open(&mut self, tag: &'static str, attributes: Attributes) {
        self.void(tag, attributes);
        self.open.push(tag);
    }

    /// An element that has nothing in it, ever, such as `input`.
    pub(crate) fn void(&mut self, tag: &'static str, attributes: Attributes) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            for part in [" ", name, "=\"", &escape(value), "\""] {
                self.out.push_str(part);
            }
        }
        self.out.push('>');
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.out.push_str(&escape(text));
    }

    /// Closes the element that was opened last.
    pub(crate) fn close(&mut self) {
        if let Some(tag) = self.open.pop() {
            for part in ["</", tag, ">\n"] {
                self.out.push_str(part);
            }
        }
    }

    /// An element with a text.
    pub(crate) fn line(&mut self, tag: &'static str, attributes: Attributes, text: &str) {
        self.open(tag, attributes);
        self.text(text);
        self.close();
    }

    /// A paragraph for each line of a text that has something in it.
    pub(crate) fn paragraphs(&mut self, text: &str) {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            self.line("p", &[], line);
        }
    }

    /// What was made; what is still open is closed.
    pub(crate) fn end(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }
}

/// A text as it stands in HTML, also in an attribute between quotes of either kind.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_and_no_attribute_becomes_markup() {
        let mut html = Html::default();
        html.line("p", &[("title", "\"><script>'&amp;")], "</p><b>&lt; \"it's\"");
        assert_eq!(
            html.end(),
            "<p title=\"&quot;&gt;&lt;script&gt;&#39;&amp;amp;\">&lt;/p&gt;&lt;b&gt;&amp;lt; &quot;it&#39;s&quot;</p>\n"
        );
    }

    #[test]
    fn what_was_opened_is_closed_in_the_opposite_order() {
        let mut html = Html::default();
        html.open("ul", &[]);
        html.open("li", &[]);
        html.void("br", &[]);
        assert_eq!(html.end(), "<ul><li><br></li>\n</ul>\n");
    }
}
