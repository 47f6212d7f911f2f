//! Where a model stands between launch and end of life.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `modelLifecycle.status` of ListFoundationModels; differs by region.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
pub enum LifecycleStatus {
    /// In full support.
    Active,
    /// Still answering whoever uses it; new customers and idle accounts are refused.
    Legacy,
    /// Gone: AWS takes the id off the region's list.
    EndOfLife,
    /// A status this program does not know, or none given.
    #[default]
    Unknown,
}

/// Status and dates of one model in one region, as AWS or the bundled catalogue gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifecycle {
    /// The status as answered.
    pub status: LifecycleStatus,
    /// When the model was launched.
    pub start_of_life_at: Option<Timestamp>,
    /// When it became, or becomes, legacy.
    pub legacy_at: Option<Timestamp>,
    /// From when public extended access costs more.
    pub extended_access_at: Option<Timestamp>,
    /// When the id stops answering.
    pub end_of_life_at: Option<Timestamp>,
}

impl Lifecycle {
    /// The status on the day `now`: a listed model past its end of life is at its end of life,
    /// whatever the list still says.
    #[must_use]
    pub fn status_at(&self, now: Timestamp) -> LifecycleStatus {
        match self.end_of_life_at {
            Some(end) if end <= now => LifecycleStatus::EndOfLife,
            _ => self.status,
        }
    }

    /// The same with the dates of another source where this one gives none. The status stays.
    #[must_use]
    pub fn or(&self, other: Option<&Self>) -> Self {
        Self {
            status: self.status,
            start_of_life_at: self.start_of_life_at.or(other.and_then(|life| life.start_of_life_at)),
            legacy_at: self.legacy_at.or(other.and_then(|life| life.legacy_at)),
            extended_access_at: self.extended_access_at.or(other.and_then(|life| life.extended_access_at)),
            end_of_life_at: self.end_of_life_at.or(other.and_then(|life| life.end_of_life_at)),
        }
    }

    /// Whole days until the end of life; negative once it has passed.
    #[must_use]
    pub fn days_left(&self, now: Timestamp) -> Option<i64> {
        self.end_of_life_at.map(|end| (end.as_second() - now.as_second()).div_euclid(86_400))
    }

    /// A legacy model's dates in words: `legacy since 2026-10-08, costs more from 2027-01-08, ends 2027-04-08 (137 days
    /// left)`.
    #[must_use]
    pub fn legacy_in_words(&self, now: Timestamp) -> String {
        let left = match self.days_left(now) {
            Some(1) => " (1 day left)".to_owned(),
            Some(days) => format!(" ({days} days left)"),
            None => String::new(),
        };
        self.legacy_as_planned(now) + &left
    }

    /// The same without the days left, for dates seen on a day that is past.
    #[must_use]
    pub fn legacy_as_planned(&self, now: Timestamp) -> String {
        let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
        let mut text = "legacy".to_owned();
        if let Some(at) = self.legacy_at.filter(|at| *at <= now) {
            text += &format!(" since {}", day(at));
        }
        if let Some(at) = self.extended_access_at {
            let word = if at <= now { "since" } else { "from" };
            text += &format!(", costs more {word} {}", day(at));
        }
        if let Some(at) = self.end_of_life_at {
            text += &format!(", ends {}", day(at));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_part_of_a_life_is_told_with_its_dates() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let life = Lifecycle {
            status: LifecycleStatus::Legacy,
            legacy_at: Some(at("2026-10-08T00:00:00Z")),
            extended_access_at: Some(at("2027-01-08T00:00:00Z")),
            end_of_life_at: Some(at("2027-04-08T00:00:00Z")),
            ..Lifecycle::default()
        };
        let said = |now: &str| life.legacy_in_words(at(now));
        let early = "legacy since 2026-10-08, costs more from 2027-01-08, ends 2027-04-08 (137 days left)";
        assert_eq!(said("2026-11-22T00:00:00Z"), early);
        let late = "legacy since 2026-10-08, costs more since 2027-01-08, ends 2027-04-08 (1 day left)";
        assert_eq!(said("2027-04-07T00:00:00Z"), late);
        assert_eq!(Lifecycle::default().legacy_in_words(at("2027-04-07T00:00:00Z")), "legacy");
    }
}
