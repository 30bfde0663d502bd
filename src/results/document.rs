//! The document of results, `mienskip-results/1`: all that leaves a tally. What may not be published is not in it.

use super::disclose::{Before, Bin, Partition, guard_against_parts, is_safe, is_safe_since, join};
use super::estimate::{Bootstrap, DRAWS, Estimate, effective, mean, mean_less, quantile, share};
use super::rake::Weights;
use super::tally::{Count, Groups, Mass, Moments, Pair, Part, Tally, Whole};
use crate::json::Json;
use crate::problem::Problems;
use crate::profile::METHOD;
use crate::survey::{Date, Survey};
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

/// The format this version of the core writes.
pub const RESULTS_FORMAT: &str = "mienskip-results/1";

/// The figures of a survey, with nothing in them that could give a person away.
///
/// ```
/// use mienskip::results::{Refused, Results, Settings, Tally};
/// # let survey = mienskip::Survey::from_json(r#"{ "format": "mienskip-survey/1", "id": "s", "version": "1",
/// #   "languages": ["en"], "title": "t", "question": "q", "points": { "total": 100 },
/// #   "scenarios": [{ "id": "a", "title": "a" }, { "id": "b", "title": "b" }],
/// #   "values": [{ "id": "x", "title": "x" }, { "id": "y", "title": "y" }],
/// #   "relevance": { "a": { "x": 1 }, "b": { "y": 1 } } }"#)?;
///
/// // Of nobody there is nothing to publish.
/// let refused = Results::of(&survey, &Tally::of(&survey), None, &Settings::default()).unwrap_err();
/// assert_eq!(refused, Refused::TooFew(10));
/// # Ok::<(), mienskip::Problems>(())
/// ```
#[derive(Clone, Debug)]
pub struct Results {
    document: Json,
}

/// What to publish, and what to say of it.
#[derive(Clone, Debug)]
pub struct Settings<'s> {
    /// Nothing is published about fewer people than this: 10, or another number of at least [`Settings::LEAST`].
    pub k: u64,
    /// The day on which the results are made.
    pub made: Option<Date>,
    /// What was read and not counted.
    pub left_out: LeftOut,
    /// The document of the results that were published last: what is new since then is protected too.
    pub earlier: Option<&'s Json>,
}

/// How many answers were read and not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// What could not be read, or breaks a rule of the survey.
    pub invalid: u64,
    /// Further answers with an id that was counted.
    pub duplicates: u64,
    /// Answers to another version of the survey.
    pub other_versions: u64,
}

/// Why there are no results.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// The answers were counted for another survey, or for another version of it.
    OtherSurvey,
    /// The weighted answers are not the same as those counted without weights.
    OtherAnswers,
    /// k is below [`Settings::LEAST`].
    KTooSmall(u64),
    /// Fewer than this many people divided the points.
    TooFew(u64),
    /// Between 1 and k − 1 people came or went since the earlier results; k is told.
    TooFewNew(u64),
    /// The earlier results are no document of this format, of this survey and version; the place is told.
    NotEarlier(&'static str),
}

impl Settings<'_> {
    /// The smallest k there is.
    pub const LEAST: u64 = 5;
}

impl Default for Settings<'_> {
    fn default() -> Self {
        Settings { k: 10, made: None, left_out: LeftOut::default(), earlier: None }
    }
}

impl core::fmt::Display for Refused {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Refused::OtherSurvey => f.write_str(
                "The answers were counted for another survey, or for another version of it. Count them again with this one.",
            ),
            Refused::OtherAnswers => f.write_str(
                "The weighted answers are not those that were counted without weights. Count the same ones twice.",
            ),
            Refused::KTooSmall(k) => write!(
                f,
                "Figures about {k} people would give some of them away. Publish nothing about fewer than {}.",
                Settings::LEAST
            ),
            Refused::TooFew(k) => {
                write!(f, "Fewer than {k} people divided the points. Publish when there are more.")
            }
            Refused::TooFewNew(k) => write!(
                f,
                "Since the earlier results fewer than {k} people came or went: the difference would show what they \
                 answered. Publish when there are more."
            ),
            Refused::NotEarlier(place) => write!(
                f,
                "The earlier results do not go with this survey: look at {place}. Give the last document of results \
                 of this survey and version, or none if nothing was published."
            ),
        }
    }
}

impl core::error::Error for Refused {}

impl Results {
    /// The figures of these answers; with weights beside them, if the same answers were counted with weights as well.
    ///
    /// # Errors
    ///
    /// What keeps them from being published, or the tallies from going together.
    pub fn of(
        survey: &Survey,
        tally: &Tally,
        weighted: Option<(&Tally, &Weights)>,
        settings: &Settings<'_>,
    ) -> Result<Results, Refused> {
        let everyone = &tally.everyone;
        let weighted_tally = weighted.map(|(tally, _)| tally);
        if !tally.is_of(survey) || weighted_tally.is_some_and(|tally| !tally.is_of(survey)) {
            return Err(Refused::OtherSurvey);
        }
        let same = |other: &Tally| (other.divided(), other.none()) == (tally.divided(), tally.none());
        if weighted_tally.is_some_and(|other| !same(other)) {
            return Err(Refused::OtherAnswers);
        }
        let k = settings.k;
        if k < Settings::LEAST {
            return Err(Refused::KTooSmall(k));
        }
        let earlier = settings.earlier.map(|earlier| Earlier::of(survey, earlier)).transpose()?;
        let people = everyone.people.people;
        if people < k {
            return Err(Refused::TooFew(k));
        }
        if earlier.as_ref().is_some_and(|earlier| !is_safe_since(&[people], &[earlier.people], k)) {
            return Err(Refused::TooFewNew(k));
        }
        let publication = Publication {
            survey,
            tally,
            weighted: weighted_tally,
            k,
            earlier: earlier.map(|earlier| earlier.document),
        };
        Ok(Results { document: publication.document(settings, weighted.map(|(_, weights)| weights)) })
    }

    /// Reads a document of results from its text, however long: what [`Settings::earlier`] takes.
    ///
    /// # Errors
    ///
    /// As [`Json::parse`]; whether it goes with a survey is found out when it is used.
    pub fn read(text: &str) -> Result<Json, Problems> {
        Json::parse_large(text)
    }

    /// The document.
    pub fn to_json(&self) -> &Json {
        &self.document
    }
}

/// Results that were published before.
struct Earlier<'e> {
    document: &'e Json,
    people: u64,
}

impl<'e> Earlier<'e> {
    fn of(survey: &Survey, document: &'e Json) -> Result<Earlier<'e>, Refused> {
        if !document.at("format").is_text(RESULTS_FORMAT) {
            return Err(Refused::NotEarlier("/format"));
        }
        if !document.at("survey").at("digest").is_text(survey.digest()) {
            return Err(Refused::NotEarlier("/survey/digest"));
        }
        let people =
            number(document.at("everyone").at("people")).ok_or(Refused::NotEarlier("/everyone/people"))?;
        Ok(Earlier { document, people })
    }
}

/// What is asked of every group, as kinds of people of which everyone is one. Each is shown whole or not at all.
#[derive(Clone, Copy)]
enum Asked {
    /// Who chose "none of these". They divided nothing, so there is nothing to subtract them from.
    None,
    /// Who gave a scenario nothing, and who did not.
    Zeros(usize),
    /// Who gave a scenario more than all others, for each; and who gave several the most.
    Firsts,
    /// Whether the profile fits: yes, partly, no, not answered.
    Fit,
}

impl Asked {
    /// The numbers of people of each kind.
    fn counts(self, part: &Part) -> Vec<u64> {
        let all = part.people.people;
        match self {
            Asked::None => vec![part.none.people],
            Asked::Zeros(scenario) => {
                let zeros = part.scenarios.get(scenario).map_or(0, |scenario| scenario.zeros().people);
                vec![zeros, all - zeros]
            }
            Asked::Firsts => {
                let mut counts: Vec<u64> = part.first.iter().map(|count| count.people).collect();
                counts.push(part.tied.people);
                counts
            }
            Asked::Fit => {
                let mut counts: Vec<u64> = part.fit.iter().map(|count| count.people).collect();
                counts.push(all - counts.iter().sum::<u64>());
                counts
            }
        }
    }

    /// The same, as figures that were published tell it.
    fn published(self, figures: &Json) -> Option<Vec<u64>> {
        let people = number(figures.at("people"))?;
        let of = |figure: &Json| number(figure.at("people"));
        match self {
            Asked::None => Some(vec![of(figures.at("none"))?]),
            Asked::Zeros(scenario) => {
                let zeros = of(figures.list("scenarios").get(scenario)?.at("zeros"))?;
                Some(vec![zeros, people.saturating_sub(zeros)])
            }
            Asked::Firsts => {
                let firsts = figures.list("scenarios").iter().map(|scenario| of(scenario.at("first")));
                firsts.chain([of(figures.at("tied"))]).collect()
            }
            Asked::Fit => ["yes", "partly", "no", "unanswered"]
                .iter()
                .map(|fit| of(figures.at("fit").at(fit)))
                .collect(),
        }
    }
}

/// Everything that goes into a document.
struct Publication<'p> {
    survey: &'p Survey,
    tally: &'p Tally,
    weighted: Option<&'p Tally>,
    k: u64,
    earlier: Option<&'p Json>,
}

/// A group, or everyone: its parts without and with weights, its means in samples, and what of it may be shown.
struct Group<'g> {
    part: &'g Part,
    weighted: Option<&'g Part>,
    samples: Option<Bootstrap>,
    weighted_samples: Option<Bootstrap>,
    none: bool,
    zeros: Vec<bool>,
    firsts: bool,
    fit: bool,
}

/// How to find the records of a group: the place of its question and its own; or its source.
#[derive(Clone, Copy)]
enum Members<'m> {
    Everyone,
    Group(usize, usize),
    Source(&'m str),
    OtherSources,
    NoSource,
}

impl Publication<'_> {
    fn document(&self, settings: &Settings<'_>, weights: Option<&Weights>) -> Json {
        let everyone = self.everyone();
        let mut document = Json::empty();
        document.put_text("format", RESULTS_FORMAT);
        let mut survey = Json::empty();
        survey.put_text("id", self.survey.id());
        survey.put_text("version", self.survey.version());
        survey.put_text("digest", self.survey.digest());
        survey.put("document", self.survey.document().clone());
        document.put("survey", survey);
        if let Some(made) = settings.made {
            document.put_text("made", &made.to_string());
        }
        document.put_text("words", "of the people who answered");
        document.put("settings", self.settings());
        document.put("methods", methods());
        if let Some(weights) = weights {
            document.put("weighting", weights.to_json(self.k));
        }
        let mut read = Json::empty();
        let all = self.tally.divided() + self.tally.none();
        read.put("accepted", if everyone.none { whole(all) } else { hidden() });
        read.put("invalid", whole(settings.left_out.invalid));
        read.put("duplicates", whole(settings.left_out.duplicates));
        read.put("otherVersions", whole(settings.left_out.other_versions));
        document.put("read", read);

        let mut figures = self.figures(&everyone);
        self.put_whole(&mut figures, &everyone);
        document.put("everyone", figures);
        self.put_groups(&mut document, &everyone);
        document
    }

    fn settings(&self) -> Json {
        let mut settings = Json::empty();
        settings.put("k", whole(self.k));
        settings.put("level", Json::Number(0.95));
        let sampled = self.tally.records.is_some();
        settings.put_text("interval", if sampled { "bootstrap" } else { "analytic" });
        if sampled {
            settings.put("draws", whole(DRAWS as u64));
            settings.put("seed", whole(SEED));
        }
        settings.put("afterEarlier", Json::Bool(self.earlier.is_some()));
        settings
    }

    fn everyone(&self) -> Group<'_> {
        let part = &self.tally.everyone;
        let earlier = self.earlier.map(|earlier| earlier.at("everyone"));
        let safe = |asked: Asked| {
            let counts = asked.counts(part);
            let published = earlier.and_then(|earlier| asked.published(earlier));
            is_safe(&counts, self.k) && published.is_none_or(|before| is_safe_since(&counts, &before, self.k))
        };
        Group {
            none: safe(Asked::None),
            zeros: (0..part.scenarios.len()).map(|scenario| safe(Asked::Zeros(scenario))).collect(),
            firsts: safe(Asked::Firsts),
            fit: safe(Asked::Fit),
            ..self.group(part, self.weighted.map(|tally| &tally.everyone), Members::Everyone)
        }
    }

    /// A group of which nothing may be shown but means.
    fn group<'g>(&self, part: &'g Part, weighted: Option<&'g Part>, members: Members<'_>) -> Group<'g> {
        Group {
            samples: samples(self.tally, members),
            weighted_samples: self.weighted.and_then(|tally| samples(tally, members)),
            part,
            weighted,
            none: false,
            zeros: vec![false; part.scenarios.len()],
            firsts: false,
            fit: false,
        }
    }

    /// The groups of each question, and those of the sources.
    #[expect(
        clippy::too_many_lines,
        reason = "all that a document says of groups, in the order in which it does"
    )]
    fn put_groups(&self, document: &mut Json, everyone: &Group<'_>) {
        let tally = self.tally;
        let questions = &tally.frame().questions;
        let mut partitions = Vec::new();
        let published = |at: usize| {
            let earlier = self.earlier?;
            let name = questions.get(at).map(|question| self.survey.question_at(question.place).id());
            let groups = match name {
                Some(id) => earlier
                    .list("questions")
                    .iter()
                    .find(|question| question.at("id").is_text(id))?
                    .list("groups"),
                None => earlier.list("sources"),
            };
            Some((earlier.at("everyone"), groups))
        };
        // What stands for each group in the document, and how to find its people.
        let mut labels: Vec<Vec<Json>> = Vec::new();
        let mut members = Vec::new();
        for (at, question) in questions.iter().enumerate() {
            let groups = tally.asked[at].len();
            labels.push((0..groups).map(|group| self.label(question, group)).collect());
            members.push((0..groups).map(|group| Members::Group(at, group)).collect::<Vec<_>>());
            partitions.push(tally.asked[at].iter().collect::<Vec<_>>());
        }
        let mut sources: Vec<&Part> = tally.sources.values().collect();
        let mut source_labels: Vec<Json> =
            tally.sources.keys().map(|label| Json::object([("source", Json::text(label))])).collect();
        let mut source_members: Vec<Members<'_>> =
            tally.sources.keys().map(|label| Members::Source(label)).collect();
        sources.extend([&tally.other_sources, &tally.no_source]);
        source_labels.push(Json::object([("otherSources", Json::Bool(true))]));
        source_labels.push(Json::object([("unanswered", Json::Bool(true))]));
        source_members.extend([Members::OtherSources, Members::NoSource]);
        labels.push(source_labels);
        members.push(source_members);
        partitions.push(sources);

        let before = |at: usize, of: &dyn Fn(&Json) -> Option<Vec<u64>>| {
            let (everyone, groups) = published(at)?;
            let find = |label: &Json| groups.iter().find(|group| is_labelled(group, label));
            // A source that is new had nobody then.
            let fresh = |label: &Json| {
                (label.get("source").is_some()).then(|| vec![0; of(everyone).map_or(0, |all| all.len())])
            };
            let groups = labels[at].iter().map(|label| find(label).map_or_else(|| fresh(label), of));
            Some(Before { total: of(everyone)?, groups: groups.collect() })
        };
        let people = |figures: &Json| Some(vec![number(figures.at("people"))?]);
        let mut partitions: Vec<Partition<'_>> = partitions
            .into_iter()
            .enumerate()
            .map(|(at, parts)| Partition::of(parts, before(at, &people), self.k))
            .collect();
        guard_against_parts(self.k, &tally.everyone, &mut partitions);

        let mut documents = Vec::new();
        for (at, partition) in partitions.iter().enumerate() {
            let showing = |asked: Asked, whole: bool| {
                let before = before(at, &|figures| asked.published(figures));
                let shown = partition.showing(self.k, |part| asked.counts(part), before.as_ref());
                if whole { shown } else { vec![false; shown.len()] }
            };
            let none = showing(Asked::None, everyone.none);
            let firsts = showing(Asked::Firsts, everyone.firsts);
            let fit = showing(Asked::Fit, everyone.fit);
            let zeros: Vec<Vec<bool>> = (0..everyone.zeros.len())
                .map(|scenario| showing(Asked::Zeros(scenario), everyone.zeros[scenario]))
                .collect();
            let mut groups = Vec::new();
            for (place, part) in partition.parts.iter().enumerate() {
                let mut group = labels[at][place].clone();
                if !partition.shown[place] {
                    group.put("hidden", Json::Bool(true));
                } else if part.people.people == 0 {
                    group.put("people", whole(0));
                } else {
                    let weighted = self.weighted.and_then(|tally| same_group(tally, members[at][place]));
                    let shown = Group {
                        none: none[place],
                        zeros: zeros.iter().map(|zeros| zeros[place]).collect(),
                        firsts: firsts[place],
                        fit: fit[place],
                        ..self.group(part, weighted, members[at][place])
                    };
                    for (name, value) in self.figures(&shown).members() {
                        group.put(name, value.clone());
                    }
                }
                groups.push(group);
            }
            documents.push(Json::List(groups));
        }
        let sources = documents.pop().unwrap_or(Json::Null);
        let mut all = Vec::new();
        for (question, groups) in questions.iter().zip(documents) {
            let mut one = Json::empty();
            one.put_text("id", self.survey.question_at(question.place).id());
            one.put("groups", groups);
            all.push(one);
        }
        document.put("questions", Json::List(all));
        if tally.no_source.people.people < tally.divided() {
            document.put("sources", sources);
        }
    }

    /// `{ "option": id }`, `{ "grade": number }`, or `{ "unanswered": true }`.
    fn label(&self, question: &Groups, group: usize) -> Json {
        let option = self.survey.question_at(question.place).options().nth(group);
        match (option, question.grade(group)) {
            (Some(option), _) => Json::object([("option", Json::text(option.id()))]),
            (None, Some(grade)) => Json::object([("grade", Json::whole(grade))]),
            (None, None) => Json::object([("unanswered", Json::Bool(true))]),
        }
    }

    /// What is said of everyone and of every group.
    fn figures(&self, group: &Group<'_>) -> Json {
        let part = group.part;
        let mut figures = Json::empty();
        figures.put("people", whole(part.people.people));
        if let Some(weighted) = group.weighted {
            figures.put("effective", rounded(effective(weighted.people)));
        }
        let answered = |part: &Part| {
            let mut all = part.people;
            all.merge(part.none);
            all
        };
        figures.put("none", group.count_of(group.none, |part| part.none.count(), answered));
        let scenarios = self.survey.scenarios().enumerate().map(|(at, scenario)| {
            let mut one = Json::empty();
            one.put_text("id", scenario.id());
            one.put("mean", group.mean(at, |part| part.scenarios[at].moments(), 1.0));
            for (name, quarters) in [("lowerQuartile", 1), ("median", 2), ("upperQuartile", 3)] {
                one.put(name, self.quantile(group, at, quarters));
            }
            one.put("zeros", group.count(group.zeros[at], |part| part.scenarios[at].zeros()));
            one.put("first", group.count(group.firsts, |part| part.first[at]));
            one
        });
        figures.put("scenarios", Json::List(scenarios.collect()));
        figures.put("tied", group.count(group.firsts, |part| part.tied));
        if !part.pairs.is_empty() {
            figures.put("differences", self.differences(group));
        }
        let count = self.survey.scenarios().len();
        let values = self.survey.values().len();
        let profile = self.survey.values().enumerate().map(|(at, value)| {
            let mut one = Json::empty();
            one.put_text("id", value.id());
            one.put("withReasons", group.mean(count + at, |part| part.reasoned[at], 1e-9));
            one.put("byTable", group.mean(count + values + at, |part| part.by_table[at], 1e-9));
            one
        });
        figures.put("profile", Json::List(profile.collect()));
        let mut fit = Json::empty();
        for (at, name) in ["yes", "partly", "no"].iter().enumerate() {
            fit.put(name, group.count(group.fit, |part| part.fit[at]));
        }
        fit.put(
            "unanswered",
            group.count(group.fit, |part| {
                let answered = |of: fn(&Count) -> u64| part.fit.iter().map(of).sum::<u64>();
                Count {
                    people: part.people.people - answered(|fit| fit.people),
                    weight: part.people.weight - answered(|fit| fit.weight),
                }
            }),
        );
        figures.put("fit", fit);
        figures
    }

    /// A quantile of the points of a scenario: hidden unless at least k people have at most as many and k at least
    /// as many. So are the ends of its interval, each by itself.
    fn quantile(&self, group: &Group<'_>, scenario: usize, quarters: u32) -> Json {
        let people = |from: f64, to: f64| -> u64 {
            let bins = group.part.scenarios[scenario].0.iter();
            bins.filter(|(points, _)| (from..=to).contains(&(**points as f64)))
                .map(|(_, mass)| mass.people)
                .sum()
        };
        let covered = |at: f64| people(f64::MIN, at) >= self.k && people(at, f64::MAX) >= self.k;
        let told = |part: &Part| {
            let estimate = quantile(&part.scenarios[scenario], quarters, part.people)?;
            covered(estimate.value).then(|| {
                let end = |end: f64| if covered(end) { rounded(end) } else { Json::Null };
                Json::object([
                    ("value", rounded(estimate.value)),
                    ("low", end(estimate.low)),
                    ("high", end(estimate.high)),
                ])
            })
        };
        let Some(mut figure) = told(group.part) else { return hidden() };
        if let Some(weighted) = group.weighted {
            figure.put("weighted", told(weighted).unwrap_or_else(hidden));
        }
        figure
    }

    /// How much more the same people gave to one scenario than to another, for each two.
    fn differences(&self, group: &Group<'_>) -> Json {
        let ids: Vec<&str> = self.survey.scenarios().map(super::super::survey::Scenario::id).collect();
        let moments = |part: &Part| -> Vec<Moments> {
            part.scenarios.iter().map(super::tally::Distribution::moments).collect()
        };
        let (plain, weighted) = (moments(group.part), group.weighted.map(moments));
        let mut all = Vec::new();
        for first in 0..ids.len() {
            for second in first + 1..ids.len() {
                let pair = all.len();
                let difference = |part: &Part, of: &[Moments], samples: Option<&Bootstrap>| {
                    let moments = part.pairs[pair].difference(&of[first], &of[second]);
                    estimate(&moments, samples, |means| means[first] - means[second])
                };
                let mut one = Json::empty();
                one.put_text("of", ids[first]);
                one.put_text("than", ids[second]);
                let more = told(difference(group.part, &plain, group.samples.as_ref()), 1.0);
                let weighted = group
                    .weighted
                    .zip(weighted.as_ref())
                    .map(|(part, of)| told(difference(part, of, group.weighted_samples.as_ref()), 1.0));
                one.put("mean", beside(more, weighted));
                all.push(one);
            }
        }
        Json::List(all)
    }

    /// What is said of everyone together only.
    fn put_whole(&self, figures: &mut Json, group: &Group<'_>) {
        let (plain, weighted) = (&self.tally.whole, self.weighted.map(|tally| &tally.whole));
        let earlier = self.earlier.map_or(&Json::Null, |earlier| earlier.at("everyone"));
        let all = group.part.people;
        let whole =
            Told { plain, weighted, all, weighted_all: group.weighted.map(|part| part.people), k: self.k };

        if !group.part.pairs.is_empty() {
            self.put_comparisons(figures, group, earlier);
        }
        self.put_ranges(figures, group, earlier);
        figures.put("equal", whole.count(|whole| whole.equal, None, earlier.at("equal")));
        let mut revised = Json::empty();
        let published = earlier.at("revised");
        revised.put("changed", whole.count(|whole| whole.changed, None, published.at("changed")));
        revised.put("moved", whole.mean(|whole| mean(&whole.moved)));
        figures.put("revised", revised);
        figures.put("heaping", self.heaping(plain));
        if !plain.places.is_empty() {
            figures.put("order", self.order(&whole));
        }
        if self.survey.asks_reasons() {
            figures.put("reasons", self.reasons(group, &whole, earlier.at("reasons")));
        }
        let mut words = Json::empty();
        if self.survey.motivation_length().is_some() {
            let published = earlier.at("words").list("motivations");
            let motivations = self.survey.scenarios().enumerate().map(|(at, scenario)| {
                let before = published.get(at).unwrap_or(&Json::Null);
                let mut one = Json::empty();
                one.put_text("id", scenario.id());
                one.put("people", whole.count(|whole| whole.motivations[at], None, before.at("people")));
                one
            });
            words.put("motivations", Json::List(motivations.collect()));
        }
        if self.survey.allows_idea() {
            words.put("ideas", whole.count(|whole| whole.ideas, None, earlier.at("words").at("ideas")));
        }
        figures.put("words", words);
    }

    /// Adds to each difference how many gave more, the same and less.
    fn put_comparisons(&self, figures: &mut Json, group: &Group<'_>, earlier: &Json) {
        let Json::List(differences) = figures.slot("differences") else { return };
        for (at, difference) in differences.iter_mut().enumerate() {
            let counts = |part: &Part| {
                let Pair { more, less, .. } = part.pairs[at];
                let same = Count {
                    people: part.people.people - more.people - less.people,
                    weight: part.people.weight - more.weight - less.weight,
                };
                [more, same, less]
            };
            let people: Vec<u64> = counts(group.part).iter().map(|count| count.people).collect();
            let names = ["more", "same", "less"];
            let before = earlier.list("differences").get(at).unwrap_or(&Json::Null);
            let before: Option<Vec<u64>> =
                names.iter().map(|name| number(before.at(name).at("people"))).collect();
            let shown = is_safe(&people, self.k)
                && before.is_none_or(|before| is_safe_since(&people, &before, self.k));
            for (kind, name) in names.iter().enumerate() {
                difference.put(name, group.count(shown, |part| counts(part)[kind]));
            }
        }
    }

    /// Adds to each scenario how many people gave how much: 0, and each tenth of the total, joined where they are
    /// few. Of two scenarios the one is the other turned round, so that the ranges of both would show what is
    /// between.
    fn put_ranges(&self, figures: &mut Json, group: &Group<'_>, earlier: &Json) {
        let total = self.survey.points().total;
        let Json::List(scenarios) = figures.slot("scenarios") else { return };
        if scenarios.len() < 3 {
            return;
        }
        for (at, scenario) in scenarios.iter_mut().enumerate() {
            let distribution = &group.part.scenarios[at];
            let earlier = earlier.list("scenarios").get(at).unwrap_or(&Json::Null).list("ranges");
            let mut bins: Vec<Bin> = Vec::new();
            let mut add = |from: i64, to: i64, before: Option<u64>| {
                let people = distribution.0.range(from..=to).map(|(_, mass)| mass.people).sum();
                bins.push(Bin { from, to, people, before });
            };
            if earlier.is_empty() {
                add(0, 0, None);
                for tenth in 0..10.min(total) {
                    let from = total * tenth / 10.min(total) + 1;
                    add(from, total * (tenth + 1) / 10.min(total), None);
                }
            }
            for range in earlier {
                if let (Some(from), Some(to)) = (range.int("from"), range.int("to"))
                    && from <= to
                {
                    add(from, to, number(range.at("people")));
                }
            }
            if !group.zeros[at] && bins.len() > 1 {
                // Who gave nothing must not be seen here either.
                let first = bins.remove(0);
                bins[0].from = first.from;
                bins[0].people += first.people;
                bins[0].before = bins[0].before.zip(first.before).map(|(one, other)| one + other);
            }
            join(&mut bins, self.k);
            let ranges = bins.iter().map(|bin| {
                let count = |part: &Part| {
                    let mut count = Count::default();
                    for (_, mass) in part.scenarios[at].0.range(bin.from..=bin.to) {
                        count.people += mass.people;
                        count.weight += mass.weight;
                    }
                    count
                };
                let mut range = Json::empty();
                range.put_whole("from", bin.from);
                range.put_whole("to", bin.to);
                for (name, value) in group.count(true, count).members() {
                    range.put(name, value.clone());
                }
                range
            });
            scenario.put("ranges", if bins.len() > 1 { Json::List(ranges.collect()) } else { hidden() });
        }
    }

    /// Numbers that are a multiple of 5 and of 10 steps. They are numbers, not people, and rounded to k, so that
    /// they cannot be subtracted from anything.
    fn heaping(&self, whole: &Whole) -> Json {
        let round = |count: Count| (count.people + self.k / 2) / self.k * self.k;
        let numbers = round(whole.numbers);
        let mut heaping = Json::empty();
        heaping.put("numbers", self::whole(numbers));
        for (name, times, count) in [("fives", 5.0, whole.fives), ("tens", 10.0, whole.tens)] {
            let share = round(count) as f64 / numbers.max(1) as f64;
            let mut one = Json::empty();
            one.put("share", rounded(share.min(1.0)));
            one.put("index", rounded((share * times).min(times)));
            heaping.put(name, one);
        }
        heaping
    }

    /// What was given by the place in which it was shown, and to each scenario by those to whom it was shown first
    /// or last.
    fn order(&self, whole: &Told<'_>) -> Json {
        let mut order = Json::empty();
        let places = whole.plain.places.len();
        order.put(
            "places",
            Json::List((0..places).map(|at| whole.mean(|whole| mean(&whole.places[at]))).collect()),
        );
        let scenarios = self.survey.scenarios().enumerate().map(|(at, scenario)| {
            let mut one = Json::empty();
            one.put_text("id", scenario.id());
            let (first, last) = (&whole.plain.shown_first[at], &whole.plain.shown_last[at]);
            let others = whole.all.people - first.mass.people - last.mass.people;
            let counts = [first.mass.people, last.mass.people, others];
            let shown = is_safe(&counts, self.k) && first.mass.people > 0 && last.mass.people > 0;
            one.put(
                "firstLessLast",
                if shown {
                    whole.mean(|whole| mean_less(&whole.shown_first[at], &whole.shown_last[at]))
                } else {
                    hidden()
                },
            );
            one
        });
        order.put("scenarios", Json::List(scenarios.collect()));
        order
    }

    /// Who gave a reason of those who gave points, and for which value; hidden as soon as those who did not are few.
    fn reasons(&self, group: &Group<'_>, whole: &Told<'_>, earlier: &Json) -> Json {
        let values = self.survey.values().len();
        let mut reasons = Json::empty();
        let scenarios = self.survey.scenarios().enumerate().map(|(at, scenario)| {
            let earlier = earlier.list("scenarios").get(at).unwrap_or(&Json::Null);
            let mut one = Json::empty();
            one.put_text("id", scenario.id());
            let gave = |part: &Part| {
                let mut gave = Mass::default();
                for (_, mass) in part.scenarios[at].0.range(1..) {
                    gave.merge(*mass);
                }
                gave
            };
            let of = (gave(group.part), group.weighted.map(gave));
            let given = if group.zeros[at] {
                whole.count(|whole| whole.reasons[at].count(), Some(of), earlier.at("given"))
            } else {
                hidden()
            };
            let known = given.get("hidden").is_none();
            one.put("given", given);
            let of_reasons = (whole.plain.reasons[at], whole.weighted.map(|whole| whole.reasons[at]));
            let ticked = self.survey.values().enumerate().map(|(value, about)| {
                let mut one = Json::empty();
                one.put_text("id", about.id());
                let before = earlier.list("values").get(value).unwrap_or(&Json::Null).at("ticked");
                one.put(
                    "ticked",
                    if known {
                        whole.count(|whole| whole.ticked[at * values + value], Some(of_reasons), before)
                    } else {
                        hidden()
                    },
                );
                one
            });
            one.put("values", Json::List(ticked.collect()));
            one
        });
        reasons.put("scenarios", Json::List(scenarios.collect()));
        let round = |count: Count| (count.people + self.k / 2) / self.k * self.k;
        let ticks = round(whole.plain.ticks);
        let mut astray = Json::empty();
        astray.put("ticks", self::whole(ticks));
        astray.put("share", rounded((round(whole.plain.astray) as f64 / ticks.max(1) as f64).min(1.0)));
        reasons.put("notInTable", astray);
        reasons
    }
}

/// What is kept of everyone, without and with weights.
struct Told<'t> {
    plain: &'t Whole,
    weighted: Option<&'t Whole>,
    all: Mass,
    weighted_all: Option<Mass>,
    k: u64,
}

impl Told<'_> {
    /// A count of people, of everyone or of some; hidden if they or the others are few, or few of them are new.
    fn count(
        &self,
        of: impl Fn(&Whole) -> Count,
        among: Option<(Mass, Option<Mass>)>,
        before: &Json,
    ) -> Json {
        let (all, weighted_all) = among.unwrap_or((self.all, self.weighted_all));
        let count = of(self.plain);
        let counts = [count.people, all.people - count.people];
        let before = number(before.at("people")).zip(number(before.at("of")));
        let fresh = before
            .is_none_or(|(people, of)| is_safe_since(&counts, &[people, of.saturating_sub(people)], self.k));
        if !is_safe(&counts, self.k) || !fresh {
            return hidden();
        }
        let weighted = self.weighted.zip(weighted_all).map(|(whole, all)| told(share(of(whole), all), 1.0));
        let mut figure = Json::object([("people", whole(count.people)), ("of", whole(all.people))]);
        for (name, value) in told(share(count, all), 1.0).members() {
            figure.put(name, value.clone());
        }
        beside(figure, weighted)
    }

    fn mean(&self, of: impl Fn(&Whole) -> Option<Estimate>) -> Json {
        let figure = |whole: &Whole| told(of(whole), 1.0);
        beside(figure(self.plain), self.weighted.map(figure))
    }
}

impl Group<'_> {
    /// A mean, whose column in the samples is known; scaled.
    fn mean(&self, column: usize, moments: impl Fn(&Part) -> Moments, scale: f64) -> Json {
        let figure = |part: &Part, samples: Option<&Bootstrap>| {
            told(estimate(&moments(part), samples, |means| means[column]), scale)
        };
        let weighted = self.weighted.map(|part| figure(part, self.weighted_samples.as_ref()));
        beside(figure(self.part, self.samples.as_ref()), weighted)
    }

    /// A part of those who divided.
    fn count(&self, shown: bool, count: impl Fn(&Part) -> Count) -> Json {
        self.count_of(shown, count, |part| part.people)
    }

    fn count_of(&self, shown: bool, count: impl Fn(&Part) -> Count, of: impl Fn(&Part) -> Mass) -> Json {
        if !shown {
            return hidden();
        }
        let mut figure = Json::object([("people", whole(count(self.part).people))]);
        for (name, value) in told(share(count(self.part), of(self.part)), 1.0).members() {
            figure.put(name, value.clone());
        }
        let weighted = self.weighted.map(|part| told(share(count(part), of(part)), 1.0));
        beside(figure, weighted)
    }
}

/// The same for everybody who has the same answers.
const SEED: u64 = 2_026;

/// A mean; its interval from the samples, if there are any.
fn estimate(
    moments: &Moments,
    samples: Option<&Bootstrap>,
    figure: impl Fn(&[f64]) -> f64,
) -> Option<Estimate> {
    let mut estimate = mean(moments)?;
    if let Some(samples) = samples {
        (estimate.low, estimate.high) = samples.interval(figure);
    }
    Some(estimate)
}

/// The samples of a group, if its divisions are kept.
fn samples(tally: &Tally, members: Members<'_>) -> Option<Bootstrap> {
    let records = tally.records.as_ref()?;
    let frame = tally.frame();
    let columns = frame.scenarios + 2 * frame.values;
    let mut rows = Vec::new();
    for (record, times) in records {
        let is_member = match (members, &record.source) {
            (Members::Everyone, _) | (Members::NoSource, None) => true,
            (Members::Group(question, group), _) => record.numbers[1 + columns + question] == group as i64,
            (Members::Source(label), Some(source)) => label == source,
            (Members::OtherSources, Some(source)) => !tally.sources.contains_key(source),
            _ => false,
        };
        for _ in 0..if is_member { *times } else { 0 } {
            rows.extend(record.numbers[..=columns].iter().map(|number| *number as f64));
        }
    }
    // Emphases are in billionths, as in their sums.
    Bootstrap::of(&rows, columns, SEED)
}

/// The part that another tally of the same answers has of a group.
fn same_group<'t>(tally: &'t Tally, members: Members<'_>) -> Option<&'t Part> {
    match members {
        Members::Everyone => Some(&tally.everyone),
        Members::Group(question, group) => tally.asked.get(question)?.get(group),
        Members::Source(label) => tally.sources.get(label),
        Members::OtherSources => Some(&tally.other_sources),
        Members::NoSource => Some(&tally.no_source),
    }
    .filter(|part| part.people.people > 0)
}

/// Whether a group of a document is the one with this label.
fn is_labelled(group: &Json, label: &Json) -> bool {
    label.members().iter().all(|(name, value)| group.at(name) == value)
}

/// Names of the methods; where they come from stands with the code that follows them.
fn methods() -> Json {
    Json::object(
        [
            ("profile", METHOD),
            ("mean", "weighted-mean"),
            ("bootstrap", "percentile-expanded/respondents"),
            ("analytic", "linearised/student"),
            ("share", "wilson/kish"),
            ("quantile", "hyndman-fan-2"),
            ("quantileInterval", "woodruff/wilson"),
            ("difference", "within-person"),
            ("first", "alone; ties apart"),
            ("order", "first-less-last/welch"),
            ("heaping", "whipple/multiples-of-5-and-10-steps"),
            ("weighting", "raking/trimmed"),
            ("disclosure", "k/secondary/differences/parts"),
        ]
        .map(|(name, method)| (name, Json::text(method))),
    )
}

/// `{ value, low, high }`; null of nobody.
fn told(estimate: Option<Estimate>, scale: f64) -> Json {
    estimate.map_or(Json::Null, |Estimate { value, low, high }| {
        Json::object(
            [("value", value), ("low", low), ("high", high)]
                .map(|(name, number)| (name, rounded(number * scale))),
        )
    })
}

/// A figure with the weighted one beside it.
fn beside(mut figure: Json, weighted: Option<Json>) -> Json {
    if let Some(weighted) = weighted {
        figure.put("weighted", weighted);
    }
    figure
}

fn hidden() -> Json {
    Json::object([("hidden", Json::Bool(true))])
}

fn whole(number: u64) -> Json {
    Json::whole(number as i64)
}

/// A number of at least 0.
fn number(json: &Json) -> Option<u64> {
    json.as_whole().and_then(|number| u64::try_from(number).ok())
}

/// To a millionth: enough for any figure, and the same on every machine.
fn rounded(number: f64) -> Json {
    let millionths = (number.abs() * 1e6 + 0.5) as i64 as f64 / 1e6;
    Json::Number(if number < 0.0 && millionths > 0.0 { -millionths } else { millionths })
}
