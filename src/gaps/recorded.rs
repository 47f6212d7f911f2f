//! Calls that AWS recorded, by model and region, held against the plan.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;

use super::{
    Foreseen, SeenError,
    seen::{count, foresee, is_the_same, times},
};
use crate::{claude_code::Plan, refusal::Refusal, survey::TrailRecord};

/// All recorded calls of one id in one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedModel {
    /// The id that was called; `None` where the record names none.
    pub id: Option<String>,
    /// The region asked.
    pub region: String,
    /// Calls that were answered, and the last of them.
    pub answered: (u64, Option<Timestamp>),
    /// When it was refused first and last.
    pub refused_between: Option<(Timestamp, Timestamp)>,
    /// What went wrong, the last first.
    pub errors: Vec<SeenError>,
    /// Roles and users, without their sessions.
    pub callers: BTreeSet<String>,
    /// Versions of Claude Code.
    pub clients: BTreeSet<String>,
    /// Where calls were served.
    pub served_in: BTreeSet<String>,
    /// Calls made with a Bedrock API key.
    pub by_key: u64,
    /// Whether the plan has the id.
    pub foreseen: Foreseen,
    /// The uses of the plan that it is foreseen by.
    pub roles: Vec<String>,
}

impl RecordedModel {
    /// Calls that were refused.
    #[must_use]
    pub fn refused(&self) -> u64 {
        times(&self.errors, true)
    }

    /// Calls that failed for a reason that says nothing about access.
    #[must_use]
    pub fn failed(&self) -> u64 {
        times(&self.errors, false)
    }
}

/// Every id that was called, by region: what was refused first, then what was called last.
#[must_use]
pub fn recorded(records: &[TrailRecord], plan: &Plan) -> Vec<RecordedModel> {
    let mut models: BTreeMap<(Option<&str>, String), RecordedModel> = BTreeMap::new();
    for record in records {
        let id = record.call.id.as_deref();
        let region = record.call.region.as_ref().map(ToString::to_string).unwrap_or_default();
        let model = models.entry((id, region.clone())).or_insert_with(|| {
            let (foreseen, roles) = id.map_or((Foreseen::Unknown, Vec::new()), |id| foresee(id, plan));
            RecordedModel {
                id: id.map(str::to_owned),
                region,
                answered: (0, None),
                refused_between: None,
                errors: Vec::new(),
                callers: BTreeSet::new(),
                clients: BTreeSet::new(),
                served_in: BTreeSet::new(),
                by_key: 0,
                foreseen,
                roles,
            }
        });
        take(model, record);
    }
    let mut all: Vec<RecordedModel> = models.into_values().collect();
    for model in &mut all {
        model.errors.sort_by_key(|error| Reverse(error.last));
    }
    let last = |model: &RecordedModel| model.refused_between.map(|(_, last)| last).max(model.answered.1);
    all.sort_by_key(|model| (model.refused_between.is_none(), Reverse(last(model))));
    all
}

fn take(model: &mut RecordedModel, record: &TrailRecord) {
    let call = &record.call;
    model.callers.extend(call.caller.clone());
    model.clients.extend(call.client.clone());
    model.served_in.extend(record.inference_region.clone());
    model.by_key += u64::from(record.bearer);
    let Some(refusal) = &call.refusal else {
        model.answered = (model.answered.0 + 1, model.answered.1.max(Some(call.at)));
        return;
    };
    if call.is_refused() {
        let (first, last) = model.refused_between.unwrap_or((call.at, call.at));
        model.refused_between = Some((first.min(call.at), last.max(call.at)));
    }
    let of_policy = |one: &Refusal| one.captures.get("policy_arn").cloned();
    let is_same = |one: &Refusal, other: &Refusal| is_the_same(one, other) && of_policy(one) == of_policy(other);
    // The name of a session is no part of what tells two refusals apart.
    count(&mut model.errors, SeenError { refusal: without_session(refusal), times: 1, last: call.at }, is_same);
}

/// A session is named after a person, more often than not.
fn without_session(refusal: &Refusal) -> Refusal {
    let mut refusal = refusal.clone();
    if let Some((before, rest)) = refusal.text.split_once(":assumed-role/")
        && let Some((role, rest)) = rest.split_once('/')
    {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        refusal.text = format!("{before}:assumed-role/{role}/…{}", &rest[end..]);
    }
    refusal
}
