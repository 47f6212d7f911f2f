//! Everything about one cell: its ladder, the call of the plan it is about, and what to do.

use super::Model;
use crate::{
    access::{Ladder, Verdict, console, remedy::Remedy},
    catalog::{BaseModelId, RegionName},
    gaps::{self, CheckedUse},
};

/// Everything about the cell under the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    /// Its ladder.
    pub ladder: Ladder,
    /// What the ladder comes down to.
    pub verdict: Verdict,
    /// The call of the plan it is about, if one is.
    pub usage: Option<CheckedUse>,
    /// What to do, best first.
    pub remedies: Vec<Remedy>,
}

/// One thing that can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fix<'a> {
    /// A page to open, or lines to copy.
    Remedy(&'a Remedy),
    /// A message to whoever may do what the caller may not.
    Administrator,
}

impl Focus {
    /// What can be done, best first.
    #[must_use]
    pub fn fixes(&self) -> Vec<Fix<'_>> {
        let asks = !self.verdict.is_open() && self.ladder.cell.model.is_some();
        self.remedies.iter().map(Fix::Remedy).chain(asks.then_some(Fix::Administrator)).collect()
    }

    /// A call of the plan.
    pub(super) fn of_use(checked: &CheckedUse) -> Self {
        Self {
            ladder: checked.ladder.clone(),
            verdict: checked.verdict,
            usage: Some(checked.clone()),
            remedies: checked.remedies.clone(),
        }
    }

    /// A model in a region: as the plan calls it there, else by any id.
    #[must_use]
    pub fn on(model: &Model, region: &RegionName, id: &BaseModelId) -> Self {
        if let Some(checked) = model.derived.use_at(region, id) {
            return Self::of_use(checked);
        }
        let ladder = model.ladder(region, id);
        let verdict = ladder.verdict();
        let remedies = if verdict.is_open() {
            Vec::new()
        } else {
            gaps::cell_remedies(&ladder, &model.account.survey, model.caller())
        };
        Self { ladder, verdict, usage: None, remedies }
    }

    /// The id to call the model by.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        let invoked = self.ladder.cell.invoked.as_ref().map(ToString::to_string);
        invoked.or_else(|| self.ladder.call_as.first().cloned())
    }

    /// The console page that opens the first shut gate, else the model's own.
    #[must_use]
    pub fn console_page(&self) -> Option<String> {
        let cell = &self.ladder.cell;
        let own = || console::model_page(&cell.region, cell.model.as_ref()?);
        self.remedies.iter().find_map(|remedy| remedy.url.clone()).or_else(own)
    }
}
