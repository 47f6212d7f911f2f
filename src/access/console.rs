//! Links to the pages that fix things, made from typed parts.
//!
//! Every function answers `None` where no such page is known: the China, isolated and European Sovereign partitions
//! have no console page for Claude that was ever seen. The forms were checked against a signed-in console on 2026-10-07
//! or come from AWS's documentation.

use crate::catalog::{Arn, BaseModelId, Partition, RegionName};

mod url;

use url::encoded;

/// The sales contact AWS itself names when a model is handed out by AWS Sales only.
pub const SALES: &str = "https://aws.amazon.com/contact-us/sales-support/";
/// Where Anthropic lists the countries it serves.
pub const SUPPORTED_COUNTRIES: &str = "https://www.anthropic.com/supported-countries";
/// How data-retention modes work; there is no console page for them.
pub const DATA_RETENTION_DOCS: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html";
/// How access to models works, with the prerequisites of the first call.
pub const MODEL_ACCESS_DOCS: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html";
/// Which models are legacy, and until when.
pub const LIFECYCLE_DOCS: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html";
/// AWS's own list of error codes and what to do about them.
pub const ERROR_DOCS: &str =
    "https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html";
/// The state of AWS's services now.
pub const HEALTH: &str = "https://health.aws.amazon.com/health/status";

/// An IAM Identity Center sign-in, as the AWS profile names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sso {
    /// `sso_start_url`: the access portal.
    pub start_url: String,
    /// `sso_account_id`.
    pub account: String,
    /// `sso_role_name`: the permission set.
    pub role: String,
}

/// The page where access to a model is opened. Commercial: the model's page in the model catalogue, which holds the
/// use-case form and the terms. GovCloud: the Model access page, which is still the real one there.
#[must_use]
pub fn model_page(region: &RegionName, model: &BaseModelId) -> Option<String> {
    match region.partition() {
        Partition::Aws => bedrock(region, &format!("/model-catalog/serverless/{}", encoded(model.as_str()))),
        _ => model_access(region),
    }
}

/// All models on offer.
#[must_use]
pub fn model_catalog(region: &RegionName) -> Option<String> {
    bedrock(region, "/model-catalog")
}

/// The Model access page. It was retired in commercial regions in October 2025 and shows only a notice there.
#[must_use]
pub fn model_access(region: &RegionName) -> Option<String> {
    if region.partition() == Partition::AwsUsGov { bedrock(region, "/modelaccess") } else { None }
}

/// The playground with an id chosen; it asks for the use-case form before the first message.
#[must_use]
pub fn playground(region: &RegionName, id: &str) -> Option<String> {
    bedrock(region, &format!("/playground?modelId={}", encoded(id)))
}

/// The inference profiles of a region.
#[must_use]
pub fn inference_profiles(region: &RegionName) -> Option<String> {
    bedrock(region, "/inference-profiles")
}

/// The page that makes a Bedrock API key. AWS lists only commercial regions for API keys.
#[must_use]
pub fn api_keys(region: &RegionName) -> Option<String> {
    if region.partition() == Partition::Aws { bedrock(region, "/api-keys/long-term/create") } else { None }
}

/// The quotas of Amazon Bedrock in a region.
#[must_use]
pub fn service_quotas(region: &RegionName) -> Option<String> {
    Some(format!("{}/servicequotas/home/services/bedrock/quotas?region={region}", regional(region)?))
}

/// One quota, by its code (`L-…`).
#[must_use]
pub fn service_quota(region: &RegionName, code: &str) -> Option<String> {
    let host = regional(region)?;
    Some(format!("{host}/servicequotas/home/services/bedrock/quotas/{}?region={region}", encoded(code)))
}

/// Means of payment. GovCloud accounts are billed through their commercial account, so the page is there.
#[must_use]
pub fn payment_methods(partition: Partition) -> Option<String> {
    Some(format!("{}/billing/home#/paymentmethods", billing(partition)?))
}

/// Marketplace subscriptions. Those of a GovCloud account are made in its commercial account.
#[must_use]
pub fn marketplace_subscriptions(partition: Partition) -> Option<String> {
    Some(format!("{}/marketplace/home#/subscriptions", billing(partition)?))
}

/// The account page, with the section where opt-in regions are enabled. GovCloud has no opt-in regions.
#[must_use]
pub fn region_opt_in(partition: Partition) -> Option<String> {
    (partition == Partition::Aws).then(|| "https://console.aws.amazon.com/billing/home#/account".to_owned())
}

/// The IAM page of the caller: the role behind an assumed-role session, or the user.
#[must_use]
pub fn iam_identity(caller: &Arn) -> Option<String> {
    let host = global(caller.partition.parse().ok()?)?;
    let (kind, name) = match (caller.service.as_str(), caller.resource_type.as_str()) {
        ("sts", "assumed-role") => ("roles", caller.resource_id.split('/').next()?),
        ("iam", "role") => ("roles", caller.resource_id.rsplit('/').next()?),
        ("iam", "user") => ("users", caller.resource_id.rsplit('/').next()?),
        _ => return None,
    };
    Some(format!("{host}/iam/home#/{kind}/details/{}", encoded(name)))
}

/// IAM's access troubleshooter, which explains a denial by its authorization id.
#[must_use]
pub fn access_troubleshooter(partition: Partition) -> Option<String> {
    Some(format!("{}/iam/home#/access-troubleshooter", global(partition)?))
}

/// AWS Support.
#[must_use]
pub fn support(partition: Partition) -> Option<String> {
    Some(format!("{}/support/home", global(partition)?))
}

/// The model's card in the user guide, named after the model without provider, date and version suffix.
#[must_use]
pub fn model_card(model: &BaseModelId) -> String {
    let id = model.anthropic_id();
    let is_date = |tail: &str| tail.len() == 8 && tail.bytes().all(|b| b.is_ascii_digit());
    let name = id.rsplit_once('-').filter(|(_, tail)| is_date(tail)).map_or(id.as_str(), |(name, _)| name);
    format!("https://docs.aws.amazon.com/bedrock/latest/userguide/model-card-anthropic-{}.html", encoded(name))
}

/// The same page by way of IAM Identity Center, which signs in to the right account and role first
/// (IAM Identity Center user guide, createshortcutlink). `None` when the start URL is not one, or the destination
/// is not a page of the console.
#[must_use]
pub fn via_identity_center(sso: &Sso, destination: &str) -> Option<String> {
    let portal = url::portal(&sso.start_url)?;
    url::console_of(destination)?;
    Some(format!(
        "{portal}/#/console?account_id={}&role_name={}&destination={}",
        encoded(&sso.account),
        encoded(&sso.role),
        encoded(destination)
    ))
}

/// Whether the page is in the console of the partition. The billing pages of a GovCloud account are not.
#[must_use]
pub fn is_page_of(partition: Partition, url: &str) -> bool {
    url::console_of(url) == Some(partition)
}

fn bedrock(region: &RegionName, page: &str) -> Option<String> {
    Some(format!("{}/bedrock/home?region={region}#{page}", regional(region)?))
}

fn regional(region: &RegionName) -> Option<String> {
    match region.partition() {
        Partition::Aws => Some(format!("https://{region}.console.aws.amazon.com")),
        Partition::AwsUsGov => Some(format!("https://{region}.console.amazonaws-us-gov.com")),
        _ => None,
    }
}

fn global(partition: Partition) -> Option<&'static str> {
    match partition {
        Partition::Aws => Some("https://console.aws.amazon.com"),
        Partition::AwsUsGov => Some("https://console.amazonaws-us-gov.com"),
        _ => None,
    }
}

fn billing(partition: Partition) -> Option<&'static str> {
    matches!(partition, Partition::Aws | Partition::AwsUsGov).then_some("https://console.aws.amazon.com")
}
