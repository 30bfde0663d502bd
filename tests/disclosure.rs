//! An attacker has all published results, adds and subtracts, and looks for a set of fewer than k people.
//!
//! The test knows who answered what. What is published is a set of people each: everyone, a group, those of a group who
//! gave a scenario nothing. The attacker can compute the size of a set if it is a sum and difference of those (a linear
//! combination), so every set of fewer than k people is tried.

mod common;

use common::answers::{answers, response, survey, tally};
use common::{Chance, Draft, cases, value};
use mienskip::results::{Refused, Results, Settings, Tally};
use mienskip::{Json, Survey};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const K: u64 = 5;

/// A made-up resident.
#[derive(Clone, Copy, Debug)]
struct Person {
    /// The answers to both questions; the last option is no answer.
    village: usize,
    area: usize,
    zero: bool,
    fit: usize,
}

const OPTIONS: usize = 5;

fn small_survey() -> Survey {
    let options = |name: &str| {
        let option = |at| json!({ "id": format!("{name}{at}"), "title": "O" });
        (0..OPTIONS).map(option).collect::<Vec<_>>()
    };
    let questions = json!([
        { "id": "village", "kind": "choice", "title": "Q", "options": options("v") },
        { "id": "area", "kind": "choice", "title": "Q", "options": options("a") },
    ]);
    Draft { more: format!(", \"questions\": {questions}"), ..Draft::of(3, 100) }.survey()
}

fn documents(survey: &Survey, people: &[Person]) -> Vec<Json> {
    let mut chance = Chance::new(4);
    let mut input = |person: &Person| {
        let mut answers = Map::new();
        for (name, letter, option) in [("village", "v", person.village), ("area", "a", person.area)] {
            if option < OPTIONS {
                answers.insert(name.to_owned(), json!(format!("{letter}{option}")));
            }
        }
        let points = if person.zero { [0, 60, 40] } else { [30, 50, 20] };
        let mut input =
            json!({ "answers": answers, "points": { "s0": points[0], "s1": points[1], "s2": points[2] } });
        if let Some(fit) = ["yes", "partly", "no"].get(person.fit) {
            input["fit"] = json!(fit);
        }
        response(survey, &input, &mut chance)
    };
    people.iter().map(&mut input).collect()
}

fn published(survey: &Survey, people: &[Person], earlier: Option<&Value>) -> Result<Value, Refused> {
    let tally = tally(survey, &documents(survey, people));
    let earlier = earlier.map(common::tree);
    let settings = Settings { k: K, earlier: earlier.as_ref(), ..Settings::default() };
    Results::of(survey, &tally, None, &settings).map(|results| value(results.to_json()))
}

/// Who could be in the survey as far as an attacker knows: the people who answered, and one nobody of every kind.
/// Without those he would know which kinds of people there are none of, though nobody published it.
struct Someone {
    person: Person,
    /// Whether they answered before the first of two publications.
    early: bool,
    exists: bool,
}

fn world(people: &[Person], before: usize) -> Vec<Someone> {
    let mut world: Vec<Someone> = people
        .iter()
        .enumerate()
        .map(|(at, person)| Someone { person: *person, early: at < before, exists: true })
        .collect();
    for option in 0..=OPTIONS {
        for (zero, fit) in (0..8).map(|kind| (kind < 4, kind % 4)) {
            let person = Person { village: option, area: option, zero, fit };
            let early = if before < people.len() { &[true, false][..] } else { &[true] };
            world.extend(early.iter().map(|early| Someone { person, early: *early, exists: false }));
        }
    }
    world
}

/// What an attacker knows: for each published number of people, who they are.
#[derive(Default)]
struct Attacker {
    known: Vec<Vec<bool>>,
}

impl Attacker {
    /// Reads the figures of everyone and of the groups of one question; `kind` picks one figure, and which of the
    /// people of a group it is about.
    fn read(&mut self, document: &Value, world: &[Someone], early: bool, question: usize, kind: Kind) {
        let mut learn = |figures: &Value, is_member: &dyn Fn(&Person) -> bool| {
            if figures["people"].is_null() {
                return;
            }
            let is_in = |one: &Someone| (one.early || !early) && is_member(&one.person);
            self.known.push(world.iter().map(is_in).collect());
            let is_told = world.iter().any(|one| kind(figures, &one.person).is_some());
            if is_told {
                let is_so = |one: &Someone| is_in(one) && kind(figures, &one.person) == Some(true);
                self.known.push(world.iter().map(is_so).collect());
            }
        };
        learn(&document["everyone"], &|_| true);
        for (option, group) in
            document["questions"][question]["groups"].as_array().unwrap().iter().enumerate()
        {
            learn(group, &|person| [person.village, person.area][question] == option);
        }
    }

    /// A set of fewer than k people that can be computed; `exists` tells who of the world is real.
    fn finds(&self, exists: &[bool]) -> Option<Vec<usize>> {
        // Where a set is known to be empty, nobody is.
        let is_empty = |set: &&Vec<bool>| !set.iter().zip(exists).any(|(is, exists)| *is && *exists);
        let empty: Vec<&Vec<bool>> = self.known.iter().filter(is_empty).collect();
        // Who is in the same known sets cannot be told apart.
        let mut alike: std::collections::BTreeMap<Vec<bool>, Vec<usize>> = std::collections::BTreeMap::new();
        for at in (0..exists.len()).filter(|at| !empty.iter().any(|set| set[*at])) {
            let people = alike.entry(self.known.iter().map(|set| set[at]).collect()).or_default();
            if exists[at] {
                people.push(at);
            }
        }
        // The classes with people first, then those that could have some for all that is known.
        let mut classes: Vec<(Vec<bool>, Vec<usize>)> = alike.into_iter().collect();
        classes.sort_by_key(|(_, people)| people.is_empty());
        let filled = classes.iter().filter(|(_, people)| !people.is_empty()).count();
        let row =
            |set: usize, many: usize| classes[..many].iter().map(|(of, _)| i128::from(of[set])).collect();
        let span = |many: usize| Span::of((0..self.known.len()).map(|set| row(set, many)).collect());
        let (coarse, fine) = (span(filled), span(classes.len()));
        let people: Vec<Vec<usize>> = classes.iter().map(|(_, people)| people.clone()).collect();
        let small: Vec<usize> = (0..filled).filter(|class| (people[*class].len() as u64) < K).collect();
        let mut found = None;
        choose(&small, &people, &mut Vec::new(), 0, &mut |chosen| {
            let target: Vec<i128> = (0..filled).map(|class| i128::from(chosen.contains(&class))).collect();
            if found.is_some() || !coarse.holds(target.clone()) {
                return;
            }
            // A set may also be made of classes that have nobody.
            let can = (0..1u32 << (classes.len() - filled)).any(|with| {
                let more = (filled..classes.len()).map(|class| i128::from(with >> (class - filled) & 1));
                fine.holds(target.iter().copied().chain(more).collect())
            });
            if can {
                found = Some(chosen.iter().flat_map(|class| people[*class].clone()).collect());
            }
        });
        found
    }
}

/// Calls for every choice of classes that together are 1 to k − 1 people.
fn choose(
    from: &[usize],
    classes: &[Vec<usize>],
    chosen: &mut Vec<usize>,
    people: usize,
    then: &mut dyn FnMut(&[usize]),
) {
    for (at, class) in from.iter().enumerate() {
        let together = people + classes[*class].len();
        if (together as u64) < K {
            chosen.push(*class);
            then(chosen);
            choose(&from[at + 1..], classes, chosen, together, then);
            chosen.pop();
        }
    }
}

/// The sums and differences of some vectors, in the numbers modulo a prime: what is one in fractions is one there.
struct Span(Vec<(usize, Vec<i128>)>);

const PRIME: i128 = 2_147_483_647;

impl Span {
    fn of(rows: Vec<Vec<i128>>) -> Span {
        let mut span = Span(Vec::new());
        for row in rows {
            let row = span.rest(row);
            if let Some(pivot) = row.iter().position(|entry| *entry != 0) {
                let inverse = power(row[pivot], PRIME - 2);
                span.0.push((pivot, row.iter().map(|entry| entry * inverse % PRIME).collect()));
            }
        }
        span
    }

    fn rest(&self, mut row: Vec<i128>) -> Vec<i128> {
        for (pivot, of) in &self.0 {
            let times = row[*pivot];
            for (entry, of) in row.iter_mut().zip(of) {
                *entry = (*entry - times * of).rem_euclid(PRIME);
            }
        }
        row
    }

    fn holds(&self, row: Vec<i128>) -> bool {
        self.rest(row).iter().all(|entry| *entry == 0)
    }
}

fn power(base: i128, exponent: i128) -> i128 {
    let (mut result, mut base, mut rest) = (1, base, exponent);
    while rest > 0 {
        if rest & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        rest >>= 1;
    }
    result
}

fn has_people(figure: &Value) -> bool {
    !figure["people"].is_null()
}

/// The kinds of figure an attacker reads, each about some of the people of a group.
type Kind = fn(&Value, &Person) -> Option<bool>;
const KINDS: [Kind; 5] = [
    |_, _| None,
    |figures, person| has_people(&figures["scenarios"][0]["zeros"]).then_some(person.zero),
    |figures, person| has_people(&figures["fit"]["yes"]).then_some(person.fit == 0),
    |figures, person| has_people(&figures["fit"]["no"]).then_some(person.fit == 2),
    |figures, person| has_people(&figures["fit"]["unanswered"]).then_some(person.fit == 3),
];

fn person() -> impl Strategy<Value = Person> {
    // Small groups are many, and who gave nothing is rare in some and common in others.
    (0usize..60, 0..OPTIONS + 1, 0usize..10, 0usize..12).prop_map(|(at, area, zero, fit)| {
        let village = [5, 14, 24, 40, 55, 60].iter().position(|end| at < *end).unwrap();
        Person { village, area, zero: zero < 1 + village, fit: fit.saturating_sub(7).min(3) }
    })
}

#[test]
fn the_attacker_finds_what_is_hidden_alone() {
    // Ten, six, and three who are hidden: everyone less the others.
    let known = |set: &dyn Fn(usize) -> bool| (0..19).map(set).collect::<Vec<bool>>();
    let attacker =
        Attacker { known: vec![known(&|_| true), known(&|at| at < 10), known(&|at| (10..16).contains(&at))] };
    assert_eq!(attacker.finds(&[true; 19]), Some(vec![16, 17, 18]));
    let attacker = Attacker { known: vec![known(&|_| true), known(&|at| at < 10)] };
    assert_eq!(attacker.finds(&[true; 19]), None);
}

#[test]
fn a_group_that_would_be_hidden_alone_takes_the_smallest_along() {
    let survey = small_survey();
    let mut people = Vec::new();
    for (village, many) in [(0, 20), (1, 9), (2, 3), (3, 30)] {
        people.extend(vec![Person { village, area: OPTIONS, zero: false, fit: 3 }; many]);
    }
    let document = published(&survey, &people, None).unwrap();
    let groups = document["questions"][0]["groups"].as_array().unwrap();
    let shown: Vec<bool> = groups.iter().map(|group| group["hidden"].is_null()).collect();
    assert_eq!(shown, [true, false, false, true, true, true]);
    assert_eq!((&groups[4]["people"], &groups[5]["unanswered"]), (&json!(0), &json!(true)));
}

#[test]
fn a_village_and_its_area_do_not_show_the_few_between() {
    // Everyone of village 0 is in area 0, and three more.
    let survey = small_survey();
    let mut people = Vec::new();
    for (village, area, many) in [(0, 0, 20), (1, 0, 3), (1, 1, 25), (2, 2, 30)] {
        people.extend(vec![Person { village, area, zero: false, fit: 3 }; many]);
    }
    let document = published(&survey, &people, None).unwrap();
    let hidden =
        |question: usize, group: usize| !document["questions"][question]["groups"][group]["hidden"].is_null();
    assert!(hidden(0, 0) || hidden(1, 0));
}

#[test]
fn a_publication_with_a_few_new_answers_is_refused() {
    let survey = small_survey();
    let of = |many: usize| vec![Person { village: 0, area: 0, zero: false, fit: 3 }; many];
    let first = published(&survey, &of(40), None).unwrap();
    assert_eq!(published(&survey, &of(43), Some(&first)).unwrap_err(), Refused::TooFewNew(K));
    assert!(published(&survey, &of(45), Some(&first)).is_ok());
    assert!(published(&survey, &of(40), Some(&first)).is_ok());
}

#[test]
fn no_figure_is_about_few_people_or_all_but_few() {
    for seed in 0..30 {
        let survey = survey(4);
        let document =
            Results::of(&survey, &tally(&survey, &answers(&survey, seed, 150)), None, &Settings::default());
        let document = value(document.unwrap().to_json());
        visit(&document["everyone"], None);
        for question in document["questions"].as_array().unwrap() {
            question["groups"].as_array().unwrap().iter().for_each(|group| visit(group, None));
        }
    }
}

/// Every number of people in figures is none or at least ten, and so are the others.
fn visit(figures: &Value, of: Option<u64>) {
    match figures {
        Value::Object(members) => {
            let own = figures["people"].as_u64();
            let all = figures["of"].as_u64().or(of);
            if let Some(own) = own {
                assert!(own == 0 || own >= 10, "{figures}");
                if let (Some(all), None) = (all, figures.get("from")) {
                    assert!(
                        all == own || all >= own + 10 || figures.get("option").is_some(),
                        "{figures} of {all}"
                    );
                }
            }
            for (name, member) in members {
                // Those who chose "none of these" are beside those who divided.
                if name != "none" {
                    visit(member, own.or(of));
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| visit(item, of)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn nobody_is_found_within_a_question(people in proptest::collection::vec(person(), 5..=90)) {
        let survey = small_survey();
        let Ok(document) = published(&survey, &people, None) else { return Ok(()) };
        let world = world(&people, people.len());
        let exists: Vec<bool> = world.iter().map(|one| one.exists).collect();
        for question in 0..2 {
            for kind in KINDS {
                let mut attacker = Attacker::default();
                attacker.read(&document, &world, true, question, kind);
                let found = attacker.finds(&exists);
                prop_assert!(found.is_none(), "{:?}", found.map(|found| found.iter().map(|at| people[*at]).collect::<Vec<_>>()));
            }
        }
    }

    #[test]
    fn nobody_is_found_between_two_publications(
        people in proptest::collection::vec(person(), 20..=90), more in 5usize..40,
    ) {
        let survey = small_survey();
        let before = people.len().saturating_sub(more).max(10).min(people.len());
        let Ok(first) = published(&survey, &people[..before], None) else { return Ok(()) };
        let Ok(second) = published(&survey, &people, Some(&first)) else { return Ok(()) };
        let world = world(&people, before);
        let exists: Vec<bool> = world.iter().map(|one| one.exists).collect();
        for question in 0..2 {
            for (name, kind) in KINDS.into_iter().enumerate() {
                let mut attacker = Attacker::default();
                attacker.read(&first, &world, true, question, kind);
                attacker.read(&second, &world, false, question, kind);
                let found = attacker.finds(&exists);
                prop_assert!(found.is_none(), "{question} {name} {:?}", found.map(|found| {
                    found.iter().map(|at| (*at >= before, people[*at])).collect::<Vec<_>>()
                }));
            }
        }
    }

    #[test]
    fn no_group_is_another_and_a_few(people in proptest::collection::vec(person(), 5..=90), nested in 0usize..4) {
        let survey = small_survey();
        // Areas that follow the villages but for a few people.
        let people: Vec<Person> = people.into_iter().enumerate().map(|(at, person)| {
            if at % 16 < nested { person } else { Person { area: person.village, ..person } }
        }).collect();
        let Ok(document) = published(&survey, &people, None) else { return Ok(()) };
        let sets = |question: usize| {
            let option = |person: &Person| [person.village, person.area][question];
            let groups = document["questions"][question]["groups"].as_array().unwrap();
            let shown = |at: usize| groups[at]["hidden"].is_null();
            let set = |is: &dyn Fn(usize) -> bool| people.iter().map(|person| is(option(person))).collect::<Vec<bool>>();
            let mut sets = vec![set(&|at| !shown(at))];
            for group in (0..groups.len()).filter(|at| shown(*at)) {
                sets.extend([set(&|at| at == group), set(&|at| at != group)]);
            }
            sets
        };
        for village in sets(0) {
            for area in sets(1) {
                for (small, large) in [(&village, &area), (&area, &village)] {
                    let is_part = small.iter().any(|is| *is) && small.iter().zip(large).all(|(small, large)| !small || *large);
                    let between = small.iter().zip(large).filter(|(small, large)| !*small && **large).count() as u64;
                    prop_assert!(!is_part || between == 0 || between >= K, "{between}");
                }
            }
        }
    }
}

#[test]
fn an_empty_tally_gives_nothing_away() {
    let survey = small_survey();
    let refused = Results::of(&survey, &Tally::of(&survey), None, &Settings::default()).unwrap_err();
    assert_eq!(refused, Refused::TooFew(10));
}
