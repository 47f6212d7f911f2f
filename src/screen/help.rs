//! The help page, made from the keymap: what each key does, by where it holds.

use ratatui::text::{Line, Span};
use strum::IntoEnumIterator as _;

use super::pen::Pen;
use crate::{
    dashboard::{
        keymap::{Binding, KeyContext},
        model::Model,
        text::{fit, pad, wrap},
    },
    screen::{
        signs::{self, Sign},
        theme::StyleRole,
    },
};

/// From this width on the page has two columns.
const TWO_COLUMNS: usize = 150;

/// Columns between them.
const GAP: usize = 4;

pub(super) fn lines(model: &Model, pen: &Pen<'_>, scroll: usize, height: usize) -> Vec<Line<'static>> {
    let columns = if pen.width < TWO_COLUMNS { 1 } else { 2 };
    let width = (pen.width - GAP * (columns - 1)) / columns;
    let lines = all(model, &pen.narrowed(width));
    let mut shown = pen.scrolled(lines, scroll, height * columns, "▾ more: ↓");
    let right = shown.split_off(height.min(shown.len()));
    for (left, right) in shown.iter_mut().zip(right) {
        let gap = (1 + width + GAP).saturating_sub(left.width() + 1);
        left.push_span(Span::raw(" ".repeat(gap)));
        left.extend(right);
    }
    shown
}

/// What the signs mean, then the keys by where they hold; only what is searched for.
fn all(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let search = model.screen.help_search.to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let mut lines = if words.is_empty() { legend(pen) } else { Vec::new() };
    for context in KeyContext::iter() {
        let here =
            model.preferences.keymap.bindings.iter().filter(|binding| binding.contexts.first() == Some(&context));
        let found: Vec<&Binding> = here.filter(|binding| binding.is_about(&words)).collect();
        if found.is_empty() {
            continue;
        }
        lines.extend((!lines.is_empty()).then(Line::default));
        lines.extend([pen.text(title(context), StyleRole::Strong), Line::default()]);
        lines.extend(found.into_iter().flat_map(|binding| entry(binding, pen)));
    }
    if lines.is_empty() {
        lines.push(pen.text("no key is about that", StyleRole::Quiet));
    }
    lines
}

impl Binding {
    /// Whether all words are in its keys, its name or its sentence.
    fn is_about(&self, words: &[&str]) -> bool {
        let text = format!("{} {} {}", keys(self), self.action, self.help).to_lowercase();
        words.iter().all(|word| text.contains(word))
    }
}

/// What a group of keys is called: by the first place where they hold.
fn title(context: KeyContext) -> &'static str {
    match context {
        KeyContext::Browse => "Keys",
        KeyContext::Detail => "Keys in a text: Why, Settings",
        KeyContext::Help => "Keys in this page",
        KeyContext::Filter => "Keys in the filter",
        KeyContext::WhatIf => "Keys in the what-if",
        KeyContext::HelpSearch => "Keys in the search of this page",
        KeyContext::Palette => "Keys in the commands",
        KeyContext::Paste => "Keys in a pasted message",
        KeyContext::Panel => "Keys in a list",
        KeyContext::Confirm => "Keys in the question before real calls",
        KeyContext::Scenarios => "Keys in the scenarios",
        KeyContext::Away => "Keys without data",
    }
}

fn keys(binding: &Binding) -> String {
    match binding.keys.as_slice() {
        [] => "no key".to_owned(),
        [first, .., last] if binding.keys.len() > 4 => format!("{first} … {last}"),
        keys => keys.iter().map(ToString::to_string).collect::<Vec<_>>().join("  "),
    }
}

fn entry(binding: &Binding, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let width = if pen.width < 60 { 12 } else { 27 };
    let sentences = wrap(&binding.help, pen.width.saturating_sub(width)).into_iter().enumerate();
    let line = |(index, sentence): (usize, String)| {
        let keys = if index == 0 { keys(binding) } else { String::new() };
        pen.line(vec![pen.span(pad(&keys, width - 1) + " ", StyleRole::Key), pen.span(sentence, StyleRole::Text)])
    };
    sentences.map(line).collect()
}

/// Narrower than this, a meaning stands under its word.
const BESIDE: usize = 60;

fn legend(pen: &Pen<'_>) -> Vec<Line<'static>> {
    let mut lines = vec![pen.text("What the signs mean", StyleRole::Strong), Line::default()];
    for Sign { glyph, role, word: said, meaning } in signs::all() {
        let sign = pen.span(format!("{glyph} "), role);
        if pen.width < BESIDE {
            lines.push(pen.line(vec![sign, pen.span(said, StyleRole::Text)]));
            lines.extend(pen.paragraph(meaning, 2, StyleRole::Quiet));
        } else {
            let meaning = pen.span(fit(meaning, pen.width.saturating_sub(20)), StyleRole::Quiet);
            lines.push(pen.line(vec![sign, pen.span(pad(said, 18), StyleRole::Text), meaning]));
        }
    }
    lines
}
