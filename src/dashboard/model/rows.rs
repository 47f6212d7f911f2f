//! What the lists are made of: a row for each model, a summary for each of its cells.

use crate::{
    access::{Gate, GateState, Ladder, Verdict},
    catalog::{BaseModelId, ModelName},
    claude_code::Role,
    refusal::Cause,
};

/// One model of the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelRow {
    /// The id.
    pub id: BaseModelId,
    /// Family and version.
    pub name: ModelName,
    /// Who in the plan calls it, most important first.
    pub roles: Vec<Role>,
    /// Whether Claude Code calls it somewhere and cannot.
    pub has_gap: bool,
    /// Where it stands in its life in the regions that list it, when that is not the same as active everywhere:
    /// the best of them.
    pub life: Option<Life>,
}

impl ModelRow {
    /// Whether nobody misses it: it is past its end of life, and Claude Code does not call it.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.life == Some(Life::Ended) && self.roles.is_empty()
    }
}

/// The last part of a model's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Life {
    /// Still answering whoever uses it.
    Legacy,
    /// Past its end of life.
    Ended,
}

/// What a cell of the matrix shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellSummary {
    /// What the ladder comes down to.
    pub verdict: Verdict,
    /// Why, in a few words.
    pub reason: String,
    /// Whether an older answer is shown because a newer question failed.
    pub stale: bool,
    /// Whether the region is not enabled for the account: nothing there is about the model.
    pub off: bool,
}

impl CellSummary {
    /// What a ladder comes down to, with the verdict on it.
    #[must_use]
    pub fn of(ladder: &Ladder, verdict: Verdict) -> Self {
        let off = ladder.rung(Gate::Region).state == GateState::Blocked(Cause::RegionNotEnabled);
        Self { verdict, reason: ladder.reason_in_short(), stale: ladder.is_stale(), off }
    }
}
