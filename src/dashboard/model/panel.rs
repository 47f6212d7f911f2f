//! Lists that lie over the view: calls, changes, profiles, a comparison, the forms of an export.

use jiff::Timestamp;

use super::Model;
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
}
