//! `bedcheck config`: the configuration in effect.

use serde::Serialize;

use super::{Findings, Report, Status, cell::row, document::document, view::Head};
use crate::gaps::Context;

/// One option with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigLine {
    /// Its name in `config.toml` and, with two dashes, on the command line.
    pub key: String,
    /// The value in effect, if it has one.
    pub value: Option<String>,
    /// Where that comes from: `config.toml, line 3`, a variable, `command line`, `default`.
    pub from: String,
    /// What it does.
    pub help: String,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head,
    /// The user's file, if there is one.
    file: Option<&'a str>,
    options: &'a [ConfigLine],
}

/// Makes the report.
#[must_use]
pub fn config(context: Context<'_>, file: Option<&str>, lines: &[ConfigLine]) -> Report {
    let document = document(&Document { head: Head::new("config", context), file, options: lines });
    let source = file.map_or_else(|| "no config.toml: defaults".to_owned(), ToOwned::to_owned);
    let cells = |line: &ConfigLine| {
        row![line.key.clone(), line.value.clone().unwrap_or_default(), line.from.clone(), line.help.clone()]
    };
    Report {
        document,
        records: "options",
        head: row![source, ""],
        columns: vec!["key", "value", "from", "what it does"],
        rows: lines.iter().map(cells).collect(),
        foot: Vec::new(),
        status: Status::Ok,
        findings: Findings::default(),
    }
}
