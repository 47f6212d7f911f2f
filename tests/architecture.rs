//! The rules of the house, held by reading the code: which room may import which, what a pure room may touch, which crate
//! belongs where, and that no file, struct or type grows beyond what one reader takes in.
//!
//! The files are parsed, so `super::`, aliases, comments and text in quotes cannot hide an arrow; the last tests plant one
//! violation of each rule and see it found.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/code.rs"]
mod code;
#[path = "architecture/rules.rs"]
mod rules;

use std::{collections::BTreeMap, fs, path::Path};

use code::{Source, sources};

/// Structs over the limit: the name, the most fields it may have, and why.
const WIDE: &[(&str, usize, &str)] = &[
    ("Rules", 45, "one row of the version table: a field a rule, read from assets/claude-code.toml"),
    ("File", 21, "a scenario file as written: a field a key"),
    ("Options", 16, "the flags every command shares: a field a flag"),
];

/// Types over the limit of `impl` files, and why.
const SCATTERED: &[(&str, usize, &str)] = &[("Session", 6, "the calls of AWS: a file a service")];

fn none(faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn imports_point_down() {
    none(sources().iter().flat_map(rules::arrows));
}

#[test]
fn the_house_has_the_floors_it_is_drawn_with() {
    assert_eq!(rules::floors(&rules::ROOMS), Ok(rules::FLOORS));
}

#[test]
fn foreign_types_stay_in_their_room() {
    none(sources().iter().flat_map(rules::crates));
}

#[test]
fn every_dependency_has_a_place() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let unix = manifest["target"]["cfg(unix)"]["dependencies"].as_table().unwrap();
    let missing = manifest["dependencies"].as_table().unwrap().keys().chain(unix.keys());
    let placed: Vec<&str> = rules::CRATES.iter().map(|(name, _)| *name).collect();
    none(missing.map(|name| name.replace('-', "_")).filter(|name| !placed.contains(&name.as_str())));
}

#[test]
fn pure_rooms_touch_neither_files_nor_clock_nor_environment() {
    none(sources().iter().flat_map(rules::world));
}

#[test]
fn no_circle_between_files() {
    let found = circles::circles(&sources()).into_iter();
    none(found.map(|group| format!("{} files need each other: {}", group.len(), group.join(", "))));
}

#[test]
fn files_stay_short() {
    let sources = sources();
    let long = sources.iter().filter(|source| source.lines > 400).map(|s| format!("{}: {}", s.name, s.lines));
    none(long);
}

#[test]
fn structs_stay_narrow() {
    none(sources().iter().flat_map(|source| rules::wide_structs(source, WIDE)));
}

#[test]
fn a_type_is_implemented_in_few_files() {
    none(rules::scattered(&sources(), SCATTERED));
}

/// A name means one thing: rooms that need the same word qualify it.
#[test]
fn no_public_type_name_means_two_things() {
    let mut rooms: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources() {
        for name in &source.public_types {
            rooms.entry(name.clone()).or_default().push(source.name.clone());
        }
    }
    none(rooms.into_iter().filter(|(_, files)| files.len() > 1).map(|(name, files)| format!("{name}: {files:?}")));
}

/// One planted violation of each rule, each in the disguise that text matching fell for.
#[test]
fn planted_arrows_are_found() {
    for (name, text) in [
        ("access/ladder.rs", "use crate::{catalog::Catalog, gaps::Check};"),
        ("access/ladder.rs", "use super::super::terminal::run;"),
        ("access/gates/quota.rs", "fn f() { super::super::super::screen::draw(); }"),
        ("access.rs", "use super::gaps::Check;"),
        ("access/ladder.rs", "const A: &str = \"https://x\"; fn f() { crate::gaps::check() }"),
        ("access/ladder.rs", "fn f() { println!(\"{}\", crate::gaps::COUNT); }"),
        ("access/ladder.rs", "use crate as everything;"),
        ("access.rs", "use super as root;"),
        ("access/ladder.rs", "#[cfg(test)] use std::fs; use crate::dashboard::Model;"),
        ("access/ladder.rs", "pub use crate::report::Format;"),
        ("novelty.rs", "fn f() {}"),
    ] {
        assert_eq!(rules::arrows(&Source::parse(name, text)).len(), 1, "{name}: {text}");
    }
    let clean = "use crate::catalog::Catalog; #[cfg(test)] mod tests { use crate::gaps::Check; } // crate::gaps";
    assert!(rules::arrows(&Source::parse("access/ladder.rs", clean)).is_empty());
}

#[test]
fn planted_crates_are_found() {
    for (name, text) in [
        ("gaps/aging.rs", "use ratatui as r;"),
        ("dashboard/model.rs", "fn f(line: &ratatui::text::Span) {}"),
        ("survey/fact.rs", "fn f() { aws_runtime::user_agent(); }"),
        ("dashboard/update.rs", "fn f() { let _ = vec![tokio::time::sleep(x)]; }"),
    ] {
        assert_eq!(rules::crates(&Source::parse(name, text)).len(), 1, "{name}: {text}");
    }
}

#[test]
fn planted_touches_of_the_world_are_found() {
    for (name, text) in [
        ("catalog/find.rs", "use std::fs as files;"),
        ("catalog/find.rs", "use std::{collections::BTreeMap, fs::{self}};"),
        ("dashboard/update.rs", "fn f() { let at = jiff::Timestamp::now(); }"),
        ("claude_code/plan.rs", "fn f() { std::env::var(\"HOME\"); }"),
        ("gaps/aging.rs", "use std::time::Instant;"),
        ("scan/asker.rs", "use jiff::Timestamp as T; fn f() { let at = jiff::Timestamp::now(); }"),
    ] {
        assert_eq!(rules::world(&Source::parse(name, text)).len(), 1, "{name}: {text}");
    }
    assert!(rules::world(&Source::parse("claude_code/sources/settings.rs", "use std::fs;")).is_empty());
    assert!(rules::world(&Source::parse("gaps/aging.rs", "use std::time::Duration;")).is_empty());
}

#[test]
fn planted_circles_are_found() {
    let files = [
        ("lib.rs", "pub mod a; pub mod b;"),
        ("a.rs", "mod one; pub use one::One; use crate::b; pub struct Own;"),
        ("a/one.rs", "pub struct One; fn f() { b::g() } use crate::b;"),
        ("b.rs", "use crate::a::One; pub fn g() {}"),
    ];
    let sources: Vec<Source> = files.map(|(name, text)| Source::parse(name, text)).into();
    assert_eq!(circles::circles(&sources), [["a/one.rs", "b.rs"]]);
}

#[test]
fn planted_growth_is_found() {
    let fields: String = (0..16).map(|field| format!("f{field}: u8,")).collect();
    let wide = Source::parse("gaps.rs", &format!("struct Wide {{ {fields} }}"));
    assert_eq!(rules::wide_structs(&wide, &[]).len(), 1);
    assert!(rules::wide_structs(&wide, &[("Wide", 16, "planted")]).is_empty());
    let files: Vec<Source> = ["a", "b", "c", "d", "e"]
        .iter()
        .map(|file| Source::parse(&format!("gaps/{file}.rs"), "impl Wide {}"))
        .collect();
    assert_eq!(rules::scattered(&files, &[]).len(), 1);
    assert!(rules::floors(&[("a", &["b"]), ("b", &["a"])]).is_err());
}
