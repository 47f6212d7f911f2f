//! Service Quotas.

use serde_json::{Value, json};

use super::{
    answer::{Answer, Problem, page},
    context::Context,
    operation::Operation,
    random,
    scenario::Listing,
};

/// ListServiceQuotas: applied values.
pub(super) fn list_service_quotas(context: &Context<'_>) -> Result<Answer, Problem> {
    list(context, Operation::ListServiceQuotas)
}

/// ListAWSDefaultServiceQuotas.
pub(super) fn list_aws_default_service_quotas(context: &Context<'_>) -> Result<Answer, Problem> {
    list(context, Operation::ListAWSDefaultServiceQuotas)
}

/// At most 100 a page, as AWS does.
fn list(context: &Context<'_>, operation: Operation) -> Result<Answer, Problem> {
    context.require_operation(operation)?;
    let asked = context.call.json();
    if asked["ServiceCode"] != "bedrock" {
        let message = "The request failed because the specified service does not exist.";
        return Err(Problem::new(400, "NoSuchResourceException", message));
    }
    let applied = operation == Operation::ListServiceQuotas;
    let wanted = asked["QuotaCode"].as_str().filter(|_| applied);
    let listings = context.scenario.listings(&context.call.region).iter().filter(|listing| !listing.ended);
    let quotas: Vec<Value> = listings
        .flat_map(|listing| quotas(context, listing, applied))
        .filter(|quota| wanted.is_none_or(|code| quota["QuotaCode"] == code))
        .collect();
    let size = asked["MaxResults"].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(100).min(100);
    let (quotas, next) = page(quotas, asked["NextToken"].as_str(), size.min(context.scenario.page_size()))
        .map_err(|_| Problem::new(400, "InvalidPaginationTokenException", "Invalid pagination token."))?;
    let mut body = json!({ "Quotas": quotas });
    if let Some(next) = next {
        body["NextToken"] = next.into();
    }
    Ok(Answer::json11(&body))
}

/// The quotas of one model: those of the forms it is offered in, and the batch ones that fill the real list.
fn quotas(context: &Context<'_>, listing: &Listing, applied: bool) -> Vec<Value> {
    let quota = context.scenario.quota(&context.call.region, listing.model.as_str());
    let tokens = if applied { quota.applied } else { quota.default };
    let geographic = listing.profiles.iter().any(|profile| !profile.id.is_global());
    let global = listing.profiles.iter().any(|profile| profile.id.is_global());
    let name = format!("Anthropic {}", listing.name);
    let mut quotas = Vec::new();
    let mut add = |name: String, value: f64, adjustable: bool| {
        quotas.push(entry(context, &name, value, adjustable, applied));
    };
    for (offered, form) in [
        (listing.on_demand, "On-demand model inference"),
        (geographic, "Cross-region model inference"),
        (global, "Global cross-region model inference"),
    ] {
        if offered {
            add(format!("{form} tokens per minute for {name}"), tokens, true);
        }
    }
    // A day holds 1,440 minutes; the daily caps follow the rate. Base ids and geographic profiles share one.
    let day = tokens * 1_440.0;
    add(format!("Model invocation max tokens per day for {name} (doubled for cross-region calls)"), day, false);
    if global {
        add(format!("Global cross-region model inference tokens per day for {name}"), day, false);
    }
    add(format!("Minimum number of records per batch inference job for {}", listing.name), 100.0, false);
    add(format!("Records per batch inference job for {}", listing.name), 100_000.0, true);
    add(format!("Batch inference job size (in GB) for {}", listing.name), 5.0, true);
    quotas
}

fn entry(context: &Context<'_>, name: &str, value: f64, adjustable: bool, applied: bool) -> Value {
    let code = code(name);
    let region = &context.call.region;
    let owner = if applied { context.scenario.account() } else { "" };
    json!({
        "ServiceCode": "bedrock",
        "ServiceName": "Amazon Bedrock",
        "QuotaArn": format!("arn:{}:servicequotas:{region}:{owner}:bedrock/{code}", context.scenario.partition()),
        "QuotaCode": code,
        "QuotaName": name,
        "Value": value,
        "Unit": "None",
        "Adjustable": adjustable,
        "GlobalQuota": false,
    })
}

/// A code that stays the same for a name. Real codes follow no rule, which is why clients match by name.
fn code(name: &str) -> String {
    format!("L-{:08X}", random::source(0, &["quota", name], 0).u32(..))
}
