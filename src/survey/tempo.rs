//! How fast a region of this account takes questions.

use serde::{Deserialize, Serialize};

/// Learned from refusals for speed, so that the next scan begins there: AWS limits calls by account, region and operation,
/// and does not say how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tempo {
    /// Questions that were answered before the first was refused.
    pub burst: u32,
    /// Milliseconds between two questions after that.
    pub pause_ms: u32,
}
