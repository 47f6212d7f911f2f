//! What is taken along: ids, remedies, AWS's own words.

use super::{Effect, message::message, notes::say};
use crate::{
    access::{Ladder, remedy::Remedy},
    dashboard::{
        keymap::Chord,
        model::{Focus, Mode, Model, View},
    },
};

fn copy_words(model: &mut Model) -> Vec<Effect> {
    let said = |ladder: &Ladder| ladder.words().iter().map(|said| said.refusal.text.clone()).collect::<Vec<_>>();
    let words = model.focus().map(|focus| said(&focus.ladder)).unwrap_or_default();
    if words.is_empty() {
        return say(model, "Nothing to copy: no call about this model was refused.");
    }
    vec![Effect::Copy { what: "AWS's words", text: words.join("\n\n") }]
}

pub(super) fn copy_id(model: &mut Model) -> Vec<Effect> {
    if model.screen.raw && matches!(model.screen.mode, Mode::Detail(_)) {
        return copy_words(model);
    }
    match model.focus().and_then(Focus::id) {
        Some(text) => vec![Effect::Copy { what: "the id", text }],
        None => say(model, "The model cannot be called here by any id that is known."),
    }
}

/// The smallest change that mends what fails.
pub(super) fn copy_settings(model: &mut Model) -> Vec<Effect> {
    let lines: Vec<String> = model.derived.check.change.iter().map(ToString::to_string).collect();
    if lines.is_empty() && model.live.is_scanning() {
        return say(model, "No settings to copy yet: the models it calls are still being read.");
    }
    if lines.is_empty() {
        return say(model, "No settings to copy: none are needed, or none would help.");
    }
    vec![Effect::Copy { what: "the settings", text: lines.join("\n") }]
}

/// For whoever may do what the caller may not.
pub(super) fn copy_message(model: &mut Model) -> Vec<Effect> {
    let Some(focus) = model.focus().filter(|focus| !focus.verdict.is_open()) else {
        return say(model, "No message to copy: what is under the cursor is open.");
    };
    match message(model, focus) {
        Some(text) => vec![Effect::Copy { what: "the message to your administrator", text }],
        None => say(model, "No message to copy: the model behind this id is not known."),
    }
}

pub(super) fn copy_remedy(model: &mut Model) -> Vec<Effect> {
    if model.screen.view == View::ClaudeCode && !model.derived.check.change.is_empty() {
        return copy_settings(model);
    }
    match model.focus().and_then(|focus| focus.remedies.first()) {
        Some(remedy) => vec![copy(remedy)],
        None => say(model, "Nothing to copy: no remedy is known, or none is needed."),
    }
}

pub(super) fn copy_numbered(model: &mut Model, chord: Chord) -> Vec<Effect> {
    let number = chord.typed().and_then(|c| c.to_digit(10)).unwrap_or(0);
    copy_remedy_at(model, usize::try_from(number).unwrap_or(0).saturating_sub(1))
}

pub(super) fn copy_remedy_at(model: &mut Model, index: usize) -> Vec<Effect> {
    match model.focus().and_then(|focus| focus.remedies.get(index)) {
        Some(remedy) => vec![copy(remedy)],
        None => say(model, format!("There is no remedy {} here.", index + 1)),
    }
}

fn copy(remedy: &Remedy) -> Effect {
    let text = if remedy.text.is_empty() { remedy.url.clone().unwrap_or_default() } else { remedy.text.clone() };
    Effect::Copy { what: "the remedy", text }
}
