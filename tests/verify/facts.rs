//! What the outcome of a call does to what is known.

use bedcheck::{
    access::{Gate, GateState, NotRead, Verdict},
    refusal::Refusal,
    survey::{Agreement, Reading, RealCall},
};

use crate::survey::{HAIKU, Hand, at, denied, failed, refused, throttled};

fn hand() -> Hand {
    Hand { invoked: format!("us.{HAIKU}"), ..Hand::open("us-west-2", HAIKU) }
}

fn called(hand: &mut Hand, outcome: Result<(), Refusal>, minutes: i64) {
    let call = RealCall { region: hand.region.clone(), id: hand.invoked.clone(), streaming: false };
    hand.hear(Reading::Invoke(call, outcome), minutes);
}

#[test]
fn what_says_nothing_never_replaces_what_does() {
    let nothing = || [throttled(), failed("TimedOut"), failed("ExpiredCredentials"), refused(500, "", "")];
    for outcome in [Ok(()), Err(denied("bedrock:InvokeModel"))] {
        let mut hand = hand();
        called(&mut hand, outcome, 1);
        let before = hand.ladder().verdict();
        assert_ne!(before, Verdict::Open);
        for refusal in nothing() {
            called(&mut hand, Err(refusal), 2);
            assert_eq!(hand.ladder().verdict(), before);
        }
    }
    for refusal in nothing() {
        let mut hand = hand();
        called(&mut hand, Err(refusal), 1);
        assert_eq!(hand.verdict(), "open");
    }
}

#[test]
fn a_refusal_of_the_body_is_likely_and_never_verified() {
    let mut hand = hand();
    called(
        &mut hand,
        Err(refused(400, "ValidationException", "Malformed input request: #: required key [x] not found")),
        1,
    );
    assert_eq!(hand.verdict(), "open");
    for gate in [Gate::Permission, Gate::Account] {
        assert_eq!(hand.state(gate), GateState::NotRead(NotRead::LikelyOpen), "{gate}");
    }
    called(&mut hand, Err(refused(400, "ValidationException", "Words nobody has seen.")), 2);
    assert_eq!(hand.verdict(), "open", "a 400 is no success and no refusal by itself");
}

#[test]
fn a_refusal_confirms_what_was_read_and_contradicts_what_was_not() {
    let card = "Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided.";
    let refusal = || refused(403, "AccessDeniedException", card);
    let mut green = hand();
    called(&mut green, Err(refusal()), 1);
    assert_eq!(green.ladder().verdict(), Verdict::Contradicted(Gate::Agreement));
    let mut shut = hand();
    shut.agreement(Agreement::NotAvailable);
    called(&mut shut, Err(refusal()), 1);
    assert_eq!(shut.ladder().verdict(), Verdict::Blocked(Gate::Agreement));
    assert!(shut.ladder().rung(Gate::Agreement).detail.contains("INVALID_PAYMENT_INSTRUMENT"));
    shut.hear(shut.of_model(crate::survey::green()), 2);
    assert_eq!(shut.verdict(), "open", "the agreement was made after the refusal");
}

#[test]
fn a_success_soon_after_an_agreement_is_provisional_and_then_none() {
    let mut hand = hand();
    hand.agreement(Agreement::Pending);
    hand.hear(hand.of_model(crate::survey::green()), 1);
    called(&mut hand, Ok(()), 2);
    let ladder = hand.ladder();
    assert_eq!((ladder.verdict(), ladder.provisional_until), (Verdict::Verified { at: at(2) }, Some(at(16))));
    assert_eq!(ladder.reason(), "a real call answered; provisional until 10:16 UTC");
    let later = bedcheck::access::Ladder::build(
        &hand.survey,
        bedcheck::catalog::Catalog::bundled(),
        ladder.cell.clone(),
        at(16),
    );
    assert_eq!(later.verdict(), Verdict::Open, "no proof any more, and no refusal either");
    called(&mut hand, Ok(()), 17);
    assert_eq!(hand.ladder().provisional_until, None);
}

#[test]
fn what_another_caller_verified_is_forgotten() {
    let mut hand = hand();
    called(&mut hand, Ok(()), 1);
    let streaming = RealCall { region: hand.region.clone(), id: hand.invoked.clone(), streaming: true };
    hand.hear(Reading::Invoke(streaming, Ok(())), 1);
    hand.survey.forget_until(at(1));
    assert_eq!(hand.survey, bedcheck::survey::Survey::default());
}
