//! The operations the simulator serves.

use strum::IntoEnumIterator;

/// A service, as the credential scope of a signature names it. Control plane and runtime of Bedrock share a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Service {
    /// Control plane and runtime.
    Bedrock,
    /// Security Token Service.
    Sts,
    /// Account Management.
    Account,
    /// Service Quotas.
    #[strum(serialize = "servicequotas")]
    Quotas,
    /// Identity and Access Management.
    Iam,
}

/// How a service writes requests and answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// JSON bodies, operations told apart by path.
    RestJson,
    /// JSON bodies, the operation in `X-Amz-Target`.
    Json11,
    /// Form in, XML out, the operation in `Action`.
    Query,
}

impl Service {
    /// The wire protocol.
    pub(super) fn protocol(self) -> Protocol {
        match self {
            Self::Bedrock | Self::Account => Protocol::RestJson,
            Self::Quotas => Protocol::Json11,
            Self::Sts | Self::Iam => Protocol::Query,
        }
    }
}

/// An operation, under its AWS name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter, strum::IntoStaticStr)]
pub(super) enum Operation {
    ListFoundationModels,
    GetFoundationModel,
    GetFoundationModelAvailability,
    ListInferenceProfiles,
    GetInferenceProfile,
    GetUseCaseForModelAccess,
    PutUseCaseForModelAccess,
    GetAccountDataRetention,
    PutAccountDataRetention,
    ListFoundationModelAgreementOffers,
    CreateFoundationModelAgreement,
    DeleteFoundationModelAgreement,
    ListTrustedAccessPrograms,
    ListProjects,
    InvokeModel,
    InvokeModelWithResponseStream,
    GetCallerIdentity,
    ListRegions,
    ListServiceQuotas,
    #[strum(serialize = "ListAWSDefaultServiceQuotas")]
    ListAwsDefaultServiceQuotas,
    SimulatePrincipalPolicy,
    GetRole,
}

impl Operation {
    /// Every operation.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// The name AWS gives it.
    pub(super) fn name(self) -> &'static str {
        self.into()
    }

    /// The service it belongs to.
    pub(super) fn service(self) -> Service {
        match self {
            Self::GetCallerIdentity => Service::Sts,
            Self::ListRegions => Service::Account,
            Self::ListServiceQuotas | Self::ListAwsDefaultServiceQuotas => Service::Quotas,
            Self::SimulatePrincipalPolicy | Self::GetRole => Service::Iam,
            _ => Service::Bedrock,
        }
    }

    /// The IAM action that allows it, such as `bedrock:ListFoundationModels`.
    pub(super) fn action(self) -> String {
        format!("{}:{}", self.service(), self.name())
    }

    /// The operation behind a path, with the decoded identifier in it.
    pub(super) fn by_path(method: &str, path: &[String]) -> Option<(Self, Option<String>)> {
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        let with = |operation, id: &str| Some((operation, Some(id.to_owned())));
        match (method, parts.as_slice()) {
            ("GET", ["foundation-models"]) => Some((Self::ListFoundationModels, None)),
            ("GET", ["foundation-models", id]) => with(Self::GetFoundationModel, id),
            ("GET", ["foundation-model-availability", id]) => with(Self::GetFoundationModelAvailability, id),
            ("GET", ["inference-profiles"]) => Some((Self::ListInferenceProfiles, None)),
            ("GET", ["inference-profiles", id]) => with(Self::GetInferenceProfile, id),
            ("GET", ["use-case-for-model-access"]) => Some((Self::GetUseCaseForModelAccess, None)),
            ("POST", ["use-case-for-model-access"]) => Some((Self::PutUseCaseForModelAccess, None)),
            ("GET", ["data-retention"]) => Some((Self::GetAccountDataRetention, None)),
            ("PUT", ["data-retention"]) => Some((Self::PutAccountDataRetention, None)),
            ("GET", ["list-foundation-model-agreement-offers", id]) => {
                with(Self::ListFoundationModelAgreementOffers, id)
            }
            ("POST", ["create-foundation-model-agreement"]) => Some((Self::CreateFoundationModelAgreement, None)),
            ("POST", ["delete-foundation-model-agreement"]) => Some((Self::DeleteFoundationModelAgreement, None)),
            ("GET", ["trusted-access-programs"]) => Some((Self::ListTrustedAccessPrograms, None)),
            ("GET", ["projects"]) => Some((Self::ListProjects, None)),
            ("POST", ["model", id, "invoke"]) => with(Self::InvokeModel, id),
            ("POST", ["model", id, "invoke-with-response-stream"]) => with(Self::InvokeModelWithResponseStream, id),
            ("POST", ["listRegions"]) => Some((Self::ListRegions, None)),
            _ => None,
        }
    }

    /// The operation a query or target header names.
    pub(super) fn by_name(name: &str) -> Option<Self> {
        Self::iter().find(|operation| operation.name() == name && operation.service().protocol() != Protocol::RestJson)
    }
}
