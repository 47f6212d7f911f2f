//! The refusals this program knows: `assets/causes.toml`, compiled once.

use std::{collections::BTreeMap, sync::LazyLock};

use regex_lite::{Regex, RegexBuilder};
use serde::Deserialize;

use super::{Cause, Gate, Refusal, required::Filter, wrapping};

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
    /// What it means, as a sentence without a full stop; empty where the cause says it.
    #[serde(default)]
    pub means: String,
    /// What to do first, before what the cause brings.
    #[serde(default)]
    pub first: Vec<FirstStep>,
    /// Whether what the cause brings does not help with this text.
    #[serde(default)]
    pub alone: bool,
    #[serde(default)]
    loose: bool,
    pattern: String,
    #[serde(skip)]
    regex: Option<Regex>,
}

impl PartialEq for KnownText {
    fn eq(&self, other: &Self) -> bool {
        self.pattern == other.pattern
    }
}

/// A remedy that belongs to one text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstStep {
    /// Where it is carried out, in the words of the remedies: `cli`, `settings`, `support`.
    pub kind: String,
    /// What it does.
    pub title: String,
    /// What to paste; `{region}` and `{--profile}` stand for the call's.
    pub text: String,
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

static FILTER: LazyLock<Filter> = LazyLock::new(|| Filter::new(KNOWN.text.iter().map(|row| row.pattern.as_str())));

/// The first row that matches, and what it captured.
pub(super) fn first_match(
    text: &str,
    wanted: impl Fn(&KnownText) -> bool,
) -> Option<(&'static KnownText, BTreeMap<String, String>)> {
    let maybe = FILTER.candidates(text);
    let rows = KNOWN.text.iter().zip(maybe).filter(|(row, maybe)| *maybe && wanted(row));
    rows.into_iter().find_map(|(row, _)| Some((row, row.captures(text)?)))
}

/// Whether any row may match.
pub(super) fn may_be_known(text: &str) -> bool {
    FILTER.finds_any(text)
}

/// Every known text, in the order they are tried.
#[must_use]
pub fn known_texts() -> &'static [KnownText] {
    &KNOWN.text
}

/// The row that a refusal was recognised by; `None` where its type or status decided.
#[must_use]
pub fn known_text_of(refusal: &Refusal) -> Option<&'static KnownText> {
    let opened = wrapping::open(&refusal.text);
    // The first row that matches decided on the cause, so those of other causes need not be tried.
    first_match(&opened.text, |row| row.cause == refusal.cause && row.may_be(refusal.status)).map(|(row, _)| row)
}

impl KnownText {
    /// That a body was refused says that everything before it was not: a denial with the same words in it says no such
    /// thing.
    pub(super) fn may_be(&self, status: Option<u16>) -> bool {
        !(self.loose && matches!(status, Some(401 | 403 | 404 | 429)))
    }

    /// The named parts of the text, if this row matches it.
    pub(super) fn captures(&self, text: &str) -> Option<BTreeMap<String, String>> {
        let regex = self.regex.as_ref()?;
        let found = regex.captures(text)?;
        let part = |name: &str| {
            let text = found.name(name)?.as_str().trim_matches(['.', ',', ';', ':', '(', ')', '"', '\'', '`']);
            // A pattern names a part twice where it may stand in two places. Who blacks out a part leaves blanks.
            let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
            let text = if name == "resource" { text.replace(' ', "") } else { text.to_owned() };
            (!text.is_empty()).then(|| (name.to_owned(), text))
        };
        Some(regex.capture_names().flatten().filter_map(part).collect())
    }
}

/// The row of an error type.
pub(super) fn known_kind(kind: &str) -> Option<&'static KnownKind> {
    let mut names =
        KNOWN.kind.iter().flat_map(|row| std::iter::once(&row.name).chain(&row.also).map(move |name| (row, name)));
    names.find(|(_, name)| name.eq_ignore_ascii_case(kind)).map(|(row, _)| row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_compiles_and_matches_its_own_example_first() {
        for row in known_texts() {
            assert!(row.regex.is_some(), "{:?} does not compile", row.pattern);
            let text = wrapping::open(&row.example).text;
            let first = known_texts().iter().find(|other| other.captures(&text).is_some());
            assert_eq!(first.map(|first| first.pattern.as_str()), Some(row.pattern.as_str()), "{}", row.example);
            assert!(!row.source.is_empty());
            let filtered = first_match(&text, |_| true).map(|(row, _)| row.pattern.as_str());
            assert_eq!(filtered, Some(row.pattern.as_str()), "the filter lets it through: {}", row.example);
            assert!(!row.alone || !row.first.is_empty(), "{} has no remedy at all", row.example);
        }
    }

    /// Rows without literals are tried on every text.
    #[test]
    fn the_filter_spares_nearly_every_row() {
        let maybe = FILTER.candidates("");
        assert_eq!(maybe.iter().filter(|maybe| **maybe).count(), 0, "{maybe:?}");
    }

    #[test]
    fn a_type_names_a_cause_or_a_gate() {
        assert!(KNOWN.kind.iter().all(|row| row.cause.is_some() != row.gate.is_some()));
        assert_eq!(known_kind("Throttling").and_then(|row| row.cause), Some(Cause::Throttled));
        assert!(known_kind("ValidationException").is_none(), "a 400 is understood by its text only");
    }
}
