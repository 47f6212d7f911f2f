//! Which actions have something to do at the moment: hints about the others would only be in the way.

use super::{Model, PanelList, TextPane};
use crate::{dashboard::keymap::Action, gaps::CheckedUse};

/// Whether a hint about the action helps here. The keys work all the same, and say what is missing.
#[must_use]
pub fn is_relevant(model: &Model, action: Action) -> bool {
    match action {
        Action::NextGap => model.derived.check.uses.iter().any(CheckedUse::is_gap),
        Action::DoFix => {
            let reads = model.screen.reading().is_some_and(|reading| reading.pane == TextPane::Why);
            reads && model.focus().is_some_and(|focus| !focus.fixes().is_empty())
        }
        Action::Raw => model.screen.raw || model.focus().is_some_and(|focus| !focus.ladder.words().is_empty()),
        _ => model.screen.panel().is_none_or(|panel| is_relevant_in(model, panel.list, action)),
    }
}

fn is_relevant_in(model: &Model, list: PanelList, action: Action) -> bool {
    let of = match action {
        Action::Choose | Action::Down => true,
        Action::PanelCopy => matches!(list, PanelList::Calls | PanelList::Copies | PanelList::Export),
        Action::FailedOnly => return list == PanelList::Calls && !model.live.calls.all.is_empty(),
        Action::Compare => list == PanelList::Profiles,
        Action::Acknowledge => list == PanelList::Changes,
        _ => return true,
    };
    of && list.rows(model) > 0
}
