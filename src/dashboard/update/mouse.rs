//! Clicks: they point, and point at what is pointed at already to open it.

use super::{Effect, actions, views::focus};
use crate::{
    catalog::{BaseModelId, RegionName},
    dashboard::{
        keymap::Action,
        model::{Cursor, Model, Pending, Target, UseKey, View},
    },
};

pub(super) fn click(model: &mut Model, target: Target) -> Vec<Effect> {
    model.screen.seen();
    model.screen.untouched = false;
    model.screen.pending = Pending::default();
    let before = model.screen.cursor.clone();
    if !is_there(model, &target) {
        return Vec::new();
    }
    match target {
        Target::Pane(pane) => {
            focus(model, pane);
            return Vec::new();
        }
        Target::Act(action) => return actions::act(model, action, None),
        Target::Use(key) => model.point_at_use(key),
        Target::Model(id) => {
            let region = model.region_at_cursor().clone();
            point_at(model, region, id);
        }
        Target::Cell(region, id) => point_at(model, region, id),
    }
    let same = model.screen.cursor.region == before.region && model.screen.cursor.model == before.model;
    if same && (model.screen.cursor.usage.is_none() || model.screen.cursor.usage == before.usage) {
        return actions::act(model, Action::Detail, None);
    }
    Vec::new()
}

/// What was drawn may be gone by now; a click on it must not land on what took its place.
fn is_there(model: &Model, target: &Target) -> bool {
    match target {
        Target::Pane(_) | Target::Act(_) => true,
        Target::Use(key) => model.visible_uses().into_iter().any(|checked| UseKey::from(checked) == *key),
        Target::Model(id) | Target::Cell(_, id) => model.visible_models().iter().any(|row| row.id == *id),
    }
}

/// A click into the map brings it to the front of the calls.
fn point_at(model: &mut Model, region: RegionName, id: BaseModelId) {
    if model.screen.view == View::Calls {
        model.screen.view = View::Map;
    }
    model.screen.cursor = Cursor { region, model: Some(id), usage: None };
}
