//! A pasted text, answered: which of the calls made here it came from, and what to do.

use super::{Check, CrossedCall, Crossing, Suspicion};
use crate::{
    access::remedy::{Reader, Remedy, by_text},
    catalog::ModelRef,
    claude_code::{Plan, Provider},
    refusal::{Cause, Gate, Refusal},
};

/// What a text is answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The calls it may have come from.
    pub crossing: Crossing,
    /// What to do, first things first.
    pub remedies: Vec<Remedy>,
}

impl Answer {
    /// Answers a refusal for a reader who runs this plan.
    #[must_use]
    pub fn of(said: &Refusal, plan: &Plan, check: &Check, reader: Reader<'_>) -> Self {
        let crossing = if plan.provider == Provider::None { Crossing::default() } else { Crossing::of(said, check) };
        let found: Vec<Remedy> = crossing.found().flat_map(|call| call.checked.remedies.clone()).collect();
        let by_text = found.is_empty() || crossing.is_named;
        let remedies = if by_text { of_text(said, check, &crossing, reader) } else { found };
        Self { crossing, remedies }
    }
}

/// What to do by the text alone, for the model it names, or for each that it may be about.
fn of_text(said: &Refusal, check: &Check, crossing: &Crossing, reader: Reader<'_>) -> Vec<Remedy> {
    let named = said.captures.get("model_id").map(|id| ModelRef::parse(id));
    let reader = Reader { instead: check.another_than(named.as_ref()), ..reader };
    if named.is_some() {
        return by_text(said, named.as_ref(), reader);
    }
    let suspects: Vec<_> = crossing.suspects().collect();
    let by_model = said.cause == Cause::NoModelAccess || said.gate.is_some_and(Gate::is_about_the_model);
    if suspects.is_empty() || !by_model {
        return by_text(said, suspects.first().map(|call| &call.checked.usage.invoked), reader);
    }
    // The first step of each; all steps of one would hide the others.
    let mut all: Vec<Remedy> = Vec::new();
    for CrossedCall { checked, suspicion } in &suspects {
        let usage = &checked.usage;
        // A call that is known to be refused at another gate is mended there, whatever the text says.
        let steps = match suspicion {
            Suspicion::RefusedElsewhere if !checked.remedies.is_empty() => checked.remedies.clone(),
            _ => by_text(said, Some(&usage.invoked), Reader { focus: &usage.region, ..reader }),
        };
        let count = if suspects.len() == 1 { steps.len() } else { 1 };
        for step in steps.into_iter().take(count) {
            if !all.contains(&step) {
                all.push(step);
            }
        }
    }
    all
}
