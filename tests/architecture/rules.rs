//! The rules as tables, and the reading of a source file against each of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Source;

/// The rooms from the ground floor up, each with the rooms it may import. Anything else is an arrow up or across.
pub(crate) const ROOMS: [(&str, &[&str]); 19] = [
    ("storage", &[]),
    ("catalog", &[]),
    ("refusal", &["catalog"]),
    ("survey", &["catalog", "refusal", "storage"]),
    ("access", &["catalog", "refusal", "survey"]),
    ("claude_code", &["catalog", "storage"]),
    ("words", &["access", "catalog", "claude_code"]),
    ("gaps", &["access", "catalog", "claude_code", "refusal", "survey", "words"]),
    ("aws", &["catalog", "refusal", "storage", "survey"]),
    ("scan", &["aws", "catalog", "refusal", "survey"]),
    ("observe", &["aws", "catalog", "refusal", "survey"]),
    ("simulator", &["catalog", "refusal", "storage"]),
    ("report", &["access", "catalog", "claude_code", "gaps", "refusal", "scan", "survey", "words"]),
    ("cli", &["catalog", "claude_code", "report", "scan", "survey"]),
    (
        "dashboard",
        &["access", "aws", "catalog", "claude_code", "gaps", "refusal", "report", "scan", "storage", "survey", "words"],
    ),
    (
        "screen",
        &[
            "access",
            "aws",
            "catalog",
            "claude_code",
            "dashboard",
            "gaps",
            "refusal",
            "scan",
            "storage",
            "survey",
            "words",
        ],
    ),
    ("linear", &["access", "catalog", "claude_code", "dashboard", "gaps", "refusal", "scan", "survey", "words"]),
    (
        "terminal",
        &[
            "access",
            "aws",
            "catalog",
            "claude_code",
            "dashboard",
            "gaps",
            "observe",
            "refusal",
            "scan",
            "screen",
            "storage",
            "survey",
        ],
    ),
    (
        "commands",
        &[
            "access",
            "aws",
            "catalog",
            "claude_code",
            "cli",
            "dashboard",
            "gaps",
            "linear",
            "observe",
            "refusal",
            "report",
            "scan",
            "screen",
            "simulator",
            "storage",
            "survey",
            "terminal",
            "words",
        ],
    ),
];

/// How many floors the arrows above make. A new floor is a decision, not an accident.
pub(crate) const FLOORS: usize = 11;

const EVERYWHERE: &[&str] = &["*"];

/// Every dependency, and the rooms or files its types may be named in. A dependency without a row is a fault.
pub(crate) const CRATES: [(&str, &[&str]); 46] = [
    ("aho_corasick", &["refusal"]),
    ("aws_config", &["aws"]),
    ("aws_credential_types", &["aws"]),
    ("aws_runtime", &["aws"]),
    ("aws_sdk_account", &["aws"]),
    ("aws_sdk_bedrock", &["aws"]),
    ("aws_sdk_bedrockruntime", &["aws"]),
    ("aws_sdk_iam", &["aws"]),
    ("aws_sdk_servicequotas", &["aws"]),
    ("aws_sdk_sts", &["aws"]),
    ("aws_sigv4", &["aws"]),
    ("aws_smithy_async", &["aws"]),
    ("aws_smithy_http_client", &["aws"]),
    ("aws_smithy_runtime_api", &["aws"]),
    ("aws_smithy_types", &["aws"]),
    ("aws_types", &["aws"]),
    ("clap", &["cli", "commands", "main", "report/format.rs"]),
    ("clap_complete", &["cli", "commands"]),
    ("clap_mangen", &["cli", "commands"]),
    ("color_eyre", &["commands", "main", "terminal"]),
    ("crossterm", &["dashboard", "screen", "terminal"]),
    ("etcetera", &["storage"]),
    ("fastrand", &["simulator"]),
    ("futures", EVERYWHERE),
    ("getrandom", &["observe"]),
    ("http_body_util", &["aws/signing_client.rs", "aws/trail.rs", "observe", "simulator"]),
    ("hyper", &["aws/signing_client.rs", "aws/trail.rs", "observe", "simulator"]),
    ("hyper_util", &["observe", "simulator"]),
    ("jiff", EVERYWHERE),
    ("open", &["terminal"]),
    ("ratatui", &["screen", "terminal"]),
    ("regex_lite", EVERYWHERE),
    ("rustix", &["commands/observe"]),
    ("serde", EVERYWHERE),
    ("serde_json", EVERYWHERE),
    ("signal_hook", &["terminal"]),
    ("strum", EVERYWHERE),
    ("tempfile", &["storage"]),
    ("thiserror", EVERYWHERE),
    ("tokio", &["aws", "scan", "simulator", "observe", "terminal", "commands", "main"]),
    ("tokio_util", &["commands", "observe", "scan", "simulator", "terminal"]),
    ("toml", EVERYWHERE),
    ("tui_input", &["dashboard", "screen", "terminal"]),
    ("terminal_size", &["commands/output.rs"]),
    ("unicode_segmentation", &["words/text.rs"]),
    ("unicode_width", &["dashboard", "linear", "report", "screen", "words"]),
];

/// Rooms that are data in, data out: no file, no environment, no clock, no process, no socket.
pub(crate) const PURE: [&str; 11] =
    ["catalog", "refusal", "survey", "access", "claude_code", "words", "gaps", "report", "cli", "dashboard", "screen"];

/// What a pure room must not name.
const WORLD: [&[&str]; 13] = [
    &["std", "env"],
    &["std", "fs"],
    &["std", "net"],
    &["std", "process"],
    &["std", "thread"],
    &["std", "io", "stdin"],
    &["std", "io", "stdout"],
    &["std", "io", "stderr"],
    &["std", "time", "Instant"],
    &["std", "time", "SystemTime"],
    &["Timestamp", "now"],
    &["Zoned", "now"],
    &["Instant", "now"],
];

/// Rooms that wait and run, and still date nothing: answers of one survey go by one clock, that of `aws`.
const UNDATED: [&str; 1] = ["scan"];

/// The clocks that date.
const DATES: [&[&str]; 3] = [&["Timestamp", "now"], &["Zoned", "now"], &["std", "time", "SystemTime"]];

/// Files of pure rooms that touch the world, each with its reason.
pub(crate) const TOUCHING: [(&str, &str); 6] = [
    ("survey/snapshot.rs", "the one file of the room that reads and writes the survey on disk"),
    ("claude_code/setup.rs", "finds the folders that the sources are read from"),
    ("claude_code/version.rs", "asks the installed client for its version"),
    ("dashboard/keymap/user.rs", "reads the user's own keymap"),
    ("screen/theme.rs", "reads the user's own themes"),
    ("claude_code/sources", "where the environment and the settings files are read; the rest gets them handed in"),
];

/// The most fields of a struct, and structs with more: how many they may have, and why.
pub(crate) const FIELDS: usize = 15;

/// Files that may hold one type's `impl` blocks, at most.
pub(crate) const IMPL_FILES: usize = 4;

fn under(name: &str, place: &str) -> bool {
    place == "*" || name == place || name.trim_end_matches(".rs") == place || name.starts_with(&format!("{place}/"))
}

/// Paths in the crate that point up, across, or at the root itself, where an alias could hide anything.
pub(crate) fn arrows(source: &Source) -> Vec<String> {
    let rules: BTreeMap<&str, &[&str]> = ROOMS.into_iter().collect();
    let room = source.room();
    if room.is_empty() {
        return Vec::new();
    }
    let Some(allowed) = rules.get(room) else { return vec![format!("{}: room {room} has no rule", source.name)] };
    let all = source.named.iter().chain(source.handed_on.iter().map(|(_, path)| path));
    let mut faults = BTreeSet::new();
    for path in all.filter(|path| path.first().is_some_and(|first| first == "crate")) {
        match path.get(1).map(String::as_str) {
            None | Some("*") => drop(faults.insert(format!("{}: names the crate's root, not a room", source.name))),
            Some(import) if import != room && !allowed.contains(&import) && rules.contains_key(import) => {
                faults.insert(format!("{}: {room} must not import {import}", source.name));
            }
            Some(_) => {}
        }
    }
    faults.into_iter().collect()
}

/// Crates named outside the rooms they belong to.
pub(crate) fn crates(source: &Source) -> Vec<String> {
    let mut faults = BTreeSet::new();
    let all = source.named.iter().chain(source.handed_on.iter().map(|(_, path)| path));
    for first in all.filter_map(|path| path.first()) {
        for (name, places) in CRATES {
            if first == name && !places.iter().any(|place| under(&source.name, place)) {
                faults.insert(format!("{}: {name} belongs in {places:?}", source.name));
            }
        }
    }
    faults.into_iter().collect()
}

/// What a file of a pure room names of the world outside.
pub(crate) fn world(source: &Source) -> Vec<String> {
    let excused = TOUCHING.iter().any(|(place, _)| under(&source.name, place));
    let outsides: &[&[&str]] = match source.room() {
        room if PURE.contains(&room) && !excused => &WORLD,
        room if UNDATED.contains(&room) => &DATES,
        _ => return Vec::new(),
    };
    let touches = |path: &Vec<String>| {
        outsides.iter().find(|outside| {
            path.len() >= outside.len() && path.windows(outside.len()).any(|part| part.iter().eq(outside.iter()))
        })
    };
    let found: BTreeSet<String> = source
        .named
        .iter()
        .filter_map(touches)
        .map(|outside| format!("{}: {} in a room that has none", source.name, outside.join("::")))
        .collect();
    found.into_iter().collect()
}

/// The floors: a room stands one above the highest room it imports.
pub(crate) fn floors(rooms: &[(&str, &[&str])]) -> Result<usize, String> {
    let mut height: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in rooms {
        for (room, below) in rooms {
            if let Some(below) = below.iter().map(|room| height.get(room).copied()).collect::<Option<Vec<_>>>() {
                height.insert(room, below.into_iter().max().unwrap_or(0) + 1);
            }
        }
    }
    if height.len() < rooms.len() {
        let left: Vec<&str> = rooms.iter().map(|(room, _)| *room).filter(|room| !height.contains_key(room)).collect();
        return Err(format!("a circle among {left:?}"));
    }
    Ok(height.values().copied().max().unwrap_or(0))
}

/// Structs with too many fields that no row of `excused` allows.
pub(crate) fn wide_structs(source: &Source, excused: &[(&str, usize, &str)]) -> Vec<String> {
    source
        .fields
        .iter()
        .filter(|(name, fields)| {
            let most = excused.iter().find(|(excused, _, _)| excused == name).map_or(FIELDS, |(_, most, _)| *most);
            *fields > most
        })
        .map(|(name, fields)| format!("{}: {name} has {fields} fields", source.name))
        .collect()
}

/// Types whose `impl` blocks stand in too many files of a room.
pub(crate) fn scattered(sources: &[Source], excused: &[(&str, usize, &str)]) -> Vec<String> {
    let mut files: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for source in sources {
        for name in &source.implemented {
            files.entry((source.room(), name)).or_default().insert(&source.name);
        }
    }
    files
        .into_iter()
        .filter(|((_, name), files)| {
            let most = excused.iter().find(|(excused, _, _)| excused == name).map_or(IMPL_FILES, |(_, most, _)| *most);
            files.len() > most
        })
        .map(|((room, name), files)| format!("{room}: impl {name} in {} files: {files:?}", files.len()))
        .collect()
}
