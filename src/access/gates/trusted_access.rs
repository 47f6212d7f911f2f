//! Trusted access programs: what a provider may let an account into.

use super::{Evidence, why_not_read};
use crate::{
    access::{Gate, GateState, Rung},
    survey::{Programs, TrustedAccessProgram},
};

/// Which models depend on a program is not told anywhere, so one that is not enabled shuts nothing for sure.
pub(super) fn rung(evidence: &Evidence<'_>) -> Rung {
    let fact = &evidence.facts.trusted_access;
    let rung = match fact.value() {
        None if fact.asked_at().is_none() => return Rung::not_read(Gate::TrustedAccess, why_not_read(fact)),
        None => Rung::not_read(Gate::TrustedAccess, why_not_read(fact)),
        Some(Programs::NotThere) => Rung::not_read(Gate::TrustedAccess, "this region does not have it yet"),
        Some(Programs::Listed(programs)) => {
            of_programs(&programs.iter().filter(|program| program.is_anthropics()).collect::<Vec<_>>())
        }
    };
    rung.read_from(fact, "ListTrustedAccessPrograms")
}

fn of_programs(programs: &[&TrustedAccessProgram]) -> Rung {
    let gate = Gate::TrustedAccess;
    let named = programs.iter().map(|program| format!("{} {}", program.name, program.status)).collect::<Vec<_>>();
    let rung = match programs.iter().find(|program| program.status != "enabled") {
        None if programs.is_empty() => {
            return Rung::new(gate, GateState::NotNeeded, "no program of Anthropic's is listed for this account");
        }
        None => Rung::new(gate, GateState::Open, named.join(", ")),
        Some(program) => {
            let why = format!("{} is {}; which models depend on it is not told", program.name, program.status);
            Rung::not_read(gate, why)
        }
    };
    Rung { notes: programs.iter().map(|program| note(program)).collect(), ..rung }
}

/// `Cyber safeguards (anthropic-cyber): requestable, not asked for; https://…`
fn note(program: &TrustedAccessProgram) -> String {
    let TrustedAccessProgram { id, name, status, reason, details_url, enrollment_url, .. } = program;
    let reason = reason.as_ref().map(|reason| format!(", {reason}")).unwrap_or_default();
    let link = enrollment_url.as_ref().or(details_url.as_ref());
    let link = link.filter(|url| url.starts_with("https://")).map(|url| format!("; {url}")).unwrap_or_default();
    format!("{name} ({id}): {status}{reason}{link}")
}
