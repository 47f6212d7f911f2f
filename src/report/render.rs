//! From a report to text: one file a format. Glyphs, colours and padding are decided there and nowhere else.

mod csv;
mod json;
mod markdown;
mod plain;
mod table;

use super::{Format, Report};

/// How to print besides the format.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Whether a verdict may be coloured.
    pub color: bool,
}

/// Prints a report. Ends in a line feed.
#[must_use]
pub fn print(report: &Report, format: Format, style: Style) -> String {
    match format {
        Format::Table => table::render(report, style),
        Format::Plain => plain::render(report),
        Format::Json => json::render(report),
        Format::Ndjson => json::lines(report),
        Format::Csv => csv::render(report),
        Format::Markdown => markdown::render(report),
    }
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::VerdictKind,
        report::{
            Status,
            cell::{Cell, row},
        },
        words::InWords as _,
    };

    fn report() -> Report {
        Report {
            document: serde_json::json!({"rows": [{"a": 1}, {"a": 2}]}),
            records: "rows",
            head: row!["Head"],
            columns: vec!["model", "status"],
            rows: vec![
                row!["Opus 5.5", Cell::state(VerdictKind::Open.words(), "")],
                row!["a,b|\"c\"", Cell::state(VerdictKind::Blocked.words(), "agreement missing")],
            ],
            foot: Vec::new(),
            status: Status::Ok,
        }
    }

    #[test]
    fn every_format_says_the_same() {
        let print = |format| print(&report(), format, Style::default());
        assert_eq!(print(Format::Table), "Head\nMODEL     STATUS\nOpus 5.5  ● open\na,b|\"c\"   ✖ agreement missing\n");
        assert_eq!(
            print(Format::Plain),
            "Head\nmodel: Opus 5.5\nstatus: open\n\nmodel: a,b|\"c\"\nstatus: blocked: agreement missing\n\n"
        );
        assert_eq!(print(Format::Ndjson), "{\"a\":1}\n{\"a\":2}\n");
        assert_eq!(
            print(Format::Csv),
            "model,status,reason\r\nOpus 5.5,open,\r\n\"a,b|\"\"c\"\"\",blocked,agreement missing\r\n"
        );
        assert!(print(Format::Markdown).contains("| a,b\\|\"c\" | ✖ agreement missing |"));
    }

    #[test]
    fn colour_never_replaces_the_word() {
        let text = print(&report(), Format::Table, Style { color: true });
        assert!(text.contains("\u{1b}[31m✖ agreement missing\u{1b}[0m"));
    }
}
