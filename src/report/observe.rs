//! `bedcheck observe`: each call as it was seen, and all of them against the plan.

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    diagnosis::means,
    document::document,
    render::json,
    seen_view::{RefusalView, foreseen},
    view::Head,
};
use crate::{
    claude_code::{Plan, Provider},
    gaps::{Context, Observed, ObservedModel, role_of},
    refusal::Refusal,
    survey::{CallSource, SeenCall},
};

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    head: Head,
    simulated: bool,
    source: String,
    claude_code_version: String,
    calls: Vec<CallView>,
    predicted_and_seen: Vec<ModelView>,
    predicted_not_seen: Vec<UnseenView>,
    seen_not_predicted: Vec<ModelView>,
    notes: Vec<String>,
    /// The exit status of the child.
    exit_status: Option<u8>,
}

#[derive(Serialize)]
struct CallView {
    at: Timestamp,
    source: String,
    operation: String,
    role: Option<String>,
    model_id: Option<String>,
    region: Option<String>,
    status: Option<u16>,
    milliseconds: Option<u64>,
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    refusal: Option<SaidView>,
}

#[derive(Serialize)]
struct SaidView {
    #[serde(flatten)]
    refusal: RefusalView,
    text: Option<String>,
}

#[derive(Serialize)]
struct ModelView {
    model_id: String,
    regions: Vec<String>,
    roles: Vec<String>,
    /// `id`, `instead`, `model`, `no`, or null where it cannot be told.
    foreseen: Option<String>,
    answered: u64,
    refused: u64,
    failed: u64,
    refusal: Option<SaidView>,
}

#[derive(Serialize)]
struct UnseenView {
    model_id: String,
    roles: Vec<String>,
}

impl From<&Refusal> for SaidView {
    fn from(refusal: &Refusal) -> Self {
        Self { refusal: refusal.into(), text: Some(refusal.text.clone()).filter(|text| !text.is_empty()) }
    }
}

impl CallView {
    fn of(call: &SeenCall, plan: &Plan) -> Self {
        Self {
            at: call.at,
            source: call.source.to_string(),
            operation: call.operation.clone(),
            role: call.is_of_a_model().then(|| role_of(call, plan)),
            model_id: call.id.clone(),
            region: call.region.as_ref().map(ToString::to_string),
            status: call.status,
            milliseconds: call.milliseconds,
            input_tokens: call.tokens.map(|(input, _)| input),
            output_tokens: call.tokens.map(|(_, output)| output),
            refusal: call.refusal.as_ref().map(Into::into),
        }
    }
}

impl From<&ObservedModel> for ModelView {
    fn from(model: &ObservedModel) -> Self {
        Self {
            model_id: model.id.clone(),
            regions: model.regions.iter().cloned().collect(),
            roles: model.roles.iter().cloned().collect(),
            foreseen: foreseen(model.foreseen),
            answered: model.answered,
            refused: model.refused,
            failed: model.failed,
            refusal: model.refusal.as_ref().map(Into::into),
        }
    }
}

/// What the client keeps of a refusal is that there was one.
const UNSAID: &str = "REFUSED (the access cache keeps no reason)";

/// A call as one JSON object on a line.
#[must_use]
pub fn seen_call_json(call: &SeenCall, plan: &Plan) -> String {
    json::line(&document(&CallView::of(call, plan)))
}

/// A call as one line for people.
#[must_use]
pub fn seen_call(call: &SeenCall, plan: &Plan) -> String {
    let role = if call.is_of_a_model() { role_of(call, plan) } else { call.operation.clone() };
    let at = call.at.strftime("%H:%M:%S").to_string();
    let region = call.region.as_ref().map(ToString::to_string);
    let took = call.milliseconds.map(|took| format!("{took} ms"));
    let tokens = call.tokens.map(|(input, output)| format!("{input} + {output} tokens"));
    let came = match (&call.refusal, call.status) {
        (None, Some(status)) => format!("answered {status}"),
        (None, None) if call.source == CallSource::Proxy => "broken off".to_owned(),
        (None, None) => "answered".to_owned(),
        (Some(refusal), status) => {
            let status = status.map(|status| format!(" {status}")).unwrap_or_default();
            let what = if call.is_refused() { "REFUSED" } else { "failed" };
            if call.source == CallSource::AccessCache {
                return [at, role, call.id.clone().unwrap_or_default(), UNSAID.to_owned()].join("  ");
            }
            let text = if refusal.text.is_empty() { String::new() } else { format!(" · {}", refusal.text) };
            format!("{what}{status}: {}{text}", means(refusal))
        }
    };
    let parts = [Some(at), Some(role), call.id.clone(), region, Some(came), took, tokens];
    parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
}

/// All that was seen of a run of the client.
#[derive(Clone, Debug)]
pub struct ObservedRun<'a> {
    /// The calls, in the order in which they were made.
    pub calls: &'a [SeenCall],
    /// The same, held against the plan.
    pub observed: &'a Observed,
    /// What saw them: `proxy`.
    pub source: String,
    /// What is to be known of it, one sentence each.
    pub notes: &'a [String],
    /// The exit status of the child.
    pub exit_status: Option<u8>,
}

/// Makes the report. Its status is 1 when a call was refused, 3 when nothing was seen; whoever ran a child returns the
/// child's.
#[must_use]
pub fn observe(context: Context<'_>, run: &ObservedRun<'_>, plan: &Plan) -> Report {
    let observed = run.observed;
    let status = match (observed.has_refused(), run.calls.is_empty()) {
        (true, _) => Status::Gap,
        (false, true) => Status::Unknown,
        (false, false) => Status::Ok,
    };
    let document = document(&Document {
        head: Head::new("observe", context),
        simulated: false,
        source: run.source.clone(),
        claude_code_version: plan.version.to_string(),
        calls: run.calls.iter().map(|call| CallView::of(call, plan)).collect(),
        predicted_and_seen: observed.predicted.iter().map(Into::into).collect(),
        predicted_not_seen: observed.unseen.iter().map(unseen).collect(),
        seen_not_predicted: observed.unpredicted.iter().map(Into::into).collect(),
        notes: run.notes.to_vec(),
        exit_status: run.exit_status,
    });
    let rows = rows(observed);
    let head = head(run, plan).into_iter().map(Cell::from).collect();
    let columns = vec!["prediction", "model id", "as", "calls", "why"];
    Report { document, records: "calls", head, columns, rows, foot: Vec::new(), status, findings: Findings::default() }
}

/// What was refused first, whether it was predicted or not.
fn rows(observed: &Observed) -> Vec<Vec<Cell>> {
    let predicted = observed.predicted.iter().map(|model| ("predicted and seen", model));
    let all = predicted.chain(observed.unpredicted.iter().map(|model| ("seen, not predicted", model)));
    let (refused, fine): (Vec<_>, Vec<_>) = all.partition(|(_, model)| model.refused > 0);
    let (refused, fine) = (refused.into_iter(), fine.into_iter());
    let unseen = observed.unseen.iter();
    let unseen = unseen.map(|(id, roles)| row!["predicted, not seen", id.clone(), roles.join(", "), "not called", ""]);
    let cells = |(group, model): (&'static str, &ObservedModel)| cells(group, model);
    refused.map(cells).chain(fine.map(cells)).chain(unseen).collect()
}

fn unseen((id, roles): &(String, Vec<String>)) -> UnseenView {
    UnseenView { model_id: id.clone(), roles: roles.clone() }
}

fn head(run: &ObservedRun<'_>, plan: &Plan) -> Vec<String> {
    let observed = run.observed;
    let all = || observed.predicted.iter().chain(&observed.unpredicted);
    let refused: Vec<&str> = all().filter(|model| model.refused > 0).map(|model| model.id.as_str()).collect();
    let first = if all().next().is_none() {
        "No call of a model was seen.".to_owned()
    } else if refused.is_empty() {
        "Nothing was refused.".to_owned()
    } else {
        format!("Refused: {}.", refused.join(", "))
    };
    let unforeseen: Vec<&str> = observed.unpredicted.iter().map(|model| model.id.as_str()).collect();
    let unforeseen = (!unforeseen.is_empty()).then(|| format!("Not predicted: {}.", unforeseen.join(", ")));
    let none = plan.provider == Provider::None;
    let other = none.then(|| "Claude Code is not set to use Bedrock here: the plan is what it would call.".to_owned());
    let of = format!("Calls seen: {}; the plan is that of Claude Code {}.", run.calls.len(), plan.version);
    let lines = [Some(first), unforeseen, Some(of), other].into_iter().flatten();
    lines.chain(run.notes.iter().cloned()).chain([String::new()]).collect()
}

fn cells(group: &'static str, model: &ObservedModel) -> Vec<Cell> {
    let counted = [(model.answered, "answered"), (model.refused, "refused"), (model.failed, "failed")];
    let counted = counted.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let roles: Vec<&str> = model.roles.iter().map(String::as_str).collect();
    let why = match &model.refusal {
        Some(refusal) if !refusal.recognised && refusal.kind.is_empty() => "no reason was kept".to_owned(),
        Some(refusal) => means(refusal).to_owned(),
        None => String::new(),
    };
    row![group, model.id.clone(), roles.join(", "), counted.collect::<Vec<_>>().join(", "), why]
}
