//! Lists over the view: a title, a table, and what the row in front has to say.

mod calls;
mod changes;
mod comparison;
mod copies;
mod export;
mod profiles;

use ratatui::text::Line;

use super::{
    pen::Pen,
    table::{self, Column, Row},
};
use crate::{
    dashboard::model::{Model, Panel, PanelList},
    screen::theme::StyleRole,
};

/// What a list shows.
struct PanelContent {
    title: String,
    /// Said beside the title.
    aside: String,
    columns: &'static [Column],
    rows: Vec<Row>,
    /// Said instead of rows when there are none.
    empty: &'static str,
    /// Lines under the table, about the row in front.
    below: Vec<String>,
}

pub(super) fn lines(model: &Model, pen: &Pen<'_>, panel: Panel, height: usize) -> Vec<Line<'static>> {
    let content = match panel.list {
        PanelList::Calls => calls::content(model, panel),
        PanelList::Changes => changes::content(model),
        PanelList::Profiles => profiles::content(model, panel),
        PanelList::Comparison => comparison::content(model, panel),
        PanelList::Copies => copies::content(model),
        PanelList::Export => export::content(model, panel),
    };
    let mut lines = vec![
        pen.ends(vec![pen.span(content.title, StyleRole::Strong)], vec![pen.span(content.aside, StyleRole::Quiet)]),
        Line::default(),
    ];
    if content.rows.is_empty() {
        lines.extend(pen.paragraph(content.empty, 2, StyleRole::Quiet));
        return lines;
    }
    let mut below: Vec<Line<'static>> =
        content.below.iter().flat_map(|text| pen.paragraph(text, 2, StyleRole::Quiet)).collect();
    if !below.is_empty() {
        below.insert(0, Line::default());
    }
    // On a short screen the rows come first.
    below.truncate(height.saturating_sub(lines.len() + 4));
    let room = height.saturating_sub(lines.len() + below.len());
    let at = panel.at.min(content.rows.len().saturating_sub(1));
    lines.extend(table::lines(pen, content.columns, &content.rows, Some(at), room));
    lines.extend(below);
    lines
}

/// `3 of 40`.
fn position(at: usize, len: usize) -> String {
    if len == 0 { String::new() } else { format!("{} of {len}", at.min(len - 1) + 1) }
}
