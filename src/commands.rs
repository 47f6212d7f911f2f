//! What each command does: read the configuration, ask AWS or the simulator, print a report or open the dashboard.

mod against;
mod collect;
mod config;
mod context;
mod credential_sources;
mod credentials;
mod dashboard;
mod diagnose;
mod diff;
mod evidence;
mod explain;
mod history;
mod keys;
mod linear;
mod observe;
mod of_profiles;
mod output;
mod permissions;
mod progress;
mod seen;
mod verify;

pub use config::command_line;

use std::time::Duration;

use clap::CommandFactory as _;
use jiff::SignedDuration;

use self::{
    collect::{Collected, collect},
    context::CommandContext,
    of_profiles::{Which, of_profiles},
    output::{emit, emit_text},
};
use crate::{
    catalog::RegionName,
    claude_code::LaunchArguments,
    cli::{Cli, ClientOptions, Command, Options, Unreadable},
    gaps::Assessment,
    refusal::{Cause, Refusal},
    report::{self, Format, Length, Report, Status},
    scan::{RegionChoice, ScanRequest},
    simulator::{Scenario, Simulator},
    survey::Survey,
};

/// Why a command could not do its work; the exit status of all of them is that of a usage error.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// What was typed or configured cannot be used: what, where, what to do.
    #[error("{0}")]
    Usage(String),
    /// The system refused something: a file, a socket, the terminal.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The dashboard failed.
    #[error(transparent)]
    Dashboard(#[from] color_eyre::Report),
}

/// Carries out the command line and returns the exit status.
///
/// # Errors
///
/// When the command line or the configuration cannot be used, or the system refuses.
pub async fn run(cli: Cli) -> Result<Status, CommandError> {
    let Cli { command, options, screen, effective, configuration } = cli;
    if let Some(format) = options.printing.output.filter(|format| format.is_for_findings())
        && !matches!(command, Some(Command::Check { .. }))
    {
        let word = format.word();
        return Err(CommandError::Usage(format!("--output {word} is of check alone: bedcheck check --output {word}")));
    }
    match command {
        None if screen.linear || options.printing.output == Some(Format::Plain) => linear::open(&options).await,
        None => dashboard::open(&options, &screen).await,
        Some(Command::List { save, strict, wait }) => {
            list(&options, save.as_deref(), Listing { strict, wait: Duration::from_secs(wait) }).await
        }
        Some(Command::Check { ids, allow_unread, fail_within, launch }) => {
            let options = launched(options, &launch)?;
            let options = Options { client: ClientOptions { ids, ..options.client }, ..options };
            check(&options, Checking { allow_unread: &allow_unread, fail_within }).await
        }
        Some(Command::Plan { against: Some(file), .. }) => against::against(&options, &file).await,
        Some(Command::Plan { explain, launch, .. }) => plan(&launched(options, &launch)?, explain).await,
        Some(Command::Explain { text: Some(text), report: true, .. }) => diagnose::issue(&options, text).await,
        Some(Command::Explain { text: Some(text), full, .. }) => {
            diagnose::diagnose(&options, text, true, length(full)).await
        }
        Some(Command::Explain { model, simulate, offline, full, report, .. }) => match diagnose::text_of(model)? {
            diagnose::What::Text(text) if report => diagnose::issue(&options, text).await,
            diagnose::What::Text(text) => diagnose::diagnose(&options, text, offline, length(full)).await,
            diagnose::What::Model(model) if report => Err(CommandError::Usage(format!(
                "--report is about a text, and {model:?} reads like a model; pass a short text with --text"
            ))),
            diagnose::What::Model(model) => explain::explain(&options, &model, simulate, length(full)).await,
        },
        Some(Command::Diff { old, new }) => diff::diff(&options, &old, new.as_deref()).await,
        Some(Command::Verify { ids, gaps, streaming, yes }) => {
            verify::verify(&options, verify::Wanted { ids, gaps, streaming, yes }).await
        }
        Some(Command::Seen { since }) => seen::seen(&options, since).await,
        Some(Command::Observe(wanted)) => observe::observe(launched(options, &wanted.command)?, &wanted).await,
        Some(Command::History(wanted)) => history::history(&options, &wanted).await,
        Some(Command::Config) => config::config(&options, configuration.as_deref(), effective),
        Some(Command::Keys) => keys::keys(&options),
        Some(Command::Simulate { scenario, port, log }) => simulate(&scenario, port, log).await,
        Some(Command::Completions { shell }) => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "bedcheck", &mut text);
            emit_text(&String::from_utf8_lossy(&text))?;
            Ok(Status::Ok)
        }
        Some(Command::Man) => {
            let mut text = Vec::new();
            let page = clap_mangen::Man::new(Cli::command()).render(&mut text);
            page.map_err(|source| CommandError::Io { doing: "the manual page could not be made".to_owned(), source })?;
            emit_text(&String::from_utf8_lossy(&text))?;
            Ok(Status::Ok)
        }
    }
}

fn length(full: bool) -> Length {
    if full { Length::Full } else { Length::Short }
}

/// How a list is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Listing {
    /// Whether the status tells if all of it is open.
    strict: bool,
    /// How long silent regions are waited for when all others are done.
    wait: Duration,
}

impl Listing {
    fn request(self, command: &CommandContext, options: &Options) -> ScanRequest {
        ScanRequest { patience: Some(self.wait), ..command.request(options.regions.clone()) }
    }

    /// The list, and under it which regions were not waited for to the end.
    fn report(self, assessment: &Assessment<'_>, options: &Options, survey: &Survey) -> Report {
        self.with_late(report::list(assessment, &options.regions, self.strict), survey)
    }

    fn with_late(self, report: Report, survey: &Survey) -> Report {
        let is_late = |refusal: Option<&Refusal>| refusal.is_some_and(|refusal| refusal.cause == Cause::TimedOut);
        let late = survey
            .regions
            .iter()
            .filter(|(_, facts)| is_late(facts.models.refusal()) || is_late(facts.profiles.refusal()));
        let late: Vec<&str> = late.map(|(region, _)| region.as_str()).collect();
        if late.is_empty() {
            return report;
        }
        let waited = self.wait.as_secs();
        report.with_foot(format!(
            "Not waited for: {}, silent for {waited} s when all others were done; --wait SECONDS waits longer.",
            late.join(", ")
        ))
    }
}

async fn list(options: &Options, save: Option<&std::path::Path>, listing: Listing) -> Result<Status, CommandError> {
    if options.profiles.len() > 1 && options.demo.is_none() {
        if save.is_some() {
            return Err(CommandError::Usage("--save keeps the survey of one --profile, not of several".to_owned()));
        }
        return of_profiles(options, Which::List(listing)).await;
    }
    let command = CommandContext::prepare(options).await?;
    let collected = collect(&command, listing.request(&command, options)).await;
    if let Some(file) = save.filter(|_| !collected.interrupted) {
        diff::save(file, &collected.survey)?;
    }
    let assessment = command.assess(&collected.survey);
    let list = match output::map_width(options) {
        Some(columns) => report::map(&assessment, &options.regions, listing.strict, columns),
        None => report::list(&assessment, &options.regions, listing.strict),
    };
    let list = listing.with_late(list, &collected.survey);
    print_report(&command, options, &collected, list)
}

async fn check(options: &Options, checking: Checking<'_>) -> Result<Status, CommandError> {
    if options.profiles.len() > 1 && options.demo.is_none() {
        return of_profiles(options, Which::Check(checking)).await;
    }
    let command = CommandContext::prepare(options).await?.answering_for(options);
    let mut collected = collect(&command, check_request(&command)).await;
    permissions::read(&command, options, &mut collected).await;
    let assessment = checking.of(command.assess(&collected.survey));
    print_report(&command, options, &collected, checking.report(&assessment))
}

/// What a check goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Checking<'a> {
    /// What may stay unread.
    allow_unread: &'a [Unreadable],
    /// Within which time a change of a model is a gap already.
    fail_within: Option<SignedDuration>,
}

impl Checking<'_> {
    fn of<'a>(&self, assessment: Assessment<'a>) -> Assessment<'a> {
        let allows = self.allow_unread.contains(&Unreadable::Permission);
        assessment.allowing_unread_permission(allows).failing_within(self.fail_within)
    }

    /// The report, with files named as whoever looks at a checkout knows them.
    fn report(&self, assessment: &Assessment<'_>) -> Report {
        let checkout = std::env::var_os("GITHUB_WORKSPACE").map(std::path::PathBuf::from);
        let folder = checkout.or_else(|| std::env::current_dir().ok()).unwrap_or_default();
        report::check(assessment).seen_from(&folder)
    }
}

/// The regions of the plan, and no others.
fn check_request(command: &CommandContext) -> ScanRequest {
    let regions: Vec<RegionName> =
        command.plan(&Survey::default()).uses.into_iter().map(|usage| usage.region).collect();
    ScanRequest { closely: regions.clone(), ..command.request(RegionChoice::These(regions)) }
}

/// Needs no AWS and no network; without a list of profiles the ids that depend on one say so.
async fn plan(options: &Options, explain: bool) -> Result<Status, CommandError> {
    let command = CommandContext::without_credentials(options).await?.answering_for(options);
    let survey = Survey::default();
    let context = command.context(&survey);
    emit(&command.naming_identity(report::plan(context, &command.plan(&survey), explain)), options)
}

/// Prints and judges a report of what was collected.
fn print_report(
    command: &CommandContext,
    options: &Options,
    collected: &Collected,
    report: Report,
) -> Result<Status, CommandError> {
    if collected.interrupted {
        return Ok(Status::Interrupted);
    }
    let report = command.naming_identity(report);
    if let Some(sentence) = collected.why_nothing(command) {
        return output::emit_unknown(&report, &sentence, options);
    }
    if collected.timed_out {
        output::out_of_time(options);
    }
    let status = emit(&report, options)?;
    // Whatever is open, something that was asked about is not known.
    Ok(if collected.timed_out && status == Status::Ok { Status::Unknown } else { status })
}

async fn simulate(scenario: &str, port: u16, log: Option<std::path::PathBuf>) -> Result<Status, CommandError> {
    let scenario = Scenario::load(scenario).map_err(|error| CommandError::Usage(error.to_string()))?;
    let started = Simulator::start(scenario, port, log.as_deref()).await;
    let simulator =
        started.map_err(|source| CommandError::Io { doing: "the simulator could not start".to_owned(), source })?;
    let signal = output::signal_from_now().await;
    emit_text(&format!("listening on {}\n", simulator.url()))?;
    signal.await;
    simulator.stop().await;
    Ok(Status::Ok)
}

/// The options with the command line that Claude Code is started with.
fn launched(options: Options, words: &[String]) -> Result<Options, CommandError> {
    let launch = LaunchArguments::parse(words).map_err(|error| CommandError::Usage(format!("after --: {error}")))?;
    Ok(Options { client: ClientOptions { launch, ..options.client }, ..options })
}
