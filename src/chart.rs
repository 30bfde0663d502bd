//! A profile as a drawing model: diverging bars around "divided equally", the same numbers as a table, and
//! the sentences that say it. One source for screen, screen reader and print.

use crate::profile::{Division, Profile};
use crate::text::{Catalogue, Words, fill_in};
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
    /// How far the bar reaches from the middle line, in hundredths: −100 (all the way to "less") to 100; 0 only
    /// when the emphasis is exactly 0.
    pub reach: i64,
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
        let mut bars = Vec::new();
        for rank in 1..=profile.len() {
            for value in 0..profile.len() {
                if profile.rank(value) == rank {
                    let (emphasis, share) = (profile.emphases[value], profile.shares[value]);
                    let size = profile.drawn(emphasis);
                    bars.push(Bar {
                        value,
                        reach: (size / scale).max(1) * emphasis.signum() as i64,
                        figure: figure(catalogue, &profile, value),
                        share: percent(catalogue, profile.drawn(share)),
                        neutral: percent(catalogue, profile.drawn(share - emphasis)),
                    });
                }
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
                let name = if reasons.count() > 0 { "part-by-reason" } else { "part-by-table" };
                let mut text = catalogue.say_with(name, "amount", &words.amount(*points));
                fill_in(&mut text, "part", &catalogue.number(part as i64));
                fill_in(&mut text, "of", &catalogue.number(of as i64));
                let twice = (*points as u64 * part as u64 * 20) / of as u64;
                fill_in(&mut text, "result", &catalogue.tenths((twice as i64 + 1) / 2));
                fill_in(
                    &mut text,
                    "scenario",
                    survey.scenario(scenario).title().in_language(&words.language),
                );
                parts.push(Part { scenario, text });
            }
        }
        parts
    }

    /// What one press of a button less for the scenario that serves a value least, and one more for the scenario that
    /// serves it most, would make of its figure, in words; empty when no such move is possible.
    pub fn what_if(words: &Words, division: &Division, value: usize) -> String {
        let (survey, catalogue) = (&words.survey, &words.catalogue);
        let by = survey.points().button;
        let mut points = division.points().to_vec();
        let serves = |scenario: usize| survey.table().part(scenario, value, division.reasons()[scenario]);
        let serves_less = |one: usize, other: usize| {
            let ((part, of), (others, all)) = (serves(one), serves(other));
            part * all < others * of
        };
        let (mut from, mut to) = (None, None);
        for (at, given) in points.iter().enumerate() {
            let scenario = survey.scenario(at);
            if *given >= by + scenario.min() && from.is_none_or(|least| serves_less(at, least)) {
                from = Some(at);
            }
            if scenario.max().is_none_or(|max| *given + by <= max)
                && to.is_none_or(|most| serves_less(most, at))
            {
                to = Some(at);
            }
        }
        let (Some(from), Some(to)) = (from, to) else { return String::new() };
        if !serves_less(from, to) {
            return String::new();
        }
        points[from] -= by;
        points[to] += by;
        let Some(moved) = Division::new(points, division.reasons().to_vec()) else { return String::new() };
        let profile = survey.table().profile(&moved);
        let mut text = catalogue.say_with("what-if", "amount", &words.amount(by));
        fill_in(&mut text, "figure", &figure(catalogue, &profile, value));
        for (name, at) in [("from", from), ("to", to)] {
            fill_in(&mut text, name, survey.scenario(at).title().in_language(&words.language));
        }
        text
    }
}

/// An emphasis in points of every hundred, rounded, with its sign.
fn figure(catalogue: &Catalogue, profile: &Profile, value: usize) -> String {
    let emphasis = profile.emphases[value];
    let figure = (profile.drawn(emphasis) + 10) / 20 * emphasis.signum() as i64;
    let mut signed = String::from(if figure > 0 { catalogue.get("plus") } else { "" });
    signed.push_str(&catalogue.number(figure));
    signed
}

/// What a bar is drawn to: the size of an emphasis (see [`Profile::drawn`]) for each hundredth of its reach. One of
/// few, so that bars seldom change scale while moving.
fn scale(profile: &Profile) -> i64 {
    let mut most = 0;
    for emphasis in &profile.emphases {
        most = most.max(profile.drawn(*emphasis));
    }
    if most <= 400 {
        4
    } else if most <= 800 {
        8
    } else {
        20
    }
}

/// A part of the whole in percent.
fn percent(catalogue: &Catalogue, size: i64) -> String {
    catalogue.say_with("percent", "n", &catalogue.tenths((size + 1) / 2))
}
