//! The cells of a report's table. What they look like is the affair of each format.

use crate::{catalog::printable, words::Words};

/// A text of several lines as it may be printed.
pub(super) fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Text that means the same everywhere.
    Text(String),
    /// A state, and what is said of it in a few words; empty when the state says it all.
    State {
        /// The words of the state.
        words: &'static Words,
        /// `agreement missing`.
        reason: String,
    },
    /// A sentence about a state; its glyph stands before it where glyphs are shown.
    Said {
        /// The words of the state.
        words: &'static Words,
        /// The sentence.
        text: String,
    },
    /// A line of pieces, each with the state it stands for, where it stands for one.
    Line(Vec<(Option<&'static Words>, String)>),
}

impl Cell {
    /// A state with its reason.
    pub(super) fn state(words: &'static Words, reason: impl Into<String>) -> Self {
        Self::State { words, reason: reason.into() }
    }

    /// A sentence about a state.
    pub(super) fn said(words: &'static Words, text: String) -> Self {
        Self::Said { words, text }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }

    /// The same without anything that could move a cursor or reorder what is shown.
    pub(super) fn printable(&self) -> Self {
        match self {
            Self::Text(text) => Self::Text(printable_lines(text)),
            Self::State { words, reason } => Self::State { words, reason: printable_lines(reason) },
            Self::Said { words, text } => Self::Said { words, text: printable_lines(text) },
            Self::Line(pieces) => {
                Self::Line(pieces.iter().map(|(words, text)| (*words, printable_lines(text))).collect())
            }
        }
    }

    /// For people: `✖ agreement missing`.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Said { words, text } => format!("{} {text}", words.glyph),
            Self::Line(pieces) => pieces.iter().map(|(_, text)| text.as_str()).collect(),
            Self::State { words, reason } => {
                format!("{} {}", words.glyph, if reason.is_empty() { words.said } else { reason })
            }
        }
    }

    /// For ears and scripts, without a glyph: `blocked: agreement missing`.
    pub(super) fn spoken(&self) -> String {
        match self {
            Self::Text(text) | Self::Said { text, .. } => text.clone(),
            Self::Line(_) => self.shown(),
            Self::State { words, reason } if reason.is_empty() => words.word.to_owned(),
            Self::State { words, reason } => format!("{}: {reason}", words.word),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A row of cells, each made from whatever can be one.
macro_rules! row {
    ($($cell:expr),+ $(,)?) => { vec![$($crate::report::cell::Cell::from($cell)),+] };
}
pub(super) use row;
