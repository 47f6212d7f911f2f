//! The command palette: what can be done, what it means, and the keys that do the same.

use ratatui::text::Line;

use super::{
    pen::Pen,
    table::{self, Column, Row},
};
use crate::{
    dashboard::model::{Model, Palette},
    screen::theme::StyleRole,
};

const COLUMNS: [Column; 3] = [
    Column { title: "COMMAND", min: 12, max: 18, rank: 0, wraps: false },
    Column { title: "WHAT IT DOES", min: 16, max: 100, rank: 1, wraps: false },
    Column { title: "KEYS", min: 5, max: 24, rank: 2, wraps: false },
];

pub(super) fn lines(model: &Model, palette: &Palette, pen: &Pen<'_>, height: usize) -> Vec<Line<'static>> {
    let entries = model.palette_entries();
    if entries.is_empty() {
        return vec![pen.text("nothing is called so; try next-gap, oregon, filter or sort", StyleRole::Quiet)];
    }
    let row = |entry: crate::dashboard::model::Entry| -> Row {
        vec![(entry.name, StyleRole::Text), (entry.text, StyleRole::Quiet), (entry.keys, StyleRole::Key)]
    };
    let rows: Vec<Row> = entries.into_iter().map(row).collect();
    table::lines(pen, &COLUMNS, &rows, Some(palette.at), height)
}
