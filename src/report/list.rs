//! `bedcheck list`: models × regions.

mod map;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    document::document,
    view::{Head, VerdictView},
};
use crate::{
    access::{self, Gate, GateState, Ladder, VerdictKind, console},
    catalog::{BaseModelId, Lifecycle, LifecycleStatus, RegionName},
    gaps::{Assessment, CheckedUse, Context},
    refusal::Cause,
    scan::RegionChoice,
    survey::{RegionFacts, RegionOptIn, Survey},
    words::InWords as _,
};

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head,
    regions: Vec<&'a RegionView>,
    rows: &'a [Row],
}

#[derive(Serialize)]
struct RegionView {
    region: String,
    state: RegionState,
    reason: Option<String>,
}

/// What came of asking a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum RegionState {
    /// At least one of its lists was read.
    Answered,
    /// Asked, and neither list was read.
    Failed,
    /// Not enabled for the account.
    Disabled,
    /// Not asked.
    Skipped,
}

#[derive(Serialize)]
struct Row {
    region: String,
    model: ModelView,
    #[serde(flatten)]
    verdict: VerdictView,
    call_as: Vec<String>,
    used_by: Vec<String>,
    /// The same in words, for people.
    #[serde(skip)]
    used_as: Vec<String>,
    console_url: Option<String>,
    as_of: Option<Timestamp>,
}

#[derive(Serialize)]
struct ModelView {
    id: String,
    name: String,
    family: String,
    lifecycle: LifecycleView,
}

#[derive(Serialize)]
struct LifecycleView {
    status: Option<LifecycleStatus>,
    legacy_at: Option<Timestamp>,
    end_of_life_at: Option<Timestamp>,
}

/// Makes the report: a row for every model of the survey in every region that was asked or is known to be disabled. Who
/// only wants the list succeeds when it could be made; a strict one also tells by its status whether all of it is open.
#[must_use]
pub fn list(assessment: &Assessment<'_>, choice: &RegionChoice, strict: bool) -> Report {
    Listed::of(assessment, choice, &models(assessment.context)).report(strict)
}

/// The same as a map for a terminal of that many columns: a glyph a cell, and the reasons below it.
#[must_use]
pub fn map(assessment: &Assessment<'_>, choice: &RegionChoice, strict: bool, columns: usize) -> Report {
    let listed = Listed::of(assessment, choice, &models(assessment.context));
    let head = map::lines(&listed.rows, &listed.regions, columns);
    Report { head, columns: Vec::new(), rows: Vec::new(), ..listed.report(strict) }
}

fn models(context: Context<'_>) -> Vec<BaseModelId> {
    let mut models: Vec<BaseModelId> = context.survey.model_ids().into_iter().collect();
    models.sort_by_cached_key(|id| (context.catalog.name(id).sort_key(), id.clone()));
    models
}

/// The same of these models only, in this order; strict.
#[must_use]
pub fn list_of(assessment: &Assessment<'_>, choice: &RegionChoice, models: &[BaseModelId]) -> Report {
    Listed::of(assessment, choice, models).report(true)
}

/// What a list is made of, worked out once: each row takes a ladder.
struct Listed<'a> {
    context: Context<'a>,
    choice: &'a RegionChoice,
    regions: Vec<(RegionName, RegionView)>,
    /// A row for every model in every region that was asked or is known to be off.
    rows: Vec<Row>,
}

impl<'a> Listed<'a> {
    fn of(assessment: &Assessment<'a>, choice: &'a RegionChoice, models: &[BaseModelId]) -> Self {
        let context = assessment.context;
        let regions = regions(context, choice);
        let shown = regions.iter().filter(|(_, view)| view.state != RegionState::Skipped);
        let rows =
            shown.flat_map(|(region, _)| models.iter().map(move |model| row(assessment, region, model))).collect();
        Self { context, choice, regions, rows }
    }

    fn report(&self, strict: bool) -> Report {
        let failed: Vec<&RegionView> =
            self.regions.iter().map(|(_, view)| view).filter(|view| view.state == RegionState::Failed).collect();
        let status = match strict {
            true => status(&self.rows, &self.regions, self.choice),
            // Whether everything that was asked for could be listed, whatever is in the list.
            false if !failed.is_empty() || self.rows.is_empty() => Status::Unknown,
            false => Status::Ok,
        };
        let why = |view: &&RegionView| {
            format!("{} {}: {}", view.region, view.state, view.reason.as_deref().unwrap_or("no answer"))
        };
        let regions = self.regions.iter().map(|(_, view)| view).collect();
        let document = document(&Document { head: Head::new("list", self.context), regions, rows: &self.rows });
        let columns = vec!["region", "model", "status", "call as", "used by", "life"];
        let rows = self.rows.iter().map(cells).collect();
        Report {
            document,
            records: "rows",
            head: Vec::new(),
            columns,
            rows,
            foot: failed.iter().map(why).collect(),
            status,
            findings: Findings::default(),
        }
    }
}

/// Every region the survey knows of, in display order, with what came of asking it.
fn regions(context: Context<'_>, choice: &RegionChoice) -> Vec<(RegionName, RegionView)> {
    let Survey { opted, regions, .. } = context.survey;
    let with_bedrock = |name: &&RegionName| context.catalog.region(name).is_some();
    let opted = opted.value().into_iter().flat_map(|opted| opted.keys()).filter(with_bedrock);
    let mut names: Vec<RegionName> =
        opted.chain(regions.keys()).cloned().collect::<BTreeSet<_>>().into_iter().collect();
    names.sort_by_key(|name| context.catalog.region_rank(name));
    let view = |name: RegionName| {
        let usable = context.survey.opt_in(&name).is_none_or(RegionOptIn::is_usable);
        let cell = access::Cell { region: name.clone(), model: None, invoked: None };
        let ladder = Ladder::build(context.survey, context.catalog, cell, context.now);
        // Known without ListRegions as well: the keys were refused here and taken elsewhere.
        let not_enabled = ladder.rung(Gate::Region).state == GateState::Blocked(Cause::RegionNotEnabled);
        let asked = context.survey.region(&name);
        let wanted = !matches!(choice, RegionChoice::These(these) if !these.contains(&name));
        let (state, reason) = match asked {
            _ if !wanted => (RegionState::Skipped, None),
            Some(facts) if facts.answered() => (RegionState::Answered, None),
            _ if !usable || not_enabled => (RegionState::Disabled, Some("not enabled for this account".to_owned())),
            Some(facts) => (RegionState::Failed, why_failed(facts)),
            None => (RegionState::Skipped, Some("stopped before it answered".to_owned())),
        };
        let view = RegionView { region: name.to_string(), state, reason };
        (name, view)
    };
    names.into_iter().map(view).collect()
}

fn why_failed(facts: &RegionFacts) -> Option<String> {
    let refusal = facts.profiles.refusal().or(facts.models.refusal())?;
    Some(format!("{}: {}", refusal.in_short(), refusal.text))
}

fn row(assessment: &Assessment<'_>, region: &RegionName, model: &BaseModelId) -> Row {
    let Assessment { context, check, .. } = assessment;
    let cell = access::Cell { region: region.clone(), model: Some(model.clone()), invoked: None };
    let ladder = Ladder::build(context.survey, context.catalog, cell, context.now);
    let name = context.catalog.name(model);
    let listed =
        context.survey.region(region).and_then(|facts| facts.model(model)).map(|model| model.lifecycle.clone());
    Row {
        region: region.to_string(),
        model: ModelView {
            id: model.to_string(),
            name: name.short(),
            family: name.family.to_string(),
            lifecycle: lifecycle(listed.as_ref(), context.now),
        },
        verdict: (&ladder).into(),
        used_by: dedup(check.uses_of(region, model).map(|checked| checked.usage.role.to_string())),
        used_as: dedup(check.uses_of(region, model).map(CheckedUse::role)),
        console_url: console::model_page(region, model),
        as_of: ladder.as_of(),
        call_as: ladder.call_as,
    }
}

/// In order, each once.
fn dedup(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    words.for_each(|word| {
        if !seen.contains(&word) {
            seen.push(word);
        }
    });
    seen
}

/// What AWS said for this region, and nothing else: dates differ by region.
fn lifecycle(listed: Option<&Lifecycle>, now: Timestamp) -> LifecycleView {
    LifecycleView {
        status: listed.map(|life| life.status_at(now)).filter(|status| *status != LifecycleStatus::Unknown),
        legacy_at: listed.and_then(|life| life.legacy_at),
        end_of_life_at: listed.and_then(|life| life.end_of_life_at),
    }
}

/// A model that is not offered somewhere is no gap; a blocked one is. A gap outranks an unknown. Who asks about the
/// enabled regions does not ask about the others: they are shown, and do not count.
fn status(rows: &[Row], regions: &[(RegionName, RegionView)], choice: &RegionChoice) -> Status {
    let is = |view: &RegionView, state| view.state == state;
    let aside = |view: &&RegionView| *choice == RegionChoice::Enabled && is(view, RegionState::Disabled);
    let aside: Vec<&str> =
        regions.iter().map(|(_, view)| view).filter(aside).map(|view| view.region.as_str()).collect();
    let counted: Vec<&Row> = rows.iter().filter(|row| !aside.contains(&row.region.as_str())).collect();
    let any = |kinds: &[VerdictKind]| counted.iter().any(|row| kinds.contains(&row.verdict.kind));
    let failed = regions.iter().any(|(_, view)| is(view, RegionState::Failed));
    if any(&[VerdictKind::Blocked, VerdictKind::Pending, VerdictKind::Contradicted]) {
        Status::Gap
    } else if failed || counted.is_empty() || any(&[VerdictKind::Unknown]) {
        Status::Unknown
    } else {
        Status::Ok
    }
}

fn cells(row: &Row) -> Vec<Cell> {
    let verdict = &row.verdict;
    let reason = verdict.reason.clone().filter(|_| verdict.kind != VerdictKind::Open).unwrap_or_default();
    let prefixes: Vec<&str> =
        row.call_as.iter().map(|id| id.split_once("anthropic.").map_or(id.as_str(), |(prefix, _)| prefix)).collect();
    let call_as = prefixes.iter().map(|prefix| if prefix.is_empty() { "on demand" } else { prefix });
    let end =
        row.model.lifecycle.end_of_life_at.map(|at| at.strftime(", ends %Y-%m-%d").to_string()).unwrap_or_default();
    row![
        row.region.clone(),
        row.model.name.clone(),
        Cell::state(verdict.kind.words(), reason),
        call_as.collect::<Vec<_>>().join(" "),
        row.used_as.join(", "),
        row.model.lifecycle.status.map(|status| format!("{status}{end}")).unwrap_or_default(),
    ]
}
