//! The answer: what fails, what is refused and repaired and by what, and what mends it.

use std::collections::BTreeSet;

use super::Model;
use crate::{
    access::Verdict,
    claude_code::Impact,
    gaps::{Check, CheckedUse, Outcome},
};

/// What comes of a call as things stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Refused, and nothing takes over.
    Fails,
    /// Refused; another model takes over, or nobody notices.
    Repaired,
    /// Not known.
    Unknown,
    /// It works.
    Works,
}

impl Fate {
    /// What comes of this call.
    #[must_use]
    pub fn of(checked: &CheckedUse) -> Self {
        match (checked.is_gap(), checked.is_felt(), checked.falls_back_to.is_some()) {
            (true, true, false) => Self::Fails,
            (true, ..) => Self::Repaired,
            _ if checked.verdict.is_open() => Self::Works,
            _ => Self::Unknown,
        }
    }
}

/// What a person notices of this call: `works`, `fails`, `moved to Opus 5.5`, `harmless`.
#[must_use]
pub fn comes_of(model: &Model, checked: &CheckedUse) -> String {
    let stands_in = || checked.falls_back_to.as_ref().map(|id| name_of_id(model, id));
    match Fate::of(checked) {
        Fate::Fails if checked.usage.impact == Impact::Blocks => "fails, work stops".to_owned(),
        Fate::Fails => "fails".to_owned(),
        Fate::Repaired => stands_in().map_or_else(|| "harmless".to_owned(), |name| format!("moved to {name}")),
        Fate::Works => "works".to_owned(),
        Fate::Unknown if checked.verdict == Verdict::Pending => "pending".to_owned(),
        Fate::Unknown => "not known".to_owned(),
    }
}

/// The calls that the filter lets through with this fate, in the order of the view.
pub fn with_fate(model: &Model, fate: Fate) -> impl Iterator<Item = &CheckedUse> {
    model.visible_uses().into_iter().filter(move |checked| Fate::of(checked) == fate)
}

/// The answer in a sentence, longest first: `1 call fails: agent reviewer (Sonnet 4.5); 2 are silently moved to
/// Opus 5.5`. Where nothing is refused, the headline of the check.
#[must_use]
pub fn sentences(model: &Model) -> Vec<String> {
    let uses = &model.derived.check.uses;
    let fails: Vec<&CheckedUse> = uses.iter().filter(|checked| Fate::of(checked) == Fate::Fails).collect();
    let moved: Vec<&CheckedUse> =
        uses.iter().filter(|checked| Fate::of(checked) == Fate::Repaired && checked.falls_back_to.is_some()).collect();
    let headline = &model.derived.headline;
    let undecided = headline.outcome == Outcome::Unknown;
    if undecided || (fails.is_empty() && moved.is_empty()) {
        return vec![headline.text.clone()];
    }
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    let failing = match fails.len() {
        0 => String::new(),
        1 => "1 call fails".to_owned(),
        many => format!("{many} calls fail"),
    };
    let named = |checked: &&CheckedUse| format!("{} ({})", checked.role(), model_of(model, checked));
    let names: Vec<String> = fails.iter().map(named).collect();
    let mut models: Vec<String> = fails.iter().map(|checked| model_of(model, checked)).collect();
    let mut told = BTreeSet::new();
    models.retain(|model| told.insert(model.clone()));
    let to = stand_in(model, &moved);
    let moving = |words: &str| match moved.len() {
        0 => String::new(),
        many => format!("{many} {} {words} to {to}", are(many)),
    };
    if fails.is_empty() {
        let works = |words: &str| format!("works; {}", moving(words));
        return vec![works("refused and silently moved"), works("silently moved"), "works".to_owned()];
    }
    let joined = |parts: [String; 2], with: &str| {
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(with)
    };
    vec![
        joined([format!("{failing}: {}", names.join(", ")), moving("refused and silently moved")], "; "),
        joined([format!("{failing}: {}", names.join(", ")), moving("silently moved")], "; "),
        joined([format!("{failing} ({})", models.join(", ")), moving("silently moved")], ", "),
        joined([failing.clone(), moving("silently moved")], ", "),
        failing,
    ]
}

/// What takes over, where that is one model.
fn stand_in(model: &Model, moved: &[&CheckedUse]) -> String {
    let mut names: Vec<String> =
        moved.iter().filter_map(|checked| checked.falls_back_to.as_ref()).map(|id| name_of_id(model, id)).collect();
    names.sort();
    names.dedup();
    if let [name] = names.as_slice() { name.clone() } else { "other models".to_owned() }
}

/// The name of the model a call is about; its id where that tells no model.
#[must_use]
pub fn model_of(model: &Model, checked: &CheckedUse) -> String {
    let known = checked.ladder.cell.model.as_ref();
    known.map_or_else(|| checked.usage.invoked.to_string(), |id| model.catalog.name(id).short())
}

fn name_of_id(model: &Model, id: &crate::catalog::ModelRef) -> String {
    id.base().map_or_else(|| id.to_string(), |base| model.catalog.name(&base).short())
}

/// How bad the worst call is.
pub(super) fn worst(check: &Check) -> Option<Fate> {
    check.uses.iter().map(Fate::of).min()
}
