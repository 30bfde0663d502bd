//! The few ways in which the widget changes what it has built.

use web_sys::Element;

/// Sets an attribute.
pub(super) fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Sets or takes away an attribute without a value.
pub(super) fn toggle(element: &Element, name: &str, on: bool) {
    let _ = element.toggle_attribute_with_force(name, on);
}

/// Sets an attribute that is `true` or `false`.
pub(super) fn flag(element: &Element, name: &str, on: bool) {
    set(element, name, if on { "true" } else { "false" });
}

/// Replaces the text.
pub(super) fn say(element: &Element, text: &str) {
    element.set_text_content(Some(text));
}
