//! `[[history]]`: calls that were made before the story begins.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::Scenario;
use crate::{catalog::RegionName, refusal::Cause};

/// Calls of one model that ended in one way.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct HistoryRule {
    model_id: String,
    region: Option<RegionName>,
    #[serde(default = "operation")]
    operation: String,
    /// How long ago the last one was.
    #[serde(default = "one_hour")]
    minutes_ago: i64,
    #[serde(default = "once")]
    times: u32,
    /// From one to the one before it.
    #[serde(default = "ten")]
    every_minutes: i64,
    refused: Option<Cause>,
    principal: Option<String>,
    client: Option<String>,
    #[serde(default)]
    bearer: bool,
}

fn operation() -> String {
    "InvokeModelWithResponseStream".to_owned()
}

fn one_hour() -> i64 {
    60
}

fn once() -> u32 {
    1
}

fn ten() -> i64 {
    10
}

/// One of them.
pub(in crate::simulator) struct ToldCall {
    pub(in crate::simulator) at: Timestamp,
    pub(in crate::simulator) operation: String,
    pub(in crate::simulator) region: String,
    pub(in crate::simulator) model_id: String,
    pub(in crate::simulator) refused: Option<Cause>,
    pub(in crate::simulator) principal: String,
    pub(in crate::simulator) agent: String,
    pub(in crate::simulator) bearer: bool,
}

impl Scenario {
    /// What the scenario tells of, seen from a moment.
    pub(in crate::simulator) fn history(&self, now: Timestamp) -> Vec<ToldCall> {
        let of_rule = |rule: &HistoryRule| -> Vec<ToldCall> {
            let call = |nth: u32| ToldCall {
                at: now - SignedDuration::from_mins(rule.minutes_ago + rule.every_minutes * i64::from(nth)),
                operation: rule.operation.clone(),
                region: rule.region.as_ref().unwrap_or_else(|| self.home_region()).to_string(),
                model_id: rule.model_id.clone(),
                refused: rule.refused,
                principal: rule.principal.clone().unwrap_or_else(|| self.arn().to_owned()),
                agent: format!("claude-cli/{} (external, cli)", rule.client.as_deref().unwrap_or("2.1.332")),
                bearer: rule.bearer,
            };
            (0..rule.times).map(call).collect()
        };
        self.file.history.iter().flat_map(of_rule).collect()
    }
}
