//! One question, one call, one observation.

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use jiff::Timestamp;

use super::{
    Session,
    contained::{contained, planted_panic},
    convert, failure, pages,
};
use crate::{
    catalog::{BaseModelId, RegionName},
    refusal::{Cause, Refusal},
    survey::{
        Availability, DataRetention, Identity, ListedModel, ListedProfile, Observation, ProfileBacking, Question,
        Reading, RegionOptIn, UseCaseForm,
    },
};

/// AWS allows up to 1000; one page then holds every profile of a region.
const PAGE: i32 = 1000;

/// Bytes of an id or an ARN at most: AWS's own limit on `modelId`. A longer one makes an address the SDK panics on.
const LONGEST_NAME: usize = 2048;

/// The id or ARN that goes over the wire, if the question has one.
fn named_in(question: &Question) -> &str {
    match question {
        Question::Availability(_, model) => model.as_str(),
        Question::InferenceProfile(_, arn) => arn,
        Question::ProjectModels(_, project) => project,
        Question::Permissions(_, check) => &check.id,
        Question::Invoke(call) => &call.id,
        _ => "",
    }
}

/// What came of a question about a region, as the reading it belongs to.
trait InRegion<T> {
    fn in_region(self, region: RegionName, reading: fn(RegionName, Result<T, Refusal>) -> Reading) -> Reading;
}

impl<T> InRegion<T> for Result<T, Refusal> {
    fn in_region(self, region: RegionName, reading: fn(RegionName, Self) -> Reading) -> Reading {
        reading(region, self)
    }
}

impl Session {
    /// Asks one question. Whatever happens becomes an observation; nothing is thrown away and nothing panics.
    ///
    /// Boxed: the SDK's futures are large, and nested deeper than the compiler likes to look.
    pub fn ask(&self, question: Question) -> BoxFuture<'_, Observation> {
        Box::pin(async move {
            if named_in(&question).len() > LONGEST_NAME {
                let refusal = failure::too_long();
                return Self::observed(question.refused(refusal));
            }
            if let Some(why) = &self.trouble {
                return Self::observed(question.refused(failure::not_sent(why)));
            }
            self.ready().await;
            let asked = contained(self.reading(question.clone())).await;
            let reading = asked.unwrap_or_else(|panic| question.refused(failure::panicked(&panic)));
            Self::observed(reading)
        })
    }

    /// A reading with the time it was made. Whoever has one of its own, because nothing was asked or nothing came back, dates
    /// it here as well: answers of one survey go by one clock.
    #[must_use]
    pub fn observed(reading: Reading) -> Observation {
        Observation { reading, at: Timestamp::now() }
    }

    async fn reading(&self, question: Question) -> Reading {
        planted_panic("question");
        match question {
            Question::Identity => Reading::Identity(self.identity().await),
            Question::Regions => Reading::Regions(self.opted_regions().await),
            Question::Models(region) => self.models(&region).await.in_region(region, Reading::Models),
            Question::Profiles(region) => self.profiles(&region).await.in_region(region, Reading::Profiles),
            Question::UseCase(region) => self.use_case(&region).await.in_region(region, Reading::UseCase),
            Question::DataRetention(region) => {
                self.data_retention(&region).await.in_region(region, Reading::DataRetention)
            }
            Question::Quotas(region) => self.quotas(&region).await.in_region(region, Reading::Quotas),
            Question::TrustedAccess(region) => {
                self.trusted_access(&region).await.in_region(region, Reading::TrustedAccess)
            }
            Question::Projects(region) => self.projects(&region).await.in_region(region, Reading::Projects),
            Question::Availability(region, model) => {
                let outcome = self.availability(&region, &model).await;
                Reading::Availability(region, model, outcome)
            }
            Question::ProjectModels(region, project) => {
                let outcome = self.project_models(&region, &project).await;
                Reading::ProjectModels(region, project, outcome)
            }
            Question::InferenceProfile(region, arn) => {
                let outcome = self.inference_profile(&region, &arn).await;
                Reading::InferenceProfile(region, arn, outcome)
            }
            Question::Permissions(region, check) => {
                let outcome = self.simulate(&check).await;
                Reading::Permissions(region, check, outcome)
            }
            Question::Invoke(call) => {
                let outcome = self.invoke(&call).await;
                Reading::Invoke(call, outcome)
            }
        }
    }

    async fn identity(&self) -> Result<Identity, Refusal> {
        let answer = self.sts.get_caller_identity().send().await.map_err(failure::refusal)?;
        convert::identity(&answer)
    }

    async fn opted_regions(&self) -> Result<BTreeMap<RegionName, RegionOptIn>, Refusal> {
        let mut regions = BTreeMap::new();
        pages::read(self.account.list_regions().into_paginator().send(), |page| {
            regions.extend(page.regions().iter().filter_map(convert::opted_region));
        })
        .await?;
        Ok(regions)
    }

    async fn models(&self, region: &RegionName) -> Result<Vec<ListedModel>, Refusal> {
        let call = self.bedrock(region).list_foundation_models().by_provider("Anthropic");
        let answer = call.send().await.map_err(failure::refusal)?;
        pages::within(answer.model_summaries().iter().filter_map(convert::model).collect())
    }

    /// In AWS's order, which Claude Code depends on.
    async fn profiles(&self, region: &RegionName) -> Result<Vec<ListedProfile>, Refusal> {
        let call = self
            .bedrock(region)
            .list_inference_profiles()
            .type_equals(aws_sdk_bedrock::types::InferenceProfileType::SystemDefined)
            .max_results(PAGE);
        let mut profiles = Vec::new();
        pages::read(call.into_paginator().send(), |page| {
            profiles.extend(page.inference_profile_summaries().iter().filter_map(convert::profile));
        })
        .await?;
        pages::within(profiles)
    }

    /// "You have not filled out the request form" is the answer no, not a failed read.
    async fn use_case(&self, region: &RegionName) -> Result<UseCaseForm, Refusal> {
        match self.bedrock(region).get_use_case_for_model_access().send().await {
            Ok(answer) if answer.form_data().as_ref().is_empty() => Ok(UseCaseForm::Empty),
            Ok(_) => Ok(UseCaseForm::Filed),
            Err(error) => match failure::refusal(error) {
                refusal if refusal.cause == Cause::UseCaseFormMissing => Ok(UseCaseForm::Missing),
                refusal => Err(refusal),
            },
        }
    }

    async fn data_retention(&self, region: &RegionName) -> Result<DataRetention, Refusal> {
        let answer = self.bedrock(region).get_account_data_retention().send().await.map_err(failure::refusal)?;
        Ok(DataRetention { mode: convert::clean(answer.mode().as_str()) })
    }

    async fn availability(&self, region: &RegionName, model: &BaseModelId) -> Result<Availability, Refusal> {
        let call = self.bedrock(region).get_foundation_model_availability().model_id(model.as_str());
        let answer = call.send().await.map_err(failure::refusal)?;
        convert::availability(&answer)
    }

    /// Claude Code asks the same of every ARN it is given as a model.
    async fn inference_profile(&self, region: &RegionName, arn: &str) -> Result<ProfileBacking, Refusal> {
        let call = self.bedrock(region).get_inference_profile().inference_profile_identifier(arn);
        let answer = call.send().await.map_err(failure::refusal)?;
        convert::backing(&answer)
    }
}
