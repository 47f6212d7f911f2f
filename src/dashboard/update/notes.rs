//! One sentence to the user, in the footer until the next key.

use super::Effect;
use crate::dashboard::model::{Model, Note};

/// Says something, and has nothing else to do.
pub(super) fn say(model: &mut Model, text: impl Into<String>) -> Vec<Effect> {
    model.screen.note = Some(Note { text: text.into(), trouble: false });
    Vec::new()
}

/// Says that something went wrong, and has nothing else to do.
pub(super) fn warn(model: &mut Model, text: impl Into<String>) -> Vec<Effect> {
    model.screen.note = Some(Note { text: text.into(), trouble: true });
    Vec::new()
}
