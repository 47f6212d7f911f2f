//! Settings that move a use of the plan to a model that is open.

use std::{collections::BTreeSet, fmt};

use jiff::Timestamp;

use super::CheckedUse;
use crate::{
    access::{Cell, Ladder},
    catalog::{BaseModelId, Catalog, Family, ModelName, ModelRef},
    claude_code::Role,
    survey::Survey,
};

/// One line for the environment or for the `env` block of a settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingLine {
    /// The variable.
    pub variable: String,
    /// Its value: an id that is open here.
    pub value: String,
    /// What it does: `background work moves to Haiku 4.5, open here`.
    pub why: String,
}

impl fmt::Display for SettingLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.variable, self.value)
    }
}

/// An id that is open, and how well it fits.
struct Candidate {
    id: String,
    model: BaseModelId,
    name: ModelName,
}

/// The settings that would move one shut use elsewhere, best first; none when it is open or nothing moves it.
pub(super) fn choices(
    checked: &CheckedUse,
    all: &[CheckedUse],
    survey: &Survey,
    catalog: &Catalog,
    now: Timestamp,
) -> Vec<SettingLine> {
    if !checked.verdict.is_shut() {
        return Vec::new();
    }
    let in_plan: BTreeSet<String> =
        all.iter().filter(|other| other.verdict.is_open()).map(|other| other.usage.invoked.to_string()).collect();
    let candidates = open_ids(checked, survey, catalog, now);
    let line = |variable: &&'static str| {
        let best = candidates.iter().min_by_key(|candidate| fit(candidate, variable, checked, &in_plan))?;
        let role = match checked.usage.role {
            Role::SmallFast => "background work".to_owned(),
            Role::AutoModeClassifier => "the auto-mode classifier".to_owned(),
            Role::Main => "the main loop".to_owned(),
            _ => checked.role(),
        };
        let why = format!("{role} moves to {}, open here", best.name.short());
        Some(SettingLine { variable: (*variable).to_owned(), value: best.id.clone(), why })
    };
    checked.usage.pins.iter().filter_map(line).collect()
}

/// Every id that is open in the region of the use.
fn open_ids(checked: &CheckedUse, survey: &Survey, catalog: &Catalog, now: Timestamp) -> Vec<Candidate> {
    let region = &checked.usage.region;
    let open = |model: BaseModelId| {
        let cell = Cell { region: region.clone(), model: Some(model.clone()), invoked: None };
        let ladder = Ladder::build(survey, catalog, cell, now);
        let usable = ladder.verdict().is_open();
        let name = catalog.name(&model);
        let candidate = move |id| Candidate { id, model: model.clone(), name: name.clone() };
        if usable { ladder.call_as.into_iter().map(candidate).collect() } else { Vec::new() }
    };
    let refused_id = checked.usage.invoked.to_string();
    survey.model_ids().into_iter().flat_map(open).filter(|candidate| candidate.id != refused_id).collect()
}

/// Smaller is better: the same model by another id, then what the plan calls anyway, then the family the variable
/// is named for, then the newest; of one model's ids the one AWS lists first.
fn fit(candidate: &Candidate, variable: &str, checked: &CheckedUse, in_plan: &BTreeSet<String>) -> impl Ord + use<> {
    let same_model = checked.ladder.cell.model.as_ref() == Some(&candidate.model);
    let named = ["OPUS", "SONNET", "HAIKU", "FABLE"].into_iter().find(|family| variable.contains(family));
    let named: Option<Family> = named.and_then(|family| family.parse().ok());
    let other_family = named.is_some_and(|family| family != candidate.name.family);
    let global = matches!(ModelRef::parse(&candidate.id), ModelRef::Profile(id) if id.is_global());
    let needs_extra = matches!(candidate.name.family, Family::Fable | Family::Mythos | Family::Other);
    (!same_model, other_family, needs_extra, !in_plan.contains(&candidate.id), candidate.name.sort_key(), global)
}

/// The fewest lines that move every gap: one line serves all gaps whose choice it is.
#[must_use]
pub fn smallest_change(uses: &[CheckedUse], choices: &[Vec<SettingLine>]) -> Vec<SettingLine> {
    let mut change: Vec<SettingLine> = Vec::new();
    for (_, lines) in uses.iter().zip(choices).filter(|(checked, _)| checked.is_gap()) {
        let served = lines.iter().any(|line| change.iter().any(|chosen| chosen.variable == line.variable));
        if let (false, Some(line)) = (served, lines.first()) {
            change.push(line.clone());
        }
    }
    change
}
