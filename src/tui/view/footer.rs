//! The bottom line: what to press, what the glyphs mean, and the last thing that was said.

use ratatui::text::{Line, Span};

use super::pen::{Pen, wide};
use crate::tui::{
    keymap::{Context, Keymap},
    model::{Mode, Model, View},
    text::{self, fit},
    theme::Role,
};

/// What a note may take before it is cut.
const MOST_NOTE_LINES: usize = 4;

pub(super) fn lines(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = note(model, pen);
    let context = model.context();
    lines.push(if let Mode::Filter(_) = model.mode {
        filter(model, pen)
    } else {
        let legend = if context == Context::Browse && model.view == View::Matrix { legend(pen) } else { Vec::new() };
        let (hints, legend) = fitting(hints(context, pen), legend, pen.width);
        pen.ends(hints, legend)
    });
    lines
}

/// Where the text cursor stands while the filter is typed, in columns.
pub(super) fn cursor(model: &Model) -> Option<u16> {
    match &model.mode {
        Mode::Filter(input) => u16::try_from(input.visual_cursor().saturating_add(2)).ok(),
        _ => None,
    }
}

fn note(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let Some(note) = &model.note else { return Vec::new() };
    let role = if note.trouble { Role::Warning } else { Role::Strong };
    let mut lines = text::wrap(&note.text, pen.width);
    lines.truncate(MOST_NOTE_LINES);
    lines.into_iter().map(|line| pen.line(vec![pen.span(line, role)])).collect()
}

fn filter(model: &Model, pen: &Pen<'_>) -> Line<'static> {
    let left = vec![pen.span("/", Role::Key), pen.span(fit(&model.filter, pen.width.saturating_sub(2)), Role::Strong)];
    let hints: Vec<Span<'static>> = hints(Context::Filter, pen).into_iter().flatten().collect();
    pen.ends(left, hints)
}

/// One group of spans for each hint, most useful first.
fn hints(context: Context, pen: &Pen<'_>) -> Vec<Vec<Span<'static>>> {
    let hints = Keymap::bundled().hints(context);
    let spans = |(index, hint): (usize, &crate::tui::keymap::Hint)| {
        let gap = if index == 0 { "" } else { "   " };
        vec![Span::raw(gap), pen.span(&hint.show, Role::Key), Span::raw(" "), pen.span(&hint.word, Role::Quiet)]
    };
    hints.into_iter().enumerate().map(spans).collect()
}

/// Drops the least useful hints, and the legend only when it would leave no room for three of them.
fn fitting(
    hints: Vec<Vec<Span<'static>>>,
    legend: Vec<Span<'static>>,
    width: usize,
) -> (Vec<Span<'static>>, Vec<Span<'static>>) {
    let needed: usize = hints.iter().take(3).map(|hint| wide(hint)).sum();
    let legend = if needed + wide(&legend) + 2 <= width { legend } else { Vec::new() };
    let room = width.saturating_sub(if legend.is_empty() { 0 } else { wide(&legend) + 2 });
    let mut kept: Vec<Span<'static>> = Vec::new();
    for hint in hints {
        if wide(&kept) + wide(&hint) > room {
            break;
        }
        kept.extend(hint);
    }
    (kept, legend)
}

fn legend(pen: &Pen<'_>) -> Vec<Span<'static>> {
    let entries = [
        ("●", "open", Role::Open),
        ("◐", "pending", Role::Pending),
        ("✖", "shut", Role::Shut),
        ("·", "not offered", Role::NotOffered),
        ("?", "unread", Role::Unknown),
    ];
    let spans = |(index, (glyph, word, role)): (usize, (&str, &str, Role))| {
        let gap = if index == 0 { "" } else { " " };
        [pen.span(format!("{gap}{glyph} "), role), pen.span(word, Role::Quiet)]
    };
    entries.into_iter().enumerate().flat_map(spans).collect()
}
