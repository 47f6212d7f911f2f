//! What Claude Code will call here, gaps first, and the smallest change that closes them.

use ratatui::text::{Line, Span};

use super::{
    pane::Drawn,
    pen::Pen,
    region,
    table::{self, Column, Row},
};
use crate::{
    catalog::ModelRef,
    claude_code::{Certainty, ModelUse, Provider, VersionSource},
    dashboard::model::{CellSummary, Change, Model, Target},
    gaps::CheckedUse,
    screen::theme::StyleRole,
};

/// From this width on the whole id fits; below it the model's name has to do, and the summary has the id.
pub(super) const WIDE: usize = 100;

/// The calls, and below them those that a what-if ends.
pub(super) fn drawn(model: &Model, pen: &Pen<'_>, height: usize) -> Drawn {
    let mut drawn = Drawn::from(vec![title(model, pen)]);
    if height > 8 {
        drawn.lines.push(Line::default());
    }
    let gone = gone(model, pen);
    let uses = model.visible_uses();
    let room = height.saturating_sub(drawn.lines.len());
    let kept = gone.len().min(room.saturating_sub(uses.len() + 1).max(room / 3));
    drawn.append(listed(model, pen, &uses, room.saturating_sub(kept)));
    drawn.lines.extend(gone.into_iter().take(kept));
    drawn
}

/// The calls that a what-if ends.
fn gone(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let gone = &model.derived.changes.gone;
    if gone.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::default(), pen.text("No longer called", StyleRole::Strong)];
    for usage in gone {
        lines.push(pen.text(&format!("  ~ {}: {}", usage.when_by_name(), usage.invoked), StyleRole::Warning));
    }
    lines
}

/// `What Claude Code 2.1.330 will call here          settings of ~/src/shop · region us-west-2, from AWS_REGION`
fn title(model: &Model, pen: &Pen<'_>) -> Line<'static> {
    let plan = &model.account.plan;
    let version = format!("{}.{}.{}", plan.version.0, plan.version.1, plan.version.2);
    let verb = if plan.provider == Provider::None { "would call on Bedrock" } else { "will call" };
    let left = vec![pen.span(format!("What Claude Code {version} {verb}"), StyleRole::Strong)];
    let from = match plan.version_source {
        _ if model.account.what_if.version.is_some() => "version as supposed",
        VersionSource::Given => "version as given",
        VersionSource::Scenario => "the scenario's version",
        VersionSource::Installed => "the installed version",
        VersionSource::NewestKnown => "newest version known",
    };
    let region = format!("region {}, from {}", plan.region.value, plan.region.source.text);
    let texts = [format!("{from} · {region}"), region, format!("region {}", plan.region.value)];
    let room = pen.width.saturating_sub(super::pen::wide(&left) + 2);
    let right = texts.iter().find(|text| Span::raw(text.as_str()).width() <= room);
    pen.ends(left, right.map(|text| pen.span(text, StyleRole::Quiet)).into_iter().collect())
}

fn listed(model: &Model, pen: &Pen<'_>, uses: &[&CheckedUse], height: usize) -> Drawn {
    if uses.is_empty() {
        let text = if model.screen.filter.is_empty() { "  no call is known" } else { "  no call matches the filter" };
        return vec![pen.text(text, StyleRole::Quiet)].into();
    }
    let wide = pen.width >= WIDE;
    // What was called before stands in the column as well.
    let least = if model.account.what_if.is_empty() { 10 } else { 22 };
    let model_title = if wide { "MODEL ID" } else { "MODEL" };
    let columns = [
        Column { title: "WHEN", min: 28, max: 44, rank: 0, wraps: false },
        Column { title: model_title, min: if wide { 44 } else { least }, max: 60, rank: 1, wraps: false },
        Column { title: "STATUS", min: 21, max: 32, rank: 0, wraps: false },
        Column { title: "BECAUSE OF", min: 24, max: 60, rank: 2, wraps: false },
    ];
    let rows: Vec<Row> = uses.iter().map(|checked| row(model, checked, wide)).collect();
    let current = model.use_at_cursor();
    let at = uses.iter().position(|checked| current == Some(*checked));
    let targets: Vec<Target> = uses.iter().map(|checked| Target::Use((*checked).into())).collect();
    table::drawn(pen, &columns, &rows, &targets, at, height)
}

fn row(model: &Model, checked: &CheckedUse, wide: bool) -> Row {
    let usage = &checked.usage;
    let change = model.derived.change_of(usage);
    let id = match change {
        Some(Change::Moved(before)) => moved(model, before, usage, wide),
        Some(Change::New) | None => id(model, usage, wide),
    };
    let id = if usage.region == model.account.plan.region.value { id } else { format!("{id} in {}", usage.region) };
    let unsure = if usage.certainty == Certainty::Depends { " (depends)" } else { "" };
    let summary = CellSummary::of(&checked.ladder, checked.verdict);
    let (text, role) = region::status(Some(&summary));
    let mark = if change.is_some() { "~ " } else { "" };
    vec![
        (
            format!("{mark}{}", usage.when_by_name()),
            if checked.is_gap() { StyleRole::Blocked } else { StyleRole::Text },
        ),
        (format!("{id}{unsure}"), if change.is_some() { StyleRole::Warning } else { StyleRole::Text }),
        (text, role),
        (usage.source.text.clone(), StyleRole::Quiet),
    ]
}

/// The whole id, or the model's name where that must do.
fn id(model: &Model, usage: &ModelUse, wide: bool) -> String {
    let name = usage.invoked.base().filter(|_| !wide).map(|id| model.catalog.name(&id).short());
    name.unwrap_or_else(|| usage.invoked.to_string())
}

/// `Opus 5.5 → Sonnet 5`; of one model the forms of its id: `us. → eu. Sonnet 5`;
/// of one id the regions.
fn moved(model: &Model, before: &ModelUse, after: &ModelUse, wide: bool) -> String {
    let now = id(model, after, wide);
    let known = after.invoked.base();
    if known.is_none() || before.invoked.base() != known {
        return format!("{} → {now}", id(model, before, false));
    }
    let (from, to) = (form(&before.invoked), form(&after.invoked));
    match (from == to, wide) {
        (true, true) => format!("{now} (was in {})", before.region),
        (true, false) => format!("{} → {} {now}", before.region.short(), after.region.short()),
        (false, true) => format!("{from} → {now}"),
        (false, false) => format!("{from} → {to} {now}"),
    }
}

/// How a model is called: `us.`, `bare id`, `ARN`.
fn form(id: &ModelRef) -> String {
    match id {
        ModelRef::Profile(id) => format!("{}.", id.prefix()),
        ModelRef::Base(_) => "bare id".to_owned(),
        ModelRef::Arn(_) => "ARN".to_owned(),
        ModelRef::Other(text) => text.clone(),
    }
}
