//! Lists that lie over the view: calls, changes, profiles, a comparison, the forms of an export.

use jiff::Timestamp;

use super::{Mode, Model};
use crate::{access::VerdictChange, dashboard::export::Form};

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelList {
    /// The calls made to AWS, newest first.
    Calls,
    /// The cells that changed.
    Changes,
    /// The profiles of the AWS config.
    Profiles,
    /// What this identity and another one can call.
    Comparison,
    /// What can be exported, and as what.
    Export,
}

/// A list, and where one is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Which.
    pub list: PanelList,
    /// The row.
    pub at: usize,
    /// When it was opened: what is exported is named after it.
    pub opened: Timestamp,
}

impl Model {
    /// The list in front, if one is.
    #[must_use]
    pub fn panel(&self) -> Option<Panel> {
        match self.screen.mode {
            Mode::Panel(panel) => Some(panel),
            _ => None,
        }
    }

    /// The rows of a list.
    #[must_use]
    pub fn panel_len(&self, list: PanelList) -> usize {
        match list {
            PanelList::Calls => self.live.calls.len(),
            PanelList::Changes => self.live.changes.len(),
            PanelList::Profiles => self.live.profiles.len(),
            PanelList::Comparison => self.compared().len(),
            PanelList::Export => Form::ALL.len(),
        }
    }

    /// The rows of the comparison that the filter lets through.
    #[must_use]
    pub fn compared(&self) -> Vec<&VerdictChange> {
        let Some(comparison) = &self.live.comparison else { return Vec::new() };
        let query = self.query();
        comparison.rows.iter().filter(|row| query.lets_change(self, row)).collect()
    }

    /// Opens a list at its first row.
    pub(crate) fn open_panel(&mut self, list: PanelList) {
        self.screen.mode = Mode::Panel(Panel { list, at: 0, opened: self.now });
    }

    /// Moves in the list; stops at its ends.
    pub(crate) fn move_in_panel(&mut self, by: isize) {
        let Some(panel) = self.panel() else { return };
        let last = self.panel_len(panel.list).saturating_sub(1);
        self.screen.mode = Mode::Panel(Panel { at: panel.at.saturating_add_signed(by).min(last), ..panel });
    }
}
