//! IAM's policy simulation.

use aws_sdk_iam::types::{
    ContextEntry, ContextKeyTypeEnum, EvaluationResult, PolicyIdentifier, PolicyIdentifierPolicyType,
    ResourceSpecificResult, Statement,
};

use super::{Session, convert, failure, pages};
use crate::{
    catalog::Arn,
    refusal::Refusal,
    survey::{PolicyAsk, PolicyCheck, PolicyDecision, Simulation},
};

/// Kinds of policies that `PolicyExclusionList` takes out, the farthest from the caller first.
const KINDS: [(PolicyIdentifierPolicyType, &str); 5] = [
    (PolicyIdentifierPolicyType::Scp, "service control policies"),
    (PolicyIdentifierPolicyType::PermissionBoundary, "the permissions boundary"),
    (PolicyIdentifierPolicyType::Inline, "the caller's inline policies"),
    (PolicyIdentifierPolicyType::UserManaged, "the caller's customer managed policies"),
    (PolicyIdentifierPolicyType::AwsManaged, "the caller's AWS managed policies"),
];

impl Session {
    /// Asks one simulation for each resource, since every resource has a request context of its own.
    pub(super) async fn simulate(&self, check: &PolicyCheck) -> Result<Simulation, Refusal> {
        let mut principal = source_arn(&check.caller);
        let mut decisions = Vec::new();
        let mut refused = None;
        let agent = check.user_agent.as_deref();
        for ask in &check.asks {
            let mut answer = self.simulate_one(&principal, ask, agent, None).await;
            // The name of a role session does not tell the path of its role.
            if decisions.is_empty()
                && answer.as_ref().is_err_and(|refusal| refusal.kind == "NoSuchEntity")
                && let Some(role) = role_name(&check.caller)
            {
                principal = self.role_arn(&role).await?;
                answer = self.simulate_one(&principal, ask, agent, None).await;
            }
            let answer = answer?;
            if answer.iter().any(PolicyDecision::is_refused_for_sure) {
                refused.get_or_insert(ask);
            }
            decisions.extend(answer);
        }
        let to_change = match refused.filter(|_| check.find_policy) {
            Some(ask) => self.policy_to_change(&principal, ask, agent).await,
            None => None,
        };
        Ok(Simulation { principal, decisions, to_change })
    }

    /// The first kind of policy without which nothing refuses any more. A look that fails finds nothing.
    async fn policy_to_change(&self, principal: &str, ask: &PolicyAsk, agent: Option<&str>) -> Option<String> {
        for (kind, words) in KINDS {
            let without = self.simulate_one(principal, ask, agent, Some(&kind)).await.ok()?;
            if without.iter().all(PolicyDecision::is_allowed) {
                return Some(words.to_owned());
            }
        }
        None
    }

    async fn simulate_one(
        &self,
        principal: &str,
        ask: &PolicyAsk,
        agent: Option<&str>,
        without: Option<&PolicyIdentifierPolicyType>,
    ) -> Result<Vec<PolicyDecision>, Refusal> {
        let mut call = self.iam.simulate_principal_policy().policy_source_arn(principal).resource_arns(&ask.resource);
        for action in &ask.actions {
            call = call.action_names(*action);
        }
        for entry in entries(ask, agent) {
            call = call.context_entries(entry);
        }
        if let Some(kind) = without {
            call = call.policy_exclusion_list(PolicyIdentifier::PolicyType(kind.clone()));
        }
        let mut decisions = Vec::new();
        pages::read(call.into_paginator().send(), |page| {
            decisions.extend(page.evaluation_results().iter().map(|result| decision(result, ask)));
        })
        .await?;
        let decisions: Vec<PolicyDecision> = decisions.into_iter().collect::<Result<_, _>>()?;
        match ask.actions.iter().find(|action| !decisions.iter().any(|one: &PolicyDecision| one.action == **action)) {
            Some(action) => Err(failure::bad_answer(&format!("the simulation said nothing about {action}"))),
            None => Ok(decisions),
        }
    }

    /// The decisions of these documents alone, an action after the other.
    ///
    /// # Errors
    ///
    /// When IAM refuses the question or cannot be reached.
    pub async fn simulate_documents(
        &self,
        documents: &[String],
        ask: &PolicyAsk,
    ) -> Result<Vec<PolicyDecision>, Refusal> {
        let mut call = self.iam.simulate_custom_policy().resource_arns(&ask.resource);
        for document in documents {
            call = call.policy_input_list(document);
        }
        for action in &ask.actions {
            call = call.action_names(*action);
        }
        for entry in entries(ask, None) {
            call = call.context_entries(entry);
        }
        let mut decisions = Vec::new();
        pages::read(call.into_paginator().send(), |page| {
            decisions.extend(page.evaluation_results().iter().map(|result| decision(result, ask)));
        })
        .await?;
        let decisions: Vec<PolicyDecision> = decisions.into_iter().collect::<Result<_, _>>()?;
        if decisions.len() < ask.actions.len() {
            return Err(failure::bad_answer("the simulation did not decide every action"));
        }
        Ok(decisions)
    }

    /// Needed only for a role with a path; IAM Identity Center makes such roles.
    async fn role_arn(&self, name: &str) -> Result<String, Refusal> {
        let answer = self.iam.get_role().role_name(name).send().await.map_err(failure::refusal)?;
        let arn = answer.role().map(|role| convert::clean(role.arn()));
        arn.ok_or_else(|| failure::bad_answer("GetRole named no role"))
    }
}

/// What is known of the request.
fn entries(ask: &PolicyAsk, agent: Option<&str>) -> Vec<ContextEntry> {
    let profile = ask.profile.as_deref().map(|profile| entry("bedrock:InferenceProfileArn", profile));
    let agent = agent.map(|agent| entry("aws:UserAgent", agent));
    std::iter::once(entry("aws:RequestedRegion", &ask.region)).chain(profile).chain(agent).collect()
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
    for id in result.matched_statements().iter().filter_map(statement) {
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

/// `NoOhio, line 3 to 12`: the policy and where in it the statement stands.
fn statement(statement: &Statement) -> Option<String> {
    let id = convert::clean(statement.source_policy_id()?);
    let (from, to) = (statement.start_position(), statement.end_position());
    let lines = from.zip(to).filter(|(from, _)| from.line() > 0).map(|(from, to)| match (from.line(), to.line()) {
        (line, last) if line == last => format!(", line {line} column {}", from.column()),
        (from, to) => format!(", line {from} to {to}"),
    });
    Some(id + &lines.unwrap_or_default())
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
    use aws_sdk_iam::types::Position;

    use super::*;

    #[test]
    fn a_statement_is_named_by_its_place_in_the_policy() {
        let at = |line, column| Position::builder().line(line).column(column).build();
        let of =
            |from, to| Statement::builder().source_policy_id("NoOhio").start_position(from).end_position(to).build();
        assert_eq!(statement(&of(at(3, 17), at(12, 6))).as_deref(), Some("NoOhio, line 3 to 12"));
        assert_eq!(statement(&of(at(1, 40), at(1, 90))).as_deref(), Some("NoOhio, line 1 column 40"));
        let bare = Statement::builder().source_policy_id("NoOhio").build();
        assert_eq!(statement(&bare).as_deref(), Some("NoOhio"));
    }

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
