//! GovCloud's own readings of agreement and entitlement.
//!
//! A GovCloud account is paired with a commercial one. The agreement is made there, by invoke or SDK in us-east-1 or
//! us-west-2; then each model is switched on for each GovCloud region (AWS user guide, model-access). What the two fields
//! say in each stage was seen by others: facts of 2026.

use crate::{
    access::{Gate, GateState, Rung},
    refusal::Cause,
    survey::{Agreement, Availability},
};

/// The field that misleads here.
const AUTHORIZATION: &str = "authorizationStatus is about the account: it turns green with any agreement, and says \
                             nothing about this model";

/// The agreement gate of a GovCloud region; `None` for statuses that are read as everywhere.
pub(super) fn agreement(answer: &Availability) -> Option<Rung> {
    let (state, words) = match (answer.agreement?, answer.entitled) {
        (Agreement::NotAvailable, false) => (
            GateState::Blocked(Cause::GovcloudNeedsCommercial),
            "fresh: agreed to in the paired commercial account, in us-east-1 or us-west-2",
        ),
        // Not among the readings known; without an agreement there is no access all the same.
        (Agreement::NotAvailable, true) => (
            GateState::Blocked(Cause::GovcloudNeedsCommercial),
            "switched on without an agreement: agreed to in the paired commercial account",
        ),
        (Agreement::Pending, false) => {
            (GateState::Pending, "propagating from the paired commercial account, then switched on here")
        }
        (Agreement::Pending, true) => (GateState::Pending, "propagating from the paired commercial account"),
        (Agreement::Available, false) => (
            GateState::Blocked(Cause::EntitlementMissing),
            "regional switch missing: agreed to, and not switched on in this region",
        ),
        (Agreement::Available, true) => (GateState::Open, "usable: agreed to, and switched on in this region"),
        (Agreement::Error, _) => return None,
    };
    let entitlement = if answer.entitled { "AVAILABLE" } else { "NOT_AVAILABLE" };
    let agreement = answer.agreement?;
    let detail = format!("agreement {agreement}, entitlement {entitlement}; {words}");
    let notes = if state == GateState::Open { Vec::new() } else { vec![AUTHORIZATION.to_owned()] };
    Some(Rung { notes, ..Rung::new(Gate::Agreement, state, detail) })
}
