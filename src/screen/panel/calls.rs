//! Every call made to AWS, newest first.

use super::{PanelContent, position};
use crate::{
    aws::Call,
    dashboard::model::{Model, Panel},
    screen::{
        table::{Column, Row},
        theme::StyleRole,
    },
};

const COLUMNS: [Column; 7] = [
    Column { title: "UTC", min: 8, max: 8, rank: 0, wraps: false },
    Column { title: "OPERATION", min: 30, max: 36, rank: 0, wraps: false },
    Column { title: "REGION", min: 14, max: 14, rank: 1, wraps: false },
    Column { title: "RESULT", min: 14, max: 36, rank: 0, wraps: false },
    Column { title: "TOOK", min: 6, max: 8, rank: 2, wraps: false },
    Column { title: "TRIES", min: 5, max: 5, rank: 3, wraps: false },
    Column { title: "ABOUT", min: 20, max: 50, rank: 4, wraps: false },
];

pub(super) fn content(model: &Model, panel: Panel) -> PanelContent {
    let calls = &model.live.calls;
    let current = calls.iter().rev().nth(panel.at);
    PanelContent {
        title: "Calls made to AWS".to_owned(),
        aside: position(panel.at, calls.len()),
        columns: &COLUMNS,
        rows: calls.iter().rev().map(row).collect(),
        empty: "No call was made yet.",
        below: current.map(about).into_iter().collect(),
    }
}

fn row(call: &Call) -> Row {
    let role = match (call.status, &call.refusal) {
        (_, None) => StyleRole::Open,
        (Some(_), Some(_)) => StyleRole::Blocked,
        (None, Some(_)) => StyleRole::Unknown,
    };
    vec![
        (call.at.strftime("%H:%M:%S").to_string(), StyleRole::Quiet),
        (call.operation.clone(), StyleRole::Text),
        (call.region.clone().unwrap_or_default(), StyleRole::Text),
        (result(call), role),
        (format!("{} ms", call.milliseconds), StyleRole::Quiet),
        (call.attempts.to_string(), if call.attempts > 1 { StyleRole::Pending } else { StyleRole::Quiet }),
        (call.about.clone().unwrap_or_default(), StyleRole::Quiet),
    ]
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

fn about(call: &Call) -> String {
    let id = call.request_id.as_deref().map_or_else(|| "none".to_owned(), str::to_owned);
    let tries = if call.attempts == 1 { "1 try".to_owned() } else { format!("{} tries", call.attempts) };
    let result = call.refusal.as_ref().map(|kind| format!(" · {kind}")).unwrap_or_default();
    let day = call.at.strftime("%Y-%m-%d");
    format!("{} · {day} · {} ms, {tries}{result} · request id {id}", call.service, call.milliseconds)
}
