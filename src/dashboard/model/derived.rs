//! What follows from survey and plan: lists, cells, the check and what it comes down to.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{CellSummary, Change, Changes, ModelRow, changes::is_same_call, visible::Visible};
use crate::{
    catalog::{BaseModelId, RegionName},
    claude_code::ModelUse,
    gaps::{Check, CheckedUse, Fate, Headline, Outcome},
    survey::Survey,
};

/// Everything the views need beside survey and plan.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The models, in display order.
    pub models: Vec<ModelRow>,
    /// The regions, in display order.
    pub regions: Vec<RegionName>,
    /// The plan against the survey.
    pub check: Check,
    /// The indices of the check's uses in display order: what fails first, then what is repaired.
    pub order: Vec<usize>,
    /// What the check comes down to.
    pub headline: Headline,
    /// How the plan differs from that of the files, while something is supposed.
    pub changes: Changes,
    /// How much is known.
    pub tally: Tally,
    /// When the first provisional success ends.
    pub settles_at: Option<Timestamp>,
    pub(super) cells: BTreeMap<RegionName, BTreeMap<BaseModelId, CellSummary>>,
    /// What the filter lets through of all that, and what is pointed at.
    pub(super) visible: Visible,
}

impl Default for Derived {
    fn default() -> Self {
        Self {
            models: Vec::new(),
            regions: Vec::new(),
            check: Check::default(),
            order: Vec::new(),
            headline: Headline {
                outcome: Outcome::Unknown,
                text: String::new(),
                shorter: Vec::new(),
                brief: String::new(),
            },
            changes: Changes::default(),
            tally: Tally::default(),
            settles_at: None,
            cells: BTreeMap::new(),
            visible: Visible::default(),
        }
    }
}

/// How much is known, and since when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Regions in which Bedrock answered something.
    pub regions: usize,
    /// Answers kept.
    pub answers: usize,
    /// The date of the newest answer.
    pub newest: Option<Timestamp>,
}

impl Tally {
    /// Whether any region ever answered.
    #[must_use]
    pub fn has_data(&self) -> bool {
        self.regions > 0
    }

    pub(super) fn of(survey: &Survey) -> Self {
        let mut tally = Self::default();
        for facts in survey.regions.values() {
            let counted = facts.facts().filter(|(read, _)| read.row().counted);
            let answers: Vec<Timestamp> = counted.filter_map(|(_, fact)| fact.value_at()).collect();
            tally.regions += usize::from(!answers.is_empty());
            tally.answers += answers.len();
            tally.newest = tally.newest.max(answers.into_iter().max());
        }
        tally
    }
}

impl Derived {
    /// The cell of a model in a region, both taken from the lists.
    #[must_use]
    pub fn cell(&self, region: &RegionName, model: &BaseModelId) -> Option<&CellSummary> {
        self.cells.get(region)?.get(model)
    }

    /// The row of a model.
    #[must_use]
    pub fn row(&self, model: &BaseModelId) -> Option<&ModelRow> {
        self.models.iter().find(|row| row.id == *model)
    }

    /// The use to show for a cell: the one that fails, else one that is repaired, else the first that is refused. What
    /// mends another call of the same model need not mend that one.
    #[must_use]
    pub fn use_at(&self, region: &RegionName, model: &BaseModelId) -> Option<&CheckedUse> {
        let here = |checked: &&CheckedUse| {
            checked.usage.region == *region && checked.ladder.cell.model.as_ref() == Some(model)
        };
        let rank = |checked: &&CheckedUse| (Fate::of(checked), !checked.verdict.is_refused());
        self.check.uses.iter().filter(here).min_by_key(rank)
    }

    /// How a use of the plan differs from that of the files.
    #[must_use]
    pub fn change_of(&self, usage: &ModelUse) -> Option<&Change> {
        let at = self.check.uses.iter().position(|checked| is_same_call(&checked.usage, usage))?;
        self.changes.of(at)
    }
}
