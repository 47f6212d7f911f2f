//! The lines that are typed into: beginning, keeping, dropping. What the keys do in between is not decided here.

use tui_input::Input;

use super::{begin_filter, begin_what_if, views::turn};
use crate::dashboard::{
    keymap::Action,
    model::{Mode, Model, Terms, View, WhatIf, complete},
};

pub(super) fn filter_line(model: &mut Model, action: Action) {
    match action {
        Action::FilterKeep => keep_filter(model),
        Action::FilterComplete => complete_filter(model),
        Action::FilterClear => clear_filter(model),
        _ => begin_filter(model),
    }
}

pub(super) fn what_if_line(model: &mut Model, action: Action) {
    match action {
        Action::WhatIfKeep => keep_what_if(model),
        Action::WhatIfDrop => drop_what_if(model),
        _ => what_if(model),
    }
}

pub(super) fn help_line(model: &mut Model, action: Action) {
    match action {
        Action::HelpSearch => begin_help_search(model),
        Action::HelpSearchKeep => end_help_search(model),
        _ => {
            model.screen.help_search.clear();
            end_help_search(model);
        }
    }
}

/// A line with a mistake in it stays open: the footer says what is wrong.
fn keep_filter(model: &mut Model) {
    if Terms::read(&model.screen.filter).1.is_none() {
        model.screen.mode = Mode::Browse;
    }
}

fn complete_filter(model: &mut Model) {
    if let Some(text) = complete(&model.screen.filter) {
        model.screen.filter = text;
        begin_filter(model);
    }
}

fn clear_filter(model: &mut Model) {
    model.screen.mode = Mode::Browse;
    model.screen.filter.clear();
}

/// Over the Claude Code view, since that is what it changes.
fn what_if(model: &mut Model) {
    turn(model, View::Calls);
    begin_what_if(model);
}

/// A line with a mistake in it stays open: the footer says what is wrong.
fn keep_what_if(model: &mut Model) {
    let Mode::WhatIf(input) = &model.screen.mode else { return };
    if WhatIf::read(input.value()).1.is_none() {
        model.screen.mode = Mode::Browse;
    }
}

fn drop_what_if(model: &mut Model) {
    model.screen.mode = Mode::Browse;
    model.suppose(WhatIf::default());
}

fn begin_help_search(model: &mut Model) {
    if let Mode::Help(_, under) = std::mem::take(&mut model.screen.mode) {
        model.screen.mode = Mode::HelpSearch(Input::new(model.screen.help_search.clone()), under);
    }
}

fn end_help_search(model: &mut Model) {
    if let Mode::HelpSearch(_, under) = std::mem::take(&mut model.screen.mode) {
        model.screen.mode = Mode::Help(0, under);
    }
}
