//! `bedcheck verify`: what came of real calls.

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    document::{Length, document, numbered},
    view::{Head, RemedyView},
};
use crate::{
    access::{Ladder, VerdictKind, provisional, remedy::Remedy},
    gaps::Context,
    refusal::Refusal,
    survey::{CallOutcome, Observation, RealCall},
    words::InWords as _,
};

/// One call that was to be made, with what came of it.
#[derive(Clone, Debug)]
pub struct CheckedCall {
    /// The call.
    pub call: RealCall,
    /// What came of it; `None` when it was not made or not waited for.
    pub observation: Option<Observation>,
    /// Why nothing is known of it, where that is so: `not called: --timeout was over`.
    pub missing: &'static str,
    /// The ladder of its id, all calls taken in.
    pub ladder: Ladder,
    /// What opens the ladder's first shut gate.
    pub remedies: Vec<Remedy>,
}

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    head: Head,
    results: Vec<ResultView>,
    /// Uses that are not open and that no call tells about.
    not_called: Vec<String>,
}

#[derive(Serialize)]
struct ResultView {
    #[serde(skip)]
    kind: VerdictKind,
    region: String,
    invoked_as: String,
    action: String,
    verdict: &'static str,
    gate: Option<String>,
    cause: Option<String>,
    reason: String,
    detail: Option<String>,
    provisional_until: Option<Timestamp>,
    as_of: Option<Timestamp>,
    remedies: Vec<RemedyView>,
}

/// Makes the report. Status 0 when every call was answered, 1 when one was refused, else 3; `beyond` are the uses that
/// are not open and that no call tells about.
#[must_use]
pub fn verify(context: Context<'_>, calls: &[CheckedCall], beyond: &[String]) -> Report {
    let results: Vec<ResultView> = calls.iter().map(result).collect();
    let rows = results.iter().map(cells).collect();
    let any = |wanted: fn(CallOutcome) -> bool| calls.iter().map(outcome).any(wanted);
    let status = if any(|outcome| outcome == CallOutcome::Refused) {
        Status::Gap
    } else if !beyond.is_empty() || any(|outcome| outcome != CallOutcome::Answered) {
        Status::Unknown
    } else {
        Status::Ok
    };
    let head = match (calls, beyond) {
        ([], []) => row!["Nothing to call: all of the plan is open."],
        (_, []) => Vec::new(),
        (_, beyond) => row![format!("Not open, and not called: {}", beyond.join(", "))],
    };
    let columns = vec!["model id", "region", "action", "result", "why"];
    let document = document(&Document { head: Head::new("verify", context), results, not_called: beyond.to_vec() });
    Report {
        document,
        records: "results",
        head,
        columns,
        rows,
        foot: foot(calls),
        status,
        findings: Findings::default(),
    }
}

fn outcome(checked: &CheckedCall) -> CallOutcome {
    checked.observation.as_ref().map_or(CallOutcome::Nothing, |seen| CallOutcome::of(seen.outcome()))
}

fn refusal(checked: &CheckedCall) -> Option<&Refusal> {
    checked.observation.as_ref()?.outcome().err()
}

fn result(checked: &CheckedCall) -> ResultView {
    let CheckedCall { call, observation, missing, ladder, remedies } = checked;
    let refusal = refusal(checked);
    let phrase = refusal.map(|refusal| refusal.cause.phrase());
    let answered = outcome(checked) == CallOutcome::Answered;
    let provisional_until = ladder.provisional_until.filter(|_| answered);
    let (verdict, reason) = match (outcome(checked), phrase) {
        (CallOutcome::Answered, _) => {
            let note = provisional_until.map(|until| format!("; {}", provisional(until))).unwrap_or_default();
            (VerdictKind::Verified, format!("a real call answered{note}"))
        }
        (CallOutcome::Refused, Some(phrase)) => (ladder.verdict().kind(), phrase.to_owned()),
        (CallOutcome::BodyRejected, _) => {
            (ladder.verdict().kind(), "likely open: only the body of the request was refused".to_owned())
        }
        (_, Some(phrase)) => (VerdictKind::Unknown, format!("{phrase}: says nothing about access")),
        (_, None) => (VerdictKind::Unknown, (*missing).to_owned()),
    };
    let told = matches!(outcome(checked), CallOutcome::Refused);
    ResultView {
        region: call.region.to_string(),
        invoked_as: call.id.clone(),
        action: call.action(),
        kind: verdict,
        verdict: verdict.words().word,
        gate: refusal.filter(|_| told).and_then(|refusal| refusal.gate).map(|gate| gate.to_string()),
        cause: refusal.map(|refusal| refusal.cause.to_string()),
        reason,
        detail: refusal.map(|refusal| refusal.text.clone()).filter(|text| !text.is_empty()),
        provisional_until,
        as_of: observation.as_ref().map(|seen| seen.at),
        remedies: if told { remedies.iter().map(Into::into).collect() } else { Vec::new() },
    }
}

fn cells(result: &ResultView) -> Vec<Cell> {
    row![
        result.invoked_as.clone(),
        result.region.clone(),
        result.action.clone(),
        Cell::state(result.kind.words(), ""),
        result.reason.clone(),
    ]
}

/// What AWS said and what to do, an id at a time.
fn foot(calls: &[CheckedCall]) -> Vec<String> {
    let mut lines = Vec::new();
    for checked in calls {
        let Some(refusal) = refusal(checked) else { continue };
        lines.extend([
            String::new(),
            format!("{} of {} said: {}", checked.call.operation(), checked.call, refusal.text),
        ]);
        if outcome(checked) == CallOutcome::Refused {
            lines.extend(numbered(&checked.remedies, Length::Full));
        }
    }
    lines
}
