//! The answer in one line: is my Claude Code going to work?

use std::collections::BTreeMap;

use super::{Check, CheckedUse};
use crate::catalog::Catalog;

/// What a check comes down to. A gap outranks an unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Outcome {
    /// Everything the client calls is open or verified.
    Ok,
    /// At least one use is shut.
    Gaps,
    /// Nothing is known to be shut, and something could not be determined.
    Unknown,
}

/// The headline of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// What it comes down to.
    pub outcome: Outcome,
    /// The sentence: `2 of 5 models it calls are shut: background Sonnet 4.5, auto mode Sonnet 5`.
    pub text: String,
}

impl Check {
    /// What the check comes down to.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.uses.iter().any(CheckedUse::is_gap) {
            Outcome::Gaps
        } else if self.uses.is_empty() || self.uses.iter().any(CheckedUse::is_unknown) {
            Outcome::Unknown
        } else {
            Outcome::Ok
        }
    }

    /// The headline, counted in models: one id in one region is one model, however many roles call it.
    #[must_use]
    pub fn headline(&self, catalog: &Catalog) -> Headline {
        let mut models: BTreeMap<(String, &str), Vec<&CheckedUse>> = BTreeMap::new();
        for checked in &self.uses {
            let key = (checked.usage.invoked.to_string(), checked.usage.region.as_str());
            models.entry(key).or_default().push(checked);
        }
        let total = models.len();
        let named = |matches: fn(&CheckedUse) -> bool| {
            let of_model = |uses: &Vec<&CheckedUse>| {
                uses.iter().find(|checked| matches(checked)).map(|checked| label(checked, catalog))
            };
            models.values().filter_map(of_model).collect::<Vec<_>>()
        };
        let outcome = self.outcome();
        let text = match outcome {
            Outcome::Gaps => {
                let gaps = named(CheckedUse::is_gap);
                let verb = if gaps.len() == 1 { "is" } else { "are" };
                format!("{} of {total} models it calls {verb} shut: {}", gaps.len(), gaps.join(", "))
            }
            Outcome::Unknown if total == 0 => "nothing is known yet about the models it calls".to_owned(),
            Outcome::Unknown => {
                let unknown = named(CheckedUse::is_unknown);
                format!("{} of {total} models it calls could not be read: {}", unknown.len(), unknown.join(", "))
            }
            Outcome::Ok => format!("all {total} models it calls are open"),
        };
        Headline { outcome, text }
    }
}

/// `background Sonnet 4.5`.
fn label(checked: &CheckedUse, catalog: &Catalog) -> String {
    let model = checked.ladder.cell.model.as_ref();
    let name = model.map_or_else(|| checked.usage.invoked.to_string(), |id| catalog.name(id).short());
    format!("{} {name}", checked.usage.role.short())
}
