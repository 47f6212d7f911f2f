//! `bedcheck explain`: one ladder by any name of its model.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    CommandError,
    collect::{Collected, collect, collect_into},
    context::CommandContext,
    evidence, print_report,
};
use crate::{
    access::{Cell, Ladder, remedy::Remedy},
    catalog::{BaseModelId, Catalog, ModelRef, RegionName},
    claude_code::Role,
    cli::Options,
    gaps::{self, Check, Fate, SettingLine, cell_remedies},
    report::{self, Length, Status},
    scan::{RegionChoice, ScanRequest},
    survey::{Question, Survey},
};

/// The words Claude Code takes for a model and turns into an id by its own rules.
const ALIASES: [&str; 7] = ["default", "best", "opus", "sonnet", "haiku", "fable", "opusplan"];

/// What is asked about, and how that was found.
pub(super) struct NamedCell {
    pub(super) cell: Cell,
    /// How the words typed became the cell, or what may have been meant; `None` where they say it themselves.
    note: Option<String>,
}

pub(super) async fn explain(
    options: &Options,
    model: &str,
    simulate: bool,
    length: Length,
) -> Result<Status, CommandError> {
    let command = CommandContext::prepare(options).await?;
    let region = command.focus.clone();
    let mut request = command.request(RegionChoice::These(vec![region.clone()]));
    request.profiles.extend(ModelRef::parse(model.trim()).profile_arn().map(|arn| (region.clone(), arn.to_string())));
    request.closely.push(region);
    let mut collected = collect(&command, request).await;
    evidence::recall(&command, &mut collected.survey);
    let named = named_cell(model.trim(), &command, &collected.survey)?;
    if simulate && !collected.interrupted && !collected.timed_out {
        simulate_policies(&command, &named.cell, &mut collected).await;
    }
    let assessment = command.assess(&collected.survey);
    let context = assessment.context;
    let ladder = Ladder::build(context.survey, context.catalog, named.cell, context.now);
    let ladder = gaps::noting_refusals(ladder, &assessment.plan, context.now);
    let remedies =
        of_plan(&assessment.check, &ladder).unwrap_or_else(|| cell_remedies(&ladder, context.survey, context.caller));
    print_report(&command, options, &collected, report::explain(context, &ladder, &remedies, named.note, length))
}

/// Asks IAM about the cell, on top of what was collected. What cannot be simulated says so on its rung.
async fn simulate_policies(command: &CommandContext, cell: &Cell, collected: &mut Collected) {
    let now = Timestamp::now();
    let ladder = Ladder::build(&collected.survey, command.catalog, cell.clone(), now);
    let Ok(check) = ladder.policy_check(&collected.survey, command.catalog, now) else { return };
    let check = check.by_client(command.planner.blind().user_agent()).finding_policy();
    let only = vec![Question::Permissions(cell.region.clone(), Box::new(check))];
    let more = collect_into(command, ScanRequest { only, ..ScanRequest::default() }, &mut collected.survey).await;
    (collected.interrupted, collected.timed_out) = more;
}

/// What the plan offers for the same call: it knows the settings that avoid it.
fn of_plan(check: &Check, ladder: &Ladder) -> Option<Vec<Remedy>> {
    let cell = &ladder.cell;
    let same = |id: &ModelRef| cell.invoked.as_ref().is_none_or(|invoked| invoked == id);
    let uses = check.uses_of(&cell.region, cell.model.as_ref()?);
    let fitting = uses.filter(|checked| same(&checked.usage.invoked) && checked.ladder.cause() == ladder.cause());
    let found = fitting.min_by_key(|checked| Fate::of(checked))?;
    Some(found.remedies.clone()).filter(|all| !all.is_empty())
}

/// A word of Claude Code, a name, a base id, a profile id or an ARN. A name must mean one model.
pub(super) fn named_cell(text: &str, command: &CommandContext, survey: &Survey) -> Result<NamedCell, CommandError> {
    let region = command.focus.clone();
    let catalog = command.catalog;
    let reference = ModelRef::parse(text);
    let ids = known_ids(catalog, survey);
    let suggestion = |id: &BaseModelId| {
        let known = ids.contains(id) || catalog.model(id).is_some();
        let near = if known { Vec::new() } else { catalog.similar(&ids, &id.anthropic_id()) };
        did_you_mean(&near).map(|question| format!("No model is known by the id {id}{question}"))
    };
    match &reference {
        // A base id names the model; it is called by whatever form works here.
        ModelRef::Base(id) => {
            let note = suggestion(id).or_else(|| profile_only(id, &region, survey));
            return Ok(NamedCell { cell: Cell { region, model: Some(id.clone()), invoked: None }, note });
        }
        ModelRef::Profile(_) | ModelRef::Arn(_) => {
            let near = catalog.near_miss(&reference, &region);
            let cell = Cell::of(survey, catalog, region, reference);
            let note = match (&cell.invoked, near) {
                (Some(id), Some(near)) => Some(format!("No model is known by the id {id}; did you mean {near}?")),
                _ => cell.model.as_ref().and_then(suggestion),
            };
            return Ok(NamedCell { cell, note });
        }
        ModelRef::Other(_) => {}
    }
    if let Some(named) = alias(text, command, survey) {
        return Ok(named);
    }
    if let Some(id) = catalog.find(&ids, text) {
        return Ok(NamedCell { cell: Cell { region, model: Some(id.clone()), invoked: None }, note: None });
    }
    let hint = did_you_mean(&catalog.similar(&ids, text)).unwrap_or_else(|| {
        "; give a name such as \"Sonnet 4.5\", a model id, a profile id or an ARN (bedcheck list shows them all)"
            .to_owned()
    });
    Err(CommandError::Usage(format!("no Claude model is called {text:?}{hint}")))
}

/// That a base id is only listed here, and what works in its place.
fn profile_only(id: &BaseModelId, region: &RegionName, survey: &Survey) -> Option<String> {
    let facts = survey.region(region)?;
    let profiles: Vec<String> = facts.profiles_of(id).map(|profile| profile.id.to_string()).collect();
    let listed = facts.model(id).filter(|listed| !listed.on_demand && !profiles.is_empty());
    listed.map(|_| {
        format!("The bare id {id} is listed but profile-only: in {region} it is called as {}", profiles.join(" or "))
    })
}

/// What Claude Code, as configured here, makes of one of its own words: the id it would call as its main model.
fn alias(text: &str, command: &CommandContext, survey: &Survey) -> Option<NamedCell> {
    let word = text.to_lowercase();
    let word = word.strip_prefix("claude").unwrap_or(&word).trim_matches([' ', '-']);
    if !ALIASES.contains(&word) {
        return None;
    }
    let line = SettingLine { variable: "ANTHROPIC_MODEL".to_owned(), value: word.to_owned(), why: String::new() };
    let plan = gaps::plan_for(&command.planner, survey, &[line]);
    let usage = plan.uses.iter().find(|usage| usage.role == Role::Main)?;
    if matches!(usage.invoked, ModelRef::Other(_)) {
        return None;
    }
    let region = command.focus.clone();
    let model = Cell::of(survey, command.catalog, region.clone(), usage.invoked.clone()).model;
    let here = usage.region == region;
    let at = if here { String::new() } else { format!(" in {}, where it runs", usage.region) };
    let planning = plan.uses.iter().find(|usage| usage.role == Role::AliasOpus).filter(|_| word == "opusplan");
    let planning = planning.map(|usage| format!(", and {} in plan mode", usage.invoked)).unwrap_or_default();
    let note = format!("Claude Code {} takes `{word}` for {}{at}{planning}", plan.version, usage.invoked);
    // An id of another region may not work here; the model is asked about in any form then.
    let invoked = here.then(|| usage.invoked.clone());
    Some(NamedCell { cell: Cell { region, model, invoked }, note: Some(note) })
}

fn known_ids(catalog: &Catalog, survey: &Survey) -> BTreeSet<BaseModelId> {
    let known = catalog.models.iter().filter(|model| !model.mantle_only).map(|model| model.id.clone());
    known.chain(survey.model_ids()).collect()
}

/// `; did you mean Sonnet 5.5, Sonnet 5 or Sonnet 4.5?`
fn did_you_mean(names: &[String]) -> Option<String> {
    let (last, others) = names.split_last()?;
    let others = if others.is_empty() { String::new() } else { format!("{} or ", others.join(", ")) };
    Some(format!("; did you mean {others}{last}?"))
}
