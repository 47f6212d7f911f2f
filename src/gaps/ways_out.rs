//! The ways out of a gap: what opens the gate, and the settings that avoid it.

use jiff::Timestamp;

use super::{Caller, CheckedUse, settings::Choice};
use crate::{
    access::{
        GateState, Ladder, Rung,
        remedy::{Moment, Remedy, RemedyKind, Situation, remedies},
    },
    refusal::{Cause, Refusal},
    survey::Survey,
};

/// What opens the first shut gate of a ladder.
#[must_use]
pub fn cell_remedies(ladder: &Ladder, survey: &Survey, caller: Caller<'_>) -> Vec<Remedy> {
    let Some(cause) = ladder.cause().or_else(|| ladder.not_read_because().map(|refusal| refusal.cause)) else {
        return Vec::new();
    };
    // What a shut gate said counts, not what a read was denied with for the same cause.
    let said = |rung: &&Rung| rung.refusal.as_ref().is_some_and(|refusal| refusal.cause == cause);
    let refused = match ladder.first_blocked() {
        Some(shut) if ladder.cause() == Some(cause) => Some(shut).filter(said),
        _ => ladder.rungs.iter().find(said),
    };
    let waits = |rung: &&Rung| matches!(rung.state, GateState::Pending | GateState::Blocked(_));
    let read_at = refused.or_else(|| ladder.rungs.iter().find(waits)).and_then(|rung| rung.at);
    remedies_of(cause, refused.and_then(|rung| rung.refusal.as_ref()), read_at, ladder, survey, caller)
}

/// What opens the gate that a real call was refused at, then what opens the ladder's first shut gate.
#[must_use]
pub fn call_remedies(
    refusal: &Refusal,
    at: Timestamp,
    ladder: &Ladder,
    survey: &Survey,
    caller: Caller<'_>,
) -> Vec<Remedy> {
    let mut all = remedies_of(refusal.cause, Some(refusal), Some(at), ladder, survey, caller);
    let also = cell_remedies(ladder, survey, caller);
    let new: Vec<Remedy> = also.into_iter().filter(|remedy| all.iter().all(|one| one.text != remedy.text)).collect();
    all.extend(new);
    all
}

fn remedies_of(
    cause: Cause,
    refusal: Option<&Refusal>,
    read_at: Option<Timestamp>,
    ladder: &Ladder,
    survey: &Survey,
    caller: Caller<'_>,
) -> Vec<Remedy> {
    let identity = survey.identity.value();
    remedies(&Situation {
        cause,
        region: &ladder.cell.region,
        model: ladder.cell.model.as_ref(),
        invoked: ladder.cell.invoked.as_ref(),
        destinations: &ladder.destinations,
        account: identity.map(|identity| identity.account.as_str()),
        arn: identity.map(|identity| identity.arn.as_str()),
        aws_profile: caller.profile,
        refusal,
        since: read_at.zip(caller.zone).map(|(at, zone)| Moment { at, zone }),
        call_as: &ladder.call_as,
        instead: None,
        // Signing in to another account would lead to the wrong console.
        sso: caller.sso.filter(|sso| identity.is_some_and(|identity| identity.account == sso.account)),
    })
}

/// A person accepts terms first and changes settings second, so settings follow the first page of the console.
pub(super) fn all_remedies(
    checked: &CheckedUse,
    survey: &Survey,
    caller: Caller<'_>,
    choices: &[Choice],
) -> Vec<Remedy> {
    let mut all = cell_remedies(&checked.ladder, survey, caller);
    // Settings that were tried on the plan are better than any made without it.
    all.retain(|remedy| choices.is_empty() || remedy.kind != RemedyKind::Settings);
    let only_the_id = matches!(checked.ladder.cause(), Some(Cause::ProfileOnly | Cause::InvalidModelId));
    let lines = |choice: &Choice| {
        let text: Vec<String> = choice.iter().map(ToString::to_string).collect();
        let why: Vec<&str> = choice.iter().map(|line| line.why.as_str()).collect();
        let title = if only_the_id { "Write an id that works here" } else { "Or avoid the model" };
        Remedy::settings(format!("{title}: {}", why.join("; ")), text.join("\n"))
    };
    // Where only the id is wrong, the right one is the shortest way.
    let at = if only_the_id { 0 } else { all.len().min(1) };
    all.splice(at..at, choices.iter().take(2).map(lines));
    all
}
