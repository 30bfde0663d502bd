//! What the tests share: the fixtures, a repeatable source of chance, and surveys made from tables.
#![allow(dead_code, reason = "each test file uses its own part of this")]

pub(crate) mod answers;

use mienskip::{Json, Problems, Survey};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;
use serde_json::Value;

/// A file that the JavaScript tests read as well.
pub(crate) fn fixture(name: &str) -> Value {
    let path = format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// An example survey of the web side, as it is shipped.
pub(crate) fn example(name: &str) -> String {
    std::fs::read_to_string(format!("{}/www/surveys/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The document tree of a value that another reader read.
pub(crate) fn tree(value: &Value) -> Json {
    Json::parse(&value.to_string()).unwrap()
}

/// A document tree as another reader reads it.
pub(crate) fn value(tree: &Json) -> Value {
    serde_json::from_str(&tree.to_text()).unwrap()
}

/// Problems as `path code`, which is what the tests speak of.
pub(crate) fn told(problems: &Problems) -> Vec<String> {
    problems.iter().map(|problem| format!("{} {}", problem.path, problem.code.name())).collect()
}

/// Whether the long counts are asked for.
pub(crate) fn long() -> bool {
    std::env::var_os("MIENSKIP_LONG").is_some_and(|value| value != "0")
}

/// So many cases of a property, ten times as many in a long run; always the same ones.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases: if long() { cases * 10 } else { cases },
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2026),
        ..ProptestConfig::default()
    }
}

/// Chance that can be repeated (xorshift64*).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn draw(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.draw() >> 16) as usize % end
    }

    /// A number from the first to the last.
    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below((last - first + 1) as usize) as i64
    }

    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.below(from.len())]
    }
}

/// A survey to be: what a test varies of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// The relevance, scenario by scenario.
    pub(crate) grades: Vec<Vec<u8>>,
    /// The clone group of each scenario; missing or 0 is none.
    pub(crate) groups: Vec<usize>,
    pub(crate) total: i64,
    pub(crate) step: i64,
    /// Minimum and maximum of each scenario; may be missing.
    pub(crate) bounds: Vec<(i64, Option<i64>)>,
    /// Further members, such as `, "none": true`.
    pub(crate) more: String,
}

impl Draft {
    /// A plain survey over so many scenarios and two values.
    pub(crate) fn of(scenarios: usize, total: i64) -> Draft {
        let grades = (0..scenarios).map(|at| vec![1, (at % 4) as u8]).collect();
        Draft { grades, total, step: 1, ..Draft::default() }
    }

    pub(crate) fn text(&self) -> String {
        let mut scenarios = Vec::new();
        let mut rows = Vec::new();
        for (at, row) in self.grades.iter().enumerate() {
            let (min, max) = self.bounds.get(at).copied().unwrap_or_default();
            let max = max.map_or(String::new(), |max| format!(", \"max\": {max}"));
            let group = match self.groups.get(at) {
                None | Some(0) => String::new(),
                Some(group) => format!(", \"group\": \"g{group}\""),
            };
            scenarios.push(format!("{{ \"id\": \"s{at}\", \"title\": \"S\", \"min\": {min}{max}{group} }}"));
            let row = row.iter().enumerate().map(|(value, grade)| format!("\"v{value}\": {grade}"));
            rows.push(format!("\"s{at}\": {{ {} }}", row.collect::<Vec<_>>().join(", ")));
        }
        let values = (0..self.grades[0].len()).map(|at| format!("{{ \"id\": \"v{at}\", \"title\": \"V\" }}"));
        format!(
            r#"{{ "format": "mienskip-survey/1", "id": "draft", "version": "1", "languages": ["en"], "title": "T",
              "question": "Q", "points": {{ "total": {}, "step": {} }}, "scenarios": [{}], "values": [{}],
              "relevance": {{ {} }}{} }}"#,
            self.total,
            self.step,
            scenarios.join(", "),
            values.collect::<Vec<_>>().join(", "),
            rows.join(", "),
            self.more,
        )
    }

    pub(crate) fn survey(&self) -> Survey {
        Survey::from_json(&self.text()).unwrap_or_else(|problems| panic!("{problems}\n{}", self.text()))
    }
}
