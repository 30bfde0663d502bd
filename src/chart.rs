//! A profile as a drawing model: diverging bars around "divided equally", the same numbers as a table, and
//! the sentences that say it. One source for screen, screen reader and print.

use crate::digits::digits;
use crate::profile::{Division, Profile};
use crate::text::{Catalogue, Words};
use alloc::string::String;
use alloc::vec::Vec;

/// A profile, ready to draw and to read out.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What the division emphasises, and how certain that is.
    pub sentence: String,
    /// The same in a few words, for the bar that stays in view; empty when there is nothing to say.
    pub brief: String,
    /// The values, the most emphasised first.
    pub bars: Vec<Bar>,
}

/// One value: a bar, and a row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The place of the value in the survey.
    pub value: usize,
    /// How far the bar reaches from the middle line: −1 (all the way to "less") to 1; 0 only when exactly 0.
    pub reach: f64,
    /// The emphasis in points of every hundred, rounded, with its sign: `+12`, `−6`, `0`.
    pub figure: String,
    /// The share of the division that goes to this value, in percent with one decimal.
    pub share: String,
    /// What a neutral division would give, likewise.
    pub neutral: String,
}

/// One line of the sum behind a bar: points × part of the scenario = what the value gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The place of the scenario.
    pub scenario: usize,
    /// The line in words.
    pub text: String,
}

impl Chart {
    /// Draws the profile of a division.
    pub fn of(words: &Words, division: &Division) -> Chart {
        let catalogue = &words.catalogue;
        let profile = words.survey.table().profile(division);
        let scale = scale(&profile);
        let mut bars = Vec::with_capacity(profile.len());
        for rank in 1..=profile.len() {
            for value in 0..profile.len() {
                if profile.rank(value) != rank {
                    continue;
                }
                let (emphasis, share) = (profile.drawn(value), profile.drawn_share(value));
                bars.push(Bar {
                    value,
                    reach: emphasis / scale,
                    figure: signed(catalogue, round(emphasis * 100.0)),
                    share: percent(catalogue, share),
                    neutral: percent(catalogue, share - emphasis),
                });
            }
        }
        let first = words.leaders(&profile);
        Chart {
            bars,
            sentence: words.profile(&profile, &first, division.total()),
            brief: words.brief(&profile, &first),
        }
    }

    /// The sum behind a bar: every scenario that has points and serves the value.
    pub fn unfold(words: &Words, division: &Division, value: usize) -> Vec<Part> {
        let (survey, catalogue) = (&words.survey, &words.catalogue);
        let mut parts = Vec::new();
        for (scenario, points) in division.points().iter().enumerate() {
            if *points == 0 {
                continue;
            }
            let reasons = division.reasons()[scenario];
            let (part, of) = survey.table().part(scenario, value, reasons);
            if part > 0 {
                let fill = [
                    ("amount", &*words.amount(*points)),
                    ("scenario", survey.scenario(scenario).title().in_language(&words.language)),
                    ("part", &catalogue.number(part as i64)),
                    ("of", &catalogue.number(of as i64)),
                    ("result", &tenths(catalogue, *points as f64 * part as f64 / of as f64)),
                ];
                let name = if reasons.count() > 0 { "part-by-reason" } else { "part-by-table" };
                parts.push(Part { scenario, text: catalogue.say(name, &fill) });
            }
        }
        parts
    }
}

/// The emphasis at which a bar reaches the end: one of few, so that bars seldom change scale while moving.
fn scale(profile: &Profile) -> f64 {
    let mut most = 0.0;
    for value in 0..profile.len() {
        let emphasis = profile.drawn(value).abs();
        if emphasis > most {
            most = emphasis;
        }
    }
    if most <= 0.2 {
        0.2
    } else if most <= 0.4 {
        0.4
    } else {
        1.0
    }
}

/// The nearest whole number, halves away from zero.
fn round(number: f64) -> i64 {
    (if number < 0.0 { number - 0.5 } else { number + 0.5 }) as i64
}

fn signed(catalogue: &Catalogue, n: i64) -> String {
    let mut text = String::from(if n > 0 { "+" } else { "" });
    text.push_str(&catalogue.number(n));
    text
}

fn percent(catalogue: &Catalogue, part: f64) -> String {
    let mut text = tenths(catalogue, part * 100.0);
    text.push_str(catalogue.get("percent"));
    text
}

/// A number of at least 0 with one decimal, in the writing of the language.
fn tenths(catalogue: &Catalogue, number: f64) -> String {
    let tenths = round(number * 10.0);
    let mut text = catalogue.number(tenths / 10);
    text.push_str(catalogue.get("decimal"));
    text.push_str(&digits((tenths % 10).abs()));
    text
}
