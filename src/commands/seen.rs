//! `bedcheck seen`: what Claude Code left behind on this machine, against the plan.

use jiff::Timestamp;
use tokio::time::timeout_at;

use super::{
    CommandError,
    context::{self, CommandContext},
    output,
};
use crate::{
    claude_code::LeftBehind,
    cli::{Options, Since},
    gaps,
    report::{self, Status},
    survey::Survey,
};

/// Reads, compares, reports. Nobody is asked.
pub(super) async fn seen(options: &Options, since: Since) -> Result<Status, CommandError> {
    if options.demo.is_some() {
        return Err(CommandError::Usage(
            "seen reads what Claude Code left on this machine, and nothing of a demo; leave --demo out".to_owned(),
        ));
    }
    let command = CommandContext::without_credentials(options).await?;
    let setup = context::setup(options, None)?;
    let since = since.before(setup.now.unwrap_or_else(Timestamp::now));
    // A disk may take its time: the reading can be broken off, and runs out of time.
    let reading = tokio::task::spawn_blocking(move || LeftBehind::read(&setup, since));
    let left = tokio::select! {
        biased;
        () = output::until_signal() => return Ok(Status::Interrupted),
        read = timeout_at(command.deadline, reading) => read,
    };
    let Ok(left) = left else {
        output::out_of_time(options);
        return Ok(Status::Unknown);
    };
    let left = left.map_err(|error| CommandError::Io {
        doing: "the records could not be read".to_owned(),
        source: std::io::Error::other(error),
    })?;
    let survey = Survey::default();
    let (context, plan) = (command.context(&survey), command.plan(&survey));
    let report = report::seen(context, &left, &gaps::seen(&left, &plan), &plan, since);
    if left.is_nothing() {
        let sentence = "Claude Code left nothing here: neither an access cache nor a session record that can be read is in \
                        its configuration folder (~/.claude, or CLAUDE_CONFIG_DIR)";
        return output::emit_unknown(&report, sentence, options);
    }
    output::emit(&report, options)
}
