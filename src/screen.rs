//! From the model to a frame: one file for each pane. Panes make lines; only this file knows where they go.

mod claude_code;
mod confirm;
mod detail;
mod footer;
mod header;
mod help;
mod hits;
mod matrix;
mod palette;
mod panel;
mod pen;
mod region;
mod roles;
mod scenarios;
mod strip;
mod table;
pub mod theme;
mod trouble;
mod why;

use ratatui::{Frame, buffer::Buffer, layout::Rect, text::Line};

use crate::{
    dashboard::model::{Mode, Model, Target, View},
    screen::theme::Theme,
};
pub use hits::HitMap;
use pen::Pen;

/// Below this there is no dashboard, only a sentence that says so.
const SMALLEST: (u16, u16) = (40, 10);

/// Draws one frame. Any size will do.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let area = frame.area();
    frame.buffer_mut().set_style(area, theme.ground());
    let pen = Pen::new(theme, area.width);
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let answer = &model.derived.headline.text;
        let text = format!("Too small: bedcheck needs {} × {}. Claude Code: {answer}.", SMALLEST.0, SMALLEST.1);
        let lines = pen.sentence(&text);
        paint(frame.buffer_mut(), area, &lines);
        return;
    }
    let room = Room::of(area.height);
    let top = header::lines(model, &pen, room);
    let bottom = footer::lines(model, &pen);
    let [head, middle, foot] = split(area, top.len(), bottom.len());
    paint(frame.buffer_mut(), head, &top);
    paint(frame.buffer_mut(), middle, &middle_lines(model, &pen, room, middle.height));
    paint(frame.buffer_mut(), foot, &bottom);
    if let Some(column) = footer::cursor(model, &pen) {
        frame.set_cursor_position((column.min(area.width.saturating_sub(1)), area.height.saturating_sub(1)));
    }
}

/// Where a frame of that size can be clicked. Says the same as [`draw`] drew: both ask the panes.
#[must_use]
pub fn hits(model: &Model, theme: &Theme, area: Rect) -> HitMap {
    let mut map = HitMap::default();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return map;
    }
    let pen = Pen::new(theme, area.width);
    let room = Room::of(area.height);
    let top = header::lines(model, &pen, room).len();
    let bottom = footer::lines(model, &pen).len();
    let [head, middle, foot] = split(area, top, bottom);
    hits::place(&mut map, foot, bottom.saturating_sub(1), footer::hits(model, &pen));
    if !matches!(model.mode, Mode::Browse) {
        return map;
    }
    hits::place(&mut map, head, top.saturating_sub(header::tab_line(room)), header::hits(model));
    if model.is_away() {
        return map;
    }
    let (above, _) = shares(model, &pen, room, usize::from(middle.height));
    let whole = |(first, rows): (usize, std::ops::Range<usize>)| {
        (first, rows.map(|row| vec![(hits::MARGIN, pen.width, Target::Row(row))]).collect())
    };
    let (first, lines): (usize, Vec<Vec<hits::InLine>>) = match model.view {
        View::Matrix => matrix::hits(model, &pen, above),
        View::Region => whole(region::rows(model, above)),
        View::ClaudeCode => whole(claude_code::rows(model, &pen, above)),
    };
    for (line, targets) in lines.into_iter().enumerate() {
        hits::place(&mut map, middle, first + line, targets);
    }
    map
}

/// Lines of the view in front, and of the strip below it.
fn shares(model: &Model, pen: &Pen<'_>, room: Room, rows: usize) -> (usize, usize) {
    let gap = usize::from(room > Room::Tight);
    let wanted = match model.view {
        View::Matrix => matrix::wanted(model),
        View::Region => region::wanted(model),
        View::ClaudeCode => claude_code::wanted(model, pen),
    };
    let strip = room.strip(rows.saturating_sub(gap + wanted));
    (rows.saturating_sub(strip).saturating_sub(gap), strip)
}

/// How generous the layout can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Room {
    /// Every line counts.
    Tight,
    /// Blank lines where they help.
    Enough,
    /// Blank lines between all parts, and more of everything.
    Plenty,
    /// The ladder fits below the view.
    Vast,
}

impl Room {
    fn of(height: u16) -> Self {
        match height {
            ..18 => Self::Tight,
            18..32 => Self::Enough,
            32..52 => Self::Plenty,
            _ => Self::Vast,
        }
    }

    /// Lines of the strip under a view: never fewer than the first number, up to the second where the view has no
    /// use for them. What the cell under the cursor has to say does not count: the view would jump.
    fn strip(self, spare: usize) -> usize {
        let (least, most) = match self {
            Self::Tight => (2, 2),
            Self::Enough => (3, 5),
            Self::Plenty => (5, 8),
            Self::Vast => (16, 40),
        };
        spare.clamp(least, most)
    }
}

fn split(area: Rect, top: usize, bottom: usize) -> [Rect; 3] {
    let clamp = |lines: usize, most: u16| u16::try_from(lines).unwrap_or(most).min(most);
    let head = clamp(top, area.height);
    let foot = clamp(bottom, area.height.saturating_sub(head));
    let middle = area.height.saturating_sub(head).saturating_sub(foot);
    let part = |y: u16, height: u16| Rect { x: area.x, y: area.y.saturating_add(y), width: area.width, height };
    [part(0, head), part(head, middle), part(head.saturating_add(middle), foot)]
}

fn middle_lines(model: &Model, pen: &Pen<'_>, room: Room, height: u16) -> Vec<Line<'static>> {
    let rows = usize::from(height);
    match &model.mode {
        Mode::Help(scroll, _) => return help::lines(model, pen, usize::from(*scroll), rows),
        Mode::HelpSearch(..) => return help::lines(model, pen, 0, rows),
        Mode::Palette(palette) => return palette::lines(model, palette, pen, rows),
        Mode::Panel(list) => return panel::lines(model, pen, *list, rows),
        Mode::Confirm(question) => return confirm::lines(question, pen, rows),
        Mode::Detail(scroll) => return detail::lines(model, pen, usize::from(*scroll), rows),
        Mode::Scenarios(at) => return scenarios::lines(model, pen, *at, rows),
        Mode::Browse | Mode::Filter(_) | Mode::WhatIf(_) => {}
    }
    if model.is_away() {
        return trouble::page(model, pen);
    }
    let gap = usize::from(room > Room::Tight);
    let (above, strip) = shares(model, pen, room, rows);
    let mut below =
        if room == Room::Vast { detail::lines(model, pen, 0, strip) } else { strip::lines(model, pen, strip) };
    below.resize(strip, Line::default());
    let mut lines = match model.view {
        View::Matrix => matrix::lines(model, pen, above),
        View::Region => region::lines(model, pen, above),
        View::ClaudeCode => claude_code::lines(model, pen, above),
    };
    lines.resize(above + gap, Line::default());
    lines.extend(below);
    lines
}

fn paint(buffer: &mut Buffer, area: Rect, lines: &[Line<'_>]) {
    for (y, line) in (area.top()..area.bottom()).zip(lines) {
        buffer.set_line(area.x, y, line, area.width);
    }
}
