//! Exit statuses: a contract, never renumbered.

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Everything asked about is open or verified.
    Ok,
    /// At least one gap.
    Gap,
    /// Usage or configuration error.
    Usage,
    /// It could not be determined.
    Unknown,
    /// Interrupted.
    Interrupted,
    /// That of a program that was run.
    OfChild(u8),
}

impl Status {
    /// The number the process ends with.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Gap => 1,
            Self::Usage => 2,
            Self::Unknown => 3,
            Self::Interrupted => 130,
            Self::OfChild(code) => code,
        }
    }

    /// What several answers come to: a gap outranks an unknown.
    #[must_use]
    pub fn worst(all: impl IntoIterator<Item = Self>) -> Self {
        let rank = |status: &Self| match status {
            Self::Ok | Self::OfChild(0) => 0,
            Self::Unknown | Self::OfChild(_) => 1,
            Self::Gap => 2,
            Self::Usage => 3,
            Self::Interrupted => 4,
        };
        all.into_iter().max_by_key(rank).unwrap_or(Self::Ok)
    }
}
