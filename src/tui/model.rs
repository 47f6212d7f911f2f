//! The state of the dashboard. Changed by `update` only; read by the views.

mod changes;
mod condition;
mod cursor;
mod derived;
mod filter;
mod what_if;

pub use changes::{Change, Changes};
pub use condition::{Condition, Trouble};
pub use cursor::{Cursor, Focus, UseKey};
pub use derived::{CellSummary, Derived, Life, ModelRow, Tally};
pub use filter::Query;
pub use what_if::WhatIf;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use jiff::Timestamp;
use tui_input::Input;

use super::{keymap::Context, text};
use crate::{
    access::console::Sso,
    catalog::{Catalog, RegionName},
    claude_code::Plan,
    gaps::Caller,
    scan::{RegionChoice, ScanRequest},
    survey::Survey,
};

/// Makes the plan from what is known of the account, as if what is supposed were so. Pure.
pub type Planner = Arc<dyn Fn(&Survey, &WhatIf) -> Plan + Send + Sync>;

/// One of the three views.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Models × regions.
    #[default]
    Matrix,
    /// The models of one region.
    Region,
    /// What Claude Code will call.
    ClaudeCode,
}

/// What the keys go to.
#[derive(Clone, Debug, Default)]
pub enum Mode {
    /// The view.
    #[default]
    Browse,
    /// The filter line, over the view.
    Filter(Input),
    /// The what-if line, over the Claude Code view.
    WhatIf(Input),
    /// The ladder, scrolled by so many lines.
    Detail(u16),
    /// The help page, scrolled by so many lines, over what was there before.
    Help(u16, Box<Mode>),
}

/// How far a scan is, in questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Answered or refused.
    pub answered: usize,
    /// Known to be needed so far.
    pub expected: usize,
}

/// One sentence to the user about the last key or answer; gone with the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The sentence.
    pub text: String,
    /// Whether something went wrong.
    pub trouble: bool,
}

/// What a dashboard starts from.
pub struct Setup {
    /// Names of models and regions.
    pub catalog: &'static Catalog,
    /// Makes the plan.
    pub planner: Planner,
    /// The last survey on disk, or an empty one.
    pub survey: Survey,
    /// The region the cursor starts in; `None` for the plan's.
    pub focus: Option<RegionName>,
    /// Which regions to ask.
    pub regions: RegionChoice,
    /// The AWS profile.
    pub profile: Option<String>,
    /// Its IAM Identity Center session.
    pub sso: Option<Sso>,
    /// What the header says instead of the profile in a demo.
    pub demo_label: Option<String>,
    /// Whether there is somewhere to keep the survey.
    pub keeps_surveys: bool,
    /// The time.
    pub now: Timestamp,
}

/// The whole state.
pub struct Model {
    /// Names of models and regions.
    pub catalog: &'static Catalog,
    /// Everything learned from AWS.
    pub survey: Survey,
    /// What Claude Code will call.
    pub plan: Plan,
    /// What follows from survey and plan; brought up to date by [`Model::settle`].
    pub derived: Derived,
    /// What is pointed at.
    pub cursor: Cursor,
    /// The view in front.
    pub view: View,
    /// What the keys go to.
    pub mode: Mode,
    /// The words of the filter; empty when there is none.
    pub filter: String,
    /// What is supposed; nothing by default.
    pub what_if: WhatIf,
    /// Said in the header until it is acknowledged: facts of another caller were dropped.
    pub dropped: Option<String>,
    /// The scans under way, by number.
    pub scans: BTreeMap<u64, Progress>,
    /// Counts accounts: an answer to a question of an earlier epoch is dropped.
    pub epoch: u64,
    /// The last thing said to the user.
    pub note: Option<Note>,
    /// The time, as of the last message.
    pub now: Timestamp,
    /// The AWS profile.
    pub profile: Option<String>,
    /// Its IAM Identity Center session.
    pub sso: Option<Sso>,
    /// Set in a demo.
    pub demo_label: Option<String>,
    /// Whether the program should end.
    pub quit: bool,
    /// Whether anything on screen may look different now.
    pub changed: bool,
    /// How many rows a page key moves.
    pub page: u16,
    pub(super) regions: RegionChoice,
    pub(super) keeps_surveys: bool,
    pub(super) unkept: bool,
    pub(super) last_scan: u64,
    /// Regions whose quotas were asked for, answered or not, since everything was last asked.
    pub(super) quotas_asked: BTreeSet<RegionName>,
    /// When the newest of what an earlier session or earlier credentials read was read.
    inherited: Option<Timestamp>,
    planner: Planner,
    unsettled: derived::Unsettled,
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cursor, view, mode, filter, scans, epoch, .. } = self;
        f.debug_struct("Model")
            .field("cursor", cursor)
            .field("view", view)
            .field("mode", mode)
            .field("filter", filter)
            .field("scans", scans)
            .field("epoch", epoch)
            .finish_non_exhaustive()
    }
}

impl Model {
    /// The state before the first frame.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let plan = (setup.planner)(&setup.survey, &WhatIf::default());
        let region = setup.focus.unwrap_or_else(|| plan.region.value.clone());
        let mut model = Self {
            catalog: setup.catalog,
            survey: setup.survey,
            plan,
            derived: Derived::default(),
            cursor: Cursor { region, model: None, usage: None },
            view: View::default(),
            mode: Mode::default(),
            filter: String::new(),
            what_if: WhatIf::default(),
            dropped: None,
            scans: BTreeMap::new(),
            epoch: 0,
            note: None,
            now: setup.now,
            profile: setup.profile,
            sso: setup.sso,
            demo_label: setup.demo_label,
            quit: false,
            changed: true,
            page: 10,
            regions: setup.regions,
            keeps_surveys: setup.keeps_surveys,
            unkept: false,
            last_scan: 0,
            quotas_asked: BTreeSet::new(),
            inherited: None,
            planner: setup.planner,
            unsettled: derived::Unsettled::everything(),
        };
        model.settle();
        model.point_at_first_use();
        model
    }

    /// Where a key pressed now belongs.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.mode {
            Mode::Filter(_) => Context::Filter,
            Mode::WhatIf(_) => Context::WhatIf,
            Mode::Detail(_) => Context::Detail,
            Mode::Help(..) => Context::Help,
            Mode::Browse if self.is_away() => Context::Away,
            Mode::Browse => Context::Browse,
        }
    }

    /// Whether the view in front has nothing to show: no answer of any region is known. The plan needs no AWS.
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.view != View::ClaudeCode && !self.derived.tally.has_data()
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

    /// How the program as a whole stands with AWS.
    #[must_use]
    pub fn condition(&self) -> Condition {
        condition::of(self)
    }

    /// Who asks, for remedies.
    #[must_use]
    pub fn caller(&self) -> Caller<'_> {
        Caller { profile: self.profile.as_deref(), sso: self.sso.as_ref() }
    }

    /// When the screen will need another frame although nothing happens: when the age of the data, told in whole
    /// minutes, hours or days, says something else. `None` while no data are shown.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        text::age_changes_at(self.derived.tally.newest?, self.now)
    }

    /// What a full scan asks first: the region under the cursor, then those the plan needs.
    #[must_use]
    pub fn request(&self) -> ScanRequest {
        let mut first = vec![self.cursor.region.clone()];
        let planned = self.plan.uses.iter().map(|usage| &usage.region);
        for region in std::iter::once(&self.plan.region.value).chain(planned) {
            if !first.contains(region) {
                first.push(region.clone());
            }
        }
        let (regions, profiles, quotas) = (self.regions.clone(), self.plan.profile_arns(), first.clone());
        ScanRequest { first, regions, profiles, quotas, ..ScanRequest::default() }
    }
}
