//! Security Token Service.

use super::{
    answer::{Answer, Problem, REQUEST_ID, escaped},
    context::Context,
};

/// GetCallerIdentity, which needs no permission.
pub(super) fn get_caller_identity(context: &Context<'_>) -> Result<Answer, Problem> {
    let scenario = context.scenario;
    let (arn, user_id, account) = (escaped(scenario.arn()), escaped(&scenario.user_id()), scenario.account());
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
