//! From keys to actions: sequences such as `g g`, and counts such as `12l`.
//!
//! # Counts and the digits of the panes
//!
//! `1` … `5` are the panes. They act at once: waiting for what comes next would need a timer, and taking a pane back
//! because `j` follows would punish whoever goes to a pane and moves in it, which is what people do most. So a digit that
//! means nothing where it is pressed begins a count, and once a count has begun every digit belongs to it: `9j`, `62j`;
//! `0` means nothing anywhere and begins any count, `012l`. Whoever would rather count with `1` … `5` takes them from the
//! panes in a keymap of their own, and the same rule makes them digits.
//!
//! # `g` and `g g`
//!
//! `g` alone jumps to the next gap, and does so at once. A second `g` takes that back and goes to the first row. Only
//! what does nothing but move the cursor can be taken back, so only that may be bound to the beginning of a sequence.

use crossterm::event::KeyEvent;

use super::{Effect, actions, gates, notes::say, paste, typing};
use crate::dashboard::{
    keymap::{Action, Chord, KeyContext, Meaning},
    model::{Mode, Model, Pending},
};

pub(super) fn key(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    let chord = Chord::from(event);
    model.screen.seen();
    model.screen.untouched = false;
    let context = model.context();
    if matches!(model.screen.mode, Mode::Menu(_)) {
        model.screen.uncover();
        if closes(model.preferences.keymap.resolve(context, &[chord]), chord) {
            return Vec::new();
        }
    }
    if let Some(digit) =
        digit(chord).filter(|_| model.screen.pending.count.is_some() && model.screen.pending.keys.is_empty())
    {
        model.screen.pending.digit(digit);
        return Vec::new();
    }
    let pending = std::mem::take(&mut model.screen.pending);
    let mut keys = pending.keys.clone();
    keys.push(chord);
    match model.preferences.keymap.resolve(context, &keys) {
        // What was begun is dropped first; nothing else is.
        Meaning::Action(Action::Back) if !pending.is_empty() => Vec::new(),
        Meaning::Action(action) => {
            model.screen.cursor = pending.before.unwrap_or_else(|| model.screen.cursor.clone());
            let mut effects = actions::act(model, action, pending.count);
            effects.extend(gates::look_closer(model));
            effects
        }
        Meaning::AtFirst(action) => {
            let before = Some(model.screen.cursor.clone());
            let effects = actions::act(model, action, pending.count);
            model.screen.pending = Pending { keys, before, count: pending.count };
            effects
        }
        // What was done stays done; this key is another one.
        Meaning::Nothing if pending.before.is_some() => key(model, event),
        Meaning::Begins => {
            model.screen.pending = Pending { keys, ..pending };
            Vec::new()
        }
        Meaning::Nothing if context.is_line() => {
            if context == KeyContext::Paste {
                paste::edit(model, chord);
            } else {
                typing::edit(model, chord);
            }
            Vec::new()
        }
        Meaning::Nothing => {
            without_meaning(model, context, chord, &pending);
            Vec::new()
        }
    }
}

/// Begins a count, or says that what was begun has no such end.
fn without_meaning(model: &mut Model, context: KeyContext, chord: Chord, pending: &Pending) {
    match digit(chord) {
        Some(digit) if pending.is_empty() && context.counts() => model.screen.pending.digit(digit),
        _ if pending.keys.is_empty() => {
            let help = model.preferences.keymap.key_of(context, Action::Help);
            let more = if help.is_empty() { String::new() } else { format!("; {help} lists the keys") };
            drop(say(model, format!("{chord} does nothing here{more}.")));
        }
        _ => drop(say(model, format!("{pending}{chord} means nothing here."))),
    }
}

/// Whether a key does no more than close the menu of what can be pressed. What quits from anywhere quits from there too.
fn closes(meaning: Meaning, chord: Chord) -> bool {
    match meaning {
        Meaning::Action(Action::Back | Action::Menu) => true,
        Meaning::Action(Action::Quit) => chord.typed().is_some(),
        _ => false,
    }
}

fn digit(chord: Chord) -> Option<usize> {
    chord.typed().and_then(|c| c.to_digit(10)).and_then(|digit| usize::try_from(digit).ok())
}
