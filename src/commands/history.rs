//! `bedcheck history`: what AWS recorded of calls to models. Reads only, and only when it is asked for.

use std::{
    io::{self, IsTerminal as _},
    sync::Mutex,
};

use jiff::Timestamp;
use tokio::time::timeout_at;

use super::{CommandContext, CommandError, evidence, output};
use crate::{
    aws::{Session, SigningClient},
    catalog::RegionName,
    cli::{History, Options},
    gaps,
    observe::read_history,
    refusal::Refusal,
    report::{self, HistoryRead, Status},
    scan::RegionChoice,
    survey::{Identity, Question, RegionHistory, Survey, TrailRecord},
};

/// Reads, holds against the plan, reports.
pub(super) async fn history(options: &Options, wanted: &History) -> Result<Status, CommandError> {
    let command = CommandContext::prepare(options).await?;
    let now = Timestamp::now();
    let since = wanted.since.before(now);
    let regions = regions(&command, options);
    let session = Session::connect(command.session.clone()).await;
    let mut survey = Survey::default();
    survey.apply(session.ask(Question::Identity).await);
    let Some(identity) = survey.identity.value().cloned() else {
        let why = survey.identity.refusal().map(Refusal::in_short).unwrap_or_default();
        let sentence = format!("nothing was asked of CloudTrail, because it is not known who asks: {why}");
        output::warn(&sentence);
        return Ok(Status::Unknown);
    };
    let client = SigningClient::of(&session);
    // What there is when time is over counts.
    let readings: Vec<Mutex<RegionHistory>> =
        regions.into_iter().map(|region| Mutex::new(RegionHistory::of(region))).collect();
    let all = readings.iter().map(|reading| read_history(&client, (since, now), reading, &tell));
    let timed_out = tokio::select! {
        biased;
        () = output::until_signal() => return Ok(Status::Interrupted),
        done = timeout_at(command.deadline, futures::future::join_all(all)) => done.is_err(),
    };
    if timed_out {
        output::out_of_time(options);
    }
    let readings: Vec<RegionHistory> = readings.into_iter().filter_map(|reading| reading.into_inner().ok()).collect();
    let all = || readings.iter().flat_map(|reading| &reading.records);
    let ours = all().filter(|record| is_same_caller(&identity, record));
    evidence::keep(&command, &identity, ours.map(|record| &record.call));
    let is_ours = |record: &&TrailRecord| wanted.everyone || is_same_caller(&identity, record);
    let records: Vec<TrailRecord> = all().filter(is_ours).cloned().collect();
    let models = gaps::recorded(&records, &command.plan(&survey));
    let read = HistoryRead { since, everyone: wanted.everyone, regions: &readings, models: &models };
    let report = report::history(command.context(&survey), &read);
    output::emit(&command.naming_identity(report), options)
}

/// Those of the plan, unless others were named.
fn regions(command: &CommandContext, options: &Options) -> Vec<RegionName> {
    let mut regions: Vec<RegionName> = match &options.regions {
        RegionChoice::These(regions) => regions.clone(),
        RegionChoice::All => {
            let home = command.focus.partition();
            let all = command.catalog.regions.iter().map(|region| region.name.clone());
            all.filter(|region| region.partition() == home).collect()
        }
        RegionChoice::Enabled => {
            let plan = command.planner.blind();
            std::iter::once(command.focus.clone()).chain(plan.uses.into_iter().map(|usage| usage.region)).collect()
        }
    };
    let mut seen = std::collections::BTreeSet::new();
    regions.retain(|region| seen.insert(region.clone()));
    regions
}

fn is_same_caller(identity: &Identity, record: &TrailRecord) -> bool {
    let account = record.arn.split(':').nth(4).unwrap_or_default().to_owned();
    identity.is_same_caller(&Identity { account, arn: record.arn.clone(), partition: identity.partition })
}

/// How far it is, where somebody watches.
fn tell(region: &RegionName, operation: &str, at: Timestamp) {
    if io::stderr().is_terminal() {
        output::warn(&format!("{region}, {operation}: back to {}", at.strftime("%Y-%m-%d %H:%M UTC")));
    }
}
