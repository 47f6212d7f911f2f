//! What stands between an account and a model: availability, the use-case form, data retention.

use serde_json::json;

use crate::{
    refusal::{Cause, Gate},
    simulator::{
        answer::{Answer, Problem},
        context::Context,
        operation::Operation,
        scenario::rules::{AgreementStatus, RetentionMode},
        texts,
    },
};

/// GetFoundationModelAvailability. Green fields are no proof: it knows nothing of IAM, Sales, quotas or retention.
pub(in crate::simulator) fn availability(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::GetFoundationModelAvailability)?;
    let model = context.model();
    if !context.scenario.knows(&model) {
        return Err(texts::invalid_id());
    }
    let region = &context.call.region;
    let gates = context.scenario.gates(region, &model);
    let agreement = context.state.agreement(&model, gates.agreement, context.scenario.agreement_time());
    let offered = context.scenario.listing(region, &model).is_some_and(|listing| !listing.ended);
    let mut status = json!({ "status": <&str>::from(agreement) });
    if let (AgreementStatus::Error, Some(message)) = (agreement, gates.agreement_message) {
        status["errorMessage"] = message.into();
    }
    let word = |open: bool| if open { "AVAILABLE" } else { "NOT_AVAILABLE" };
    Ok(Answer::json(
        200,
        &json!({
            "modelId": context.call.id,
            "agreementAvailability": status,
            "authorizationStatus": if gates.authorized { "AUTHORIZED" } else { "NOT_AUTHORIZED" },
            "entitlementAvailability": word(gates.entitled),
            "regionAvailability": word(offered),
        }),
    ))
}

/// A filed form as GetUseCaseForModelAccess returns it: base64 of JSON with string values.
/// `{"companyName":"Example","companyWebsite":"https://example.com","intendedUsers":"0","industryOption":"Software","otherIndustryOption":"","useCases":"Coding"}`
const FORM: &str = "eyJjb21wYW55TmFtZSI6IkV4YW1wbGUiLCJjb21wYW55V2Vic2l0ZSI6Imh0dHBzOi8vZXhhbXBsZS5jb20iLCJpbnRlbmRlZFVzZXJzIjoiMCIsImluZHVzdHJ5T3B0aW9uIjoiU29mdHdhcmUiLCJvdGhlckluZHVzdHJ5T3B0aW9uIjoiIiwidXNlQ2FzZXMiOiJDb2RpbmcifQ==";

/// GetUseCaseForModelAccess.
pub(in crate::simulator) fn use_case(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::GetUseCaseForModelAccess)?;
    if context.state.use_case_filed(context.scenario, &context.call.region) {
        Ok(Answer::json(200, &json!({ "formData": FORM })))
    } else {
        Err(texts::form_not_filled())
    }
}

/// PutUseCaseForModelAccess. Filing again succeeds and changes nothing.
pub(in crate::simulator) fn put_use_case(context: &mut Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::PutUseCaseForModelAccess)?;
    let body = context.call.json();
    let is_base64 = |text: &str| {
        // 10 to 16,384 bytes, a third longer in base64.
        (16..=21_848).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
    };
    if !body["formData"].as_str().is_some_and(is_base64) {
        return Err(Problem::invalid("Invalid form data."));
    }
    context.state.file_use_case(context.scenario, &context.call.region);
    Ok(Answer::json(201, &json!({})))
}

/// GetAccountDataRetention, a setting of each region.
pub(in crate::simulator) fn data_retention(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::GetAccountDataRetention)?;
    let mode = context.state.data_retention(context.scenario, &context.call.region);
    Ok(Answer::json(200, &json!({ "mode": <&str>::from(mode) })))
}

/// PutAccountDataRetention.
pub(in crate::simulator) fn put_data_retention(context: &mut Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::PutAccountDataRetention)?;
    let body = context.call.json();
    let mode: Option<RetentionMode> = body["mode"].as_str().and_then(|mode| mode.parse().ok());
    let mode = mode.ok_or_else(|| Problem::invalid("Value at 'mode' is not a data retention mode"))?;
    context.state.set_data_retention(&context.call.region, mode);
    Ok(Answer::json(200, &json!({ "mode": <&str>::from(mode) })))
}

/// What keeps a model from being called in the region asked, for reasons of account and paperwork, first one first.
/// `may_subscribe` says whether this caller's call begins the agreement by itself.
pub(in crate::simulator) fn shut(context: &Context<'_>, model: &str, may_subscribe: bool) -> Option<Problem> {
    let region = &context.call.region;
    let gates = context.gates_of_call(model);
    let agreement = context.state.agreement(model, gates.agreement, context.scenario.agreement_time());
    let by_account = gates.refused.filter(|cause| cause.gate() == Some(Gate::Account));
    let by_form = gates.refused.filter(|cause| *cause == Cause::UseCaseFormMissing);
    let by_agreement = gates.refused.filter(|cause| cause.gate() == Some(Gate::Agreement));
    let filed = context.state.use_case_filed(context.scenario, region);
    let cause = by_account
        .or((!gates.authorized).then_some(Cause::AccountBlocked))
        .or(by_form)
        .or((!filed).then_some(Cause::UseCaseFormMissing))
        .or(match agreement {
            AgreementStatus::Available => None,
            AgreementStatus::Pending => Some(Cause::AgreementPending),
            AgreementStatus::NotAvailable if may_subscribe => None,
            AgreementStatus::NotAvailable => Some(Cause::MarketplaceDenied),
            AgreementStatus::Error => Some(Cause::AgreementFailed),
        })
        .or((!gates.entitled).then_some(Cause::NoModelAccess))
        .or(by_agreement)?;
    Some(texts::refusal(cause, model, gates.agreement_message.as_deref()))
}
