//! What the reports of calls that were seen say alike, whoever told of them: a refusal, and how the plan has an id.

use serde::Serialize;

use super::diagnosis::means;
use crate::{gaps::Foreseen, refusal::Refusal};

/// What a refusal means. Its text stands beside it, as far as the source of it may be shown.
#[derive(Serialize)]
pub(super) struct RefusalView {
    recognised: bool,
    gate: Option<String>,
    cause: String,
    reason: &'static str,
}

impl From<&Refusal> for RefusalView {
    fn from(refusal: &Refusal) -> Self {
        Self {
            recognised: refusal.recognised,
            gate: refusal.gate.map(|gate| gate.to_string()),
            cause: refusal.cause.to_string(),
            reason: means(refusal),
        }
    }
}

/// `id`, `instead`, `model`, `no`, or nothing where it cannot be told.
pub(super) fn foreseen(foreseen: Foreseen) -> Option<String> {
    (foreseen != Foreseen::Unknown).then(|| foreseen.to_string())
}

/// The same for people, with the uses of the plan; nothing where it cannot be told.
pub(super) fn planned(foreseen: Foreseen, roles: &[String]) -> Option<String> {
    let roles = roles.join(", ");
    match foreseen {
        Foreseen::Id => Some(roles),
        Foreseen::Instead => Some(format!("instead of {roles}")),
        Foreseen::Model => Some(format!("the model, under another id: {roles}")),
        Foreseen::No => Some("no".to_owned()),
        Foreseen::Unknown => None,
    }
}

/// `Not in the plan: ID.`, where something is not.
pub(super) fn not_in_the_plan(ids: &[String]) -> Option<String> {
    (!ids.is_empty()).then(|| format!("Not in the plan: {}.", ids.join(", ")))
}
