//! Real calls: asking, consenting, declining, stopping, and taking in what came of them.

use super::{Effect, keep, notes::say};
use crate::{
    dashboard::model::{Checking, Confirm, Mode, Model, Note},
    gaps::with_streaming,
    scan::ScanEvent,
    survey::{CallOutcome, Observation, Reading, RealCall},
};

/// Asks about the id of the cell or of the planned call under the cursor.
pub(super) fn ask_about_focus(model: &mut Model) {
    let Some(focus) = model.focus() else {
        say(model, "No model is under the cursor.");
        return;
    };
    if focus.usage.as_ref().is_some_and(|checked| model.account.plan.on_mantle(&checked.usage)) {
        say(model, "This one is called on the bedrock-mantle endpoint, which is not checked.");
        return;
    }
    let region = focus.ladder.cell.region.clone();
    match focus.id() {
        Some(id) => ask(model, vec![RealCall { region, id, streaming: false }]),
        None => {
            say(model, "The model cannot be called here by any id that is known.");
        }
    }
}

/// Asks about everything in the plan that is not open.
pub(super) fn ask_about_gaps(model: &mut Model) {
    let calls = model.derived.check.calls_for_gaps(&model.account.plan);
    if calls.is_empty() {
        say(model, "Nothing to check: everything that Claude Code calls here is open.");
    } else {
        ask(model, calls);
    }
}

fn ask(model: &mut Model, calls: Vec<RealCall>) {
    if model.preferences.read_only {
        say(model, "Read-only: nothing is called.");
    } else if model.live.checking.is_some() {
        say(model, "Calls are under way already; esc stops them.");
    } else {
        let under = Box::new(std::mem::take(&mut model.screen.mode));
        model.screen.mode = Mode::Confirm(Confirm { calls, scrolled: 0, ready: false }, under);
    }
}

/// From here on an answer counts.
pub(super) fn take_answers(model: &mut Model) {
    if let Mode::Confirm(question, _) = &mut model.screen.mode {
        question.ready = true;
    }
}

/// The calls that were asked about, and no others.
pub(super) fn consent(model: &mut Model, streaming: bool) -> Vec<Effect> {
    if model.screen.waits_for_quiet() {
        return say(model, "Too soon after another key: nothing was called. Answer once more.");
    }
    let Some(calls) = leave_question(model) else { return Vec::new() };
    if model.preferences.read_only {
        return say(model, "Read-only: nothing is called.");
    }
    let calls = if streaming { with_streaming(calls) } else { calls };
    model.live.last_check += 1;
    let check = model.live.last_check;
    model.live.checking = Some(Checking { check, calls: calls.clone(), outcomes: Vec::new(), stopping: false });
    vec![Effect::Call { epoch: model.account.epoch, check, calls }]
}

pub(super) fn decline(model: &mut Model) {
    if leave_question(model).is_some() {
        say(model, "Nothing was called.");
    }
}

fn leave_question(model: &mut Model) -> Option<Vec<RealCall>> {
    let Mode::Confirm(question, _) = &mut model.screen.mode else { return None };
    let calls = std::mem::take(&mut question.calls);
    model.screen.uncover();
    Some(calls)
}

/// Whether the key that leads back stops calls instead.
pub(super) fn is_stoppable(model: &Model) -> bool {
    let in_view = matches!(model.screen.mode, Mode::Browse | Mode::Reading(_));
    in_view && model.live.checking.as_ref().is_some_and(|checking| !checking.stopping)
}

pub(super) fn stop_calling(model: &mut Model) -> Vec<Effect> {
    if let Some(checking) = &mut model.live.checking {
        checking.stopping = true;
    }
    vec![Effect::StopCalling]
}

/// Takes in a report of real calls; those of calls that were given up are dropped.
pub(super) fn called(model: &mut Model, check: u64, event: ScanEvent) -> Vec<Effect> {
    let Some(checking) = model.live.checking.as_mut().filter(|checking| checking.check == check) else {
        return Vec::new();
    };
    match event {
        ScanEvent::Observed(observation) => {
            checking.outcomes.push(CallOutcome::of(observation.outcome()));
            let note = told(&observation);
            model.observe(*observation);
            model.screen.note = Some(note);
            Vec::new()
        }
        ScanEvent::Progress { .. } | ScanEvent::Learned { .. } => Vec::new(),
        ScanEvent::Finished => {
            if checking.calls.len() > 1 {
                model.screen.note = Some(Note { text: checking.summary(), trouble: false });
            }
            model.live.checking = None;
            keep(model)
        }
    }
}

/// What one call showed, in a sentence.
fn told(observation: &Observation) -> Note {
    let Reading::Invoke(call, outcome) = &observation.reading else {
        return Note { text: observation.question().to_string(), trouble: false };
    };
    let what = format!("{} of {call}", call.operation());
    let phrase = outcome.as_ref().err().map(|refusal| refusal.cause.phrase()).unwrap_or_default();
    let text = match CallOutcome::of(observation.outcome()) {
        CallOutcome::Answered => format!("{what} answered."),
        CallOutcome::Refused => format!("{what} was refused: {phrase}."),
        CallOutcome::BodyRejected => format!("{what}: only the body was refused; access is likely, not proven."),
        CallOutcome::Nothing => format!("{what}: {phrase}; that says nothing about access."),
    };
    Note { text, trouble: outcome.is_err() }
}
