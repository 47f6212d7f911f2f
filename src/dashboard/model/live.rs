//! What goes on while the dashboard stands: calls made, cells that changed, watching, other profiles.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{CallsMade, Checking, Condition, Model, Progress, UseKey, View};
use crate::{
    access::{Side, Verdict, VerdictChange, verdict_changes},
    aws::AwsProfile,
    catalog::{BaseModelId, RegionName},
    gaps::CheckedUse,
    refusal::Gate,
    survey::Survey,
    words,
};

/// Between two looks while nothing is about to change.
const PACE: SignedDuration = SignedDuration::from_secs(300);
/// Between two looks while something on screen is pending.
const PACE_PENDING: SignedDuration = SignedDuration::from_secs(15);

/// Everything that comes and goes.
#[derive(Debug, Default)]
pub struct Live {
    /// The calls made to AWS.
    pub calls: CallsMade,
    /// The cells that changed since they were last acknowledged.
    pub changes: Vec<CellChange>,
    /// Set while watching.
    pub watch: Option<Watch>,
    /// The profiles of the AWS config, once read.
    pub profiles: Vec<AwsProfile>,
    /// The other identity, once asked.
    pub comparison: Option<Comparison>,
    /// The scans under way, by number.
    pub scans: BTreeMap<u64, Progress>,
    /// Real calls under way.
    pub checking: Option<Checking>,
    pub(in crate::dashboard) last_scan: u64,
    pub(in crate::dashboard) last_check: u64,
    /// The survey that changes are told against.
    baseline: Option<Survey>,
    /// The gaps there were at the end of the last scan, with what to call them.
    gaps: Vec<(UseKey, String)>,
}

/// A cell that changed, and when that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// From what to what.
    pub change: VerdictChange,
    /// When it was seen.
    pub seen: Timestamp,
}

/// Refreshing on its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// When to look next; `None` while looking.
    pub next: Option<Timestamp>,
    /// Counts the looks: in the matrix each takes another region along.
    pub looks: usize,
}

/// What another identity can call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Its profile.
    pub profile: String,
    /// Whom AWS takes it for.
    pub identity: Option<String>,
    /// The cells that stand otherwise: `before` is here, `after` is there.
    pub rows: Vec<VerdictChange>,
    /// The regions that both could read.
    pub regions: usize,
}

impl Watch {
    /// When what the header says of it changes, or the next look is due.
    fn deadline(self, now: Timestamp) -> Option<Timestamp> {
        let left = self.next?.duration_since(now).as_secs().max(0);
        let until_other_minute = if left > 60 { left % 60 } else { left };
        now.checked_add(SignedDuration::from_secs(until_other_minute.max(1)))
            .ok()
            .map(|at| self.next.map_or(at, |next| at.min(next)))
    }

    /// Whether it is time.
    #[must_use]
    pub fn is_due(self, now: Timestamp) -> bool {
        self.next.is_some_and(|next| next <= now)
    }
}

impl Live {
    /// The change of a cell that was not acknowledged yet.
    #[must_use]
    pub fn change_at(&self, region: &RegionName, model: &BaseModelId) -> Option<&CellChange> {
        self.changes.iter().find(|one| one.change.region == *region && one.change.model == *model)
    }

    /// Whether anything is being asked.
    #[must_use]
    pub fn is_scanning(&self) -> bool {
        !self.scans.is_empty()
    }

    /// The progress of all scans together.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.scans.values().fold(Progress::default(), |sum, one| Progress {
            answered: sum.answered + one.answered,
            expected: sum.expected + one.expected,
        })
    }

    pub(super) fn deadline(&self, now: Timestamp) -> Option<Timestamp> {
        self.watch?.deadline(now)
    }
}

impl Model {
    /// The survey changes are told against from here on: nothing has changed yet.
    pub(crate) fn reset_baseline(&mut self) {
        let known = !self.account.survey.regions.is_empty();
        self.live.baseline = known.then(|| self.account.survey.clone());
        self.live.changes.clear();
        self.live.gaps.clear();
        self.live.comparison = None;
    }

    /// After a scan: what changed since the one before. Returns the gaps that closed, each in a few words.
    pub(crate) fn note_changes(&mut self) -> Vec<String> {
        if let Some(baseline) = self.live.baseline.take() {
            let before = Side { survey: &baseline, at: baseline.as_of().unwrap_or(self.now) };
            let after = Side { survey: &self.account.survey, at: self.now };
            let known = |change: &VerdictChange| {
                change.before.verdict != Verdict::Unknown && change.after.verdict != Verdict::Unknown
            };
            for change in verdict_changes(before, after, self.catalog).into_iter().filter(known) {
                self.note_change(change);
            }
        }
        self.live.baseline = Some(self.account.survey.clone());
        self.settle();
        let uses = &self.derived.check.uses;
        let open = |key: &UseKey| uses.iter().any(|one| one.verdict.is_open() && UseKey::from(one) == *key);
        let closed = self.live.gaps.iter().filter(|(key, _)| open(key)).map(|(_, name)| name.clone());
        let mut closed: Vec<String> = closed.collect();
        closed.dedup();
        let gaps = uses.iter().filter(|checked| checked.is_gap());
        self.live.gaps = gaps.map(|checked| (UseKey::from(checked), in_short(self, checked))).collect();
        closed
    }

    /// A cell that is again what it was is no change.
    fn note_change(&mut self, change: VerdictChange) {
        let same = |one: &CellChange| (&one.change.region, &one.change.model) == (&change.region, &change.model);
        let seen = self.now;
        let before = self.live.changes.iter().position(same).map(|at| self.live.changes.remove(at).change.before);
        let change = VerdictChange { before: before.unwrap_or(change.before.clone()), ..change };
        if words::standing(&change.before) != words::standing(&change.after) {
            self.live.changes.insert(0, CellChange { change, seen });
        }
    }

    /// When to look again.
    #[must_use]
    pub(crate) fn next_look(&self) -> Option<Timestamp> {
        let regions = self.visible_regions();
        let pending = |region: &&&RegionName| {
            let mut models = self.derived.models.iter();
            models.any(|row| self.derived.cell(region, &row.id).is_some_and(|cell| cell.verdict == Verdict::Pending))
        };
        let pace = if regions.iter().any(|region| pending(&region)) { PACE_PENDING } else { PACE };
        self.now.checked_add(pace).ok()
    }

    /// What a look asks about: the region in focus, the plan's, and in the matrix one more, another each time.
    #[must_use]
    pub(crate) fn regions_to_watch(&self, looks: usize) -> Vec<RegionName> {
        let mut regions = self.request().first;
        let visible = self.visible_regions();
        let others: Vec<&&RegionName> = visible.iter().filter(|region| !regions.contains(region)).collect();
        if self.screen.view == View::Map
            && let Some(another) = looks.checked_rem(others.len()).and_then(|at| others.get(at))
        {
            let another = (**another).clone();
            regions.push(another);
        }
        regions
    }

    /// Why watching makes no sense any more.
    #[must_use]
    pub(crate) fn why_not_watch(&self) -> Option<String> {
        if let Condition::Trouble(trouble) = self.condition() {
            return Some(trouble.title);
        }
        let facts = self.account.survey.region(self.region_at_cursor())?;
        let refusal = facts.models.refusal().or(facts.profiles.refusal())?;
        (refusal.gate == Some(Gate::Permission)).then(|| format!("the lists are denied: {}", refusal.in_short()))
    }
}

/// `Haiku 3.5 in us-west-2`
fn in_short(model: &Model, checked: &CheckedUse) -> String {
    format!("{} in {}", checked.model_name(model.catalog), checked.usage.region)
}
