//! The user's own keymap, merged over the bundled one.
//!
//! The file has the format of the bundled one; `in`, `help` and `hint` may be left out. An entry gives an action other
//! keys: without `in` those of its main binding, with `in` all it has in these contexts. `keys = []` takes them away.
//! A file with a mistake is refused as a whole: half a keymap is worse than the one everybody knows.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use strum::IntoEnumIterator as _;
use toml::Spanned;

use super::{Action, Binding, Hint, KeyContext, Keymap, Sequence};
use crate::storage;

/// Why a user's keymap is not used.
#[derive(Debug, thiserror::Error)]
pub enum UserKeymapError {
    /// The file is there and cannot be read.
    #[error("the keymap {path} could not be read ({source}); the bundled keys are in use")]
    Io {
        /// Which file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Something in it cannot be used.
    #[error("the keymap {path}, line {line}: {what}; the bundled keys are in use")]
    Content {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong, and what to do.
        what: String,
    },
}

/// A mistake in the text of a keymap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "key", default)]
    entries: Vec<Spanned<Entry>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    action: Action,
    keys: Vec<Sequence>,
    #[serde(rename = "in")]
    contexts: Option<Vec<KeyContext>>,
    help: Option<String>,
    hint: Option<Hint>,
}

/// More than every action with every key.
const MOST_BYTES: u64 = 1 << 20;

/// Where the user's keymap would be: `keymap.toml` in the folder for configuration. `None` without a home folder.
#[must_use]
pub fn user_keymap_path() -> Option<PathBuf> {
    storage::config_folder().map(|folder| folder.join("keymap.toml"))
}

impl Keymap {
    /// The keymap in effect: the bundled one, with the user's file merged over it if there is one.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or has a mistake in it.
    pub fn in_effect(path: Option<&Path>) -> Result<Self, UserKeymapError> {
        let Some(path) = path else { return Ok(Self::bundled().clone()) };
        let text = match storage::read_text(path, MOST_BYTES) {
            Ok(text) => text,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(Self::bundled().clone()),
            Err(source) => return Err(UserKeymapError::Io { path: path.to_owned(), source }),
        };
        let content = |Mistake { line, what }| UserKeymapError::Content { path: path.to_owned(), line, what };
        Self::bundled().with(&text).map_err(content)
    }

    /// This keymap with the text of a user's merged over it.
    ///
    /// # Errors
    ///
    /// The first mistake in the text.
    pub fn with(&self, text: &str) -> Result<Self, Mistake> {
        let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let syntax = |error: toml::de::Error| Mistake {
            line: line(error.span().map_or(0, |span| span.start)),
            what: error.message().trim().replace('\n', " "),
        };
        let file: File = toml::from_str(text).map_err(syntax)?;
        let mut keymap = self.clone();
        for entry in &file.entries {
            let mistake = |what| Mistake { line: line(entry.span().start), what };
            keymap.take(entry.get_ref()).map_err(mistake)?;
        }
        for entry in &file.entries {
            let mistake = |what| Mistake { line: line(entry.span().start), what };
            keymap.check(entry.get_ref()).map_err(mistake)?;
        }
        Ok(keymap)
    }

    fn take(&mut self, entry: &Entry) -> Result<(), String> {
        let action = entry.action;
        let holds = |binding: &Binding| binding.action == action;
        let Some(contexts) = &entry.contexts else {
            if let Some(main) = self.bindings.iter_mut().find(|binding| holds(binding)) {
                change(main, entry);
            }
            return Ok(());
        };
        let known: Vec<KeyContext> =
            self.bindings.iter().filter(|one| holds(one)).flat_map(|one| one.contexts.clone()).collect();
        if let Some(strange) = contexts.iter().find(|context| !known.contains(context)) {
            let known: Vec<String> =
                KeyContext::iter().filter(|one| known.contains(one)).map(|one| one.to_string()).collect();
            return Err(format!("{action} means nothing in {strange}; it holds in {}", known.join(", ")));
        }
        let Some(first) = self.bindings.iter().position(holds) else { return Ok(()) };
        let mut own = self.bindings.get(first).cloned().into_iter().collect::<Vec<_>>();
        for binding in self.bindings.iter_mut().filter(|binding| holds(binding)) {
            binding.contexts.retain(|context| !contexts.contains(context));
        }
        for binding in &mut own {
            binding.contexts.clone_from(contexts);
            change(binding, entry);
        }
        self.bindings.splice(first..first, own);
        self.bindings.retain(|binding| !binding.contexts.is_empty());
        Ok(())
    }

    /// Whether the keys of an entry can be told from all others, and the program can still be left.
    fn check(&self, entry: &Entry) -> Result<(), String> {
        let action = entry.action;
        for binding in self.bindings.iter().filter(|binding| binding.action == action) {
            for (context, keys) in
                binding.contexts.iter().flat_map(|one| binding.keys.iter().map(move |keys| (*one, keys)))
            {
                let first = keys.chords().first();
                if context.is_line() && first.is_some_and(|chord| chord.typed().is_some()) {
                    return Err(format!("{keys} is a letter in {context}, where text is typed; take one with ctrl-"));
                }
                if let Some((other, theirs)) = self.other(action, context, keys) {
                    return Err(format!(
                        "{keys} for {action} collides with {theirs} for {other} in {context}; give {other} another key \
                         or none (action = \"{other}\", keys = [])"
                    ));
                }
            }
        }
        let left = |context: &KeyContext| {
            self.bindings
                .iter()
                .any(|one| one.action == Action::Quit && one.contexts.contains(context) && !one.keys.is_empty())
        };
        match KeyContext::iter().find(|context| !left(context)) {
            Some(context) if action == Action::Quit => Err(format!("quit needs a key in {context}; leave it ctrl-c")),
            _ => Ok(()),
        }
    }

    fn other(&self, action: Action, context: KeyContext, keys: &Sequence) -> Option<(Action, &Sequence)> {
        let others = self.bindings.iter().filter(|one| one.action != action && one.contexts.contains(&context));
        others
            .flat_map(|one| one.keys.iter().map(|theirs| (one.action, theirs)))
            .find(|theirs| super::collide((action, keys), *theirs))
    }
}

/// Other keys, and a footer that shows them.
fn change(binding: &mut Binding, entry: &Entry) {
    binding.keys.clone_from(&entry.keys);
    if let Some(help) = &entry.help {
        binding.help.clone_from(help);
    }
    match (entry.hint.clone(), entry.keys.first()) {
        (_, None) => binding.hint = None,
        (Some(hint), _) => binding.hint = Some(hint),
        (None, Some(key)) => binding.hint.iter_mut().for_each(|hint| hint.show = key.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::keymap::{Chord, Meaning};

    fn with(text: &str) -> Result<Keymap, Mistake> {
        Keymap::bundled().with(text)
    }

    fn mistake(text: &str) -> Mistake {
        with(text).expect_err(text)
    }

    fn meaning(keymap: &Keymap, context: KeyContext, keys: &str) -> Meaning {
        let chords: Vec<Chord> = keys.split(' ').map(|key| key.parse().unwrap()).collect();
        keymap.resolve(context, &chords)
    }

    #[test]
    fn other_keys_take_the_place_of_the_bundled_ones() {
        let keymap = with("[[key]]\naction = \"sort\"\nkeys = [\"b\", \"u u\"]\n").unwrap();
        assert_eq!(meaning(&keymap, KeyContext::Browse, "b"), Meaning::Action(Action::Sort));
        assert_eq!(meaning(&keymap, KeyContext::Browse, "u u"), Meaning::Action(Action::Sort));
        assert_eq!(meaning(&keymap, KeyContext::Browse, "s"), Meaning::Nothing, "the old one is free");
        let hint = keymap.hints(KeyContext::Browse).into_iter().find(|hint| hint.word == "sort").unwrap();
        assert_eq!(hint.show, "b", "the footer shows it");
        assert_eq!(with("").as_ref(), Ok(Keymap::bundled()));
    }

    #[test]
    fn keys_are_taken_away_and_given_in_one_place_only() {
        let keymap = with("[[key]]\naction = \"view-map\"\nkeys = []\n").unwrap();
        assert_eq!(meaning(&keymap, KeyContext::Browse, "2"), Meaning::Nothing, "it begins a count now");
        let keymap = with("[[key]]\naction = \"up\"\nkeys = [\"ctrl-k\"]\nin = [\"filter\"]\n").unwrap();
        assert_eq!(meaning(&keymap, KeyContext::Filter, "ctrl-k"), Meaning::Action(Action::Up));
        assert_eq!(meaning(&keymap, KeyContext::Filter, "up"), Meaning::Nothing);
        assert_eq!(meaning(&keymap, KeyContext::Browse, "up"), Meaning::Action(Action::Up), "elsewhere as before");
        assert_eq!(meaning(&keymap, KeyContext::WhatIf, "up"), Meaning::Action(Action::Up));
    }

    #[test]
    fn two_actions_may_swap_their_keys() {
        let text = "[[key]]\naction = \"sort\"\nkeys = [\"m\"]\n\
                    [[key]]\naction = \"mark\"\nkeys = [\"s\"]\nin = [\"browse\"]\n";
        let keymap = with(text).unwrap();
        assert_eq!(meaning(&keymap, KeyContext::Browse, "m"), Meaning::Action(Action::Sort));
        assert_eq!(meaning(&keymap, KeyContext::Browse, "s"), Meaning::Action(Action::Mark));
    }

    #[test]
    fn mistakes_name_their_line_and_what_to_do() {
        let cases = [
            ("# mine\n\n[[key]]\naction = \"sort\"\nkeys = [\"o\"]\n", "open-console"),
            ("# mine\n\n[[key]]\naction = \"sort\"\nkeys = [\"g\"]\n", "collides with g g for first"),
            ("# mine\n\n[[key]]\naction = \"quit\"\nkeys = [\"Q\"]\nin = [\"filter\"]\n", "letter"),
            ("# mine\n\n[[key]]\naction = \"quit\"\nkeys = []\nin = [\"filter\"]\n", "quit needs a key in filter"),
            ("# mine\n\n[[key]]\naction = \"sort\"\nkeys = []\nin = [\"palette\"]\n", "it holds in browse"),
        ];
        for (text, what) in cases {
            let mistake = mistake(text);
            assert!(mistake.what.contains(what), "{mistake:?}");
            assert_eq!(mistake.line, 3, "{mistake:?}");
        }
        let strange = mistake("[[key]]\naction = \"dance\"\nkeys = []\n");
        assert!(strange.what.contains("dance") && strange.line == 2, "{strange:?}");
        let strange = mistake("[[key]]\naction = \"sort\"\nkeys = [\"hyper-x\"]\n");
        assert!(strange.what.contains("hyper-x") && strange.line == 3, "{strange:?}");
        assert_eq!(mistake("\n\n[[key").line, 3);
    }
}
