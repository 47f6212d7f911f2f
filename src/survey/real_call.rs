//! Real one-token calls: what was called, and taking in what came of it.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Agreement, Availability, Fact, RegionFacts};
use crate::{
    catalog::{BaseModelId, ModelRef, RegionName},
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
    pub fn of<T>(outcome: &Result<T, Refusal>) -> Self {
        match outcome {
            Ok(_) => Self::Answered,
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

impl RegionFacts {
    /// Takes in what came of a real call. What says nothing about access never replaces what does, and a body that was
    /// rejected never replaces an answer.
    pub(super) fn take_call(&mut self, call: RealCall, outcome: Result<(), Refusal>, at: Timestamp) {
        let facts = if call.streaming { &mut self.streamed } else { &mut self.verified };
        let fact = facts.entry(call.id).or_default();
        let told_before = CallOutcome::of_fact(fact);
        let keeps = match CallOutcome::of(&outcome) {
            CallOutcome::Nothing => told_before != CallOutcome::Nothing,
            CallOutcome::BodyRejected => told_before == CallOutcome::Answered,
            CallOutcome::Answered | CallOutcome::Refused => false,
        };
        if !keeps {
            fact.take(outcome, at);
        }
    }

    /// Remembers since when an agreement is AVAILABLE, if it was ever seen otherwise.
    pub(super) fn note_agreement(&mut self, model: &BaseModelId, answer: &Availability, at: Timestamp) {
        match answer.agreement {
            None => {}
            Some(Agreement::Available) => {
                if let Some(seen) = self.agreements.get_mut(model) {
                    seen.available_at.get_or_insert(at);
                }
            }
            Some(Agreement::Pending | Agreement::NotAvailable | Agreement::Error) => {
                self.agreements.insert(model.clone(), AgreementSeen { otherwise_at: at, available_at: None });
            }
        }
    }

    /// Until when the success of a call is provisional: as long as the agreement, as far as was seen, may still be in its
    /// first quarter of an hour. `None` when nothing says that it was fresh.
    #[must_use]
    pub fn provisional_until(&self, model: &BaseModelId, called_at: Timestamp) -> Option<Timestamp> {
        let seen = self.agreements.get(model)?;
        // An agreement not there before the call was begun by the call, at the latest.
        let began = seen.available_at.map_or(called_at, |available| available.min(called_at));
        let until = began.checked_add(GRACE).ok()?;
        // One that went away long after the call says nothing about the agreement of then.
        let of_then = seen.otherwise_at <= until;
        (called_at < until && of_then).then_some(until)
    }

    /// Until when a success proves nothing of an agreement that was never read: the call itself may have begun it.
    /// `None` when the agreement was read.
    #[must_use]
    pub fn unread_until(&self, model: Option<&BaseModelId>, called_at: Timestamp) -> Option<Timestamp> {
        let read = model.and_then(|model| self.availability.get(model)?.value()?.agreement);
        if read.is_some() { None } else { called_at.checked_add(GRACE).ok() }
    }

    /// The moments at which a call made here comes to mean something else: a provisional success ends, or what a call
    /// was refused for has passed.
    pub fn provisional_ends(&self) -> impl Iterator<Item = Timestamp> + '_ {
        let end = |(id, fact): (&String, &Fact<()>)| {
            if let Some(refusal) = fact.refusal() {
                return fact.asked_at()?.checked_add(passes_after(refusal.cause)?).ok();
            }
            let (model, at) = (self.base_of(&ModelRef::parse(id)), fact.known_at()?);
            let seen = model.as_ref().and_then(|model| self.provisional_until(model, at));
            seen.or_else(|| self.unread_until(model.as_ref(), at))
        };
        self.verified.iter().chain(&self.streamed).filter_map(end)
    }
}
