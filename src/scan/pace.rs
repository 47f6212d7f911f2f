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

/// Questions under way at once in a region that has not answered yet: its two lists.
const AT_FIRST: usize = 2;
/// Questions under way at once in a region that answers. A public scanner needed back-off with more.
const AT_MOST: usize = 5;
/// A region that is not done after this is given up.
pub(super) const REGION_DEADLINE: Duration = Duration::from_secs(60);
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
    /// When the region is given up.
    pub(super) deadline: Instant,
}

/// What the region's answers taught.
struct Clock {
    open: usize,
    /// Nothing while the region never throttled.
    pause: Duration,
    next: Instant,
    /// Calls sent before this are no news: the refusals of one burst slow the clock once.
    slowed: Instant,
    /// Refusals for speed since the last answer.
    in_vain: u32,
}

impl Pace {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        let clock = Clock { open: AT_FIRST, pause: Duration::ZERO, next: now, slowed: now, in_vain: 0 };
        Self { window: Semaphore::new(AT_FIRST), clock: Mutex::new(clock), deadline: now + REGION_DEADLINE }
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
            clock.pause = Some(clock.pause.mul_f32(0.97)).filter(|pause| *pause > SHORTEST_PAUSE).unwrap_or_default();
            let opens = clock.open < AT_MOST && clock.pause.is_zero();
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
                clock.pause = clock.pause.mul_f32(1.5).clamp(FIRST_PAUSE, LONGEST_PAUSE);
                (clock.slowed, clock.next) = (now, now + clock.pause);
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
        let turn = self.next.max(Instant::now());
        self.next = turn + self.pause;
        Some(turn)
    }
}
