//! Lifecycle: AWS's own status and dates for the region; the catalogue only fills in what AWS leaves out.

use super::{Evidence, LIST_MODELS, caveats, day, why_not_read};
use crate::{
    access::{Gate, GateState, Rung},
    catalog::{Lifecycle, LifecycleStatus},
    refusal::Cause,
};

pub(super) fn rung(evidence: &Evidence<'_>) -> Rung {
    let models = &evidence.facts.models;
    let Some(listed) = evidence.cell.model.as_ref().and_then(|id| evidence.facts.model(id)) else {
        let why =
            if models.value().is_some() { "not in ListFoundationModels here".into() } else { why_not_read(models) };
        return Rung::not_read(Gate::Lifecycle, why).read_from(models, LIST_MODELS);
    };
    let life = listed.lifecycle.or(evidence.catalog.lifecycle(&listed.id));
    let open = |detail| Rung::new(Gate::Lifecycle, GateState::Open, detail);
    let rung = match listed.lifecycle.status_at(evidence.now) {
        LifecycleStatus::Active => open(active(evidence, &life)),
        LifecycleStatus::Legacy => {
            Rung { notes: vec![caveats::LEGACY_AND_IDLE.to_owned()], ..open(life.legacy_in_words(evidence.now)) }
        }
        LifecycleStatus::EndOfLife => {
            let when = life.end_of_life_at.map(|end| format!(" {}", day(end))).unwrap_or_default();
            Rung::new(Gate::Lifecycle, GateState::Blocked(Cause::EndOfLife), format!("ended{when}"))
        }
        LifecycleStatus::Unknown => Rung::not_read(Gate::Lifecycle, "status not given"),
    };
    rung.read_from(models, LIST_MODELS)
}

/// `active, legacy from 2027-05-01`.
fn active(evidence: &Evidence<'_>, life: &Lifecycle) -> String {
    let later = life.legacy_at.filter(|at| *at > evidence.now);
    later.map_or_else(|| "active".to_owned(), |at| format!("active, legacy from {}", day(at)))
}
