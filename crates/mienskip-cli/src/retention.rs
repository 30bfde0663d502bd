//! When the answers are deleted: an organiser promises a day, and a machine keeps the promise.

use crate::clock::Clock;
use mienskip::Date;
use std::fmt::{self, Display, Formatter};
use std::time::{Duration, Instant};

/// How long the day of deletion must last before anything is deleted. A clock that is wrong (at the start of a machine,
/// or because somebody set it) is put right within minutes; answers that were deleted do not come back.
pub(crate) const GRACE: Duration = Duration::from_secs(3600);

/// Until when answers are kept.
#[derive(Debug)]
pub(crate) struct Retention {
    clock: Clock,
    /// The last day on which the survey takes answers.
    closes: Option<Date>,
    /// The first day without answers; none when they are kept until somebody deletes them.
    delete_on: Option<Date>,
    grace: Duration,
    /// Since when that day has come, without a break.
    due_since: Option<Instant>,
    /// Whether the survey was closed when this was last asked.
    was_closed: bool,
}

impl Retention {
    pub(crate) fn new(
        clock: Clock,
        closes: Option<Date>,
        delete_on: Option<Date>,
        grace: Duration,
    ) -> Retention {
        let mut retention = Retention { clock, closes, delete_on, grace, due_since: None, was_closed: false };
        retention.closed_now();
        retention
    }

    /// How soon to ask again, given how soon one would.
    pub(crate) fn look_within(&self, usual: Duration) -> Duration {
        if self.delete_on.is_some() { usual.min(self.grace / 4) } else { usual }
    }

    /// Whether the answers are to be deleted now: their day has come, and stayed.
    pub(crate) fn is_due(&mut self) -> bool {
        let come = self.delete_on.is_some() && self.clock.today() >= self.delete_on;
        self.due_since = if come { self.due_since.or_else(|| Some(Instant::now())) } else { None };
        self.due_since.is_some_and(|since| since.elapsed() >= self.grace)
    }

    /// Whether the survey closed since this was last asked.
    pub(crate) fn closed_now(&mut self) -> bool {
        let closed = self.closes.is_some() && self.clock.today() > self.closes;
        !std::mem::replace(&mut self.was_closed, closed) && closed
    }
}

impl Display for Retention {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.delete_on {
            Some(day) => write!(f, "they are kept until {day}"),
            None => write!(f, "they are kept until somebody deletes them"),
        }
    }
}

/// The day that comes so many days after another.
pub(crate) fn days_after(day: Date, days: u16) -> Option<Date> {
    let day: jiff::civil::Date = day.to_string().parse().ok()?;
    let later = day.checked_add(jiff::Span::new().days(i64::from(days))).ok()?;
    Date::parse(&later.to_string())
}
