//! Everything asked of one region.

use std::{collections::BTreeSet, sync::Arc};

use futures::future::join_all;

use super::{asker::Asker, pace::Pace};
use crate::{
    catalog::{BaseModelId, Catalog, RegionName},
    refusal::{Cause, Refusal},
    survey::{Question, Reading},
};

/// What became of a region.
pub(super) struct Done {
    pub(super) region: RegionName,
    /// Whether it answered anything.
    pub(super) answered: bool,
    /// Whether the use-case form was asked for here, and said.
    pub(super) form_read: bool,
}

/// Asks for both lists, then what follows from them.
pub(super) async fn run(asker: Arc<Asker>, region: RegionName, behind: Vec<String>, ask_form: bool) -> Done {
    let pace = Pace::new();
    let ask = |question| asker.ask_within(&pace, question);
    let form = async { ask_form && ask(Question::UseCase(region.clone())).await.outcome().is_ok() };
    let behind = join_all(behind.into_iter().map(|arn| ask(Question::InferenceProfile(region.clone(), arn))));
    let (models, profiles, behind, form_read) =
        tokio::join!(ask(Question::Models(region.clone())), ask(Question::Profiles(region.clone())), behind, form);
    let listed = listed_models(&models, &profiles, &behind);
    let retention = async {
        if listed.iter().any(|id| Catalog::bundled().needs_data_retention(id)) {
            let _ = ask(Question::DataRetention(region.clone())).await;
        }
    };
    tokio::join!(availability(&asker, &pace, &region, listed.clone()), retention);
    let answered = models.outcome().is_ok() || profiles.outcome().is_ok();
    Done { region, answered, form_read }
}

/// One model of one region first: when that is denied, each region asks for one and, denied there too, no others.
async fn availability(asker: &Asker, pace: &Pace, region: &RegionName, models: Vec<BaseModelId>) {
    let question = |model: &BaseModelId| Question::Availability(region.clone(), model.clone());
    let Some((probe, others)) = models.split_first() else { return };
    let probes = asker.probe.claim();
    if !probes && asker.probe.is_clear().await {
        join_all(models.iter().map(|model| asker.ask_within(pace, question(model)))).await;
        return;
    }
    let probed = asker.ask_within(pace, question(probe)).await;
    if probes {
        asker.probe.tell(
            !probed.outcome().is_err_and(|refusal| denies_every_model(refusal) || refusal.cause == Cause::ExplicitDeny),
        );
    }
    match probed.outcome() {
        Err(denied) if denies_every_model(denied) => {
            for model in others {
                asker.skip(question(model), denied, probe.as_str()).await;
            }
        }
        Err(denied) if denied.cause == Cause::ExplicitDeny => second_try(asker, pace, region, others, denied).await,
        _ => {
            join_all(others.iter().map(|model| asker.ask_within(pace, question(model)))).await;
        }
    }
}

/// An explicit deny may be about one model only: a model of another family tells.
async fn second_try(asker: &Asker, pace: &Pace, region: &RegionName, models: &[BaseModelId], first_denied: &Refusal) {
    let family = |id: &BaseModelId| Catalog::bundled().name(id).family;
    let question = |model: &BaseModelId| Question::Availability(region.clone(), model.clone());
    let other = models.iter().find(|id| models.first().is_some_and(|first| family(first) != family(id)));
    let Some(probe) = other.or(models.first()) else { return };
    let probed = asker.ask_within(pace, question(probe)).await;
    let denied = probed.outcome().err().filter(|refusal| refusal.cause == first_denied.cause);
    let others = models.iter().filter(|id| *id != probe);
    match denied {
        Some(denied) => {
            for model in others {
                asker.skip(question(model), denied, probe.as_str()).await;
            }
        }
        None => {
            join_all(others.map(|model| asker.ask_within(pace, question(model)))).await;
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
