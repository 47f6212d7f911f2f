//! `bedcheck diff`: what changed between two surveys.

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    document::document,
    view::{AccountView, Head, account},
};
use crate::{
    access::{Side, Standing, VerdictKind, verdict_changes},
    catalog::{BaseModelId, RegionName},
    gaps::{Assessment, Caller, Check, CheckedUse, Context},
    survey::{Survey, differences},
    words::{self, InWords as _},
};

/// One of the two surveys.
#[derive(Clone, Copy, Debug)]
pub struct Surveyed<'a> {
    /// Where it comes from: a file's name, or `now`.
    pub name: &'a str,
    /// The facts, and the plan against them.
    pub assessment: &'a Assessment<'a>,
}

impl<'a> Surveyed<'a> {
    fn survey(self) -> &'a Survey {
        self.assessment.context.survey
    }

    fn check(self) -> &'a Check {
        &self.assessment.check
    }
}

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    head: Head,
    old: SideView,
    new: SideView,
    changes: Vec<ChangeView>,
}

#[derive(Serialize)]
struct SideView {
    source: String,
    as_of: Option<Timestamp>,
    account: Option<AccountView>,
}

#[derive(Serialize)]
struct ChangeView {
    kind: String,
    region: Option<String>,
    model_id: Option<String>,
    profile_id: Option<String>,
    role: Option<String>,
    before: Option<String>,
    after: Option<String>,
    /// Before and after, where they are verdicts.
    #[serde(skip)]
    states: Option<[Cell; 2]>,
}

/// Makes the report. The context is that of the newer survey.
///
/// Its status is that of a gap when Claude Code could make a call then and cannot now; it is unknown when no region
/// answered in both.
#[must_use]
pub fn diff(context: Context<'_>, old: Surveyed<'_>, new: Surveyed<'_>) -> Report {
    let changes = changes(context, old, new);
    let side = |one: Surveyed<'_>| SideView {
        source: one.name.to_owned(),
        as_of: one.survey().as_of(),
        account: account(Context { survey: one.survey(), caller: Caller::default(), ..context }),
    };
    let when = |one: Surveyed<'_>| {
        let at = one.survey().as_of().map(|at| format!(" ({})", words::minute(at))).unwrap_or_default();
        format!("{}{at}", one.name)
    };
    let count = match changes.len() {
        0 => "nothing differs".to_owned(),
        1 => "1 change".to_owned(),
        many => format!("{many} changes"),
    };
    let head = row![format!("From {} to {}: {count}", when(old), when(new)), ""];
    let rows = changes.iter().map(|change| cells(context, change)).collect();
    let lost = lost(old.check(), new.check());
    let status = match comparable(old.survey(), new.survey()) {
        _ if !lost.is_empty() => Status::Gap,
        true => Status::Ok,
        false => Status::Unknown,
    };
    let foot = lost.iter().map(|checked| format!("Claude Code could and cannot: {}", checked.sentence())).collect();
    let document = document(&Document { head: Head::new("diff", context), old: side(old), new: side(new), changes });
    let columns = vec!["change", "region", "model", "used by", "before", "after"];
    Report { document, records: "changes", head, columns, rows, foot, status, findings: Findings::default() }
}

/// Facts first, by region; then what follows from them.
fn changes(context: Context<'_>, old: Surveyed<'_>, new: Surveyed<'_>) -> Vec<ChangeView> {
    let role = |region: Option<&RegionName>, model: Option<&BaseModelId>| {
        let (region, model) = (region?, model?);
        let mut calling = new.check().uses_of(region, model).chain(old.check().uses_of(region, model));
        calling.next().map(|checked| checked.usage.role.to_string())
    };
    let facts = differences(old.survey(), new.survey()).into_iter().map(|fact| ChangeView {
        kind: fact.kind.to_string(),
        role: role(fact.region.as_ref(), fact.model.as_ref()),
        region: fact.region.map(|region| region.to_string()),
        model_id: fact.model.map(|model| model.to_string()),
        profile_id: fact.profile.map(|profile| profile.to_string()),
        before: fact.before,
        after: fact.after,
        states: None,
    });
    // Each side as it was when it was read.
    let at = |survey: &Survey| survey.as_of().unwrap_or(context.now);
    let before = Side { survey: old.survey(), at: at(old.survey()) };
    let after = Side { survey: new.survey(), at: at(new.survey()) };
    let verdicts = verdict_changes(before, after, context.catalog).into_iter().map(|change| ChangeView {
        kind: "verdict-changed".to_owned(),
        role: role(Some(&change.region), Some(&change.model)),
        region: Some(change.region.to_string()),
        model_id: Some(change.model.to_string()),
        profile_id: None,
        before: Some(words::standing(&change.before)),
        after: Some(words::standing(&change.after)),
        states: Some([&change.before, &change.after].map(cell_of)),
    });
    verdicts.chain(facts).collect()
}

/// The calls that could be made then and cannot now.
fn lost<'a>(old: &Check, new: &'a Check) -> Vec<&'a CheckedUse> {
    let same = |a: &CheckedUse, b: &CheckedUse| {
        (a.usage.role, &a.usage.name, &a.usage.region) == (b.usage.role, &b.usage.name, &b.usage.region)
    };
    let could = |now: &CheckedUse| old.uses.iter().any(|then| same(then, now) && then.verdict.is_open());
    new.uses.iter().filter(|checked| checked.is_gap() && could(checked)).collect()
}

fn comparable(old: &Survey, new: &Survey) -> bool {
    let answered = |survey: &Survey, region| survey.region(region).is_some_and(|facts| facts.models.value().is_some());
    old.regions.keys().any(|region| answered(old, region) && answered(new, region))
}

fn cell_of(standing: &Standing) -> Cell {
    // When a real call answered is not a reason.
    let reason = if standing.verdict.kind() == VerdictKind::Verified { "" } else { standing.reason.as_str() };
    Cell::state(standing.verdict.words(), reason)
}

fn cells(context: Context<'_>, change: &ChangeView) -> Vec<Cell> {
    let name = |id: &String| id.parse().map_or_else(|_| id.clone(), |id| context.catalog.name(&id).short());
    let text = |text: &Option<String>| Cell::from(text.as_deref().unwrap_or("–"));
    let about = change.profile_id.clone().or_else(|| change.model_id.as_ref().map(name));
    let [before, after] = change.states.clone().unwrap_or_else(|| [text(&change.before), text(&change.after)]);
    let mut cells = row![
        change.kind.clone(),
        change.region.clone().unwrap_or_default(),
        about.unwrap_or_default(),
        change.role.clone().unwrap_or_default(),
    ];
    cells.extend([before, after]);
    cells
}
