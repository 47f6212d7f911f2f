//! Account: blocked, unverified, or one that only AWS Sales opens models to.

use super::{Evidence, quota};
use crate::{
    access::{Gate, GateState, NotRead, Rung},
    catalog::Partition,
    refusal::Cause,
    survey::{Agreement, Fact},
};

/// `authorizationStatus` and, outside GovCloud, `entitlementAvailability` are about the account itself
/// (seen with barred accounts). In GovCloud they follow the agreement and the regional switch.
pub(super) fn rung(evidence: &Evidence<'_>) -> Rung {
    let govcloud = evidence.cell.region.partition() == Partition::AwsUsGov;
    match evidence.availability().and_then(Fact::value) {
        // While an agreement is on its way the other fields mean nothing yet.
        Some(answer) if answer.agreement == Some(Agreement::Pending) => {
            Rung::not_read(Gate::Account, "not before the agreement stands")
        }
        Some(answer) if !(govcloud || (answer.authorized && answer.entitled)) => {
            let status = |ok, good: &str| if ok { good.to_owned() } else { format!("NOT_{good}") };
            let detail = format!(
                "authorization {}, entitlement {}",
                status(answer.authorized, "AUTHORIZED"),
                status(answer.entitled, "AVAILABLE")
            );
            let rung = Rung::new(Gate::Account, GateState::Blocked(Cause::AccountBlocked), detail);
            evidence.availability_rung(rung)
        }
        _ => sales_suspicion(evidence).unwrap_or_else(|| Rung::not_read(Gate::Account, NotRead::OnlyACallTells)),
    }
}

/// What a quota of 0 makes one suspect of the account, where everything else that can be read is green.
fn sales_suspicion(evidence: &Evidence<'_>) -> Option<Rung> {
    let answer = evidence.availability().and_then(Fact::value)?;
    let green = answer.agreement == Some(Agreement::Available) && answer.authorized && answer.entitled;
    match quota::reading_of(evidence) {
        quota::Reading::Zero(detail) if green => {
            let why = format!("suspected: only AWS Sales opens it to this account ({detail}, all else green)");
            Some(Rung::not_read(Gate::Account, why).read_from(&evidence.facts.quotas, quota::LIST))
        }
        _ => None,
    }
}
