//! What goes wrong, and how long things take.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{
    answer::Problem,
    call::Call,
    operation::Operation,
    random,
    scenario::{
        Scenario,
        rules::{Fault, FaultRule, Throttle},
    },
    texts,
};
use crate::catalog::RegionName;

/// What a request meets.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FaultPlan {
    /// How long the answer takes.
    pub(super) delay: Duration,
    /// What happens instead of, or to, the answer.
    pub(super) outcome: RequestOutcome,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RequestOutcome {
    /// It is answered.
    Answered,
    /// It is refused.
    Refused(Problem),
    /// Nothing ever comes back.
    NoAnswer,
    /// The connection closes without an answer.
    Disconnect,
    /// The answer stops in the middle.
    CutOff,
}

/// Counters and token buckets. Chance is drawn from the seed, so that the same requests meet the same faults;
/// only token buckets look at the clock.
#[derive(Debug, Default)]
pub(super) struct Faults {
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    seen: HashMap<Key, u64>,
    buckets: HashMap<Key, Bucket>,
}

/// Rule, operation, region, model: what a counter is about. Throttles leave the model out.
type Key = (usize, Operation, RegionName, Option<String>);

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Faults {
    /// Decides what a request meets. Every call counts as one more request.
    pub(super) fn plan(&self, scenario: &Scenario, call: &Call) -> FaultPlan {
        let mut fault_plan = FaultPlan { delay: Duration::ZERO, outcome: RequestOutcome::Answered };
        let Some(operation) = call.operation else { return fault_plan };
        let model = call.model();
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        for (at, rule) in scenario.faults().iter().enumerate() {
            if !concerns(rule, operation, call, model.as_deref()) {
                continue;
            }
            let nth = memory.count((at, operation, call.region.clone(), model.clone()));
            let parts = |what| {
                let model = model.as_deref().unwrap_or_default();
                [what, operation.name(), call.region.as_str(), model].map(ToOwned::to_owned)
            };
            let draw = |what| {
                let parts = parts(what);
                let parts = parts.each_ref().map(String::as_str);
                random::source(scenario.seed().wrapping_add(at as u64), &parts, nth)
            };
            if let Some(latency) = rule.latency {
                fault_plan.delay = latency.draw(&mut draw("latency"));
            }
            if fault_plan.outcome != RequestOutcome::Answered {
                continue;
            }
            let throttled = rule.throttle.is_some_and(|throttle| {
                !memory.take_token((at, operation, call.region.clone(), None), throttle, Instant::now())
            });
            if throttled {
                fault_plan.outcome = RequestOutcome::Refused(texts::too_many_requests());
            } else if let Some(fault) = &rule.fault {
                let in_time = rule.first.is_none_or(|first| nth < first);
                if in_time && draw("harm").f64() < rule.probability {
                    fault_plan.outcome = outcome(fault);
                }
            }
        }
        fault_plan
    }
}

fn concerns(rule: &FaultRule, operation: Operation, call: &Call, model: Option<&str>) -> bool {
    let about_model = match model {
        Some(model) => rule.models.matches(model),
        None => !rule.models.is_selective(),
    };
    rule.operations.matches(operation.name()) && rule.regions.matches(call.region.as_str()) && about_model
}

fn outcome(fault: &Fault) -> RequestOutcome {
    match fault {
        Fault::NoAnswer => RequestOutcome::NoAnswer,
        Fault::Disconnect => RequestOutcome::Disconnect,
        Fault::CutOff => RequestOutcome::CutOff,
        Fault::Error { status, kind, message } => {
            RequestOutcome::Refused(Problem::new(*status, kind.as_deref().unwrap_or_default(), message.clone()))
        }
    }
}

impl Memory {
    /// How many requests of this key came before.
    fn count(&mut self, key: Key) -> u64 {
        let seen = self.seen.entry(key).or_default();
        *seen += 1;
        *seen - 1
    }

    /// Takes a token, if there is one.
    fn take_token(&mut self, key: Key, throttle: Throttle, now: Instant) -> bool {
        let bucket = self.buckets.entry(key).or_insert(Bucket { tokens: throttle.burst, at: now });
        let back = now.saturating_duration_since(bucket.at).as_secs_f64() * throttle.per_second;
        bucket.tokens = (bucket.tokens + back).min(throttle.burst);
        bucket.at = now;
        let has_one = bucket.tokens >= 1.0;
        if has_one {
            bucket.tokens -= 1.0;
        }
        has_one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let mut memory = Memory::default();
        let key = (0, Operation::ListFoundationModels, "us-east-1".parse().unwrap(), None);
        let throttle = Throttle { per_second: 2.0, burst: 3.0 };
        let start = Instant::now();
        let mut take = |after_ms| memory.take_token(key.clone(), throttle, start + Duration::from_millis(after_ms));
        assert_eq!([take(0), take(0), take(0), take(0)], [true, true, true, false]);
        assert_eq!([take(499), take(500), take(501)], [false, true, false]);
        assert_eq!([take(60_000), take(60_000), take(60_000), take(60_000)], [true, true, true, false]);
    }
}
