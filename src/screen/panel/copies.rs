//! What can be copied, and how it begins.

use super::PanelContent;
use crate::{
    dashboard::model::{Model, copyable},
    screen::{
        table::{Column, Row},
        theme::StyleRole,
    },
};

const COLUMNS: [Column; 2] = [
    Column { title: "COPY", min: 20, max: 40, rank: 0, wraps: false },
    Column { title: "WHICH BEGINS", min: 20, max: 100, rank: 1, wraps: false },
];

pub(super) fn content(model: &Model) -> PanelContent {
    let row = |text: String, what: &str| -> Row {
        let begins = text.lines().find(|line| line.chars().count() > 8).or(text.lines().next()).unwrap_or_default();
        vec![(what.to_owned(), StyleRole::Text), (begins.to_owned(), StyleRole::Quiet)]
    };
    PanelContent {
        title: "Copy".to_owned(),
        aside: String::new(),
        columns: &COLUMNS,
        rows: copyable(model).into_iter().map(|one| row(one.text, one.what)).collect(),
        empty: "There is nothing to copy here.",
        below: Vec::new(),
    }
}
