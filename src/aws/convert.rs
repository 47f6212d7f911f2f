//! From the SDK's types to the survey's. Lenient: the wire says more than the service model lists.

use aws_sdk_account::types::Region as OptRegion;
use aws_sdk_bedrock::{
    operation::{
        get_foundation_model_availability::GetFoundationModelAvailabilityOutput,
        get_inference_profile::GetInferenceProfileOutput,
    },
    types::{FoundationModelLifecycle, FoundationModelSummary, InferenceProfileModel, InferenceProfileSummary},
};
use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityOutput;
use aws_smithy_types::DateTime;
use jiff::Timestamp;

use super::failure;
use crate::{
    catalog::{Arn, BaseModelId, Destinations, Lifecycle, Partition, RegionName, printable},
    refusal::Refusal,
    survey::{Availability, Identity, ListedModel, ListedProfile, ProfileBacking, RegionOptIn},
};

/// Text from AWS as it may be shown: it may end up on a terminal.
pub(super) fn clean(text: &str) -> String {
    printable(text).into_owned()
}

pub(super) fn identity(answer: &GetCallerIdentityOutput) -> Result<Identity, Refusal> {
    let (Some(account), Some(arn)) = (answer.account(), answer.arn()) else {
        return Err(failure::bad_answer("GetCallerIdentity named no account"));
    };
    let partition = arn.parse::<Arn>().ok().and_then(|arn| arn.partition.parse().ok()).unwrap_or(Partition::Aws);
    Ok(Identity { account: clean(account), arn: clean(arn), partition })
}

pub(super) fn opted_region(region: &OptRegion) -> Option<(RegionName, RegionOptIn)> {
    let name = region.region_name()?.parse().ok()?;
    let state = region.region_opt_status()?.as_str().parse().ok()?;
    Some((name, state))
}

/// A listed model; `None` for variants sold with provisioned throughput only, which cannot be called on demand.
pub(super) fn model(summary: &FoundationModelSummary) -> Option<ListedModel> {
    let id: BaseModelId = summary.model_id().parse().ok()?;
    let offers = |wanted: &str| summary.inference_types_supported().iter().any(|kind| kind.as_str() == wanted);
    let (on_demand, through_profile) = (offers("ON_DEMAND"), offers("INFERENCE_PROFILE"));
    if id.is_provisioned_variant() || (offers("PROVISIONED") && !on_demand && !through_profile) {
        return None;
    }
    Some(ListedModel {
        name: clean(summary.model_name().unwrap_or_default()),
        lifecycle: summary.model_lifecycle().map(lifecycle).unwrap_or_default(),
        on_demand,
        through_profile,
        id,
    })
}

fn lifecycle(life: &FoundationModelLifecycle) -> Lifecycle {
    Lifecycle {
        status: life.status().as_str().parse().unwrap_or_default(),
        start_of_life_at: life.start_of_life_time().and_then(timestamp),
        legacy_at: life.legacy_time().and_then(timestamp),
        extended_access_at: life.public_extended_access_time().and_then(timestamp),
        end_of_life_at: life.end_of_life_time().and_then(timestamp),
    }
}

fn timestamp(at: &DateTime) -> Option<Timestamp> {
    Timestamp::from_second(at.secs()).ok()
}

/// A listed profile; `None` when it serves no Claude model.
pub(super) fn profile(summary: &InferenceProfileSummary) -> Option<ListedProfile> {
    let id = summary.inference_profile_id().parse().ok()?;
    Some(ListedProfile { id, destinations: destinations(summary.models()) })
}

/// What stands behind a profile. An application profile may be made from any provider's model.
pub(super) fn backing(answer: &GetInferenceProfileOutput) -> Result<ProfileBacking, Refusal> {
    let ids: Vec<String> = model_arns(answer.models()).map(|arn| clean(&arn.resource_id)).collect();
    let Some(model) = ids.iter().find_map(|id| id.parse::<BaseModelId>().ok()) else {
        let text = format!("the profile serves no Claude model ({})", ids.join(", "));
        return Err(failure::bad_answer(&text));
    };
    Ok(ProfileBacking { model, destinations: destinations(answer.models()) })
}

fn model_arns(models: &[InferenceProfileModel]) -> impl Iterator<Item = Arn> + '_ {
    models.iter().filter_map(|model| model.model_arn()?.parse().ok())
}

/// The regions a profile's models are in, each once, and whether one of them has none.
fn destinations(models: &[InferenceProfileModel]) -> Destinations {
    let mut destinations = Destinations::default();
    for arn in model_arns(models) {
        match arn.region.parse::<RegionName>() {
            Ok(region) if !destinations.regions.contains(&region) => destinations.regions.push(region),
            Ok(_) => {}
            Err(_) => destinations.anywhere |= arn.region.is_empty(),
        }
    }
    destinations
}

/// The four fields. A word this program does not know says neither yes nor no, and makes the whole reading unread.
pub(super) fn availability(answer: &GetFoundationModelAvailabilityOutput) -> Result<Availability, Refusal> {
    let agreement = answer.agreement_availability();
    Ok(Availability {
        agreement: agreement.and_then(|agreement| agreement.status().as_str().parse().ok()),
        agreement_message: agreement.and_then(|agreement| agreement.error_message()).map(clean),
        authorized: yes("authorizationStatus", answer.authorization_status().as_str(), "AUTHORIZED")?,
        entitled: yes("entitlementAvailability", answer.entitlement_availability().as_str(), "AVAILABLE")?,
        in_region: yes("regionAvailability", answer.region_availability().as_str(), "AVAILABLE")?,
    })
}

/// Whether a field has its good word, or that word with `NOT_` before it.
fn yes(field: &str, said: &str, good: &str) -> Result<bool, Refusal> {
    match said.strip_prefix("NOT_") {
        _ if said == good => Ok(true),
        Some(rest) if rest == good => Ok(false),
        _ => Err(failure::bad_answer(&format!("{field} is {}, a word not known here", clean(said)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_tomorrow_is_neither_yes_nor_no() {
        assert_eq!(yes("x", "AUTHORIZED", "AUTHORIZED"), Ok(true));
        assert_eq!(yes("x", "NOT_AUTHORIZED", "AUTHORIZED"), Ok(false));
        for said in ["PARTLY_AUTHORIZED", "", "NOT_AVAILABLE"] {
            let refusal = yes("authorizationStatus", said, "AUTHORIZED").unwrap_err();
            assert!(refusal.is_transient() && refusal.text.contains("authorizationStatus"), "{said}");
        }
    }
}
