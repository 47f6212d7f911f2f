//! Why: what AWS says of the cell under the cursor, who is hit, what to do, what was checked, and what AWS said. The same
//! text beside the map and over the whole screen; read with the keys, its fixes are a menu.

use std::ops::Range;

use ratatui::text::{Line, Span};

use super::{
    checks, origin,
    pen::{Pen, key_of},
    said, summary,
};
use crate::{
    access::remedy::Remedy,
    dashboard::{
        keymap::Action,
        model::{Fate, Fix, Focus, Model, ReadingAt},
        text::{fit, width, wrap},
    },
    screen::theme::StyleRole,
    words::InWords as _,
};

/// Lines of the fix in front that are shown while the menu is not read.
const PREVIEW: usize = 3;

/// The part of the text that is to be seen, and how far it can be scrolled.
pub(super) fn lines(
    model: &Model,
    pen: &Pen<'_>,
    height: usize,
    reading: Option<ReadingAt>,
) -> (Vec<Line<'static>>, usize) {
    let Some(focus) = model.focus() else { return (summary::lines(model, pen, 1), 0) };
    let key = key_of(model, Action::ViewWhy);
    let mut lines = verdict(model, pen, focus);
    if reading.is_some() && model.screen.raw {
        lines.extend(said::alone(model, pen, &focus.ladder));
        return pen.scrollable(lines, 0, reading, height, &key);
    }
    lines.extend(hit(model, pen, focus));
    let (fixes, chosen) = fixes(model, pen, focus, reading);
    let chosen = lines.len() + chosen.start..lines.len() + chosen.end;
    lines.extend(fixes);
    let origin = origin::lines(model, pen, focus);
    let all = checks::lines(model, pen, &focus.ladder, false);
    // Read closely everything is there; else the fine ones are folded where they would not fit.
    let folds = reading.is_none() && lines.len() + all.len() > height;
    lines.extend(if folds { checks::lines(model, pen, &focus.ladder, true) } else { all });
    lines.extend(origin);
    lines.extend(checks::notes(pen, &focus.ladder));
    lines.extend(said::below(pen, &focus.ladder));
    // From the second fix on what is chosen is on screen with all that it does, as far as there is room.
    let moved = reading.is_some_and(|reading| reading.fix > 0);
    let from = if moved { chosen.end.saturating_sub(height.saturating_sub(1)).min(chosen.start) } else { 0 };
    pen.scrollable(lines, from, reading, height, &key)
}

/// The sentence, and the ids to call it by.
fn verdict(model: &Model, pen: &Pen<'_>, focus: &Focus) -> Vec<Line<'static>> {
    let sentence = format!("{} {}", focus.verdict.words().glyph, summary::sentence(model, focus));
    let mut lines = pen.paragraph(&sentence, 0, focus.verdict.into());
    lines.extend(summary::changed(model, pen, focus));
    if let Some(id) = focus.id() {
        lines.push(pen.ends(
            vec![pen.span(format!("  {}", fit(&id, pen.width.saturating_sub(5))), StyleRole::Quiet)],
            vec![pen.span(key_of(model, Action::Copy), StyleRole::Key)],
        ));
    }
    let others = focus.ladder.call_as.get(1..).unwrap_or_default();
    if focus.usage.is_none() && !others.is_empty() {
        lines.extend(pen.paragraph(&format!("or as {}", others.join(", ")), 2, StyleRole::Quiet));
    }
    lines
}

/// Who calls it, and what comes of that.
fn hit(model: &Model, pen: &Pen<'_>, focus: &Focus) -> Vec<Line<'static>> {
    let Some(id) = &focus.ladder.cell.model else { return Vec::new() };
    let uses = model.derived.check.uses_of(&focus.ladder.cell.region, id);
    let line = |(nth, checked): (usize, &crate::gaps::CheckedUse)| {
        let label = if nth == 0 { "  called by " } else { "            " };
        let comes = checked.comes_of(model.catalog);
        let who = fit(&checked.role(), pen.width.saturating_sub(14 + comes.chars().count()));
        let role = match Fate::of(checked) {
            Fate::Fails => StyleRole::Blocked,
            Fate::Repaired => StyleRole::Pending,
            Fate::Unknown | Fate::Works => StyleRole::Quiet,
        };
        pen.ends(vec![pen.span(label, StyleRole::Quiet), pen.span(who, StyleRole::Text)], vec![pen.span(comes, role)])
    };
    let mut lines: Vec<Line<'static>> = uses.enumerate().map(line).collect();
    if lines.is_empty() {
        lines.push(pen.text("  not called by Claude Code here", StyleRole::Quiet));
    }
    if let Some(checked) = &focus.usage {
        lines.extend(pen.paragraph(&format!("from {}", origin::place(&checked.usage.source)), 2, StyleRole::Quiet));
    }
    lines
}

/// What to do, best first. Under the chosen one stands what it is made of.
fn fixes(
    model: &Model,
    pen: &Pen<'_>,
    focus: &Focus,
    reading: Option<ReadingAt>,
) -> (Vec<Line<'static>>, Range<usize>) {
    let fixes = focus.fixes();
    if fixes.is_empty() {
        return (Vec::new(), 0..0);
    }
    let key = |action| key_of(model, action);
    let hint = match reading {
        Some(_) => format!("↑↓ choose   {} does it", key(Action::DoFix)),
        None => format!("{} to choose", key(Action::ViewWhy)),
    };
    let mut lines = vec![
        Line::default(),
        pen.ends(vec![pen.span("FIX", StyleRole::Heading)], vec![pen.span(hint, StyleRole::Quiet)]),
    ];
    let chosen = reading.map_or(0, |reading| reading.fix.min(fixes.len() - 1));
    let mut place = 0..0;
    for (nth, fix) in fixes.iter().enumerate() {
        let start = lines.len();
        let (title, does) = said_of(model, fix, nth == 0);
        lines.extend(titled(pen, nth, title, (nth == chosen, reading.is_some()), &does));
        if nth == chosen {
            let preview = preview(pen, fix);
            lines.extend(if reading.is_some() || preview.len() <= PREVIEW { preview } else { Vec::new() });
            place = start..lines.len();
        }
    }
    (lines, place)
}

/// What a fix is called, and the key that does it from anywhere.
fn said_of<'a>(model: &Model, fix: &Fix<'a>, first: bool) -> (&'a str, String) {
    match fix {
        Fix::Remedy(remedy) if remedy.url.is_some() => {
            (&remedy.title, format!("{} opens it", key_of(model, Action::OpenConsole)))
        }
        Fix::Remedy(remedy) if first => (&remedy.title, format!("{} copies it", key_of(model, Action::CopyRemedy))),
        Fix::Remedy(remedy) => (&remedy.title, String::new()),
        Fix::Administrator => {
            ("Or ask your administrator", format!("{} copies a message", key_of(model, Action::CopyMessage)))
        }
    }
}

/// `▸1 Open the page …`, over as many lines as it needs, with its key at the end of the last where there is room.
fn titled(pen: &Pen<'_>, nth: usize, title: &str, (chosen, read): (bool, bool), key: &str) -> Vec<Line<'static>> {
    let rows = wrap(title, pen.width.saturating_sub(4));
    let last = rows.len().saturating_sub(1);
    let fits = rows.last().is_some_and(|row| 4 + width(row) + 2 + width(key) <= pen.width);
    let role = if chosen { StyleRole::Strong } else { StyleRole::Text };
    let line = |(at, row): (usize, String)| {
        let mark = if chosen && read { "▸" } else { " " };
        let number = if at == 0 { format!("{mark}{:>2} ", nth + 1) } else { "    ".to_owned() };
        let key = if at == last && fits { key } else { "" };
        pen.ends(vec![pen.span(number, StyleRole::Key), pen.span(row, role)], vec![pen.span(key, StyleRole::Key)])
    };
    let mut lines: Vec<Line<'static>> = rows.into_iter().enumerate().map(line).collect();
    if !fits && !key.is_empty() {
        lines.push(pen.ends(vec![Span::raw(" ")], vec![pen.span(key, StyleRole::Key)]));
    }
    lines
}

/// What would be opened or copied, whole.
fn preview(pen: &Pen<'_>, fix: &Fix<'_>) -> Vec<Line<'static>> {
    let Fix::Remedy(Remedy { text, url, .. }) = fix else { return Vec::new() };
    let url = url.as_deref().filter(|url| url != text);
    text.lines().chain(url).flat_map(|line| said::verbatim(pen, line, 4)).collect()
}
