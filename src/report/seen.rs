//! `bedcheck seen`: which models Claude Code really called or was refused, and which of them the plan did not foresee.

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
    claude_code::{LeftBehind, Plan, Provider},
    gaps::{Context, Foreseen, SeenError, SeenIn, SeenModel},
    words::minute,
};

/// What the evidence cannot say.
const WHOSE: &str = "Neither the access cache nor a record says which identity, region or endpoint was called: this is no \
                     evidence of what another identity may call, and verifies nothing.";

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    head: Head,
    simulated: bool,
    since: Timestamp,
    sources: SourcesView,
    claude_code_version: String,
    models: Vec<ModelView>,
    not_foreseen: Vec<String>,
    identity: &'static str,
    problems: Vec<String>,
}

#[derive(Serialize)]
struct SourcesView {
    /// `read`, `not-read` or `absent`.
    access_cache: &'static str,
    session_records: usize,
    /// Not opened: nothing in them is younger than what was asked for.
    older_session_records: usize,
}

#[derive(Serialize)]
struct ModelView {
    model_id: Option<String>,
    last_answered: Option<SeenView>,
    last_refused: Option<SeenView>,
    answered: u64,
    refused: u64,
    failed: u64,
    called_by: Vec<&'static str>,
    claude_code_version: Option<String>,
    /// `id`, `instead`, `model`, `no`, or null where it cannot be told.
    foreseen: Option<String>,
    foreseen_as: Vec<String>,
    errors: Vec<ErrorView>,
}

#[derive(Serialize)]
struct SeenView {
    at: Timestamp,
    source: String,
}

#[derive(Serialize)]
struct ErrorView {
    #[serde(flatten)]
    refusal: RefusalView,
    text: Option<String>,
    times: u64,
    last: Timestamp,
}

impl From<&SeenError> for ErrorView {
    fn from(error: &SeenError) -> Self {
        let refusal = &error.refusal;
        Self {
            refusal: refusal.into(),
            text: Some(refusal.text.clone()).filter(|text| !text.is_empty()),
            times: error.times,
            last: error.last,
        }
    }
}

impl From<&SeenModel> for ModelView {
    fn from(model: &SeenModel) -> Self {
        let view =
            |seen: Option<(Timestamp, SeenIn)>| seen.map(|(at, place)| SeenView { at, source: place.to_string() });
        Self {
            model_id: model.id.clone(),
            last_answered: view(model.answered_at),
            last_refused: view(model.refused_at),
            answered: model.answered,
            refused: model.refused(),
            failed: model.failed(),
            called_by: model.callers.iter().copied().collect(),
            claude_code_version: model.version.clone(),
            foreseen: foreseen(model.foreseen),
            foreseen_as: model.roles.clone(),
            errors: model.errors.iter().map(Into::into).collect(),
        }
    }
}

/// Makes the report. Status 1 when something was refused, 0 when nothing was, 3 when there was nothing to read.
#[must_use]
pub fn seen(context: Context<'_>, left: &LeftBehind, models: &[SeenModel], plan: &Plan, since: Timestamp) -> Report {
    let not_foreseen =
        models.iter().filter(|model| model.foreseen == Foreseen::No).filter_map(|model| model.id.clone());
    let not_foreseen: Vec<String> = not_foreseen.collect();
    let status = if models.iter().any(|model| model.refused_at.is_some()) {
        Status::Gap
    } else if left.is_nothing() {
        Status::Unknown
    } else {
        Status::Ok
    };
    let head = head(left, models, &not_foreseen, plan, since).into_iter().map(Cell::from).collect();
    let access_cache = match &left.cache {
        Some(file) if file.read => "read",
        Some(_) => "not-read",
        None => "absent",
    };
    let problems = problems(left, plan);
    let foot = foot(models, &problems);
    let document = document(&Document {
        head: Head::new("seen", context),
        simulated: false,
        since,
        sources: SourcesView { access_cache, session_records: left.read, older_session_records: left.older },
        claude_code_version: plan.version.to_string(),
        models: models.iter().map(Into::into).collect(),
        not_foreseen,
        identity: WHOSE,
        problems,
    });
    let columns = vec!["model id", "last answered", "last refused", "how often", "by", "in the plan", "why"];
    Report {
        document,
        records: "models",
        head,
        columns,
        rows: models.iter().map(cells).collect(),
        foot,
        status,
        findings: Findings::default(),
    }
}

fn problems(left: &LeftBehind, plan: &Plan) -> Vec<String> {
    let none = plan.provider == Provider::None;
    let other = none.then(|| "Claude Code is not set to use Bedrock here: the plan is what it would call.".to_owned());
    left.problems.iter().cloned().chain(other).collect()
}

fn head(
    left: &LeftBehind,
    models: &[SeenModel],
    not_foreseen: &[String],
    plan: &Plan,
    since: Timestamp,
) -> Vec<String> {
    let refused: Vec<&str> = models.iter().filter(|model| model.refused_at.is_some()).map(named).collect();
    let first = match (models, &refused[..]) {
        ([], _) => format!("Nothing was seen since {}.", minute(since)),
        (_, []) => format!("Since {}: nothing was refused.", minute(since)),
        (_, refused) => format!("Since {}: refused {}.", minute(since), refused.join(", ")),
    };
    let foreseen = not_in_the_plan(not_foreseen);
    let records = match left.read {
        1 => "1 session record".to_owned(),
        count => format!("{count} session records"),
    };
    let cache = if left.cache.as_ref().is_some_and(|file| file.read) { "its access cache" } else { "no access cache" };
    let from = format!(
        "From what Claude Code left on this machine, in all its folders: {cache}, {records}. The plan is that of \
         this folder, Claude Code {}.",
        plan.version
    );
    [Some(first), foreseen, Some(from), Some(WHOSE.to_owned()), Some(String::new())].into_iter().flatten().collect()
}

fn named(model: &SeenModel) -> &str {
    model.id.as_deref().unwrap_or("a model that the error does not name")
}

fn cells(model: &SeenModel) -> Vec<Cell> {
    let time = |seen: Option<(Timestamp, SeenIn)>| seen.map_or_else(|| "never".to_owned(), |(at, _)| minute(at));
    row![
        model.id.clone().unwrap_or_else(|| "not named".to_owned()),
        time(model.answered_at),
        time(model.refused_at),
        often(model),
        by(model),
        in_the_plan(model),
        why(model),
    ]
}

/// `12 answered, 1 refused`; the access cache does not count.
fn often(model: &SeenModel) -> String {
    let counted = [(model.answered, "answered"), (model.refused(), "refused"), (model.failed(), "failed")];
    let counted = counted.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let counted = counted.collect::<Vec<_>>().join(", ");
    if counted.is_empty() { "not counted".to_owned() } else { counted }
}

/// Which subagent it was does not stand in a record; the access cache does not tell who called at all.
fn by(model: &SeenModel) -> String {
    if model.callers.is_empty() {
        return "a check at start, or a call".to_owned();
    }
    model.callers.iter().copied().collect::<Vec<_>>().join(", ")
}

fn in_the_plan(model: &SeenModel) -> String {
    let not_known = if model.id.is_some() { "not known: not an id of Bedrock's" } else { "not known" };
    planned(model.foreseen, &model.roles).unwrap_or_else(|| not_known.to_owned())
}

fn why(model: &SeenModel) -> String {
    let refusal = model.last_refusal().or_else(|| model.errors.first());
    match refusal {
        Some(error) => means(&error.refusal).to_owned(),
        None if model.refused_at.is_some() => "refused; the access cache keeps no reason".to_owned(),
        None => String::new(),
    }
}

/// What Claude Code showed, as far as it is known text, and what was not read.
fn foot(models: &[SeenModel], problems: &[String]) -> Vec<String> {
    let said = |model: &SeenModel| {
        let errors = model.errors.iter().filter(|error| !error.refusal.text.is_empty());
        let line = |error: &SeenError| {
            let text = &error.refusal.text;
            let times = if error.times == 1 { String::new() } else { format!("{} times, last ", error.times) };
            format!("{}, {times}{}: {text}", named(model), minute(error.last))
        };
        errors.map(line).collect::<Vec<_>>()
    };
    let mut lines: Vec<String> = models.iter().flat_map(said).collect();
    lines.extend(problems.iter().map(|problem| format!("! {problem}")));
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}
