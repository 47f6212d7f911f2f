//! RFC 4180, in machine words. A cell that a spreadsheet would take for a formula is quoted with an apostrophe.

use crate::report::{Report, cell::Cell};

pub(super) fn render(report: &Report) -> String {
    // A state takes two columns: its word, and why.
    let is_state = |at: usize| report.rows.iter().any(|row| matches!(row.get(at), Some(Cell::State { .. })));
    let states: Vec<bool> = (0..report.columns.len()).map(is_state).collect();
    let is_state = |at: usize| states.get(at).copied().unwrap_or_default();
    let mut names = Vec::new();
    for (at, name) in report.columns.iter().enumerate() {
        names.push((*name).to_owned());
        if is_state(at) {
            names.push(if *name == "status" { "reason".to_owned() } else { format!("{name} reason") });
        }
    }
    let cells = |row: &Vec<Cell>| {
        let mut cells = Vec::new();
        for (at, cell) in row.iter().enumerate() {
            match cell {
                Cell::State { words, reason } => cells.extend([words.word.to_owned(), quoted(reason)]),
                Cell::Text(_) | Cell::Said { .. } | Cell::Line(_) => {
                    cells.push(quoted(&cell.spoken()));
                    cells.extend(is_state(at).then(String::new));
                }
            }
        }
        line(&cells)
    };
    line(&names) + &report.rows.iter().map(cells).collect::<String>()
}

fn quoted(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn line(cells: &[String]) -> String {
    cells.join(",") + "\r\n"
}
