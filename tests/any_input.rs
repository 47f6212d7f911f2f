//! The targets of `fuzz/`, each with a bounded number of generated inputs: the seeds of the corpus, cut, joined, mutated, and
//! bytes of any kind. `PROPTEST_CASES=100000` for a night's worth.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "screens/fixture.rs"]
mod fixture;
#[path = "support/targets.rs"]
mod targets;

use std::{fs, path::Path};

use proptest::{prelude::*, sample::Index, test_runner::TestRunner};

/// The seeds of a target.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

/// One thing done to a text.
#[derive(Clone, Debug)]
enum Change {
    Cut(Index, Index),
    Double(Index, Index),
    Put(Index, Vec<u8>),
    Set(Index, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let telling = prop::sample::select(vec![
        "\"",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\n",
        "\\",
        "\u{1b}[31m",
        "\u{9b}",
        "\u{202e}",
        "\u{feff}",
        "null",
        "-1",
        "1e999",
        "999999999999999999999",
        "*",
        "**********z",
        "---\n",
        "= ",
        "\r\n",
        "\0",
        "../",
        "us-west-2",
        "é",
        "\u{1f600}",
    ]);
    let words =
        prop_oneof![telling.prop_map(|text| text.as_bytes().to_vec()), prop::collection::vec(any::<u8>(), 0..8)];
    prop_oneof![
        (any::<Index>(), any::<Index>()).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<Index>(), any::<Index>()).prop_map(|(at, length)| Change::Double(at, length)),
        (any::<Index>(), words).prop_map(|(at, bytes)| Change::Put(at, bytes)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    let place = |index: &Index, bytes: &[u8]| index.index(bytes.len() + 1);
    for change in changes {
        match change {
            Change::Cut(at, length) | Change::Double(at, length) => {
                let start = place(at, &bytes);
                let end = start + length.index((bytes.len() - start).min(64) + 1);
                let part = bytes[start..end].to_vec();
                if matches!(change, Change::Cut(..)) {
                    bytes.drain(start..end);
                } else {
                    bytes.splice(start..start, part);
                }
            }
            Change::Put(at, put) => {
                let start = place(at, &bytes);
                bytes.splice(start..start, put.iter().copied());
            }
            Change::Set(at, byte) => {
                let start = place(at, &bytes);
                if let Some(old) = bytes.get_mut(start) {
                    *old = *byte;
                }
            }
        }
    }
    bytes
}

/// Cheap targets many times, those that read files or ask a server less often.
fn cases(target: &str) -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    asked.unwrap_or(match target {
        "settings" | "frontmatter" | "aws_config" | "survey" | "keys" => 60,
        "answers" => 40,
        _ => 200,
    })
}

#[test]
fn nothing_that_is_read_from_outside_breaks_anything() {
    std::thread::scope(|scope| {
        for (name, target) in targets::TARGETS {
            scope.spawn(move || {
                let seeds = seeds(name);
                let input =
                    (any::<Index>(), prop::collection::vec(change(), 0..12), prop::collection::vec(any::<u8>(), 0..64));
                let mut runner = TestRunner::new(ProptestConfig {
                    failure_persistence: None,
                    ..ProptestConfig::with_cases(cases(name))
                });
                let run = runner.run(&input, |(seed, changes, other)| {
                    target(&changed(seed.get(&seeds).clone(), &changes));
                    target(&other);
                    Ok(())
                });
                run.unwrap_or_else(|error| panic!("{name}: {error}"));
            });
        }
    });
}
