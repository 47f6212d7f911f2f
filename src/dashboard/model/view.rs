//! The three views.

/// One of the three views.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Models × regions.
    #[default]
    Matrix,
    /// The models of one region.
    Region,
    /// What Claude Code will call.
    ClaudeCode,
}

impl View {
    /// The view after this one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Matrix => Self::Region,
            Self::Region => Self::ClaudeCode,
            Self::ClaudeCode => Self::Matrix,
        }
    }

    /// The view before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        self.next().next()
    }
}
