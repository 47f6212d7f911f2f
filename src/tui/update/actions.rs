//! What each action does.

use super::{Effect, begin_filter, begin_what_if, gates, scan_all, scan_region, stop};
use crate::{
    access::remedy::Remedy,
    tui::{
        keymap::{Action, Chord},
        model::{Mode, Model, Note, View, WhatIf},
    },
};

/// Far enough for any list.
const TO_THE_END: isize = isize::MAX;

pub(super) fn act(model: &mut Model, action: Action, chord: Chord) -> Vec<Effect> {
    let page = isize::try_from(model.page).unwrap_or(1);
    match action {
        Action::Up => rows(model, -1),
        Action::Down => rows(model, 1),
        Action::PageUp => pages(model, -page),
        Action::PageDown => pages(model, page),
        Action::First => rows(model, -TO_THE_END),
        Action::Last => rows(model, TO_THE_END),
        Action::Left => model.move_regions(-1),
        Action::Right => model.move_regions(1),
        Action::NextGap => gap(model, 1),
        Action::PreviousGap => gap(model, -1),
        Action::Detail => detail(model),
        Action::Back => back(model),
        Action::Filter => begin_filter(model),
        Action::FilterKeep => model.mode = Mode::Browse,
        Action::FilterClear => clear_filter(model),
        Action::WhatIf => what_if(model),
        Action::WhatIfKeep => keep_what_if(model),
        Action::WhatIfDrop => drop_what_if(model),
        Action::NextView => turn(model, model.view.next()),
        Action::PreviousView => turn(model, model.view.previous()),
        Action::ViewMatrix => turn(model, View::Matrix),
        Action::ViewRegion => turn(model, View::Region),
        Action::ViewClaudeCode => turn(model, View::ClaudeCode),
        Action::Help => help(model),
        Action::OpenConsole => return open_console(model),
        Action::CopyId => return copy_id(model),
        Action::CopyRemedy => return copy_remedy(model),
        Action::CopyNumbered => return copy_numbered(model, chord),
        Action::RefreshRegion => {
            let region = model.region_at_cursor().clone();
            return vec![scan_region(model, region)];
        }
        Action::Simulate => return gates::simulate(model),
        Action::RefreshAll => return vec![scan_all(model)],
        Action::Demo => return vec![Effect::Demo { epoch: model.epoch, scenario: "demo".to_owned() }],
        Action::Suspend => return vec![Effect::Suspend],
        Action::Quit => return stop(model),
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
fn rows(model: &mut Model, by: isize) {
    match &mut model.mode {
        Mode::Help(lines, _) => scroll(lines, by),
        Mode::Detail(lines) => {
            *lines = 0;
            model.move_rows(by);
        }
        Mode::Browse | Mode::Filter(_) | Mode::WhatIf(_) => model.move_rows(by),
    }
}

fn pages(model: &mut Model, by: isize) {
    match &mut model.mode {
        Mode::Help(lines, _) | Mode::Detail(lines) => scroll(lines, by),
        Mode::Browse | Mode::Filter(_) | Mode::WhatIf(_) => model.move_rows(by),
    }
}

pub(super) fn say(model: &mut Model, text: impl Into<String>) -> Vec<Effect> {
    model.note = Some(Note { text: text.into(), trouble: false });
    Vec::new()
}

fn gap(model: &mut Model, by: isize) {
    if !model.move_gaps(by) {
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
        Mode::Help(_, under) => model.mode = *under,
        Mode::Detail(_) => {}
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

fn help(model: &mut Model) {
    model.mode = match std::mem::take(&mut model.mode) {
        Mode::Help(_, under) => *under,
        other => Mode::Help(0, Box::new(other)),
    };
}

/// The cursor stays where it is; the Claude Code view points at a call of the same model, if there is one.
fn turn(model: &mut Model, view: View) {
    if model.view == view {
        return;
    }
    model.view = view;
    if view != View::ClaudeCode {
        return;
    }
    let uses = model.visible_uses();
    let same = |checked: &&&crate::gaps::CheckedUse| {
        checked.ladder.cell.model == model.cursor.model && checked.usage.region == model.cursor.region
    };
    let kept = |checked: &&&crate::gaps::CheckedUse| Some((**checked).into()) == model.cursor.usage;
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

fn copy_id(model: &mut Model) -> Vec<Effect> {
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
    let index = usize::try_from(number).unwrap_or(0).saturating_sub(1);
    let remedies = model.focus().map(|focus| focus.remedies).unwrap_or_default();
    match remedies.get(index) {
        Some(remedy) => vec![copy(remedy)],
        None => say(model, format!("There is no remedy {number} here.")),
    }
}

fn copy(remedy: &Remedy) -> Effect {
    let text = if remedy.text.is_empty() { remedy.url.clone().unwrap_or_default() } else { remedy.text.clone() };
    Effect::Copy { what: "the remedy", text }
}
