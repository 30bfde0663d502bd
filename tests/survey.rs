//! A survey as it is read: its defaults, its languages, its order, its days and its digest.

mod common;

use common::{Draft, example, fixture, tree};
use jiff::civil;
use mienskip::{Allocation, Date, Json, Kind, Question, Shown, Survey, Text, sha256};
use serde_json::Value;

/// A survey of the least a document may say, with these members added.
fn least(more: &str) -> Survey {
    Draft { more: more.to_owned(), ..Draft::of(2, 100) }.survey()
}

fn rich() -> (Value, Survey) {
    let document = fixture("responses.json")[0]["survey"].clone();
    let survey = Survey::from_tree(tree(&document)).unwrap();
    (document, survey)
}

#[test]
fn what_a_document_leaves_out_has_its_default() {
    let survey = least("");
    assert!(survey.introduction().is_none() && survey.follow_up().is_none() && survey.organiser().is_none());
    assert_eq!((survey.opens(), survey.closes()), (None, None));
    assert!(survey.is_shuffled() && survey.asks_reasons() && !survey.allows_none() && !survey.allows_idea());
    assert_eq!(
        (survey.questions().len(), survey.motivation_length(), survey.shown()),
        (0, None, Shown::Live)
    );
    assert_eq!(survey.currency(), None);
    let scenario = survey.scenario(0);
    assert!(scenario.summary().is_none() && scenario.details().is_none() && scenario.image().is_none());
    assert_eq!((scenario.pros().len(), scenario.cons().len(), scenario.effects().len()), (0, 0, 0));
    assert_eq!((scenario.min(), scenario.max(), scenario.group()), (0, None, None));
    assert!(survey.values().all(|value| value.description().is_none()));
}

#[test]
fn what_a_document_says_is_what_the_survey_has() {
    let (document, survey) = rich();
    assert_eq!((survey.id(), survey.version()), ("enerzjy", "2026-1"));
    assert_eq!(survey.document().to_text(), document.to_string());
    assert_eq!(survey.languages().collect::<Vec<_>>(), ["nl", "fy"]);
    assert_eq!(survey.title().in_language("fy"), "Enerzjy yn ús doarp");
    let organiser = survey.organiser().unwrap();
    assert_eq!(organiser.contact().unwrap().in_language("nl"), "info@example.org");
    assert_eq!(organiser.privacy_url(), Some("https://example.org/privacy"));
    assert_eq!(survey.opens().unwrap().to_string(), "2026-12-01");
    let points = survey.points();
    assert_eq!((points.total, points.step, points.button), (100, 5, 10));
    assert_eq!((survey.scenario(1).max(), survey.scenario(2).min()), (Some(60), 10));
    assert!(survey.scenario(0).group().is_some());
    assert_eq!(survey.scenario(0).group(), survey.scenario(1).group());
    assert_eq!(
        (survey.motivation_length(), survey.allows_none(), survey.allows_idea()),
        (Some(40), true, true)
    );
    let questions: Vec<Question> = survey.questions().collect();
    assert_eq!(questions[0].kind(), Kind::Choice);
    assert_eq!(questions[0].options().nth(1).unwrap().id(), "woudsend");
    assert_eq!((questions[0].option_with("woudsend"), questions[0].option_with("")), (Some(1), None));
    assert!(questions[0].is_required() && !questions[1].is_required());
    assert_eq!((questions[1].kind(), questions[1].options().len()), (Kind::Number(16, 120), 0));
    assert_eq!(questions[2].kind(), Kind::Text(20));
    assert_eq!(questions[3].kind(), Kind::Scale(-2, 2));
    let (low, high) = (questions[3].low().unwrap(), questions[3].high().unwrap());
    assert_eq!((low.in_language("nl"), high.in_language("fy")), ("niet", "zeer"));
    assert!(survey.problems().is_empty());

    let budget = Survey::from_tree(tree(&fixture("responses.json")[1]["survey"])).unwrap();
    assert_eq!(budget.currency(), Some("EUR"));
    assert!(!budget.is_shuffled() && !budget.asks_reasons());
    assert_eq!(budget.shown(), Shown::Never);
}

#[test]
fn every_text_of_a_document_can_be_read() {
    let document = serde_json::json!({
        "format": "mienskip-survey/1", "id": "s", "version": "1", "languages": ["en", "nl"], "title": "T",
        "question": "Q", "introduction": { "en": "Welcome.", "nl": "Welkom." }, "followUp": "A plan.",
        "organiser": { "name": "The village" }, "opens": "2026-12-01", "closes": "2027-01-15",
        "points": { "total": 100 },
        "scenarios": [
            { "id": "a", "title": "A", "summary": "S", "details": "D", "pros": ["P", "Q"],
              "cons": [{ "en": "C", "nl": "D" }], "effects": [{ "label": "Who", "text": "You" }],
              "image": { "src": "a.jpg", "alt": "A mill" } },
            { "id": "b", "title": "B" },
        ],
        "values": [{ "id": "x", "title": "X", "description": "Why" }, { "id": "y", "title": "Y" }],
        "relevance": { "a": { "x": 1 }, "b": { "y": 1 } }, "profile": "complete",
        "questions": [{ "id": "q", "kind": "choice", "title": "Q", "description": "Where?",
                        "options": [{ "id": "o", "title": "O" }, { "id": "p", "title": "P" }] }],
    });
    let survey = Survey::from_tree(tree(&document)).unwrap();
    let text = |text: Text<'_>| text.in_language("nl").to_owned();
    let optional = |of: Option<Text<'_>>| of.map(text);
    assert_eq!(optional(survey.introduction()).unwrap(), "Welkom.");
    assert_eq!(optional(survey.follow_up()).unwrap(), "A plan.");
    let organiser = survey.organiser().unwrap();
    assert_eq!((text(organiser.name()).as_str(), organiser.privacy_url()), ("The village", None));
    assert!(organiser.contact().is_none());
    assert_eq!((survey.opens(), survey.closes()), (Date::parse("2026-12-01"), Date::parse("2027-01-15")));
    let scenario = survey.scenario(0);
    let all: Vec<String> = scenario.pros().chain(scenario.cons()).map(text).collect();
    assert_eq!(all, ["P", "Q", "D"]);
    assert_eq!(
        (optional(scenario.summary()).unwrap(), optional(scenario.details()).unwrap()),
        ("S".into(), "D".into())
    );
    let effect = scenario.effects().next().unwrap();
    assert_eq!((text(effect.label()), text(effect.text())), ("Who".into(), "You".into()));
    let image = scenario.image().unwrap();
    assert_eq!((image.src(), text(image.alt()).as_str()), ("a.jpg", "A mill"));
    assert_eq!(optional(survey.values().next().unwrap().description()).unwrap(), "Why");
    let question = survey.questions().next().unwrap();
    assert_eq!(optional(question.description()).unwrap(), "Where?");
    assert_eq!(text(question.options().last().unwrap().title()), "P");
    assert!(question.low().is_none() && question.high().is_none());
    assert_eq!(survey.shown(), Shown::Complete);
}

#[test]
fn motivations_are_off_optional_or_of_a_length() {
    for (more, longest) in [
        ("", None),
        (r#", "motivations": "off""#, None),
        (r#", "motivations": "optional""#, Some(500)),
        (r#", "motivations": { "length": 1200 }"#, Some(1200)),
    ] {
        assert_eq!(least(more).motivation_length(), longest, "{more}");
    }
}

#[test]
fn a_question_without_bounds_has_wide_ones() {
    let survey = least(
        r#", "questions": [{ "id": "n", "kind": "number", "title": "N" }, { "id": "t", "kind": "text", "title": "T" },
            { "id": "m", "kind": "number", "title": "M", "min": -5 }]"#,
    );
    let kinds: Vec<Kind> = survey.questions().map(Question::kind).collect();
    assert_eq!(kinds, [Kind::Number(0, 1_000_000_000), Kind::Text(500), Kind::Number(-5, 1_000_000_000)]);
}

#[test]
fn the_buttons_move_five_steps_unless_that_is_more_than_there_is() {
    for (total, step, button) in
        [(100, 1, 5), (4_000_000, 50_000, 250_000), (20, 5, 5), (25, 5, 25), (4, 1, 1)]
    {
        let survey = Draft { step, ..Draft::of(2, total) }.survey();
        assert_eq!(survey.points().button, button, "{total} in steps of {step}");
    }
}

#[test]
fn the_example_surveys_have_no_problems() {
    for name in ["energie.json", "budget.json", "werkstijl.json"] {
        let survey = Survey::from_json(&example(name)).unwrap();
        assert_eq!(survey.problems().to_string(), "", "{name}");
        assert!(survey.scenarios().len() >= 6 && Allocation::new(&survey).left() == survey.points().total);
    }
}

#[test]
fn scenarios_and_values_are_found_by_their_ids() {
    let (_, survey) = rich();
    assert_eq!(
        (survey.scenario_with("opslag"), survey.scenario_with("Opslag"), survey.scenario_with("")),
        (Some(2), None, None)
    );
    assert_eq!((survey.value_with("goedkoop"), survey.value_with("wind")), (Some(2), None));
}

#[test]
fn a_language_is_found_by_its_tag_and_by_that_of_a_variant() {
    let text = Draft::of(2, 100).text().replace(r#"["en"]"#, r#"["nl", "fy", "nl-x-informal", "zh-Hant"]"#);
    let survey = Survey::from_json(&text).unwrap();
    for (tag, place) in [
        ("nl", Some(0)),
        ("NL", Some(0)),
        ("nl-BE", Some(0)),
        ("fy-NL", Some(1)),
        ("FY-nl", Some(1)),
        ("nl-x-informal", Some(2)),
        ("nl-X-Informal", Some(2)),
        ("zh-hant", Some(3)),
        ("zh", None),
        ("en", None),
        ("n", None),
        ("nld", None),
        ("", None),
        ("-", None),
    ] {
        assert_eq!(survey.language(tag), place, "{tag}");
    }
}

#[test]
fn a_text_is_that_of_its_language_or_the_one_for_all() {
    let (_, survey) = rich();
    assert_eq!(
        (survey.title().in_language("nl"), survey.title().in_language("fy")),
        ("Energie in ons dorp", "Enerzjy yn ús doarp")
    );
    assert_eq!(survey.title().in_language("en"), "Energie in ons dorp");
    assert_eq!(survey.question().in_language("nl"), survey.question().in_language("fy"));
}

#[test]
fn an_order_has_every_scenario_once() {
    for scenarios in [2, 3, 12, 300] {
        let grades = (0..scenarios).map(|at| vec![1, u8::from(at > 0)]).collect();
        let survey = Draft { grades, total: 100, step: 1, ..Draft::default() }.survey();
        for seed in (0..200).map(|seed: u64| seed.wrapping_mul(0x1234_5678_9abc_def1)) {
            let mut order = survey.order(seed);
            order.sort_unstable();
            assert_eq!(order, (0..scenarios).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_seed_gives_the_same_order_everywhere() {
    // As SplitMix64 and Fisher–Yates give them in another language.
    let survey = Draft::of(6, 100).survey();
    assert_eq!(survey.order(0), [1, 3, 4, 0, 2, 5]);
    assert_eq!(survey.order(1), [2, 0, 1, 4, 5, 3]);
    assert_eq!(survey.order(2026), [0, 3, 1, 4, 2, 5]);
    assert_eq!(survey.order(u64::MAX), [3, 2, 1, 0, 4, 5]);
}

#[test]
fn no_order_is_drawn_more_often_than_another() {
    let survey = Draft::of(4, 100).survey();
    let mut counts = std::collections::HashMap::new();
    for seed in 0..24_000 {
        *counts.entry(survey.order(seed)).or_insert(0_i32) += 1;
    }
    // Each of 24 orders 1,000 times, with a standard deviation of 31.
    assert_eq!(counts.len(), 24);
    assert!(counts.values().all(|count| (count - 1_000).abs() < 155), "{counts:?}");

    // The first of twenty is each of them, 1,000 times with a standard deviation of 31.
    let survey = Draft::of(20, 100).survey();
    let mut first = [0_i32; 20];
    (0..20_000_u64).for_each(|seed| first[survey.order(seed << 32 | 5)[0]] += 1);
    assert!(first.iter().all(|count| (count - 1_000).abs() < 155), "{first:?}");
}

#[test]
fn a_fixed_order_is_the_survey_s_own() {
    let survey = least(r#", "order": "fixed""#);
    assert!((0..50).all(|seed| survey.order(seed) == [0, 1]));
    assert!((0..50).any(|seed| least("").order(seed) == [1, 0]));
}

#[test]
fn days_are_those_of_the_calendar() {
    let mut before = None;
    for year in 1900..=2100 {
        for month in 0..=13 {
            for day in 0..=32 {
                let text = format!("{year:04}-{month:02}-{day:02}");
                let date = Date::parse(&text);
                assert_eq!(date.is_some(), civil::Date::new(year, month, day).is_ok(), "{text}");
                if let Some(date) = date {
                    assert_eq!(date.to_string(), text);
                    assert!(before < Some(date), "{text} is after the day before it");
                    before = Some(date);
                }
            }
        }
    }
}

#[test]
fn a_day_is_written_in_one_way() {
    for text in [
        "",
        "2026-1-1",
        "2026-12-1",
        "26-12-01",
        "2026/12/01",
        "2026-12-01 ",
        " 2026-12-01",
        "+026-12-01",
        "2026-12-0١",
        "20261201",
        "2026-12-01T00:00:00Z",
        "-026-12-01",
        "2026-+1-01",
        "é26-12-01",
    ] {
        assert_eq!(Date::parse(text), None, "{text}");
    }
    assert!(Date::parse("0000-01-01").is_some() && Date::parse("9999-12-31").is_some());
    assert_eq!(Date::EPOCH.to_string(), "1970-01-01");
}

#[test]
fn the_digest_survives_reformatting_and_nothing_else() {
    let (document, survey) = rich();
    let pretty = serde_json::to_string_pretty(&document).unwrap();
    assert_eq!(Survey::from_json(&pretty).unwrap().digest(), survey.digest());
    assert_eq!(survey.digest(), sha256(Json::parse(&pretty).unwrap().canonical().as_bytes()));

    let Value::Object(members) = &document else { panic!("an object") };
    let turned: Value = members.iter().rev().map(|(name, value)| (name.clone(), value.clone())).collect();
    assert_eq!(Survey::from_tree(tree(&turned)).unwrap().digest(), survey.digest());
    assert_eq!(Survey::from_json(&pretty.replace(": 100,", ": 1e2,")).unwrap().digest(), survey.digest());

    let mut digests = vec![survey.digest().to_owned()];
    for (pointer, value) in [
        ("/version", Value::from("2026-2")),
        ("/scenarios/0/title", Value::from("Molens ")),
        ("/relevance/wind/goedkoop", Value::from(2)),
        ("/points/button", Value::from(5)),
        ("/languages", serde_json::json!(["fy", "nl"])),
    ] {
        let mut changed = document.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        digests.push(Survey::from_tree(tree(&changed)).unwrap().digest().to_owned());
    }
    let different: std::collections::HashSet<&String> = digests.iter().collect();
    assert_eq!(different.len(), digests.len());
    assert!(digests.iter().all(|digest| digest.len() == 64));
}

#[test]
fn how_others_divided_is_carried_for_ten_answers_or_more() {
    assert!(least("").others().is_none());
    let others =
        |answers: u32| format!(r#", "others": {{ "answers": {answers}, "points": {{ "s0": 40 }} }}"#);
    assert_eq!(least(&others(1376)).others(), Some((1376, vec![40, 0])));
    let draft = Draft { more: others(9).replace("s0", "nobody"), ..Draft::of(2, 100) };
    let problems = Survey::from_json(&draft.text()).unwrap_err();
    let found: Vec<_> = problems.iter().map(|problem| (problem.path.as_str(), problem.code.name())).collect();
    assert_eq!(found, [("/others/answers", "out-of-range"), ("/others/points/nobody", "unknown-id")]);
}
