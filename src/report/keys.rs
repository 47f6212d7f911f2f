//! `bedcheck keys`: the keymap in effect.

use serde::Serialize;

use super::{Findings, Report, Status, cell::row, document::document, view::Head};
use crate::gaps::Context;

/// One line of a keymap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyLine {
    /// The name of the action.
    pub action: String,
    /// The keys, any of which will do; none when it has been taken off the keys.
    pub keys: Vec<String>,
    /// Where they hold.
    pub contexts: Vec<String>,
    /// What happens.
    pub help: String,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head,
    /// The user's file, if there is one.
    file: Option<&'a str>,
    keys: &'a [KeyLine],
}

/// Makes the report.
#[must_use]
pub fn keys(context: Context<'_>, file: Option<&str>, lines: &[KeyLine]) -> Report {
    let document = document(&Document { head: Head::new("keys", context), file, keys: lines });
    let source = file.map_or_else(|| "the bundled keymap".to_owned(), |file| format!("the bundled keymap with {file}"));
    let cells =
        |line: &KeyLine| row![line.action.clone(), line.keys.join("  "), line.contexts.join(" "), line.help.clone()];
    Report {
        document,
        records: "keys",
        head: row![source, ""],
        columns: vec!["action", "keys", "in", "what it does"],
        rows: lines.iter().map(cells).collect(),
        foot: Vec::new(),
        status: Status::Ok,
        findings: Findings::default(),
    }
}
