//! The cells that changed since they were last acknowledged.

use super::PanelContent;
use crate::{
    access::Standing,
    dashboard::{
        model::{CellChange, Model},
        text::age,
    },
    screen::{
        table::{Column, Row},
        theme::StyleRole,
    },
    words::InWords as _,
};

const COLUMNS: [Column; 5] = [
    Column { title: "MODEL", min: 10, max: 16, rank: 0, wraps: false },
    Column { title: "REGION", min: 9, max: 14, rank: 0, wraps: false },
    Column { title: "WAS", min: 12, max: 40, rank: 1, wraps: false },
    Column { title: "IS", min: 12, max: 40, rank: 0, wraps: false },
    Column { title: "SEEN", min: 6, max: 7, rank: 2, wraps: false },
];

pub(super) fn content(model: &Model) -> PanelContent {
    let changes = &model.live.changes;
    PanelContent {
        title: "Changed since the last survey".to_owned(),
        aside: if changes.is_empty() { String::new() } else { "marked * in the views".to_owned() },
        columns: &COLUMNS,
        rows: changes.iter().map(|one| row(model, one)).collect(),
        empty: "No model changed its verdict, as far as could be read.",
        below: Vec::new(),
    }
}

fn row(model: &Model, one: &CellChange) -> Row {
    let change = &one.change;
    vec![
        (model.catalog.name(&change.model).short(), StyleRole::Text),
        (change.region.to_string(), StyleRole::Text),
        standing(&change.before, true),
        standing(&change.after, false),
        (age(one.seen, model.now), StyleRole::Quiet),
    ]
}

/// `✖ agreement missing`, with the role of its verdict unless it is over.
pub(super) fn standing(standing: &Standing, over: bool) -> (String, StyleRole) {
    let verdict = standing.verdict;
    let words = if verdict.is_open() || standing.reason.is_empty() { verdict.words().said } else { &standing.reason };
    (format!("{} {words}", verdict.words().glyph), if over { StyleRole::Quiet } else { verdict.into() })
}
