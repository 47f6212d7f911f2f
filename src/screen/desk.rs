//! The panes side by side, all following one cursor: what Claude Code calls, the map, and why.

use ratatui::{
    layout::Rect,
    text::{Line, Span},
};

use super::{
    beside, calls, claude_code, matrix,
    pane::{Drawn, Edge, Pane, inner},
    pen::{Pen, key_of},
    region, summary,
};
use crate::{
    dashboard::{
        keymap::Action,
        model::{Fate, Model, View, answer},
    },
    screen::theme::{StyleRole, Theme},
};

/// How many columns of panes there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Desk {
    /// One view, and the cell under the cursor below it.
    One,
    /// The view with the calls above it, and why beside them.
    Two,
    /// The calls, the map with the region below it, and why.
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
const WHY: u16 = 54;
const CALLS: u16 = 58;

pub(super) fn panes(model: &Model, theme: &Theme, desk: Desk, area: Rect) -> Vec<Pane> {
    let why = if desk == Desk::Three { WHY } else { area.width * 45 / 100 };
    let (rest, right) = columns(area, area.width.saturating_sub(why));
    let mut panes =
        vec![framed(theme, right, &why_title(model), &key_of(model, Action::Detail), false, |pen, rows| {
            beside::lines(model, pen, rows).into()
        })];
    if desk == Desk::Three {
        let (left, middle) = columns(rest, CALLS);
        panes.push(pane_of(model, theme, left, View::ClaudeCode));
        panes.extend(map_and_region(model, theme, middle));
        return panes;
    }
    if model.screen.view == View::ClaudeCode {
        panes.push(pane_of(model, theme, rest, View::ClaudeCode));
        return panes;
    }
    let most = usize::from(rest.height / 3);
    let calls = short(calls::wanted(model).clamp(1, most.saturating_sub(2).max(1)) + 2);
    let (above, below) = rows(rest, calls);
    panes.push(framed(
        theme,
        above,
        &calls_title(model),
        &key_of(model, Action::ViewClaudeCode),
        false,
        |pen, rows| calls::drawn(model, pen, rows),
    ));
    panes.push(pane_of(model, theme, below, model.screen.view));
    panes
}

/// The map, and below it the region under the cursor where there is room; else the one of both that is in front.
fn map_and_region(model: &Model, theme: &Theme, area: Rect) -> Vec<Pane> {
    let wanted = short(matrix::wanted(model) + 2);
    if area.height < wanted + 10 {
        let view = if model.screen.view == View::Region { View::Region } else { View::Matrix };
        return vec![pane_of(model, theme, area, view)];
    }
    let (above, below) = rows(area, wanted);
    vec![pane_of(model, theme, above, View::Matrix), pane_of(model, theme, below, View::Region)]
}

fn pane_of(model: &Model, theme: &Theme, area: Rect, view: View) -> Pane {
    let (title, action) = match view {
        View::Matrix => {
            (format!("Map · {} × {}", model.visible_models().len(), model.visible_regions().len()), Action::ViewMatrix)
        }
        View::Region => (model.catalog.region_with_place(model.region_at_cursor()), Action::ViewRegion),
        View::ClaudeCode => (calls_title(model), Action::ViewClaudeCode),
    };
    let key = key_of(model, action);
    framed(theme, area, &title, &key, model.screen.view == view, |pen, rows| match view {
        View::Matrix => matrix::drawn(model, pen, rows),
        View::Region => region::drawn(model, pen, rows),
        // What is supposed is told in the table: from what to what.
        View::ClaudeCode if model.account.what_if.is_empty() => claude_code::beside(model, pen, rows),
        View::ClaudeCode => claude_code::drawn(model, pen, rows),
    })
}

fn framed(
    theme: &Theme,
    area: Rect,
    title: &str,
    key: &str,
    focused: bool,
    draw: impl FnOnce(&Pen<'_>, usize) -> Drawn,
) -> Pane {
    let inside = inner(area);
    let pen = Pen::new(theme, inside.width);
    let look = if focused { StyleRole::Key } else { StyleRole::Quiet };
    let name = if focused { StyleRole::Strong } else { StyleRole::Text };
    let title = crate::dashboard::text::fit(title, usize::from(area.width.saturating_sub(10)));
    let left = Line::from(vec![
        Span::raw(" "),
        pen.span(key, StyleRole::Key),
        pen.span(if key.is_empty() { "" } else { " " }, StyleRole::Text),
        pen.span(title, name),
        Span::raw(" "),
    ]);
    let edge = Edge { left, right: Line::default(), look: theme.style(look) };
    Pane::framed(area, edge, draw(&pen, usize::from(inside.height)))
}

/// `Sonnet 4.5 in us-west-2 (Oregon)`
fn why_title(model: &Model) -> String {
    model.focus().map_or_else(|| "Why".to_owned(), |focus| format!("why: {}", summary::title(model, focus)))
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
