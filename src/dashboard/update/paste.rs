//! A message pasted over the view: opening it, typing into it, going to the call it is about.

use crossterm::event::KeyCode;

use super::{Effect, notes::say, typing};
use crate::dashboard::{
    keymap::Chord,
    model::{Explained, Lead, Mode, Model, Paste, UseKey, View},
};

/// An empty box to paste into, for terminals that paste as if it was typed.
pub(super) fn open(model: &mut Model) {
    let under = Box::new(std::mem::take(&mut model.screen.mode));
    model.screen.mode = Mode::Paste(Paste::default(), under);
}

/// A text came as one: into the line that is typed, else it is a message to explain. The question before real calls is
/// not answered by one.
pub(super) fn pasted(model: &mut Model, text: &str) {
    if model.context().is_line() && !matches!(model.screen.mode, Mode::Paste(..)) {
        return typing::paste(model, text);
    }
    if matches!(model.screen.mode, Mode::Confirm(..)) || text.trim().is_empty() {
        return;
    }
    if !matches!(model.screen.mode, Mode::Paste(..)) {
        open(model);
    }
    if let Mode::Paste(paste, _) = &mut model.screen.mode {
        // A second message takes the place of one that was read.
        if paste.pasted.is_some() {
            paste.text.clear();
        }
        paste.take(text);
    }
    if let Mode::Paste(Paste { pasted: None, .. }, _) = model.screen.mode {
        model.screen.uncover();
        say(model, "There is nothing to read in what was pasted.");
    }
}

/// One key in the box that is not bound to anything else.
pub(super) fn edit(model: &mut Model, chord: Chord) {
    let now = model.now;
    let Mode::Paste(paste, _) = &mut model.screen.mode else { return };
    match (chord.typed(), chord.code()) {
        (Some(letter), _) => paste.letter(letter, now),
        (None, KeyCode::Backspace) => paste.take_back(),
        (None, KeyCode::Tab) => paste.letter(' ', now),
        _ => {}
    }
}

/// Reads what was typed; what was read already leads to its call.
pub(super) fn enter(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let Mode::Paste(paste, _) = &mut model.screen.mode else { return Vec::new() };
    if !paste.enter(now) {
        return Vec::new();
    }
    let Some(pasted) = paste.pasted.clone() else { return Vec::new() };
    match Explained::of(&pasted, model).lead {
        Some(lead) => follow(model, lead),
        None => {
            return say(model, "The message is about no call of Claude Code and no model; what to do stands above.");
        }
    }
    Vec::new()
}

/// Puts the cursor there; a filter that hides it is cleared.
fn follow(model: &mut Model, lead: Lead) {
    model.screen.mode = Mode::Browse;
    match lead {
        Lead::Call(key) => {
            if !model.visible_uses().into_iter().any(|checked| UseKey::from(checked) == key) {
                model.screen.filter.clear();
            }
            model.point_at_use(key);
        }
        Lead::Cell(region, id) => {
            if !model.visible_models().iter().any(|row| row.id == id) {
                model.screen.filter.clear();
            }
            if model.screen.view == View::Calls {
                model.screen.view = View::Map;
            }
            model.screen.cursor.usage = None;
            model.screen.cursor.model = Some(id);
            model.go_to_region(region);
        }
    }
}
