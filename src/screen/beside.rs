//! Why, beside the map: what AWS says of the cell under the cursor, who is hit, what was checked, what to do.

use ratatui::text::{Line, Span};

use super::{
    pen::{Pen, key_of},
    summary, why,
};
use crate::{
    access::{Gate, GateState, Ladder, Rung},
    dashboard::{
        keymap::Action,
        model::{Fate, Focus, Model},
        text::{ago, fit, pad, width, wrap},
    },
    screen::theme::StyleRole,
    words::InWords as _,
};

pub(super) fn lines(model: &Model, pen: &Pen<'_>, height: usize) -> Vec<Line<'static>> {
    let Some(focus) = model.focus() else { return summary::lines(model, pen, 1) };
    let mut lines = verdict(model, pen, focus);
    lines.extend(hit(model, pen, focus));
    if let Some(checked) = &focus.usage {
        let place = why::place(&checked.usage.source);
        lines.extend(pen.paragraph(&format!("from {place}"), 2, StyleRole::Quiet));
    }
    let fixes = fixes(model, pen, focus);
    let all = checks(model, pen, &focus.ladder, false);
    // The fine ones are folded where they would push the fixes off the screen.
    let folds = lines.len() + all.len() + fixes.len() > height;
    lines.extend(if folds { checks(model, pen, &focus.ladder, true) } else { all });
    lines.extend(fixes);
    lines.extend(said(pen, &focus.ladder));
    pen.scrolled(lines, 0, height, &format!("▾ more: {}", key_of(model, Action::Detail)))
}

/// The sentence, and the id to call.
fn verdict(model: &Model, pen: &Pen<'_>, focus: &Focus) -> Vec<Line<'static>> {
    let sentence = format!("{} {}", focus.verdict.words().glyph, summary::sentence(model, focus));
    let mut lines = pen.paragraph(&sentence, 0, focus.verdict.into());
    lines.extend(summary::changed(model, pen, focus));
    if let Some(id) = focus.id() {
        lines.push(pen.ends(
            vec![pen.span(format!("  {}", fit(&id, pen.width.saturating_sub(5))), StyleRole::Quiet)],
            vec![pen.span(key_of(model, Action::CopyId), StyleRole::Key)],
        ));
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
    let lines: Vec<Line<'static>> = uses.enumerate().map(line).collect();
    if lines.is_empty() { vec![pen.text("  not called by Claude Code here", StyleRole::Quiet)] } else { lines }
}

/// The checks, the fine ones in one line where they are folded.
fn checks(model: &Model, pen: &Pen<'_>, ladder: &Ladder, folded: bool) -> Vec<Line<'static>> {
    let read = ladder.as_of().map(|at| ago(at, model.now)).unwrap_or_else(|| "not read yet".to_owned());
    let mut lines = vec![
        Line::default(),
        pen.ends(vec![pen.span("CHECKED", StyleRole::Heading)], vec![pen.span(read, StyleRole::Quiet)]),
    ];
    let fine = |rung: &&Rung| matches!(rung.state, GateState::Open);
    let count = ladder.rungs.iter().filter(fine).count();
    if folded && count > 0 {
        let words = GateState::Open.words();
        let text = format!(" of {} are open", ladder.rungs.len());
        lines.push(pen.line(vec![
            pen.span(format!("  {} ", words.glyph), StyleRole::Open),
            pen.span(format!("{count}{text}"), StyleRole::Text),
        ]));
    }
    for rung in ladder.rungs.iter().filter(|rung| !folded || !fine(rung)) {
        if folded && matches!(rung.state, GateState::NotNeeded) {
            continue;
        }
        lines.push(check(model, pen, rung));
    }
    lines
}

/// Columns of the name of a check.
const NAME: usize = 15;

fn check(model: &Model, pen: &Pen<'_>, rung: &Rung) -> Line<'static> {
    let (role, key) = match &rung.state {
        GateState::Blocked(_) if rung.by_real_call => (StyleRole::Contradicted, String::new()),
        GateState::Blocked(_) => (StyleRole::Blocked, String::new()),
        GateState::Open => (StyleRole::Open, String::new()),
        GateState::Pending => (StyleRole::Pending, String::new()),
        GateState::NotNeeded => (StyleRole::Quiet, String::new()),
        GateState::NotRead(_) if rung.gate == Gate::Permission => (StyleRole::Unknown, key_of(model, Action::Simulate)),
        GateState::NotRead(_) if rung.gate == Gate::Account => (StyleRole::Unknown, key_of(model, Action::Verify)),
        GateState::NotRead(_) => (StyleRole::Unknown, String::new()),
    };
    let room = pen.width.saturating_sub(NAME + 5 + 3);
    let strong = matches!(rung.state, GateState::Blocked(_) | GateState::Pending);
    pen.ends(
        vec![
            pen.span(format!("{} {} ", if strong { "▸" } else { " " }, rung.state.words().glyph), role),
            pen.span(pad(rung.gate.title(), NAME), if strong { StyleRole::Strong } else { StyleRole::Text }),
            pen.span(fit(&rung.evidence(), room), if strong { StyleRole::Text } else { StyleRole::Quiet }),
        ],
        vec![pen.span(key, StyleRole::Key)],
    )
}

/// What to do, best first: a line each, and what the first one is made of.
fn fixes(model: &Model, pen: &Pen<'_>, focus: &Focus) -> Vec<Line<'static>> {
    if focus.remedies.is_empty() {
        return Vec::new();
    }
    let enter = key_of(model, Action::Detail);
    let hint = format!("{enter}, then the number copies");
    let mut lines = vec![
        Line::default(),
        pen.ends(vec![pen.span("FIX", StyleRole::Heading)], vec![pen.span(hint, StyleRole::Quiet)]),
    ];
    let page = focus.remedies.iter().position(|remedy| remedy.url.is_some());
    for (index, remedy) in focus.remedies.iter().enumerate() {
        let key = match (Some(index) == page, index) {
            (true, _) => format!("{} opens it", key_of(model, Action::OpenConsole)),
            (false, 0) => format!("{} copies it", key_of(model, Action::CopyRemedy)),
            _ => String::new(),
        };
        let role = if index == 0 { StyleRole::Strong } else { StyleRole::Text };
        lines.extend(titled(pen, index, &remedy.title, role, &key));
        let text = if remedy.text.is_empty() { remedy.url.as_deref().unwrap_or_default() } else { &remedy.text };
        if index == 0 && text.lines().count() < 4 {
            let rows = text.lines().flat_map(|line| wrap(line, pen.width.saturating_sub(4)));
            lines.extend(rows.map(|row| pen.line(vec![Span::raw("    "), pen.span(row, StyleRole::Quiet)])));
        }
    }
    if !focus.verdict.is_open() {
        let key = pen.span(format!("{} copies it", key_of(model, Action::CopyMessage)), StyleRole::Key);
        let words = pen.span("  … or ask your administrator", StyleRole::Text);
        lines.push(pen.ends(vec![words], vec![key]));
    }
    lines
}

/// `1 Open the page …`, over as many lines as it needs, with its key at the end of the last where there is room.
fn titled(pen: &Pen<'_>, index: usize, title: &str, role: StyleRole, key: &str) -> Vec<Line<'static>> {
    let rows = wrap(title, pen.width.saturating_sub(4));
    let last = rows.len().saturating_sub(1);
    let fits = rows.last().is_some_and(|row| 4 + width(row) + 2 + width(key) <= pen.width);
    let line = |(at, row): (usize, String)| {
        let number = if at == 0 { format!("  {} ", index + 1) } else { "    ".to_owned() };
        let key = if at == last && fits { key } else { "" };
        pen.ends(vec![pen.span(number, StyleRole::Key), pen.span(row, role)], vec![pen.span(key, StyleRole::Key)])
    };
    let mut lines: Vec<Line<'static>> = rows.into_iter().enumerate().map(line).collect();
    if !fits && !key.is_empty() {
        lines.push(pen.ends(vec![Span::raw(" ")], vec![pen.span(key, StyleRole::Key)]));
    }
    lines
}

/// AWS's own words.
fn said(pen: &Pen<'_>, ladder: &Ladder) -> Vec<Line<'static>> {
    let words = ladder.words();
    let Some(first) = words.first() else { return Vec::new() };
    let mut lines = vec![Line::default(), pen.text("IN AWS'S WORDS", StyleRole::Heading)];
    lines.extend(pen.paragraph(&first.refusal.text, 2, StyleRole::Quiet));
    lines
}
