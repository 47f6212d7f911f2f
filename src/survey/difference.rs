//! What AWS says otherwise in one survey than in another: facts only, verdicts are for `access` to compare.
//!
//! A difference is told only between two answers. What one of the two surveys could not read is unknown in it, and
//! not gone.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fact, ListedModel, ListedProfile, RegionOptIn, Survey, UseCaseForm};
use crate::catalog::{BaseModelId, Destinations, Lifecycle, ProfileId, RegionName};

/// What kind of difference it is: a word of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum DifferenceKind {
    /// Another user or role of the account asked.
    IdentityChanged,
    /// A region was enabled or disabled for the account.
    RegionStateChanged,
    /// ListFoundationModels names a model that it did not name.
    ModelAppeared,
    /// It names one no more.
    ModelGone,
    /// Status or dates of a model.
    LifecycleChanged,
    /// ListInferenceProfiles names a profile that it did not name.
    ProfileAppeared,
    /// It names one no more.
    ProfileGone,
    /// Where a profile may be served.
    DestinationsChanged,
    /// The use-case form was filed, or is there no more.
    UseCaseChanged,
    /// The data-retention mode.
    DataRetentionChanged,
}

impl DifferenceKind {
    /// What it is called when the two surveys change places.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::ModelAppeared => Self::ModelGone,
            Self::ModelGone => Self::ModelAppeared,
            Self::ProfileAppeared => Self::ProfileGone,
            Self::ProfileGone => Self::ProfileAppeared,
            other => other,
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What kind.
    pub kind: DifferenceKind,
    /// Where; `None` for what is about the account.
    pub region: Option<RegionName>,
    /// Which model, or the model behind the profile.
    pub model: Option<BaseModelId>,
    /// Which inference profile.
    pub profile: Option<ProfileId>,
    /// What the older survey says; `None` for what appeared.
    pub before: Option<String>,
    /// What the newer one says; `None` for what is gone.
    pub after: Option<String>,
}

impl Difference {
    fn new(kind: DifferenceKind, region: Option<&RegionName>, before: Option<String>, after: Option<String>) -> Self {
        Self { kind, region: region.cloned(), model: None, profile: None, before, after }
    }

    fn of_model(self, model: &BaseModelId) -> Self {
        Self { model: Some(model.clone()), ..self }
    }

    fn of_profile(self, profile: &ProfileId) -> Self {
        Self { profile: Some(profile.clone()), ..self.of_model(profile.base()) }
    }
}

/// Every difference, by region and kind.
#[must_use]
pub fn differences(before: &Survey, after: &Survey) -> Vec<Difference> {
    use DifferenceKind::{DataRetentionChanged, IdentityChanged, UseCaseChanged};
    let mut found = Vec::new();
    if let (Some(old), Some(new)) = (before.identity.value(), after.identity.value())
        && !old.is_same_caller(new)
    {
        found.push(Difference::new(IdentityChanged, None, Some(old.arn.clone()), Some(new.arn.clone())));
    }
    found.extend(region_states(before, after));
    for (region, old) in &before.regions {
        let Some(new) = after.regions.get(region) else { continue };
        found.extend(models(region, &old.models, &new.models));
        found.extend(profiles(region, &old.profiles, &new.profiles));
        let form = |fact: &Fact<UseCaseForm>| fact.value().map(|form| said(*form).to_owned());
        found.extend(changed(UseCaseChanged, region, form(&old.use_case), form(&new.use_case)));
        let mode = |fact: &Fact<super::DataRetention>| fact.value().map(|retention| retention.mode.clone());
        found.extend(changed(DataRetentionChanged, region, mode(&old.data_retention), mode(&new.data_retention)));
    }
    found.sort_by(|a, b| (&a.region, a.kind, &a.model, &a.profile).cmp(&(&b.region, b.kind, &b.model, &b.profile)));
    found
}

/// A difference between two texts that are both known.
fn changed(
    kind: DifferenceKind,
    region: &RegionName,
    before: Option<String>,
    after: Option<String>,
) -> Option<Difference> {
    let differs = before.is_some() && after.is_some() && before != after;
    differs.then(|| Difference::new(kind, Some(region), before, after))
}

fn said(form: UseCaseForm) -> &'static str {
    match form {
        UseCaseForm::Filed => "filed",
        UseCaseForm::Missing => "missing",
        UseCaseForm::Empty => "empty",
    }
}

fn region_states(before: &Survey, after: &Survey) -> Vec<Difference> {
    let (Some(old), Some(new)) = (before.opted.value(), after.opted.value()) else { return Vec::new() };
    let names: BTreeSet<&RegionName> = old.keys().chain(new.keys()).collect();
    let state =
        |states: &BTreeMap<RegionName, RegionOptIn>, region: &RegionName| states.get(region).map(ToString::to_string);
    let difference = |region: &RegionName| {
        let (was, is) = (state(old, region), state(new, region));
        (was != is).then(|| Difference::new(DifferenceKind::RegionStateChanged, Some(region), was, is))
    };
    names.into_iter().filter_map(difference).collect()
}

fn models(region: &RegionName, before: &Fact<Vec<ListedModel>>, after: &Fact<Vec<ListedModel>>) -> Vec<Difference> {
    use DifferenceKind::{LifecycleChanged, ModelAppeared, ModelGone};
    let difference = |id: &BaseModelId, old: Option<&ListedModel>, new: Option<&ListedModel>| {
        let life = |model: &ListedModel| lifecycle(&model.lifecycle);
        let kind = match (old, new) {
            (None, _) => ModelAppeared,
            (_, None) => ModelGone,
            (Some(old), Some(new)) if life(old) != life(new) => LifecycleChanged,
            _ => return None,
        };
        Some(Difference::new(kind, Some(region), old.map(life), new.map(life)).of_model(id))
    };
    paired(before, after, |model| model.id.clone(), difference)
}

fn profiles(
    region: &RegionName,
    before: &Fact<Vec<ListedProfile>>,
    after: &Fact<Vec<ListedProfile>>,
) -> Vec<Difference> {
    use DifferenceKind::{DestinationsChanged, ProfileAppeared, ProfileGone};
    let difference = |id: &ProfileId, old: Option<&ListedProfile>, new: Option<&ListedProfile>| {
        let kind = match (old, new) {
            (None, _) => ProfileAppeared,
            (_, None) => ProfileGone,
            (Some(old), Some(new)) if destinations(old) != destinations(new) => DestinationsChanged,
            _ => return None,
        };
        Some(Difference::new(kind, Some(region), old.map(destinations), new.map(destinations)).of_profile(id))
    };
    paired(before, after, |profile| profile.id.clone(), difference)
}

/// The entries of two lists that were both read, each with its counterpart.
fn paired<T, K: Ord>(
    before: &Fact<Vec<T>>,
    after: &Fact<Vec<T>>,
    key: impl Fn(&T) -> K,
    difference: impl Fn(&K, Option<&T>, Option<&T>) -> Option<Difference>,
) -> Vec<Difference> {
    let (Some(before), Some(after)) = (before.value(), after.value()) else { return Vec::new() };
    let mut pairs: BTreeMap<K, (Option<&T>, Option<&T>)> = BTreeMap::new();
    for one in before {
        pairs.entry(key(one)).or_default().0 = Some(one);
    }
    for one in after {
        pairs.entry(key(one)).or_default().1 = Some(one);
    }
    pairs.iter().filter_map(|(key, (old, new))| difference(key, *old, *new)).collect()
}

/// `ACTIVE`, or the status with the dates that AWS gives.
fn lifecycle(life: &Lifecycle) -> String {
    let day = |word: &str, at: Option<jiff::Timestamp>| {
        at.map(|at| format!(", {word} {}", at.strftime("%Y-%m-%d"))).unwrap_or_default()
    };
    let dates = [
        day("legacy", life.legacy_at),
        day("extended access", life.extended_access_at),
        day("ends", life.end_of_life_at),
    ];
    format!("{}{}", life.status, dates.concat())
}

/// In the order of their names: AWS's own order of destinations means nothing.
fn destinations(profile: &ListedProfile) -> String {
    let Destinations { regions, anywhere } = &profile.destinations;
    let mut names: Vec<String> = regions.iter().map(ToString::to_string).collect();
    names.sort_unstable();
    names.extend(anywhere.then(|| "anywhere commercial".to_owned()));
    names.join(" ")
}
