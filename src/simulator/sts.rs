//! Security Token Service.

use super::{
    answer::{Answer, Problem, REQUEST_ID, escaped},
    context::Context,
    permission,
    required_access::Access,
};
use crate::catalog::Arn;

/// Before the ARN of a role's session in the token that it is handed.
const SESSION: &str = "simulated:";

/// GetCallerIdentity, which needs no permission. The token of a role's session tells who that is.
pub(super) fn get_caller_identity(context: &Context<'_>) -> Result<Answer, Problem> {
    let scenario = context.scenario;
    let in_role = context.call.token.as_deref().and_then(|token| token.strip_prefix(SESSION));
    let (arn, user_id) = (escaped(in_role.unwrap_or(scenario.arn())), escaped(&scenario.user_id()));
    let account = scenario.account();
    Ok(Answer::xml(
        200,
        format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
             <GetCallerIdentityResult><Arn>{arn}</Arn><UserId>{user_id}</UserId><Account>{account}</Account>\
             </GetCallerIdentityResult><ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata>\
             </GetCallerIdentityResponse>"
        ),
    ))
}

/// AssumeRole: the trust of every role is what the scenario's policies say of `sts:AssumeRole`. Policies stay those of the
/// scenario's own caller.
pub(super) fn assume_role(context: &Context<'_>) -> Result<Answer, Problem> {
    let form = context.call.form();
    let given = |name: &str| form.get(name).cloned().unwrap_or_default();
    let (role, session, external_id) = (given("RoleArn"), given("RoleSessionName"), given("ExternalId"));
    let more = [("sts:ExternalId", external_id.as_str())];
    let access = Access {
        action: "sts:AssumeRole",
        resource: Some(role.clone()),
        region: context.call.region.as_str(),
        model: None,
        more: if external_id.is_empty() { &[] } else { &more },
    };
    permission::require(context.scenario, &access)?;
    let arn: Option<Arn> = role.parse().ok();
    let Some(arn) = arn.filter(|arn| arn.resource_type == "role") else {
        return Err(Problem::new(400, "ValidationError", format!("{role} is invalid")));
    };
    let name = arn.resource_id.rsplit('/').next().unwrap_or_default();
    let assumed = escaped(&format!("arn:{}:sts::{}:assumed-role/{name}/{session}", arn.partition, arn.account));
    Ok(Answer::xml(
        200,
        format!(
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
             <AccessKeyId>ASIASIMULATED0000000</AccessKeyId><SecretAccessKey>simulated</SecretAccessKey>\
             <SessionToken>{SESSION}{assumed}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
             <AssumedRoleUser><Arn>{assumed}</Arn><AssumedRoleId>AROAEXAMPLEEXAMPLE000:{}</AssumedRoleId></AssumedRoleUser>\
             </AssumeRoleResult><ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata>\
             </AssumeRoleResponse>",
            escaped(&session)
        ),
    ))
}
