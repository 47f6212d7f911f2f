//! The scenarios of the demo, to choose from.

use ratatui::text::{Line, Span};

use super::pen::{Pen, window};
use crate::{
    dashboard::{
        model::Model,
        text::{fit, pad, width},
    },
    screen::theme::StyleRole,
};

pub(super) fn lines(model: &Model, pen: &Pen<'_>, at: usize, height: usize) -> Vec<Line<'static>> {
    let what = match &model.account.demo_label {
        Some(_) => "Simulated accounts, asked through the AWS SDK like a real one. No credentials, no network.",
        None => "Simulated accounts. Starting one leaves this account; start bedcheck again to come back.",
    };
    let mut lines = vec![pen.text("Scenarios of the demo", StyleRole::Strong)];
    let whole = pen.paragraph(what, 0, StyleRole::Quiet);
    // On a short screen the list comes first.
    let short = height < lines.len() + whole.len() + model.preferences.scenarios.len();
    lines.extend(if short { vec![pen.text(what, StyleRole::Quiet)] } else { whole });
    lines.push(Line::default());
    // What the one pointed at is about, whole.
    let about = model
        .preferences
        .scenarios
        .get(at)
        .map(|(_, summary)| pen.paragraph(summary, 2, StyleRole::Quiet))
        .unwrap_or_default();
    let below = if height > lines.len() + model.preferences.scenarios.len() + about.len() { about } else { Vec::new() };
    // Where the list would not fit under a blank line, it goes.
    if height < lines.len() + model.preferences.scenarios.len() {
        lines.pop();
    }
    let longest = model.preferences.scenarios.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let shown = window(model.preferences.scenarios.len(), at, height.saturating_sub(lines.len()));
    let start = shown.start;
    for (index, (name, summary)) in model.preferences.scenarios.get(shown).into_iter().flatten().enumerate() {
        let here = start + index == at;
        let runs = Some(name) == model.account.demo_label.as_ref();
        let summary = if runs { format!("{summary} (this one)") } else { summary.clone() };
        lines.push(pen.line(vec![
            pen.span(if here { "▸ " } else { "  " }, StyleRole::Key),
            pen.span(pad(name, longest), if here { StyleRole::Strong } else { StyleRole::Text }),
            Span::raw("   "),
            pen.span(fit(&summary, pen.width.saturating_sub(longest + 5)), StyleRole::Quiet),
        ]));
    }
    if !below.is_empty() {
        lines.push(Line::default());
        lines.extend(below);
    }
    lines
}
