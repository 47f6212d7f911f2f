//! What each action does.

use tui_input::Input;

use super::{
    Effect, begin_filter, begin_what_if, gates, keys::Pressed, palette, panel, scan_all, scan_region, stop, verify,
    watch,
};
use crate::{
    access::{Ladder, remedy::Remedy},
    gaps::CheckedUse,
    tui::{
        keymap::{Action, Chord},
        model::{Mode, Model, Note, Terms, View, WhatIf, complete},
    },
};

/// Far enough for any list.
const TO_THE_END: isize = isize::MAX;

pub(super) fn act(model: &mut Model, action: Action, pressed: Pressed) -> Vec<Effect> {
    let Pressed { chord, count } = pressed;
    let page = isize::try_from(model.page).unwrap_or(1);
    let times = count.and_then(|count| isize::try_from(count).ok()).unwrap_or(1).max(1);
    match action {
        Action::Up => rows(model, -times),
        Action::Down => rows(model, times),
        Action::PageUp => pages(model, page.saturating_mul(-times)),
        Action::PageDown => pages(model, page.saturating_mul(times)),
        Action::First => to_row(model, count.or(Some(1))),
        Action::Last => to_row(model, count),
        Action::Left => model.move_regions(-times),
        Action::Right => model.move_regions(times),
        Action::NextGap => gap(model, times),
        Action::PreviousGap => gap(model, -times),
        Action::Detail => detail(model),
        Action::Back if verify::is_stoppable(model) => return verify::stop_calling(model),
        Action::Back => back(model),
        Action::Filter => begin_filter(model),
        Action::FilterKeep => keep_filter(model),
        Action::FilterComplete => complete_filter(model),
        Action::Sort => model.sort_next(),
        Action::SortReverse => model.sort_reverse(),
        Action::FilterClear => clear_filter(model),
        Action::WhatIf => what_if(model),
        Action::WhatIfKeep => keep_what_if(model),
        Action::WhatIfDrop => drop_what_if(model),
        Action::Verify => verify::ask_about_focus(model),
        Action::VerifyGaps => verify::ask_about_gaps(model),
        Action::ConfirmYes => return verify::consent(model, false),
        Action::ConfirmStreaming => return verify::consent(model, true),
        Action::ConfirmNo => verify::decline(model),
        Action::NextView => turn(model, model.view.next()),
        Action::PreviousView => turn(model, model.view.previous()),
        Action::ViewMatrix => turn(model, View::Matrix),
        Action::ViewRegion => turn(model, View::Region),
        Action::ViewClaudeCode => turn(model, View::ClaudeCode),
        Action::Help => help(model),
        Action::HelpSearch => begin_help_search(model),
        Action::HelpSearchKeep => end_help_search(model),
        Action::HelpSearchClear => {
            model.help_search.clear();
            end_help_search(model);
        }
        Action::Palette => palette::open(model),
        Action::PaletteClose => palette::close(model),
        Action::PaletteRun => return palette::run(model, pressed),
        Action::Mark => return mark(model),
        Action::NextMark => next_mark(model, count),
        Action::Mouse => return mouse(model),
        Action::OpenConsole => return open_console(model),
        Action::CopyId => return copy_id(model),
        Action::CopyRemedy => return copy_remedy(model),
        Action::CopyNumbered => return copy_numbered(model, chord),
        Action::Raw => raw(model),
        Action::RefreshRegion => {
            let region = model.region_at_cursor().clone();
            return vec![scan_region(model, region)];
        }
        Action::Simulate => return gates::simulate(model),
        Action::RefreshAll => return vec![scan_all(model)],
        Action::Scenarios => scenarios(model),
        Action::ScenarioStart => return start_scenario(model),
        Action::Demo => return vec![Effect::Demo { epoch: model.epoch, scenario: "demo".to_owned() }],
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
        | Action::Acknowledge => return panel::act(model, action),
    }
    Vec::new()
}

impl View {
    /// The view after this one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Matrix => Self::Region,
            Self::Region => Self::ClaudeCode,
            Self::ClaudeCode => Self::Matrix,
        }
    }

    /// The view before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        self.next().next()
    }
}

fn scroll(lines: &mut u16, by: isize) {
    let moved = usize::from(*lines).saturating_add_signed(by);
    *lines = u16::try_from(moved).unwrap_or(u16::MAX);
}

/// In the help the arrows scroll; everywhere else they move the cursor, in the detail as well.
pub(super) fn rows(model: &mut Model, by: isize) {
    match &mut model.mode {
        Mode::Help(lines, _) => scroll(lines, by),
        Mode::Confirm(question) => scroll(&mut question.scrolled, by),
        Mode::Scenarios(at) => *at = at.saturating_add_signed(by).min(model.scenarios.len().saturating_sub(1)),
        Mode::Detail(lines) => {
            *lines = 0;
            model.move_rows(by);
        }
        Mode::Panel(_) => model.move_in_panel(by),
        Mode::Palette(_) => palette::step(model, by),
        Mode::Browse | Mode::Filter(_) | Mode::WhatIf(_) | Mode::HelpSearch(..) => model.move_rows(by),
    }
}

/// The row of that number, from 1; the last one without.
pub(super) fn to_row(model: &mut Model, number: Option<usize>) {
    rows(model, -TO_THE_END);
    rows(model, number.map_or(TO_THE_END, |number| isize::try_from(number).unwrap_or(TO_THE_END).saturating_sub(1)));
}

fn pages(model: &mut Model, by: isize) {
    match &mut model.mode {
        Mode::Help(lines, _) | Mode::Detail(lines) => scroll(lines, by),
        Mode::Panel(_) => model.move_in_panel(by),
        Mode::Confirm(question) => scroll(&mut question.scrolled, by),
        Mode::Scenarios(_) => rows(model, by),
        Mode::Palette(_) => palette::step(model, by),
        Mode::Browse | Mode::Filter(_) | Mode::WhatIf(_) | Mode::HelpSearch(..) => model.move_rows(by),
    }
}

/// The list of scenarios, with the one that runs pointed at.
fn scenarios(model: &mut Model) {
    let at = model.scenarios.iter().position(|(name, _)| Some(name) == model.demo_label.as_ref());
    model.mode = Mode::Scenarios(at.unwrap_or(0));
}

fn start_scenario(model: &mut Model) -> Vec<Effect> {
    let Mode::Scenarios(at) = std::mem::take(&mut model.mode) else { return Vec::new() };
    let Some((scenario, _)) = model.scenarios.get(at) else { return Vec::new() };
    vec![Effect::Demo { epoch: model.epoch, scenario: scenario.clone() }]
}

pub(super) fn say(model: &mut Model, text: impl Into<String>) -> Vec<Effect> {
    model.note = Some(Note { text: text.into(), trouble: false });
    Vec::new()
}

fn gap(model: &mut Model, by: isize) {
    if model.move_gaps(by) {
        return;
    }
    if model.derived.check.uses.iter().any(CheckedUse::is_gap) {
        say(model, "The filter hides every gap; esc clears it.");
    } else {
        say(model, "No gap is known: nothing that Claude Code calls here is known to be shut.");
    }
}

fn detail(model: &mut Model) {
    if model.focus().is_some() {
        model.mode = Mode::Detail(0);
    } else {
        say(model, "No model is under the cursor.");
    }
}

fn back(model: &mut Model) {
    match std::mem::take(&mut model.mode) {
        Mode::Help(_, under) | Mode::HelpSearch(_, under) => {
            model.help_search.clear();
            model.mode = *under;
        }
        Mode::Palette(palette) => model.mode = *palette.under,
        Mode::Confirm(question) => model.mode = *question.under,
        Mode::Panel(list) => panel::back(model, list),
        // From AWS's words back to the ladder first.
        Mode::Detail(_) if std::mem::take(&mut model.raw) => model.mode = Mode::Detail(0),
        Mode::Detail(_) | Mode::Scenarios(_) => {}
        Mode::Browse | Mode::Filter(_) | Mode::WhatIf(_) => step_back(model),
    }
}

/// In a view the filter goes first, then the what-if.
fn step_back(model: &mut Model) {
    let acknowledged = model.dropped.take().is_some();
    if !model.filter.is_empty() {
        model.filter.clear();
    } else if !acknowledged {
        model.suppose(WhatIf::default());
    }
}

/// A line with a mistake in it stays open: the footer says what is wrong.
fn keep_filter(model: &mut Model) {
    if Terms::read(&model.filter).1.is_none() {
        model.mode = Mode::Browse;
    }
}

fn complete_filter(model: &mut Model) {
    if let Some(text) = complete(&model.filter) {
        model.filter = text;
        begin_filter(model);
    }
}

fn clear_filter(model: &mut Model) {
    model.mode = Mode::Browse;
    model.filter.clear();
}

/// Over the Claude Code view, since that is what it changes.
fn what_if(model: &mut Model) {
    turn(model, View::ClaudeCode);
    begin_what_if(model);
}

/// A line with a mistake in it stays open: the footer says what is wrong.
fn keep_what_if(model: &mut Model) {
    let Mode::WhatIf(input) = &model.mode else { return };
    if WhatIf::read(input.value()).1.is_none() {
        model.mode = Mode::Browse;
    }
}

fn drop_what_if(model: &mut Model) {
    model.mode = Mode::Browse;
    model.suppose(WhatIf::default());
}

fn begin_help_search(model: &mut Model) {
    if let Mode::Help(_, under) = std::mem::take(&mut model.mode) {
        model.mode = Mode::HelpSearch(Input::new(model.help_search.clone()), under);
    }
}

fn end_help_search(model: &mut Model) {
    if let Mode::HelpSearch(_, under) = std::mem::take(&mut model.mode) {
        model.mode = Mode::Help(0, under);
    }
}

fn mark(model: &mut Model) -> Vec<Effect> {
    let region = model.region_at_cursor().clone();
    let unmarked = model.marks.remove(&region);
    if !unmarked {
        model.marks.insert(region.clone());
    }
    let now = if unmarked { "no longer marked" } else { "marked" };
    say(model, format!("{} is {now}.", model.catalog.region_with_place(&region)));
    model.keeps_marks.then(|| Effect::KeepMarks(model.marks.clone())).into_iter().collect()
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
    model.mouse = !model.mouse;
    let text = if model.mouse {
        "The mouse points and scrolls; with shift the terminal selects text."
    } else {
        "The mouse is the terminal's again: it selects text."
    };
    say(model, text);
    vec![Effect::Mouse(model.mouse)]
}

fn help(model: &mut Model) {
    model.help_search.clear();
    model.mode = match std::mem::take(&mut model.mode) {
        Mode::Help(_, under) | Mode::HelpSearch(_, under) => *under,
        other => Mode::Help(0, Box::new(other)),
    };
}

/// The cursor stays where it is; the Claude Code view points at a call of the same model, if there is one.
pub(super) fn turn(model: &mut Model, view: View) {
    if model.view == view {
        return;
    }
    model.view = view;
    if view != View::ClaudeCode {
        return;
    }
    let uses = model.visible_uses();
    let same = |checked: &&&CheckedUse| {
        checked.ladder.cell.model == model.cursor.model && checked.usage.region == model.cursor.region
    };
    let kept = |checked: &&&CheckedUse| Some((**checked).into()) == model.cursor.usage;
    let at = uses.iter().find(|checked| kept(checked) && same(checked)).or_else(|| uses.iter().find(same));
    let at = at.or_else(|| uses.iter().find(kept)).or(uses.first());
    let key = at.map(|checked| (*checked).into());
    if let Some(key) = key {
        model.point_at_use(key);
    }
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
    model.raw = !model.raw;
    model.mode = Mode::Detail(0);
}

fn copy_words(model: &mut Model) -> Vec<Effect> {
    let said = |ladder: &Ladder| ladder.words().iter().map(|said| said.refusal.text.clone()).collect::<Vec<_>>();
    let words = model.focus().map(|focus| said(&focus.ladder)).unwrap_or_default();
    if words.is_empty() {
        return say(model, "Nothing to copy: no call about this model was refused.");
    }
    vec![Effect::Copy { what: "AWS's words", text: words.join("\n\n") }]
}

fn copy_id(model: &mut Model) -> Vec<Effect> {
    if model.raw && matches!(model.mode, Mode::Detail(_)) {
        return copy_words(model);
    }
    match model.focus().and_then(|focus| focus.id()) {
        Some(text) => vec![Effect::Copy { what: "the id", text }],
        None => say(model, "The model cannot be called here by any id that is known."),
    }
}

fn copy_remedy(model: &mut Model) -> Vec<Effect> {
    let change = &model.derived.check.change;
    if model.view == View::ClaudeCode && !change.is_empty() {
        let lines: Vec<String> = change.iter().map(ToString::to_string).collect();
        return vec![Effect::Copy { what: "the settings", text: lines.join("\n") }];
    }
    let remedies = model.focus().map(|focus| focus.remedies).unwrap_or_default();
    match remedies.first() {
        Some(remedy) => vec![copy(remedy)],
        None => say(model, "Nothing to copy: no remedy is known, or none is needed."),
    }
}

fn copy_numbered(model: &mut Model, chord: Chord) -> Vec<Effect> {
    let number = chord.typed().and_then(|c| c.to_digit(10)).unwrap_or(0);
    copy_remedy_at(model, usize::try_from(number).unwrap_or(0).saturating_sub(1))
}

pub(super) fn copy_remedy_at(model: &mut Model, index: usize) -> Vec<Effect> {
    let remedies = model.focus().map(|focus| focus.remedies).unwrap_or_default();
    match remedies.get(index) {
        Some(remedy) => vec![copy(remedy)],
        None => say(model, format!("There is no remedy {} here.", index + 1)),
    }
}

fn copy(remedy: &Remedy) -> Effect {
    let text = if remedy.text.is_empty() { remedy.url.clone().unwrap_or_default() } else { remedy.text.clone() };
    Effect::Copy { what: "the remedy", text }
}
