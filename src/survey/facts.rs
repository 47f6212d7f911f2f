//! The facts themselves.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AgreementSeen, Fact, Programs, Projects, Quota, Simulation};
use crate::catalog::{BaseModelId, Lifecycle, ModelRef, Partition, ProfileId, RegionName};

/// Everything learned about one account through one profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// Who asks: STS GetCallerIdentity.
    pub identity: Fact<Identity>,
    /// Which regions the account has: Account ListRegions.
    pub opted: Fact<BTreeMap<RegionName, RegionOptIn>>,
    /// What was learned in each region.
    pub regions: BTreeMap<RegionName, RegionFacts>,
}

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

/// What was learned in one region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionFacts {
    /// ListFoundationModels, Anthropic only, provisioned-only variants folded away.
    pub models: Fact<Vec<ListedModel>>,
    /// ListInferenceProfiles, system-defined, in the order AWS gave them: Claude Code depends on that order.
    pub profiles: Fact<Vec<ListedProfile>>,
    /// GetUseCaseForModelAccess.
    pub use_case: Fact<UseCaseForm>,
    /// GetAccountDataRetention.
    pub data_retention: Fact<DataRetention>,
    /// GetFoundationModelAvailability, by model.
    pub availability: BTreeMap<BaseModelId, Fact<Availability>>,
    /// GetInferenceProfile, by the ARN that was asked about.
    #[serde(default)]
    pub inference_profiles: BTreeMap<String, Fact<ProfileBacking>>,
    /// Real one-token calls, by the id that was called: `Ok` is an answer, a refusal is evidence.
    #[serde(default)]
    pub verified: BTreeMap<String, Fact<()>>,
    /// The same with the streaming operation, which is another IAM action.
    #[serde(default)]
    pub streamed: BTreeMap<String, Fact<()>>,
    /// Agreements that were seen in another state than AVAILABLE, by model.
    #[serde(default)]
    pub agreements: BTreeMap<BaseModelId, AgreementSeen>,
    /// Service Quotas: those that concern Claude.
    #[serde(default)]
    pub quotas: Fact<Vec<Quota>>,
    /// Policy simulations, by the id they were made for.
    #[serde(default)]
    pub permissions: BTreeMap<String, Fact<Simulation>>,
    /// ListTrustedAccessPrograms.
    #[serde(default)]
    pub trusted_access: Fact<Programs>,
    /// ListProjects.
    #[serde(default)]
    pub projects: Fact<Projects>,
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
    /// Where a call may be served; empty for destinations without a region.
    pub destinations: Vec<RegionName>,
    /// Whether one destination is region-less: anywhere commercial.
    pub anywhere: bool,
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
    /// Where a call may be served; empty for destinations without a region.
    pub destinations: Vec<RegionName>,
    /// Whether one destination is region-less: anywhere commercial.
    pub anywhere: bool,
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

impl Survey {
    /// The facts of a region, if anything was asked there.
    #[must_use]
    pub fn region(&self, region: &RegionName) -> Option<&RegionFacts> {
        self.regions.get(region)
    }

    /// Whether the region is known to be usable or not; `None` when ListRegions was not read or does not name it.
    #[must_use]
    pub fn opt_in(&self, region: &RegionName) -> Option<RegionOptIn> {
        self.opted.value()?.get(region).copied()
    }

    /// The model behind each inference profile that GetInferenceProfile was asked about, by the profile's ARN.
    #[must_use]
    pub fn backing_models(&self) -> BTreeMap<String, BaseModelId> {
        let of_region = |facts: &RegionFacts| {
            let known =
                |(arn, fact): (&String, &Fact<ProfileBacking>)| Some((arn.clone(), fact.value()?.model.clone()));
            facts.inference_profiles.iter().filter_map(known).collect::<Vec<_>>()
        };
        self.regions.values().flat_map(of_region).collect()
    }

    /// Every model id seen in any region, in no particular order.
    pub fn model_ids(&self) -> std::collections::BTreeSet<BaseModelId> {
        let listed = |facts: &RegionFacts| {
            let models = facts.models.value().into_iter().flatten().map(|model| model.id.clone());
            let profiles = facts.profiles.value().into_iter().flatten().map(|profile| profile.id.base().clone());
            models.chain(profiles).collect::<Vec<_>>()
        };
        self.regions.values().flat_map(listed).collect()
    }
}

impl RegionFacts {
    /// The model's entry in ListFoundationModels.
    #[must_use]
    pub fn model(&self, id: &BaseModelId) -> Option<&ListedModel> {
        self.models.value()?.iter().find(|model| model.id == *id)
    }

    /// The profiles that serve the model, in AWS's order.
    pub fn profiles_of<'a>(&'a self, id: &'a BaseModelId) -> impl Iterator<Item = &'a ListedProfile> {
        self.profiles.value().into_iter().flatten().filter(move |profile| profile.id.base() == id)
    }

    /// The foundation model behind an id: what the id itself tells, else what GetInferenceProfile said of the ARN.
    #[must_use]
    pub fn base_of(&self, id: &ModelRef) -> Option<BaseModelId> {
        id.base().or_else(|| Some(self.backing(id)?.value()?.model.clone()))
    }

    /// What GetInferenceProfile said, if it was asked about this id.
    #[must_use]
    pub fn backing(&self, id: &ModelRef) -> Option<&Fact<ProfileBacking>> {
        self.inference_profiles.get(&id.profile_arn()?.to_string())
    }

    /// Whether the newest question about anything here was answered: proof that the region is enabled and the
    /// credentials were taken. An older answer that a failure left standing is none.
    #[must_use]
    pub fn answered(&self) -> bool {
        self.answered_at().is_some()
    }

    /// When Bedrock last answered a question that was not asked in vain since.
    #[must_use]
    pub fn answered_at(&self) -> Option<jiff::Timestamp> {
        let availability = self.availability.values().filter_map(Fact::known_at).max();
        let called = self.verified.values().chain(self.streamed.values()).filter_map(Fact::known_at).max();
        [self.models.known_at(), self.profiles.known_at(), self.use_case.known_at(), availability, called]
            .into_iter()
            .flatten()
            .max()
    }

    /// The newest date of any question asked here.
    #[must_use]
    pub fn as_of(&self) -> Option<jiff::Timestamp> {
        let availability = self.availability.values().filter_map(Fact::asked_at).max();
        [self.models.asked_at(), self.profiles.asked_at(), self.use_case.asked_at(), availability]
            .into_iter()
            .flatten()
            .max()
    }
}
