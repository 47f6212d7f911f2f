//! From a document to text in one of the formats.

use std::fmt::Write as _;

use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use crate::{access::remedy::Remedy, claude_code::Signer, cli::Format};

/// A finished report: the document, and the same as lines and columns.
#[derive(Clone, Debug)]
pub struct Report {
    /// The document.
    pub(super) document: serde_json::Value,
    /// The field of the document whose items are the records of NDJSON.
    pub(super) records: &'static str,
    /// Lines above the table.
    pub(super) head: Vec<String>,
    /// Column names.
    pub(super) columns: Vec<&'static str>,
    /// Cells, as many as there are columns.
    pub(super) rows: Vec<Vec<String>>,
    /// Lines below the table.
    pub(super) foot: Vec<String>,
    /// The exit status it asks for.
    pub status: u8,
}

impl Report {
    /// The same with who was asked, where that comes from, and what the AWS CLI would use instead.
    #[must_use]
    pub fn asked_as(mut self, signer: &Signer) -> Self {
        let remarks = signer.remarks();
        if let Some(account) = self.document.get_mut("account").and_then(serde_json::Value::as_object_mut) {
            account.insert("source".to_owned(), signer.text.clone().into());
        }
        if let Some(document) = self.document.as_object_mut() {
            let asked = serde_json::json!({"text": signer.text, "aws_cli": signer.aws_cli, "remarks": remarks});
            document.insert("asked_as".to_owned(), asked);
        }
        let lines = std::iter::once(format!("As {}.", signer.text)).chain(remarks);
        let at = self.head.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        if at == self.head.len() {
            self.head.push(String::new());
        }
        self.head.splice(at..at, lines);
        self
    }
}

/// How to print besides the format.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Whether a verdict may be coloured.
    pub color: bool,
}

/// Makes the document; a report is data and always serialises.
pub(super) fn document(view: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(view).unwrap_or_default()
}

/// Remedies as numbered lines: title, then what to paste, then the page.
pub(super) fn numbered(remedies: &[Remedy]) -> Vec<String> {
    let lines = |(at, remedy): (usize, &Remedy)| {
        let url = remedy.url.clone().filter(|url| !remedy.text.contains(url.as_str()));
        let below = remedy.text.lines().map(str::to_owned).chain(url).map(|line| format!("     {line}"));
        std::iter::once(format!("  {}  {}", at + 1, remedy.title)).chain(below).collect::<Vec<_>>()
    };
    remedies.iter().enumerate().flat_map(lines).collect()
}

/// Prints a report. Ends in a line feed.
#[must_use]
pub fn print(report: &Report, format: Format, style: Style) -> String {
    match format {
        Format::Table => table(report, style),
        Format::Plain => plain(report),
        Format::Json => serde_json::to_string_pretty(&report.document).unwrap_or_default() + "\n",
        Format::Ndjson => ndjson(report),
        Format::Csv => csv(report),
        Format::Markdown => markdown(report),
    }
}

fn table(report: &Report, style: Style) -> String {
    let width = |column: usize| {
        let cells = report.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width());
        cells.chain(report.columns.get(column).map(|name| name.width())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..report.columns.len()).map(width).collect();
    let mut text = lines(&report.head);
    let mut line = |cells: &[String], paint: bool| {
        let mut out = String::new();
        for (at, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            let gap = if at == 0 { "" } else { "  " };
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            let cell = if paint { painted(cell) } else { cell.clone() };
            out += &format!("{gap}{cell}{pad}");
        }
        text += out.trim_end();
        text.push('\n');
    };
    if !report.columns.is_empty() {
        let names: Vec<String> = report.columns.iter().map(|name| name.to_uppercase()).collect();
        line(&names, false);
    }
    for row in &report.rows {
        line(row, style.color);
    }
    text + &lines(&report.foot)
}

/// Colours a cell that begins with the glyph of a verdict; the word stays beside it.
fn painted(cell: &str) -> String {
    let code = match cell.chars().next() {
        Some('●' | '✔') => "32",
        Some('✖' | '▲') => "31",
        Some('◐' | '?') => "33",
        Some('·') => "2",
        _ => return cell.to_owned(),
    };
    format!("\u{1b}[{code}m{cell}\u{1b}[0m")
}

/// One fact a line, a blank line between records, no glyphs: what a screen reader wants.
fn plain(report: &Report) -> String {
    let bare = |text: &str| text.trim_start_matches(['●', '✔', '✖', '▲', '◐', '?', '·', '–', ' ']).to_owned();
    let head: Vec<String> = report.head.iter().map(|line| bare(line)).collect();
    let mut text = lines(&head);
    for row in &report.rows {
        for (name, cell) in report.columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let _ = writeln!(text, "{name}: {}", bare(cell));
        }
        text.push('\n');
    }
    text + &lines(&report.foot)
}

fn ndjson(report: &Report) -> String {
    let records = report.document.get(report.records).and_then(serde_json::Value::as_array);
    let one = std::slice::from_ref(&report.document);
    records.map_or(one, Vec::as_slice).iter().map(|record| format!("{record}\n")).collect()
}

/// RFC 4180. A cell that a spreadsheet would take for a formula is quoted with an apostrophe.
fn csv(report: &Report) -> String {
    let cell = |text: &String| {
        let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.clone() };
        if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    let line = |cells: Vec<String>| cells.join(",") + "\r\n";
    let head = line(report.columns.iter().map(|name| (*name).to_owned()).collect());
    head + &report.rows.iter().map(|row| line(row.iter().map(cell).collect())).collect::<String>()
}

fn markdown(report: &Report) -> String {
    let cell = |text: &String| text.replace('|', "\\|").replace('\n', " ");
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = lines(&report.head);
    if !report.head.is_empty() {
        text.push('\n');
    }
    text += &line(report.columns.iter().map(|name| (*name).to_owned()).collect());
    text += &line(vec!["---".to_owned(); report.columns.len()]);
    text += &report.rows.iter().map(|row| line(row.iter().map(cell).collect())).collect::<String>();
    if !report.foot.is_empty() {
        text.push('\n');
    }
    text + &lines(&report.foot)
}

fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        Report {
            document: serde_json::json!({"rows": [{"a": 1}, {"a": 2}]}),
            records: "rows",
            head: vec!["Head".to_owned()],
            columns: vec!["model", "status"],
            rows: vec![
                vec!["Opus 5.5".to_owned(), "● open".to_owned()],
                vec!["a,b|\"c\"".to_owned(), "✖ agreement missing".to_owned()],
            ],
            foot: Vec::new(),
            status: 0,
        }
    }

    #[test]
    fn every_format_says_the_same() {
        let print = |format| print(&report(), format, Style::default());
        assert_eq!(print(Format::Table), "Head\nMODEL     STATUS\nOpus 5.5  ● open\na,b|\"c\"   ✖ agreement missing\n");
        assert_eq!(
            print(Format::Plain),
            "Head\nmodel: Opus 5.5\nstatus: open\n\nmodel: a,b|\"c\"\nstatus: agreement missing\n\n"
        );
        assert_eq!(print(Format::Ndjson), "{\"a\":1}\n{\"a\":2}\n");
        assert_eq!(print(Format::Csv), "model,status\r\nOpus 5.5,● open\r\n\"a,b|\"\"c\"\"\",✖ agreement missing\r\n");
        assert!(print(Format::Markdown).contains("| a,b\\|\"c\" | ✖ agreement missing |"));
    }

    #[test]
    fn colour_never_replaces_the_word() {
        let text = print(&report(), Format::Table, Style { color: true });
        assert!(text.contains("\u{1b}[31m✖ agreement missing\u{1b}[0m"));
    }
}
