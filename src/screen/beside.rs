//! Why, beside the map: what AWS says of the cell under the cursor, who is hit, what was checked, what to do.

use ratatui::text::{Line, Span};

use super::{
    pen::{Pen, key_of},
    strip, why,
};
use crate::{
    access::{Gate, GateState, Ladder, Rung},
    dashboard::{
        keymap::Action,
        model::{Fate, Focus, Model, answer},
        text::{ago, fit, pad, width, wrap},
    },
    screen::theme::Role,
    words::InWords as _,
};

pub(super) fn lines(model: &Model, pen: &Pen<'_>, height: usize) -> Vec<Line<'static>> {
    let Some(focus) = model.focus() else { return strip::lines(model, pen, 1) };
    let mut lines = verdict(model, pen, &focus);
    lines.extend(hit(model, pen, &focus));
    if let Some(checked) = &focus.usage {
        let place = why::place(&checked.usage.source);
        lines.extend(pen.paragraph(&format!("from {place}"), 2, Role::Quiet));
    }
    let fixes = fixes(model, pen, &focus);
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
    let sentence = format!("{} {}", focus.verdict.words().glyph, strip::sentence(model, focus));
    let mut lines = pen.paragraph(&sentence, 0, focus.verdict.into());
    lines.extend(strip::changed(model, pen, focus));
    if let Some(id) = focus.id() {
        lines.push(pen.ends(
            vec![pen.span(format!("  {}", fit(&id, pen.width.saturating_sub(5))), Role::Quiet)],
            vec![pen.span(key_of(model, Action::CopyId), Role::Key)],
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
        let comes = answer::comes_of(model, checked);
        let who = fit(&checked.role(), pen.width.saturating_sub(14 + comes.chars().count()));
        let role = match Fate::of(checked) {
            Fate::Fails => Role::Blocked,
            Fate::Repaired => Role::Pending,
            Fate::Unknown | Fate::Works => Role::Quiet,
        };
        pen.ends(vec![pen.span(label, Role::Quiet), pen.span(who, Role::Text)], vec![pen.span(comes, role)])
    };
    let lines: Vec<Line<'static>> = uses.enumerate().map(line).collect();
    if lines.is_empty() { vec![pen.text("  not called by Claude Code here", Role::Quiet)] } else { lines }
}

/// The checks, the fine ones in one line where they are folded.
fn checks(model: &Model, pen: &Pen<'_>, ladder: &Ladder, folded: bool) -> Vec<Line<'static>> {
    let read = ladder.as_of().map(|at| ago(at, model.now)).unwrap_or_else(|| "not read yet".to_owned());
    let mut lines =
        vec![Line::default(), pen.ends(vec![pen.span("CHECKED", Role::Heading)], vec![pen.span(read, Role::Quiet)])];
    let fine = |rung: &&Rung| matches!(rung.state, GateState::Open);
    let count = ladder.rungs.iter().filter(fine).count();
    if folded && count > 0 {
        let words = GateState::Open.words();
        let text = format!(" of {} are open", ladder.rungs.len());
        lines.push(pen.line(vec![
            pen.span(format!("  {} ", words.glyph), Role::Open),
            pen.span(format!("{count}{text}"), Role::Text),
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
        GateState::Blocked(_) if rung.by_real_call => (Role::Contradicted, String::new()),
        GateState::Blocked(_) => (Role::Blocked, String::new()),
        GateState::Open => (Role::Open, String::new()),
        GateState::Pending => (Role::Pending, String::new()),
        GateState::NotNeeded => (Role::Quiet, String::new()),
        GateState::NotRead(_) if rung.gate == Gate::Permission => (Role::Unknown, key_of(model, Action::Simulate)),
        GateState::NotRead(_) if rung.gate == Gate::Account => (Role::Unknown, key_of(model, Action::Verify)),
        GateState::NotRead(_) => (Role::Unknown, String::new()),
    };
    let room = pen.width.saturating_sub(NAME + 5 + 3);
    let strong = matches!(rung.state, GateState::Blocked(_) | GateState::Pending);
    pen.ends(
        vec![
            pen.span(format!("{} {} ", if strong { "▸" } else { " " }, rung.state.words().glyph), role),
            pen.span(pad(rung.gate.title(), NAME), if strong { Role::Strong } else { Role::Text }),
            pen.span(fit(&rung.evidence(), room), if strong { Role::Text } else { Role::Quiet }),
        ],
        vec![pen.span(key, Role::Key)],
    )
}

/// What to do, best first: a line each, and what the first one is made of.
fn fixes(model: &Model, pen: &Pen<'_>, focus: &Focus) -> Vec<Line<'static>> {
    if focus.remedies.is_empty() {
        return Vec::new();
    }
    let enter = key_of(model, Action::Detail);
    let hint = format!("{enter}, then the number copies");
    let mut lines =
        vec![Line::default(), pen.ends(vec![pen.span("FIX", Role::Heading)], vec![pen.span(hint, Role::Quiet)])];
    let page = focus.remedies.iter().position(|remedy| remedy.url.is_some());
    for (index, remedy) in focus.remedies.iter().enumerate() {
        let key = match (Some(index) == page, index) {
            (true, _) => format!("{} opens it", key_of(model, Action::OpenConsole)),
            (false, 0) => format!("{} copies it", key_of(model, Action::CopyRemedy)),
            _ => String::new(),
        };
        let role = if index == 0 { Role::Strong } else { Role::Text };
        lines.extend(titled(pen, index, &remedy.title, role, &key));
        let text = if remedy.text.is_empty() { remedy.url.as_deref().unwrap_or_default() } else { &remedy.text };
        if index == 0 && text.lines().count() < 4 {
            let rows = text.lines().flat_map(|line| wrap(line, pen.width.saturating_sub(4)));
            lines.extend(rows.map(|row| pen.line(vec![Span::raw("    "), pen.span(row, Role::Quiet)])));
        }
    }
    if !focus.verdict.is_open() {
        let key = pen.span(format!("{} copies it", key_of(model, Action::CopyMessage)), Role::Key);
        let words = pen.span("  … or ask your administrator", Role::Text);
        lines.push(pen.ends(vec![words], vec![key]));
    }
    lines
}

/// `1 Open the page …`, over as many lines as it needs, with its key at the end of the last where there is room.
fn titled(pen: &Pen<'_>, index: usize, title: &str, role: Role, key: &str) -> Vec<Line<'static>> {
    let rows = wrap(title, pen.width.saturating_sub(4));
    let last = rows.len().saturating_sub(1);
    let fits = rows.last().is_some_and(|row| 4 + width(row) + 2 + width(key) <= pen.width);
    let line = |(at, row): (usize, String)| {
        let number = if at == 0 { format!("  {} ", index + 1) } else { "    ".to_owned() };
        let key = if at == last && fits { key } else { "" };
        pen.ends(vec![pen.span(number, Role::Key), pen.span(row, role)], vec![pen.span(key, Role::Key)])
    };
    let mut lines: Vec<Line<'static>> = rows.into_iter().enumerate().map(line).collect();
    if !fits && !key.is_empty() {
        lines.push(pen.ends(vec![Span::raw(" ")], vec![pen.span(key, Role::Key)]));
    }
    lines
}

/// AWS's own words.
fn said(pen: &Pen<'_>, ladder: &Ladder) -> Vec<Line<'static>> {
    let words = ladder.words();
    let Some(first) = words.first() else { return Vec::new() };
    let mut lines = vec![Line::default(), pen.text("IN AWS'S WORDS", Role::Heading)];
    lines.extend(pen.paragraph(&first.refusal.text, 2, Role::Quiet));
    lines
}
