//! The answer in one line: is my Claude Code going to work?

use super::{Check, CheckedUse, DatedChange, fate::sentences};
use crate::{
    access::{NotRead, Verdict},
    catalog::Catalog,
    claude_code::Role,
    words,
};

/// What a check comes down to. A gap outranks an unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Outcome {
    /// Everything the client calls is open or verified, but for what it repairs silently.
    Ok,
    /// At least one use that the user will feel is shut.
    Gaps,
    /// Nothing is known to be shut, and something could not be determined.
    Unknown,
}

/// The headline of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// What it comes down to.
    pub outcome: Outcome,
    /// The sentence: `2 of 5 calls fail: background (Sonnet 4.5), auto mode (Sonnet 5)`.
    pub text: String,
    /// The same in fewer words, for where that does not fit; the shortest last.
    pub shorter: Vec<String>,
    /// The same without the list of names.
    pub brief: String,
}

impl Check {
    /// What the check comes down to.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.undecided.is_some() {
            Outcome::Unknown
        } else if self.uses.iter().any(|checked| checked.is_gap() && checked.is_felt()) || !self.due.is_empty() {
            Outcome::Gaps
        } else if self.uses.is_empty()
            || self.uses.iter().any(|checked| checked.verdict == Verdict::Unknown)
            || self.doubt.is_some()
            || (!self.allows_unread_permission && self.permission_unread().is_some())
        {
            Outcome::Unknown
        } else {
            Outcome::Ok
        }
    }

    /// The headline, counted in models: one model in one region is one, however many roles call it. What is due soon is
    /// told beside it.
    #[must_use]
    pub fn headline(&self, catalog: &Catalog) -> Headline {
        if self.due.is_empty() {
            return self.headline_of_calls(catalog);
        }
        let today = Self { due: Vec::new(), ..self.clone() }.headline_of_calls(catalog);
        let due: Vec<String> = self.due.iter().map(DatedChange::text).collect();
        let also = |text: &str| format!("{text}; due: {}", due.join(", "));
        let shorter = today.shorter.iter().map(|text| also(text)).collect();
        Headline { outcome: self.outcome(), text: also(&today.text), shorter, brief: also(&today.brief) }
    }

    fn headline_of_calls(&self, catalog: &Catalog) -> Headline {
        let outcome = self.outcome();
        let told = if outcome == Outcome::Unknown { Vec::new() } else { sentences(self, catalog) };
        if let [text, shorter @ ..] = told.as_slice()
            && (outcome == Outcome::Gaps || self.permission_unread().is_none())
        {
            let doubt = self.doubt.as_ref().map(|doubt| format!("; but {doubt}")).unwrap_or_default();
            let brief = shorter.last().unwrap_or(text).clone();
            return Headline { outcome, text: format!("{text}{doubt}"), shorter: shorter.to_vec(), brief };
        }
        let models = self.models();
        let total = models.len();
        let named = |matches: fn(&CheckedUse) -> bool| {
            // Of several roles the one that matters most names the model; a startup check only if there is no other.
            let label = |uses: &Vec<&CheckedUse>| {
                let matching = uses.iter().filter(|checked| matches(checked));
                matching
                    .min_by_key(|checked| (checked.usage.role == Role::StartupCheck, checked.usage.role))
                    .map(|checked| label(checked, catalog))
            };
            models.iter().filter_map(label).collect::<Vec<_>>()
        };
        let (shut, unknown) = (named(CheckedUse::is_gap), named(|checked| checked.verdict == Verdict::Unknown));
        let are = |count: usize| if count == 1 { "is" } else { "are" };
        let (brief, names) = match (outcome, &self.undecided) {
            (Outcome::Unknown, Some(why)) => (why.clone(), None),
            _ if unknown.is_empty() && self.permission_unread().is_some() => (self.on_offer(&models, &shut), None),
            (Outcome::Unknown, _) if unknown.is_empty() && self.doubt.is_some() => {
                let open = total - shut.len();
                (format!("{open} of {total} models it would call {} open", are(open)), None)
            }
            (Outcome::Unknown, _) if unknown.is_empty() => {
                ("nothing is known yet about the models it calls".to_owned(), None)
            }
            (Outcome::Unknown, _) => {
                (format!("{} of {total} models it calls could not be read", unknown.len()), Some(&unknown))
            }
            (Outcome::Ok, _) if shut.is_empty() && total == 1 => ("the one model it calls is open".to_owned(), None),
            (Outcome::Ok, _) if shut.is_empty() => (format!("all {total} models it calls are open"), None),
            // What is felt has its sentence above: here is what nobody notices.
            (Outcome::Ok | Outcome::Gaps, _) => {
                let stand_in = "the client silently falls back to another model";
                let brief =
                    format!("works; {} of {total} models {} blocked and {stand_in}", shut.len(), are(shut.len()));
                (brief, Some(&shut))
            }
        };
        let text = names.map_or_else(|| brief.clone(), |names| format!("{brief}: {}", names.join(", ")));
        let doubt = self.doubt.as_ref().filter(|_| self.undecided.is_none());
        let with_doubt = |text: String| match doubt {
            Some(doubt) => format!("{text}; but {doubt}"),
            None => text,
        };
        Headline { outcome, text: with_doubt(text), shorter: Vec::new(), brief: with_doubt(brief) }
    }

    /// Why it was not read whether policies allow one of the open uses; the first reason.
    #[must_use]
    pub fn permission_unread(&self) -> Option<&NotRead> {
        self.uses.iter().find_map(CheckedUse::permission_unread)
    }

    /// `5 of 6 models it calls are on offer; whether your policies allow them was not read (…): s or verify`
    fn on_offer(&self, models: &[Vec<&CheckedUse>], shut: &[String]) -> String {
        let open = models.iter().filter(|uses| uses.iter().any(|checked| checked.verdict.is_open())).count();
        let total = models.len();
        let (are, them) = if total == 1 { ("is", "it") } else { ("are", "them") };
        let why = self.permission_unread().map(ToString::to_string).unwrap_or_default();
        let shut = if shut.is_empty() {
            String::new()
        } else {
            format!("; blocked and silently replaced: {}", shut.join(", "))
        };
        format!(
            "{open} of {total} models it calls {are} on offer; whether your policies allow {them} was not read ({why}): key s \
             or `bedcheck verify` tells{shut}"
        )
    }

    /// The uses grouped by model and region, in the plan's order.
    fn models(&self) -> Vec<Vec<&CheckedUse>> {
        let mut models: Vec<Vec<&CheckedUse>> = Vec::new();
        let same = |a: &CheckedUse, b: &CheckedUse| match (&a.ladder.cell.model, &b.ladder.cell.model) {
            (Some(one), Some(other)) => one == other && a.usage.region == b.usage.region,
            _ => a.usage.invoked == b.usage.invoked && a.usage.region == b.usage.region,
        };
        for checked in &self.uses {
            match models.iter_mut().find(|uses| uses.first().is_some_and(|first| same(first, checked))) {
                Some(uses) => uses.push(checked),
                None => models.push(vec![checked]),
            }
        }
        models
    }
}

/// `background Sonnet 4.5`.
fn label(checked: &CheckedUse, catalog: &Catalog) -> String {
    format!("{} {}", words::role_in_short(checked.usage.role), checked.model_name(catalog))
}
