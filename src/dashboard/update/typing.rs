//! What is typed and pasted into a line. No line is longer than [`LONGEST`]: each letter is looked at anew with every key.

use crossterm::event::KeyCode;
use tui_input::{Input, InputRequest};

use crate::{
    catalog::printable,
    dashboard::{
        keymap::Chord,
        model::{Mode, Model, Note, WhatIf},
    },
};

/// Characters of a line at most: more than any filter, id or list of settings has.
const LONGEST: usize = 1_000;

/// The line being typed, if one is.
fn input(mode: &mut Mode) -> Option<&mut Input> {
    match mode {
        Mode::Filter(input) | Mode::WhatIf(input) | Mode::HelpSearch(input, _) => Some(input),
        Mode::Palette(palette, _) => Some(&mut palette.input),
        Mode::Browse
        | Mode::Confirm(..)
        | Mode::Reading(_)
        | Mode::Panel(_)
        | Mode::Help(..)
        | Mode::Scenarios(_)
        | Mode::Menu(_)
        | Mode::Paste(..) => None,
    }
}

/// One key in a line being typed that is not bound to anything else.
pub(super) fn edit(model: &mut Model, chord: Chord) {
    let Some(input) = input(&mut model.screen.mode) else { return };
    if chord.typed().is_some() && input.value().chars().count() >= LONGEST {
        return too_long(model);
    }
    let request = match (chord.typed(), chord.code()) {
        (Some(c), _) => InputRequest::InsertChar(c),
        (None, KeyCode::Backspace) => InputRequest::DeletePrevChar,
        (None, KeyCode::Delete) => InputRequest::DeleteNextChar,
        (None, KeyCode::Left) => InputRequest::GoToPrevChar,
        (None, KeyCode::Right) => InputRequest::GoToNextChar,
        (None, KeyCode::Home) => InputRequest::GoToStart,
        (None, KeyCode::End) => InputRequest::GoToEnd,
        (None, KeyCode::Char('u')) => InputRequest::DeleteLine,
        (None, KeyCode::Char('w')) => {
            delete_word(input);
            return typed(model);
        }
        _ => return,
    };
    input.handle(request);
    typed(model);
}

/// As a shell does: back to the blank before. An id has words in it that are none here.
fn delete_word(input: &mut Input) {
    let before: Vec<char> = input.value().chars().take(input.cursor()).collect();
    let blanks = before.iter().rev().take_while(|c| c.is_whitespace()).count();
    let letters = before.iter().rev().skip(blanks).take_while(|c| !c.is_whitespace()).count();
    for _ in 0..blanks + letters {
        input.handle(InputRequest::DeletePrevChar);
    }
}

/// What is typed counts at once.
fn typed(model: &mut Model) {
    match &mut model.screen.mode {
        Mode::Filter(input) => model.screen.filter = input.value().to_owned(),
        Mode::WhatIf(input) => {
            let what_if = WhatIf::read(input.value()).0;
            model.suppose(what_if);
        }
        Mode::HelpSearch(input, _) => model.screen.help_search = input.value().to_owned(),
        Mode::Palette(palette, _) => palette.at = 0,
        Mode::Browse
        | Mode::Confirm(..)
        | Mode::Reading(_)
        | Mode::Panel(_)
        | Mode::Help(..)
        | Mode::Scenarios(_)
        | Mode::Menu(_)
        | Mode::Paste(..) => {}
    }
}

/// Puts a paste in at once; what is too long for a line is cut off, and that is said.
pub(super) fn paste(model: &mut Model, text: &str) {
    let Some(input) = input(&mut model.screen.mode) else { return };
    let (value, at) = (input.value().to_owned(), input.cursor());
    let room = LONGEST.saturating_sub(value.chars().count());
    let one_line = text.replace(char::is_whitespace, " ");
    let one_line = printable(&one_line);
    let pasted: String = one_line.chars().take(room).collect();
    let before: String = value.chars().take(at).collect();
    let after: String = value.chars().skip(at).collect();
    let cursor = at + pasted.chars().count();
    *input = Input::new(format!("{before}{pasted}{after}")).with_cursor(cursor);
    let cut = one_line.chars().nth(room).is_some();
    typed(model);
    if cut {
        too_long(model);
    }
}

fn too_long(model: &mut Model) {
    let text = format!("A line has {LONGEST} characters at most; the rest was left out.");
    model.screen.note = Some(Note { text, trouble: true });
}
