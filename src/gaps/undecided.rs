//! Why nothing that AWS answers about the account decides what becomes of the calls: they go elsewhere, or belong to a
//! Bedrock project.

use crate::{
    claude_code::{Endpoint, Plan},
    survey::{Projects, Survey},
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
    let listed = survey.region(&plan.region.value).and_then(|facts| facts.projects.value());
    let Some(Projects::Listed(projects)) = listed else {
        return Some(format!(
            "calls carry the Bedrock project {name} ({place}); what was read is the account's, and not the project's"
        ));
    };
    Some(match projects.iter().find(|one| one.id == *name || one.arn == *name) {
        None => format!("calls carry the Bedrock project {name} ({place}), which is not listed: AWS refuses them all"),
        Some(found) if found.status != "active" => {
            format!("calls carry the Bedrock project {name} ({place}), which is {}: AWS refuses them all", found.status)
        }
        Some(_) => format!(
            "calls carry the Bedrock project {name} ({place}); which models take part in it was not read, and others are not \
             found"
        ),
    })
}
