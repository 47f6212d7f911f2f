//! What is pointed at, kept by identity: filters, refreshes and new rows never move it to something else.

use crate::{
    catalog::{BaseModelId, ModelRef, RegionName},
    claude_code::Role,
    gaps::CheckedUse,
};

/// A model in a region, and a call of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The region.
    pub region: RegionName,
    /// The model; `None` until one is known.
    pub model: Option<BaseModelId>,
    /// The call, in the Claude Code view.
    pub usage: Option<UseKey>,
}

/// What makes a use of the plan the same use after the plan was made anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseKey {
    pub(super) role: Role,
    name: String,
    pub(super) invoked: ModelRef,
    pub(super) region: RegionName,
}

impl From<&CheckedUse> for UseKey {
    fn from(checked: &CheckedUse) -> Self {
        let usage = &checked.usage;
        Self {
            role: usage.role,
            name: usage.name.clone(),
            invoked: usage.invoked.clone(),
            region: usage.region.clone(),
        }
    }
}
