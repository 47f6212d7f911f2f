//! Every command in the documentation is one that the program takes, and those of a demo do what the page says.

use std::{collections::BTreeSet, fs, path::Path};

use bedcheck::cli::Cli;
use clap::Parser as _;

use crate::Place;

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages, the README and its translation first.
fn pages() -> Vec<(String, String)> {
    let docs = fs::read_dir(folder().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let readmes = ["README.md", "README.zh-CN.md"].map(|name| folder().join(name));
    let files = readmes.into_iter().chain(docs).filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    files
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// The words of each line of a shell block that runs bedcheck, after a pipe too.
fn commands(text: &str) -> Vec<Vec<String>> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(fence) = line.trim().strip_prefix("```") {
            inside = fence == "sh" || fence == "bash";
            continue;
        }
        let command = line.trim().rsplit("| ").next().unwrap_or_default();
        if inside && (command == "bedcheck" || command.starts_with("bedcheck ")) {
            found.push(words(command));
        }
    }
    found
}

/// As a shell splits them, as far as these lines need it: quotes, and a comment to the end.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            '#' if !quoted && word.is_empty() => break,
            ' ' if !quoted => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            c => word.push(c),
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

#[test]
fn every_command_of_the_pages_is_one() {
    let mut count = 0;
    for (page, text) in pages() {
        for command in commands(&text) {
            count += 1;
            let parsed = Cli::try_parse_from(&command);
            assert!(parsed.is_ok(), "{page}: {command:?}: {}", parsed.unwrap_err());
        }
    }
    assert!(count > 25, "{count}");
    assert!(Cli::try_parse_from(words("bedcheck chek --demo")).is_err());
}

/// A demo needs nobody: each such line of the pages is run, and ends with an answer.
#[test]
fn commands_of_a_demo_answer() {
    let place = Place::new();
    let mut lines: BTreeSet<Vec<String>> = BTreeSet::new();
    for (_, text) in pages() {
        let of_demo = commands(&text).into_iter().filter(|words| words.iter().any(|word| word.starts_with("--demo")));
        // The dashboard wants a terminal, a server does not end.
        lines.extend(of_demo.filter(|words| {
            words.iter().any(|word| ["check", "list", "explain", "pins", "policy", "plan"].contains(&word.as_str()))
        }));
    }
    assert!(lines.len() > 5, "{lines:?}");
    for words in lines {
        let args: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let (status, out, err) = place.run(&args);
        assert!([0, 1, 3].contains(&status), "{words:?}: {status} {err}");
        assert!(args.contains(&"-q") || !out.is_empty(), "{words:?} {err}");
    }
}

/// The book has every page, and no page that is not there.
#[test]
fn the_book_has_every_page() {
    let summary = fs::read_to_string(folder().join("docs/SUMMARY.md")).unwrap();
    let linked: BTreeSet<&str> =
        summary.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(page, _)| page).collect();
    let there =
        pages().into_iter().map(|(name, _)| name).filter(|name| !name.starts_with("README") && name != "SUMMARY.md");
    let there: BTreeSet<String> = there.collect();
    assert_eq!(linked, there.iter().map(String::as_str).collect());
}
