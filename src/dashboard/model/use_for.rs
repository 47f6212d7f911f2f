//! Which actions have something to do at the moment: hints about the others would only be in the way.

use super::{Model, PanelList};
use crate::{dashboard::keymap::Action, gaps::CheckedUse};

impl Model {
    /// Whether a hint about the action helps here. The keys work all the same, and say what is missing.
    #[must_use]
    pub fn has_use_for(&self, action: Action) -> bool {
        match action {
            Action::NextGap => self.derived.check.uses.iter().any(CheckedUse::is_gap),
            Action::CopyNumbered => self.focus().is_some_and(|focus| !focus.remedies.is_empty()),
            Action::Raw => self.screen.raw || self.focus().is_some_and(|focus| !focus.ladder.words().is_empty()),
            _ => self.screen.panel().is_none_or(|panel| self.has_use_in(panel.list, action)),
        }
    }

    fn has_use_in(&self, list: PanelList, action: Action) -> bool {
        let of = match action {
            Action::Choose | Action::Down => true,
            Action::PanelCopy => matches!(list, PanelList::Calls | PanelList::Export),
            Action::Compare => list == PanelList::Profiles,
            Action::Acknowledge => list == PanelList::Changes,
            _ => return true,
        };
        of && self.panel_len(list) > 0
    }
}
