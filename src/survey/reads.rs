//! The table of reads: everything that is asked of AWS, one row a read.
//!
//! A row makes the question, the reading that answers it, the place where the fact is kept, and the lines of `--help` and
//! README that say what CloudTrail will show. Who adds a read adds a row here, the call in `aws`, and the gate that uses it.

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    AgreementSeen, Availability, DataRetention, Fact, FactDates, Identity, ListedModel, ListedProfile, PolicyCheck,
    ProfileBacking, Programs, Projects, Quota, RealCall, RegionOptIn, Simulation, Tempo, UseCaseForm,
};
use crate::{
    catalog::{BaseModelId, RegionName},
    refusal::Refusal,
};

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
    /// Whether a scan asks it. What is asked on request only does not make a survey look newer.
    pub by_scan: bool,
    /// Whether it is one of the answers that the dashboard counts: those of the map.
    pub counted: bool,
}

/// A row of the scan that Bedrock answers in the region asked.
const MAP: ReadRow =
    ReadRow { operations: &[], actions: &[], how_often: "", proves_region: true, by_scan: true, counted: true };
/// A row of the scan that says nothing about the region's own Bedrock.
const ASIDE: ReadRow = ReadRow { proves_region: false, counted: false, ..MAP };
/// A row that only a request asks.
const ON_REQUEST: ReadRow = ReadRow { by_scan: false, ..ASIDE };

macro_rules! reads {
    (
        account { $($(#[$adoc:meta])* $aread:ident, $afield:ident: $atype:ty = $arow:expr;)* }
        region { $($(#[$rdoc:meta])* $rread:ident, $rfield:ident: $rtype:ty = $rrow:expr;)* }
        each { $($(#[$kdoc:meta])* $kread:ident of $kasked:ty, $kfield:ident[$kkey:ty, $key_of:expr]: $ktype:ty = $krow:expr;)* }
    ) => {
        /// One kind of read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter)]
        pub enum Read {
            $($(#[$adoc])* $aread,)*
            $($(#[$rdoc])* $rread,)*
            $($(#[$kdoc])* $kread,)*
            /// A real one-token call.
            Invoke,
        }

        /// One thing to ask AWS.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Question {
            $($(#[$adoc])* $aread,)*
            $($(#[$rdoc])* $rread(RegionName),)*
            $($(#[$kdoc])* $kread(RegionName, $kasked),)*
            /// A real one-token call. It costs money and may begin a subscription: never asked without the user's consent.
            Invoke(RealCall),
        }

        /// A question with what came of it. An answer of the wrong kind for its question cannot be written down.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Reading {
            $($(#[$adoc])* $aread(Result<$atype, Refusal>),)*
            $($(#[$rdoc])* $rread(RegionName, Result<$rtype, Refusal>),)*
            $($(#[$kdoc])* $kread(RegionName, $kasked, Result<$ktype, Refusal>),)*
            /// A real one-token call: `Ok` is an answer of the model.
            Invoke(RealCall, Result<(), Refusal>),
        }

        /// Everything learned about one account through one profile.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Survey {
            $($(#[$adoc])* pub $afield: Fact<$atype>,)*
            /// What was learned in each region.
            pub regions: BTreeMap<RegionName, RegionFacts>,
        }

        /// What was learned in one region. A survey from before a read was there has nothing under its name.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct RegionFacts {
            $($(#[$rdoc])* pub $rfield: Fact<$rtype>,)*
            $($(#[$kdoc])* pub $kfield: BTreeMap<$kkey, Fact<$ktype>>,)*
            /// Real one-token calls, by the id that was called: `Ok` is an answer, a refusal is evidence.
            pub verified: BTreeMap<String, Fact<()>>,
            /// The same with the streaming operation, which is another IAM action.
            pub streamed: BTreeMap<String, Fact<()>>,
            /// Agreements that were seen in another state than AVAILABLE, by model.
            pub agreements: BTreeMap<BaseModelId, AgreementSeen>,
            /// How fast it takes questions; nothing while it never refused one for speed.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub tempo: Option<Tempo>,
        }

        impl Read {
            /// Its row of the table.
            #[must_use]
            pub fn row(self) -> ReadRow {
                match self {
                    $(Self::$aread => $arow,)*
                    $(Self::$rread => $rrow,)*
                    $(Self::$kread => $krow,)*
                    Self::Invoke => INVOKE,
                }
            }
        }

        impl Question {
            /// Which read it is.
            #[must_use]
            pub fn read(&self) -> Read {
                match self {
                    $(Self::$aread => Read::$aread,)*
                    $(Self::$rread(_) => Read::$rread,)*
                    $(Self::$kread(..) => Read::$kread,)*
                    Self::Invoke(_) => Read::Invoke,
                }
            }

            /// The region asked, if the question is about one.
            #[must_use]
            pub fn region(&self) -> Option<&RegionName> {
                match self {
                    $(Self::$aread => None,)*
                    $(Self::$rread(region) => Some(region),)*
                    $(Self::$kread(region, _) => Some(region),)*
                    Self::Invoke(call) => Some(&call.region),
                }
            }

            /// The reading of a question that was refused, or never got an answer.
            #[must_use]
            pub fn refused(self, refusal: Refusal) -> Reading {
                match self {
                    $(Self::$aread => Reading::$aread(Err(refusal)),)*
                    $(Self::$rread(region) => Reading::$rread(region, Err(refusal)),)*
                    $(Self::$kread(region, of) => Reading::$kread(region, of, Err(refusal)),)*
                    Self::Invoke(call) => Reading::Invoke(call, Err(refusal)),
                }
            }
        }

        impl Reading {
            /// The question.
            #[must_use]
            pub fn question(&self) -> Question {
                match self {
                    $(Self::$aread(_) => Question::$aread,)*
                    $(Self::$rread(region, _) => Question::$rread(region.clone()),)*
                    $(Self::$kread(region, of, _) => Question::$kread(region.clone(), of.clone()),)*
                    Self::Invoke(call, _) => Question::Invoke(call.clone()),
                }
            }

            /// Whether there was an answer, or why not.
            ///
            /// # Errors
            ///
            /// The refusal.
            pub fn outcome(&self) -> Result<(), &Refusal> {
                match self {
                    $(Self::$aread(outcome) => outcome.as_ref().map(drop),)*
                    $(Self::$rread(_, outcome) => outcome.as_ref().map(drop),)*
                    $(Self::$kread(_, _, outcome) => outcome.as_ref().map(drop),)*
                    Self::Invoke(_, outcome) => outcome.as_ref().map(drop),
                }
            }
        }

        impl Survey {
            /// Takes in one observation.
            pub fn apply(&mut self, observation: Observation) {
                let Observation { reading, at } = observation;
                if let Reading::Availability(region, model, Ok(answer)) = &reading {
                    self.regions.entry(region.clone()).or_default().note_agreement(model, answer, at);
                }
                match reading {
                    $(Reading::$aread(outcome) => self.$afield.take(outcome, at),)*
                    $(Reading::$rread(region, outcome) => {
                        self.regions.entry(region).or_default().$rfield.take(outcome, at);
                    })*
                    $(Reading::$kread(region, of, outcome) => {
                        let facts = &mut self.regions.entry(region).or_default().$kfield;
                        facts.entry($key_of(of)).or_default().take(outcome, at);
                    })*
                    Reading::Invoke(call, outcome) => {
                        self.regions.entry(call.region.clone()).or_default().take_call(call, outcome, at);
                    }
                }
            }
        }

        impl RegionFacts {
            /// Every fact, with the read it comes from.
            pub fn facts(&self) -> impl Iterator<Item = (Read, &dyn FactDates)> {
                let one = [$((Read::$rread, &self.$rfield as &dyn FactDates)),*].into_iter();
                let called = self.verified.values().chain(self.streamed.values());
                let called = called.map(|fact| (Read::Invoke, fact as &dyn FactDates));
                one$(.chain(self.$kfield.values().map(|fact| (Read::$kread, fact as &dyn FactDates))))*.chain(called)
            }

            /// Forgets everything asked or answered up to this moment.
            pub(super) fn forget_until(&mut self, moment: Timestamp) {
                fn forget<K: Ord, T>(facts: &mut BTreeMap<K, Fact<T>>, moment: Timestamp) {
                    facts.retain(|_, fact| {
                        fact.forget_until(moment);
                        fact.asked_at().is_some()
                    });
                }
                $(self.$rfield.forget_until(moment);)*
                $(forget(&mut self.$kfield, moment);)*
                forget(&mut self.verified, moment);
                forget(&mut self.streamed, moment);
                self.agreements.retain(|_, seen| seen.otherwise_at > moment);
                self.tempo = None;
            }
        }
    };
}

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
            ..ASIDE
        };
        /// ListTrustedAccessPrograms, where the region has the operation.
        TrustedAccess, trusted_access: Programs = ReadRow {
            operations: &["ListTrustedAccessPrograms"],
            actions: &["bedrock:ListTrustedAccessPrograms"],
            how_often: "in the region in focus and those of the plan; not by list",
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
            Self::Invoke(call) => write!(f, " of {}", call.id),
            Self::Permissions(_, check) => write!(f, " of {}", check.id),
            _ => Ok(()),
        }
    }
}
