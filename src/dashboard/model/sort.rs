//! In which order the lists stand. Each view keeps its own.

use jiff::Timestamp;

use super::{Model, ModelRow, View};
use crate::{access::Verdict, catalog::RegionName, gaps::CheckedUse};

/// What a list can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
pub enum Order {
    /// Families, the newest model first.
    #[strum(serialize = "family")]
    Family,
    /// Gaps first.
    #[strum(serialize = "gaps first")]
    Gaps,
    /// What is shut first.
    #[strum(serialize = "status")]
    Status,
    /// What ends soonest first.
    #[strum(serialize = "end of life")]
    EndOfLife,
    /// The most important caller first.
    #[strum(serialize = "role")]
    Role,
    /// Regions, in the catalogue's order.
    #[strum(serialize = "region")]
    Region,
}

/// An order, and whether it is turned round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The order.
    pub order: Order,
    /// Whether the last comes first.
    pub reversed: bool,
}

/// The order of each view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorts {
    matrix: Sort,
    region: Sort,
    claude_code: Sort,
}

impl Default for Sorts {
    fn default() -> Self {
        let first = |view: View| {
            let order = view.orders().first().copied().unwrap_or(Order::Family);
            Sort { order, reversed: false }
        };
        Self { matrix: first(View::Matrix), region: first(View::Region), claude_code: first(View::ClaudeCode) }
    }
}

impl View {
    /// The orders of the view; the first is the one it starts with.
    #[must_use]
    pub fn orders(self) -> &'static [Order] {
        match self {
            Self::Matrix => &[Order::Family, Order::Gaps],
            Self::Region => &[Order::Family, Order::Status, Order::EndOfLife, Order::Role],
            Self::ClaudeCode => &[Order::Gaps, Order::Role, Order::Region],
        }
    }
}

impl Model {
    /// The order of the view in front.
    #[must_use]
    pub fn sort(&self) -> Sort {
        match self.screen.view {
            View::Matrix => self.screen.sorts.matrix,
            View::Region => self.screen.sorts.region,
            View::ClaudeCode => self.screen.sorts.claude_code,
        }
    }

    fn sort_mut(&mut self) -> &mut Sort {
        match self.screen.view {
            View::Matrix => &mut self.screen.sorts.matrix,
            View::Region => &mut self.screen.sorts.region,
            View::ClaudeCode => &mut self.screen.sorts.claude_code,
        }
    }

    /// The next order of the view, from its beginning.
    pub(crate) fn sort_next(&mut self) {
        let orders = self.screen.view.orders();
        let sort = self.sort_mut();
        let at = orders.iter().position(|order| *order == sort.order).unwrap_or(0);
        let order = orders.get(at + 1).or(orders.first()).copied().unwrap_or(sort.order);
        *sort = Sort { order, reversed: false };
    }

    /// This order, from its beginning.
    pub(crate) fn sort_by(&mut self, order: Order) {
        *self.sort_mut() = Sort { order, reversed: false };
    }

    /// Turns the order round.
    pub(crate) fn sort_reverse(&mut self) {
        let sort = self.sort_mut();
        sort.reversed = !sort.reversed;
    }

    /// What the title says about an order that is not the view's own: `by status, reversed`.
    #[must_use]
    pub fn sort_title(&self) -> Option<String> {
        let Sort { order, reversed } = self.sort();
        let own = self.screen.view.orders().first() == Some(&order);
        let turned = if reversed { ", reversed" } else { "" };
        (!own || reversed)
            .then(|| if order == Order::Gaps { format!("{order}{turned}") } else { format!("by {order}{turned}") })
    }

    /// The models, which come by family, in the order of the view. Equal ones stay as they were.
    pub(super) fn sort_models(&self, rows: &mut [&ModelRow]) {
        let region = self.region_at_cursor();
        match self.sort().order {
            Order::Family | Order::Region => {}
            Order::Gaps => rows.sort_by_cached_key(|row| !self.has_gap(row)),
            Order::Status => rows.sort_by_cached_key(|row| {
                let cell = self.derived.cell(region, &row.id);
                rank(cell.map_or(Verdict::Unknown, |cell| cell.verdict))
            }),
            Order::EndOfLife => rows.sort_by_cached_key(|row| {
                let end = self.end_of_life(region, row);
                (end.is_none(), end)
            }),
            Order::Role => rows.sort_by_cached_key(|row| {
                let first = self.derived.check.uses_of(region, &row.id).map(|checked| checked.usage.role).min();
                (first.is_none(), first)
            }),
        }
        if self.sort().reversed {
            rows.reverse();
        }
    }

    /// The calls, which come with gaps first, in the order of the view.
    pub(super) fn sort_uses(&self, uses: &mut [&CheckedUse]) {
        // The keys go round the gaps in the order of this view, whichever is in front.
        let Sort { order, reversed } = self.screen.sorts.claude_code;
        match order {
            Order::Role => uses.sort_by_key(|checked| checked.usage.role),
            Order::Region => uses.sort_by_cached_key(|checked| {
                (self.catalog.region_rank(&checked.usage.region), checked.usage.region.clone())
            }),
            Order::Gaps | Order::Family | Order::Status | Order::EndOfLife => {}
        }
        if reversed {
            uses.reverse();
        }
    }

    /// Whether Claude Code calls the model somewhere and cannot.
    #[must_use]
    pub fn has_gap(&self, row: &ModelRow) -> bool {
        let of_row = |checked: &&CheckedUse| checked.ladder.cell.model.as_ref() == Some(&row.id);
        self.derived.check.uses.iter().filter(of_row).any(CheckedUse::is_gap)
    }

    /// When the model's life ends in the region: as AWS says there, else as the catalogue does.
    #[must_use]
    pub fn end_of_life(&self, region: &RegionName, row: &ModelRow) -> Option<Timestamp> {
        let listed = self.account.survey.region(region)?.model(&row.id)?;
        let known = self.catalog.model(&row.id).and_then(|known| known.lifecycle.end_of_life_at);
        listed.lifecycle.end_of_life_at.or(known)
    }
}

/// What needs doing first, what is of no use last.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Contradicted(_) => 0,
        Verdict::Blocked(_) => 1,
        Verdict::Pending => 2,
        Verdict::Unknown => 3,
        Verdict::Open => 4,
        Verdict::Verified { .. } => 5,
        Verdict::NotOffered => 6,
    }
}
