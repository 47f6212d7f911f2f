//! In which order the lists stand. Each view keeps its own.

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
        Self { matrix: first(View::Map), region: first(View::Region), claude_code: first(View::Calls) }
    }
}

impl View {
    /// The orders of the view; the first is the one it starts with.
    #[must_use]
    pub fn orders(self) -> &'static [Order] {
        match self {
            Self::Map => &[Order::Family, Order::Gaps],
            Self::Region => &[Order::Family, Order::Status, Order::EndOfLife, Order::Role],
            Self::Calls => &[Order::Gaps, Order::Role, Order::Region],
        }
    }
}

impl Sorts {
    /// The order of a view.
    #[must_use]
    pub fn of(&self, view: View) -> Sort {
        match view {
            View::Map => self.matrix,
            View::Region => self.region,
            View::Calls => self.claude_code,
        }
    }

    fn of_mut(&mut self, view: View) -> &mut Sort {
        match view {
            View::Map => &mut self.matrix,
            View::Region => &mut self.region,
            View::Calls => &mut self.claude_code,
        }
    }

    /// The next order of the view, from its beginning.
    pub(crate) fn next(&mut self, view: View) {
        let orders = view.orders();
        let sort = self.of_mut(view);
        let at = orders.iter().position(|order| *order == sort.order).unwrap_or(0);
        let order = orders.get(at + 1).or(orders.first()).copied().unwrap_or(sort.order);
        *sort = Sort { order, reversed: false };
    }

    /// This order, from its beginning.
    pub(crate) fn choose(&mut self, view: View, order: Order) {
        *self.of_mut(view) = Sort { order, reversed: false };
    }

    /// Turns the order round.
    pub(crate) fn reverse(&mut self, view: View) {
        let sort = self.of_mut(view);
        sort.reversed = !sort.reversed;
    }

    /// What the title says about an order that is not the view's own: `by status, reversed`.
    #[must_use]
    pub fn title(&self, view: View) -> Option<String> {
        let Sort { order, reversed } = self.of(view);
        let own = view.orders().first() == Some(&order);
        let turned = if reversed { ", reversed" } else { "" };
        (!own || reversed)
            .then(|| if order == Order::Gaps { format!("{order}{turned}") } else { format!("by {order}{turned}") })
    }
}

/// The models, which come by family, in the order of the view. Equal ones stay as they were.
pub(super) fn sort_models(model: &Model, region: &RegionName, rows: &mut [(usize, &ModelRow)]) {
    let Sort { order, reversed } = model.screen.sorts.of(model.screen.view);
    match order {
        Order::Family | Order::Region => {}
        Order::Gaps => rows.sort_by_cached_key(|(_, row)| !row.has_gap),
        Order::Status => rows.sort_by_cached_key(|(_, row)| {
            let cell = model.derived.cell(region, &row.id);
            rank(cell.map_or(Verdict::Unknown, |cell| cell.verdict))
        }),
        Order::EndOfLife => rows.sort_by_cached_key(|(_, row)| {
            let end = model.end_of_life(region, row);
            (end.is_none(), end)
        }),
        Order::Role => rows.sort_by_cached_key(|(_, row)| {
            let first = model.derived.check.uses_of(region, &row.id).map(|checked| checked.usage.role).min();
            (first.is_none(), first)
        }),
    }
    if reversed {
        rows.reverse();
    }
}

/// The calls, which come with gaps first, in the order of their view: the keys go round the gaps in that order,
/// whichever view is in front.
pub(super) fn sort_uses(model: &Model, uses: &mut [(usize, &CheckedUse)]) {
    let Sort { order, reversed } = model.screen.sorts.of(View::Calls);
    match order {
        Order::Role => uses.sort_by_key(|(_, checked)| checked.usage.role),
        Order::Region => uses.sort_by_cached_key(|(_, checked)| {
            (model.catalog.region_rank(&checked.usage.region), checked.usage.region.clone())
        }),
        Order::Gaps | Order::Family | Order::Status | Order::EndOfLife => {}
    }
    if reversed {
        uses.reverse();
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
