//! What a key can do.

use serde::Deserialize;

/// Everything a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, strum::Display, strum::EnumIter)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Action {
    /// The model, or the planned call, above.
    Up,
    /// The one below.
    Down,
    /// The region before.
    Left,
    /// The region after.
    Right,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// The first model.
    First,
    /// The last model.
    Last,
    /// The next gap.
    NextGap,
    /// The gap before.
    PreviousGap,
    /// The ladder of the cell under the cursor.
    Detail,
    /// One step back.
    Back,
    /// The console page that fixes it.
    OpenConsole,
    /// The list of what can be copied.
    Copy,
    /// Copy the settings that mend what fails.
    CopySettings,
    /// Copy a message to the administrator.
    CopyMessage,
    /// Copy the remedy.
    CopyRemedy,
    /// Do what the chosen fix says: open its page, or copy its lines.
    DoFix,
    /// AWS's own words in place of the ladder, or the ladder again.
    Raw,
    /// Ask IAM whether the caller's policies allow the call.
    Simulate,
    /// Ask about the region again.
    RefreshRegion,
    /// Ask about everything again.
    RefreshAll,
    /// Switch to the demo.
    Demo,
    /// The list of scenarios.
    Scenarios,
    /// Start the scenario pointed at.
    ScenarioStart,
    /// Start filtering.
    Filter,
    /// Keep the filter.
    FilterKeep,
    /// Clear the filter.
    FilterClear,
    /// Complete the last word of the filter.
    FilterComplete,
    /// The next order of the view.
    Sort,
    /// Turn the order round.
    SortReverse,
    /// Start supposing something.
    WhatIf,
    /// Keep what is supposed.
    WhatIfKeep,
    /// Drop what is supposed.
    WhatIfDrop,
    /// Ask whether to make a real call to the model under the cursor.
    Verify,
    /// The same for all gaps of the plan.
    VerifyGaps,
    /// Make the calls that were asked about.
    ConfirmYes,
    /// Make them, and each with the streaming action as well.
    ConfirmStreaming,
    /// Make none.
    ConfirmNo,
    /// The next view.
    NextView,
    /// The view before.
    PreviousView,
    /// The map.
    ViewMap,
    /// The region under the cursor.
    ViewRegion,
    /// The calls of Claude Code.
    ViewCalls,
    /// Why, and what to do.
    ViewWhy,
    /// What Claude Code reads.
    ViewSettings,
    /// The pane in focus on the whole screen, or beside the others again.
    Zoom,
    /// The help page.
    Help,
    /// What can be pressed next.
    Menu,
    /// The list of calls made to AWS.
    Calls,
    /// The list of cells that changed.
    Changes,
    /// The list of AWS profiles.
    Profiles,
    /// The forms of an export.
    Export,
    /// Refresh on its own, or no more.
    Watch,
    /// Tell the terminal when a gap closes, or no more.
    Notify,
    /// In a list: what the row in front is for.
    Choose,
    /// In a list: copy what the row in front has to copy.
    PanelCopy,
    /// In the profiles: compare with the one in front.
    Compare,
    /// In the changes: take note of them all.
    Acknowledge,
    /// In the calls: only those that failed, or all again.
    FailedOnly,
    /// Search the help.
    HelpSearch,
    /// Keep the search.
    HelpSearchKeep,
    /// Clear the search.
    HelpSearchClear,
    /// Open the command palette.
    Palette,
    /// Do what the palette points at.
    PaletteRun,
    /// A box to paste a message into.
    Paste,
    /// Read the message, or go to the call it is about.
    PasteGo,
    /// Close the message.
    PasteClose,
    /// Close the palette.
    PaletteClose,
    /// Mark the region, or take its mark away.
    Mark,
    /// The next marked region.
    NextMark,
    /// Use the mouse, or leave it to the terminal.
    Mouse,
    /// Suspend the program.
    Suspend,
    /// Quit.
    Quit,
}

impl Action {
    /// Whether it does nothing but move the cursor, so that it can be taken back.
    pub(super) fn only_moves(self) -> bool {
        matches!(
            self,
            Self::Up
                | Self::Down
                | Self::PageUp
                | Self::PageDown
                | Self::First
                | Self::Last
                | Self::Left
                | Self::Right
                | Self::NextGap
                | Self::PreviousGap
        )
    }
}
