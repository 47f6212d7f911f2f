//! The command palette: opening it, running what was chosen.

use tui_input::Input;

use super::{Effect, actions, copying, keys::Pressed};
use crate::dashboard::model::{Mode, Model, Palette, PaletteCommand};

pub(super) fn open(model: &mut Model) {
    let under = Box::new(std::mem::take(&mut model.screen.mode));
    model.screen.mode = Mode::Palette(Palette { input: Input::default(), at: 0, under });
}

pub(super) fn close(model: &mut Model) {
    if let Mode::Palette(palette) = std::mem::take(&mut model.screen.mode) {
        model.screen.mode = *palette.under;
    }
}

/// Moves within the entries; stops at the ends.
pub(super) fn step(model: &mut Model, by: isize) {
    let last = model.palette_entries().len().saturating_sub(1);
    if let Mode::Palette(palette) = &mut model.screen.mode {
        palette.at = palette.at.saturating_add_signed(by).min(last);
    }
}

/// Closes the palette and does what is pointed at. With nothing to do it stays open.
pub(super) fn run(model: &mut Model, pressed: Pressed) -> Vec<Effect> {
    let Mode::Palette(Palette { at, .. }) = &model.screen.mode else { return Vec::new() };
    let Some(entry) = model.palette_entries().into_iter().nth(*at) else { return Vec::new() };
    close(model);
    match entry.command {
        PaletteCommand::Act(action) => return actions::act(model, action, Pressed { count: None, ..pressed }),
        PaletteCommand::Remedy(index) => return copying::copy_remedy_at(model, index),
        PaletteCommand::Filter(filter) => {
            model.screen.mode = Mode::Browse;
            model.screen.filter = filter.to_owned();
        }
        PaletteCommand::Theme(name) => return vec![Effect::Theme(name)],
        PaletteCommand::Sort(order) => model.sort_by(order),
        PaletteCommand::Region(region) => model.go_to_region(region),
    }
    Vec::new()
}
