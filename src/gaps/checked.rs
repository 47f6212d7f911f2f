//! One use of the plan with what is known about it.

use jiff::Timestamp;

use super::{
    noting_refusals,
    undecided::{models_of_the_project, undecided},
};
use crate::{
    access::{Cell, Gate, GateState, Ladder, NotRead, Verdict, remedy::Remedy},
    catalog::{Catalog, ModelRef},
    claude_code::{Impact, ModelUse, Plan, Role, Sourced},
    survey::Survey,
    words,
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
    /// What the client ends up on instead: of the models that take over when this one is refused, the first that is not
    /// known to be refused as well. `None` when this one is not shut, when nothing takes over, or nothing is left.
    pub falls_back_to: Option<ModelRef>,
    /// What to do about it, in the order a person would try; empty when it is open.
    pub remedies: Vec<Remedy>,
}

impl CheckedUse {
    /// Judges every use of a plan, without remedies.
    pub(super) fn of_plan(plan: &Plan, survey: &Survey, catalog: &Catalog, now: Timestamp) -> Vec<Self> {
        let elsewhere = undecided(plan, survey);
        let ladder = |usage: &ModelUse| {
            let cell = cell(usage, survey, catalog);
            if let Some(why) = &elsewhere {
                Ladder::build_unread_elsewhere(survey, catalog, cell, now, why)
            } else if plan.on_mantle(usage) {
                Ladder::build_unread_mantle(survey, catalog, cell, now)
            } else {
                let why = outside_the_project(plan, survey, &cell);
                let ladder = Ladder::build(survey, catalog, cell, now);
                match why {
                    Some(why) => ladder.not_offered_to_project(&why),
                    None => ladder,
                }
            }
        };
        let shut = |usage: &ModelUse, id: &&ModelRef| {
            ladder(&ModelUse { invoked: (*id).clone(), ..usage.clone() }).verdict().is_refused()
        };
        let judge = |usage: &ModelUse| {
            let ladder = noting_refusals(ladder(usage), plan, now);
            let verdict = ladder.verdict();
            let stand_in = || usage.fallbacks.iter().find(|id| !shut(usage, id)).cloned();
            let falls_back_to = if verdict.is_refused() { stand_in() } else { None };
            Self { usage: usage.clone(), ladder, verdict, falls_back_to, remedies: Vec::new() }.without_way_out()
        };
        plan.uses.iter().map(judge).collect()
    }

    /// A main model that is refused with all that would take over stops the work, whatever its version does about one.
    fn without_way_out(mut self) -> Self {
        let tried = self.usage.fallbacks.len();
        if self.is_gap() && tried > 0 && self.falls_back_to.is_none() && self.usage.role == Role::Main {
            self.usage.impact = Impact::Blocks;
            self.usage.notes.push(format!("all {tried} models that would take over are refused as well"));
        }
        self
    }

    /// Whether this use is a gap: known to be refused.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        self.verdict.is_refused()
    }

    /// Why it is not known whether policies allow the call, although all else is open; `None` where a simulation or a real
    /// call told. Counting tokens is an action that Claude Code does without.
    #[must_use]
    pub fn permission_unread(&self) -> Option<&NotRead> {
        match &self.ladder.rung(Gate::Permission).state {
            GateState::NotRead(why) if self.verdict == Verdict::Open && self.usage.role != Role::TokenCount => {
                Some(why)
            }
            _ => None,
        }
    }

    /// Whether the user will notice when it is refused. What the client repairs silently is reported and not counted.
    #[must_use]
    pub fn is_felt(&self) -> bool {
        self.usage.impact != Impact::Noise
    }

    /// What is refused, in one sentence that names the model id and the role; another names what takes over.
    #[must_use]
    pub fn sentence(&self) -> String {
        let ends = self.falls_back_to.as_ref().map(|id| format!(" Claude Code ends on {id}."));
        self.what_is_refused() + &ends.unwrap_or_default()
    }

    fn what_is_refused(&self) -> String {
        let ModelUse { invoked, region, .. } = &self.usage;
        let role = self.role();
        let reason = self.ladder.reason();
        match self.verdict {
            Verdict::Verified { .. } => format!("{invoked} in {region} ({role}) answered a real call."),
            Verdict::Open => match self.permission_unread() {
                Some(why) => format!(
                    "{invoked} in {region} ({role}) is on offer; whether your policies allow it was not read: {why}."
                ),
                None => format!("{invoked} in {region} ({role}) is open as far as can be read for free."),
            },
            Verdict::Pending => format!("{invoked} in {region} ({role}): the agreement is being set up."),
            Verdict::Blocked(gate) => {
                format!("{invoked} in {region} ({role}) is blocked at {}: {reason}.", gate.title())
            }
            Verdict::Contradicted(gate) => {
                let gate = gate.title();
                format!("{invoked} in {region} ({role}) looks open, but a real call was refused at {gate}: {reason}.")
            }
            Verdict::NotOffered if self.ladder.is_simply_not_offered() => {
                format!("{invoked} ({role}) is not offered in {region}.")
            }
            Verdict::NotOffered => format!("{invoked} ({role}) is not offered in {region}: {reason}."),
            Verdict::Unknown => format!("{invoked} in {region} ({role}) could not be determined: {reason}."),
        }
    }

    /// The role in words, with its name: `background`, `subagent reviewer`.
    #[must_use]
    pub fn role(&self) -> String {
        words::role(&self.usage)
    }
}

/// The cell a use is about; the model behind an ARN is what GetInferenceProfile said in that region. Counting tokens takes
/// the bare id of a model that is called through a profile, so any form of the model will do (AWS user guide,
/// count-tokens).
#[must_use]
pub fn cell(usage: &ModelUse, survey: &Survey, catalog: &Catalog) -> Cell {
    let cell = Cell::of(survey, catalog, usage.region.clone(), usage.invoked.clone());
    Cell { invoked: cell.invoked.filter(|_| usage.role != Role::TokenCount), ..cell }
}

/// Why a call is not the project's that it carries; nothing where it is, or where that is not known.
fn outside_the_project(plan: &Plan, survey: &Survey, cell: &Cell) -> Option<String> {
    let models = models_of_the_project(plan, survey)?;
    let Sourced { value: name, source } = plan.project.as_ref()?;
    let way_out = format!("or take the header out ({})", source.text);
    let is_application_profile = matches!(
        &cell.invoked,
        Some(ModelRef::Arn(arn)) if arn.resource_type == "application-inference-profile"
    );
    if is_application_profile {
        return Some(format!(
            "application inference profiles take no project but the default one, and calls carry {name}; {way_out}"
        ));
    }
    let model = cell.model.as_ref().filter(|model| !models.contains(model))?;
    Some(format!("{model} takes no part in the Bedrock project {name} that calls carry; add it there, {way_out}"))
}
