//! What a real call is worth beside newer readings, other ids and the other operation.

use bedcheck::{
    access::{Cell, Gate, GateState, Ladder, NotRead, Rung, Verdict},
    catalog::{Catalog, ModelRef},
    refusal::{Cause, Refusal},
    survey::{
        Agreement, DataRetention, PolicyCheck, PolicyDecision, PolicyEffect, Reading, RealCall, Simulation, UseCaseForm,
    },
};

use crate::survey::{FABLE, HAIKU, Hand, at, denied_by_organization, green, profile, refused};

const OREGON: &str = "us-west-2";
const FORM: &str = "Model use case details have not been submitted for this account. Fill out the Anthropic use case \
                    details form before using the model. If you have already filled out the form, try again in 15 minutes.";
const RETENTION: &str =
    "The model returned the following errors: data retention mode 'default' is not available for this model";
const SALES: &str = "anthropic.claude-haiku-4-5-20251001-v1:0 is not available for this account. You can explore other \
                     available models on Amazon Bedrock. For additional access options, contact AWS Sales at \
                     https://aws.amazon.com/contact-us/sales-support/";
const VERIFYING: &str = "Your account is currently being verified. Verification normally takes less than 2 hours. Until \
                         your account is verified, you may not be able to launch additional instances or create additional \
                         volumes.";

fn hand(model: &str) -> Hand {
    Hand { invoked: format!("us.{model}"), ..Hand::open(OREGON, model) }
}

fn us() -> String {
    format!("us.{HAIKU}")
}

fn global() -> String {
    format!("global.{HAIKU}")
}

/// Haiku in Oregon, by a geographic and a global profile.
fn two_forms() -> Hand {
    let mut hand = Hand::open(OREGON, HAIKU);
    hand.profiles(vec![profile(&us(), &["us-east-2", OREGON]), profile(&global(), &[])]);
    hand
}

fn called(hand: &mut Hand, id: &str, streaming: bool, outcome: Result<(), Refusal>, minutes: i64) {
    let call = RealCall { region: hand.region.clone(), id: id.to_owned(), streaming };
    hand.hear(Reading::Invoke(call, outcome), minutes);
}

fn refused_at_one(hand: &mut Hand, refusal: Refusal) {
    let id = hand.invoked.clone();
    called(hand, &id, false, Err(refusal), 1);
}

fn access_denied(text: &str) -> Refusal {
    refused(403, "AccessDeniedException", text)
}

fn later(hand: &Hand, minutes: i64) -> Ladder {
    Ladder::build(&hand.survey, Catalog::bundled(), hand.ladder().cell, at(minutes))
}

/// A simulation of one id in which these actions are denied, each with the keys it did not know.
fn simulated(hand: &mut Hand, id: &str, denied: &[(&str, &[&str])], minutes: i64) {
    let decision = |verb: &str| {
        let found = denied.iter().find(|(action, _)| *action == verb);
        PolicyDecision {
            action: format!("bedrock:{verb}"),
            resource: "*".to_owned(),
            region: OREGON.to_owned(),
            effect: if found.is_some() { PolicyEffect::ExplicitDeny } else { PolicyEffect::Allowed },
            by_organization: None,
            by_boundary: None,
            policies: Vec::new(),
            missing: found.iter().flat_map(|(_, keys)| keys.iter()).map(|key| (*key).to_owned()).collect(),
        }
    };
    let decisions = ["InvokeModel", "InvokeModelWithResponseStream"].map(decision).to_vec();
    let check = PolicyCheck {
        id: id.to_owned(),
        caller: String::new(),
        asks: Vec::new(),
        user_agent: None,
        find_policy: false,
    };
    let answer =
        Simulation { principal: "arn:aws:iam::111122223333:role/Developer".to_owned(), decisions, to_change: None };
    hand.hear(Reading::Permissions(hand.region.clone(), Box::new(check), Ok(answer)), minutes);
}

fn has_note(rung: &Rung, part: &str) -> bool {
    rung.notes.iter().any(|note| note.contains(part))
}

#[test]
fn a_gate_read_as_open_after_the_refusal_makes_it_history() {
    let mut retention = hand(FABLE);
    refused_at_one(&mut retention, refused(400, "ValidationException", RETENTION));
    assert_eq!(retention.ladder().verdict(), Verdict::Blocked(Gate::DataRetention));
    let mode = DataRetention { mode: "aws_review".to_owned() };
    retention.hear(Reading::DataRetention(retention.region.clone(), Ok(mode)), 2);
    let ladder = retention.ladder();
    assert_eq!(ladder.verdict(), Verdict::Open);
    assert!(has_note(ladder.rung(Gate::DataRetention), "10:01 UTC, before this was read"), "{ladder:?}");

    let mut form = hand(HAIKU);
    refused_at_one(&mut form, refused(404, "ResourceNotFoundException", FORM));
    assert_eq!(form.ladder().verdict(), Verdict::Contradicted(Gate::UseCaseForm), "the reading is the older one");
    form.hear(Reading::UseCase(form.region.clone(), Ok(UseCaseForm::Filed)), 2);
    assert_eq!(form.ladder().verdict(), Verdict::Open);
    assert!(has_note(form.ladder().rung(Gate::UseCaseForm), "before this was read"));
}

#[test]
fn a_reading_that_is_about_something_else_outweighs_nothing() {
    let mut sales = hand(HAIKU);
    refused_at_one(&mut sales, access_denied(SALES));
    let denied = || denied_by_organization("bedrock:InvokeModel");
    let mut policy = hand(HAIKU);
    refused_at_one(&mut policy, denied());
    simulated(&mut policy, &us(), &[], 2);
    for (hand, gate) in [(&mut sales, Gate::Account), (&mut policy, Gate::Permission)] {
        hand.hear(hand.of_model(green()), 2);
        assert_eq!(hand.ladder().verdict(), Verdict::Contradicted(gate));
    }
}

#[test]
fn an_agreement_made_since_ends_the_texts_it_can_be_behind() {
    let classic = access_denied("You don't have access to the model with the specified model ID.");
    assert_eq!(classic.cause, Cause::NoModelAccess);
    for refusal in [classic, refused(404, "ResourceNotFoundException", FORM)] {
        let gate = refusal.gate.unwrap();
        let mut hand = hand(HAIKU);
        hand.agreement(Agreement::NotAvailable);
        refused_at_one(&mut hand, refusal.clone());
        assert!(matches!(hand.state(gate), GateState::Blocked(_)), "{gate}");
        hand.hear(hand.of_model(green()), 2);
        assert_eq!(hand.ladder().verdict(), Verdict::Open, "{gate}");
        assert!(has_note(hand.ladder().rung(gate), "before the agreement stood"), "{gate}");
    }
}

#[test]
fn what_passes_by_itself_has_its_time_and_is_over() {
    let being_processed = "Your account is not authorized to access this model. Your AWS Marketplace subscription for this \
                           model is still being processed";
    for (text, gate, minutes) in [(VERIFYING, Gate::Account, 120), (being_processed, Gate::Agreement, 15)] {
        let mut hand = hand(HAIKU);
        refused_at_one(&mut hand, access_denied(text));
        assert!(later(&hand, minutes).verdict().is_refused(), "{gate}");
        let over = later(&hand, minutes + 1);
        assert_eq!(over.verdict(), Verdict::Open, "{gate}");
        assert!(has_note(over.rung(gate), "which passes by itself"), "{gate}");
        let ends: Vec<_> = hand.survey.region(&hand.region).unwrap().provisional_ends().collect();
        assert_eq!(ends, [at(minutes + 1)], "the screen is told when");
    }
    let mut sales = hand(HAIKU);
    refused_at_one(&mut sales, access_denied(SALES));
    assert_eq!(later(&sales, 100_000).verdict(), Verdict::Contradicted(Gate::Account), "what lasts does not pass");
}

#[test]
fn an_answer_ends_a_refusal_of_the_other_operation_but_for_permission() {
    for (refusal, verdict) in [
        (access_denied(SALES), Verdict::Verified { at: at(2) }),
        (denied_by_organization("bedrock:InvokeModelWithResponseStream"), Verdict::Contradicted(Gate::Permission)),
    ] {
        let mut hand = hand(HAIKU);
        called(&mut hand, &us(), true, Err(refusal), 1);
        called(&mut hand, &us(), false, Ok(()), 2);
        assert_eq!(hand.ladder().verdict(), verdict);
    }
}

#[test]
fn the_tokens_of_a_day_say_nothing_about_access() {
    let used_up = || refused(429, "ThrottlingException", "Too many tokens per day, please wait before trying again.");
    assert_eq!(used_up().cause, Cause::QuotaExceeded);
    let mut fresh = hand(HAIKU);
    refused_at_one(&mut fresh, used_up());
    assert_eq!(fresh.ladder().verdict(), Verdict::Open);
    assert!(has_note(fresh.ladder().rung(Gate::Quota), "daily tokens used up, or an applied quota of 0"));
    let mut verified = hand(HAIKU);
    called(&mut verified, &us(), false, Ok(()), 1);
    called(&mut verified, &us(), false, Err(used_up()), 2);
    assert_eq!(verified.ladder().verdict(), Verdict::Verified { at: at(1) }, "it replaces no evidence");
}

#[test]
fn an_answer_proves_its_own_action_only() {
    let mut untried = hand(HAIKU);
    called(&mut untried, &us(), false, Ok(()), 1);
    assert_eq!(untried.verdict(), "verified");
    assert!(has_note(untried.ladder().rung(Gate::Permission), "InvokeModel answered; streaming not tried"));

    let mut hand = hand(HAIKU);
    simulated(&mut hand, &us(), &[("InvokeModelWithResponseStream", &[])], 0);
    called(&mut hand, &us(), false, Ok(()), 1);
    assert_eq!(hand.ladder().verdict(), Verdict::Blocked(Gate::Permission));
    assert_eq!(hand.state(Gate::Permission), GateState::Blocked(Cause::ExplicitDeny));
    called(&mut hand, &us(), true, Ok(()), 2);
    assert_eq!(hand.verdict(), "verified", "both were tried");
}

#[test]
fn a_denial_that_hangs_on_what_the_simulation_did_not_know_shuts_nothing() {
    let ip: &[&str] = &["aws:SourceIp"];
    let unread = GateState::NotRead(NotRead::DependsOn("aws:SourceIp".to_owned()));
    let mut hand = hand(HAIKU);
    simulated(&mut hand, &us(), &[("InvokeModel", ip)], 0);
    assert_eq!((hand.state(Gate::Permission), hand.verdict()), (unread, "open"));
    simulated(&mut hand, &us(), &[("InvokeModel", ip), ("InvokeModelWithResponseStream", &[])], 0);
    assert_eq!(hand.state(Gate::Permission), GateState::Blocked(Cause::ExplicitDeny), "the other denial is firm");
}

#[test]
fn a_success_is_provisional_while_the_agreement_cannot_be_read() {
    let mut hand = hand(HAIKU);
    hand.survey.regions.get_mut(&hand.region.clone()).unwrap().availability.clear();
    hand.hear(hand.about_model().refused(crate::survey::denied("bedrock:GetFoundationModelAvailability")), 0);
    called(&mut hand, &us(), false, Ok(()), 1);
    let ladder = hand.ladder();
    assert_eq!((ladder.verdict(), ladder.provisional_until), (Verdict::Verified { at: at(1) }, Some(at(16))));
    assert_eq!(ladder.reason(), "a real call answered; provisional until 10:16 UTC: the agreement cannot be read");
    let settled = later(&hand, 16);
    assert_eq!((settled.verdict(), settled.provisional_until), (Verdict::Verified { at: at(1) }, None));
    assert_eq!(settled.rung(Gate::Agreement).state, GateState::Open);
    let ends: Vec<_> = hand.survey.region(&hand.region).unwrap().provisional_ends().collect();
    assert_eq!(ends, [at(16)]);
}

#[test]
fn of_any_form_the_id_that_gets_furthest_counts() {
    let scp = || denied_by_organization("bedrock:InvokeModel");
    let mut hand = two_forms();
    called(&mut hand, &us(), false, Err(scp()), 1);
    assert_eq!(hand.ladder().verdict(), Verdict::Open, "the other id was not refused");
    assert!(has_note(hand.ladder().rung(Gate::Permission), &format!("Blocked for {}", us())));
    called(&mut hand, &global(), false, Ok(()), 2);
    assert_eq!(hand.ladder().verdict(), Verdict::Verified { at: at(2) });

    let mut simulation = two_forms();
    simulated(&mut simulation, &us(), &[("InvokeModel", &[])], 1);
    assert_eq!(simulation.ladder().verdict(), Verdict::Open);
    let next = simulation.ladder().policy_check(&simulation.survey, Catalog::bundled(), at(2)).unwrap();
    assert_eq!(next.id, global(), "the one that was not simulated");
    simulated(&mut simulation, &global(), &[("InvokeModel", &[])], 1);
    assert_eq!(simulation.ladder().verdict(), Verdict::Blocked(Gate::Permission), "now both are denied");

    let mut sales = two_forms();
    called(&mut sales, &us(), false, Err(access_denied(SALES)), 1);
    assert_eq!(sales.ladder().verdict(), Verdict::Contradicted(Gate::Account), "about the model, whatever the id");
    let cell = Cell { invoked: Some(ModelRef::parse(&global())), ..sales.ladder().cell };
    let other = Ladder::build(&sales.survey, Catalog::bundled(), cell, at(2));
    assert_eq!(other.verdict(), Verdict::Open, "asked about one id, another's call proves nothing");
}
