//! What stands over the columns of the map: geographies, and the short names of their regions, a letter a line.

use ratatui::text::{Line, Span};

use super::columns::{Group, Shown};
use crate::{
    dashboard::{
        model::Model,
        text::{fit, pad},
    },
    screen::{pen::Pen, theme::StyleRole},
};

/// The lines over the first model. Left of the columns: how many models are above.
pub(super) fn lines(model: &Model, pen: &Pen<'_>, shown: &Shown<'_>, label: usize, above: usize) -> Vec<Line<'static>> {
    let more = if above == 0 { String::new() } else { format!("▴ {above} more") };
    let left = if shown.more_left { "◂" } else { " " };
    let mut titles =
        vec![pen.span(pad(&more, label.saturating_sub(1)), StyleRole::Key), pen.span(left, StyleRole::Key)];
    titles.extend(shown.groups.iter().map(|group| title(model, pen, group)));
    titles.extend(shown.more_right.then(|| pen.span("▸", StyleRole::Key)));
    let mut lines = vec![pen.line(titles)];
    let count = shown.name_lines();
    for line in 0..count {
        let mut spans = vec![pen.span(" ".repeat(label), StyleRole::Text)];
        spans.extend(shown.groups.iter().flat_map(|group| names(model, pen, group, (line, count))));
        lines.push(pen.line(spans));
    }
    lines
}

fn title(model: &Model, pen: &Pen<'_>, group: &Group<'_>) -> Span<'static> {
    let here = model.region_at_cursor();
    // Folded, a marked region has no name of its own to carry the sign.
    let marked = group.folded && group.regions.iter().any(|region| model.preferences.marks.contains(*region));
    let title = format!(" {}{}", group.title, if marked { "*" } else { "" });
    let role = if group.regions.contains(&here) { StyleRole::Strong } else { StyleRole::Heading };
    pen.span(pad(&title, group.width()), role)
}

/// One letter of each name; the sign of a marked region stands behind the last line.
fn names(model: &Model, pen: &Pen<'_>, group: &Group<'_>, (line, count): (usize, usize)) -> Vec<Span<'static>> {
    if group.folded {
        let word = if line == 0 { " open" } else { "" };
        return vec![pen.span(pad(&fit(word, group.width()), group.width()), StyleRole::Heading)];
    }
    let here = model.region_at_cursor();
    let mut spans = vec![pen.span(" ", StyleRole::Text)];
    for region in &group.regions {
        let letter = region.short().chars().nth(line).map(String::from).unwrap_or_else(|| " ".to_owned());
        let current = *region == here;
        let name = pen.span(letter, if current { StyleRole::Strong } else { StyleRole::Heading });
        spans.push(if current { pen.tinted(name) } else { name });
        let marked = line + 1 == count && model.preferences.marks.contains(*region);
        spans.push(if marked { pen.span("*", StyleRole::Key) } else { pen.span(" ", StyleRole::Text) });
    }
    spans.push(pen.span(" ".repeat(group.width().saturating_sub(group.cells())), StyleRole::Text));
    spans
}
