//! What this identity can call and another one cannot, and the other way round.

use super::{PanelContent, changes::standing, position};
use crate::{
    access::VerdictChange,
    dashboard::model::{Model, Panel, compared},
    screen::{
        table::{Column, Row},
        theme::StyleRole,
    },
};

const COLUMNS: [Column; 4] = [
    Column { title: "MODEL", min: 10, max: 16, rank: 0, wraps: false },
    Column { title: "REGION", min: 9, max: 14, rank: 0, wraps: false },
    Column { title: "HERE", min: 12, max: 44, rank: 0, wraps: false },
    Column { title: "THERE", min: 12, max: 44, rank: 0, wraps: false },
];

pub(super) fn content(model: &Model, panel: Panel) -> PanelContent {
    let rows = compared(model);
    let Some(comparison) = &model.live.comparison else {
        return PanelContent {
            title: "Comparison".to_owned(),
            aside: String::new(),
            columns: &COLUMNS,
            rows: Vec::new(),
            empty: "No other profile was asked yet: P, then c.",
            below: Vec::new(),
        };
    };
    let here = model.account.asked_as.profile.as_deref().unwrap_or("this identity");
    let only = |open_here: bool| {
        let differs = |row: &&&VerdictChange| {
            row.before.verdict.is_open() == open_here && row.after.verdict.is_open() != open_here
        };
        rows.iter().filter(differs).count()
    };
    let there = &comparison.profile;
    let who = comparison.identity.as_ref().map(|who| format!("{there} is {who}; ")).unwrap_or_default();
    PanelContent {
        title: format!("Here {here}, there {there}: {} open only here, {} only there", only(true), only(false)),
        aside: position(panel.at, rows.len()),
        columns: &COLUMNS,
        rows: rows.into_iter().map(|change| row(model, change)).collect(),
        empty: "No verdict differs in the regions that both could read, as far as the filter shows.",
        below: vec![format!("{who}compared in {} regions that both asked", comparison.regions)],
    }
}

fn row(model: &Model, change: &VerdictChange) -> Row {
    vec![
        (model.catalog.name(&change.model).short(), StyleRole::Text),
        (change.region.to_string(), StyleRole::Text),
        standing(&change.before, false),
        standing(&change.after, false),
    ]
}
