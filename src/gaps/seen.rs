//! What Claude Code left behind, held against the plan: which model was answered or refused, and who foresaw it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;

use crate::{
    catalog::ModelRef,
    claude_code::{LeftBehind, ModelUse, Plan, Recorded},
    refusal::{self, Refusal, redacted},
    words,
};

/// Where it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum SeenIn {
    /// The client's access cache: checks at its start, and calls that were refused.
    AccessCache,
    /// A session record.
    SessionRecord,
}

/// Whether the plan has an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Foreseen {
    /// As one of its uses.
    Id,
    /// As what takes over when one of its uses is refused.
    Instead,
    /// The same model under another id.
    Model,
    /// Not at all.
    No,
    /// It cannot be told: no model is named, or it is not one of Bedrock's ids.
    Unknown,
}

/// What went wrong with calls of one model, in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenError {
    /// What it means; its text has no names, account ids or secrets in it.
    pub refusal: Refusal,
    /// How many calls.
    pub times: u64,
    /// The last of them.
    pub last: Timestamp,
}

impl SeenError {
    /// Whether access was refused, not only this one call: a throttle or a broken line says nothing about access.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.refusal.gate.is_some() && !self.refusal.is_transient()
    }
}

/// How many of these calls were refused access, or failed for a reason that says nothing about access.
pub(super) fn times(errors: &[SeenError], refused: bool) -> u64 {
    errors.iter().filter(|error| error.is_refused() == refused).map(|error| error.times).sum()
}

/// Counts one more; those that came to the same are one.
pub(super) fn count(errors: &mut Vec<SeenError>, one: SeenError, is_same: impl Fn(&Refusal, &Refusal) -> bool) {
    match errors.iter_mut().find(|other| is_same(&other.refusal, &one.refusal)) {
        Some(other) => {
            other.times += one.times;
            other.last = other.last.max(one.last);
        }
        None => errors.push(one),
    }
}

/// All that was seen of one model id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenModel {
    /// The id; `None` for calls whose error names none.
    pub id: Option<String>,
    /// When it answered last, and where that stands.
    pub answered_at: Option<(Timestamp, SeenIn)>,
    /// When it was refused last, and where that stands.
    pub refused_at: Option<(Timestamp, SeenIn)>,
    /// Calls that were answered, as far as the records tell.
    pub answered: u64,
    /// What went wrong, the last first.
    pub errors: Vec<SeenError>,
    /// Who called: `main`, `subagent`.
    pub callers: BTreeSet<&'static str>,
    /// The version of the client at the last call.
    pub version: Option<String>,
    /// Whether the plan has it.
    pub foreseen: Foreseen,
    /// The uses of the plan that it is foreseen by.
    pub roles: Vec<String>,
}

impl SeenModel {
    /// Calls that were refused, as far as the records tell.
    #[must_use]
    pub fn refused(&self) -> u64 {
        times(&self.errors, true)
    }

    /// Calls that failed for a reason that says nothing about access.
    #[must_use]
    pub fn failed(&self) -> u64 {
        times(&self.errors, false)
    }

    /// The last refusal that has a text.
    #[must_use]
    pub fn last_refusal(&self) -> Option<&SeenError> {
        self.errors.iter().find(|error| error.is_refused())
    }

    /// When anything was seen of it last.
    #[must_use]
    pub fn last(&self) -> Option<Timestamp> {
        let at = [self.answered_at, self.refused_at].into_iter().flatten().map(|(at, _)| at);
        at.chain(self.errors.iter().map(|error| error.last)).max()
    }
}

/// Every model that was seen: the refused ones first, then the one seen last.
#[must_use]
pub fn seen(left: &LeftBehind, plan: &Plan) -> Vec<SeenModel> {
    let mut models: BTreeMap<Option<String>, SeenModel> = BTreeMap::new();
    for one in &left.remembered {
        let model = of_id(&mut models, Some(one.id.clone()), plan);
        let place = if one.refused { &mut model.refused_at } else { &mut model.answered_at };
        later(place, one.at, SeenIn::AccessCache);
    }
    let mut versions: BTreeMap<Option<String>, Timestamp> = BTreeMap::new();
    for one in &left.recorded {
        let refusal = one.error.as_deref().map(read);
        let id = one.model.clone().or_else(|| named_by(refusal.as_ref()?));
        let model = of_id(&mut models, id.clone(), plan);
        model.callers.insert(if one.subagent { "subagent" } else { "main" });
        if versions.get(&id).is_none_or(|at| *at <= one.last) {
            versions.insert(id, one.last);
            model.version.clone_from(&one.version);
        }
        take(model, one, refusal);
    }
    let mut all: Vec<SeenModel> = models.into_values().collect();
    for model in &mut all {
        model.errors.sort_by_key(|error| Reverse(error.last));
    }
    all.sort_by_key(|model| (model.refused_at.is_none(), Reverse(model.last())));
    all
}

fn of_id<'a>(
    models: &'a mut BTreeMap<Option<String>, SeenModel>,
    id: Option<String>,
    plan: &Plan,
) -> &'a mut SeenModel {
    models.entry(id).or_insert_with_key(|id| {
        let (foreseen, roles) = id.as_deref().map_or((Foreseen::Unknown, Vec::new()), |id| foresee(id, plan));
        SeenModel {
            id: id.clone(),
            answered_at: None,
            refused_at: None,
            answered: 0,
            errors: Vec::new(),
            callers: BTreeSet::new(),
            version: None,
            foreseen,
            roles,
        }
    })
}

fn take(model: &mut SeenModel, one: &Recorded, refusal: Option<Refusal>) {
    let Some(refusal) = refusal else {
        model.answered += one.times;
        later(&mut model.answered_at, one.last, SeenIn::SessionRecord);
        return;
    };
    let error = SeenError { refusal, times: one.times, last: one.last };
    if error.is_refused() {
        later(&mut model.refused_at, one.last, SeenIn::SessionRecord);
    }
    // Texts that differ in the id of a request only are one.
    count(&mut model.errors, error, is_the_same);
}

pub(super) fn is_the_same(one: &Refusal, other: &Refusal) -> bool {
    let told = |refusal: &Refusal| (refusal.cause, refusal.gate, refusal.captures.get("action").cloned());
    told(one) == told(other)
}

fn later(place: &mut Option<(Timestamp, SeenIn)>, at: Timestamp, seen_in: SeenIn) {
    if place.is_none_or(|(other, _)| other < at) {
        *place = Some((at, seen_in));
    }
}

/// What a text means. Only one that is known is kept, without names and secrets: what is not known may be anybody's words.
fn read(text: &str) -> Refusal {
    let mut refusal = refusal::from_text(text);
    refusal.text = if refusal.recognised { redacted(&refusal.text) } else { String::new() };
    if !refusal.recognised {
        refusal.captures.clear();
        refusal.kind.clear();
    }
    refusal
}

/// The model that the text of an error names, as it names it.
fn named_by(refusal: &Refusal) -> Option<String> {
    let id = refusal.captures.get("model_id")?;
    (!matches!(ModelRef::parse(id), ModelRef::Other(_))).then(|| id.clone())
}

/// Whether the plan has an id, and as what.
pub(super) fn foresee(id: &str, plan: &Plan) -> (Foreseen, Vec<String>) {
    let wanted = ModelRef::parse(id);
    let base = wanted.base();
    let same = |one: &ModelRef| match (one.base(), &base) {
        (Some(one), Some(base)) => one == *base,
        // As Anthropic names it: what an answer may say of itself, whatever it was called by.
        (Some(one), None) => one.anthropic_id() == id,
        (None, _) => false,
    };
    let as_what = |usage: &ModelUse| {
        if usage.invoked == wanted {
            Some(Foreseen::Id)
        } else if usage.fallbacks.contains(&wanted) {
            Some(Foreseen::Instead)
        } else {
            (same(&usage.invoked) || usage.fallbacks.iter().any(same)).then_some(Foreseen::Model)
        }
    };
    let found = || plan.uses.iter().filter_map(|usage| Some((as_what(usage)?, usage)));
    if let Some(best) = found().map(|(foreseen, _)| foreseen).min() {
        let mut roles: Vec<String> =
            found().filter(|(foreseen, _)| *foreseen == best).map(|(_, usage)| words::role(usage)).collect();
        roles.dedup();
        return (best, roles);
    }
    let of_bedrock = !matches!(wanted, ModelRef::Other(_));
    (if of_bedrock { Foreseen::No } else { Foreseen::Unknown }, Vec::new())
}
