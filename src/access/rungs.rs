//! One function for each gate: from facts to a rung.

mod account_side;
mod any_form;
mod govcloud;
mod history;
mod lifecycle;
mod model_side;
mod permission;
mod quota;
mod real_call;
mod semblance;
mod trusted_access;

use jiff::Timestamp;

use super::{Cell, Gate, GateState, Ladder, NotRead, Rung};
use crate::{
    catalog::{Catalog, ModelRef, RegionName},
    refusal::Cause,
    survey::{Fact, ListedProfile, PolicyCheck, RegionFacts, Survey},
};

/// What every rung is read from.
#[derive(Clone)]
struct Reader<'a> {
    survey: &'a Survey,
    catalog: &'a Catalog,
    cell: Cell,
    /// The facts of the cell's region; empty ones when nothing was asked there.
    facts: &'a RegionFacts,
    /// The id whose permission, quota and calls count: the cell's own, else one of those that will do.
    form: Option<ModelRef>,
    now: Timestamp,
}

/// Builds all rungs.
pub(super) fn build(survey: &Survey, catalog: &Catalog, cell: Cell, now: Timestamp) -> Ladder {
    let nothing = RegionFacts::default();
    let facts = survey.region(&cell.region).unwrap_or(&nothing);
    let form = cell.invoked.clone();
    let reader = Reader { survey, catalog, cell, facts, form, now };
    if reader.form.is_some() { reader.ladder() } else { reader.of_any_form() }
}

/// What to simulate for a cell, or why that is not possible.
pub(super) fn policy_check(
    survey: &Survey,
    catalog: &Catalog,
    cell: &Cell,
    now: Timestamp,
) -> Result<PolicyCheck, NotRead> {
    let nothing = RegionFacts::default();
    let facts = survey.region(&cell.region).unwrap_or(&nothing);
    Reader { survey, catalog, cell: cell.clone(), facts, form: cell.invoked.clone(), now }.policy_check()
}

impl Reader<'_> {
    /// All rungs, with the permission, the quota and the calls of one form.
    fn ladder(self) -> Ladder {
        let offer = self.offer();
        let offered = !matches!(offer.state, GateState::Blocked(Cause::NotOffered));
        let if_offered = |rung: Rung| {
            if offered { rung } else { Rung::new(rung.gate, GateState::NotNeeded, "not offered here") }
        };
        let mut rungs = vec![
            self.credentials(),
            self.region(),
            offer,
            if_offered(self.lifecycle()),
            if_offered(self.use_case_form()),
            if_offered(self.agreement()),
            if_offered(self.permission()),
            if_offered(self.account()),
            if_offered(self.quota()),
            if_offered(self.data_retention()),
            if_offered(self.trusted_access()),
        ];
        let success = self.apply_real_calls(&mut rungs);
        let (destinations, anywhere) = self.destinations();
        Ladder {
            rungs,
            call_as: self.call_as(),
            destinations,
            anywhere,
            cell: self.cell,
            verified_at: success.at,
            provisional_until: success.provisional_until,
        }
    }

    /// The profiles that serve the cell's model here, in AWS's order.
    fn profiles(&self) -> Vec<&ListedProfile> {
        self.cell.model.as_ref().map(|model| self.facts.profiles_of(model).collect()).unwrap_or_default()
    }

    fn call_as(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.profiles().iter().map(|profile| profile.id.to_string()).collect();
        let listed = self.cell.model.as_ref().and_then(|model| self.facts.model(model));
        ids.extend(listed.filter(|model| model.on_demand).map(|model| model.id.to_string()));
        ids
    }

    /// Where a call may be served, and whether anywhere commercial besides.
    fn destinations(&self) -> (Vec<RegionName>, bool) {
        let backing = self.cell.invoked.as_ref().and_then(|id| self.facts.backing(id));
        if let Some(backing) = backing.and_then(Fact::value) {
            return (backing.destinations.clone(), backing.anywhere);
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
            (Some(profile), _) => (profile.destinations.clone(), profile.anywhere),
            (None, None | Some(ModelRef::Base(_))) => (vec![self.cell.region.clone()], false),
            // Where a profile that is not listed would lead nobody knows.
            (None, Some(_)) => (Vec::new(), false),
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
