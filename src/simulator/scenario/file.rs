//! A scenario as it is written; `docs/scenarios.md` explains every key.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    dates::Day,
    history::HistoryRule,
    rules::{
        AgreementStatus, DenyRule, FaultRule, ProjectRule, Refused, RegionState, RetentionMode, TrustedAccessRule,
    },
};
use crate::{
    catalog::{LifecycleStatus, Partition, RegionName},
    simulator::{
        pattern::{Actions, Models, Patterns, Regions},
        policy::Document,
    },
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) summary: String,
    #[serde(default)]
    pub(super) seed: u64,
    pub(super) today: Option<Day>,
    #[serde(default)]
    pub(super) offers: Origin,
    pub(super) page_size: Option<u16>,
    pub(super) agreement_seconds: Option<f64>,
    pub(super) account: Account,
    #[serde(default)]
    pub(super) client: ClientStart,
    #[serde(default)]
    pub(super) use_case: UseCase,
    #[serde(default)]
    pub(super) permissions: Permissions,
    #[serde(default)]
    pub(super) region: Vec<RegionRule>,
    #[serde(default)]
    pub(super) offer: Vec<OfferRule>,
    #[serde(default)]
    pub(super) application_profile: Vec<ApplicationProfileRule>,
    #[serde(default)]
    pub(super) trusted_access: Vec<TrustedAccessRule>,
    #[serde(default)]
    pub(super) project: Vec<ProjectRule>,
    #[serde(default)]
    pub(super) history: Vec<HistoryRule>,
    #[serde(default)]
    pub(super) gate: Vec<GateRule>,
    #[serde(default)]
    pub(super) data_retention: Vec<RetentionRule>,
    #[serde(default)]
    pub(super) quota: Vec<QuotaRule>,
    #[serde(default)]
    pub(super) deny: Vec<DenyRule>,
    #[serde(default)]
    pub(super) fault: Vec<FaultRule>,
}

/// Where the offers come from before the `[[offer]]` rules change them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Origin {
    #[default]
    Catalogue,
    Nothing,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub(super) id: AccountId,
    pub(super) arn: String,
    pub(super) user_id: Option<String>,
    pub(super) partition: Option<Partition>,
    pub(super) home: RegionName,
    /// The path of the role whose session the caller is: `/aws-reserved/sso.amazonaws.com/`.
    pub(super) role_path: Option<String>,
}

/// The Claude Code of the story: a demo shows what it would call.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ClientStart {
    /// Of three numbers, such as `0.2.46`; the installed one where none is given.
    pub(super) version: Option<String>,
    /// Variables of its environment; the user's own win.
    pub(super) env: BTreeMap<String, String>,
}

/// Twelve digits.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct AccountId(pub(super) String);

impl TryFrom<String> for AccountId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text))
        } else {
            Err(format!("{text:?} is not an account id (twelve digits in quotes)"))
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct UseCase {
    pub(super) filed: bool,
    pub(super) opt_in_regions: Patterns<Regions>,
}

impl Default for UseCase {
    fn default() -> Self {
        Self { filed: true, opt_in_regions: Patterns::default() }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Permissions {
    /// Everything where there are no documents either.
    pub(super) allow: Option<Patterns<Actions>>,
    pub(super) documents: Vec<Document>,
    /// Keys that conditions of the caller's policies ask for and a simulation is not given.
    pub(super) missing_context_values: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegionRule {
    pub(super) regions: Patterns<Regions>,
    pub(super) state: RegionState,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfferRule {
    pub(super) models: Patterns<Models>,
    #[serde(default)]
    pub(super) regions: Patterns<Regions>,
    #[serde(default)]
    pub(super) remove: bool,
    pub(super) name: Option<String>,
    pub(super) on_demand: Option<bool>,
    pub(super) profiles: Option<Vec<String>>,
    pub(super) destinations: Option<Vec<RegionName>>,
    pub(super) context_variants: Option<Vec<String>>,
    pub(super) lifecycle: Option<LifecycleStatus>,
    pub(super) launched_on: Option<Day>,
    pub(super) legacy_on: Option<Day>,
    pub(super) extended_access_on: Option<Day>,
    pub(super) end_of_life_on: Option<Day>,
    pub(super) needs_data_retention: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApplicationProfileRule {
    pub(super) id: String,
    pub(super) name: String,
    /// A base id or the id of a system-defined profile: what the profile was copied from.
    pub(super) model: String,
    #[serde(default)]
    pub(super) regions: Patterns<Regions>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GateRule {
    #[serde(default)]
    pub(super) models: Patterns<Models>,
    #[serde(default)]
    pub(super) regions: Patterns<Regions>,
    pub(super) agreement: Option<AgreementStatus>,
    pub(super) agreement_message: Option<String>,
    pub(super) authorized: Option<bool>,
    pub(super) entitled: Option<bool>,
    pub(super) refused: Option<Refused>,
    pub(super) grace_calls: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RetentionRule {
    #[serde(default)]
    pub(super) regions: Patterns<Regions>,
    pub(super) mode: RetentionMode,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuotaRule {
    #[serde(default)]
    pub(super) models: Patterns<Models>,
    #[serde(default)]
    pub(super) regions: Patterns<Regions>,
    pub(super) applied: Option<f64>,
    pub(super) default: Option<f64>,
}
