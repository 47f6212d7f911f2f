//! What a click can mean.

use super::{PaneId, UseKey};
use crate::{
    catalog::{BaseModelId, RegionName},
    dashboard::keymap::Action,
};

/// Something on screen that can be clicked, by what it is: a row that has moved since it was drawn is still that row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A cell of the matrix.
    Cell(RegionName, BaseModelId),
    /// A model of the map or of the region, wherever the cursor's region is.
    Model(BaseModelId),
    /// A call of the plan.
    Use(UseKey),
    /// The title of a pane.
    Pane(PaneId),
    /// A hint of the footer.
    Act(Action),
}
