//! Why this id: the rules that led to it, the file that names it, and what a refusal would do.

use ratatui::text::Line;

use super::pen::Pen;
use crate::{
    claude_code::{Certainty, ModelUse, Role as Caller, Source},
    dashboard::{
        model::{Change, Focus, Model},
        text::{pad, wrap},
    },
    screen::theme::StyleRole,
    words,
};

/// Columns of the labels on the left.
const LABEL: usize = 12;

pub(super) fn lines(model: &Model, pen: &Pen<'_>, focus: &Focus) -> Vec<Line<'static>> {
    let Some(checked) = &focus.usage else { return Vec::new() };
    let usage = &checked.usage;
    let mut lines = vec![Line::default(), pen.text("WHY THIS ID", StyleRole::Heading)];
    lines.extend(field(pen, "called for", &called_for(usage), StyleRole::Text));
    lines.extend(field(pen, "written", &written(usage), StyleRole::Text));
    lines.extend(field(pen, "comes from", &place(&usage.source), StyleRole::Strong));
    lines.extend(chain(pen, &usage.notes));
    if let Some(before) = model.derived.change_of(usage) {
        lines.extend(field(pen, "what if", &changed(before), StyleRole::Warning));
    }
    if usage.certainty == Certainty::Depends {
        lines.extend(field(pen, "sure", "no: it depends on what could not be read, as said above", StyleRole::Warning));
    }
    lines.extend(field(pen, "if refused", words::impact(usage.impact), StyleRole::Text));
    if !usage.fallbacks.is_empty() {
        let ids: Vec<String> = usage.fallbacks.iter().map(ToString::to_string).collect();
        lines.extend(field(pen, "then calls", &ids.join(", then "), StyleRole::Text));
    }
    lines.extend(field(pen, "moved by", &moved_by(usage), StyleRole::Text));
    lines
}

/// A label and a text, which goes on under itself.
fn field(pen: &Pen<'_>, label: &str, text: &str, role: StyleRole) -> Vec<Line<'static>> {
    let lines = wrap(text, pen.width.saturating_sub(LABEL + 2));
    field_lines(pen, label, lines.iter().map(String::as_str), role)
}

fn field_lines<'a>(
    pen: &Pen<'_>,
    label: &str,
    lines: impl Iterator<Item = &'a str>,
    role: StyleRole,
) -> Vec<Line<'static>> {
    let line = |(index, line): (usize, &str)| {
        let label = pad(if index == 0 { label } else { "" }, LABEL);
        pen.line(vec![pen.span(format!("  {label}"), StyleRole::Quiet), pen.span(line, role)])
    };
    lines.enumerate().map(line).collect()
}

/// The rules in the order in which they led to the id.
fn chain(pen: &Pen<'_>, notes: &[String]) -> Vec<Line<'static>> {
    let rule = |(index, note): (usize, &String)| {
        let label = if index == 0 { "because" } else { "" };
        // What a rule goes on with stands under its own words.
        let text = wrap(note, pen.width.saturating_sub(LABEL + 5)).join("\n   ");
        field_lines(pen, label, format!("{:<2} {text}", index + 1).lines(), StyleRole::Text)
    };
    notes.iter().enumerate().flat_map(rule).collect()
}

fn called_for(usage: &ModelUse) -> String {
    let name = if usage.name.is_empty() { String::new() } else { format!(" {}", usage.name) };
    format!("{}{name}: {}", words::role_in_short(usage.role), usage.when)
}

fn written(usage: &ModelUse) -> String {
    if usage.requested.is_empty() { "nothing: a default applies".to_owned() } else { usage.requested.clone() }
}

/// `.claude/agents/reviewer.md, line 4: model`; in words where it is no file.
pub(super) fn place(source: &Source) -> String {
    let Some(path) = &source.path else { return source.text.clone() };
    let line = source.line.map(|line| format!(", line {line}")).unwrap_or_default();
    let key = source.key.as_ref().map(|key| format!(": {key}")).unwrap_or_default();
    format!("{}{line}{key}", path.display())
}

/// `was us.anthropic.claude-opus-5-5 in us-west-2`.
fn changed(change: &Change) -> String {
    match change {
        Change::Moved(before) => format!("without it {} in {}", before.invoked, before.region),
        Change::New => "without it this call is not made".to_owned(),
    }
}

fn moved_by(usage: &ModelUse) -> String {
    match (usage.pins.as_slice(), usage.role) {
        ([], Caller::Subagent | Caller::Command) => "the model its own file names".to_owned(),
        ([], _) => "nothing that can be set".to_owned(),
        (pins, _) => pins.join(", or "),
    }
}
