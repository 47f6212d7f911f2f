//! Everything asked of one region.

use std::{collections::BTreeSet, sync::Arc};

use futures::future::join_all;

use super::asker::{Asker, RegionLimits};
use crate::{
    catalog::{BaseModelId, Catalog, RegionName},
    refusal::{Cause, Refusal},
    survey::{Question, Reading},
};

/// Asks for both lists, then what follows from them. Returns whether the region answered anything.
pub(super) async fn run(asker: Arc<Asker>, region: RegionName, behind: Vec<String>, ask_form: bool) -> bool {
    let limits = RegionLimits::new();
    let ask = |question| asker.ask_within(&limits, question);
    let form = async {
        if ask_form {
            // It goes to the survey; nothing here depends on it.
            let _ = ask(Question::UseCase(region.clone())).await;
        }
    };
    let behind = join_all(behind.into_iter().map(|arn| ask(Question::InferenceProfile(region.clone(), arn))));
    let (models, profiles, behind, ()) =
        tokio::join!(ask(Question::Models(region.clone())), ask(Question::Profiles(region.clone())), behind, form);
    let listed = listed_models(&models, &profiles, &behind);
    let retention = async {
        if listed.iter().any(|id| Catalog::bundled().needs_data_retention(id)) {
            let _ = ask(Question::DataRetention(region.clone())).await;
        }
    };
    tokio::join!(availability(&asker, &limits, &region, listed.clone()), retention);
    models.outcome().is_ok() || profiles.outcome().is_ok()
}

/// One model first: when that is denied the others are not asked.
async fn availability(asker: &Asker, limits: &RegionLimits, region: &RegionName, models: Vec<BaseModelId>) {
    let question = |model: &BaseModelId| Question::Availability(region.clone(), model.clone());
    let Some((probe, others)) = models.split_first() else { return };
    let probed = asker.ask_within(limits, question(probe)).await;
    match probed.outcome() {
        Err(denied) if denies_every_model(denied) => {
            for model in others {
                asker.skip(question(model), denied, probe.as_str()).await;
            }
        }
        Err(denied) if denied.cause == Cause::ExplicitDeny => second_try(asker, limits, region, others, denied).await,
        _ => {
            join_all(others.iter().map(|model| asker.ask_within(limits, question(model)))).await;
        }
    }
}

/// An explicit deny may be about one model only: a model of another family tells.
async fn second_try(
    asker: &Asker,
    limits: &RegionLimits,
    region: &RegionName,
    models: &[BaseModelId],
    first_denied: &Refusal,
) {
    let family = |id: &BaseModelId| Catalog::bundled().name(id).family;
    let question = |model: &BaseModelId| Question::Availability(region.clone(), model.clone());
    let other = models.iter().find(|id| models.first().is_some_and(|first| family(first) != family(id)));
    let Some(probe) = other.or(models.first()) else { return };
    let probed = asker.ask_within(limits, question(probe)).await;
    let denied = probed.outcome().err().filter(|refusal| refusal.cause == first_denied.cause);
    let others = models.iter().filter(|id| *id != probe);
    match denied {
        Some(denied) => {
            for model in others {
                asker.skip(question(model), denied, probe.as_str()).await;
            }
        }
        None => {
            join_all(others.map(|model| asker.ask_within(limits, question(model)))).await;
        }
    }
}

/// A missing allow and an organisation's deny are about the action. An explicit deny may be about one model only.
fn denies_every_model(refusal: &Refusal) -> bool {
    matches!(refusal.cause, Cause::NotAllowed | Cause::DeniedByOrganization)
}

/// Every model that either list names or that stands behind a profile, newest of each family first: what people look at
/// first.
fn listed_models(models: &Reading, profiles: &Reading, behind: &[Reading]) -> Vec<BaseModelId> {
    let mut ids = BTreeSet::new();
    if let Reading::Models(_, Ok(models)) = models {
        ids.extend(models.iter().map(|model| model.id.clone()));
    }
    if let Reading::Profiles(_, Ok(profiles)) = profiles {
        ids.extend(profiles.iter().map(|profile| profile.id.base().clone()));
    }
    for backing in behind {
        if let Reading::InferenceProfile(_, _, Ok(backing)) = backing {
            ids.insert(backing.model.clone());
        }
    }
    let mut ids: Vec<BaseModelId> = ids.into_iter().collect();
    ids.sort_by_cached_key(|id| Catalog::bundled().name(id).sort_key());
    ids
}
