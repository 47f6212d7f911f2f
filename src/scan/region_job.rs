//! Everything asked of one region.

use std::{collections::BTreeSet, pin::pin};

use futures::future::join_all;

use super::{asker::Asker, pace::Pace};
use crate::{
    aws::planted_panic,
    catalog::{BaseModelId, Catalog, RegionName},
    refusal::{Cause, Refusal},
    survey::{Question, Reading, Tempo},
};

/// What became of a region.
pub(super) struct Done {
    pub(super) region: RegionName,
    /// Whether it answered anything.
    pub(super) answered: bool,
    /// Whether the use-case form was asked for here, and said.
    pub(super) form_read: bool,
}

/// What is wanted of a region.
pub(super) struct Wanted {
    pub(super) region: RegionName,
    /// ARNs of inference profiles to look behind.
    pub(super) behind: Vec<String>,
    pub(super) ask_form: bool,
    /// How an earlier scan found it.
    pub(super) tempo: Option<Tempo>,
}

/// Asks for both lists, then what follows from them. Nothing waits for the form: it may be what hangs.
pub(super) async fn run(asker: &Asker, Wanted { region, behind, ask_form, tempo }: Wanted) -> Done {
    planted_panic("region");
    let pace = Pace::of_region(tempo);
    let ask = |question| asker.ask_within(&pace, question);
    let models = async {
        let behind = join_all(behind.into_iter().map(|arn| ask(Question::InferenceProfile(region.clone(), arn))));
        let (models, profiles, behind) =
            tokio::join!(ask(Question::Models(region.clone())), ask(Question::Profiles(region.clone())), behind);
        let listed = listed_models(&models, &profiles, &behind);
        let retention = async {
            if listed.iter().any(|id| Catalog::bundled().needs_data_retention(id)) {
                let _ = ask(Question::DataRetention(region.clone())).await;
            }
        };
        tokio::join!(availability(asker, &pace, &region, &listed), retention);
        models.outcome().is_ok() || profiles.outcome().is_ok()
    };
    let form = async { ask_form && ask(Question::UseCase(region.clone())).await.outcome().is_ok() };
    let (answered, form_read) = tokio::join!(models, form);
    asker.tell_tempo(&region, tempo, &pace).await;
    Done { region, answered, form_read }
}

/// One model first: when that is denied, no others are asked about. Where another region was answered, or is while this
/// one waits, they are asked about at once.
async fn availability(asker: &Asker, pace: &Pace, region: &RegionName, models: &[BaseModelId]) {
    let ask = |model: &BaseModelId| asker.ask_within(pace, Question::Availability(region.clone(), model.clone()));
    let Some((probe, others)) = models.split_first() else { return };
    let mut probing = pin!(ask(probe));
    let probed = tokio::select! {
        biased;
        _ = asker.readable.wait() => None,
        probed = &mut probing => Some(probed),
    };
    let denied = probed.as_ref().and_then(|probed| probed.outcome().err());
    match denied {
        Some(denied) if denies_every_model(denied) => {
            for model in others {
                asker.skip(Question::Availability(region.clone(), model.clone()), denied, probe.as_str()).await;
            }
        }
        Some(denied) if denied.cause == Cause::ExplicitDeny => second_try(asker, pace, region, others, denied).await,
        _ => {
            let others = join_all(others.iter().map(ask));
            if probed.is_some() {
                others.await;
            } else {
                tokio::join!(probing, others);
            }
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
