//! What is taken along: ids, remedies, AWS's own words.

use super::{Effect, notes::say, panel};
use crate::{
    access::remedy::{Remedy, RemedyKind},
    dashboard::model::{Fix, Model, PanelList, ReadingAt, TextPane, copyable},
    report::Language,
};

/// The list of what can be copied; where AWS's words are read, those.
pub(super) fn menu(model: &mut Model) -> Vec<Effect> {
    if model.screen.raw && model.screen.reading().is_some() {
        return copy_words(model);
    }
    panel::show(model, PanelList::Copies);
    Vec::new()
}

fn copy_words(model: &mut Model) -> Vec<Effect> {
    match copyable(model).into_iter().find(|one| one.what == "AWS's words") {
        Some(words) => vec![Effect::Copy { what: words.what, text: words.text }],
        None => say(model, "Nothing to copy: no call about this model was refused."),
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
    match focus.message(model, Language::English) {
        Some(text) => vec![Effect::Copy { what: "the message to your administrator", text }],
        None => say(model, "No message to copy: the model behind this id is not known."),
    }
}

/// The fix that is chosen, or the best one.
pub(super) fn copy_remedy(model: &mut Model) -> Vec<Effect> {
    let chosen = model.screen.reading().map_or(0, |reading| reading.fix);
    match model.focus().and_then(|focus| focus.remedies.get(chosen).or(focus.remedies.first())) {
        Some(remedy) => vec![copy(remedy)],
        None => say(model, "Nothing to copy: no remedy is known, or none is needed."),
    }
}

/// Opens the page of the chosen fix, or copies what it consists of.
pub(super) fn do_fix(model: &mut Model) -> Vec<Effect> {
    let Some(ReadingAt { pane: TextPane::Why, fix, .. }) = model.screen.reading() else {
        return say(model, "Nothing to choose here; in Why the fixes are a menu.");
    };
    match model.focus().and_then(|focus| focus.fixes().get(fix).copied()) {
        Some(Fix::Administrator) => copy_message(model),
        Some(Fix::Remedy(Remedy { kind: RemedyKind::Console, url: Some(url), .. })) => vec![Effect::Open(url.clone())],
        Some(Fix::Remedy(remedy)) => vec![copy(remedy)],
        None => say(model, "There is nothing to fix here."),
    }
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
