//! JSON text, canonical JSON and SHA-256 against well-kept implementations and the examples of their standards:
//! a digest made here must be the digest made anywhere.

mod common;

use common::{Chance, cases, long, told};
use mienskip::{Json, sha256};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use sha2::Digest;

/// The text RFC 8785 asks for, or the same in document order.
fn expected(value: &Value, sorted: bool) -> String {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            if sorted {
                names.sort_by_key(|name| name.encode_utf16().collect::<Vec<u16>>());
            }
            let member = |name: &&String| format!("{}:{}", text_of(name), expected(&members[*name], sorted));
            format!("{{{}}}", names.iter().map(member).collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| expected(item, sorted)).collect::<Vec<_>>().join(","))
        }
        Value::Number(number) => ryu_js::Buffer::new().format(number.as_f64().unwrap()).to_owned(),
        Value::String(text) => text_of(text),
        Value::Null | Value::Bool(_) => value.to_string(),
    }
}

fn text_of(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn any_text() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        Just('\u{0}'),
        Just('\u{1f}'),
        Just('\u{7f}'),
        Just('"'),
        Just('\\'),
        Just('\u{2028}'),
        Just('\u{e000}'),
        Just('\u{ffff}'),
        Just('𝄞'),
    ];
    vec(prop_oneof![3 => prop::char::range('a', 'e'), 1 => odd, 1 => any::<char>()], 0..6)
        .prop_map(|chars| chars.into_iter().collect())
}

fn any_number() -> impl Strategy<Value = Value> {
    let double =
        any::<u64>().prop_map(f64::from_bits).prop_filter("JSON writes no infinity", |n| n.is_finite());
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        (-1000i64..1000).prop_map(Value::from),
        double.prop_map(Value::from),
        (-1e6f64..1e6).prop_map(Value::from),
    ]
}

fn any_document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any_number(),
        any_text().prop_map(Value::String)
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::Array),
            vec((any_text(), inner), 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_document_reads_as_another_reader_reads_it(document in any_document(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
        let tree = Json::parse(&text.unwrap()).unwrap();
        prop_assert_eq!(tree.to_text(), expected(&document, false));
        prop_assert_eq!(tree.canonical(), expected(&document, true));
        prop_assert_eq!(Json::parse(&tree.to_text()).unwrap(), tree);
    }
}

#[test]
fn numbers_are_written_as_the_appendix_of_rfc_8785_writes_them() {
    for (bits, text) in [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] {
        assert_eq!(Json::Number(f64::from_bits(bits)).canonical(), text);
    }
}

#[test]
fn random_numbers_are_written_as_ecmascript_writes_them() {
    let mut chance = Chance::new(3);
    for _ in 0..if long() { 2_000_000 } else { 100_000 } {
        // Few bits make the numbers that lie just between two texts.
        let few = chance.draw() & u64::MAX << chance.below(52);
        let near_one = (few & !(0x7ff << 52)) | (1_023 - 20 + chance.below(72) as u64) << 52;
        for number in [f64::from_bits(chance.draw()), f64::from_bits(few), f64::from_bits(near_one)] {
            if number.is_finite() {
                assert_eq!(Json::Number(number).canonical(), ryu_js::Buffer::new().format(number));
            }
        }
    }
}

#[test]
fn numbers_json_cannot_write_become_null() {
    for number in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        assert_eq!(Json::Number(number).canonical(), "null");
    }
    assert_eq!(Json::parse("[1e999, -1e999]").unwrap().canonical(), "[null,null]");
}

#[test]
fn the_examples_of_rfc_8785_come_out() {
    let example = r#"{ "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }"#;
    assert_eq!(
        Json::parse(example).unwrap().canonical(),
        r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
    let sorted =
        r#"{ "\u20ac": 5, "\r": 1, "\ufb33": 7, "1": 2, "\ud83d\ude00": 6, "\u0080": 3, "\u00f6": 4 }"#;
    assert_eq!(
        Json::parse(sorted).unwrap().canonical(),
        "{\"\\r\":1,\"1\":2,\"\u{80}\":3,\"ö\":4,\"€\":5,\"😀\":6,\"\u{fb33}\":7}"
    );
}

#[test]
fn what_is_json_is_settled_as_another_reader_settles_it() {
    let seeds = [
        r#"{"a": [1, -2.5e+3, 0, true, false, null], "b": {"c": "d\n\u00e9\ud834\udd1e"}, "": {}, "e": []}"#,
        r#" [ 0.1 , "é𝄞" , { "x" : [ [ ] , { } ] } ] "#,
        "\"text\"",
        "-0.0e-0",
    ];
    let pieces = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "0", "-", ".", "e", "E+", "true", "nul",
        " ", "\n", "\u{1}", "\u{a0}", "é", "1e5", "00", "/", "NaN",
    ];
    let mut chance = Chance::new(5);
    let mut accepted = 0;
    for _ in 0..if long() { 1_000_000 } else { 60_000 } {
        let mut bytes = chance.pick(&seeds).as_bytes().to_vec();
        for _ in 0..=chance.below(3) {
            let at = chance.below(bytes.len() + 1);
            match chance.below(4) {
                0 if at < bytes.len() => drop(bytes.remove(at)),
                1 => bytes.truncate(at),
                _ => drop(bytes.splice(at..at, chance.pick(&pieces).bytes())),
            }
        }
        let Ok(text) = String::from_utf8(bytes) else { continue };
        match (Json::parse(&text), serde_json::from_str::<Value>(&text)) {
            (Ok(tree), Ok(value)) => {
                accepted += 1;
                assert_eq!(tree.canonical(), expected(&value, true), "{text}");
            }
            (Err(problems), Ok(_)) => {
                assert!(told(&problems).iter().all(|told| told.ends_with("duplicate-field")));
            }
            (Err(problems), Err(_)) => {
                assert_eq!(told(&problems).last().unwrap(), " not-json", "{text}");
                assert!(problems.iter().last().unwrap().about.contains(" (line "));
            }
            (Ok(_), Err(error)) => assert!(error.to_string().contains("out of range"), "{error} in {text}"),
        }
    }
    assert!(accepted > 1_000);
}

#[test]
fn an_escape_that_is_no_character_is_refused() {
    let read = |text: &str| Json::parse(&format!("\"{text}\"")).map(|tree| tree.to_text());
    assert_eq!(read(r"\ud83d\uDE00\u00e9\u0000").unwrap(), "\"😀é\\u0000\"");
    for wrong in [
        r"\ud83d",
        r"\ude00",
        r"\ud83d\ud83d",
        r"\ud83d\ue000",
        r"\ud83d\udbff",
        r"\ud83dx",
        r"\ud83d\n",
        r"\u12g4",
        r"\u12",
        r"\u+123",
        r"\U0041",
        r"\x41",
        r"\'",
    ] {
        assert_eq!(told(&read(wrong).unwrap_err()), [" not-json"], "{wrong}");
    }
}

#[test]
fn a_problem_of_the_text_names_its_line_and_column() {
    for (text, place) in [
        ("", "(line 1, column 1)"),
        ("{\n  \"é\": 01 }", "(line 2, column 10)"),
        ("[1,\r\n 2,\n]", "(line 3, column 1)"),
        ("{} {}", "(line 1, column 4)"),
        ("[\"a\nb\"]", "(line 1, column 4)"),
        ("\u{feff}[nul]", "(line 1, column 2)"),
    ] {
        let problems = Json::parse(text).unwrap_err();
        let about = &problems.iter().next().unwrap().about;
        assert!(about.ends_with(place), "{text:?}: {about}");
    }
}

#[test]
fn nesting_of_32_is_read_and_of_33_refused_where_it_opens() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Json::parse(&nested(32)).is_ok());
    let path = "/0".repeat(32);
    assert_eq!(told(&Json::parse(&nested(33)).unwrap_err()), [format!("{path} too-deep")]);
    assert_eq!(told(&Json::parse(&nested(500_000)).unwrap_err()), [format!("{path} too-deep")]);
}

#[test]
fn an_object_of_1000_fields_is_read_and_of_1001_refused() {
    let object = |size: usize| {
        let members: Vec<String> = (0..size).map(|at| format!("\"m{at}\": {at}")).collect();
        format!("{{ \"outer\": {{ {} }} }}", members.join(", "))
    };
    assert!(Json::parse(&object(1_000)).is_ok());
    assert_eq!(told(&Json::parse(&object(1_001)).unwrap_err()), ["/outer too-large"]);
}

#[test]
fn a_text_of_two_million_bytes_is_read_and_a_longer_one_refused() {
    let text = |length: usize| format!("\"{}\"", "é".repeat((length - 2) / 2));
    assert!(Json::parse(&text(2_000_000)).is_ok());
    assert_eq!(told(&Json::parse(&text(2_000_002)).unwrap_err()), [" too-large"]);
}

#[test]
fn every_field_that_stands_twice_is_reported() {
    let text = r#"{ "a": 1, "b": { "c/~": [ { "d": 1, "d": 2 } ], "c/~": 3 }, "a": 2, "a": 3 }"#;
    assert_eq!(
        told(&Json::parse(text).unwrap_err()),
        [
            "/b/c~1~0/0/d duplicate-field",
            "/b/c~1~0 duplicate-field",
            "/a duplicate-field",
            "/a duplicate-field"
        ]
    );
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(Json::parse("\u{feff}[1]").unwrap(), Json::List(vec![Json::whole(1)]));
    assert!(Json::parse("[\u{feff}1]").is_err());
}

#[test]
fn hashes_are_those_of_sha_256() {
    let mut chance = Chance::new(1);
    let bytes: Vec<u8> = (0..100_000).map(|_| chance.draw() as u8).collect();
    for length in (0..=300).chain([4_095, 4_096, 65_537, 100_000]) {
        let theirs = sha2::Sha256::digest(&bytes[..length]);
        let theirs = theirs.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(sha256(&bytes[..length]), theirs, "{length} bytes");
    }
}
