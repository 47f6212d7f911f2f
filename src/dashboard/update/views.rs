//! From one pane to another.

use crate::{
    dashboard::model::{Mode, Model, PaneId, ReadingAt, View},
    gaps::CheckedUse,
};

/// Puts a pane in focus.
pub(super) fn focus(model: &mut Model, pane: PaneId) {
    match pane {
        PaneId::List(view) => {
            model.screen.mode = Mode::Browse;
            turn(model, view);
        }
        PaneId::Text(text) if model.screen.pane() != pane => model.screen.mode = Mode::Reading(ReadingAt::of(text)),
        PaneId::Text(_) => {}
    }
}

/// The cursor stays where it is; the list of calls points at a call of the same model, if there is one.
pub(super) fn turn(model: &mut Model, view: View) {
    if model.screen.view == view {
        return;
    }
    model.screen.view = view;
    if view != View::Calls {
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
