//! States that look like another one say so by name, where the ladder is read.

use bedcheck::{
    access::{Gate, GateState},
    catalog::{LifecycleStatus, ModelRef},
    refusal::Cause,
    survey::{Agreement, Reading, RealCall},
};

use crate::survey::{HAIKU, Hand, at, failed, listed, model, refused};

const OREGON: &str = "us-west-2";

/// Whether a note of the gate begins with a name.
fn named(hand: &Hand, gate: Gate, name: &str) -> bool {
    hand.ladder().rung(gate).notes.iter().any(|note| note.starts_with(name))
}

fn invoke(hand: &mut Hand, id: &str, outcome: Result<(), bedcheck::refusal::Refusal>) {
    let call = RealCall { region: hand.region.clone(), id: id.to_owned(), streaming: false };
    hand.hear(Reading::Invoke(call, outcome), 1);
}

#[test]
fn contradicted() {
    let us = format!("us.{HAIKU}");
    let barred = || refused(400, "ValidationException", "Operation not allowed");
    let mut hand = Hand { invoked: us.clone(), ..Hand::open(OREGON, HAIKU) };
    assert!(!named(&hand, Gate::Account, "Contradicted"));
    invoke(&mut hand, &us, Err(barred()));
    assert_eq!(hand.verdict(), "contradicted");
    assert!(named(&hand, Gate::Account, "Contradicted"));

    // A call that confirms what was read contradicts nothing.
    let mut hand = Hand { invoked: us.clone(), ..Hand::open(OREGON, HAIKU) };
    hand.agreement(Agreement::NotAvailable);
    let text = "Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided..";
    invoke(&mut hand, &us, Err(refused(403, "AccessDeniedException", text)));
    assert_eq!(hand.verdict(), "blocked");
    assert!(!named(&hand, Gate::Agreement, "Contradicted"));

    // And one that says nothing neither.
    let mut hand = Hand { invoked: us.clone(), ..Hand::open(OREGON, HAIKU) };
    invoke(&mut hand, &us, Err(failed("TimedOut")));
    assert_eq!(hand.verdict(), "open");
    assert!(hand.ladder().rungs.iter().all(|rung| rung.notes.iter().all(|note| !note.starts_with("Green"))));
}

#[test]
fn works_now_and_is_provisional() {
    let us = format!("us.{HAIKU}");
    let mut hand = Hand { invoked: us.clone(), ..Hand::open(OREGON, HAIKU) };
    hand.agreement(Agreement::NotAvailable);
    invoke(&mut hand, &us, Ok(()));
    assert_eq!(hand.verdict(), "verified");
    assert!(named(&hand, Gate::Agreement, "Works now, provisional until 10:16 UTC"), "{:#?}", hand.ladder());
    assert!(hand.ladder().reason().contains("provisional until 10:16 UTC"), "{}", hand.ladder().reason());

    let mut settled = Hand { invoked: us.clone(), ..Hand::open(OREGON, HAIKU) };
    invoke(&mut settled, &us, Ok(()));
    assert_eq!(settled.verdict(), "verified");
    assert!(!named(&settled, Gate::Agreement, "Works now"), "the agreement was there all along");
}

#[test]
fn legacy_and_idle() {
    let mut hand = Hand { invoked: format!("us.{HAIKU}"), ..Hand::open(OREGON, HAIKU) };
    assert!(!named(&hand, Gate::Lifecycle, "Legacy and idle"));
    let mut old = listed(HAIKU, false);
    old.lifecycle.status = LifecycleStatus::Legacy;
    old.lifecycle.legacy_at = Some(at(-60));
    hand.models(vec![old]);
    assert_eq!((hand.verdict(), hand.state(Gate::Lifecycle)), ("open", GateState::Open));
    assert!(named(&hand, Gate::Lifecycle, "Legacy and idle"));
    let rule = hand.ladder().rung(Gate::Lifecycle).notes.concat();
    assert!(rule.contains("15 days") && rule.contains("15 or 30"), "{rule}");

    let id = hand.invoked.clone();
    let text = "Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in \
                the last 30 days. Please upgrade to an active model on Amazon Bedrock";
    invoke(&mut hand, &id, Err(refused(404, "ResourceNotFoundException", text)));
    assert_eq!(hand.state(Gate::Lifecycle), GateState::Blocked(Cause::LegacyInactive));
    for name in ["Legacy and idle", "Contradicted"] {
        assert!(named(&hand, Gate::Lifecycle, name), "{name}");
    }
}

#[test]
fn listed_but_profile_only() {
    let mut hand = Hand::open(OREGON, HAIKU);
    assert!(hand.ladder().rung(Gate::Offer).notes.is_empty(), "a model that can be called hides nothing");
    hand.invoked = HAIKU.to_owned();
    assert_eq!(hand.state(Gate::Offer), GateState::Blocked(Cause::ProfileOnly));
    assert!(named(&hand, Gate::Offer, "Listed but profile-only"));
    assert!(hand.ladder().rung(Gate::Offer).detail.contains(&format!("us.{HAIKU}")));
    hand.invoked = format!("us.{HAIKU}");
    assert!(!named(&hand, Gate::Offer, "Listed but profile-only"));

    hand.invoked = String::new();
    hand.profiles(vec![]);
    assert!(named(&hand, Gate::Offer, "Listed but profile-only"), "and no profile of the region has it");
    hand.models(vec![listed(HAIKU, true)]);
    hand.invoked = HAIKU.to_owned();
    assert!(hand.ladder().rung(Gate::Offer).notes.is_empty(), "on demand");
}

#[test]
fn offered_on_another_endpoint_only() {
    // An id of that endpoint, which the runtime endpoint has nowhere; and a model that both had in Virginia.
    for id in ["anthropic.claude-haiku-4-5", "anthropic.claude-opus-4-8"] {
        let mut hand = Hand { model: model(id), ..Hand::open("us-east-1", HAIKU) };
        for invoked in [String::new(), id.to_owned(), format!("us.{id}")] {
            hand.invoked = invoked.clone();
            assert_eq!(hand.verdict(), "not-offered", "{invoked}");
            assert!(named(&hand, Gate::Offer, "Offered on another endpoint only"), "{invoked}");
            assert!(hand.ladder().reason().contains("bedrock-mantle"), "{invoked}: {}", hand.ladder().reason());
        }
    }
    let paris = Hand { model: model("anthropic.claude-opus-4-8"), ..Hand::open("eu-west-3", HAIKU) };
    assert_eq!((paris.verdict(), paris.ladder().rung(Gate::Offer).notes.len()), ("not-offered", 0), "not in Paris");

    // A model of both: the bare id is the other endpoint's.
    let mut both = Hand::open("us-east-1", "anthropic.claude-opus-4-8");
    both.invoked = "anthropic.claude-opus-4-8".to_owned();
    assert_eq!(both.state(Gate::Offer), GateState::Blocked(Cause::ProfileOnly));
    assert!(named(&both, Gate::Offer, "Listed but profile-only"));
    assert!(both.ladder().rung(Gate::Offer).notes.concat().contains("means bedrock-mantle"));
    assert_eq!(ModelRef::parse(&both.invoked).base(), Some(both.model));
}
