//! The command palette: opening it, running what was chosen.

use tui_input::Input;

use super::{Effect, copying, notes::say};
use crate::dashboard::model::{Mode, Model, Palette, PaletteCommand};

pub(super) fn open(model: &mut Model) {
    let under = Box::new(std::mem::take(&mut model.screen.mode));
    model.screen.mode = Mode::Palette(Palette { input: Input::default(), at: 0 }, under);
}

/// Moves within the entries; stops at the ends.
pub(super) fn step(model: &mut Model, by: isize) {
    let last = model.palette_entries().len().saturating_sub(1);
    if let Mode::Palette(palette, _) = &mut model.screen.mode {
        palette.at = palette.at.saturating_add_signed(by).min(last);
    }
}

/// Closes the palette and tells what is pointed at. With nothing to do it stays open.
pub(super) fn choose(model: &mut Model) -> Option<PaletteCommand> {
    let Mode::Palette(Palette { at, .. }, _) = &model.screen.mode else { return None };
    let entry = model.palette_entries().into_iter().nth(*at)?;
    model.screen.uncover();
    Some(entry.command)
}

/// Does what no key does; an action is the business of whoever knows what each does.
pub(super) fn run(model: &mut Model, command: PaletteCommand) -> Vec<Effect> {
    match command {
        PaletteCommand::Act(_) => {}
        PaletteCommand::Remedy(index) => return copying::copy_remedy_at(model, index),
        PaletteCommand::Filter(filter) => {
            model.screen.mode = Mode::Browse;
            model.screen.filter = filter.to_owned();
        }
        PaletteCommand::Theme(name) => {
            say(model, format!("The theme is {name} now."));
            return vec![Effect::Theme(name)];
        }
        PaletteCommand::Sort(order) => model.screen.sorts.choose(model.screen.view, order),
        PaletteCommand::Region(region) => model.go_to_region(region),
    }
    Vec::new()
}
