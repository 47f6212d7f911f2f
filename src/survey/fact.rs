//! One thing that can be known, with its date, or the reason why it is not.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// A value and when it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated<T> {
    /// The value.
    pub value: T,
    /// When AWS said so.
    pub at: Timestamp,
}

/// A fact that may be known, unknown, or out of date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact<T> {
    /// Nobody asked yet.
    #[default]
    Unasked,
    /// Read.
    Known(Dated<T>),
    /// Asked and not answered. A value read earlier stays, marked stale by this very variant.
    Failed {
        /// Why there was no answer.
        refusal: Refusal,
        /// When it was asked.
        at: Timestamp,
        /// The value of an earlier answer.
        last: Option<Dated<T>>,
    },
}

impl<T> Fact<T> {
    /// The value, fresh or stale.
    pub fn value(&self) -> Option<&T> {
        self.dated().map(|dated| &dated.value)
    }

    /// The value with its date, fresh or stale.
    pub fn dated(&self) -> Option<&Dated<T>> {
        match self {
            Self::Known(dated) => Some(dated),
            Self::Failed { last, .. } => last.as_ref(),
            Self::Unasked => None,
        }
    }

    /// Why the newest question was not answered.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Failed { refusal, .. } => Some(refusal),
            Self::Unasked | Self::Known(_) => None,
        }
    }

    /// When the newest question was asked, answered or not.
    pub fn asked_at(&self) -> Option<Timestamp> {
        match self {
            Self::Unasked => None,
            Self::Known(dated) => Some(dated.at),
            Self::Failed { at, .. } => Some(*at),
        }
    }

    /// When the newest question was answered; `None` when it was not.
    pub fn known_at(&self) -> Option<Timestamp> {
        match self {
            Self::Known(dated) => Some(dated.at),
            Self::Unasked | Self::Failed { .. } => None,
        }
    }

    /// Whether a value is shown although the newest question failed.
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::Failed { last: Some(_), .. })
    }

    /// Forgets what was asked or answered up to this moment, the moment included. A newer refusal stays, without the
    /// older value under it.
    pub(super) fn forget_until(&mut self, moment: Timestamp) {
        *self = match std::mem::take(self) {
            Self::Known(dated) if dated.at > moment => Self::Known(dated),
            Self::Failed { refusal, at, last } if at > moment => {
                Self::Failed { refusal, at, last: last.filter(|dated| dated.at > moment) }
            }
            _ => Self::Unasked,
        };
    }

    /// Takes in the outcome of a question. A transient failure keeps the last value; so does a lasting one,
    /// because a denied read says nothing about what is read.
    pub fn take(&mut self, outcome: Result<T, Refusal>, at: Timestamp) {
        *self = match (outcome, std::mem::take(self)) {
            (Ok(value), _) => Self::Known(Dated { value, at }),
            (Err(refusal), Self::Known(dated)) => Self::Failed { refusal, at, last: Some(dated) },
            (Err(refusal), Self::Failed { last, .. }) => Self::Failed { refusal, at, last },
            (Err(refusal), Self::Unasked) => Self::Failed { refusal, at, last: None },
        };
    }
}

/// The dates of a fact, whatever it is about.
pub trait FactDates {
    /// When the newest question was asked, answered or not.
    fn asked_at(&self) -> Option<Timestamp>;
    /// When the newest question was answered; `None` when it was not.
    fn known_at(&self) -> Option<Timestamp>;
    /// The date of the value, fresh or stale.
    fn value_at(&self) -> Option<Timestamp>;
}

impl<T> FactDates for Fact<T> {
    fn asked_at(&self) -> Option<Timestamp> {
        Self::asked_at(self)
    }

    fn known_at(&self) -> Option<Timestamp> {
        Self::known_at(self)
    }

    fn value_at(&self) -> Option<Timestamp> {
        self.dated().map(|dated| dated.at)
    }
}
