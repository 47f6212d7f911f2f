//! Offer: listed in the region, and called by an id that works there.

use super::{Evidence, LIST_MODELS, caveats, day, why_not_read};
use crate::{
    access::{Gate, GateState, NotRead, Rung},
    catalog::{Arn, BaseModelId, ModelRef, ProfileId},
    refusal::{Cause, Refusal},
    survey::{Fact, ListedProfile},
};

const LIST_PROFILES: &str = "ListInferenceProfiles";

pub(super) fn rung(evidence: &Evidence<'_>) -> Rung {
    if region_not_available(evidence) {
        return evidence.availability_rung(not_available(evidence));
    }
    match &evidence.cell.invoked {
        None => any_form(evidence),
        Some(ModelRef::Base(id)) => on_demand(evidence, id),
        Some(ModelRef::Profile(id)) => through_profile(evidence, id),
        Some(ModelRef::Arn(arn)) => match ModelRef::parse(&arn.resource_id) {
            ModelRef::Base(id) => on_demand(evidence, &id),
            ModelRef::Profile(id) => through_profile(evidence, &id),
            _ => through_application_profile(evidence, arn),
        },
        Some(ModelRef::Other(text)) if text.contains(['.', ':', '/']) && evidence.cell.model.is_none() => {
            Rung::not_read(Gate::Offer, "not the id of a Claude model")
        }
        Some(ModelRef::Other(_)) => {
            let works = evidence.call_as();
            let here = if works.is_empty() { String::new() } else { format!("; works: {}", works.join(", ")) };
            let detail = format!("not a Bedrock model id{here}");
            Rung::new(Gate::Offer, GateState::Blocked(Cause::InvalidModelId), detail)
        }
    }
}

/// `regionAvailability` says no. Where the lists say yes nobody knows who is right.
fn not_available(evidence: &Evidence<'_>) -> Rung {
    if evidence.call_as().is_empty() {
        return Rung::new(Gate::Offer, GateState::Blocked(Cause::NotOffered), "regionAvailability NOT_AVAILABLE");
    }
    Rung::not_read(Gate::Offer, NotRead::ListsDisagree)
}

/// Whether the model can be called here by any id.
fn any_form(evidence: &Evidence<'_>) -> Rung {
    let profiles = evidence.profiles();
    let listed = evidence.cell.model.as_ref().and_then(|id| evidence.facts.model(id));
    let on_demand = listed.is_some_and(|model| model.on_demand);
    if profiles.is_empty() && !on_demand {
        return no_form(evidence, listed.is_some());
    }
    let mut ways: Vec<String> = profiles.iter().map(|profile| route(profile)).collect();
    if on_demand {
        ways.push("on demand".to_owned());
    }
    let rung = Rung::new(Gate::Offer, GateState::Open, ways.join("; "));
    if profiles.is_empty() {
        rung.read_from(&evidence.facts.models, LIST_MODELS)
    } else {
        rung.read_from(&evidence.facts.profiles, LIST_PROFILES)
    }
}

/// Neither a profile nor on demand: not offered if both lists were read, else not known.
fn no_form(evidence: &Evidence<'_>, listed: bool) -> Rung {
    let (models, profiles) = (&evidence.facts.models, &evidence.facts.profiles);
    if models.value().is_none() {
        return Rung::not_read(Gate::Offer, why_not_read(models)).read_from(models, LIST_MODELS);
    }
    if profiles.value().is_none() {
        return Rung::not_read(Gate::Offer, why_not_read(profiles)).read_from(profiles, LIST_PROFILES);
    }
    let rung = if listed {
        let detail = "listed, but with no inference profile and not on demand";
        let notes = vec![caveats::NO_PROFILE.to_owned()];
        Rung { notes, ..Rung::new(Gate::Offer, GateState::Blocked(Cause::ProfileOnly), detail) }
    } else {
        not_offered(evidence)
    };
    rung.read_from(models, LIST_MODELS)
}

/// In none of the lists: gone, on another endpoint only, or not there at all.
fn not_offered(evidence: &Evidence<'_>) -> Rung {
    let shut =
        |detail: &str, notes| Rung { notes, ..Rung::new(Gate::Offer, GateState::Blocked(Cause::NotOffered), detail) };
    let known = evidence.cell.model.as_ref().and_then(|id| evidence.catalog.model(id));
    let Some(known) = known else { return shut("", Vec::new()) };
    match known.lifecycle.end_of_life_at {
        Some(end) if end <= evidence.now => shut(&format!("ended {}", day(end)), Vec::new()),
        _ if known.mantle_only => {
            shut("offered on the bedrock-mantle endpoint only", vec![caveats::other_endpoint(known)])
        }
        _ if known.mantle_regions.contains(&evidence.cell.region) => {
            let detail = "not on the runtime endpoint, only on bedrock-mantle";
            shut(detail, vec![caveats::other_endpoint(known)])
        }
        _ => shut("", Vec::new()),
    }
}

fn on_demand(evidence: &Evidence<'_>, id: &BaseModelId) -> Rung {
    let models = &evidence.facts.models;
    let rung = match (evidence.facts.model(id), models.value()) {
        (Some(model), _) if model.on_demand => Rung::new(Gate::Offer, GateState::Open, "listed, on demand"),
        (None, None) => Rung::not_read(Gate::Offer, why_not_read(models)),
        (found, _) if found.is_some() || !evidence.profiles().is_empty() => {
            let detail = format!("the bare id works through a profile only: {}", evidence.call_as().join(", "));
            let known = evidence.catalog.model(id).filter(|known| known.mantle_regions.contains(&evidence.cell.region));
            let notes = [Some(caveats::PROFILE_ONLY.to_owned()), known.map(caveats::other_endpoint)];
            Rung {
                notes: notes.into_iter().flatten().collect(),
                ..Rung::new(Gate::Offer, GateState::Blocked(Cause::ProfileOnly), detail)
            }
        }
        _ => not_offered(evidence),
    };
    rung.read_from(models, LIST_MODELS)
}

fn through_profile(evidence: &Evidence<'_>, id: &ProfileId) -> Rung {
    let profiles = &evidence.facts.profiles;
    let found = evidence.facts.profiles_of(id.base()).find(|profile| profile.id == *id);
    let rung = match (found, profiles.value()) {
        (Some(profile), _) => Rung::new(Gate::Offer, GateState::Open, format!("profile {}", route(profile))),
        (None, None) => Rung::not_read(Gate::Offer, why_not_read(profiles)),
        (None, Some(_)) if evidence.call_as().is_empty() => not_offered(evidence),
        (None, Some(_)) => {
            let detail = format!("no profile {}. here; works: {}", id.prefix(), evidence.call_as().join(", "));
            Rung::new(Gate::Offer, GateState::Blocked(Cause::InvalidModelId), detail)
        }
    };
    rung.read_from(profiles, LIST_PROFILES)
}

/// A profile the account made itself: GetInferenceProfile answers for one that is there and can be called here.
fn through_application_profile(evidence: &Evidence<'_>, arn: &Arn) -> Rung {
    let Some(fact) = evidence.facts.inference_profiles.get(&arn.to_string()) else {
        return Rung::not_read(Gate::Offer, "only GetInferenceProfile tells the model behind an application profile");
    };
    let missing = |refusal: &Refusal| refusal.kind == "ResourceNotFoundException";
    let (state, detail) = match (fact.value(), fact.refusal()) {
        (_, Some(refusal)) if missing(refusal) => {
            (GateState::Blocked(Cause::InvalidModelId), format!("no such profile in {}", evidence.cell.region))
        }
        (Some(backing), _) => {
            (GateState::Open, format!("application profile → {} in {}", backing.model, backing.destinations))
        }
        (None, _) => (GateState::NotRead(why_not_read(fact)), String::new()),
    };
    Rung::new(Gate::Offer, state, detail).read_from(fact, "GetInferenceProfile")
}

fn region_not_available(evidence: &Evidence<'_>) -> bool {
    evidence.availability().and_then(Fact::value).is_some_and(|answer| !answer.in_region)
}

/// `us. → us-east-1, us-east-2, us-west-2`; `global. → anywhere`.
fn route(profile: &ListedProfile) -> String {
    format!("{}. → {}", profile.id.prefix(), profile.destinations)
}
