//! ListFoundationModels and GetFoundationModel.

use serde_json::{Map, Value, json};

use super::other_providers::OTHER_PROVIDERS;
use crate::{
    catalog::{Arn, Lifecycle, LifecycleStatus},
    simulator::{
        answer::{Answer, Problem},
        context::Context,
        operation::Operation,
        scenario::Listing,
        texts,
    },
};

/// ListFoundationModels: one page, filtered by what the query asks. Models past their end of life are not there.
pub(in crate::simulator) fn list(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::ListFoundationModels)?;
    let query = &context.call.query;
    let has = |entry: &Value, key: &str, wanted: &str| {
        entry[key].as_array().is_some_and(|values| values.iter().any(|value| value == wanted))
    };
    let mut entries = all(context);
    if let Some(project) = query.get("projectIdentifier") {
        let project = context.project(project)?;
        let is_in = |entry: &Value| entry["modelId"].as_str().is_some_and(|id| project.is_none_or(|one| one.has(id)));
        entries.retain(is_in);
    }
    if let Some(provider) = query.get("byProvider") {
        entries.retain(|entry| entry["providerName"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(provider)));
    }
    for (name, key) in [
        ("byInferenceType", "inferenceTypesSupported"),
        ("byOutputModality", "outputModalities"),
        ("byCustomizationType", "customizationsSupported"),
    ] {
        if let Some(wanted) = query.get(name) {
            entries.retain(|entry| has(entry, key, wanted));
        }
    }
    Ok(Answer::json(200, &json!({ "modelSummaries": entries })))
}

/// GetFoundationModel, by id or ARN. It says that the model exists in the region, not that anyone may call it.
pub(in crate::simulator) fn get(context: &Context<'_>) -> Result<Answer, Problem> {
    let asked = context.call.id.as_deref().unwrap_or_default();
    let id = asked.parse::<Arn>().map_or_else(|_| asked.to_owned(), |arn| arn.resource_id);
    let arn = context.model_arn(context.call.region.as_str(), &id);
    context.require("bedrock:GetFoundationModel", Some(arn), context.call.model().as_deref())?;
    let details = all(context).into_iter().find(|entry| entry["modelId"] == id.as_str());
    let details = details.ok_or_else(texts::invalid_id)?;
    Ok(Answer::json(200, &json!({ "modelDetails": details })))
}

/// Every entry of the region's list: Claude, its context-length variants, and other providers' models.
fn all(context: &Context<'_>) -> Vec<Value> {
    let mut entries = Vec::new();
    for listing in context.scenario.listings(&context.call.region).iter().filter(|listing| !listing.ended) {
        entries.push(entry(context, listing, listing.model.as_str(), &inference_types(listing)));
        for variant in &listing.context_variants {
            entries.push(entry(context, listing, &format!("{}:{variant}", listing.model), &["PROVISIONED"]));
        }
    }
    entries.extend(OTHER_PROVIDERS.iter().map(|model| {
        json!({
            "modelArn": context.model_arn(context.call.region.as_str(), model.id),
            "modelId": model.id,
            "modelName": model.name,
            "providerName": "Amazon",
            "inputModalities": ["TEXT", "IMAGE"],
            "outputModalities": ["TEXT"],
            "responseStreamingSupported": true,
            "customizationsSupported": ["FINE_TUNING"],
            "inferenceTypesSupported": ["ON_DEMAND"],
            "modelLifecycle": { "status": "ACTIVE" },
        })
    }));
    entries
}

/// `INFERENCE_PROFILE` is what the wire says, though the service model does not list it.
fn inference_types(listing: &Listing) -> Vec<&'static str> {
    let forms = [(listing.on_demand, "ON_DEMAND"), (!listing.profiles.is_empty(), "INFERENCE_PROFILE")];
    forms.into_iter().filter(|(offered, _)| *offered).map(|(_, form)| form).collect()
}

fn entry(context: &Context<'_>, listing: &Listing, id: &str, types: &[&str]) -> Value {
    json!({
        "modelArn": context.model_arn(context.call.region.as_str(), id),
        "modelId": id,
        "modelName": listing.name,
        "providerName": "Anthropic",
        "inputModalities": ["TEXT", "IMAGE"],
        "outputModalities": ["TEXT"],
        "responseStreamingSupported": true,
        "customizationsSupported": [],
        "inferenceTypesSupported": types,
        "modelLifecycle": lifecycle(&listing.lifecycle),
    })
}

fn lifecycle(lifecycle: &Lifecycle) -> Value {
    let status = if lifecycle.status == LifecycleStatus::Legacy { "LEGACY" } else { "ACTIVE" };
    let mut fields = Map::from_iter([("status".to_owned(), status.into())]);
    for (name, at) in [
        ("startOfLifeTime", lifecycle.start_of_life_at),
        ("legacyTime", lifecycle.legacy_at),
        ("publicExtendedAccessTime", lifecycle.extended_access_at),
        ("endOfLifeTime", lifecycle.end_of_life_at),
    ] {
        if let Some(at) = at {
            fields.insert(name.to_owned(), at.to_string().into());
        }
    }
    fields.into()
}
