//! Gates of the model: offer, lifecycle, agreement, data retention.

use super::{Reader, govcloud, semblance, why_not_read};
use crate::{
    access::{Gate, GateState, NotRead, Rung},
    catalog::{Arn, BaseModelId, ModelRef, Partition, ProfileId, RegionName},
    refusal::{Cause, RawRefusal, Refusal, classify},
    survey::{Agreement, Availability, Fact, ListedProfile},
};

pub(super) const LIST_MODELS: &str = "ListFoundationModels";
const LIST_PROFILES: &str = "ListInferenceProfiles";

impl Reader<'_> {
    pub(super) fn offer(&self) -> Rung {
        if self.region_not_available() {
            return self.availability_rung(self.not_available());
        }
        match &self.cell.invoked {
            None => self.any_form(),
            Some(ModelRef::Base(id)) => self.on_demand(id),
            Some(ModelRef::Profile(id)) => self.through_profile(id),
            Some(ModelRef::Arn(arn)) => match ModelRef::parse(&arn.resource_id) {
                ModelRef::Base(id) => self.on_demand(&id),
                ModelRef::Profile(id) => self.through_profile(&id),
                _ => self.through_application_profile(arn),
            },
            Some(ModelRef::Other(text)) if text.contains(['.', ':', '/']) && self.cell.model.is_none() => {
                Rung::not_read(Gate::Offer, "not the id of a Claude model")
            }
            Some(ModelRef::Other(_)) => {
                let works = self.call_as();
                let here = if works.is_empty() { String::new() } else { format!("; works: {}", works.join(", ")) };
                let detail = format!("not a Bedrock model id{here}");
                Rung::new(Gate::Offer, GateState::Blocked(Cause::InvalidModelId), detail)
            }
        }
    }

    /// `regionAvailability` says no. Where the lists say yes nobody knows who is right.
    fn not_available(&self) -> Rung {
        if self.call_as().is_empty() {
            return Rung::new(Gate::Offer, GateState::Blocked(Cause::NotOffered), "regionAvailability NOT_AVAILABLE");
        }
        Rung::not_read(Gate::Offer, "listed here, but regionAvailability says NOT_AVAILABLE")
    }

    /// Whether the model can be called here by any id.
    fn any_form(&self) -> Rung {
        let profiles = self.profiles();
        let listed = self.cell.model.as_ref().and_then(|id| self.facts.model(id));
        let on_demand = listed.is_some_and(|model| model.on_demand);
        if profiles.is_empty() && !on_demand {
            return self.no_form(listed.is_some());
        }
        let mut ways: Vec<String> = profiles.iter().map(|profile| route(profile)).collect();
        if on_demand {
            ways.push("on demand".to_owned());
        }
        let rung = Rung::new(Gate::Offer, GateState::Open, ways.join("; "));
        if profiles.is_empty() {
            rung.read_from(&self.facts.models, LIST_MODELS)
        } else {
            rung.read_from(&self.facts.profiles, LIST_PROFILES)
        }
    }

    /// Neither a profile nor on demand: not offered if both lists were read, else not known.
    fn no_form(&self, listed: bool) -> Rung {
        let (models, profiles) = (&self.facts.models, &self.facts.profiles);
        if models.value().is_none() {
            return Rung::not_read(Gate::Offer, why_not_read(models)).read_from(models, LIST_MODELS);
        }
        if profiles.value().is_none() {
            return Rung::not_read(Gate::Offer, why_not_read(profiles)).read_from(profiles, LIST_PROFILES);
        }
        let rung = if listed {
            let detail = "listed, but with no inference profile and not on demand";
            let notes = vec![semblance::NO_PROFILE.to_owned()];
            Rung { notes, ..Rung::new(Gate::Offer, GateState::Blocked(Cause::ProfileOnly), detail) }
        } else {
            self.not_offered()
        };
        rung.read_from(models, LIST_MODELS)
    }

    /// In none of the lists: gone, on another endpoint only, or not there at all.
    fn not_offered(&self) -> Rung {
        let shut = |detail: &str, notes| Rung {
            notes,
            ..Rung::new(Gate::Offer, GateState::Blocked(Cause::NotOffered), detail)
        };
        let known = self.cell.model.as_ref().and_then(|id| self.catalog.model(id));
        let Some(known) = known else { return shut("not offered", Vec::new()) };
        match known.lifecycle.end_of_life_at {
            Some(end) if end <= self.now => shut(&format!("ended {}", day(end)), Vec::new()),
            _ if known.mantle_only => {
                shut("offered on the bedrock-mantle endpoint only", vec![semblance::other_endpoint(known)])
            }
            _ if known.mantle_regions.contains(&self.cell.region) => {
                let detail = "not on the runtime endpoint, only on bedrock-mantle";
                shut(detail, vec![semblance::other_endpoint(known)])
            }
            _ => shut("not offered", Vec::new()),
        }
    }

    fn on_demand(&self, id: &BaseModelId) -> Rung {
        let models = &self.facts.models;
        let rung = match (self.facts.model(id), models.value()) {
            (Some(model), _) if model.on_demand => Rung::new(Gate::Offer, GateState::Open, "listed, on demand"),
            (None, None) => Rung::not_read(Gate::Offer, why_not_read(models)),
            (found, _) if found.is_some() || !self.profiles().is_empty() => {
                let detail = format!("the bare id works through a profile only: {}", self.call_as().join(", "));
                let known = self.catalog.model(id).filter(|known| known.mantle_regions.contains(&self.cell.region));
                let notes = [Some(semblance::PROFILE_ONLY.to_owned()), known.map(semblance::other_endpoint)];
                Rung {
                    notes: notes.into_iter().flatten().collect(),
                    ..Rung::new(Gate::Offer, GateState::Blocked(Cause::ProfileOnly), detail)
                }
            }
            _ => self.not_offered(),
        };
        rung.read_from(models, LIST_MODELS)
    }

    fn through_profile(&self, id: &ProfileId) -> Rung {
        let profiles = &self.facts.profiles;
        let found = self.facts.profiles_of(id.base()).find(|profile| profile.id == *id);
        let rung = match (found, profiles.value()) {
            (Some(profile), _) => Rung::new(Gate::Offer, GateState::Open, format!("profile {}", route(profile))),
            (None, None) => Rung::not_read(Gate::Offer, why_not_read(profiles)),
            (None, Some(_)) if self.call_as().is_empty() => self.not_offered(),
            (None, Some(_)) => {
                let detail = format!("no profile {}. here; works: {}", id.prefix(), self.call_as().join(", "));
                Rung::new(Gate::Offer, GateState::Blocked(Cause::InvalidModelId), detail)
            }
        };
        rung.read_from(profiles, LIST_PROFILES)
    }

    /// A profile the account made itself: GetInferenceProfile answers for one that is there and can be called here.
    fn through_application_profile(&self, arn: &Arn) -> Rung {
        let Some(fact) = self.facts.inference_profiles.get(&arn.to_string()) else {
            return Rung::not_read(
                Gate::Offer,
                "only GetInferenceProfile tells the model behind an application profile",
            );
        };
        let missing = |refusal: &Refusal| refusal.kind == "ResourceNotFoundException";
        let (state, detail) = match (fact.value(), fact.refusal()) {
            (_, Some(refusal)) if missing(refusal) => {
                (GateState::Blocked(Cause::InvalidModelId), format!("no such profile in {}", self.cell.region))
            }
            (Some(backing), _) => {
                let to = towards(&backing.destinations, backing.anywhere);
                (GateState::Open, format!("application profile → {} in {to}", backing.model))
            }
            (None, _) => (GateState::NotRead(why_not_read(fact)), String::new()),
        };
        Rung::new(Gate::Offer, state, detail).read_from(fact, "GetInferenceProfile")
    }

    pub(super) fn agreement(&self) -> Rung {
        let Some(fact) = self.availability() else { return Rung::not_read(Gate::Agreement, NotRead::NotAsked) };
        let rung = match fact.value() {
            Some(answer) => self.agreement_of(answer),
            None => Rung::not_read(Gate::Agreement, why_not_read(fact)),
        };
        self.availability_rung(rung)
    }

    fn agreement_of(&self, answer: &Availability) -> Rung {
        let shut = |cause, detail: &str| Rung::new(Gate::Agreement, GateState::Blocked(cause), detail);
        if self.cell.region.partition() == Partition::AwsUsGov
            && let Some(rung) = govcloud::agreement(answer)
        {
            return rung;
        }
        match answer.agreement {
            Some(Agreement::Available) => Rung::new(Gate::Agreement, GateState::Open, "AVAILABLE"),
            Some(Agreement::Pending) => Rung::new(Gate::Agreement, GateState::Pending, "PENDING, up to 15 minutes"),
            Some(Agreement::NotAvailable) => shut(Cause::AgreementMissing, "NOT_AVAILABLE"),
            Some(Agreement::Error) => {
                let text = answer.agreement_message.clone().unwrap_or_default();
                let said = classify(&RawRefusal { text: text.clone(), ..RawRefusal::default() });
                let cause = if said.gate == Some(Gate::Agreement) { said.cause } else { Cause::AgreementFailed };
                shut(cause, &text)
            }
            None => Rung::not_read(Gate::Agreement, "a status this program does not know"),
        }
    }

    pub(super) fn data_retention(&self) -> Rung {
        if !self.cell.model.as_ref().is_some_and(|id| self.catalog.needs_data_retention(id)) {
            return Rung::new(Gate::DataRetention, GateState::NotNeeded, "not needed by this model");
        }
        let fact = &self.facts.data_retention;
        let rung = match fact.value() {
            Some(mode) if mode.allows_review() => {
                Rung::new(Gate::DataRetention, GateState::Open, format!("mode {}", mode.mode))
            }
            Some(mode) if mode.refuses_review() => {
                let detail = format!("mode {}; this model needs aws_review", mode.mode);
                Rung::new(Gate::DataRetention, GateState::Blocked(Cause::DataRetentionMode), detail)
            }
            Some(mode) => {
                Rung::not_read(Gate::DataRetention, format!("mode {}: what it allows is not known", mode.mode))
            }
            None => Rung::not_read(Gate::DataRetention, why_not_read(fact)),
        };
        rung.read_from(fact, "GetAccountDataRetention")
    }

    pub(super) fn availability(&self) -> Option<&Fact<Availability>> {
        self.facts.availability.get(self.cell.model.as_ref()?)
    }

    fn region_not_available(&self) -> bool {
        self.availability().and_then(Fact::value).is_some_and(|answer| !answer.in_region)
    }

    fn availability_rung(&self, rung: Rung) -> Rung {
        match self.availability() {
            Some(fact) => rung.read_from(fact, "GetFoundationModelAvailability"),
            None => rung,
        }
    }
}

/// `us. → us-east-1, us-east-2, us-west-2`; `global. → anywhere`.
fn route(profile: &ListedProfile) -> String {
    format!("{}. → {}", profile.id.prefix(), towards(&profile.destinations, profile.anywhere))
}

/// Where a call may be served.
fn towards(destinations: &[RegionName], anywhere: bool) -> String {
    let names: Vec<&str> = destinations.iter().map(RegionName::as_str).collect();
    if anywhere { "any commercial region".to_owned() } else { names.join(", ") }
}

/// A date as AWS prints it in its lifecycle tables.
pub(super) fn day(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
