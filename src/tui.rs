//! The interactive dashboard.
//!
//! One direction: events become [`update::Msg`], `update` changes the [`model::Model`] and returns
//! [`update::Effect`]s, the loop carries them out, the views draw the model. Terminal types stop here.

mod clipboard;
mod effects;
pub mod keymap;
pub mod model;
mod run;
mod signals;
mod surroundings;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod update;
pub mod view;

use std::{any::Any, fmt, sync::Arc};

use futures::future::BoxFuture;
use jiff::{Timestamp, tz::TimeZone};
use tokio::{sync::mpsc, time::Instant};

use crate::{
    access::console::Sso,
    aws::SessionOptions,
    catalog::{Catalog, RegionName},
    scan::ScanRequest,
    survey::SnapshotStore,
};
use effects::Effects;
use model::{Model, Planner, Setup};
use run::Dashboard;
use surroundings::Surroundings;
use terminal::Screen;
use theme::{Theme, ThemeError};

/// Starts the embedded simulated account with a scenario, by name.
pub type StartDemo = Arc<dyn Fn(String) -> BoxFuture<'static, Result<DemoStarted, String>> + Send + Sync>;

/// A demo that runs.
pub struct DemoStarted {
    /// How to reach it.
    pub session: SessionOptions,
    /// What the header calls it.
    pub label: String,
    /// The demo ends when this is dropped.
    pub keep: Box<dyn Any + Send>,
}

impl fmt::Debug for DemoStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoStarted").field("label", &self.label).finish_non_exhaustive()
    }
}

/// How the dashboard looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether to use colour; without it the theme is `mono`.
    pub color: bool,
    /// The theme: `terminal` when not given.
    pub theme: Option<String>,
}

impl Look {
    fn theme(&self) -> Result<Theme, ThemeError> {
        let theme = Theme::named(self.theme.as_deref().unwrap_or("terminal"))?;
        if self.color { Ok(theme) } else { Theme::named("mono") }
    }
}

/// Everything a dashboard starts from.
pub struct Launch {
    /// Names of models and regions.
    pub catalog: &'static Catalog,
    /// How to reach AWS. Loaded after the first frame.
    pub session: SessionOptions,
    /// Which regions to ask. What comes first is decided anew for each scan.
    pub request: ScanRequest,
    /// Makes the plan; called again with every answer about the plan's regions. Pure.
    pub planner: Planner,
    /// Where the last survey is kept.
    pub store: Option<SnapshotStore>,
    /// The AWS profile.
    pub profile: Option<String>,
    /// The region the cursor starts in; `None` for the plan's.
    pub focus: Option<RegionName>,
    /// Starts the demo.
    pub start_demo: StartDemo,
    /// Set when `session` leads to a demo already: what the header calls it.
    pub demo_label: Option<String>,
    /// How it looks.
    pub look: Look,
    /// The time.
    pub clock: fn() -> Timestamp,
    /// Whether nothing that costs money or changes state may be done, whatever is confirmed. The dashboard does
    /// nothing of the kind so far.
    pub read_only: bool,
    /// The profile's IAM Identity Center session.
    pub sso: Option<Sso>,
}

/// Runs the dashboard until it is quit.
///
/// # Errors
///
/// When the theme does not exist, the terminal cannot be used, or a background task panicked.
pub async fn run(launch: Launch) -> color_eyre::Result<()> {
    let theme = launch.look.theme()?;
    let surroundings = Surroundings::detect();
    let (survey, unreadable) = match launch.store.as_ref().map(SnapshotStore::load) {
        Some(Ok(survey)) => (survey.unwrap_or_default(), None),
        Some(Err(error)) => (Default::default(), Some(effects::trouble(&error))),
        None => Default::default(),
    };
    let mut model = Model::new(Setup {
        catalog: launch.catalog,
        planner: launch.planner,
        survey,
        focus: launch.focus,
        regions: launch.request.regions,
        profile: launch.profile,
        sso: launch.sso,
        demo_label: launch.demo_label,
        keeps_surveys: launch.store.is_some(),
        now: (launch.clock)(),
    });
    model.note = unreadable;
    model.zone = TimeZone::system();
    let (sender, answers) = mpsc::channel(run::WAITING);
    let effects = Effects::new(launch.session, launch.store, launch.start_demo, surroundings, sender);
    let screen = Screen::enter()?;
    let dashboard = Dashboard {
        model,
        theme,
        screen,
        effects,
        clock: launch.clock,
        pace: surroundings.pace(),
        last_frame: Instant::now(),
    };
    dashboard.run(answers).await
}
