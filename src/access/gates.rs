//! The gates, a file each: from facts to a rung. Their order is that of [`Gate`].
//!
//! Beside them: what real calls say (`real_call`, `history`), the best of several ids (`any_form`), GovCloud's readings, and
//! states that look like another one (`caveats`).

mod account;
mod agreement;
mod any_form;
mod caveats;
mod credentials;
mod data_retention;
mod govcloud;
mod history;
mod lifecycle;
mod offer;
mod permission;
mod quota;
mod real_call;
mod region;
mod trusted_access;
mod use_case_form;

use std::sync::LazyLock;

use jiff::Timestamp;
use strum::IntoEnumIterator;

use super::{Cell, Gate, GateState, Ladder, NotRead, Rung};
use crate::{
    catalog::{Catalog, Destinations, ModelRef},
    refusal::Cause,
    survey::{Availability, Fact, ListedProfile, PolicyCheck, RegionFacts, Simulation, Survey},
};

/// The operation that tells models, offers and lifecycle.
const LIST_MODELS: &str = "ListFoundationModels";

/// What every rung is read from.
#[derive(Clone)]
struct Evidence<'a> {
    survey: &'a Survey,
    catalog: &'a Catalog,
    cell: Cell,
    /// The facts of the cell's region; empty ones when nothing was asked there.
    facts: &'a RegionFacts,
    /// The id whose permission, quota and calls count: the cell's own, else one of those that will do.
    form: Option<ModelRef>,
    now: Timestamp,
}

impl Ladder {
    /// Builds the ladder of a cell from what the survey knows at the time `now`.
    #[must_use]
    pub fn build(survey: &Survey, catalog: &Catalog, cell: Cell, now: Timestamp) -> Self {
        let evidence = Evidence::of(survey, catalog, cell, now);
        if evidence.form.is_some() { evidence.ladder() } else { evidence.of_any_form() }
    }

    /// The ladder of a call to the bedrock-mantle endpoint, which has its own ids, permissions and quotas and needs no
    /// use-case form. Nothing of it is read.
    #[must_use]
    pub fn build_unread_mantle(survey: &Survey, catalog: &Catalog, cell: Cell, now: Timestamp) -> Self {
        let why = NotRead::Elsewhere("the bedrock-mantle endpoint is not read".to_owned());
        let mut ladder = Self::build(survey, catalog, cell, now).unread_beyond(Gate::Region, &why);
        if let Some(form) = ladder.rungs.iter_mut().find(|rung| rung.gate == Gate::UseCaseForm) {
            form.state = GateState::NotNeeded;
        }
        ladder
    }

    /// The ladder of a call that goes to another address than AWS's own: nothing that AWS answers is about it.
    #[must_use]
    pub fn build_unread_elsewhere(survey: &Survey, catalog: &Catalog, cell: Cell, now: Timestamp, why: &str) -> Self {
        Self::build(survey, catalog, cell, now).unread_beyond(Gate::Credentials, &NotRead::Elsewhere(why.to_owned()))
    }

    /// The same call as part of a Bedrock project that does not have the model. A real call carries the project as well, and
    /// knows better.
    #[must_use]
    pub fn not_offered_to_project(mut self, why: &str) -> Self {
        if self.verified_at.is_some() {
            return self;
        }
        for rung in self.rungs.iter_mut().filter(|rung| rung.gate >= Gate::Offer) {
            *rung = match rung.gate {
                Gate::Offer => Rung::new(Gate::Offer, GateState::Blocked(Cause::NotOffered), why),
                gate => Rung::new(gate, GateState::NotNeeded, "not offered here"),
            };
        }
        self
    }

    /// The same with nothing known of the gates after one.
    fn unread_beyond(mut self, last: Gate, why: &NotRead) -> Self {
        for rung in self.rungs.iter_mut().filter(|rung| rung.gate > last) {
            *rung = Rung {
                state: GateState::NotRead(why.clone()),
                detail: String::new(),
                call: None,
                at: None,
                stale: false,
                refusal: None,
                notes: Vec::new(),
                ..rung.clone()
            };
        }
        self.verified_at = None;
        self.provisional_until = None;
        self
    }

    /// What to ask IAM's policy simulation about this cell. Done on request only.
    ///
    /// # Errors
    ///
    /// When there is nobody or nothing to simulate: says why.
    pub fn policy_check(&self, survey: &Survey, catalog: &Catalog, now: Timestamp) -> Result<PolicyCheck, NotRead> {
        permission::policy_check(&Evidence::of(survey, catalog, self.cell.clone(), now))
    }
}

impl<'a> Evidence<'a> {
    fn of(survey: &'a Survey, catalog: &'a Catalog, cell: Cell, now: Timestamp) -> Self {
        static NOTHING: LazyLock<RegionFacts> = LazyLock::new(RegionFacts::default);
        let facts = survey.region(&cell.region).unwrap_or(&NOTHING);
        let form = cell.invoked.clone();
        Self { survey, catalog, cell, facts, form, now }
    }
}

impl Evidence<'_> {
    /// All rungs, with the permission, the quota and the calls of one form.
    fn ladder(self) -> Ladder {
        let offer = offer::rung(&self);
        let offered = !matches!(offer.state, GateState::Blocked(Cause::NotOffered));
        let if_offered = |rung: Rung| {
            if offered || rung.gate <= Gate::Offer {
                rung
            } else {
                Rung::new(rung.gate, GateState::NotNeeded, "not offered here")
            }
        };
        let mut rungs: Vec<Rung> = Gate::iter().map(|gate| if_offered(self.rung(gate, &offer))).collect();
        let success = self.apply_real_calls(&mut rungs);
        Ladder {
            rungs,
            call_as: self.call_as(),
            destinations: self.destinations(),
            cell: self.cell,
            verified_at: success.at,
            provisional_until: success.provisional_until,
        }
    }

    /// One gate as it is read; the offer is read once for all.
    fn rung(&self, gate: Gate, offer: &Rung) -> Rung {
        match gate {
            Gate::Credentials => credentials::rung(self),
            Gate::Region => region::rung(self),
            Gate::Offer => offer.clone(),
            Gate::Lifecycle => lifecycle::rung(self),
            Gate::UseCaseForm => use_case_form::rung(self),
            Gate::Agreement => agreement::rung(self),
            Gate::Permission => permission::rung(self),
            Gate::Account => account::rung(self),
            Gate::Quota => quota::rung(self),
            Gate::DataRetention => data_retention::rung(self),
            Gate::TrustedAccess => trusted_access::rung(self),
        }
    }

    /// The profiles that serve the cell's model here, in AWS's order.
    fn profiles(&self) -> Vec<&ListedProfile> {
        self.cell.model.as_ref().map(|model| self.facts.profiles_of(model).collect()).unwrap_or_default()
    }

    fn availability(&self) -> Option<&Fact<Availability>> {
        self.facts.availability.get(self.cell.model.as_ref()?)
    }

    fn availability_rung(&self, rung: Rung) -> Rung {
        match self.availability() {
            Some(fact) => rung.read_from(fact, "GetFoundationModelAvailability"),
            None => rung,
        }
    }

    /// What policies say of the form in question.
    fn simulation(&self) -> Option<&Fact<Simulation>> {
        self.facts.permissions.get(&self.form.as_ref()?.to_string())
    }

    /// Whether the only credentials are a Bedrock API key: Bedrock takes it, and no other service does.
    fn has_api_key_only(&self) -> bool {
        let none = self.survey.identity.refusal().is_some_and(|refusal| refusal.cause == Cause::NoCredentials);
        none && self.survey.regions.values().any(RegionFacts::answered)
    }

    /// Every id the model can be called by here.
    fn call_as(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.profiles().iter().map(|profile| profile.id.to_string()).collect();
        let listed = self.cell.model.as_ref().and_then(|model| self.facts.model(model));
        ids.extend(listed.filter(|model| model.on_demand).map(|model| model.id.to_string()));
        ids
    }

    /// Where a call may be served.
    fn destinations(&self) -> Destinations {
        let backing = self.cell.invoked.as_ref().and_then(|id| self.facts.backing(id));
        if let Some(backing) = backing.and_then(Fact::value) {
            return backing.destinations.clone();
        }
        let profiles = self.profiles();
        let wanted = |profile: &&&ListedProfile| match &self.cell.invoked {
            Some(ModelRef::Profile(id)) => profile.id == *id,
            Some(ModelRef::Arn(arn)) => arn.resource_id == profile.id.to_string(),
            _ => false,
        };
        let any_form = self.cell.invoked.is_none();
        let profile = profiles.iter().find(wanted).or_else(|| profiles.first().filter(|_| any_form));
        match (profile, &self.cell.invoked) {
            (Some(profile), _) => profile.destinations.clone(),
            (None, None | Some(ModelRef::Base(_))) => Destinations::only(&self.cell.region),
            // Where a profile that is not listed would lead nobody knows.
            (None, Some(_)) => Destinations::default(),
        }
    }
}

impl Rung {
    fn new(gate: Gate, state: GateState, detail: impl Into<String>) -> Self {
        Self {
            gate,
            state,
            detail: detail.into(),
            call: None,
            at: None,
            stale: false,
            refusal: None,
            by_real_call: false,
            seen_by: None,
            notes: Vec::new(),
        }
    }

    fn not_read(gate: Gate, why: impl Into<NotRead>) -> Self {
        Self::new(gate, GateState::NotRead(why.into()), "")
    }

    /// Adds where the reading came from.
    fn read_from<T>(self, fact: &Fact<T>, call: &'static str) -> Self {
        Self {
            call: Some(call),
            at: fact.dated().map_or_else(|| fact.asked_at(), |dated| Some(dated.at)),
            stale: fact.is_stale(),
            refusal: self.refusal.or_else(|| fact.refusal().cloned()),
            ..self
        }
    }
}

/// Why a fact has no value.
fn why_not_read<T>(fact: &Fact<T>) -> NotRead {
    fact.refusal()
        .map_or(NotRead::NotAsked, |refusal| NotRead::Refused { cause: refusal.cause, in_short: refusal.in_short() })
}

/// A date as AWS prints it in its lifecycle tables.
fn day(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
