//! Trusted access programs and projects of Bedrock, new on 2026-11-20.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::catalog::BaseModelId;

/// ListTrustedAccessPrograms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Programs {
    /// The region does not have the operation.
    NotThere,
    /// What was listed.
    Listed(Vec<TrustedAccessProgram>),
}

/// A program of a model provider that an account can be let into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedAccessProgram {
    /// Begins with the provider: `anthropic-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub provider: String,
    /// `requestable`, `eligible`, `enabled`, `disabled`, `revoked`.
    pub status: String,
    /// Why.
    pub reason: Option<String>,
    /// What it is about.
    pub details_url: Option<String>,
    /// Where to ask for it.
    pub enrollment_url: Option<String>,
}

impl TrustedAccessProgram {
    /// Whether it concerns Claude.
    #[must_use]
    pub fn is_anthropics(&self) -> bool {
        self.provider.eq_ignore_ascii_case("anthropic") || self.id.starts_with("anthropic-")
    }
}

/// ListProjects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Projects {
    /// The region does not have the operation.
    NotThere,
    /// What was listed.
    Listed(Vec<Project>),
}

impl Projects {
    /// The project by its id or ARN.
    #[must_use]
    pub fn find(&self, project: &str) -> Option<&Project> {
        let Self::Listed(projects) = self else { return None };
        projects.iter().find(|one| one.id == project || one.arn == project)
    }

    /// The same, if calls may belong to it.
    #[must_use]
    pub fn active(&self, project: &str) -> Option<&Project> {
        self.find(project).filter(|found| found.status == "active")
    }
}

/// ListFoundationModels with a project: which models take part in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProjectModels {
    /// The region does not take a project there.
    NotThere,
    /// Those that were listed.
    Listed(BTreeSet<BaseModelId>),
}

/// A boundary that calls can belong to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// `default` or `proj_…`.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// `active` or `archived`.
    pub status: String,
}
