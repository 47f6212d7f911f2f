//! Commands, skills and hooks with a model of their own.

use super::{
    super::{
        Impact, ModelUse, Role, SourceKind, Sourced,
        main_model::Main,
        resolver::ModelResolver,
        sources::{HookModel, MarkdownKind},
        written::{alias_family, pin_variable, without_suffix},
    },
    Call,
    agents::{allowed, inherits},
    background,
};

/// Commands and skills that name a model: the turn runs on it when the user types them. An alias means the tier, whatever
/// the main model, and a model that the settings shut leaves the turn on the main model.
pub(super) fn commands(resolver: &ModelResolver<'_>, main: &Main) -> Vec<ModelUse> {
    let mut uses = Vec::new();
    for file in resolver.sources.commands.iter().filter(|file| resolver.rules.own_models && !file.forks) {
        let Some(model) = file.model.as_ref().filter(|model| !inherits(&model.value)) else { continue };
        let turn = resolver.text(&model.value, model.source.clone(), |family| resolver.tier(family));
        let mut resolved = allowed(resolver, main, turn);
        if file.kind == MarkdownKind::Skill {
            resolved.notes.push("when you type it; called by the model it stays on the main model".to_owned());
        }
        let when = format!("the whole turn of the {} {}", file.kind.word(), file.name);
        uses.push(one(resolver, main, &file.name, when, model, resolved));
    }
    uses
}

/// Hooks that name a model; without one they are background work. A prompt hook sends an alias as it stands, an agent hook
/// understands it; neither obeys `availableModels` (run 2.1.332).
pub(super) fn hooks(resolver: &ModelResolver<'_>, main: &Main) -> Vec<ModelUse> {
    let settings = resolver.sources.settings.iter().filter(|file| file.kind != SourceKind::GlobalState);
    let hooks = settings.flat_map(|file| &file.hooks).chain(&resolver.sources.plugin_hooks);
    let use_of = |hook: &HookModel| {
        let (written, source) = (&hook.model.value, hook.model.source.clone());
        let resolved = if hook.is_agent {
            resolver.text(written, source, |family| {
                let same = resolver.rules.subagents.family_alias_is_main && main.family() == Some(family);
                if same { Some(main.resolved.clone()) } else { resolver.tier(family) }
            })
        } else {
            resolver.id(written, source)
        };
        let name = format!("{} hook", hook.event);
        let when = format!("the {} hook", hook.event);
        one(resolver, main, &name, when, &hook.model, resolved)
    };
    hooks.filter(|_| resolver.rules.own_models).map(use_of).collect()
}

fn one(
    resolver: &ModelResolver<'_>,
    main: &Main,
    name: &str,
    when: String,
    own: &Sourced<String>,
    resolved: super::Resolved,
) -> ModelUse {
    let family = alias_family(&without_suffix(&own.value).to_lowercase());
    let tier = family.filter(|_| resolver.rules.family_pins).and_then(pin_variable);
    let region = background::region_of(resolver, main, &resolved.invoked);
    let pins = tier.into_iter().collect();
    Call { role: Role::Command, name, when, region, impact: Impact::Degrades, pins }.of(resolved)
}
