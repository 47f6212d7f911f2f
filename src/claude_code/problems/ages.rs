//! Models that are legacy or gone, as long as AWS was not asked.

use std::collections::BTreeSet;

use super::super::{Plan, Problem, ProfileList, Role};
use crate::catalog::Catalog;

/// One problem for each model and region. Once AWS has answered, its own dates count, and the gaps tell them.
pub(in crate::claude_code) fn of_ages(plan: &Plan, profiles: ProfileList<'_>) -> Vec<Problem> {
    if profiles != ProfileList::NotSeen {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    // CountTokens takes the bare id of a model that is called by another one as well.
    for one in plan.uses.iter().filter(|one| one.role != Role::TokenCount && !plan.on_mantle(one)) {
        let Some(known) = Catalog::bundled().aging(&one.invoked, &one.region) else { continue };
        if seen.insert((one.invoked.base(), one.region.clone())) {
            problems.push(Problem { text: known.text, source: Some(one.source.clone()) });
        }
    }
    problems
}
