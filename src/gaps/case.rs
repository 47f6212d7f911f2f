//! A run of the client as a case to share: what decided which models are called, without secrets and names, and what was
//! seen. The form is that of `tests/plan/observed.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Foreseen, seen::foresee};
use crate::{
    claude_code::{ModelUse, Plan, Role},
    refusal::redacted,
    survey::SeenCall,
};

/// A file of cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFile {
    /// What it is.
    #[serde(default)]
    pub about: String,
    /// Variables of every case; a case's own come over them, and null takes one away.
    #[serde(default)]
    pub base_env: BTreeMap<String, Option<String>>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// A run of the client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// What it is about.
    pub name: String,
    /// The version of the client.
    pub version: String,
    /// What decided what is called.
    #[serde(default)]
    pub setup: CaseSetup,
    /// The model of the turns; null when none was seen.
    #[serde(default)]
    pub main: Option<String>,
    /// The model of background work.
    #[serde(default)]
    pub small_fast: Option<String>,
    /// What was checked at start.
    #[serde(default)]
    pub startup_checks: Vec<String>,
    /// Every id that was called, with its regions.
    pub calls: BTreeMap<String, Vec<String>>,
}

/// What decided what is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSetup {
    /// Variables, wherever they were set.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, Option<String>>,
    /// What ListInferenceProfiles answered, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// What was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refuse: Vec<String>,
    /// Everything else that a case may have: settings files, agents, plugins.
    #[serde(flatten)]
    pub more: BTreeMap<String, serde_json::Value>,
}

/// Makes a case of what was seen. `env` are the variables that steer the client; of those whose value names somebody or
/// something of the user's only that they are set is kept.
#[must_use]
pub fn case_of(calls: &[SeenCall], plan: &Plan, env: &[(String, String)], profiles: Vec<String>) -> Case {
    let of_models: Vec<&SeenCall> = calls.iter().filter(|call| call.is_of_a_model()).collect();
    let shape = |call: &SeenCall, wanted: fn(bool, Option<u64>) -> bool| {
        call.operation != "CountTokens"
            && call.asked.as_ref().is_some_and(|asked| wanted(asked.tools, asked.max_tokens))
    };
    let first = |wanted: fn(bool, Option<u64>) -> bool| {
        of_models.iter().find(|call| shape(call, wanted)).and_then(|call| call.id.clone())
    };
    let check: fn(bool, Option<u64>) -> bool = |tools, most| !tools && most == Some(1);
    let checks: BTreeSet<String> =
        of_models.iter().filter(|call| shape(call, check)).filter_map(|call| call.id.clone()).collect();
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut refused: BTreeSet<String> = BTreeSet::new();
    for call in &of_models {
        let id = redacted(call.id.as_deref().unwrap_or_default());
        refused.extend(call.is_refused().then(|| id.clone()));
        seen.entry(id).or_default().extend(call.region.as_ref().map(ToString::to_string));
    }
    let env = env.iter().map(|(name, value)| (name.clone(), Some(shareable(name, value)))).collect();
    Case {
        name: "observed".to_owned(),
        version: plan.version.to_string(),
        setup: CaseSetup { env, profiles, refuse: refused.into_iter().collect(), more: BTreeMap::new() },
        main: first(|tools, _| tools).map(|id| redacted(&id)),
        small_fast: first(|tools, most| !tools && most != Some(1)).map(|id| redacted(&id)),
        startup_checks: checks.into_iter().collect(),
        calls: seen.into_iter().map(|(id, regions)| (id, regions.into_iter().collect())).collect(),
    }
}

/// A value as strangers may see it.
fn shareable(name: &str, value: &str) -> String {
    let private = ["PROFILE", "URL", "FILE", "ROLE", "DIR", "HEADERS"].iter().any(|part| name.contains(part));
    if private { "(set)".to_owned() } else { redacted(value) }
}

/// Where a plan and what was seen differ, one sentence each.
#[must_use]
pub fn case_differences(case: &Case, plan: &Plan) -> Vec<String> {
    let planned = |role: Role| -> Vec<String> {
        let uses = plan.uses.iter().filter(|usage: &&ModelUse| usage.role == role);
        uses.map(|usage| usage.invoked.to_string()).collect()
    };
    let mut differences = Vec::new();
    for (what, role, seen) in [("main", Role::Main, &case.main), ("background", Role::SmallFast, &case.small_fast)] {
        let ids = planned(role);
        if let Some(seen) = seen.as_ref().filter(|seen| !ids.contains(seen)) {
            let ids = if ids.is_empty() { "nothing".to_owned() } else { ids.join(", ") };
            differences.push(format!("{what}: predicted {ids}, seen {seen}"));
        }
    }
    let checks: BTreeSet<String> = planned(Role::StartupCheck).into_iter().collect();
    let seen: BTreeSet<String> = case.startup_checks.iter().cloned().collect();
    differences.extend(seen.difference(&checks).map(|id| format!("startup check: {id} was seen and not predicted")));
    if !seen.is_empty() {
        differences
            .extend(checks.difference(&seen).map(|id| format!("startup check: {id} was predicted and not seen")));
    }
    for (id, regions) in &case.calls {
        if !matches!(foresee(id, plan).0, Foreseen::Id | Foreseen::Instead) {
            differences.push(format!("{id} was seen and not predicted"));
            continue;
        }
        let of_id = plan.uses.iter().filter(|usage| {
            usage.invoked.to_string() == *id || usage.fallbacks.iter().any(|other| other.to_string() == *id)
        });
        let places: BTreeSet<String> = of_id.map(|usage| usage.region.to_string()).collect();
        for region in regions.iter().filter(|region| !places.contains(*region)) {
            let places = places.iter().cloned().collect::<Vec<_>>().join(", ");
            differences.push(format!("{id}: predicted in {places}, seen in {region}"));
        }
    }
    differences
}
