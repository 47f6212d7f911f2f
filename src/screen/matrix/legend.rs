//! What the glyphs of the matrix mean, in a line under it.

use ratatui::text::{Line, Span};

use super::{called, columns::Shown};
use crate::{
    access::VerdictKind,
    dashboard::model::{Model, ModelRow},
    screen::{
        pen::{Pen, wide},
        signs::{self, Sign},
        theme::StyleRole,
    },
    words::InWords as _,
};

/// Columns before it: it stands under the models.
const INDENT: &str = " ";

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

/// The signs that are on screen, each once, in the order of the verdicts; then the region that is off, and who calls.
pub(super) fn seen(model: &Model, models: &[&ModelRow], shown: &Shown<'_>) -> Vec<Sign> {
    let regions = || shown.groups.iter().flat_map(|group| group.regions.iter().copied());
    let cells = || models.iter().flat_map(|row| regions().filter_map(|region| model.derived.cell(region, &row.id)));
    let kinds: Vec<VerdictKind> = cells().filter(|cell| !cell.off).map(|cell| cell.verdict.kind()).collect();
    let all = signs::all();
    let sign = |kind: VerdictKind| all.iter().find(|sign| sign.glyph == kind.words().glyph).copied();
    let mut seen: Vec<Sign> = ORDER.into_iter().filter(|kind| kinds.contains(kind)).filter_map(sign).collect();
    seen.extend(cells().any(|cell| cell.off).then_some(signs::OFF));
    let calls: Vec<Sign> = models.iter().filter_map(|row| called(model, row)).collect();
    seen.extend([signs::CALLED, signs::REPAIRED].into_iter().filter(|sign| calls.contains(sign)));
    seen
}

/// What gives way first where the line is too short: a dot where nothing is, and what passes by itself.
const PLAIN: [&str; 2] = ["·", "◐"];

/// The legend in so many lines at most: with air between the signs, else without; where even that is too long, without
/// those that say least.
pub(super) fn lines(signs: &[Sign], pen: &Pen<'_>, most: usize) -> Vec<Line<'static>> {
    let choices = [(0, 3, 1), (0, 2, 1), (0, 1, 1), (0, 2, most), (1, 2, 1), (1, 1, 1), (2, 1, 1), (0, 1, 2)];
    let wrapped = |(count, air, most): (usize, usize, usize)| {
        let left = PLAIN.get(..count).unwrap_or_default();
        let signs = signs.iter().filter(|sign| !left.contains(&sign.glyph));
        let lines = wrapped(signs, pen, air);
        (lines.len() <= most && lines.iter().all(|line| wide(line) <= pen.width)).then_some(lines)
    };
    let fitting = choices.into_iter().find_map(wrapped).unwrap_or_default();
    fitting.into_iter().map(|spans| pen.line(spans)).collect()
}

fn wrapped<'a>(signs: impl Iterator<Item = &'a Sign>, pen: &Pen<'_>, air: usize) -> Vec<Vec<Span<'static>>> {
    let mut lines: Vec<Vec<Span<'static>>> = Vec::new();
    for Sign { glyph, role, word, .. } in signs {
        let sign = [pen.span(format!("{glyph} "), *role), pen.span(*word, StyleRole::Quiet)];
        match lines.last_mut().filter(|line| wide(line) + air + wide(&sign) <= pen.width) {
            Some(line) => {
                line.push(Span::raw(" ".repeat(air)));
                line.extend(sign);
            }
            None => lines.push([Span::raw(INDENT)].into_iter().chain(sign).collect()),
        }
    }
    lines
}
