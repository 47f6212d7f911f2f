//! What plans: `opusplan` on the Opus tier, the alias haiku on the Sonnet tier (run 2.0.62, 2.1.112, 2.1.332).

use crate::catalog::Family;

use super::{
    super::{
        Impact, ModelUse, Role,
        main_model::Main,
        names::Names,
        written::{Resolved, alias_family, pin_variable},
    },
    Call, classifier,
};

/// Whether the session starts in plan mode.
pub(super) fn starts(names: &Names<'_>) -> bool {
    classifier::starting_mode(names).as_deref() == Some("plan")
}

/// The model of plan mode; of a session that starts in it also the one it works on afterwards.
pub(super) fn uses(names: &Names<'_>, main: &Main) -> Vec<ModelUse> {
    let Some((family, planning)) = main.planning(names) else { return Vec::new() };
    let mut uses = vec![one(names, family, "plan mode", planning.resolved)];
    let work = alias_family(&main.resolved.requested.trim().to_lowercase()).filter(|_| starts(names));
    uses.extend(work.map(|family| one(names, family, "after plan mode", main.resolved.clone())));
    uses
}

fn one(names: &Names<'_>, family: Family, when: &str, resolved: Resolved) -> ModelUse {
    let role = match family {
        Family::Opus => Role::AliasOpus,
        Family::Haiku => Role::AliasHaiku,
        _ => Role::AliasSonnet,
    };
    let call = Call {
        role,
        name: "",
        when: when.to_owned(),
        region: &names.region.value,
        impact: Impact::Degrades,
        pins: pin_variable(family).into_iter().collect(),
    };
    call.of(resolved)
}
