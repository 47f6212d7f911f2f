//! A Markdown table with the lines around it.

use super::lines;
use crate::report::{Report, cell::Cell};

pub(super) fn render(report: &Report) -> String {
    let cell = |cell: &Cell| cell.shown().replace('|', "\\|").replace('\n', " ");
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = lines(report.head.iter().map(Cell::shown));
    if !report.head.is_empty() {
        text.push('\n');
    }
    text += &line(report.columns.iter().map(|name| (*name).to_owned()).collect());
    text += &line(vec!["---".to_owned(); report.columns.len()]);
    text += &report.rows.iter().map(|row| line(row.iter().map(cell).collect())).collect::<String>();
    if !report.foot.is_empty() {
        text.push('\n');
    }
    text + &lines(report.foot.iter().cloned())
}
