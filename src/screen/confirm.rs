//! The question before real calls: exactly what, where, what it costs and what it may set in motion.

use ratatui::text::Line;

use super::pen::Pen;
use crate::{
    dashboard::{model::Confirm, text::wrap},
    gaps::what_calls_do,
    screen::theme::StyleRole,
    survey::RealCall,
};

pub(super) fn lines(question: &Confirm, pen: &Pen<'_>, height: usize) -> Vec<Line<'static>> {
    let calls: Vec<Line<'static>> = question.calls.iter().flat_map(|call| exactly(call, pen)).collect();
    let sentences = what_calls_do(question.calls.len());
    let warning: Vec<Line<'static>> =
        sentences.iter().flat_map(|sentence| pen.paragraph(sentence, 0, StyleRole::Warning)).collect();
    // Air between the parts where all of it is on screen even so.
    let airy = 1 + calls.len() + warning.len() + 2 <= height;
    let air = || airy.then(Line::default);
    let mut lines = vec![pen.text("Call for real?", StyleRole::Strong)];
    lines.extend(air());
    lines.extend(calls);
    lines.extend(air());
    lines.extend(warning);
    pen.scrolled(lines, usize::from(question.scrolled), height, "▾ more: ↓")
}

/// Nothing of an id is cut off: consent is to this very one.
fn exactly(call: &RealCall, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let lines = wrap(&call.to_string(), pen.width.saturating_sub(2));
    lines.into_iter().map(|line| pen.line(vec![pen.span(format!("  {line}"), StyleRole::Text)])).collect()
}
