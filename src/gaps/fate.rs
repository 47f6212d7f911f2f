//! What comes of a call: what a person notices when its model is refused, and the sentence about all of them.

use std::collections::BTreeSet;

use super::{Check, CheckedUse};
use crate::{
    access::Verdict,
    catalog::{Catalog, ModelRef},
    claude_code::Impact,
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

impl CheckedUse {
    /// What a person notices of this call: `works`, `fails`, `moved to Opus 5.5`, `harmless`.
    #[must_use]
    pub fn comes_of(&self, catalog: &Catalog) -> String {
        let stands_in = || self.falls_back_to.as_ref().map(|id| name_of_id(catalog, id));
        match Fate::of(self) {
            Fate::Fails if self.usage.impact == Impact::Blocks => "fails, work stops".to_owned(),
            Fate::Fails => "fails".to_owned(),
            Fate::Repaired => stands_in().map_or_else(|| "harmless".to_owned(), |name| format!("moved to {name}")),
            Fate::Works => "works".to_owned(),
            Fate::Unknown if self.verdict == Verdict::Pending => "pending".to_owned(),
            Fate::Unknown => "not known".to_owned(),
        }
    }

    /// The name of the model it is about; its id where that tells no model.
    #[must_use]
    pub fn model_name(&self, catalog: &Catalog) -> String {
        let known = self.ladder.cell.model.as_ref();
        known.map_or_else(|| self.usage.invoked.to_string(), |id| catalog.name(id).short())
    }
}

/// What fails, and what is refused and silently moved to another model, the longest sentence first: `1 of 9 calls
/// fails: subagent reviewer (Sonnet 4.5); 2 are refused and silently moved to Opus 5.5`. None where nothing is.
pub(super) fn sentences(check: &Check, catalog: &Catalog) -> Vec<String> {
    let with = |fate: Fate| check.uses.iter().filter(move |checked| Fate::of(checked) == fate);
    let fails: Vec<&CheckedUse> = with(Fate::Fails).collect();
    let moved: Vec<&CheckedUse> = with(Fate::Repaired).filter(|checked| checked.falls_back_to.is_some()).collect();
    let failing = match fails.len() {
        0 => String::new(),
        1 => format!("1 of {} calls fails", check.uses.len()),
        many => format!("{many} of {} calls fail", check.uses.len()),
    };
    let names: Vec<String> =
        fails.iter().map(|checked| format!("{} ({})", checked.role(), checked.model_name(catalog))).collect();
    let mut models: Vec<String> = fails.iter().map(|checked| checked.model_name(catalog)).collect();
    let mut told = BTreeSet::new();
    models.retain(|model| told.insert(model.clone()));
    let to = stand_in(catalog, &moved);
    // A main model that is moved is told; the others are not.
    let silently = if moved.iter().any(|checked| checked.is_felt()) { "" } else { "silently " };
    let moving = |words: &str| match moved.len() {
        0 => String::new(),
        1 => format!("1 is {words} to {to}"),
        many => format!("{many} are {words} to {to}"),
    };
    let repaired = |count: usize| match count {
        0 => String::new(),
        1 => "1 is repaired".to_owned(),
        many => format!("{many} are repaired"),
    };
    let joined = |parts: [String; 2], with: &str| {
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(with)
    };
    match (fails.is_empty(), moved.is_empty()) {
        (true, true) => Vec::new(),
        (true, false) => {
            let works = |words: &str| format!("works; {}", moving(words));
            vec![works("refused and silently moved"), works("silently moved"), "works".to_owned()]
        }
        _ => vec![
            joined([format!("{failing}: {}", names.join(", ")), moving(&format!("refused and {silently}moved"))], "; "),
            joined([format!("{failing}: {}", names.join(", ")), moving(&format!("{silently}moved"))], "; "),
            joined([format!("{failing}: {}", names.join(", ")), repaired(moved.len())], "; "),
            joined([format!("{failing} ({})", models.join(", ")), moving(&format!("{silently}moved"))], ", "),
            joined([failing.clone(), moving(&format!("{silently}moved"))], ", "),
            if fails.len() == 1 { "1 call fails".to_owned() } else { format!("{} calls fail", fails.len()) },
        ],
    }
}

/// What takes over, where that is one model.
fn stand_in(catalog: &Catalog, moved: &[&CheckedUse]) -> String {
    let mut names: Vec<String> =
        moved.iter().filter_map(|checked| checked.falls_back_to.as_ref()).map(|id| name_of_id(catalog, id)).collect();
    names.sort();
    names.dedup();
    if let [name] = names.as_slice() { name.clone() } else { "other models".to_owned() }
}

fn name_of_id(catalog: &Catalog, id: &ModelRef) -> String {
    id.base().map_or_else(|| id.to_string(), |base| catalog.name(&base).short())
}
