//! Real calls: the question before them, and how far they are.

use crate::survey::{CallOutcome, RealCall};

/// The question before real calls.
#[derive(Clone, Debug)]
pub struct Confirm {
    /// What would be called.
    pub calls: Vec<RealCall>,
    /// Lines scrolled.
    pub scrolled: u16,
    /// Whether it stood there long enough to be read. Until then no answer counts: a word that is typed or pasted into
    /// the dashboard holds both the key that asks and one that consents.
    pub ready: bool,
}

/// Real calls under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checking {
    /// Their number: an answer to others is dropped.
    pub check: u64,
    /// All of them, in order.
    pub calls: Vec<RealCall>,
    /// What came of those already made.
    pub outcomes: Vec<CallOutcome>,
    /// Whether no more are to be made after the one under way.
    pub stopping: bool,
}

impl Checking {
    /// `checking 2 of 5: us.anthropic.claude-sonnet-5 in us-west-2 · esc stops`
    #[must_use]
    pub fn sentence(&self) -> String {
        let (made, all) = (self.outcomes.len(), self.calls.len());
        let what = self.calls.get(made).map(|call| format!(": {call}")).unwrap_or_default();
        if self.stopping {
            return format!("stopping after {} of {all}{what}", (made + 1).min(all));
        }
        format!("checking {} of {all} · esc stops{what}", (made + 1).min(all))
    }

    /// `5 called: 3 answered, 1 refused, 1 says nothing about access`
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |wanted: &[CallOutcome]| self.outcomes.iter().filter(|outcome| wanted.contains(outcome)).count();
        let parts = [
            (count(&[CallOutcome::Answered]), "answered"),
            (count(&[CallOutcome::Refused]), "refused"),
            (count(&[CallOutcome::BodyRejected]), "likely open"),
            (count(&[CallOutcome::Nothing]), "without a word about access"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
        let called = format!("{} of {} called: ", self.outcomes.len(), self.calls.len());
        match parts.collect::<Vec<_>>().join(", ") {
            parts if parts.is_empty() => "Nothing was called.".to_owned(),
            parts => format!("{called}{parts}."),
        }
    }
}
