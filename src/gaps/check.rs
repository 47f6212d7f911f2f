//! Every use of a plan, held against what is known, with the settings that close the gaps.

use super::{
    Aging, CheckedUse, Context, DatedChange, SettingLine, aging, dates, settings::Finder, undecided::undecided,
    ways_out::all_remedies,
};
use crate::{
    access::Gate,
    catalog::{BaseModelId, RegionName},
    claude_code::{Plan, Role},
    survey::Question,
};

/// All uses of a plan, checked against a survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// The uses, in the plan's order.
    pub uses: Vec<CheckedUse>,
    /// The fewest settings found that close gaps; the main model stays where it is, unless it is shut itself.
    pub change: Vec<SettingLine>,
    /// Whether the change leaves no gap.
    pub change_closes_all: bool,
    /// Models of the plan that are legacy where they are called.
    pub aging: Vec<Aging>,
    /// The days to come on which models of the plan change.
    pub dates: Vec<DatedChange>,
    /// Those that count as gaps, because they come within the time asked for.
    pub due: Vec<DatedChange>,
    /// Why nothing that AWS answers decides it, in words that begin small: the calls go elsewhere.
    pub undecided: Option<String>,
    /// Why an answer of "all open" would be about another set-up than its author meant, in words that begin small.
    pub doubt: Option<String>,
    /// Whether open counts as open although it was not read whether policies allow the calls.
    pub allows_unread_permission: bool,
}

/// What the plan would be with these settings on top: asked when looking for a change that closes the gaps.
pub type Replan<'a> = &'a dyn Fn(&[SettingLine]) -> Plan;

impl Check {
    /// Checks every use of the plan, and looks for settings that avoid what is shut.
    pub(super) fn run(plan: &Plan, replan: Replan<'_>, context: Context<'_>) -> Self {
        let Context { catalog, survey, caller, now } = context;
        let judge = |plan: &Plan| CheckedUse::of_plan(plan, survey, catalog, now);
        let mut uses = judge(plan);
        let attempt = |lines: &[SettingLine]| judge(&replan(lines));
        let finder = Finder::new(&uses, survey, catalog, now, &attempt);
        let choices: Vec<_> = uses.iter().map(|checked| finder.choices(checked)).collect();
        let change = finder.smallest_change(&choices);
        let change_closes_all = !change.is_empty() && !attempt(&change).iter().any(CheckedUse::is_gap);
        for (checked, choices) in uses.iter_mut().zip(choices) {
            if !checked.verdict.is_open() {
                checked.remedies = all_remedies(checked, survey, caller, &choices);
            }
        }
        Self {
            change,
            change_closes_all,
            aging: aging::of_uses(&uses, survey, catalog, now),
            dates: dates::of_uses(&uses, survey, catalog, now),
            due: Vec::new(),
            undecided: undecided(plan, survey),
            doubt: plan.doubt.clone(),
            allows_unread_permission: false,
            uses,
        }
    }

    /// What to ask IAM before anything is called open: one question for each id of the plan in its region, as the client
    /// would call it.
    #[must_use]
    pub fn permissions_to_read(&self, plan: &Plan, context: Context<'_>) -> Vec<Question> {
        let Context { catalog, survey, now, .. } = context;
        if self.undecided.is_some() {
            return Vec::new();
        }
        let user_agent = plan.user_agent();
        let mut questions: Vec<Question> = Vec::new();
        for checked in self.uses.iter().filter(|checked| checked.usage.role != Role::TokenCount) {
            if !checked.ladder.rung(Gate::Permission).wants_simulation() || plan.on_mantle(&checked.usage) {
                continue;
            }
            let Ok(check) = checked.ladder.policy_check(survey, catalog, now) else { continue };
            let region = checked.usage.region.clone();
            // What a gateway's list names is called by the gateway.
            let by_claude_code = checked.usage.role != Role::Listed;
            let check = if by_claude_code { check.by_client(user_agent.clone()) } else { check };
            let question = Question::Permissions(region, Box::new(check));
            if !questions.contains(&question) {
                questions.push(question);
            }
        }
        questions
    }

    /// What the change does, as a heading.
    #[must_use]
    pub fn change_title(&self) -> &'static str {
        if self.change_closes_all {
            "Smallest change that closes the gaps"
        } else {
            "Settings that close some of the gaps"
        }
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
