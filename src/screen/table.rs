//! Tables without lines: columns that shrink, and leave by rank when the screen gets narrow.

use ratatui::text::{Line, Span};

use super::{
    hits,
    pane::Drawn,
    pen::{Pen, window},
};
use crate::{
    dashboard::{
        model::Target,
        text::{pad, width, wrap},
    },
    screen::theme::StyleRole,
};

/// One column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) title: &'static str,
    /// Narrower than this it is of no use.
    pub(super) min: usize,
    /// Wider than this it never needs to be.
    pub(super) max: usize,
    /// The highest rank leaves first; rank 0 stays.
    pub(super) rank: u8,
    /// Whether a text too long for it goes on in the next line instead of being cut.
    pub(super) wraps: bool,
}

/// One row: a text and its role for each column.
pub(super) type Row = Vec<(String, StyleRole)>;

/// Columns between two columns.
const GAP: usize = 2;

/// Columns before the first: room for the marker.
const MARGIN: usize = 2;

/// The head and as many rows as fit, with the selected one among them.
pub(super) fn lines(
    pen: &Pen<'_>,
    columns: &[Column],
    rows: &[Row],
    selected: Option<usize>,
    height: usize,
) -> Vec<Line<'static>> {
    drawn(pen, columns, rows, &[], selected, height).lines
}

/// The same, where rows can be clicked: a target for each.
pub(super) fn drawn(
    pen: &Pen<'_>,
    columns: &[Column],
    rows: &[Row],
    targets: &[Target],
    selected: Option<usize>,
    height: usize,
) -> Drawn {
    let widths = widths(columns, rows, pen.width);
    let head: Row = columns.iter().map(|column| (column.title.to_owned(), StyleRole::Heading)).collect();
    let shown = window(rows.len(), selected.unwrap_or(0), height.saturating_sub(1));
    let mut head = row_lines(pen, columns, &widths, &head, false);
    // Where there are more rows than are shown: up in the margin, down where the marker stands.
    let first = head.first_mut().map(|line| line.spans.as_mut_slice());
    if let Some([margin, marker, ..]) = first {
        *margin = pen.span(if shown.start > 0 { "▴" } else { " " }, StyleRole::Key);
        *marker = pen.span(if shown.end < rows.len() { "▾ " } else { "  " }, StyleRole::Key);
    }
    let mut drawn = Drawn::from(head);
    for (index, row) in rows.iter().enumerate().take(shown.end).skip(shown.start) {
        let target = targets.get(index).map(|target| (hits::MARGIN, pen.width, target.clone()));
        for line in row_lines(pen, columns, &widths, row, selected == Some(index)) {
            drawn.push(line, target.clone().into_iter().collect());
        }
    }
    drawn
}

/// One line, or more where a column wraps.
fn row_lines(
    pen: &Pen<'_>,
    columns: &[Column],
    widths: &[Option<usize>],
    row: &Row,
    selected: bool,
) -> Vec<Line<'static>> {
    let cell = |((column, width), (text, _)): ((&Column, &Option<usize>), &(String, StyleRole))| match width {
        Some(width) if column.wraps => wrap(text, *width),
        _ => vec![text.clone()],
    };
    let cells: Vec<Vec<String>> = columns.iter().zip(widths).zip(row).map(cell).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
    (0..height)
        .map(|line| {
            let mut spans = vec![pen.span(if selected && line == 0 { "▸ " } else { "  " }, StyleRole::Key)];
            for ((width, (_, role)), texts) in widths.iter().zip(row).zip(&cells) {
                let Some(width) = width else { continue };
                let role = if selected && *role == StyleRole::Text { StyleRole::Strong } else { *role };
                spans.push(pen.span(pad(texts.get(line).map_or("", String::as_str), *width), role));
                spans.push(Span::raw(" ".repeat(GAP)));
            }
            pen.line(spans)
        })
        .collect()
}

/// Where nothing can leave any more, columns shrink down to this.
const NEXT_TO_NOTHING: usize = 4;

/// The width of each column; `None` for one that has left.
fn widths(columns: &[Column], rows: &[Row], room: usize) -> Vec<Option<usize>> {
    let natural = |(index, column): (usize, &Column)| {
        let cells = rows.iter().filter_map(|row| row.get(index)).map(|(text, _)| width(text));
        Some(cells.max().unwrap_or(0).max(width(column.title)).min(column.max))
    };
    let mut widths: Vec<Option<usize>> = columns.iter().enumerate().map(natural).collect();
    loop {
        let total = MARGIN + widths.iter().flatten().map(|width| width + GAP).sum::<usize>();
        let excess = total.saturating_sub(room + GAP);
        if shrink(&mut widths, columns.iter().map(|column| column.min), excess) {
            return widths;
        }
        let present = columns.iter().enumerate().filter(|(index, _)| widths.get(*index).is_some_and(Option::is_some));
        let leaving = present.max_by_key(|(_, column)| column.rank).filter(|(_, column)| column.rank > 0);
        match leaving.and_then(|(index, _)| widths.get_mut(index)) {
            Some(width) => *width = None,
            None => {
                // What still does not fit is cut at the edge.
                shrink(&mut widths, columns.iter().map(|_| NEXT_TO_NOTHING), excess);
                return widths;
            }
        }
    }
}

/// Takes `excess` columns away where there is most to spare above the least useful widths; `false`, and nothing
/// taken, when there is not enough.
fn shrink(widths: &mut [Option<usize>], least: impl Iterator<Item = usize>, excess: usize) -> bool {
    let mut spare: Vec<usize> =
        widths.iter().zip(least).map(|(width, least)| width.map_or(0, |width| width.saturating_sub(least))).collect();
    if spare.iter().sum::<usize>() < excess {
        return false;
    }
    for _ in 0..excess {
        let most = spare.iter().enumerate().max_by_key(|(_, spare)| **spare).map(|(index, _)| index).unwrap_or(0);
        if let (Some(Some(width)), Some(spare)) = (widths.get_mut(most), spare.get_mut(most)) {
            *width -= 1;
            *spare -= 1;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column { title: "A", min: 4, max: 10, rank: 0, wraps: false },
        Column { title: "B", min: 3, max: 20, rank: 1, wraps: false },
        Column { title: "C", min: 5, max: 9, rank: 2, wraps: false },
    ];

    #[test]
    fn columns_shrink_then_leave_by_rank() {
        let row = vec![vec![
            ("a".repeat(10), StyleRole::Text),
            ("b".repeat(20), StyleRole::Text),
            ("c".repeat(9), StyleRole::Text),
        ]];
        assert_eq!(widths(&COLUMNS, &row, 80), [Some(10), Some(20), Some(9)]);
        assert_eq!(widths(&COLUMNS, &row, 35), [Some(10), Some(10), Some(9)]);
        assert_eq!(widths(&COLUMNS, &row, 15), [Some(6), Some(5), None]);
        assert_eq!(widths(&COLUMNS, &row, 8), [Some(6), None, None]);
        assert_eq!(widths(&COLUMNS, &row, 1), [Some(10), None, None], "the first column stays");
    }
}
