//! `bedcheck policy`: the documents that the plan needs, and how they were proven.

use serde::Serialize;
use serde_json::Value;

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    document::document,
    view::Head,
};
use crate::{
    access::{VerdictKind, remedy::terraform_of},
    gaps::{Context, NeededPolicy},
    survey::{PolicyAsk, PolicyDecision},
    words::InWords as _,
};

/// Which document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum PolicyForm {
    /// A policy of the identity.
    Iam,
    /// A service control policy: the exception to a Deny on regions.
    Scp,
    /// The policy of the identity as a resource of Terraform.
    Terraform,
}

impl PolicyForm {
    /// The document it is about.
    #[must_use]
    pub fn document(self, needed: &NeededPolicy) -> &Value {
        match self {
            Self::Iam | Self::Terraform => &needed.identity,
            Self::Scp => &needed.organization,
        }
    }

    /// What has to be refused.
    #[must_use]
    pub fn near_misses(self, needed: &NeededPolicy) -> &[PolicyAsk] {
        match self {
            Self::Iam | Self::Terraform => &needed.near_misses,
            Self::Scp => &needed.outside,
        }
    }
}

/// What a simulation said of one question.
#[derive(Clone, Debug)]
pub struct PolicyTrial {
    /// The question.
    pub ask: PolicyAsk,
    /// Whether it has to be let through.
    pub has_to_pass: bool,
    /// The answer, an action after the other.
    pub decisions: Vec<PolicyDecision>,
}

impl PolicyTrial {
    /// Whether the document does what it has to.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.decisions.iter().all(|decision| decision.is_allowed() == self.has_to_pass)
    }
}

/// What is known of a document.
#[derive(Clone, Debug)]
pub enum PolicyProof {
    /// Every question was answered.
    Tried(Vec<PolicyTrial>),
    /// None was: why, in words that begin small.
    NotTried(String),
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head,
    form: String,
    proven: Option<bool>,
    /// Why it could not be proven.
    reason: Option<&'a str>,
    policy: &'a Value,
    trials: Vec<TrialView>,
    left_out: &'a [String],
}

#[derive(Serialize)]
struct TrialView {
    resource: String,
    region: String,
    profile: Option<String>,
    expected: &'static str,
    actions: Vec<ActionView>,
}

#[derive(Serialize)]
struct ActionView {
    action: String,
    allowed: bool,
}

/// Makes the report.
#[must_use]
pub fn policy(context: Context<'_>, form: PolicyForm, needed: &NeededPolicy, proof: &PolicyProof) -> Report {
    let (trials, reason): (&[PolicyTrial], _) = match proof {
        PolicyProof::Tried(trials) => (trials, None),
        PolicyProof::NotTried(why) => (&[], Some(why.as_str())),
    };
    let holds = trials.iter().all(PolicyTrial::holds);
    let proven = reason.is_none().then_some(holds);
    let document = document(&Document {
        head: Head::new("policy", context),
        form: form.to_string(),
        proven,
        reason,
        policy: form.document(needed),
        trials: trials.iter().map(view).collect(),
        left_out: &needed.left_out,
    });
    let status = match proven {
        Some(true) if needed.left_out.is_empty() => Status::Ok,
        Some(false) => Status::Gap,
        _ => Status::Unknown,
    };
    Report {
        document,
        records: "trials",
        head: head(form, trials, reason, holds),
        columns: Vec::new(),
        rows: Vec::new(),
        foot: foot(form, needed),
        findings: Findings::default(),
        status,
    }
}

/// The document alone, for a redirection.
#[must_use]
pub fn policy_text(form: PolicyForm, needed: &NeededPolicy) -> String {
    match form {
        PolicyForm::Terraform => terraform_of(&needed.identity) + "\n",
        PolicyForm::Iam | PolicyForm::Scp => format!("{:#}\n", form.document(needed)),
    }
}

fn view(trial: &PolicyTrial) -> TrialView {
    let action =
        |decision: &PolicyDecision| ActionView { action: decision.action.clone(), allowed: decision.is_allowed() };
    TrialView {
        resource: trial.ask.resource.clone(),
        region: trial.ask.region.clone(),
        profile: trial.ask.profile.clone(),
        expected: if trial.has_to_pass { "allowed" } else { "denied" },
        actions: trial.decisions.iter().map(action).collect(),
    }
}

fn head(form: PolicyForm, trials: &[PolicyTrial], reason: Option<&str>, holds: bool) -> Vec<Cell> {
    let count = |passes: bool| trials.iter().filter(|trial| trial.has_to_pass == passes).count();
    let (kind, text) = match (reason, holds) {
        (Some(why), _) => (VerdictKind::Unknown, format!("Not proven: {why}.")),
        (None, true) => (
            VerdictKind::Verified,
            format!(
                "Proven by IAM's simulation: {} needed calls allowed, {} near misses denied.",
                count(true),
                count(false)
            ),
        ),
        (None, false) => (VerdictKind::Blocked, "IAM's simulation does not agree:".to_owned()),
    };
    let mut head = row![Cell::said(kind.words(), text)];
    for trial in trials.iter().filter(|trial| !trial.holds()) {
        let wrong = if trial.has_to_pass { "is denied and needed" } else { "is allowed and should not be" };
        let through = trial.ask.profile.as_ref().map(|profile| format!(" through {profile}")).unwrap_or_default();
        head.extend(row![format!("  {} in {}{through} {wrong}", trial.ask.resource, trial.ask.region)]);
    }
    if form == PolicyForm::Scp {
        head.extend(row![
            "Where a policy denies regions (Control Tower's region deny does), exempt bedrock:InvokeModel and \
             bedrock:InvokeModelWithResponseStream there, and attach this beside it:"
        ]);
    }
    head.extend(row![""]);
    head
}

fn foot(form: PolicyForm, needed: &NeededPolicy) -> Vec<String> {
    let text = policy_text(form, needed);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if !needed.left_out.is_empty() {
        lines.extend([String::new(), "Nothing is said of:".to_owned()]);
        lines.extend(needed.left_out.iter().map(|one| format!("  {one}")));
    }
    lines
}
