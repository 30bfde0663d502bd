//! The divisions as Pabulib has them (`.pb`), the collection that research on participatory budgets reads: each answer
//! is a cumulative vote. Only points go in: no texts, no answers to questions, no ids.

use super::surveys;
use crate::store::{Database, Wanted, read_all};
use anyhow::{Context, Result};
use mienskip::{Date, Json, Scenario, Survey};
use std::io::Write;

/// What is counted before anything can be written: the format has the sums above the votes.
#[derive(Default)]
struct Tally {
    voters: usize,
    votes: Vec<usize>,
    points: Vec<i64>,
    days: Option<(Date, Date)>,
}

/// Writes the answers to the last version of the survey.
///
/// Whoever chose "none of these" divided nothing, which the format cannot say: the comment tells how many did.
pub(super) fn write(database: &mut dyn Database, out: &mut dyn Write) -> Result<()> {
    let mut surveys = surveys(database)?;
    let survey = surveys.pop().context("there are no answers yet")?;
    let scenarios: Vec<&str> = survey.scenarios().map(Scenario::id).collect();
    let mut tally =
        Tally { votes: vec![0; scenarios.len()], points: vec![0; scenarios.len()], ..Tally::default() };
    let mut none = 0;
    read_all(database, Wanted::Approved, |answer, _| {
        if let Some(points) = points(&answer, &survey) {
            if points.iter().all(|points| *points == 0) {
                none += 1;
            } else {
                tally.add(&answer, &points);
            }
        }
        Ok(())
    })?;
    meta(&survey, &tally, none, out)?;
    write!(out, "PROJECTS\nproject_id;cost;votes;score;name\n")?;
    for (at, scenario) in survey.scenarios().enumerate() {
        let name = plain(scenario.title().in_language(survey.first_language()));
        writeln!(out, "{};1;{};{};{name}", scenario.id(), tally.votes[at], tally.points[at])?;
    }
    write!(out, "VOTES\nvoter_id;vote;points\n")?;
    let mut voter = 0;
    read_all(database, Wanted::Approved, |answer, _| {
        let Some(points) = points(&answer, &survey) else { return Ok(()) };
        let mut given: Vec<(i64, &str)> =
            points.into_iter().zip(scenarios.iter().copied()).filter(|(points, _)| *points > 0).collect();
        if given.is_empty() {
            return Ok(());
        }
        voter += 1;
        // The most points first, as the format has it.
        given.sort_by_key(|(points, _)| -points);
        let vote: Vec<&str> = given.iter().map(|(_, scenario)| *scenario).collect();
        let points: Vec<String> = given.iter().map(|(points, _)| points.to_string()).collect();
        writeln!(out, "{voter};{};{}", vote.join(","), points.join(",")).map_err(Into::into)
    })
}

fn meta(survey: &Survey, tally: &Tally, none: usize, out: &mut dyn Write) -> Result<()> {
    let language = survey.first_language();
    let title = plain(survey.title().in_language(language));
    let organiser = survey
        .organiser()
        .map_or_else(|| String::from("unknown"), |organiser| plain(organiser.name().in_language(language)));
    let day = |day: Date| {
        let (year, month, day) = day.parts();
        format!("{day:02}.{month:02}.{year}")
    };
    let (begin, end) = tally.days.map_or((String::new(), String::new()), |(first, last)| {
        (day(survey.opens().unwrap_or(first)), day(survey.closes().unwrap_or(last)))
    });
    let total = survey.points().total;
    let count = survey.scenarios().len();
    write!(
        out,
        "META\nkey;value\ndescription;{title}\ncountry;Netherlands\nunit;{organiser}\ninstance;{} {}\n\
         num_projects;{count}\nnum_votes;{}\nbudget;{count}\nvote_type;cumulative\nrule;unknown\n\
         date_begin;{begin}\ndate_end;{end}\nmin_length;1\nmax_length;{count}\n\
         min_sum_points;{total}\nmax_sum_points;{total}\nlanguage;{}\n\
         comment;#1: The scenarios have no cost: each is written as 1. #2: {none} answers chose none of them and are left out.\n",
        survey.id(),
        plain(survey.version()),
        tally.voters,
        survey.languages().next().unwrap_or_default().split('-').next().unwrap_or_default(),
    )?;
    Ok(())
}

impl Tally {
    fn add(&mut self, answer: &Json, points: &[i64]) {
        self.voters += 1;
        for (at, points) in points.iter().enumerate() {
            self.votes[at] += usize::from(*points > 0);
            self.points[at] += points;
        }
        if let Some(day) = answer.get("day").and_then(Json::as_text).and_then(Date::parse) {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
        }
    }
}

/// The points of each scenario; none of an answer to another version of the survey.
fn points(answer: &Json, survey: &Survey) -> Option<Vec<i64>> {
    let digest = answer.get("survey")?.get("digest")?.as_text()?;
    let points = answer.get("points")?;
    let of = |id: &str| if let Some(Json::Number(points)) = points.get(id) { *points as i64 } else { 0 };
    (digest == survey.digest()).then(|| survey.scenarios().map(|scenario| of(scenario.id())).collect())
}

/// A text on one line, without what parts the columns.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(';', ",")
}
