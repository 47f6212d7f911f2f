//! What real calls say: an answer opens gates that nobody could read, a refusal shuts one.

use jiff::Timestamp;

use super::{Reader, semblance};
use crate::{
    access::{Gate, GateState, Rung},
    catalog::ModelRef,
    refusal::{Cause, Refusal},
    survey::{CallOutcome, Fact},
};

const INVOKE: &str = "InvokeModel";
const STREAM: &str = "InvokeModelWithResponseStream";

/// The call that counts for a cell.
struct Call<'a> {
    id: String,
    operation: &'static str,
    fact: &'a Fact<()>,
}

/// What a success is worth now.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Success {
    /// When a call last answered.
    pub(super) at: Option<Timestamp>,
    /// Until when that is provisional.
    pub(super) provisional_until: Option<Timestamp>,
}

impl Reader<'_> {
    /// Changes the rungs to what real calls with the cell's id showed.
    pub(super) fn apply_real_calls(&self, rungs: &mut [Rung]) -> Success {
        let calls = self.real_calls();
        let outcome = |call: &&Call<'_>| call.fact.refusal().map(CallOutcome::of_refusal);
        let refused = calls.iter().find(|call| outcome(call) == Some(CallOutcome::Refused));
        let answered = calls.iter().find(|call| call.fact.known_at().is_some());
        if let Some(call) = calls.iter().find(|call| outcome(call) == Some(CallOutcome::BodyRejected)) {
            likely_open(call, rungs);
        }
        let success = answered.map(|call| self.answered(call, rungs)).unwrap_or_default();
        match refused {
            Some(call) if self.refuse(call, rungs) => Success::default(),
            _ => success,
        }
    }

    /// The calls with the cell's own id; where any id will do, those with the first id that answered, else was refused.
    fn real_calls(&self) -> Vec<Call<'_>> {
        let of = |id: &String| {
            let made = [(self.facts.verified.get(id), INVOKE), (self.facts.streamed.get(id), STREAM)];
            let call = |(fact, operation): (Option<_>, _)| Some(Call { id: id.clone(), operation, fact: fact? });
            made.into_iter().filter_map(call).collect::<Vec<_>>()
        };
        if let Some(id) = &self.cell.invoked {
            return of(&id.to_string());
        }
        let made: Vec<Vec<Call<'_>>> = self.call_as().iter().map(of).filter(|calls| !calls.is_empty()).collect();
        let answered = |calls: &Vec<Call<'_>>| calls.iter().all(|call| call.fact.known_at().is_some());
        let at = made.iter().position(answered).unwrap_or(0);
        made.into_iter().nth(at).unwrap_or_default()
    }

    /// An answer proves every gate that could not be read. What was read as shut before is older than the answer; what
    /// was read as shut after it, and not while the agreement was being made, outweighs it.
    fn answered(&self, call: &Call<'_>, rungs: &mut [Rung]) -> Success {
        let Some(at) = call.fact.known_at() else { return Success::default() };
        let model = self.cell.model.clone().or_else(|| self.facts.base_of(&ModelRef::parse(&call.id)));
        let provisional_until = model.and_then(|model| self.facts.provisional_until(&model, at));
        let evidence = format!("a real call answered ({})", call.id);
        for rung in rungs.iter_mut().skip(2) {
            let read_before = rung.at.is_none_or(|read| read <= at);
            match rung.state {
                GateState::Unread(_) => *rung = proven(rung.gate, GateState::Open, &evidence, call),
                GateState::Shut(_) | GateState::Pending if rung.gate == Gate::Agreement && read_before => {
                    let passed = provisional_until.is_some_and(|until| until <= self.now);
                    let state = if passed {
                        GateState::Unread("a call answered since this was read, and may have begun it".to_owned())
                    } else {
                        GateState::Pending
                    };
                    *rung = proven(rung.gate, state, "not there when it was read; a call has answered since", call);
                }
                _ => {}
            }
            if rung.gate == Gate::Agreement {
                rung.notes.extend(provisional_until.filter(|until| *until > self.now).map(semblance::provisional));
            }
        }
        let holds_until = provisional_until.unwrap_or(at);
        let outdated = |rung: &Rung| matches!(rung.state, GateState::Shut(_)) && rung.at > Some(holds_until);
        let passed = provisional_until.is_some_and(|until| until <= self.now);
        if passed || rungs.iter().skip(1).any(outdated) {
            return Success::default();
        }
        Success { at: Some(at), provisional_until }
    }

    /// A refusal shuts its gate, or confirms that it is shut. `false` when the gate is known to have opened since.
    fn refuse(&self, call: &Call<'_>, rungs: &mut [Rung]) -> bool {
        let (Some(refusal), Some(at)) = (call.fact.refusal(), call.fact.asked_at()) else { return false };
        let Some(rung) = refusal.gate.and_then(|gate| rungs.get_mut(gate as usize)) else { return false };
        if rung.gate == Gate::Agreement && self.agreed_since(at) {
            return false;
        }
        let state = match refusal.cause {
            Cause::AgreementPending => GateState::Pending,
            cause => GateState::Shut(cause),
        };
        let confirms = matches!(rung.state, GateState::Shut(_) | GateState::Pending);
        let mut notes = std::mem::take(&mut rung.notes);
        notes.extend((!confirms).then(|| semblance::GREEN_BUT_DENIED.to_owned()));
        *rung = Rung {
            by_real_call: !confirms,
            at: Some(at),
            refusal: Some(refusal.clone()),
            notes,
            ..proven(rung.gate, state, &said(refusal), call)
        };
        true
    }

    /// Whether the agreement was seen to become AVAILABLE after a moment.
    fn agreed_since(&self, moment: Timestamp) -> bool {
        let seen = self.cell.model.as_ref().and_then(|model| self.facts.agreements.get(model));
        seen.and_then(|seen| seen.available_at).is_some_and(|available| available > moment)
    }
}

fn proven(gate: Gate, state: GateState, detail: &str, call: &Call<'_>) -> Rung {
    Rung { call: Some(call.operation), at: call.fact.asked_at(), ..Rung::new(gate, state, detail) }
}

/// What AWS said. Its text for the tokens of a day is the same for a quota of 0.
fn said(refusal: &Refusal) -> String {
    match refusal.cause {
        Cause::QuotaExceeded => format!("{} (used up for now, or an applied quota of 0)", refusal.text),
        _ => refusal.text.clone(),
    }
}

/// A refused body is no proof: whether the account's gates come before it is not documented (facts of 2026).
fn likely_open(call: &Call<'_>, rungs: &mut [Rung]) {
    let why = "likely open: a real call was refused for its body only, which comes after this gate";
    for rung in rungs.iter_mut().filter(|rung| matches!(rung.gate, Gate::Permission | Gate::Account)) {
        if matches!(rung.state, GateState::Unread(_)) {
            let state = GateState::Unread(why.to_owned());
            *rung = Rung { refusal: call.fact.refusal().cloned(), ..proven(rung.gate, state, "", call) };
        }
    }
}
