//! Lists over the view: opening them, and what a key does to the row in front.

use super::{
    Effect,
    actions::{say, turn},
    scan_all,
};
use crate::{
    access::{Side, verdict_changes},
    aws::AwsProfile,
    catalog::RegionName,
    dashboard::{
        export::{Delivery, Form},
        keymap::Action,
        model::{Comparison, Mode, Model, Note, Panel, PanelList, Switched, View},
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
        _ => Vec::new(),
    }
}

fn open(model: &mut Model, list: PanelList) -> Vec<Effect> {
    if model.panel().is_some_and(|panel| panel.list == list) {
        model.screen.mode = Mode::Browse;
        return Vec::new();
    }
    model.open_panel(list);
    match list {
        PanelList::Calls => vec![read_calls(model)],
        PanelList::Profiles => vec![Effect::Profiles],
        PanelList::Changes | PanelList::Comparison | PanelList::Export => Vec::new(),
    }
}

pub(super) fn read_calls(model: &Model) -> Effect {
    Effect::Calls { after: model.live.last_call() }
}

/// One step back: a comparison was opened from the profiles.
pub(super) fn back(model: &mut Model, panel: Panel) {
    model.screen.mode = Mode::Browse;
    if panel.list == PanelList::Comparison {
        model.open_panel(PanelList::Profiles);
    }
}

fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(panel) = model.panel() else { return Vec::new() };
    match panel.list {
        PanelList::Calls => copy(model),
        PanelList::Changes => {
            let cell = model.live.changes.get(panel.at).map(|one| (&one.change.region, &one.change.model));
            go_to(model, cell.map(|(region, id)| (region.clone(), id.clone())))
        }
        PanelList::Comparison => {
            let cell = model.compared().get(panel.at).map(|row| (row.region.clone(), row.model.clone()));
            go_to(model, cell)
        }
        PanelList::Profiles => switch(model, panel),
        PanelList::Export => {
            let form = Form::ALL.get(panel.at).copied().unwrap_or(Form::Screen);
            let name = model.export_name(form, panel.opened);
            export(model, form, Delivery::File(name))
        }
    }
}

fn go_to(model: &mut Model, cell: Option<(RegionName, crate::catalog::BaseModelId)>) -> Vec<Effect> {
    let Some((region, id)) = cell else { return Vec::new() };
    if model.screen.view == View::ClaudeCode {
        turn(model, View::Matrix);
    }
    model.screen.cursor.region = region;
    model.screen.cursor.model = Some(id);
    model.screen.cursor.usage = None;
    model.screen.mode = Mode::Detail(0);
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
    let Some(panel) = model.panel().filter(|panel| panel.list == PanelList::Profiles) else { return Vec::new() };
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
            model.screen.note =
                Some(Note { text: format!("Profile {profile} could not be asked: {why}"), trouble: true });
            return Vec::new();
        }
    };
    let answered = |facts: &RegionFacts| facts.answered();
    let regions = there.regions.values().filter(|facts| answered(facts)).count();
    if regions == 0 {
        let why = there.identity.refusal().map_or_else(|| "no region answered".to_owned(), Refusal::in_short);
        model.screen.note = Some(Note { text: format!("Profile {profile} could read nothing: {why}"), trouble: true });
        return Vec::new();
    }
    let side = |survey| Side { survey, at: model.now };
    let rows = verdict_changes(side(&model.account.survey), side(&there), model.catalog);
    let identity = there.identity.value().map(|identity| format!("{} · {}", identity.account, identity.role()));
    model.live.comparison = Some(Comparison { profile, identity, rows, regions });
    model.screen.note = None;
    model.open_panel(PanelList::Comparison);
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
        Err(why) => {
            model.screen.note = Some(Note { text: format!("The profile could not be used: {why}"), trouble: true });
            Vec::new()
        }
    }
}

/// The current one in front.
pub(super) fn listed(model: &mut Model, outcome: Result<Vec<AwsProfile>, String>) -> Vec<Effect> {
    match outcome {
        Ok(profiles) => {
            let current = model.account.asked_as.profile.clone().unwrap_or_else(|| "default".to_owned());
            let at = profiles.iter().position(|profile| profile.name == current).unwrap_or(0);
            model.live.profiles = profiles;
            if let Some(panel) = model.panel().filter(|panel| panel.list == PanelList::Profiles) {
                model.screen.mode = Mode::Panel(Panel { at, ..panel });
            }
            Vec::new()
        }
        Err(text) => {
            model.screen.note = Some(Note { text, trouble: true });
            Vec::new()
        }
    }
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(panel) = model.panel() else { return Vec::new() };
    match panel.list {
        PanelList::Calls => {
            let call = model.live.calls.iter().rev().nth(panel.at);
            match call.and_then(|call| call.request_id.clone()) {
                Some(text) => vec![Effect::Copy { what: "the request id", text }],
                None => say(model, "AWS gave this call no request id."),
            }
        }
        PanelList::Export => {
            let form = Form::ALL.get(panel.at).copied().unwrap_or(Form::Screen);
            export(model, form, Delivery::Clipboard)
        }
        PanelList::Changes | PanelList::Profiles | PanelList::Comparison => Vec::new(),
    }
}

fn export(model: &mut Model, form: Form, target: Delivery) -> Vec<Effect> {
    model.screen.mode = Mode::Browse;
    vec![match form {
        Form::Screen => Effect::Screenshot(target),
        Form::Report(format) => Effect::Export { exported: Box::new(model.exported()), format, target },
    }]
}

fn acknowledge(model: &mut Model) -> Vec<Effect> {
    if model.panel().is_some_and(|panel| panel.list == PanelList::Changes) {
        model.live.changes.clear();
        model.screen.mode = Mode::Browse;
        return say(model, "Acknowledged: the marks are gone.");
    }
    Vec::new()
}
