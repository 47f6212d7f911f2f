//! One use of the plan with what is known about it.

use jiff::Timestamp;

use crate::{
    access::{Cell, Ladder, Verdict, remedy::Remedy},
    catalog::Catalog,
    claude_code::{Impact, ModelUse, Plan, Role},
    survey::Survey,
};

/// One use of the plan, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedUse {
    /// The use.
    pub usage: ModelUse,
    /// The ladder of its id in its region.
    pub ladder: Ladder,
    /// What the ladder comes down to.
    pub verdict: Verdict,
    /// What to do about it, in the order a person would try; empty when it is open.
    pub remedies: Vec<Remedy>,
}

impl CheckedUse {
    /// Judges every use of a plan, without remedies.
    pub(super) fn of_plan(plan: &Plan, survey: &Survey, catalog: &Catalog, now: Timestamp) -> Vec<Self> {
        let judge = |usage: &ModelUse| {
            let ladder = Ladder::build(survey, catalog, cell(usage), now);
            let verdict = ladder.verdict();
            Self { usage: usage.clone(), ladder, verdict, remedies: Vec::new() }
        };
        plan.uses.iter().map(judge).collect()
    }

    /// Whether this use is a gap: known to be shut.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        self.verdict.is_shut()
    }

    /// Whether the user will notice when it is refused. What the client repairs silently is reported and not counted.
    #[must_use]
    pub fn is_felt(&self) -> bool {
        self.usage.impact != Impact::Noise
    }

    /// What is shut, in one sentence that names the model id and the role.
    #[must_use]
    pub fn sentence(&self) -> String {
        let ModelUse { invoked, region, .. } = &self.usage;
        let role = self.role();
        let reason = self.ladder.reason();
        match self.verdict {
            Verdict::Verified { .. } => format!("{invoked} in {region} ({role}) answered a real call."),
            Verdict::Open => format!("{invoked} in {region} ({role}) is open as far as can be read for free."),
            Verdict::Pending => format!("{invoked} in {region} ({role}): the agreement is being set up."),
            Verdict::Blocked(gate) => format!("{invoked} in {region} ({role}) is shut at {}: {reason}.", gate.title()),
            Verdict::Contradicted(gate) => {
                let gate = gate.title();
                format!("{invoked} in {region} ({role}) looks open, but a real call was refused at {gate}: {reason}.")
            }
            Verdict::NotOffered if reason == "not offered" => format!("{invoked} ({role}) is not offered in {region}."),
            Verdict::NotOffered => format!("{invoked} ({role}) is not offered in {region}: {reason}."),
            Verdict::Unknown => format!("{invoked} in {region} ({role}) could not be determined: {reason}."),
        }
    }

    /// The role in words, with its name: `background`, `subagent reviewer`.
    #[must_use]
    pub fn role(&self) -> String {
        let short = self.usage.role.short();
        if self.usage.name.is_empty() { short.to_owned() } else { format!("{short} {}", self.usage.name) }
    }
}

/// The cell a use is about. Counting tokens takes the bare id of a model that is called through a profile, so any form
/// of the model will do (AWS user guide, count-tokens).
#[must_use]
pub fn cell(usage: &ModelUse) -> Cell {
    let invoked = Some(usage.invoked.clone()).filter(|_| usage.role != Role::TokenCount);
    Cell { region: usage.region.clone(), model: usage.invoked.base(), invoked }
}
