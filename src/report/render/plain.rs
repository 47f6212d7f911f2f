//! One fact a line, a blank line between records, no glyphs: what a screen reader wants.

use std::fmt::Write as _;

use super::lines;
use crate::report::{Report, cell::Cell};

pub(super) fn render(report: &Report) -> String {
    let mut text = lines(report.head.iter().map(Cell::spoken));
    for row in &report.rows {
        let cells = report.columns.iter().zip(row).map(|(name, cell)| (name, cell.spoken()));
        for (name, cell) in cells.filter(|(_, cell)| !cell.is_empty()) {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{name}: {cell}");
        }
        text.push('\n');
    }
    text + &lines(report.foot.iter().cloned())
}
