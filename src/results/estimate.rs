//! Estimates with intervals of 95 %, from what a tally keeps. Only additions, multiplications and divisions of doubles
//! in a stated order, so that every machine finds the same.
//!
//! - **Means**: Σwx / Σw. Where the divisions are kept one by one, the interval is that of the percentile bootstrap
//!   over whole respondents, expanded for small numbers (Hesterberg, *The American Statistician* 69, 2015, 371–386):
//!   the percentiles are Φ(−√(n/(n−1)) · t) and its complement, t the quantile of Student's distribution with n − 1
//!   degrees of freedom. Else it is mean ± t · s, with the linearised standard error s = √(n/(n−1) · Σw²(x − mean)²)
//!   / Σw (Särndal, Swensson, Wretman, *Model Assisted Survey Sampling*, 1992, 5.7). Weights count as given, not as
//!   estimated.
//! - **Shares**: Wilson's score interval (*JASA* 22, 1927, 209–212) with Kish's effective number (Σw)² / Σw².
//! - **Quantiles**: the inverse of the distribution function, the mean of two numbers where it is level: definition
//!   2 of Hyndman and Fan (*The American Statistician* 50, 1996, 361–365), with weights. The interval is the
//!   quantiles at the ends of Wilson's interval for the share below (Woodruff, *JASA* 47, 1952, 635–646).

use super::tally::{Count, Distribution, Mass, Moments};
use crate::survey::draw;
use alloc::vec;
use alloc::vec::Vec;

/// A figure with the ends of its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// How many samples the bootstrap draws.
pub(super) const DRAWS: usize = 2_000;

/// The upper 2.5 % of the normal distribution begins here.
const Z: f64 = 1.959_963_984_540_054;

/// The mean, with the analytic interval; `None` of nobody.
pub(super) fn mean(moments: &Moments) -> Option<Estimate> {
    let weight = moments.mass.weight as f64;
    if moments.mass.weight == 0 {
        return None;
    }
    let value = moments.sum as f64 / weight;
    let half = error(moments, value).map_or(0.0, |error| {
        let freedom = effective(moments.mass) - 1.0;
        student(freedom) * error
    });
    Some(Estimate { value, low: value - half, high: value + half })
}

/// The linearised standard error of a mean; `None` of fewer than two people.
fn error(moments: &Moments, mean: f64) -> Option<f64> {
    let people = moments.mass.people as f64;
    if moments.mass.people < 2 {
        return None;
    }
    let squares = moments.weighted_squares as f64 - 2.0 * mean * moments.weighted_sum as f64
        + mean * mean * moments.mass.square as f64;
    let variance = people / (people - 1.0) * squares.max(0.0) * 1e6;
    Some(root(variance) / moments.mass.weight as f64)
}

/// The mean of some less that of others who are none of them, with the analytic interval.
pub(super) fn mean_less(some: &Moments, others: &Moments) -> Option<Estimate> {
    let (first, second) = (mean(some)?.value, mean(others)?.value);
    let (error_first, error_second) = (error(some, first)?, error(others, second)?);
    // As Welch, with the degrees of freedom of the smaller group: never too narrow.
    let freedom = effective(some.mass).min(effective(others.mass)) - 1.0;
    let half = student(freedom) * root(error_first * error_first + error_second * error_second);
    let value = first - second;
    Some(Estimate { value, low: value - half, high: value + half })
}

/// The part of some people that a count is.
pub(super) fn share(count: Count, of: Mass) -> Option<Estimate> {
    if of.weight == 0 {
        return None;
    }
    let value = count.weight as f64 / of.weight as f64;
    let (low, high) = wilson(value, effective(of));
    Some(Estimate { value, low, high })
}

/// Kish's effective number of people: (Σw)² / Σw².
pub(super) fn effective(mass: Mass) -> f64 {
    let weight = mass.weight as f64;
    if mass.square == 0 { 0.0 } else { weight * weight / (mass.square as f64 * 1e6) }
}

/// Where the distribution passes this part of the people, in quarters, with its interval.
pub(super) fn quantile(distribution: &Distribution, quarters: u32, mass: Mass) -> Option<Estimate> {
    if mass.weight == 0 {
        return None;
    }
    let part = f64::from(quarters) / 4.0;
    let (low, high) = wilson(part, effective(mass));
    let value = passes(distribution, u128::from(mass.weight) * u128::from(quarters), 4);
    // Parts in units of 2^-40: whole numbers decide where the distribution is passed.
    let at = |part: f64| {
        const UNIT: u64 = 1 << 40;
        passes(distribution, u128::from(mass.weight) * (part * UNIT as f64) as u128, u128::from(UNIT))
    };
    Some(Estimate { value, low: at(low), high: at(high) })
}

/// The points at which the weight of who gave at most as many reaches `above / below`; if it does so exactly,
/// halfway to the next number of points.
fn passes(distribution: &Distribution, above: u128, below: u128) -> f64 {
    let mut sum = 0;
    let mut level = None;
    for (points, mass) in &distribution.0 {
        if mass.weight == 0 {
            continue;
        }
        if let Some(level) = level {
            return (level + points) as f64 / 2.0;
        }
        sum += u128::from(mass.weight);
        if sum * below > above {
            return *points as f64;
        }
        if sum * below == above {
            level = Some(*points);
        }
    }
    level.unwrap_or(0) as f64
}

/// Wilson's interval for a share of so many people.
fn wilson(share: f64, people: f64) -> (f64, f64) {
    let square = Z * Z / people;
    let centre = share + square / 2.0;
    let half = root(Z * Z * share * (1.0 - share) / people + square * square / 4.0);
    (((centre - half) / (1.0 + square)).max(0.0), ((centre + half) / (1.0 + square)).min(1.0))
}

/// The means of several numbers in samples of whole respondents.
#[derive(Debug)]
pub(super) struct Bootstrap {
    columns: usize,
    /// Sample by sample.
    means: Vec<f64>,
    /// Which of the sorted means is the lower end, and how many from the end is the upper one.
    tail: usize,
}

impl Bootstrap {
    /// Of rows that each have a weight and then their numbers, in an order that is always the same.
    pub(super) fn of(rows: &[f64], columns: usize, mut seed: u64) -> Option<Bootstrap> {
        let width = columns + 1;
        let people = rows.len() / width;
        let (mut weights, mut squares) = (0.0, 0.0);
        for row in rows.chunks_exact(width) {
            weights += row[0];
            squares += row[0] * row[0];
        }
        if people < 2 || squares <= 0.0 {
            return None;
        }
        let effective = weights * weights / squares;
        if effective <= 1.0 {
            return None;
        }
        let mut means = Vec::with_capacity(columns * DRAWS);
        let mut sums = vec![0.0; width];
        for _ in 0..DRAWS {
            sums.fill(0.0);
            for _ in 0..people {
                let at = draw(&mut seed, people as u64) as usize * width;
                let row = &rows[at..at + width];
                sums[0] += row[0];
                for (sum, number) in sums[1..].iter_mut().zip(&row[1..]) {
                    *sum += row[0] * number;
                }
            }
            means.extend(sums[1..].iter().map(|sum| sum / sums[0]));
        }
        let tail = normal_below(root(effective / (effective - 1.0)) * student(effective - 1.0));
        Some(Bootstrap { columns, means, tail: ((tail * DRAWS as f64) as usize).max(1) - 1 })
    }

    /// The interval of what is made of the means of a sample.
    pub(super) fn interval(&self, figure: impl Fn(&[f64]) -> f64) -> (f64, f64) {
        let mut all: Vec<f64> = self.means.chunks_exact(self.columns).map(figure).collect();
        all.sort_unstable_by(f64::total_cmp);
        (all[self.tail], all[all.len() - 1 - self.tail])
    }
}

/// The upper 2.5 % of Student's distribution (Fisher's expansion; Abramowitz and Stegun, 26.7.5).
fn student(freedom: f64) -> f64 {
    let (z, n) = (Z, freedom.max(1.0));
    let z2 = z * z;
    let first = z * (z2 + 1.0) / 4.0;
    let second = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let third = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    let fourth = z * ((((79.0 * z2 + 776.0) * z2 + 1_482.0) * z2 - 1_920.0) * z2 - 945.0) / 92_160.0;
    z + (first + (second + (third + fourth / n) / n) / n) / n
}

/// The part of the normal distribution below −x, for x of at least 0 (Abramowitz and Stegun, 26.2.17).
fn normal_below(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * x);
    let series = t
        * (0.319_381_530
            + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    0.398_942_280_401_432_7 * power(-x * x / 2.0) * series
}

/// e to a power of at most 0: the series for a 1,024th of it, squared ten times.
fn power(exponent: f64) -> f64 {
    let x = exponent.max(-700.0) / 1_024.0;
    let mut result = 1.0 + x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0))));
    for _ in 0..10 {
        result *= result;
    }
    result
}

/// The square root of a number of at least 0 (Newton's method); the core of the language has none.
pub(super) fn root(number: f64) -> f64 {
    if number <= 0.0 {
        return 0.0;
    }
    // Half the exponent is a good start.
    let mut root = f64::from_bits((number.to_bits() >> 1) + (1_023 << 51));
    for _ in 0..5 {
        root = f64::midpoint(root, number / root);
    }
    root
}
