//! Dates of a scenario: days, and how they move with the clock.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;

/// A day as written, `"2026-11-22"`; `"none"` takes away a day the catalogue knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Day(pub(super) Option<Date>);

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "none" {
            return Ok(Self(None));
        }
        let date =
            text.parse().map_err(|_| format!("{text:?} is not a day (expected something like \"2026-11-22\")"))?;
        Ok(Self(Some(date)))
    }
}

impl Day {
    /// The first moment of the day, UTC.
    pub(super) fn midnight(self) -> Option<Timestamp> {
        self.0?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    }
}

/// The scenario's own day against the clock's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    /// The day it is in the scenario.
    pub(super) today: Timestamp,
    shift: jiff::SignedDuration,
}

impl Calendar {
    /// A scenario that names no day lives today. One that does keeps its distances: whatever lies ten days
    /// ahead of its day is answered as ten days ahead of the clock's, so that the picture never ages.
    pub(super) fn new(today: Option<Day>, now: Timestamp) -> Self {
        let clock = now.to_zoned(TimeZone::UTC).date();
        let clock = Day(Some(clock)).midnight().unwrap_or(now);
        let today = today.and_then(Day::midnight).unwrap_or(clock);
        Self { today, shift: clock.duration_since(today) }
    }

    /// A day of the scenario as the client's clock should see it.
    pub(super) fn shifted(self, day: Option<Timestamp>) -> Option<Timestamp> {
        day.map(|day| day.checked_add(self.shift).unwrap_or(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_to_today_stay_what_they_are() {
        let day = |text: &str| Day::try_from(text.to_owned()).unwrap();
        let now: Timestamp = "2027-03-01T13:00:00Z".parse().unwrap();
        let calendar = Calendar::new(Some(day("2026-11-22")), now);
        let seen = calendar.shifted(day("2026-12-02").midnight()).unwrap();
        assert_eq!(seen.to_string(), "2027-03-11T00:00:00Z");
        let unmoved = Calendar::new(None, now);
        assert_eq!(unmoved.shifted(day("2026-12-02").midnight()).unwrap().to_string(), "2026-12-02T00:00:00Z");
        assert_eq!(day("none"), Day(None));
        assert!(Day::try_from("22.11.2026".to_owned()).is_err());
    }
}
