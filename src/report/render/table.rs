//! Aligned columns for people.

use unicode_width::UnicodeWidthStr as _;

use super::lines;
use crate::report::{Report, Style, cell::Cell};

pub(super) fn render(report: &Report, style: Style) -> String {
    let shown: Vec<Vec<String>> = report.rows.iter().map(|row| row.iter().map(Cell::shown).collect()).collect();
    let width = |column: usize| {
        let cells = shown.iter().filter_map(|row| row.get(column)).map(|cell| cell.width());
        cells.chain(report.columns.get(column).map(|name| name.width())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..report.columns.len()).map(width).collect();
    let mut text = lines(report.head.iter().map(Cell::shown));
    if !report.columns.is_empty() {
        let names: Vec<String> = report.columns.iter().map(|name| name.to_uppercase()).collect();
        text += &line(names.iter().map(|name| (name.clone(), name.width())), &widths);
    }
    for (row, shown) in report.rows.iter().zip(shown) {
        let cells = row.iter().zip(shown).map(|(cell, text)| {
            let width = text.width();
            (if style.color { painted(cell, text) } else { text }, width)
        });
        text += &line(cells, &widths);
    }
    text + &lines(report.foot.iter().cloned())
}

/// The cells, each with the columns it takes, filled up to the widths.
fn line(cells: impl Iterator<Item = (String, usize)>, widths: &[usize]) -> String {
    let mut out = String::new();
    for (at, ((cell, taken), width)) in cells.zip(widths).enumerate() {
        let gap = if at == 0 { "" } else { "  " };
        out += &format!("{gap}{cell}{}", " ".repeat(width.saturating_sub(taken)));
    }
    out.truncate(out.trim_end().len());
    out + "\n"
}

/// A state in its colour; the word stays.
fn painted(cell: &Cell, text: String) -> String {
    let Cell::State { words, .. } = cell else { return text };
    let code = match words.word {
        "open" | "verified" => "32",
        "blocked" | "contradicted" => "31",
        "pending" | "unknown" | "not-read" => "33",
        _ => "2",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}
