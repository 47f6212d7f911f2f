//! The same report of several profiles, each an account or role of its own.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{Report, Status, cell::Cell};

/// Puts the reports of several profiles together: in JSON as `accounts`, each with its `profile`, one a line in NDJSON;
/// elsewhere with a first column that names the profile. A gap outranks an unknown.
#[must_use]
pub fn several(command: &str, now: Timestamp, reports: Vec<(String, Report)>) -> Report {
    let status = Status::worst(reports.iter().map(|(_, report)| report.status));
    let mut columns = vec!["profile"];
    columns.extend(reports.first().map(|(_, report)| report.columns.clone()).unwrap_or_default());
    let named = |profile: &str, line: &str| format!("{profile}: {line}");
    let mut whole = Report {
        document: Value::Null,
        records: "accounts",
        head: vec![],
        columns,
        rows: vec![],
        foot: vec![],
        status,
    };
    let mut accounts = Vec::new();
    for (profile, report) in reports {
        let head = report.head.iter().filter(|line| !line.is_empty());
        whole.head.extend(head.map(|line| Cell::from(named(&profile, &line.shown()))));
        let foot = report.foot.iter().filter(|line| !line.is_empty());
        whole.foot.extend(foot.map(|line| named(&profile, line)));
        whole
            .rows
            .extend(report.rows.into_iter().map(|row| std::iter::once(profile.as_str().into()).chain(row).collect()));
        let mut account = Map::from_iter([("profile".to_owned(), Value::from(profile))]);
        if let Value::Object(fields) = report.document {
            account.extend(fields);
        }
        accounts.push(Value::Object(account));
    }
    if !whole.head.is_empty() {
        whole.head.push("".into());
    }
    whole.document = serde_json::json!({
        "schema": format!("bedcheck.{command}/1"),
        "generated_at": now,
        "accounts": accounts,
    });
    whole
}
