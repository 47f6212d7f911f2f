//! How fast one region is asked: a window that opens with its answers, and one clock once it throttles.
//!
//! AWS limits calls by account, region and operation, so the pace belongs to the region: one that throttles or hangs slows
//! nobody else.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, sleep_until},
};

use crate::survey::Tempo;

/// Questions under way at once in a region that has not answered yet: its two lists.
const AT_FIRST: usize = 2;
/// Questions under way at once in a region that answers. A public scanner needed back-off with more.
const AT_MOST: usize = 5;
/// A region that is not done after this is given up.
const DEADLINE: Duration = Duration::from_secs(60);
/// A region that has said nothing at all after this is given up: the first try of a call and half a second one.
const SILENCE: Duration = Duration::from_secs(8);
/// Between two calls after the first refusal for speed: the ten a second that Bedrock's control plane is known to allow.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// Slower than this is not asked.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// A pause that has shrunk to this is none.
const SHORTEST_PAUSE: Duration = Duration::from_millis(40);
/// How often a question is asked that is refused for speed.
const TRIES: u32 = 6;
/// Refusals for speed without an answer between them, after which a question is asked only once more.
const HOPELESS: u32 = 12;

/// The pace of one region.
pub(super) struct Pace {
    window: Semaphore,
    clock: Mutex<Clock>,
    begun: Instant,
    /// How long it may say nothing.
    silence: Duration,
}

/// What the region's answers taught.
struct Clock {
    open: usize,
    /// Nothing while the region never throttled.
    pause: Duration,
    /// Questions that go out before the pause holds.
    free: u32,
    next: Instant,
    answers: u32,
    /// How many of them there were when it first throttled, now or in an earlier scan.
    burst: u32,
    /// Calls sent before this are no news: the refusals of one burst slow the clock once.
    slowed: Instant,
    /// Refusals for speed since the last answer.
    in_vain: u32,
}

impl Pace {
    /// Of a region, as an earlier scan found it.
    pub(super) fn of_region(tempo: Option<Tempo>) -> Self {
        let begun = Instant::now();
        let Tempo { burst, pause_ms } = tempo.unwrap_or(Tempo { burst: 0, pause_ms: 0 });
        let pause = Duration::from_millis(pause_ms.into()).min(LONGEST_PAUSE);
        let clock =
            Clock { open: AT_FIRST, pause, free: burst, next: begun, answers: 0, burst, slowed: begun, in_vain: 0 };
        Self { window: Semaphore::new(AT_FIRST), clock: Mutex::new(clock), begun, silence: SILENCE }
    }

    /// Of a service that belongs to no region, and may take its time for many pages.
    pub(super) fn of_service() -> Self {
        Self { silence: DEADLINE, ..Self::of_region(None) }
    }

    /// What to remember for the next scan; nothing where no pause is needed.
    pub(super) fn tempo(&self) -> Option<Tempo> {
        self.with_clock(|clock| {
            let pause_ms = u32::try_from(clock.pause.as_millis()).ok().filter(|pause| *pause > 0)?;
            Some(Tempo { burst: clock.burst, pause_ms })
        })
    }

    /// Waits until the region has had its time; says which.
    pub(super) async fn overdue(&self, speaks: impl Fn() -> bool) -> String {
        sleep_until(self.begun + self.silence).await;
        if !speaks() {
            return format!("no answer of any kind within {} s", self.silence.as_secs());
        }
        sleep_until(self.begun + DEADLINE).await;
        format!("the region was given up after {} s", DEADLINE.as_secs())
    }

    /// Waits for a place in the window, then for the clock.
    pub(super) async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        let place = self.window.acquire().await.ok();
        let turn = self.with_clock(Clock::turn);
        if let Some(turn) = turn {
            sleep_until(turn).await;
        }
        place
    }

    /// Something came back that is not about speed: the window opens by one, and the pause shrinks a little.
    pub(super) fn answered(&self) {
        let opens = self.with_clock(|clock| {
            clock.in_vain = 0;
            clock.answers += 1;
            let is_free = clock.pause.is_zero() || clock.free > 0;
            if !is_free {
                clock.pause =
                    Some(clock.pause.mul_f32(0.99)).filter(|pause| *pause > SHORTEST_PAUSE).unwrap_or_default();
            }
            let opens = clock.open < AT_MOST && is_free;
            clock.open += usize::from(opens);
            opens
        });
        self.window.add_permits(usize::from(opens));
    }

    /// A call sent at that time was refused for speed, for the how-manieth time; returns whether to ask again.
    pub(super) fn throttled(&self, sent: Instant, tries: u32) -> bool {
        self.with_clock(|clock| {
            clock.in_vain += 1;
            if sent >= clock.slowed {
                let now = Instant::now();
                if clock.pause.is_zero() || clock.free > 0 {
                    // Slower than it ever took them at once; how fast it takes them one by one is not said yet.
                    clock.burst = clock.answers;
                    clock.pause = clock.pause.max(FIRST_PAUSE);
                } else {
                    clock.pause = clock.pause.mul_f32(1.5).min(LONGEST_PAUSE);
                }
                (clock.free, clock.slowed, clock.next) = (0, now, now + clock.pause);
            }
            tries < TRIES && (tries < 2 || clock.in_vain < HOPELESS)
        })
    }

    fn with_clock<T>(&self, change: impl FnOnce(&mut Clock) -> T) -> T {
        change(&mut self.clock.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Clock {
    /// When the next call may go out; at once while nothing was throttled.
    fn turn(&mut self) -> Option<Instant> {
        if self.pause.is_zero() {
            return None;
        }
        if let Some(left) = self.free.checked_sub(1) {
            self.free = left;
            return None;
        }
        let turn = self.next.max(Instant::now());
        self.next = turn + self.pause;
        Some(turn)
    }
}
