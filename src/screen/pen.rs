//! Writing in roles: spans, lines with two ends, windows on long lists.

use std::ops::Range;

use jiff::Timestamp;
use ratatui::text::{Line, Span};

use crate::{
    access::Verdict,
    catalog::printable,
    dashboard::{
        keymap::Action,
        model::{Model, ReadingAt},
        text::{self, fit},
    },
    screen::theme::{StyleRole, Theme},
    words::InWords as _,
};

/// A theme and a width to write in.
pub(super) struct Pen<'a> {
    theme: &'a Theme,
    /// Columns of a line, without the margin of one column on each side.
    pub(super) width: usize,
}

impl<'a> Pen<'a> {
    pub(super) fn new(theme: &'a Theme, columns: u16) -> Self {
        Self { theme, width: usize::from(columns).saturating_sub(2) }
    }

    /// The same theme, on lines of that width.
    pub(super) fn narrowed(&self, width: usize) -> Self {
        Self { theme: self.theme, width }
    }

    /// A printable text in a role.
    pub(super) fn span(&self, text: impl AsRef<str>, role: StyleRole) -> Span<'static> {
        Span::styled(printable(text.as_ref()).into_owned(), self.theme.style(role))
    }

    /// The same span in the row or the column under the cursor.
    pub(super) fn tinted(&self, span: Span<'static>) -> Span<'static> {
        let style = span.style;
        span.style(self.theme.style(StyleRole::Tint).patch(style))
    }

    pub(super) fn verdict(&self, verdict: Verdict) -> Span<'static> {
        self.span(verdict.words().glyph, verdict.into())
    }

    /// A line, with the margin.
    pub(super) fn line(&self, spans: Vec<Span<'static>>) -> Line<'static> {
        let mut all = vec![Span::raw(" ")];
        all.extend(spans);
        Line::from(all)
    }

    /// A line of one text, cut to the width.
    pub(super) fn text(&self, text: &str, role: StyleRole) -> Line<'static> {
        self.line(vec![self.span(fit(text, self.width), role)])
    }

    /// A sentence over as many lines as it needs, without a margin: for screens too small for one.
    pub(super) fn sentence(&self, text: &str) -> Vec<Line<'static>> {
        let lines = text::wrap(text, self.width.saturating_add(2));
        lines.into_iter().map(|line| Line::from(self.span(line, StyleRole::Text))).collect()
    }

    /// A text over as many lines as it needs, indented.
    pub(super) fn paragraph(&self, text: &str, indent: usize, role: StyleRole) -> Vec<Line<'static>> {
        let lines = text::wrap(text, self.width.saturating_sub(indent).min(100));
        lines.into_iter().map(|line| self.line(vec![Span::raw(" ".repeat(indent)), self.span(line, role)])).collect()
    }

    /// So many lines from there on; scrolling stops at the end. Where there are more, the last line says how to see them.
    pub(super) fn scrolled(
        &self,
        lines: Vec<Line<'static>>,
        scroll: usize,
        rows: usize,
        more: &str,
    ) -> Vec<Line<'static>> {
        let scroll = scroll.min(lines.len().saturating_sub(rows));
        let hidden = lines.len() > scroll + rows;
        let mut shown: Vec<Line<'static>> = lines.into_iter().skip(scroll).take(rows).collect();
        if hidden && let Some(last) = shown.last_mut() {
            *last = self.text(more, StyleRole::Key);
        }
        shown
    }

    /// What is to be seen of a text in so many rows, from a line on where it is read and scrolled from there; and how far
    /// it can be scrolled. The last row tells how many lines are left, and the keys that lead to them.
    pub(super) fn scrollable(
        &self,
        lines: Vec<Line<'static>>,
        from: usize,
        reading: Option<ReadingAt>,
        rows: usize,
        key: &str,
    ) -> (Vec<Line<'static>>, usize) {
        let last = lines.len().saturating_sub(rows);
        let start = reading.map_or(0, |reading| from + usize::from(reading.scroll)).min(last);
        let shown = self.scrolled(lines, start, rows, &more(last - start + 1, "lines", reading.is_some(), key));
        (shown, last.saturating_sub(from))
    }

    /// A line with something at both ends; the right end gives way when both do not fit.
    pub(super) fn ends(&self, left: Vec<Span<'static>>, right: Vec<Span<'static>>) -> Line<'static> {
        let (used, wanted) = (wide(&left), wide(&right));
        if wanted == 0 || used + wanted + 2 > self.width {
            return self.line(left);
        }
        let mut spans = left;
        spans.push(Span::raw(" ".repeat(self.width - used - wanted)));
        spans.extend(right);
        self.line(spans)
    }

    /// The age of something, or that it was never read.
    pub(super) fn read(&self, at: Option<Timestamp>, now: Timestamp) -> Span<'static> {
        match at {
            Some(at) => self.span(format!("read {}", text::ago(at, now)), StyleRole::Quiet),
            None => self.span("not read yet", StyleRole::Quiet),
        }
    }
}

/// `▾ 4 more lines: j`; in a pane without focus the key that leads to it comes first.
pub(super) fn more(count: usize, what: &str, focused: bool, key: &str) -> String {
    let first = if focused { String::new() } else { format!("{key}, then ") };
    let what = if count == 1 { what.strip_suffix('s').unwrap_or(what) } else { what };
    format!("▾ {count} more {what}: {first}j")
}

/// The first key of an action, as it is typed here; empty when it has none.
pub(super) fn key_of(model: &Model, action: Action) -> String {
    let bindings = model.preferences.keymap.bindings.iter().filter(|binding| binding.action == action);
    bindings.flat_map(|binding| &binding.keys).next().map(ToString::to_string).unwrap_or_default()
}

/// Columns that spans take together.
pub(super) fn wide(spans: &[Span<'_>]) -> usize {
    spans.iter().map(Span::width).sum()
}

/// The part of a list of `len` rows that `rows` rows can show, with row `at` in it and near the middle.
pub(super) fn window(len: usize, at: usize, rows: usize) -> Range<usize> {
    let rows = rows.min(len);
    let start = at.saturating_sub(rows / 2).min(len - rows);
    start..start + rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_hold_their_row_and_never_leave_the_list() {
        for len in 0..12 {
            for rows in 0..15 {
                for at in 0..len.max(1) {
                    let window = window(len, at, rows);
                    assert!(window.end <= len && window.len() == rows.min(len));
                    assert!(rows == 0 || len == 0 || window.contains(&at), "{at} is not in {window:?} of {len}");
                }
            }
        }
    }
}
