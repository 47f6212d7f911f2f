//! Which model the main loop runs on, and whether anybody chose it.

use crate::catalog::{BaseModelId, Catalog, Family, ModelRef};

use super::{
    Provider, Source, SourceKind, Sourced,
    resolver::ModelResolver,
    sources::given_with,
    written::{Resolved, alias_family, without_suffix, written_base},
};

/// The main model.
#[derive(Clone)]
pub(super) struct Main {
    pub(super) resolved: Resolved,
    /// The foundation model behind it, as far as the client knows.
    pub(super) base: Option<BaseModelId>,
    /// What selected it; `None` when the default applies.
    pub(super) selected: Option<Sourced<String>>,
    /// What the user should know of the way it was found.
    pub(super) remarks: Vec<(String, Option<Source>)>,
}

impl Main {
    pub(super) fn new(resolver: &ModelResolver<'_>) -> Self {
        let mut remarks = Vec::new();
        if let Some((selection, notes)) = selection(resolver) {
            let mut resolved = if is_default_option(&selection) {
                Resolved { requested: DEFAULT.to_owned(), source: selection.source.clone(), ..default(resolver) }
            } else {
                resolver.text(&selection.value, selection.source.clone(), |family| resolver.alias(family))
            };
            resolved.notes.splice(0..0, notes);
            let Some(why) = resolver.why_not(&resolved) else {
                let base = resolver.base(&resolved.invoked);
                return Self { resolved, base, selected: Some(selection), remarks };
            };
            let (value, place) = (&selection.value, &selection.source.text);
            let text = format!("The client does not use {value} ({place}), {why}: it uses its default instead.");
            remarks.push((text, Some(selection.source)));
        }
        let resolved = default(resolver);
        Self { base: resolver.base(&resolved.invoked), resolved, selected: None, remarks }
    }

    /// The family of the model, as far as the client knows.
    pub(super) fn family(&self) -> Option<Family> {
        Some(Catalog::bundled().name(self.base.as_ref()?).family)
    }

    /// Whether a user wrote an id of a model the client recognises: no alias, and no ARN of an application inference profile,
    /// which does not tell.
    pub(super) fn is_recognised_id_of(&self, family: Family) -> bool {
        let written = without_suffix(&self.resolved.requested).to_lowercase();
        let by_id = self.selected.is_some() && alias_family(&written).is_none() && written != DEFAULT;
        let known = |id| Catalog::bundled().model(&id).is_some();
        by_id && self.family() == Some(family) && written_base(&self.resolved.invoked).is_some_and(known)
    }

    /// The same main loop while it plans: `opusplan` plans on the Opus tier, and so the alias haiku on the Sonnet tier.
    pub(super) fn planning(&self, resolver: &ModelResolver<'_>) -> Option<(Family, Self)> {
        let selected = self.selected.as_ref()?;
        let family = match without_suffix(&selected.value).to_lowercase().as_str() {
            "opusplan" => Family::Opus,
            "haiku" if resolver.rules.haiku_plans_on_sonnet => Family::Sonnet,
            _ => return None,
        };
        let mut resolved = resolver.alias(family)?;
        resolved.requested.clone_from(&selected.value);
        resolved.source.clone_from(&selected.source);
        resolved.notes.insert(0, format!("`{}` plans on the {family} tier", selected.value));
        Some((family, Self { base: resolver.base(&resolved.invoked), resolved, ..self.clone() }))
    }
}

/// The word that selects nothing after `--model`. Anywhere else it is sent as it stands (run 2.1.112 to 2.1.332).
const DEFAULT: &str = "default";
const MODEL_OPTION: &str = "--model";

fn is_default_option(selection: &Sourced<String>) -> bool {
    let option =
        selection.source.kind == SourceKind::CommandLine && selection.source.key.as_deref() == Some(MODEL_OPTION);
    option && is_default(&selection.value)
}

pub(super) fn is_default(text: &str) -> bool {
    without_suffix(text).eq_ignore_ascii_case(DEFAULT)
}

/// What selects a model, with how it was found.
type Selection = (Sourced<String>, Vec<String>);

/// `--model`, the agent the main thread runs as, `ANTHROPIC_MODEL`, the `model` key from the highest scope,
/// `ANTHROPIC_DEFAULT_MODEL`.
fn selection(resolver: &ModelResolver<'_>) -> Option<Selection> {
    let option = resolver.sources.launch.model.clone();
    let option = option.map(|value| (Sourced { value, source: given_with(MODEL_OPTION) }, Vec::new()));
    let variable = |name: &str| resolver.env.get(name).map(|value| (value.clone(), resolver.env.chain(name)));
    // `default` in the last of them selects nothing.
    let last = variable("ANTHROPIC_DEFAULT_MODEL")
        .filter(|(found, _)| resolver.rules.default_model_variable && !is_default(&found.value));
    if let (Some((option, _)), Some(last)) = (option.as_ref().filter(|(option, _)| is_default_option(option)), &last) {
        let note = format!("{} ({}) means the default", option.value, option.source.text);
        return Some((last.0.clone(), std::iter::once(note).chain(last.1.clone()).collect()));
    }
    let mut found: Vec<Selection> = option.into_iter().collect();
    found.extend(agent_model(resolver));
    found.extend(variable("ANTHROPIC_MODEL"));
    let keys = resolver.sources.settings.iter().rev().filter(|file| file.kind != SourceKind::GlobalState);
    found.extend(keys.filter_map(|file| file.text(&["model"])).map(|value| (value, Vec::new())));
    found.extend(last);
    found.retain(|(value, _)| !value.value.trim().is_empty());
    let mut found = found.into_iter();
    let (winner, mut notes) = found.next()?;
    if notes.is_empty() {
        notes.push(format!("{} ({})", winner.value, winner.source.text));
    }
    notes.extend(found.map(|(other, _)| format!("it goes before {} ({})", other.value, other.source.text)));
    Some((winner, notes))
}

/// The model of the agent named by `--agent` or the `agent` key: the main thread runs as that agent.
fn agent_model(resolver: &ModelResolver<'_>) -> Option<Selection> {
    let option = resolver.sources.launch.agent.clone().map(|value| Sourced { value, source: given_with("--agent") });
    let key = || resolver.sources.settings.iter().rev().find_map(|file| file.text(&["agent"]));
    let named = option.or_else(key)?;
    let agent = resolver.sources.agents.iter().find(|agent| agent.name == named.value)?;
    let model = agent.model.clone().filter(|model| !model.value.eq_ignore_ascii_case("inherit"))?;
    let note = format!("the main thread runs as the agent {} ({})", named.value, named.source.text);
    let value = format!("its model is {} ({})", model.value, model.source.text);
    Some((model, vec![note, value]))
}

/// The model when nothing is selected.
pub(super) fn default(resolver: &ModelResolver<'_>) -> Resolved {
    let by_family = |family: Family, note: &str| Some(resolver.tier(family)?.noted(note));
    let sonnet_only = resolver.pin(Family::Sonnet).is_some() && resolver.pin(Family::Opus).is_none();
    let resolved = match resolver.rules.main.as_str() {
        // Mantle has no Sonnet 4.x: there it was Opus before it was so elsewhere (run 2.1.160).
        "sonnet" if resolver.provider == Provider::Mantle => {
            by_family(Family::Opus, "the default on Mantle is the Opus tier")
        }
        "opus" if sonnet_only => by_family(
            Family::Sonnet,
            "no main model is selected; Sonnet is pinned and Opus is not: that Sonnet is the default",
        ),
        "opus" => by_family(Family::Opus, "no main model is selected: the default is the Opus tier"),
        "sonnet" => by_family(Family::Sonnet, "no main model is selected: the default is the Sonnet tier"),
        id => id.parse().ok().map(|id| resolver.builtin(&id)),
    };
    let resolved =
        resolved.unwrap_or_else(|| resolver.id(&resolver.rules.main, super::region::default_source(resolver.version)));
    allowed_default(resolver, &resolved).unwrap_or(resolved)
}

/// Where the default may not be used: the model the settings leave.
fn allowed_default(resolver: &ModelResolver<'_>, default: &Resolved) -> Option<Resolved> {
    if let Some(why) = resolver.why_denied(default) {
        // Opus, then Sonnet, then Haiku; a pin that is denied counts no more (run 2.1.332).
        let tiers = [Family::Opus, Family::Sonnet, Family::Haiku].into_iter();
        let mut left = tiers.flat_map(|family| resolver.rung(family).into_iter().chain(resolver.instead(family)));
        let first = left.find(|one| resolver.why_denied(one).is_none())?;
        return Some(first.noted(format!("not {}: {why}", default.invoked)));
    }
    let list = resolver.allowed.default_instead(default)?;
    let entry = |written: &String| resolver.text(written, list.source.clone(), |family| resolver.tier(family));
    let first = if resolver.allowed.is_exact() {
        // The best tier of those on the list, the newest model of it (run 2.1.332).
        let rank = |model: &ModelRef| Some(Catalog::bundled().name(&resolver.base(model)?).sort_key());
        list.value.iter().map(entry).min_by_key(|one| rank(&one.invoked).map_or((1, None), |key| (0, Some(key))))?
    } else {
        entry(list.value.first()?)
    };
    Some(first.noted(format!("the default must be in `availableModels` ({})", list.source.text)))
}
