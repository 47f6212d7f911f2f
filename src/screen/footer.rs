//! The bottom line: what to press, and the last thing that was said.

use ratatui::text::{Line, Span};
use tui_input::Input;

use super::{
    hits::LineBuilder,
    pane::Drawn,
    pen::{Pen, wide},
};
use crate::{
    dashboard::{
        model::{Mode, Model, Target, Terms, WhatIf, is_relevant},
        text::{self, fit},
    },
    screen::theme::StyleRole,
};

/// The language of the filter in a line.
const FILTER_EXAMPLES: &str =
    "words, or region:eu- verdict:blocked family:haiku role:main; -not, this|that, \"a phrase\"";

/// What a note may take before it is cut.
const MOST_NOTE_LINES: usize = 4;

pub(super) fn drawn(model: &Model, pen: &Pen<'_>) -> Drawn {
    let mut lines: Vec<Line<'static>> = note(model, pen);
    lines.extend(model.live.checking.as_ref().map(|checking| pen.text(&checking.sentence(), StyleRole::Pending)));
    lines.extend(what_if_remark(model, pen));
    lines.extend(filter_remark(model, pen));
    let mut drawn = Drawn::from(lines);
    if let Some((prompt, input)) = typing(model) {
        drawn.lines.push(line_being_typed(model, prompt, input, pen));
    } else if !model.screen.pending.is_empty() {
        drawn.lines.push(pending(model, pen));
    } else {
        let hints = hints(model, pen, pen.width);
        drawn.push(pen.line(hints.spans), hints.targets);
    }
    drawn
}

/// Where the text cursor stands while the filter is typed, in columns.
pub(super) fn cursor(model: &Model, pen: &Pen<'_>) -> Option<u16> {
    let width = pen.width;
    let (prompt, input) = typing(model)?;
    let before = input.visual_cursor().saturating_sub(scrolled(prompt, input, width));
    u16::try_from(before.saturating_add(prompt.len() + 1)).ok()
}

/// The line being typed, if one is, with what stands before it.
fn typing(model: &Model) -> Option<(&'static str, &Input)> {
    match &model.screen.mode {
        Mode::Filter(input) => Some(("/", input)),
        Mode::WhatIf(input) => Some(("what if ", input)),
        Mode::HelpSearch(input, _) => Some(("search ", input)),
        Mode::Palette(palette, _) => Some((":", &palette.input)),
        Mode::Browse
        | Mode::Confirm(..)
        | Mode::Reading(_)
        | Mode::Menu(_)
        | Mode::Panel(_)
        | Mode::Help(..)
        | Mode::Scenarios(_)
        | Mode::Paste(..) => None,
    }
}

/// How many columns of the line are off the left edge, so that the cursor is on screen.
fn scrolled(prompt: &str, input: &Input, width: usize) -> usize {
    input.visual_scroll(width.saturating_sub(prompt.len() + 1).max(1))
}

fn note(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let Some(note) = &model.screen.note else { return Vec::new() };
    let role = if note.trouble { StyleRole::Warning } else { StyleRole::Strong };
    let mut lines = text::wrap(&note.text, pen.width);
    lines.truncate(MOST_NOTE_LINES);
    lines.into_iter().map(|line| pen.line(vec![pen.span(line, role)])).collect()
}

fn line_being_typed(model: &Model, prompt: &str, input: &Input, pen: &Pen<'_>) -> Line<'static> {
    let mut off = scrolled(prompt, input, pen.width);
    let shown = input.value().trim_start_matches(|c: char| {
        let hidden = off > 0;
        off = off.saturating_sub(text::width(c.encode_utf8(&mut [0; 4])));
        hidden
    });
    let room = pen.width.saturating_sub(prompt.len() + 1);
    let left = vec![pen.span(prompt, StyleRole::Key), pen.span(fit(shown, room), StyleRole::Strong)];
    pen.ends(left, hints(model, pen, usize::MAX).spans)
}

/// What is wrong with the what-if as far as it is typed; else what can be typed.
fn what_if_remark(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let Mode::WhatIf(input) = &model.screen.mode else { return Vec::new() };
    let wrong = WhatIf::read(input.value()).1;
    let problem = || model.derived.changes.problems.first().map(|problem| problem.text.clone());
    let (text, role) = match wrong.or_else(problem) {
        Some(text) => (text, StyleRole::Warning),
        None => {
            ("VARIABLE=value, version=2.1.112 or region=eu-west-1; several with spaces".to_owned(), StyleRole::Quiet)
        }
    };
    let mut lines = text::wrap(&text, pen.width);
    lines.truncate(2);
    lines.into_iter().map(|line| pen.line(vec![pen.span(line, role)])).collect()
}

/// What is wrong with the filter as far as it is typed; else what can be typed.
fn filter_remark(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let Mode::Filter(_) = &model.screen.mode else { return Vec::new() };
    let (text, role) = match Terms::read(&model.screen.filter).1 {
        Some(text) => (text, StyleRole::Warning),
        None => (FILTER_EXAMPLES.to_owned(), StyleRole::Quiet),
    };
    let mut lines = text::wrap(&text, pen.width);
    lines.truncate(2);
    lines.into_iter().map(|line| pen.line(vec![pen.span(line, role)])).collect()
}

/// What has been typed and waits for more, at the right end, where other programs have it.
fn pending(model: &Model, pen: &Pen<'_>) -> Line<'static> {
    let waits = "a key completes it, esc drops it";
    pen.ends(vec![pen.span(waits, StyleRole::Quiet)], vec![pen.span(model.screen.pending.to_string(), StyleRole::Key)])
}

/// The hints about what there is to do here, most useful first: as many as fit, each a target.
fn hints(model: &Model, pen: &Pen<'_>, width: usize) -> LineBuilder {
    let mut line = LineBuilder::default();
    let hinted = model.preferences.keymap.hinted(model.context());
    for (action, hint) in hinted.into_iter().filter(|(action, _)| is_relevant(model, *action)) {
        let gap = if line.spans.is_empty() { "" } else { "   " };
        let spans = [
            Span::raw(gap),
            pen.span(&hint.show, StyleRole::Key),
            Span::raw(" "),
            pen.span(&hint.word, StyleRole::Quiet),
        ];
        if line.width + wide(&spans) > width {
            break;
        }
        line.add_for(Target::Act(action), spans);
    }
    line
}
