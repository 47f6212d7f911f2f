//! What the keys go to: the view in front, or what lies over it.

use tui_input::Input;

use super::{Confirm, Palette, Panel, Paste, ReadingAt};

/// What the keys go to.
#[derive(Clone, Debug, Default)]
pub enum Mode {
    /// The view.
    #[default]
    Browse,
    /// The filter line, over the view.
    Filter(Input),
    /// The what-if line, over the Claude Code view.
    WhatIf(Input),
    /// The question before real calls, over what was there before.
    Confirm(Confirm, Box<Mode>),
    /// A pane of text.
    Reading(ReadingAt),
    /// A list over the view.
    Panel(Panel),
    /// The help page, scrolled by so many lines, over what was there before.
    Help(u16, Box<Mode>),
    /// The list of scenarios, with this one pointed at.
    Scenarios(usize),
    /// The line that searches the help page, over what was there before the page.
    HelpSearch(Input, Box<Mode>),
    /// What can be pressed next, over what was there before; the next key closes it and means what it says.
    Menu(Box<Mode>),
    /// The command palette, over what was there before.
    Palette(Palette, Box<Mode>),
    /// A pasted message, over what was there before.
    Paste(Paste, Box<Mode>),
}

/// How far a scan is, in questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Answered or refused.
    pub answered: usize,
    /// Known to be needed so far.
    pub expected: usize,
}

/// One sentence to the user about the last key or answer; gone with the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The sentence.
    pub text: String,
    /// Whether something went wrong.
    pub trouble: bool,
}
