//! How the user wants it: keys, marks, mouse, time zone.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use crate::{catalog::RegionName, dashboard::keymap::Keymap};

/// What does not change with the account.
#[derive(Clone, Debug)]
pub struct Preferences {
    /// What each key does: the bundled keymap unless the user has one.
    pub keymap: Keymap,
    /// The marked regions.
    pub marks: BTreeSet<RegionName>,
    /// Whether marks are kept on disk.
    pub keeps_marks: bool,
    /// The names of the themes there are to choose from.
    pub themes: Vec<String>,
    /// Whether the mouse is ours; else the terminal selects text with it.
    pub mouse: bool,
    /// Whether real calls are ruled out, whatever is confirmed.
    pub read_only: bool,
    /// The time zone in which times are told.
    pub zone: TimeZone,
    /// Whether nothing may move by itself.
    pub reduced_motion: bool,
    /// Whether the terminal is told when a gap closes.
    pub notify: bool,
    /// Whether IAM is asked if policies allow what the plan calls.
    pub reads_permissions: bool,
    /// The scenarios a demo can be started with: name and summary.
    pub scenarios: Vec<(String, String)>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            keymap: Keymap::bundled().clone(),
            marks: BTreeSet::new(),
            keeps_marks: false,
            themes: Vec::new(),
            mouse: false,
            read_only: false,
            zone: TimeZone::UTC,
            reduced_motion: false,
            notify: false,
            reads_permissions: false,
            scenarios: Vec::new(),
        }
    }
}
