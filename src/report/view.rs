//! Parts that several documents share.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    access::{Ladder, Rung, VerdictKind, remedy::Remedy},
    claude_code::{ModelUse, Problem, Source},
    gaps::Context,
    words::InWords as _,
};

/// Who asked.
#[derive(Clone, Debug, Serialize)]
pub struct AccountView {
    id: String,
    arn: String,
    profile: Option<String>,
    partition: String,
    /// Where the identity comes from.
    source: Option<String>,
}

/// What stands at the head of every document.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Head {
    schema: String,
    generated_at: Timestamp,
    account: Option<AccountView>,
}

impl Head {
    pub(super) fn new(command: &str, context: Context<'_>) -> Self {
        Self { schema: format!("bedcheck.{command}/1"), generated_at: context.now, account: account(context) }
    }
}

/// Who asked, if STS said so.
pub(super) fn account(context: Context<'_>) -> Option<AccountView> {
    context.survey.identity.value().map(|identity| AccountView {
        id: identity.account.clone(),
        arn: identity.arn.clone(),
        profile: context.caller.profile.map(str::to_owned),
        partition: identity.partition.to_string(),
        source: None,
    })
}

/// Where a value came from.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SourceView {
    kind: String,
    path: Option<String>,
    line: Option<usize>,
    key: Option<String>,
    text: String,
}

impl From<&Source> for SourceView {
    fn from(source: &Source) -> Self {
        Self {
            kind: source.kind.to_string(),
            path: source.path.as_ref().map(|path| path.display().to_string()),
            line: source.line,
            key: source.key.clone(),
            text: source.text.clone(),
        }
    }
}

/// Something in the configuration that will not do what its author meant.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ProblemView {
    text: String,
    source: Option<SourceView>,
}

impl From<&Problem> for ProblemView {
    fn from(problem: &Problem) -> Self {
        Self { text: problem.text.clone(), source: problem.source.as_ref().map(Into::into) }
    }
}

/// One use of the plan.
#[derive(Clone, Debug, Serialize)]
pub(super) struct UseView {
    pub(super) role: String,
    pub(super) name: String,
    requested: Option<String>,
    pub(super) model_id: String,
    pub(super) region: String,
    pub(super) when: String,
    pub(super) source: SourceView,
    pub(super) certainty: String,
    pub(super) impact: String,
    notes: Vec<String>,
}

impl From<&ModelUse> for UseView {
    fn from(usage: &ModelUse) -> Self {
        Self {
            role: usage.role.to_string(),
            name: usage.name.clone(),
            requested: Some(usage.requested.clone()).filter(|text| !text.is_empty()),
            model_id: usage.invoked.to_string(),
            region: usage.region.to_string(),
            when: usage.when.clone(),
            source: (&usage.source).into(),
            certainty: usage.certainty.to_string(),
            impact: usage.impact.to_string(),
            notes: usage.notes.clone(),
        }
    }
}

/// One rung of a ladder.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RungView {
    pub(super) gate: String,
    pub(super) state: String,
    cause: Option<String>,
    pub(super) detail: Option<String>,
    pub(super) source: Option<String>,
    /// What told of the real call that is the evidence; null where none is.
    seen_by: Option<String>,
    as_of: Option<Timestamp>,
    stale: bool,
    notes: Vec<String>,
}

impl From<&Rung> for RungView {
    fn from(rung: &Rung) -> Self {
        use crate::access::GateState;
        let (cause, why) = match &rung.state {
            GateState::Blocked(cause) => (Some(cause.to_string()), None),
            GateState::NotRead(why) => (None, Some(why.to_string())),
            _ => (None, None),
        };
        let detail = Some(rung.detail.clone()).filter(|text| !text.is_empty()).or(why);
        Self {
            gate: rung.gate.to_string(),
            state: rung.state.words().word.to_owned(),
            cause,
            detail,
            source: rung.call.map(str::to_owned),
            seen_by: rung.seen_by.map(|source| source.to_string()),
            as_of: rung.at,
            stale: rung.stale,
            notes: rung.notes.clone(),
        }
    }
}

/// The verdict with what explains it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct VerdictView {
    #[serde(skip)]
    pub(super) kind: VerdictKind,
    pub(super) verdict: &'static str,
    pub(super) gate: Option<String>,
    pub(super) cause: Option<String>,
    pub(super) reason: Option<String>,
}

impl From<&Ladder> for VerdictView {
    fn from(ladder: &Ladder) -> Self {
        let verdict = ladder.verdict();
        let because = |wanted: bool| wanted.then(|| ladder.cause()).flatten();
        Self {
            kind: verdict.kind(),
            verdict: verdict.words().word,
            gate: verdict.gate().map(|gate| gate.to_string()),
            cause: because(!verdict.is_open()).map(|cause| cause.to_string()),
            reason: Some(ladder.reason()).filter(|text| !text.is_empty()),
        }
    }
}

/// A remedy as the contract has it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RemedyView {
    kind: crate::access::remedy::RemedyKind,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) url: Option<String>,
}

impl From<&Remedy> for RemedyView {
    fn from(remedy: &Remedy) -> Self {
        Self { kind: remedy.kind, title: remedy.title.clone(), text: remedy.text.clone(), url: remedy.url.clone() }
    }
}
