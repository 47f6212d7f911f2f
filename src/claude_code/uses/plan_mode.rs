//! What plans: `opusplan` on the Opus tier, the alias haiku on the Sonnet tier (run 2.0.62, 2.1.112, 2.1.332).

use crate::catalog::Family;

use super::{
    super::{
        Impact, ModelUse, Role,
        main_model::Main,
        resolver::ModelResolver,
        written::{Resolved, alias_family, pin_variable},
    },
    Call, classifier,
};

/// Whether the session starts in plan mode.
pub(super) fn starts(resolver: &ModelResolver<'_>) -> bool {
    classifier::starting_mode(resolver).as_deref() == Some("plan")
}

/// The model of plan mode; of a session that starts in it also the one it works on afterwards.
pub(super) fn uses(resolver: &ModelResolver<'_>, main: &Main) -> Vec<ModelUse> {
    let Some((family, planning)) = main.planning(resolver) else { return Vec::new() };
    let mut uses = vec![one(resolver, family, "plan mode", planning.resolved)];
    let work = alias_family(&main.resolved.requested.trim().to_lowercase()).filter(|_| starts(resolver));
    uses.extend(work.map(|family| one(resolver, family, "after plan mode", main.resolved.clone())));
    uses
}

fn one(resolver: &ModelResolver<'_>, family: Family, when: &str, resolved: Resolved) -> ModelUse {
    let role = match family {
        Family::Opus => Role::AliasOpus,
        Family::Haiku => Role::AliasHaiku,
        _ => Role::AliasSonnet,
    };
    let call = Call {
        role,
        name: "",
        when: when.to_owned(),
        region: &resolver.region.value,
        impact: Impact::Degrades,
        pins: pin_variable(family).into_iter().collect(),
    };
    call.of(resolved)
}
