//! What a check found, one by one: what code scanning, test reports, annotations and calendars are made of.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::cell::printable_lines;
use crate::{
    claude_code::Source,
    gaps::{Assessment, CheckedUse, DatedChange, Fate},
};

/// Everything found.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    /// When.
    pub(super) at: Timestamp,
    /// The sentence that stands for all.
    pub(super) headline: String,
    /// Each call, and what else is wrong.
    pub(super) all: Vec<Finding>,
    /// The days on which models of the plan change.
    pub(super) days: Vec<Day>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// A call that works.
    Fine,
    /// A call that is refused without anybody noticing.
    Repaired,
    /// Something to know that does not decide the result.
    Remark,
    /// Something that is not known.
    Doubtful,
    /// A gap.
    Wrong,
}

/// One call, or something wrong in the configuration.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// The cause or the gate as the documents spell it: `agreement-missing`.
    pub(super) rule: String,
    /// The same in words.
    pub(super) rule_in_words: String,
    pub(super) level: Level,
    /// What calls: `small-fast`.
    pub(super) role: String,
    /// What it is about, in a few words.
    pub(super) subject: String,
    /// The whole in a sentence.
    pub(super) text: String,
    /// The first thing to do.
    pub(super) remedy: Option<String>,
    /// The file the id comes from, and the line in it.
    pub(super) place: Option<(PathBuf, Option<usize>)>,
}

/// A day on which a model of the plan changes.
#[derive(Clone, Debug)]
pub(super) struct Day {
    /// Names it for good: the same change has the same name next week.
    pub(super) id: String,
    pub(super) at: Timestamp,
    pub(super) title: String,
    pub(super) text: String,
}

impl Findings {
    /// Of everything that a check found.
    pub(super) fn of(assessment: &Assessment<'_>) -> Self {
        let Assessment { context, plan, check } = assessment;
        let calls = check.uses.iter().map(|checked| call(assessment, checked));
        let due = check.due.iter().map(|change| Finding {
            rule: change.kind.to_string(),
            rule_in_words: change.kind.phrase().to_owned(),
            level: Level::Wrong,
            role: change.roles.join(", "),
            subject: format!("{} in {}", change.invoked, change.region),
            text: format!("{}, within the time asked for.", change.text()),
            remedy: None,
            place: None,
        });
        let aging = check.aging.iter().map(|aging| Finding {
            rule: "legacy".to_owned(),
            rule_in_words: "the model is on its way out".to_owned(),
            level: Level::Remark,
            role: String::new(),
            subject: format!("{} in {}", aging.invoked, aging.region),
            text: aging.text.clone(),
            remedy: aging.successor.as_ref().map(|id| format!("Call {id} instead")),
            place: None,
        });
        let problems = plan.problems.iter().map(|problem| Finding {
            rule: "setting".to_owned(),
            rule_in_words: "a setting does not do what its author meant".to_owned(),
            level: Level::Remark,
            role: String::new(),
            subject: problem
                .source
                .as_ref()
                .map_or_else(|| "the configuration of Claude Code".to_owned(), |source| source.text.clone()),
            text: problem.text.clone(),
            remedy: None,
            place: problem.source.as_ref().and_then(place),
        });
        let undecided = check.undecided.iter().chain(&check.doubt).map(|why| Finding {
            rule: "undecided".to_owned(),
            rule_in_words: "what AWS answers does not decide it".to_owned(),
            level: Level::Doubtful,
            role: String::new(),
            subject: "the check".to_owned(),
            text: format!("Not decided: {why}."),
            remedy: None,
            place: None,
        });
        Self {
            at: context.now,
            headline: check.headline(context.catalog).text,
            all: calls.chain(due).chain(aging).chain(problems).chain(undecided).collect(),
            days: check.dates.iter().map(|change| day(assessment, change)).collect(),
        }
    }

    /// Names files from a folder, where they lie in it: what is read elsewhere knows no other place.
    pub(super) fn seen_from(&mut self, folder: &Path) {
        for (path, _) in self.all.iter_mut().filter_map(|finding| finding.place.as_mut()) {
            if let Ok(within) = path.strip_prefix(folder) {
                *path = within.to_owned();
            }
        }
    }

    /// The same of one of several accounts.
    pub(super) fn of_profile(mut self, profile: &str) -> Self {
        for finding in &mut self.all {
            finding.subject = format!("{profile}: {}", finding.subject);
            finding.text = format!("{profile}: {}", finding.text);
        }
        for day in &mut self.days {
            day.title = format!("{profile}: {}", day.title);
            day.id = format!("{}-{profile}", day.id);
        }
        self.headline = format!("{profile}: {}", self.headline);
        self
    }

    /// Takes in those of another account.
    pub(super) fn add(&mut self, other: Self) {
        let separator = if self.headline.is_empty() { "" } else { "; " };
        self.headline = format!("{}{separator}{}", self.headline, other.headline);
        self.at = self.at.max(other.at);
        self.all.extend(other.all);
        self.days.extend(other.days);
    }

    /// The same with every text as it may be printed.
    pub(super) fn printable(&self) -> Self {
        let finding = |finding: &Finding| Finding {
            subject: printable_lines(&finding.subject),
            text: printable_lines(&finding.text),
            remedy: finding.remedy.as_deref().map(printable_lines),
            ..finding.clone()
        };
        let day = |day: &Day| Day {
            id: printable_lines(&day.id),
            title: printable_lines(&day.title),
            text: printable_lines(&day.text),
            ..day.clone()
        };
        Self {
            at: self.at,
            headline: printable_lines(&self.headline),
            all: self.all.iter().map(finding).collect(),
            days: self.days.iter().map(day).collect(),
        }
    }
}

fn call(assessment: &Assessment<'_>, checked: &CheckedUse) -> Finding {
    let unread = checked.permission_unread().filter(|_| !assessment.check.allows_unread_permission);
    let level = match Fate::of(checked) {
        Fate::Fails => Level::Wrong,
        Fate::Repaired if checked.is_felt() => Level::Wrong,
        Fate::Repaired => Level::Repaired,
        Fate::Works if unread.is_none() => Level::Fine,
        Fate::Works | Fate::Unknown => Level::Doubtful,
    };
    let gate = checked.verdict.gate();
    let (rule, in_words) = match (checked.ladder.cause().filter(|_| !checked.verdict.is_open()), gate) {
        (Some(cause), _) => (cause.to_string(), cause.phrase().to_owned()),
        (None, Some(gate)) => (gate.to_string(), format!("{} is not open", gate.title())),
        (None, None) if unread.is_some() => ("permission-not-read".to_owned(), "permission not read".to_owned()),
        (None, None) if level == Level::Fine => ("open".to_owned(), "the call works".to_owned()),
        (None, None) => ("not-known".to_owned(), "not known".to_owned()),
    };
    Finding {
        rule,
        rule_in_words: in_words,
        level,
        role: checked.usage.role.to_string(),
        subject: format!("{} in {} ({})", checked.usage.invoked, checked.usage.region, checked.usage.when_by_name()),
        text: checked.sentence(),
        remedy: checked.remedies.first().map(|remedy| remedy.title.clone()),
        place: place(&checked.usage.source),
    }
}

fn place(source: &Source) -> Option<(PathBuf, Option<usize>)> {
    source.path.clone().map(|path| (path, source.line))
}

fn day(assessment: &Assessment<'_>, change: &DatedChange) -> Day {
    let account = assessment.context.survey.identity.value().map(|identity| identity.account.as_str());
    let id = format!("{}-{}-{}-{}", change.kind, change.invoked, change.region, account.unwrap_or("unknown"));
    Day {
        id: id.replace(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.', "-"),
        at: change.at,
        title: format!("{} {}", change.model, change.kind.phrase()),
        text: format!("{}. Claude Code calls it for: {}.", change.text(), change.roles.join(", ")),
    }
}
