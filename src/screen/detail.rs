//! Why: where the id came from, the ladder of the cell under the cursor, what to do, and what AWS said.

use ratatui::text::{Line, Span};

use super::{
    pen::{Pen, key_of},
    summary,
    table::{self, Column, Row},
    why,
};
use crate::{
    access::{Gate, GateState, Ladder, NotRead, Rung, VerdictKind},
    dashboard::{
        keymap::Action,
        model::{Focus, Mode, Model, View},
        text::age,
    },
    refusal::Refusal,
    screen::theme::StyleRole,
    words::InWords as _,
};

const COLUMNS: [Column; 5] = [
    Column { title: "GATE", min: 17, max: 17, rank: 0, wraps: false },
    Column { title: "STATE", min: 8, max: 12, rank: 0, wraps: false },
    Column { title: "EVIDENCE", min: 30, max: 110, rank: 0, wraps: true },
    Column { title: "ASKED WITH", min: 29, max: 30, rank: 2, wraps: false },
    Column { title: "READ", min: 6, max: 7, rank: 1, wraps: false },
];

pub(super) fn lines(model: &Model, pen: &Pen<'_>, scroll: usize, height: usize) -> Vec<Line<'static>> {
    let Some(focus) = model.focus() else { return summary::lines(model, pen, 1) };
    // Below a view it is shown without being entered: its keys hold only once it is.
    let full = matches!(model.screen.mode, Mode::Detail(_));
    let mut lines = head(model, pen, focus);
    lines.push(Line::default());
    if model.screen.view == View::ClaudeCode && focus.usage.is_some() && !(full && model.screen.raw) {
        lines.extend(why::lines(model, pen, focus));
        lines.push(Line::default());
    }
    if full && model.screen.raw {
        lines.extend(raw(model, pen, &focus.ladder));
    } else {
        lines.extend(ladder(model, pen, &focus.ladder));
        // What to do comes before what to know.
        lines.extend(remedies(pen, focus, full));
        lines.extend(notes(pen, &focus.ladder));
        lines.extend(said(pen, &focus.ladder));
    }
    pen.scrolled(lines, scroll, height, if full { "▾ more: page down" } else { "▾ more: enter" })
}

fn head(model: &Model, pen: &Pen<'_>, focus: &Focus) -> Vec<Line<'static>> {
    let mut lines = vec![summary::subject(model, pen, focus)];
    let sentence = format!("{} {}", focus.verdict.words().glyph, summary::sentence(model, focus));
    lines.extend(pen.paragraph(&sentence, 0, focus.verdict.into()));
    lines.extend(summary::changed(model, pen, focus));
    let ids = &focus.ladder.call_as;
    if focus.usage.is_none() && ids.len() > 1 {
        lines.extend(pen.paragraph(&format!("can be called as {}", ids.join(", ")), 0, StyleRole::Quiet));
    }
    lines
}

fn ladder(model: &Model, pen: &Pen<'_>, ladder: &Ladder) -> Vec<Line<'static>> {
    let first = ladder
        .first_blocked()
        .map(|rung| rung.gate)
        .or_else(|| matches!(ladder.rung(Gate::Credentials).state, GateState::Blocked(_)).then_some(Gate::Credentials));
    let at = ladder.rungs.iter().position(|rung| Some(rung.gate) == first);
    let rows: Vec<Row> = ladder.rungs.iter().map(|rung| row(model, rung)).collect();
    table::lines(pen, &COLUMNS, &rows, at, usize::MAX)
}

fn row(model: &Model, rung: &Rung) -> Row {
    let role = match &rung.state {
        GateState::Blocked(_) if rung.by_real_call => StyleRole::Contradicted,
        GateState::Open => StyleRole::Open,
        GateState::Blocked(_) => StyleRole::Blocked,
        GateState::Pending => StyleRole::Pending,
        GateState::NotRead(_) => StyleRole::Unknown,
        GateState::NotNeeded => StyleRole::Quiet,
    };
    let words = if rung.by_real_call { VerdictKind::Contradicted.words() } else { rung.state.words() };
    let evidence = match &rung.state {
        // The keys are the dashboard's own affair; reports say the same without them.
        GateState::NotRead(NotRead::NotSimulated) => {
            let key = key_of(model, Action::Simulate);
            format!("press {key} to simulate your policies (iam:SimulatePrincipalPolicy)")
        }
        GateState::NotRead(why @ NotRead::OnlyACallTells) if !model.preferences.read_only => {
            format!("{why}; press {}", key_of(model, Action::Verify))
        }
        _ => rung.evidence(),
    };
    let evidence = if rung.stale { format!("{evidence} (older answer)") } else { evidence };
    let quiet = matches!(rung.state, GateState::NotNeeded | GateState::NotRead(_));
    vec![
        (format!("{:>2} {}", rung.gate.number(), rung.gate.title()), StyleRole::Text),
        (format!("{} {}", words.glyph, words.said), role),
        (evidence, if quiet { StyleRole::Quiet } else { StyleRole::Text }),
        (rung.call.unwrap_or_default().to_owned(), StyleRole::Quiet),
        (rung.at.map(|at| age(at, model.now)).unwrap_or_default(), StyleRole::Quiet),
    ]
}

/// What else the rungs have to say.
fn notes(pen: &Pen<'_>, ladder: &Ladder) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for rung in ladder.rungs.iter().filter(|rung| !rung.notes.is_empty()) {
        lines.push(Line::default());
        lines.push(pen.text(&format!("{} {}", rung.gate.number(), rung.gate.title()), StyleRole::Strong));
        lines.extend(rung.notes.iter().flat_map(|note| pen.paragraph(note, 2, StyleRole::Quiet)));
    }
    lines
}

fn remedies(pen: &Pen<'_>, focus: &Focus, full: bool) -> Vec<Line<'static>> {
    if focus.remedies.is_empty() {
        return Vec::new();
    }
    let hint = if full { "   the number copies it" } else { "   enter, then the number copies it" };
    let mut lines = vec![
        Line::default(),
        pen.line(vec![pen.span("What to do", StyleRole::Strong), pen.span(hint, StyleRole::Quiet)]),
    ];
    for (index, remedy) in focus.remedies.iter().enumerate() {
        let number = if index < 9 { (index + 1).to_string() } else { " ".to_owned() };
        lines.push(pen.line(vec![
            pen.span(format!("  {number}  "), StyleRole::Key),
            pen.span(crate::dashboard::text::fit(&remedy.title, pen.width.saturating_sub(5)), StyleRole::Text),
        ]));
        let url = remedy.url.as_deref().filter(|url| *url != remedy.text);
        for text in remedy.text.lines().chain(url) {
            lines.extend(verbatim(pen, text, 5));
        }
    }
    lines
}

/// What can be pasted keeps its indentation and is broken anywhere, so that nothing of it is hidden.
fn verbatim(pen: &Pen<'_>, text: &str, indent: usize) -> Vec<Line<'static>> {
    let inner = text.len() - text.trim_start().len();
    let lines = crate::dashboard::text::wrap(text, pen.width.saturating_sub(indent + inner));
    let line = |line: String| pen.line(vec![Span::raw(" ".repeat(indent + inner)), pen.span(line, StyleRole::Quiet)]);
    lines.into_iter().map(line).collect()
}

/// The refusals behind the rungs, word for word.
fn said(pen: &Pen<'_>, ladder: &Ladder) -> Vec<Line<'static>> {
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
fn raw(model: &Model, pen: &Pen<'_>, ladder: &Ladder) -> Vec<Line<'static>> {
    let words = ladder.words();
    if words.is_empty() {
        let text = "No call about this model was refused, so there are no words of AWS to show.";
        return pen.paragraph(text, 0, StyleRole::Quiet);
    }
    let mut lines = Vec::new();
    for (index, said) in words.iter().enumerate() {
        let refusal = said.refusal;
        if index > 0 {
            lines.push(Line::default());
        }
        let field = |label: &str, text: &str| {
            pen.line(vec![
                pen.span(crate::dashboard::text::pad(label, 13), StyleRole::Quiet),
                pen.span(text, StyleRole::Text),
            ])
        };
        lines.push(pen.text(&format!("{} was refused", said.call.unwrap_or("The call")), StyleRole::Strong));
        let unknown = |text: &str, why: &str| if text.is_empty() { why.to_owned() } else { text.to_owned() };
        lines.push(field("error type", &unknown(&refusal.kind, "none given")));
        lines.push(field("HTTP status", &unknown(status(refusal).trim(), "none: no answer came")));
        lines.push(field("request id", refusal.request_id.as_deref().unwrap_or("none given")));
        lines.extend(said.at.map(|at| field("asked", &crate::dashboard::text::ago(at, model.now))));
        let cause = if refusal.recognised { refusal.cause.phrase() } else { "not recognised" };
        lines.push(field("taken as", cause));
        lines.push(Line::default());
        lines.extend(verbatim(pen, &refusal.text, 2));
    }
    lines
}
