//! What may be published: no figure about fewer than k people, and none from which one could be computed.
//!
//! Whoever reads the results can add and subtract what is published: a group that is hidden alone is everyone less
//! the groups that are shown. So of every background question the people of all hidden groups together are a
//! set that can be computed, and it is held to the same rule as a group: it is empty, or it has at least k people
//! and is made of two groups or more. Groups are hidden, the smallest first, until that is so. The same holds for
//! those of a group who did something, such as giving a scenario nothing: for each group that is shown they are
//! nobody or at least k, and so are those who did not, and both among the groups together for which it is not shown.
//!
//! Two publications are subtracted from each other as well: whatever set can be computed from both must not have
//! gained or lost 1 to k − 1 people. And groups of two questions may be parts of each other without anybody having
//! said so (a village and its district): a group that could be another without 1 to k − 1 people is hidden too.
//!
//! Not guarded against: someone who knows how the answers to two questions hang together, and combines several
//! groups of the one with several of the other; and logic between figures of a different kind (who gave a scenario
//! all the points gave the others none); and bounds (of a group of six and six of eleven who gave nothing, at least one
//! is both). Answers are never crossed here, so it cannot be told when that leads to a
//! person.

use super::tally::Part;
use alloc::vec;
use alloc::vec::Vec;

/// What was published before of the groups of a question.
#[derive(Clone, Debug, Default)]
pub(super) struct Before {
    /// Of everyone.
    pub(super) total: Vec<u64>,
    /// Of each group that was shown.
    pub(super) groups: Vec<Option<Vec<u64>>>,
}

/// Whether each of these counts of people is none or at least k.
pub(super) fn is_safe(counts: &[u64], k: u64) -> bool {
    counts.iter().all(|count| *count == 0 || *count >= k)
}

/// Whether nobody, or at least k people, came or went since another publication.
pub(super) fn is_safe_since(counts: &[u64], before: &[u64], k: u64) -> bool {
    counts.len() != before.len()
        || counts.iter().zip(before).all(|(now, then)| {
            let change = now.abs_diff(*then);
            change == 0 || change >= k
        })
}

/// Which groups of a question may be shown. Each group is divided into the same kinds of people, of which it has these
/// counts; everyone is in one group. `may` tells which groups may be shown at all.
pub(super) fn shown(k: u64, groups: &[Vec<u64>], may: &[bool], before: Option<&Before>) -> Vec<bool> {
    let total = sum(groups, |_| true);
    let hidden_all = vec![false; groups.len()];
    if !is_safe(&total, k) || before.is_some_and(|before| !is_safe_since(&total, &before.total, k)) {
        return hidden_all;
    }
    let mut shown: Vec<bool> = groups.iter().zip(may).map(|(group, may)| *may && is_safe(group, k)).collect();
    while !holds(k, groups, &shown, before) {
        let smallest = (0..groups.len()).filter(|at| shown[*at] && people(&groups[*at]) > 0);
        let Some(smallest) = smallest.min_by_key(|at| people(&groups[*at])) else { return hidden_all };
        shown[smallest] = false;
    }
    shown
}

/// Whether nothing can be computed from the groups that are shown that may not be.
fn holds(k: u64, groups: &[Vec<u64>], shown: &[bool], before: Option<&Before>) -> bool {
    let hidden = |at: usize| !shown[at];
    let some = (0..groups.len()).filter(|at| hidden(*at) && people(&groups[*at]) > 0).count();
    // A group that is hidden alone can be computed.
    if some == 1 || !is_safe(&sum(groups, hidden), k) {
        return false;
    }
    let Some(before) = before.filter(|before| before.groups.len() == groups.len()) else { return true };
    let was_hidden = |at: usize| before.groups[at].is_none();
    let published = |at: usize| before.groups[at].as_deref().unwrap_or_default();
    // Of some groups now, what was published of them then is taken away; of those hidden then only all together.
    let is_safe_less = |of: &dyn Fn(usize) -> bool, with_hidden: bool| {
        let mut then = vec![0; before.total.len()];
        if with_hidden {
            then.clone_from(&before.total);
        }
        for at in 0..groups.len() {
            for (then, count) in then.iter_mut().zip(published(at)) {
                if of(at) && !with_hidden {
                    *then += count;
                } else if !of(at) && with_hidden {
                    *then = then.saturating_sub(*count);
                }
            }
        }
        is_safe_since(&sum(groups, of), &then, k)
    };
    // Where a group was hidden and is, what can be computed of those hidden then can be only with those hidden now.
    let meets = (0..groups.len()).any(|at| hidden(at) && was_hidden(at));
    (0..groups.len()).all(|at| hidden(at) || was_hidden(at) || is_safe_less(&|other| other == at, false))
        && is_safe_less(&hidden, false)
        && is_safe_less(&|at| was_hidden(at) || meets && hidden(at), true)
}

/// The sums over the groups of which something is true.
fn sum(groups: &[Vec<u64>], is: impl Fn(usize) -> bool) -> Vec<u64> {
    let mut sum = vec![0; groups.first().map_or(0, Vec::len)];
    for (at, group) in groups.iter().enumerate() {
        if is(at) {
            for (sum, count) in sum.iter_mut().zip(group) {
                *sum += count;
            }
        }
    }
    sum
}

fn people(group: &[u64]) -> u64 {
    group.iter().sum()
}

/// Groups of several questions, of which some are shown.
#[derive(Debug)]
pub(super) struct Partition<'t> {
    pub(super) parts: Vec<&'t Part>,
    pub(super) shown: Vec<bool>,
    pub(super) before: Option<Before>,
}

impl<'t> Partition<'t> {
    /// Groups of which those are shown that may be, by their own question.
    pub(super) fn of(parts: Vec<&'t Part>, before: Option<Before>, k: u64) -> Partition<'t> {
        let mut partition = Partition { shown: vec![true; parts.len()], parts, before };
        partition.hide(k, None);
        partition
    }

    /// Hides a group, or if it is hidden the smallest that is not, and what then must be hidden too.
    fn hide(&mut self, k: u64, group: Option<usize>) {
        let groups: Vec<Vec<u64>> = self.parts.iter().map(|part| vec![part.people.people]).collect();
        let smallest = (0..groups.len()).filter(|at| self.shown[*at] && groups[*at][0] > 0);
        let hidden = match group {
            Some(group) if self.shown[group] => Some(group),
            Some(_) => smallest.min_by_key(|at| groups[*at][0]),
            None => None,
        };
        if let Some(hidden) = hidden {
            self.shown[hidden] = false;
        }
        self.shown = shown(k, &groups, &self.shown, self.before.as_ref());
    }

    /// Which groups show something that divides their people into these kinds: after an earlier publication the same
    /// groups as then, or none.
    pub(super) fn showing(
        &self,
        k: u64,
        kinds: impl Fn(&Part) -> Vec<u64>,
        before: Option<&Before>,
    ) -> Vec<bool> {
        let groups: Vec<Vec<u64>> = self.parts.iter().map(|part| kinds(part)).collect();
        let shown = shown(k, &groups, &self.shown, before);
        // The kinds of one publication and the people of another mix into sets that no rule here foresees, unless
        // both show the same groups.
        let as_then = |now: &[bool], then: &Before| {
            let mut pairs = self.parts.iter().zip(now.iter().zip(&then.groups));
            pairs.all(|(part, (now, then))| part.people.people == 0 || *now == then.is_some())
        };
        let is_same = before.is_none_or(|before| as_then(&shown, before))
            && self.before.as_ref().is_none_or(|before| as_then(&self.shown, before));
        if is_same { shown } else { vec![false; shown.len()] }
    }
}

/// Hides groups that could be another group, of another question, without 1 to k − 1 people.
pub(super) fn guard_against_parts(k: u64, everyone: &Part, partitions: &mut [Partition<'_>]) {
    while let Some((partition, group)) = part_of_another(k, everyone, partitions) {
        partitions[partition].hide(k, Some(group));
    }
}

/// People that can be computed: a group, everyone but a group, or those of all hidden groups of a question.
struct Set {
    partition: usize,
    /// The group, or the one that is hidden to make the set another one.
    group: usize,
    is_group: bool,
    people: u64,
    /// Of which groups it is made.
    made_of: Vec<usize>,
}

/// A group to hide because a set could be part of another and the rest of that are too few.
fn part_of_another(k: u64, everyone: &Part, partitions: &[Partition<'_>]) -> Option<(usize, usize)> {
    let mut sets = Vec::new();
    for (at, partition) in partitions.iter().enumerate() {
        let size = |group: &usize| partition.parts[*group].people.people;
        let filled: Vec<usize> = (0..partition.parts.len()).filter(|group| size(group) > 0).collect();
        let (shown, hidden): (Vec<usize>, Vec<usize>) =
            filled.iter().partition(|group| partition.shown[**group]);
        let Some(smallest) = shown.iter().copied().min_by_key(size) else { continue };
        let mut add = |group: usize, is_group: bool, made_of: Vec<usize>| {
            let people = made_of.iter().map(size).sum();
            sets.push(Set { partition: at, group, is_group, people, made_of });
        };
        for group in shown {
            add(group, true, vec![group]);
            add(group, false, filled.iter().copied().filter(|other| *other != group).collect());
        }
        add(smallest, false, hidden);
    }
    sets.sort_by_key(|set| set.people);
    for (at, small) in sets.iter().enumerate() {
        let larger = sets[at..].iter().take_while(|large| large.people < small.people + k);
        for large in larger.filter(|large| large.people > small.people && small.people > 0) {
            if large.partition != small.partition && could_be_part(everyone, partitions, small, large) {
                let hidden = if small.is_group || !large.is_group { small } else { large };
                return Some((hidden.partition, hidden.group));
            }
        }
    }
    None
}

/// Whether a set has, for every scenario, no more people of each number of points than another.
fn could_be_part(everyone: &Part, partitions: &[Partition<'_>], small: &Set, large: &Set) -> bool {
    let count = |set: &Set, scenario: usize, points: i64| -> u64 {
        let parts = set.made_of.iter().map(|group| partitions[set.partition].parts[*group]);
        parts.map(|part| part.scenarios[scenario].0.get(&points).map_or(0, |mass| mass.people)).sum()
    };
    everyone.scenarios.iter().enumerate().all(|(scenario, all)| {
        all.0.keys().all(|points| count(small, scenario, *points) <= count(large, scenario, *points))
    })
}

/// A range of points with how many people gave as many: now, and in an earlier publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bin {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) people: u64,
    pub(super) before: Option<u64>,
}

/// Joins neighbours until each range has nobody or at least k people, and so of those who came or went. The first is
/// that of 0 points; it is joined only if it must.
pub(super) fn join(bins: &mut Vec<Bin>, k: u64) {
    let safe = |bin: &Bin| {
        is_safe(&[bin.people], k)
            && bin.before.is_none_or(|before| is_safe_since(&[bin.people], &[before], k))
    };
    while bins.len() > 1
        && let Some(at) = bins.iter().position(|bin| !safe(bin))
    {
        let last = bins.len() - 1;
        let left = at == last || at > 1 && bins[at - 1].people < bins[at + 1].people;
        let first = if left { at - 1 } else { at };
        let second = bins.remove(first + 1);
        let bin = &mut bins[first];
        bin.to = second.to;
        bin.people += second.people;
        bin.before = bin.before.zip(second.before).map(|(one, other)| one + other);
    }
}
