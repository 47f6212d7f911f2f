//! What the glyphs of the matrix mean, in a line under it.

use ratatui::text::{Line, Span};

use crate::{
    access::VerdictKind,
    screen::{
        pen::{Pen, wide},
        theme::Role,
    },
    words::InWords as _,
};

/// Columns before it: it stands under the models.
const INDENT: &str = "  ";

/// What a map without real calls is made of; the help has all.
const SHOWN: [VerdictKind; 5] =
    [VerdictKind::Open, VerdictKind::Pending, VerdictKind::Blocked, VerdictKind::NotOffered, VerdictKind::Unknown];

/// The legend; nothing where the screen is too narrow for all of it.
pub(super) fn line(pen: &Pen<'_>) -> Option<Line<'static>> {
    let mut spans = vec![Span::raw(INDENT)];
    for (index, kind) in SHOWN.into_iter().enumerate() {
        let gap = if index == 0 { "" } else { "   " };
        let words = kind.words();
        spans.extend([pen.span(format!("{gap}{} ", words.glyph), kind.into()), pen.span(words.said, Role::Quiet)]);
    }
    (wide(&spans) <= pen.width).then(|| pen.line(spans))
}
