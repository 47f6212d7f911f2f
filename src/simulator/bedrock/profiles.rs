//! ListInferenceProfiles and GetInferenceProfile.

use serde_json::{Value, json};

use super::other_providers::OTHER_PROVIDERS;
use crate::{
    catalog::{Arn, Destinations, OfferedProfile, RegionName},
    simulator::{
        answer::{Answer, Problem, page},
        context::Context,
        operation::Operation,
        scenario::{ApplicationProfile, Listing},
    },
};

/// ListInferenceProfiles. Without a type only the system-defined ones are listed.
pub(in crate::simulator) fn list(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::ListInferenceProfiles)?;
    let query = &context.call.query;
    let profiles = match query.get("type").map(String::as_str) {
        None | Some("SYSTEM_DEFINED") => all(context),
        Some("APPLICATION") => applications(context),
        Some(other) => return Err(Problem::invalid(format!("Value '{other}' at 'typeEquals' is not valid"))),
    };
    let size = match query.get("maxResults").map(|size| size.parse::<usize>()) {
        None => 100,
        Some(Ok(size @ 1..=1000)) => size,
        Some(_) => return Err(Problem::invalid("Value at 'maxResults' must be between 1 and 1000")),
    };
    let token = query.get("nextToken").map(String::as_str);
    let (profiles, next) = page(profiles, token, size.min(context.scenario.page_size()))
        .map_err(|_| Problem::invalid("The provided next token is invalid."))?;
    let mut body = json!({ "inferenceProfileSummaries": profiles });
    if let Some(next) = next {
        body["nextToken"] = next.into();
    }
    Ok(Answer::json(200, &body))
}

/// GetInferenceProfile, by id or ARN. Destinations are those of the region asked.
pub(in crate::simulator) fn get(context: &Context<'_>) -> Result<Answer, Problem> {
    let asked = context.call.id.as_deref().unwrap_or_default();
    let id = asked.parse::<Arn>().map_or_else(|_| asked.to_owned(), |arn| arn.resource_id);
    let found = all(context).into_iter().chain(applications(context));
    // An ARN is the profile's own or it is no profile's: another region's is not found here.
    let named = |profile: &Value| {
        profile["inferenceProfileArn"] == asked || asked == id && profile["inferenceProfileId"] == asked
    };
    let found = found.into_iter().find(named);
    let arn = found.as_ref().and_then(|profile| profile["inferenceProfileArn"].as_str()).map(str::to_owned);
    let arn = arn.unwrap_or_else(|| context.profile_arn(&id));
    context.require("bedrock:GetInferenceProfile", Some(arn), context.call.model().as_deref())?;
    let missing = || Problem::new(404, "ResourceNotFoundException", "Inference profile not found.");
    found.map(|profile| Answer::json(200, &profile)).ok_or_else(missing)
}

/// The profiles the account made itself.
fn applications(context: &Context<'_>) -> Vec<Value> {
    let region = &context.call.region;
    let entry = |profile: &ApplicationProfile| {
        let model = profile.model.as_str();
        json!({
            "inferenceProfileName": profile.name,
            "inferenceProfileArn": context.application_profile_arn(&profile.id),
            "models": models(context, model, &profile.destinations),
            "inferenceProfileId": profile.id,
            "status": "ACTIVE",
            "type": "APPLICATION",
        })
    };
    context.scenario.application_profiles(region).iter().map(entry).collect()
}

fn models(context: &Context<'_>, model: &str, destinations: &Destinations) -> Vec<Value> {
    let regions = destinations.regions.iter().map(RegionName::as_str).chain(destinations.anywhere.then_some(""));
    regions.map(|region| json!({ "modelArn": context.model_arn(region, model) })).collect()
}

/// Every profile of the region, newest model of each family first, geographic before global.
fn all(context: &Context<'_>) -> Vec<Value> {
    let mut profiles = Vec::new();
    for listing in context.scenario.listings(&context.call.region).iter().filter(|listing| !listing.ended) {
        profiles.extend(listing.profiles.iter().map(|profile| entry(context, listing, profile)));
    }
    let region = context.call.region.as_str();
    for model in &OTHER_PROVIDERS {
        if let Some((prefix, _)) = model.profile.filter(|(_, geography)| region.starts_with(geography)) {
            let id = format!("{prefix}.{}", model.id);
            profiles.push(json!({
                "inferenceProfileName": format!("{} {}", prefix.to_uppercase(), model.name),
                "inferenceProfileArn": context.profile_arn(&id),
                "models": [{ "modelArn": context.model_arn(region, model.id) }],
                "inferenceProfileId": id,
                "status": "ACTIVE",
                "type": "SYSTEM_DEFINED",
            }));
        }
    }
    profiles
}

fn entry(context: &Context<'_>, listing: &Listing, profile: &OfferedProfile) -> Value {
    let model = listing.model.as_str();
    let models = models(context, model, &profile.destinations);
    let id = profile.id.to_string();
    let name = format!("{} Anthropic {}", prefix_name(profile.id.prefix()), listing.name);
    let mut entry = json!({
        "inferenceProfileName": name,
        "description": description(listing, profile),
        "inferenceProfileArn": context.profile_arn(&id),
        "models": models,
        "inferenceProfileId": id,
        "status": "ACTIVE",
        "type": "SYSTEM_DEFINED",
    });
    // Where the launch is not known, neither is the day the profile was made.
    if let Some(launch) = listing.lifecycle.start_of_life_at {
        entry["createdAt"] = launch.to_string().into();
        entry["updatedAt"] = launch.to_string().into();
    }
    entry
}

fn prefix_name(prefix: &str) -> String {
    if prefix == "global" { "Global".to_owned() } else { prefix.to_uppercase() }
}

fn description(listing: &Listing, profile: &OfferedProfile) -> String {
    let routes = format!("Routes requests to Anthropic {}", listing.name);
    if profile.id.is_global() {
        return format!("{routes} globally across all supported AWS Regions.");
    }
    let names: Vec<&str> = profile.destinations.regions.iter().map(RegionName::as_str).collect();
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{routes} in {} and {last}.", first.join(", ")),
        names => format!("{routes} in {}.", names.concat()),
    }
}
