//! Why nothing that AWS answers about the account decides what becomes of the calls: they go elsewhere, or belong to a
//! Bedrock project.

use std::collections::BTreeSet;

use crate::{
    catalog::BaseModelId,
    claude_code::{Endpoint, Plan},
    survey::{ProjectModels, Projects, Survey},
};

/// Why nothing that AWS answers about the account decides what becomes of the calls, in words that begin small.
pub(super) fn undecided(plan: &Plan, survey: &Survey) -> Option<String> {
    let elsewhere = plan.endpoint.as_ref().filter(|endpoint| endpoint.is_elsewhere());
    plan.undecided.clone().or_else(|| elsewhere.map(Endpoint::sentence)).or_else(|| of_the_project(plan, survey))
}

/// What the account is offered, the project may not be.
fn of_the_project(plan: &Plan, survey: &Survey) -> Option<String> {
    let project = plan.project.as_ref()?;
    let (name, place) = (&project.value, &project.source.text);
    let carry = format!("calls carry the Bedrock project {name} ({place})");
    let facts = survey.region(&plan.region.value);
    let Some(projects @ Projects::Listed(_)) = facts.and_then(|facts| facts.projects.value()) else {
        return Some(format!("{carry}; what was read is the account's, and not the project's"));
    };
    match projects.find(name) {
        None => Some(format!("{carry}, which is not listed: AWS refuses them all")),
        Some(found) if projects.active(name).is_none() => {
            Some(format!("{carry}, which is {}: AWS refuses them all", found.status))
        }
        Some(_) if models_of_the_project(plan, survey).is_some() => None,
        Some(_) => Some(format!("{carry}; which models take part in it was not read, and others are not found")),
    }
}

/// The models that take part in the project that the calls carry.
pub(super) fn models_of_the_project<'a>(plan: &Plan, survey: &'a Survey) -> Option<&'a BTreeSet<BaseModelId>> {
    let project = &plan.project.as_ref()?.value;
    let facts = survey.region(&plan.region.value)?;
    let found = facts.projects.value()?.active(project)?;
    match facts.project_models.get(&found.id)?.value()? {
        ProjectModels::Listed(models) => Some(models),
        ProjectModels::NotThere => None,
    }
}
