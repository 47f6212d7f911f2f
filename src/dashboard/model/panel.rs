//! Lists that lie over the view: calls, changes, profiles, a comparison, the forms of an export.

use jiff::Timestamp;

use super::{Model, ReadingAt, copyable};
use crate::{access::VerdictChange, dashboard::export::ExportFormat};

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelList {
    /// The calls made to AWS.
    Calls,
    /// The cells that changed.
    Changes,
    /// The profiles of the AWS config.
    Profiles,
    /// What this identity and another one can call.
    Comparison,
    /// What can be copied of what is under the cursor.
    Copies,
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
    /// The text that is read below it.
    pub over: Option<ReadingAt>,
}

impl PanelList {
    /// How many rows the list has.
    #[must_use]
    pub fn rows(self, model: &Model) -> usize {
        match self {
            Self::Calls => model.live.calls.rows().len(),
            Self::Changes => model.live.changes.len(),
            Self::Profiles => model.live.profiles.len(),
            Self::Comparison => compared(model).len(),
            Self::Copies => copyable(model).len(),
            Self::Export => ExportFormat::all().count(),
        }
    }
}

/// The rows of the comparison that the filter lets through.
#[must_use]
pub fn compared(model: &Model) -> Vec<&VerdictChange> {
    let Some(comparison) = &model.live.comparison else { return Vec::new() };
    let query = &model.derived.visible.query;
    comparison.rows.iter().filter(|row| query.lets_change(model, row)).collect()
}
