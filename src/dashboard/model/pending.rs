//! What was typed and waits for the key that completes it: a count, the first keys of a sequence.

use std::fmt;

use super::Cursor;
use crate::dashboard::keymap::Chord;

/// More than any list is long.
const MOST: usize = 9_999;

/// A count (`12` of `12l`) and the keys of a sequence so far (`g` of `g g`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// The digits so far; `None` when no count was begun.
    pub count: Option<usize>,
    /// The keys so far.
    pub keys: Vec<Chord>,
    /// Where the cursor was before these keys, if they mean something by themselves and did it at once.
    pub before: Option<Cursor>,
}

impl Pending {
    /// Whether nothing waits. Keys that acted at once wait for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.before.is_some() || self.count.is_none() && self.keys.is_empty()
    }

    /// Another digit of the count.
    pub(crate) fn digit(&mut self, digit: usize) {
        self.count = Some((self.count.unwrap_or(0) * 10 + digit).min(MOST));
    }
}

/// As typed, for the footer: `12`, `5g`.
impl fmt::Display for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(count) = self.count {
            write!(f, "{count}")?;
        }
        self.keys.iter().try_for_each(|chord| write!(f, "{chord}"))
    }
}
