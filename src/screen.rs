//! From the model to a frame: one file for each pane. Panes make lines; only this file knows where they go.

mod calls;
mod checks;
mod claude_code;
mod confirm;
mod desk;
mod footer;
mod header;
mod help;
mod hits;
mod matrix;
mod menu;
mod origin;
mod palette;
mod pane;
mod panel;
mod paste;
mod pen;
mod region;
mod roles;
mod said;
mod scenarios;
mod settings;
mod signs;
mod summary;
mod table;
pub mod theme;
mod trouble;
mod why;

use ratatui::{layout::Rect, text::Line};

use crate::{
    dashboard::model::{Mode, Model, answer},
    screen::theme::{StyleRole, Theme},
};
use desk::Desk;
pub use hits::HitMap;
use pane::{Edge, Frame, Pane};
use pen::Pen;

/// Below this there is no dashboard, only a sentence that says so.
const SMALLEST: (u16, u16) = (40, 10);

/// Draws one frame and says where it can be clicked. Any size will do.
pub fn draw(frame: &mut ratatui::Frame<'_>, model: &Model, theme: &Theme) -> HitMap {
    let area = frame.area();
    frame.buffer_mut().set_style(area, theme.ground());
    let (panes, hits) = laid_out(model, theme, area);
    for pane in &panes {
        pane.paint(frame.buffer_mut(), theme.ground());
    }
    if let Some(column) = footer::cursor(model, &Pen::new(theme, area.width)) {
        frame.set_cursor_position((column.min(area.width.saturating_sub(1)), area.height.saturating_sub(1)));
    }
    hits
}

/// The parts of a frame, those that lie over others last, and what can be clicked.
fn laid_out(model: &Model, theme: &Theme, area: Rect) -> (Vec<Pane>, HitMap) {
    let pen = Pen::new(theme, area.width);
    let mut hits = HitMap::default();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let answer = answer::sentences(model).into_iter().next_back().unwrap_or_default();
        let text = format!("Too small: bedcheck needs {} × {}. Claude Code: {answer}.", SMALLEST.0, SMALLEST.1);
        return (vec![Pane::plain(area, pen.sentence(&text))], hits);
    }
    let density = Density::of(area.height);
    let desk = Desk::of(area);
    let top = header::lines(model, &pen, density, desk);
    let bottom = footer::drawn(model, &pen);
    let [head, middle, foot] = split(area, top.len(), bottom.lines.len());
    let foot = Pane::plain(foot, bottom);
    foot.targets(&mut hits);
    let mut panes = vec![Pane::plain(head, top)];
    let (between, reach) = middle_panes(model, theme, density, desk, middle);
    panes.extend(between);
    hits.reaches(reach);
    if matches!(model.screen.mode, Mode::Browse | Mode::Reading(_)) {
        panes.iter().for_each(|pane| pane.targets(&mut hits));
    }
    panes.insert(0, foot);
    (panes, hits)
}

/// How generous the layout can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Density {
    /// Every line counts.
    Tight,
    /// Blank lines where they help.
    Enough,
    /// Blank lines between all parts, and more of everything.
    Plenty,
    /// The ladder fits below the view.
    Vast,
}

impl Density {
    fn of(height: u16) -> Self {
        match height {
            ..18 => Self::Tight,
            18..32 => Self::Enough,
            32..52 => Self::Plenty,
            _ => Self::Vast,
        }
    }

    /// Lines of the summary under a view: never fewer than the first number, up to the second where the view has no
    /// use for them. What the cell under the cursor has to say does not count: the view would jump.
    fn summary(self, spare: usize) -> usize {
        let (least, most) = match self {
            Self::Tight => (2, 2),
            Self::Enough => (4, 6),
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

/// What lies between header and footer, and how far the text in focus can be scrolled.
fn middle_panes(model: &Model, theme: &Theme, density: Density, desk: Desk, area: Rect) -> (Vec<Pane>, usize) {
    let over = over(model, theme, desk, area);
    if over.as_ref().is_some_and(|pane| pane.edge.is_none()) {
        return (over.into_iter().collect(), 0);
    }
    let (mut panes, reach) = desk::panes(model, theme, density, desk, area);
    panes.extend(over);
    (panes, reach)
}

/// What lies over the view: a box where there is room beside it, else the whole of it.
fn over(model: &Model, theme: &Theme, desk: Desk, area: Rect) -> Option<Pane> {
    let (title, size) = match &model.screen.mode {
        Mode::Browse | Mode::Filter(_) | Mode::WhatIf(_) | Mode::Reading(_) => return None,
        Mode::Help(..) | Mode::HelpSearch(..) => ("Help", (120, 90)),
        Mode::Menu(_) => ("What can be pressed next", (120, 40)),
        Mode::Palette(..) => ("Everything that can be done", (100, 24)),
        Mode::Panel(_) => ("", (150, 34)),
        Mode::Confirm(..) => ("", (96, 14)),
        Mode::Scenarios(_) => ("Scenarios", (110, 20)),
        Mode::Paste(..) => ("A message", (110, 30)),
    };
    // In a narrower box the text would wrap more often than beside nothing.
    let boxed = desk != Desk::One && area.width >= 110 && area.height >= 16;
    let outer = if boxed { centred(area, size) } else { area };
    let inside = if boxed { Frame::All.inner(outer) } else { outer };
    let (pen, rows) = (Pen::new(theme, inside.width), usize::from(inside.height));
    let lines = match &model.screen.mode {
        Mode::Help(scroll, _) => help::lines(model, &pen, usize::from(*scroll), rows),
        Mode::HelpSearch(..) => help::lines(model, &pen, 0, rows),
        Mode::Menu(_) => menu::lines(model, &pen, rows),
        Mode::Palette(palette, _) => palette::lines(model, palette, &pen, rows),
        Mode::Panel(list) => panel::lines(model, &pen, *list, rows),
        Mode::Confirm(question, _) => confirm::lines(question, &pen, rows),
        Mode::Scenarios(at) => scenarios::lines(model, &pen, *at, rows),
        Mode::Paste(paste, _) => paste::lines(model, paste, &pen, rows),
        Mode::Browse | Mode::Filter(_) | Mode::WhatIf(_) | Mode::Reading(_) => return None,
    };
    if !boxed {
        return Some(Pane::plain(area, lines));
    }
    // No higher than what is in it.
    let filled = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2).max(6);
    let outer = if filled < outer.height { centred(area, (size.0, filled)) } else { outer };
    let title = if title.is_empty() { String::new() } else { format!(" {title} ") };
    let edge = Edge {
        left: Line::from(pen.span(title, StyleRole::Strong)),
        right: Line::from(pen.span(" esc ", StyleRole::Quiet)),
        look: theme.style(StyleRole::Key),
        frame: Frame::All,
        targets: Vec::new(),
    };
    Some(Pane::framed(outer, edge, lines))
}

/// A box of that many columns and rows at most, in the middle.
fn centred(area: Rect, (columns, rows): (u16, u16)) -> Rect {
    let (width, height) = (columns.min(area.width.saturating_sub(4)), rows.min(area.height.saturating_sub(2)));
    Rect {
        x: area.x.saturating_add((area.width - width) / 2),
        y: area.y.saturating_add((area.height - height) / 2),
        width,
        height,
    }
}
