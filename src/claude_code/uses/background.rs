//! The small/fast model.

use crate::catalog::{Family, ModelRef, RegionName};

use super::{
    super::{
        Impact, Known, ModelUse, ProfileList, Provider, Role, SourceKind,
        main_model::Main,
        names::Names,
        rules::Discovery,
        written::{Resolved, pin_variable},
    },
    Call, instead_of_main, main_impact,
};

const SMALL_FAST: &str = "ANTHROPIC_SMALL_FAST_MODEL";
const SMALL_FAST_REGION: &str = "ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION";

/// The background model; twice in the versions that ask for the list of profiles and do not wait for it.
pub(super) fn uses(names: &Names<'_>, main: &Main) -> Vec<ModelUse> {
    let mut resolved = background(names, main);
    let is_main = resolved.invoked == main.resolved.invoked;
    let impact = if is_main { main_impact(names, main) } else { names.rules.background_refused };
    if is_main {
        resolved.below = instead_of_main(names, main);
    } else if impact == Impact::Noise {
        // The refused call is repeated on the main model, without a word.
        resolved.below.push(main.resolved.invoked.clone());
        resolved.below.extend(instead_of_main(names, main));
    }
    let region = region_of(names, main, &resolved.invoked);
    let call = |when: String, resolved| {
        Call { role: Role::SmallFast, name: "", when, region, impact, pins: pins(names) }.of(resolved)
    };
    let mut work = names.rules.background_work.clone();
    if names.sources.launch.background {
        work.push_str(", state and name of the background session (three or so InvokeModel calls after each turn)");
    }
    if names.env.get("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC").is_some() {
        // Any value does it, `0` too: no session titles.
        work = work.replace("titles, ", "");
    }
    let mut first_calls = None;
    if names.rules.discovery == Discovery::Late {
        let known = Known { profiles: ProfileList::Listed(&[]), ..names.known };
        let unlisted = Names { known, overrides: names.overrides.clone(), ..*names };
        let early = background(&unlisted, main);
        first_calls = Some(early).filter(|early| early.invoked != resolved.invoked);
    }
    let mut uses = vec![call(work.clone(), resolved)];
    uses.extend(first_calls.map(|early| call(format!("{work}, before the list of profiles has arrived"), early)));
    if let Some(found) = names.env.get(SMALL_FAST_REGION).filter(|_| *region != names.region.value) {
        for one in &mut uses {
            one.notes.push(format!("{SMALL_FAST_REGION} = {} ({})", found.value, found.source.text));
        }
    }
    uses
}

/// What is pinned is not covered by `availableModels`; `deniedModels` covers all (run 2.1.332).
fn background(names: &Names<'_>, main: &Main) -> Resolved {
    let wanted = pin(names).or_else(|| moved(names)).or_else(|| unpinned(names, main));
    let shut = |resolved: &Resolved| {
        let why = if is_pinned(names) { names.why_denied(resolved) } else { names.why_not(resolved) };
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
pub(super) fn pin(names: &Names<'_>) -> Option<Resolved> {
    let haiku = names.pin(Family::Haiku);
    let Some(found) = names.env.get(SMALL_FAST) else { return haiku.and_then(|_| names.tier(Family::Haiku)) };
    let mut resolved = names.id(&found.value, found.source.clone());
    let mut notes = names.env.chain(SMALL_FAST);
    notes.extend(
        haiku.map(|pin| format!("it goes before ANTHROPIC_DEFAULT_HAIKU_MODEL = {} ({})", pin.value, pin.source.text)),
    );
    resolved.notes.splice(0..0, notes);
    Some(resolved)
}

/// A refused head of the Haiku tier: the client writes what it moves down to where the user's pin would stand.
fn moved(names: &Names<'_>) -> Option<Resolved> {
    let head = names.builtin(names.head(Family::Haiku)?);
    let rung = names.rung(Family::Haiku)?;
    let note = "the startup check of the Haiku tier was refused: what it moves down to counts as pinned";
    (rung.invoked != head.invoked).then(|| rung.noted(note))
}

/// `None` where the main model does the work.
fn unpinned(names: &Names<'_>, main: &Main) -> Option<Resolved> {
    let noted = |resolved: Option<Resolved>, note: &str| Some(resolved?.noted(note));
    match names.rules.background.as_str() {
        "main" => None,
        "haiku" => noted(names.tier(Family::Haiku), "background work runs on the Haiku tier in this version"),
        "sonnet-or-main" => {
            let opus_pinned_alone = names.pin(Family::Opus).is_some() && names.pin(Family::Sonnet).is_none();
            let sonnet = main.selected.is_none() && !opus_pinned_alone && names.provider != Provider::Mantle;
            let note =
                "no main model is selected and no small/fast model is pinned: background work runs on the Sonnet tier";
            noted(names.tier(Family::Sonnet).filter(|_| sonnet), note)
        }
        id => noted(id.parse().ok().map(|id| names.builtin(&id)), "the small model built into this version"),
    }
}

/// The main model, doing something else.
pub(super) fn on_main(main: &Main, note: &str) -> Resolved {
    main.resolved.clone().noted(note)
}

fn is_pinned(names: &Names<'_>) -> bool {
    names.env.get(SMALL_FAST).is_some() || names.pin(Family::Haiku).is_some()
}

/// The region set for the small/fast model.
pub(super) fn small_region<'a>(names: &Names<'a>) -> Option<&'a RegionName> {
    names.small_region.filter(|_| names.rules.small_fast_region)
}

/// Where a model is called: the one pinned as small/fast in the region set for it, whoever calls it, unless it is the main
/// model as well (run 2.1.332).
pub(super) fn region_of<'a>(names: &Names<'a>, main: &Main, invoked: &ModelRef) -> &'a RegionName {
    let is_small = || pin(names).is_some_and(|small| small.invoked == *invoked) && main.resolved.invoked != *invoked;
    small_region(names).filter(|_| is_small()).unwrap_or(&names.region.value)
}

fn pins(names: &Names<'_>) -> Vec<&'static str> {
    let haiku = pin_variable(Family::Haiku).filter(|_| names.rules.haiku_pin);
    let set = names.env.get(SMALL_FAST).is_some_and(|found| found.source.kind != SourceKind::Default);
    if set { vec![SMALL_FAST] } else { haiku.into_iter().chain([SMALL_FAST]).collect() }
}
