//! IAM's policy simulation.

use aws_sdk_iam::types::{ContextEntry, ContextKeyTypeEnum, EvaluationResult, ResourceSpecificResult};

use super::{Session, convert, failure};
use crate::{
    catalog::Arn,
    refusal::Refusal,
    survey::{PolicyAsk, PolicyCheck, PolicyDecision, Simulation},
};

impl Session {
    /// Asks one simulation for each resource, since every resource has a request context of its own.
    pub(super) async fn simulate(&self, check: &PolicyCheck) -> Result<Simulation, Refusal> {
        let mut principal = source_arn(&check.caller);
        let mut decisions = Vec::new();
        for ask in &check.asks {
            let mut answer = self.simulate_one(&principal, ask).await;
            // The name of a role session does not tell the path of its role.
            if decisions.is_empty()
                && answer.as_ref().is_err_and(|refusal| refusal.kind == "NoSuchEntity")
                && let Some(role) = role_name(&check.caller)
            {
                principal = self.role_arn(&role).await?;
                answer = self.simulate_one(&principal, ask).await;
            }
            decisions.extend(answer?);
        }
        Ok(Simulation { principal, decisions })
    }

    async fn simulate_one(&self, principal: &str, ask: &PolicyAsk) -> Result<Vec<PolicyDecision>, Refusal> {
        let mut call = self.iam.simulate_principal_policy().policy_source_arn(principal).resource_arns(&ask.resource);
        for action in &ask.actions {
            call = call.action_names(*action);
        }
        call = call.context_entries(entry("aws:RequestedRegion", &ask.region));
        if let Some(profile) = &ask.profile {
            call = call.context_entries(entry("bedrock:InferenceProfileArn", profile));
        }
        let mut pages = call.into_paginator().items().send();
        let mut decisions = Vec::new();
        while let Some(result) = pages.next().await {
            decisions.push(decision(&result.map_err(failure::refusal)?, ask)?);
        }
        match ask.actions.iter().find(|action| !decisions.iter().any(|one: &PolicyDecision| one.action == **action)) {
            Some(action) => Err(failure::bad_answer(&format!("the simulation said nothing about {action}"))),
            None => Ok(decisions),
        }
    }

    /// Needed only for a role with a path; IAM Identity Center makes such roles.
    async fn role_arn(&self, name: &str) -> Result<String, Refusal> {
        let answer = self.iam.get_role().role_name(name).send().await.map_err(failure::refusal)?;
        let arn = answer.role().map(|role| convert::clean(role.arn()));
        arn.ok_or_else(|| failure::bad_answer("GetRole named no role"))
    }
}

fn entry(key: &str, value: &str) -> ContextEntry {
    ContextEntry::builder()
        .context_key_name(key)
        .context_key_values(value)
        .context_key_type(ContextKeyTypeEnum::String)
        .build()
}

fn role_name(caller: &str) -> Option<String> {
    let arn: Arn = caller.parse().ok().filter(|arn: &Arn| arn.resource_type == "assumed-role")?;
    arn.resource_id.split('/').next().map(str::to_owned)
}

/// The user or role behind a caller: policies are attached to the role, not to its session.
fn source_arn(caller: &str) -> String {
    match (caller.parse::<Arn>(), role_name(caller)) {
        (Ok(arn), Some(role)) => format!("arn:{}:iam::{}:role/{role}", arn.partition, arn.account),
        _ => caller.to_owned(),
    }
}

fn decision(result: &EvaluationResult, ask: &PolicyAsk) -> Result<PolicyDecision, Refusal> {
    let word = result.eval_decision().as_str();
    let effect = word.parse().map_err(|_| {
        let text = format!("the simulation decided {}, a word not known here", convert::clean(word));
        failure::bad_answer(&text)
    })?;
    let mut policies: Vec<String> = Vec::new();
    for id in result.matched_statements().iter().filter_map(|statement| statement.source_policy_id()) {
        let id = convert::clean(id);
        if !policies.contains(&id) {
            policies.push(id);
        }
    }
    Ok(PolicyDecision {
        action: convert::clean(result.eval_action_name()),
        resource: ask.resource.clone(),
        region: ask.region.clone(),
        effect,
        by_organization: result
            .organizations_decision_detail()
            .map(aws_sdk_iam::types::OrganizationsDecisionDetail::allowed_by_organizations),
        by_boundary: result
            .permissions_boundary_decision_detail()
            .map(aws_sdk_iam::types::PermissionsBoundaryDecisionDetail::allowed_by_permissions_boundary),
        policies,
        missing: missing(result, ask),
    })
}

/// The keys that policies ask for and the simulation did not know. With an ARN to decide about IAM names them in
/// `ResourceSpecificResults` (IAM API reference, EvaluationResult).
fn missing(result: &EvaluationResult, ask: &PolicyAsk) -> Vec<String> {
    let specific = result.resource_specific_results().iter().filter(|one| one.eval_resource_name() == ask.resource);
    let keys = specific.flat_map(ResourceSpecificResult::missing_context_values).chain(result.missing_context_values());
    let mut missing: Vec<String> = Vec::new();
    for key in keys.map(|key| convert::clean(key)).filter(|key| !is_absent(key, ask)) {
        if !missing.contains(&key) {
            missing.push(key);
        }
    }
    missing
}

/// Whether the call itself has no such key either, so that the simulation is right to do without: nobody calls for
/// the client (IAM user guide, reference_policies_condition-keys), and a model called by its own id has no profile.
fn is_absent(key: &str, ask: &PolicyAsk) -> bool {
    let is = |name: &str| key.eq_ignore_ascii_case(name);
    let via = ["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"].into_iter().any(is);
    via || (ask.profile.is_none() && is("bedrock:InferenceProfileArn"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_belong_to_the_role_and_not_to_its_session() {
        let table = [
            ("arn:aws:sts::111122223333:assumed-role/Developer/dev1", "arn:aws:iam::111122223333:role/Developer"),
            (
                "arn:aws-us-gov:sts::111122223333:assumed-role/AWSReservedSSO_Dev_0123/dev1",
                "arn:aws-us-gov:iam::111122223333:role/AWSReservedSSO_Dev_0123",
            ),
            ("arn:aws:iam::111122223333:user/team/dev1", "arn:aws:iam::111122223333:user/team/dev1"),
        ];
        for (caller, source) in table {
            assert_eq!(source_arn(caller), source);
        }
        assert_eq!(role_name("arn:aws:iam::111122223333:user/dev1"), None);
    }
}
