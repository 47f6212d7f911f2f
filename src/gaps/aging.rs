//! Models of the plan in the last part of their lives, and what to call instead.

use jiff::Timestamp;

use super::CheckedUse;
use crate::{
    access::{Cell, Ladder},
    catalog::{BaseModelId, Catalog, LifecycleStatus, ModelRef, RegionName},
    survey::Survey,
};

/// A model of the plan that still answers and is on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aging {
    /// The id in the plan.
    pub invoked: ModelRef,
    /// Where it is called.
    pub region: RegionName,
    /// The id to call instead: same family, newer, open in this region as far as is read. `None` when there is none.
    pub successor: Option<String>,
    /// All of it in one sentence, with the dates and the idle rule.
    pub text: String,
}

/// One for each id and region, in the plan's order. Where AWS's list of models was not read, the bundled catalogue
/// speaks, with its date.
pub(super) fn of_uses(uses: &[CheckedUse], survey: &Survey, catalog: &Catalog, now: Timestamp) -> Vec<Aging> {
    let mut all: Vec<Aging> = Vec::new();
    for checked in uses {
        let (invoked, region) = (&checked.usage.invoked, &checked.usage.region);
        let seen = all.iter().any(|one| one.invoked == *invoked && one.region == *region);
        let Some(model) = checked.ladder.cell.model.as_ref().filter(|_| !seen) else { continue };
        let facts = survey.region(region);
        if facts.is_none_or(|facts| facts.models.value().is_none()) {
            let known = catalog.aging(invoked, region);
            all.extend(known.map(|known| Aging {
                invoked: invoked.clone(),
                region: region.clone(),
                successor: known.successor,
                text: known.text,
            }));
            continue;
        }
        let listed = facts.and_then(|facts| facts.model(model));
        let Some(life) = listed.map(|listed| listed.lifecycle.or(catalog.lifecycle(model))) else { continue };
        if life.status_at(now) != LifecycleStatus::Legacy {
            continue;
        }
        let successor = successor(model, invoked, region, survey, catalog, now);
        let instead = match &successor {
            Some(id) => format!("its successor here is {id}"),
            None => "no newer model of its family is known to be open here".to_owned(),
        };
        let name = catalog.name(model).short();
        let text = format!(
            "{name} ({invoked} in {region}) is {}; {instead}. An account that has not used a legacy model for 15 days \
             loses access to it.",
            life.legacy_in_words(now)
        );
        all.push(Aging { invoked: invoked.clone(), region: region.clone(), successor, text });
    }
    all
}

/// The newest open model of the family, by an id of the same form where there is one.
fn successor(
    model: &BaseModelId,
    invoked: &ModelRef,
    region: &RegionName,
    survey: &Survey,
    catalog: &Catalog,
    now: Timestamp,
) -> Option<String> {
    let old = catalog.name(model);
    let mut newer: Vec<BaseModelId> = survey.region(region)?.models.value()?.iter().map(|one| one.id.clone()).collect();
    newer.retain(|id| {
        let name = catalog.name(id);
        name.family == old.family && name.sort_key() < old.sort_key()
    });
    newer.sort_by_cached_key(|id| catalog.name(id).sort_key());
    newer.into_iter().find_map(|id| {
        let cell = |invoked| Cell { region: region.clone(), model: Some(id.clone()), invoked };
        let ladder = |invoked| Ladder::build(survey, catalog, cell(invoked), now);
        let mut ids = ladder(None).call_as;
        let prefix = match invoked {
            ModelRef::Profile(profile) => format!("{}.", profile.prefix()),
            _ => String::new(),
        };
        ids.sort_by_key(|id| prefix.is_empty() || !id.starts_with(&prefix));
        ids.into_iter().find(|id| {
            let ladder = ladder(Some(ModelRef::parse(id)));
            let legacy = survey.region(region).and_then(|facts| facts.model(ladder.cell.model.as_ref()?));
            let active = legacy.is_some_and(|listed| listed.lifecycle.status_at(now) == LifecycleStatus::Active);
            active && ladder.verdict().is_open()
        })
    })
}
