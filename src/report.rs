//! The machine formats, and the tables people read without the dashboard.
//!
//! The serde types in here are the public contract: fields are added, never renamed. Every report is first a document
//! of those types; tables, lists and CSV are made from the same document.

mod check;
mod diagnosis;
mod diff;
mod explain;
mod keys;
mod list;
mod plan;
mod print;
mod several;
mod verify;
mod view;

pub use check::check;
pub use diagnosis::diagnosis;
pub use diff::{Surveyed, diff};
pub use explain::explain;
pub use keys::{KeyLine, keys};
pub use list::{RegionState, list, list_of};
pub use plan::plan;
pub use print::{Report, Style, print};
pub use several::several;
pub use verify::{CheckedCall, verify};
pub use view::{AccountView, Context};
