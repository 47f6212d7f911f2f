//! What is visible and what is pointed at, for every pane and key; and moving it.

use super::{CellSummary, Focus, Model, ModelRow, UseKey, View, visible::Visible};
use crate::{catalog::RegionName, gaps::CheckedUse};

impl Model {
    /// `background Haiku 3.5 in us-west-2`
    #[must_use]
    pub fn name_of_use(&self, key: &UseKey) -> String {
        let name = key.invoked.base().map_or_else(|| key.invoked.to_string(), |id| self.catalog.name(&id).short());
        let said = self.derived.check.uses.iter().find(|checked| UseKey::from(*checked) == *key).map(CheckedUse::role);
        format!("{} {name} in {}", said.unwrap_or_else(|| key.role.to_string()), key.region)
    }

    /// The console pages that may be on screen, from what is under the cursor.
    #[must_use]
    pub fn links(&self) -> Vec<String> {
        let Some(focus) = self.focus() else { return Vec::new() };
        let mut links: Vec<String> = focus.remedies.iter().filter_map(|remedy| remedy.url.clone()).collect();
        links.extend(focus.console_page());
        links.dedup();
        links
    }

    /// Brings what is visible and what is pointed at up to date with what is typed, sorted by and pointed at.
    pub(crate) fn update_visible(&mut self) {
        if !self.derived.visible.is_for(&self.screen) {
            self.derived.visible = Visible::of(self);
        }
    }

    /// The models the filter lets through, in the order of the view.
    #[must_use]
    pub fn visible_models(&self) -> Vec<&ModelRow> {
        self.derived.visible.models.iter().filter_map(|at| self.derived.models.get(*at)).collect()
    }

    /// The regions the filter lets through.
    #[must_use]
    pub fn visible_regions(&self) -> Vec<&RegionName> {
        self.derived.visible.regions.iter().filter_map(|at| self.derived.regions.get(*at)).collect()
    }

    /// The calls of the plan the filter lets through, in the order of the view: gaps first unless sorted otherwise.
    #[must_use]
    pub fn visible_uses(&self) -> Vec<&CheckedUse> {
        self.derived.visible.uses.iter().filter_map(|at| self.derived.check.uses.get(*at)).collect()
    }

    /// The model pointed at: the cursor's, or the first one while the filter hides that.
    #[must_use]
    pub fn model_at_cursor(&self) -> Option<&ModelRow> {
        self.derived.models.get(self.derived.visible.model?)
    }

    /// Whether a cell is one of those that the filter asks for; without one all are.
    #[must_use]
    pub fn is_asked_for(&self, cell: &CellSummary) -> bool {
        self.derived.visible.query.lets_cell(cell)
    }

    /// The models past their end that Claude Code does not call: a filter, the zoom or the cursor brings them back.
    #[must_use]
    pub fn retired_models(&self) -> Vec<&ModelRow> {
        self.derived.visible.retired.iter().filter_map(|at| self.derived.models.get(*at)).collect()
    }

    /// The region pointed at: the cursor's, or the first one while the filter hides that.
    #[must_use]
    pub fn region_at_cursor(&self) -> &RegionName {
        let visible = self.derived.visible.region.and_then(|at| self.derived.regions.get(at));
        visible.unwrap_or(&self.screen.cursor.region)
    }

    /// The call pointed at in the Claude Code view.
    #[must_use]
    pub fn use_at_cursor(&self) -> Option<&CheckedUse> {
        self.derived.check.uses.get(self.derived.visible.usage?)
    }

    /// Everything about the cell pointed at. In the Claude Code view that is the call under the cursor, or the same
    /// model elsewhere once the region was moved.
    #[must_use]
    pub fn focus(&self) -> Option<&Focus> {
        self.derived.visible.focus.as_deref()
    }

    /// Puts the cursor on a call of the plan.
    pub(crate) fn point_at_use(&mut self, key: UseKey) {
        if let Some(model) = key.invoked.base() {
            self.screen.cursor.model = Some(model);
        }
        self.screen.cursor.region = key.region.clone();
        self.screen.cursor.usage = Some(key);
    }

    /// Where the cursor starts: the first gap, else the first call. The region in focus stays.
    pub(super) fn point_at_first_use(&mut self) {
        let Some(key) = self.visible_uses().first().map(|checked| UseKey::from(*checked)) else { return };
        let region = self.screen.cursor.region.clone();
        self.point_at_use(key);
        self.screen.cursor.region = region;
    }

    /// Moves the model, or in the Claude Code view the call, by so many rows; stops at the ends.
    pub(crate) fn move_rows(&mut self, by: isize) {
        if self.screen.view == View::Calls {
            let uses = self.visible_uses();
            let at =
                uses.iter().position(|checked| Some(UseKey::from(*checked)) == self.screen.cursor.usage).unwrap_or(0);
            if let Some(key) = uses.get(moved(at, by, uses.len())).map(|checked| UseKey::from(*checked)) {
                self.point_at_use(key);
            }
            return;
        }
        let models = self.visible_models();
        let at = models.iter().position(|row| Some(&row.id) == self.screen.cursor.model.as_ref()).unwrap_or(0);
        self.screen.cursor.model = models.get(moved(at, by, models.len())).map(|row| row.id.clone());
        self.screen.cursor.usage = None;
    }

    /// Moves the region by so many columns; stops at the ends.
    pub(crate) fn move_regions(&mut self, by: isize) {
        let regions = self.visible_regions();
        let at = regions.iter().position(|region| **region == self.screen.cursor.region).unwrap_or(0);
        if let Some(region) = regions.get(moved(at, by, regions.len())).map(|region| (*region).clone()) {
            self.screen.cursor.region = region;
        }
    }

    /// Moves to a region; a filter that hides it is cleared.
    pub(crate) fn go_to_region(&mut self, region: RegionName) {
        if !self.visible_regions().contains(&&region) {
            self.screen.filter.clear();
        }
        self.screen.cursor.region = region;
    }

    /// The next marked region after the cursor's, round and round, by so many.
    pub(crate) fn next_mark(&self, by: usize) -> Option<RegionName> {
        let regions = &self.derived.regions;
        let at = regions.iter().position(|region| *region == self.screen.cursor.region).map_or(0, |at| at + 1);
        let (before, after) = regions.split_at_checked(at)?;
        let marked: Vec<&RegionName> =
            after.iter().chain(before).filter(|region| self.preferences.marks.contains(*region)).collect();
        marked.get(by.saturating_sub(1) % marked.len().max(1)).map(|region| (*region).clone())
    }

    /// Moves on by so many gaps, or back with a negative number, round and round: to which of how many. None when the
    /// filter shows none.
    pub(crate) fn move_gaps(&mut self, by: isize) -> Option<(usize, usize)> {
        let visible = self.visible_uses();
        let gaps: Vec<UseKey> = visible.into_iter().filter(|checked| checked.is_gap()).map(UseKey::from).collect();
        let here = |key: &UseKey| match &self.screen.cursor.usage {
            Some(usage) => key == usage && key.region == self.screen.cursor.region,
            None => key.region == self.screen.cursor.region && key.invoked.base() == self.screen.cursor.model,
        };
        let count = isize::try_from(gaps.len()).unwrap_or(0);
        let at = gaps.iter().position(here).and_then(|at| isize::try_from(at).ok());
        let next = match (at, by.is_negative()) {
            (Some(at), _) => (at + by).rem_euclid(count.max(1)),
            (None, false) => (by - 1).rem_euclid(count.max(1)),
            (None, true) => by.rem_euclid(count.max(1)),
        };
        let (at, of) = (usize::try_from(next).ok()?, gaps.len());
        self.point_at_use(gaps.into_iter().nth(at)?);
        Some((at + 1, of))
    }
}

/// An index moved, within a list.
fn moved(at: usize, by: isize, len: usize) -> usize {
    at.saturating_add_signed(by).min(len.saturating_sub(1))
}
