//! The same report of several profiles, each an account or role of its own.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{Findings, Format, Report, Status, Style, cell::Cell, print, render::json};

/// Puts the reports of several profiles together: in JSON as `accounts`, each with its `profile`, one a line in NDJSON;
/// elsewhere with a first column that names the profile. A gap outranks an unknown.
///
/// A document leaves as soon as its account was asked; of a table the rows are kept, and nothing else.
#[derive(Debug)]
pub struct OfProfiles {
    command: &'static str,
    now: Timestamp,
    format: Format,
    style: Style,
    /// What was put together so far; without documents.
    whole: Option<Report>,
    statuses: Vec<Status>,
}

impl OfProfiles {
    /// None yet.
    #[must_use]
    pub fn new(command: &'static str, now: Timestamp, format: Format, style: Style) -> Self {
        Self { command, now, format, style, whole: None, statuses: Vec::new() }
    }

    /// Takes in the next report; what of it can be printed now.
    #[must_use]
    pub fn add(&mut self, profile: &str, report: Report) -> String {
        let is_first = self.statuses.is_empty();
        self.statuses.push(report.status);
        match self.format {
            Format::Json => {
                let before = if is_first { self.beginning() } else { ",\n".to_owned() };
                before + &json::item(&account(profile, report))
            }
            Format::Ndjson => json::line(&account(profile, report)),
            _ => {
                self.keep_rows(profile, report);
                String::new()
            }
        }
    }

    /// What was put together so far in another format; empty in those whose documents leave at once.
    #[must_use]
    pub fn so_far(&self, format: Format) -> String {
        self.whole.as_ref().map(|whole| print(whole, format, Style::default())).unwrap_or_default()
    }

    /// What is left to print, and the status of all.
    #[must_use]
    pub fn end(self) -> (String, Status) {
        let status = Status::worst(self.statuses.iter().copied());
        let text = match (self.format, self.whole) {
            (Format::Json, _) if self.statuses.is_empty() => String::new(),
            (Format::Json, _) => json::END_OF_ITEMS.to_owned(),
            (format, Some(mut whole)) => {
                if !whole.head.is_empty() {
                    whole.head.push("".into());
                }
                print(&whole, format, self.style)
            }
            (_, None) => String::new(),
        };
        (text, status)
    }

    fn beginning(&self) -> String {
        json::beginning(
            &[("schema", format!("bedcheck.{}/1", self.command)), ("generated_at", self.now.to_string())],
            "accounts",
        )
    }

    fn keep_rows(&mut self, profile: &str, report: Report) {
        let columns = std::iter::once("profile").chain(report.columns.iter().copied()).collect();
        let whole = self.whole.get_or_insert_with(|| Report {
            document: Value::Null,
            records: "accounts",
            head: vec![],
            columns,
            rows: vec![],
            foot: vec![],
            status: Status::Ok,
            findings: Findings::default(),
        });
        whole.findings.add(report.findings.of_profile(profile));
        let named = |line: &str| format!("{profile}: {line}");
        let head = report.head.iter().filter(|line| !line.is_empty());
        whole.head.extend(head.map(|line| Cell::from(named(&line.shown()))));
        let foot = report.foot.iter().filter(|line| !line.is_empty());
        whole.foot.extend(foot.map(|line| named(line)));
        let rows = report.rows.into_iter();
        whole.rows.extend(rows.map(|row| std::iter::once(profile.into()).chain(row).collect()));
    }
}

/// The document with the profile in front.
fn account(profile: &str, report: Report) -> Value {
    let mut account = Map::from_iter([("profile".to_owned(), Value::from(profile))]);
    if let Value::Object(fields) = report.document {
        account.extend(fields);
    }
    Value::Object(account)
}
