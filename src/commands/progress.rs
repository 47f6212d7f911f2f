//! How far a command is: one line on standard error, on a terminal only, gone before anything else is printed.

use std::{
    io::{self, IsTerminal as _, Write as _},
    time::Duration,
};

use tokio::time::Instant;

/// What is done within this time needs no progress.
const PATIENCE: Duration = Duration::from_millis(300);
/// A total that has grown since then may grow on: no share of it is told.
const SETTLED: Duration = Duration::from_millis(500);
/// Between two lines; nobody reads faster.
const PAUSE: Duration = Duration::from_millis(100);
/// Back to the first column, and nothing on the line.
const ERASE: &str = "\r\u{1b}[K";

/// The line.
pub(super) struct Progress {
    /// Whether there is anybody to tell.
    is_seen: bool,
    began: Instant,
    drawn: Option<Instant>,
    /// How much there is to do, and since when that is known.
    all: (usize, Instant),
}

impl Progress {
    /// One that is told where standard error is a terminal that can erase a line.
    pub(super) fn on_terminal() -> Self {
        let can_erase = std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        Self { is_seen: io::stderr().is_terminal() && can_erase, ..Self::silent() }
    }

    /// One that is never told.
    pub(super) fn silent() -> Self {
        let began = Instant::now();
        Self { is_seen: false, began, drawn: None, all: (0, began) }
    }

    /// Tells how far it is: `asking AWS: 214 of 405 answers, 2 s`; while the total still grows `asking AWS: 214 answers, 1 s`.
    pub(super) fn tell(&mut self, what: &str, done: usize, all: usize) {
        let now = Instant::now();
        if all != self.all.0 {
            self.all = (all, now);
        }
        let too_soon = now - self.began < PATIENCE || self.drawn.is_some_and(|drawn| now - drawn < PAUSE);
        if !self.is_seen || too_soon {
            return;
        }
        self.drawn = Some(now);
        let seconds = (now - self.began).as_secs();
        let of_all = if now - self.all.1 < SETTLED { String::new() } else { format!(" of {all}") };
        write(&format!("{ERASE}asking AWS: {done}{of_all} {what}, {seconds} s"));
    }

    /// Takes the line away, for what is printed next.
    pub(super) fn erase(&mut self) {
        if self.drawn.take().is_some() {
            write(ERASE);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.erase();
    }
}

fn write(text: &str) {
    let mut err = io::stderr().lock();
    // Nobody left to tell.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
