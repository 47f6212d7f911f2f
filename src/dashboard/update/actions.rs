//! What each action does.

use super::{
    Effect, copying, gates, lines, notes::say, palette, panel, paste, scan_all, scan_region, stop, verify,
    views::focus, watch,
};
use crate::{
    dashboard::{
        keymap::Action,
        model::{Mode, Model, PaletteCommand, PaneId, ReadingAt, TextPane, View, WhatIf},
    },
    gaps::CheckedUse,
};

/// Far enough for any list.
const TO_THE_END: isize = isize::MAX;

#[expect(clippy::too_many_lines, reason = "one arm an action")]
pub(super) fn act(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    // A second key of a sequence takes back what the first did to the cursor.
    model.update_visible();
    let times = times(count);
    match action {
        Action::Up
        | Action::Down
        | Action::PageUp
        | Action::PageDown
        | Action::First
        | Action::Last
        | Action::Left
        | Action::Right => {
            motion(model, action, count);
        }
        Action::Filter | Action::FilterKeep | Action::FilterComplete | Action::FilterClear => {
            lines::filter_line(model, action);
        }
        Action::WhatIf | Action::WhatIfDrop => lines::what_if_line(model, action),
        Action::WhatIfKeep => {
            lines::what_if_line(model, action);
            // Another plan may call what IAM was not asked about.
            return gates::read_permissions(model).into_iter().collect();
        }
        Action::HelpSearch | Action::HelpSearchKeep | Action::HelpSearchClear => lines::help_line(model, action),
        Action::NextGap => gap(model, times),
        Action::PreviousGap => gap(model, -times),
        Action::Detail => detail(model),
        Action::DoFix => return copying::do_fix(model),
        Action::Zoom => model.screen.zoomed = !model.screen.zoomed,
        Action::Back if verify::is_stoppable(model) => return verify::stop_calling(model),
        Action::Back => back(model),
        Action::Sort => model.screen.sorts.next(model.screen.view),
        Action::SortReverse => model.screen.sorts.reverse(model.screen.view),
        Action::Verify => verify::ask_about_focus(model),
        Action::VerifyGaps => verify::ask_about_gaps(model),
        Action::ConfirmYes => return verify::consent(model, false),
        Action::ConfirmStreaming => return verify::consent(model, true),
        Action::ConfirmNo => verify::decline(model),
        Action::NextView => focus(model, model.screen.pane().after(1)),
        Action::PreviousView => focus(model, model.screen.pane().before()),
        Action::ViewMap => focus(model, PaneId::List(View::Map)),
        Action::ViewRegion => focus(model, PaneId::List(View::Region)),
        Action::ViewCalls => focus(model, PaneId::List(View::Calls)),
        Action::ViewWhy => focus(model, PaneId::Text(TextPane::Why)),
        Action::ViewSettings => focus(model, PaneId::Text(TextPane::Settings)),
        Action::Help => help(model),
        Action::Menu => cover(model, Mode::Menu),
        Action::Palette => palette::open(model),
        Action::PaletteClose | Action::PasteClose => model.screen.uncover(),
        Action::PaletteRun => return chosen(model),
        Action::Paste => paste::open(model),
        Action::PasteGo => return paste::enter(model),
        Action::Mark => return mark(model),
        Action::NextMark => next_mark(model, count),
        Action::Mouse => return mouse(model),
        Action::OpenConsole => return open_console(model),
        Action::Copy => return copying::menu(model),
        Action::CopySettings => return copying::copy_settings(model),
        Action::CopyMessage => return copying::copy_message(model),
        Action::CopyRemedy => return copying::copy_remedy(model),
        Action::Raw => raw(model),
        Action::RefreshRegion => {
            let region = model.region_at_cursor().clone();
            say(model, format!("Asking AWS again about {region}."));
            return vec![scan_region(model, region)];
        }
        Action::Simulate => return gates::simulate(model),
        Action::RefreshAll => return refresh_all(model),
        Action::Scenarios => scenarios(model),
        Action::ScenarioStart => return start_scenario(model),
        Action::Demo => return vec![Effect::Demo { epoch: model.account.epoch, scenario: "demo".to_owned() }],
        Action::Suspend => return vec![Effect::Suspend],
        Action::Quit => return stop(model),
        Action::Watch => return watch::toggle(model),
        Action::Notify => return watch::toggle_notify(model),
        Action::Calls
        | Action::Changes
        | Action::Profiles
        | Action::Export
        | Action::Choose
        | Action::PanelCopy
        | Action::Compare
        | Action::Acknowledge
        | Action::FailedOnly => {
            return panel::act(model, action);
        }
    }
    Vec::new()
}

/// A real call was consented to and may cost money: what comes of it is waited for.
fn refresh_all(model: &mut Model) -> Vec<Effect> {
    if model.live.checking.is_some() {
        return say(model, "Calls are under way; esc stops them, then everything can be asked again.");
    }
    say(model, "Asking AWS again about everything, with freshly loaded credentials.");
    vec![scan_all(model)]
}

/// Lays something over what is there.
fn cover(model: &mut Model, over: impl FnOnce(Box<Mode>) -> Mode) {
    let under = Box::new(std::mem::take(&mut model.screen.mode));
    model.screen.mode = over(under);
}

/// What is pointed at in the palette, as if its own key had been pressed.
fn chosen(model: &mut Model) -> Vec<Effect> {
    match palette::choose(model) {
        Some(PaletteCommand::Act(action)) => act(model, action, None),
        Some(command) => palette::run(model, command),
        None => Vec::new(),
    }
}

fn motion(model: &mut Model, action: Action, count: Option<usize>) {
    let page = isize::try_from(model.screen.page).unwrap_or(1);
    let times = times(count);
    match action {
        Action::Up => rows(model, -times),
        Action::Down => rows(model, times),
        Action::PageUp => pages(model, page.saturating_mul(-times)),
        Action::PageDown => pages(model, page.saturating_mul(times)),
        Action::First => to_row(model, count.or(Some(1))),
        Action::Last => to_row(model, count),
        Action::Left => model.move_regions(-times),
        _ => model.move_regions(times),
    }
}

/// A count as a number of steps: one without.
fn times(count: Option<usize>) -> isize {
    count.and_then(|count| isize::try_from(count).ok()).unwrap_or(1).max(1)
}

fn scroll(lines: &mut u16, by: isize) {
    let moved = usize::from(*lines).saturating_add_signed(by);
    *lines = u16::try_from(moved).unwrap_or(u16::MAX);
}

/// In a list the arrows move the cursor; in a text they scroll, and choose among the fixes.
pub(super) fn rows(model: &mut Model, by: isize) {
    let fixes = model.focus().map_or(0, |focus| focus.fixes().len());
    match &mut model.screen.mode {
        Mode::Help(lines, _) => scroll(lines, by),
        Mode::Confirm(question, _) => scroll(&mut question.scrolled, by),
        Mode::Paste(paste, _) => scroll(&mut paste.scrolled, by),
        Mode::Scenarios(at) => {
            *at = at.saturating_add_signed(by).min(model.preferences.scenarios.len().saturating_sub(1));
        }
        Mode::Reading(reading) => {
            let raw = model.screen.raw || reading.pane != TextPane::Why;
            reading.step(by, if raw { 0 } else { fixes });
        }
        Mode::Panel(_) => panel::step(model, by),
        Mode::Palette(..) => palette::step(model, by),
        Mode::Browse | Mode::Filter(_) | Mode::WhatIf(_) | Mode::HelpSearch(..) | Mode::Menu(_) => model.move_rows(by),
    }
}

/// The row of that number, from 1; the last one without.
fn to_row(model: &mut Model, number: Option<usize>) {
    rows(model, -TO_THE_END);
    rows(model, number.map_or(TO_THE_END, |number| isize::try_from(number).unwrap_or(TO_THE_END).saturating_sub(1)));
}

fn pages(model: &mut Model, by: isize) {
    match &mut model.screen.mode {
        Mode::Help(lines, _) => scroll(lines, by),
        Mode::Reading(reading) => reading.scroll(by),
        Mode::Panel(_) => panel::step(model, by),
        Mode::Confirm(question, _) => scroll(&mut question.scrolled, by),
        Mode::Paste(paste, _) => scroll(&mut paste.scrolled, by),
        Mode::Scenarios(_) => rows(model, by),
        Mode::Palette(..) => palette::step(model, by),
        Mode::Browse | Mode::Filter(_) | Mode::WhatIf(_) | Mode::HelpSearch(..) | Mode::Menu(_) => model.move_rows(by),
    }
}

/// The list of scenarios, with the one that runs pointed at.
fn scenarios(model: &mut Model) {
    let at = model.preferences.scenarios.iter().position(|(name, _)| Some(name) == model.account.demo_label.as_ref());
    model.screen.mode = Mode::Scenarios(at.unwrap_or(0));
}

fn start_scenario(model: &mut Model) -> Vec<Effect> {
    let Mode::Scenarios(at) = std::mem::take(&mut model.screen.mode) else { return Vec::new() };
    let Some((scenario, _)) = model.preferences.scenarios.get(at) else { return Vec::new() };
    vec![Effect::Demo { epoch: model.account.epoch, scenario: scenario.clone() }]
}

fn gap(model: &mut Model, by: isize) {
    if let Some((at, of)) = model.move_gaps(by) {
        say(model, format!("Problem {at} of {of}."));
        return;
    }
    if model.derived.check.uses.iter().any(CheckedUse::is_gap) {
        say(model, "The filter hides every gap; esc clears it.");
    } else {
        say(model, "No gap is known: nothing that Claude Code calls here is known to be blocked.");
    }
}

fn detail(model: &mut Model) {
    if model.focus().is_some() {
        focus(model, PaneId::Text(TextPane::Why));
    } else {
        say(model, "No model is under the cursor.");
    }
}

fn back(model: &mut Model) {
    match &model.screen.mode {
        Mode::Help(..) | Mode::HelpSearch(..) => {
            model.screen.help_search.clear();
            model.screen.uncover();
        }
        Mode::Palette(..) | Mode::Paste(..) | Mode::Confirm(..) | Mode::Menu(_) => model.screen.uncover(),
        Mode::Panel(list) => panel::back(model, *list),
        // From AWS's words back to the ladder first.
        Mode::Reading(_) if std::mem::take(&mut model.screen.raw) => model.screen.read_anew(),
        Mode::Reading(_) | Mode::Scenarios(_) => model.screen.mode = Mode::Browse,
        Mode::Browse | Mode::Filter(_) | Mode::WhatIf(_) => {
            model.screen.mode = Mode::Browse;
            step_back(model);
        }
    }
}

/// In a view the filter goes first, then the what-if.
fn step_back(model: &mut Model) {
    let acknowledged = model.account.dropped.take().is_some();
    if !model.screen.filter.is_empty() {
        model.screen.filter.clear();
    } else if !acknowledged {
        model.suppose(WhatIf::default());
    }
}

fn mark(model: &mut Model) -> Vec<Effect> {
    let region = model.region_at_cursor().clone();
    let unmarked = model.preferences.marks.remove(&region);
    if !unmarked {
        model.preferences.marks.insert(region.clone());
    }
    let now = if unmarked { "no longer marked" } else { "marked" };
    say(model, format!("{} is {now}.", model.catalog.region_with_place(&region)));
    model.preferences.keeps_marks.then(|| Effect::KeepMarks(model.preferences.marks.clone())).into_iter().collect()
}

fn next_mark(model: &mut Model, count: Option<usize>) {
    match model.next_mark(count.unwrap_or(1)) {
        Some(region) => model.go_to_region(region),
        None => {
            say(model, "No region is marked.");
        }
    }
}

fn mouse(model: &mut Model) -> Vec<Effect> {
    model.preferences.mouse = !model.preferences.mouse;
    let text = if model.preferences.mouse {
        "The mouse points and scrolls; with shift the terminal selects text."
    } else {
        "The mouse is the terminal's again: it selects text."
    };
    say(model, text);
    vec![Effect::Mouse(model.preferences.mouse)]
}

fn help(model: &mut Model) {
    model.screen.help_search.clear();
    model.screen.mode = match std::mem::take(&mut model.screen.mode) {
        Mode::Help(_, under) | Mode::HelpSearch(_, under) => *under,
        other => Mode::Help(0, Box::new(other)),
    };
}

fn open_console(model: &mut Model) -> Vec<Effect> {
    let Some(focus) = model.focus() else { return say(model, "No model is under the cursor.") };
    match focus.console_page() {
        Some(url) => vec![Effect::Open(url)],
        None => say(model, "No console page is known for this model here."),
    }
}

/// AWS's own words in place of the ladder, or the ladder again; either from its top.
fn raw(model: &mut Model) {
    model.screen.raw = !model.screen.raw;
    model.screen.mode = Mode::Reading(ReadingAt::of(TextPane::Why));
}
