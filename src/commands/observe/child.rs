//! The program that is run: started with a few variables more, told of signals, waited for.

use std::process::ExitStatus;

use tokio::{
    process::{Child, Command},
    sync::mpsc::UnboundedReceiver,
};

use crate::{cli::Options, commands::CommandError};

/// Variables to be set, or taken away, in the child's environment.
pub(super) type Changes = Vec<(String, Option<String>)>;

/// Starts it. It shares the terminal, and ends with this process.
pub(super) fn start(words: &[String], changes: Changes, options: &Options) -> Result<Child, CommandError> {
    let (program, arguments) = words.split_first().ok_or_else(|| CommandError::Usage("nothing to run".to_owned()))?;
    let mut command = Command::new(program);
    command.args(arguments).kill_on_drop(true);
    if let Some(folder) = &options.client.project {
        command.current_dir(folder);
    }
    for (name, value) in changes {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.spawn().map_err(|error| CommandError::Usage(format!("{program} could not be started: {error}")))
}

/// Hands over what comes in while it runs.
pub(super) async fn while_running<E>(
    child: &mut Child,
    events: &mut UnboundedReceiver<E>,
    mut take: impl FnMut(E),
) -> Result<ExitStatus, CommandError> {
    let mut over = std::pin::pin!(over(child));
    let status = loop {
        tokio::select! {
            biased;
            Some(event) = events.recv() => take(event),
            status = &mut over => break status,
        }
    };
    status.map_err(|source| CommandError::Io { doing: "the child could not be waited for".to_owned(), source })
}

/// A proxy of the network is not asked for this machine.
pub(super) fn without_network_proxy() -> Changes {
    let more = |name: &str| {
        let before = std::env::var(name).ok().filter(|before| !before.is_empty());
        let before = before.map(|before| format!("{before},")).unwrap_or_default();
        (name.to_owned(), Some(format!("{before}127.0.0.1")))
    };
    ["NO_PROXY", "no_proxy"].map(more).into()
}

/// Waits until it is over. What this process is told by a signal, the child is told: it decides.
async fn over(child: &mut Child) -> std::io::Result<ExitStatus> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
        // Ctrl-C reaches both from the terminal.
        let mut interrupt = signal(SignalKind::interrupt())?;
        loop {
            tokio::select! {
                status = child.wait() => return status,
                _ = terminate.recv() => tell(child, rustix::process::Signal::TERM),
                _ = hang_up.recv() => tell(child, rustix::process::Signal::HUP),
                _ = interrupt.recv() => {}
            }
        }
    }
    #[cfg(not(unix))]
    loop {
        tokio::select! {
            status = child.wait() => return status,
            _ = tokio::signal::ctrl_c() => {}
        }
    }
}

#[cfg(unix)]
fn tell(child: &Child, signal: rustix::process::Signal) {
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
    if let Some(pid) = pid {
        // It may be over by now.
        let _ = rustix::process::kill_process(pid, signal);
    }
}

/// The number that a shell would report.
pub(super) fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(u8::MAX);
    }
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
