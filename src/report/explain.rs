//! `bedcheck explain MODEL`: one ladder.

use serde::Serialize;

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    document::{Length, document, numbered},
    view::{Head, RemedyView, RungView},
};
use crate::{
    access::{Ladder, Rung, Verdict, remedy::Remedy},
    gaps::Context,
    words::InWords as _,
};

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    head: Head,
    region: String,
    model: Option<String>,
    invoked_as: Option<String>,
    verdict: &'static str,
    reason: Option<String>,
    /// How the words asked with became the model, or what may have been meant.
    note: Option<String>,
    ladder: Vec<RungView>,
    remedies: Vec<RemedyView>,
}

/// Makes the report of one ladder; `note` says how the model was found where the words asked with do not.
#[must_use]
pub fn explain(
    context: Context<'_>,
    ladder: &Ladder,
    remedies: &[Remedy],
    note: Option<String>,
    length: Length,
) -> Report {
    let verdict = ladder.verdict();
    let model = ladder.cell.model.as_ref();
    let invoked = ladder.cell.invoked.as_ref().map(ToString::to_string).or_else(|| ladder.call_as.first().cloned());
    let reason = Some(ladder.reason()).filter(|text| !text.is_empty());
    let name = model.map_or_else(|| invoked.clone().unwrap_or_default(), |id| context.catalog.name(id).short());
    let region = context.catalog.region_with_place(&ladder.cell.region);
    let called = invoked.as_ref().map(|id| format!(", called as {id}")).unwrap_or_default();
    let because = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let mut head = row![
        format!("{name} in {region}{called}"),
        Cell::said(verdict.words(), format!("{}{because}", verdict.words().said)),
    ];
    head.extend(note.clone().map(Cell::from));
    head.push("".into());
    let document = document(&Document {
        head: Head::new("explain", context),
        region: ladder.cell.region.to_string(),
        model: model.map(ToString::to_string),
        invoked_as: invoked,
        verdict: verdict.words().word,
        reason,
        note,
        ladder: ladder.rungs.iter().map(Into::into).collect(),
        remedies: remedies.iter().map(Into::into).collect(),
    });
    let status = match verdict {
        Verdict::Unknown => Status::Unknown,
        verdict if verdict.is_open() => Status::Ok,
        _ => Status::Gap,
    };
    let rows = ladder.rungs.iter().map(cells).collect();
    let columns = vec!["#", "gate", "state", "detail", "read from"];
    Report {
        document,
        records: "ladder",
        head,
        columns,
        rows,
        foot: foot(ladder, remedies, length),
        status,
        findings: Findings::default(),
    }
}

fn cells(rung: &Rung) -> Vec<Cell> {
    row![
        rung.gate.number().to_string(),
        rung.gate.title().to_owned(),
        Cell::state(rung.state.words(), ""),
        rung.evidence(),
        rung.call.unwrap_or_default().to_owned(),
    ]
}

/// What else the rungs say, gate by gate, then what to do.
fn foot(ladder: &Ladder, remedies: &[Remedy], length: Length) -> Vec<String> {
    let mut lines = Vec::new();
    for rung in ladder.rungs.iter().filter(|rung| !rung.notes.is_empty()) {
        lines.extend([String::new(), format!("{} {}", rung.gate.number(), rung.gate.title())]);
        lines.extend(rung.notes.iter().map(|note| format!("  {note}.")));
    }
    if !remedies.is_empty() {
        lines.extend([String::new(), "What to do".to_owned()]);
    }
    lines.into_iter().chain(numbered(remedies, length)).collect()
}
