//! `bedcheck check`: the gaps.

use serde::Serialize;

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    document::{Length, document, numbered},
    view::{Head, ProblemView, RemedyView, UseView, VerdictView},
};
use jiff::Timestamp;

use crate::{
    access::{Verdict, VerdictKind},
    catalog::{Catalog, ModelRef},
    gaps::{Assessment, Check, CheckedUse, DatedChange, Fate, Outcome},
    words::InWords as _,
};

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    head: Head,
    /// The host the calls go to, when that is not AWS's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<String>,
    result: Outcome,
    claude_code_version: String,
    uses: Vec<CheckedView>,
    change: Vec<ChangeView>,
    warnings: Vec<WarningView>,
    /// The days to come on which models of the plan change, the next one first.
    dates: Vec<DateView>,
    /// What in the configuration will not do what its author meant, as `plan` tells it.
    problems: Vec<ProblemView>,
}

/// A model of the plan that still answers and is on its way out.
#[derive(Serialize)]
struct WarningView {
    kind: &'static str,
    model_id: String,
    region: String,
    successor: Option<String>,
    text: String,
}

#[derive(Serialize)]
struct DateView {
    kind: String,
    at: Timestamp,
    days_left: i64,
    model_id: String,
    region: String,
    /// Whether it is a gap already, by --fail-within.
    due: bool,
}

#[derive(Serialize)]
struct CheckedView {
    #[serde(flatten)]
    usage: UseView,
    #[serde(flatten)]
    verdict: VerdictView,
    sentence: String,
    falls_back_to: Option<String>,
    remedies: Vec<RemedyView>,
}

#[derive(Serialize)]
struct ChangeView {
    variable: String,
    value: String,
    why: String,
}

/// Makes the report.
#[must_use]
pub fn check(assessment: &Assessment<'_>) -> Report {
    let Assessment { context, plan, check } = assessment;
    let headline = check.headline(context.catalog);
    let view = |checked: &CheckedUse| CheckedView {
        usage: (&checked.usage).into(),
        verdict: verdict(checked),
        sentence: checked.sentence(),
        falls_back_to: checked.falls_back_to.as_ref().map(ToString::to_string),
        remedies: checked.remedies.iter().map(Into::into).collect(),
    };
    let change = check.change.iter().map(|line| ChangeView {
        variable: line.variable.clone(),
        value: line.value.clone(),
        why: line.why.clone(),
    });
    let warnings = check.aging.iter().map(|aging| WarningView {
        kind: "legacy",
        model_id: aging.invoked.to_string(),
        region: aging.region.to_string(),
        successor: aging.successor.clone(),
        text: aging.text.clone(),
    });
    let document = document(&Document {
        head: Head::new("check", *context),
        endpoint: plan.endpoint.as_ref().map(|endpoint| endpoint.host.clone()),
        result: headline.outcome,
        claude_code_version: plan.version.to_string(),
        uses: check.uses.iter().map(view).collect(),
        change: change.collect(),
        warnings: warnings.collect(),
        dates: dates(check),
        problems: plan.problems.iter().map(Into::into).collect(),
    });
    let region = context.catalog.region_with_place(&plan.region.value);
    let said = format!("{} in {region}: {}", plan.who_calls(), headline.text);
    let mut head = row![Cell::said(outcome(headline.outcome).words(), said)];
    head.extend(plan.problems.iter().map(|problem| Cell::from(format!("! {}", problem.text))));
    head.extend(row![""]);
    let status = match headline.outcome {
        Outcome::Ok => Status::Ok,
        Outcome::Gaps => Status::Gap,
        Outcome::Unknown => Status::Unknown,
    };
    let rows = check.uses.iter().map(|checked| cells(checked, context.catalog)).collect();
    Report {
        document,
        records: "uses",
        head,
        columns: COLUMNS.to_vec(),
        rows,
        foot: foot(check),
        status,
        findings: Findings::of(assessment),
    }
}

fn dates(check: &Check) -> Vec<DateView> {
    let view = |change: &DatedChange| DateView {
        kind: change.kind.to_string(),
        at: change.at,
        days_left: change.days_left,
        model_id: change.invoked.to_string(),
        region: change.region.to_string(),
        due: check.due.contains(change),
    };
    check.dates.iter().map(view).collect()
}

/// Open is not all: whether policies allow the call may not have been read.
fn verdict(checked: &CheckedUse) -> VerdictView {
    let view: VerdictView = (&checked.ladder).into();
    match checked.permission_unread() {
        Some(why) => VerdictView { reason: Some(format!("permission not read: {why}")), ..view },
        None => view,
    }
}

/// The verdict that stands for the whole.
pub(super) fn outcome(outcome: Outcome) -> VerdictKind {
    match outcome {
        Outcome::Ok => VerdictKind::Verified,
        Outcome::Gaps => VerdictKind::Blocked,
        Outcome::Unknown => VerdictKind::Unknown,
    }
}

const COLUMNS: [&str; 6] = ["when", "model id", "status", "comes of it", "region", "because of"];

fn cells(checked: &CheckedUse, catalog: &Catalog) -> Vec<Cell> {
    let reason = match checked.permission_unread() {
        Some(_) => "on offer, permission not read".to_owned(),
        None if checked.verdict == Verdict::Open => String::new(),
        None => checked.ladder.reason(),
    };
    row![
        checked.usage.when_by_name(),
        checked.usage.invoked.to_string(),
        Cell::state(checked.verdict.words(), reason),
        checked.comes_of(catalog),
        checked.usage.region.to_string(),
        checked.usage.source.text.clone(),
    ]
}

/// What is shut and the first ways to open it, a model at a time; then the settings that avoid it all.
fn foot(check: &Check) -> Vec<String> {
    let mut lines = Vec::new();
    let mut told: Vec<String> = Vec::new();
    let mut shut: Vec<&CheckedUse> = check.uses.iter().filter(|checked| !checked.verdict.is_open()).collect();
    // Of several calls of one model the one that fails says what mends it.
    shut.sort_by_key(|checked| Fate::of(checked));
    for checked in shut {
        let model = format!("{} {}", checked.usage.invoked, checked.usage.region);
        if told.contains(&model) {
            continue;
        }
        told.push(model);
        lines.push(String::new());
        lines.push(checked.sentence());
        // `explain` takes a bare id for the model in any form, so all that helps a bare id is said here.
        let bare = matches!(checked.usage.invoked, ModelRef::Base(_));
        let first = if bare { checked.remedies.len() } else { FIRST.min(checked.remedies.len()) };
        lines.extend(numbered(checked.remedies.get(..first).unwrap_or_default(), Length::Full));
        if checked.remedies.len() > first {
            let more = checked.remedies.len() - first;
            let id = quoted(&checked.usage.invoked.to_string());
            lines.push(format!("  {more} more: bedcheck explain {id} --region {}", checked.usage.region));
        }
    }
    if !check.change.is_empty() {
        lines.push(String::new());
        lines.push(format!("{}:", check.change_title()));
        lines.extend(check.change.iter().map(|line| format!("  {line}   # {}", line.why)));
    }
    if !check.aging.is_empty() {
        lines.push(String::new());
        lines.extend(check.aging.iter().map(|aging| format!("! {}", aging.text)));
    }
    lines
}

/// Safe to paste into a shell, whatever a settings file put into the id.
fn quoted(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_' | '/'));
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// Remedies shown for each model; `explain` shows them all.
const FIRST: usize = 2;
