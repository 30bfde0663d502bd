//! The organiser's calendar: which day it is where the collector runs. A survey opens and closes by days, and
//! the collector asks nothing else of time.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mienskip::Date;
use std::fs;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::SystemTime;

/// Where the day comes from.
#[derive(Clone, Debug)]
pub(crate) enum Clock {
    /// The machine's clock, in its time zone (`TZ`, or that of the system).
    Machine,
    /// Always this day: to rehearse an opening or a closing, and to test one.
    Always(Date),
    /// The day that stands in a file, which may change: to rehearse what a day's coming does.
    Told(PathBuf),
}

impl FromStr for Clock {
    type Err = String;

    fn from_str(text: &str) -> Result<Clock, String> {
        match text.strip_prefix('@') {
            Some(path) => Ok(Clock::Told(path.into())),
            None => {
                Date::parse(text).map(Clock::Always).ok_or_else(|| String::from("write a date as 2026-12-01"))
            }
        }
    }
}

impl Clock {
    /// The day it is; `None` while the machine's clock is outside the years 0 to 9999.
    pub(crate) fn today(&self) -> Option<Date> {
        match self {
            Clock::Machine => {
                let now = Timestamp::try_from(SystemTime::now()).ok()?;
                Date::parse(&now.to_zoned(TimeZone::system()).date().to_string())
            }
            Clock::Always(day) => Some(*day),
            Clock::Told(file) => Date::parse(fs::read_to_string(file).ok()?.trim()),
        }
    }

    /// Whose day it is.
    pub(crate) fn name(&self) -> String {
        match self {
            Clock::Machine => {
                let zone = TimeZone::system();
                format!("time zone {}", zone.iana_name().unwrap_or("of the system"))
            }
            Clock::Always(_) | Clock::Told(_) => String::from("told, not read from the clock"),
        }
    }
}
