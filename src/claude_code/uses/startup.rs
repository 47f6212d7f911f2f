//! The one-token calls at every start.

use crate::catalog::Family;

use super::{
    super::{
        Impact, ModelUse, Provider, Role,
        main_model::{Allowed, Main},
        names::{Names, Resolved, pin_variable},
        rules::table,
    },
    Call, background,
};

const TIERS: [Family; 3] = [Family::Opus, Family::Sonnet, Family::Haiku];

/// One check for the head of each tier that nothing pins; after a refusal all rungs below are checked at once.
pub(super) fn uses(names: &Names<'_>, main: &Main) -> Vec<ModelUse> {
    let unsigned = names.env.flag("CLAUDE_CODE_SKIP_BEDROCK_AUTH").is_some();
    if !names.rules.startup_checks || unsigned {
        return Vec::new();
    }
    let allowed = Allowed::new(names);
    let mut uses: Vec<ModelUse> = Vec::new();
    for family in TIERS.into_iter().filter(|family| is_checked(names, main, *family)) {
        for check in checks(names, family).into_iter().filter(|check| !allowed.shuts(check)) {
            let one = check_of(names, family, check);
            if !uses.iter().any(|other| other.invoked == one.invoked && other.region == one.region) {
                uses.push(one);
            }
        }
    }
    uses
}

fn is_checked(names: &Names<'_>, main: &Main, family: Family) -> bool {
    let Some(head) = names.rules.head(family) else { return false };
    let pinned = names.pin(family).is_some() || names.overrides.contains_key(&head.anthropic_id());
    let small_fast = family == Family::Haiku && names.env.get("ANTHROPIC_SMALL_FAST_MODEL").is_some();
    let selected = family != Family::Haiku && names.rules.checks_skip_selected && main.is_recognised_id_of(family);
    // Through Mantle alone only the main model's tier was seen to be checked.
    let elsewhere = names.provider == Provider::Mantle && main.family() != Some(family);
    !(pinned || small_fast || selected || elsewhere)
}

fn checks(names: &Names<'_>, family: Family) -> Vec<Resolved> {
    let Some(head) = names.rules.head(family) else { return Vec::new() };
    let mut first = names.builtin(head);
    let refused = (names.known.refused)(&first.invoked, &names.region.value);
    // What the tier then means.
    let tier = names.alias(family).filter(|tier| tier.invoked == first.invoked);
    first.below = tier.map(|tier| tier.below).unwrap_or_default();
    let mut checks = vec![first];
    if names.rules.uses_ladder && refused {
        let note = format!("the head {head} is refused: every rung below is checked at once");
        checks.extend(table().below(head).iter().map(|rung| {
            let mut rung = names.builtin(rung);
            rung.notes.insert(0, note.clone());
            rung
        }));
    }
    checks
}

fn check_of(names: &Names<'_>, family: Family, check: Resolved) -> ModelUse {
    // The small/fast region moves the check of Haiku even when no small/fast model is pinned.
    let moved = background::region(names).filter(|_| family == Family::Haiku);
    let mut pins: Vec<&'static str> = pin_variable(family).into_iter().collect();
    if family == Family::Haiku {
        pins.push("ANTHROPIC_SMALL_FAST_MODEL");
    }
    let mut one = Call {
        role: Role::StartupCheck,
        name: &family.to_string(),
        when: "at start, one token".to_owned(),
        region: moved.unwrap_or(&names.region.value),
        impact: Impact::Noise,
        pins,
    }
    .of(check);
    one.notes.insert(0, format!("the {family} tier is not pinned: the client checks its model at every start"));
    one
}
