//! What the glyphs of the matrix mean, in a line under it.

use ratatui::text::{Line, Span};

use crate::screen::{
    pen::{Pen, wide},
    theme::Role,
};

/// Columns before it: it stands under the models.
const INDENT: &str = "  ";

const ENTRIES: [(&str, &str, Role); 5] = [
    ("●", "open", Role::Open),
    ("◐", "pending", Role::Pending),
    ("✖", "shut", Role::Shut),
    ("·", "not offered", Role::NotOffered),
    ("?", "unread", Role::Unknown),
];

/// The legend; nothing where the screen is too narrow for all of it.
pub(super) fn line(pen: &Pen<'_>) -> Option<Line<'static>> {
    let mut spans = vec![Span::raw(INDENT)];
    for (index, (glyph, word, role)) in ENTRIES.into_iter().enumerate() {
        let gap = if index == 0 { "" } else { "   " };
        spans.extend([pen.span(format!("{gap}{glyph} "), role), pen.span(word, Role::Quiet)]);
    }
    (wide(&spans) <= pen.width).then(|| pen.line(spans))
}
