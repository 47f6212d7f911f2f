//! The summary under a view: the cell under the cursor in a few lines.

use ratatui::text::{Line, Span};

use super::{
    origin,
    pen::{Pen, key_of},
};
use crate::{
    access::{Gate, GateState, Verdict, provisional, remedy::Remedy},
    dashboard::{
        keymap::Action,
        model::{Focus, Mode, Model, View},
        text::{fit, pad},
    },
    screen::theme::StyleRole,
    words,
};

pub(super) fn lines(model: &Model, pen: &Pen<'_>, height: usize) -> Vec<Line<'static>> {
    let Some(focus) = model.focus() else {
        let text = if model.screen.filter.is_empty() { "no model is known yet" } else { "nothing matches the filter" };
        return vec![pen.text(text, StyleRole::Quiet)];
    };
    let mut lines = vec![status(model, pen, focus)];
    lines.extend(changed(model, pen, focus));
    lines.extend(because(model, pen, focus));
    lines.extend(remedies(model, pen, &focus.remedies));
    lines.extend(next_gap(model, pen, focus));
    lines.truncate(height);
    lines
}

/// `Sonnet 5 in us-west-2 (Oregon)`; the id where it does not tell the model.
pub(super) fn title(model: &Model, focus: &Focus) -> String {
    let cell = &focus.ladder.cell;
    let id = || cell.invoked.as_ref().map(ToString::to_string).unwrap_or_default();
    let name = cell.model.as_ref().map_or_else(id, |id| model.catalog.name(id).short());
    format!("{name} in {}", model.catalog.region_with_place(&cell.region))
}

/// `✖ blocked at 6 agreement: agreement missing              read 4 min ago`
fn status(model: &Model, pen: &Pen<'_>, focus: &Focus) -> Line<'static> {
    let ladder = &focus.ladder;
    let mut age = vec![pen.read(ladder.as_of(), model.now)];
    if ladder.is_stale() {
        age.insert(0, pen.span("older answer, the last question failed · ", StyleRole::Warning));
    }
    let age_width = super::pen::wide(&age);
    let sentence = sentence(model, focus);
    let room = pen.width.saturating_sub(2);
    let beside = room.saturating_sub(age_width + 2);
    let text = if Span::raw(sentence.as_str()).width() > beside { fit(&sentence, room) } else { sentence };
    pen.ends(vec![pen.verdict(focus.verdict), pen.span(format!(" {text}"), focus.verdict.into())], age)
}

/// What the verdict means here, in words.
pub(super) fn sentence(model: &Model, focus: &Focus) -> String {
    let reason = focus.ladder.reason_in_short();
    let because = |text: &str| if reason.is_empty() { text.to_owned() } else { format!("{text}: {reason}") };
    match focus.verdict {
        Verdict::Verified { at } => {
            let until = focus.ladder.provisional_until.map(|until| format!(", {}", provisional(until)));
            let until = until.unwrap_or_default();
            format!("verified{until}: a real call answered {}", crate::dashboard::text::ago(at, model.now))
        }
        Verdict::Open => {
            let unread = unread(focus);
            if unread.is_empty() { "open".to_owned() } else { format!("open, as far as is read; not read: {unread}") }
        }
        Verdict::Pending => because("pending"),
        Verdict::Blocked(gate) => because(&format!("blocked at {} {}", gate.number(), gate.title())),
        Verdict::Contradicted(gate) => {
            because(&format!("contradicted: a real call was refused at {} {}", gate.number(), gate.title()))
        }
        Verdict::NotOffered => {
            let elsewhere = elsewhere(model, focus);
            let places = match elsewhere {
                0 => "in no region read so far".to_owned(),
                1 => "in 1 other region".to_owned(),
                many => format!("in {many} other regions"),
            };
            let reason = if reason.is_empty() { "not offered".to_owned() } else { reason };
            format!("{reason} here; offered {places}")
        }
        Verdict::Unknown => format!("unknown: {reason}"),
    }
}

/// `* was agreement missing until 13:02 UTC`
pub(super) fn changed(model: &Model, pen: &Pen<'_>, focus: &Focus) -> Option<Line<'static>> {
    let cell = &focus.ladder.cell;
    let one = model.live.change_at(&cell.region, cell.model.as_ref()?)?;
    let seen = words::minute(one.seen);
    Some(pen.text(&format!("* was {} until {seen}", words::standing(&one.change.before)), StyleRole::Key))
}

fn unread(focus: &Focus) -> String {
    let unread = focus.ladder.rungs.iter().filter(|rung| matches!(rung.state, GateState::NotRead(_)));
    unread.map(|rung| Gate::title(rung.gate)).collect::<Vec<_>>().join(", ")
}

fn elsewhere(model: &Model, focus: &Focus) -> usize {
    let Some(id) = &focus.ladder.cell.model else { return 0 };
    let offered = |verdict| !matches!(verdict, Verdict::NotOffered | Verdict::Unknown | Verdict::Blocked(Gate::Region));
    let cells = model.derived.regions.iter().filter_map(|region| model.derived.cell(region, id));
    cells.filter(|cell| offered(cell.verdict)).count()
}

/// In the Claude Code view, where the id came from: its column is the first to leave a narrow table.
fn because(model: &Model, pen: &Pen<'_>, focus: &Focus) -> Option<Line<'static>> {
    let usage = &focus.usage.as_ref().filter(|_| model.screen.view == View::Calls)?.usage;
    let notes = usage.notes.iter().map(|note| format!("; {note}")).collect::<String>();
    let place = origin::place(&usage.source);
    Some(pen.text(&format!("  because of {place}{notes}"), StyleRole::Quiet))
}

/// On a cell with nothing to do, where there is something to do.
fn next_gap(model: &Model, pen: &Pen<'_>, focus: &Focus) -> Option<Line<'static>> {
    let elsewhere = focus.verdict.is_open() && matches!(model.screen.mode, Mode::Browse);
    let uses = &model.derived.check.uses;
    let mut gaps = model.derived.order.iter().filter_map(|index| uses.get(*index));
    let gap = gaps.find(|_| elsewhere).filter(|checked| checked.is_gap())?;
    let name = gap.ladder.cell.model.as_ref().map(|id| model.catalog.name(id).short()).unwrap_or_default();
    let what = format!("next gap: {} {name} in {}", gap.role(), gap.usage.region);
    let key = key_of(model, Action::NextGap);
    let room = pen.width.saturating_sub(key.len() + 3);
    Some(pen.line(vec![pen.span(format!("  {key} "), StyleRole::Key), pen.span(fit(&what, room), StyleRole::Quiet)]))
}

/// The remedies with the keys that reach them.
fn remedies<'a>(model: &Model, pen: &'a Pen<'_>, remedies: &'a [Remedy]) -> impl Iterator<Item = Line<'static>> + 'a {
    let (open, copy) = (key_of(model, Action::OpenConsole), key_of(model, Action::CopyRemedy));
    let page = remedies.iter().position(|remedy| remedy.url.is_some());
    // What can be pasted stands in a column of its own where half of the line is left for it.
    let pasted = remedies.iter().filter(|remedy| remedy.text.lines().nth(1).is_none());
    let longest = pasted.map(|remedy| Span::raw(remedy.title.as_str()).width()).max().unwrap_or(0);
    let column = if longest <= pen.width / 2 { longest } else { 0 };
    remedies.iter().enumerate().map(move |(index, remedy)| {
        let key = match (Some(index) == page, index) {
            (true, _) => open.as_str(),
            (false, 0) => copy.as_str(),
            _ => "",
        };
        let title = fit(&remedy.title, pen.width.saturating_sub(4));
        let title = if Span::raw(title.as_str()).width() < column { pad(&title, column) } else { title };
        let room = pen.width.saturating_sub(Span::raw(title.as_str()).width() + 7);
        let text = if remedy.text.is_empty() { remedy.url.as_deref().unwrap_or_default() } else { &remedy.text };
        // The first line of a policy says nothing; the detail has it all.
        let text = if room < 16 || text.lines().nth(1).is_some() { String::new() } else { fit(text, room) };
        pen.line(vec![
            pen.span(format!("  {} ", pad(key, 1)), StyleRole::Key),
            pen.span(title, StyleRole::Text),
            pen.span(format!("   {text}"), StyleRole::Quiet),
        ])
    })
}
