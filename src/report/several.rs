//! The same report of several profiles, each an account or role of its own.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::Report;
use crate::cli::{EXIT_GAP, EXIT_OK, EXIT_UNKNOWN};

/// Puts the reports of several profiles together: in JSON as `accounts`, each with its `profile`, one a line in NDJSON;
/// elsewhere with a first column that names the profile. A gap outranks an unknown.
#[must_use]
pub fn several(command: &str, now: Timestamp, reports: Vec<(String, Report)>) -> Report {
    let any = |status: u8| reports.iter().any(|(_, report)| report.status == status);
    let status = [EXIT_GAP, EXIT_UNKNOWN].into_iter().find(|status| any(*status)).unwrap_or(EXIT_OK);
    let mut columns = vec!["profile"];
    columns.extend(reports.first().map(|(_, report)| report.columns.clone()).unwrap_or_default());
    let named = |profile: &str, lines: &[String]| -> Vec<String> {
        let said = lines.iter().filter(|line| !line.is_empty());
        said.map(|line| format!("{profile}: {line}")).collect()
    };
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
        whole.head.extend(named(&profile, &report.head));
        whole.foot.extend(named(&profile, &report.foot));
        whole.rows.extend(report.rows.into_iter().map(|row| std::iter::once(profile.clone()).chain(row).collect()));
        let mut account = Map::from_iter([("profile".to_owned(), Value::from(profile))]);
        if let Value::Object(fields) = report.document {
            account.extend(fields);
        }
        accounts.push(Value::Object(account));
    }
    if !whole.head.is_empty() {
        whole.head.push(String::new());
    }
    whole.document = serde_json::json!({
        "schema": format!("bedcheck.{command}/1"),
        "generated_at": now,
        "accounts": accounts,
    });
    whole
}
