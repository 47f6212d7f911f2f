//! Real one-token calls, made one after the other, each once.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::ScanEvent;
use crate::{
    aws::Session,
    survey::{Question, RealCall},
};

/// Makes the calls in their order. When cancelled, the call under way is still waited for: it may have been paid for, and
/// what it brings is reported. Ends with [`ScanEvent::Finished`] in any case.
pub async fn make_calls(
    session: Arc<Session>,
    calls: Vec<RealCall>,
    events: mpsc::Sender<ScanEvent>,
    cancel: CancellationToken,
) {
    let expected = calls.len();
    for (made, call) in calls.into_iter().enumerate() {
        if cancel.is_cancelled() {
            break;
        }
        let observation = session.ask(Question::Invoke(call)).await;
        // Nobody left to tell is nobody left to pay for more.
        if events.send(ScanEvent::Observed(Box::new(observation))).await.is_err() {
            return;
        }
        let _ = events.send(ScanEvent::Progress { answered: made + 1, expected }).await;
    }
    let _ = events.send(ScanEvent::Finished).await;
}
