//! The dashboard: everything it needs, handed over once.

use std::{io::IsTerminal as _, sync::Arc};

use futures::FutureExt as _;
use jiff::Timestamp;

use super::{
    CommandError, export, output,
    workbench::{Workbench, simulated, start_demo},
};
use crate::{
    cli::{EXIT_OK, EXIT_USAGE, Options},
    gaps,
    scan::ScanRequest,
    survey::SnapshotStore,
    tui::{self, DemoStarted, Doors, Launch, Look, OpenProfile, ProfileOpened, StartDemo, model::Planner},
};

/// Opens the dashboard and returns when the user leaves it.
pub(super) async fn open(options: &Options) -> Result<u8, CommandError> {
    if !std::io::stdout().is_terminal() {
        output::warn(
            "the dashboard needs a terminal; for scripts there are `bedcheck list`, `check`, `plan` and `explain`",
        );
        return Ok(EXIT_USAGE);
    }
    let bench = Workbench::prepare(options).await?;
    let demo_label = bench.demo.as_ref().map(|demo| demo.scenario().name().to_owned());
    // A demo is the same each time; what it showed last is of no interest.
    let store = if bench.demo.is_some() { None } else { snapshot_store(&bench) };
    let launch = Launch {
        catalog: bench.catalog,
        session: bench.session.clone(),
        request: ScanRequest { regions: options.regions.clone(), ..ScanRequest::default() },
        planner: planner(&bench),
        store,
        profile: bench.profile.clone(),
        focus: Some(bench.focus.clone()),
        doors: Doors {
            start_demo: demo_starter(),
            open_profile: profile_opener(options),
            exporter: Arc::new(export::text),
        },
        notify: options.notify,
        demo_label,
        look: Look { color: output::color(options.color), theme: None },
        clock: Timestamp::now,
        read_only: options.read_only,
        sso: bench.sso.clone(),
    };
    tui::run(launch).await?;
    Ok(EXIT_OK)
}

/// Each account source has a survey of its own: the profile, where it is asked, and whose keys the shell holds. An API
/// key never says whose it is, so two of them must not share one.
fn snapshot_store(bench: &Workbench) -> Option<SnapshotStore> {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let endpoint = bench.session.endpoint_url.clone().unwrap_or_else(|| variable("AWS_ENDPOINT_URL"));
    let whose = ["AWS_ACCESS_KEY_ID", "AWS_BEARER_TOKEN_BEDROCK", "AWS_ROLE_ARN", "AWS_CONFIG_FILE"].map(variable);
    let apart = format!("{endpoint} {}", whose.join(" "));
    SnapshotStore::for_profile(bench.profile.as_deref().unwrap_or("default"), &apart)
}

fn planner(bench: &Workbench) -> Planner {
    let planner = bench.planner.clone();
    Arc::new(move |survey, what_if| {
        let planner = what_if.version.map_or_else(|| planner.clone(), |version| planner.with_version(version));
        gaps::plan_for(&planner, survey, &what_if.settings)
    })
}

/// The same options, with another profile; never a demo.
fn profile_opener(options: &Options) -> OpenProfile {
    let options = options.clone();
    Arc::new(move |profile| {
        let options = Options { demo: None, profiles: vec![profile.clone()], ..options.clone() };
        async move {
            let bench = Workbench::prepare(&options).await.map_err(|error| error.to_string())?;
            let (store, planner) = (snapshot_store(&bench), planner(&bench));
            Ok(ProfileOpened { profile, session: bench.session, store, planner, sso: bench.sso })
        }
        .boxed()
    })
}

fn demo_starter() -> StartDemo {
    Arc::new(|scenario| {
        async move {
            let simulator = start_demo(&scenario).await.map_err(|error| error.to_string())?;
            let label = simulator.scenario().name().to_owned();
            Ok(DemoStarted { session: simulated(&simulator), label, keep: Box::new(simulator) })
        }
        .boxed()
    })
}
