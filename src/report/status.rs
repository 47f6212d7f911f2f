//! Exit statuses: a contract, never renumbered.

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Everything asked about is open or verified.
    Ok = 0,
    /// At least one gap.
    Gap = 1,
    /// Usage or configuration error.
    Usage = 2,
    /// It could not be determined.
    Unknown = 3,
    /// Interrupted.
    Interrupted = 130,
}

impl Status {
    /// The number the process ends with.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }

    /// What several answers come to: a gap outranks an unknown.
    #[must_use]
    pub fn worst(all: impl IntoIterator<Item = Self>) -> Self {
        let rank = |status: &Self| match status {
            Self::Ok => 0,
            Self::Unknown => 1,
            Self::Gap => 2,
            Self::Usage => 3,
            Self::Interrupted => 4,
        };
        all.into_iter().max_by_key(rank).unwrap_or(Self::Ok)
    }
}
