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

    /// Whole days until the end of life; negative once it has passed.
    #[must_use]
    pub fn days_left(&self, now: Timestamp) -> Option<i64> {
        self.end_of_life_at.map(|end| (end.as_second() - now.as_second()).div_euclid(86_400))
    }
}
