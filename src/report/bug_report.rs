//! `bedcheck bug-report`: what a report of a fault needs, for the eyes of strangers. Names of settings and never their
//! values, verdicts counted, what AWS refused with names taken out.

use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use crate::refusal::redacted;

/// Refusals that are shown at most.
const MOST_REFUSALS: usize = 10;

/// The report: facts about program and machine as name and value, the names of settings place by place, and what the
/// dashboard last saw, if it has kept anything.
#[must_use]
pub fn bug_report(
    machine: &[(&str, String)],
    settings: &[(String, BTreeSet<String>)],
    list: Option<&Report>,
) -> String {
    let mut lines = vec!["### Program and machine".to_owned(), String::new()];
    lines.extend(machine.iter().map(|(name, value)| format!("- {name}: {value}")));
    lines.extend([String::new(), "### Names of settings (values are left out)".to_owned(), String::new()]);
    let joined = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    lines.extend(settings.iter().map(|(place, names)| format!("- {place}: {}", joined(names))));
    if settings.is_empty() {
        lines.push("- none".to_owned());
    }
    lines.extend([String::new(), "### As the dashboard last saw it".to_owned(), String::new()]);
    match list {
        Some(list) => lines.extend(seen(&list.document)),
        None => lines.push("- nothing is kept: open the dashboard once, and make this report again".to_owned()),
    }
    lines.push(String::new());
    lines.extend(["### What happened, and what should have".to_owned(), String::new(), "(in your words)".to_owned()]);
    lines.join("\n") + "\n"
}

/// Verdicts counted, states of regions counted, and refusals.
fn seen(document: &serde_json::Value) -> Vec<String> {
    let items = |field: &str| document[field].as_array().map(Vec::as_slice).unwrap_or_default();
    let counted = |field: &str, key: &str| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for item in items(field) {
            *counts.entry(item[key].as_str().unwrap_or("unknown")).or_default() += 1;
        }
        counts.into_iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    };
    let reasons: BTreeSet<String> = ["regions", "rows"]
        .into_iter()
        .flat_map(items)
        .filter_map(|item| item["reason"].as_str())
        .filter(|reason| !reason.is_empty())
        .map(|reason| redacted(reason).replace('`', "'"))
        .collect();
    let left_out = reasons.len().saturating_sub(MOST_REFUSALS);
    let more = (left_out > 0).then(|| format!("- and {left_out} more kinds of reasons"));
    [format!("- cells: {}", counted("rows", "verdict")), format!("- regions: {}", counted("regions", "state"))]
        .into_iter()
        .chain(reasons.into_iter().take(MOST_REFUSALS).map(|reason| format!("- reason: `{reason}`")))
        .chain(more)
        .collect()
}
