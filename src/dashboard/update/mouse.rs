//! Clicks: they point, and point at what is pointed at already to open it.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Effect, actions, keys::Pressed};
use crate::dashboard::{
    keymap::{Action, Chord},
    model::{Model, Pending, Target},
};

pub(super) fn click(model: &mut Model, target: Target) -> Vec<Effect> {
    model.note = None;
    model.pending = Pending::default();
    // No action that a click can mean asks which key it was.
    let pressed = Pressed { chord: Chord::from(KeyEvent::from(KeyCode::Null)), count: None };
    let before = model.cursor.clone();
    match target {
        Target::View(view) => {
            actions::turn(model, view);
            return Vec::new();
        }
        Target::Act(action) => return actions::act(model, action, pressed),
        Target::Row(index) => actions::to_row(model, Some(index + 1)),
        Target::Cell(region, id) => {
            model.cursor.region = region;
            model.cursor.model = Some(id);
            model.cursor.usage = None;
        }
    }
    let same = model.cursor.region == before.region && model.cursor.model == before.model;
    if same && (model.cursor.usage.is_none() || model.cursor.usage == before.usage) {
        return actions::act(model, Action::Detail, pressed);
    }
    Vec::new()
}
