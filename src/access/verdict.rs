//! The one word a ladder comes down to.

use jiff::Timestamp;

use super::{Gate, GateState, Ladder, NotRead};
use crate::refusal::{Cause, Refusal};

/// Whether a model answers, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A real one-token call with this very id, by this identity, answered.
    Verified {
        /// When.
        at: Timestamp,
    },
    /// Every gate that could be read for free is open; the rest is named.
    Open,
    /// An agreement is being set up.
    Pending,
    /// The first blocked gate.
    Blocked(Gate),
    /// The control plane says open, a real call was refused.
    Contradicted(Gate),
    /// Not in this region, in no form.
    NotOffered,
    /// Too little could be read.
    Unknown,
}

/// A verdict without what it is about, the best first: of several ids that call a model the one that gets furthest
/// counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter)]
pub enum VerdictKind {
    /// See [`Verdict::Verified`].
    Verified,
    /// See [`Verdict::Open`].
    Open,
    /// See [`Verdict::Pending`].
    Pending,
    /// See [`Verdict::Unknown`].
    Unknown,
    /// See [`Verdict::Contradicted`].
    Contradicted,
    /// See [`Verdict::Blocked`].
    Blocked,
    /// See [`Verdict::NotOffered`].
    NotOffered,
}

impl Verdict {
    /// The verdict without what it is about.
    #[must_use]
    pub fn kind(self) -> VerdictKind {
        match self {
            Self::Verified { .. } => VerdictKind::Verified,
            Self::Open => VerdictKind::Open,
            Self::Pending => VerdictKind::Pending,
            Self::Blocked(_) => VerdictKind::Blocked,
            Self::Contradicted(_) => VerdictKind::Contradicted,
            Self::NotOffered => VerdictKind::NotOffered,
            Self::Unknown => VerdictKind::Unknown,
        }
    }

    /// Whether a call is expected to answer.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Verified { .. } | Self::Open)
    }

    /// Whether a call is expected to be refused.
    #[must_use]
    pub fn is_refused(self) -> bool {
        matches!(self, Self::Pending | Self::Blocked(_) | Self::Contradicted(_) | Self::NotOffered)
    }

    /// The gate it is about.
    #[must_use]
    pub fn gate(self) -> Option<Gate> {
        match self {
            Self::Blocked(gate) | Self::Contradicted(gate) => Some(gate),
            Self::NotOffered => Some(Gate::Offer),
            Self::Pending => Some(Gate::Agreement),
            Self::Verified { .. } | Self::Open | Self::Unknown => None,
        }
    }
}

/// `provisional until 10:15 UTC`: AWS may still refuse calls once it has set the subscription up.
#[must_use]
pub fn provisional(until: Timestamp) -> String {
    format!("provisional until {} UTC", until.strftime("%H:%M"))
}

impl Ladder {
    /// Derives the verdict. Credentials do not count by themselves: when they fail nothing else is read,
    /// and what was read before stays, marked stale.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if let Some(at) = self.verified_at {
            return Verdict::Verified { at };
        }
        if let Some(rung) = self.first_blocked() {
            return match rung.state {
                GateState::Blocked(Cause::NotOffered) => Verdict::NotOffered,
                _ if rung.by_real_call => Verdict::Contradicted(rung.gate),
                _ => Verdict::Blocked(rung.gate),
            };
        }
        if self.rungs.iter().any(|rung| rung.state == GateState::Pending) {
            return Verdict::Pending;
        }
        if self.missing().next().is_some() { Verdict::Unknown } else { Verdict::Open }
    }

    /// Why the verdict is what it is, in a few words for a table: `agreement missing`, `throttled`.
    #[must_use]
    pub fn reason(&self) -> String {
        match self.verdict() {
            Verdict::Blocked(_) | Verdict::Contradicted(_) | Verdict::NotOffered => {
                self.first_blocked().map(super::Rung::phrase).unwrap_or_default()
            }
            Verdict::Pending => Cause::AgreementPending.phrase().to_owned(),
            Verdict::Unknown => self.unknown_because(),
            Verdict::Verified { .. } => match self.provisional_until {
                Some(until) if matches!(self.rung(Gate::Agreement).state, GateState::NotRead(_)) => {
                    format!("a real call answered; {}: the agreement cannot be read", provisional(until))
                }
                Some(until) => format!("a real call answered; {}", provisional(until)),
                None => "a real call answered".to_owned(),
            },
            Verdict::Open => String::new(),
        }
    }

    /// The same without the gate as long as nothing was asked: `offer not read: not asked yet` is news to nobody.
    #[must_use]
    pub fn reason_in_short(&self) -> String {
        // The cheap question first: hundreds of cells ask this after each answer.
        let not_asked = |rung: &super::Rung| rung.state == GateState::NotRead(NotRead::NotAsked);
        let is_first = self.missing().next().is_some_and(not_asked);
        if is_first && self.verdict() == Verdict::Unknown && self.credentials_refused().is_none() {
            return NotRead::NotAsked.to_string();
        }
        self.reason()
    }

    /// The refusal that kept the first gate that must be read from being read; `None` unless the verdict is unknown.
    #[must_use]
    pub fn not_read_because(&self) -> Option<&Refusal> {
        self.missing().next().filter(|_| self.verdict() == Verdict::Unknown)?.refusal.as_ref()
    }

    /// The rungs that must be read and are not.
    fn missing(&self) -> impl Iterator<Item = &super::Rung> {
        let not_read = |rung: &&super::Rung| matches!(rung.state, GateState::NotRead(_));
        self.rungs.iter().filter(|rung| rung.gate.must_be_read()).filter(not_read)
    }

    /// Why the credentials were not taken.
    fn credentials_refused(&self) -> Option<Cause> {
        match self.rung(Gate::Credentials).state {
            GateState::Blocked(cause) => Some(cause),
            _ => None,
        }
    }

    fn unknown_because(&self) -> String {
        if let Some(cause) = self.credentials_refused() {
            return cause.phrase().to_owned();
        }
        let first = self.missing().find_map(|rung| match &rung.state {
            GateState::NotRead(why) => Some(format!("{} not read: {why}", rung.gate.title())),
            _ => None,
        });
        first.unwrap_or_default()
    }
}
