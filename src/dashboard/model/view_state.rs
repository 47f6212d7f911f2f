//! What the screen shows: the view in front, what lies over it, what is pointed at, what was said last.

use std::collections::VecDeque;

use super::{Cursor, Mode, Note, PaneId, Panel, Pending, ReadingAt, Sorts, View};

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
    /// Whether the pane in focus has the whole screen.
    pub zoomed: bool,
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
            zoomed: false,
            untouched: true,
        }
    }

    /// The text that is being read, also while something lies over it.
    #[must_use]
    pub fn reading(&self) -> Option<ReadingAt> {
        let mut mode = &self.mode;
        loop {
            mode = match mode {
                Mode::Confirm(_, under)
                | Mode::Help(_, under)
                | Mode::HelpSearch(_, under)
                | Mode::Menu(under)
                | Mode::Palette(_, under)
                | Mode::Paste(_, under) => under,
                Mode::Panel(panel) => return panel.over,
                Mode::Reading(reading) => return Some(*reading),
                _ => return None,
            }
        }
    }

    /// The pane in focus.
    #[must_use]
    pub fn pane(&self) -> PaneId {
        self.reading().map_or(PaneId::List(self.view), |reading| PaneId::Text(reading.pane))
    }

    /// How far the text could be scrolled when it was drawn: further makes no sense.
    pub fn drawn(&mut self, reach: usize) {
        if let Mode::Reading(reading) = &mut self.mode {
            reading.scroll = reading.scroll.min(u16::try_from(reach).unwrap_or(u16::MAX));
        }
    }

    /// Something else is under the cursor: what is read of it begins at its top.
    pub(crate) fn read_anew(&mut self) {
        if let Mode::Reading(reading) = &mut self.mode {
            *reading = ReadingAt::of(reading.pane);
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

    /// Takes the list away that is in front.
    pub(crate) fn close_panel(&mut self) {
        if let Mode::Panel(panel) = &self.mode {
            self.mode = panel.over.map_or(Mode::Browse, Mode::Reading);
        }
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
