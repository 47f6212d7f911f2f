//! Ids that cannot answer where they are sent.

use std::collections::BTreeSet;

use crate::catalog::{BaseModelId, Catalog, ModelRef, Offer, ProfileId, RegionName};

use super::super::{ModelUse, Plan, Problem, ProfileList, Provider, Role};

/// One problem for each id and region that looks wrong. What AWS listed counts for the plan's region; elsewhere, and
/// without a list, the bundled catalogue with its date.
pub(in crate::claude_code) fn of_ids(plan: &Plan, profiles: ProfileList<'_>) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    // CountTokens takes the bare id; that is not a mistake.
    let uses = plan.uses.iter().filter(|one| one.role != Role::TokenCount);
    uses.filter(|one| seen.insert((one.invoked.clone(), one.region.clone())))
        .filter_map(|one| Some(Problem { text: text(plan, one, profiles)?, source: Some(one.source.clone()) }))
        .collect()
}

fn text(plan: &Plan, one: &ModelUse, profiles: ProfileList<'_>) -> Option<String> {
    let region = &one.region;
    match &one.invoked {
        ModelRef::Arn(arn) if !arn.region.is_empty() && arn.region != region.as_str() => Some(format!(
            "{} is an ARN of {}, and the client signs for {region}: the region inside an ARN does not count. Set AWS_REGION={}.",
            one.invoked, arn.region, arn.region
        )),
        ModelRef::Arn(_) => None,
        ModelRef::Other(written) => Some(format!(
            "{written:?} is sent as it stands ({}), and it is neither a Bedrock model id nor an ARN: Bedrock answers that the \
             identifier is invalid.",
            one.source.text
        )),
        ModelRef::Base(_) if plan.provider != Provider::Bedrock && plan.provider != Provider::None => None,
        ModelRef::Base(base) => bare(base, region, one),
        ModelRef::Profile(profile) => {
            let listed = match profiles {
                ProfileList::Listed(ids) if *region == plan.region.value => Some(ids),
                _ => None,
            };
            prefixed(profile, region, listed)
        }
    }
}

fn offer(base: &BaseModelId, region: &RegionName) -> Option<Offer> {
    Catalog::bundled().offers(region).into_iter().find(|offer| offer.model == *base)
}

fn bare(base: &BaseModelId, region: &RegionName, one: &ModelUse) -> Option<String> {
    let catalog = Catalog::bundled();
    catalog.model(base)?;
    if catalog.offers(region).is_empty() {
        return None;
    }
    let date = catalog.observed_on;
    match offer(base, region) {
        Some(offer) if offer.on_demand => None,
        Some(offer) => Some(format!(
            "{base} ({}) cannot be called by its bare id in {region} (as of {date}), only through an inference profile: use {}.",
            one.source.text,
            ids(&offer)
        )),
        None => Some(format!("{base} ({}) was not offered in {region} in any form (as of {date}).", one.source.text)),
    }
}

fn prefixed(profile: &ProfileId, region: &RegionName, listed: Option<&[String]>) -> Option<String> {
    let base = profile.base();
    if let Some(listed) = listed {
        let id = profile.to_string();
        let others: Vec<&str> =
            listed.iter().map(String::as_str).filter(|one| one.ends_with(&format!(".{base}"))).collect();
        let instead =
            if others.is_empty() { "none of this model is".to_owned() } else { format!("use {}", others.join(" or ")) };
        return (!listed.contains(&id))
            .then(|| format!("{id} is not among the inference profiles AWS lists in {region}; {instead}."));
    }
    let catalog = Catalog::bundled();
    catalog.model(base)?;
    if catalog.offers(region).is_empty() {
        return None;
    }
    let date = catalog.observed_on;
    match offer(base, region) {
        Some(offer) if offer.profiles.iter().any(|offered| offered.id == *profile) => None,
        Some(offer) if !offer.profiles.is_empty() => Some(format!(
            "There was no inference profile {profile} in {region} (as of {date}), but {}: let the client list profiles \
             (bedrock:ListInferenceProfiles), or set ANTHROPIC_BEDROCK_REGION_PREFIX={}.",
            ids(&offer),
            offer.profiles[0].id.prefix()
        )),
        _ => Some(format!(
            "There was no inference profile {profile}, nor another of this model, in {region} (as of {date})."
        )),
    }
}

fn ids(offer: &Offer) -> String {
    let ids: Vec<String> = offer.profiles.iter().map(|profile| profile.id.to_string()).collect();
    ids.join(" or ")
}
