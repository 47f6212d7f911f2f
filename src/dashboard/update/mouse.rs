//! Clicks: they point, and point at what is pointed at already to open it.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Effect, actions, pressed::Pressed, views::turn};
use crate::{
    catalog::{BaseModelId, RegionName},
    dashboard::{
        keymap::{Action, Chord},
        model::{Cursor, Model, Pending, Target, UseKey, View},
    },
};

pub(super) fn click(model: &mut Model, target: Target) -> Vec<Effect> {
    model.screen.seen();
    model.screen.untouched = false;
    model.screen.pending = Pending::default();
    // No action that a click can mean asks which key it was.
    let pressed = Pressed { chord: Chord::from(KeyEvent::from(KeyCode::Null)), count: None };
    let before = model.screen.cursor.clone();
    if !is_there(model, &target) {
        return Vec::new();
    }
    match target {
        Target::View(view) => {
            turn(model, view);
            return Vec::new();
        }
        Target::Act(action) => return actions::act(model, action, pressed),
        Target::Use(key) => model.point_at_use(key),
        Target::Model(id) => {
            let region = model.region_at_cursor().clone();
            point_at(model, region, id);
        }
        Target::Cell(region, id) => point_at(model, region, id),
    }
    let same = model.screen.cursor.region == before.region && model.screen.cursor.model == before.model;
    if same && (model.screen.cursor.usage.is_none() || model.screen.cursor.usage == before.usage) {
        return actions::act(model, Action::Detail, pressed);
    }
    Vec::new()
}

/// What was drawn may be gone by now; a click on it must not land on what took its place.
fn is_there(model: &Model, target: &Target) -> bool {
    match target {
        Target::View(_) | Target::Act(_) => true,
        Target::Use(key) => model.visible_uses().into_iter().any(|checked| UseKey::from(checked) == *key),
        Target::Model(id) | Target::Cell(_, id) => model.visible_models().iter().any(|row| row.id == *id),
    }
}

/// A click into the map brings it to the front of the calls.
fn point_at(model: &mut Model, region: RegionName, id: BaseModelId) {
    if model.screen.view == View::ClaudeCode {
        model.screen.view = View::Matrix;
    }
    model.screen.cursor = Cursor { region, model: Some(id), usage: None };
}
