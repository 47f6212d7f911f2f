//! Lists over the view: opening them, and what a key does to the row in front.

use super::{
    Effect,
    notes::{say, warn},
    scan_all,
    views::turn,
};
use crate::{
    access::{Side, verdict_changes},
    aws::AwsProfile,
    catalog::RegionName,
    dashboard::{
        export::{Delivery, ExportFormat, Exported, Subject},
        keymap::Action,
        model::{
            self, CallRow, CallsMade, Comparison, Mode, Model, Panel, PanelList, ReadingAt, Switched, TextPane, View,
        },
    },
    refusal::Refusal,
    survey::{RegionFacts, Survey},
};

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Calls => open(model, PanelList::Calls),
        Action::Changes => open(model, PanelList::Changes),
        Action::Profiles => open(model, PanelList::Profiles),
        Action::Export => open(model, PanelList::Export),
        Action::Choose => choose(model),
        Action::PanelCopy => copy(model),
        Action::Compare => compare(model),
        Action::Acknowledge => acknowledge(model),
        Action::FailedOnly => {
            calls_change(model, |list, _| list.failed_only = !list.failed_only);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn open(model: &mut Model, list: PanelList) -> Vec<Effect> {
    if model.screen.panel().is_some_and(|panel| panel.list == list) {
        model.screen.close_panel();
        return Vec::new();
    }
    show(model, list);
    match list {
        PanelList::Calls => vec![read_calls(model)],
        PanelList::Profiles => vec![Effect::Profiles],
        PanelList::Changes | PanelList::Comparison | PanelList::Copies | PanelList::Export => Vec::new(),
    }
}

/// Shows a list from its first row.
pub(super) fn show(model: &mut Model, list: PanelList) {
    model.screen.mode = Mode::Panel(Panel { list, at: 0, opened: model.now, over: model.screen.reading() });
}

/// Moves in the list; stops at its ends.
pub(super) fn step(model: &mut Model, by: isize) {
    let Some(panel) = model.screen.panel() else { return };
    let last = panel.list.rows(model).saturating_sub(1);
    model.screen.mode = Mode::Panel(Panel { at: panel.at.saturating_add_signed(by).min(last), ..panel });
}

pub(super) fn read_calls(model: &Model) -> Effect {
    Effect::Calls { after: model.live.calls.last() }
}

/// One step back: a comparison was opened from the profiles.
pub(super) fn back(model: &mut Model, panel: Panel) {
    if panel.list == PanelList::Comparison {
        return show(model, PanelList::Profiles);
    }
    model.screen.close_panel();
}

fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(panel) = model.screen.panel() else { return Vec::new() };
    match panel.list {
        PanelList::Calls if model.live.calls.rows().get(panel.at).is_some_and(CallRow::is_fold) => {
            calls_change(model, CallsMade::turn);
            Vec::new()
        }
        PanelList::Calls | PanelList::Copies => copy(model),
        PanelList::Changes => {
            let cell = model.live.changes.get(panel.at).map(|one| (&one.change.region, &one.change.model));
            go_to(model, cell.map(|(region, id)| (region.clone(), id.clone())))
        }
        PanelList::Comparison => {
            let cell = model::compared(model).get(panel.at).map(|row| (row.region.clone(), row.model.clone()));
            go_to(model, cell)
        }
        PanelList::Profiles => switch(model, panel),
        PanelList::Export => {
            let form = ExportFormat::all().nth(panel.at).unwrap_or(ExportFormat::Screen);
            let name = form.file_name(model.screen.view, panel.opened);
            export(model, form, Delivery::File(name))
        }
    }
}

fn go_to(model: &mut Model, cell: Option<(RegionName, crate::catalog::BaseModelId)>) -> Vec<Effect> {
    let Some((region, id)) = cell else { return Vec::new() };
    if model.screen.view == View::Calls {
        turn(model, View::Map);
    }
    model.screen.cursor.region = region;
    model.screen.cursor.model = Some(id);
    model.screen.cursor.usage = None;
    model.screen.mode = Mode::Reading(ReadingAt::of(TextPane::Why));
    Vec::new()
}

fn chosen(model: &Model, panel: Panel) -> Option<AwsProfile> {
    model.live.profiles.get(panel.at).cloned()
}

fn switch(model: &mut Model, panel: Panel) -> Vec<Effect> {
    let Some(profile) = chosen(model, panel) else { return Vec::new() };
    model.screen.mode = Mode::Browse;
    say(model, format!("Switching to profile {} …", profile.name));
    vec![Effect::Switch { epoch: model.account.epoch, profile: profile.name }]
}

fn compare(model: &mut Model) -> Vec<Effect> {
    let Some(panel) = model.screen.panel().filter(|panel| panel.list == PanelList::Profiles) else { return Vec::new() };
    let Some(profile) = chosen(model, panel) else { return Vec::new() };
    let regions: Vec<RegionName> = model
        .account
        .survey
        .regions
        .iter()
        .filter(|(_, facts)| facts.answered())
        .map(|(region, _)| region.clone())
        .collect();
    if regions.is_empty() {
        return say(model, "Nothing is known of this identity yet: there is nothing to compare with.");
    }
    say(model, format!("Asking AWS as {} in {} regions …", profile.name, regions.len()));
    vec![Effect::Compare { epoch: model.account.epoch, profile: profile.name, regions }]
}

/// The other identity was asked.
pub(super) fn compared(model: &mut Model, profile: String, outcome: Result<Box<Survey>, String>) -> Vec<Effect> {
    let there = match outcome {
        Ok(survey) => survey,
        Err(why) => {
            return warn(model, format!("Profile {profile} could not be asked: {why}"));
        }
    };
    let answered = |facts: &RegionFacts| facts.answered();
    let regions = there.regions.values().filter(|facts| answered(facts)).count();
    if regions == 0 {
        let why = there.identity.refusal().map_or_else(|| "no region answered".to_owned(), Refusal::in_short);
        return warn(model, format!("Profile {profile} could read nothing: {why}"));
    }
    let side = |survey| Side { survey, at: model.now };
    let rows = verdict_changes(side(&model.account.survey), side(&there), model.catalog);
    let identity = there.identity.value().map(|identity| format!("{} · {}", identity.account, identity.role()));
    model.live.comparison = Some(Comparison { profile, identity, rows, regions });
    model.screen.note = None;
    show(model, PanelList::Comparison);
    Vec::new()
}

/// Another identity from here on: the same view, from what it read last.
pub(super) fn switched(model: &mut Model, outcome: Result<Box<Switched>, String>) -> Vec<Effect> {
    match outcome {
        Ok(switched) => {
            model.screen.note = None;
            model.switch(*switched);
            vec![scan_all(model)]
        }
        Err(why) => warn(model, format!("The profile could not be used: {why}")),
    }
}

/// The current one in front.
pub(super) fn listed(model: &mut Model, outcome: Result<Vec<AwsProfile>, String>) -> Vec<Effect> {
    match outcome {
        Ok(profiles) => {
            let current = model.account.asked_as.profile.clone().unwrap_or_else(|| "default".to_owned());
            let at = profiles.iter().position(|profile| profile.name == current).unwrap_or(0);
            model.live.profiles = profiles;
            if let Some(panel) = model.screen.panel().filter(|panel| panel.list == PanelList::Profiles) {
                model.screen.mode = Mode::Panel(Panel { at, ..panel });
            }
            Vec::new()
        }
        Err(text) => warn(model, text),
    }
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(panel) = model.screen.panel() else { return Vec::new() };
    match panel.list {
        PanelList::Calls => copy_request_ids(model, panel),
        PanelList::Copies => {
            model.screen.close_panel();
            let chosen = model::copyable(model).into_iter().nth(panel.at);
            chosen.map(|one| Effect::Copy { what: one.what, text: one.text }).into_iter().collect()
        }
        PanelList::Export => {
            let form = ExportFormat::all().nth(panel.at).unwrap_or(ExportFormat::Screen);
            export(model, form, Delivery::Clipboard)
        }
        PanelList::Changes | PanelList::Profiles | PanelList::Comparison => Vec::new(),
    }
}

/// Of a fold, those of all its calls, a line each.
fn copy_request_ids(model: &mut Model, panel: Panel) -> Vec<Effect> {
    let rows = model.live.calls.rows();
    let calls = rows.get(panel.at).map(|row| row.calls.as_slice()).unwrap_or_default();
    let ids: Vec<&str> = calls.iter().filter_map(|call| call.request_id.as_deref()).collect();
    let (many, text) = (ids.len() > 1, ids.join("\n"));
    if text.is_empty() {
        return say(model, "AWS gave this call no request id.");
    }
    vec![Effect::Copy { what: if many { "the request ids" } else { "the request id" }, text }]
}

/// More calls, or another look at them: the row in front stays the one that it is.
pub(super) fn calls_change(model: &mut Model, change: impl FnOnce(&mut CallsMade, usize)) {
    let panel = model.screen.panel().filter(|panel| panel.list == PanelList::Calls);
    let at = panel.map_or(0, |panel| panel.at);
    let at = model.live.calls.keeping(at, |list| change(list, at));
    if let Some(panel) = panel {
        model.screen.mode = Mode::Panel(Panel { at, ..panel });
    }
}

fn export(model: &mut Model, form: ExportFormat, target: Delivery) -> Vec<Effect> {
    model.screen.close_panel();
    vec![match form {
        ExportFormat::Screen => Effect::Screenshot(target),
        ExportFormat::Report(format) => Effect::Export { exported: Box::new(exported(model)), format, target },
    }]
}

/// The view in front, as filtered.
fn exported(model: &Model) -> Exported {
    let mut check = model.derived.check.clone();
    let subject = match model.screen.view {
        View::Calls => {
            check.uses = model.visible_uses().into_iter().cloned().collect();
            Subject::Calls
        }
        View::Map | View::Region => {
            let here = || vec![model.region_at_cursor().clone()];
            let all = || model.visible_regions().into_iter().cloned().collect();
            let regions = if model.screen.view == View::Region { here() } else { all() };
            let rows = model.visible_models().into_iter().chain(model.retired_models());
            Subject::Cells { regions, models: rows.map(|row| row.id.clone()).collect() }
        }
    };
    Exported {
        subject,
        survey: model.account.survey.clone(),
        plan: model.account.plan.clone(),
        check,
        profile: model.account.asked_as.profile.clone(),
        now: model.now,
    }
}

fn acknowledge(model: &mut Model) -> Vec<Effect> {
    if model.screen.panel().is_some_and(|panel| panel.list == PanelList::Changes) {
        model.live.changes.clear();
        model.screen.close_panel();
        return say(model, "Acknowledged: the marks are gone.");
    }
    Vec::new()
}
