//! What the glyphs of the matrix mean, in a line under it.

use ratatui::text::{Line, Span};

use super::{OFF, columns::Shown};
use crate::{
    access::VerdictKind,
    dashboard::model::{Model, ModelRow},
    screen::{
        pen::{Pen, wide},
        theme::StyleRole,
    },
    words::InWords as _,
};

/// Columns before it: it stands under the models.
const INDENT: &str = "  ";

/// What works first, what nobody knows last.
const ORDER: [VerdictKind; 7] = [
    VerdictKind::Open,
    VerdictKind::Verified,
    VerdictKind::Pending,
    VerdictKind::Blocked,
    VerdictKind::Contradicted,
    VerdictKind::NotOffered,
    VerdictKind::Unknown,
];

/// A sign of the map, with the word it stands for.
type Sign = (&'static str, StyleRole, &'static str);

/// The signs that are on screen, each once, in the order of the verdicts; the region that is off comes last.
pub(super) fn seen(model: &Model, models: &[&ModelRow], shown: &Shown<'_>) -> Vec<Sign> {
    let regions = || shown.groups.iter().flat_map(|group| group.regions.iter().copied());
    let cells = || models.iter().flat_map(|row| regions().filter_map(|region| model.derived.cell(region, &row.id)));
    let kinds: Vec<VerdictKind> = cells().filter(|cell| !cell.off).map(|cell| cell.verdict.kind()).collect();
    let sign = |kind: VerdictKind| (kind.words().glyph, kind.into(), kind.words().said);
    let mut signs: Vec<Sign> = ORDER.into_iter().filter(|kind| kinds.contains(kind)).map(sign).collect();
    signs.extend(cells().any(|cell| cell.off).then_some((OFF, StyleRole::NotOffered, "region off")));
    signs
}

/// The legend: with air between the signs, else without; where even that is too wide, open needs the least explaining.
pub(super) fn line(signs: &[Sign], pen: &Pen<'_>) -> Option<Line<'static>> {
    let spans = |signs: &[Sign], air: usize| {
        let mut spans = vec![Span::raw(INDENT)];
        for (index, (glyph, role, word)) in signs.iter().enumerate() {
            let gap = " ".repeat(if index == 0 { 0 } else { air });
            spans.extend([pen.span(format!("{gap}{glyph} "), *role), pen.span(*word, StyleRole::Quiet)]);
        }
        spans
    };
    let rest = signs.split_first().map_or(signs, |(_, rest)| rest);
    let choices = [(signs, 3), (signs, 2), (signs, 1), (rest, 2), (rest, 1)];
    let fitting = choices.into_iter().map(|(signs, air)| spans(signs, air)).find(|spans| wide(spans) <= pen.width);
    fitting.map(|spans| pen.line(spans))
}
