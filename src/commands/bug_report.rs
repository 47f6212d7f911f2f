//! `bedcheck bug-report`: facts about this machine for whoever is to find a fault. Asks nobody.

use std::env;

use jiff::Timestamp;

use super::{CommandError, context::CommandContext, evidence::snapshot_store, output::emit_text};
use crate::{
    catalog::printable,
    cli::Options,
    report::{self, Status},
    scan::RegionChoice,
};

/// Variables that say which terminal it is, and name nobody.
const TERMINAL: [&str; 6] = ["TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "LANG", "LC_ALL"];
/// Variables whose values may name somebody: only whether they are set is told.
const SET: [&str; 8] =
    ["SSH_TTY", "TMUX", "STY", "WSL_DISTRO_NAME", "NO_COLOR", "HTTPS_PROXY", "AWS_CA_BUNDLE", "AWS_ENDPOINT_URL"];

pub(super) async fn bug_report(options: &Options) -> Result<Status, CommandError> {
    let command = CommandContext::without_credentials(options).await?;
    let plan = command.planner.blind();
    let kept = command.demo.is_none().then(|| snapshot_store(&command)).flatten();
    let survey = kept.and_then(|store| store.load().ok().flatten());
    let list = survey.as_ref().map(|survey| {
        let assessment = command.assess_at(survey, survey.as_of().unwrap_or_else(Timestamp::now));
        report::list(&assessment, &RegionChoice::Enabled, false)
    });
    let size = terminal_size::terminal_size().map(|(columns, rows)| format!("{} x {}", columns.0, rows.0));
    let mut machine = vec![
        ("bedcheck", env!("CARGO_PKG_VERSION").to_owned()),
        ("platform", format!("{} {}", env::consts::OS, env::consts::ARCH)),
        ("Claude Code", plan.version.to_string()),
        ("catalogue", command.catalog.observed_on.to_string()),
        ("terminal size", size.unwrap_or_else(|| "no terminal".to_owned())),
    ];
    let value = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    for name in TERMINAL {
        machine.extend(value(name).map(|value| (name, printable(&value).into_owned())));
    }
    for name in SET {
        machine.extend(value(name).map(|_| (name, "set".to_owned())));
    }
    emit_text(&report::bug_report(&machine, &command.planner.setting_names(), list.as_ref()))?;
    Ok(Status::Ok)
}
