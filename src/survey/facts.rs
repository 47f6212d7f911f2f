//! What the facts tell together.

use std::collections::BTreeMap;

use super::{Fact, ListedModel, ListedProfile, ProfileBacking, RegionFacts, RegionOptIn, Schedule, Survey, Tempo};
use crate::catalog::{BaseModelId, ModelRef, RegionName};

impl Survey {
    /// Remembers how fast a region takes questions.
    pub fn keep_tempo(&mut self, region: RegionName, tempo: Option<Tempo>) {
        self.regions.entry(region).or_default().tempo = tempo;
    }

    /// The facts of a region, if anything was asked there.
    #[must_use]
    pub fn region(&self, region: &RegionName) -> Option<&RegionFacts> {
        self.regions.get(region)
    }

    /// Whether the region is known to be usable or not; `None` when ListRegions was not read or does not name it.
    #[must_use]
    pub fn opt_in(&self, region: &RegionName) -> Option<RegionOptIn> {
        self.opted.value()?.get(region).copied()
    }

    /// The model behind each inference profile that GetInferenceProfile was asked about, by the profile's ARN.
    #[must_use]
    pub fn backing_models(&self) -> BTreeMap<String, BaseModelId> {
        let of_region = |facts: &RegionFacts| {
            let known =
                |(arn, fact): (&String, &Fact<ProfileBacking>)| Some((arn.clone(), fact.value()?.model.clone()));
            facts.inference_profiles.iter().filter_map(known).collect::<Vec<_>>()
        };
        self.regions.values().flat_map(of_region).collect()
    }

    /// Every model id seen in any region, in no particular order.
    pub fn model_ids(&self) -> std::collections::BTreeSet<BaseModelId> {
        let listed = |facts: &RegionFacts| {
            let models = facts.models.value().into_iter().flatten().map(|model| model.id.clone());
            let profiles = facts.profiles.value().into_iter().flatten().map(|profile| profile.id.base().clone());
            models.chain(profiles).collect::<Vec<_>>()
        };
        self.regions.values().flat_map(listed).collect()
    }
}

impl RegionFacts {
    /// The model's entry in ListFoundationModels.
    #[must_use]
    pub fn model(&self, id: &BaseModelId) -> Option<&ListedModel> {
        self.models.value()?.iter().find(|model| model.id == *id)
    }

    /// The profiles that serve the model, in AWS's order.
    pub fn profiles_of<'a>(&'a self, id: &'a BaseModelId) -> impl Iterator<Item = &'a ListedProfile> {
        self.profiles.value().into_iter().flatten().filter(move |profile| profile.id.base() == id)
    }

    /// The foundation model behind an id: what the id itself tells, else what GetInferenceProfile said of the ARN.
    #[must_use]
    pub fn base_of(&self, id: &ModelRef) -> Option<BaseModelId> {
        id.base().or_else(|| Some(self.backing(id)?.value()?.model.clone()))
    }

    /// What GetInferenceProfile said, if it was asked about this id.
    #[must_use]
    pub fn backing(&self, id: &ModelRef) -> Option<&Fact<ProfileBacking>> {
        self.inference_profiles.get(&id.profile_arn()?.to_string())
    }

    /// Whether the newest question about anything here was answered: proof that the region is enabled and the
    /// credentials were taken. An older answer that a failure left standing is none.
    #[must_use]
    pub fn answered(&self) -> bool {
        self.answered_at().is_some()
    }

    /// When Bedrock last answered a question that was not asked in vain since.
    #[must_use]
    pub fn answered_at(&self) -> Option<jiff::Timestamp> {
        self.facts().filter(|(read, _)| read.row().proves_region).filter_map(|(_, fact)| fact.known_at()).max()
    }

    /// The newest date of any question that a scan asked here.
    #[must_use]
    pub fn as_of(&self) -> Option<jiff::Timestamp> {
        self.facts()
            .filter(|(read, _)| read.row().schedule != Schedule::OnRequest)
            .filter_map(|(_, fact)| fact.asked_at())
            .max()
    }
}
