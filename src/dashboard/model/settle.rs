//! What is new, and what follows from it: worked out again for what changed, once for each burst of messages.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{
    AskedAs, CellSummary, Changes, Cursor, Derived, Fate, Life, Model, ModelRow, Scene, Switched, Tally, WhatIf,
    answer, visible::Visible,
};
use crate::{
    catalog::{BaseModelId, LifecycleStatus, RegionName},
    claude_code::Role,
    gaps::{Assessment, Check, CheckedUse, SettingLine},
    survey::{Identity, Observation, Reading, RegionFacts, Survey},
};

/// What has changed since the last settling.
#[derive(Clone, Debug, Default)]
pub(super) struct Unsettled {
    pub(super) all: bool,
    /// The plan, for another reason than an answer.
    pub(super) plan: bool,
    /// Every cell of these.
    pub(super) regions: BTreeSet<RegionName>,
    /// And these, one by one: most answers are about one model in one region.
    pub(super) cells: BTreeSet<(RegionName, BaseModelId)>,
}

impl Unsettled {
    pub(super) fn everything() -> Self {
        Self { all: true, plan: true, ..Self::default() }
    }

    fn is_empty(&self) -> bool {
        !self.all && !self.plan && self.regions.is_empty() && self.cells.is_empty()
    }

    /// What an answer may have changed beside its region's place in the tally. Who asks and which regions are enabled bear
    /// on cells of every region; the use-case form does so when it says something that no region has said before.
    fn note(&mut self, reading: &Reading, survey: &Survey) {
        let news = match reading {
            Reading::Identity(_) | Reading::Regions(_) | Reading::UseCase(_, Err(_)) => true,
            Reading::UseCase(_, Ok(form)) => !survey.regions.values().any(|facts| facts.use_case.value() == Some(form)),
            _ => false,
        };
        self.all |= news;
        match reading {
            Reading::Availability(region, model, Ok(_)) => {
                self.cells.insert((region.clone(), model.clone()));
            }
            // A refusal may be about all models of the region.
            _ => self.regions.extend(reading.question().region().cloned()),
        }
    }

    fn concerns(&self, region: &RegionName) -> bool {
        self.all || self.regions.contains(region) || self.cells.iter().any(|(of, _)| of == region)
    }
}

impl Model {
    /// Takes in one observation and remembers what it may have changed.
    pub(crate) fn observe(&mut self, observation: Observation) {
        if let Reading::Identity(Ok(caller)) = &observation.reading {
            self.retain_caller(caller);
        }
        self.unsettled.note(&observation.reading, &self.account.survey);
        self.account.unkept = true;
        self.account.survey.apply(observation);
    }

    /// What was provisional until now means something else from here on.
    pub(crate) fn let_time_pass(&mut self) {
        if self.derived.settles_at.is_some_and(|end| end <= self.now) {
            self.unsettled = Unsettled::everything();
            self.changed = true;
        }
    }

    /// Brings everything derived up to date. Called before a frame; does nothing when nothing has changed.
    pub fn settle(&mut self) {
        if self.unsettled.is_empty() {
            return self.update_visible();
        }
        let mut unsettled = std::mem::take(&mut self.unsettled);
        let plan = &self.account.plan;
        let planned = std::iter::once(&plan.region.value).chain(plan.uses.iter().map(|usage| &usage.region));
        let bears_on_plan = unsettled.plan || planned.into_iter().any(|region| unsettled.concerns(region));
        let (check, changes) = if bears_on_plan {
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
        let order = order(&check);
        let worse = answer::worst(&check) < answer::worst(&self.derived.check).or(Some(Fate::Works));
        let fails = answer::worst(&check) == Some(Fate::Fails);
        if unsettled.all {
            cells.clear();
        }
        let settles_at = provisional_end(self);
        let (cells_anew, visible) = (BTreeMap::new(), Visible::default());
        self.derived =
            Derived { models, regions, check, order, headline, changes, tally, settles_at, cells: cells_anew, visible };
        for region in self.derived.regions.iter().filter(|region| unsettled.concerns(region)) {
            let whole = unsettled.all || unsettled.regions.contains(region);
            let concerned = |row: &&ModelRow| whole || unsettled.cells.contains(&(region.clone(), row.id.clone()));
            let row = |row: &ModelRow| (row.id.clone(), summary(self, region, &row.id));
            let anew = self.derived.models.iter().filter(concerned).map(row);
            cells.entry(region.clone()).or_default().extend(anew);
        }
        self.derived.cells = cells;
        self.update_visible();
        // Until a key was pressed the cursor is on the first of the worst that is known, whatever was known first.
        if self.screen.untouched && (worse || fails) {
            self.point_at_first_use();
            self.update_visible();
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

    /// From here on the credentials may be those of somebody else: what is known so far is inherited.
    pub(crate) fn inherit(&mut self) {
        self.account.inherited = self.account.survey.as_of();
        self.account.dropped = None;
    }

    /// A survey is about one caller: what another one read does not hold for this one.
    fn retain_caller(&mut self, caller: &Identity) {
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
        self.reset_baseline();
        // What is under way is called with the other caller's keys.
        self.live.checking = None;
    }

    /// Forgets everything about the account.
    pub(crate) fn forget(&mut self) {
        self.account.survey = Survey::default();
        self.account.inherited = None;
        self.account.dropped = None;
        self.account.unkept = false;
        self.reset_baseline();
        self.unsettled = Unsettled::everything();
    }

    /// Another stage: the plan and the cursor of a scenario.
    pub(crate) fn enter(&mut self, scene: Scene) {
        self.account.demo_label = Some(scene.label);
        self.account.planner = scene.planner;
        self.screen.cursor = Cursor { region: scene.region, model: None, usage: None };
        self.account.asked_as = AskedAs::default();
        self.account.keeps_surveys = false;
        self.forget();
        self.settle();
        self.point_at_first_use();
    }

    /// Another account from here on: nothing of the old one stays, and late answers to it will be dropped.
    pub(crate) fn switch(&mut self, to: Switched) {
        self.account.epoch += 1;
        self.forget();
        self.account.demo_label = None;
        self.account.asked_as = to.asked_as;
        self.account.survey = to.survey;
        self.account.planner = to.planner;
        self.account.keeps_surveys = to.keeps_surveys;
        self.reset_baseline();
        self.screen.note = to.trouble.or(self.screen.note.take());
    }

    /// Supposes something else from here on. The cursor stays on the same call, where it still exists, and goes with
    /// it to the region it moves to.
    pub(crate) fn suppose(&mut self, what_if: WhatIf) {
        if what_if == self.account.what_if {
            return;
        }
        let at: Option<(Role, String)> =
            self.use_at_cursor().map(|checked| (checked.usage.role, checked.usage.name.clone()));
        self.account.what_if = what_if;
        self.unsettled.plan = true;
        self.settle();
        let Some((role, name)) = at else { return };
        let same = |checked: &&&CheckedUse| checked.usage.role == role && checked.usage.name == name;
        let key = self.visible_uses().iter().find(same).map(|checked| (*checked).into());
        if let Some(key) = key {
            self.point_at_use(key);
        }
    }
}

/// What fails comes first, then what is refused and repaired.
fn order(check: &Check) -> Vec<usize> {
    let mut order: Vec<usize> = (0..check.uses.len()).collect();
    let rank = |checked: &CheckedUse| Fate::of(checked).min(Fate::Unknown);
    order.sort_by_key(|index| check.uses.get(*index).map_or(Fate::Works, rank));
    order
}

/// When the next provisional success ends.
fn provisional_end(model: &Model) -> Option<Timestamp> {
    let ends = model.account.survey.regions.values().flat_map(RegionFacts::provisional_ends);
    ends.filter(|end| *end > model.now).min()
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
        let calls = || check.uses.iter().filter(|checked| checked.ladder.cell.model.as_ref() == Some(&id));
        let mut roles: Vec<Role> = calls().map(|checked| checked.usage.role).collect();
        roles.sort_unstable();
        roles.dedup();
        ModelRow {
            name: model.catalog.name(&id),
            roles,
            has_gap: calls().any(CheckedUse::is_gap),
            life: lives.get(&id).copied().flatten(),
            id,
        }
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
