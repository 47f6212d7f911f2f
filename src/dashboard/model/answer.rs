//! The answer as the views ask for it: what comes of the calls that are shown, and the sentence about all of them.

use super::Model;
pub use crate::gaps::Fate;
use crate::gaps::{Check, CheckedUse};

/// The calls that the filter lets through with this fate, in the order of the view.
pub fn with_fate(model: &Model, fate: Fate) -> impl Iterator<Item = &CheckedUse> {
    model.visible_uses().into_iter().filter(move |checked| Fate::of(checked) == fate)
}

/// The answer in a sentence, longest first.
#[must_use]
pub fn sentences(model: &Model) -> Vec<String> {
    let headline = &model.derived.headline;
    std::iter::once(&headline.text).chain(&headline.shorter).cloned().collect()
}

/// How bad the worst call is.
pub(super) fn worst(check: &Check) -> Option<Fate> {
    check.uses.iter().map(Fate::of).min()
}
