//! Refusals that are over: what they complained of has passed, or is known to have changed since.

use jiff::Timestamp;

use super::Evidence;
use crate::{
    access::{Gate, GateState, Rung},
    refusal::{Cause, Refusal},
    survey::passes_after,
};

impl Evidence<'_> {
    /// Why a refusal of a moment counts no more, as the end of a sentence; `None` as long as it counts. `rung` is its
    /// gate as it stands without the refusal, `answered` when a call with the same id last answered.
    pub(super) fn why_over(
        &self,
        refusal: &Refusal,
        moment: Timestamp,
        rung: &Rung,
        answered: Option<Timestamp>,
    ) -> Option<&'static str> {
        let passed = passes_after(refusal.cause).and_then(|span| moment.checked_add(span).ok());
        if passed.is_some_and(|end| end <= self.now) {
            return Some("which passes by itself and has had its time");
        }
        if is_over_once_agreed(refusal.cause) && self.agreed_since(moment) {
            return Some("before the agreement stood");
        }
        if is_told_by_a_reading(refusal.cause) && rung.state == GateState::Open && rung.at > Some(moment) {
            return Some("before this was read");
        }
        // Each operation has a permission of its own; every other gate stands before both.
        let opened = rung.gate != Gate::Permission && answered > Some(moment);
        opened.then_some("before a call answered")
    }

    /// Whether the agreement was seen to become AVAILABLE after a moment.
    pub(super) fn agreed_since(&self, moment: Timestamp) -> bool {
        let seen = self.cell.model.as_ref().and_then(|model| self.facts.agreements.get(model));
        seen.and_then(|seen| seen.available_at).is_some_and(|available| available > moment)
    }
}

/// Whether an agreement made since can be the end of it: the classic text without a reason names no gate and goes away
/// with the agreement (anthropics/claude-code #536), and the text of a missing form is also given for want of an
/// agreement (AWS user guide, troubleshooting-api-error-codes).
fn is_over_once_agreed(cause: Cause) -> bool {
    cause.gate() == Some(Gate::Agreement) || cause == Cause::UseCaseFormMissing
}

/// Whether the free reading of its gate is about this very thing. Others are not: a simulation is no proof, the
/// lifecycle does not tell who is idle, nothing reads how the account stands, and a list names what a call may refuse.
fn is_told_by_a_reading(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::RegionNotEnabled
            | Cause::ProfileOnly
            | Cause::UseCaseFormMissing
            | Cause::EntitlementMissing
            | Cause::DataRetentionMode
    )
}
