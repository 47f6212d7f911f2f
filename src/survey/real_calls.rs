//! What real calls tell of a region: taking them in, and how long they hold.

use jiff::Timestamp;

use super::{Agreement, AgreementSeen, Availability, CallOutcome, Fact, GRACE, RealCall, RegionFacts, passes_after};
use crate::{
    catalog::{BaseModelId, ModelRef},
    refusal::Refusal,
};

impl RegionFacts {
    /// Takes in what came of a real call. What says nothing about access never replaces what does, and a body that was
    /// rejected never replaces an answer.
    pub(super) fn take_call(&mut self, call: RealCall, outcome: Result<(), Refusal>, at: Timestamp) {
        let told_by = format!("{} {}", call.operation(), call.id);
        let facts = if call.streaming { &mut self.streamed } else { &mut self.verified };
        let fact = facts.entry(call.id).or_default();
        let told_before = CallOutcome::of_fact(fact);
        let keeps = match CallOutcome::of(outcome.as_ref().copied()) {
            CallOutcome::Nothing => told_before != CallOutcome::Nothing,
            CallOutcome::BodyRejected => told_before == CallOutcome::Answered,
            CallOutcome::Answered | CallOutcome::Refused => false,
        };
        if !keeps {
            fact.take(outcome, at);
            self.told_by.remove(&told_by);
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
