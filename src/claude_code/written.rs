//! What may be written where a model belongs, and what it was turned into.

use crate::catalog::{BaseModelId, Family, ModelRef};

use super::Source;

/// A name turned into the id that is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    /// As written; empty for a default.
    pub(super) requested: String,
    pub(super) invoked: ModelRef,
    pub(super) source: Source,
    /// Whether a list or an answer not seen could change the id.
    pub(super) depends: bool,
    pub(super) notes: Vec<String>,
    /// What the client moves on to when the id is refused, best first.
    pub(super) below: Vec<ModelRef>,
}

impl Resolved {
    /// With a note before the others.
    pub(super) fn noted(mut self, note: impl Into<String>) -> Self {
        self.notes.insert(0, note.into());
        self
    }
}

/// The variable that pins a tier.
pub(super) fn pin_variable(family: Family) -> Option<&'static str> {
    match family {
        Family::Opus => Some("ANTHROPIC_DEFAULT_OPUS_MODEL"),
        Family::Sonnet => Some("ANTHROPIC_DEFAULT_SONNET_MODEL"),
        Family::Haiku => Some("ANTHROPIC_DEFAULT_HAIKU_MODEL"),
        Family::Fable => Some("ANTHROPIC_DEFAULT_FABLE_MODEL"),
        Family::Mythos | Family::Other => None,
    }
}

/// The family an alias stands for.
pub(super) fn alias_family(text: &str) -> Option<Family> {
    match text {
        // Fable is never meant, pinned and listed or not (run 2.1.332).
        "opus" | "best" => Some(Family::Opus),
        "sonnet" | "opusplan" => Some(Family::Sonnet),
        "haiku" => Some(Family::Haiku),
        "fable" => Some(Family::Fable),
        _ => None,
    }
}

/// Without white space around it and without `[1m]`, which asks for the long context and is not part of the id.
pub(super) fn without_suffix(text: &str) -> &str {
    let text = text.trim();
    let cut = text.len().checked_sub("[1m]".len()).and_then(|at| text.split_at_checked(at));
    cut.filter(|(_, tail)| tail.eq_ignore_ascii_case("[1m]")).map_or(text, |(rest, _)| rest)
}

/// The foundation model that the text of an id tells. Ids in capital letters are recognised too (run 2.1.332).
pub(super) fn written_base(id: &ModelRef) -> Option<BaseModelId> {
    match id {
        ModelRef::Other(text) => ModelRef::parse(&text.to_lowercase()).base(),
        _ => id.base(),
    }
}
