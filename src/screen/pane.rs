//! A part of the screen: its lines and what can be clicked in them, made in one go.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::Line,
    widgets::{Block, BorderType, Clear, Widget as _},
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

/// A frame around a part: what stands in its upper edge.
pub(super) struct Edge {
    pub(super) left: Line<'static>,
    pub(super) right: Line<'static>,
    pub(super) look: Style,
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
        if self.edge.is_some() { inner(self.area) } else { self.area }
    }

    pub(super) fn paint(&self, buffer: &mut Buffer, ground: Style) {
        if let Some(edge) = &self.edge {
            Clear.render(self.area, buffer);
            buffer.set_style(self.area, ground);
            let block = Block::bordered().border_type(BorderType::Rounded).border_style(edge.look);
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
    }
}

/// What a frame leaves for its lines.
pub(super) fn inner(area: Rect) -> Rect {
    Rect {
        x: area.x.saturating_add(1),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}
