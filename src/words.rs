//! Words for states, each said once: the word of the contract, the word people read, the glyph, and what it means.
//! Reports, screens and the sentences for screen readers all take them from here; the legend, the help, the filter's
//! values and the tallies enumerate them.

mod gate;
mod role;
pub mod text;
mod verdict;

pub use role::{impact, role, role_in_brief, role_in_short};
pub use verdict::{REGION_OFF, VERDICTS, standing, tally};

/// How one state is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// The word of the contract: `not-offered`.
    pub word: &'static str,
    /// The word people read: `not offered`.
    pub said: &'static str,
    /// One column wide in every terminal.
    pub glyph: &'static str,
    /// What it means, as part of a sentence.
    pub meaning: &'static str,
}

/// A moment as it is said where its age is not: `2026-11-20 13:02 UTC`.
#[must_use]
pub fn minute(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A state that has words.
pub trait InWords {
    /// Its words.
    fn words(&self) -> &'static Words;
}
