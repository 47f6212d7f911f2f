//! The state of the dashboard, in four parts: account, screen, preferences, and what follows from them; beside them what
//! is under way. Changed by `update` only; read by the panes. Each part has its own methods. What needs several of them
//! is a method of [`Model`]: reading in this file, `settle` for what follows, `pointing` for the cursor, `live` for news.

mod account;
pub mod answer;
mod calls_made;
mod changes;
mod checking;
mod condition;
mod copies;
mod cursor;
mod derived;
mod filter;
mod focus;
mod live;
mod mode;
mod palette;
mod pane_id;
mod panel;
mod paste;
mod pending;
mod pointing;
mod preferences;
mod relevance;
mod rows;
mod settle;
mod sort;
mod switch;
mod target;
mod view;
mod view_state;
mod visible;
mod what_if;

pub use account::{Account, AskedAs};
pub use answer::Fate;
pub use calls_made::{CallRow, CallsMade};
pub use changes::{Change, Changes};
pub use checking::{Checking, Confirm};
pub use condition::{Condition, Trouble};
pub use copies::{Copyable, copyable};
pub use cursor::{Cursor, UseKey};
pub use derived::{Derived, Tally};
pub use filter::{Key as FilterKey, Query, Terms, complete};
pub use focus::{Fix, Focus};
pub use live::{CellChange, Comparison, Live, Watch};
pub use mode::{Mode, Note, Progress};
pub use palette::{Entry, Palette, PaletteCommand};
pub use pane_id::{PaneId, ReadingAt, TextPane};
pub use panel::{Panel, PanelList, compared};
pub use paste::{Explained, Lead, Paste};
pub use pending::Pending;
pub use preferences::Preferences;
pub use relevance::is_relevant;
pub use rows::{CellSummary, Life, ModelRow};
pub use sort::{Order, Sort, Sorts};
pub use switch::Switched;
pub use target::Target;
pub use view::View;
pub use view_state::ViewState;
pub use what_if::WhatIf;

use std::{collections::BTreeSet, fmt, sync::Arc};

use jiff::Timestamp;

use crate::dashboard::{keymap::KeyContext, text};
use crate::{
    access::{Cell, Ladder},
    catalog::{BaseModelId, Catalog, RegionName},
    claude_code::Plan,
    gaps::{Caller, Context},
    scan::{Learned, RegionChoice, ScanRequest},
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
pub struct ModelSetup {
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
    /// Who is asked.
    pub asked_as: AskedAs,
    /// What the header says instead of the profile in a demo.
    pub demo_label: Option<String>,
    /// Where credentials are looked for, and what is there.
    pub looked_for: Vec<(String, String)>,
    /// Whether there is somewhere to keep the survey.
    pub keeps_surveys: bool,
    /// How the user wants it.
    pub preferences: Preferences,
    /// What went wrong at the start, to be said one after the other.
    pub notes: Vec<Note>,
    /// The time.
    pub now: Timestamp,
}

/// The whole state: whose account it is, what the screen shows of it, how the user wants it, and what follows.
pub struct Model {
    /// Names of models and regions.
    pub catalog: &'static Catalog,
    /// What is known of the account, and what Claude Code will call there.
    pub account: Account,
    /// What is shown, and what is pointed at.
    pub screen: ViewState,
    /// How the user wants it.
    pub preferences: Preferences,
    /// What follows from survey and plan; brought up to date by [`Model::settle`].
    pub derived: Derived,
    /// What goes on while the dashboard stands.
    pub live: Live,
    /// The time, as of the last message.
    pub now: Timestamp,
    /// Whether the program should end.
    pub quit: bool,
    /// Whether anything on screen may look different now.
    pub changed: bool,
    unsettled: settle::Unsettled,
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { screen, live, account, .. } = self;
        f.debug_struct("Model")
            .field("screen", screen)
            .field("scans", &live.scans)
            .field("epoch", &account.epoch)
            .finish_non_exhaustive()
    }
}

impl Model {
    /// The state before the first frame.
    #[must_use]
    pub fn new(setup: ModelSetup) -> Self {
        let plan = (setup.planner)(&setup.survey, &WhatIf::default());
        let region = setup.focus.unwrap_or_else(|| plan.region.value.clone());
        let mut model = Self {
            catalog: setup.catalog,
            account: Account {
                survey: setup.survey,
                plan,
                planner: setup.planner,
                what_if: WhatIf::default(),
                dropped: None,
                asked_as: setup.asked_as,
                demo_label: setup.demo_label,
                looked_for: setup.looked_for,
                regions: setup.regions,
                keeps_surveys: setup.keeps_surveys,
                unkept: false,
                inherited: None,
                quotas_asked: BTreeSet::new(),
                epoch: 0,
            },
            screen: ViewState::at(Cursor { region, model: None, usage: None }),
            preferences: setup.preferences,
            derived: Derived::default(),
            live: Live::default(),
            now: setup.now,
            quit: false,
            changed: true,
            unsettled: settle::Unsettled::everything(),
        };
        setup.notes.into_iter().for_each(|note| model.screen.tell(note));
        model.settle();
        model.reset_baseline();
        model.point_at_first_use();
        model.update_visible();
        model
    }

    /// Where a key pressed now belongs.
    #[must_use]
    pub fn context(&self) -> KeyContext {
        self.context_of(&self.screen.mode)
    }

    /// Where a key would belong in that mode.
    fn context_of(&self, mode: &Mode) -> KeyContext {
        match mode {
            Mode::Menu(under) => self.context_of(under),
            Mode::Filter(_) => KeyContext::Filter,
            Mode::WhatIf(_) => KeyContext::WhatIf,
            Mode::Confirm(..) => KeyContext::Confirm,
            Mode::Reading(_) => KeyContext::Detail,
            Mode::Panel(_) => KeyContext::Panel,
            Mode::Help(..) => KeyContext::Help,
            Mode::Scenarios(_) => KeyContext::Scenarios,
            Mode::HelpSearch(..) => KeyContext::HelpSearch,
            Mode::Palette(..) => KeyContext::Palette,
            Mode::Paste(..) => KeyContext::Paste,
            Mode::Browse if self.is_away() => KeyContext::Away,
            Mode::Browse => KeyContext::Browse,
        }
    }

    /// The entries of the palette, best first; empty while none is open.
    #[must_use]
    pub fn palette_entries(&self) -> Vec<Entry> {
        let Mode::Palette(palette, under) = &self.screen.mode else { return Vec::new() };
        palette.entries(self, self.context_of(under))
    }

    /// Whether the view in front has nothing to show: no answer of any region is known. The plan needs no AWS.
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.screen.view != View::Calls && !self.derived.tally.has_data()
    }

    /// How the program as a whole stands with AWS.
    #[must_use]
    pub fn condition(&self) -> Condition {
        condition::of(self)
    }

    /// What the demo shows, in one line; `None` outside a demo and for a scenario file.
    #[must_use]
    pub fn demo_summary(&self) -> Option<&str> {
        let label = self.account.demo_label.as_ref()?;
        self.preferences.scenarios.iter().find(|(name, _)| name == label).map(|(_, summary)| summary.as_str())
    }

    /// Who asks, for remedies.
    #[must_use]
    pub fn caller(&self) -> Caller<'_> {
        Caller {
            profile: self.account.asked_as.profile.as_deref(),
            sso: self.account.asked_as.sso.as_ref(),
            signer: self.account.asked_as.signer.as_ref(),
            zone: Some(&self.preferences.zone),
        }
    }

    /// What a plan is assessed against.
    pub(in crate::dashboard) fn basis(&self) -> Context<'_> {
        Context { catalog: self.catalog, survey: &self.account.survey, caller: self.caller(), now: self.now }
    }

    /// The ladder of a model in a region, called by any id.
    #[must_use]
    pub fn ladder(&self, region: &RegionName, model: &BaseModelId) -> Ladder {
        let cell = Cell { region: region.clone(), model: Some(model.clone()), invoked: None };
        Ladder::build(&self.account.survey, self.catalog, cell, self.now)
    }

    /// When the model's life ends in the region: as AWS says there, else as the catalogue does.
    #[must_use]
    pub fn end_of_life(&self, region: &RegionName, row: &ModelRow) -> Option<Timestamp> {
        let listed = self.account.survey.region(region)?.model(&row.id)?;
        let known = self.catalog.model(&row.id).and_then(|known| known.lifecycle.end_of_life_at);
        listed.lifecycle.end_of_life_at.or(known)
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
        let mut first = vec![self.screen.cursor.region.clone()];
        let planned = self.account.plan.uses.iter().map(|usage| &usage.region);
        for region in std::iter::once(&self.account.plan.region.value).chain(planned) {
            if !first.contains(region) {
                first.push(region.clone());
            }
        }
        let (regions, profiles, closely) =
            (self.account.regions.clone(), self.account.plan.profile_arns(), first.clone());
        let learned = Learned::from(&self.account.survey);
        let projects = self.account.plan.projects_to_read();
        ScanRequest { first, regions, profiles, closely, projects, learned, ..ScanRequest::default() }
    }
}
