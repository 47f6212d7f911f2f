//! `list` and `check` of several profiles, one after the other.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::{
    CommandError, Listing, allowing, check_request,
    collect::collect,
    output::{self, emit},
    permissions,
    workbench::Workbench,
};
use crate::{
    cli::{Options, Unreadable},
    report::{self, Status},
};

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which<'a> {
    List(Listing),
    Check { allow_unread: &'a [Unreadable] },
}

/// Asks as each profile and prints all of it as one report. A profile without credentials is said, and is unknown.
pub(super) async fn several(options: &Options, which: Which<'_>) -> Result<Status, CommandError> {
    let mut reports = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(options.timeout);
    let mut timed_out = false;
    for name in &options.profiles {
        let options = Options { profiles: vec![name.clone()], ..options.clone() };
        let bench = Workbench::prepare(&options).await?;
        let bench = if matches!(which, Which::List(_)) { bench } else { bench.answering_for(&options) };
        let bench = Workbench { deadline, ..bench };
        let request = match which {
            Which::List(listing) => listing.request(&bench, &options),
            Which::Check { .. } => check_request(&bench),
        };
        let mut collected = collect(&bench, request).await;
        if matches!(which, Which::Check { .. }) {
            permissions::read(&bench, &options, &mut collected).await;
        }
        if collected.interrupted {
            return Ok(Status::Interrupted);
        }
        let assessment = bench.assess(&collected.survey);
        let report = match which {
            Which::List(listing) => report::list(&assessment, &options.regions, listing.strict),
            Which::Check { allow_unread } => report::check(&allowing(assessment, allow_unread)),
        };
        let mut report = bench.naming_identity(report);
        if let Some(sentence) = collected.why_nothing(&bench) {
            output::warn(&sentence);
            report.status = Status::Unknown;
        }
        timed_out |= collected.timed_out;
        if collected.timed_out && report.status == Status::Ok {
            report.status = Status::Unknown;
        }
        reports.push((name.clone(), report));
    }
    if timed_out {
        output::out_of_time(options);
    }
    let command = if matches!(which, Which::List(_)) { "list" } else { "check" };
    emit(&report::several(command, Timestamp::now(), reports), options)
}
