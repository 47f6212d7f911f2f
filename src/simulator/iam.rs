//! Identity and Access Management.

use std::collections::BTreeMap;

use super::{
    answer::{Answer, Problem, REQUEST_ID, escaped},
    permission::{self, Access, Decision},
    respond::Context,
    scenario::rules::PolicyType,
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
    };
    permission::require(context.scenario, &access)?;
    let form = context.call.form();
    let actions = members(&form, "ActionNames");
    if actions.is_empty() {
        return Err(Problem::new(400, "ValidationError", "1 validation error detected: Value null at 'actionNames'"));
    }
    let mut resources = members(&form, "ResourceArns");
    if resources.is_empty() {
        resources.push("*");
    }
    let results: String = actions
        .iter()
        .flat_map(|action| resources.iter().map(|resource| evaluate(context, action, resource)))
        .collect();
    Ok(Answer::xml(
        200,
        format!(
            "<SimulatePrincipalPolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\
             <SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated>\
             <EvaluationResults>{results}</EvaluationResults></SimulatePrincipalPolicyResult>\
             <ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata>\
             </SimulatePrincipalPolicyResponse>"
        ),
    ))
}

/// `Name.member.1`, `Name.member.2`, … in order.
fn members<'a>(form: &'a BTreeMap<String, String>, name: &str) -> Vec<&'a str> {
    (1..).map_while(|at| form.get(&format!("{name}.member.{at}")).map(String::as_str)).collect()
}

fn evaluate(context: &Context<'_>, action: &str, resource: &str) -> String {
    let arn: Option<Arn> = resource.parse().ok();
    let model = ModelRef::parse(resource).base().map(|base| base.to_string());
    let region = arn.as_ref().map_or(context.call.region.as_str(), |arn| match arn.region.as_str() {
        "" => "unspecified",
        region => region,
    });
    let access = Access { action, resource: None, region, model: model.as_deref() };
    let unseen = |policy| matches!(policy, PolicyType::SessionPolicy | PolicyType::VpcEndpointPolicy);
    let (decision, by_organisation) = match permission::decide(context.scenario, &access) {
        Decision::Denied(rule) if unseen(rule.policy) => ("allowed", true),
        Decision::Denied(rule) => {
            let decision = if rule.explicit { "explicitDeny" } else { "implicitDeny" };
            (decision, rule.policy != PolicyType::ServiceControlPolicy)
        }
        Decision::Allowed => ("allowed", true),
        Decision::NotAllowed => ("implicitDeny", true),
    };
    format!(
        "<member><EvalActionName>{}</EvalActionName><EvalResourceName>{}</EvalResourceName>\
         <EvalDecision>{decision}</EvalDecision><OrganizationsDecisionDetail><AllowedByOrganizations>{by_organisation}\
         </AllowedByOrganizations></OrganizationsDecisionDetail><MatchedStatements/><MissingContextValues/></member>",
        escaped(action),
        escaped(resource)
    )
}
