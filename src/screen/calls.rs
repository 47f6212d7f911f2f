//! The calls of Claude Code beside the map: what fails, what is refused and repaired, what works.

use ratatui::text::Line;

use super::{
    hits::MARGIN,
    pane::Drawn,
    pen::{Pen, key_of, more},
};
use crate::{
    dashboard::{
        keymap::Action,
        model::{Fate, Model, PaneId, Target, UseKey, View, answer},
        text::pad,
    },
    gaps::CheckedUse,
    screen::{signs::REPAIRED, theme::StyleRole},
    words::InWords as _,
};

const GROUPS: [(Fate, &str, StyleRole); 4] = [
    (Fate::Fails, "FAILS", StyleRole::Blocked),
    (Fate::Repaired, "REFUSED, AND REPAIRED BY CLAUDE CODE", StyleRole::Warning),
    (Fate::Unknown, "NOT KNOWN", StyleRole::Unknown),
    (Fate::Works, "WORKS", StyleRole::Quiet),
];

/// Columns of the model, and of what comes of the call: `moved to Opus 5.5`.
const NAME: usize = 10;
const COMES: usize = 17;

/// Lines all of them fill.
pub(super) fn wanted(model: &Model) -> usize {
    let groups = GROUPS.iter().filter(|(fate, ..)| answer::with_fate(model, *fate).next().is_some()).count();
    groups + model.visible_uses().len()
}

pub(super) fn drawn(model: &Model, pen: &Pen<'_>, height: usize) -> Drawn {
    let mut drawn = Drawn::default();
    let uses = model.visible_uses();
    if uses.is_empty() {
        return vec![pen.text("no call is known, or none matches the filter", StyleRole::Quiet)].into();
    }
    let mut at = 0;
    for (fate, title, role) in GROUPS {
        let of_group = uses.iter().copied().filter(|checked| Fate::of(checked) == fate);
        for (nth, checked) in of_group.enumerate() {
            if nth == 0 {
                drawn.lines.push(pen.text(title, role));
            }
            if is_current(model, checked) && at == 0 {
                at = drawn.lines.len();
            }
            drawn.push(row(model, pen, checked), vec![(MARGIN, pen.width, Target::Use(checked.into()))]);
        }
    }
    let focused = model.screen.pane() == PaneId::List(View::Calls);
    window(pen, drawn, at, height, (focused, &key_of(model, Action::ViewCalls)))
}

/// The part around the call under the cursor, which says what it leaves out.
fn window(pen: &Pen<'_>, mut drawn: Drawn, at: usize, height: usize, (focused, key): (bool, &str)) -> Drawn {
    let len = drawn.lines.len();
    if len <= height || height == 0 {
        return drawn;
    }
    let start = if at < height.saturating_sub(1) { 0 } else { super::pen::window(len, at, height).start };
    drawn.lines = drawn.lines.into_iter().skip(start).take(height).collect();
    let kept = |line: usize| line.checked_sub(start).filter(|line| *line < height);
    drawn.targets = drawn.targets.into_iter().filter_map(|(line, targets)| Some((kept(line)?, targets))).collect();
    let hidden = len.saturating_sub(start + height);
    if hidden > 0 {
        let last = height.saturating_sub(1);
        drawn.targets.retain(|(line, _)| *line != last);
        if let Some(line) = drawn.lines.last_mut() {
            *line = pen.text(&more(hidden + 1, "lines", focused, key), StyleRole::Key);
        }
    }
    drawn
}

/// Whether the cursor of every pane is on this call.
fn is_current(model: &Model, checked: &CheckedUse) -> bool {
    let cursor = &model.screen.cursor;
    match &cursor.usage {
        Some(usage) => *usage == UseKey::from(checked),
        None => checked.ladder.cell.model == cursor.model && checked.usage.region == cursor.region,
    }
}

/// `▸ ✖ subagent statusline-setup   Sonnet 4.5   fails`
fn row(model: &Model, pen: &Pen<'_>, checked: &CheckedUse) -> Line<'static> {
    let current = is_current(model, checked);
    let (glyph, role) = match Fate::of(checked) {
        Fate::Repaired => (REPAIRED.glyph, StyleRole::Pending),
        _ => (checked.verdict.words().glyph, checked.verdict.into()),
    };
    let name = pad(&checked.model_name(model.catalog), NAME);
    let comes = pad(&checked.comes_of(model.catalog), COMES);
    let room = pen.width.saturating_sub(4 + NAME + COMES + 2);
    let who = pad(&checked.role(), room);
    pen.line(vec![
        pen.span(if current { "▸ " } else { "  " }, StyleRole::Key),
        pen.span(format!("{glyph} "), role),
        pen.span(format!("{who} "), if current { StyleRole::Strong } else { StyleRole::Text }),
        pen.span(format!("{name} "), StyleRole::Text),
        pen.span(comes, role),
    ])
}
