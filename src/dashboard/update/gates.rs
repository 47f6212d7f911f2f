//! Gates that are not read by a scan of everything: quotas when a model is looked at closely, policies on request.

use jiff::SignedDuration;

use super::{Effect, notes::say, scan};
use crate::{
    dashboard::model::{Mode, Model},
    refusal::Gate,
    scan::ScanRequest,
    survey::{Fact, Question},
};

/// Asks IAM about the id under the cursor.
pub(super) fn simulate(model: &mut Model) -> Vec<Effect> {
    let Some(focus) = model.focus() else { return say(model, "No model is under the cursor.") };
    match focus.ladder.policy_check(&model.account.survey, model.catalog, model.now) {
        Err(why) => say(model, format!("Nothing to simulate: {why}.")),
        Ok(check) => {
            let region = focus.ladder.cell.region.clone();
            let _ = say(model, format!("Simulating the policies of the caller for {}.", check.id));
            let check = check.by_client(model.account.plan.user_agent()).finding_policy();
            vec![only(model, vec![Question::Permissions(region, Box::new(check))])]
        }
    }
}

/// A denied attempt is not repeated for this long.
const DENIED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Asks IAM about what the plan calls and was not asked about, once nothing else is asked.
pub(super) fn read_permissions(model: &mut Model) -> Option<Effect> {
    if !model.preferences.reads_permissions
        || model.live.is_scanning()
        || model.account.survey.identity.value().is_none()
    {
        return None;
    }
    let denied = |fact: &Fact<_>| {
        let recent = fact.asked_at().is_some_and(|at| model.now.duration_since(at) < DENIED_FOR);
        recent && fact.refusal().is_some_and(|refusal| refusal.gate == Some(Gate::Permission))
    };
    if model.account.survey.regions.values().flat_map(|facts| facts.permissions.values()).any(denied) {
        return None;
    }
    model.settle();
    let questions = model.derived.check.permissions_to_read(&model.account.plan, model.basis());
    (!questions.is_empty()).then(|| only(model, questions))
}

/// Looking at a model closely asks for the quotas of its region, once, as soon as the region has answered.
pub(super) fn look_closer(model: &mut Model) -> Option<Effect> {
    if !matches!(model.screen.mode, Mode::Reading(_)) {
        return None;
    }
    model.update_visible();
    let region = model.region_at_cursor().clone();
    let answered = model.account.survey.region(&region).is_some_and(crate::survey::RegionFacts::answered);
    let known_caller = model.account.survey.identity.value().is_some();
    let wanted = answered && known_caller && model.account.quotas_asked.insert(region.clone());
    wanted.then(|| only(model, vec![Question::TrustedAccess(region.clone()), Question::Quotas(region)]))
}

fn only(model: &mut Model, only: Vec<Question>) -> Effect {
    scan(model, ScanRequest { only, ..ScanRequest::default() }, false)
}
