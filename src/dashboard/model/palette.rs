//! The command palette: everything that can be done where it was opened, found by typing.

use tui_input::Input;

use super::{Model, Order};
use crate::{
    access::remedy::Remedy,
    catalog::RegionName,
    dashboard::keymap::{Action, Binding, KeyContext},
};

/// Filters worth having at hand, and what they show.
const PRESETS: [(&str, &str); 5] = [
    ("used:yes", "only what Claude Code calls"),
    ("verdict:refused", "only what is refused somewhere"),
    ("gate:agreement", "only where an agreement is missing"),
    ("verdict:unknown", "only what could not be read"),
    ("life:legacy|ended", "only models near or past their end"),
];

/// Keys that an entry names: one to learn, one that is known from elsewhere.
const MOST_KEYS: usize = 2;

/// What is typed into the palette, and where one is in it.
#[derive(Clone, Debug)]
pub struct Palette {
    /// What is typed.
    pub input: Input,
    /// The entry pointed at.
    pub at: usize,
}

/// What an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaletteCommand {
    /// What a key would do.
    Act(Action),
    /// Copy the remedy with this index.
    Remedy(usize),
    /// Move the cursor to the region.
    Region(RegionName),
    /// Filter like this.
    Filter(&'static str),
    /// Sort the view like this.
    Sort(Order),
    /// Draw with this theme.
    Theme(String),
}

/// One line of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it does.
    pub command: PaletteCommand,
    /// Its name: `next-gap`, `us-west-2`.
    pub name: String,
    /// What that means.
    pub text: String,
    /// The keys that do the same, if any do.
    pub keys: String,
}

impl Palette {
    /// The entries that what is typed lets through, best first, of all that can be done where it was opened.
    #[must_use]
    pub fn entries(&self, model: &Model, opened_in: KeyContext) -> Vec<Entry> {
        let typed = self.input.value().to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let scored = |entry: Entry| score(&words, &entry).map(|score| (score, entry));
        let mut entries: Vec<(usize, Entry)> = all_entries(model, opened_in).into_iter().filter_map(scored).collect();
        entries.sort_by_key(|(score, _)| *score);
        entries.into_iter().map(|(_, entry)| entry).collect()
    }
}

fn all_entries(model: &Model, opened_in: KeyContext) -> Vec<Entry> {
    let entry = |command, name: &str, text: String| Entry { command, name: name.to_owned(), text, keys: String::new() };
    let mut entries = actions(model, opened_in);
    if opened_in == KeyContext::Detail {
        let remedies = model.focus().map(|focus| focus.remedies.as_slice()).unwrap_or_default();
        let remedy =
            |(index, remedy): (usize, &Remedy)| entry(PaletteCommand::Remedy(index), "copy-fix", remedy.title.clone());
        entries.extend(remedies.iter().enumerate().map(remedy));
    }
    let order = |order: &Order| entry(PaletteCommand::Sort(*order), "sort", format!("sort by {order}"));
    entries.extend(model.screen.view.orders().iter().map(order));
    let preset = |(filter, text): (&'static str, &str)| {
        entry(PaletteCommand::Filter(filter), "filter", format!("{text}: {filter}"))
    };
    entries.extend(PRESETS.into_iter().map(preset));
    let theme = |name: &String| entry(PaletteCommand::Theme(name.clone()), "theme", format!("the theme {name}"));
    entries.extend(model.preferences.themes.iter().map(theme));
    let region = |region: &RegionName| {
        let place = model.catalog.region(region).map(|known| known.place.clone()).unwrap_or_default();
        entry(PaletteCommand::Region(region.clone()), region.as_str(), format!("go to {place}"))
    };
    entries.extend(model.derived.regions.iter().map(region));
    entries
}

/// One entry for each action that holds there, with or without a key: those with a hint first, in its rank, and what
/// only moves the cursor last.
fn actions(model: &Model, context: KeyContext) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut bindings: Vec<&Binding> =
        model.preferences.keymap.bindings.iter().filter(|binding| binding.contexts.contains(&context)).collect();
    let hinted = model.preferences.keymap.hinted(context);
    let rank = |action| hinted.iter().position(|(hinted, _)| *hinted == action).unwrap_or(hinted.len());
    bindings.sort_by_key(|binding| (is_step(binding.action), rank(binding.action)));
    for binding in bindings {
        if matches!(binding.action, Action::Palette) {
            continue;
        }
        let keys = binding.keys.iter().take(MOST_KEYS).map(ToString::to_string).collect::<Vec<_>>().join("  ");
        match entries.iter_mut().find(|entry| entry.command == PaletteCommand::Act(binding.action)) {
            Some(entry) => entry.keys = format!("{}  {keys}", entry.keys).trim().to_owned(),
            None => entries.push(Entry {
                command: PaletteCommand::Act(binding.action),
                name: binding.action.to_string(),
                text: binding.help.clone(),
                keys,
            }),
        }
    }
    entries
}

/// What nobody looks for in a palette: a step or a page is taken with a key.
fn is_step(action: Action) -> bool {
    use Action as A;
    matches!(action, A::Up | A::Down | A::Left | A::Right | A::PageUp | A::PageDown | A::First | A::Last)
}

/// How well an entry fits, 0 best: its whole name, beginnings of the words of its name, of any of its words, anything
/// in its text, the letters of its name in order; `None` when not at all.
fn score(words: &[&str], entry: &Entry) -> Option<usize> {
    let name = entry.name.to_lowercase();
    let text = format!("{name} {}", entry.text.to_lowercase());
    let begins =
        |text: &str, word: &str| text.starts_with(word) || text.split([' ', '-']).any(|part| part.starts_with(word));
    match words {
        _ if name == words.join("-") => Some(0),
        _ if words.iter().all(|word| begins(&name, word)) => Some(1),
        _ if words.iter().all(|word| begins(&text, word)) => Some(2),
        _ if words.iter().all(|word| text.contains(word)) => Some(3),
        _ if is_within(&words.concat(), &name) => Some(4),
        _ => None,
    }
}

/// Whether the letters come in this order.
fn is_within(letters: &str, text: &str) -> bool {
    let mut text = text.chars();
    letters.chars().all(|letter| text.any(|c| c == letter))
}
