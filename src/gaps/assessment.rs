//! The assessment: plan × survey × caller × time, made in this one place.

use jiff::SignedDuration;

use super::{Check, Context, Replan, SettingLine, dates};
use crate::{
    access::Gate,
    claude_code::{AwsKnowledge, Plan, Planner, ProfileList, Signer},
    survey::{Fact, Question, Survey},
};

/// What Claude Code will call, held against what is known.
#[derive(Clone, Debug)]
pub struct Assessment<'a> {
    /// What is known, who asks, and when.
    pub context: Context<'a>,
    /// What Claude Code will call.
    pub plan: Plan,
    /// The plan against what is known.
    pub check: Check,
}

impl<'a> Assessment<'a> {
    /// Makes the plan and checks it.
    #[must_use]
    pub fn of(context: Context<'a>, replan: Replan<'_>) -> Self {
        let plan = replan(&[]);
        let mut check = Check::run(&plan, replan, context);
        // Answers to another identity than the client's decide nothing for the client.
        check.doubt = check.doubt.or_else(|| context.caller.signer.and_then(Signer::stand_in));
        Self { context, plan, check }
    }

    /// The same, where open may count as open although it was not read whether policies allow the calls.
    #[must_use]
    pub fn allowing_unread_permission(mut self, allows: bool) -> Self {
        self.check.allows_unread_permission = allows;
        self
    }

    /// The same, where models that change within this time are gaps.
    #[must_use]
    pub fn failing_within(mut self, span: Option<SignedDuration>) -> Self {
        if let Some(span) = span {
            self.check.due = dates::within(&self.check.dates, span, self.context.now);
        }
        self
    }

    /// What to ask IAM before anything is called open.
    #[must_use]
    pub fn permissions_to_read(&self) -> Vec<Question> {
        self.check.permissions_to_read(&self.plan, self.context)
    }
}

/// The plan, given what the survey knows of the profile list of the client's region and of the models behind ARNs.
#[must_use]
pub fn plan_for(planner: &Planner, survey: &Survey, settings: &[SettingLine]) -> Plan {
    let settings: Vec<(String, String)> =
        settings.iter().map(|line| (line.variable.clone(), line.value.clone())).collect();
    let region = planner.what_if(&settings, ProfileList::NotSeen).region.value;
    let backing = survey.backing_models();
    let fact = survey.region(&region).map(|facts| &facts.profiles);
    let listed = fact.and_then(|fact| fact.value());
    let ids: Option<Vec<String>> = listed.map(|list| list.iter().map(|profile| profile.id.to_string()).collect());
    let denied = fact.and_then(Fact::refusal).is_some_and(|refusal| refusal.gate == Some(Gate::Permission));
    let profiles = match &ids {
        Some(ids) => ProfileList::Listed(ids),
        None if denied => ProfileList::Denied,
        None => ProfileList::NotSeen,
    };
    let models_read = survey.region(&region).is_some_and(|facts| facts.models.value().is_some());
    planner.what_if(&settings, AwsKnowledge { profiles, models_read, backing: &backing, ..AwsKnowledge::default() })
}
