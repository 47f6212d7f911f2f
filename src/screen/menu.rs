//! What can be pressed next: the keys that hold here with a few words each, made from the keymap.

use ratatui::text::{Line, Span};

use super::pen::Pen;
use crate::{
    dashboard::{
        keymap::{Action, Binding},
        model::{Model, is_relevant},
        text::{pad, width},
    },
    screen::theme::StyleRole,
};

/// Columns of one entry, and of its keys.
const ENTRY: usize = 38;
const KEYS: usize = 7;

pub(super) fn lines(model: &Model, pen: &Pen<'_>, height: usize) -> Vec<Line<'static>> {
    let context = model.context();
    let holds = |binding: &&Binding| binding.contexts.contains(&context) && !binding.keys.is_empty();
    let useful = |binding: &&Binding| !plain(binding) && is_relevant(model, binding.action);
    let bindings = model.preferences.keymap.bindings.iter().filter(holds).filter(useful);
    let mut entries: Vec<(String, String)> = bindings.map(entry).collect();
    entries.dedup();
    let columns = (pen.width / ENTRY).max(1);
    let rows = entries.len().div_ceil(columns);
    let line = |row: usize| {
        let of_row = entries.iter().skip(row).step_by(rows.max(1));
        pen.line(of_row.flat_map(|(keys, word)| spans(pen, keys, word, pen.width / columns)).collect())
    };
    pen.scrolled((0..rows).map(line).collect(), 0, height, "… and more: ? lists every key")
}

/// What needs no menu: it is done with the hands on it.
fn plain(binding: &Binding) -> bool {
    use Action as A;
    let control = binding.keys.iter().all(|keys| keys.to_string().starts_with("ctrl-"));
    control || matches!(binding.action, A::PageUp | A::PageDown | A::First | A::Last | A::Menu)
}

/// The keys, and what they do up to where the help goes on at length.
fn entry(binding: &Binding) -> (String, String) {
    let keys: Vec<String> = binding.keys.iter().take(2).map(ToString::to_string).collect();
    let said = binding.help.split([';', ':', '(', ',']).next().unwrap_or_default().trim();
    (keys.join(" "), said.to_owned())
}

fn spans(pen: &Pen<'_>, keys: &str, word: &str, columns: usize) -> [Span<'static>; 2] {
    let keys = pad(keys, KEYS.max(width(keys)));
    let word = pad(word, columns.saturating_sub(width(&keys) + 3));
    [pen.span(format!("{keys} "), StyleRole::Key), pen.span(format!("{word}  "), StyleRole::Text)]
}
