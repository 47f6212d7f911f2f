//! Trusted access programs and projects of Bedrock, new on 2026-11-20.

use serde::{Deserialize, Serialize};

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
