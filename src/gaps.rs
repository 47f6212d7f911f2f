//! Plan × Survey → gaps: which of the models Claude Code will call are shut, why, and what to do.

mod settings;
mod summary;

pub use settings::{SettingLine, smallest_change};
pub use summary::{Headline, Outcome};

use jiff::Timestamp;

use crate::{
    access::{
        Cell, Ladder, Verdict,
        console::Sso,
        remedy::{Remedy, Situation, remedies},
    },
    catalog::{BaseModelId, Catalog, RegionName},
    claude_code::{Impact, ModelUse, Plan},
    survey::Survey,
};

/// One use of the plan with what is known about it.
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

/// Who asks, for remedies that name the profile or the account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caller<'a> {
    /// The AWS profile.
    pub profile: Option<&'a str>,
    /// The profile's IAM Identity Center session.
    pub sso: Option<&'a Sso>,
}

/// All uses of a plan, checked against a survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// The uses, in the plan's order.
    pub uses: Vec<CheckedUse>,
    /// The settings that close the most gaps with the fewest lines.
    pub change: Vec<SettingLine>,
}

impl Check {
    /// Checks every use of the plan.
    #[must_use]
    pub fn run(plan: &Plan, survey: &Survey, catalog: &Catalog, caller: Caller<'_>, now: Timestamp) -> Self {
        let mut uses: Vec<CheckedUse> = plan
            .uses
            .iter()
            .map(|usage| {
                let ladder = Ladder::build(survey, catalog, cell(usage), now);
                let verdict = ladder.verdict();
                CheckedUse { usage: usage.clone(), ladder, verdict, remedies: Vec::new() }
            })
            .collect();
        let choices: Vec<Vec<SettingLine>> =
            uses.iter().map(|checked| settings::choices(checked, &uses, survey, catalog, now)).collect();
        let change = smallest_change(&uses, &choices);
        for (checked, choices) in uses.iter_mut().zip(choices) {
            if !checked.verdict.is_open() {
                checked.remedies = all_remedies(checked, survey, caller, &choices);
            }
        }
        Self { uses, change }
    }

    /// The uses of a model in a region, by base model.
    pub fn uses_of<'a>(
        &'a self,
        region: &'a RegionName,
        model: &'a BaseModelId,
    ) -> impl Iterator<Item = &'a CheckedUse> {
        self.uses
            .iter()
            .filter(move |checked| checked.usage.region == *region && checked.ladder.cell.model.as_ref() == Some(model))
    }
}

impl CheckedUse {
    /// Whether this use is a gap: known to be shut. What is silently repaired is reported and not counted.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        self.verdict.is_shut() && self.usage.impact != Impact::Noise
    }

    /// Whether nothing could be said about this use, and that matters.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.verdict == Verdict::Unknown && self.usage.impact != Impact::Noise
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
                format!(
                    "{invoked} in {region} ({role}) looks open, but a real call was refused at {}: {reason}.",
                    gate.title()
                )
            }
            Verdict::NotOffered if reason == "not offered" => format!("{invoked} ({role}) is not offered in {region}."),
            Verdict::NotOffered => format!("{invoked} ({role}) is not offered in {region}: {reason}."),
            Verdict::Unknown => format!("{invoked} in {region} ({role}) could not be determined: {reason}."),
        }
    }

    /// The role in words, with its name: `background`, `agent "reviewer"`.
    #[must_use]
    pub fn role(&self) -> String {
        let short = self.usage.role.short();
        if self.usage.name.is_empty() { short.to_owned() } else { format!("{short} {}", self.usage.name) }
    }
}

/// The cell a use is about.
#[must_use]
pub fn cell(usage: &ModelUse) -> Cell {
    Cell { region: usage.region.clone(), model: usage.invoked.base(), invoked: Some(usage.invoked.clone()) }
}

/// Remedies for a cell outside any plan: what opens its first shut gate.
#[must_use]
pub fn cell_remedies(ladder: &Ladder, survey: &Survey, caller: Caller<'_>) -> Vec<Remedy> {
    let Some(cause) = ladder.cause() else { return Vec::new() };
    let identity = survey.identity.value();
    let refusal = ladder.rungs.iter().find_map(|rung| rung.refusal.as_ref().filter(|refusal| refusal.cause == cause));
    remedies(&Situation {
        cause,
        region: &ladder.cell.region,
        model: ladder.cell.model.as_ref(),
        invoked: ladder.cell.invoked.as_ref(),
        destinations: &ladder.destinations,
        account: identity.map(|identity| identity.account.as_str()),
        arn: identity.map(|identity| identity.arn.as_str()),
        aws_profile: caller.profile,
        refusal,
        sso: caller.sso,
    })
}

fn all_remedies(checked: &CheckedUse, survey: &Survey, caller: Caller<'_>, choices: &[SettingLine]) -> Vec<Remedy> {
    let mut all = cell_remedies(&checked.ladder, survey, caller);
    let settings =
        choices.iter().take(2).map(|line| Remedy::settings(format!("Avoid the model: {}", line.why), line.to_string()));
    // A person accepts terms first and changes settings second, so settings follow the first console page.
    let after_first = all.len().min(1);
    all.splice(after_first..after_first, settings);
    all
}
