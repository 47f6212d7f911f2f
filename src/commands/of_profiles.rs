//! `list` and `check` of several profiles.

use std::{pin::pin, time::Duration};

use futures::{StreamExt as _, stream};
use jiff::Timestamp;
use tokio::time::Instant;

use super::{
    Checking, CommandError, Listing, check_request,
    collect::collect,
    context::{CommandContext, known_profiles},
    output, permissions,
    progress::Progress,
};
use crate::{
    cli::Options,
    report::{Format, OfProfiles, Report, Status},
};

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which<'a> {
    List(Listing),
    Check(Checking<'a>),
}

/// Profiles asked at once: each is an account or a role with limits of its own, and takes a few megabytes.
const AT_ONCE: usize = 4;

/// What came of asking as one profile.
struct Asked {
    profile: String,
    report: Report,
    /// Why nothing could be read.
    why_nothing: Option<String>,
    timed_out: bool,
    interrupted: bool,
}

/// Asks as each profile, several at once, and prints what each brings in their order, as soon as that is there. A profile
/// without credentials is said, and is unknown.
pub(super) async fn of_profiles(options: &Options, which: Which<'_>) -> Result<Status, CommandError> {
    known_profiles(options)?;
    let deadline = Instant::now() + Duration::from_secs(options.timeout);
    let command = if matches!(which, Which::List(_)) { "list" } else { "check" };
    let mut printed = OfProfiles::new(command, Timestamp::now(), output::format(options), output::style(options));
    let mut timed_out = false;
    // One after the other: who hands out credentials may want to be asked.
    let prepared = stream::iter(&options.profiles).then(|name| {
        let options = Options { profiles: vec![name.clone()], ..options.clone() };
        async move { Box::pin(CommandContext::prepare(&options)).await.map(|command| (name.clone(), command, options)) }
    });
    let asked = prepared.map(|prepared| async move {
        let (profile, command, options) = prepared?;
        Ok::<_, CommandError>(
            Box::pin(ask(profile, CommandContext { deadline, tells_progress: false, ..command }, options, which)).await,
        )
    });
    let mut asked = pin!(asked.buffered(AT_ONCE));
    let (mut progress, mut done) = (Progress::on_terminal(), 0);
    progress.tell("profiles", done, options.profiles.len());
    while let Some(asked) = asked.next().await {
        let asked = asked?;
        progress.erase();
        if asked.interrupted {
            return Ok(Status::Interrupted);
        }
        if let Some(sentence) = &asked.why_nothing {
            output::warn(sentence);
        }
        timed_out |= asked.timed_out;
        let text = printed.add(&asked.profile, asked.report);
        output::emit_unless_quiet(&text, options)?;
        done += 1;
        progress.tell("profiles", done, options.profiles.len());
    }
    drop(progress);
    if timed_out {
        output::out_of_time(options);
    }
    if output::format(options) == Format::Github {
        output::add_to_job_summary(&printed.so_far(Format::Markdown))?;
    }
    let (rest, status) = printed.end();
    output::emit_unless_quiet(&rest, options)?;
    Ok(status)
}

/// Asks as one profile. Of what was read only the report is left.
async fn ask(profile: String, command: CommandContext, options: Options, which: Which<'_>) -> Asked {
    let command = if matches!(which, Which::List(_)) { command } else { command.answering_for(&options) };
    let request = match which {
        Which::List(listing) => listing.request(&command, &options),
        Which::Check(_) => check_request(&command),
    };
    let mut collected = collect(&command, request).await;
    if matches!(which, Which::Check(_)) {
        permissions::read(&command, &options, &mut collected).await;
    }
    let assessment = command.assess(&collected.survey);
    let report = match which {
        Which::List(listing) => listing.report(&assessment, &options, &collected.survey),
        Which::Check(checking) => checking.report(&checking.of(assessment)),
    };
    let mut report = command.naming_identity(report);
    let why_nothing = collected.why_nothing(&command);
    if why_nothing.is_some() || (collected.timed_out && report.status == Status::Ok) {
        report.status = Status::Unknown;
    }
    let (timed_out, interrupted) = (collected.timed_out, collected.interrupted);
    Asked { profile, report, why_nothing, timed_out, interrupted }
}
