//! Agreement: the account has taken the model's terms on AWS Marketplace.

use super::{Evidence, govcloud, why_not_read};
use crate::{
    access::{Gate, GateState, NotRead, Rung},
    catalog::Partition,
    refusal::{Cause, RawRefusal, classify},
    survey::{Agreement, Availability},
};

pub(super) fn rung(evidence: &Evidence<'_>) -> Rung {
    let Some(fact) = evidence.availability() else { return Rung::not_read(Gate::Agreement, NotRead::NotAsked) };
    let rung = match fact.value() {
        Some(answer) => agreement_of(evidence, answer),
        None => Rung::not_read(Gate::Agreement, why_not_read(fact)),
    };
    evidence.availability_rung(rung)
}

fn agreement_of(evidence: &Evidence<'_>, answer: &Availability) -> Rung {
    let shut = |cause, detail: &str| Rung::new(Gate::Agreement, GateState::Blocked(cause), detail);
    if evidence.cell.region.partition() == Partition::AwsUsGov
        && let Some(rung) = govcloud::agreement(answer)
    {
        return rung;
    }
    match answer.agreement {
        Some(Agreement::Available) => Rung::new(Gate::Agreement, GateState::Open, "AVAILABLE"),
        Some(Agreement::Pending) => Rung::new(Gate::Agreement, GateState::Pending, "PENDING, up to 15 minutes"),
        Some(Agreement::NotAvailable) => shut(Cause::AgreementMissing, "NOT_AVAILABLE"),
        Some(Agreement::Error) => {
            let text = answer.agreement_message.clone().unwrap_or_default();
            let said = classify(&RawRefusal { text: text.clone(), ..RawRefusal::default() });
            let cause = if said.gate == Some(Gate::Agreement) { said.cause } else { Cause::AgreementFailed };
            shut(cause, &text)
        }
        None => Rung::not_read(Gate::Agreement, "a status this program does not know"),
    }
}
