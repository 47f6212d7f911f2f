//! InvokeModel, whole or as a stream: a one-token answer, or the refusal of the first gate that is shut.

use serde_json::{Value, json};

use super::{
    answer::{Answer, Problem},
    bedrock::access,
    context::Context,
    event_stream,
    operation::Operation,
    permission,
    required_access::Access,
    scenario::{Listing, rules::AgreementStatus},
    texts,
};
use crate::{
    catalog::{BaseModelId, Destinations, ModelRef, Partition},
    refusal::{Cause, Gate},
};

/// What an identifier means in the region asked.
enum Target<'a> {
    Model(&'a Listing),
    /// A system-defined profile or one of the account's own.
    Profile(&'a Listing, &'a Destinations),
}

impl<'a> Target<'a> {
    fn listing(&self) -> &'a Listing {
        match self {
            Self::Model(listing) | Self::Profile(listing, _) => listing,
        }
    }
}

/// InvokeModel.
pub(super) fn invoke_model(context: &mut Context<'_>) -> Result<Answer, Problem> {
    let stop = stop_reason(&context.call.json());
    invoke(context, Operation::InvokeModel).map(|model| message(&model, stop))
}

/// InvokeModelWithResponseStream.
pub(super) fn invoke_model_with_response_stream(context: &mut Context<'_>) -> Result<Answer, Problem> {
    let stop = stop_reason(&context.call.json());
    invoke(context, Operation::InvokeModelWithResponseStream).map(|model| event_stream::message(&model, stop))
}

/// The model that answers. The order of the gates is the best reconstruction there is: IAM, identifier, account and
/// agreement, lifecycle, quota, body, data retention.
fn invoke(context: &mut Context<'_>, operation: Operation) -> Result<BaseModelId, Problem> {
    let id = context.call.id.clone().unwrap_or_default();
    let reference = reference(&ModelRef::parse(&id));
    let target = target(context, &reference);
    check_permission(context, &operation.action(), &reference, target.as_ref().ok())?;
    let listing = match target? {
        Target::Model(listing) if !listing.on_demand && !listing.ended => return Err(texts::profile_only(&id)),
        Target::Model(listing) | Target::Profile(listing, _) => listing.clone(),
    };
    let model = listing.model.as_str();
    check_project(context, &reference, model)?;
    let subscribes = may_subscribe(context, model);
    if let Some(problem) = access::shut(context, model, subscribes) {
        return Err(problem);
    }
    check_lifecycle(context, &listing)?;
    check_quota(context, model)?;
    check_body(&context.call.json())?;
    let retention = context.state.data_retention(context.scenario, &context.call.region);
    if listing.needs_data_retention && !retention.allows_review() {
        return Err(texts::retention(retention.into()));
    }
    if subscribes {
        context.state.make_agreement(model);
    }
    context.state.count_answer(model);
    Ok(listing.model)
}

/// A project that is not there takes no calls, and one that is takes those of its models.
fn check_project(context: &Context<'_>, reference: &ModelRef, model: &str) -> Result<(), Problem> {
    let Some(named) = &context.call.project else { return Ok(()) };
    let Some(project) = context.project(named)? else { return Ok(()) };
    if matches!(reference, ModelRef::Arn(_)) {
        return Err(Problem::invalid(
            "Application inference profiles do not support projects other than the default one.",
        ));
    }
    if project.has(model) { Ok(()) } else { Err(texts::not_in_project(model)) }
}

/// CountTokens: for the models that are called by their base id.
pub(super) fn count_tokens(context: &mut Context<'_>) -> Result<Answer, Problem> {
    let id = context.call.id.clone().unwrap_or_default();
    let reference = reference(&ModelRef::parse(&id));
    check_permission(context, &Operation::CountTokens.action(), &reference, None)?;
    match target(context, &reference)? {
        Target::Model(listing) if listing.on_demand => Ok(Answer::json(200, &json!({ "inputTokens": 8 }))),
        _ => Err(texts::no_counting()),
    }
}

/// An ARN of a model or a system-defined profile means what its last part means.
fn reference(asked: &ModelRef) -> ModelRef {
    match asked {
        ModelRef::Arn(arn) if matches!(arn.resource_type.as_str(), "foundation-model" | "inference-profile") => {
            ModelRef::parse(&arn.resource_id)
        }
        other => other.clone(),
    }
}

fn target<'a>(context: &Context<'a>, reference: &ModelRef) -> Result<Target<'a>, Problem> {
    let region = &context.call.region;
    let listing = |model: &BaseModelId| context.scenario.listing(region, model.as_str()).ok_or_else(texts::invalid_id);
    match reference {
        ModelRef::Base(model) => listing(model).map(Target::Model),
        ModelRef::Profile(id) => {
            let listing = listing(id.base())?;
            let offered = listing.profiles.iter().find(|profile| profile.id == *id);
            match offered {
                Some(profile) => Ok(Target::Profile(listing, &profile.destinations)),
                None if listing.ended => Ok(Target::Model(listing)),
                None => Err(texts::invalid_id()),
            }
        }
        ModelRef::Arn(arn) => {
            let profile = context.application_profile(arn).ok_or_else(texts::invalid_id)?;
            Ok(Target::Profile(listing(&profile.model)?, &profile.destinations))
        }
        ModelRef::Other(_) => Err(texts::invalid_id()),
    }
}

/// IAM looks at the identifier called and, for a profile, at the model in every region it may be served from.
fn check_permission(
    context: &Context<'_>,
    action: &str,
    asked: &ModelRef,
    target: Option<&Target<'_>>,
) -> Result<(), Problem> {
    let region = context.call.region.as_str();
    let behind = target.map(|target| target.listing().model.clone()).or_else(|| asked.base());
    let model = behind.map_or_else(|| asked.to_string(), |base| base.to_string());
    let called = match asked {
        ModelRef::Profile(id) => context.profile_arn(&id.to_string()),
        ModelRef::Arn(arn) => arn.to_string(),
        _ => context.model_arn(region, &model),
    };
    let through = [("bedrock:InferenceProfileArn", called.as_str())];
    let more: &[_] = if matches!(target, Some(Target::Profile(..))) { &through } else { &[] };
    let check = |resource: String, region: &str| {
        let access = Access { action, resource: Some(resource), region, model: Some(&model), more };
        permission::require(context.scenario, &access)
    };
    check(called.clone(), region)?;
    if let Some(Target::Profile(_, route)) = target {
        for destination in &route.regions {
            check(context.model_arn(destination.as_str(), &model), destination.as_str())?;
        }
        if route.anywhere {
            check(context.model_arn("", &model), "unspecified")?;
        }
    }
    Ok(())
}

/// Whether this call begins the missing agreement: the first call of somebody with Marketplace permissions does,
/// outside GovCloud.
fn may_subscribe(context: &Context<'_>, model: &str) -> bool {
    let gates = context.scenario.gates(&context.call.region, model);
    let agreement = context.state.agreement(model, gates.agreement, context.scenario.agreement_time());
    agreement == AgreementStatus::NotAvailable
        && context.scenario.partition() == Partition::Aws
        && context.require("aws-marketplace:Subscribe", None, Some(model)).is_ok()
}

fn check_lifecycle(context: &Context<'_>, listing: &Listing) -> Result<(), Problem> {
    let refused = refused(context, listing.model.as_str(), Gate::Lifecycle);
    match refused.or(listing.ended.then_some(Cause::EndOfLife)) {
        Some(cause) => Err(texts::refusal(cause, listing.model.as_str(), None)),
        None => Ok(()),
    }
}

/// A quota of zero is refused like one that is used up.
fn check_quota(context: &Context<'_>, model: &str) -> Result<(), Problem> {
    let none = context.scenario.quota(&context.call.region, model).applied <= 0.0;
    match refused(context, model, Gate::Quota).or(none.then_some(Cause::QuotaExceeded)) {
        Some(cause) => Err(texts::refusal(cause, model, None)),
        None => Ok(()),
    }
}

fn refused(context: &Context<'_>, model: &str, gate: Gate) -> Option<Cause> {
    let cause = context.gates_of_call(model).refused;
    cause.filter(|cause| cause.gate() == Some(gate))
}

/// The old-style sign that access exists: the body is looked at.
fn check_body(body: &Value) -> Result<(), Problem> {
    let missing: String = ["max_tokens", "anthropic_version", "messages"]
        .iter()
        .filter(|key| body.get(key).is_none())
        .map(|key| format!("#: required key [{key}] not found"))
        .collect();
    if !missing.is_empty() {
        let text = format!("Malformed input request: {missing}, please reformat your input and try again.");
        return Err(Problem::invalid(text));
    }
    if body["max_tokens"].as_i64().is_none_or(|tokens| tokens < 1) {
        return Err(Problem::invalid("max_tokens: must be greater than or equal to 1"));
    }
    Ok(())
}

/// Why the answer ends: its one token is all that was asked for, or all there is to say.
pub(super) fn stop_reason(body: &Value) -> &'static str {
    if body["max_tokens"] == 1 { "max_tokens" } else { "end_turn" }
}

/// One token, in the form of the Messages API.
pub(super) fn message(model: &BaseModelId, stop: &str) -> Answer {
    let mut answer = Answer::json(
        200,
        &json!({
            "id": "msg_bdrk_simulated",
            "type": "message",
            "role": "assistant",
            "model": model.anthropic_id(),
            "content": [{ "type": "text", "text": "OK" }],
            "stop_reason": stop,
            "stop_sequence": null,
            "usage": { "input_tokens": 8, "output_tokens": 1 },
        }),
    );
    answer.headers.push(("x-amzn-bedrock-input-token-count", "8".to_owned()));
    answer.headers.push(("x-amzn-bedrock-output-token-count", "1".to_owned()));
    answer
}
