//! The organiser's calendar: which day it is where the collector runs. A survey opens and closes by days, and
//! the collector asks nothing else of time.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mienskip::Date;
use std::time::SystemTime;

/// Where the day comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Clock {
    /// The machine's clock, in its time zone (`TZ`, or that of the system).
    Machine,
    /// Always this day: to rehearse an opening or a closing, and to test one.
    Always(Date),
}

impl Clock {
    /// The day it is; `None` while the machine's clock is outside the years 0 to 9999.
    pub(crate) fn today(self) -> Option<Date> {
        match self {
            Clock::Machine => {
                let now = Timestamp::try_from(SystemTime::now()).ok()?;
                Date::parse(&now.to_zoned(TimeZone::system()).date().to_string())
            }
            Clock::Always(day) => Some(day),
        }
    }

    /// Whose day it is.
    pub(crate) fn name(self) -> String {
        match self {
            Clock::Machine => {
                let zone = TimeZone::system();
                format!("time zone {}", zone.iana_name().unwrap_or("of the system"))
            }
            Clock::Always(_) => String::from("told, not read from the clock"),
        }
    }
}
