//! `bedcheck pins`: settings under which every call of a team's clients is open, proven by planning again.

use std::path::PathBuf;

use super::{
    CommandContext, CommandError,
    collect::collect,
    output::{self, emit_text},
    permissions, print_report,
};
use crate::{
    catalog::RegionName,
    claude_code::{Planner, Version},
    cli::{ClientOptions, Options, PinsForm, Unreadable},
    gaps::{self, Outcome, PinCase, Pins, SettingLine},
    report::{self, Status},
    scan::{RegionChoice, ScanRequest},
    survey::{Question, Survey},
};

/// What was asked for on the command line.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) versions: Vec<Version>,
    pub(super) check: Option<PathBuf>,
    pub(super) form: Option<PinsForm>,
    pub(super) allow_unread: Vec<Unreadable>,
}

/// A client in a region.
struct Client {
    version: Version,
    region: RegionName,
    planner: Planner,
}

/// Reads the account, looks for pins, asks whether policies allow what they lead to, and looks again until nothing is left
/// to ask.
pub(super) async fn pins(options: &Options, wanted: Wanted) -> Result<Status, CommandError> {
    let settings = wanted.check.clone().or_else(|| options.client.settings.clone());
    let options = &Options { client: ClientOptions { settings, ..options.client.clone() }, ..options.clone() };
    let command = CommandContext::prepare(options).await?.answering_for(options);
    let clients = clients(&command, options, &wanted.versions);
    let regions: Vec<RegionName> = clients.iter().map(|client| client.region.clone()).collect();
    let request = ScanRequest { closely: regions.clone(), ..command.request(RegionChoice::These(regions)) };
    let mut collected = collect(&command, request).await;
    let mut asked: Vec<Question> = Vec::new();
    let pins = loop {
        let pins = pins_for(&command, &clients, &collected.survey, &wanted);
        let mut new = pins.permissions_to_read(command.context(&collected.survey));
        new.retain(|question| !asked.contains(question));
        if new.is_empty() || collected.interrupted || collected.timed_out {
            break pins;
        }
        asked.extend(new.iter().cloned());
        permissions::ask(&command, options, &mut collected, new).await;
    };
    let allows = wanted.allow_unread.contains(&Unreadable::Permission);
    let pins = pins.allowing_unread_permission(allows);
    let file = wanted.check.as_ref().map(|file| file.display().to_string());
    let report = report::pins(command.context(&collected.survey), &pins, file.as_deref());
    if wanted.form.is_none() || collected.interrupted {
        return print_report(&command, options, &collected, report);
    }
    if let Some(sentence) = collected.why_nothing(&command) {
        output::warn(&sentence);
        return Ok(Status::Unknown);
    }
    print_file(&pins, wanted.form, report.status)
}

/// The file alone, for a redirection. What is not proven is not printed.
fn print_file(pins: &Pins, form: Option<PinsForm>, status: Status) -> Result<Status, CommandError> {
    if pins.outcome() != Outcome::Ok {
        output::warn(
            "no settings are printed, since it is not proven that they open every call; without --as it is told why",
        );
        return Ok(status);
    }
    match form {
        Some(PinsForm::Env) => emit_text(&pins.lines.iter().map(|line| format!("{line}\n")).collect::<String>())?,
        Some(PinsForm::Settings) | None => emit_text(&report::settings_file(pins))?,
    }
    Ok(status)
}

/// Every version in every region; without any the client found, in the region it calls.
fn clients(command: &CommandContext, options: &Options, versions: &[Version]) -> Vec<Client> {
    let plan = command.planner.blind();
    let versions = if versions.is_empty() { vec![plan.version] } else { versions.to_vec() };
    let regions = match &options.regions {
        RegionChoice::These(regions) => regions.iter().cloned().map(Some).collect(),
        RegionChoice::Enabled | RegionChoice::All => vec![None],
    };
    let client = |version: Version, region: &Option<RegionName>| {
        let planner = match region {
            Some(region) => command.planner.in_region(region),
            None => command.planner.clone(),
        };
        let planner = if version == plan.version { planner } else { planner.with_version(version) };
        Client { version, region: planner.blind().region.value, planner }
    };
    versions.iter().flat_map(|version| regions.iter().map(move |region| client(*version, region))).collect()
}

fn pins_for(command: &CommandContext, clients: &[Client], survey: &Survey, wanted: &Wanted) -> Pins {
    let replans: Vec<_> = clients
        .iter()
        .map(|client| move |lines: &[SettingLine]| gaps::plan_for(&client.planner, survey, lines))
        .collect();
    let cases: Vec<PinCase<'_>> = clients
        .iter()
        .zip(&replans)
        .map(|(client, replan)| PinCase { version: client.version, region: &client.region, replan })
        .collect();
    let context = command.context(survey);
    match wanted.check {
        Some(_) => Pins::under(Vec::new(), &cases, context),
        None => Pins::find(&cases, context),
    }
}
