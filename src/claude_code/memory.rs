//! What the client remembers of its startup checks: `cache/model-access.json` in its configuration folder
//! (run 2.1.285 to 2.1.332). Evidence on the user's disk of what was refused, and when; reading it calls nobody.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{
    Setup,
    environment::Environment,
    rules::{Rules, table},
    sources::{clean, read_regular},
};

/// The answer to a startup check that the client remembers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The id that was checked.
    pub id: String,
    /// Whether it was refused.
    pub refused: bool,
    /// When.
    pub at: Timestamp,
    /// Until when it counts: the client asks again at the first start after that.
    pub until: Timestamp,
    /// Whether it counts when the plan is made.
    pub counts: bool,
    /// Whether the file tells of one identity and set-up only; which one is not in it, but then it is this one.
    pub alone: bool,
}

#[derive(Deserialize)]
struct File {
    entries: BTreeMap<String, BTreeMap<String, Entry>>,
}

#[derive(Deserialize)]
struct Entry {
    s: String,
    at: i64,
}

/// The latest answer for each id, by id.
pub(super) fn read(setup: &Setup) -> Vec<Remembered> {
    let path = setup.config_folder().join("cache/model-access.json");
    let text = read_regular(&path).ok().flatten().unwrap_or_default();
    let Ok(file) = serde_json::from_str::<File>(&text) else { return Vec::new() };
    let alone = file.entries.len() == 1;
    let mut found: BTreeMap<String, Remembered> = BTreeMap::new();
    for (id, entry) in file.entries.into_values().flatten() {
        let (Some(refused), Ok(at)) = (state(&entry.s), Timestamp::from_millisecond(entry.at)) else { continue };
        let minutes = if refused { table().memory.refused_minutes } else { table().memory.ok_minutes };
        let Ok(until) = at.checked_add(SignedDuration::from_mins(minutes)) else { continue };
        let counts = setup.now.is_some_and(|now| at <= now && now < until);
        let id = clean(&id);
        let new = Remembered { id: id.clone(), refused, at, until, counts, alone };
        if found.get(&id).is_none_or(|other| other.at < at) {
            found.insert(id, new);
        }
    }
    found.into_values().collect()
}

fn state(word: &str) -> Option<bool> {
    match word {
        "ok" => Some(false),
        "refused" => Some(true),
        _ => None,
    }
}

/// The variable that switches the memory off.
pub(super) const SKIP: &str = "CLAUDE_CODE_SKIP_MODEL_ACCESS_MEMORY";

/// Whether the client remembers the answers: not with a Bedrock API key.
pub(super) fn remembers(rules: &Rules, env: &Environment) -> bool {
    rules.remembers_checks && env.flag(SKIP).is_none() && env.credential("AWS_BEARER_TOKEN_BEDROCK").is_none()
}

/// A time without its fraction: `2026-11-27T08:00:00Z`.
pub(super) fn to_the_second(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}
