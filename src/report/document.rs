//! A finished report: the document of the contract, and the same as lines and columns.

use std::path::Path;

use serde::Serialize;

use super::{
    Findings, Status,
    cell::{Cell, printable_lines},
};
use crate::{access::remedy::Remedy, claude_code::Signer};

/// A finished report: the document, and the same as lines and columns.
#[derive(Clone, Debug)]
pub struct Report {
    /// The document.
    pub(super) document: serde_json::Value,
    /// The field of the document whose items are the records of NDJSON.
    pub(super) records: &'static str,
    /// Lines above the table.
    pub(super) head: Vec<Cell>,
    /// Column names.
    pub(super) columns: Vec<&'static str>,
    /// Cells, as many as there are columns.
    pub(super) rows: Vec<Vec<Cell>>,
    /// Lines below the table.
    pub(super) foot: Vec<String>,
    /// What is wrong, one by one, and what will be, for formats that are made of that. Only a check has findings.
    pub(super) findings: Findings,
    /// The exit status it asks for.
    pub status: Status,
}

impl Report {
    /// The same of a simulated account: nothing in it is anybody's.
    #[must_use]
    pub fn of_a_demo(mut self, scenario: &str) -> Self {
        self.say_whether_simulated(true);
        self.say_below(std::iter::once(format!("Simulated: scenario {scenario}; nothing here is yours.")));
        self
    }

    /// The lines and columns with every text as it may be printed; the document is escaped where it is written.
    pub(super) fn printable(&self) -> Self {
        Self {
            document: serde_json::Value::Null,
            records: self.records,
            head: self.head.iter().map(Cell::printable).collect(),
            columns: self.columns.clone(),
            rows: self.rows.iter().map(|row| row.iter().map(Cell::printable).collect()).collect(),
            foot: self.foot.iter().map(|line| printable_lines(line)).collect(),
            findings: self.findings.printable(),
            status: self.status,
        }
    }

    /// The same with files named from a folder, where they lie in it.
    #[must_use]
    pub fn seen_from(mut self, folder: &Path) -> Self {
        self.findings.seen_from(folder);
        self
    }

    /// The same with one more line under it.
    #[must_use]
    pub fn with_foot(mut self, line: String) -> Self {
        self.foot.push(line);
        self
    }

    /// Puts lines below those of the head that say something.
    fn say_below(&mut self, lines: impl Iterator<Item = String>) {
        let at = self.head.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        if at == self.head.len() {
            self.head.push("".into());
        }
        self.head.splice(at..at, lines.map(Cell::from));
    }

    fn say_whether_simulated(&mut self, simulated: bool) {
        if let Some(document) = self.document.as_object_mut() {
            document.insert("simulated".to_owned(), simulated.into());
        }
    }

    /// The same with who was asked, where that comes from, and what the AWS CLI would use instead.
    #[must_use]
    pub fn asked_as(mut self, signer: &Signer) -> Self {
        self.say_whether_simulated(false);
        let remarks = signer.remarks();
        if let Some(account) = self.document.get_mut("account").and_then(serde_json::Value::as_object_mut) {
            account.insert("source".to_owned(), signer.text.clone().into());
        }
        if let Some(document) = self.document.as_object_mut() {
            let asked = serde_json::json!({"text": signer.text, "aws_cli": signer.aws_cli, "remarks": remarks});
            document.insert("asked_as".to_owned(), asked);
        }
        let lines = std::iter::once(format!("As {}.", signer.text)).chain(remarks);
        self.say_below(lines);
        self
    }
}

/// Makes the document; a report is data and always serialises.
pub(super) fn document(view: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(view).unwrap_or_default()
}

/// How much of a remedy is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Length {
    /// A policy, a module of Terraform or a document is one line until it is asked for.
    #[default]
    Short,
    /// Everything.
    Full,
}

/// More lines than this are long.
const SHORT_LINES: usize = 3;

/// Remedies as numbered lines: title, then what to paste, then the page.
pub(super) fn numbered(remedies: &[Remedy], length: Length) -> Vec<String> {
    let lines = |(at, remedy): (usize, &Remedy)| {
        let url = remedy.url.clone().filter(|url| !remedy.text.contains(url.as_str()));
        let count = remedy.text.lines().count();
        let is_long = length == Length::Short && count > SHORT_LINES;
        let more = if is_long { format!(" ({count} lines: --full prints them)") } else { String::new() };
        let text = remedy.text.lines().filter(|_| !is_long).map(str::to_owned);
        let below = text.chain(url).map(|line| format!("     {line}"));
        std::iter::once(format!("  {}  {}{more}", at + 1, remedy.title)).chain(below).collect::<Vec<_>>()
    };
    remedies.iter().enumerate().flat_map(lines).collect()
}
