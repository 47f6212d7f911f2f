//! Whether policies allow what the plan calls: asked of IAM by default, and not again for a day where that was denied.

use std::{collections::BTreeMap, path::PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::{
    CommandContext,
    collect::{Collected, collect_into},
};
use crate::{
    cli::Options,
    refusal::Gate,
    scan::ScanRequest,
    storage,
    survey::{Question, Survey},
};

/// More than the denials of a day.
const MOST_BYTES: u64 = 1 << 20;

/// A denied attempt is not repeated for this long: each is a line in somebody's CloudTrail.
const DENIED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Asks IAM about every id of the plan, on top of what was collected.
pub(super) async fn read(command: &CommandContext, options: &Options, collected: &mut Collected) {
    let only = command.assess(&collected.survey).permissions_to_read();
    ask(command, options, collected, only).await;
}

/// Asks IAM these questions, unless it was said not to, or IAM denied it of late.
pub(super) async fn ask(command: &CommandContext, options: &Options, collected: &mut Collected, only: Vec<Question>) {
    if options.no_simulate || collected.interrupted || collected.timed_out {
        return;
    }
    // A simulated account is nobody's, and its denials are no news.
    let memory = if command.demo.is_none() { Memory::usual() } else { None };
    let Some(caller) = collected.survey.identity.value().map(|identity| identity.arn.clone()) else { return };
    let now = Timestamp::now();
    if only.is_empty() || memory.as_ref().is_some_and(|memory| memory.denied(&caller, now)) {
        return;
    }
    let request = ScanRequest { only, ..ScanRequest::default() };
    (collected.interrupted, collected.timed_out) = collect_into(command, request, &mut collected.survey).await;
    if let Some(memory) = memory.filter(|_| was_denied(&collected.survey)) {
        memory.keep(&caller, now);
    }
}

fn was_denied(survey: &Survey) -> bool {
    let mut facts = survey.regions.values().flat_map(|facts| facts.permissions.values());
    facts.any(|fact| fact.refusal().is_some_and(|refusal| refusal.gate == Some(Gate::Permission)))
}

/// Who was denied a simulation, and when.
pub(super) struct Memory {
    file: PathBuf,
}

impl Memory {
    /// The file in the folder for state.
    pub(super) fn usual() -> Option<Self> {
        Some(Self { file: storage::state_folder()?.join("simulation-denied.json") })
    }

    /// Whether a caller was denied within the last day. The name of a session is left out: policies are the role's.
    pub(super) fn denied(&self, caller: &str, now: Timestamp) -> bool {
        self.read().get(whose(caller)).is_some_and(|at| now.duration_since(*at) < DENIED_FOR)
    }

    /// Keeps that a caller was denied. Not being able to only means that it will be tried again.
    fn keep(&self, caller: &str, now: Timestamp) {
        let mut all = self.read();
        all.retain(|_, at| now.duration_since(*at) < DENIED_FOR);
        all.insert(whose(caller).to_owned(), now);
        let _ = serde_json::to_vec(&all).map(|text| storage::keep_private(&self.file, &text));
    }

    fn read(&self) -> BTreeMap<String, Timestamp> {
        let read = storage::read_regular(&self.file, MOST_BYTES).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }
}

/// `arn:aws:sts::111122223333:assumed-role/Developer`, without the session.
fn whose(caller: &str) -> &str {
    match caller.split_once(":assumed-role/").and_then(|(_, role)| role.split_once('/')) {
        Some((_, session)) => caller.strip_suffix(session).map_or(caller, |rest| rest.trim_end_matches('/')),
        None => caller,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_holds_for_a_day_and_for_every_session_of_the_role() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory { file: folder.path().join("state/denied.json") };
        let at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let caller = "arn:aws:sts::111122223333:assumed-role/Developer/dev1";
        assert!(!memory.denied(caller, at));
        memory.keep(caller, at);
        let other = "arn:aws:sts::111122223333:assumed-role/Developer/dev2";
        assert!(memory.denied(other, at + SignedDuration::from_hours(23)));
        assert!(!memory.denied(other, at + SignedDuration::from_hours(25)));
        assert!(!memory.denied("arn:aws:sts::111122223333:assumed-role/Reader/dev1", at));
    }
}
