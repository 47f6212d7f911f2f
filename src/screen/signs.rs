//! The signs of the map, each with its word and its meaning: the legend has those on screen, the help has them all.

use super::theme::StyleRole;
use crate::words::{REGION_OFF, VERDICTS};

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) glyph: &'static str,
    pub(super) role: StyleRole,
    pub(super) word: &'static str,
    pub(super) meaning: &'static str,
}

/// A model that Claude Code calls, and that is missed when it is refused.
pub(super) const CALLED: Sign =
    Sign { glyph: "◆", role: StyleRole::Key, word: "called", meaning: "Claude Code calls it, and a refusal is felt" };

/// One whose refusal Claude Code makes up for.
pub(super) const REPAIRED: Sign = Sign {
    glyph: "◇",
    role: StyleRole::Key,
    word: "repaired",
    meaning: "Claude Code calls it, and moves on to another model when it is refused",
};

/// A region that is not enabled.
pub(super) const OFF: Sign =
    Sign { glyph: REGION_OFF.glyph, role: StyleRole::NotOffered, word: REGION_OFF.said, meaning: REGION_OFF.meaning };

/// All of them.
pub(super) fn all() -> Vec<Sign> {
    let verdict = |(kind, words): (_, crate::words::Words)| Sign {
        glyph: words.glyph,
        role: StyleRole::from(kind),
        word: words.said,
        meaning: words.meaning,
    };
    VERDICTS.into_iter().map(verdict).chain([OFF, CALLED, REPAIRED]).collect()
}
