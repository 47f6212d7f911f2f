//! AWS's own words about what is under the cursor: below everything else, or alone, with all that a support case asks for.

use ratatui::text::{Line, Span};

use super::pen::Pen;
use crate::{
    access::Ladder,
    dashboard::{
        model::Model,
        text::{ago, pad, wrap},
    },
    refusal::Refusal,
    screen::theme::StyleRole,
};

/// What can be pasted keeps its indentation and is broken anywhere, so that nothing of it is hidden.
pub(super) fn verbatim(pen: &Pen<'_>, text: &str, indent: usize) -> Vec<Line<'static>> {
    let inner = text.len() - text.trim_start().len();
    let lines = wrap(text, pen.width.saturating_sub(indent + inner));
    let line = |line: String| pen.line(vec![Span::raw(" ".repeat(indent + inner)), pen.span(line, StyleRole::Quiet)]);
    lines.into_iter().map(line).collect()
}

/// The refusals behind the gates, word for word.
pub(super) fn below(pen: &Pen<'_>, ladder: &Ladder) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for said in ladder.words() {
        let refusal = said.refusal;
        let kind = if refusal.kind.is_empty() { "no error type" } else { &refusal.kind };
        lines.push(Line::default());
        lines.push(pen.line(vec![
            pen.span(format!("{} said", said.call.unwrap_or("the call")), StyleRole::Strong),
            pen.span(format!("   {kind}{}", status(refusal)), StyleRole::Quiet),
        ]));
        lines.extend(pen.paragraph(&refusal.text, 2, StyleRole::Text));
    }
    lines
}

fn status(refusal: &Refusal) -> String {
    refusal.status.map(|status| format!(" {status}")).unwrap_or_default()
}

/// AWS's own words alone: everything that a support case asks for.
pub(super) fn alone(model: &Model, pen: &Pen<'_>, ladder: &Ladder) -> Vec<Line<'static>> {
    let words = ladder.words();
    if words.is_empty() {
        let text = "No call about this model was refused, so there are no words of AWS to show.";
        return pen.paragraph(text, 0, StyleRole::Quiet);
    }
    let mut lines = Vec::new();
    for said in &words {
        let refusal = said.refusal;
        lines.push(Line::default());
        let field = |label: &str, text: &str| {
            pen.line(vec![pen.span(pad(label, 13), StyleRole::Quiet), pen.span(text, StyleRole::Text)])
        };
        lines.push(pen.text(&format!("{} was refused", said.call.unwrap_or("The call")), StyleRole::Strong));
        let unknown = |text: &str, why: &str| if text.is_empty() { why.to_owned() } else { text.to_owned() };
        lines.push(field("error type", &unknown(&refusal.kind, "none given")));
        lines.push(field("HTTP status", &unknown(status(refusal).trim(), "none: no answer came")));
        lines.push(field("request id", refusal.request_id.as_deref().unwrap_or("none given")));
        lines.extend(said.at.map(|at| field("asked", &ago(at, model.now))));
        let cause = if refusal.recognised { refusal.cause.phrase() } else { "not recognised" };
        lines.push(field("taken as", cause));
        lines.push(Line::default());
        lines.extend(verbatim(pen, &refusal.text, 2));
    }
    lines
}
