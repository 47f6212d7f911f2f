//! Which models the settings let the client use: `availableModels`, `availableModelsMatch`, `deniedModels`.

use crate::catalog::{BaseModelId, Catalog};

use super::{
    SourceKind, Sourced, Sources,
    rules::Rules,
    sources::SettingsFile,
    written::{Resolved, without_suffix, written_base},
};

/// What the settings allow.
#[derive(Clone, Debug, Default)]
pub(super) struct Allowed {
    list: Option<Sourced<Vec<String>>>,
    /// Only full ids count, and the default must be one of them.
    exact: bool,
    enforced: bool,
    denied: Option<Sourced<Vec<String>>>,
}

impl Allowed {
    /// A managed list takes the place of the others. Within managed settings, and without them, the lists of several
    /// files are joined. `deniedModels` and `availableModelsMatch` count in managed settings only (run 2.1.332).
    pub(super) fn new(sources: &Sources, rules: &Rules) -> Self {
        let settings = || sources.settings.iter().filter(|file| file.kind != SourceKind::GlobalState);
        let managed = || settings().filter(|file| file.kind == SourceKind::ManagedSettings);
        let available = |file: &SettingsFile| file.texts("availableModels");
        let list = joined(managed().filter_map(available)).or_else(|| joined(settings().filter_map(available)));
        let flag = settings().rev().find_map(|file| file.get(&["enforceAvailableModels"])?.value.as_bool());
        let matching = managed().rev().find_map(|file| file.text(&["availableModelsMatch"]));
        let denied = joined(managed().filter_map(|file| file.texts("deniedModels")));
        Self {
            exact: rules.denies_models && matching.is_some_and(|found| found.value == "exact"),
            enforced: rules.enforces_available && flag == Some(true),
            list,
            denied: denied.filter(|_| rules.denies_models),
        }
    }

    /// Why a model may not be used, if it may not: in words that end a sentence.
    pub(super) fn why_not(&self, model: &Resolved, base: Option<&BaseModelId>) -> Option<String> {
        let outside = || {
            let list = self.list.as_ref().filter(|list| !self.lists(model, list))?;
            Some(format!("it is not in `availableModels` ({})", list.source.text))
        };
        self.why_denied(model, base).or_else(outside)
    }

    /// The same for what `availableModels` does not cover: the small/fast model that somebody pinned (run 2.1.332).
    pub(super) fn why_denied(&self, model: &Resolved, base: Option<&BaseModelId>) -> Option<String> {
        let denied = self.denied.as_ref()?;
        let hit = denied.value.iter().any(|entry| denies(model, base, &entry.trim().to_lowercase()));
        hit.then(|| format!("`deniedModels` has it ({})", denied.source.text))
    }

    /// Whether the client keeps away from a tier at start: only when the list is enforced. `deniedModels` does not count.
    pub(super) fn shuts(&self, model: &Resolved) -> bool {
        self.enforced && self.list.as_ref().is_some_and(|list| !self.lists(model, list))
    }

    /// The list, where a default outside it gives way to an entry.
    pub(super) fn default_instead(&self, default: &Resolved) -> Option<&Sourced<Vec<String>>> {
        let list = self.list.as_ref().filter(|_| self.enforced || self.exact)?;
        (!self.lists(default, list)).then_some(list)
    }

    /// Whether the default gives way to the best entry, and not to the first.
    pub(super) fn is_exact(&self) -> bool {
        self.exact && !self.enforced
    }

    /// An entry is a full id, compared as text, so with its prefix; Anthropic's id or its beginning, for what was written
    /// as one; or a family, unless the list has something narrower of that family (run 2.1.332).
    fn lists(&self, model: &Resolved, list: &Sourced<Vec<String>>) -> bool {
        let entries: Vec<String> = list.value.iter().map(|entry| entry.trim().to_lowercase()).collect();
        let base = written_base(&model.invoked);
        let family = base.as_ref().map(|base| Catalog::bundled().name(base).family.to_string()).unwrap_or_default();
        let narrower = entries.iter().any(|entry| *entry != family && entry.contains(&family));
        let written = without_suffix(&model.requested).to_lowercase();
        let public = base.map(|base| base.anthropic_id()).filter(|_| written.starts_with("claude-"));
        entries.iter().any(|entry| {
            let is_public = public.as_ref() == Some(entry);
            // What was written as Anthropic's id is compared as such.
            let is_id = || if public.is_some() { *entry == written } else { is_the_id(model, entry) };
            if self.exact {
                return is_id() || is_public;
            }
            let begins = || public.as_deref().is_some_and(|public| begins(public, entry));
            let of_family = || !family.is_empty() && *entry == family && !narrower;
            is_id() || begins() || of_family()
        })
    }
}

/// Whether an entry (a family, Anthropic's id or its beginning, or a full id) means the model, however it was written.
fn denies(model: &Resolved, base: Option<&BaseModelId>, entry: &str) -> bool {
    let family = base.map(|base| Catalog::bundled().name(base).family.to_string());
    is_the_id(model, entry)
        || family.is_some_and(|family| family == entry)
        || base.is_some_and(|base| begins(&base.anthropic_id(), entry))
}

/// Whether Anthropic's id begins with an entry, whole words only: `claude-opus-5` begins `claude-opus-5-5`.
fn begins(public: &str, entry: &str) -> bool {
    let full = if entry.starts_with("claude-") { entry.to_owned() } else { format!("claude-{entry}") };
    public.strip_prefix(&full).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Whether an entry is the model as written or as sent. The name of a family is compared as a family only.
fn is_the_id(model: &Resolved, entry: &str) -> bool {
    let written = without_suffix(&model.requested).to_lowercase();
    let is_family = matches!(written.as_str(), "opus" | "sonnet" | "haiku" | "fable");
    entry == written && !is_family || entry == model.invoked.to_string().to_lowercase()
}

fn joined(mut lists: impl Iterator<Item = Sourced<Vec<String>>>) -> Option<Sourced<Vec<String>>> {
    let first = lists.next()?;
    Some(lists.fold(first, |mut all, list| {
        all.value.extend(list.value);
        Sourced { value: all.value, source: list.source }
    }))
}
