//! States of the whole: loading, no credentials, expired, offline, denied, empty. What happened, and what to type.

use ratatui::text::Line;

use super::pen::{Pen, key_of};
use crate::{
    dashboard::{
        keymap::Action,
        model::{Condition, Model, Trouble},
        text::{fit, pad, width},
    },
    screen::theme::StyleRole,
};

/// One line over data that are still there.
pub(super) fn banner(model: &Model, trouble: &Trouble, pen: &Pen<'_>) -> Line<'static> {
    let again = key_of(model, Action::RefreshAll);
    let what = trouble.commands.first().map(|(command, _)| format!(": {command}, then {again}"));
    let text = format!("! {}{}", trouble.title, what.unwrap_or_default());
    pen.line(vec![pen.span(fit(&text, pen.width), StyleRole::Warning)])
}

/// The whole middle of the screen, while there is nothing else to show.
pub(super) fn page(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let mut lines = vec![Line::default()];
    match model.condition() {
        Condition::Trouble(trouble) => lines.extend(story(model, &trouble, pen)),
        Condition::Loading | Condition::Fine => {
            lines.extend(pen.paragraph(&asking(model), 2, StyleRole::Strong));
            lines.push(Line::default());
            let key = key_of(model, Action::ViewCalls);
            let wait = "The first answers take a second or two. What Claude Code will call is known already: press";
            lines.extend(pen.paragraph(&format!("{wait} {key}."), 2, StyleRole::Quiet));
        }
    }
    lines
}

fn asking(model: &Model) -> String {
    if !model.live.is_scanning() {
        return "Nothing was asked yet.".to_owned();
    }
    match model.live.progress() {
        progress if progress.expected > 0 => {
            format!("Asking AWS: {} of {} questions answered …", progress.answered, progress.expected)
        }
        _ => "Asking AWS …".to_owned(),
    }
}

/// What to do comes before what was said: a short screen cuts the end.
fn story(model: &Model, trouble: &Trouble, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let mut title = trouble.title.clone();
    if let Some(first) = title.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    let mut lines = pen.paragraph(&format!("{title}."), 2, StyleRole::Warning);
    if !trouble.commands.is_empty() {
        let longest = trouble.commands.iter().map(|(command, _)| width(command)).max().unwrap_or(0);
        let again = key_of(model, Action::RefreshAll);
        lines.push(Line::default());
        lines.push(pen.text(&format!("  Type in a shell, then press {again} here:"), StyleRole::Text));
        for (command, purpose) in &trouble.commands {
            lines.push(pen.line(vec![
                pen.span(format!("    {}", pad(command, longest + 3)), StyleRole::Strong),
                pen.span(purpose, StyleRole::Quiet),
            ]));
        }
    }
    if model.account.demo_label.is_none() {
        lines.push(Line::default());
        lines.push(pen.line(vec![
            pen.span(format!("  {}", key_of(model, Action::Demo)), StyleRole::Key),
            pen.span("  look around in the demo: a simulated account, no credentials, no network", StyleRole::Text),
        ]));
    }
    lines.extend(looked_for(trouble, pen));
    for text in &trouble.story {
        lines.push(Line::default());
        lines.extend(pen.paragraph(text, 2, StyleRole::Quiet));
    }
    lines
}

/// Place by place, so that the one that should have had credentials is seen at once.
fn looked_for(trouble: &Trouble, pen: &Pen<'_>) -> Vec<Line<'static>> {
    if trouble.looked_for.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::default(), pen.text("  Looked for credentials in", StyleRole::Text)];
    let longest = trouble.looked_for.iter().map(|(place, _)| width(place)).max().unwrap_or(0);
    let label = longest.min(pen.width.saturating_sub(4) / 2);
    let room = pen.width.saturating_sub(label + 7);
    for (place, found) in &trouble.looked_for {
        lines.push(pen.line(vec![
            pen.span(format!("    {}   ", pad(place, label)), StyleRole::Quiet),
            pen.span(fit(found, room), StyleRole::Text),
        ]));
    }
    lines
}
