//! What takes over when the main model is refused.

use crate::catalog::{Catalog, Family, ModelRef};

use super::{
    super::{
        Impact, ModelUse, Role, SourceKind, Sourced,
        main_model::{Main, is_default},
        resolver::ModelResolver,
        sources::given_with,
        written::{Resolved, alias_family, without_suffix},
    },
    Call,
};

/// More entries than this are not tried (vendor's settings page).
const MOST: usize = 3;

/// `--fallback-model`, else `fallbackModel` of the highest scope.
fn written(resolver: &ModelResolver<'_>) -> Option<Sourced<Vec<String>>> {
    let option = resolver.sources.launch.fallback_models.clone();
    let option = option.map(|value| Sourced { value, source: given_with("--fallback-model") });
    let settings = resolver.sources.settings.iter().rev().filter(|file| file.kind != SourceKind::GlobalState);
    let mut keys = settings.filter_map(|file| file.texts("fallbackModel"));
    option.or_else(|| keys.next()).filter(|_| resolver.rules.fallback_key)
}

/// The models named, without those that the settings shut. `default` means the default model here. What means the main
/// model's own family means the main model, and is passed over (run 2.1.332).
fn named(resolver: &ModelResolver<'_>, main: &Main) -> Vec<Resolved> {
    let Some(found) = written(resolver) else { return Vec::new() };
    let of_main = |family: Family| main.family() == Some(family);
    let model = |written: &String| {
        if is_default(written) {
            let default = super::super::main_model::default(resolver);
            let family = resolver.base(&default.invoked).map(|base| Catalog::bundled().name(&base).family);
            let default = if family.is_some_and(of_main) { main.resolved.clone() } else { default };
            return Resolved { requested: written.clone(), source: found.source.clone(), ..default };
        }
        resolver.text(written, found.source.clone(), |family| {
            if of_main(family) { Some(main.resolved.clone()) } else { resolver.alias(family) }
        })
    };
    let models = found.value.iter().take(MOST).map(model);
    models.filter(|model| model.invoked != main.resolved.invoked && resolver.why_not(model).is_none()).collect()
}

/// What takes over from a refused main model. A default moves down its ladder and nothing else; an alias moves down first
/// (the startup check tells), then come the models named. An id that somebody wrote has no rungs.
pub(super) fn instead_of_main(resolver: &ModelResolver<'_>, main: &Main) -> Vec<ModelRef> {
    let below = main.resolved.below.iter().cloned();
    let named = if resolver.rules.fallback_when_refused { named(resolver, main) } else { Vec::new() };
    let named = named.into_iter().map(|model| model.invoked);
    let is_alias = alias_family(&without_suffix(&main.resolved.requested).to_lowercase()).is_some();
    let nothing_chosen = main.selected.is_none() && !main.resolved.below.is_empty();
    let mut found: Vec<ModelRef> = if nothing_chosen {
        below.collect()
    } else if is_alias {
        below.chain(named).collect()
    } else {
        named.chain(below).collect()
    };
    found.retain(|id| *id != main.resolved.invoked);
    found
}

/// One use for each model named.
pub(super) fn uses(resolver: &ModelResolver<'_>, main: &Main) -> Vec<ModelUse> {
    let when = if resolver.rules.fallback_when_refused { "refused" } else { "overloaded (not when it is refused)" };
    let one = |model: Resolved| {
        let call = Call {
            role: Role::Fallback,
            name: "",
            when: format!("when the main model {} is {when}", main.resolved.invoked),
            region: &resolver.region.value,
            impact: Impact::Degrades,
            pins: Vec::new(),
        };
        call.of(model)
    };
    named(resolver, main).into_iter().map(one).collect()
}
