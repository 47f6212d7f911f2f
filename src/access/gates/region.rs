//! Region: enabled for the account, with a Bedrock endpoint, and not denied by the organisation.

use super::{Evidence, why_not_read};
use crate::{
    access::{Gate, GateState, NotRead, Rung},
    catalog::Partition,
    refusal::{Cause, Refusal},
    survey::{RegionFacts, RegionOptIn},
};

pub(super) fn rung(evidence: &Evidence<'_>) -> Rung {
    let rung = region_itself(evidence);
    let isolated = !matches!(evidence.cell.region.partition(), Partition::Aws | Partition::AwsUsGov | Partition::AwsCn);
    let note = format!(
        "Bedrock has endpoints in the partition {}; whether they offer Claude is not established",
        evidence.cell.region.partition()
    );
    let said = (isolated && evidence.cell.region.partition().has_bedrock()).then_some(note);
    Rung { notes: said.into_iter().collect(), ..rung }
}

fn region_itself(evidence: &Evidence<'_>) -> Rung {
    let shut = |cause, detail: String| Rung::new(Gate::Region, GateState::Blocked(cause), detail);
    let open = |detail: &str| Rung::new(Gate::Region, GateState::Open, detail);
    let region = &evidence.cell.region;
    if !region.partition().has_bedrock() {
        let detail = format!("not offered in this partition: {} has no Bedrock endpoint", region.partition());
        return shut(Cause::NoEndpoint, detail);
    }
    if let Some(refusal) = denied_by_organization(evidence) {
        let rung = shut(Cause::RegionDenied, refusal.text.clone());
        return Rung {
            refusal: Some(refusal.clone()),
            ..rung.read_from(&evidence.facts.profiles, "ListInferenceProfiles")
        };
    }
    let opted = |rung: Rung| rung.read_from(&evidence.survey.opted, "ListRegions");
    match evidence.survey.opt_in(region) {
        Some(RegionOptIn::EnabledByDefault) => opted(open("enabled by default")),
        Some(RegionOptIn::Enabled) => opted(open("enabled")),
        Some(RegionOptIn::Disabling) => opted(open("being disabled")),
        Some(RegionOptIn::Enabling) => {
            opted(shut(Cause::RegionNotEnabled, "being enabled; this takes a while".to_owned()))
        }
        Some(RegionOptIn::Disabled) => opted(shut(Cause::RegionNotEnabled, "not enabled for this account".to_owned())),
        None if evidence.facts.answered() => {
            open("Bedrock answered here").read_from(&evidence.facts.profiles, "ListInferenceProfiles")
        }
        None if looks_not_enabled(evidence) => {
            let detail = "keys refused here and accepted in other regions: not enabled for this account";
            shut(Cause::RegionNotEnabled, detail.to_owned())
                .read_from(&evidence.facts.profiles, "ListInferenceProfiles")
        }
        None if evidence.has_api_key_only() => {
            Rung::not_read(Gate::Region, NotRead::ApiKeyCannotAsk("account:ListRegions"))
        }
        None => opted(Rung::not_read(Gate::Region, why_not_read(&evidence.survey.opted))),
    }
}

/// Both lists refused by a service control policy: the organisation denies the region, which says nothing
/// about the models in it (facts: regions).
fn denied_by_organization<'a>(evidence: &Evidence<'a>) -> Option<&'a Refusal> {
    let denied = |refusal: Option<&'_ Refusal>| refusal.is_some_and(|r| r.cause == Cause::DeniedByOrganization);
    let refusal = evidence.facts.profiles.refusal();
    (denied(refusal) && denied(evidence.facts.models.refusal())).then_some(refusal).flatten()
}

/// "The security token included in the request is invalid" means a wrong key or a region not enabled;
/// that other regions took the key tells which.
fn looks_not_enabled(evidence: &Evidence<'_>) -> bool {
    let invalid = |refusal: Option<&Refusal>| refusal.is_some_and(|it| it.cause == Cause::InvalidCredentials);
    // Either list may be the first to come back.
    (invalid(evidence.facts.profiles.refusal()) || invalid(evidence.facts.models.refusal()))
        && evidence.survey.regions.values().any(RegionFacts::answered)
}
