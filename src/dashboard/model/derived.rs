//! What follows from survey and plan. Recomputed for what changed, once for each burst of messages.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Changes, Fate, Model, WhatIf, answer};
use crate::{
    access::{Cell, Gate, GateState, Ladder, Verdict},
    catalog::{BaseModelId, LifecycleStatus, ModelName, RegionName},
    claude_code::Role,
    gaps::{Assessment, Check, CheckedUse, Headline, Outcome, SettingLine},
    refusal::Cause,
    survey::{Identity, Observation, Reading, RegionFacts, Survey},
};

/// Everything the views need beside survey and plan.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The models, in display order.
    pub models: Vec<ModelRow>,
    /// The regions, in display order.
    pub regions: Vec<RegionName>,
    /// The plan against the survey.
    pub check: Check,
    /// The indices of the check's uses in display order: what fails first, then what is repaired.
    pub order: Vec<usize>,
    /// What the check comes down to.
    pub headline: Headline,
    /// How the plan differs from that of the files, while something is supposed.
    pub changes: Changes,
    /// How much is known.
    pub tally: Tally,
    /// When the first provisional success ends.
    pub settles_at: Option<Timestamp>,
    cells: BTreeMap<RegionName, BTreeMap<BaseModelId, CellSummary>>,
}

impl Default for Derived {
    fn default() -> Self {
        Self {
            models: Vec::new(),
            regions: Vec::new(),
            check: Check::default(),
            order: Vec::new(),
            headline: Headline { outcome: Outcome::Unknown, text: String::new(), brief: String::new() },
            changes: Changes::default(),
            tally: Tally::default(),
            settles_at: None,
            cells: BTreeMap::new(),
        }
    }
}

/// One model of the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelRow {
    /// The id.
    pub id: BaseModelId,
    /// Family and version.
    pub name: ModelName,
    /// Who in the plan calls it, most important first.
    pub roles: Vec<Role>,
    /// Where it stands in its life in the regions that list it, when that is not the same as active everywhere:
    /// the best of them.
    pub life: Option<Life>,
}

/// The last part of a model's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Life {
    /// Still answering whoever uses it.
    Legacy,
    /// Past its end of life.
    Ended,
}

/// What a cell of the matrix shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellSummary {
    /// What the ladder comes down to.
    pub verdict: Verdict,
    /// Why, in a few words.
    pub reason: String,
    /// Whether an older answer is shown because a newer question failed.
    pub stale: bool,
    /// Whether the region is not enabled for the account: nothing there is about the model.
    pub off: bool,
}

impl CellSummary {
    /// What a ladder comes down to, with the verdict on it.
    #[must_use]
    pub fn of(ladder: &Ladder, verdict: Verdict) -> Self {
        let off = ladder.rung(Gate::Region).state == GateState::Blocked(Cause::RegionNotEnabled);
        Self { verdict, reason: ladder.reason_in_short(), stale: ladder.is_stale(), off }
    }
}

/// How much is known, and since when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Regions in which Bedrock answered something.
    pub regions: usize,
    /// Answers kept.
    pub answers: usize,
    /// The date of the newest answer.
    pub newest: Option<Timestamp>,
}

impl Tally {
    /// Whether any region ever answered.
    #[must_use]
    pub fn has_data(&self) -> bool {
        self.regions > 0
    }

    fn of(survey: &Survey) -> Self {
        let mut tally = Self::default();
        for facts in survey.regions.values() {
            let counted = facts.facts().filter(|(read, _)| read.row().counted);
            let answers: Vec<Timestamp> = counted.filter_map(|(_, fact)| fact.value_at()).collect();
            tally.regions += usize::from(!answers.is_empty());
            tally.answers += answers.len();
            tally.newest = tally.newest.max(answers.into_iter().max());
        }
        tally
    }
}

/// What has changed since the last settling.
#[derive(Clone, Debug, Default)]
pub(super) struct Unsettled {
    all: bool,
    /// The plan, for another reason than an answer.
    pub(super) plan: bool,
    regions: BTreeSet<RegionName>,
}

impl Unsettled {
    pub(super) fn everything() -> Self {
        Self { all: true, plan: true, regions: BTreeSet::new() }
    }

    fn is_empty(&self) -> bool {
        !self.all && !self.plan && self.regions.is_empty()
    }
}

impl Derived {
    /// The cell of a model in a region, both taken from the lists.
    #[must_use]
    pub fn cell(&self, region: &RegionName, model: &BaseModelId) -> Option<&CellSummary> {
        self.cells.get(region)?.get(model)
    }

    /// The row of a model.
    #[must_use]
    pub fn row(&self, model: &BaseModelId) -> Option<&ModelRow> {
        self.models.iter().find(|row| row.id == *model)
    }

    /// The use to show for a cell: the first gap, else the first shut one, else the first.
    #[must_use]
    pub fn use_at(&self, region: &RegionName, model: &BaseModelId) -> Option<&CheckedUse> {
        let here = |checked: &&CheckedUse| {
            checked.usage.region == *region && checked.ladder.cell.model.as_ref() == Some(model)
        };
        let rank = |checked: &&CheckedUse| (!checked.is_gap(), !checked.verdict.is_refused());
        self.check.uses.iter().filter(here).min_by_key(rank)
    }
}

impl Model {
    /// Takes in one observation and remembers what it may have changed.
    pub(crate) fn observe(&mut self, observation: Observation) {
        if let Reading::Identity(Ok(caller)) = &observation.reading {
            self.forget_others(caller);
        }
        // Who asks and which regions are enabled bear on cells of every region; the use-case form does so when it
        // says something that no region has said before.
        let news = match &observation.reading {
            Reading::Identity(_) | Reading::Regions(_) | Reading::UseCase(_, Err(_)) => true,
            Reading::UseCase(_, Ok(form)) => {
                !self.account.survey.regions.values().any(|facts| facts.use_case.value() == Some(form))
            }
            _ => false,
        };
        self.unsettled.all |= news;
        self.unsettled.regions.extend(observation.question().region().cloned());
        self.account.unkept = true;
        self.account.survey.apply(observation);
    }

    /// When the next provisional success ends.
    fn provisional_end(&self) -> Option<Timestamp> {
        let ends = self.account.survey.regions.values().flat_map(RegionFacts::provisional_ends);
        ends.filter(|end| *end > self.now).min()
    }

    /// What was provisional until now means something else from here on.
    pub(crate) fn let_time_pass(&mut self) {
        if self.derived.settles_at.is_some_and(|end| end <= self.now) {
            self.unsettled = Unsettled::everything();
            self.changed = true;
        }
    }

    /// From here on the credentials may be those of somebody else: what is known so far is inherited.
    pub(crate) fn inherit(&mut self) {
        self.account.inherited = self.account.survey.as_of();
        self.account.dropped = None;
    }

    /// A survey is about one caller: what another one read does not hold for this one.
    fn forget_others(&mut self, caller: &Identity) {
        let (Some(moment), Some(before)) = (self.account.inherited, self.account.survey.identity.value()) else {
            return;
        };
        if before.is_same_caller(caller) {
            return;
        }
        let who = |identity: &Identity| format!("{} · {}", identity.account, identity.role());
        self.account.dropped = Some(format!("Another caller: what {} had read was dropped.", who(before)));
        self.account.survey.forget_until(moment);
        self.account.inherited = None;
        self.begin_anew();
        // What is under way is called with the other caller's keys.
        self.live.checking = None;
    }

    /// Forgets everything about the account.
    pub(crate) fn forget(&mut self) {
        self.account.survey = Survey::default();
        self.account.inherited = None;
        self.account.dropped = None;
        self.account.unkept = false;
        self.begin_anew();
        self.unsettled = Unsettled::everything();
    }

    /// Brings everything derived up to date. Called before a frame; does nothing when nothing was observed.
    pub fn settle(&mut self) {
        if self.unsettled.is_empty() {
            return;
        }
        let mut unsettled = std::mem::take(&mut self.unsettled);
        let planned = |region: &RegionName| {
            *region == self.account.plan.region.value
                || self.account.plan.uses.iter().any(|usage| usage.region == *region)
        };
        let (check, changes) = if unsettled.all || unsettled.plan || unsettled.regions.iter().any(planned) {
            self.plan_anew()
        } else {
            (self.derived.check.clone(), std::mem::take(&mut self.derived.changes))
        };
        let models = models(self, &check);
        let regions = regions(self);
        let tally = Tally::of(&self.account.survey);
        if check != self.derived.check {
            let planned = check.uses.iter().chain(&self.derived.check.uses);
            unsettled.regions.extend(planned.map(|checked| checked.usage.region.clone()));
        }
        unsettled.all |= tally.regions != self.derived.tally.regions
            || regions != self.derived.regions
            || !models.iter().map(|row| &row.id).eq(self.derived.models.iter().map(|row| &row.id));
        let mut cells = std::mem::take(&mut self.derived.cells);
        let headline = check.headline(self.catalog);
        let mut order: Vec<usize> = (0..check.uses.len()).collect();
        // What fails comes first, then what is refused and repaired.
        let rank = |checked: &CheckedUse| Fate::of(checked).min(Fate::Unknown);
        order.sort_by_key(|index| check.uses.get(*index).map_or(Fate::Works, rank));
        let worse = answer::worst(&check) < answer::worst(&self.derived.check).or(Some(Fate::Works));
        let fails = answer::worst(&check) == Some(Fate::Fails);
        if unsettled.all {
            cells.clear();
        }
        let settles_at = self.provisional_end();
        let cells_anew = BTreeMap::new();
        self.derived =
            Derived { models, regions, check, order, headline, changes, tally, settles_at, cells: cells_anew };
        for region in &self.derived.regions {
            if unsettled.all || unsettled.regions.contains(region) {
                let row = |row: &ModelRow| (row.id.clone(), summary(self, region, &row.id));
                cells.insert(region.clone(), self.derived.models.iter().map(row).collect());
            }
        }
        self.derived.cells = cells;
        // Until a key was pressed the cursor is on the first of the worst that is known, whatever was known first.
        if self.screen.untouched && (worse || fails) {
            self.point_at_first_use();
        }
    }

    /// The plan as supposed, checked, and how it differs from that of the files.
    fn plan_anew(&mut self) -> (Check, Changes) {
        let replan =
            |lines: &[SettingLine]| (self.account.planner)(&self.account.survey, &self.account.what_if.with(lines));
        let Assessment { plan, check, .. } = Assessment::of(self.basis(), &replan);
        self.account.plan = plan;
        if self.account.what_if.is_empty() {
            return (check, Changes::default());
        }
        let of_files = (self.account.planner)(&self.account.survey, &WhatIf::default());
        let changes = Changes::between(&of_files, &self.account.plan, &check.uses);
        (check, changes)
    }

    /// The ladder of a model in a region, called by any id.
    #[must_use]
    pub fn ladder(&self, region: &RegionName, model: &BaseModelId) -> Ladder {
        let cell = Cell { region: region.clone(), model: Some(model.clone()), invoked: None };
        Ladder::build(&self.account.survey, self.catalog, cell, self.now)
    }
}

/// Where the plan calls the model, its own id counts; elsewhere any id.
fn summary(model: &Model, region: &RegionName, id: &BaseModelId) -> CellSummary {
    match model.derived.use_at(region, id) {
        Some(checked) => CellSummary::of(&checked.ladder, checked.verdict),
        None => {
            let ladder = model.ladder(region, id);
            CellSummary::of(&ladder, ladder.verdict())
        }
    }
}

/// Every model seen in any region, and every model of the plan.
fn models(model: &Model, check: &Check) -> Vec<ModelRow> {
    let mut ids = model.account.survey.model_ids();
    ids.extend(check.uses.iter().filter_map(|checked| checked.ladder.cell.model.clone()));
    let lives = lives(model);
    let row = |id: BaseModelId| {
        let calls = check.uses.iter().filter(|checked| checked.ladder.cell.model.as_ref() == Some(&id));
        let mut roles: Vec<Role> = calls.map(|checked| checked.usage.role).collect();
        roles.sort_unstable();
        roles.dedup();
        ModelRow { name: model.catalog.name(&id), roles, life: lives.get(&id).copied().flatten(), id }
    };
    let mut rows: Vec<ModelRow> = ids.into_iter().map(row).collect();
    rows.sort_by_cached_key(|row| (row.name.sort_key(), row.id.clone()));
    rows
}

/// The best stage of life any region lists a model in; `None` stands for active or not known.
fn lives(model: &Model) -> BTreeMap<&BaseModelId, Option<Life>> {
    let mut lives = BTreeMap::new();
    let facts = model.account.survey.regions.values();
    for listed in facts.flat_map(|facts| facts.models.value().into_iter().flatten()) {
        let life = match listed.lifecycle.status_at(model.now) {
            LifecycleStatus::Legacy => Some(Life::Legacy),
            LifecycleStatus::EndOfLife => Some(Life::Ended),
            LifecycleStatus::Active | LifecycleStatus::Unknown => None,
        };
        lives.entry(&listed.id).and_modify(|best| *best = life.min(*best)).or_insert(life);
    }
    lives
}

/// Every region asked or named by AWS, the plan's and the one under the cursor, in the catalogue's order.
fn regions(model: &Model) -> Vec<RegionName> {
    let named = model.account.survey.opted.value().into_iter().flatten().map(|(region, _)| region);
    let planned = model.account.plan.uses.iter().map(|usage| &usage.region).chain([&model.account.plan.region.value]);
    let all = model.account.survey.regions.keys().chain(named).chain(planned).chain([&model.screen.cursor.region]);
    let all: BTreeSet<&RegionName> = all.collect();
    let mut regions: Vec<RegionName> = all.into_iter().cloned().collect();
    regions.sort_by_cached_key(|region| (model.catalog.region_rank(region), region.clone()));
    regions
}
