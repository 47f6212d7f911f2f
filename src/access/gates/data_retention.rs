//! Data retention: the account's mode is one the model accepts.

use super::{Evidence, why_not_read};
use crate::{
    access::{Gate, GateState, Rung},
    refusal::Cause,
};

pub(super) fn rung(evidence: &Evidence<'_>) -> Rung {
    if !evidence.cell.model.as_ref().is_some_and(|id| evidence.catalog.needs_data_retention(id)) {
        return Rung::new(Gate::DataRetention, GateState::NotNeeded, "not needed by this model");
    }
    let fact = &evidence.facts.data_retention;
    let rung = match fact.value() {
        Some(mode) if mode.allows_review() => {
            Rung::new(Gate::DataRetention, GateState::Open, format!("mode {}", mode.mode))
        }
        Some(mode) if mode.refuses_review() => {
            let detail = format!("mode {}; this model needs aws_review", mode.mode);
            Rung::new(Gate::DataRetention, GateState::Blocked(Cause::DataRetentionMode), detail)
        }
        Some(mode) => Rung::not_read(Gate::DataRetention, format!("mode {}: what it allows is not known", mode.mode)),
        None => Rung::not_read(Gate::DataRetention, why_not_read(fact)),
    };
    rung.read_from(fact, "GetAccountDataRetention")
}
