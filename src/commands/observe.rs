//! `bedcheck observe`: runs the client, and shows what it really calls.

mod before;
mod child;
mod proxied;
mod told;
mod watch;

use self::watch::Watch;
use super::{CommandContext, CommandError};
use crate::{
    cli::{Observe, Options},
    report::Status,
};

/// Runs a program and watches it.
pub(super) async fn observe(options: Options, wanted: &Observe) -> Result<Status, CommandError> {
    if options.read_only {
        let text = "observe runs Claude Code, which calls models and costs money; leave --read-only out";
        return Err(CommandError::Usage(text.to_owned()));
    }
    let command = CommandContext::prepare(&options).await?;
    let watch = Watch::begin(&command, wanted)?;
    // What goes to a simulated account goes past everything else anyway.
    if wanted.proxy || command.demo.is_some() {
        proxied::run(&command, &options, wanted, watch).await
    } else {
        told::run(&command, &options, wanted, watch).await
    }
}
