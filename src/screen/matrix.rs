//! Models × regions, one glyph a cell: the whole account at a glance.

mod columns;
mod legend;

use std::ops::Range;

use ratatui::text::{Line, Span};

use super::{
    hits::LineBuilder,
    pane::Drawn,
    pen::{Pen, window},
};
use crate::{
    access::{Gate, Verdict},
    catalog::{Family, RegionName},
    dashboard::{
        model::{Model, ModelRow, Target},
        text::{pad, width},
    },
    screen::theme::StyleRole,
    words::{InWords as _, role_in_brief, role_in_short},
};
use columns::{Group, Shown};

/// Lines above the first model.
const HEAD: usize = 2;

/// Columns of family name and tag.
const FAMILY: usize = 7;
const TAG: usize = 11;

/// From this width on the tag has room for whole words.
const WIDE: usize = 100;
const WIDE_TAG: usize = 17;

/// A region that is not enabled: about the region and not about the model, so not the sign of a blocked one.
const OFF: &str = "○";

/// From this height on there is a line for the legend.
const LEGEND_FROM: usize = 10;

/// Lines it would fill: with a blank one over the legend.
pub(super) fn wanted(model: &Model) -> usize {
    HEAD + model.visible_models().len() + 2
}

/// What goes where.
struct Layout<'a> {
    models: Vec<&'a ModelRow>,
    shown: Shown<'a>,
    /// Columns before the first cell, and what they are for: the version and the tag.
    label: usize,
    version: usize,
    tag: usize,
    /// The row under the cursor, and the rows on screen.
    at: usize,
    part: Range<usize>,
}

fn layout<'a>(model: &'a Model, pen: &Pen<'_>, height: usize) -> Layout<'a> {
    let models = model.visible_models();
    let regions = model.visible_regions();
    let version = models.iter().map(|row| width(&row.name.version)).max().unwrap_or(0).min(10);
    let tag = match pen.width {
        ..60 => 0,
        60..WIDE => TAG,
        _ => WIDE_TAG,
    };
    let label = 2 + FAMILY + version + 1 + tag;
    let shown =
        columns::fit(&regions, model.region_at_cursor(), &model.preferences.marks, pen.width.saturating_sub(label));
    let current = model.model_at_cursor();
    let at = models.iter().position(|row| current == Some(*row)).unwrap_or(0);
    let foot = usize::from(height >= LEGEND_FROM);
    let part = window(models.len(), at, height.saturating_sub(HEAD + foot));
    Layout { models, shown, label, version, tag, at, part }
}

pub(super) fn drawn(model: &Model, pen: &Pen<'_>, height: usize) -> Drawn {
    let Layout { models, shown, label, version, tag, at, part } = layout(model, pen, height);
    let hidden = (part.start, models.len().saturating_sub(part.end));
    let mut drawn = Drawn::from(heads(model, pen, &shown, label, hidden));
    if models.is_empty() {
        drawn.lines.push(pen.text("  no model matches the filter", StyleRole::Quiet));
        return drawn;
    }
    let mut family = None;
    for (index, row) in part.clone().zip(models.get(part.clone()).into_iter().flatten()) {
        let new_family = family != Some(row.name.family);
        family = Some(row.name.family);
        let mut line = LineBuilder::default();
        // The whole row left of the cells is the model; the cells are themselves.
        line.add_for(Target::Model(row.id.clone()), head_of(pen, row, index == at, new_family, (version, tag)));
        for group in &shown.groups {
            cells(&mut line, pen, model, group, row, index == at);
        }
        drawn.push(pen.line(line.spans), line.targets);
    }
    if height >= LEGEND_FROM {
        drawn.lines.extend((drawn.lines.len() + 1 < height).then(Line::default));
        drawn.lines.extend(legend::line(&legend::seen(model, &models, &shown), pen));
    }
    drawn
}

/// Geographies over the short names of their regions; the region under the cursor stands out.
fn heads(
    model: &Model,
    pen: &Pen<'_>,
    shown: &Shown<'_>,
    label: usize,
    (above, below): (usize, usize),
) -> Vec<Line<'static>> {
    let here = model.region_at_cursor();
    let more = |sign, count| if count == 0 { String::new() } else { format!("  {sign} {count} more") };
    let mut titles = vec![pen.span(pad(&more("▴", above), label.saturating_sub(2)), StyleRole::Key)];
    titles.push(pen.span(if shown.more_left { "◂ " } else { "  " }, StyleRole::Key));
    let mut names = vec![pen.span(pad(&more("▾", below), label), StyleRole::Key)];
    for group in &shown.groups {
        let current = group.regions.contains(&here);
        // Folded, a marked region has no name of its own to carry the sign.
        let marked = group.folded && group.regions.iter().any(|region| model.preferences.marks.contains(*region));
        let title = format!("{}{}", group.title, if marked { "*" } else { "" });
        titles.push(pen.span(pad(&title, group.width()), if current { StyleRole::Strong } else { StyleRole::Heading }));
        if group.folded {
            names.push(pen.span(pad("open", group.width()), StyleRole::Heading));
            continue;
        }
        for region in &group.regions {
            let role = if *region == here { StyleRole::Strong } else { StyleRole::Heading };
            names.push(pen.span(region.short(), role));
            let marked = model.preferences.marks.contains(*region);
            names.push(if marked { pen.span("*", StyleRole::Key) } else { Span::raw(" ") });
            names.push(Span::raw(" ".repeat(columns::region_width(region).saturating_sub(width(&region.short()) + 1))));
        }
        names.push(Span::raw(" ".repeat(group.rest())));
    }
    if shown.more_right {
        titles.push(pen.span("▸", StyleRole::Key));
    }
    vec![pen.line(titles), pen.line(names)]
}

/// Family, version, and who calls it.
fn head_of(
    pen: &Pen<'_>,
    row: &ModelRow,
    current: bool,
    new_family: bool,
    (version, tag_width): (usize, usize),
) -> Vec<Span<'static>> {
    let family = if new_family { family_title(row.name.family) } else { "" };
    let role = if row.has_gap { StyleRole::Blocked } else { StyleRole::Quiet };
    vec![
        pen.span(if current { "▸ " } else { "  " }, StyleRole::Key),
        pen.span(pad(family, FAMILY), if current { StyleRole::Strong } else { StyleRole::Heading }),
        pen.span(pad(&row.name.version, version + 1), if current { StyleRole::Strong } else { StyleRole::Text }),
        pen.span(pad(&tag(row, tag_width), tag_width), role),
    ]
}

fn family_title(family: Family) -> &'static str {
    match family {
        Family::Opus => "OPUS",
        Family::Sonnet => "SONNET",
        Family::Haiku => "HAIKU",
        Family::Fable => "FABLE",
        Family::Mythos => "MYTHOS",
        Family::Other => "OTHER",
    }
}

/// `main`, `auto +1`, `legacy`; in whole words where they have room: `auto mode +1`.
fn tag(row: &ModelRow, columns: usize) -> String {
    let Some(first) = row.roles.first() else {
        return row.life.map(|life| life.to_string()).unwrap_or_default();
    };
    let word = if columns >= WIDE_TAG { role_in_short(*first) } else { role_in_brief(*first) };
    match row.roles.len() {
        0 | 1 => word.to_owned(),
        more => format!("{word} +{}", more - 1),
    }
}

/// The cells of one model in one geography.
fn cells(line: &mut LineBuilder, pen: &Pen<'_>, model: &Model, group: &Group<'_>, row: &ModelRow, current: bool) {
    if group.folded {
        return line.add(folded(pen, model, group, row));
    }
    let here = model.region_at_cursor();
    for region in &group.regions {
        let (glyph, role) = glyph(model, region, row);
        let mut spans = if current && *region == here {
            vec![pen.span(format!("[{glyph}]"), StyleRole::Cursor)]
        } else {
            let changed = model.live.change_at(region, &row.id).is_some();
            let mark = if changed { pen.span("*", StyleRole::Key) } else { Span::raw(" ") };
            vec![Span::raw(" "), pen.span(glyph, role), mark]
        };
        spans.push(Span::raw(" ".repeat(columns::region_width(region).saturating_sub(3))));
        line.add_for(Target::Cell((*region).clone(), row.id.clone()), spans);
    }
    line.add([Span::raw(" ".repeat(group.rest()))]);
}

/// A region that is not enabled shuts every model in it, and nothing opens a model past its end of life: facts to
/// live with, told quietly unless Claude Code runs into them.
fn glyph(model: &Model, region: &RegionName, row: &ModelRow) -> (&'static str, StyleRole) {
    let cell = model.derived.cell(region, &row.id);
    let off = cell.is_some_and(|cell| cell.off);
    match cell.map(|cell| cell.verdict) {
        Some(_) if off && model.derived.use_at(region, &row.id).is_some() => (OFF, StyleRole::Blocked),
        Some(_) if off => (OFF, StyleRole::NotOffered),
        Some(verdict @ Verdict::Blocked(Gate::Region | Gate::Lifecycle))
            if model.derived.use_at(region, &row.id).is_none() =>
        {
            (verdict.words().glyph, StyleRole::NotOffered)
        }
        Some(verdict) => (verdict.words().glyph, verdict.into()),
        None => (Verdict::Unknown.words().glyph, StyleRole::Unknown),
    }
}

/// A geography out of focus on a narrow screen: open of offered, as far as is known; regions that are not enabled
/// do not count.
fn folded(pen: &Pen<'_>, model: &Model, group: &Group<'_>, row: &ModelRow) -> Vec<Span<'static>> {
    let cells: Vec<_> = group.regions.iter().filter_map(|region| model.derived.cell(region, &row.id)).collect();
    let switched_off = cells.iter().filter(|cell| cell.off).count();
    let verdicts: Vec<Verdict> = cells.iter().map(|cell| cell.verdict).collect();
    let count = |which: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| which(verdict)).count();
    let open = count(|verdict| verdict.is_open());
    let unread = count(|verdict| *verdict == Verdict::Unknown);
    let off = count(|verdict| *verdict == Verdict::Blocked(Gate::Region));
    let offered = verdicts.len() - unread - off - count(|verdict| *verdict == Verdict::NotOffered);
    let (text, role) = match (offered, open) {
        (0, _) if unread > 0 => (Verdict::Unknown.words().glyph.to_owned(), StyleRole::Unknown),
        (0, _) if switched_off > 0 => (OFF.to_owned(), StyleRole::NotOffered),
        (0, _) if off > 0 => (Verdict::Blocked(Gate::Region).words().glyph.to_owned(), StyleRole::NotOffered),
        (0, _) => (Verdict::NotOffered.words().glyph.to_owned(), StyleRole::NotOffered),
        (_, 0) => (format!("0/{offered}"), StyleRole::Blocked),
        (_, _) if open == offered => (format!("{open}/{offered}"), StyleRole::Open),
        (_, _) => (format!("{open}/{offered}"), StyleRole::Pending),
    };
    let changed = group.regions.iter().any(|region| model.live.change_at(region, &row.id).is_some());
    let mark = if changed { "*" } else { "" };
    let rest = group.width().saturating_sub(width(&text));
    vec![pen.span(text, role), pen.span(pad(mark, rest), StyleRole::Key)]
}
