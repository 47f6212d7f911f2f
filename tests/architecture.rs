//! The import rules of the design: seven floors, arrows point down, foreign types stay in their room.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "says which test was skipped")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// What each room may import. Anything else is an arrow up or across.
const ROOMS: [(&str, &[&str]); 18] = [
    ("storage", &[]),
    ("catalog", &[]),
    ("refusal", &["catalog"]),
    ("survey", &["catalog", "refusal", "storage"]),
    ("access", &["catalog", "refusal", "survey"]),
    ("claude_code", &["catalog"]),
    ("words", &["access", "claude_code"]),
    ("gaps", &["access", "catalog", "claude_code", "refusal", "survey", "words"]),
    ("aws", &["catalog", "refusal", "survey"]),
    ("scan", &["aws", "catalog", "refusal", "survey"]),
    ("simulator", &["catalog", "refusal"]),
    ("cli", &["catalog", "claude_code", "report", "scan"]),
    ("report", &["access", "catalog", "claude_code", "gaps", "refusal", "scan", "survey", "words"]),
    (
        "dashboard",
        &["access", "aws", "catalog", "claude_code", "gaps", "refusal", "report", "scan", "storage", "survey", "words"],
    ),
    ("screen", &["access", "aws", "catalog", "claude_code", "dashboard", "gaps", "refusal", "scan", "survey", "words"]),
    ("linear", &["access", "catalog", "claude_code", "dashboard", "gaps", "refusal", "scan", "survey", "words"]),
    ("terminal", &["access", "aws", "catalog", "dashboard", "gaps", "scan", "screen", "storage", "survey"]),
    (
        "commands",
        &[
            "access",
            "aws",
            "catalog",
            "claude_code",
            "cli",
            "gaps",
            "refusal",
            "report",
            "scan",
            "simulator",
            "storage",
            "survey",
            "dashboard",
            "linear",
            "screen",
            "terminal",
        ],
    ),
];

/// Rooms that touch neither files nor environment, and the one file in them that may.
const PURE: [(&str, &[&str]); 8] = [
    ("catalog", &[]),
    ("refusal", &[]),
    ("survey", &["snapshot.rs"]),
    ("access", &[]),
    ("gaps", &[]),
    ("scan", &[]),
    ("report", &[]),
    ("cli", &[]),
];

/// Crates whose types stay in one room.
const FOREIGN: [(&str, &[&str]); 7] = [
    ("ratatui", &["dashboard", "screen", "terminal"]),
    ("crossterm", &["dashboard", "screen", "terminal"]),
    ("aws_config", &["aws"]),
    ("aws_sdk_", &["aws"]),
    ("aws_smithy_", &["aws"]),
    ("aws_credential_types", &["aws"]),
    ("hyper", &["simulator"]),
];

struct Source {
    path: PathBuf,
    room: String,
    code: String,
}

/// Every source file with its room: the folder or file under `src` it belongs to. Comments are left out.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let room = inside.iter().next().unwrap().to_string_lossy().replace(".rs", "");
                let text = fs::read_to_string(&path).unwrap();
                let code = text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n");
                found.push(Source { path: inside.to_owned(), room, code });
            }
        }
    }
    found
}

/// The rooms a text imports: `crate::room` anywhere, and the members of `use crate::{…}`.
fn imports(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            rooms.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut member = true;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => member = true,
                c if member && depth == 0 && c.is_alphabetic() => {
                    rooms.insert(word(&group[at..]));
                    member = false;
                }
                _ => {}
            }
        }
    }
    rooms
}

#[test]
fn imports_point_down() {
    let rules: BTreeMap<&str, &[&str]> = ROOMS.into_iter().collect();
    let mut faults = Vec::new();
    for Source { path, room, code } in sources() {
        if room == "main" || room == "lib" {
            continue;
        }
        let Some(allowed) = rules.get(room.as_str()) else {
            faults.push(format!("{}: room {room} has no rule here", path.display()));
            continue;
        };
        for import in imports(&code).into_iter().filter(|import| *import != room && rules.contains_key(import.as_str()))
        {
            if !allowed.contains(&import.as_str()) {
                faults.push(format!("{}: {room} must not import {import}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_rules_have_no_circle() {
    let mut left: BTreeMap<&str, BTreeSet<&str>> =
        ROOMS.iter().map(|(room, below)| (*room, below.iter().copied().collect())).collect();
    while !left.is_empty() {
        let floor: Vec<&str> = left.iter().filter(|(_, below)| below.is_empty()).map(|(room, _)| *room).collect();
        assert!(!floor.is_empty(), "a circle among {:?}", left.keys());
        for room in floor {
            left.remove(room);
            left.values_mut().for_each(|below| {
                below.remove(room);
            });
        }
    }
}

#[test]
fn foreign_types_stay_in_their_room() {
    let mut faults = Vec::new();
    for Source { path, room, code } in sources() {
        for (name, rooms) in FOREIGN {
            let used = code.match_indices(name).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                let rest = &code[at..];
                let path_end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
                    && rest[path_end..].starts_with("::")
            });
            if used && !rooms.contains(&room.as_str()) {
                faults.push(format!("{}: {name} belongs in {rooms:?}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pure_rooms_touch_neither_files_nor_environment() {
    let mut faults = Vec::new();
    for Source { path, room, code } in sources() {
        let Some((_, exceptions)) = PURE.iter().find(|(pure, _)| *pure == room) else { continue };
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let production = code.split("#[cfg(test)]").next().unwrap();
        for module in ["env::", "fs::", "process::"].into_iter().filter(|_| !exceptions.contains(&file.as_str())) {
            let used = production
                .match_indices(module)
                .any(|(at, _)| !production[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            if used {
                faults.push(format!("{}: {module} in a pure room", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_stay_short() {
    let long: Vec<String> = sources()
        .iter()
        .map(|source| (source.path.display(), source.code.lines().count()))
        .filter(|(_, lines)| *lines > 400)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "files that want to be two:\n{}", long.join("\n"));
}

#[test]
fn imports_are_found_in_every_form() {
    let code = "use crate::{access::{Gate, console}, catalog::Catalog};\nuse crate::survey::Survey;\nlet x = crate::gaps::check();";
    let expected: BTreeSet<String> = ["access", "catalog", "survey", "gaps"].map(String::from).into();
    assert_eq!(imports(code), expected);
}
