//! `bedcheck pins`: settings for a team, and what they come to for each client version.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    document::document,
    view::Head,
};
use crate::{
    gaps::{CheckedUse, Context, Outcome, PinnedPlan, Pins, SettingLine},
    words::InWords as _,
};

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    head: Head,
    result: Outcome,
    /// The file that was checked; null when pins were looked for.
    checked: Option<String>,
    env: Map<String, Value>,
    lines: Vec<LineView>,
    plans: Vec<PlanView>,
}

#[derive(Serialize)]
struct LineView {
    variable: String,
    value: String,
    why: String,
}

#[derive(Serialize)]
struct PlanView {
    claude_code_version: String,
    region: String,
    result: Outcome,
    headline: String,
    calls: usize,
    refused: Vec<RefusedView>,
}

/// A call that no pin mends.
#[derive(Serialize)]
struct RefusedView {
    role: String,
    name: String,
    model_id: String,
    sentence: String,
}

/// Makes the report; `checked` is the file whose settings were held against the plans instead of looking for some.
#[must_use]
pub fn pins(context: Context<'_>, pins: &Pins, checked: Option<&str>) -> Report {
    let outcome = pins.outcome();
    let refused = |checked: &CheckedUse| RefusedView {
        role: checked.usage.role.to_string(),
        name: checked.usage.name.clone(),
        model_id: checked.usage.invoked.to_string(),
        sentence: checked.sentence(),
    };
    let plan = |one: &PinnedPlan| PlanView {
        claude_code_version: one.version.to_string(),
        region: one.region.to_string(),
        result: one.check.outcome(),
        headline: one.check.headline(context.catalog).text,
        calls: one.check.uses.len(),
        refused: one.refused().map(refused).collect(),
    };
    let line = |line: &SettingLine| LineView {
        variable: line.variable.clone(),
        value: line.value.clone(),
        why: line.why.clone(),
    };
    let document = document(&Document {
        head: Head::new("pins", context),
        result: outcome,
        checked: checked.map(str::to_owned),
        env: env(pins),
        lines: pins.lines.iter().map(line).collect(),
        plans: pins.plans.iter().map(plan).collect(),
    });
    let status = match outcome {
        Outcome::Ok => Status::Ok,
        Outcome::Gaps => Status::Gap,
        Outcome::Unknown => Status::Unknown,
    };
    let head = head(pins, checked);
    let columns = vec!["claude code", "region", "status", "calls"];
    let rows = pins.plans.iter().map(|one| cells(context, one)).collect();
    Report {
        document,
        records: "plans",
        head,
        columns,
        rows,
        foot: foot(pins, checked),
        findings: Findings::default(),
        status,
    }
}

/// A settings file of these pins and nothing else: for `.claude/settings.json` of a project, or `managed-settings.json`.
#[must_use]
pub fn settings_file(pins: &Pins) -> String {
    format!("{:#}\n", json!({"env": env(pins)}))
}

fn env(pins: &Pins) -> Map<String, Value> {
    pins.lines.iter().map(|line| (line.variable.clone(), line.value.clone().into())).collect()
}

fn head(pins: &Pins, checked: Option<&str>) -> Vec<Cell> {
    let mut head: Vec<Cell> = match (checked, pins.lines.is_empty()) {
        (Some(file), _) => row![format!("The settings of {file}, held against what each of these clients calls:")],
        (None, true) => row!["No pins are needed or found: this is what each of these clients calls without."],
        (None, false) => row!["The fewest settings found, with the reason of each:"],
    };
    head.extend(pins.lines.iter().map(|line| Cell::from(format!("  {line}   # {}", line.why))));
    head.extend(row![""]);
    head
}

fn cells(context: Context<'_>, one: &PinnedPlan) -> Vec<Cell> {
    let outcome = one.check.outcome();
    let words = super::check::outcome(outcome).words();
    row![
        one.version.to_string(),
        one.region.to_string(),
        Cell::state(words, one.check.headline(context.catalog).brief),
        one.check.uses.len().to_string(),
    ]
}

fn foot(pins: &Pins, checked: Option<&str>) -> Vec<String> {
    let mut lines = Vec::new();
    for one in &pins.plans {
        for checked in one.refused() {
            let told = if checked.is_felt() { "" } else { " Claude Code repairs it, and nobody notices." };
            lines.push(format!("{} in {}: {}{told}", one.version, one.region, checked.sentence()));
        }
    }
    if !lines.is_empty() {
        let title = if checked.is_some() { "Refused under these settings" } else { "No pin mends" };
        lines.splice(0..0, [String::new(), format!("{title}:")]);
    }
    if checked.is_none() && !pins.lines.is_empty() {
        lines.push(String::new());
        lines.push(
            "--as settings prints them as .claude/settings.json, or managed-settings.json of the machine.".to_owned(),
        );
    }
    lines
}
