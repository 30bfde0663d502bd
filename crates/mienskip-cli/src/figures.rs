//! Figures for whoever watches over the collector, as Prometheus reads them. They say how it does, and of no answer when
//! it came: those that are stored are counted by the ten.

use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Answers are counted by so many: a single one cannot be seen to come.
const ROUGHLY: u64 = 10;

/// What happened since the start.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    stored: AtomicU64,
    repeated: AtomicU64,
    refused: AtomicU64,
    not_stored: AtomicU64,
    too_many: AtomicU64,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome {
    Stored,
    /// It was stored before.
    Repeated,
    /// By a rule of the survey, or of HTTP.
    Refused,
    /// Because the database failed.
    NotStored,
    /// Because too many came at once.
    TooMany,
}

impl Figures {
    pub(crate) fn count(&self, outcome: Outcome) {
        let counter = match outcome {
            Outcome::Stored => &self.stored,
            Outcome::Repeated => &self.repeated,
            Outcome::Refused => &self.refused,
            Outcome::NotStored => &self.not_stored,
            Outcome::TooMany => &self.too_many,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// The text that Prometheus fetches.
    pub(crate) fn text(&self, storing: bool, open: bool) -> String {
        let mut text = String::new();
        let mut gauge = |name: &str, help: &str, value: bool| {
            let _ = write!(text, "# HELP mienskip_{name} {help}\n# TYPE mienskip_{name} gauge\n");
            let _ = writeln!(text, "mienskip_{name} {}", u8::from(value));
        };
        gauge("storing", "Whether answers can be stored: 1 or 0.", storing);
        gauge("open", "Whether the survey takes answers today: 1 or 0.", open);
        text.push_str(
            "# HELP mienskip_answers_total Answers since the start, by what became of them; counted by the ten.\n\
             # TYPE mienskip_answers_total counter\n",
        );
        for (outcome, counter) in [
            ("stored", &self.stored),
            ("repeated", &self.repeated),
            ("refused", &self.refused),
            ("not_stored", &self.not_stored),
            ("too_many", &self.too_many),
        ] {
            let count = counter.load(Ordering::Relaxed) / ROUGHLY * ROUGHLY;
            let _ = writeln!(text, "mienskip_answers_total{{outcome=\"{outcome}\"}} {count}");
        }
        text
    }
}

/// A limit on how many answers the collector takes in a second: for all senders together, so that it need not know one
/// from another.
#[derive(Debug)]
pub(crate) struct Limit {
    per_second: f64,
    /// How many may come at once, and when that was counted last.
    left: Mutex<(f64, Instant)>,
}

/// Of how many seconds the answers may come in one.
const BURST: f64 = 10.0;

impl Limit {
    pub(crate) fn new(per_second: u32) -> Limit {
        let per_second = f64::from(per_second);
        Limit { per_second, left: Mutex::new((per_second * BURST, Instant::now())) }
    }

    /// Whether one more may come at this moment.
    pub(crate) fn allows(&self, now: Instant) -> bool {
        let Ok(mut left) = self.left.lock() else { return true };
        let since = now.saturating_duration_since(left.1).as_secs_f64();
        let there = (left.0 + since * self.per_second).min(self.per_second * BURST);
        let allowed = there >= 1.0;
        *left = (if allowed { there - 1.0 } else { there }, now.max(left.1));
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn no_single_answer_is_seen_to_come() {
        let figures = Figures::default();
        let stored = |figures: &Figures| {
            let text = figures.text(true, true);
            text.lines().find(|line| line.contains("\"stored\"")).unwrap().to_owned()
        };
        let before = stored(&figures);
        (0..9).for_each(|_| figures.count(Outcome::Stored));
        assert_eq!(stored(&figures), before);
        figures.count(Outcome::Stored);
        assert_eq!(stored(&figures), "mienskip_answers_total{outcome=\"stored\"} 10");
    }

    #[test]
    fn many_may_come_at_once_and_then_so_many_a_second() {
        let limit = Limit::new(2);
        let start = Instant::now();
        let taken = |after: f64| {
            let now = start + Duration::from_secs_f64(after);
            (0..100).filter(|_| limit.allows(now)).count()
        };
        assert_eq!(taken(0.0), 20);
        assert_eq!(taken(0.4), 0);
        assert_eq!(taken(1.0), 2);
        assert_eq!(taken(0.9), 0, "a clock that goes back gives nothing");
        assert_eq!(taken(3600.0), 20, "and a long rest no more than at the start");
    }
}
