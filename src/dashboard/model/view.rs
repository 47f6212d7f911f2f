//! The lists that have the cursor in them.

/// A list: what the keys move the cursor in, and what is filtered, sorted and exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Models × regions.
    #[default]
    Map,
    /// The models of one region.
    Region,
    /// What Claude Code will call.
    Calls,
}
