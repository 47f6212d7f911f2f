//! Operations of Bedrock that `aws-sdk-bedrock` 1.166 does not have: trusted access programs, projects, and the models of a
//! project, of the service model of 2026-11-20. The first later version of the crate that has `list_trusted_access_programs`,
//! `list_projects` and `project_identifier` of `list_foundation_models` takes the place of this module.
//!
//! They go through the SDK's own signing, retries and HTTP stack: another operation without parameters, sent to another
//! path, whose answer is read as it came.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept,
            context::{
                AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextRef,
                BeforeTransmitInterceptorContextMut,
            },
            dyn_dispatch_hint,
        },
        orchestrator::Metadata,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::ConfigBag;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Session, convert, failure,
    pages::{MOST_PAGES, endless},
};
use crate::{
    catalog::RegionName,
    refusal::Refusal,
    survey::{Programs, Project, ProjectModels, Projects, TrustedAccessProgram},
};

impl Session {
    /// ListTrustedAccessPrograms.
    pub(super) async fn trusted_access(&self, region: &RegionName) -> Result<Programs, Refusal> {
        let mut programs = Vec::new();
        let there = self
            .pages(region, "ListTrustedAccessPrograms", "/trusted-access-programs", |page: ProgramPage| {
                programs.extend(page.program_summaries.into_iter().map(TrustedAccessProgram::from));
                page.next_token
            })
            .await?;
        Ok(if there { Programs::Listed(programs) } else { Programs::NotThere })
    }

    /// ListProjects.
    pub(super) async fn projects(&self, region: &RegionName) -> Result<Projects, Refusal> {
        let mut projects = Vec::new();
        let there = self
            .pages(region, "ListProjects", "/projects", |page: ProjectPage| {
                projects.extend(page.project_summaries.into_iter().map(Project::from));
                page.next_token
            })
            .await?;
        Ok(if there { Projects::Listed(projects) } else { Projects::NotThere })
    }

    /// ListFoundationModels with `projectIdentifier`, which the SDK's operation does not have.
    pub(super) async fn project_models(&self, region: &RegionName, project: &str) -> Result<ProjectModels, Refusal> {
        let mut models = BTreeSet::new();
        let path = format!("/foundation-models?byProvider=Anthropic&projectIdentifier={}", escaped(project));
        let there = self
            .pages(region, "ListFoundationModels", &path, |page: ModelPage| {
                models.extend(page.model_summaries.iter().filter_map(|model| model.model_id.parse().ok()));
                None
            })
            .await?;
        Ok(if there { ProjectModels::Listed(models) } else { ProjectModels::NotThere })
    }

    /// Reads all pages; `false` when the region does not have the operation.
    async fn pages<P: DeserializeOwned>(
        &self,
        region: &RegionName,
        operation: &'static str,
        path: &str,
        mut take: impl FnMut(P) -> Option<String>,
    ) -> Result<bool, Refusal> {
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let query = token.map(|token| format!("?nextToken={}", escaped(&token))).unwrap_or_default();
            let call = Elsewhere { operation, path: format!("{path}{query}"), body: Arc::default() };
            let body = Arc::clone(&call.body);
            let sent = self.bedrock(region).list_foundation_models().customize().interceptor(call).send().await;
            match sent.map_err(failure::refusal) {
                Ok(_) => {}
                Err(refusal) if matches!(refusal.status, Some(400 | 404)) => return Ok(false),
                Err(refusal) => return Err(refusal),
            }
            let bytes = body.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let page = serde_json::from_slice(&bytes)
                .map_err(|error| failure::bad_answer(&format!("{operation} answered something else: {error}")))?;
            token = take(page);
            if token.is_none() {
                return Ok(true);
            }
        }
        Err(endless())
    }
}

/// Sends a call to another path, under its own name, and keeps what came back.
#[derive(Debug)]
struct Elsewhere {
    operation: &'static str,
    path: String,
    body: Arc<Mutex<Vec<u8>>>,
}

#[dyn_dispatch_hint]
impl Intercept for Elsewhere {
    fn name(&self) -> &'static str {
        "Elsewhere"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_put(Metadata::new(self.operation, "Bedrock"));
        Ok(())
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let asked = request.uri();
        let host = asked.split_once("/foundation-models").map_or(asked, |(host, _)| host).trim_end_matches('/');
        let uri = format!("{host}{}", self.path);
        request.set_uri(uri)?;
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let bytes = context.response().body().bytes().unwrap_or_default();
        *self.body.lock().unwrap_or_else(PoisonError::into_inner) = bytes.to_vec();
        Ok(())
    }
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProgramPage {
    program_summaries: Vec<ProgramSummary>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProgramSummary {
    program_id: String,
    name: String,
    provider_name: String,
    status: String,
    status_reason: Option<String>,
    details_url: Option<String>,
    enrollment_url: Option<String>,
}

impl From<ProgramSummary> for TrustedAccessProgram {
    fn from(said: ProgramSummary) -> Self {
        let clean = |text: Option<String>| text.map(|text| convert::clean(&text));
        Self {
            id: convert::clean(&said.program_id),
            name: convert::clean(&said.name),
            provider: convert::clean(&said.provider_name),
            status: convert::clean(&said.status),
            reason: clean(said.status_reason),
            details_url: clean(said.details_url),
            enrollment_url: clean(said.enrollment_url),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProjectPage {
    project_summaries: Vec<ProjectSummary>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
struct ProjectSummary {
    id: String,
    arn: String,
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ModelPage {
    model_summaries: Vec<ModelSummary>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ModelSummary {
    model_id: String,
}

impl From<ProjectSummary> for Project {
    fn from(said: ProjectSummary) -> Self {
        Self { id: convert::clean(&said.id), arn: convert::clean(&said.arn), status: convert::clean(&said.status) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_escaped_for_a_query() {
        assert_eq!(escaped("a+b/c=&é"), "a%2Bb%2Fc%3D%26%C3%A9");
    }
}
