//! Gates, ladder, verdict, remedies: what the facts of a survey mean for one model in one region.
//!
//! Pure. Nothing here is stored; a verdict is derived from the survey each time it is shown.

pub mod console;
mod difference;
mod gates;
mod ladder;
pub mod remedy;
mod verdict;

pub use crate::refusal::Gate;
pub use difference::{Side, Standing, VerdictChange, verdict_changes};
pub use ladder::{Cell, GateState, Ladder, NotRead, Rung, Said};
pub use verdict::{Verdict, VerdictKind, provisional};
