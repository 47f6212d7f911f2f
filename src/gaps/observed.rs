//! Calls that were seen, held against the plan: predicted and seen; predicted and not seen; seen and not predicted.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{Foreseen, seen::foresee};
use crate::{
    claude_code::{ModelUse, Plan, Role},
    refusal::Refusal,
    survey::SeenCall,
    words,
};

/// All calls of one model id that were seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedModel {
    /// The id that was called.
    pub id: String,
    /// The regions asked.
    pub regions: BTreeSet<String>,
    /// Calls that were answered.
    pub answered: u64,
    /// Calls that were refused.
    pub refused: u64,
    /// Calls that failed for a reason that says nothing about access.
    pub failed: u64,
    /// The last refusal, or else the last failure.
    pub refusal: Option<Refusal>,
    /// What each call was, as the plan has it.
    pub roles: BTreeSet<String>,
    /// Whether the plan has it.
    pub foreseen: Foreseen,
}

impl ObservedModel {
    /// Whether the plan said that it would be called, or would take over.
    #[must_use]
    pub fn is_predicted(&self) -> bool {
        matches!(self.foreseen, Foreseen::Id | Foreseen::Instead)
    }
}

/// What was seen against what was predicted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// In the plan, and called: what was refused first.
    pub predicted: Vec<ObservedModel>,
    /// Called, and not in the plan: what was refused first.
    pub unpredicted: Vec<ObservedModel>,
    /// In the plan, and not called: by id, what would have called it.
    pub unseen: Vec<(String, Vec<String>)>,
}

impl Observed {
    /// Whether any call was refused.
    #[must_use]
    pub fn has_refused(&self) -> bool {
        self.predicted.iter().chain(&self.unpredicted).any(|model| model.refused > 0)
    }
}

/// Holds calls against a plan.
#[must_use]
pub fn observed(calls: &[SeenCall], plan: &Plan) -> Observed {
    let mut models: BTreeMap<&str, ObservedModel> = BTreeMap::new();
    for call in calls.iter().filter(|call| call.is_of_a_model()) {
        let Some(id) = call.id.as_deref() else { continue };
        let model = models.entry(id).or_insert_with(|| ObservedModel {
            id: id.to_owned(),
            regions: BTreeSet::new(),
            answered: 0,
            refused: 0,
            failed: 0,
            refusal: None,
            roles: BTreeSet::new(),
            foreseen: foresee(id, plan).0,
        });
        model.regions.extend(call.region.as_ref().map(ToString::to_string));
        model.roles.insert(role_of(call, plan));
        let (count, tells) = match &call.refusal {
            None => (&mut model.answered, false),
            Some(_) if call.is_refused() => (&mut model.refused, true),
            Some(_) => (&mut model.failed, false),
        };
        *count += 1;
        if tells || (model.refused == 0 && call.refusal.is_some()) {
            model.refusal.clone_from(&call.refusal);
        }
    }
    let unseen = unseen(&models, plan);
    let mut all: Vec<ObservedModel> = models.into_values().collect();
    all.sort_by_key(|model| (model.refused == 0, Reverse(model.answered + model.refused)));
    let (predicted, unpredicted) = all.into_iter().partition(ObservedModel::is_predicted);
    Observed { predicted, unpredicted, unseen }
}

fn unseen(models: &BTreeMap<&str, ObservedModel>, plan: &Plan) -> Vec<(String, Vec<String>)> {
    let mut unseen: Vec<(String, Vec<String>)> = Vec::new();
    for usage in &plan.uses {
        let id = usage.invoked.to_string();
        if models.contains_key(id.as_str()) {
            continue;
        }
        let role = words::role(usage);
        match unseen.iter_mut().find(|(other, _)| *other == id) {
            Some((_, roles)) if roles.contains(&role) => {}
            Some((_, roles)) => roles.push(role),
            None => unseen.push((id, vec![role])),
        }
    }
    unseen
}

/// What a call was, in the words of the plan: the uses of this id that such a request can be; else what takes over for
/// whom; else that the plan has no such call.
#[must_use]
pub fn role_of(call: &SeenCall, plan: &Plan) -> String {
    let Some(id) = call.id.as_deref().filter(|_| call.is_of_a_model()) else {
        return call.operation.clone();
    };
    let is_it = |usage: &&ModelUse| usage.invoked.to_string() == id;
    let named = |uses: Vec<&ModelUse>| {
        let mut roles: Vec<String> = uses.into_iter().map(words::role).collect();
        roles.dedup();
        Some(roles.join(" or ")).filter(|roles| !roles.is_empty())
    };
    let fitting = plan.uses.iter().filter(is_it).filter(|usage| can_be(call, usage.role)).collect();
    let any = || plan.uses.iter().filter(is_it).collect();
    if let Some(roles) = named(fitting).or_else(|| named(any())) {
        return roles;
    }
    let takes_over = |usage: &&ModelUse| usage.fallbacks.iter().any(|other| other.to_string() == id);
    let instead = named(plan.uses.iter().filter(takes_over).collect());
    instead.map_or_else(|| "not in the plan".to_owned(), |roles| format!("instead of {roles}"))
}

/// Whether a request can be one of a role: a check at start asks for one token, counting has an operation of its own (old
/// clients ask for one token as well), and only work has tools.
fn can_be(call: &SeenCall, role: Role) -> bool {
    let Some(asked) = &call.asked else { return true };
    let counts = call.operation == "CountTokens";
    let check = asked.max_tokens == Some(1) && !asked.tools;
    match role {
        Role::StartupCheck => check && !counts,
        Role::TokenCount => check || counts,
        Role::SmallFast | Role::AutoModeClassifier => !asked.tools && !check && !counts,
        _ => asked.tools && !counts,
    }
}
