//! The shapes of both documents for other programs, as JSON Schema: written from the tables that the reader checks
//! with, so that the two cannot drift apart. For editors and back ends; nothing here runs while a survey is filled in.

use crate::json::Json;
use crate::problem::Code;
use crate::response::{RESPONSE, RESPONSE_FORMAT};
use crate::schema::{Field, HASH, ID, Shape};
use crate::survey::{MAX_LENGTH, MAX_SCENARIOS, MAX_VALUES, SURVEY, SURVEY_FORMAT};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The shape of a survey document, as JSON Schema (2020-12).
///
/// Every survey that can be used fits it. Not every document that fits can be used: what its parts mean to each other
/// (that ids exist, that texts are there in every language, that maxima leave room) is beyond a schema, and told by
/// [`Survey::from_json`](crate::Survey::from_json).
///
/// ```
/// let schema = mienskip::survey_schema();
/// assert!(schema.to_text().contains(r#""const":"mienskip-survey/1""#));
/// ```
pub fn survey_schema() -> Json {
    document(SURVEY_FORMAT, &SURVEY)
}

/// The shape of a response document, as JSON Schema (2020-12).
///
/// Every valid response fits it, whatever its survey; [`Survey::verify`](crate::Survey::verify) checks the rest.
pub fn response_schema() -> Json {
    document(RESPONSE_FORMAT, &RESPONSE)
}

fn document(format: &str, fields: &[Field]) -> Json {
    let mut schema = Json::empty();
    schema.put_text("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put_text("title", format);
    schema.put("$defs", Json::object([("id", schema_of(&ID)), ("language", form(Code::NotALanguage))]));
    let Json::Object(members) = object(&[fields]) else { return schema };
    for (name, value) in members {
        schema.put(&name, value);
    }
    schema
}

/// What fits a shape, for all surveys.
fn schema_of(shape: &Shape) -> Json {
    match shape {
        Shape::Format(format) => Json::object([("const", Json::text(format))]),
        Shape::Text(max) => text(*max),
        Shape::Prose(max) => {
            let each = [("propertyNames", named("language")), ("additionalProperties", text(*max))];
            any_of(Vec::from([text(*max), of_type("object", each)]))
        }
        Shape::Whole(least, most) => whole((*least).into(), (*most).into()),
        Shape::Flag => of_type("boolean", []),
        Shape::Word(words) => {
            Json::object([("enum", Json::List(words.split(" or ").map(Json::text).collect()))])
        }
        Shape::Either(shapes) => any_of(shapes.iter().map(schema_of).collect()),
        Shape::Form(_, code) => form(*code),
        Shape::Link => {
            let mut link = pattern(LINK, Some(2000));
            link.put_whole("minLength", 1);
            link
        }
        Shape::Object(fields) => object(&[fields]),
        Shape::Kind(kinds) => any_of(
            kinds
                .words
                .split(" or ")
                .zip(kinds.more)
                .map(|(word, more)| {
                    let mut one = object(&[kinds.fields, more]);
                    *one.slot("properties").slot("kind") = Json::object([("const", Json::text(word))]);
                    one
                })
                .collect(),
        ),
        Shape::List(least, most, shape) => {
            list(*least, *most, schema_of(shape), matches!(shape, Shape::Form(..)))
        }
        Shape::Each(_, shape) => {
            of_type("object", [("propertyNames", named("id")), ("additionalProperties", schema_of(shape))])
        }
        Shape::Asked(_, shape) => schema_of(shape),
        // As many as any survey may ask for.
        Shape::Words(_) => any_of(Vec::from([text(MAX_LENGTH), object(&[&HASH])])),
        Shape::Own(Code::OtherSurvey) | Shape::Value => named("id"),
        Shape::Own(Code::OtherVersion) => text(64),
        Shape::Own(_) => form(Code::NotAHash),
        Shape::Language => named("language"),
        Shape::Order => list(2, MAX_SCENARIOS, named("id"), true),
        Shape::Values => list(0, MAX_VALUES, named("id"), true),
        Shape::Answer => any_of(Vec::from([text(MAX_LENGTH), of_type("integer", [])])),
        Shape::Any => Json::Bool(true),
    }
}

fn object(groups: &[&[Field]]) -> Json {
    let (mut properties, mut required) = (Json::empty(), Vec::new());
    for field in groups.iter().copied().flatten() {
        properties.put(field.name, schema_of(&field.shape));
        if let Some(Code::Missing) = field.missing {
            required.push(Json::text(field.name));
        }
    }
    let closed = ("additionalProperties", Json::Bool(false));
    of_type("object", [("properties", properties), ("required", Json::List(required)), closed])
}

/// A text of at most so many characters with one that can be seen.
fn text(max: usize) -> Json {
    let seen = "[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff]";
    pattern(seen, Some(max as i64))
}

fn whole(least: i64, most: i64) -> Json {
    of_type("integer", [("minimum", Json::whole(least)), ("maximum", Json::whole(most))])
}

fn list(least: usize, most: usize, items: Json, unlike: bool) -> Json {
    let mut list = of_type("array", [("items", items)]);
    list.put_whole("minItems", least as i64);
    list.put_whole("maxItems", most as i64);
    if unlike {
        list.put("uniqueItems", Json::Bool(true));
    }
    list
}

/// A link without a scheme, or with one that a page can safely carry.
const LINK: &str = "^(?:(?:[Hh][Tt][Tt][Pp][Ss]?|[Mm][Aa][Ii][Ll][Tt][Oo]):\
    |[^:/?#\\x00-\\x20\\\\]*(?:[/?#]|$))[^\\x00-\\x20\\\\]*$";

/// The forms that have a check of their own, by what is reported of a text that has another.
fn form(code: Code) -> Json {
    let hexadecimal = |length: usize| format!("^[0-9a-f]{{{length}}}$");
    let own: String = match code {
        Code::NotAnId => "^(?!__proto__$)[A-Za-z0-9._-]{1,64}$".to_owned(),
        Code::NotALanguage => "^(?=.{1,35}$)[A-Za-z][A-Za-z0-9]{0,7}(?:-[A-Za-z0-9]{1,8})*$".to_owned(),
        Code::NotADate => "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$".to_owned(),
        Code::NotACurrency => "^[A-Z]{3}$".to_owned(),
        Code::NotAnAnswerId => {
            "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$".to_owned()
        }
        Code::NotASalt => hexadecimal(32),
        Code::NotAHash => hexadecimal(64),
        _ => unreachable!("a form has one of these codes"),
    };
    pattern(&own, None)
}

fn pattern(pattern: &str, max: Option<i64>) -> Json {
    let mut text = of_type("string", [("pattern", Json::text(pattern))]);
    if let Some(max) = max {
        text.put_whole("maxLength", max);
    }
    text
}

fn named(name: &str) -> Json {
    Json::object([("$ref", Json::Text(format!("#/$defs/{name}")))])
}

fn any_of(schemas: Vec<Json>) -> Json {
    Json::object([("anyOf", Json::List(schemas))])
}

fn of_type<const N: usize>(name: &str, members: [(&str, Json); N]) -> Json {
    let mut schema = Json::object([("type", Json::text(name))]);
    for (name, value) in members {
        schema.put(name, value);
    }
    schema
}
