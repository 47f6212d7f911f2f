//! Calls of models that are over.

use jiff::Timestamp;

/// A call of a model that is over.
#[derive(Clone, Debug)]
pub(super) struct Past {
    pub(super) at: Timestamp,
    pub(super) operation: String,
    pub(super) region: String,
    pub(super) model_id: String,
    /// Error code and message, where it was refused.
    pub(super) error: Option<(String, String)>,
    pub(super) principal: String,
    pub(super) agent: String,
    pub(super) bearer: bool,
}
