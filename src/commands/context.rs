//! The context of a command: what each one that looks at an account starts from.

use std::{sync::Arc, time::Duration};

use jiff::{Timestamp, tz::TimeZone};
use tokio::time::Instant;

use super::{CommandError, credentials};
use crate::{
    access::console::Sso,
    aws::{AssumedRole, CallTarget, SessionOptions},
    catalog::{Catalog, RegionName},
    claude_code::{Client, IdList, Plan, Planner, Setup, Signer, Sources, VersionSource},
    cli::{Options, RoleOptions},
    dashboard::{self, model::AskedAs},
    gaps::{self, Assessment, Caller, Context, SettingLine},
    report::Report,
    scan::{RegionChoice, ScanRequest},
    simulator::{Scenario, Simulator},
    survey::Survey,
};

/// The configuration of one run: where to ask, what Claude Code is set to, whom it concerns.
pub(super) struct CommandContext {
    pub(super) catalog: &'static Catalog,
    pub(super) session: SessionOptions,
    pub(super) planner: Planner,
    /// Who is asked; nobody of the user's in a demo.
    pub(super) signer: Option<Signer>,
    /// The AWS profile, if one was named.
    pub(super) profile: Option<String>,
    pub(super) sso: Option<Sso>,
    pub(super) zone: TimeZone,
    /// The region in focus.
    pub(super) focus: RegionName,
    /// Whether a terminal is told how far it is.
    pub(super) tells_progress: bool,
    /// Seconds for the whole command.
    pub(super) timeout: u64,
    /// When they are over.
    pub(super) deadline: Instant,
    /// The simulated account, kept alive as long as it is asked.
    pub(super) demo: Option<Simulator>,
}

impl CommandContext {
    /// Reads the settings, finds the client's version and who it signs as, and starts the simulated account if one is
    /// asked for. May ask whether to run a command that hands out credentials.
    pub(super) async fn prepare(options: &Options) -> Result<Self, CommandError> {
        let command = Self::without_credentials(options).await?;
        let Some(signer) = command.signer.clone() else { return Ok(command) };
        let signer = credentials::exported(signer, options).await?;
        credentials::sendable(&signer, &command.planner)?;
        let signer = credentials::refreshed(signer.clone(), &command.session_of(&signer), options).await?;
        let session = command.session_of(&signer);
        Ok(Self { session, signer: Some(signer), ..command })
    }

    /// The same for whoever calls nobody: no command is run.
    pub(super) async fn without_credentials(options: &Options) -> Result<Self, CommandError> {
        let demo = match &options.demo {
            Some(name) => Some(start_demo(name).await?),
            None => None,
        };
        let planner = planner(options, demo.as_ref().map(Simulator::scenario))?;
        if demo.is_none() {
            options.profile().map_or(Ok(()), |name| known_profile(&planner, name))?;
        }
        let focus = options.region.clone().unwrap_or_else(|| planner.blind().region.value);
        let role = assumed_role(options)?;
        let signer = if demo.is_some() {
            None
        } else {
            Some(credentials::in_role(planner.signer(options.profile()), role.as_ref())?)
        };
        let session = match (&demo, &signer) {
            (Some(simulator), _) => simulated(simulator),
            (None, Some(signer)) => {
                SessionOptions { role, ..real(signer, &planner, options.endpoint_url.clone(), focus.clone()) }
            }
            (None, None) => SessionOptions::default(),
        };
        let profile = signer.as_ref().and_then(Signer::profile_name).map(str::to_owned);
        let sso = sign_in(&planner, profile.as_deref().unwrap_or("default"));
        let zone = TimeZone::system();
        let (tells_progress, timeout) = (true, options.timeout);
        let deadline = Instant::now() + Duration::from_secs(timeout);
        let catalog = Catalog::bundled();
        Ok(Self {
            catalog,
            session,
            planner,
            signer,
            profile,
            sso,
            zone,
            focus,
            tells_progress,
            timeout,
            deadline,
            demo,
        })
    }

    /// For commands whose answer is about the region asked with `--region`: the plan there, not in the configured one.
    pub(super) fn answering_for(self, options: &Options) -> Self {
        match &options.region {
            Some(region) => Self { planner: self.planner.in_region(region), ..self },
            None => self,
        }
    }

    /// The plan, held against what was collected.
    pub(super) fn assess<'a>(&'a self, survey: &'a Survey) -> Assessment<'a> {
        self.assess_at(survey, Timestamp::now())
    }

    /// The same as it was at another time.
    pub(super) fn assess_at<'a>(&'a self, survey: &'a Survey, now: Timestamp) -> Assessment<'a> {
        let replan = |lines: &[SettingLine]| gaps::plan_for(&self.planner, survey, lines);
        Assessment::of(Context { now, ..self.context(survey) }, &replan)
    }

    /// The plan, as far as the survey knows the profile list of the client's region.
    pub(super) fn plan(&self, survey: &Survey) -> Plan {
        gaps::plan_for(&self.planner, survey, &[])
    }

    /// A scan of these regions, the one in focus and the plan's first.
    pub(super) fn request(&self, regions: RegionChoice) -> ScanRequest {
        let plan = self.planner.blind();
        let (profiles, projects) = (plan.profile_arns(), plan.projects_to_read());
        let of_plan = plan.uses.into_iter().map(|usage| usage.region);
        let first = std::iter::once(self.focus.clone()).chain(of_plan).collect();
        ScanRequest { first, regions, profiles, projects, ..ScanRequest::default() }
    }

    fn session_of(&self, signer: &Signer) -> SessionOptions {
        let role = self.session.role.clone();
        SessionOptions { role, ..real(signer, &self.planner, self.session.endpoint_url.clone(), self.focus.clone()) }
    }

    /// A report with who was asked in it; in a demo that is nobody's.
    pub(super) fn naming_identity(&self, report: Report) -> Report {
        match (&self.signer, &self.demo) {
            (Some(signer), _) => report.asked_as(signer),
            (None, Some(demo)) => report.of_a_demo(demo.scenario().name()),
            (None, None) => report,
        }
    }

    /// Who is asked, for the dashboard.
    pub(super) fn asked_as(&self) -> AskedAs {
        AskedAs { profile: self.profile.clone(), sso: self.sso.clone(), signer: self.signer.clone() }
    }

    /// What reports are made from.
    pub(super) fn context<'a>(&'a self, survey: &'a Survey) -> Context<'a> {
        Context { catalog: self.catalog, survey, caller: self.caller(), now: Timestamp::now() }
    }

    /// Who asks, for remedies.
    pub(super) fn caller(&self) -> Caller<'_> {
        Caller {
            profile: self.profile.as_deref(),
            sso: self.sso.as_ref(),
            signer: self.signer.as_ref(),
            zone: Some(&self.zone),
        }
    }
}

/// The role asked for; what belongs to one is refused without.
fn assumed_role(options: &Options) -> Result<Option<AssumedRole>, CommandError> {
    let RoleOptions { assume_role, external_id, session_name } = options.role.clone();
    let Some(arn) = assume_role else {
        let given = external_id.map(|_| "--external-id").or_else(|| session_name.map(|_| "--session-name"));
        return given.map_or(Ok(None), |option| {
            Err(CommandError::Usage(format!("{option} belongs to --assume-role, which is not given")))
        });
    };
    if options.demo.is_some() {
        return Err(CommandError::Usage("--assume-role is of real accounts; a demo is nobody's".to_owned()));
    }
    let session_name = session_name.unwrap_or_else(|| "bedcheck".to_owned());
    Ok(Some(AssumedRole { arn, external_id, session_name }))
}

/// How to reach AWS as a signer.
fn real(signer: &Signer, planner: &Planner, endpoint_url: Option<String>, home: RegionName) -> SessionOptions {
    let signing = credentials::signing(signer, planner);
    // An address that a project's files name is not followed.
    let endpoint = planner.blind().endpoint.filter(|endpoint| !endpoint.is_the_projects());
    let headers = planner.custom_headers().into_iter().map(|(name, value)| (name, value.reveal().to_owned()));
    let target = CallTarget {
        url: endpoint.as_ref().and_then(|endpoint| endpoint.url().map(str::to_owned)),
        unsigned: endpoint.is_some_and(|endpoint| endpoint.unsigned),
        headers: headers.collect(),
    };
    SessionOptions { signing, target, endpoint_url, home_region: Some(home), simulated: false, role: None }
}

/// The client the plan is made for. It is run only with the user's consent, and only when its files do not tell.
fn client(options: &Options, demo: Option<&Scenario>, setup: &Setup) -> Result<Client, CommandError> {
    let of_scenario = demo.and_then(Scenario::client_version).filter(|_| options.client.claude_code_version.is_none());
    if let Some(version) = of_scenario {
        let version =
            version.parse().map_err(|error| CommandError::Usage(format!("the scenario's client: {error}")))?;
        return Ok(Client { version, source: VersionSource::Scenario });
    }
    let detected = Client::detect(options.client.claude_code_version, setup);
    let unknown = detected.source == VersionSource::NewestKnown && options.client.ask_claude_code;
    Ok(Some(setup).filter(|_| unknown).and_then(Client::ask).unwrap_or(detected))
}

/// Reads the settings and finds the client's version.
pub(super) fn planner(options: &Options, demo: Option<&Scenario>) -> Result<Planner, CommandError> {
    let setup = setup(options, demo)?;
    let client = client(options, demo, &setup)?;
    let planner = Planner::new(Sources::read(&setup), client);
    let Some(file) = &options.client.ids else { return Ok(planner) };
    let ids = IdList::read(file).map_err(|why| CommandError::Usage(format!("--ids {}: {why}", file.display())))?;
    Ok(planner.for_ids(ids))
}

/// What the dashboard makes its plans with.
pub(super) fn planner_with_what_if(planner: Planner) -> dashboard::model::Planner {
    Arc::new(move |survey, what_if| {
        let planner = what_if.version.map_or_else(|| planner.clone(), |version| planner.with_version(version));
        gaps::plan_for(&planner, survey, &what_if.settings)
    })
}

/// Starts the simulated account of a scenario on a free port.
pub(super) async fn start_demo(name: &str) -> Result<Simulator, CommandError> {
    let scenario = Scenario::load(name).map_err(|error| CommandError::Usage(error.to_string()))?;
    let started = Simulator::start(scenario, 0, None).await;
    started
        .map_err(|source| CommandError::Io { doing: "the simulated account could not be started".to_owned(), source })
}

/// How to reach a simulated account.
pub(super) fn simulated(simulator: &Simulator) -> SessionOptions {
    SessionOptions::simulated(simulator.url(), simulator.scenario().home_region().clone())
}

/// Where the client's configuration is read from, with what the command line says.
pub(super) fn setup(options: &Options, demo: Option<&Scenario>) -> Result<Setup, CommandError> {
    let project = match &options.client.project {
        Some(folder) if !folder.is_dir() => {
            let text = format!("--project {}: there is no such folder", folder.display());
            return Err(CommandError::Usage(text));
        }
        Some(folder) => folder.clone(),
        None => std::env::current_dir().unwrap_or_default(),
    };
    if let Some(file) = options.client.settings.as_ref().filter(|file| !file.is_file()) {
        return Err(CommandError::Usage(format!("--settings {}: there is no such file", file.display())));
    }
    let launch = &options.client.launch;
    let named = launch.settings.as_ref().filter(|settings| !settings.trim_start().starts_with('{'));
    if let Some(file) = named.filter(|file| !project.join(file).is_file()) {
        return Err(CommandError::Usage(format!("--settings {file}: there is no such file")));
    }
    let mut setup = Setup::from_process(&project);
    setup.launch.clone_from(launch);
    setup.flag_settings.clone_from(&options.client.settings);
    if let Some(profile) = options.profile() {
        setup.env.insert("AWS_PROFILE".to_owned(), profile.to_owned());
        setup.profile_named = true;
    }
    if let Some(scenario) = demo {
        set_the_scene(&mut setup, scenario);
    }
    Ok(setup)
}

/// A demo tells its story wherever it is started: Claude Code on Bedrock in the region of the scenario, unless the
/// user's own environment or settings say otherwise.
fn set_the_scene(setup: &mut Setup, scenario: &Scenario) {
    let scene = [("CLAUDE_CODE_USE_BEDROCK", "1"), ("AWS_REGION", scenario.home_region().as_str())];
    setup.scene = scene.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    setup.scene.extend(scenario.client_environment());
    if setup.env.contains_key("AWS_DEFAULT_REGION") {
        setup.scene.remove("AWS_REGION");
    }
}

/// Whether there are all profiles that are asked for, before one of them is asked.
pub(super) fn known_profiles(options: &Options) -> Result<(), CommandError> {
    let planner = planner(options, None)?;
    options.profiles.iter().try_for_each(|name| known_profile(&planner, name))
}

/// A profile that is in none of the AWS files is a slip of the pen, not a matter of credentials.
fn known_profile(planner: &Planner, name: &str) -> Result<(), CommandError> {
    let known = planner.aws_profile_names();
    if known.contains(name) {
        return Ok(());
    }
    let known = match known.into_iter().collect::<Vec<_>>() {
        none if none.is_empty() => "the AWS config and credentials files name none".to_owned(),
        names => format!("there are: {}", names.join(", ")),
    };
    Err(CommandError::Usage(format!("--profile {name}: there is no such profile; {known}")))
}

/// How the profile signs in, if all three parts are there.
fn sign_in(planner: &Planner, profile: &str) -> Option<Sso> {
    let sso = planner.sign_in(profile)?.clone();
    Some(Sso { start_url: sso.start_url?, account: sso.account?, role: sso.role? })
}
