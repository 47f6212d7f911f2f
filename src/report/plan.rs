//! `bedcheck plan`: what Claude Code will call, and why.

use serde::Serialize;

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    document::document,
    view::{Head, ProblemView, SourceView, UseView},
};
use crate::{
    claude_code::{FileSeen, ModelUse, Plan, Provider},
    gaps::Context,
};

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    head: Head,
    claude_code_version: String,
    version_source: String,
    provider: Provider,
    /// The host the calls go to, when that is not AWS's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<String>,
    region: RegionView,
    uses: Vec<UseView>,
    files: Vec<FileView>,
    problems: Vec<ProblemView>,
}

#[derive(Serialize)]
struct RegionView {
    value: String,
    source: SourceView,
}

#[derive(Serialize)]
struct FileView {
    path: String,
    scope: String,
    read: bool,
    problem: Option<String>,
}

/// Makes the report; `explain` adds the chain of rules to each use.
#[must_use]
pub fn plan(context: Context<'_>, plan: &Plan, explain: bool) -> Report {
    let file = |file: &FileSeen| FileView {
        path: file.path.display().to_string(),
        scope: file.scope.to_string(),
        read: file.read,
        problem: file.problem.as_ref().map(ToString::to_string),
    };
    let document = document(&Document {
        head: Head::new("plan", context),
        claude_code_version: plan.version.to_string(),
        version_source: plan.version_source.to_string(),
        provider: plan.provider,
        endpoint: plan.endpoint.as_ref().map(|endpoint| endpoint.host.clone()),
        region: RegionView { value: plan.region.value.to_string(), source: (&plan.region.source).into() },
        uses: plan.uses.iter().map(Into::into).collect(),
        files: plan.files.iter().map(file).collect(),
        problems: plan.problems.iter().map(Into::into).collect(),
    });
    let region = context.catalog.region_with_place(&plan.region.value);
    let head = row![
        format!("Claude Code {} ({}), provider {}", plan.version, plan.version_source, plan.provider),
        format!("Region {region}, from {}", plan.region.source.text),
        "",
    ];
    let rows = plan.uses.iter().map(cells).collect();
    let columns = vec!["when", "model id", "region", "certainty", "if refused", "because of"];
    Report {
        document,
        records: "uses",
        head,
        columns,
        rows,
        foot: foot(plan, explain),
        status: Status::Ok,
        findings: Findings::default(),
    }
}

fn cells(usage: &ModelUse) -> Vec<Cell> {
    row![
        usage.when_by_name(),
        usage.invoked.to_string(),
        usage.region.to_string(),
        usage.certainty.to_string(),
        usage.impact.to_string(),
        usage.source.text.clone(),
    ]
}

fn foot(plan: &Plan, explain: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if explain {
        for usage in &plan.uses {
            lines.push(String::new());
            lines.push(format!("{} {}: {}", usage.role, usage.name, usage.invoked).replace(" :", ":"));
            lines.extend(usage.notes.iter().map(|note| format!("  {note}")));
        }
    }
    if !plan.problems.is_empty() {
        lines.push(String::new());
        lines.extend(plan.problems.iter().map(|problem| format!("! {}", problem.text)));
    }
    lines
}
