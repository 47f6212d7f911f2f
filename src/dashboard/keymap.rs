//! The keymap: one file feeds dispatch, footer and help.

mod action;
mod chord;
mod sequence;
mod user;

pub use action::Action;
pub use chord::{Chord, ChordError};
pub use sequence::Sequence;
pub use user::{Mistake, UserKeymapError, user_keymap_path};

use std::sync::LazyLock;

use serde::Deserialize;

/// Whether two bindings of a context get in each other's way: the same keys, or keys that begin the others' and do what
/// cannot be taken back.
fn collide(one: (Action, &Sequence), other: (Action, &Sequence)) -> bool {
    let shorter = if one.1.chords().len() < other.1.chords().len() { one } else { other };
    one.1.collides(other.1) && (one.1 == other.1 || !shorter.0.only_moves())
}

/// What keys mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// They do this.
    Action(Action),
    /// They do this at once; more may follow that takes it back and does something else.
    AtFirst(Action),
    /// More has to follow.
    Begins,
    /// Nothing.
    Nothing,
}

/// Where a key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, strum::Display, strum::EnumIter)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum KeyContext {
    /// One of the three views.
    Browse,
    /// The ladder.
    Detail,
    /// The help page.
    Help,
    /// The filter line: letters are letters here.
    Filter,
    /// The what-if line: letters are letters here.
    WhatIf,
    /// A list over the view.
    Panel,
    /// The question before real calls.
    Confirm,
    /// The line that searches the help: letters are letters here.
    HelpSearch,
    /// The command palette: letters are letters here.
    Palette,
    /// A pasted message: letters are letters here.
    Paste,
    /// A view with nothing to show yet.
    Away,
    /// The list of scenarios.
    Scenarios,
}

impl KeyContext {
    /// Whether a line is being typed: letters are letters.
    #[must_use]
    pub fn is_line(self) -> bool {
        matches!(self, Self::Filter | Self::WhatIf | Self::HelpSearch | Self::Palette | Self::Paste)
    }

    /// Whether a digit without another meaning begins a count.
    #[must_use]
    pub fn counts(self) -> bool {
        !self.is_line()
    }
}

/// What the footer says about a binding.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// The keys as shown: `↑↓`.
    pub show: String,
    /// What they do, in a word or two.
    pub word: String,
    /// The highest rank leaves the footer first.
    pub rank: u8,
    /// The contexts whose footer shows it; empty for all in which the binding holds.
    #[serde(default)]
    only: Vec<KeyContext>,
}

/// One line of the keymap.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// What happens.
    pub action: Action,
    /// The keys, any of which will do.
    pub keys: Vec<Sequence>,
    /// Where it holds.
    #[serde(rename = "in")]
    pub contexts: Vec<KeyContext>,
    /// The sentence of the help page.
    pub help: String,
    /// What the footer says, if it says anything.
    pub hint: Option<Hint>,
}

/// All bindings, in the order of the help page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keymap {
    /// The bindings.
    #[serde(rename = "key")]
    pub bindings: Vec<Binding>,
}

impl Keymap {
    /// The keymap that is part of the program.
    #[must_use]
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Keymap> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "the file is part of the binary, and a test reads it")]
            toml::from_str(include_str!("../../assets/keymap.toml")).expect("assets/keymap.toml is well formed")
        });
        &BUNDLED
    }

    /// What keys do in a context, pressed one after the other.
    #[must_use]
    pub fn resolve(&self, context: KeyContext, pressed: &[Chord]) -> Meaning {
        let holding = || self.bindings.iter().filter(|binding| binding.contexts.contains(&context));
        let is = |binding: &&Binding| binding.keys.iter().any(|keys| keys.chords() == pressed);
        let begins = |keys: &Sequence| keys.chords().len() > pressed.len() && keys.chords().starts_with(pressed);
        let more = holding().any(|binding| binding.keys.iter().any(begins));
        match holding().find(is) {
            Some(binding) if more => Meaning::AtFirst(binding.action),
            Some(binding) => Meaning::Action(binding.action),
            None if more => Meaning::Begins,
            None => Meaning::Nothing,
        }
    }

    /// The first key of an action in a context, as shown; empty when it has none.
    #[must_use]
    pub fn key_of(&self, context: KeyContext, action: Action) -> String {
        let holds = |binding: &&Binding| binding.action == action && binding.contexts.contains(&context);
        let mut keys = self.bindings.iter().filter(holds).flat_map(|binding| &binding.keys);
        keys.next().map(ToString::to_string).unwrap_or_default()
    }

    /// The hints of a context with what they do, most useful first.
    #[must_use]
    pub fn hinted(&self, context: KeyContext) -> Vec<(Action, &Hint)> {
        let holding = self.bindings.iter().filter(|binding| binding.contexts.contains(&context));
        let hints = holding.filter_map(|binding| Some((binding.action, binding.hint.as_ref()?)));
        let shown = |(_, hint): &(Action, &Hint)| hint.only.is_empty() || hint.only.contains(&context);
        let mut hints: Vec<(Action, &Hint)> = hints.filter(shown).collect();
        hints.sort_by_key(|(_, hint)| hint.rank);
        hints
    }

    /// The hints of a context, most useful first.
    #[must_use]
    pub fn hints(&self, context: KeyContext) -> Vec<&Hint> {
        self.hinted(context).into_iter().map(|(_, hint)| hint).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use strum::IntoEnumIterator as _;

    use super::*;

    #[test]
    fn every_action_has_a_key_and_no_key_two_meanings() {
        let keymap = Keymap::bundled();
        let bound: HashSet<Action> = keymap.bindings.iter().map(|binding| binding.action).collect();
        for action in Action::iter() {
            assert!(bound.contains(&action), "{action:?} has no key");
        }
        for context in KeyContext::iter() {
            let mut seen: Vec<(Action, &Sequence)> = Vec::new();
            for binding in keymap.bindings.iter().filter(|binding| binding.contexts.contains(&context)) {
                for keys in &binding.keys {
                    let twin = seen.iter().find(|other| collide(**other, (binding.action, keys)));
                    assert!(twin.is_none(), "{keys} means two things in {context:?}");
                    seen.push((binding.action, keys));
                }
            }
        }
    }

    #[test]
    fn ctrl_c_quits_from_anywhere_and_letters_are_letters_in_a_line() {
        let keymap = Keymap::bundled();
        let key = |text: &str| text.parse::<Chord>().unwrap();
        for context in KeyContext::iter() {
            assert_eq!(keymap.resolve(context, &[key("ctrl-c")]), Meaning::Action(Action::Quit));
        }
        for letter in ('a'..='z').chain('A'..='Z').chain('0'..='9') {
            for context in KeyContext::iter().filter(|context| context.is_line()) {
                assert_eq!(keymap.resolve(context, &[key(&letter.to_string())]), Meaning::Nothing);
            }
        }
    }

    #[test]
    fn arrows_and_hjkl_do_the_same_everywhere() {
        let keymap = Keymap::bundled();
        let key = |text: &str| text.parse::<Chord>().unwrap();
        for context in [KeyContext::Browse, KeyContext::Detail] {
            for (arrow, letter) in [("left", "h"), ("down", "j"), ("up", "k"), ("right", "l")] {
                let meaning = keymap.resolve(context, &[key(arrow)]);
                assert_ne!(meaning, Meaning::Nothing);
                assert_eq!(meaning, keymap.resolve(context, &[key(letter)]));
            }
        }
    }

    #[test]
    fn hints_are_ordered_and_only_where_they_hold() {
        let words = |context| Keymap::bundled().hints(context).iter().map(|hint| hint.word.clone()).collect::<Vec<_>>();
        assert_eq!(words(KeyContext::Filter), ["keep", "clear", "complete"]);
        assert_eq!(words(KeyContext::Browse).first().map(String::as_str), Some("help"));
        assert!(words(KeyContext::Away).contains(&"the demo".to_owned()));
        assert!(!words(KeyContext::Browse).contains(&"the demo".to_owned()));
    }
}
