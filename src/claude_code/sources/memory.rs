//! What the client remembers of its startup checks, and of calls that were refused: `cache/model-access.json` in its
//! configuration folder (run 2.1.285 to 2.1.332). Evidence on the user's disk of what was refused, and when; reading it
//! calls nobody.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{
    super::{FileFault, FileSeen, Setup, SourceKind, rules::table},
    clean, read_regular,
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

/// The latest answer for each id, by id; and the file, when it is there.
pub(super) fn read(setup: &Setup) -> (Option<FileSeen>, Vec<Remembered>) {
    let (seen, every) = read_every(setup);
    (seen, latest(every))
}

/// Every answer that is remembered, under whichever key; and the file, when it is there.
pub(super) fn read_every(setup: &Setup) -> (Option<FileSeen>, Vec<Remembered>) {
    let path = setup.config_folder().join("cache/model-access.json");
    let Ok(Some(text)) = read_regular(&path) else { return (None, Vec::new()) };
    let found = serde_json::from_str::<File>(&text).ok().map(|file| answers(file, setup.now));
    let problem = found.is_none().then(|| {
        FileFault::NotTaken("not the form that is known here: what the client remembers is not known".to_owned())
    });
    let seen = FileSeen { path, scope: SourceKind::ClientMemory, read: found.is_some(), problem };
    (Some(seen), found.unwrap_or_default())
}

fn answers(file: File, now: Option<Timestamp>) -> Vec<Remembered> {
    let alone = file.entries.len() == 1;
    let answer = |(id, entry): (String, Entry)| {
        let (refused, at) = (state(&entry.s)?, Timestamp::from_millisecond(entry.at).ok()?);
        let minutes = if refused { table().memory.refused_minutes } else { table().memory.ok_minutes };
        let until = at.checked_add(SignedDuration::from_mins(minutes)).ok()?;
        let counts = now.is_some_and(|now| at <= now && now < until);
        Some(Remembered { id: clean(&id), refused, at, until, counts, alone })
    };
    file.entries.into_values().flatten().filter_map(answer).collect()
}

fn latest(every: Vec<Remembered>) -> Vec<Remembered> {
    let mut found: BTreeMap<String, Remembered> = BTreeMap::new();
    for one in every {
        if found.get(&one.id).is_none_or(|other| other.at < one.at) {
            found.insert(one.id.clone(), one);
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
pub(in crate::claude_code) const SKIP: &str = "CLAUDE_CODE_SKIP_MODEL_ACCESS_MEMORY";

/// A time without its fraction: `2026-11-27T08:00:00Z`.
pub(in crate::claude_code) fn to_the_second(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}
