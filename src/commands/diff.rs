//! `bedcheck diff`: two surveys against each other.

use std::path::Path;

use super::{
    CommandError,
    collect::{Collected, collect},
    context::CommandContext,
    print_report,
};
use crate::{
    cli::Options,
    report::{self, Status, Surveyed},
    scan::RegionChoice,
    survey::{SnapshotError, SnapshotStore, Survey},
};

/// Compares a saved survey with another one, or with what AWS says now of the same regions.
pub(super) async fn diff(options: &Options, old: &Path, new: Option<&Path>) -> Result<Status, CommandError> {
    let before = saved(old)?;
    let command = CommandContext::prepare(options).await?;
    let collected = match new {
        Some(file) => Collected { survey: saved(file)?, interrupted: false, timed_out: false },
        None => {
            let same = before.regions.keys().cloned().collect();
            let choice = if options.regions == RegionChoice::Enabled {
                RegionChoice::These(same)
            } else {
                options.regions.clone()
            };
            collect(&command, command.request(choice)).await
        }
    };
    if collected.interrupted {
        return Ok(Status::Interrupted);
    }
    let after = &collected.survey;
    same_account(&before, after)?;
    let name = |file: &Path| file.display().to_string();
    let new_name = new.map_or_else(|| "now".to_owned(), name);
    let context = command.context(after);
    // Each is judged at its own time: a model may have come to its end in between.
    let at = |survey: &Survey| survey.as_of().unwrap_or(context.now);
    let (then, now) = (command.assess_at(&before, at(&before)), command.assess_at(after, at(after)));
    let old = Surveyed { name: &name(old), assessment: &then };
    let new = Surveyed { name: &new_name, assessment: &now };
    print_report(&command, options, &collected, report::diff(context, old, new))
}

/// Keeps a survey in a file of the user's choice, in place of what was there.
pub(super) fn save(file: &Path, survey: &Survey) -> Result<(), CommandError> {
    SnapshotStore::at(file).keep(survey).map_err(|error| match error {
        SnapshotError::Io { source, .. } => {
            CommandError::Io { doing: format!("the survey could not be saved to {}", file.display()), source }
        }
        other => CommandError::Usage(other.to_string()),
    })
}

fn saved(file: &Path) -> Result<Survey, CommandError> {
    let usage = |text: String| CommandError::Usage(format!("{}: {text}", file.display()));
    match SnapshotStore::at(file).load() {
        Ok(Some(survey)) => Ok(survey),
        Ok(None) => Err(usage("there is no such file".to_owned())),
        Err(SnapshotError::Io { source, .. }) => Err(usage(source.to_string())),
        Err(SnapshotError::Syntax { .. }) => {
            Err(usage("this is no survey; `bedcheck list --save FILE` makes one".to_owned()))
        }
        // A file of the user's own is read, and never moved.
        Err(error @ SnapshotError::SetAside { .. }) => Err(usage(error.to_string())),
        Err(SnapshotError::Version { found, .. }) => {
            Err(usage(format!("saved by another version of bedcheck (format {found})")))
        }
    }
}

/// Two accounts have no common history; what one can call and the other cannot is for the dashboard to compare.
fn same_account(before: &Survey, after: &Survey) -> Result<(), CommandError> {
    match (before.identity.value(), after.identity.value()) {
        (Some(old), Some(new)) if old.account != new.account => Err(CommandError::Usage(format!(
            "the surveys are of two accounts, {} and {}; diff tells what changed in one",
            old.account, new.account
        ))),
        _ => Ok(()),
    }
}
