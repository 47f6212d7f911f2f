//! From a report to text: one file a format. Glyphs, colours and padding are decided there and nowhere else.

mod csv;
mod github;
mod ics;
pub(super) mod json;
mod junit;
mod markdown;
mod plain;
mod sarif;
mod table;

use super::{Format, Report};

/// How to print besides the format.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Whether a verdict may be coloured.
    pub color: bool,
    /// Columns that a table may take; as many as it needs where nobody reads it on a terminal.
    pub width: Option<usize>,
}

/// Prints a report. Ends in a line feed.
///
/// Text is made printable here, where it leaves, and nowhere before: much of it is AWS's, a project's, or out of a survey
/// that somebody sent, and each format carries all of it.
#[must_use]
pub fn print(report: &Report, format: Format, style: Style) -> String {
    match format {
        Format::Table => table::render(&report.printable(), style),
        Format::Plain => plain::render(&report.printable()),
        Format::Json => json::render(report),
        Format::Ndjson => json::lines(report),
        Format::Csv => csv::render(&report.printable()),
        Format::Markdown => markdown::render(&report.printable()),
        Format::Sarif => sarif::render(&report.findings.printable()),
        Format::Junit => junit::render(&report.findings.printable()),
        Format::Github => github::render(&report.findings.printable()),
        Format::Ics => ics::render(&report.findings.printable()),
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
            Findings, Status,
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
            findings: Findings::default(),
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

    /// Reliability review, kind 7: `ESC ]0;…` of a survey reached the terminal through `diff`, U+009B through JSON.
    #[test]
    fn nothing_that_moves_a_cursor_or_turns_the_writing_is_printed() {
        let hostile = "a\u{1b}]0;owned\u{7}b\u{9b}31mc\u{7f}d\u{202e}e\u{e0041}f";
        let mut report = report();
        report.document = serde_json::json!({"rows": [{"a": hostile}]});
        report.head = row![hostile];
        report.rows[0] = row![hostile, Cell::state(VerdictKind::Blocked.words(), hostile)];
        report.foot = vec![hostile.to_owned()];
        let harmful = |c: char| (c.is_control() && !matches!(c, '\n' | '\r')) || "\u{202e}\u{e0041}".contains(c);
        for format in Format::ALL.iter().copied().filter(|format| !format.is_for_findings()) {
            let text = print(&report, format, Style::default());
            assert!(!text.contains(harmful), "{format:?}: {text:?}");
            assert!(text.contains('a') && text.contains('f'), "{format:?}: {text:?}");
        }
        // A machine loses nothing.
        let read: serde_json::Value = serde_json::from_str(&print(&report, Format::Json, Style::default())).unwrap();
        assert_eq!(read["rows"][0]["a"], hostile);
    }

    #[test]
    fn colour_never_replaces_the_word() {
        let text = print(&report(), Format::Table, Style { color: true, width: None });
        assert!(text.contains("\u{1b}[31m✖ agreement missing\u{1b}[0m"));
    }
}
