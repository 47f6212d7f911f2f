//! States of a gate.

use super::{InWords, Words};
use crate::access::{GateState, Rung};

const OPEN: Words = Words { word: "open", said: "open", glyph: "●", meaning: "read as open" };
const BLOCKED: Words = Words { word: "blocked", said: "blocked", glyph: "✖", meaning: "read as blocked" };
const PENDING: Words = Words { word: "pending", said: "pending", glyph: "◐", meaning: "about to open" };
const NOT_READ: Words = Words { word: "not-read", said: "not read", glyph: "?", meaning: "not known, and why" };
const NOT_NEEDED: Words =
    Words { word: "not-needed", said: "not needed", glyph: "–", meaning: "does not concern this model" };

impl InWords for GateState {
    fn words(&self) -> &'static Words {
        match self {
            Self::Open => &OPEN,
            Self::Blocked(_) => &BLOCKED,
            Self::Pending => &PENDING,
            Self::NotRead(_) => &NOT_READ,
            Self::NotNeeded => &NOT_NEEDED,
        }
    }
}

impl Rung {
    /// What there is to say beside the state: why it is not known, the cause where nothing else is given, the evidence.
    #[must_use]
    pub fn evidence(&self) -> String {
        match &self.state {
            GateState::NotRead(why) if self.detail.is_empty() => why.to_string(),
            GateState::Blocked(cause) if self.detail.is_empty() => cause.phrase().to_owned(),
            _ => self.detail.clone(),
        }
    }
}
