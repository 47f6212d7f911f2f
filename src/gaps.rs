//! Plan × survey → gaps: which of the models Claude Code will call are shut, why, and what to do.

mod aging;
mod answer;
mod assessment;
mod calls;
mod check;
mod checked;
mod context;
mod crossing;
mod dates;
mod fate;
mod observed;
mod refused_before;
mod seen;
mod settings;
mod summary;
mod undecided;
mod ways_out;

pub use aging::Aging;
pub use answer::Answer;
pub use assessment::{Assessment, plan_for};
pub use calls::{what_calls_do, with_streaming};
pub use check::{Check, Replan};
pub use checked::{CheckedUse, cell};
pub use context::{Caller, Context};
pub use crossing::{Blame, CrossedCall, Crossing, Suspicion};
pub use dates::{DateKind, DatedChange};
pub use fate::Fate;
pub use observed::{Observed, ObservedModel, observed, role_of};
pub use refused_before::noting_refusals;
pub use seen::{Foreseen, SeenError, SeenIn, SeenModel, seen};
pub use settings::SettingLine;
pub use summary::{Headline, Outcome};
pub use ways_out::{call_remedies, cell_remedies};
