//! Commands of others, run apart from this program: nothing to read, no terminal to ask on or to change, and none left when
//! nobody waits for it any more.

use std::{
    io,
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::AsyncReadExt as _,
    process::{ChildStdout, Command},
    time::timeout,
};

/// More than any credentials are.
const MOST_SAID: u64 = 64 << 10;

/// Between two looks at whether a command that has said everything has ended.
const A_MOMENT: Duration = Duration::from_millis(5);

/// What is running now.
static RUNNING: Mutex<Vec<Arc<Running>>> = Mutex::new(Vec::new());

static GIVEN_UP: Mutex<Option<String>> = Mutex::new(None);

/// What came of a command.
#[derive(Debug)]
pub(super) enum Ended {
    /// It ended well and printed this, or printed too much and was ended.
    Well(Vec<u8>),
    /// It ended with that status.
    Badly(ExitStatus),
    /// It did not end in time, and was ended.
    Late,
}

/// Ends what still runs: the program is about to.
pub fn end_processes() {
    for running in std::mem::take(&mut *running()) {
        running.kill();
    }
}

/// The name of the command that was last ended because nobody waited for it any more, if one was.
#[must_use]
pub fn given_up_process() -> Option<String> {
    GIVEN_UP.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn running() -> MutexGuard<'static, Vec<Arc<Running>>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a command line with the shell, as the SDKs do. Its standard error is nobody's business: it may hold what nobody
/// should see.
///
/// # Errors
///
/// When it cannot be run at all.
pub(super) async fn run(name: &str, line: &str, patience: Duration) -> io::Result<Ended> {
    let mut command = shell(line);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let (child, out) = spawn(command)?;
    let guard = Guard::of(name, child);
    let work = async {
        let mut said = Vec::new();
        if let Some(out) = out {
            let length = out.take(MOST_SAID).read_to_end(&mut said).await?;
            if length as u64 == MOST_SAID {
                return Ok(Ended::Well(said));
            }
        }
        loop {
            let ended = guard.0.child().try_wait()?;
            match ended {
                Some(status) if status.success() => return Ok(Ended::Well(said)),
                Some(status) => return Ok(Ended::Badly(status)),
                None => tokio::time::sleep(A_MOMENT).await,
            }
        }
    };
    timeout(patience, work).await.unwrap_or(Ok(Ended::Late))
}

#[cfg(unix)]
type Child = Box<dyn process_wrap::tokio::ChildWrapper>;

/// In a session of its own, where no terminal is.
#[cfg(unix)]
fn spawn(command: Command) -> io::Result<(Child, Option<ChildStdout>)> {
    use process_wrap::tokio::{CommandWrap, ProcessSession};
    let mut child = CommandWrap::from(command).wrap(ProcessSession).spawn()?;
    let out = child.stdout().take();
    Ok((child, out))
}

#[cfg(unix)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", line]);
    command
}

#[cfg(not(unix))]
type Child = tokio::process::Child;

#[cfg(not(unix))]
fn spawn(mut command: Command) -> io::Result<(Child, Option<ChildStdout>)> {
    let mut child = command.spawn()?;
    let out = child.stdout.take();
    Ok((child, out))
}

/// Quoted as `cmd` wants it, and not as other programs do.
#[cfg(windows)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("cmd.exe");
    command.arg("/C").raw_arg(format!("\"{line}\""));
    command
}

/// A command that runs, and all that it started.
struct Running {
    name: String,
    child: Mutex<Child>,
}

impl Running {
    fn child(&self) -> MutexGuard<'_, Child> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Unless it has ended: its number may be another's by then.
    fn kill(&self) {
        let mut child = self.child();
        if matches!(child.try_wait(), Ok(None)) {
            // It may end in this moment.
            let _ = child.start_kill();
            *GIVEN_UP.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.name.clone());
        }
    }
}

/// Ends the command when nobody waits for it any more.
struct Guard(Arc<Running>);

impl Guard {
    fn of(name: &str, child: Child) -> Self {
        let new = Arc::new(Running { name: name.to_owned(), child: Mutex::new(child) });
        running().push(Arc::clone(&new));
        Self(new)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.kill();
        running().retain(|other| !Arc::ptr_eq(other, &self.0));
    }
}
