//! The days on which models of the plan change: legacy, dearer, gone.

use jiff::{SignedDuration, Timestamp};

use super::CheckedUse;
use crate::{
    catalog::{Catalog, Lifecycle, ModelRef, RegionName},
    survey::Survey,
};

/// What happens to a model on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum DateKind {
    /// It becomes legacy: new and idle accounts are refused.
    Legacy,
    /// Calls cost more.
    ExtendedAccess,
    /// The id stops answering.
    EndOfLife,
}

impl DateKind {
    /// The same as the end of a sentence about the model.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Legacy => "becomes legacy",
            Self::ExtendedAccess => "costs more",
            Self::EndOfLife => "reaches its end of life",
        }
    }
}

/// One model of the plan and a day that is still to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedChange {
    /// What happens.
    pub kind: DateKind,
    /// When.
    pub at: Timestamp,
    /// Whole days until then.
    pub days_left: i64,
    /// The id in the plan.
    pub invoked: ModelRef,
    /// Where it is called.
    pub region: RegionName,
    /// The model's name.
    pub model: String,
    /// What calls it.
    pub roles: Vec<String>,
    /// The day of the catalogue, where AWS's own list was not read.
    pub by_catalog: Option<String>,
}

impl DatedChange {
    /// `Sonnet 4.5 (us.anthropic… in us-west-2) reaches its end of life on 2027-04-08 (137 days left)`
    #[must_use]
    pub fn text(&self) -> String {
        let day = self.at.strftime("%Y-%m-%d");
        let plural = if self.days_left == 1 { "" } else { "s" };
        let by =
            self.by_catalog.as_ref().map(|day| format!(", says the bundled catalogue of {day}")).unwrap_or_default();
        format!(
            "{} ({} in {}) {} on {day} ({} day{plural} left){by}",
            self.model,
            self.invoked,
            self.region,
            self.kind.phrase(),
            self.days_left
        )
    }
}

/// Those of the days that come within this time.
pub(super) fn within(dates: &[DatedChange], span: SignedDuration, now: Timestamp) -> Vec<DatedChange> {
    let last = now.checked_add(span).unwrap_or(Timestamp::MAX);
    dates.iter().filter(|change| change.at <= last).cloned().collect()
}

/// The days to come of all models that are called, the next one first. AWS's list counts, else the bundled catalogue.
pub(super) fn of_uses(uses: &[CheckedUse], survey: &Survey, catalog: &Catalog, now: Timestamp) -> Vec<DatedChange> {
    let mut all: Vec<DatedChange> = Vec::new();
    for checked in uses {
        let Some(model) = &checked.ladder.cell.model else { continue };
        let facts = survey.region(&checked.usage.region);
        let listed =
            facts.and_then(|facts| facts.model(model)).map(|listed| listed.lifecycle.or(catalog.lifecycle(model)));
        let by_catalog = listed.is_none().then(|| catalog.observed_on.to_string());
        let Some(life) = listed.or_else(|| catalog.lifecycle(model).cloned()) else { continue };
        for (kind, at) in days(&life).into_iter().filter(|(_, at)| *at > now) {
            let role = checked.role();
            let same = |one: &&mut DatedChange| {
                one.kind == kind && one.invoked == checked.usage.invoked && one.region == checked.usage.region
            };
            if let Some(known) = all.iter_mut().find(same) {
                if !known.roles.contains(&role) {
                    known.roles.push(role);
                }
                continue;
            }
            all.push(DatedChange {
                kind,
                at,
                days_left: (at.as_second() - now.as_second()).div_euclid(86_400),
                invoked: checked.usage.invoked.clone(),
                region: checked.usage.region.clone(),
                model: catalog.name(model).short(),
                roles: vec![role],
                by_catalog: by_catalog.clone(),
            });
        }
    }
    all.sort_by_key(|change| (change.at, change.kind));
    all
}

fn days(life: &Lifecycle) -> Vec<(DateKind, Timestamp)> {
    let days = [
        (DateKind::Legacy, life.legacy_at),
        (DateKind::ExtendedAccess, life.extended_access_at),
        (DateKind::EndOfLife, life.end_of_life_at),
    ];
    days.into_iter().filter_map(|(kind, at)| Some((kind, at?))).collect()
}
