//! Settings that move a use of the plan to a model that is open.
//!
//! Claude Code's variables have side effects: pinning only the Sonnet alias moves the main loop to it. So no line is
//! proposed on its name alone; each is tried on the plan first.

use std::{cmp::Reverse, collections::BTreeSet, fmt};

use jiff::Timestamp;

use super::CheckedUse;
use crate::{
    access::{Cell, Gate, Ladder},
    catalog::{BaseModelId, Catalog, Family, LifecycleStatus, ModelName, ModelRef, RegionName},
    claude_code::Role,
    refusal::Cause,
    survey::Survey,
};

/// One line for the environment or for the `env` block of a settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingLine {
    /// The variable.
    pub variable: String,
    /// Its value: an id that is open here.
    pub value: String,
    /// What it does: `background work moves to Haiku 4.5`.
    pub why: String,
}

impl fmt::Display for SettingLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.variable, self.value)
    }
}

/// Lines that go together: one, or one and another that keeps the main model where it is.
pub(super) type Choice = Vec<SettingLine>;

/// What the uses would be with some settings on top.
type Try<'a> = &'a dyn Fn(&[SettingLine]) -> Vec<CheckedUse>;

/// An id that is open, with its model.
struct Candidate {
    id: String,
    model: BaseModelId,
    name: ModelName,
}

/// Looks for settings that avoid what is shut.
pub(super) struct Finder<'a> {
    uses: Vec<CheckedUse>,
    in_plan: BTreeSet<String>,
    survey: &'a Survey,
    catalog: &'a Catalog,
    now: Timestamp,
    attempt: Try<'a>,
    /// Whether calls that nobody notices count: a start-up check alone is not worth a setting to one user, and is to a team
    /// that is asked why somebody was refused.
    every_call: bool,
    /// Regions in which an id has to be open as well.
    also_in: Vec<RegionName>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        uses: &[CheckedUse],
        survey: &'a Survey,
        catalog: &'a Catalog,
        now: Timestamp,
        attempt: Try<'a>,
    ) -> Self {
        let open = uses.iter().filter(|checked| checked.verdict.is_open());
        let in_plan = open.map(|checked| checked.usage.invoked.to_string()).collect();
        Self { uses: uses.to_vec(), in_plan, survey, catalog, now, attempt, every_call: false, also_in: Vec::new() }
    }

    /// The same for everybody who works in these regions: every call counts, and one id has to do for all of them.
    pub(super) fn for_a_team(self, regions: &[RegionName]) -> Self {
        Self { every_call: true, also_in: regions.to_vec(), ..self }
    }

    /// How bad a plan is: gaps that are felt, then all gaps.
    fn gaps(&self, uses: &[CheckedUse]) -> (usize, usize) {
        let counts = |checked: &&CheckedUse| self.every_call || checked.usage.role != Role::StartupCheck;
        let all = uses.iter().filter(|checked| checked.is_gap()).filter(counts);
        (all.clone().filter(|checked| checked.is_felt()).count(), all.count())
    }

    /// The settings that would move one shut use elsewhere, best first; none when it is open or nothing moves it.
    pub(super) fn choices(&self, checked: &CheckedUse) -> Vec<Choice> {
        if !checked.is_gap() {
            return Vec::new();
        }
        let mut candidates = self.open_ids(&checked.usage.region, &checked.usage.invoked.to_string());
        // What shuts the model itself shuts it by every id, although only one of them was called and refused.
        if checked.ladder.cause().and_then(Cause::gate).is_some_and(Gate::is_about_the_model) {
            candidates.retain(|candidate| Some(&candidate.model) != checked.ladder.cell.model.as_ref());
        }
        let line = |variable: &&'static str| {
            let best = candidates.iter().min_by_key(|candidate| self.fit(candidate, variable, checked))?;
            let why = format!("{} moves to {}", subject(checked), best.name.short());
            let value = with_long_context(&best.id, variable, &checked.usage.requested);
            Some(SettingLine { variable: (*variable).to_owned(), value, why })
        };
        let lines = checked.usage.pins.iter().filter_map(line);
        lines.filter_map(|line| self.proven(checked, line)).collect()
    }

    /// The line, alone or with one that pins the main model, if the plan says that it does what it should.
    fn proven(&self, checked: &CheckedUse, line: SettingLine) -> Option<Choice> {
        let main = self.uses.iter().find(|other| other.usage.role == Role::Main)?;
        let name = main.ladder.cell.model.as_ref().map(|id| self.catalog.name(id));
        let pin = name.filter(|name| name.family == Family::Opus).map(|name| SettingLine {
            variable: "ANTHROPIC_DEFAULT_OPUS_MODEL".to_owned(),
            value: main.usage.invoked.to_string(),
            why: format!("the main loop stays on {}", name.short()),
        });
        let alone = vec![line];
        let pinned = pin.map(|pin| [alone.clone(), vec![pin]].concat());
        std::iter::once(alone).chain(pinned).find(|choice| self.moves(checked, main, choice))
    }

    /// Whether the settings open this use, leave the main model alone and shut nothing that was open.
    fn moves(&self, checked: &CheckedUse, main: &CheckedUse, choice: &Choice) -> bool {
        let after = (self.attempt)(choice);
        let same = |use_: &&CheckedUse, wanted: &CheckedUse| {
            use_.usage.role == wanted.usage.role && use_.usage.name == wanted.usage.name
        };
        let moved = after.iter().filter(|use_| same(use_, checked)).all(|use_| use_.verdict.is_open());
        let is_main = checked.usage.role == Role::Main;
        let main_stays =
            after.iter().filter(|use_| same(use_, main)).all(|use_| use_.usage.invoked == main.usage.invoked);
        let was_open = self.uses.iter().filter(|use_| use_.verdict.is_open());
        let stays_open = was_open
            .filter_map(|before| after.iter().find(|use_| same(use_, before)))
            .all(|use_| use_.verdict.is_open());
        moved && stays_open && (is_main || main_stays) && self.gaps(&after) < self.gaps(&self.uses)
    }

    /// The fewest lines found that close every gap they can: a line that an earlier one made needless is left out.
    pub(super) fn smallest_change(&self, choices: &[Vec<Choice>]) -> Vec<SettingLine> {
        let mut change: Vec<SettingLine> = Vec::new();
        let mut left = self.gaps(&self.uses);
        // What the user feels comes first; a startup check alone is not worth a setting.
        let worth =
            |checked: &&CheckedUse| checked.is_gap() && (self.every_call || checked.usage.role != Role::StartupCheck);
        let mut order: Vec<usize> =
            (0..self.uses.len()).filter(|at| self.uses.get(*at).as_ref().is_some_and(worth)).collect();
        order.sort_by_key(|at| self.uses.get(*at).map(|checked| Reverse(checked.is_felt())));
        for choice in order.into_iter().filter_map(|at| choices.get(at)?.first()) {
            let more: Vec<SettingLine> = choice
                .iter()
                .filter(|line| change.iter().all(|chosen| chosen.variable != line.variable))
                .cloned()
                .collect();
            let with = [change.clone(), more].concat();
            let now_left = self.gaps(&(self.attempt)(&with));
            if now_left < left {
                (change, left) = (with, now_left);
            }
        }
        for at in (0..change.len()).rev() {
            let mut without = change.clone();
            without.remove(at);
            let main = |uses: &[CheckedUse]| {
                uses.iter()
                    .find(|checked| checked.usage.role == Role::Main)
                    .map(|checked| checked.usage.invoked.clone())
            };
            let after = (self.attempt)(&without);
            if self.gaps(&after) <= left && main(&after) == main(&(self.attempt)(&change)) {
                change = without;
            }
        }
        change
    }

    /// Every id that is open in a region, without the one that is refused: ids of one model differ in permissions,
    /// quotas and calls made.
    fn open_ids(&self, region: &RegionName, refused: &str) -> Vec<Candidate> {
        let ladder_in = |region: &RegionName, model: &BaseModelId, invoked| {
            let cell = Cell { region: region.clone(), model: Some(model.clone()), invoked };
            Ladder::build(self.survey, self.catalog, cell, self.now)
        };
        let ladder = |model: &BaseModelId, invoked| ladder_in(region, model, invoked);
        let everywhere = |model: &BaseModelId, id: &str| {
            let open = |region| ladder_in(region, model, Some(ModelRef::parse(id))).verdict().is_open();
            self.also_in.iter().filter(|other| *other != region).all(open)
        };
        let open = |model: BaseModelId| {
            // What shuts the model itself is known of any form, whichever id was called.
            let any = ladder(&model, None);
            let mut ids = if any.verdict().is_open() { any.call_as } else { Vec::new() };
            ids.retain(|id| ladder(&model, Some(ModelRef::parse(id))).verdict().is_open() && everywhere(&model, id));
            let name = self.catalog.name(&model);
            ids.into_iter().map(move |id| Candidate { id, model: model.clone(), name: name.clone() })
        };
        self.survey.model_ids().into_iter().flat_map(open).filter(|candidate| candidate.id != refused).collect()
    }

    /// Smaller is better: the same model by another id, then the family the variable is named for, then what the plan
    /// calls anyway, then the newest; of one model's ids the geographic one.
    fn fit(&self, candidate: &Candidate, variable: &str, checked: &CheckedUse) -> impl Ord + use<> {
        let other_model = checked.ladder.cell.model.as_ref() != Some(&candidate.model);
        let named = ["OPUS", "SONNET", "HAIKU", "FABLE"].into_iter().find(|family| variable.contains(family));
        let named: Option<Family> = named.and_then(|family| family.parse().ok());
        let other_family = named.is_some_and(|family| family != candidate.name.family);
        let global = matches!(ModelRef::parse(&candidate.id), ModelRef::Profile(id) if id.is_global());
        let needs_extra = matches!(candidate.name.family, Family::Fable | Family::Mythos | Family::Other);
        let legacy = self
            .catalog
            .model(&candidate.model)
            .is_some_and(|model| model.lifecycle.status_at(self.now) != LifecycleStatus::Active);
        let new = !self.in_plan.contains(&candidate.id);
        (other_model, legacy, other_family, needs_extra, new, candidate.name.sort_key(), global)
    }
}

/// Who asked for the long context keeps it: `[1m]` belongs to an id, and to an alias only where that is written.
fn with_long_context(id: &str, variable: &str, requested: &str) -> String {
    let asked = requested.trim().to_lowercase().ends_with("[1m]");
    let names_a_model =
        !matches!(ModelRef::parse(requested.trim()), ModelRef::Other(_)) || requested.contains("claude");
    if asked && (variable == "ANTHROPIC_MODEL" || names_a_model) { format!("{id}[1m]") } else { id.to_owned() }
}

fn subject(checked: &CheckedUse) -> String {
    match checked.usage.role {
        Role::SmallFast => "background work".to_owned(),
        Role::AutoModeClassifier => "the auto-mode classifier".to_owned(),
        Role::Main => "the main loop".to_owned(),
        _ => checked.role(),
    }
}
