//! Plan × Survey → gaps: which of the models Claude Code will call are shut, why, and what to do.

mod aging;
mod answer;
mod calls;
mod checked;
mod crossing;
mod projects;
mod refused_before;
mod seen;
mod settings;
mod summary;

pub use aging::Aging;
pub use answer::Answer;
pub use calls::{what_calls_do, with_streaming};
pub use checked::{CheckedUse, cell};
pub use crossing::{CrossedCall, Crossing, Suspicion};
pub use refused_before::noting_refusals;
pub use seen::{Foreseen, SeenError, SeenIn, SeenModel, seen};
pub use settings::SettingLine;
pub use summary::{Headline, Outcome};

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    access::{
        Gate, GateState, Ladder, Rung,
        console::Sso,
        remedy::{Moment, Remedy, RemedyKind, Situation, remedies},
    },
    catalog::{BaseModelId, Catalog, RegionName},
    claude_code::{Endpoint, Known, Plan, Planner, ProfileList, Role},
    refusal::{Cause, Refusal},
    survey::{Fact, Question, Survey},
};

/// Who asks, for remedies that name the profile or the account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caller<'a> {
    /// The AWS profile.
    pub profile: Option<&'a str>,
    /// The profile's IAM Identity Center session.
    pub sso: Option<&'a Sso>,
    /// The time zone of whoever reads the answer; times to wait for are told in minutes without it.
    pub zone: Option<&'a TimeZone>,
}

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
    #[must_use]
    pub fn run(
        plan: &Plan,
        replan: Replan<'_>,
        survey: &Survey,
        catalog: &Catalog,
        caller: Caller<'_>,
        now: Timestamp,
    ) -> Self {
        let judge = |plan: &Plan| CheckedUse::of_plan(plan, survey, catalog, now);
        let mut uses = judge(plan);
        let attempt = |lines: &[SettingLine]| judge(&replan(lines));
        let finder = settings::Finder::new(&uses, survey, catalog, now, &attempt);
        let choices: Vec<_> = uses.iter().map(|checked| finder.choices(checked)).collect();
        let change = finder.smallest_change(&choices);
        let change_closes_all = !change.is_empty() && !attempt(&change).iter().any(CheckedUse::is_gap);
        for (checked, choices) in uses.iter_mut().zip(choices) {
            if !checked.verdict.is_open() {
                checked.remedies = all_remedies(checked, survey, caller, &choices);
            }
        }
        let aging = aging::of_uses(&uses, survey, catalog, now);
        let undecided = undecided(plan, survey);
        let doubt = plan.doubt.clone();
        Self { uses, change, change_closes_all, aging, undecided, doubt, allows_unread_permission: false }
    }

    /// What to ask IAM before anything is called open: one question for each id of the plan in its region, as the client
    /// would call it.
    #[must_use]
    pub fn permissions_to_read(
        &self,
        plan: &Plan,
        survey: &Survey,
        catalog: &Catalog,
        now: Timestamp,
    ) -> Vec<Question> {
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
            let question = Question::Permissions(region, Box::new(check.by_client(user_agent.clone())));
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
    planner.what_if(&settings, Known { profiles, backing: &backing, ..Known::default() })
}

/// Why nothing that AWS answers about the account decides what becomes of the calls, in words that begin small.
fn undecided(plan: &Plan, survey: &Survey) -> Option<String> {
    let elsewhere = plan.endpoint.as_ref().filter(|endpoint| endpoint.is_elsewhere());
    plan.undecided.clone().or_else(|| elsewhere.map(Endpoint::sentence)).or_else(|| projects::undecided(plan, survey))
}

/// What opens the first shut gate of a ladder.
#[must_use]
pub fn cell_remedies(ladder: &Ladder, survey: &Survey, caller: Caller<'_>) -> Vec<Remedy> {
    let Some(cause) = ladder.cause().or_else(|| ladder.not_read_because().map(|refusal| refusal.cause)) else {
        return Vec::new();
    };
    // What a shut gate said counts, not what a read was denied with for the same cause.
    let said = |rung: &&Rung| rung.refusal.as_ref().is_some_and(|refusal| refusal.cause == cause);
    let refused = match ladder.first_blocked() {
        Some(shut) if ladder.cause() == Some(cause) => Some(shut).filter(said),
        _ => ladder.rungs.iter().find(said),
    };
    let waits = |rung: &&Rung| matches!(rung.state, GateState::Pending | GateState::Blocked(_));
    let read_at = refused.or_else(|| ladder.rungs.iter().find(waits)).and_then(|rung| rung.at);
    remedies_of(cause, refused.and_then(|rung| rung.refusal.as_ref()), read_at, ladder, survey, caller)
}

/// What opens the gate that a real call was refused at, then what opens the ladder's first shut gate.
#[must_use]
pub fn call_remedies(
    refusal: &Refusal,
    at: Timestamp,
    ladder: &Ladder,
    survey: &Survey,
    caller: Caller<'_>,
) -> Vec<Remedy> {
    let mut all = remedies_of(refusal.cause, Some(refusal), Some(at), ladder, survey, caller);
    let also = cell_remedies(ladder, survey, caller);
    let new: Vec<Remedy> = also.into_iter().filter(|remedy| all.iter().all(|one| one.text != remedy.text)).collect();
    all.extend(new);
    all
}

fn remedies_of(
    cause: Cause,
    refusal: Option<&Refusal>,
    read_at: Option<Timestamp>,
    ladder: &Ladder,
    survey: &Survey,
    caller: Caller<'_>,
) -> Vec<Remedy> {
    let identity = survey.identity.value();
    remedies(&Situation {
        cause,
        region: &ladder.cell.region,
        model: ladder.cell.model.as_ref(),
        invoked: ladder.cell.invoked.as_ref(),
        destinations: &ladder.destinations,
        anywhere: ladder.anywhere,
        account: identity.map(|identity| identity.account.as_str()),
        arn: identity.map(|identity| identity.arn.as_str()),
        aws_profile: caller.profile,
        refusal,
        since: read_at.zip(caller.zone).map(|(at, zone)| Moment { at, zone }),
        call_as: &ladder.call_as,
        instead: None,
        // Signing in to another account would lead to the wrong console.
        sso: caller.sso.filter(|sso| identity.is_some_and(|identity| identity.account == sso.account)),
    })
}

/// A person accepts terms first and changes settings second, so settings follow the first page of the console.
fn all_remedies(
    checked: &CheckedUse,
    survey: &Survey,
    caller: Caller<'_>,
    choices: &[settings::Choice],
) -> Vec<Remedy> {
    let mut all = cell_remedies(&checked.ladder, survey, caller);
    // Settings that were tried on the plan are better than any made without it.
    all.retain(|remedy| choices.is_empty() || remedy.kind != RemedyKind::Settings);
    let only_the_id = matches!(checked.ladder.cause(), Some(Cause::ProfileOnly | Cause::InvalidModelId));
    let lines = |choice: &settings::Choice| {
        let text: Vec<String> = choice.iter().map(ToString::to_string).collect();
        let why: Vec<&str> = choice.iter().map(|line| line.why.as_str()).collect();
        let title = if only_the_id { "Write an id that works here" } else { "Or avoid the model" };
        Remedy::settings(format!("{title}: {}", why.join("; ")), text.join("\n"))
    };
    // Where only the id is wrong, the right one is the shortest way.
    let at = if only_the_id { 0 } else { all.len().min(1) };
    all.splice(at..at, choices.iter().take(2).map(lines));
    all
}
