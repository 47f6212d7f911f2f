//! The models of one region: status, ids to call them by, who in the plan uses them, lifecycle.

use jiff::Timestamp;
use ratatui::text::Line;

use super::{
    pane::Drawn,
    pen::Pen,
    roles,
    table::{self, Column, Row},
};
use crate::{
    access::Verdict,
    catalog::{LifecycleStatus, RegionName},
    dashboard::{
        model::{CellSummary, Model, ModelRow, Target},
        text::{fit, width},
    },
    refusal::Refusal,
    screen::theme::StyleRole,
    survey::RegionFacts,
    words::{InWords as _, tally},
};

/// Columns for the callers of a model.
const MOST_ROLES: usize = 40;

const COLUMNS: [Column; 5] = [
    Column { title: "MODEL", min: 10, max: 26, rank: 0, wraps: false },
    Column { title: "STATUS", min: 22, max: 44, rank: 0, wraps: false },
    Column { title: "CALL AS", min: 11, max: 24, rank: 2, wraps: false },
    Column { title: "CLAUDE CODE", min: 11, max: MOST_ROLES, rank: 1, wraps: false },
    Column { title: "LIFE", min: 15, max: 34, rank: 3, wraps: false },
];

/// Lines it would fill.
pub(super) fn wanted(model: &Model) -> usize {
    let refusal = if read_refusal(model, model.region_at_cursor()).is_some() { 2 } else { 0 };
    3 + refusal + model.visible_models().len()
}

pub(super) fn drawn(model: &Model, pen: &Pen<'_>, height: usize) -> Drawn {
    let region = model.region_at_cursor();
    let mut lines = vec![title(model, pen, region)];
    if height > 8 {
        lines.push(Line::default());
    }
    lines.extend(refusal(model, pen, region));
    let models = model.visible_models();
    let rows: Vec<Row> = models.iter().map(|row| cells(model, region, row, pen.width < 100)).collect();
    let current = model.model_at_cursor();
    let at = models.iter().position(|row| current == Some(*row));
    let room = height.saturating_sub(lines.len());
    let ids: Vec<Target> = models.iter().map(|row| Target::Model(row.id.clone())).collect();
    let mut drawn = Drawn::from(lines);
    drawn.append(table::drawn(pen, &COLUMNS, &rows, &ids, at, room));
    drawn
}

/// `us-west-2  Oregon   14 open · 1 pending · 4 shut · 3 not offered       ◂ us-west-1   ca-central-1 ▸`
fn title(model: &Model, pen: &Pen<'_>, region: &RegionName) -> Line<'static> {
    let place = model.catalog.region(region).map(|known| known.place.clone()).unwrap_or_default();
    let mut left =
        vec![pen.span(region.as_str(), StyleRole::Strong), pen.span(format!("  {place}   "), StyleRole::Text)];
    let mut first = true;
    let cells = model.derived.models.iter().filter_map(|row| model.derived.cell(region, &row.id));
    for (kind, count) in tally(cells.map(|cell| cell.verdict)) {
        left.push(pen.span(if first { "" } else { " · " }, StyleRole::Quiet));
        left.push(pen.span(format!("{count} {}", kind.words().said), kind.into()));
        first = false;
    }
    let regions = model.visible_regions();
    let at = regions.iter().position(|one| *one == region).unwrap_or(0);
    let before = at.checked_sub(1).and_then(|at| regions.get(at)).map(|name| format!("◂ {name}"));
    let after = regions.get(at + 1).map(|name| format!("{name} ▸"));
    let neighbours = [before, after].into_iter().flatten().collect::<Vec<_>>().join("   ");
    pen.ends(left, vec![pen.span(neighbours, StyleRole::Quiet)])
}

/// Why the lists of this region could not be read, where that is so.
fn refusal(model: &Model, pen: &Pen<'_>, region: &RegionName) -> Vec<Line<'static>> {
    let Some((facts, refusal)) = read_refusal(model, region) else { return Vec::new() };
    let stale = if facts.models.value().is_some() { "what follows is older: " } else { "" };
    let text = format!("? {stale}{}: {}", refusal.in_short(), refusal.text);
    vec![pen.line(vec![pen.span(fit(&text, pen.width), StyleRole::Warning)]), Line::default()]
}

fn read_refusal<'a>(model: &'a Model, region: &RegionName) -> Option<(&'a RegionFacts, &'a Refusal)> {
    let facts = model.account.survey.region(region)?;
    Some((facts, facts.models.refusal().or(facts.profiles.refusal())?))
}

fn cells(model: &Model, region: &RegionName, row: &ModelRow, brief: bool) -> Row {
    let cell = model.derived.cell(region, &row.id);
    let (text, role) = status(cell);
    let text = if model.live.change_at(region, &row.id).is_some() { format!("{text} *") } else { text };
    vec![
        (row.name.short(), StyleRole::Text),
        (text, role),
        (call_as(model, region, row), StyleRole::Quiet),
        used_by(model, region, row, brief),
        life(model, region, row, brief),
    ]
}

/// `✖ agreement missing`: glyph and word of the legend, or the reason where there is one.
pub(super) fn status(cell: Option<&CellSummary>) -> (String, StyleRole) {
    let Some(cell) = cell else { return ("? not read".to_owned(), StyleRole::Unknown) };
    let verdict = cell.verdict;
    let word = match verdict {
        Verdict::Open | Verdict::Verified { .. } => verdict.words().said,
        _ if cell.reason.is_empty() => verdict.words().said,
        _ => cell.reason.as_str(),
    };
    let stale = if cell.stale { " (older answer)" } else { "" };
    (format!("{} {word}{stale}", verdict.words().glyph), verdict.into())
}

/// `us. global.`: the prefixes of the profiles, in AWS's order, and whether the bare id works.
fn call_as(model: &Model, region: &RegionName, row: &ModelRow) -> String {
    let Some(facts) = model.account.survey.region(region) else { return String::new() };
    let mut ways: Vec<String> = facts.profiles_of(&row.id).map(|profile| format!("{}.", profile.id.prefix())).collect();
    if facts.model(&row.id).is_some_and(|listed| listed.on_demand) {
        ways.push("bare id".to_owned());
    }
    ways.join(" ")
}

/// `main, startup check opus`, or in the words of the matrix where that is too long.
fn used_by(model: &Model, region: &RegionName, row: &ModelRow, brief: bool) -> (String, StyleRole) {
    let uses: Vec<_> = model.derived.check.uses_of(region, &row.id).collect();
    let mut names: Vec<String> = uses.iter().map(|checked| checked.role()).collect();
    names.dedup();
    let gap = uses.iter().any(|checked| checked.is_gap());
    let mut text = names.join(", ");
    if brief || width(&text) > MOST_ROLES {
        text = roles::words(uses.iter().map(|checked| checked.usage.role));
    }
    (text, if gap { StyleRole::Blocked } else { StyleRole::Text })
}

/// `active`; `legacy, ends 2027-04-08 (137 d)`, or briefly `ends 2027-04-08`.
fn life(model: &Model, region: &RegionName, row: &ModelRow, brief: bool) -> (String, StyleRole) {
    let Some(listed) = model.account.survey.region(region).and_then(|facts| facts.model(&row.id)) else {
        return (String::new(), StyleRole::Quiet);
    };
    let end = model.end_of_life(region, row);
    let days = |end: Timestamp| (end.as_second() - model.now.as_second()).div_euclid(86_400);
    let ends = end.map(|end| format!(", ends {} ({} d)", end.strftime("%Y-%m-%d"), days(end))).unwrap_or_default();
    match listed.lifecycle.status_at(model.now) {
        LifecycleStatus::Active => ("active".to_owned(), StyleRole::Quiet),
        LifecycleStatus::Legacy => match end {
            Some(end) if brief => (format!("ends {}", end.strftime("%Y-%m-%d")), StyleRole::Pending),
            _ => (format!("legacy{ends}"), StyleRole::Pending),
        },
        LifecycleStatus::EndOfLife => ("end of life".to_owned(), StyleRole::Blocked),
        LifecycleStatus::Unknown => ("not given".to_owned(), StyleRole::Quiet),
    }
}
