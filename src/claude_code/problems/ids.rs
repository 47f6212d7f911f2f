//! Ids that cannot answer where they are sent.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{BaseModelId, Catalog, ModelRef, Offer, ProfileId, RegionName};

use super::super::{
    AwsKnowledge, ModelUse, Plan, Problem, ProfileList, Provider, Role, SourceKind, resolver::goes_to_mantle,
    written::alias_family,
};

/// One problem for each id and region that looks wrong. What AWS listed counts for the plan's region; elsewhere, and
/// without a list, the bundled catalogue with its date.
pub(in crate::claude_code) fn of_ids(plan: &Plan, known: AwsKnowledge<'_>) -> Vec<Problem> {
    let mut offers: BTreeMap<RegionName, Vec<Offer>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    // CountTokens takes the bare id; that is not a mistake.
    for one in plan.uses.iter().filter(|one| one.role != Role::TokenCount) {
        if !seen.insert((one.invoked.clone(), one.region.clone())) {
            continue;
        }
        let offers = offers.entry(one.region.clone()).or_insert_with(|| Catalog::bundled().offers(&one.region));
        let is_here = one.region == plan.region.value;
        let here = if is_here { known.profiles } else { ProfileList::NotSeen };
        let is_told = is_here && known.models_read && matches!(one.invoked, ModelRef::Base(_));
        let variable =
            plan.endpoint.as_ref().filter(|endpoint| endpoint.lists).map(|endpoint| endpoint.variable.as_str());
        // AWS's own list tells of a bare id, and the verdict says it: a catalogue of another day has no say beside it.
        let of_catalogue = if is_told { &[] } else { offers.as_slice() };
        let text = text(plan.provider, one, of_catalogue, here, variable);
        problems.extend(text.map(|text| Problem { text, source: Some(one.source.clone()) }));
    }
    problems
}

fn text(
    provider: Provider,
    one: &ModelUse,
    offers: &[Offer],
    here: ProfileList<'_>,
    elsewhere: Option<&str>,
) -> Option<String> {
    let region = &one.region;
    let listed = match here {
        ProfileList::Listed(ids) => Some(ids).filter(|ids| !ids.is_empty()),
        _ => None,
    };
    if let Some(meant) = Catalog::bundled().near_miss(&one.invoked, region)
        && listed.is_none_or(|listed| !listed.contains(&one.invoked.to_string()))
        && provider != Provider::Mantle
        && !(provider == Provider::BedrockAndMantle && goes_to_mantle(&one.invoked.to_string()))
    {
        let place = &one.source.text;
        let what = match &one.invoked {
            ModelRef::Other(written) => not_an_id(written, place),
            id => format!("{id} ({place}) is not the id of a known model."),
        };
        return Some(format!("{what} Did you mean {meant}?"));
    }
    match (&one.invoked, listed) {
        (ModelRef::Arn(arn), _) if !arn.region.is_empty() && arn.region != region.as_str() => Some(format!(
            "{} is an ARN of {}, and the client signs for {region}: the region inside an ARN does not count. Set AWS_REGION={}.",
            one.invoked, arn.region, arn.region
        )),
        (ModelRef::Arn(_), _) => None,
        (ModelRef::Other(written), _) => {
            Some(format!("{}{}", not_an_id(written, &one.source.text), instead(written, offers)))
        }
        (ModelRef::Base(_), _) if provider == Provider::Mantle => None,
        (ModelRef::Profile(profile), _) if provider == Provider::Mantle => Some(format!(
            "{profile} ({}) is sent to bedrock-mantle as it stands; bedrock-mantle takes bare ids only and answers 404 to one \
             with a prefix: write {}.",
            one.source.text,
            profile.base()
        )),
        (ModelRef::Base(base), _) if provider == Provider::BedrockAndMantle && goes_to_mantle(base.as_str()) => None,
        (ModelRef::Base(base), _) => bare(base, one, offers),
        (ModelRef::Profile(profile), Some(listed)) => unlisted(profile, one, listed),
        (ModelRef::Profile(profile), None) => not_observed(profile, one, offers, elsewhere),
    }
}

/// What to write instead of a word that is not understood where it stands.
fn instead(written: &str, offers: &[Offer]) -> String {
    let word = written.trim().to_lowercase();
    if word == "default" {
        return " Leave it out; only after --model does the word mean the default.".to_owned();
    }
    let family = alias_family(&word);
    let of_family = offers.iter().filter(|offer| family == Some(Catalog::bundled().name(&offer.model).family));
    let newest = of_family
        .filter(|offer| !offer.profiles.is_empty())
        .min_by_key(|offer| Catalog::bundled().name(&offer.model).sort_key());
    let id = newest.and_then(|offer| offer.profiles.first()).map(|profile| format!(", such as {}", profile.id));
    family
        .map(|_| format!(" An alias is not understood there: write an id{}.", id.unwrap_or_default()))
        .unwrap_or_default()
}

fn not_an_id(written: &str, place: &str) -> String {
    format!(
        "{written:?} is sent as it stands ({place}), and it is neither a Bedrock model id nor an ARN: Bedrock answers that the \
         identifier is invalid."
    )
}

/// The offer of a model, when the catalogue knows both model and region well enough to judge.
fn offer<'a>(base: &BaseModelId, offers: &'a [Offer]) -> Option<Option<&'a Offer>> {
    Catalog::bundled().model(base).filter(|_| !offers.is_empty())?;
    Some(offers.iter().find(|offer| offer.model == *base))
}

fn bare(base: &BaseModelId, one: &ModelUse, offers: &[Offer]) -> Option<String> {
    let (region, place, date) = (&one.region, &one.source.text, Catalog::bundled().observed_on);
    match offer(base, offers)? {
        Some(offer) if offer.on_demand => None,
        Some(offer) => Some(format!(
            "{base} ({place}) cannot be called by its bare id in {region} (as of {date}), only through an inference profile: use {}.",
            ids(offer)
        )),
        None => Some(format!("{base} ({place}) was not offered in {region} in any form (as of {date}).")),
    }
}

fn unlisted(profile: &ProfileId, one: &ModelUse, listed: &[String]) -> Option<String> {
    if listed.contains(&profile.to_string()) {
        return None;
    }
    let serves = |id: &&String| id.parse::<ProfileId>().is_ok_and(|other| other.base() == profile.base());
    let others: Vec<&str> = listed.iter().filter(serves).map(String::as_str).collect();
    let instead =
        if others.is_empty() { "none of this model is".to_owned() } else { format!("use {}", others.join(" or ")) };
    Some(format!("{profile} is not among the inference profiles AWS lists in {}; {instead}.", one.region))
}

fn not_observed(profile: &ProfileId, one: &ModelUse, offers: &[Offer], elsewhere: Option<&str>) -> Option<String> {
    let (region, date) = (&one.region, Catalog::bundled().observed_on);
    let there = |offer: &&Offer| !offer.profiles.is_empty();
    match offer(profile.base(), offers)?.filter(there) {
        Some(offer) if offer.profiles.iter().any(|offered| offered.id == *profile) => None,
        Some(offer) => {
            // An id the client derived is cured by letting it see the list; a written one by writing another.
            let derived = one.source.kind == SourceKind::Default;
            let fix = match elsewhere {
                _ if !derived => "use one".to_owned(),
                Some(variable) => format!("the list is asked for at the address of {variable}, so pin one"),
                None => "let the client list profiles (bedrock:ListInferenceProfiles) or pin one".to_owned(),
            };
            Some(format!(
                "There was no inference profile {profile} in {region} (as of {date}), but {}: {fix}.",
                ids(offer)
            ))
        }
        None => Some(format!(
            "There was no inference profile {profile}, nor another of this model, in {region} (as of {date})."
        )),
    }
}

fn ids(offer: &Offer) -> String {
    let ids: Vec<String> = offer.profiles.iter().map(|profile| profile.id.to_string()).collect();
    ids.join(" or ")
}
