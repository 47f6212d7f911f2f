//! Questions, answers, and taking an answer in.

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;

use super::{
    Availability, DataRetention, Fact, Identity, ListedModel, ListedProfile, PolicyCheck, ProfileBacking, Programs,
    Projects, Quota, RealCall, RegionOptIn, Simulation, Survey, UseCaseForm,
};
use crate::{
    catalog::{BaseModelId, RegionName},
    refusal::Refusal,
};

/// One thing to ask AWS.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// STS GetCallerIdentity.
    Identity,
    /// Account ListRegions.
    Regions,
    /// ListFoundationModels in a region.
    Models(RegionName),
    /// ListInferenceProfiles in a region.
    Profiles(RegionName),
    /// GetUseCaseForModelAccess in a region.
    UseCase(RegionName),
    /// GetAccountDataRetention in a region.
    DataRetention(RegionName),
    /// GetFoundationModelAvailability of a model in a region.
    Availability(RegionName, BaseModelId),
    /// GetInferenceProfile of an ARN in a region.
    InferenceProfile(RegionName, String),
    /// A real one-token call. It costs money and may begin a subscription: never asked without the user's consent.
    Invoke(RealCall),
    /// Service Quotas ListServiceQuotas and ListAWSDefaultServiceQuotas in a region.
    Quotas(RegionName),
    /// IAM SimulatePrincipalPolicy for an id called in a region.
    Permissions(RegionName, Box<PolicyCheck>),
    /// ListTrustedAccessPrograms in a region.
    TrustedAccess(RegionName),
    /// ListProjects in a region.
    Projects(RegionName),
}

impl Question {
    /// The AWS operation that answers it.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Identity => "GetCallerIdentity",
            Self::Regions => "ListRegions",
            Self::Models(_) => "ListFoundationModels",
            Self::Profiles(_) => "ListInferenceProfiles",
            Self::UseCase(_) => "GetUseCaseForModelAccess",
            Self::DataRetention(_) => "GetAccountDataRetention",
            Self::Availability(..) => "GetFoundationModelAvailability",
            Self::InferenceProfile(..) => "GetInferenceProfile",
            Self::Invoke(call) => call.operation(),
            Self::Quotas(_) => "ListServiceQuotas",
            Self::Permissions(..) => "SimulatePrincipalPolicy",
            Self::TrustedAccess(_) => "ListTrustedAccessPrograms",
            Self::Projects(_) => "ListProjects",
        }
    }

    /// The region asked, if the question is about one.
    #[must_use]
    pub fn region(&self) -> Option<&RegionName> {
        match self {
            Self::Identity | Self::Regions => None,
            Self::Models(region)
            | Self::Profiles(region)
            | Self::UseCase(region)
            | Self::DataRetention(region)
            | Self::Availability(region, _)
            | Self::InferenceProfile(region, _)
            | Self::Quotas(region)
            | Self::Permissions(region, _)
            | Self::TrustedAccess(region)
            | Self::Projects(region) => Some(region),
            Self::Invoke(call) => Some(&call.region),
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

/// A good answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To [`Question::Identity`].
    Identity(Identity),
    /// To [`Question::Regions`].
    Regions(BTreeMap<RegionName, RegionOptIn>),
    /// To [`Question::Models`].
    Models(Vec<ListedModel>),
    /// To [`Question::Profiles`].
    Profiles(Vec<ListedProfile>),
    /// To [`Question::UseCase`].
    UseCase(UseCaseForm),
    /// To [`Question::DataRetention`].
    DataRetention(DataRetention),
    /// To [`Question::Availability`].
    Availability(Availability),
    /// To [`Question::InferenceProfile`].
    InferenceProfile(ProfileBacking),
    /// To [`Question::Invoke`]: the model answered.
    Invoked,
    /// To [`Question::Quotas`].
    Quotas(Vec<Quota>),
    /// To [`Question::Permissions`].
    Permissions(Simulation),
    /// To [`Question::TrustedAccess`].
    TrustedAccess(Programs),
    /// To [`Question::Projects`].
    Projects(Projects),
}

/// One question, asked, with what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// What was asked.
    pub question: Question,
    /// When the answer, or the failure, arrived.
    pub at: Timestamp,
    /// The answer, or why there was none.
    pub outcome: Result<Answer, Refusal>,
}

impl Survey {
    /// Takes in one observation. An answer of the wrong kind for its question changes nothing.
    pub fn apply(&mut self, observation: Observation) {
        let Observation { question, at, outcome } = observation;
        macro_rules! take {
            ($fact:expr, $kind:ident) => {{
                let fact: &mut Fact<_> = $fact;
                match outcome {
                    Ok(Answer::$kind(value)) => fact.take(Ok(value), at),
                    Err(refusal) => fact.take(Err(refusal), at),
                    Ok(_) => {}
                }
            }};
        }
        match question {
            Question::Identity => take!(&mut self.identity, Identity),
            Question::Regions => take!(&mut self.opted, Regions),
            Question::Models(region) => take!(&mut self.regions.entry(region).or_default().models, Models),
            Question::Profiles(region) => take!(&mut self.regions.entry(region).or_default().profiles, Profiles),
            Question::UseCase(region) => take!(&mut self.regions.entry(region).or_default().use_case, UseCase),
            Question::DataRetention(region) => {
                take!(&mut self.regions.entry(region).or_default().data_retention, DataRetention);
            }
            Question::Availability(region, model) => {
                let facts = self.regions.entry(region).or_default();
                if let Ok(Answer::Availability(answer)) = &outcome {
                    facts.note_agreement(&model, answer, at);
                }
                take!(facts.availability.entry(model).or_default(), Availability);
            }
            Question::InferenceProfile(region, arn) => {
                let facts = self.regions.entry(region).or_default();
                take!(facts.inference_profiles.entry(arn).or_default(), InferenceProfile);
            }
            Question::Invoke(call) => {
                let facts = self.regions.entry(call.region.clone()).or_default();
                match outcome {
                    Ok(Answer::Invoked) => facts.take_call(call, Ok(()), at),
                    Err(refusal) => facts.take_call(call, Err(refusal), at),
                    Ok(_) => {}
                }
            }
            Question::Quotas(region) => take!(&mut self.regions.entry(region).or_default().quotas, Quotas),
            Question::TrustedAccess(region) => {
                take!(&mut self.regions.entry(region).or_default().trusted_access, TrustedAccess);
            }
            Question::Projects(region) => take!(&mut self.regions.entry(region).or_default().projects, Projects),
            Question::Permissions(region, check) => {
                let facts = self.regions.entry(region).or_default();
                take!(facts.permissions.entry(check.id).or_default(), Permissions);
            }
        }
    }
}
