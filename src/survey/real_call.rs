//! Real one-token calls: what was called, and what the outcome says.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Fact;
use crate::{
    catalog::RegionName,
    refusal::{Cause, Gate, Refusal},
};

/// How long AWS may take to set up a subscription. Calls may succeed in the meantime and be refused later, so that a
/// success is provisional (AWS user guide, model-access).
pub const GRACE: SignedDuration = SignedDuration::from_mins(15);

/// A new account is verified in less than two hours, AWS says in the refusal itself.
const VERIFICATION: SignedDuration = SignedDuration::from_hours(2);

/// Nobody documents at which hour the day of a daily quota ends; after as long it is another day for sure.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How long after a refusal what it complained of has passed by itself; `None` for a cause that stays until somebody
/// does something.
#[must_use]
pub fn passes_after(cause: Cause) -> Option<SignedDuration> {
    match cause {
        Cause::AgreementPending => Some(GRACE),
        Cause::AccountUnverified => Some(VERIFICATION),
        Cause::QuotaExceeded => Some(DAY),
        _ => None,
    }
}

/// One real call: this very id, in this very region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RealCall {
    /// The region whose endpoint is called.
    pub region: RegionName,
    /// The id that goes over the wire: a base id, a profile id or an ARN.
    pub id: String,
    /// Whether it is the streaming operation, which is another IAM action.
    pub streaming: bool,
}

impl RealCall {
    /// The AWS operation.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        if self.streaming { "InvokeModelWithResponseStream" } else { "InvokeModel" }
    }

    /// The IAM action that allows it.
    #[must_use]
    pub fn action(&self) -> String {
        format!("bedrock:{}", self.operation())
    }
}

impl fmt::Display for RealCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.id, self.region)
    }
}

/// What a real call tells about access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallOutcome {
    /// It was answered.
    Answered,
    /// It was refused at a gate.
    Refused,
    /// Only its body was refused, so that the gates before it let it pass: likely open, never verified.
    BodyRejected,
    /// Nothing: throttled, failed, timed out, not understood, or refused for credentials that are no good for any model.
    Nothing,
}

impl CallOutcome {
    /// Reads the outcome of a call.
    #[must_use]
    pub fn of(outcome: Result<(), &Refusal>) -> Self {
        match outcome {
            Ok(()) => Self::Answered,
            Err(refusal) => Self::of_refusal(refusal),
        }
    }

    /// Reads what is known of a call.
    #[must_use]
    pub fn of_fact(fact: &Fact<()>) -> Self {
        match fact {
            Fact::Unasked => Self::Nothing,
            Fact::Known(_) => Self::Answered,
            Fact::Failed { refusal, .. } => Self::of_refusal(refusal),
        }
    }

    /// Reads a refused call. A text that is not recognised counts where its type points to a gate; a 400 has no such
    /// type. A 429 or 5xx says nothing: `Too many tokens per day` is said of a quota of 0 too, and Service Quotas tells
    /// which it is.
    #[must_use]
    pub fn of_refusal(refusal: &Refusal) -> Self {
        if refusal.status.is_some_and(|status| status == 429 || status >= 500) {
            return Self::Nothing;
        }
        match refusal.gate {
            None if refusal.cause == Cause::BodyRejected => Self::BodyRejected,
            None | Some(Gate::Credentials) => Self::Nothing,
            Some(_) => Self::Refused,
        }
    }
}

/// When the agreement for a model was seen in another state than AVAILABLE: a success soon after is provisional.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementSeen {
    /// The last time it was not AVAILABLE.
    pub otherwise_at: Timestamp,
    /// The first time it was AVAILABLE after that.
    pub available_at: Option<Timestamp>,
}
