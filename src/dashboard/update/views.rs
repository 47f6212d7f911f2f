//! From one view to another.

use crate::{
    dashboard::model::{Model, View},
    gaps::CheckedUse,
};

/// The cursor stays where it is; the Claude Code view points at a call of the same model, if there is one.
pub(super) fn turn(model: &mut Model, view: View) {
    if model.screen.view == view {
        return;
    }
    model.screen.view = view;
    if view != View::ClaudeCode {
        return;
    }
    let uses = model.visible_uses();
    let same = |checked: &&&CheckedUse| {
        checked.ladder.cell.model == model.screen.cursor.model && checked.usage.region == model.screen.cursor.region
    };
    let kept = |checked: &&&CheckedUse| Some((**checked).into()) == model.screen.cursor.usage;
    let at = uses.iter().find(|checked| kept(checked) && same(checked)).or_else(|| uses.iter().find(same));
    let at = at.or_else(|| uses.iter().find(kept)).or(uses.first());
    let key = at.map(|checked| (*checked).into());
    if let Some(key) = key {
        model.point_at_use(key);
    }
}
