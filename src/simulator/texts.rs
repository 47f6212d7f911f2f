//! What Bedrock says when it refuses, word for word as seen or documented.

use super::answer::Problem;
use crate::refusal::Cause;

/// The refusal of an invocation for a cause that lies with the account, its agreements, lifecycle or quota.
/// `detail` is Marketplace's own word for a failed agreement.
pub(super) fn refusal(cause: Cause, model: &str, detail: Option<&str>) -> Problem {
    let denied = |message: String| Problem::new(403, "AccessDeniedException", message);
    let missing = |message: &str| Problem::new(404, "ResourceNotFoundException", message);
    let throttled = |message: &str| Problem::new(429, "ThrottlingException", message);
    match cause {
        Cause::AccountBlocked => Problem::invalid("Operation not allowed"),
        Cause::AccountUnverified => denied(VERIFYING.to_owned()),
        Cause::ResellerAccount => Problem::invalid(CHANNEL),
        Cause::UnsupportedCountry => Problem::invalid(COUNTRY),
        Cause::ContactSales => denied(format!("{model} {SALES}")),
        Cause::UseCaseFormMissing => missing(FORM),
        Cause::MarketplaceDenied | Cause::AgreementMissing => denied(marketplace(NOT_AUTHORIZED)),
        Cause::AgreementPending => denied(PENDING.to_owned()),
        Cause::InvalidPayment => denied(marketplace(&format!("{PAYMENT}. "))),
        Cause::AgreementFailed => denied(marketplace(&format!("{}. ", detail.unwrap_or(PAYMENT)))),
        Cause::LegacyInactive => missing(LEGACY),
        Cause::EndOfLife => missing(END_OF_LIFE),
        Cause::QuotaExceeded => throttled("Too many tokens per day, please wait before trying again."),
        _ => denied("You don't have access to the model with the specified model ID.".to_owned()),
    }
}

/// The base id of a model that works through inference profiles only. The apostrophe is the curly one.
pub(super) fn profile_only(model: &str) -> Problem {
    Problem::invalid(format!(
        "Invocation of model ID {model} with on-demand throughput isn\u{2019}t supported. Retry your request with the \
         ID or ARN of an inference profile that contains this model."
    ))
}

/// A model outside the project of the call. The wording is ours: the service model names the error only.
pub(super) fn not_in_project(model: &str) -> Problem {
    Problem::new(404, "ResourceNotFoundException", format!("The model {model} was not found in the project."))
}

/// A typo, another region's model, or a hidden one: the text does not tell them apart.
pub(super) fn invalid_id() -> Problem {
    Problem::invalid("The provided model identifier is invalid.")
}

/// An id that bedrock-mantle does not know: a prefixed one, for one.
pub(super) fn no_such_model(model: &str) -> Problem {
    Problem::new(404, "ResourceNotFoundException", format!("The model '{model}' does not exist"))
}

/// CountTokens takes base ids only, and not the newest.
pub(super) fn no_counting() -> Problem {
    Problem::invalid("The provided model doesn't support counting tokens.")
}

/// The account's data-retention mode is too narrow.
pub(super) fn retention(mode: &str) -> Problem {
    Problem::invalid(format!("data retention mode '{mode}' is not available for this model"))
}

/// Nothing was filed yet; GetUseCaseForModelAccess only.
pub(super) fn form_not_filled() -> Problem {
    let message = "You have not filled out the request form. Fill out the form before getting access.";
    Problem::new(404, "ResourceNotFoundException", message)
}

/// Keys nobody knows, or a region that is not enabled.
pub(super) fn unrecognised_client() -> Problem {
    Problem::before_dispatch(
        403,
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )
}

/// The control plane asks for a slower pace.
pub(super) fn too_many_requests() -> Problem {
    let message = "Too many requests, please wait before trying again. You have sent too many requests.  Wait before \
                   trying again.";
    Problem::new(429, "ThrottlingException", message)
}

fn marketplace(reason: &str) -> String {
    format!(
        "Model access is denied due to {reason}Your AWS Marketplace subscription for this model cannot be completed at \
         this time. If you recently fixed this issue, try again after 15 minutes."
    )
}

const NOT_AUTHORIZED: &str = "IAM user or service role is not authorized to perform the required AWS Marketplace actions \
     (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable access to this model. Refer to the \
     Amazon Bedrock documentation for further details. ";
const PAYMENT: &str = "INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided.";
const PENDING: &str = "Your account is not authorized to access this model. Your AWS Marketplace subscription for this \
     model is still being processed";
const SALES: &str = "is not available for this account. You can explore other available models on Amazon Bedrock. For \
     additional access options, contact AWS Sales at https://aws.amazon.com/contact-us/sales-support/";
const VERIFYING: &str = "Your account is currently being verified. Verification normally takes less than 2 hours. Until \
     your account is verified, you may not have access to this service.";
const CHANNEL: &str = "Access to this model is not available for channel program accounts. Reach out to your AWS Solution \
     Provider or AWS Distributor for more information.";
const COUNTRY: &str = "Access to Anthropic models is not allowed from unsupported countries, regions, or territories.";
const FORM: &str = "Model use case details have not been submitted for this account. Fill out the Anthropic use case \
     details form before using the model. If you have already filled out the form, try again in 15 minutes.";
const LEGACY: &str = "Access denied. This Model is marked by provider as Legacy and you have not been actively using the \
     model in the last 30 days. Please upgrade to an active model on Amazon Bedrock";
const END_OF_LIFE: &str = "This model version has reached the end of its life. Please refer to the AWS documentation for \
     more details.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_ones_on_record() {
        let text = |cause| refusal(cause, "anthropic.claude-opus-5", None).message;
        assert_eq!(
            text(Cause::InvalidPayment),
            "Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided.. \
             Your AWS Marketplace subscription for this model cannot be completed at this time. If you recently fixed \
             this issue, try again after 15 minutes."
        );
        assert!(text(Cause::AgreementMissing).contains(
            "(aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable access to this model. Refer to \
             the Amazon Bedrock documentation for further details. Your AWS Marketplace subscription"
        ));
        assert!(
            text(Cause::ContactSales).starts_with("anthropic.claude-opus-5 is not available for this account. You")
        );
        assert!(profile_only("x").message.contains("isn\u{2019}t supported"));
    }
}
