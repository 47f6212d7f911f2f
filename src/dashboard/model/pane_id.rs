//! The panes of the screen: lists with the cursor in them, and texts that scroll. One table says of each what it is called
//! and which key leads to it.

use super::View;
use crate::dashboard::keymap::Action;

/// A pane of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPane {
    /// What AWS says of what is under the cursor, who is hit, what to do.
    Why,
    /// What Claude Code reads: settings and files, and what would change them for the better.
    Settings,
}

/// A part of the screen that the keys can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneId {
    /// A list: the keys move the cursor.
    List(View),
    /// A text: the keys scroll it.
    Text(TextPane),
}

impl PaneId {
    /// Every pane, in the order of their keys.
    pub const ALL: [Self; 5] = [
        Self::List(View::Calls),
        Self::List(View::Map),
        Self::Text(TextPane::Why),
        Self::Text(TextPane::Settings),
        Self::List(View::Region),
    ];

    /// What its title begins with.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::List(View::Calls) => "Calls",
            Self::List(View::Map) => "Map",
            Self::List(View::Region) => "Region",
            Self::Text(TextPane::Why) => "Why",
            Self::Text(TextPane::Settings) => "Settings",
        }
    }

    /// What leads to it.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Self::List(View::Calls) => Action::ViewCalls,
            Self::List(View::Map) => Action::ViewMap,
            Self::List(View::Region) => Action::ViewRegion,
            Self::Text(TextPane::Why) => Action::ViewWhy,
            Self::Text(TextPane::Settings) => Action::ViewSettings,
        }
    }

    /// The pane so many places on, round and round.
    #[must_use]
    pub fn after(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|pane| *pane == self).unwrap_or(0);
        Self::ALL.into_iter().cycle().nth(at + by).unwrap_or(self)
    }

    /// The pane before this one.
    #[must_use]
    pub fn before(self) -> Self {
        self.after(Self::ALL.len() - 1)
    }
}

/// Where one is in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadingAt {
    /// Which.
    pub pane: TextPane,
    /// Lines scrolled.
    pub scroll: u16,
    /// In `why`, the fix that is chosen.
    pub fix: usize,
}

impl ReadingAt {
    /// From the top.
    #[must_use]
    pub fn of(pane: TextPane) -> Self {
        Self { pane, scroll: 0, fix: 0 }
    }

    /// The next fix, and behind the last one the next line; backwards likewise.
    pub(crate) fn step(&mut self, by: isize, fixes: usize) {
        let last = fixes.saturating_sub(1);
        let at = (usize::from(self.scroll) + self.fix).saturating_add_signed(by);
        self.fix = at.min(last);
        self.scroll = u16::try_from(at - self.fix).unwrap_or(u16::MAX);
    }

    /// So many lines on.
    pub(crate) fn scroll(&mut self, by: isize) {
        self.scroll = u16::try_from(usize::from(self.scroll).saturating_add_signed(by)).unwrap_or(u16::MAX);
    }
}
