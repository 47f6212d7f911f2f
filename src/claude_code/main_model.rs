//! Which model the main loop runs on, and whether anybody chose it.

use crate::catalog::{BaseModelId, Catalog, Family};

use super::{
    Source, SourceKind, Sourced,
    names::{Names, Resolved, alias_family, without_suffix},
    sources::SettingsFile,
};

/// The main model.
pub(super) struct Main {
    pub(super) resolved: Resolved,
    /// The foundation model behind it, as far as the client knows.
    pub(super) base: Option<BaseModelId>,
    /// What selected it; `None` when the default applies.
    pub(super) selected: Option<Sourced<String>>,
    /// What the user should know of the way it was found.
    pub(super) remarks: Vec<(String, Option<Source>)>,
}

/// `availableModels` and whether the default must obey it.
pub(super) struct Allowed {
    list: Option<Sourced<Vec<String>>>,
    enforced: bool,
}

impl Main {
    pub(super) fn new(names: &Names<'_>) -> Self {
        let allowed = Allowed::new(names);
        let mut remarks = Vec::new();
        if let Some((selection, notes)) = selection(names) {
            let mut resolved = names.text(&selection.value, selection.source.clone(), None);
            // An agent's model against a variable or key: which wins was not seen.
            resolved.depends |= selection.source.kind == SourceKind::Agent && notes.len() > 2;
            resolved.notes.splice(0..0, notes);
            if allowed.allows(&resolved) {
                let base = names.base(&resolved.invoked);
                return Self { resolved, base, selected: Some(selection), remarks };
            }
            let text = format!(
                "{} ({}) is not in `availableModels`: the client uses its default instead.",
                selection.value, selection.source.text
            );
            remarks.push((text, Some(selection.source)));
        }
        let resolved = default(names, &allowed);
        Self { base: names.base(&resolved.invoked), resolved, selected: None, remarks }
    }

    /// The family of the model, as far as the client knows.
    pub(super) fn family(&self) -> Option<Family> {
        Some(Catalog::bundled().name(self.base.as_ref()?).family)
    }

    /// Whether a user wrote an id (no alias, no ARN) of a model the client recognises.
    pub(super) fn is_recognised_id_of(&self, family: Family) -> bool {
        let written = without_suffix(&self.resolved.requested).to_lowercase();
        let alias = alias_family(&written).is_some() || written == "best";
        let by_id = self.selected.is_some() && !alias && !written.starts_with("arn:");
        let known = |id| Catalog::bundled().model(&id).is_some();
        by_id && self.family() == Some(family) && self.resolved.invoked.base().is_some_and(known)
    }
}

/// `--model`, the agent the main thread runs as, `ANTHROPIC_MODEL`, the `model` key from the highest scope,
/// `ANTHROPIC_DEFAULT_MODEL`. The word `default` selects nothing.
fn selection(names: &Names<'_>) -> Option<(Sourced<String>, Vec<String>)> {
    let mut found: Vec<(Sourced<String>, Vec<String>)> = Vec::new();
    found.extend(names.sources.model_flag.clone().map(|value| {
        let text = "given with --model".to_owned();
        let source =
            Source { kind: SourceKind::CommandLine, path: None, line: None, key: Some("--model".to_owned()), text };
        (Sourced { value, source }, Vec::new())
    }));
    found.extend(agent_model(names));
    let variable = |name: &str| names.env.get(name).map(|value| (value.clone(), names.env.chain(name)));
    found.extend(variable("ANTHROPIC_MODEL"));
    let keys = names.sources.settings.iter().rev().filter(|file| file.kind != SourceKind::GlobalState);
    found.extend(keys.filter_map(|file| file.text(&["model"])).map(|value| (value, Vec::new())));
    if names.rules.default_model_variable {
        found.extend(variable("ANTHROPIC_DEFAULT_MODEL"));
    }
    found.retain(|(value, _)| !value.value.trim().is_empty());
    let mut found = found.into_iter();
    let (winner, mut notes) = found.next()?;
    if notes.is_empty() {
        notes.push(format!("{} ({})", winner.value, winner.source.text));
    }
    notes.extend(found.map(|(other, _)| format!("it goes before {} ({})", other.value, other.source.text)));
    let is_default = winner.value.trim().eq_ignore_ascii_case("default");
    Some((winner, notes)).filter(|_| !is_default)
}

/// The model of the agent named by the `agent` key: the main thread runs as that agent.
fn agent_model(names: &Names<'_>) -> Option<(Sourced<String>, Vec<String>)> {
    let key = names.sources.settings.iter().rev().find_map(|file| file.text(&["agent"]))?;
    let agent = names.sources.agents.iter().find(|agent| agent.name == key.value)?;
    let model = agent.model.clone().filter(|model| !model.value.eq_ignore_ascii_case("inherit"))?;
    let note = format!("the main thread runs as the agent {} ({})", key.value, key.source.text);
    let value = format!("its model is {} ({})", model.value, model.source.text);
    Some((model, vec![note, value]))
}

fn default(names: &Names<'_>, allowed: &Allowed) -> Resolved {
    let by_family = |family: Family, note: &str| {
        let mut resolved = names.alias(family)?;
        resolved.notes.insert(0, note.to_owned());
        Some(resolved)
    };
    let sonnet_only = names.pin(Family::Sonnet).is_some() && names.pin(Family::Opus).is_none();
    let resolved = match names.rules.main.as_str() {
        "opus" if sonnet_only => by_family(
            Family::Sonnet,
            "no main model is selected; Sonnet is pinned and Opus is not: that Sonnet is the default",
        ),
        "opus" => by_family(Family::Opus, "no main model is selected: the default is the Opus tier"),
        "sonnet" => by_family(Family::Sonnet, "no main model is selected: the default is the Sonnet tier"),
        id => id.parse().ok().map(|id| names.builtin(&id)),
    };
    let resolved =
        resolved.unwrap_or_else(|| names.id(&names.rules.main, super::region::default_source(names.version)));
    allowed.first_allowed_default(names, &resolved).unwrap_or(resolved)
}

impl Allowed {
    /// A managed list replaces the others; without one they are merged.
    pub(super) fn new(names: &Names<'_>) -> Self {
        let of = |file: &SettingsFile| file.texts("availableModels");
        let settings = || names.sources.settings.iter().filter(|file| file.kind != SourceKind::GlobalState);
        let managed = settings().rev().filter(|file| file.kind == SourceKind::ManagedSettings).find_map(of);
        let merged = || {
            let mut lists = settings().filter_map(of);
            let first = lists.next()?;
            Some(lists.fold(first, |mut all, list| {
                all.value.extend(list.value);
                Sourced { value: all.value, source: list.source }
            }))
        };
        let flag = settings().rev().find_map(|file| file.get(&["enforceAvailableModels"])?.value.as_bool());
        let enforced = names.rules.enforces_available && flag == Some(true);
        Self { list: managed.or_else(merged), enforced }
    }

    /// Whether an entry (family, beginning of a version, or a full id) covers the model. A prefix such as `us.` is
    /// not taken off either side.
    fn allows(&self, model: &Resolved) -> bool {
        let Some(list) = &self.list else { return true };
        let base = model.invoked.base();
        let family = base.as_ref().map(|base| Catalog::bundled().name(base).family.to_string());
        let public = base.map(|base| base.anthropic_id()).unwrap_or_default();
        let written = without_suffix(&model.requested).to_lowercase();
        let begins = |entry: &str| {
            let full = if entry.starts_with("claude-") { entry.to_owned() } else { format!("claude-{entry}") };
            public.strip_prefix(&full).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        list.value.iter().map(|entry| entry.trim().to_lowercase()).any(|entry| {
            entry == written
                || entry == model.invoked.to_string().to_lowercase()
                || family.as_ref().is_some_and(|family| *family == entry)
                || begins(&entry)
        })
    }

    /// Whether the client keeps away from a tier: only when the list is enforced.
    pub(super) fn shuts(&self, model: &Resolved) -> bool {
        self.enforced && !self.allows(model)
    }

    fn first_allowed_default(&self, names: &Names<'_>, default: &Resolved) -> Option<Resolved> {
        if !self.shuts(default) {
            return None;
        }
        let list = self.list.as_ref()?;
        let mut first = names.text(list.value.first()?, list.source.clone(), None);
        first.notes.insert(0, format!("the default must be in `availableModels` ({})", list.source.text));
        // With several entries the order in which the client tries them is not established.
        first.depends |= list.value.len() > 1;
        Some(first)
    }
}
