//! Every call made to AWS: what failed first, those that came to the same in one row.

use std::collections::BTreeSet;

use super::PanelContent;
use crate::{
    aws::Call,
    dashboard::{
        keymap::Action,
        model::{CallRow, Model, Panel},
    },
    screen::{
        pen::key_of,
        table::{Column, Row},
        theme::StyleRole,
    },
};

const COLUMNS: [Column; 7] = [
    Column { title: "UTC", min: 8, max: 8, rank: 0, wraps: false },
    Column { title: "OPERATION", min: 30, max: 38, rank: 0, wraps: false },
    Column { title: "REGION", min: 14, max: 14, rank: 1, wraps: false },
    Column { title: "RESULT", min: 14, max: 36, rank: 0, wraps: false },
    Column { title: "MEDIAN", min: 7, max: 8, rank: 2, wraps: false },
    Column { title: "TRIES", min: 5, max: 5, rank: 3, wraps: false },
    Column { title: "ABOUT", min: 20, max: 50, rank: 4, wraps: false },
];

pub(super) fn content(model: &Model, panel: Panel) -> PanelContent {
    let calls = &model.live.calls;
    let rows = calls.rows();
    let current = rows.get(panel.at.min(rows.len().saturating_sub(1)));
    let only = if calls.failed_only { ", shown alone" } else { "" };
    let count = format!("{} calls · {} failed{only}", calls.all.len(), calls.failed());
    PanelContent {
        title: "Calls made to AWS".to_owned(),
        aside: if calls.all.is_empty() { String::new() } else { count },
        columns: &COLUMNS,
        rows: rows.iter().filter_map(row).collect(),
        empty: if calls.failed_only { "No call failed." } else { "No call was made yet." },
        below: current.and_then(|row| below(model, row)).into_iter().collect(),
    }
}

fn row(row: &CallRow<'_>) -> Option<Row> {
    let call = row.newest()?;
    let role = match (call.status, &call.refusal) {
        (_, None) => StyleRole::Open,
        (Some(_), Some(_)) => StyleRole::Blocked,
        (None, Some(_)) => StyleRole::Unknown,
    };
    let operation = match (row.is_fold(), row.inside) {
        (true, _) => format!("{}× {}", row.calls.len(), call.operation),
        (false, true) => format!("  {}", call.operation),
        (false, false) => call.operation.clone(),
    };
    let tries = row.calls.iter().map(|call| call.attempts).max().unwrap_or_default();
    Some(vec![
        (call.at.strftime("%H:%M:%S").to_string(), StyleRole::Quiet),
        (operation, StyleRole::Text),
        (one_or_count(row, |call| call.region.as_deref(), "regions"), StyleRole::Text),
        (result(call), role),
        (format!("{} ms", row.median()), StyleRole::Quiet),
        (tries.to_string(), if tries > 1 { StyleRole::Pending } else { StyleRole::Quiet }),
        (one_or_count(row, |call| call.about.as_deref(), "models"), StyleRole::Quiet),
    ])
}

/// What all calls of a row have, or how many different ones.
fn one_or_count<'a>(row: &CallRow<'a>, of: impl Fn(&'a Call) -> Option<&'a str>, many: &str) -> String {
    let all: BTreeSet<&str> = row.calls.iter().filter_map(|call| of(call)).collect();
    match all.len() {
        0 => String::new(),
        1 => all.into_iter().collect(),
        count => format!("{count} {many}"),
    }
}

/// `● 200`, `✖ 403 AccessDeniedException`, `? no answer in time`.
fn result(call: &Call) -> String {
    let glyph = match (call.status, &call.refusal) {
        (_, None) => "●",
        (Some(_), Some(_)) => "✖",
        (None, Some(_)) => "?",
    };
    let parts = [call.status.map(|status| status.to_string()), call.refusal.clone()];
    format!("{glyph} {}", parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// What the table has no room for: of a fold, how to see its calls.
fn below(model: &Model, row: &CallRow<'_>) -> Option<String> {
    let call = row.newest()?;
    if !row.is_fold() {
        return Some(about(call));
    }
    let slowest = row.calls.iter().map(|call| call.milliseconds).max().unwrap_or_default();
    let key = key_of(model, Action::Choose);
    let what = if row.unfolded { "folds them" } else { "shows each with its request id" };
    let count = row.calls.len();
    Some(format!("{} · {count} calls · median {} ms, slowest {slowest} ms · {key} {what}", call.service, row.median()))
}

fn about(call: &Call) -> String {
    let id = call.request_id.as_deref().map_or_else(|| "none".to_owned(), str::to_owned);
    let tries = if call.attempts == 1 { "1 try".to_owned() } else { format!("{} tries", call.attempts) };
    let result = call.refusal.as_ref().map(|kind| format!(" · {kind}")).unwrap_or_default();
    let day = call.at.strftime("%Y-%m-%d");
    format!("{} · {day} · {} ms, {tries}{result} · request id {id}", call.service, call.milliseconds)
}
