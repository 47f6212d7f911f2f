//! Evidence of calls that others made: which of them count for a survey, and from where it is known.
//!
//! A call counts when it is known to be this identity's own (it went through the proxy, signed here, or AWS recorded it as
//! this caller's), names its id and region, and was answered or refused at a gate. The newest wins, whatever told of it;
//! throttles, failures and mistakes in a body say nothing. What the client keeps or tells of itself names no identity and
//! never counts.

use super::{CallOutcome, CallSource, Fact, RealCall, RegionFacts, SeenCall, Survey};
use crate::refusal::Refusal;

impl RegionFacts {
    /// What told of the last call with an id that counts.
    #[must_use]
    pub fn source_of(&self, call: &RealCall) -> CallSource {
        self.told_by.get(&key(call)).copied().unwrap_or(CallSource::Verify)
    }

    /// A source without its call is none.
    pub(super) fn forget_sources(&mut self) {
        let (verified, streamed) = (&self.verified, &self.streamed);
        self.told_by.retain(|key, _| {
            key.split_once(' ').is_some_and(|(_, id)| verified.contains_key(id) || streamed.contains_key(id))
        });
    }

    fn fact_of(&self, call: &RealCall) -> Option<&Fact<()>> {
        if call.streaming { self.streamed.get(&call.id) } else { self.verified.get(&call.id) }
    }
}

/// Each operation has a permission of its own, and so a fact of its own.
fn key(call: &RealCall) -> String {
    format!("{} {}", call.operation(), call.id)
}

impl Survey {
    /// Takes in a call that was seen; `false` when it says nothing, or something newer is known.
    pub fn take_seen(&mut self, seen: &SeenCall) -> bool {
        let Some((call, outcome)) = evidence(seen) else { return false };
        let facts = self.regions.entry(call.region.clone()).or_default();
        if facts.fact_of(&call).and_then(Fact::asked_at) >= Some(seen.at) {
            return false;
        }
        facts.take_call(call.clone(), outcome, seen.at);
        facts.told_by.insert(key(&call), seen.source);
        true
    }

    /// Takes over what real calls told another survey of the same caller, where it is newer.
    pub fn take_calls_of(&mut self, other: &Self) {
        let same = self.identity.value().zip(other.identity.value());
        if !same.is_some_and(|(ours, theirs)| ours.is_same_caller(theirs)) {
            return;
        }
        for (region, theirs) in &other.regions {
            for (streaming, facts) in [(false, &theirs.verified), (true, &theirs.streamed)] {
                for (id, fact) in facts {
                    let call = RealCall { region: region.clone(), id: id.clone(), streaming };
                    let ours = self.regions.entry(region.clone()).or_default();
                    if ours.fact_of(&call).and_then(Fact::asked_at) < fact.asked_at() {
                        let place = if streaming { &mut ours.streamed } else { &mut ours.verified };
                        place.insert(id.clone(), fact.clone());
                        ours.told_by.insert(key(&call), theirs.source_of(&call));
                    }
                }
            }
        }
    }
}

/// What a call proves, if anything.
fn evidence(seen: &SeenCall) -> Option<(RealCall, Result<(), Refusal>)> {
    let streaming = match seen.operation.as_str() {
        "InvokeModel" => false,
        "InvokeModelWithResponseStream" => true,
        _ => return None,
    };
    let outcome = match (seen.source, &seen.refusal, seen.status) {
        (CallSource::Proxy | CallSource::CloudTrail, Some(refusal), _) => Err(refusal.clone()),
        (CallSource::Proxy, None, Some(200)) | (CallSource::CloudTrail, None, _) => Ok(()),
        _ => return None,
    };
    let tells = matches!(CallOutcome::of(outcome.as_ref().copied()), CallOutcome::Answered | CallOutcome::Refused);
    let call = RealCall { region: seen.region.clone()?, id: seen.id.clone()?, streaming };
    tells.then_some((call, outcome))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::refusal::from_text;

    fn seen(source: CallSource, at: i64, refused: Option<&str>) -> SeenCall {
        SeenCall {
            at: Timestamp::from_second(at).unwrap(),
            source,
            operation: "InvokeModel".to_owned(),
            region: Some("us-west-2".parse().unwrap()),
            id: Some("us.anthropic.claude-opus-5-5".to_owned()),
            asked: None,
            status: Some(if refused.is_some() { 403 } else { 200 }),
            refusal: refused.map(from_text),
            milliseconds: None,
            tokens: None,
            caller: None,
            client: None,
        }
    }

    const DENIED: &str = "You don't have access to the model with the specified model ID.";

    #[test]
    fn the_newest_call_of_this_identity_counts_and_nothing_else() {
        let mut survey = Survey::default();
        for source in [CallSource::AccessCache, CallSource::SessionRecord, CallSource::Telemetry] {
            assert!(!survey.take_seen(&seen(source, 10, None)), "{source}");
        }
        let throttled = seen(CallSource::Proxy, 11, Some("429 Too many requests, please wait before trying again."));
        assert!(!survey.take_seen(&throttled), "a throttle says nothing");
        assert!(survey.take_seen(&seen(CallSource::CloudTrail, 20, Some(DENIED))));
        assert!(!survey.take_seen(&seen(CallSource::Proxy, 19, None)), "older than what is known");
        assert!(survey.take_seen(&seen(CallSource::Proxy, 30, None)));
        let broken_off = SeenCall { status: None, ..seen(CallSource::Proxy, 40, None) };
        assert!(!survey.take_seen(&broken_off));
        let counted = SeenCall { operation: "CountTokens".to_owned(), ..seen(CallSource::Proxy, 41, None) };
        assert!(!survey.take_seen(&counted), "another permission");
        let facts = &survey.regions[&"us-west-2".parse().unwrap()];
        let call = RealCall {
            region: "us-west-2".parse().unwrap(),
            id: "us.anthropic.claude-opus-5-5".to_owned(),
            streaming: false,
        };
        assert_eq!(facts.source_of(&call), CallSource::Proxy);
        assert_eq!(facts.verified["us.anthropic.claude-opus-5-5"].known_at(), Timestamp::from_second(30).ok());
        assert!(facts.streamed.is_empty(), "the other operation is another fact");
    }

    #[test]
    fn only_the_same_caller_hands_its_calls_on() {
        let of = |arn: &str, at: i64| {
            let mut survey = Survey::default();
            let identity = crate::survey::Identity {
                account: "1".to_owned(),
                arn: arn.to_owned(),
                partition: crate::catalog::Partition::Aws,
            };
            let reading = crate::survey::Reading::Identity(Ok(identity));
            survey.apply(crate::survey::Observation { reading, at: Timestamp::from_second(at).unwrap() });
            survey
        };
        let mut theirs = of("arn:aws:sts::1:assumed-role/Dev/a", 1);
        assert!(theirs.take_seen(&seen(CallSource::CloudTrail, 20, None)));
        let mut other = of("arn:aws:sts::1:assumed-role/Admin/a", 2);
        other.take_calls_of(&theirs);
        assert!(other.regions.is_empty());
        let mut ours = of("arn:aws:sts::1:assumed-role/Dev/b", 2);
        ours.take_calls_of(&theirs);
        assert_eq!(ours.regions, theirs.regions);
    }
}
