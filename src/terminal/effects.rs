//! What effects do outside the terminal: the only place of the dashboard that starts tasks, asks AWS or writes files.

mod export;
mod profiles;

use std::{any::Any, collections::BTreeSet, sync::Arc};

use color_eyre::eyre::Result;
use tokio::{
    sync::{OnceCell, mpsc},
    task::{JoinHandle, JoinSet},
};
use tokio_util::sync::CancellationToken;

use crate::{
    aws::{CallLog, Session, SessionOptions, planted_panic},
    catalog::RegionName,
    scan::{self, ScanRequest},
    survey::{RealCall, SnapshotError, SnapshotStore, Survey},
};
use crate::{
    dashboard::{model::Note, update::Msg},
    terminal::{
        Callbacks, DemoStarted, ProfileOpened, clipboard, environment::TerminalEnv, marks::MarkStore, notify,
        tty::TerminalScreen,
    },
};

/// Reports of one scan waiting to be taken in.
const WAITING: usize = 256;

/// A task of the dashboard panicked.
#[derive(Debug, thiserror::Error)]
#[error("internal error: {0}; bedcheck bug-report prints what a report of it needs")]
pub struct TaskPanicked(String);

/// What a task leaves behind.
enum Outcome {
    /// Everything was said already.
    Done,
    /// The demo runs, or could not be started.
    Demo { epoch: u64, started: Box<Result<DemoStarted, String>> },
    /// Another profile can be asked, or cannot.
    Profile { epoch: u64, opened: Box<Result<ProfileOpened, String>> },
}

/// Carries out the effects that reach beyond the loop.
pub(super) struct Effects {
    options: SessionOptions,
    session: Arc<OnceCell<Arc<Session>>>,
    scans: CancellationToken,
    calls: CancellationToken,
    tasks: JoinSet<Outcome>,
    answers: mpsc::Sender<Msg>,
    store: Option<SnapshotStore>,
    /// Where marked regions are kept; nowhere in a demo.
    marks: Option<MarkStore>,
    keeping: Option<JoinHandle<()>>,
    callbacks: Callbacks,
    log: CallLog,
    /// Keeps the demo's other end alive.
    demo: Option<Box<dyn Any + Send>>,
    environment: TerminalEnv,
}

impl Effects {
    pub(super) fn new(
        options: SessionOptions,
        store: Option<SnapshotStore>,
        marks: Option<MarkStore>,
        callbacks: Callbacks,
        environment: TerminalEnv,
        answers: mpsc::Sender<Msg>,
    ) -> Self {
        Self {
            options,
            session: Arc::default(),
            scans: CancellationToken::new(),
            calls: CancellationToken::new(),
            tasks: JoinSet::new(),
            answers,
            store,
            marks,
            keeping: None,
            callbacks,
            log: CallLog::default(),
            demo: None,
            environment,
        }
    }

    /// No more real calls after the one under way.
    pub(super) fn stop_calling(&self) {
        self.calls.cancel();
    }

    /// The calls made to AWS after the one of this number.
    pub(super) fn calls_after(&self, number: u64) -> Msg {
        Msg::Calls(self.log.since(number))
    }

    /// Starts a demo; the switch to it is made when it runs.
    pub(super) fn demo(&mut self, epoch: u64, scenario: String) {
        let start = (self.callbacks.start_demo)(scenario);
        self.tasks.spawn(async move { Outcome::Demo { epoch, started: Box::new(start.await) } });
    }

    pub(super) fn notify(&self, text: &str, screen: &mut TerminalScreen) {
        // A terminal that is gone is noticed elsewhere.
        let _ = screen.send(&notify::sequence(text, self.environment.tmux));
    }

    /// Waits for a task to end. Never comes back while there is none.
    ///
    /// # Errors
    ///
    /// When a task panicked: the program ends, and says so once the terminal is given back.
    pub(super) async fn ended(&mut self, epoch: u64) -> Result<Option<Msg>> {
        let Some(joined) = self.tasks.join_next().await else { return std::future::pending().await };
        match joined {
            Ok(Outcome::Demo { epoch: asked, started }) if asked == epoch => Ok(Some(self.switch(epoch, *started))),
            Ok(Outcome::Profile { epoch: asked, opened }) if asked == epoch => {
                Ok(Some(self.switch_profile(epoch, *opened)))
            }
            Ok(Outcome::Done | Outcome::Demo { .. } | Outcome::Profile { .. }) => Ok(None),
            Err(error) if error.is_cancelled() => Ok(None),
            Err(error) => Err(TaskPanicked(error.to_string()).into()),
        }
    }

    /// Ends everything; the survey that is being kept is kept first.
    pub(super) async fn finish(mut self) {
        self.calls.cancel();
        self.scans.cancel();
        if let Some(keeping) = self.keeping.take() {
            let _ = keeping.await;
        }
    }

    /// From here on the demo is asked.
    fn switch(&mut self, epoch: u64, started: Result<DemoStarted, String>) -> Msg {
        let outcome = started.map(|DemoStarted { session, scene, keep }| {
            self.options = session;
            self.store = None;
            self.marks = None;
            self.demo = Some(keep);
            scene
        });
        Msg::Demo { epoch, outcome }
    }

    pub(super) fn scan(&mut self, epoch: u64, scan: u64, request: ScanRequest, afresh: bool) {
        if afresh {
            self.calls.cancel();
            self.scans.cancel();
            self.scans = CancellationToken::new();
            self.session = Arc::default();
        }
        let (session, options, log) = (Arc::clone(&self.session), self.options.clone(), self.log.clone());
        let (answers, cancel) = (self.answers.clone(), self.scans.clone());
        self.tasks.spawn(async move {
            planted_panic("scan");
            let connect = session.get_or_init(async || Arc::new(Session::connect_logged(options, log).await));
            let Some(session) = Box::pin(cancel.run_until_cancelled(connect)).await.cloned() else {
                return Outcome::Done;
            };
            let (sender, mut events) = mpsc::channel(WAITING);
            let pass_on = async {
                while let Some(event) = events.recv().await {
                    if answers.send(Msg::Scan { epoch, scan, event }).await.is_err() {
                        return;
                    }
                }
            };
            let asking = Box::pin(scan::run(session, request, sender, cancel));
            tokio::join!(asking, pass_on);
            Outcome::Done
        });
    }

    /// Real calls, with the session the scans use.
    pub(super) fn call(&mut self, epoch: u64, check: u64, calls: Vec<RealCall>) {
        self.calls = CancellationToken::new();
        let (session, options, log) = (Arc::clone(&self.session), self.options.clone(), self.log.clone());
        let (answers, cancel) = (self.answers.clone(), self.calls.clone());
        self.tasks.spawn(async move {
            planted_panic("call");
            let connect = session.get_or_init(async || Arc::new(Session::connect_logged(options, log).await));
            let session = Box::pin(connect).await.clone();
            let (sender, mut events) = mpsc::channel(WAITING);
            let pass_on = async move {
                while let Some(event) = events.recv().await {
                    if answers.send(Msg::Called { epoch, check, event }).await.is_err() {
                        return;
                    }
                }
            };
            tokio::join!(Box::pin(scan::make_calls(session, calls, sender, cancel)), pass_on);
            Outcome::Done
        });
    }

    /// Off the loop, and one after the other, so that an older survey never replaces a newer one.
    pub(super) fn keep(&mut self, survey: Survey) {
        let Some(store) = self.store.clone() else { return };
        let (before, answers) = (self.keeping.take(), self.answers.clone());
        self.keeping = Some(tokio::spawn(async move {
            if let Some(before) = before {
                let _ = before.await;
            }
            let keep = move || {
                planted_panic("keep");
                store.keep(&survey)
            };
            let note = match tokio::task::spawn_blocking(keep).await {
                Ok(Ok(())) => return,
                Ok(Err(error)) => trouble(&error),
                Err(error) => Note { text: format!("the survey was not kept: internal error: {error}"), trouble: true },
            };
            let _ = answers.try_send(Msg::Note(note));
        }));
    }

    /// A few names in a small file, at a key: not worth a task.
    pub(super) fn keep_marks(&self, marks: &BTreeSet<RegionName>) -> Option<Msg> {
        let text = self.marks.as_ref()?.keep(marks).err()?;
        Some(Msg::Note(Note { text, trouble: true }))
    }

    pub(super) fn copy(&self, what: &str, text: &str, screen: &mut TerminalScreen) -> Msg {
        let through = if self.environment.tmux { " through tmux" } else { "" };
        let note = match screen.send(&clipboard::sequence(text, self.environment.tmux)) {
            Ok(()) => {
                let first = text.lines().next().unwrap_or_default();
                let more = if text.lines().count() > 1 { " …" } else { "" };
                let size = clipboard::warning(text).unwrap_or_default();
                Note { text: format!("Copied {what} (OSC 52{through}{size}): {first}{more}"), trouble: false }
            }
            Err(error) => Note { text: format!("{what} could not be copied: {error}"), trouble: true },
        };
        Msg::Note(note)
    }

    /// In the browser where there is one; else the link is shown and copied.
    pub(super) fn open(&self, url: &str, screen: &mut TerminalScreen) -> Msg {
        if self.environment.browser && self.environment.open(url).is_ok() {
            return Msg::Note(Note { text: format!("Opened in the browser: {url}"), trouble: false });
        }
        let why = if self.environment.ssh { "Over SSH there is no browser" } else { "No browser here" };
        let copied = screen.send(&clipboard::sequence(url, self.environment.tmux)).is_ok();
        let copied = if copied { "the link was copied (OSC 52)" } else { "the link" };
        Msg::Note(Note { text: format!("{why}; {copied}: {url}"), trouble: false })
    }
}

/// Asks the terminal for clicks and wheel, or leaves the mouse to it.
pub(super) fn mouse(screen: &mut TerminalScreen, on: bool) -> Option<Msg> {
    let error = screen.use_mouse(on).err()?;
    Some(Msg::Note(Note { text: format!("the mouse cannot be used: {error}"), trouble: true }))
}

/// What to say about a survey that could not be kept or read.
pub(super) fn trouble(error: &SnapshotError) -> Note {
    Note { text: error.to_string(), trouble: true }
}
