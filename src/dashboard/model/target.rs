//! What a click can mean.

use super::View;
use crate::{
    catalog::{BaseModelId, RegionName},
    dashboard::keymap::Action,
};

/// Something on screen that can be clicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A cell of the matrix.
    Cell(RegionName, BaseModelId),
    /// A model of the map or of the region, wherever the cursor's region is.
    Model(BaseModelId),
    /// A call of the plan, by its place among those the filter lets through, from 0.
    Use(usize),
    /// A row of the list in front, by its place among those the filter lets through, from 0.
    Row(usize),
    /// The name of a view.
    View(View),
    /// A hint of the footer.
    Act(Action),
}
