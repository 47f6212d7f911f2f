//! Identity and Access Management.

use std::collections::BTreeMap;

use super::{
    answer::{Answer, Problem, REQUEST_ID, escaped, page},
    context::Context,
    permission::{self, Decision},
    policy::{self, Document},
    required_access::Access,
    scenario::rules::{DenyRule, PolicyType},
};
use crate::catalog::{Arn, ModelRef};

/// SimulatePrincipalPolicy. It knows identity policies, boundaries and the organisation; session and
/// VPC-endpoint policies it does not see, and neither any gate but permission.
pub(super) fn simulate_principal_policy(context: &Context<'_>) -> Result<Answer, Problem> {
    let source = context.call.form().remove("PolicySourceArn").unwrap_or_default();
    let access = Access {
        action: "iam:SimulatePrincipalPolicy",
        resource: Some(source),
        region: context.call.region.as_str(),
        model: None,
        more: &[],
    };
    permission::require(context.scenario, &access)?;
    let form = context.call.form();
    check_principal(context, access.resource.as_deref().unwrap_or_default())?;
    let actions = members(&form, "ActionNames");
    if actions.is_empty() {
        return Err(Problem::new(400, "ValidationError", "1 validation error detected: Value null at 'actionNames'"));
    }
    let mut resources = members(&form, "ResourceArns");
    if resources.is_empty() {
        resources.push("*");
    }
    let keys = condition_keys(&form);
    let without: Vec<&str> = (1..)
        .map_while(|at| form.get(&format!("PolicyExclusionList.member.{at}.PolicyType")).map(String::as_str))
        .collect();
    let results: Vec<String> = actions
        .iter()
        .flat_map(|action| resources.iter().map(|resource| evaluate(context, action, resource, &keys, &without)))
        .collect();
    paged(context, "SimulatePrincipalPolicy", results)
}

/// SimulateCustomPolicy: what documents say that are attached to nobody.
pub(super) fn simulate_custom_policy(context: &Context<'_>) -> Result<Answer, Problem> {
    let access = Access {
        action: "iam:SimulateCustomPolicy",
        resource: None,
        region: context.call.region.as_str(),
        model: None,
        more: &[],
    };
    permission::require(context.scenario, &access)?;
    let form = context.call.form();
    let read = |text: &str| Document::try_from(text.to_owned());
    let documents: Result<Vec<Document>, String> = members(&form, "PolicyInputList").into_iter().map(read).collect();
    let documents = documents.map_err(|why| Problem::new(400, "InvalidInput", why))?;
    let mut resources = members(&form, "ResourceArns");
    if resources.is_empty() {
        resources.push("*");
    }
    let keys = condition_keys(&form);
    let requested = keys.iter().find(|(key, _)| key.eq_ignore_ascii_case("aws:RequestedRegion"));
    let region = requested.map_or(context.call.region.as_str(), |(_, region)| *region);
    let decide = |action: &str, resource: &str| {
        let access = Access { action, resource: Some(resource.to_owned()), region, model: None, more: &keys };
        let decision = match documents.iter().filter_map(|document| document.says(&access)).max() {
            Some(policy::Effect::Allow) => "allowed",
            Some(policy::Effect::Deny) => "explicitDeny",
            None => "implicitDeny",
        };
        format!(
            "<member><EvalActionName>{}</EvalActionName><EvalResourceName>{}</EvalResourceName>\
             <EvalDecision>{decision}</EvalDecision><MatchedStatements/><MissingContextValues/></member>",
            escaped(action),
            escaped(resource)
        )
    };
    let actions = members(&form, "ActionNames");
    let results = actions.iter().flat_map(|action| resources.iter().map(|resource| decide(action, resource))).collect();
    paged(context, "SimulateCustomPolicy", results)
}

/// A page of evaluation results.
fn paged(context: &Context<'_>, operation: &str, results: Vec<String>) -> Result<Answer, Problem> {
    let form = context.call.form();
    let size = form.get("MaxItems").and_then(|size| size.parse().ok()).unwrap_or(usize::MAX);
    let marker = form.get("Marker").map(String::as_str);
    let (results, next) = page(results, marker, size.min(context.scenario.page_size()))
        .map_err(|_| Problem::new(400, "InvalidInput", "Invalid Marker."))?;
    let (results, truncated) = (results.concat(), next.is_some());
    let marker = next.map(|next| format!("<Marker>{next}</Marker>")).unwrap_or_default();
    Ok(Answer::xml(
        200,
        format!(
            "<{operation}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\
             <{operation}Result><IsTruncated>{truncated}</IsTruncated>{marker}\
             <EvaluationResults>{results}</EvaluationResults></{operation}Result>\
             <ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata>\
             </{operation}Response>"
        ),
    ))
}

/// GetRole of the caller's own role: what tells its path.
pub(super) fn get_role(context: &Context<'_>) -> Result<Answer, Problem> {
    let name = context.call.form().remove("RoleName").unwrap_or_default();
    let arn = context.scenario.principal();
    let access = Access {
        action: "iam:GetRole",
        resource: Some(format!("role {name}")),
        region: context.call.region.as_str(),
        model: None,
        more: &[],
    };
    permission::require(context.scenario, &access)?;
    if !arn.contains(":role/") || !arn.ends_with(&format!("/{name}")) {
        return Err(Problem::new(404, "NoSuchEntity", format!("The role with name {name} cannot be found.")));
    }
    let path = arn.split_once(":role").map_or("/", |(_, rest)| &rest[..rest.len() - name.len()]);
    Ok(Answer::xml(
        200,
        format!(
            "<GetRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetRoleResult><Role>\
             <Path>{}</Path><RoleName>{}</RoleName><RoleId>AROAEXAMPLEEXAMPLE000</RoleId><Arn>{}</Arn>\
             <CreateDate>2026-01-01T00:00:00Z</CreateDate></Role></GetRoleResult>\
             <ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata></GetRoleResponse>",
            escaped(path),
            escaped(&name),
            escaped(&arn)
        ),
    ))
}

/// Policies are attached to users and roles; a session or the root user is none of them.
fn check_principal(context: &Context<'_>, source: &str) -> Result<(), Problem> {
    let entity = source.parse::<Arn>().ok().filter(|arn| matches!(arn.resource_type.as_str(), "user" | "role"));
    let Some(entity) = entity else {
        let message = format!("Invalid Entity Arn: {source} does not clearly define entity type and name.");
        return Err(Problem::new(400, "InvalidInput", message));
    };
    if source == context.scenario.principal() {
        return Ok(());
    }
    let name = entity.resource_id.rsplit('/').next().unwrap_or_default();
    let message = format!("The {} with name {name} cannot be found.", entity.resource_type);
    Err(Problem::new(404, "NoSuchEntity", message))
}

/// The context entries with their first values.
fn condition_keys(form: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    let entry = |at: u32| {
        let name = form.get(&format!("ContextEntries.member.{at}.ContextKeyName"))?;
        let value = form.get(&format!("ContextEntries.member.{at}.ContextKeyValues.member.1"))?;
        Some((name.as_str(), value.as_str()))
    };
    (1..).map_while(entry).collect()
}

/// `Name.member.1`, `Name.member.2`, … in order.
fn members<'a>(form: &'a BTreeMap<String, String>, name: &str) -> Vec<&'a str> {
    (1..).map_while(|at| form.get(&format!("{name}.member.{at}")).map(String::as_str)).collect()
}

fn evaluate(context: &Context<'_>, action: &str, resource: &str, keys: &[(&str, &str)], without: &[&str]) -> String {
    let arn: Option<Arn> = resource.parse().ok();
    let model = ModelRef::parse(resource).base().map(|base| base.to_string());
    let of_arn = arn.as_ref().map_or(context.call.region.as_str(), |arn| match arn.region.as_str() {
        "" => "unspecified",
        region => region,
    });
    let requested = keys.iter().find(|(key, _)| key.eq_ignore_ascii_case("aws:RequestedRegion"));
    let region = requested.map_or(of_arn, |(_, region)| *region);
    let access = Access { action, resource: Some(resource.to_owned()), region, model: model.as_deref(), more: keys };
    let unseen = |policy| matches!(policy, PolicyType::SessionPolicy | PolicyType::VpcEndpointPolicy);
    let decided = permission::decide_without(context.scenario, &access, without);
    let (decision, by_organisation, by_boundary) = match &decided {
        Decision::Denied(rule) if unseen(rule.policy) => ("allowed", true, true),
        Decision::Denied(rule) => {
            let decision = if rule.explicit { "explicitDeny" } else { "implicitDeny" };
            let passes = |layer| rule.policy != layer;
            (decision, passes(PolicyType::ServiceControlPolicy), passes(PolicyType::PermissionsBoundary))
        }
        Decision::Allowed => ("allowed", true, true),
        Decision::NotAllowed => ("implicitDeny", true, true),
        Decision::DeniedByDocument => ("explicitDeny", true, true),
    };
    let matched = match decided {
        Decision::Denied(rule) if rule.explicit && decision != "allowed" => matched_statement(rule),
        _ => "<MatchedStatements/>".to_owned(),
    };
    // Only a caller with a boundary gets a word about it.
    let boundary = if by_boundary {
        ""
    } else {
        "<PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>false</AllowedByPermissionsBoundary>\
         </PermissionsBoundaryDecisionDetail>"
    };
    format!(
        "<member><EvalActionName>{}</EvalActionName><EvalResourceName>{}</EvalResourceName>\
         <EvalDecision>{decision}</EvalDecision><OrganizationsDecisionDetail><AllowedByOrganizations>{by_organisation}\
         </AllowedByOrganizations></OrganizationsDecisionDetail>{boundary}{matched}{}</member>",
        escaped(action),
        escaped(resource),
        missing_context_values(context, resource, decision)
    )
}

/// For `*` IAM names the missing keys in the result itself, for an ARN in that of the resource.
fn missing_context_values(context: &Context<'_>, resource: &str, decision: &str) -> String {
    let keys = context.scenario.missing_context_values().iter();
    let keys: String = keys.map(|key| format!("<member>{}</member>", escaped(key))).collect();
    let keys = format!("<MissingContextValues>{keys}</MissingContextValues>");
    if resource == "*" {
        return keys;
    }
    format!(
        "<MissingContextValues/><ResourceSpecificResults><member><EvalResourceName>{}</EvalResourceName>\
         <EvalResourceDecision>{decision}</EvalResourceDecision>{keys}</member></ResourceSpecificResults>",
        escaped(resource)
    )
}

/// The policy by its name, as IAM gives it: the last part of the ARN.
fn matched_statement(rule: &DenyRule) -> String {
    let Some(arn) = &rule.policy_arn else { return "<MatchedStatements/>".to_owned() };
    let id = escaped(arn.rsplit('/').next().unwrap_or(arn));
    format!(
        "<MatchedStatements><member><SourcePolicyId>{id}</SourcePolicyId>\
         <SourcePolicyType>IAM Policy</SourcePolicyType></member></MatchedStatements>"
    )
}
