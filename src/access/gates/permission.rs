//! Permission: what has to be simulated for an id, and what the simulation says.

use std::collections::BTreeMap;

use super::{Evidence, why_not_read};
use crate::{
    access::{Gate, GateState, NotRead, Rung},
    catalog::{Arn, BaseModelId, Destinations, ModelRef, RegionName},
    refusal::Cause,
    survey::{Fact, PolicyAsk, PolicyCheck, PolicyDecision, PolicyEffect, Simulation, UNSPECIFIED},
};

/// What every call to a model needs. There is no action of its own for Converse.
const INVOKE: [&str; 2] = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"];

/// What Claude Code does without when it is denied (its own behaviour, versions up to 2.1.330), and what that costs.
const TOLERATED: [(&str, &str); 3] = [
    (
        "bedrock:ListInferenceProfiles",
        "Claude Code takes its preferred profile prefix without looking whether it is there",
    ),
    ("bedrock:GetInferenceProfile", "Claude Code does not learn which model is behind a profile ARN"),
    ("bedrock:CountTokens", "/context counts with a call to a model, or not at all"),
];

/// IAM user guide, "Testing IAM policies with the IAM policy simulator". That models handed out by Sales only are
/// simulated as allowed was seen.
const BLIND: &str = "A simulation does not see session policies, VPC-endpoint policies, resource control policies, and \
                     models that AWS Sales hands out: allowed is no proof";

pub(super) fn rung(evidence: &Evidence<'_>) -> Rung {
    let Some(fact) = evidence.simulation() else {
        let why = what_and_who(evidence).err().unwrap_or(NotRead::NotSimulated);
        return Rung::not_read(Gate::Permission, why);
    };
    let rung = match fact.value() {
        Some(simulation) => of_simulation(simulation),
        None => Rung::not_read(Gate::Permission, why_not_read(fact)),
    };
    rung.read_from(fact, "SimulatePrincipalPolicy")
}

/// What to simulate for the cell, or why that is not possible.
pub(super) fn policy_check(evidence: &Evidence<'_>) -> Result<PolicyCheck, NotRead> {
    let (id, caller, model) = what_and_who(evidence)?;
    let asks = asks(evidence, &id, &caller, &model);
    Ok(PolicyCheck { id: id.to_string(), caller: caller.to_string(), asks, user_agent: None, find_policy: false })
}

/// The id, the caller and the model of a simulation, or why none is possible.
fn what_and_who(evidence: &Evidence<'_>) -> Result<(ModelRef, Arn, BaseModelId), NotRead> {
    let id = id_to_simulate(evidence).ok_or("no id is known to call the model by")?;
    let caller = principal(evidence)?;
    let model = evidence.cell.model.clone().or_else(|| id.base()).ok_or(NotRead::ModelNotKnown)?;
    Ok((id, caller, model))
}

/// The id of the cell; asked about any form, the first that was not simulated yet.
fn id_to_simulate(evidence: &Evidence<'_>) -> Option<ModelRef> {
    let forms = evidence.call_as();
    let next = || forms.iter().find(|id| !evidence.facts.permissions.contains_key(*id)).or_else(|| forms.first());
    evidence.cell.invoked.clone().or_else(|| next().map(|id| ModelRef::parse(id)))
}

/// The caller, if policies are attached to it.
fn principal(evidence: &Evidence<'_>) -> Result<Arn, String> {
    let identity = &evidence.survey.identity;
    let known = identity.value().ok_or_else(|| match evidence.has_api_key_only() {
        true => "an API key does not tell whose policies to simulate".to_owned(),
        false => format!("whose policies to simulate is not known ({})", why_not_read(identity)),
    })?;
    let arn: Arn = known.arn.parse().map_err(|_| "the caller's ARN is not understood".to_owned())?;
    match arn.resource_type.as_str() {
        "user" | "role" | "assumed-role" => Ok(arn),
        "" if arn.resource_id == "root" => Err("the policies of the root user cannot be simulated".to_owned()),
        other => Err(format!("IAM simulates users and roles only, not a {other}")),
    }
}

/// The profile in the source region; the model in the source and every destination region, and without a region
/// for a global profile; then what Claude Code asks about models (AWS user guide, geographic- and
/// global-cross-region-inference).
fn asks(evidence: &Evidence<'_>, id: &ModelRef, caller: &Arn, model: &BaseModelId) -> Vec<PolicyAsk> {
    let home = &evidence.cell.region;
    let source = home.as_str();
    let profile = profile_arn(id, source, caller);
    let ask = |actions: &[&'static str], resource: &str, region: &str| PolicyAsk {
        actions: actions.to_vec(),
        resource: resource.to_owned(),
        region: region.to_owned(),
        profile: profile.clone(),
    };
    let model_in = |region: &str| format!("arn:{}:bedrock:{region}::foundation-model/{model}", caller.partition);
    let mut asks: Vec<PolicyAsk> = profile.iter().map(|arn| ask(&INVOKE, arn, source)).collect();
    let route = if profile.is_some() { route_of(evidence, id) } else { Destinations::default() };
    let regions = route.with_source(home).into_iter().map(RegionName::as_str);
    asks.extend(regions.map(|region| ask(&INVOKE, &model_in(region), region)));
    if route.anywhere {
        asks.push(ask(&INVOKE, &model_in(""), UNSPECIFIED));
    }
    asks.push(ask(&["bedrock:ListInferenceProfiles"], "*", source));
    asks.extend(profile.iter().map(|arn| ask(&["bedrock:GetInferenceProfile"], arn, source)));
    // Counting takes the bare id, whatever the model is called by (AWS user guide, count-tokens).
    asks.push(PolicyAsk { profile: None, ..ask(&["bedrock:CountTokens"], &model_in(source), source) });
    asks
}

/// Where a profile leads: as AWS listed it, else as the catalogue has it.
fn route_of(evidence: &Evidence<'_>, id: &ModelRef) -> Destinations {
    if let Some(backing) = evidence.facts.backing(id).and_then(Fact::value) {
        return backing.destinations.clone();
    }
    let last = match id {
        ModelRef::Arn(arn) => arn.resource_id.clone(),
        other => other.to_string(),
    };
    if let Some(listed) = evidence.facts.profiles.value().into_iter().flatten().find(|one| one.id.to_string() == last) {
        return listed.destinations.clone();
    }
    let offers = evidence.catalog.offers(&evidence.cell.region);
    let offered = offers.iter().flat_map(|offer| &offer.profiles).find(|one| one.id.to_string() == last);
    offered.map(|one| one.destinations.clone()).unwrap_or_default()
}

/// The ARN of the profile an id names; `None` for a foundation model.
fn profile_arn(id: &ModelRef, source: &str, caller: &Arn) -> Option<String> {
    match id {
        ModelRef::Profile(profile) => {
            let Arn { partition, account, .. } = caller;
            Some(format!("arn:{partition}:bedrock:{source}:{account}:inference-profile/{profile}"))
        }
        other => other.profile_arn().map(ToString::to_string),
    }
}

fn of_simulation(simulation: &Simulation) -> Rung {
    let is_needed = |decision: &&PolicyDecision| INVOKE.contains(&decision.action.as_str());
    let needed: Vec<&PolicyDecision> = simulation.decisions.iter().filter(is_needed).collect();
    let by_region = by_region(&needed);
    let regions = |wanted: bool| {
        let these = by_region.iter().filter(|(_, refused)| refused.is_empty() == wanted);
        these.map(|(region, _)| place(region)).collect::<Vec<_>>().join(", ")
    };
    let (allowed, denied) = (regions(true), regions(false));
    let refused = || needed.iter().filter(|decision| !decision.is_allowed());
    let rung = match refused().find(|decision| decision.is_refused_for_sure()) {
        None if refused().next().is_some() => {
            let keys = keys(refused().copied());
            Rung::not_read(Gate::Permission, NotRead::DependsOn(keys))
        }
        None if needed.is_empty() => Rung::not_read(Gate::Permission, "the simulation said nothing about invoking"),
        None => Rung::new(Gate::Permission, GateState::Open, format!("simulation: allowed in {allowed}")),
        Some(first) => {
            let (cause, words) = verdict(first);
            let but = if allowed.is_empty() { String::new() } else { format!("; allowed in {allowed}") };
            let all = if by_region.iter().filter(|(_, refused)| !refused.is_empty()).count() > 1 {
                format!("; denied in {denied}")
            } else {
                String::new()
            };
            let detail = format!("{words}: {} in {}{but}{all}", first.action, place(&first.region));
            Rung::new(Gate::Permission, GateState::Blocked(cause), detail)
        }
    };
    Rung { notes: notes(simulation, &by_region), ..rung }
}

/// The refused decisions of each region, in the order asked.
fn by_region<'a>(needed: &[&'a PolicyDecision]) -> Vec<(&'a str, Vec<&'a PolicyDecision>)> {
    let mut order: Vec<&str> = Vec::new();
    let mut refused: BTreeMap<&str, Vec<&PolicyDecision>> = BTreeMap::new();
    for decision in needed {
        if !order.contains(&decision.region.as_str()) {
            order.push(&decision.region);
        }
        let here = refused.entry(&decision.region).or_default();
        if !decision.is_allowed() {
            here.push(decision);
        }
    }
    order.into_iter().map(|region| (region, refused.remove(region).unwrap_or_default())).collect()
}

/// Why a decision is not allowed: the organisation and the boundary before the caller's own policies.
fn verdict(decision: &PolicyDecision) -> (Cause, &'static str) {
    match decision.effect {
        _ if decision.by_organization == Some(false) => {
            (Cause::DeniedByOrganization, "denied by a service control policy")
        }
        PolicyEffect::ExplicitDeny => (Cause::ExplicitDeny, "explicit deny"),
        _ if decision.by_boundary == Some(false) => (Cause::NotAllowed, "not allowed by the permissions boundary"),
        _ => (Cause::NotAllowed, "no policy allows it"),
    }
}

/// One sentence for each destination region, then what is done without, then what a simulation cannot see.
fn notes(simulation: &Simulation, by_region: &[(&str, Vec<&PolicyDecision>)]) -> Vec<String> {
    let of_region = |(region, refused): &(&str, Vec<&PolicyDecision>)| match refused.as_slice() {
        [] => format!("{}: InvokeModel and InvokeModelWithResponseStream allowed", place(region)),
        refused => {
            format!("{}: {}", place(region), refused.iter().map(|one| refusal(one)).collect::<Vec<_>>().join("; "))
        }
    };
    let tolerated = |decision: &PolicyDecision| {
        let (_, cost) = TOLERATED.iter().find(|(action, _)| *action == decision.action && !decision.is_allowed())?;
        Some(format!("{}: {cost}", refusal(decision)))
    };
    let change = simulation
        .to_change
        .as_ref()
        .map(|kind| format!("Without {kind} nothing would refuse the first of these: that is the policy to change"));
    let regions = by_region.iter().map(of_region).chain(change);
    let rest = simulation.decisions.iter().filter_map(tolerated);
    let whose = format!("Simulated for {}", simulation.principal);
    regions.chain(rest).chain(without(simulation)).chain([whose, BLIND.to_owned()]).collect()
}

/// What was allowed although policies ask for more than the simulation was told.
fn without(simulation: &Simulation) -> Option<String> {
    let is_meant = |one: &&PolicyDecision| INVOKE.contains(&one.action.as_str()) && one.is_allowed();
    let keys = keys(simulation.decisions.iter().filter(is_meant));
    (!keys.is_empty()).then(|| format!("Allowed without {keys}, which policies ask for and a simulation does not know"))
}

/// `aws:SourceIp, aws:MultiFactorAuthPresent`: what decisions were made without, each once.
fn keys<'a>(decisions: impl Iterator<Item = &'a PolicyDecision>) -> String {
    let mut keys: Vec<&str> = Vec::new();
    for key in decisions.flat_map(|decision| &decision.missing) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    keys.join(", ")
}

/// `InvokeModel on inference-profile/us.…: explicit deny (policy NoOhio)`.
fn refusal(decision: &PolicyDecision) -> String {
    let (_, words) = verdict(decision);
    let resource = decision.resource.splitn(6, ':').nth(5).filter(|resource| *resource != "*");
    let on = resource.map(|resource| format!(" on {resource}")).unwrap_or_default();
    let by = if decision.policies.is_empty() { String::new() } else { format!(" ({})", decision.policies.join(", ")) };
    let without = if decision.missing.is_empty() {
        String::new()
    } else {
        format!(", depends on {}", keys(std::iter::once(decision)))
    };
    format!("{}{on}: {words}{by}{without}", decision.verb())
}

/// A region as it is shown.
fn place(region: &str) -> &str {
    if region == UNSPECIFIED { "any other region" } else { region }
}
