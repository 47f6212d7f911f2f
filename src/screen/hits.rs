//! The places of a frame that can be clicked, and what was drawn there.

use ratatui::{layout::Rect, text::Span};

use crate::dashboard::model::Target;

/// The targets of one frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HitMap {
    places: Vec<(Rect, Target)>,
    reach: usize,
}

impl HitMap {
    pub(super) fn add(&mut self, place: Rect, target: Target) {
        self.places.push((place, target));
    }

    pub(super) fn reaches(&mut self, reach: usize) {
        self.reach = reach;
    }

    /// Lines that the text in focus can be scrolled by until its end is seen.
    #[must_use]
    pub fn reach(&self) -> usize {
        self.reach
    }

    /// What is at a place, if anything is. What was added last lies on top.
    #[must_use]
    pub fn at(&self, x: u16, y: u16) -> Option<&Target> {
        self.places.iter().rev().find(|(place, _)| place.contains((x, y).into())).map(|(_, target)| target)
    }

    /// All of them.
    pub fn places(&self) -> impl Iterator<Item = &(Rect, Target)> {
        self.places.iter()
    }
}

/// Columns before the first letter of every line.
pub(super) const MARGIN: usize = 1;

/// One target in a line: its first column, its width.
pub(super) type InLine = (usize, usize, Target);

/// A line in the making. What can be clicked lies where it was written.
#[derive(Default)]
pub(super) struct LineBuilder {
    pub(super) spans: Vec<Span<'static>>,
    pub(super) targets: Vec<InLine>,
    /// Columns so far, without the margin.
    pub(super) width: usize,
}

impl LineBuilder {
    pub(super) fn add(&mut self, spans: impl IntoIterator<Item = Span<'static>>) {
        for span in spans {
            self.width += span.width();
            self.spans.push(span);
        }
    }

    /// Spans that mean something when they are clicked.
    pub(super) fn add_for(&mut self, target: Target, spans: impl IntoIterator<Item = Span<'static>>) {
        let start = self.width;
        self.add(spans);
        self.targets.push((MARGIN + start, self.width - start, target));
    }
}

/// A line's targets, moved to where the line is.
pub(super) fn place(hits: &mut HitMap, area: Rect, line: usize, targets: Vec<InLine>) {
    let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    if line >= usize::from(area.height) {
        return;
    }
    for (column, width, target) in targets {
        let place = Rect {
            x: area.x.saturating_add(short(column)),
            y: area.y.saturating_add(short(line)),
            width: short(width),
            height: 1,
        };
        hits.add(place.intersection(area), target);
    }
}
