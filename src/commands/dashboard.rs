//! The dashboard: everything it needs, handed over once.

use std::{
    io::IsTerminal as _,
    sync::{Arc, OnceLock},
};

use futures::FutureExt as _;
use jiff::Timestamp;

use super::{
    CommandError,
    context::{CommandContext, planner, planner_with_what_if, simulated, start_demo},
    credential_sources::credential_sources,
    evidence::snapshot_store,
    output,
};
use crate::{
    cli::{Options, Screen},
    dashboard::{
        keymap::{Keymap, user_keymap_path},
        model::{Preferences, Scene},
    },
    report::Status,
    simulator, storage,
    terminal::{
        self, Callbacks, DemoStarted, Launch, OpenProfile, ProfileOpened, StartDemo, ThemeOptions, marks::MarkStore,
    },
};

/// Opens the dashboard and returns when the user leaves it.
pub(super) async fn open(options: &Options, screen: &Screen) -> Result<Status, CommandError> {
    if !std::io::stdout().is_terminal() {
        output::warn(
            "the dashboard needs a terminal; for scripts there are `bedcheck list`, `check`, `plan` and `explain`, and \
             `bedcheck --linear` reads line by line",
        );
        return Ok(Status::Usage);
    }
    let theme_options = ThemeOptions {
        color: output::color(options.printing.color),
        theme: screen.theme.clone().filter(|name| !name.is_empty()),
        themes: storage::config_folder().map(|folder| folder.join("themes")),
    };
    // A wrong name is said before anything is asked or started.
    theme_options.theme().map_err(|error| CommandError::Usage(error.to_string()))?;
    let clock = clock(options, screen)?;
    let command = CommandContext::prepare(options).await?;
    let demo_label = command.demo.as_ref().map(|demo| demo.scenario().name().to_owned());
    // A demo is the same each time; what it showed last is of no interest.
    let store = if command.demo.is_some() { None } else { snapshot_store(&command) };
    let marks = if command.demo.is_some() { None } else { MarkStore::usual() };
    let launch = Launch {
        catalog: command.catalog,
        session: command.session.clone(),
        regions: options.regions.clone(),
        planner: planner_with_what_if(command.planner.clone()),
        store,
        asked_as: command.asked_as(),
        focus: Some(command.focus.clone()),
        callbacks: Callbacks { start_demo: demo_starter(options), open_profile: profile_opener(options) },
        preferences: preferences(options, screen),
        demo_label,
        keymap: Keymap::in_effect(user_keymap_path().as_deref()),
        marks,
        looked_for: credential_sources(&command.planner, command.profile.as_deref()),
        theme_options,
        clock,
    };
    terminal::run(launch).await?;
    Ok(Status::Ok)
}

fn preferences(options: &Options, screen: &Screen) -> Preferences {
    Preferences {
        notify: options.notify,
        reads_permissions: !options.no_simulate,
        scenarios: simulator::bundled().map(|(name, what)| (name.to_owned(), what.to_owned())).collect(),
        reduced_motion: screen.reduced_motion,
        read_only: options.read_only,
        ..Preferences::default()
    }
}

static STOPPED_AT: OnceLock<Timestamp> = OnceLock::new();

/// The system's clock; in a demo one that stands still, if that was asked for.
fn clock(options: &Options, screen: &Screen) -> Result<fn() -> Timestamp, CommandError> {
    let Some(time) = screen.clock else { return Ok(Timestamp::now) };
    if options.demo.is_none() {
        let text = "BEDCHECK_CLOCK stops the clock of a demo; with a real account ages would be wrong: add --demo";
        return Err(CommandError::Usage(text.to_owned()));
    }
    STOPPED_AT.get_or_init(|| time);
    Ok(|| STOPPED_AT.get().copied().unwrap_or_else(Timestamp::now))
}

/// The same options, with another profile; never a demo.
fn profile_opener(options: &Options) -> OpenProfile {
    let options = options.clone();
    Arc::new(move |profile| {
        let options = Options { demo: None, profiles: vec![profile], ..options.clone() };
        async move {
            let command = CommandContext::prepare(&options).await.map_err(|error| error.to_string())?;
            let (store, asked_as) = (snapshot_store(&command), command.asked_as());
            let planner = planner_with_what_if(command.planner);
            Ok(ProfileOpened { asked_as, session: command.session, store, planner })
        }
        .boxed()
    })
}

/// Each scenario has a stage of its own: the region, and a client set to use Bedrock there.
fn demo_starter(options: &Options) -> StartDemo {
    let options = options.clone();
    Arc::new(move |name| {
        let options = Options { demo: Some(name.clone()), region: None, ..options.clone() };
        async move {
            let simulator = start_demo(&name).await.map_err(|error| error.to_string())?;
            let scenario = simulator.scenario();
            let planner = planner(&options, Some(scenario)).map_err(|error| error.to_string())?;
            let scene = Scene {
                label: scenario.name().to_owned(),
                region: planner.blind().region.value,
                planner: planner_with_what_if(planner),
            };
            Ok(DemoStarted { session: simulated(&simulator), scene, keep: Box::new(simulator) })
        }
        .boxed()
    })
}
