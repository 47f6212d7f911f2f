//! Gates that are not read by a scan of everything: quotas when a model is looked at closely, policies on request.

use super::{Effect, actions::say, scan};
use crate::{
    dashboard::model::{Mode, Model},
    scan::ScanRequest,
    survey::Question,
};

/// Asks IAM about the id under the cursor.
pub(super) fn simulate(model: &mut Model) -> Vec<Effect> {
    let Some(focus) = model.focus() else { return say(model, "No model is under the cursor.") };
    match focus.ladder.policy_check(&model.survey, model.catalog, model.now) {
        Err(why) => say(model, format!("Nothing to simulate: {why}.")),
        Ok(check) => {
            let _ = say(model, format!("Simulating the policies of the caller for {}.", check.id));
            let region = focus.ladder.cell.region.clone();
            vec![only(model, vec![Question::Permissions(region, Box::new(check))])]
        }
    }
}

/// Looking at a model closely asks for the quotas of its region, once, as soon as the region has answered.
pub(super) fn look_closer(model: &mut Model) -> Option<Effect> {
    if !matches!(model.mode, Mode::Detail(_)) {
        return None;
    }
    let region = model.region_at_cursor().clone();
    let answered = model.survey.region(&region).is_some_and(crate::survey::RegionFacts::answered);
    let known_caller = model.survey.identity.value().is_some();
    let wanted = answered && known_caller && model.quotas_asked.insert(region.clone());
    wanted.then(|| only(model, vec![Question::Quotas(region)]))
}

fn only(model: &mut Model, only: Vec<Question>) -> Effect {
    scan(model, ScanRequest { only, ..ScanRequest::default() }, false)
}
