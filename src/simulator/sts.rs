//! Security Token Service.

use super::{
    answer::{Answer, REQUEST_ID, escaped},
    scenario::Scenario,
};

/// GetCallerIdentity, which needs no permission.
pub(super) fn get_caller_identity(scenario: &Scenario) -> Answer {
    let (arn, user_id, account) = (escaped(scenario.arn()), escaped(&scenario.user_id()), scenario.account());
    Answer::xml(
        200,
        format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
             <GetCallerIdentityResult><Arn>{arn}</Arn><UserId>{user_id}</UserId><Account>{account}</Account>\
             </GetCallerIdentityResult><ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata>\
             </GetCallerIdentityResponse>"
        ),
    )
}
