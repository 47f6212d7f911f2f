//! The answers of AWS, as plain data.

use serde::{Deserialize, Serialize};

use crate::catalog::{BaseModelId, Destinations, Lifecycle, Partition, ProfileId};

/// The caller, as STS names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Twelve digits.
    pub account: String,
    /// The ARN of the user or assumed role.
    pub arn: String,
    /// The partition of that ARN.
    pub partition: Partition,
}

impl Identity {
    /// The role or user name without path and session: `Developer`.
    #[must_use]
    pub fn role(&self) -> &str {
        let resource = self.arn.splitn(6, ':').nth(5).unwrap_or(&self.arn);
        let mut parts = resource.split('/');
        match parts.next() {
            Some("assumed-role") => parts.next().unwrap_or(resource),
            _ => parts.next_back().unwrap_or(resource),
        }
    }
}

/// Whether a region is enabled for the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumString)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum RegionOptIn {
    /// Enabled by the account.
    Enabled,
    /// Being enabled.
    Enabling,
    /// Being disabled.
    Disabling,
    /// Not enabled.
    Disabled,
    /// Enabled for every account.
    EnabledByDefault,
}

impl RegionOptIn {
    /// Whether calls to the region can work now.
    #[must_use]
    pub fn is_usable(self) -> bool {
        matches!(self, Self::Enabled | Self::EnabledByDefault | Self::Disabling)
    }
}

/// One entry of ListFoundationModels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedModel {
    /// The id.
    pub id: BaseModelId,
    /// AWS's name for it.
    pub name: String,
    /// Status and dates in this region.
    pub lifecycle: Lifecycle,
    /// Whether `ON_DEMAND` is among its inference types.
    pub on_demand: bool,
    /// Whether `INFERENCE_PROFILE` is: a value of the wire that the SDK's own list lacks.
    pub through_profile: bool,
}

/// One entry of ListInferenceProfiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedProfile {
    /// The id.
    pub id: ProfileId,
    /// Where a call may be served.
    #[serde(flatten)]
    pub destinations: Destinations,
}

/// Whether Anthropic's use-case form was filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UseCaseForm {
    /// AWS returned a form.
    Filed,
    /// AWS said that none was filled out.
    Missing,
    /// AWS returned an empty form, which real Bedrock was never seen to do.
    Empty,
}

/// What GetInferenceProfile says of one profile: the model behind it, and where a call may be served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileBacking {
    /// The foundation model.
    pub model: BaseModelId,
    /// Where a call may be served.
    #[serde(flatten)]
    pub destinations: Destinations,
}

/// The account's data-retention mode in one region, as AWS names it: `none`, `default`, `aws_review`, `provider_data_share`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataRetention {
    /// The mode.
    pub mode: String,
}

impl DataRetention {
    /// Whether models that need `aws_review` refuse calls under this mode. `inherit` and modes to come say neither.
    #[must_use]
    pub fn refuses_review(&self) -> bool {
        matches!(self.mode.as_str(), "none" | "default")
    }

    /// Whether models that need `aws_review` accept calls under this mode.
    #[must_use]
    pub fn allows_review(&self) -> bool {
        matches!(self.mode.as_str(), "aws_review" | "provider_data_share")
    }
}

/// `agreementAvailability.status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumString)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Agreement {
    /// The account has access.
    Available,
    /// Being set up.
    Pending,
    /// No agreement.
    NotAvailable,
    /// Marketplace failed.
    Error,
}

/// The four fields of GetFoundationModelAvailability.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// The agreement; `None` for a status this program does not know.
    pub agreement: Option<Agreement>,
    /// What AWS says about a failed agreement.
    pub agreement_message: Option<String>,
    /// `authorizationStatus` is `AUTHORIZED`: about the account, not about IAM.
    pub authorized: bool,
    /// `entitlementAvailability` is `AVAILABLE`.
    pub entitled: bool,
    /// `regionAvailability` is `AVAILABLE`.
    pub in_region: bool,
}
