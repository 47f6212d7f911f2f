//! The pages a newcomer reads first name files, rooms and tests that exist.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, fs, path::Path};

use bedcheck::survey::Read;
use strum::IntoEnumIterator as _;

const PAGES: [&str; 3] = ["CONTRIBUTING.md", "docs/architecture.md", "SECURITY.md"];

fn page(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn exists(path: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists()
}

/// The words a page sets in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_file_named_is_there() {
    let roots = ["src/", "tests/", "assets/", "docs/", ".ci/", ".github/", "benches/"];
    let mut checked = 0;
    for name in PAGES {
        let text = page(name).replace("```", "");
        for path in quoted(&text).filter(|word| roots.iter().any(|root| word.starts_with(root))) {
            assert!(exists(path), "{name} names {path}");
            checked += 1;
        }
    }
    assert!(checked > 30, "only {checked} paths were found: are they still in backticks?");
}

#[test]
fn every_test_named_is_there() {
    let text = page("CONTRIBUTING.md");
    let named: Vec<&str> = text
        .split("--test ")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next())
        .collect();
    assert!(named.len() > 8);
    for test in named {
        assert!(exists(&format!("tests/{test}.rs")), "CONTRIBUTING.md names the test {test}");
    }
}

#[test]
fn every_room_has_a_row() {
    let table = page("docs/architecture.md");
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ") && line.contains('`')).collect();
    let described: BTreeSet<&str> = rows.iter().filter_map(|row| row.split('|').nth(2)).flat_map(quoted).collect();
    let rooms: BTreeSet<String> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().replace(".rs", ""))
        .filter(|name| name != "lib" && name != "main")
        .collect();
    assert_eq!(rooms.iter().map(String::as_str).collect::<BTreeSet<_>>(), described);
}

/// The rows of the table of reads, as the README prints them.
fn footprint() -> String {
    let row = |read: Read| {
        let row = read.row();
        let operations: Vec<String> = row.operations.iter().map(|operation| format!("`{operation}`")).collect();
        format!("| {} | {} |\n", operations.join(", "), row.how_often)
    };
    Read::iter().map(row).collect()
}

/// A part of a page that is made from the program. With `BEDCHECK_WRITE_PAGE` it is written instead of compared.
fn holds_part(name: &str, begins: &str, ends: &str, wanted: &str) {
    let text = page(name);
    let from = text.find(begins).expect(begins) + begins.len();
    let to = from + text[from..].find(ends).expect(ends);
    if std::env::var_os("BEDCHECK_WRITE_PAGE").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        fs::write(path, [&text[..from], wanted, &text[to..]].concat()).unwrap();
        return;
    }
    let how = "BEDCHECK_WRITE_PAGE=1 cargo test --test door writes it";
    assert_eq!(&text[from..to], wanted, "{name} is out of step: {how}");
}

#[test]
fn the_readme_prints_what_is_asked_and_what_that_needs() {
    holds_part("README.md", "| operation | how often |\n|---|---|\n", "\n\n", footprint().trim_end());
    let reads = Read::iter().filter(|read| *read != Read::Invoke);
    let mut actions: Vec<&str> = Vec::new();
    for action in reads.flat_map(|read| read.row().actions) {
        if !actions.contains(action) {
            actions.push(action);
        }
    }
    let actions: Vec<String> = actions.iter().map(|action| format!("        \"{action}\"")).collect();
    holds_part("README.md", "\"Action\": [\n", "\n      ]", &actions.join(",\n"));
}

#[test]
fn the_smallest_policy_is_the_actions_of_the_reads() {
    let readme = page("README.md");
    let policy = readme.split("```json").nth(1).unwrap().split("```").next().unwrap();
    let policy: serde_json::Value = serde_json::from_str(policy).unwrap();
    let printed: BTreeSet<&str> =
        policy["Statement"][0]["Action"].as_array().unwrap().iter().filter_map(serde_json::Value::as_str).collect();
    let reads = Read::iter().filter(|read| *read != Read::Invoke);
    let needed: BTreeSet<&str> = reads.flat_map(|read| read.row().actions.iter().copied()).collect();
    assert_eq!(printed, needed);
}
