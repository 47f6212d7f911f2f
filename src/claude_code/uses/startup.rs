//! The one-token calls at every start.

use crate::catalog::{Catalog, Family};

use super::{
    super::{
        Impact, ModelUse, Provider, Role,
        main_model::Main,
        resolver::ModelResolver,
        sources::to_the_second,
        written::{Resolved, pin_variable, written_base},
    },
    Call, background,
};

const TIERS: [Family; 3] = [Family::Opus, Family::Sonnet, Family::Haiku];

/// One check for the head of each tier that nothing pins; after a refusal all rungs below are checked at once.
pub(super) fn uses(resolver: &ModelResolver<'_>, main: &Main) -> Vec<ModelUse> {
    let unsigned = resolver.env.flag("CLAUDE_CODE_SKIP_BEDROCK_AUTH").is_some();
    if !resolver.rules.startup_checks || unsigned || resolver.sources.launch.background {
        return Vec::new();
    }
    let mut uses: Vec<ModelUse> = Vec::new();
    for family in TIERS.into_iter().filter(|family| is_checked(resolver, main, *family)) {
        for check in checks(resolver, family).into_iter().filter(|check| !resolver.allowed.shuts(check)) {
            let one = check_of(resolver, family, check);
            if !uses.iter().any(|other| other.invoked == one.invoked && other.region == one.region) {
                uses.push(one);
            }
        }
    }
    uses
}

fn is_checked(resolver: &ModelResolver<'_>, main: &Main, family: Family) -> bool {
    let Some(head) = resolver.head(family) else { return false };
    // A pin to a model of another family leaves the tier's own head to be checked (run 2.1.207 to 2.1.332).
    let of_another = |pin: Option<Resolved>| {
        let base = pin.and_then(|pin| written_base(&pin.invoked));
        base.is_some_and(|base| Catalog::bundled().name(&base).family != family)
    };
    let is_pinned = resolver.pin(family).is_some() && !of_another(resolver.tier(family));
    let is_small = family == Family::Haiku && resolver.env.get("ANTHROPIC_SMALL_FAST_MODEL").is_some();
    let pinned = is_pinned
        || is_small && !of_another(background::pin(resolver))
        || resolver.overrides.contains_key(&head.anthropic_id());
    // Where the settings make the tier mean the selected id, it is not taken as selected (run 2.1.332).
    let made = || {
        let meaning = |found: Option<Resolved>| found.map(|found| found.invoked);
        let means = meaning(resolver.alias(family));
        means.as_ref() == Some(&main.resolved.invoked) && means != meaning(resolver.tier(family))
    };
    let by_id = family != Family::Haiku && resolver.rules.checks_skip_selected && main.is_recognised_id_of(family);
    // Through Mantle alone only Opus is checked, whatever is pinned or selected (run 2.1.332).
    if resolver.provider == Provider::Mantle {
        return family == Family::Opus;
    }
    !(pinned || by_id && !made())
}

fn checks(resolver: &ModelResolver<'_>, family: Family) -> Vec<Resolved> {
    let Some(head) = resolver.head(family) else { return Vec::new() };
    // On Mantle the pin is checked in its place.
    let pin =
        resolver.pin(family).filter(|_| resolver.provider == Provider::Mantle).and_then(|_| resolver.tier(family));
    let mut first = pin.unwrap_or_else(|| resolver.builtin(head));
    let refused = (resolver.known.refused)(&first.invoked, &resolver.region.value);
    // What the tier then means.
    let tier = resolver.rung(family).filter(|tier| tier.invoked == first.invoked);
    first.below = tier.map(|tier| tier.below).unwrap_or_default();
    let mut checks = vec![first];
    if resolver.rules.uses_ladder && refused {
        let note = format!("the head {head} is refused: every rung below is checked at once");
        checks.extend(resolver.below(head).map(|rung| resolver.builtin(rung).noted(note.clone())));
    }
    checks.retain(|check| resolver.is_checked(check) != Some(false));
    for check in checks.iter_mut().filter(|check| resolver.is_checked(check).is_none()) {
        check.depends = true;
        check.notes.push("this version checks what the list of inference profiles has, which was not seen".to_owned());
    }
    checks
}

fn check_of(resolver: &ModelResolver<'_>, family: Family, check: Resolved) -> ModelUse {
    // The small/fast region moves the check of Haiku even when no small/fast model is pinned.
    let moved = background::small_region(resolver).filter(|_| family == Family::Haiku);
    let mut pins: Vec<&'static str> = pin_variable(family).into_iter().collect();
    if family == Family::Haiku {
        pins.push("ANTHROPIC_SMALL_FAST_MODEL");
    }
    let mut one = Call {
        role: Role::StartupCheck,
        name: &family.to_string(),
        when: when(resolver).to_owned(),
        region: moved.unwrap_or(&resolver.region.value),
        impact: Impact::Noise,
        pins,
    }
    .of(check);
    one.notes.insert(0, format!("the {family} tier is not pinned: the client checks its model at start"));
    one.notes.extend(remembered(resolver, &one));
    if resolver.env.remembers_checks(resolver.rules) {
        let note = "a refusal is remembered for 10 minutes: once access is granted wait as long, delete cache/model-access.json in \
                    the client's folder, or set CLAUDE_CODE_SKIP_MODEL_ACCESS_MEMORY=1";
        one.notes.push(note.to_owned());
    }
    one
}

fn when(resolver: &ModelResolver<'_>) -> &'static str {
    if resolver.env.remembers_checks(resolver.rules) {
        "at a start more than 15 minutes after the last, one token"
    } else {
        "at every start, one token"
    }
}

/// What the client's memory says of an id now.
fn remembered(resolver: &ModelResolver<'_>, one: &ModelUse) -> Option<String> {
    let id = one.invoked.to_string();
    let found = resolver
        .sources
        .remembered
        .iter()
        .find(|found| found.id == id)
        .filter(|_| resolver.env.remembers_checks(resolver.rules))?;
    let answer = if found.refused { "refused" } else { "open" };
    let whose = if found.alone { "" } else { ", of one of several identities" };
    let (at, until) = (to_the_second(found.at), to_the_second(found.until));
    Some(format!("the client remembers {answer} from {at}{whose}: not asked again before {until}"))
}
