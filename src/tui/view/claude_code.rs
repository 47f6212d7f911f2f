//! What Claude Code will call here, gaps first, and the smallest change that closes them.

use ratatui::text::{Line, Span};

use super::{
    pen::Pen,
    region,
    table::{self, Column, Row},
};
use crate::{
    claude_code::{Certainty, Provider, VersionSource},
    gaps::CheckedUse,
    tui::{
        model::{CellSummary, Model},
        text::fit,
        theme::Role,
    },
};

/// From this width on the whole id fits; below it the model's name has to do, and the strip has the id.
const WIDE: usize = 100;

pub(super) fn lines(model: &Model, pen: &Pen<'_>, height: usize) -> Vec<Line<'static>> {
    let mut lines = vec![title(model, pen)];
    if height > 8 {
        lines.push(Line::default());
    }
    let mut below = change(model, pen);
    below.extend(problems(model, pen));
    let uses = model.visible_uses();
    // The calls come first: what stands below them gets what they leave, but never less than a third.
    let room = height.saturating_sub(lines.len());
    let wanted = uses.len() + 1;
    let third = if room < 10 { 0 } else { room / 3 };
    let kept = below.len().min(room.saturating_sub(wanted).max(third));
    below.truncate(kept);
    lines.extend(calls(model, pen, &uses, room.saturating_sub(kept)));
    lines.extend(below);
    lines
}

/// `What Claude Code 2.1.330 will call here          settings of ~/src/shop · region us-west-2, from AWS_REGION`
fn title(model: &Model, pen: &Pen<'_>) -> Line<'static> {
    let plan = &model.plan;
    let version = format!("{}.{}.{}", plan.version.0, plan.version.1, plan.version.2);
    let verb = if plan.provider == Provider::None { "would call on Bedrock" } else { "will call" };
    let left = vec![pen.span(format!("What Claude Code {version} {verb}"), Role::Strong)];
    let from = match plan.version_source {
        VersionSource::Given => "version as given",
        VersionSource::Installed => "the installed version",
        VersionSource::NewestKnown => "newest version known",
    };
    let region = format!("region {}, from {}", plan.region.value, plan.region.source.text);
    let texts = [format!("{from} · {region}"), region, format!("region {}", plan.region.value)];
    let room = pen.width.saturating_sub(super::pen::wide(&left) + 2);
    let right = texts.iter().find(|text| Span::raw(text.as_str()).width() <= room);
    pen.ends(left, right.map(|text| pen.span(text, Role::Quiet)).into_iter().collect())
}

fn calls(model: &Model, pen: &Pen<'_>, uses: &[&CheckedUse], height: usize) -> Vec<Line<'static>> {
    if uses.is_empty() {
        let text = if model.filter.is_empty() { "  no call is known" } else { "  no call matches the filter" };
        return vec![pen.text(text, Role::Quiet)];
    }
    let wide = pen.width >= WIDE;
    let model_title = if wide { "MODEL ID" } else { "MODEL" };
    let columns = [
        Column { title: "WHEN", min: 28, max: 44, rank: 0, wraps: false },
        Column { title: model_title, min: if wide { 44 } else { 10 }, max: 60, rank: 1, wraps: false },
        Column { title: "STATUS", min: 21, max: 32, rank: 0, wraps: false },
        Column { title: "BECAUSE OF", min: 24, max: 60, rank: 2, wraps: false },
    ];
    let rows: Vec<Row> = uses.iter().map(|checked| row(model, checked, wide)).collect();
    let current = model.use_at_cursor();
    let at = uses.iter().position(|checked| current == Some(*checked));
    table::lines(pen, &columns, &rows, at, height)
}

fn row(model: &Model, checked: &CheckedUse, wide: bool) -> Row {
    let usage = &checked.usage;
    let name = checked.ladder.cell.model.as_ref().map(|id| model.catalog.name(id).short());
    let id = match name {
        Some(name) if !wide => name,
        _ => usage.invoked.to_string(),
    };
    let id = if usage.region == model.plan.region.value { id } else { format!("{id} in {}", usage.region) };
    let unsure = if usage.certainty == Certainty::Depends { " (depends)" } else { "" };
    let summary =
        CellSummary { verdict: checked.verdict, reason: checked.ladder.reason(), stale: checked.ladder.is_stale() };
    let (text, role) = region::status(Some(&summary));
    let when = if usage.name.is_empty() { usage.when.clone() } else { format!("{}: {}", usage.name, usage.when) };
    vec![
        (when, if checked.is_gap() { Role::Shut } else { Role::Text }),
        (format!("{id}{unsure}"), Role::Text),
        (text, role),
        (usage.source.text.clone(), Role::Quiet),
    ]
}

fn problems(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for problem in &model.plan.problems {
        let text = pen.paragraph(&problem.text, 2, Role::Text);
        lines.extend(text.into_iter().enumerate().map(|(index, mut line)| {
            if index == 0 {
                line.spans.splice(1..2, [pen.span("! ", Role::Warning)]);
            }
            line
        }));
    }
    if !lines.is_empty() {
        lines.insert(0, Line::default());
    }
    lines
}

fn change(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let change = &model.derived.check.change;
    if change.is_empty() {
        return Vec::new();
    }
    let gaps = model.derived.check.uses.iter().filter(|checked| checked.is_gap()).count();
    let closes = if gaps == 1 { "the gap" } else { "the gaps" };
    let mut lines = vec![
        Line::default(),
        pen.line(vec![
            pen.span(format!("Smallest change of settings that closes {closes}"), Role::Strong),
            pen.span("   Y ", Role::Key),
            pen.span("copies it", Role::Quiet),
        ]),
    ];
    for line in change {
        let setting = fit(&line.to_string(), pen.width.saturating_sub(2));
        let room = pen.width.saturating_sub(Span::raw(setting.as_str()).width() + 5);
        let why = if room < 20 { String::new() } else { fit(&line.why, room) };
        lines.push(
            pen.line(vec![pen.span(format!("  {setting}"), Role::Text), pen.span(format!("   {why}"), Role::Quiet)]),
        );
    }
    lines
}
