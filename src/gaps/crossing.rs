//! A refusal crossed with what Claude Code calls: the text of most refusals names no model, the plan knows them all.

use std::collections::BTreeSet;

use super::{Check, CheckedUse};
use crate::{
    access::Verdict,
    catalog::ModelRef,
    claude_code::{Role, SourceKind},
    refusal::{Gate, Refusal},
};

/// Whether a call may be the one that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Suspicion {
    /// The text names its model.
    Named,
    /// AWS refuses it now, at the gate that the text is about.
    Refused,
    /// AWS refuses it now, at another gate.
    RefusedElsewhere,
    /// Nothing is known of it, and nobody chose its model: it is a default of the client.
    NeverChosen,
    /// Nothing is known of it.
    NotKnown,
    /// It is open.
    Open,
}

impl Suspicion {
    /// Whether this is the call, as far as can be known.
    #[must_use]
    pub fn is_the_one(self) -> bool {
        self <= Self::Refused
    }
}

/// What a refusal that AWS gives now has to do with the text that somebody saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// It is the one.
    TheOne,
    /// One of several that may be it.
    MayBe,
    /// It is refused as well, which Claude Code keeps to itself; the text came from another.
    NotShown,
}

/// One model in one region that Claude Code calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossedCall {
    /// The first of the plan's uses of it.
    pub checked: CheckedUse,
    /// Whether it may be the one.
    pub suspicion: Suspicion,
}

/// Every model of the plan, the most suspicious first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crossing {
    /// The calls. Empty where the text is not about a model, or where Claude Code calls none.
    pub calls: Vec<CrossedCall>,
    /// Whether the text says itself which model it is about.
    pub is_named: bool,
}

impl Crossing {
    /// Crosses a refusal with the checked plan.
    #[must_use]
    pub fn of(refusal: &Refusal, check: &Check) -> Self {
        let about_a_call = |gate: Gate| !matches!(gate, Gate::Credentials | Gate::Region);
        if !refusal.recognised || !refusal.gate.is_some_and(about_a_call) {
            return Self::default();
        }
        let named = refusal.captures.get("model_id").map(|id| ModelRef::parse(id));
        let mut seen = BTreeSet::new();
        let mut uses: Vec<&CheckedUse> =
            check.uses.iter().filter(|checked| checked.usage.role != Role::TokenCount).collect();
        // Somebody saw this text: a call whose refusal the client keeps to itself is the last that it can have come from.
        uses.sort_by_key(|checked| !checked.is_felt());
        let mut calls: Vec<CrossedCall> = uses
            .into_iter()
            .filter(|checked| seen.insert((checked.usage.invoked.to_string(), checked.usage.region.clone())))
            .map(|checked| CrossedCall {
                suspicion: suspicion(refusal, named.as_ref(), checked),
                checked: checked.clone(),
            })
            .collect();
        calls.sort_by_key(|call| call.suspicion);
        Self { calls, is_named: named.is_some() }
    }

    /// The calls it was about: those refused now, or else named; none while that is not known.
    pub fn found(&self) -> impl Iterator<Item = &CrossedCall> {
        self.calls.iter().filter(|call| call.suspicion.is_the_one())
    }

    /// Of a call that is refused now: whether the text came from it. A refusal that the client keeps to itself is not the
    /// text that somebody saw, where another one is shown.
    #[must_use]
    pub fn blame(&self, call: &CrossedCall) -> Blame {
        let shown = self.found().filter(|found| found.checked.is_felt()).count();
        let is_shown = call.checked.is_felt();
        if shown > 0 && !is_shown {
            Blame::NotShown
        } else if shown == 1 || (shown == 0 && self.found().count() == 1) {
            Blame::TheOne
        } else {
            Blame::MayBe
        }
    }

    /// Those that may be it: the most suspicious that are not known to be open.
    pub fn suspects(&self) -> impl Iterator<Item = &CrossedCall> {
        let first = self.calls.first().map(|call| call.suspicion).filter(|one| *one != Suspicion::Open);
        self.calls.iter().filter(move |call| Some(call.suspicion) == first)
    }
}

impl Check {
    /// An id that Claude Code calls besides a refused one: one that is open if any is, else that of its main role.
    #[must_use]
    pub fn another_than(&self, refused: Option<&ModelRef>) -> Option<&ModelRef> {
        let other = |checked: &&CheckedUse| refused.is_none_or(|id| base(id) != base(&checked.usage.invoked));
        let open = self.uses.iter().filter(other).find(|checked| checked.verdict.is_open());
        let main = || self.uses.iter().filter(other).find(|checked| checked.usage.role == Role::Main);
        open.or_else(main).map(|checked| &checked.usage.invoked)
    }
}

fn base(id: &ModelRef) -> String {
    id.base().map_or_else(|| id.to_string(), |base| base.to_string())
}

fn suspicion(refusal: &Refusal, named: Option<&ModelRef>, checked: &CheckedUse) -> Suspicion {
    if let Some(named) = named {
        let same = *named == checked.usage.invoked || base(named) == base(&checked.usage.invoked);
        return if same { Suspicion::Named } else { Suspicion::Open };
    }
    match checked.verdict {
        verdict if verdict.is_refused() && verdict.gate() == refusal.gate => Suspicion::Refused,
        verdict if verdict.is_refused() => Suspicion::RefusedElsewhere,
        Verdict::Unknown => unknown(checked),
        // Open as far as is read, and what the text is about was not read.
        Verdict::Open if refusal.gate == Some(Gate::Permission) && checked.permission_unread().is_some() => {
            unknown(checked)
        }
        _ => Suspicion::Open,
    }
}

fn unknown(checked: &CheckedUse) -> Suspicion {
    match checked.usage.source.kind {
        SourceKind::Default | SourceKind::Discovery => Suspicion::NeverChosen,
        _ => Suspicion::NotKnown,
    }
}
