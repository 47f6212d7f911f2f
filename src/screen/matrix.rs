//! Models × regions, one glyph a cell: the whole account at a glance.

mod cells;
mod columns;
mod head;
mod legend;

use std::ops::Range;

use ratatui::text::{Line, Span};

use columns::Shown;

use super::{
    hits::LineBuilder,
    pane::Drawn,
    pen::{Pen, key_of, more, window},
};
use crate::{
    catalog::Family,
    dashboard::{
        keymap::Action,
        model::{Fate, Model, ModelRow, PaneId, Target, View},
        text::{fit, pad, width},
    },
    screen::{
        signs::{self, REPAIRED, Sign},
        theme::StyleRole,
    },
    words::{role_in_brief, role_in_short},
};

/// Columns of the cursor's sign, the family, and the sign of who calls it; and of the roles that do, in whole words or in
/// short ones. Where regions would not fit, the words give way.
const CURSOR: usize = 1;
const FAMILY: usize = 7;
const CALLED: usize = 1;
const TAGS: [usize; 2] = [18, 12];

/// From these heights on there is a line for the legend, and a second one if it needs it.
const LEGEND_FROM: usize = 10;
const LONG_LEGEND_FROM: usize = 20;

/// Lines it would fill: with a blank one over the legend.
pub(super) fn wanted(model: &Model) -> usize {
    // A geography, and names of three letters at most.
    1 + 3 + model.visible_models().len() + usize::from(!model.retired_models().is_empty()) + 2
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
    legend: Vec<Line<'static>>,
}

fn layout<'a>(model: &'a Model, pen: &Pen<'_>, height: usize) -> Layout<'a> {
    let models = model.visible_models();
    let regions = model.visible_regions();
    let version = models.iter().map(|row| width(&row.name.version)).max().unwrap_or(0).min(10);
    let label = |tag: usize| CURSOR + FAMILY + version + CALLED + tag;
    let fit = |tag: usize| {
        let room = pen.width.saturating_sub(label(tag));
        columns::fit(&regions, model.region_at_cursor(), &model.preferences.marks, room)
    };
    let bare = fit(0);
    let most = bare.open().count();
    let (tag, shown) = TAGS
        .into_iter()
        .map(|tag| (tag, fit(tag)))
        .find(|(_, shown)| shown.open().count() == most)
        .unwrap_or((0, bare));
    let head = 1 + shown.name_lines();
    let current = model.model_at_cursor();
    let at = models.iter().position(|row| current == Some(*row)).unwrap_or(0);
    let legend = match height {
        ..LEGEND_FROM => Vec::new(),
        LEGEND_FROM..LONG_LEGEND_FROM => legend::lines(&legend::seen(model, &models, &shown), pen, 1),
        _ => legend::lines(&legend::seen(model, &models, &shown), pen, 2),
    };
    let retired = usize::from(!model.retired_models().is_empty() && height >= LEGEND_FROM);
    let room = height.saturating_sub(head + legend.len() + retired);
    // The row under the last one tells how many more there are.
    let room = if models.len() > room && room > 1 { room - 1 } else { room };
    let part = window(models.len(), at, room);
    Layout { models, shown, label: label(tag), version, tag, at, part, legend }
}

pub(super) fn drawn(model: &Model, pen: &Pen<'_>, height: usize) -> Drawn {
    let Layout { models, shown, label, version, tag, at, part, legend } = layout(model, pen, height);
    let below = models.len().saturating_sub(part.end);
    let mut drawn = Drawn::from(head::lines(model, pen, &shown, label, part.start));
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
        let label = label_of(pen, model, row, index == at, new_family, (version, tag));
        line.add_for(Target::Model(row.id.clone()), label);
        for group in &shown.groups {
            cells::cells(&mut line, pen, model, group, row, index == at);
        }
        drawn.push(pen.line(line.spans), line.targets);
    }
    if below > 0 && drawn.lines.len() + legend.len() < height {
        let focused = model.screen.pane() == PaneId::List(View::Map);
        let text = more(below, "models", focused, &key_of(model, Action::ViewMap));
        drawn.lines.push(pen.text(&format!(" {text}"), StyleRole::Key));
    }
    if height >= LEGEND_FROM {
        drawn.lines.extend(retired(model, pen));
    }
    drawn.lines.extend((!legend.is_empty() && drawn.lines.len() + legend.len() < height).then(Line::default));
    drawn.lines.extend(legend);
    drawn
}

/// `+ 3 retired: Sonnet 3.5, Sonnet 3, Haiku 3                 z shows them`
fn retired(model: &Model, pen: &Pen<'_>) -> Option<Line<'static>> {
    let names: Vec<String> = model.retired_models().iter().map(|row| row.name.short()).collect();
    let key = format!("{} shows them", key_of(model, Action::Zoom));
    let room = pen.width.saturating_sub(width(&key) + 3);
    let text = fit(&format!("+ {} retired: {}", names.len(), names.join(", ")), room);
    let ends = || pen.ends(vec![pen.span(format!(" {text}"), StyleRole::Quiet)], vec![pen.span(key, StyleRole::Key)]);
    (!names.is_empty()).then(ends)
}

/// Family, version, whether Claude Code calls it, and as what.
fn label_of(
    pen: &Pen<'_>,
    model: &Model,
    row: &ModelRow,
    current: bool,
    new_family: bool,
    (version, tag_width): (usize, usize),
) -> Vec<Span<'static>> {
    let family = if new_family || current { family_title(row.name.family) } else { "" };
    let role = if row.has_gap { StyleRole::Blocked } else { StyleRole::Quiet };
    let called = called(model, row).map_or(" ", |sign| sign.glyph);
    let spans = vec![
        pen.span(if current { "▌" } else { " " }, StyleRole::Key),
        pen.span(pad(family, FAMILY), if current { StyleRole::Strong } else { StyleRole::Heading }),
        pen.span(pad(&row.name.version, version), if current { StyleRole::Strong } else { StyleRole::Text }),
        pen.span(called, if current { StyleRole::Strong } else { StyleRole::Key }),
        pen.span(pad(&format!(" {}", tag(row, tag_width)), tag_width), role),
    ];
    if current { spans.into_iter().map(|span| pen.tinted(span)).collect() } else { spans }
}

/// The sign of a model that Claude Code calls, and its meaning: a person notices a refusal, or the client gets by.
fn called(model: &Model, row: &ModelRow) -> Option<Sign> {
    let uses = || model.derived.check.uses.iter().filter(|checked| checked.ladder.cell.model.as_ref() == Some(&row.id));
    let felt = uses().any(|checked| checked.is_felt() && Fate::of(checked) != Fate::Repaired);
    uses().next()?;
    Some(if felt { signs::CALLED } else { REPAIRED })
}

fn family_title(family: Family) -> &'static str {
    match family {
        Family::Opus => "Opus",
        Family::Sonnet => "Sonnet",
        Family::Haiku => "Haiku",
        Family::Fable => "Fable",
        Family::Mythos => "Mythos",
        Family::Other => "Other",
    }
}

/// `main`, `auto +1`, `legacy`; in whole words where they have room: `auto mode +1`.
fn tag(row: &ModelRow, columns: usize) -> String {
    let Some(first) = row.roles.first() else {
        return row.life.map(|life| life.to_string()).unwrap_or_default();
    };
    let word = if columns >= TAGS[0] { role_in_short(*first) } else { role_in_brief(*first) };
    match row.roles.len() {
        0 | 1 => word.to_owned(),
        more => format!("{word} +{}", more - 1),
    }
}
