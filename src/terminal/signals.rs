//! Signals that end, suspend and resume the program.

use std::io;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// TERM, HUP or INT: end in order.
    Stop,
    /// TSTP: give the terminal back and stop.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no such signal outside Unix"))]
    Suspend,
    /// CONT: take the terminal again.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no such signal outside Unix"))]
    Resume,
}

#[cfg(not(unix))]
pub(super) use other::Signals;
#[cfg(unix)]
pub(super) use unix::Signals;

#[cfg(unix)]
mod unix {
    use signal_hook::consts::{SIGCONT, SIGSTOP, SIGTSTP};
    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::{Request, io};

    /// The signals listened for.
    #[derive(Debug)]
    pub(in super::super) struct Signals {
        terminate: Signal,
        hang_up: Signal,
        interrupt: Signal,
        stop: Signal,
        go_on: Signal,
    }

    impl Signals {
        pub(in super::super) fn listen() -> io::Result<Self> {
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                hang_up: signal(SignalKind::hangup())?,
                interrupt: signal(SignalKind::interrupt())?,
                stop: signal(SignalKind::from_raw(SIGTSTP))?,
                go_on: signal(SignalKind::from_raw(SIGCONT))?,
            })
        }

        pub(in super::super) async fn next(&mut self) -> Request {
            tokio::select! {
                _ = self.terminate.recv() => Request::Stop,
                _ = self.hang_up.recv() => Request::Stop,
                _ = self.interrupt.recv() => Request::Stop,
                _ = self.stop.recv() => Request::Suspend,
                _ = self.go_on.recv() => Request::Resume,
            }
        }

        /// Stops the process until someone lets it go on.
        pub(in super::super) fn sleep() -> io::Result<()> {
            signal_hook::low_level::raise(SIGSTOP)
        }
    }
}

#[cfg(not(unix))]
mod other {
    use super::{Request, io};

    /// Ctrl-C from outside; the key itself is read as a key.
    #[derive(Debug)]
    pub(in super::super) struct Signals;

    impl Signals {
        pub(in super::super) fn listen() -> io::Result<Self> {
            Ok(Self)
        }

        pub(in super::super) async fn next(&mut self) -> Request {
            match tokio::signal::ctrl_c().await {
                Ok(()) => Request::Stop,
                Err(_) => std::future::pending().await,
            }
        }

        /// There is no suspending here.
        pub(in super::super) fn sleep() -> io::Result<()> {
            Ok(())
        }
    }
}
