//! What calls change: agreements made, forms filed, data-retention modes set.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::{Duration, Instant},
};

use super::{
    past::Past,
    scenario::{
        Scenario,
        rules::{AgreementStatus, RetentionMode},
    },
};
use crate::catalog::RegionName;

/// The changes since the start.
#[derive(Debug, Default)]
pub(super) struct State {
    agreements: BTreeMap<String, Change>,
    filed: BTreeSet<Scope>,
    retention: BTreeMap<RegionName, RetentionMode>,
    answered: BTreeMap<String, u32>,
    /// The newest calls of models.
    past: VecDeque<Past>,
}

/// Calls that are kept: a simulator may run for weeks.
const MOST_PAST: usize = 10_000;

/// A change to the agreement of one model. Agreements count for the whole account.
#[derive(Clone, Copy, Debug)]
enum Change {
    Made(Instant),
    Deleted,
}

/// Where a filed form counts: everywhere that is not opt-in, or in one opt-in region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    Account,
    OptIn(RegionName),
}

fn scope(scenario: &Scenario, region: &RegionName) -> Scope {
    if scenario.region(region).is_some_and(|region| region.opt_in) {
        Scope::OptIn(region.clone())
    } else {
        Scope::Account
    }
}

impl State {
    /// The agreement for a model now: `at_first` unless calls changed it.
    pub(super) fn agreement(&self, model: &str, at_first: AgreementStatus, takes: Duration) -> AgreementStatus {
        match self.agreements.get(model) {
            None => at_first,
            Some(Change::Deleted) => AgreementStatus::NotAvailable,
            Some(Change::Made(at)) if at.elapsed() < takes => AgreementStatus::Pending,
            Some(Change::Made(_)) => AgreementStatus::Available,
        }
    }

    /// Begins an agreement.
    pub(super) fn make_agreement(&mut self, model: &str) {
        self.agreements.insert(model.to_owned(), Change::Made(Instant::now()));
    }

    /// Ends an agreement.
    pub(super) fn delete_agreement(&mut self, model: &str) {
        self.agreements.insert(model.to_owned(), Change::Deleted);
    }

    /// The calls of models that are over.
    pub(super) fn past(&self) -> &VecDeque<Past> {
        &self.past
    }

    /// One more.
    pub(super) fn keep(&mut self, past: Past) {
        if self.past.len() == MOST_PAST {
            self.past.pop_front();
        }
        self.past.push_back(past);
    }

    /// How many calls to a model were answered, in all regions.
    pub(super) fn answered(&self, model: &str) -> u32 {
        self.answered.get(model).copied().unwrap_or_default()
    }

    /// One more call was answered.
    pub(super) fn count_answer(&mut self, model: &str) {
        *self.answered.entry(model.to_owned()).or_default() += 1;
    }

    /// Whether the use-case form counts as filed in a region.
    pub(super) fn use_case_filed(&self, scenario: &Scenario, region: &RegionName) -> bool {
        scenario.use_case_filed(region) || self.filed.contains(&scope(scenario, region))
    }

    /// Files the form where the region asked makes it count.
    pub(super) fn file_use_case(&mut self, scenario: &Scenario, region: &RegionName) {
        self.filed.insert(scope(scenario, region));
    }

    /// The data-retention mode of a region.
    pub(super) fn data_retention(&self, scenario: &Scenario, region: &RegionName) -> RetentionMode {
        self.retention.get(region).copied().unwrap_or_else(|| scenario.data_retention(region))
    }

    /// Sets the data-retention mode of a region.
    pub(super) fn set_data_retention(&mut self, region: &RegionName, mode: RetentionMode) {
        self.retention.insert(region.clone(), mode);
    }
}
