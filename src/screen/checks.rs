//! What was checked: a line a gate, the fine ones folded where room is short; in a wide pane a table with all evidence.

use ratatui::text::{Line, Span};

use super::{
    pen::{Pen, key_of},
    table::{self, Column, Row},
};
use crate::{
    access::{Gate, GateState, Ladder, NotRead, Rung, VerdictKind},
    dashboard::{
        keymap::Action,
        model::Model,
        text::{age, ago, pad, wrap},
    },
    screen::theme::StyleRole,
    words::InWords as _,
};

/// From this width on there is a table.
const WIDE: usize = 90;

const COLUMNS: [Column; 5] = [
    Column { title: "GATE", min: 17, max: 17, rank: 0, wraps: false },
    Column { title: "STATE", min: 8, max: 12, rank: 0, wraps: false },
    Column { title: "EVIDENCE", min: 30, max: 110, rank: 0, wraps: true },
    Column { title: "ASKED WITH", min: 29, max: 30, rank: 2, wraps: false },
    Column { title: "READ", min: 6, max: 7, rank: 1, wraps: false },
];

/// Columns of the name of a check.
const NAME: usize = 15;

pub(super) fn lines(model: &Model, pen: &Pen<'_>, ladder: &Ladder, folded: bool) -> Vec<Line<'static>> {
    let read = ladder.as_of().map(|at| ago(at, model.now)).unwrap_or_else(|| "not read yet".to_owned());
    let mut lines = vec![
        Line::default(),
        pen.ends(vec![pen.span("CHECKED", StyleRole::Heading)], vec![pen.span(read, StyleRole::Quiet)]),
    ];
    if pen.width >= WIDE {
        let rows: Vec<Row> = ladder.rungs.iter().map(|rung| row(model, rung)).collect();
        let stops = |rung: &Rung| matches!(rung.state, GateState::Blocked(_) | GateState::Pending);
        lines.extend(table::lines(pen, &COLUMNS, &rows, ladder.rungs.iter().position(stops), usize::MAX));
        return lines;
    }
    let fine = |rung: &&Rung| matches!(rung.state, GateState::Open | GateState::NotNeeded);
    let count = ladder.rungs.iter().filter(fine).count();
    if folded && count > 0 {
        let glyph = pen.span(format!("  {} ", GateState::Open.words().glyph), StyleRole::Open);
        lines.push(
            pen.line(vec![glyph, pen.span(format!("{count} of {} are fine", ladder.rungs.len()), StyleRole::Text)]),
        );
    }
    let shown = ladder.rungs.iter().filter(|rung| !folded || !fine(rung));
    lines.extend(shown.flat_map(|rung| check(model, pen, rung)));
    lines
}

/// `▸ ✖ agreement      NOT_AVAILABLE                 s`, its evidence over as many lines as it needs.
fn check(model: &Model, pen: &Pen<'_>, rung: &Rung) -> Vec<Line<'static>> {
    let key = match &rung.state {
        GateState::NotRead(_) if rung.gate == Gate::Permission => key_of(model, Action::Simulate),
        GateState::NotRead(_) if rung.gate == Gate::Account => key_of(model, Action::Verify),
        _ => String::new(),
    };
    let strong = matches!(rung.state, GateState::Blocked(_) | GateState::Pending);
    let role = if strong { StyleRole::Text } else { StyleRole::Quiet };
    let rows = wrap(&rung.evidence(), pen.width.saturating_sub(NAME + 5 + 3));
    let line = |(nth, row): (usize, String)| {
        if nth > 0 {
            return pen.line(vec![Span::raw(" ".repeat(NAME + 4)), pen.span(row, role)]);
        }
        let sign = format!("{} {} ", if strong { "▸" } else { " " }, rung.state.words().glyph);
        let left = vec![
            pen.span(sign, role_of(rung)),
            pen.span(pad(rung.gate.title(), NAME), if strong { StyleRole::Strong } else { StyleRole::Text }),
            pen.span(row, role),
        ];
        pen.ends(left, vec![pen.span(&key, StyleRole::Key)])
    };
    rows.into_iter().enumerate().map(line).collect()
}

fn role_of(rung: &Rung) -> StyleRole {
    match &rung.state {
        GateState::Blocked(_) if rung.by_real_call => StyleRole::Contradicted,
        GateState::Open => StyleRole::Open,
        GateState::Blocked(_) => StyleRole::Blocked,
        GateState::Pending => StyleRole::Pending,
        GateState::NotRead(_) => StyleRole::Unknown,
        GateState::NotNeeded => StyleRole::Quiet,
    }
}

fn row(model: &Model, rung: &Rung) -> Row {
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
        (format!("{} {}", words.glyph, words.said), role_of(rung)),
        (evidence, if quiet { StyleRole::Quiet } else { StyleRole::Text }),
        (rung.call.unwrap_or_default().to_owned(), StyleRole::Quiet),
        (rung.at.map(|at| age(at, model.now)).unwrap_or_default(), StyleRole::Quiet),
    ]
}

/// What else the gates have to say.
pub(super) fn notes(pen: &Pen<'_>, ladder: &Ladder) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for rung in ladder.rungs.iter().filter(|rung| !rung.notes.is_empty()) {
        lines.push(Line::default());
        lines.push(pen.text(&format!("{} {}", rung.gate.number(), rung.gate.title()), StyleRole::Strong));
        lines.extend(rung.notes.iter().flat_map(|note| pen.paragraph(note, 2, StyleRole::Quiet)));
    }
    lines
}
