//! What opens a shut gate.
use serde::Serialize;

pub use super::console::Sso;
use crate::{
    catalog::{BaseModelId, ModelRef, RegionName},
    refusal::{Cause, Refusal},
};

/// A way out, ready to paste.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// What kind of step.
    pub kind: RemedyKind,
    /// What it does.
    pub title: String,
    /// Ready to paste.
    pub text: String,
    /// The page, if there is one.
    pub url: Option<String>,
}

/// A kind of remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemedyKind {
    /// A page of the console.
    Console,
    /// Settings.
    Settings,
    /// A command.
    Cli,
    /// A policy.
    Iam,
    /// Terraform.
    Terraform,
    /// Waiting.
    Wait,
    /// People.
    Support,
}

/// What is wrong where.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// Cause.
    pub cause: Cause,
    /// Region.
    pub region: &'a RegionName,
    /// Model.
    pub model: Option<&'a BaseModelId>,
    /// Id.
    pub invoked: Option<&'a ModelRef>,
    /// Destinations.
    pub destinations: &'a [RegionName],
    /// Account.
    pub account: Option<&'a str>,
    /// Caller.
    pub arn: Option<&'a str>,
    /// Profile.
    pub aws_profile: Option<&'a str>,
    /// Refusal.
    pub refusal: Option<&'a Refusal>,
    /// SSO.
    pub sso: Option<&'a Sso>,
}

impl Remedy {
    /// Settings lines.
    #[must_use]
    pub fn settings(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { kind: RemedyKind::Settings, title: title.into(), text: text.into(), url: None }
    }
}

/// The ways out, in the order a person would try them.
#[must_use]
pub fn remedies(_: &Situation<'_>) -> Vec<Remedy> {
    Vec::new()
}
