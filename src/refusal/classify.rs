//! From what came over the wire to a [`Refusal`].

use std::collections::BTreeMap;

use super::{Cause, Refusal};

/// A failed answer as it came: status, type and text, untouched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawRefusal {
    /// HTTP status.
    pub status: Option<u16>,
    /// The error type, with or without the suffix AWS appends to it.
    pub kind: String,
    /// The text of `message` or `Message`.
    pub text: String,
}

/// Finds out what a refusal means. Total: an unknown text keeps its full wording and is filed by its type.
#[must_use]
pub fn classify(raw: &RawRefusal) -> Refusal {
    let kind = raw.kind.split(':').next().unwrap_or_default().trim().to_owned();
    Refusal {
        cause: Cause::Unrecognised,
        gate: None,
        recognised: false,
        status: raw.status,
        kind,
        text: raw.text.clone(),
        captures: BTreeMap::new(),
    }
}
