//! The parts of a scenario that are used as they were written.

use std::time::Duration;

use serde::Deserialize;

use crate::{
    refusal::{Cause, Gate},
    simulator::pattern::{Actions, Models, Operations, Patterns, Regions},
};

/// Whether the account may use a region, in the words of Account ListRegions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub(in crate::simulator) enum RegionState {
    Enabled,
    Enabling,
    Disabling,
    Disabled,
    EnabledByDefault,
}

impl RegionState {
    /// Whether the region takes the account's credentials.
    pub(in crate::simulator) fn is_usable(self) -> bool {
        matches!(self, Self::Enabled | Self::EnabledByDefault | Self::Disabling)
    }
}

/// `agreementAvailability.status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub(in crate::simulator) enum AgreementStatus {
    Available,
    Pending,
    NotAvailable,
    Error,
}

/// An account's data-retention mode in a region, as AWS writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, strum::IntoStaticStr, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(in crate::simulator) enum RetentionMode {
    None,
    Default,
    AwsReview,
    ProviderDataShare,
    Inherit,
}

impl RetentionMode {
    /// Whether models that need `aws_review` take calls.
    pub(in crate::simulator) fn allows_review(self) -> bool {
        matches!(self, Self::AwsReview | Self::ProviderDataShare)
    }
}

/// A refusal on invoke that no other answer gives away; `"none"` takes an earlier rule back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(in crate::simulator) struct Refused(pub(in crate::simulator) Option<Cause>);

impl TryFrom<String> for Refused {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "none" {
            return Ok(Self(None));
        }
        let cause = text.parse().ok().filter(|cause: &Cause| {
            let by_gate = matches!(
                cause.gate(),
                Some(Gate::Account | Gate::Lifecycle | Gate::UseCaseForm | Gate::Agreement | Gate::Quota)
            );
            by_gate && *cause != Cause::GovcloudNeedsCommercial
        });
        cause.map(|cause| Self(Some(cause))).ok_or_else(|| {
            format!(
                "{text:?} is not a cause of an account, lifecycle, use-case, agreement or quota refusal, nor \"none\""
            )
        })
    }
}

/// The kind of policy a denial names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::simulator) enum PolicyType {
    #[default]
    IdentityBasedPolicy,
    ServiceControlPolicy,
    PermissionsBoundary,
    SessionPolicy,
    VpcEndpointPolicy,
    ResourceBasedPolicy,
}

impl PolicyType {
    /// The words of the denial's text.
    pub(in crate::simulator) fn words(self) -> &'static str {
        match self {
            Self::IdentityBasedPolicy => "identity-based policy",
            Self::ServiceControlPolicy => "service control policy",
            Self::PermissionsBoundary => "permissions boundary",
            Self::SessionPolicy => "session policy",
            Self::VpcEndpointPolicy => "VPC endpoint policy",
            Self::ResourceBasedPolicy => "resource-based policy",
        }
    }

    /// The word that leaves policies of this kind out of a simulation.
    pub(in crate::simulator) fn as_excluded(self) -> Option<&'static str> {
        match self {
            Self::IdentityBasedPolicy => Some("user-managed"),
            Self::ServiceControlPolicy => Some("scp"),
            Self::PermissionsBoundary => Some("permission-boundary"),
            Self::SessionPolicy | Self::VpcEndpointPolicy | Self::ResourceBasedPolicy => None,
        }
    }
}

/// `[[trusted_access]]`: a program the account may be let into.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct TrustedAccessRule {
    pub(in crate::simulator) id: String,
    pub(in crate::simulator) name: String,
    #[serde(default = "anthropic")]
    pub(in crate::simulator) provider: String,
    pub(in crate::simulator) status: String,
    pub(in crate::simulator) reason: Option<String>,
    #[serde(default)]
    pub(in crate::simulator) details_url: String,
    pub(in crate::simulator) enrollment_url: Option<String>,
}

fn anthropic() -> String {
    "Anthropic".to_owned()
}

/// `[[project]]`: a project besides the default one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct ProjectRule {
    pub(in crate::simulator) id: String,
    pub(in crate::simulator) name: String,
    #[serde(default = "active")]
    pub(in crate::simulator) status: String,
    /// The models that take part in it.
    #[serde(default)]
    pub(in crate::simulator) models: Patterns<Models>,
}

impl ProjectRule {
    /// Whether a model takes part in it.
    pub(in crate::simulator) fn has(&self, model: &str) -> bool {
        self.models.matches(model)
    }
}

fn active() -> String {
    "active".to_owned()
}

/// `[[deny]]`: actions the caller may not take.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct DenyRule {
    pub(in crate::simulator) actions: Patterns<Actions>,
    #[serde(default)]
    pub(in crate::simulator) models: Patterns<Models>,
    #[serde(default)]
    pub(in crate::simulator) regions: Patterns<Regions>,
    #[serde(default)]
    pub(in crate::simulator) policy: PolicyType,
    /// An explicit deny; otherwise the layer merely lacks an allow.
    #[serde(default = "yes")]
    pub(in crate::simulator) explicit: bool,
    pub(in crate::simulator) policy_arn: Option<String>,
}

fn yes() -> bool {
    true
}

/// `[[fault]]`: what goes wrong, and how slowly things go.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct FaultRule {
    #[serde(default)]
    pub(in crate::simulator) operations: Patterns<Operations>,
    #[serde(default)]
    pub(in crate::simulator) regions: Patterns<Regions>,
    #[serde(default)]
    pub(in crate::simulator) models: Patterns<Models>,
    pub(in crate::simulator) latency: Option<Latency>,
    pub(in crate::simulator) throttle: Option<Throttle>,
    #[serde(rename = "does")]
    pub(in crate::simulator) fault: Option<Fault>,
    /// The chance that the fault happens, 0 to 1.
    #[serde(default = "certainly")]
    pub(in crate::simulator) probability: f64,
    /// Only the first so many requests of a region and operation meet the fault.
    pub(in crate::simulator) first: Option<u64>,
}

fn certainly() -> f64 {
    1.0
}

/// How long an answer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "LatencyText")]
pub(in crate::simulator) enum Latency {
    /// Always the same.
    Fixed(Duration),
    /// Log-normal.
    Spread { median: Duration, p99: Duration },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LatencyText {
    fixed_ms: Option<u32>,
    median_ms: Option<u32>,
    p99_ms: Option<u32>,
}

impl TryFrom<LatencyText> for Latency {
    type Error = &'static str;

    fn try_from(text: LatencyText) -> Result<Self, Self::Error> {
        let millis = |ms: u32| Duration::from_millis(ms.into());
        match (text.fixed_ms, text.median_ms, text.p99_ms) {
            (Some(fixed), None, None) => Ok(Self::Fixed(millis(fixed))),
            (None, Some(median), Some(p99)) if 0 < median && median <= p99 => {
                Ok(Self::Spread { median: millis(median), p99: millis(p99) })
            }
            _ => Err("a latency is either fixed_ms, or median_ms and a p99_ms that is not smaller"),
        }
    }
}

impl Latency {
    /// One draw.
    pub(in crate::simulator) fn draw(self, random: &mut fastrand::Rng) -> Duration {
        match self {
            Self::Fixed(latency) => latency,
            Self::Spread { median, p99 } => crate::simulator::random::log_normal(random, median, p99),
        }
    }
}

/// A token bucket, one for each region and operation.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct Throttle {
    /// Tokens that come back each second.
    pub(in crate::simulator) per_second: f64,
    /// How many tokens there are at most, and at first.
    pub(in crate::simulator) burst: f64,
}

/// What happens instead of an answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::simulator) enum Fault {
    /// The connection stays open and silent.
    NoAnswer,
    /// The connection is closed without an answer.
    Disconnect,
    /// The answer stops in the middle of its body.
    CutOff,
    /// An error of the scenario's choice.
    Error {
        /// HTTP status.
        status: u16,
        /// AWS's error type; none for a front door that names none.
        #[serde(rename = "type")]
        kind: Option<String>,
        /// The text.
        message: String,
    },
}
