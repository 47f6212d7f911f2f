//! Where the verdicts of two surveys differ: of one account at two times, or of two identities.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Cell, Ladder, Verdict};
use crate::{
    catalog::{BaseModelId, Catalog, RegionName},
    refusal::Cause,
    survey::Survey,
};

/// A survey and the moment its ladders are built for: lifecycle follows from dates.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The facts.
    pub survey: &'a Survey,
    /// The moment.
    pub at: Timestamp,
}

/// How a model stands in a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The verdict, called by any id that works.
    pub verdict: Verdict,
    /// Why, in a few words; empty when open.
    pub reason: String,
    cause: Option<Cause>,
}

impl Standing {
    /// How the model stands.
    #[must_use]
    pub fn of(side: Side<'_>, catalog: &Catalog, region: &RegionName, model: &BaseModelId) -> Self {
        let cell = Cell { region: region.clone(), model: Some(model.clone()), invoked: None };
        let ladder = Ladder::build(side.survey, catalog, cell, side.at);
        let verdict = ladder.verdict();
        let cause = verdict.is_refused().then(|| ladder.cause()).flatten();
        Self { verdict, reason: ladder.reason(), cause }
    }

    /// Whether nothing but words and dates differs.
    fn is_same(&self, other: &Self) -> bool {
        let key = |one: &Self| (one.verdict.kind(), one.verdict.gate(), one.cause);
        key(self) == key(other)
    }
}

/// A model that stands otherwise in a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictChange {
    /// The region.
    pub region: RegionName,
    /// The model.
    pub model: BaseModelId,
    /// How it stood.
    pub before: Standing,
    /// How it stands.
    pub after: Standing,
}

/// Every model that stands otherwise, in the regions that both surveys asked, in display order.
#[must_use]
pub fn verdict_changes(before: Side<'_>, after: Side<'_>, catalog: &Catalog) -> Vec<VerdictChange> {
    let asked_in_both = |region: &&RegionName| after.survey.regions.contains_key(*region);
    let mut regions: Vec<&RegionName> = before.survey.regions.keys().filter(asked_in_both).collect();
    regions.sort_by_cached_key(|region| (catalog.region_rank(region), (*region).clone()));
    let models: BTreeSet<BaseModelId> = before.survey.model_ids().union(&after.survey.model_ids()).cloned().collect();
    let mut models: Vec<&BaseModelId> = models.iter().collect();
    models.sort_by_cached_key(|id| (catalog.name(id).sort_key(), (*id).clone()));
    let pair = |region: &RegionName, model: &BaseModelId| VerdictChange {
        before: Standing::of(before, catalog, region, model),
        after: Standing::of(after, catalog, region, model),
        region: region.clone(),
        model: model.clone(),
    };
    let pairs = regions.iter().flat_map(|region| models.iter().map(move |model| pair(region, model)));
    pairs.filter(|change| !change.before.is_same(&change.after)).collect()
}
