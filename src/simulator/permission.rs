//! What the caller's policies allow.

use super::{
    answer::Problem,
    policy::Effect,
    required_access::Access,
    scenario::{
        Scenario,
        rules::{DenyRule, PolicyType},
    },
};

/// What the policies say.
#[derive(Clone, Debug)]
pub(super) enum Decision<'a> {
    /// Allowed.
    Allowed,
    /// A `[[deny]]` rule.
    Denied(&'a DenyRule),
    /// A policy document of the caller's denies it.
    DeniedByDocument,
    /// Nothing allows it.
    NotAllowed,
}

/// Decides: an explicit deny, then a layer without an allow, then what lists and documents allow.
pub(super) fn decide<'a>(scenario: &'a Scenario, access: &Access<'_>) -> Decision<'a> {
    decide_without(scenario, access, &[])
}

/// The same without the policies of some kinds, as `PolicyExclusionList` names them. The caller's own documents count as
/// inline.
pub(super) fn decide_without<'a>(scenario: &'a Scenario, access: &Access<'_>, without: &[&str]) -> Decision<'a> {
    let left_out = |policy: PolicyType| policy.as_excluded().is_some_and(|kind| without.contains(&kind));
    let applies = |rule: &&DenyRule| {
        let about_model = match access.model {
            Some(model) => rule.models.matches(model),
            None => !rule.models.is_selective(),
        };
        rule.actions.matches(access.action) && rule.regions.matches(access.region) && about_model
    };
    let documents = scenario.policies().iter().filter(|_| !without.contains(&"inline"));
    let said = documents.filter_map(|document| document.says(access)).max();
    let rules = || scenario.denials().iter().filter(applies).filter(|rule| !left_out(rule.policy));
    match rules().find(|rule| rule.explicit).or_else(|| rules().next()) {
        Some(rule) => Decision::Denied(rule),
        None if said == Some(Effect::Deny) => Decision::DeniedByDocument,
        None if said == Some(Effect::Allow) || scenario.allows(access.action) => Decision::Allowed,
        None => Decision::NotAllowed,
    }
}

/// Lets an action pass, or refuses it as IAM does.
///
/// # Errors
///
/// With IAM's own words, when the action is not allowed.
pub(super) fn require(scenario: &Scenario, access: &Access<'_>) -> Result<(), Problem> {
    let lacking = |policy: PolicyType| format!("because no {} allows the {} action", policy.words(), access.action);
    let reason = match decide(scenario, access) {
        Decision::Allowed => return Ok(()),
        Decision::NotAllowed => lacking(PolicyType::IdentityBasedPolicy),
        Decision::DeniedByDocument => "with an explicit deny in an identity-based policy".to_owned(),
        Decision::Denied(rule) if rule.explicit => {
            let words = rule.policy.words();
            let article = if words.starts_with('i') { "an" } else { "a" };
            let arn = rule.policy_arn.as_ref().map(|arn| format!(": {arn}")).unwrap_or_default();
            format!("with an explicit deny in {article} {words}{arn}")
        }
        Decision::Denied(rule) => lacking(rule.policy),
    };
    let on = access.resource.as_ref().map(|resource| format!(" on resource: {resource}")).unwrap_or_default();
    let message = format!("User: {} is not authorized to perform: {}{on} {reason}", scenario.arn(), access.action);
    Err(Problem::before_dispatch(403, "AccessDeniedException", message))
}
