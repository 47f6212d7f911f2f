//! A pasted message: what it means, which call it came from, what to do, and the text itself.

use ratatui::text::Line;

use super::pen::{Pen, key_of};
use crate::{
    access::remedy::Remedy,
    dashboard::{
        keymap::Action,
        model::{Explained, Lead, Model, Paste},
        text::{fit, wrap},
    },
    refusal::Pasted,
    screen::theme::StyleRole,
};

/// Lines of the text itself, and of what a remedy has to paste: the rest is for `bedcheck explain --full`.
const MOST_LINES: usize = 3;
/// Letters of what was typed that are looked at for a frame: the last ones.
const MOST_LETTERS: usize = 1_000;

pub(super) fn lines(model: &Model, paste: &Paste, pen: &Pen<'_>, rows: usize) -> Vec<Line<'static>> {
    let lines = match &paste.pasted {
        Some(pasted) => explained(model, pasted, pen),
        None => typed(model, paste, pen),
    };
    pen.scrolled(lines, usize::from(paste.scrolled), rows, "▾ more: ↓")
}

/// What to do, and the end of what was typed so far.
fn typed(model: &Model, paste: &Paste, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let what = "Paste what AWS, Claude Code, an SDK or a gateway printed: a line, a log or a whole screen.";
    let then = format!("{} then explains it, from this machine alone.", key_of(model, Action::PasteGo));
    let mut lines = pen.paragraph(what, 0, StyleRole::Text);
    lines.extend(pen.paragraph(&then, 0, StyleRole::Quiet));
    lines.push(Line::default());
    let start = paste.text.char_indices().rev().nth(MOST_LETTERS).map_or(0, |(at, _)| at);
    let mut shown = wrap(paste.text.get(start..).unwrap_or_default(), pen.width.saturating_sub(1));
    let last = shown.split_off(shown.len().saturating_sub(2 * MOST_LINES));
    let count = last.len();
    let line = |(at, line): (usize, String)| if at + 1 == count { line + "▏" } else { line };
    lines.extend(last.into_iter().enumerate().map(line).map(|line| pen.text(&line, StyleRole::Strong)));
    if count == 0 {
        lines.push(pen.text("▏", StyleRole::Strong));
    }
    lines
}

fn explained(model: &Model, pasted: &Pasted, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let answer = Explained::of(pasted, model);
    let mut lines = Vec::new();
    for (at, sentence) in answer.sentences.iter().enumerate() {
        lines.extend(pen.paragraph(sentence, 0, if at == 0 { StyleRole::Strong } else { StyleRole::Text }));
    }
    lines.extend(answer.lead.as_ref().map(|lead| leads(model, lead, pen)));
    if !answer.remedies.is_empty() {
        lines.extend([Line::default(), pen.text("What to do", StyleRole::Strong)]);
    }
    lines.extend(answer.remedies.iter().enumerate().flat_map(|(at, remedy)| step(at + 1, remedy, pen)));
    lines.extend([Line::default(), pen.text("The text", StyleRole::Strong)]);
    let mut text = wrap(&pasted.best.text, pen.width.saturating_sub(2));
    text.truncate(MOST_LINES);
    lines.extend(text.into_iter().map(|line| pen.text(&format!("  {line}"), StyleRole::Quiet)));
    for other in &pasted.others {
        lines.push(pen.text(&format!("  also said: {}", other.cause.phrase()), StyleRole::Quiet));
    }
    lines.extend(pasted.cut.iter().flat_map(|cut| pen.paragraph(cut, 2, StyleRole::Quiet)));
    lines
}

/// `enter goes to Haiku 3.5 in us-west-2`
fn leads(model: &Model, lead: &Lead, pen: &Pen<'_>) -> Line<'static> {
    let to = match lead {
        Lead::Call(key) => model.name_of_use(key),
        Lead::Cell(region, id) => format!("{} in {region}", model.catalog.name(id).short()),
    };
    let key = pen.span(key_of(model, Action::PasteGo), StyleRole::Key);
    pen.line(vec![key, pen.span(fit(&format!(" goes to {to}"), pen.width.saturating_sub(8)), StyleRole::Text)])
}

/// A long remedy is one line: its call shows it in full.
fn step(number: usize, remedy: &Remedy, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let count = remedy.text.lines().count();
    let more = if count > MOST_LINES { format!(" ({count} lines)") } else { String::new() };
    let title = fit(&format!("{}{more}", remedy.title), pen.width.saturating_sub(5));
    let head = pen.line(vec![pen.span(format!(" {number} "), StyleRole::Key), pen.span(title, StyleRole::Text)]);
    let text = remedy.text.lines().filter(|_| count <= MOST_LINES);
    let url = remedy.url.as_deref().filter(|url| *url != remedy.text);
    let below = text.chain(url).map(|line| pen.text(&format!("   {line}"), StyleRole::Quiet));
    std::iter::once(head).chain(below).collect()
}
