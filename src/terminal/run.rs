//! The loop: one `select!`, one frame for each burst, asleep in between.

use std::{task::Poll, time::Duration};

use color_eyre::eyre::Result;
use crossterm::event::{Event, EventStream, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use futures::StreamExt as _;
use jiff::Timestamp;
use ratatui::{Frame, Terminal, backend::TestBackend, buffer::Cell};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use crate::{
    dashboard::{
        model::{Model, Note},
        update::{Effect, Msg, start, update},
    },
    screen::{self, HitMap, theme::Theme},
    terminal::{
        ThemeOptions,
        effects::{Effects, mouse},
        queue::{EffectRunner, carry_out_all},
        signals::{Request, Signals},
        tty::{self, TerminalScreen},
    },
};

/// Rows for one notch of the wheel.
const WHEEL: isize = 3;

/// Messages waiting to be taken in.
pub(super) const WAITING: usize = 256;

/// The least time between two frames that only answers ask for, where nothing may move by itself.
const REDUCED_MOTION_INTERVAL: Duration = Duration::from_secs(4);

/// How long a question has to stand on the screen, and no key to be pressed, before an answer to it counts.
const QUIET: Duration = Duration::from_millis(500);

/// Everything the loop owns.
pub(super) struct Dashboard {
    pub(super) model: Model,
    pub(super) theme: Theme,
    /// Where other themes come from.
    pub(super) theme_options: ThemeOptions,
    pub(super) screen: TerminalScreen,
    pub(super) effects: Effects,
    pub(super) clock: fn() -> Timestamp,
    pub(super) pace: Duration,
    /// Whether console pages become links.
    pub(super) hyperlinks: bool,
    /// Whether the next frame has something in it that the user waits for.
    pub(super) urgent: bool,
    pub(super) last_frame: Instant,
    /// While a question takes no answer yet: when it was drawn, or the last key after that.
    pub(super) quiet_since: Option<Instant>,
    /// Where the last frame can be clicked.
    pub(super) hits: HitMap,
}

/// What woke the loop.
enum Wake {
    Signal(Request),
    Input(Option<std::io::Result<Event>>),
    Answers,
    Ended(Result<Option<Msg>>),
    Time,
}

impl Dashboard {
    /// Runs until the user or a signal ends it.
    pub(super) async fn run(mut self, mut answers: mpsc::Receiver<Msg>) -> Result<()> {
        let mut signals = Signals::listen()?;
        let mut input = EventStream::new();
        self.frame()?;
        let effects = start(&mut self.model);
        carry_out_all(effects, &mut self)?;
        let mut batch = Vec::with_capacity(WAITING);
        while !self.model.quit {
            let wake = self.wake_at();
            let woken = tokio::select! {
                biased;
                request = signals.next() => Wake::Signal(request),
                event = input.next() => Wake::Input(event),
                _ = answers.recv_many(&mut batch, WAITING) => Wake::Answers,
                ended = self.effects.ended(self.model.account.epoch) => Wake::Ended(ended),
                () = sleep_until(wake.unwrap_or_else(Instant::now)), if wake.is_some() => Wake::Time,
            };
            self.take(Msg::Time((self.clock)()))?;
            self.urgent |= matches!(woken, Wake::Signal(_) | Wake::Input(_) | Wake::Ended(_));
            match woken {
                Wake::Signal(request) => self.handle_signal(request)?,
                Wake::Input(event) => self.read(event, &mut input).await?,
                Wake::Answers => batch.drain(..).try_for_each(|msg| self.take(msg))?,
                Wake::Ended(ended) => ended?.into_iter().try_for_each(|msg| self.take(msg))?,
                Wake::Time => self.on_time()?,
            }
            if self.model.changed && self.frame_due() <= Instant::now() {
                self.frame()?;
            }
        }
        drop(self.screen);
        self.effects.finish().await;
        Ok(())
    }

    /// One message and its effects.
    fn take(&mut self, msg: Msg) -> Result<()> {
        let effects = update(&mut self.model, msg);
        carry_out_all(effects, self)
    }

    /// Another theme, from the next frame on; what is wrong with it is said.
    fn apply_theme(&mut self, name: &str) -> Option<Msg> {
        match self.theme_options.find(name) {
            Ok(theme) => {
                self.theme = theme;
                None
            }
            Err(error) => Some(Msg::Note(Note { text: error.to_string(), trouble: true })),
        }
    }

    /// Everything that was typed since, so that a held key costs one frame.
    async fn read(&mut self, first: Option<std::io::Result<Event>>, input: &mut EventStream) -> Result<()> {
        let mut next = Some(first);
        while let Some(event) = next {
            match event {
                Some(Ok(event)) => {
                    self.quiet_since = self.quiet_since.map(|_| Instant::now());
                    message(event, &self.hits).into_iter().try_for_each(|msg| self.take(msg))?;
                }
                Some(Err(error)) => return Err(error.into()),
                // The terminal is gone.
                None => return self.take(Msg::Stop),
            }
            next = ready(input).await;
        }
        Ok(())
    }

    fn handle_signal(&mut self, request: Request) -> Result<()> {
        match request {
            Request::Stop => self.take(Msg::Stop),
            Request::Suspend => self.suspend(),
            Request::Resume => self.resume(),
        }
    }

    fn suspend(&mut self) -> Result<()> {
        tty::restore();
        Signals::sleep()?;
        self.resume()
    }

    fn resume(&mut self) -> Result<()> {
        self.model.changed = true;
        self.screen.resume()?;
        if self.model.preferences.mouse {
            self.screen.use_mouse(true)?;
        }
        Ok(())
    }

    fn on_time(&mut self) -> Result<()> {
        if self.quiet_since.is_some_and(|since| since + QUIET <= Instant::now()) {
            self.quiet_since = None;
            return self.take(Msg::Quiet);
        }
        if self.model.changed { Ok(()) } else { self.take(Msg::Deadline) }
    }

    fn frame_due(&self) -> Instant {
        let calm = self.model.preferences.reduced_motion && self.model.live.is_scanning();
        self.last_frame + least_between(self.urgent, if calm { REDUCED_MOTION_INTERVAL } else { self.pace })
    }

    /// When to wake if nothing happens: for a frame that was held back, else for an age that changes.
    fn wake_at(&self) -> Option<Instant> {
        if self.model.changed {
            return Some(self.frame_due());
        }
        let quiet = self.quiet_since.map(|since| since + QUIET);
        let until = |deadline: Timestamp| {
            let milliseconds = deadline.as_millisecond().saturating_sub((self.clock)().as_millisecond());
            Instant::now() + Duration::from_millis(u64::try_from(milliseconds.max(1)).unwrap_or(1))
        };
        quiet.into_iter().chain(self.model.deadline().map(until)).min()
    }

    /// The characters of the view, without what lies over it.
    fn screenshot(&mut self) -> Result<String> {
        self.model.settle();
        let mut canvas = Terminal::new(TestBackend::new(self.screen.size()?.width, self.screen.size()?.height))?;
        canvas.draw(|frame| {
            screen::draw(frame, &self.model, &self.theme);
        })?;
        let buffer = canvas.backend().buffer();
        let rows = buffer.content.chunks(usize::from(buffer.area.width).max(1));
        let line = |row: &[Cell]| row.iter().map(Cell::symbol).collect::<String>().trim_end().to_owned() + "\n";
        Ok(rows.map(line).collect())
    }

    fn frame(&mut self) -> Result<()> {
        self.model.settle();
        let mut hits = HitMap::default();
        let links = if self.hyperlinks { self.model.links() } else { Vec::new() };
        let draw = |frame: &mut Frame<'_>| hits = screen::draw(frame, &self.model, &self.theme);
        self.screen.draw(draw, &links)?;
        self.model.screen.drawn(hits.reach());
        self.hits = hits;
        self.model.changed = false;
        self.urgent = false;
        self.last_frame = Instant::now();
        let asked = self.quiet_since.unwrap_or(self.last_frame);
        self.quiet_since = self.model.screen.waits_for_quiet().then_some(asked);
        Ok(())
    }
}

impl EffectRunner for Dashboard {
    /// The terminal, the theme and the picture are the loop's own; the rest of the world is not.
    fn carry_out(&mut self, effect: Effect) -> Result<Option<Msg>> {
        let (effects, screen) = (&mut self.effects, &mut self.screen);
        match effect {
            Effect::Suspend => self.suspend()?,
            Effect::Screenshot(target) => {
                let text = self.screenshot()?;
                return Ok(Some(self.effects.deliver(&text, target, &mut self.screen)));
            }
            Effect::Theme(name) => return Ok(self.apply_theme(&name)),
            Effect::Scan { epoch, scan, request, afresh } => effects.scan(epoch, scan, request, afresh),
            Effect::Call { epoch, check, calls } => effects.call(epoch, check, calls),
            Effect::StopCalling => effects.stop_calling(),
            Effect::Keep(survey) => effects.keep(*survey),
            Effect::KeepMarks(marks) => return Ok(effects.keep_marks(&marks)),
            Effect::Mouse(on) => return Ok(mouse(screen, on)),
            Effect::Copy { what, text } => return Ok(Some(effects.copy(what, &text, screen))),
            Effect::Open(url) => return Ok(Some(effects.open(&url, screen))),
            Effect::Demo { epoch, scenario } => effects.demo(epoch, scenario),
            Effect::Calls { after } => return Ok(Some(effects.calls_after(after))),
            Effect::Profiles => effects.read_profiles(),
            Effect::Switch { epoch, profile } => effects.open_profile(epoch, profile),
            Effect::Compare { epoch, profile, regions } => effects.compare(epoch, profile, regions),
            Effect::Export { exported, format, target } => {
                return Ok(Some(effects.deliver(&exported.text(format), target, screen)));
            }
            Effect::Notify(text) => effects.notify(&text, screen),
        }
        Ok(None)
    }

    fn take_in(&mut self, msg: Msg) -> Vec<Effect> {
        update(&mut self.model, msg)
    }
}

/// The least time between two frames. Answers wait for each other, where nothing may move by itself for seconds; a key, and
/// whatever else the user waits for, waits for nothing.
fn least_between(urgent: bool, pace: Duration) -> Duration {
    if urgent { Duration::ZERO } else { pace }
}

/// The next event, if there is one already. Polls with the loop's own waker: the stream keeps the first one it is
/// given, and would wake nobody had it been given a dummy.
async fn ready(input: &mut EventStream) -> Option<Option<std::io::Result<Event>>> {
    std::future::poll_fn(|context| match input.poll_next_unpin(context) {
        Poll::Ready(event) => Poll::Ready(Some(event)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

/// What an event means; `None` for what does not concern the dashboard.
fn message(event: Event, hits: &HitMap) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Msg::Key(key)),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Mouse(MouseEvent { kind, column, row, .. }) => match kind {
            MouseEventKind::Down(MouseButton::Left) => hits.at(column, row).cloned().map(Msg::Click),
            MouseEventKind::ScrollUp => Some(Msg::Wheel(-WHEEL)),
            MouseEventKind::ScrollDown => Some(Msg::Wheel(WHEEL)),
            _ => None,
        },
        Event::Resize(columns, rows) => Some(Msg::Resized(columns, rows)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::*;

    /// Performance review, November 2026: a key that came after an answer's frame waited up to 50 ms for its own over SSH.
    #[test]
    fn answers_keep_a_pace_and_keys_do_not() {
        for pace in [Duration::from_millis(50), REDUCED_MOTION_INTERVAL] {
            assert_eq!(least_between(false, pace), pace);
            assert_eq!(least_between(true, pace), Duration::ZERO);
        }
    }

    /// Windows, and terminals with the kitty protocol, tell when a key is let go as well.
    #[test]
    fn a_key_counts_when_it_goes_down_and_while_it_is_held_but_not_when_it_is_let_go() {
        let key = |kind| KeyEvent::new_with_kind(KeyCode::Char('j'), KeyModifiers::NONE, kind);
        let told = |kind| message(Event::Key(key(kind)), &HitMap::default());
        for kind in [KeyEventKind::Press, KeyEventKind::Repeat] {
            assert_eq!(told(kind), Some(Msg::Key(key(kind))));
        }
        assert_eq!(told(KeyEventKind::Release), None);
    }
}
