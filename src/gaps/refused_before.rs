//! That Claude Code itself was refused an id: a dated note on the ladder, from what the client remembers.

use jiff::{SignedDuration, Timestamp};

use crate::{
    access::{Gate, Ladder},
    claude_code::Plan,
    words,
};

/// What is older says little of today.
const DAYS: i64 = 7;

/// The ladder with the client's own refusal of its id on it. A note, and no more: the access cache does not tell which
/// identity was refused, so it opens no gate and shuts none.
#[must_use]
pub fn noting_refusals(mut ladder: Ladder, plan: &Plan, now: Timestamp) -> Ladder {
    let Some(id) = ladder.cell.invoked.as_ref().map(ToString::to_string) else { return ladder };
    let since = now.checked_sub(SignedDuration::from_hours(24 * DAYS)).unwrap_or(Timestamp::MIN);
    let is_it = |at: Timestamp| since <= at && at <= now && ladder.cell.region == plan.region.value;
    let Some(found) = plan.remembered.iter().find(|one| one.refused && one.id == id && is_it(one.at)) else {
        return ladder;
    };
    let note = format!(
        "At {} Claude Code itself was refused this id, says its access cache, which does not tell as which identity",
        words::minute(found.at)
    );
    let gate = ladder.first_blocked().map_or(Gate::Permission, |rung| rung.gate);
    if let Some(rung) = ladder.rungs.iter_mut().find(|rung| rung.gate == gate) {
        rung.notes.push(note);
    }
    ladder
}
