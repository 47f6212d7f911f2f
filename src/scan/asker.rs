//! Asking within limits, and telling what came of it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    sync::{Mutex, Semaphore, mpsc},
    time::{Instant, timeout_at},
};

use super::ScanEvent;
use crate::{
    aws::Session,
    refusal::{Cause, RawRefusal, Refusal, classify},
    survey::{Observation, Question, Reading},
};

/// Questions under way at once, over all regions.
const OVERALL: usize = 24;
/// Questions under way at once in one region. A public scanner needed back-off with more.
const IN_A_REGION: u32 = 4;
/// Questions that had no luck though asked alone: after this many no more of the region are asked again.
const UNLUCKY_ALONE: usize = 2;
/// A region that is not done after this is given up.
const REGION_DEADLINE: Duration = Duration::from_secs(60);

/// The session with the scan's limits and its reporting.
pub(super) struct Asker {
    session: Arc<Session>,
    events: mpsc::Sender<ScanEvent>,
    overall: Semaphore,
    answered: AtomicUsize,
    expected: AtomicUsize,
}

/// The limits of one region.
pub(super) struct RegionLimits {
    permits: Semaphore,
    deadline: Instant,
    /// How often an unlucky question may still be asked in vain once more.
    second_tries: Mutex<usize>,
}

impl RegionLimits {
    pub(super) fn new() -> Self {
        Self {
            permits: Semaphore::new(IN_A_REGION as usize),
            deadline: Instant::now() + REGION_DEADLINE,
            second_tries: Mutex::new(UNLUCKY_ALONE),
        }
    }
}

impl Asker {
    pub(super) fn new(session: Arc<Session>, events: mpsc::Sender<ScanEvent>) -> Self {
        let overall = Semaphore::new(OVERALL);
        Self { session, events, overall, answered: AtomicUsize::new(0), expected: AtomicUsize::new(0) }
    }

    /// Asks a question that belongs to no region.
    pub(super) async fn ask(&self, question: Question) -> Reading {
        self.ask_within(&RegionLimits::new(), question).await
    }

    /// Asks a question of a region within its limits, reports the outcome and returns it.
    pub(super) async fn ask_within(&self, limits: &RegionLimits, question: Question) -> Reading {
        self.expect(1);
        let asked = async {
            // The semaphores are never closed.
            let region = limits.permits.acquire().await;
            let overall = self.overall.acquire().await;
            let observation = self.session.ask(question.clone()).await;
            drop((overall, region));
            self.once_more_if_unlucky(limits, observation).await
        };
        let observation = timeout_at(limits.deadline, asked).await.unwrap_or_else(|_| gave_up(question));
        self.report(observation).await
    }

    /// A question that stayed throttled through the SDK's own retries, or whose last try ended in a torn answer, is asked
    /// again when nothing else is under way in its region, so that a busy hour leaves no holes in the survey.
    async fn once_more_if_unlucky(&self, limits: &RegionLimits, observation: Observation) -> Observation {
        let unlucky = |seen: &Observation| {
            let cause = seen.outcome().err().map(|refusal| refusal.cause);
            matches!(cause, Some(Cause::Throttled | Cause::BadAnswer))
        };
        if !unlucky(&observation) {
            return observation;
        }
        let mut left = limits.second_tries.lock().await;
        let mut observation = observation;
        while *left > 0 && unlucky(&observation) {
            let _alone = limits.permits.acquire_many(IN_A_REGION).await;
            let _overall = self.overall.acquire().await;
            observation = self.session.ask(observation.question()).await;
            *left -= usize::from(unlucky(&observation));
        }
        observation
    }

    /// Reports a question that is not asked, because the same call was just denied for another model: a policy
    /// that denies one will deny them all, and each denial is a line in somebody's CloudTrail.
    pub(super) async fn skip(&self, question: Question, denied: &Refusal, denied_for: &str) {
        self.expect(1);
        let text = format!("not asked: the same call was denied for {denied_for}: {}", denied.text);
        let refusal = Refusal { text, ..denied.clone() };
        let observation = Observation { reading: question.refused(refusal), at: Timestamp::now() };
        // What came of it is known already.
        let _ = self.report(observation).await;
    }

    fn expect(&self, more: usize) {
        self.expected.fetch_add(more, Ordering::Relaxed);
    }

    /// A receiver that has gone away cancels the scan from outside; until then sending to it does no harm.
    async fn report(&self, observation: Observation) -> Reading {
        let reading = observation.reading.clone();
        let answered = self.answered.fetch_add(1, Ordering::Relaxed) + 1;
        let expected = self.expected.load(Ordering::Relaxed);
        let _ = self.events.send(ScanEvent::Observed(Box::new(observation))).await;
        let _ = self.events.send(ScanEvent::Progress { answered, expected }).await;
        reading
    }
}

fn gave_up(question: Question) -> Observation {
    let text = format!("the region was given up after {} s", REGION_DEADLINE.as_secs());
    let refusal = classify(&RawRefusal { status: None, kind: "TimedOut".to_owned(), text });
    debug_assert_eq!(refusal.cause, Cause::TimedOut);
    Observation { reading: question.refused(refusal), at: Timestamp::now() }
}
