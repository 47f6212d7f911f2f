//! Reading what AWS recorded of a region, as fast as CloudTrail lets one.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;

use crate::{
    aws::{SigningClient, TrailPage},
    catalog::RegionName,
    refusal::{Cause, Refusal},
    survey::RegionHistory,
};

/// What calls a model. LookupEvents takes one attribute at a time.
const OPERATIONS: [&str; 5] =
    ["InvokeModelWithResponseStream", "InvokeModel", "ConverseStream", "Converse", "CountTokens"];

/// LookupEvents takes two requests a second in an account and region.
const PACE: Duration = Duration::from_millis(500);

/// Pauses after a request that came too soon.
const BACK_OFF: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// CloudWatch's first look.
const TWO_WEEKS: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Reads the history of a region into `history`: the counts first, for they come at once; then the calls since a time,
/// operation by operation, the newest first. What is there counts, whenever whoever waits for it stops waiting. `tell` is
/// told how far it is.
pub async fn read_history(
    client: &SigningClient,
    (since, now): (Timestamp, Timestamp),
    history: &Mutex<RegionHistory>,
    tell: &(dyn Fn(&RegionName, &str, Timestamp) + Sync),
) {
    let with = || history.lock().unwrap_or_else(PoisonError::into_inner);
    let region = with().region.clone();
    let two_weeks_ago = now.checked_sub(TWO_WEEKS).unwrap_or(since);
    let counts = client.model_counts(&region, (two_weeks_ago, now)).await;
    with().counts = Some(counts);
    for operation in OPERATIONS {
        let mut next: Option<String> = None;
        loop {
            let page = match page(client, &region, operation, since, next.as_deref()).await {
                Ok(page) => page,
                Err(refusal) => {
                    with().refusal = Some(refusal);
                    return;
                }
            };
            {
                let mut history = with();
                history.records.extend(page.records);
                history.back_to = page.back_to.or(history.back_to);
            }
            if let Some(at) = page.back_to {
                tell(&region, operation, at);
            }
            sleep(PACE).await;
            next = page.next;
            if next.is_none() {
                break;
            }
        }
    }
    let mut history = with();
    history.complete = true;
    history.back_to = Some(since);
}

/// One page; a request that came too soon is made again.
async fn page(
    client: &SigningClient,
    region: &RegionName,
    operation: &str,
    since: Timestamp,
    next: Option<&str>,
) -> Result<TrailPage, Refusal> {
    for pause in BACK_OFF {
        match client.lookup_events(region, operation, since, next).await {
            Err(refusal) if refusal.cause == Cause::Throttled => sleep(pause).await,
            answer => return answer,
        }
    }
    client.lookup_events(region, operation, since, next).await
}
