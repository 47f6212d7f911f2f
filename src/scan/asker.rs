//! Asking within limits, and telling what came of it.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SetOnce, mpsc},
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::{ScanEvent, pace::Pace};
use crate::{
    aws::Session,
    catalog::RegionName,
    refusal::{Cause, RawRefusal, Refusal, classify},
    survey::{Observation, Question, Reading, Tempo},
};

/// Questions under way at once, over all regions and accounts: sockets, of which a process may have 256 on macOS. No pace:
/// that belongs to each region.
static SOCKETS: Semaphore = Semaphore::const_new(180);
/// How often a question is asked whose answer came torn.
const TORN: u32 = 3;

/// The session with the scan's reporting, and what its first answers taught.
pub(super) struct Asker {
    session: Arc<Session>,
    /// The newest call that is not this scan's.
    first_call: u64,
    events: mpsc::Sender<ScanEvent>,
    answered: AtomicUsize,
    expected: AtomicUsize,
    /// When something last came back.
    last: Mutex<Instant>,
    /// Set by the first answer that is no refusal.
    pub(super) welcome: SetOnce<()>,
    /// Set by the first availability that was read, in whichever region: it may be read at all.
    pub(super) readable: SetOnce<()>,
    /// Nobody waits any longer for what is still under way.
    pub(super) given_up: CancellationToken,
}

impl Asker {
    pub(super) fn new(session: Arc<Session>, events: mpsc::Sender<ScanEvent>) -> Self {
        Self {
            first_call: session.newest_call(),
            session,
            events,
            answered: AtomicUsize::new(0),
            expected: AtomicUsize::new(0),
            last: Mutex::new(Instant::now()),
            welcome: SetOnce::new(),
            readable: SetOnce::new(),
            given_up: CancellationToken::new(),
        }
    }

    /// Asks a question that belongs to no region.
    pub(super) async fn ask(&self, question: Question) -> Reading {
        self.ask_within(&Pace::of_service(), question).await
    }

    /// Asks a question of a region at its pace, reports the outcome and returns it.
    pub(super) async fn ask_within(&self, pace: &Pace, question: Question) -> Reading {
        self.expect(1).await;
        let observation = tokio::select! {
            biased;
            observation = self.ask_until_told(pace, question.clone()) => observation,
            why = self.lost(pace, &question) => gave_up(question.clone(), &why),
        };
        self.report(observation).await
    }

    /// Waits until nobody waits for this question any longer; says why. A region that is slow has its time; one that never
    /// said anything has less.
    async fn lost(&self, pace: &Pace, question: &Question) -> String {
        let speaks = || question.region().is_some_and(|region| self.session.has_heard_from(region, self.first_call));
        let given_up = async {
            self.given_up.cancelled().await;
            if speaks() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            biased;
            () = given_up => "no answer, while everything else was answered".to_owned(),
            why = pace.overdue(speaks) => why,
        }
    }

    /// A question that was refused for speed, or whose answer came torn, is asked again when the region's clock allows,
    /// so that a busy hour leaves no holes in the survey.
    async fn ask_until_told(&self, pace: &Pace, question: Question) -> Observation {
        let mut tries = 0;
        loop {
            let place = pace.enter().await;
            // The semaphore is never closed.
            let socket = SOCKETS.acquire().await;
            let sent = Instant::now();
            let observation = self.session.ask(question.clone()).await;
            drop((place, socket));
            self.heard();
            tries += 1;
            let again = match observation.outcome().err().map(|refusal| refusal.cause) {
                Some(Cause::Throttled) => pace.throttled(sent, tries),
                Some(Cause::BadAnswer) => tries < TORN,
                Some(Cause::TimedOut | Cause::Unreachable) => false,
                _ => {
                    pace.answered();
                    false
                }
            };
            if !again {
                return observation;
            }
        }
    }

    fn heard(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Waits until nothing has come back for that long.
    pub(super) async fn quiet_for(&self, patience: Duration) {
        loop {
            let until = *self.last.lock().unwrap_or_else(PoisonError::into_inner) + patience;
            if until <= Instant::now() {
                return;
            }
            sleep_until(until).await;
        }
    }

    /// Reports a question that is not asked, because the same call was just denied for another model: a policy
    /// that denies one will deny them all, and each denial is a line in somebody's CloudTrail.
    pub(super) async fn skip(&self, question: Question, denied: &Refusal, denied_for: &str) {
        self.expect(1).await;
        let text = format!("not asked: the same call was denied for {denied_for}: {}", denied.text);
        let refusal = Refusal { text, ..denied.clone() };
        let observation = Session::observed(question.refused(refusal));
        // What came of it is known already.
        let _ = self.report(observation).await;
    }

    /// Reports a question whose asking broke.
    pub(super) async fn broke(&self, question: Question, why: &str) {
        self.expect(1).await;
        let raw = RawRefusal { status: None, kind: "Panicked".to_owned(), text: why.to_owned() };
        let observation = Session::observed(question.refused(classify(&raw)));
        // What came of it is known already.
        let _ = self.report(observation).await;
    }

    /// Told at once: while the first calls hang, it is seen that they were sent.
    async fn expect(&self, more: usize) {
        let answered = self.answered.load(Ordering::Relaxed);
        let expected = self.expected.fetch_add(more, Ordering::Relaxed) + more;
        let _ = self.events.send(ScanEvent::Progress { answered, expected }).await;
    }

    /// Tells how fast a region takes questions, when that is news.
    pub(super) async fn tell_tempo(&self, region: &RegionName, before: Option<Tempo>, pace: &Pace) {
        let tempo = pace.tempo();
        if tempo != before {
            let _ = self.events.send(ScanEvent::Learned { region: region.clone(), tempo }).await;
        }
    }

    /// A receiver that has gone away cancels the scan from outside; until then sending to it does no harm.
    async fn report(&self, observation: Observation) -> Reading {
        let reading = observation.reading.clone();
        if reading.outcome().is_ok() {
            // The first one counts.
            let _ = self.welcome.set(());
            if matches!(reading, Reading::Availability(..)) {
                let _ = self.readable.set(());
            }
        }
        let answered = self.answered.fetch_add(1, Ordering::Relaxed) + 1;
        let expected = self.expected.load(Ordering::Relaxed);
        let _ = self.events.send(ScanEvent::Observed(Box::new(observation))).await;
        let _ = self.events.send(ScanEvent::Progress { answered, expected }).await;
        reading
    }
}

fn gave_up(question: Question, text: &str) -> Observation {
    let refusal = classify(&RawRefusal { status: None, kind: "TimedOut".to_owned(), text: text.to_owned() });
    debug_assert_eq!(refusal.cause, Cause::TimedOut);
    Session::observed(question.refused(refusal))
}
