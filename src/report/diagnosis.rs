//! `bedcheck explain` of a text: what it means, which call it came from, what to do.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    document::{Length, document, numbered},
    view::{Head, RemedyView, VerdictView},
};
use crate::{
    access::remedy::nothing_to_mend,
    catalog::{Catalog, ModelRef},
    claude_code::Plan,
    gaps::{Answer, Assessment, Blame, Context, CrossedCall, Crossing, Suspicion},
    refusal::{self, Gate, KnownText, Near, Pasted, Refusal},
    words::InWords as _,
};

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head,
    recognised: bool,
    gate: Option<String>,
    cause: String,
    lasting: Option<bool>,
    captures: BTreeMap<&'static str, Option<&'a str>>,
    reason: String,
    /// Why there are no remedies, where there is nothing to mend.
    note: Option<&'static str>,
    /// The refusal word for word, without what a terminal drew around it.
    text: &'a str,
    /// What status and error type tell, where the text is not recognised.
    shape: Option<String>,
    /// The known texts that come nearest, where the text is not recognised.
    nearest: Vec<NearView>,
    /// What of the text was not read.
    cut: Option<&'a str>,
    /// Other refusals in the same paste.
    others: Vec<Other>,
    /// The models that Claude Code calls here, the most suspicious first; empty where the text is not about a model.
    calls: Vec<CallView>,
    remedies: Vec<RemedyView>,
}

#[derive(Serialize)]
struct CallView {
    role: String,
    model_id: String,
    region: String,
    #[serde(flatten)]
    verdict: VerdictView,
    suspicion: String,
}

impl From<&CrossedCall> for CallView {
    fn from(call: &CrossedCall) -> Self {
        Self {
            role: call.checked.role(),
            model_id: call.checked.usage.invoked.to_string(),
            region: call.checked.usage.region.to_string(),
            verdict: (&call.checked.ladder).into(),
            suspicion: call.suspicion.to_string(),
        }
    }
}

#[derive(Serialize)]
struct NearView {
    text: &'static str,
    cause: String,
    gate: Option<String>,
    means: &'static str,
    only_known: Vec<String>,
    only_here: Vec<String>,
}

impl From<&Near> for NearView {
    fn from(near: &Near) -> Self {
        Self {
            text: &near.known.example,
            cause: near.known.cause.to_string(),
            gate: near.known.cause.gate().map(|gate| gate.to_string()),
            means: of_known(near.known),
            only_known: near.only_known.clone(),
            only_here: near.only_here.clone(),
        }
    }
}

/// What a known text means; its cause in a few words where that says it.
fn of_known(known: &'static KnownText) -> &'static str {
    if known.means.is_empty() { known.cause.phrase() } else { &known.means }
}

#[derive(Serialize)]
struct Other {
    gate: Option<String>,
    cause: String,
    model_id: Option<String>,
    reason: &'static str,
}

impl From<&Refusal> for Other {
    fn from(refusal: &Refusal) -> Self {
        Self {
            gate: refusal.gate.map(|gate| gate.to_string()),
            cause: refusal.cause.to_string(),
            model_id: refusal.captures.get("model_id").cloned(),
            reason: refusal.cause.phrase(),
        }
    }
}

/// The captures of the contract; what the text did not name is null.
const CAPTURES: [&str; 6] = ["action", "resource", "resource_region", "model_id", "policy_type", "policy_arn"];

/// What the very text means; its cause in a few words where that says it.
pub(super) fn means(refusal: &Refusal) -> &'static str {
    refusal::known_text_of(refusal).map_or_else(|| refusal.cause.phrase(), of_known)
}

fn lasting(refusal: &Refusal) -> &'static str {
    match refusal.recognised {
        true if refusal.cause.is_lasting() => "yes",
        true => "no",
        false => "not known",
    }
}

/// Makes the report. A text that names a shut gate is a gap; one that is not understood is an unknown.
#[must_use]
pub fn diagnosis(assessment: &Assessment<'_>, pasted: &Pasted, answer: &Answer, length: Length) -> Report {
    let Assessment { context, plan, .. } = assessment;
    let refusal = &pasted.best;
    let Answer { crossing, remedies } = answer;
    let nearest = if refusal.recognised { Vec::new() } else { refusal::nearest(refusal) };
    let captures = CAPTURES.map(|name| (name, refusal.captures.get(name).map(String::as_str)));
    let document = document(&Document {
        head: Head::new("explain", *context),
        recognised: refusal.recognised,
        gate: refusal.gate.map(|gate| gate.to_string()),
        cause: refusal.cause.to_string(),
        lasting: refusal.recognised.then(|| refusal.cause.is_lasting()),
        captures: captures.into_iter().collect(),
        reason: means(refusal).to_owned(),
        note: nothing_to_mend(refusal.cause),
        text: &refusal.text,
        shape: (!refusal.recognised).then(|| refusal::by_shape(refusal)),
        nearest: nearest.iter().map(Into::into).collect(),
        cut: pasted.cut.as_deref(),
        others: pasted.others.iter().map(Into::into).collect(),
        calls: crossing.calls.iter().map(Into::into).collect(),
        remedies: remedies.iter().map(Into::into).collect(),
    });
    let status = match refusal.gate {
        _ if !refusal.recognised => Status::Unknown,
        Some(_) => Status::Gap,
        None if nothing_to_mend(refusal.cause).is_some() => Status::Ok,
        // A throttle or a failure says nothing about access.
        None => Status::Unknown,
    };
    let mut foot = numbered(remedies, length);
    if !foot.is_empty() {
        foot.splice(0..0, [String::new(), "What to do".to_owned()]);
    }
    foot.extend(nothing_to_mend(refusal.cause).map(str::to_owned));
    foot.extend(pasted.cut.clone());
    let columns = vec!["what", "value"];
    Report {
        document,
        records: "",
        head: sentences(refusal, answer, plan).into_iter().chain([String::new()]).map(Cell::from).collect(),
        columns,
        rows: rows(*context, pasted, &nearest),
        foot,
        status,
        findings: Findings::default(),
    }
}

/// What happened, which call it was, and what to do first.
#[must_use]
pub fn sentences(refusal: &Refusal, answer: &Answer, plan: &Plan) -> Vec<String> {
    let mut lines = match refusal.recognised {
        false => vec![format!("Not recognised. {}.", refusal::by_shape(refusal))],
        true if answer.crossing.calls.is_empty() => vec![format!("{}.", capital(means(refusal)))],
        true => crossed(refusal, plan, &answer.crossing),
    };
    let near = if refusal.recognised { Vec::new() } else { refusal::nearest(refusal) };
    let meaning = |near: &Near| format!("The closest known text means: {}.", of_known(near.known));
    lines.extend(near.first().map(meaning));
    if let Some(first) = answer.remedies.first() {
        let page = first.url.as_deref().map(|url| format!(": {url}")).unwrap_or_default();
        lines.push(format!("First: {}{page}", first.title));
    }
    lines
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Which of the calls made here it was.
fn crossed(refusal: &Refusal, plan: &Plan, crossing: &Crossing) -> Vec<String> {
    let count = match crossing.calls.len() {
        1 => "1 model".to_owned(),
        many => format!("{many} models"),
    };
    let names = if crossing.is_named { "names the model" } else { "does not say which model" };
    let first = format!(
        "Refused: {}. The text {names}; Claude Code {}, as set up here, calls {count}.",
        refusal.cause.phrase(),
        plan.version
    );
    let called =
        |call: &CrossedCall| format!("{} {}", call.checked.role(), call.checked.model_name(Catalog::bundled()));
    vec![
        first,
        crossing
            .calls
            .iter()
            .map(|call| format!("{}: {}.", called(call), stands(call, crossing)))
            .collect::<Vec<_>>()
            .join(" "),
    ]
}

/// `blocked at agreement: this is the one`
fn stands(call: &CrossedCall, crossing: &Crossing) -> String {
    let verdict = call.checked.verdict;
    let word = verdict.words().said;
    let gate = verdict.gate().filter(|_| verdict.is_refused()).map(|gate| format!(" at {}", gate.title()));
    let stands = format!("{word}{}", gate.unwrap_or_default());
    match call.suspicion {
        Suspicion::Named => "the one that the text names".to_owned(),
        Suspicion::Refused => match crossing.blame(call) {
            Blame::TheOne => format!("{stands}: this is the one"),
            Blame::NotShown => format!("{stands} as well, which Claude Code does not show"),
            Blame::MayBe => format!("{stands}: may be the one"),
        },
        Suspicion::RefusedElsewhere => format!("{stands}, which is not what the text says"),
        Suspicion::NeverChosen => "may be the one: a default that nobody chose".to_owned(),
        Suspicion::NotKnown => "may be the one".to_owned(),
        Suspicion::Open => {
            if verdict.is_open() {
                stands
            } else {
                "another model".to_owned()
            }
        }
    }
}

fn rows(context: Context<'_>, pasted: &Pasted, nearest: &[Near]) -> Vec<Vec<Cell>> {
    let refusal = &pasted.best;
    let row = |what: &str, value: &str| row![what, value];
    let behind = refusal.captures.get("model_id").and_then(|id| ModelRef::parse(id).base());
    let mut rows = vec![row("recognised", if refusal.recognised { "yes" } else { "no" })];
    rows.extend(behind.map(|base| row("model", &context.catalog.name(&base).short())));
    rows.push(row("cause", refusal.cause.phrase()));
    rows.extend(
        refusal::known_text_of(refusal).filter(|known| !known.means.is_empty()).map(|known| row("means", &known.means)),
    );
    rows.push(row("gate", refusal.gate.map_or("none", Gate::title)));
    rows.push(row("lasting", lasting(refusal)));
    rows.extend(refusal.captures.iter().map(|(name, value)| row(name, value)));
    rows.extend(pasted.others.iter().map(|other| row("also said", other.cause.phrase())));
    rows.push(row("text", &refusal.text));
    for near in nearest {
        rows.push(row("like", &near.known.example));
        rows.push(row("which means", of_known(near.known)));
        rows.push(row("but differs", &differs(near)));
    }
    rows
}

/// `it says beginning, end; yours says finish`
fn differs(near: &Near) -> String {
    let list = |words: &[String]| words.join(", ");
    match (near.only_known.is_empty(), near.only_here.is_empty()) {
        (true, true) => "only in the order of its words".to_owned(),
        (true, false) => format!("yours says besides: {}", list(&near.only_here)),
        (false, true) => format!("it says besides: {}", list(&near.only_known)),
        (false, false) => format!("it says {}; yours says {}", list(&near.only_known), list(&near.only_here)),
    }
}
