//! The cells of one row of the map: a glyph a region, or the numbers of a geography that is folded.

use ratatui::text::Span;

use super::columns::Group;
use crate::{
    access::{Gate, Verdict},
    catalog::RegionName,
    dashboard::{
        model::{Model, ModelRow, Target},
        text::{pad, width},
    },
    screen::{hits::LineBuilder, pen::Pen, signs::OFF, theme::StyleRole},
    words::InWords as _,
};

/// The cells of one model in one geography. The row and the column under the cursor are tinted; the gaps beside a glyph
/// hold the brackets of the cursor, and the sign of a change.
pub(super) fn cells(
    line: &mut LineBuilder,
    pen: &Pen<'_>,
    model: &Model,
    group: &Group<'_>,
    row: &ModelRow,
    current: bool,
) {
    if group.folded {
        return line.add(folded(pen, model, group, row, current));
    }
    let at = group.regions.iter().position(|region| region == &model.region_at_cursor());
    let tinted = |span, tint: bool| if tint { pen.tinted(span) } else { span };
    for nth in 0..=group.regions.len() {
        let region = group.regions.get(nth);
        let before = nth.checked_sub(1).and_then(|nth| group.regions.get(nth));
        let changed = before.is_some_and(|region| model.live.change_at(region, &row.id).is_some());
        let gap = match at {
            Some(at) if current && at == nth => pen.span("[", StyleRole::Cursor),
            Some(at) if current && at + 1 == nth => pen.span("]", StyleRole::Cursor),
            _ if changed => pen.span("*", StyleRole::Key),
            _ => pen.span(" ", StyleRole::Text),
        };
        let gap = tinted(gap, current || at.is_some_and(|at| nth == at || nth == at + 1));
        let Some(region) = region else {
            line.add([gap]);
            break;
        };
        let here = at == Some(nth);
        let (sign, role) = glyph(model, region, row);
        let role = if current && here { StyleRole::Cursor } else { role };
        let sign = tinted(pen.span(sign, role), current || here);
        line.add_for(Target::Cell((*region).clone(), row.id.clone()), [gap, sign]);
    }
    let rest = pen.span(" ".repeat(group.width().saturating_sub(group.cells())), StyleRole::Text);
    line.add([tinted(rest, current)]);
}

/// A region that is not enabled shuts every model in it, and nothing opens a model past its end of life: facts to
/// live with, told quietly unless Claude Code runs into them.
fn glyph(model: &Model, region: &RegionName, row: &ModelRow) -> (&'static str, StyleRole) {
    let cell = model.derived.cell(region, &row.id);
    let off = cell.is_some_and(|cell| cell.off);
    let (sign, role) = match cell.map(|cell| cell.verdict) {
        Some(_) if off && model.derived.use_at(region, &row.id).is_some() => (OFF.glyph, StyleRole::Blocked),
        Some(_) if off => (OFF.glyph, StyleRole::NotOffered),
        Some(verdict @ Verdict::Blocked(Gate::Region | Gate::Lifecycle))
            if model.derived.use_at(region, &row.id).is_none() =>
        {
            (verdict.words().glyph, StyleRole::NotOffered)
        }
        Some(verdict) => (verdict.words().glyph, verdict.into()),
        None => (Verdict::Unknown.words().glyph, StyleRole::Unknown),
    };
    // What the filter does not ask for stays where it is, and steps back.
    let asked_for = cell.is_none_or(|cell| model.is_asked_for(cell));
    (sign, if asked_for { role } else { StyleRole::NotOffered })
}

/// A geography out of focus on a narrow screen: open of offered, as far as is known; regions that are not enabled and
/// models past their end of life do not count.
fn folded(pen: &Pen<'_>, model: &Model, group: &Group<'_>, row: &ModelRow, current: bool) -> Vec<Span<'static>> {
    let cells: Vec<_> = group.regions.iter().filter_map(|region| model.derived.cell(region, &row.id)).collect();
    let switched_off = cells.iter().filter(|cell| cell.off).count();
    let verdicts: Vec<Verdict> = cells.iter().map(|cell| cell.verdict).collect();
    let count = |which: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| which(verdict)).count();
    let open = count(|verdict| verdict.is_open());
    let unread = count(|verdict| *verdict == Verdict::Unknown);
    let gone = count(|verdict| matches!(verdict, Verdict::Blocked(Gate::Region | Gate::Lifecycle)));
    let offered = verdicts.len() - unread - gone - count(|verdict| *verdict == Verdict::NotOffered);
    let (text, role) = match (offered, open) {
        (0, _) if unread > 0 => (Verdict::Unknown.words().glyph.to_owned(), StyleRole::Unknown),
        (0, _) if switched_off > 0 => (OFF.glyph.to_owned(), StyleRole::NotOffered),
        (0, _) if gone > 0 => (Verdict::Blocked(Gate::Region).words().glyph.to_owned(), StyleRole::NotOffered),
        (0, _) => (Verdict::NotOffered.words().glyph.to_owned(), StyleRole::NotOffered),
        (_, 0) => (format!("0/{offered}"), StyleRole::Blocked),
        (_, _) if open == offered => (format!("{open}/{offered}"), StyleRole::Open),
        (_, _) => (format!("{open}/{offered}"), StyleRole::Pending),
    };
    let changed = group.regions.iter().any(|region| model.live.change_at(region, &row.id).is_some());
    let mark = if changed { "*" } else { "" };
    let rest = group.width().saturating_sub(width(&text) + 1);
    let spans = vec![pen.span(" ", StyleRole::Text), pen.span(text, role), pen.span(pad(mark, rest), StyleRole::Key)];
    if current { spans.into_iter().map(|span| pen.tinted(span)).collect() } else { spans }
}
