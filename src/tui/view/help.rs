//! The help page, made from the keymap.

use ratatui::text::Line;

use super::pen::Pen;
use crate::tui::{keymap::Keymap, text::pad, theme::Role};

pub(super) fn lines(pen: &Pen<'_>, scroll: usize, height: usize) -> Vec<Line<'static>> {
    let keys_width = if pen.width < 60 { 12 } else { 27 };
    let mut lines = vec![pen.text("Keys", Role::Strong), Line::default()];
    for binding in &Keymap::bundled().bindings {
        let keys: Vec<String> = match binding.keys.as_slice() {
            [first, .., last] if binding.keys.len() > 4 => vec![format!("{first} … {last}")],
            keys => keys.iter().map(ToString::to_string).collect(),
        };
        let sentences = crate::tui::text::wrap(&binding.help, pen.width.saturating_sub(keys_width));
        for (index, sentence) in sentences.into_iter().enumerate() {
            let keys = if index == 0 { keys.join("  ") } else { String::new() };
            lines.push(
                pen.line(vec![pen.span(pad(&keys, keys_width - 1) + " ", Role::Key), pen.span(sentence, Role::Text)]),
            );
        }
    }
    lines.push(Line::default());
    lines.push(pen.text("What the signs mean", Role::Strong));
    lines.push(Line::default());
    for (glyph, word, meaning, role) in SIGNS {
        lines.push(pen.line(vec![
            pen.span(format!("{glyph} "), role),
            pen.span(pad(word, 18), Role::Text),
            pen.span(meaning, Role::Quiet),
        ]));
    }
    let scroll = scroll.min(lines.len().saturating_sub(height));
    let more = lines.len() > scroll + height;
    let mut shown: Vec<Line<'static>> = lines.into_iter().skip(scroll).take(height).collect();
    if more && let Some(last) = shown.last_mut() {
        *last = pen.text("▾ more: ↓", Role::Key);
    }
    shown
}

const SIGNS: [(&str, &str, &str, Role); 7] = [
    ("✔", "verified", "a real call with this id, by this identity, answered", Role::Open),
    ("●", "open", "every gate that can be read for free is open", Role::Open),
    ("◐", "pending", "an agreement is being set up", Role::Pending),
    ("✖", "shut", "a gate is shut; quiet where the whole region is not enabled", Role::Shut),
    ("▲", "green but denied", "everything reads as open, and a real call was refused", Role::Contradicted),
    ("·", "not offered", "not in this region, in no form", Role::NotOffered),
    ("?", "unread", "could not be read, or not yet: throttled, denied, offline", Role::Unknown),
];
