//! One question, one call, one observation.

use futures::future::BoxFuture;
use jiff::Timestamp;

use super::{Session, convert, failure};
use crate::{
    catalog::{BaseModelId, RegionName},
    refusal::{Cause, Refusal},
    survey::{
        Answer, Availability, DataRetention, Identity, ListedModel, ListedProfile, Observation, ProfileBacking,
        Question, UseCaseForm,
    },
};

/// AWS allows up to 1000; one page then holds every profile of a region.
const PAGE: i32 = 1000;

impl Session {
    /// Asks one question. Whatever happens becomes an observation; nothing is thrown away and nothing panics.
    ///
    /// Boxed: the SDK's futures are large, and nested deeper than the compiler likes to look.
    pub fn ask(&self, question: Question) -> BoxFuture<'_, Observation> {
        Box::pin(async move {
            let outcome = self.outcome(&question).await;
            Observation { question, at: Timestamp::now(), outcome }
        })
    }

    async fn outcome(&self, question: &Question) -> Result<Answer, Refusal> {
        match question {
            Question::Identity => self.identity().await.map(Answer::Identity),
            Question::Regions => self.opted_regions().await,
            Question::Models(region) => self.models(region).await.map(Answer::Models),
            Question::Profiles(region) => self.profiles(region).await.map(Answer::Profiles),
            Question::UseCase(region) => self.use_case(region).await.map(Answer::UseCase),
            Question::DataRetention(region) => self.data_retention(region).await.map(Answer::DataRetention),
            Question::Availability(region, model) => self.availability(region, model).await.map(Answer::Availability),
            Question::InferenceProfile(region, arn) => {
                self.inference_profile(region, arn).await.map(Answer::InferenceProfile)
            }
            Question::Invoke(call) => self.invoke(call).await,
            Question::Quotas(region) => self.quotas(region).await.map(Answer::Quotas),
            Question::TrustedAccess(region) => self.trusted_access(region).await.map(Answer::TrustedAccess),
            Question::Projects(region) => self.projects(region).await.map(Answer::Projects),
            Question::Permissions(_, check) => self.simulate(check).await.map(Answer::Permissions),
        }
    }

    async fn identity(&self) -> Result<Identity, Refusal> {
        let answer = self.sts.get_caller_identity().send().await.map_err(failure::refusal)?;
        convert::identity(&answer)
    }

    async fn opted_regions(&self) -> Result<Answer, Refusal> {
        let mut pages = self.account.list_regions().into_paginator().items().send();
        let mut regions = std::collections::BTreeMap::new();
        while let Some(region) = pages.next().await {
            let region = region.map_err(failure::refusal)?;
            regions.extend(convert::opted_region(&region));
        }
        Ok(Answer::Regions(regions))
    }

    async fn models(&self, region: &RegionName) -> Result<Vec<ListedModel>, Refusal> {
        let call = self.bedrock(region).list_foundation_models().by_provider("Anthropic");
        let answer = call.send().await.map_err(failure::refusal)?;
        Ok(answer.model_summaries().iter().filter_map(convert::model).collect())
    }

    /// In AWS's order, which Claude Code depends on.
    async fn profiles(&self, region: &RegionName) -> Result<Vec<ListedProfile>, Refusal> {
        let call = self
            .bedrock(region)
            .list_inference_profiles()
            .type_equals(aws_sdk_bedrock::types::InferenceProfileType::SystemDefined)
            .max_results(PAGE);
        let mut pages = call.into_paginator().items().send();
        let mut profiles = Vec::new();
        while let Some(profile) = pages.next().await {
            let profile = profile.map_err(failure::refusal)?;
            profiles.extend(convert::profile(&profile));
        }
        Ok(profiles)
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
