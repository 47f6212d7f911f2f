//! One JSON document, or one object a line.

use crate::report::Report;

pub(super) fn render(report: &Report) -> String {
    serde_json::to_string_pretty(&report.document).unwrap_or_default() + "\n"
}

pub(super) fn lines(report: &Report) -> String {
    let records = report.document.get(report.records).and_then(serde_json::Value::as_array);
    let one = std::slice::from_ref(&report.document);
    records.map_or(one, Vec::as_slice).iter().map(|record| format!("{record}\n")).collect()
}
