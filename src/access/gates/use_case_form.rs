//! Use-case form: what Anthropic wants to know of an account before it sells to it.

use super::{Evidence, why_not_read};
use crate::{
    access::{Gate, GateState, Rung},
    catalog::RegionName,
    refusal::Cause,
    survey::{Fact, UseCaseForm},
};

/// AWS user guide, model-access.
const OWN_FORM: &str = "An opt-in region has a form of its own: one filed elsewhere does not count here";

pub(super) fn rung(evidence: &Evidence<'_>) -> Rung {
    let (fact, read_in) = use_case_fact(evidence);
    let elsewhere = if *read_in == evidence.cell.region { String::new() } else { format!(", read in {read_in}") };
    let rung = match fact.value() {
        Some(UseCaseForm::Filed) => Rung::new(Gate::UseCaseForm, GateState::Open, format!("filed{elsewhere}")),
        Some(UseCaseForm::Missing) => {
            let state = GateState::Blocked(Cause::UseCaseFormMissing);
            let own = evidence.catalog.is_opt_in(&evidence.cell.region).then(|| OWN_FORM.to_owned());
            Rung {
                notes: own.into_iter().collect(),
                ..Rung::new(Gate::UseCaseForm, state, format!("not filled out{elsewhere}"))
            }
        }
        // AWS answers 404 when nothing was filed, so any form counts.
        Some(UseCaseForm::Empty) => {
            Rung::new(Gate::UseCaseForm, GateState::Open, format!("filed, and returned empty{elsewhere}"))
        }
        None => Rung::not_read(Gate::UseCaseForm, why_not_read(fact)),
    };
    rung.read_from(fact, "GetUseCaseForModelAccess")
}

/// One form covers every region of the partition that is enabled by default; an opt-in region has its own
/// (AWS user guide, model-access).
fn use_case_fact<'a>(evidence: &'a Evidence<'_>) -> (&'a Fact<UseCaseForm>, &'a RegionName) {
    let region = &evidence.cell.region;
    let own = &evidence.facts.use_case;
    if own.value().is_some() || evidence.catalog.has_own_use_case_form(region) {
        return (own, region);
    }
    let shared = evidence.survey.regions.iter().find(|(name, facts)| {
        name.partition() == region.partition()
            && !evidence.catalog.has_own_use_case_form(name)
            && facts.use_case.value().is_some()
    });
    shared.map_or((own, region), |(name, facts)| (&facts.use_case, name))
}
