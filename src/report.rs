//! The machine formats, and the tables people read without the dashboard.
//!
//! The serde types in here are the public contract: fields are added, never renamed. Every report is first a document
//! of those types; tables, lists and CSV are made from the same document.

mod against;
mod bug_report;
mod cell;
mod check;
mod config;
mod diagnosis;
mod diff;
mod document;
mod explain;
mod finding;
mod format;
mod history;
mod issue;
mod keys;
mod letter;
mod list;
mod merge;
mod observe;
mod of_profiles;
mod pins;
mod plan;
mod policy;
mod render;
mod seen;
mod seen_view;
mod status;
mod verify;
mod view;

pub use against::{HeldCase, against};
pub use bug_report::bug_report;
pub use check::check;
pub use config::{ConfigLine, config};
pub use diagnosis::{diagnosis, sentences};
pub use diff::{Surveyed, diff};
pub use document::{Length, Report};
pub use explain::explain;
use finding::Findings;
pub use format::Format;
pub use history::{HistoryRead, history};
pub use issue::issue;
pub use keys::{KeyLine, keys};
pub use letter::{Language, Request, letter};
pub use list::{RegionState, list, list_of, map};
pub use merge::{CheckedAccount, MergedDocument, checked_accounts, merge, merge_diff, merged_document};
pub use observe::{ObservedRun, observe, seen_call, seen_call_json};
pub use of_profiles::OfProfiles;
pub use pins::{pins, settings_file};
pub use plan::plan;
pub use policy::{PolicyForm, PolicyProof, PolicyTrial, policy, policy_text};
pub use render::{Style, print};
pub use seen::seen;
pub use status::Status;
pub use verify::{CheckedCall, verify};
pub use view::AccountView;
