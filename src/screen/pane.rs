//! A part of the screen: its lines and what can be clicked in them, made in one go.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::Line,
    widgets::{Block, BorderType, Borders, Clear, Widget as _},
};

use super::hits::{HitMap, InLine, place};

/// The lines of a part, and the targets in some of them.
#[derive(Default)]
pub(super) struct Drawn {
    pub(super) lines: Vec<Line<'static>>,
    pub(super) targets: Vec<(usize, Vec<InLine>)>,
}

impl Drawn {
    /// A line with what can be clicked in it.
    pub(super) fn push(&mut self, line: Line<'static>, targets: Vec<InLine>) {
        if !targets.is_empty() {
            self.targets.push((self.lines.len(), targets));
        }
        self.lines.push(line);
    }

    /// Another part below.
    pub(super) fn append(&mut self, below: Self) {
        let top = self.lines.len();
        self.targets.extend(below.targets.into_iter().map(|(line, targets)| (top + line, targets)));
        self.lines.extend(below.lines);
    }
}

impl From<Vec<Line<'static>>> for Drawn {
    fn from(lines: Vec<Line<'static>>) -> Self {
        Self { lines, targets: Vec::new() }
    }
}

/// How much of a frame there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// All round.
    All,
    /// A line above.
    Top,
}

impl Frame {
    /// What it leaves for the lines.
    pub(super) fn inner(self, area: Rect) -> Rect {
        let (side, bottom) = if self == Self::All { (1, 1) } else { (0, 0) };
        Rect {
            x: area.x.saturating_add(side),
            y: area.y.saturating_add(1),
            width: area.width.saturating_sub(2 * side),
            height: area.height.saturating_sub(1 + bottom),
        }
    }
}

/// A frame around a part: what stands in its upper edge, and what can be clicked there.
pub(super) struct Edge {
    pub(super) left: Line<'static>,
    pub(super) right: Line<'static>,
    pub(super) look: Style,
    pub(super) frame: Frame,
    pub(super) targets: Vec<InLine>,
}

/// A part with its place.
pub(super) struct Pane {
    pub(super) area: Rect,
    pub(super) edge: Option<Edge>,
    pub(super) drawn: Drawn,
}

impl Pane {
    pub(super) fn plain(area: Rect, drawn: impl Into<Drawn>) -> Self {
        Self { area, edge: None, drawn: drawn.into() }
    }

    pub(super) fn framed(area: Rect, edge: Edge, drawn: impl Into<Drawn>) -> Self {
        Self { area, edge: Some(edge), drawn: drawn.into() }
    }

    fn inside(&self) -> Rect {
        self.edge.as_ref().map_or(self.area, |edge| edge.frame.inner(self.area))
    }

    pub(super) fn paint(&self, buffer: &mut Buffer, ground: Style) {
        if let Some(edge) = &self.edge {
            Clear.render(self.area, buffer);
            buffer.set_style(self.area, ground);
            let borders = if edge.frame == Frame::All { Borders::ALL } else { Borders::TOP };
            let block = Block::new().borders(borders).border_type(BorderType::Rounded).border_style(edge.look);
            // The right one gives way where both do not fit.
            let room = usize::from(self.area.width.saturating_sub(4));
            let block = if edge.left.width() + edge.right.width() < room {
                block.title(edge.right.clone().right_aligned())
            } else {
                block
            };
            block.title(edge.left.clone()).render(self.area, buffer);
        }
        let inside = self.inside();
        for (y, line) in (inside.top()..inside.bottom()).zip(&self.drawn.lines) {
            buffer.set_line(inside.x, y, line, inside.width);
        }
    }

    pub(super) fn targets(&self, hits: &mut HitMap) {
        for (line, targets) in &self.drawn.targets {
            place(hits, self.inside(), *line, targets.clone());
        }
        if let Some(edge) = &self.edge {
            place(hits, self.area, 0, edge.targets.clone());
        }
    }
}
