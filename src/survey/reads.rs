//! The table of reads: everything that is asked of AWS, one row a read, and the answers as plain data.
//!
//! A row makes the question, the reading that answers it, the place where the fact is kept, and the lines of `--help` and
//! README that say what CloudTrail will show. Who adds a read adds a row and its answer here, the call in `aws`, and the gate
//! that uses it.

mod table;

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::table::reads;
use super::{
    AgreementSeen, CallSource, Fact, FactDates, PolicyCheck, Programs, ProjectModels, Projects, Quota, RealCall,
    Simulation, Tempo,
};
use crate::{
    catalog::{BaseModelId, Destinations, Lifecycle, Partition, ProfileId, RegionName},
    refusal::Refusal,
};

/// When a scan asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// By a rule of its own in `scan`: other questions wait for its answer, or it is for a few of many.
    Own,
    /// In the regions in focus and those of the plan, when all else was answered there.
    Last {
        /// Whether an API key will do. Where it will not, nobody without keys asks.
        with_api_key: bool,
    },
    /// Never: on request only. That makes no survey look newer.
    OnRequest,
}

/// What is to be known of a read besides its types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadRow {
    /// The AWS operations; the first names the question.
    pub operations: &'static [&'static str],
    /// The IAM actions they need; none for what every identity may do.
    pub actions: &'static [&'static str],
    /// How often it is asked, as CloudTrail will show it.
    pub how_often: &'static str,
    /// Whether an answer proves that the region is enabled and the credentials were taken: Bedrock of that region said it.
    pub proves_region: bool,
    /// When a scan asks it.
    pub schedule: Schedule,
    /// Whether it is one of the answers that the dashboard counts: those of the map.
    pub counted: bool,
}

/// A row of the scan that Bedrock answers in the region asked.
const MAP: ReadRow = ReadRow {
    operations: &[],
    actions: &[],
    how_often: "",
    proves_region: true,
    schedule: Schedule::Own,
    counted: true,
};
/// A row of the scan that says nothing about the region's own Bedrock.
const ASIDE: ReadRow = ReadRow { proves_region: false, counted: false, ..MAP };
/// A row that only a request asks.
const ON_REQUEST: ReadRow = ReadRow { schedule: Schedule::OnRequest, ..ASIDE };

reads! {
    account {
        /// STS GetCallerIdentity: who asks.
        Identity, identity: Identity = ReadRow { operations: &["GetCallerIdentity"], how_often: "once", ..ASIDE };
        /// Account ListRegions: which regions the account has.
        Regions, opted: BTreeMap<RegionName, RegionOptIn> = ReadRow {
            operations: &["ListRegions"],
            actions: &["account:ListRegions"],
            how_often: "once",
            ..ASIDE
        };
    }
    region {
        /// ListFoundationModels, Anthropic only, provisioned-only variants folded away.
        Models, models: Vec<ListedModel> = ReadRow {
            operations: &["ListFoundationModels"],
            actions: &["bedrock:ListFoundationModels"],
            how_often: "in each region asked",
            ..MAP
        };
        /// ListInferenceProfiles, system-defined, in the order AWS gave them: Claude Code depends on that order.
        Profiles, profiles: Vec<ListedProfile> = ReadRow {
            operations: &["ListInferenceProfiles"],
            actions: &["bedrock:ListInferenceProfiles"],
            how_often: "in each region asked",
            ..MAP
        };
        /// GetUseCaseForModelAccess.
        UseCase, use_case: UseCaseForm = ReadRow {
            operations: &["GetUseCaseForModelAccess"],
            actions: &["bedrock:GetUseCaseForModelAccess"],
            how_often: "once, and in each opt-in region",
            ..MAP
        };
        /// GetAccountDataRetention.
        DataRetention, data_retention: DataRetention = ReadRow {
            operations: &["GetAccountDataRetention"],
            actions: &["bedrock:GetAccountDataRetention"],
            how_often: "in each region with a model that needs it",
            ..MAP
        };
        /// Service Quotas ListServiceQuotas and ListAWSDefaultServiceQuotas: those that concern Claude.
        Quotas, quotas: Vec<Quota> = ReadRow {
            operations: &["ListServiceQuotas", "ListAWSDefaultServiceQuotas"],
            actions: &["servicequotas:ListServiceQuotas", "servicequotas:ListAWSDefaultServiceQuotas"],
            how_often: "page by page, in the region in focus and those of the plan; not by list",
            schedule: Schedule::Last { with_api_key: false },
            ..ASIDE
        };
        /// ListTrustedAccessPrograms, where the region has the operation.
        TrustedAccess, trusted_access: Programs = ReadRow {
            operations: &["ListTrustedAccessPrograms"],
            actions: &["bedrock:ListTrustedAccessPrograms"],
            how_often: "in the region in focus and those of the plan; not by list",
            schedule: Schedule::Last { with_api_key: true },
            ..ASIDE
        };
        /// ListProjects, where the region has the operation.
        Projects, projects: Projects = ReadRow {
            operations: &["ListProjects"],
            actions: &["bedrock:ListProjects"],
            how_often: "where calls carry a Bedrock project",
            ..ASIDE
        };
    }
    each {
        /// GetFoundationModelAvailability, by model.
        Availability of BaseModelId, availability[BaseModelId, |model: BaseModelId| model]: Availability = ReadRow {
            operations: &["GetFoundationModelAvailability"],
            actions: &["bedrock:GetFoundationModelAvailability"],
            how_often: "for each model in each region asked",
            ..MAP
        };
        /// ListFoundationModels with a project, by the project: the models that take part in it.
        ProjectModels of String, project_models[String, |project: String| project]: ProjectModels = ReadRow {
            operations: &["ListFoundationModels"],
            actions: &["bedrock:ListFoundationModels"],
            how_often: "once more, with the project, where calls carry one that ListProjects names",
            ..ASIDE
        };
        /// GetInferenceProfile, by the ARN that was asked about.
        InferenceProfile of String, inference_profiles[String, |arn: String| arn]: ProfileBacking = ReadRow {
            operations: &["GetInferenceProfile"],
            actions: &["bedrock:GetInferenceProfile"],
            how_often: "for each profile ARN that Claude Code is set to",
            counted: false,
            ..MAP
        };
        /// IAM SimulatePrincipalPolicy, by the id it was made for.
        Permissions of Box<PolicyCheck>, permissions[String, |check: Box<PolicyCheck>| check.id]: Simulation = ReadRow {
            operations: &["SimulatePrincipalPolicy", "GetRole"],
            actions: &["iam:SimulatePrincipalPolicy", "iam:GetRole"],
            how_often: "for each id of the plan: the profile, and the model in each region it may be served from \
                (GetRole where the role has a path); not with --no-simulate",
            ..ON_REQUEST
        };
    }
}

/// A real call is no read: it has a row for its place in the survey, and needs actions of its own.
const INVOKE: ReadRow = ReadRow {
    operations: &["InvokeModel", "InvokeModelWithResponseStream"],
    actions: &["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
    how_often: "only by verify and the keys v and V, after asking",
    proves_region: true,
    ..ON_REQUEST
};

/// One question, asked, with what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The question and its outcome.
    pub reading: Reading,
    /// When the answer, or the failure, arrived.
    pub at: Timestamp,
}

impl Observation {
    /// Whether there was an answer, or why not.
    ///
    /// # Errors
    ///
    /// The refusal.
    pub fn outcome(&self) -> Result<(), &Refusal> {
        self.reading.outcome()
    }

    /// The question.
    #[must_use]
    pub fn question(&self) -> Question {
        self.reading.question()
    }
}

impl Question {
    /// The AWS operation that answers it.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Invoke(call) => call.operation(),
            _ => self.read().row().operations.first().copied().unwrap_or_default(),
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.operation())?;
        if let Some(region) = self.region() {
            write!(f, " in {region}")?;
        }
        match self {
            Self::Availability(_, model) => write!(f, " of {model}"),
            Self::InferenceProfile(_, arn) => write!(f, " of {arn}"),
            Self::ProjectModels(_, project) => write!(f, " of {project}"),
            Self::Invoke(call) => write!(f, " of {}", call.id),
            Self::Permissions(_, check) => write!(f, " of {}", check.id),
            _ => Ok(()),
        }
    }
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
