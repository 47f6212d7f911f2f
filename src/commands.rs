//! What each command does: read the configuration, ask AWS or the simulator, print a report or open the dashboard.

mod collect;
mod dashboard;
mod output;
mod workbench;

use std::io::Read as _;

use clap::CommandFactory as _;
use jiff::Timestamp;

use self::{
    collect::{Collected, collect, collect_into},
    output::{emit, emit_text},
    workbench::Workbench,
};
use crate::{
    access::{Cell, Ladder, remedy::Situation},
    catalog::{BaseModelId, Catalog, ModelRef, RegionName},
    claude_code::Plan,
    cli::{Cli, Command, EXIT_INTERRUPTED, EXIT_OK, EXIT_UNKNOWN, Options},
    gaps::{self, Check, SettingLine, cell_remedies},
    refusal,
    report::{self, Context, Report},
    scan::{RegionChoice, ScanRequest},
    simulator::{Scenario, Simulator},
    survey::{Question, Survey},
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
pub async fn run(cli: Cli) -> Result<u8, CommandError> {
    let Cli { command, options } = cli;
    match command {
        None => dashboard::open(&options).await,
        Some(Command::List) => list(&options).await,
        Some(Command::Check) => check(&options).await,
        Some(Command::Plan { explain }) => plan(&options, explain).await,
        Some(Command::Explain { text: Some(text), .. }) => diagnose(&options, text),
        Some(Command::Explain { model, simulate, .. }) => explain(&options, &model.unwrap_or_default(), simulate).await,
        Some(Command::Simulate { scenario, port, log }) => simulate(&scenario, port, log).await,
        Some(Command::Completions { shell }) => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "bedcheck", &mut text);
            emit_text(&String::from_utf8_lossy(&text))?;
            Ok(EXIT_OK)
        }
        Some(Command::Man) => {
            let mut text = Vec::new();
            let page = clap_mangen::Man::new(Cli::command()).render(&mut text);
            page.map_err(|source| CommandError::Io { doing: "the manual page could not be made".to_owned(), source })?;
            emit_text(&String::from_utf8_lossy(&text))?;
            Ok(EXIT_OK)
        }
    }
}

async fn list(options: &Options) -> Result<u8, CommandError> {
    let bench = Workbench::prepare(options).await?;
    let collected = collect(&bench, bench.request(options.regions.clone())).await;
    finish(&bench, options, &collected, |context, _, check| report::list(context, check, &options.regions))
}

async fn check(options: &Options) -> Result<u8, CommandError> {
    let bench = Workbench::prepare(options).await?;
    let regions: Vec<RegionName> = bench.plan(&Survey::default()).uses.into_iter().map(|usage| usage.region).collect();
    let request = ScanRequest { quotas: regions.clone(), ..bench.request(RegionChoice::These(regions)) };
    let collected = collect(&bench, request).await;
    finish(&bench, options, &collected, report::check)
}

/// Needs no AWS and no network; without a list of profiles the ids that depend on one say so.
async fn plan(options: &Options, explain: bool) -> Result<u8, CommandError> {
    let bench = Workbench::prepare(options).await?;
    let survey = Survey::default();
    let context = bench.context(&survey);
    emit(&report::plan(context, &bench.plan(&survey), explain), options)
}

async fn explain(options: &Options, model: &str, simulate: bool) -> Result<u8, CommandError> {
    let bench = Workbench::prepare(options).await?;
    let region = bench.focus.clone();
    let mut request = bench.request(RegionChoice::These(vec![region.clone()]));
    request.profiles.extend(ModelRef::parse(model).profile_arn().map(|arn| (region.clone(), arn.to_string())));
    request.quotas.push(region.clone());
    let mut collected = collect(&bench, request).await;
    let cell = find_cell(model, region, &collected.survey, bench.catalog)?;
    if simulate && !collected.interrupted && !collected.timed_out {
        simulate_policies(&bench, &cell, &mut collected).await;
    }
    finish(&bench, options, &collected, |context, _, _| {
        let ladder = Ladder::build(context.survey, context.catalog, cell, context.now);
        let remedies = cell_remedies(&ladder, context.survey, bench.caller());
        report::explain(context, &ladder, &remedies)
    })
}

/// Asks IAM about the cell, on top of what was collected. What cannot be simulated says so on its rung.
async fn simulate_policies(bench: &Workbench, cell: &Cell, collected: &mut Collected) {
    let now = Timestamp::now();
    let ladder = Ladder::build(&collected.survey, bench.catalog, cell.clone(), now);
    let Ok(check) = ladder.policy_check(&collected.survey, bench.catalog, now) else { return };
    let only = vec![Question::Permissions(cell.region.clone(), Box::new(check))];
    let more = collect_into(bench, ScanRequest { only, ..ScanRequest::default() }, &mut collected.survey).await;
    (collected.interrupted, collected.timed_out) = more;
}

/// A name, a base id, a profile id or an ARN. A name must mean one model.
fn find_cell(text: &str, region: RegionName, survey: &Survey, catalog: &Catalog) -> Result<Cell, CommandError> {
    let reference = ModelRef::parse(text);
    match &reference {
        // A base id names the model; it is called by whatever form works here.
        ModelRef::Base(id) => return Ok(Cell { region, model: Some(id.clone()), invoked: None }),
        ModelRef::Profile(_) | ModelRef::Arn(_) => {
            let behind = survey.region(&region).and_then(|facts| facts.base_of(&reference));
            return Ok(Cell { model: behind.or_else(|| reference.base()), region, invoked: Some(reference) });
        }
        ModelRef::Other(_) => {}
    }
    let known = catalog.models.iter().filter(|model| !model.mantle_only).map(|model| model.id.clone());
    let ids: std::collections::BTreeSet<BaseModelId> = known.chain(survey.model_ids()).collect();
    let wanted = text.trim().to_lowercase().replace("claude ", "");
    let called = |id: &&BaseModelId| {
        catalog.name(id).short().to_lowercase() == wanted
            || id.as_str() == format!("anthropic.{wanted}")
            || id.anthropic_id() == wanted
    };
    match ids.iter().find(called) {
        Some(id) => Ok(Cell { region, model: Some(id.clone()), invoked: None }),
        None => Err(CommandError::Usage(format!(
            "no Claude model is called {text:?}; give a name such as \"Sonnet 4.5\", a model id, a profile id or an ARN \
             (bedcheck list shows them all)"
        ))),
    }
}

/// Diagnoses a pasted error without any AWS call.
fn diagnose(options: &Options, text: String) -> Result<u8, CommandError> {
    let text = if text == "-" { read_stdin()? } else { text };
    let refusal = refusal::from_text(&text);
    let fallback = options.region.clone().map_or_else(|| "us-east-1".parse(), Ok);
    let captured = refusal.captures.get("resource_region").and_then(|region| region.parse().ok());
    let region: RegionName = captured.map_or(fallback, Ok).map_err(|error| CommandError::Usage(format!("{error}")))?;
    let invoked = refusal.captures.get("model_id").map(|id| ModelRef::parse(id));
    let model = invoked.as_ref().and_then(ModelRef::base);
    let remedies = crate::access::remedy::remedies(&Situation {
        model: model.as_ref(),
        invoked: invoked.as_ref(),
        aws_profile: options.profile.as_deref(),
        refusal: Some(&refusal),
        ..Situation::new(refusal.cause, &region)
    });
    let survey = Survey::default();
    let context = Context {
        catalog: Catalog::bundled(),
        survey: &survey,
        profile: options.profile.as_deref(),
        now: Timestamp::now(),
    };
    emit(&report::diagnosis(context, &refusal, &remedies), options)
}

fn read_stdin() -> Result<String, CommandError> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(1 << 20).read_to_end(&mut bytes);
    read.map_err(|source| CommandError::Io { doing: "standard input could not be read".to_owned(), source })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Makes, prints and judges a report of what was collected.
fn finish(
    bench: &Workbench,
    options: &Options,
    collected: &Collected,
    report: impl FnOnce(Context<'_>, &Plan, &Check) -> Report,
) -> Result<u8, CommandError> {
    if collected.interrupted {
        return Ok(EXIT_INTERRUPTED);
    }
    let context = bench.context(&collected.survey);
    let plan = bench.plan(&collected.survey);
    let replan = |lines: &[SettingLine]| gaps::plan_for(&bench.planner, &collected.survey, lines);
    let check = Check::run(&plan, &replan, &collected.survey, bench.catalog, bench.caller(), context.now);
    if let Some(sentence) = collected.why_nothing(bench) {
        return output::emit_unknown(&report(context, &plan, &check), &sentence, options);
    }
    if collected.timed_out {
        output::warn(&format!(
            "stopped after --timeout {} s; what was not answered by then is unknown",
            options.timeout
        ));
    }
    let status = emit(&report(context, &plan, &check), options)?;
    // Whatever is open, something that was asked about is not known.
    Ok(if collected.timed_out && status == EXIT_OK { EXIT_UNKNOWN } else { status })
}

async fn simulate(scenario: &str, port: u16, log: Option<std::path::PathBuf>) -> Result<u8, CommandError> {
    let scenario = Scenario::load(scenario).map_err(|error| CommandError::Usage(error.to_string()))?;
    let started = Simulator::start(scenario, port, log.as_deref()).await;
    let simulator =
        started.map_err(|source| CommandError::Io { doing: "the simulator could not start".to_owned(), source })?;
    emit_text(&format!("listening on {}\n", simulator.url()))?;
    output::until_signal().await;
    simulator.stop().await;
    Ok(EXIT_OK)
}
