//! The calls made to AWS, as they are looked at: failures first, then newest first, those that came to the same in one row.

use std::collections::{BTreeSet, VecDeque};

use crate::aws::Call;

/// Calls kept; the oldest make room.
const MOST_CALLS: usize = 1000;

/// The calls, and how one looks at them.
#[derive(Debug, Default)]
pub struct CallsMade {
    /// All of them, oldest first.
    pub all: VecDeque<Call>,
    /// Whether only the failed ones are listed.
    pub failed_only: bool,
    unfolded: BTreeSet<Fold>,
}

/// What calls of one row have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fold {
    operation: String,
    status: Option<u16>,
    refusal: Option<String>,
}

impl From<&Call> for Fold {
    fn from(call: &Call) -> Self {
        Self { operation: call.operation.clone(), status: call.status, refusal: call.refusal.clone() }
    }
}

/// A row of the list.
#[derive(Clone, Debug)]
pub struct CallRow<'a> {
    /// Newest first; more than one where they are folded, or where they follow one by one.
    pub calls: Vec<&'a Call>,
    /// Whether its calls follow one by one.
    pub unfolded: bool,
    /// Whether it is one of the row above.
    pub inside: bool,
}

impl<'a> CallRow<'a> {
    fn one(call: &'a Call, inside: bool) -> Self {
        Self { calls: vec![call], unfolded: false, inside }
    }

    /// The call, or the newest of several.
    #[must_use]
    pub fn newest(&self) -> Option<&'a Call> {
        self.calls.first().copied()
    }

    /// Whether it stands for several calls.
    #[must_use]
    pub fn is_fold(&self) -> bool {
        self.calls.len() > 1
    }

    /// How long such a call takes: half of them took longer.
    #[must_use]
    pub fn median(&self) -> u64 {
        let mut took: Vec<u64> = self.calls.iter().map(|call| call.milliseconds).collect();
        took.sort_unstable();
        took.get(took.len() / 2).copied().unwrap_or_default()
    }
}

impl CallsMade {
    /// Takes in calls, oldest first.
    pub(crate) fn take_in(&mut self, calls: Vec<Call>) {
        self.all.extend(calls);
        let excess = self.all.len().saturating_sub(MOST_CALLS);
        self.all.drain(..excess);
    }

    /// The number of the newest call taken in.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.all.back().map_or(0, |call| call.number)
    }

    /// How many came to nothing.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.all.iter().filter(|call| call.refusal.is_some()).count()
    }

    /// The rows. A row keeps its place among the others while more calls come: it stands where its first call is.
    #[must_use]
    pub fn rows(&self) -> Vec<CallRow<'_>> {
        let mut folds: Vec<(Fold, Vec<&Call>)> = Vec::new();
        for call in self.all.iter().filter(|call| !self.failed_only || call.refusal.is_some()) {
            let fold = Fold::from(call);
            match folds.iter_mut().find(|(known, _)| *known == fold) {
                Some((_, calls)) => calls.insert(0, call),
                None => folds.insert(0, (fold, vec![call])),
            }
        }
        folds.sort_by_key(|(fold, _)| fold.refusal.is_none());
        folds.into_iter().flat_map(|(fold, calls)| self.rows_of(&fold, calls)).collect()
    }

    fn rows_of<'a>(&self, fold: &Fold, calls: Vec<&'a Call>) -> Vec<CallRow<'a>> {
        let unfolded = calls.len() > 1 && self.unfolded.contains(fold);
        let inside: Vec<CallRow<'a>> = calls.iter().filter(|_| unfolded).map(|call| CallRow::one(call, true)).collect();
        std::iter::once(CallRow { calls, unfolded, inside: false }).chain(inside).collect()
    }

    /// Changes the list; returns where the row is now that was at that place. A call that went into a fold is there.
    pub(crate) fn keeping(&mut self, at: usize, change: impl FnOnce(&mut Self)) -> usize {
        let Some((was_fold, call)) = self.rows().get(at).and_then(|row| Some((row.is_fold(), row.newest()?.clone())))
        else {
            change(self);
            return at;
        };
        change(self);
        let rows = self.rows();
        let same =
            |row: &CallRow<'_>| row.is_fold() && row.newest().is_some_and(|one| Fold::from(one) == Fold::from(&call));
        let alone = |row: &CallRow<'_>| !row.is_fold() && row.newest().is_some_and(|one| one.number == call.number);
        let alone = rows.iter().position(alone).filter(|_| !was_fold);
        alone.or_else(|| rows.iter().position(same)).unwrap_or(0)
    }

    /// Shows the calls of a row one by one, or in one row again.
    pub(crate) fn turn(&mut self, at: usize) {
        let Some(fold) = self.rows().get(at).and_then(|row| Some(Fold::from(row.newest()?))) else { return };
        if !self.unfolded.remove(&fold) {
            self.unfolded.insert(fold);
        }
    }
}
