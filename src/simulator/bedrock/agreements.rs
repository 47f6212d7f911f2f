//! Agreements by API: offers, making and ending one.

use serde_json::{Value, json};

use crate::{
    catalog::Partition,
    simulator::{
        answer::{Answer, Problem},
        context::Context,
        operation::Operation,
        scenario::rules::AgreementStatus,
        texts,
    },
};

/// ListFoundationModelAgreementOffers.
pub(in crate::simulator) fn offers(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::ListFoundationModelAgreementOffers)?;
    let model = context.model();
    not_in_govcloud(context)?;
    if !context.scenario.knows(&model) {
        return Err(texts::invalid_id());
    }
    Ok(Answer::json(200, &json!({ "modelId": context.call.id, "offers": [offer(&model)] })))
}

fn offer(model: &str) -> Value {
    let rate = |dimension: &str, price: &str| json!({ "dimension": dimension, "price": price, "description": dimension, "unit": "1K tokens" });
    json!({
        "offerId": format!("offer-{}", model.trim_start_matches("anthropic.")),
        "offerToken": token(model),
        "termDetails": {
            "usageBasedPricingTerm": {
                "rateCard": [rate("input_tokens", "0.003"), rate("output_tokens", "0.015")],
            },
            "legalTerm": { "url": "https://aws.amazon.com/legal/bedrock/third-party-models/" },
            "supportTerm": { "refundPolicyDescription": "No refunds." },
        },
    })
}

fn token(model: &str) -> String {
    format!("simulated-offer-token-for-{model}")
}

/// CreateFoundationModelAgreement: pending at first, then available.
pub(in crate::simulator) fn create(context: &mut Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::CreateFoundationModelAgreement)?;
    not_in_govcloud(context)?;
    let model = context.model();
    context.require("aws-marketplace:Subscribe", None, Some(&model))?;
    if !context.scenario.knows(&model) {
        return Err(texts::invalid_id());
    }
    if context.call.json()["offerToken"] != token(&model).as_str() {
        return Err(Problem::invalid("The provided offer token is invalid."));
    }
    if status(context, &model) != AgreementStatus::NotAvailable {
        return Err(Problem::invalid("Could not create agreement - Agreement already exists"));
    }
    context.state.make_agreement(&model);
    Ok(Answer::json(202, &json!({ "modelId": model })))
}

/// DeleteFoundationModelAgreement.
pub(in crate::simulator) fn delete(context: &mut Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::DeleteFoundationModelAgreement)?;
    let model = context.model();
    if status(context, &model) == AgreementStatus::NotAvailable {
        return Err(Problem::new(404, "ResourceNotFoundException", "Agreement not found for this model."));
    }
    context.state.delete_agreement(&model);
    Ok(Answer::json(202, &json!({})))
}

fn status(context: &Context<'_>, model: &str) -> AgreementStatus {
    let gates = context.scenario.gates(&context.call.region, model);
    context.state.agreement(model, gates.agreement, context.scenario.agreement_time())
}

/// GovCloud accounts make their agreements in the paired commercial account.
fn not_in_govcloud(context: &Context<'_>) -> Result<(), Problem> {
    if context.scenario.partition() != Partition::AwsUsGov {
        return Ok(());
    }
    let message = format!(
        "The GovCloud account {} cannot perform this operation. You must use your associated standard AWS account to \
         establish a model access agreement or view the EULA in either us-east-1 or us-west-2 regions",
        context.scenario.account()
    );
    Err(Problem::new(403, "AccessDeniedException", message))
}
