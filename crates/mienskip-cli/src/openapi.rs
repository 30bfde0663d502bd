//! What programs can do with a collector, as `OpenAPI` has it, after the API Design Rules of the Dutch government.

use mienskip::{Json, Survey, response_schema};

/// The version of what is described, also told in the header `API-Version` of each reply.
pub(crate) const VERSION: &str = "1.0.0";

/// The description of a collector for a survey, below a path: with the schema of an answer as the core has it, and the
/// organiser to turn to.
pub(crate) fn document(survey: &Survey, base: &str) -> Json {
    let mut document =
        Json::parse(include_str!("openapi.json")).expect("the description is JSON: a test reads it");
    let server = if base.is_empty() { "/" } else { base };
    set(&mut document, &["servers"], Json::List(vec![Json::object([("url", Json::text(server))])]));
    set(&mut document, &["info", "version"], Json::text(VERSION));
    set(&mut document, &["components", "schemas", "Response"], response_schema());
    if let Some(organiser) = survey.organiser() {
        let in_first = |text: mienskip::Text| Json::text(text.in_language(survey.first_language()));
        set(&mut document, &["info", "contact", "name"], in_first(organiser.name()));
        if let Some(contact) = organiser.contact() {
            set(&mut document, &["info", "contact", "x-contact"], in_first(contact));
        }
        if let Some(url) = organiser.privacy_url() {
            set(&mut document, &["info", "contact", "url"], Json::text(url));
        }
    }
    document
}

/// Puts something in its place.
fn set(document: &mut Json, path: &[&str], value: Json) {
    let Some((name, rest)) = path.split_first() else {
        *document = value;
        return;
    };
    if let Json::Object(members) = document {
        let at = members.iter().position(|(member, _)| member == name).unwrap_or_else(|| {
            members.push(((*name).to_owned(), Json::Object(Vec::new())));
            members.len() - 1
        });
        set(&mut members[at].1, rest, value);
    }
}
