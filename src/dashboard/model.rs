//! The state of the dashboard. Changed by `update` only; read by the views.

mod changes;
mod checking;
mod condition;
mod cursor;
mod derived;
mod filter;
mod live;
mod mode;
mod palette;
mod panel;
mod pending;
mod sort;
mod switch;
mod target;
mod use_for;
mod what_if;

pub use changes::{Change, Changes};
pub use checking::{Checking, Confirm};
pub use condition::{Condition, Trouble};
pub use cursor::{Cursor, Focus, UseKey};
pub use derived::{CellSummary, Derived, Life, ModelRow, Tally};
pub use filter::{Key as FilterKey, Query, Terms, complete};
pub use live::{CellChange, Comparison, Live, Watch};
pub use mode::{Mode, Note, Progress, View};
pub use palette::{Command, Entry, Palette};
pub use panel::{Panel, PanelList};
pub use pending::Pending;
pub use sort::{Order, Sort, Sorts};
pub use switch::Switched;
pub use target::Target;
pub use what_if::WhatIf;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use jiff::{Timestamp, tz::TimeZone};

use crate::dashboard::{
    keymap::{Context, Keymap},
    text,
};
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

/// A demo that runs, as the model sees it.
#[derive(Clone)]
pub struct Scene {
    /// What the header calls it.
    pub label: String,
    /// The region the scenario takes place in.
    pub region: RegionName,
    /// Makes the plan of a client set to use Bedrock there.
    pub planner: Planner,
}

impl fmt::Debug for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scene").field("label", &self.label).field("region", &self.region).finish_non_exhaustive()
    }
}

impl PartialEq for Scene {
    fn eq(&self, other: &Self) -> bool {
        (&self.label, &self.region) == (&other.label, &other.region)
    }
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
    /// The scenarios a demo can be started with: name and summary.
    pub scenarios: Vec<(String, String)>,
    /// Where credentials are looked for, and what is there.
    pub looked_for: Vec<(String, String)>,
    /// Whether nothing may move by itself.
    pub reduced_motion: bool,
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
    /// What each key does: the bundled keymap unless the user has one.
    pub keymap: Keymap,
    /// What was typed and waits for the key that completes it.
    pub pending: Pending,
    /// The order of each view.
    pub sorts: Sorts,
    /// The words the help page is searched for; empty for all of it.
    pub help_search: String,
    /// The marked regions.
    pub marks: BTreeSet<RegionName>,
    /// Whether marks are kept on disk.
    pub keeps_marks: bool,
    /// The names of the themes there are to choose from.
    pub themes: Vec<String>,
    /// Whether the mouse is ours; else the terminal selects text with it.
    pub mouse: bool,
    /// The filter as typed; empty when there is none.
    pub filter: String,
    /// What is supposed; nothing by default.
    pub what_if: WhatIf,
    /// Said in the header until it is acknowledged: facts of another caller were dropped.
    pub dropped: Option<String>,
    /// The scans under way, by number.
    pub scans: BTreeMap<u64, Progress>,
    /// Real calls under way.
    pub checking: Option<Checking>,
    /// Whether real calls are ruled out, whatever is confirmed.
    pub read_only: bool,
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
    /// The time zone in which times are told; UTC unless set.
    pub zone: TimeZone,
    /// Whether the detail shows AWS's own words instead of the ladder.
    pub raw: bool,
    /// Set in a demo.
    pub demo_label: Option<String>,
    /// What goes on while the dashboard stands.
    pub live: Live,
    /// The scenarios a demo can be started with: name and summary.
    pub scenarios: Vec<(String, String)>,
    /// Where credentials are looked for, and what is there.
    pub looked_for: Vec<(String, String)>,
    /// Whether nothing may move by itself.
    pub reduced_motion: bool,
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
    pub(super) last_check: u64,
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
            keymap: Keymap::bundled().clone(),
            pending: Pending::default(),
            sorts: Sorts::default(),
            help_search: String::new(),
            marks: BTreeSet::new(),
            keeps_marks: false,
            themes: Vec::new(),
            mouse: false,
            filter: String::new(),
            what_if: WhatIf::default(),
            dropped: None,
            scans: BTreeMap::new(),
            checking: None,
            read_only: false,
            epoch: 0,
            note: None,
            now: setup.now,
            profile: setup.profile,
            sso: setup.sso,
            zone: TimeZone::UTC,
            raw: false,
            demo_label: setup.demo_label,
            live: Live::default(),
            scenarios: setup.scenarios,
            looked_for: setup.looked_for,
            reduced_motion: setup.reduced_motion,
            quit: false,
            changed: true,
            page: 10,
            regions: setup.regions,
            keeps_surveys: setup.keeps_surveys,
            unkept: false,
            last_scan: 0,
            last_check: 0,
            quotas_asked: BTreeSet::new(),
            inherited: None,
            planner: setup.planner,
            unsettled: derived::Unsettled::everything(),
        };
        model.settle();
        model.begin_anew();
        model.point_at_first_use();
        model
    }

    /// Where a key pressed now belongs.
    #[must_use]
    pub fn context(&self) -> Context {
        self.context_of(&self.mode)
    }

    /// Where a key would belong in that mode.
    pub(super) fn context_of(&self, mode: &Mode) -> Context {
        match mode {
            Mode::Filter(_) => Context::Filter,
            Mode::WhatIf(_) => Context::WhatIf,
            Mode::Confirm(_) => Context::Confirm,
            Mode::Detail(_) => Context::Detail,
            Mode::Panel(_) => Context::Panel,
            Mode::Help(..) => Context::Help,
            Mode::Scenarios(_) => Context::Scenarios,
            Mode::HelpSearch(..) => Context::HelpSearch,
            Mode::Palette(_) => Context::Palette,
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

    /// What the demo shows, in one line; `None` outside a demo and for a scenario file.
    #[must_use]
    pub fn demo_summary(&self) -> Option<&str> {
        let label = self.demo_label.as_ref()?;
        self.scenarios.iter().find(|(name, _)| name == label).map(|(_, summary)| summary.as_str())
    }

    /// Another stage: the plan and the cursor of a scenario.
    pub(super) fn enter(&mut self, scene: Scene) {
        self.demo_label = Some(scene.label);
        self.planner = scene.planner;
        self.cursor = Cursor { region: scene.region, model: None, usage: None };
        self.profile = None;
        self.sso = None;
        self.keeps_surveys = false;
        self.forget();
        self.settle();
        self.point_at_first_use();
    }

    /// Who asks, for remedies.
    #[must_use]
    pub fn caller(&self) -> Caller<'_> {
        Caller { profile: self.profile.as_deref(), sso: self.sso.as_ref(), zone: Some(&self.zone) }
    }

    /// When the screen will need another frame although nothing happens: when the age of the data, told in whole
    /// minutes, hours or days, says something else; when a provisional success is none any more; or when it is time to
    /// look again. `None` while no data are shown and nothing is watched.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        let age = self.derived.tally.newest.and_then(|newest| text::age_changes_at(newest, self.now));
        age.into_iter().chain(self.derived.settles_at).chain(self.live.deadline(self.now)).min()
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
