//! What a what-if changes: the calls of the plan before and after.

use crate::{
    claude_code::{ModelUse, Plan, Problem},
    gaps::CheckedUse,
};

/// How a call of the plan differs from the plan of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same caller, another id or region. This is the call as it is without the what-if.
    Moved(Box<ModelUse>),
    /// Nothing calls for this without the what-if.
    New,
}

/// All differences. Nothing is different while nothing is supposed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// For each use of the check, in its order, how it differs.
    uses: Vec<Option<Change>>,
    /// The calls that would not be made any more.
    pub gone: Vec<ModelUse>,
    /// What only the plan supposed says is wrong.
    pub problems: Vec<Problem>,
}

impl Changes {
    /// Compares the plan of the files with the one supposed.
    #[must_use]
    pub fn between(before: &Plan, after: &Plan, uses: &[CheckedUse]) -> Self {
        let stays = |one: &ModelUse| uses.iter().any(|checked| is_same_call(&checked.usage, one));
        let mut left: Vec<&ModelUse> = before.uses.iter().filter(|one| !stays(one)).collect();
        let mut change = |checked: &CheckedUse| {
            let usage = &checked.usage;
            if before.uses.iter().any(|one| is_same_call(one, usage)) {
                return None;
            }
            let at = left.iter().position(|one| (one.role, &one.name) == (usage.role, &usage.name));
            Some(at.map_or(Change::New, |at| Change::Moved(Box::new(left.remove(at).clone()))))
        };
        let uses = uses.iter().map(&mut change).collect();
        let gone = left.into_iter().cloned().collect();
        let new = |problem: &&Problem| !before.problems.iter().any(|one| one.text == problem.text);
        Self { uses, gone, problems: after.problems.iter().filter(new).cloned().collect() }
    }

    /// How the use of this index differs.
    #[must_use]
    pub fn of(&self, index: usize) -> Option<&Change> {
        self.uses.get(index)?.as_ref()
    }

    /// How many calls differ, those that are gone included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.uses.iter().flatten().count() + self.gone.len()
    }
}

pub(super) fn is_same_call(a: &ModelUse, b: &ModelUse) -> bool {
    (a.role, &a.name, &a.invoked, &a.region) == (b.role, &b.name, &b.invoked, &b.region)
}
