//! The small/fast model.

use crate::catalog::{Family, ModelRef, RegionName};

use super::{
    super::{
        AwsKnowledge, Impact, ModelUse, ProfileList, Provider, Role, SourceKind,
        main_model::Main,
        resolver::ModelResolver,
        rules::Discovery,
        written::{Resolved, pin_variable},
    },
    Call, instead_of_main, main_impact,
};

const SMALL_FAST: &str = "ANTHROPIC_SMALL_FAST_MODEL";
const SMALL_FAST_REGION: &str = "ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION";

/// The background model; twice in the versions that ask for the list of profiles and do not wait for it.
pub(super) fn uses(resolver: &ModelResolver<'_>, main: &Main) -> Vec<ModelUse> {
    let mut resolved = background(resolver, main);
    let is_main = resolved.invoked == main.resolved.invoked;
    let impact = if is_main { main_impact(resolver, main) } else { resolver.rules.background_refused };
    if is_main {
        resolved.below = instead_of_main(resolver, main);
    } else if impact == Impact::Noise {
        // The refused call is repeated on the main model, without a word.
        resolved.below.push(main.resolved.invoked.clone());
        resolved.below.extend(instead_of_main(resolver, main));
    }
    let region = region_of(resolver, main, &resolved.invoked);
    let call = |when: String, resolved| {
        Call { role: Role::SmallFast, name: "", when, region, impact, pins: pins(resolver) }.of(resolved)
    };
    let mut work = resolver.rules.background_work.clone();
    if resolver.sources.launch.background {
        work.push_str(", state and name of the background session (three or so InvokeModel calls after each turn)");
    }
    if resolver.env.get("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC").is_some() {
        // Any value does it, `0` too: no session titles.
        work = work.replace("titles, ", "");
    }
    let mut first_calls = None;
    if resolver.rules.discovery == Discovery::Late {
        let known = AwsKnowledge { profiles: ProfileList::Listed(&[]), ..resolver.known };
        let unlisted = ModelResolver { known, overrides: resolver.overrides.clone(), ..*resolver };
        let early = background(&unlisted, main);
        first_calls = Some(early).filter(|early| early.invoked != resolved.invoked);
    }
    let mut uses = vec![call(work.clone(), resolved)];
    uses.extend(first_calls.map(|early| call(format!("{work}, before the list of profiles has arrived"), early)));
    if let Some(found) = resolver.env.get(SMALL_FAST_REGION).filter(|_| *region != resolver.region.value) {
        for one in &mut uses {
            one.notes.push(format!("{SMALL_FAST_REGION} = {} ({})", found.value, found.source.text));
        }
    }
    uses
}

/// What is pinned is not covered by `availableModels`; `deniedModels` covers all (run 2.1.332).
fn background(resolver: &ModelResolver<'_>, main: &Main) -> Resolved {
    let wanted = pin(resolver).or_else(|| moved(resolver)).or_else(|| unpinned(resolver, main));
    let shut = |resolved: &Resolved| {
        let why = if is_pinned(resolver) { resolver.why_denied(resolved) } else { resolver.why_not(resolved) };
        why.map(|why| format!("not {}: {why}", resolved.invoked))
    };
    match wanted {
        Some(resolved) => match shut(&resolved) {
            Some(why) => on_main(main, &why),
            None => resolved,
        },
        None => on_main(main, "background work runs on the main model"),
    }
}

/// `ANTHROPIC_SMALL_FAST_MODEL`, though deprecated, still goes before `ANTHROPIC_DEFAULT_HAIKU_MODEL`. An alias in it is
/// sent as it stands.
pub(super) fn pin(resolver: &ModelResolver<'_>) -> Option<Resolved> {
    let haiku = resolver.pin(Family::Haiku);
    let Some(found) = resolver.env.get(SMALL_FAST) else { return haiku.and_then(|_| resolver.tier(Family::Haiku)) };
    let mut resolved = resolver.id(&found.value, found.source.clone());
    let mut notes = resolver.env.chain(SMALL_FAST);
    notes.extend(
        haiku.map(|pin| format!("it goes before ANTHROPIC_DEFAULT_HAIKU_MODEL = {} ({})", pin.value, pin.source.text)),
    );
    resolved.notes.splice(0..0, notes);
    Some(resolved)
}

/// A refused head of the Haiku tier: the client writes what it moves down to where the user's pin would stand.
fn moved(resolver: &ModelResolver<'_>) -> Option<Resolved> {
    let head = resolver.builtin(resolver.head(Family::Haiku)?);
    let rung = resolver.rung(Family::Haiku)?;
    let note = "the startup check of the Haiku tier was refused: what it moves down to counts as pinned";
    (rung.invoked != head.invoked).then(|| rung.noted(note))
}

/// `None` where the main model does the work.
fn unpinned(resolver: &ModelResolver<'_>, main: &Main) -> Option<Resolved> {
    let noted = |resolved: Option<Resolved>, note: &str| Some(resolved?.noted(note));
    match resolver.rules.background.as_str() {
        "main" => None,
        "haiku" => noted(resolver.tier(Family::Haiku), "background work runs on the Haiku tier in this version"),
        "sonnet-or-main" => {
            let opus_pinned_alone = resolver.pin(Family::Opus).is_some() && resolver.pin(Family::Sonnet).is_none();
            let sonnet = main.selected.is_none() && !opus_pinned_alone && resolver.provider != Provider::Mantle;
            let note =
                "no main model is selected and no small/fast model is pinned: background work runs on the Sonnet tier";
            noted(resolver.tier(Family::Sonnet).filter(|_| sonnet), note)
        }
        id => noted(id.parse().ok().map(|id| resolver.builtin(&id)), "the small model built into this version"),
    }
}

/// The main model, doing something else.
pub(super) fn on_main(main: &Main, note: &str) -> Resolved {
    main.resolved.clone().noted(note)
}

fn is_pinned(resolver: &ModelResolver<'_>) -> bool {
    resolver.env.get(SMALL_FAST).is_some() || resolver.pin(Family::Haiku).is_some()
}

/// The region set for the small/fast model.
pub(super) fn small_region<'a>(resolver: &ModelResolver<'a>) -> Option<&'a RegionName> {
    resolver.small_region.filter(|_| resolver.rules.small_fast_region)
}

/// Where a model is called: the one pinned as small/fast in the region set for it, whoever calls it, unless it is the main
/// model as well (run 2.1.332).
pub(super) fn region_of<'a>(resolver: &ModelResolver<'a>, main: &Main, invoked: &ModelRef) -> &'a RegionName {
    let is_small = || pin(resolver).is_some_and(|small| small.invoked == *invoked) && main.resolved.invoked != *invoked;
    small_region(resolver).filter(|_| is_small()).unwrap_or(&resolver.region.value)
}

fn pins(resolver: &ModelResolver<'_>) -> Vec<&'static str> {
    let haiku = pin_variable(Family::Haiku).filter(|_| resolver.rules.haiku_pin);
    let set = resolver.env.get(SMALL_FAST).is_some_and(|found| found.source.kind != SourceKind::Default);
    if set { vec![SMALL_FAST] } else { haiku.into_iter().chain([SMALL_FAST]).collect() }
}
