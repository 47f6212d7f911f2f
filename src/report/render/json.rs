//! One JSON document, or one object a line.

use std::fmt::Write as _;

use crate::{catalog::is_unprintable, report::Report};

pub(super) fn render(report: &Report) -> String {
    text(&report.document)
}

/// A document as it is printed.
pub(super) fn text(document: &serde_json::Value) -> String {
    escaped(&serde_json::to_string_pretty(document).unwrap_or_default()) + "\n"
}

pub(super) fn lines(report: &Report) -> String {
    let records = report.document.get(report.records).and_then(serde_json::Value::as_array);
    let one = std::slice::from_ref(&report.document);
    records.map_or(one, Vec::as_slice).iter().map(line).collect()
}

/// One object on a line.
pub(in crate::report) fn line(record: &serde_json::Value) -> String {
    escaped(&record.to_string()) + "\n"
}

/// The head of a document whose last field is a list of objects that come one by one.
pub(in crate::report) fn beginning(fields: &[(&str, String)], items: &str) -> String {
    let fields =
        fields.iter().map(|(name, text)| format!("  \"{name}\": {},\n", serde_json::Value::from(text.as_str())));
    format!("{{\n{}  \"{items}\": [\n", escaped(&fields.collect::<String>()))
}

/// One of them, as it stands in the list; a line of a document is never inside a text.
pub(in crate::report) fn item(item: &serde_json::Value) -> String {
    let text = serde_json::to_string_pretty(item).unwrap_or_default();
    escaped(&text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n"))
}

/// What comes after the last of them.
pub(in crate::report) const END_OF_ITEMS: &str = "\n  ]\n}\n";

/// JSON leaves U+007F to U+009F and the marks that turn the direction of writing as they are; a terminal acts on them. As
/// escapes they mean the same and do nothing. They stand inside strings only, where an escape is allowed.
fn escaped(json: &str) -> String {
    if !json.contains(is_acted_on) {
        return json.to_owned();
    }
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if is_acted_on(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(c);
        }
    }
    text
}

/// Line feeds are the document's own.
fn is_acted_on(c: char) -> bool {
    c != '\n' && is_unprintable(c)
}
