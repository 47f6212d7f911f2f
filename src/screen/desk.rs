//! The panes on the screen, all following one cursor: which there is room for, where they lie, what stands in their titles.

use ratatui::{
    layout::Rect,
    text::{Line, Span},
};

use super::{
    Density, calls, claude_code,
    hits::InLine,
    matrix,
    pane::{Drawn, Edge, Frame, Pane},
    pen::{Pen, key_of},
    region, settings, summary, trouble, why,
};
use crate::{
    dashboard::{
        model::{Fate, Mode, Model, PaneId, ReadingAt, Target, TextPane, View, answer},
        text::{fit, width},
    },
    screen::theme::{StyleRole, Theme},
};

/// How many columns of panes there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Desk {
    /// The pane in focus, and the cell under the cursor below a list.
    One,
    /// The calls, the map or what takes its place below them, and why.
    Two,
    /// The calls and the settings, the map with the region below it, and why.
    Three,
}

impl Desk {
    /// What a screen of that size has room for.
    pub(super) fn of(area: Rect) -> Self {
        match (area.width, area.height) {
            (170.., 34..) => Self::Three,
            (100.., 20..) => Self::Two,
            _ => Self::One,
        }
    }
}

/// Columns of the pane that says why, on a screen with three columns of panes; and of the calls.
const WHY: u16 = 50;
const CALLS: u16 = 58;

const CALLS_PANE: PaneId = PaneId::List(View::Calls);
const MAP: PaneId = PaneId::List(View::Map);
const REGION: PaneId = PaneId::List(View::Region);
const WHY_PANE: PaneId = PaneId::Text(TextPane::Why);
const SETTINGS: PaneId = PaneId::Text(TextPane::Settings);

/// The panes, and how far the one in focus can be scrolled.
pub(super) fn panes(model: &Model, theme: &Theme, density: Density, desk: Desk, area: Rect) -> (Vec<Pane>, usize) {
    let places = places(model, density, desk, area);
    let focus = model.screen.pane();
    let mut reach = 0;
    let mut panes = Vec::new();
    for (id, area) in &places {
        let missing: Vec<PaneId> =
            PaneId::ALL.into_iter().filter(|id| !places.iter().any(|(there, _)| there == id)).collect();
        let frame = if desk == Desk::One { Frame::Top } else { Frame::All };
        let pen = Pen::new(theme, frame.inner(*area).width);
        let rows = usize::from(frame.inner(*area).height);
        let (drawn, scrolls) = contents(model, &pen, *id, rows);
        let beside = if *id == focus { &missing[..] } else { &[] };
        let edge = edge(model, theme, *id, area.width, frame, beside);
        if *id == focus {
            reach = scrolls;
        }
        panes.push(Pane::framed(*area, edge, drawn));
    }
    (panes, reach)
}

/// Which pane lies where.
fn places(model: &Model, density: Density, desk: Desk, area: Rect) -> Vec<(PaneId, Rect)> {
    let focus = model.screen.pane();
    if model.screen.zoomed {
        return vec![(focus, area)];
    }
    match desk {
        Desk::One => one(model, density, focus, area),
        Desk::Two => {
            let (left, right) = columns(area, area.width - area.width * 45 / 100);
            let most = usize::from(left.height / 3);
            let wanted = calls::wanted(model).clamp(1, most.saturating_sub(2).max(1));
            let (above, below) = rows(left, short(wanted + 2));
            vec![(CALLS_PANE, above), (lower(model, focus), below), (WHY_PANE, right)]
        }
        Desk::Three => {
            let (rest, right) = columns(area, area.width.saturating_sub(WHY));
            let (left, middle) = columns(rest, CALLS);
            let (above, below) = rows(left, short(calls::wanted(model) + 2).min(left.height / 2));
            let mut places = vec![(CALLS_PANE, above), (SETTINGS, below)];
            let map = short(matrix::wanted(model) + 2);
            if middle.height < map + 10 {
                places.push((if lower(model, focus) == REGION { REGION } else { MAP }, middle));
            } else {
                let (above, below) = rows(middle, map);
                places.extend([(MAP, above), (REGION, below)]);
            }
            places.push((WHY_PANE, right));
            places
        }
    }
}

/// Rows of the smallest list: its title, five lines of geographies and regions, a model.
const LIST: u16 = 7;

/// A list with the cell under the cursor below it, or a text.
fn one(model: &Model, density: Density, focus: PaneId, area: Rect) -> Vec<(PaneId, Rect)> {
    let PaneId::List(view) = focus else { return vec![(focus, area)] };
    if !model.derived.tally.has_data() && view != View::Calls {
        return vec![(focus, area)];
    }
    let wanted = 1 + match view {
        View::Map => matrix::wanted(model),
        View::Region => region::wanted(model),
        View::Calls => calls::wanted(model),
    };
    let below = 1 + density.summary(usize::from(area.height).saturating_sub(wanted + 1));
    // A list has its head and a row before anything is said below it.
    let below = short(below).min(area.height.saturating_sub(LIST));
    let (above, below) = rows(area, area.height.saturating_sub(below));
    let why = (below.height > 1).then_some((WHY_PANE, below));
    [(focus, above)].into_iter().chain(why).collect()
}

/// The pane under the calls: the map, unless another one that has its place there was called for.
fn lower(model: &Model, focus: PaneId) -> PaneId {
    match focus {
        REGION | SETTINGS => focus,
        _ if model.screen.view == View::Region => REGION,
        _ => MAP,
    }
}

fn contents(model: &Model, pen: &Pen<'_>, id: PaneId, rows: usize) -> (Drawn, usize) {
    let reading = model.screen.reading().filter(|reading| PaneId::Text(reading.pane) == id);
    match id {
        PaneId::List(View::Calls) => (calls_of(model, pen, rows), 0),
        PaneId::List(_) if !model.derived.tally.has_data() => (trouble::page(model, pen).into(), 0),
        PaneId::List(View::Map) => (matrix::drawn(model, pen, rows), 0),
        PaneId::List(View::Region) => (region::drawn(model, pen, rows), 0),
        PaneId::Text(TextPane::Settings) => {
            text(pen, settings::lines(model, pen), rows, reading, &key_of(model, id.action()))
        }
        PaneId::Text(TextPane::Why) => why_of(model, pen, rows, reading),
    }
}

/// What is supposed is told in a table, from what to what; so is everything where whole ids have room.
fn calls_of(model: &Model, pen: &Pen<'_>, rows: usize) -> Drawn {
    if model.account.what_if.is_empty() && pen.width < claude_code::WIDE {
        calls::drawn(model, pen, rows)
    } else {
        claude_code::drawn(model, pen, rows)
    }
}

fn why_of(model: &Model, pen: &Pen<'_>, rows: usize, reading: Option<ReadingAt>) -> (Drawn, usize) {
    if !model.derived.tally.has_data() && reading.is_some() {
        return (trouble::page(model, pen).into(), 0);
    }
    // In a few lines there is room for the sentence and for what to do.
    if rows < FEW && reading.is_none() {
        return (summary::lines(model, pen, rows).into(), 0);
    }
    let (lines, reach) = why::lines(model, pen, rows, reading);
    (lines.into(), reach)
}

/// Fewer lines than these are for a summary.
const FEW: usize = 12;

fn text(
    pen: &Pen<'_>,
    lines: Vec<Line<'static>>,
    rows: usize,
    reading: Option<ReadingAt>,
    key: &str,
) -> (Drawn, usize) {
    let (lines, reach) = pen.scrollable(lines, 0, reading, rows, key);
    (lines.into(), reach)
}

/// ` 2 Map · 18 × 33 ` and, where nobody else says it, how the list is filtered and sorted, and which panes there are.
fn edge(model: &Model, theme: &Theme, id: PaneId, columns: u16, frame: Frame, missing: &[PaneId]) -> Edge {
    let pen = Pen::new(theme, columns);
    let focused = model.screen.pane() == id;
    let (look, name) = if focused { (StyleRole::Key, StyleRole::Strong) } else { (StyleRole::Quiet, StyleRole::Text) };
    let key = key_of(model, id.action());
    let room = usize::from(columns).saturating_sub(10 + width(&key));
    let title = format!(" {} ", fit(&title(model, id), room));
    let corner = || pen.span(if frame == Frame::Top { "─" } else { "" }, look);
    let left = vec![corner(), pen.span(" ", name), pen.span(&key, StyleRole::Key), pen.span(&title, name)];
    let start = 2;
    let target = (start, width(&key) + width(&title), Target::Pane(id));
    // As much as `Pane::paint` leaves it: what does not fit is not drawn, and must not be clicked.
    let room = usize::from(columns).saturating_sub(8 + width(&key) + width(&title));
    let mut right = Vec::new();
    let mut targets = vec![target];
    if focused {
        right = beside(model, &pen, id, missing, room, columns, &mut targets);
        right.push(corner());
    }
    Edge { left: Line::from(left), right: Line::from(right), look: theme.style(look), frame, targets }
}

/// How the list in focus is filtered and sorted; then the panes that are not on screen, and the zoom, as far as there is room.
fn beside(
    model: &Model,
    pen: &Pen<'_>,
    id: PaneId,
    missing: &[PaneId],
    room: usize,
    columns: u16,
    targets: &mut Vec<InLine>,
) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut used = 0;
    let mut places = Vec::new();
    let state = state(model, id);
    let state = fit(&state, room.saturating_sub(1));
    if !state.is_empty() {
        used += width(&state) + 1;
        spans.push(pen.span(format!(" {state}"), StyleRole::Warning));
    }
    for id in missing {
        let (key, name) = (key_of(model, id.action()), id.name());
        let wide = width(&key) + width(name) + 3;
        if used + wide + 1 > room {
            break;
        }
        places.push((used + 2, wide - 2, Target::Pane(*id)));
        spans.push(pen.span(format!("  {key} "), StyleRole::Key));
        spans.push(pen.span(name, StyleRole::Quiet));
        used += wide;
    }
    if !spans.is_empty() {
        spans.push(Span::raw(" "));
        used += 1;
    }
    // Right-aligned, before the corner.
    let start = usize::from(columns).saturating_sub(used + 1);
    targets.extend(places.into_iter().map(|(at, wide, target)| (start + at, wide, target)));
    spans
}

/// `filter: haiku  4 of 18 · by status`
fn state(model: &Model, id: PaneId) -> String {
    let PaneId::List(view) = id else { return String::new() };
    let (shown, all) = match view {
        View::Calls => (model.visible_uses().len(), model.derived.check.uses.len()),
        View::Map | View::Region => (model.visible_models().len(), model.derived.models.len()),
    };
    let filter = &model.screen.filter;
    let typed = matches!(model.screen.mode, Mode::Filter(_));
    let filter = (!filter.is_empty() || typed).then(|| format!("filter: {filter}  {shown} of {all}"));
    filter.into_iter().chain(model.screen.sorts.title(view)).collect::<Vec<_>>().join(" · ")
}

fn title(model: &Model, id: PaneId) -> String {
    match id {
        PaneId::List(View::Map) => {
            format!("Map · {} × {}", model.visible_models().len(), model.visible_regions().len())
        }
        PaneId::List(View::Region) => model.catalog.region_with_place(model.region_at_cursor()),
        PaneId::List(View::Calls) => calls_title(model),
        PaneId::Text(TextPane::Settings) => "Settings Claude Code reads".to_owned(),
        PaneId::Text(TextPane::Why) => {
            model.focus().map_or_else(|| "Why".to_owned(), |focus| format!("Why · {}", summary::title(model, focus)))
        }
    }
}

/// `Calls · 9, 1 fails`
fn calls_title(model: &Model) -> String {
    let uses = model.visible_uses().len();
    match answer::with_fate(model, Fate::Fails).count() {
        0 => format!("Calls · {uses}"),
        1 => format!("Calls · {uses}, 1 fails"),
        many => format!("Calls · {uses}, {many} fail"),
    }
}

fn columns(area: Rect, first: u16) -> (Rect, Rect) {
    let first = first.min(area.width);
    let second = Rect { x: area.x.saturating_add(first), width: area.width - first, ..area };
    (Rect { width: first, ..area }, second)
}

fn rows(area: Rect, first: u16) -> (Rect, Rect) {
    let first = first.min(area.height);
    let second = Rect { y: area.y.saturating_add(first), height: area.height - first, ..area };
    (Rect { height: first, ..area }, second)
}

fn short(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
