//! The refusals this program knows: `assets/causes.toml`, compiled once.

use std::{collections::BTreeMap, sync::LazyLock};

use regex_lite::{Regex, RegexBuilder};
use serde::Deserialize;

use super::{Cause, Gate};

/// One known text of a refusal.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownText {
    /// What it means.
    pub cause: Cause,
    /// The error type it was seen with; empty where a client wrote the text.
    pub kind: String,
    /// The HTTP status it was seen with.
    pub status: Option<u16>,
    /// The text as it was seen, account ids replaced.
    pub example: String,
    /// Where it was documented or seen.
    pub source: String,
    pattern: String,
    #[serde(skip)]
    regex: Option<Regex>,
}

/// What an error type says where the text says nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownKind {
    name: String,
    #[serde(default)]
    also: Vec<String>,
    /// The cause, when the type leaves no doubt.
    pub(super) cause: Option<Cause>,
    /// The likely gate, when it does.
    pub(super) gate: Option<Gate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    text: Vec<KnownText>,
    kind: Vec<KnownKind>,
}

static KNOWN: LazyLock<File> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the binary, and a test reads it")]
    let mut file: File =
        toml::from_str(include_str!("../../assets/causes.toml")).expect("assets/causes.toml is well formed");
    for row in &mut file.text {
        row.regex = RegexBuilder::new(&row.pattern).case_insensitive(true).build().ok();
    }
    file
});

/// Every known text, in the order they are tried.
#[must_use]
pub fn known_texts() -> &'static [KnownText] {
    &KNOWN.text
}

impl KnownText {
    /// The named parts of the text, if this row matches it.
    pub(super) fn captures(&self, text: &str) -> Option<BTreeMap<String, String>> {
        let regex = self.regex.as_ref()?;
        let found = regex.captures(text)?;
        let part = |name: &str| {
            let text = found.name(name)?.as_str().trim_end_matches(['.', ',', ';', ':', ')', '"', '\'']);
            (!text.is_empty()).then(|| (name.to_owned(), text.to_owned()))
        };
        Some(regex.capture_names().flatten().filter_map(part).collect())
    }
}

/// The row of an error type.
pub(super) fn known_kind(kind: &str) -> Option<&'static KnownKind> {
    KNOWN.kind.iter().find(|row| row.name == kind || row.also.iter().any(|name| name == kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::wrapping;

    #[test]
    fn every_row_compiles_and_matches_its_own_example_first() {
        for row in known_texts() {
            assert!(row.regex.is_some(), "{:?} does not compile", row.pattern);
            let text = wrapping::open(&row.example).text;
            let first = known_texts().iter().find(|other| other.captures(&text).is_some());
            assert_eq!(first.map(|first| first.pattern.as_str()), Some(row.pattern.as_str()), "{}", row.example);
            assert!(!row.source.is_empty());
        }
    }

    #[test]
    fn a_type_names_a_cause_or_a_gate() {
        assert!(KNOWN.kind.iter().all(|row| row.cause.is_some() != row.gate.is_some()));
        assert_eq!(known_kind("Throttling").and_then(|row| row.cause), Some(Cause::Throttled));
        assert!(known_kind("ValidationException").is_none(), "a 400 is understood by its text only");
    }
}
