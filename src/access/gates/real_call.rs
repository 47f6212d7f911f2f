//! What real calls say: an answer opens gates that nobody could read, a refusal shuts one.

use jiff::Timestamp;

use super::{Evidence, caveats};
use crate::{
    access::{Gate, GateState, NotRead, Rung},
    catalog::ModelRef,
    refusal::{Cause, Refusal},
    survey::{CallOutcome, CallSource, Fact, RealCall},
};

const INVOKE: &str = "InvokeModel";
const STREAM: &str = "InvokeModelWithResponseStream";

/// The call that counts for a cell.
struct Call<'a> {
    id: String,
    operation: &'static str,
    fact: &'a Fact<()>,
    source: CallSource,
}

impl Call<'_> {
    fn outcome(&self) -> CallOutcome {
        CallOutcome::of_fact(self.fact)
    }
}

/// What a success is worth now.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Success {
    /// When a call last answered.
    pub(super) at: Option<Timestamp>,
    /// Until when that is provisional.
    pub(super) provisional_until: Option<Timestamp>,
}

impl Evidence<'_> {
    /// Changes the rungs to what real calls with the id in question showed.
    pub(super) fn apply_real_calls(&self, rungs: &mut [Rung]) -> Success {
        let calls = self.real_calls();
        let these = |wanted| calls.iter().filter(move |call: &&Call<'_>| call.outcome() == wanted);
        these(CallOutcome::Nothing).for_each(|call| note_used_up(call, rungs));
        if let Some(call) = these(CallOutcome::BodyRejected).next() {
            likely_open(call, rungs);
        }
        let answers: Vec<&Call<'_>> = these(CallOutcome::Answered).collect();
        let success = self.answered(&answers, rungs);
        let answered = answers.iter().filter_map(|call| call.fact.known_at()).max();
        let refused = these(CallOutcome::Refused).any(|call| self.refuse(call, answered, rungs));
        if refused { Success::default() } else { success }
    }

    /// The calls with the id in question. Where any id would do, and this one was not called, what another was refused
    /// for counts if it is about the model.
    fn real_calls(&self) -> Vec<Call<'_>> {
        let Some(form) = &self.form else { return Vec::new() };
        let mut calls = self.calls_with(&form.to_string());
        if self.cell.invoked.is_none() && calls.iter().all(|call| call.outcome() == CallOutcome::Nothing) {
            let others = self.call_as().into_iter().flat_map(|id| self.calls_with(&id));
            let gate = |call: &Call<'_>| call.fact.refusal().and_then(|refusal| refusal.gate);
            calls.extend(others.filter(|call| gate(call).is_some_and(Gate::is_about_the_model)));
        }
        calls
    }

    fn calls_with(&self, id: &str) -> Vec<Call<'_>> {
        let made = [(self.facts.verified.get(id), INVOKE), (self.facts.streamed.get(id), STREAM)];
        let call = |(fact, operation): (Option<_>, _)| {
            let (region, streaming) = (self.cell.region.clone(), operation == STREAM);
            let source = self.facts.source_of(&RealCall { region, id: id.to_owned(), streaming });
            Some(Call { id: id.to_owned(), operation, fact: fact?, source })
        };
        made.into_iter().filter_map(call).collect()
    }

    /// An answer proves every gate that could not be read, but of permissions its own action's only. What was read as
    /// shut before is older than the answer; what was read as shut after it, and not while the agreement was being made,
    /// outweighs it.
    fn answered(&self, answers: &[&Call<'_>], rungs: &mut [Rung]) -> Success {
        let first = answers.first().and_then(|call| Some((*call, call.fact.known_at()?)));
        let Some((call, at)) = first else { return Success::default() };
        let model = self.cell.model.clone().or_else(|| self.facts.base_of(&ModelRef::parse(&call.id)));
        let fresh_until = model.as_ref().and_then(|model| self.facts.provisional_until(model, at));
        let unread_until = self.facts.unread_until(model.as_ref(), at).filter(|until| *until > self.now);
        let passed = fresh_until.is_some_and(|until| until <= self.now);
        let evidence = format!("{} answered ({})", call.source.said(), call.id);
        for rung in rungs.iter_mut().skip(2) {
            let read_before = rung.at.is_none_or(|read| read <= at);
            let state = match &rung.state {
                GateState::NotRead(why) if rung.gate == Gate::Agreement && unread_until.is_some() => {
                    GateState::NotRead(
                        format!("the agreement cannot be read ({why}), and may be as new as the call").into(),
                    )
                }
                GateState::NotRead(_) => GateState::Open,
                GateState::Blocked(_) | GateState::Pending if rung.gate == Gate::Agreement && read_before => {
                    match passed {
                        true => GateState::NotRead("a call answered since this was read, and may have begun it".into()),
                        false => GateState::Pending,
                    }
                }
                _ => continue,
            };
            let detail = match state {
                GateState::Open => evidence.as_str(),
                GateState::NotRead(_) if unread_until.is_some() => "",
                _ => "not there when it was read; a call has answered since",
            };
            let mut notes = std::mem::take(&mut rung.notes);
            notes.extend(untried(answers).filter(|_| rung.gate == Gate::Permission));
            *rung = Rung { notes, ..proven(rung.gate, state, detail, call) };
        }
        if let Some(rung) = rungs.get_mut(Gate::Agreement as usize) {
            rung.notes.extend(fresh_until.filter(|until| *until > self.now).map(caveats::provisional));
        }
        let holds_until = fresh_until.unwrap_or(at);
        let outdated = |rung: &Rung| matches!(rung.state, GateState::Blocked(_)) && rung.at > Some(holds_until);
        if passed || self.other_action_denied(answers) || rungs.iter().skip(1).any(outdated) {
            return Success::default();
        }
        Success { at: Some(at), provisional_until: fresh_until.or(unread_until) }
    }

    /// Whether a simulation denies an action that Claude Code needs and that no call has tried with success.
    fn other_action_denied(&self, answers: &[&Call<'_>]) -> bool {
        let simulated = self.simulation().and_then(Fact::value).into_iter().flat_map(|one| &one.decisions);
        simulated.filter(|decision| decision.is_refused_for_sure()).any(|decision| {
            let needed = [INVOKE, STREAM].contains(&decision.verb());
            needed && answers.iter().all(|call| call.operation != decision.verb())
        })
    }

    /// The gate a refusal of a moment is about. "No access to the model" is a missing agreement, unless the agreement was
    /// there all the while: then the account itself is barred.
    fn gate_of(&self, refusal: &Refusal, moment: Timestamp, rungs: &[Rung]) -> Option<Gate> {
        let agreed = rungs.get(Gate::Agreement as usize).is_some_and(|rung| rung.state == GateState::Open);
        match refusal.cause {
            Cause::NoModelAccess if agreed && !self.agreed_since(moment) => Some(Gate::Account),
            _ => refusal.gate,
        }
    }

    /// A refusal shuts its gate, or confirms that it is shut. `false` when it is known to be over, which is noted.
    fn refuse(&self, call: &Call<'_>, answered: Option<Timestamp>, rungs: &mut [Rung]) -> bool {
        let (Some(refusal), Some(at)) = (call.fact.refusal(), call.fact.asked_at()) else { return false };
        let Some(rung) = self.gate_of(refusal, at, rungs).and_then(|gate| rungs.get_mut(gate as usize)) else {
            return false;
        };
        if let Some(why) = self.why_over(refusal, at, rung, answered) {
            let when = at.strftime("%Y-%m-%d %H:%M");
            rung.notes.push(format!("Refused by a real call at {when} UTC, {why}: {}", said(refusal)));
            return false;
        }
        let state = match refusal.cause {
            Cause::AgreementPending => GateState::Pending,
            cause => GateState::Blocked(cause),
        };
        let confirms = matches!(rung.state, GateState::Blocked(_) | GateState::Pending);
        let mut notes = std::mem::take(&mut rung.notes);
        notes.extend((!confirms).then(|| caveats::CONTRADICTED.to_owned()));
        let others = call.source != CallSource::Verify;
        notes.extend(others.then(|| format!("What was refused is {}", call.source.said())));
        *rung = Rung {
            by_real_call: !confirms,
            at: Some(at),
            refusal: Some(refusal.clone()),
            notes,
            ..proven(rung.gate, state, &said(refusal), call)
        };
        true
    }
}

/// `InvokeModel answered; streaming not tried`: each operation is an IAM action of its own.
fn untried(answers: &[&Call<'_>]) -> Option<String> {
    match answers {
        [only] if only.operation == INVOKE => Some("InvokeModel answered; streaming not tried"),
        [only] if only.operation == STREAM => Some("Streaming answered; InvokeModel not tried"),
        _ => None,
    }
    .map(str::to_owned)
}

/// A 429 for the tokens of a day tells nothing about access, and is worth knowing.
fn note_used_up(call: &Call<'_>, rungs: &mut [Rung]) {
    let used_up = call.fact.refusal().filter(|refusal| refusal.cause == Cause::QuotaExceeded);
    if let (Some(refusal), Some(rung)) = (used_up, rungs.get_mut(Gate::Quota as usize)) {
        rung.notes.push(format!("A real call was told: {}", said(refusal)));
    }
}

fn proven(gate: Gate, state: GateState, detail: &str, call: &Call<'_>) -> Rung {
    let seen_by = Some(call.source);
    Rung { call: Some(call.operation), at: call.fact.asked_at(), seen_by, ..Rung::new(gate, state, detail) }
}

/// What AWS said. Its text for the tokens of a day is the same for a quota of 0.
fn said(refusal: &Refusal) -> String {
    match refusal.cause {
        Cause::QuotaExceeded => format!("{} ({})", refusal.text, refusal.cause.phrase()),
        _ => refusal.text.clone(),
    }
}

/// A refused body is no proof: whether the account's gates come before it is not documented (facts of 2026).
fn likely_open(call: &Call<'_>, rungs: &mut [Rung]) {
    for rung in rungs.iter_mut().filter(|rung| matches!(rung.gate, Gate::Permission | Gate::Account)) {
        if matches!(rung.state, GateState::NotRead(_)) {
            let state = GateState::NotRead(NotRead::LikelyOpen);
            *rung = Rung { refusal: call.fact.refusal().cloned(), ..proven(rung.gate, state, "", call) };
        }
    }
}
