//! The operations the simulator serves.

use strum::IntoEnumIterator;

/// A service, as the credential scope of a signature names it. Control plane and runtime of Bedrock share a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Service {
    /// Control plane and runtime.
    Bedrock,
    /// The Messages API of Bedrock.
    #[strum(serialize = "bedrock-mantle")]
    Mantle,
    /// Security Token Service.
    Sts,
    /// Account Management.
    Account,
    /// Service Quotas.
    #[strum(serialize = "servicequotas")]
    Quotas,
    /// Identity and Access Management.
    Iam,
    /// CloudTrail.
    #[strum(serialize = "cloudtrail")]
    Trail,
    /// CloudWatch, whose actions have another name than its signatures.
    #[strum(serialize = "monitoring")]
    Watch,
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
            Self::Bedrock | Self::Mantle | Self::Account => Protocol::RestJson,
            Self::Quotas | Self::Trail | Self::Watch => Protocol::Json11,
            Self::Sts | Self::Iam => Protocol::Query,
        }
    }
}

/// The table of operations: AWS's name, service, method and path, and what answers it. Where a service has one path for
/// everything the path is empty: the request names the operation. `dispatch` makes its arms from the last column.
macro_rules! operations {
    ($make:ident) => {
        $make! {
            ListFoundationModels: Bedrock, GET "foundation-models" => bedrock::models::list;
            GetFoundationModel: Bedrock, GET "foundation-models/{id}" => bedrock::models::get;
            GetFoundationModelAvailability: Bedrock, GET "foundation-model-availability/{id}" => bedrock::access::availability;
            ListInferenceProfiles: Bedrock, GET "inference-profiles" => bedrock::profiles::list;
            GetInferenceProfile: Bedrock, GET "inference-profiles/{id}" => bedrock::profiles::get;
            GetUseCaseForModelAccess: Bedrock, GET "use-case-for-model-access" => bedrock::access::use_case;
            PutUseCaseForModelAccess: Bedrock, POST "use-case-for-model-access" => bedrock::access::put_use_case;
            GetAccountDataRetention: Bedrock, GET "data-retention" => bedrock::access::data_retention;
            PutAccountDataRetention: Bedrock, PUT "data-retention" => bedrock::access::put_data_retention;
            ListFoundationModelAgreementOffers: Bedrock, GET "list-foundation-model-agreement-offers/{id}" => bedrock::agreements::offers;
            CreateFoundationModelAgreement: Bedrock, POST "create-foundation-model-agreement" => bedrock::agreements::create;
            DeleteFoundationModelAgreement: Bedrock, POST "delete-foundation-model-agreement" => bedrock::agreements::delete;
            ListTrustedAccessPrograms: Bedrock, GET "trusted-access-programs" => bedrock::programs::trusted_access;
            ListProjects: Bedrock, GET "projects" => bedrock::programs::projects;
            InvokeModel: Bedrock, POST "model/{id}/invoke" => runtime::invoke_model;
            InvokeModelWithResponseStream: Bedrock, POST "model/{id}/invoke-with-response-stream" => runtime::invoke_model_with_response_stream;
            CountTokens: Bedrock, POST "model/{id}/count-tokens" => runtime::count_tokens;
            CreateInference: Mantle, POST "anthropic/v1/messages" => mantle::create_inference;
            LookupEvents: Trail, POST "" => trail::lookup_events;
            ListMetrics: Watch, POST "" => trail::list_metrics;
            GetMetricData: Watch, POST "" => trail::get_metric_data;
            GetCallerIdentity: Sts, POST "" => sts::get_caller_identity;
            ListRegions: Account, POST "listRegions" => account::list_regions;
            ListServiceQuotas: Quotas, POST "" => quotas::list_service_quotas;
            ListAWSDefaultServiceQuotas: Quotas, POST "" => quotas::list_aws_default_service_quotas;
            SimulatePrincipalPolicy: Iam, POST "" => iam::simulate_principal_policy;
            GetRole: Iam, POST "" => iam::get_role;
        }
    };
}
pub(super) use operations;

macro_rules! operation_type {
    ($($name:ident: $service:ident, $method:ident $path:literal => $answer:path;)*) => {
        /// An operation, under its AWS name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter, strum::IntoStaticStr)]
        pub(super) enum Operation {
            $($name,)*
        }

        impl Operation {
            /// The service it belongs to.
            pub(super) fn service(self) -> Service {
                match self {
                    $(Self::$name => Service::$service,)*
                }
            }

            /// Method and path; the path is empty where the request names the operation.
            fn address(self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$name => (stringify!($method), $path),)*
                }
            }
        }
    };
}
operations!(operation_type);

impl Operation {
    /// Every operation.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// The name AWS gives it.
    pub(super) fn name(self) -> &'static str {
        self.into()
    }

    /// The IAM action that allows it, such as `bedrock:ListFoundationModels`.
    pub(super) fn action(self) -> String {
        match self.service() {
            Service::Watch => format!("cloudwatch:{}", self.name()),
            service => format!("{service}:{}", self.name()),
        }
    }

    /// The operation behind a path, with the decoded identifier in it.
    pub(super) fn by_path(method: &str, path: &[String]) -> Option<(Self, Option<String>)> {
        Self::iter().find_map(|operation| {
            let (its_method, pattern) = operation.address();
            let id = matched(pattern, path).filter(|_| method == its_method)?;
            Some((operation, id.map(str::to_owned)))
        })
    }

    /// The operation a query or target header names.
    pub(super) fn by_name(name: &str) -> Option<Self> {
        Self::iter().find(|operation| operation.name() == name && operation.service().protocol() != Protocol::RestJson)
    }
}

/// Whether a path is of this pattern, and what stands in the place of `{id}` if it has one.
fn matched<'a>(pattern: &str, path: &'a [String]) -> Option<Option<&'a str>> {
    let mut id = None;
    let wanted: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    if wanted.is_empty() || wanted.len() != path.len() {
        return None;
    }
    for (wanted, part) in wanted.into_iter().zip(path) {
        match wanted {
            "{id}" => id = Some(part.as_str()),
            _ if wanted == part => {}
            _ => return None,
        }
    }
    Some(id)
}
