//! The interactive dashboard in its terminal: the loop, the effects, signals, clipboard and links.
//!
//! One direction: events become messages, `dashboard` changes its state and returns effects, the loop carries them out,
//! `screen` draws.

mod clipboard;
mod effects;
mod environment;
pub mod links;
pub mod marks;
mod notify;
mod queue;
mod run;
mod signals;
pub mod tty;

use std::{any::Any, fmt, path::PathBuf, sync::Arc};

use futures::future::BoxFuture;
use jiff::{Timestamp, tz::TimeZone};
use tokio::{sync::mpsc, time::Instant};

use crate::{
    aws::SessionOptions,
    catalog::{Catalog, RegionName},
    dashboard::{
        keymap::{Keymap, UserKeymapError},
        model::{AskedAs, Model, ModelSetup, Note, Planner, Preferences, Scene},
    },
    scan::RegionChoice,
    screen::{
        HitMap,
        theme::{Theme, ThemeError},
    },
    survey::SnapshotStore,
};
use effects::Effects;
pub use effects::TaskPanicked;
use environment::TerminalEnv;
use marks::MarkStore;
use run::Dashboard;
use tty::TerminalScreen;

/// Starts the embedded simulated account with a scenario, by name.
pub type StartDemo = Arc<dyn Fn(String) -> BoxFuture<'static, Result<DemoStarted, String>> + Send + Sync>;

/// A demo that runs.
pub struct DemoStarted {
    /// How to reach it.
    pub session: SessionOptions,
    /// What it shows.
    pub scene: Scene,
    /// The demo ends when this is dropped.
    pub keep: Box<dyn Any + Send>,
}

impl fmt::Debug for DemoStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoStarted").field("scene", &self.scene).finish_non_exhaustive()
    }
}

/// Prepares to ask as an AWS profile, by name.
pub type OpenProfile = Arc<dyn Fn(String) -> BoxFuture<'static, Result<ProfileOpened, String>> + Send + Sync>;

/// An AWS profile that can be asked.
pub struct ProfileOpened {
    /// Who is asked.
    pub asked_as: AskedAs,
    /// How to reach AWS with it.
    pub session: SessionOptions,
    /// Where its last survey is kept.
    pub store: Option<SnapshotStore>,
    /// Makes the plan under it.
    pub planner: Planner,
}

impl fmt::Debug for ProfileOpened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProfileOpened").field("asked_as", &self.asked_as).finish_non_exhaustive()
    }
}

/// What leads out of the dashboard, and is made elsewhere.
#[derive(Clone)]
pub struct Callbacks {
    /// Starts the demo.
    pub start_demo: StartDemo,
    /// Opens another profile.
    pub open_profile: OpenProfile,
}

/// How the dashboard looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeOptions {
    /// Whether to use colour; without it the theme is `mono`.
    pub color: bool,
    /// The theme, bundled or a file of `themes`: `terminal` when not given.
    pub theme: Option<String>,
    /// The folder with the user's own themes.
    pub themes: Option<PathBuf>,
}

impl ThemeOptions {
    /// The theme to draw with. One that does not exist is an error even where colour is off.
    ///
    /// # Errors
    ///
    /// When the theme does not exist or its file cannot be used.
    pub fn theme(&self) -> Result<Theme, ThemeError> {
        let theme = self.find(self.theme.as_deref().unwrap_or("terminal"))?;
        if self.color { Ok(theme) } else { Theme::named("mono") }
    }

    /// A theme by name.
    ///
    /// # Errors
    ///
    /// When it does not exist or its file cannot be used.
    pub fn find(&self, name: &str) -> Result<Theme, ThemeError> {
        Theme::find(name, self.themes.as_deref())
    }

    /// The themes there are to choose from; none where colour is off.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        if self.color { Theme::all_names(self.themes.as_deref()) } else { Vec::new() }
    }
}

/// Everything a dashboard starts from.
pub struct Launch {
    /// Names of models and regions.
    pub catalog: &'static Catalog,
    /// How to reach AWS. Loaded after the first frame.
    pub session: SessionOptions,
    /// Which regions to ask. What comes first is decided anew for each scan.
    pub regions: RegionChoice,
    /// Makes the plan; called again with every answer about the plan's regions. Pure.
    pub planner: Planner,
    /// Where the last survey is kept.
    pub store: Option<SnapshotStore>,
    /// Who is asked.
    pub asked_as: AskedAs,
    /// The region the cursor starts in; `None` for the plan's.
    pub focus: Option<RegionName>,
    /// What leads out of the dashboard.
    pub callbacks: Callbacks,
    /// How the user wants it, as far as the command line says.
    pub preferences: Preferences,
    /// Set when `session` leads to a demo already: what the header calls it.
    pub demo_label: Option<String>,
    /// Where credentials are looked for, and what is there.
    pub looked_for: Vec<(String, String)>,
    /// What the keys do: the keymap, or why the user's is not in use.
    pub keymap: Result<Keymap, UserKeymapError>,
    /// Where marked regions are kept.
    pub marks: Option<MarkStore>,
    /// How it looks.
    pub theme_options: ThemeOptions,
    /// The time.
    pub clock: fn() -> Timestamp,
}

/// How the user wants it, with keymap and marks as far as they can be read; what cannot be is noted.
fn preferences(launch: &Launch, notes: &mut Vec<Note>) -> Preferences {
    let mut preferences = Preferences {
        keeps_marks: launch.marks.is_some(),
        themes: launch.theme_options.names(),
        zone: TimeZone::system(),
        ..launch.preferences.clone()
    };
    match &launch.keymap {
        Ok(keymap) => preferences.keymap = keymap.clone(),
        Err(error) => notes.push(Note { text: error.to_string(), trouble: true }),
    }
    match launch.marks.as_ref().map(|marks| marks.load((launch.clock)())) {
        Some(Ok(marks)) => preferences.marks = marks,
        Some(Err(text)) => notes.push(Note { text, trouble: true }),
        None => {}
    }
    preferences
}

/// Runs the dashboard until it is quit.
///
/// # Errors
///
/// When the theme does not exist, the terminal cannot be used, or a background task panicked.
pub async fn run(launch: Launch) -> color_eyre::Result<()> {
    let theme = launch.theme_options.theme()?;
    let environment = TerminalEnv::detect();
    let mut notes = Vec::new();
    let survey = match launch.store.as_ref().map(|store| store.load_or_set_aside((launch.clock)())) {
        Some(Ok(survey)) => survey.unwrap_or_default(),
        Some(Err(error)) => {
            notes.push(effects::trouble(&error));
            Default::default()
        }
        None => Default::default(),
    };
    let preferences = preferences(&launch, &mut notes);
    let model = Model::new(ModelSetup {
        catalog: launch.catalog,
        planner: launch.planner,
        survey,
        focus: launch.focus,
        regions: launch.regions,
        asked_as: launch.asked_as,
        demo_label: launch.demo_label,
        looked_for: launch.looked_for,
        keeps_surveys: launch.store.is_some(),
        preferences,
        notes,
        now: (launch.clock)(),
    });
    let (sender, answers) = mpsc::channel(run::WAITING);
    let effects = Effects::new(launch.session, launch.store, launch.marks, launch.callbacks, environment, sender);
    let screen = TerminalScreen::enter()?;
    let dashboard = Dashboard {
        model,
        quiet_since: None,
        theme,
        theme_options: launch.theme_options,
        screen,
        effects,
        clock: launch.clock,
        pace: environment.pace(),
        hyperlinks: environment.hyperlinks,
        urgent: true,
        last_frame: Instant::now(),
        hits: HitMap::default(),
    };
    dashboard.run(answers).await
}
