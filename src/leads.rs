//! Which values can come first: the part of all divisions in which each leads, the check of a table of relevance that
//! no reading of it replaces. For whoever makes a survey; nothing here runs while it is filled in.

use crate::problem::{Code, Problems};
use crate::profile::Division;
use crate::survey::{Survey, draw};
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

/// A division is made of twenty equal parts: of 100 points, in steps of 5.
const PARTS: usize = 20;
/// Up to this many divisions all are counted, which is up to seven scenarios; above it, a sample of this size.
const MOST: u64 = 250_000;
const SAMPLE: u64 = 100_000;
/// What the sample is drawn from: the same for everybody.
const SEED: u64 = 2_026;

/// In how many divisions each value leads, alone or with others.
///
/// Counted are the divisions of all points in twentieths of the total (in steps of 5 for 100 points), each as often as
/// the others, by the table alone: without reasons, and without the minima and maxima of the survey. For more than
/// seven scenarios it is a sample of 100,000, the same every time.
///
/// Source: method `emphasis/1`, what the survey check says about a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leads {
    counts: Vec<u64>,
    divisions: u64,
    sampled: bool,
}

impl Survey {
    /// Counts in how many divisions each value leads; takes well under a second for any survey.
    ///
    /// ```
    /// # let survey = mienskip::Survey::from_json(r#"{ "format": "mienskip-survey/1", "id": "s", "version": "1",
    /// #   "languages": ["en"], "title": "t", "question": "q", "points": { "total": 100 },
    /// #   "scenarios": [{ "id": "a", "title": "a" }, { "id": "b", "title": "b" }],
    /// #   "values": [{ "id": "x", "title": "x" }, { "id": "y", "title": "y" }],
    /// #   "relevance": { "a": { "x": 1 }, "b": { "y": 1 } } }"#)?;
    /// // Of 21 divisions over two scenarios that serve one value each, 10 lean to either; half and half to none.
    /// let leads = survey.leads();
    /// assert_eq!((leads.count(0), leads.divisions()), (10, 21));
    /// # Ok::<(), mienskip::Problems>(())
    /// ```
    pub fn leads(&self) -> Leads {
        let scenarios = self.scenarios().len();
        // What a part given to a scenario adds to the emphasis on each value.
        let gains: Vec<Vec<i128>> = (0..scenarios)
            .map(|at| {
                let mut points = vec![0; scenarios];
                points[at] = 1;
                let division = Division::new(points, Vec::new()).unwrap_or_default();
                self.table().profile(&division).emphases
            })
            .collect();
        let divisions = divisions(scenarios);
        let sampled = divisions > MOST;
        let divisions = if sampled { SAMPLE } else { divisions };
        let mut counts = vec![0; self.values().len()];
        let mut seed = SEED;
        let mut places: Vec<usize> = (0..PARTS).collect();
        for _ in 0..divisions {
            if sampled {
                places = sample(PARTS + scenarios - 1, &mut seed);
            }
            let mut emphases = vec![0; counts.len()];
            for (before, place) in places.iter().enumerate() {
                for (emphasis, gain) in emphases.iter_mut().zip(&gains[place - before]) {
                    *emphasis += gain;
                }
            }
            let most = emphases.iter().copied().max().unwrap_or_default();
            for (count, emphasis) in counts.iter_mut().zip(emphases) {
                *count += u64::from(most > 0 && emphasis == most);
            }
            if !sampled {
                step(&mut places, PARTS + scenarios - 1);
            }
        }
        Leads { counts, divisions, sampled }
    }

    /// All there is to say of a survey that can be used, in document order: its [`Survey::problems`] and what
    /// [`Survey::leads`] tells.
    pub fn advice(&self) -> Problems {
        let mut all = self.problems().clone();
        for problem in &self.leads().problems() {
            all.push(&problem.path, problem.code, &problem.about);
        }
        all.in_order_of(self.document())
    }
}

impl Leads {
    /// In how many of the divisions the value at this place leads, alone or with others.
    ///
    /// # Panics
    ///
    /// At a place that is none of a value.
    pub fn count(&self, value: usize) -> u64 {
        self.counts[value]
    }

    /// How many divisions were looked at.
    pub fn divisions(&self) -> u64 {
        self.divisions
    }

    /// Whether they are a sample of all that there are.
    pub fn is_sample(&self) -> bool {
        self.sampled
    }

    /// A warning for every value that leads in under 5 % of the divisions, or in over 40 %; with two values, of which
    /// each leads in half, only the first.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::default();
        for (value, count) in self.counts.iter().enumerate() {
            let code = if count * 20 < self.divisions {
                Code::LeadsSeldom
            } else if count * 5 > self.divisions * 2 && self.counts.len() > 2 {
                Code::LeadsOften
            } else {
                continue;
            };
            // Rounded away from the bound: 4.9 % is 4, and 40.1 % is 41.
            let hundred = count * 100;
            let percent = match code {
                Code::LeadsOften => hundred.div_ceil(self.divisions),
                _ => hundred / self.divisions,
            };
            problems.push(&format!("/values/{value}"), code, &format!("{percent} %"));
        }
        problems
    }
}

// A division is a choice of places for its parts in a row of parts and walls between scenarios: a part belongs to the
// scenario that has as many walls before it.

/// How many divisions there are; more than enough to be sampled above [`MOST`].
fn divisions(scenarios: usize) -> u64 {
    let mut count = 1;
    for part in 1..=PARTS as u64 {
        count = count * (scenarios as u64 - 1 + part) / part;
        if count > MOST * 1_000 {
            return count;
        }
    }
    count
}

/// The next choice after this one in the order of dictionaries; after the last, nothing changes.
fn step(places: &mut [usize], among: usize) {
    let last = places.len() - 1;
    let moves = (0..=last).rev().find(|at| places[*at] < among - 1 - (last - at));
    if let Some(at) = moves {
        let place = places[at] + 1;
        for (more, moved) in places[at..].iter_mut().enumerate() {
            *moved = place + more;
        }
    }
}

/// A choice, every one as likely (Floyd's algorithm), in order.
fn sample(among: usize, seed: &mut u64) -> Vec<usize> {
    let mut places: Vec<usize> = Vec::with_capacity(PARTS);
    for top in among - PARTS..among {
        let place = draw(seed, top as u64 + 1) as usize;
        places.push(if places.contains(&place) { top } else { place });
    }
    places.sort_unstable();
    places
}
