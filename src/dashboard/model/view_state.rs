//! What the screen shows: the view in front, what lies over it, what is pointed at, what was said last.

use std::collections::VecDeque;

use super::{Cursor, Mode, Note, Panel, Pending, Sorts, View};

/// Everything about the screen that no answer of AWS changes.
#[derive(Clone, Debug)]
pub struct ViewState {
    /// What is pointed at.
    pub cursor: Cursor,
    /// The view in front.
    pub view: View,
    /// What the keys go to.
    pub mode: Mode,
    /// What was typed and waits for the key that completes it.
    pub pending: Pending,
    /// The order of each view.
    pub sorts: Sorts,
    /// The words the help page is searched for; empty for all of it.
    pub help_search: String,
    /// The filter as typed; empty when there is none.
    pub filter: String,
    /// The last thing said to the user.
    pub note: Option<Note>,
    /// What is still to be said, one after the other: what went wrong at the start must not overwrite itself.
    pub unseen: VecDeque<Note>,
    /// Whether the detail shows AWS's own words instead of the ladder.
    pub raw: bool,
    /// How many rows a page key moves.
    pub page: u16,
    /// Whether no key was pressed yet: the cursor goes to the first problem as it is found.
    pub untouched: bool,
}

impl ViewState {
    /// The first frame, with the cursor there.
    #[must_use]
    pub fn at(cursor: Cursor) -> Self {
        Self {
            cursor,
            view: View::default(),
            mode: Mode::default(),
            pending: Pending::default(),
            sorts: Sorts::default(),
            help_search: String::new(),
            filter: String::new(),
            note: None,
            unseen: VecDeque::new(),
            raw: false,
            page: 10,
            untouched: true,
        }
    }

    /// The list in front, if one is.
    #[must_use]
    pub fn panel(&self) -> Option<Panel> {
        match self.mode {
            Mode::Panel(panel) => Some(panel),
            _ => None,
        }
    }

    /// Takes what lies over something away: what was there before is in front again.
    pub(crate) fn uncover(&mut self) {
        self.mode = match std::mem::take(&mut self.mode) {
            Mode::Confirm(_, under)
            | Mode::Help(_, under)
            | Mode::HelpSearch(_, under)
            | Mode::Menu(under)
            | Mode::Palette(_, under)
            | Mode::Paste(_, under) => *under,
            other => other,
        };
    }

    /// Whether a question takes no answer yet, because it was only just asked.
    #[must_use]
    pub fn waits_for_quiet(&self) -> bool {
        matches!(&self.mode, Mode::Confirm(question, _) if !question.ready)
    }

    /// Says something now, or after what has not been seen yet.
    pub fn tell(&mut self, note: Note) {
        if self.note.is_some() { self.unseen.push_back(note) } else { self.note = Some(note) }
    }

    /// What was said was seen: the next of what is still to be said takes its place.
    pub fn seen(&mut self) {
        self.note = self.unseen.pop_front();
    }
}
