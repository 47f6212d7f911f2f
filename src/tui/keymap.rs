//! The keymap: one file feeds dispatch, footer and help.

mod chord;

pub use chord::{Chord, ChordError};

use std::sync::LazyLock;

use serde::Deserialize;

/// Everything a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, strum::EnumIter)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The model, or the planned call, above.
    Up,
    /// The one below.
    Down,
    /// The region before.
    Left,
    /// The region after.
    Right,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// The first model.
    First,
    /// The last model.
    Last,
    /// The next gap.
    NextGap,
    /// The gap before.
    PreviousGap,
    /// The ladder of the cell under the cursor.
    Detail,
    /// One step back.
    Back,
    /// The console page that fixes it.
    OpenConsole,
    /// Copy the id to call.
    CopyId,
    /// Copy the remedy.
    CopyRemedy,
    /// Copy the remedy with the number of the key.
    CopyNumbered,
    /// Ask IAM whether the caller's policies allow the call.
    Simulate,
    /// Ask about the region again.
    RefreshRegion,
    /// Ask about everything again.
    RefreshAll,
    /// Switch to the demo.
    Demo,
    /// Start filtering.
    Filter,
    /// Keep the filter.
    FilterKeep,
    /// Clear the filter.
    FilterClear,
    /// Start supposing something.
    WhatIf,
    /// Keep what is supposed.
    WhatIfKeep,
    /// Drop what is supposed.
    WhatIfDrop,
    /// The next view.
    NextView,
    /// The view before.
    PreviousView,
    /// The Matrix view.
    ViewMatrix,
    /// The Region view.
    ViewRegion,
    /// The Claude Code view.
    ViewClaudeCode,
    /// The help page.
    Help,
    /// Suspend the program.
    Suspend,
    /// Quit.
    Quit,
}

/// Where a key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, strum::EnumIter)]
#[serde(rename_all = "kebab-case")]
pub enum Context {
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
    /// A view with nothing to show yet.
    Away,
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
    only: Vec<Context>,
}

/// One line of the keymap.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// What happens.
    pub action: Action,
    /// The keys, any of which will do.
    pub keys: Vec<Chord>,
    /// Where it holds.
    #[serde(rename = "in")]
    pub contexts: Vec<Context>,
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

    /// What a key does in a context.
    #[must_use]
    pub fn resolve(&self, context: Context, chord: Chord) -> Option<Action> {
        let holds = |binding: &&Binding| binding.contexts.contains(&context) && binding.keys.contains(&chord);
        self.bindings.iter().find(holds).map(|binding| binding.action)
    }

    /// The hints of a context, most useful first.
    #[must_use]
    pub fn hints(&self, context: Context) -> Vec<&Hint> {
        let shown = |hint: &&Hint| hint.only.is_empty() || hint.only.contains(&context);
        let holding = self.bindings.iter().filter(|binding| binding.contexts.contains(&context));
        let mut hints: Vec<&Hint> = holding.filter_map(|binding| binding.hint.as_ref()).filter(shown).collect();
        hints.sort_by_key(|hint| hint.rank);
        hints
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
        for context in Context::iter() {
            let mut seen = HashSet::new();
            for binding in keymap.bindings.iter().filter(|binding| binding.contexts.contains(&context)) {
                for chord in &binding.keys {
                    assert!(seen.insert(*chord), "{chord} means two things in {context:?}");
                }
            }
        }
    }

    #[test]
    fn ctrl_c_quits_from_anywhere_and_letters_are_letters_in_a_line() {
        let keymap = Keymap::bundled();
        let key = |text: &str| text.parse::<Chord>().unwrap();
        for context in Context::iter() {
            assert_eq!(keymap.resolve(context, key("ctrl-c")), Some(Action::Quit));
        }
        for letter in ('a'..='z').chain('A'..='Z').chain('0'..='9') {
            for context in [Context::Filter, Context::WhatIf] {
                assert_eq!(keymap.resolve(context, key(&letter.to_string())), None);
            }
        }
    }

    #[test]
    fn arrows_and_hjkl_do_the_same_everywhere() {
        let keymap = Keymap::bundled();
        let key = |text: &str| text.parse::<Chord>().unwrap();
        for context in [Context::Browse, Context::Detail] {
            for (arrow, letter) in [("left", "h"), ("down", "j"), ("up", "k"), ("right", "l")] {
                let action = keymap.resolve(context, key(arrow));
                assert!(action.is_some());
                assert_eq!(action, keymap.resolve(context, key(letter)));
            }
        }
    }

    #[test]
    fn hints_are_ordered_and_only_where_they_hold() {
        let words = |context| Keymap::bundled().hints(context).iter().map(|hint| hint.word.clone()).collect::<Vec<_>>();
        assert_eq!(words(Context::Filter), ["keep", "clear"]);
        assert_eq!(words(Context::Browse).first().map(String::as_str), Some("help"));
        assert!(words(Context::Away).contains(&"the demo".to_owned()));
        assert!(!words(Context::Browse).contains(&"the demo".to_owned()));
    }
}
