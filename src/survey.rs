//! Every fact learned about an account, dated: what was asked, what was answered, what was refused.
//!
//! A [`Survey`] grows by [`Survey::apply`], one [`Observation`] at a time. It holds facts only; verdicts are
//! derived from it by `access`, never stored beside it.

mod caller;
mod difference;
mod fact;
mod facts;
mod permissions;
mod programs;
mod quotas;
mod reads;
mod real_call;
mod real_calls;
mod seen_call;
mod seen_calls;
mod snapshot;
mod tempo;
mod trail_record;

pub use difference::{Difference, DifferenceKind, differences};
pub use fact::{Dated, Fact, FactDates};
pub use permissions::{PolicyAsk, PolicyCheck, PolicyDecision, PolicyEffect, Simulation, UNSPECIFIED};
pub use programs::{Programs, Project, ProjectModels, Projects, TrustedAccessProgram};
pub use quotas::{Quota, QuotaMeasure, QuotaRoute, QuotaSubject};
pub use reads::*;
pub use real_call::{AgreementSeen, CallOutcome, GRACE, RealCall, passes_after};
pub use seen_call::{Asked, CallSource, SeenCall};
pub use snapshot::{SnapshotError, SnapshotStore};
pub use tempo::Tempo;
pub use trail_record::{ModelCounts, RegionHistory, TrailRecord};
