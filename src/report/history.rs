//! `bedcheck history`: which models AWS recorded as called and refused.

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    diagnosis::means,
    document::document,
    seen_view::{RefusalView, foreseen, not_in_the_plan, planned},
    view::Head,
};
use crate::{
    gaps::{Context, Foreseen, RecordedModel, SeenError},
    refusal::{Gate, Refusal},
    survey::{ModelCounts, RegionHistory},
    words::minute,
};

/// A history, read.
#[derive(Clone, Debug)]
pub struct HistoryRead<'a> {
    /// Since when.
    pub since: Timestamp,
    /// Whether calls of all identities count.
    pub everyone: bool,
    /// How far each region was read.
    pub regions: &'a [RegionHistory],
    /// What was recorded.
    pub models: &'a [RecordedModel],
}

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    head: Head,
    simulated: bool,
    since: Timestamp,
    everyone: bool,
    regions: Vec<RegionView>,
    models: Vec<ModelView>,
    not_foreseen: Vec<String>,
    counts: Vec<CountView>,
    missing_actions: Vec<String>,
}

#[derive(Serialize)]
struct RegionView {
    region: String,
    /// `read`, `partly-read` or `not-read`.
    state: &'static str,
    events: usize,
    back_to: Option<Timestamp>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct ModelView {
    model_id: Option<String>,
    region: String,
    answered: u64,
    refused: u64,
    failed: u64,
    last_answered: Option<Timestamp>,
    first_refused: Option<Timestamp>,
    last_refused: Option<Timestamp>,
    called_by: Vec<String>,
    claude_code_versions: Vec<String>,
    served_in: Vec<String>,
    by_api_key: u64,
    foreseen: Option<String>,
    foreseen_as: Vec<String>,
    errors: Vec<ErrorView>,
}

#[derive(Serialize)]
struct ErrorView {
    #[serde(flatten)]
    refusal: RefusalView,
    text: String,
    policy_arn: Option<String>,
    times: u64,
    last: Timestamp,
}

#[derive(Serialize)]
struct CountView {
    region: String,
    model_id: String,
    invocations: u64,
    client_errors: u64,
}

impl From<&SeenError> for ErrorView {
    fn from(error: &SeenError) -> Self {
        let refusal = &error.refusal;
        Self {
            refusal: refusal.into(),
            text: refusal.text.clone(),
            policy_arn: refusal.captures.get("policy_arn").cloned(),
            times: error.times,
            last: error.last,
        }
    }
}

impl From<&RecordedModel> for ModelView {
    fn from(model: &RecordedModel) -> Self {
        let list = |set: &std::collections::BTreeSet<String>| set.iter().cloned().collect();
        Self {
            model_id: model.id.clone(),
            region: model.region.clone(),
            answered: model.answered.0,
            refused: model.refused(),
            failed: model.failed(),
            last_answered: model.answered.1,
            first_refused: model.refused_between.map(|(first, _)| first),
            last_refused: model.refused_between.map(|(_, last)| last),
            called_by: list(&model.callers),
            claude_code_versions: list(&model.clients),
            served_in: list(&model.served_in),
            by_api_key: model.by_key,
            foreseen: foreseen(model.foreseen),
            foreseen_as: model.roles.clone(),
            errors: model.errors.iter().map(Into::into).collect(),
        }
    }
}

impl From<&RegionHistory> for RegionView {
    fn from(region: &RegionHistory) -> Self {
        let events = region.records.len();
        let state = match (region.complete, events) {
            (true, _) => "read",
            (false, 0) => "not-read",
            (false, _) => "partly-read",
        };
        let reason = region.refusal.as_ref().map(Refusal::in_short);
        Self { region: region.region.to_string(), state, events, back_to: region.back_to, reason }
    }
}

/// Makes the report. Status 1 when a call was refused, 3 when a region could not be read to the end, else 0.
#[must_use]
pub fn history(context: Context<'_>, read: &HistoryRead<'_>) -> Report {
    let refused = read.models.iter().any(|model| model.refused_between.is_some());
    let complete = read.regions.iter().all(|region| region.complete);
    let status = match (refused, complete) {
        (true, _) => Status::Gap,
        (false, false) => Status::Unknown,
        (false, true) => Status::Ok,
    };
    let not_foreseen = read.models.iter().filter(|model| model.foreseen == Foreseen::No);
    let mut not_foreseen: Vec<String> = not_foreseen.filter_map(|model| model.id.clone()).collect();
    not_foreseen.dedup();
    let counts: Vec<&ModelCounts> =
        read.regions.iter().filter_map(|region| region.counts.as_ref()?.as_ref().ok()).flatten().collect();
    let view = |count: &&ModelCounts| CountView {
        region: count.region.to_string(),
        model_id: count.id.clone(),
        invocations: count.invocations,
        client_errors: count.client_errors,
    };
    let missing = missing_actions(read.regions);
    let document = document(&Document {
        head: Head::new("history", context),
        simulated: false,
        since: read.since,
        everyone: read.everyone,
        regions: read.regions.iter().map(Into::into).collect(),
        models: read.models.iter().map(Into::into).collect(),
        not_foreseen: not_foreseen.clone(),
        counts: counts.iter().map(view).collect(),
        missing_actions: missing.clone(),
    });
    let head = head(read, &not_foreseen).into_iter().map(Cell::from).collect();
    let columns = vec!["model id", "region", "calls", "last refused", "last answered", "by", "in the plan", "why"];
    let rows = read.models.iter().map(cells).collect();
    Report {
        document,
        records: "models",
        head,
        columns,
        rows,
        foot: foot(read, &counts, &missing),
        status,
        findings: Findings::default(),
    }
}

/// The actions that a policy lacks, by what was denied.
fn missing_actions(regions: &[RegionHistory]) -> Vec<String> {
    let counts = regions.iter().filter_map(|region| region.counts.as_ref()?.as_ref().err());
    let refusals = regions.iter().filter_map(|region| region.refusal.as_ref()).chain(counts);
    let denied = refusals.filter(|refusal| refusal.gate == Some(Gate::Permission));
    let actions: std::collections::BTreeSet<String> =
        denied.filter_map(|refusal| refusal.captures.get("action").cloned()).collect();
    actions.into_iter().collect()
}

fn head(read: &HistoryRead<'_>, not_foreseen: &[String]) -> Vec<String> {
    let named = |model: &RecordedModel| model.id.clone().unwrap_or_else(|| "a model that is not named".to_owned());
    let refused = read.models.iter().filter(|model| model.refused_between.is_some());
    let refused: Vec<String> = refused.map(|model| format!("{} in {}", named(model), model.region)).collect();
    let since = minute(read.since);
    let of = if read.everyone { "of everybody" } else { "of this identity" };
    let first = match (read.models, &refused[..]) {
        ([], _) => format!("Since {since}: no call {of} was found."),
        (_, []) => format!("Since {since}: no call {of} was refused."),
        (_, refused) => format!("Since {since}: refused {}.", refused.join(", ")),
    };
    let foreseen = not_in_the_plan(not_foreseen);
    let regions = read.regions.iter().map(how_far);
    let from = "CloudTrail's event history, which is some minutes late.".to_owned();
    [Some(first), foreseen, Some(from)].into_iter().flatten().chain(regions).chain([String::new()]).collect()
}

fn how_far(region: &RegionHistory) -> String {
    let RegionHistory { region: name, records, .. } = region;
    let events = records.len();
    let back = region.back_to.map(|at| format!(", back to {}", minute(at))).unwrap_or_default();
    match (&region.refusal, region.complete) {
        (_, true) => format!("{name}: {events} events, all there are."),
        (Some(refusal), false) => format!("{name}: {events} events{back}; then {}.", refusal.in_short()),
        (None, false) => format!("{name}: {events} events{back}, and no further in the time there was."),
    }
}

fn cells(model: &RecordedModel) -> Vec<Cell> {
    let time = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), minute);
    let counted = [(model.answered.0, "answered"), (model.refused(), "refused"), (model.failed(), "failed")];
    let counted = counted.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let refused = match model.refused_between {
        Some((first, last)) if first < last => format!("{}, first {}", minute(last), minute(first)),
        other => time(other.map(|(_, last)| last)),
    };
    let why = model.errors.first().map(|error| {
        let policy = error.refusal.captures.get("policy_arn").map(|arn| format!(": {arn}")).unwrap_or_default();
        format!("{}{policy}", means(&error.refusal))
    });
    row![
        model.id.clone().unwrap_or_else(|| "not named".to_owned()),
        model.region.clone(),
        counted.collect::<Vec<_>>().join(", "),
        refused,
        time(model.answered.1),
        model.callers.iter().cloned().collect::<Vec<_>>().join(", "),
        planned(model.foreseen, &model.roles).unwrap_or_else(|| "not known".to_owned()),
        why.unwrap_or_default(),
    ]
}

fn foot(read: &HistoryRead<'_>, counts: &[&ModelCounts], missing: &[String]) -> Vec<String> {
    let said = read.models.iter().flat_map(|model| model.errors.iter().map(move |error| (model, error)));
    let said = said.filter(|(_, error)| !error.refusal.text.is_empty()).map(|(model, error)| {
        let id = model.id.as_deref().unwrap_or("not named");
        format!("{id}, {} times, last {}: {}", error.times, minute(error.last), error.refusal.text)
    });
    let counted = counts.iter().map(|count| {
        let ModelCounts { region, id, invocations, client_errors } = count;
        format!("{region}, {id}: {invocations} succeeded, {client_errors} refused or mistaken")
    });
    let counted: Vec<String> = counted.collect();
    let title = (!counted.is_empty()).then(|| "CloudWatch, the last two weeks, whoever called:".to_owned());
    let missing = (!missing.is_empty()).then(|| format!("! A policy lacks {}.", missing.join(", ")));
    let mut lines: Vec<String> = said.chain(title).chain(counted).chain(missing).collect();
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}
