//! Pins for a team: the fewest settings under which each client version, in each region, calls nothing that is shut.

use super::{Check, CheckedUse, Context, Outcome, Replan, SettingLine, settings::Finder};
use crate::{
    catalog::RegionName,
    claude_code::{Plan, Version},
    survey::Question,
};

/// A client version in a region, and its plans there.
#[derive(Clone, Copy)]
pub struct PinCase<'a> {
    /// The client.
    pub version: Version,
    /// The region it calls.
    pub region: &'a RegionName,
    /// Its plan with settings on top.
    pub replan: Replan<'a>,
}

/// A client version in a region, under the pins.
#[derive(Clone, Debug)]
pub struct PinnedPlan {
    /// The client.
    pub version: Version,
    /// The region it calls.
    pub region: RegionName,
    /// What it calls under the pins.
    pub plan: Plan,
    /// The same, held against what is known.
    pub check: Check,
}

impl PinnedPlan {
    /// The calls that are still refused.
    pub fn refused(&self) -> impl Iterator<Item = &CheckedUse> {
        self.check.uses.iter().filter(|checked| checked.is_gap())
    }
}

/// The pins, and what they come to for each client version in each region.
#[derive(Clone, Debug)]
pub struct Pins {
    /// The settings, each with its reason.
    pub lines: Vec<SettingLine>,
    /// The plans under them.
    pub plans: Vec<PinnedPlan>,
}

/// A line for one case may undo one for another; then they are looked for again, so often at most.
const ROUNDS: usize = 4;

impl Pins {
    /// The fewest settings found that leave no case with a gap.
    #[must_use]
    pub fn find(cases: &[PinCase<'_>], context: Context<'_>) -> Self {
        let regions: Vec<RegionName> = cases.iter().map(|case| case.region.clone()).collect();
        let mut lines: Vec<SettingLine> = Vec::new();
        for _ in 0..ROUNDS {
            let before = lines.clone();
            for case in cases {
                for line in change_for(case, &lines, &regions, context) {
                    lines.retain(|known| known.variable != line.variable);
                    lines.push(line);
                }
            }
            if lines == before {
                break;
            }
        }
        Self::under(needed(cases, lines, context), cases, context)
    }

    /// What these settings come to.
    #[must_use]
    pub fn under(lines: Vec<SettingLine>, cases: &[PinCase<'_>], context: Context<'_>) -> Self {
        let plan = |case: &PinCase<'_>| {
            let replan = |more: &[SettingLine]| (case.replan)(&[lines.as_slice(), more].concat());
            let plan = replan(&[]);
            let check = Check::run(&plan, &replan, context);
            PinnedPlan { version: case.version, region: case.region.clone(), plan, check }
        };
        let plans = cases.iter().map(plan).collect();
        Self { lines, plans }
    }

    /// The same, where open may count as open although it was not read whether policies allow the calls.
    #[must_use]
    pub fn allowing_unread_permission(mut self, allows: bool) -> Self {
        for one in &mut self.plans {
            one.check.allows_unread_permission = allows;
        }
        self
    }

    /// What to ask IAM before the ids are called permitted.
    #[must_use]
    pub fn permissions_to_read(&self, context: Context<'_>) -> Vec<Question> {
        let mut questions: Vec<Question> = Vec::new();
        for one in &self.plans {
            for question in one.check.permissions_to_read(&one.plan, context) {
                if !questions.contains(&question) {
                    questions.push(question);
                }
            }
        }
        questions
    }

    /// What they come to in all: a gap that is felt outranks what is not known.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let outcomes = || self.plans.iter().map(|one| one.check.outcome());
        if outcomes().any(|outcome| outcome == Outcome::Gaps) {
            return Outcome::Gaps;
        }
        if outcomes().all(|outcome| outcome == Outcome::Ok) { Outcome::Ok } else { Outcome::Unknown }
    }
}

/// What one case needs on top of the lines so far.
fn change_for(
    case: &PinCase<'_>,
    lines: &[SettingLine],
    regions: &[RegionName],
    context: Context<'_>,
) -> Vec<SettingLine> {
    let attempt = |more: &[SettingLine]| judged(case, &[lines, more].concat(), context);
    let uses = attempt(&[]);
    if !uses.iter().any(CheckedUse::is_gap) {
        return Vec::new();
    }
    let finder = Finder::new(&uses, context.survey, context.catalog, context.now, &attempt).for_a_team(regions);
    let choices: Vec<_> = uses.iter().map(|checked| finder.choices(checked)).collect();
    finder.smallest_change(&choices)
}

/// Without the lines that a later one made needless.
fn needed(cases: &[PinCase<'_>], mut lines: Vec<SettingLine>, context: Context<'_>) -> Vec<SettingLine> {
    let gaps = |lines: &[SettingLine]| {
        let of = |case: &PinCase<'_>| judged(case, lines, context).iter().filter(|checked| checked.is_gap()).count();
        cases.iter().map(of).sum::<usize>()
    };
    let main = |lines: &[SettingLine]| {
        let of = |case: &PinCase<'_>| {
            let plan = (case.replan)(lines);
            plan.uses.into_iter().find(|usage| usage.role == crate::claude_code::Role::Main).map(|usage| usage.invoked)
        };
        cases.iter().map(of).collect::<Vec<_>>()
    };
    let (left, mains) = (gaps(&lines), main(&lines));
    for at in (0..lines.len()).rev() {
        let mut without = lines.clone();
        without.remove(at);
        if gaps(&without) <= left && main(&without) == mains {
            lines = without;
        }
    }
    lines
}

fn judged(case: &PinCase<'_>, lines: &[SettingLine], context: Context<'_>) -> Vec<CheckedUse> {
    CheckedUse::of_plan(&(case.replan)(lines), context.survey, context.catalog, context.now)
}
