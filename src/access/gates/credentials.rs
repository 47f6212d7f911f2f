//! Credentials: whether the caller is known, or at least taken by Bedrock.

use super::{Evidence, why_not_read};
use crate::{
    access::{Gate, GateState, Rung},
    refusal::{Cause, Refusal},
    survey::{Fact, RegionFacts},
};

pub(super) fn rung(evidence: &Evidence<'_>) -> Rung {
    let fact = &evidence.survey.identity;
    let rung = match fact {
        Fact::Known(dated) => Rung::new(Gate::Credentials, GateState::Open, dated.value.arn.clone()),
        Fact::Failed { refusal, .. }
            if refusal.gate == Some(Gate::Credentials) && !region_answered_since(evidence, fact) =>
        {
            Rung::new(Gate::Credentials, GateState::Blocked(refusal.cause), refusal.text.clone())
        }
        Fact::Failed { .. } if evidence.facts.answered() && evidence.has_api_key_only() => {
            let why = "an API key, which Bedrock took here; STS takes none, so that the caller is not known";
            Rung::new(Gate::Credentials, GateState::Open, why)
        }
        Fact::Unasked | Fact::Failed { .. } if evidence.facts.answered() => {
            let why = format!("Bedrock answered here; the caller is not known ({})", why_not_read(fact));
            Rung::new(Gate::Credentials, GateState::Open, why)
        }
        Fact::Unasked | Fact::Failed { .. } => Rung::not_read(Gate::Credentials, why_not_read(fact)),
    };
    rung.read_from(fact, "GetCallerIdentity")
}

/// With a Bedrock API key STS refuses while Bedrock answers: the answers count. That there are no other
/// credentials may take longer to find out than it takes Bedrock to answer.
fn region_answered_since<T>(evidence: &Evidence<'_>, fact: &Fact<T>) -> bool {
    let none = |refusal: Option<&Refusal>| refusal.is_some_and(|refusal| refusal.cause == Cause::NoCredentials);
    let refused = |facts: &RegionFacts| none(facts.models.refusal()) || none(facts.profiles.refusal());
    let by_key = none(fact.refusal()) && !evidence.survey.regions.values().any(refused);
    evidence.facts.answered() && (by_key || evidence.facts.answered_at() >= fact.asked_at())
}
