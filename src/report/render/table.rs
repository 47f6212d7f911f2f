//! Aligned columns for people, no wider than their terminal: long texts fold, and what cannot be folded, an id, gets a line
//! of its own under its row.

use super::lines;
use crate::{
    report::{Report, Style, cell::Cell},
    words::{
        Words,
        text::{fold, width, wrap},
    },
};

/// Between two columns.
const GAP: usize = 2;

/// Before what has a line of its own.
const INDENT: usize = 4;

pub(super) fn render(report: &Report, style: Style) -> String {
    let room = style.width.unwrap_or(usize::MAX);
    let layout = Layout::of(report, room);
    let mut text = lines(report.head.iter().flat_map(|cell| above(cell, room, style)));
    if !report.columns.is_empty() {
        let names: Vec<Cell> = report.columns.iter().map(|name| Cell::from(name.to_uppercase())).collect();
        text += &layout.row(&names, style);
    }
    for row in &report.rows {
        text += &layout.row(row, style);
    }
    text + &lines(report.foot.iter().flat_map(|line| fold(line, room)))
}

/// A line above the table; one that is made of states is made for its width.
fn above(cell: &Cell, room: usize, style: Style) -> Vec<String> {
    let Cell::Line(pieces) = cell else { return fold(&cell.shown(), room) };
    let piece = |(words, text): &(Option<&'static Words>, String)| match words {
        Some(words) if style.color => colored(words, text),
        _ => text.clone(),
    };
    vec![pieces.iter().map(piece).collect::<String>().trim_end().to_owned()]
}

/// The widths of the columns that stand side by side, and those that do not fit beside them.
struct Layout {
    beside: Vec<(usize, usize)>,
    below: Vec<usize>,
}

impl Layout {
    fn of(report: &Report, room: usize) -> Self {
        let widest = |column: usize, measure: fn(&str) -> usize| {
            let cells = report.rows.iter().filter_map(|row| row.get(column)).map(|cell| measure(&cell.shown()));
            cells.chain(report.columns.get(column).map(|name| width(name))).max().unwrap_or(0)
        };
        let whole: Vec<usize> = (0..report.columns.len()).map(|column| widest(column, width)).collect();
        let least: Vec<usize> = (0..report.columns.len()).map(|column| widest(column, longest_word)).collect();
        let total = |widths: &mut dyn Iterator<Item = usize>| widths.map(|width| width + GAP).sum::<usize>();
        let mut below: Vec<usize> = Vec::new();
        // The column that takes the most room and cannot give any goes first; one always stays.
        while below.len() + 1 < whole.len() {
            let beside = || least.iter().enumerate().filter(|(column, _)| !below.contains(column));
            if total(&mut beside().map(|(_, least)| *least)) <= room.saturating_add(GAP) {
                break;
            }
            below.extend(beside().max_by_key(|(_, least)| **least).map(|(column, _)| column));
        }
        below.sort_unstable();
        let columns = whole.into_iter().zip(least).enumerate().filter(|(column, _)| !below.contains(column));
        let mut beside: Vec<(usize, usize, usize)> =
            columns.map(|(column, (whole, least))| (column, whole, least.min(whole))).collect();
        while total(&mut beside.iter().map(|(_, width, _)| *width)) > room.saturating_add(GAP) {
            let widest = beside.iter_mut().filter(|(_, width, least)| width > least).max_by_key(|(_, width, _)| *width);
            let Some((_, width, _)) = widest else { break };
            *width -= 1;
        }
        Self { beside: beside.into_iter().map(|(column, width, _)| (column, width)).collect(), below }
    }

    /// One row, over as many lines as its longest cell needs.
    fn row(&self, cells: &[Cell], style: Style) -> String {
        let cell = |column: &usize| cells.get(*column);
        let columns: Vec<(Option<&Cell>, Vec<String>, usize)> =
            self.beside.iter().map(|(column, width)| (cell(column), folded(cell(column), *width), *width)).collect();
        let count = columns.iter().map(|(_, lines, _)| lines.len()).max().unwrap_or(0);
        let mut out = String::new();
        for line in 0..count {
            let start = out.len();
            for (at, (cell, lines, width)) in columns.iter().enumerate() {
                let text = lines.get(line).map_or("", String::as_str);
                let rest = " ".repeat(width.saturating_sub(self::width(text)));
                let gap = " ".repeat(if at == 0 { 0 } else { GAP });
                out += &format!("{gap}{}{rest}", painted(*cell, text, style));
            }
            out.truncate(start + out.split_at(start).1.trim_end().len());
            out += "\n";
        }
        let below: Vec<String> =
            self.below.iter().filter_map(cell).map(Cell::shown).filter(|text| !text.is_empty()).collect();
        if !below.is_empty() {
            out += &format!("{}{}\n", " ".repeat(INDENT), below.join("  "));
        }
        out
    }
}

fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(width).max().unwrap_or(0)
}

/// The lines of a cell; one where it fits, with its spaces as they are.
fn folded(cell: Option<&Cell>, columns: usize) -> Vec<String> {
    let text = cell.map(Cell::shown).unwrap_or_default();
    if width(&text) <= columns { vec![text] } else { wrap(&text, columns) }
}

/// A state in its colour; the word stays.
fn painted(cell: Option<&Cell>, text: &str, style: Style) -> String {
    match cell {
        Some(Cell::State { words, .. }) if style.color && !text.is_empty() => colored(words, text),
        _ => text.to_owned(),
    }
}

fn colored(words: &Words, text: &str) -> String {
    let code = match words.word {
        "open" | "verified" => "32",
        "blocked" | "contradicted" => "31",
        "pending" | "unknown" | "not-read" => "33",
        _ => "2",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::VerdictKind,
        report::{Findings, Status, cell::row},
        words::InWords as _,
    };

    fn report() -> Report {
        let row = |when: &str, id: &str| {
            row![when, id, Cell::state(VerdictKind::Blocked.words(), "agreement missing"), "moved to Opus 5.5"]
        };
        Report {
            document: serde_json::Value::Null,
            records: "",
            head: row!["A head that is longer than a narrow terminal and is folded between its words"],
            columns: vec!["when", "model id", "status", "if refused"],
            rows: vec![
                row(
                    "titles, prompt hooks, WebFetch and whatever else is done",
                    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                ),
                row("/context", "anthropic.claude-opus-5-5"),
            ],
            foot: vec![
                "     https://example.com/a/link/that/is/longer/than/the/terminal/and/is/never/broken/anywhere/at/all"
                    .to_owned(),
            ],
            status: Status::Gap,
            findings: Findings::default(),
        }
    }

    #[test]
    fn a_table_is_no_wider_than_its_terminal_and_breaks_no_id_and_no_link() {
        let whole = render(&report(), Style::default());
        for room in 40..200 {
            let text = render(&report(), Style { color: false, width: Some(room) });
            for line in text.lines().filter(|line| !line.contains("https://")) {
                assert!(width(line) <= room.max(50), "{room}: {line}");
            }
            for word in whole.split_whitespace() {
                assert!(text.contains(word), "{room}: {word} is broken in\n{text}");
            }
        }
        assert_eq!(render(&report(), Style { color: false, width: Some(300) }), whole);
    }
}
