//! A read that was denied or failed says nothing about what was to be read.

use bedcheck::{
    access::{Gate, GateState},
    refusal::Refusal,
    survey::{Agreement, Question, Survey, UseCaseForm},
};

use crate::survey::{FABLE, HAIKU, Hand, at, denied, failed, refused, throttled};

const OREGON: &str = "us-west-2";

/// Every read of a region and the gate that hangs on it most.
fn reads(hand: &Hand) -> Vec<(Question, Gate)> {
    let region = || hand.region.clone();
    vec![
        (Question::Regions, Gate::Region),
        (Question::Models(region()), Gate::Lifecycle),
        (Question::Profiles(region()), Gate::Offer),
        (Question::UseCase(region()), Gate::UseCaseForm),
        (Question::DataRetention(region()), Gate::DataRetention),
        (hand.about_model(), Gate::Agreement),
    ]
}

fn failures(operation: &str) -> Vec<Refusal> {
    vec![
        denied(&format!("bedrock:{operation}")),
        throttled(),
        failed("TimedOut"),
        failed("Unreachable"),
        failed("BadAnswer"),
        refused(500, "InternalServerException", "The server encountered an internal error. Retry the request."),
        refused(403, "AccessDeniedException", "Words nobody has seen."),
        refused(418, "TeapotException", "Words nobody has seen."),
    ]
}

fn shut(hand: &Hand) -> Vec<Gate> {
    let rungs = hand.ladder().rungs;
    rungs.iter().filter(|rung| matches!(rung.state, GateState::Blocked(_))).map(|rung| rung.gate).collect()
}

#[test]
fn a_first_read_that_fails_leaves_the_gate_unread_never_shut() {
    for (question, gate) in reads(&Hand::open(OREGON, FABLE)) {
        for refusal in failures(question.operation()) {
            let what = format!("{question}: {}", refusal.text);
            let mut hand = Hand::open(OREGON, FABLE);
            hand.mode("aws_review");
            hand.survey = without(&hand, &question);
            hand.hear(question.clone().refused(refusal.clone()), 1);
            assert_eq!(shut(&hand), [], "{what}");
            if gate == Gate::Region {
                assert_eq!(hand.state(gate), GateState::Open, "{what}: the region answered");
                continue;
            }
            let GateState::NotRead(why) = hand.state(gate) else { panic!("{what}: {:?}", hand.state(gate)) };
            let why = why.to_string();
            assert_eq!(why, refusal.in_short(), "{what}");
            assert_eq!(hand.verdict(), "unknown", "{what}");
            assert!(hand.ladder().reason().contains(&why), "{what}: {:?}", hand.ladder().reason());
        }
    }
}

#[test]
fn a_denied_read_names_the_missing_action() {
    let mut hand = Hand::open(OREGON, HAIKU);
    hand.survey = without(&hand, &hand.about_model());
    hand.hear(hand.about_model().refused(denied("bedrock:GetFoundationModelAvailability")), 1);
    let reason = hand.ladder().reason();
    assert!(reason.contains("needs bedrock:GetFoundationModelAvailability"), "{reason}");
}

#[test]
fn a_later_read_that_fails_keeps_the_last_value_marked_stale() {
    for (question, gate) in reads(&Hand::open(OREGON, FABLE)) {
        for refusal in failures(question.operation()) {
            let what = format!("{question}: {}", refusal.text);
            for (allowed, verdict) in [("aws_review", "open"), ("default", "blocked")] {
                let mut hand = Hand::open(OREGON, FABLE);
                hand.mode(allowed);
                assert!(!hand.ladder().is_stale(), "{what}");
                let before = hand.state(gate);
                hand.hear(question.clone().refused(refusal.clone()), 1);
                let ladder = hand.ladder();
                let rung = ladder.rung(gate);
                assert_eq!((&rung.state, hand.verdict()), (&before, verdict), "{what}");
                assert!(rung.stale && ladder.is_stale(), "{what}");
                assert_eq!(rung.at, Some(at(0)), "{what}: the date of the value, not of the failure");
                assert_eq!(rung.refusal.as_ref(), Some(&refusal), "{what}: why it is old");
            }
        }
    }
}

#[test]
fn a_new_answer_ends_the_staleness() {
    let mut hand = Hand::open(OREGON, HAIKU);
    hand.hear(hand.about_model().refused(throttled()), 1);
    hand.agreement(Agreement::NotAvailable);
    assert_eq!(hand.verdict(), "blocked");
    assert!(!hand.ladder().is_stale());
}

#[test]
fn nothing_asked_is_unknown_and_nothing_is_open() {
    let hand = Hand { survey: Survey::default(), ..Hand::open(OREGON, HAIKU) };
    assert_eq!(hand.verdict(), "unknown");
    assert!(hand.ladder().rungs.iter().all(|rung| rung.state != GateState::Open));
    assert_eq!(shut(&hand), []);
}

#[test]
fn an_empty_form_counts_and_says_that_it_was_empty() {
    let mut hand = Hand::open(OREGON, HAIKU);
    hand.form(UseCaseForm::Empty);
    assert_eq!(hand.state(Gate::UseCaseForm), GateState::Open, "AWS answers 404 when nothing was filed");
    assert!(hand.ladder().rung(Gate::UseCaseForm).detail.contains("empty"));
}

/// The survey as if this had never been asked.
fn without(hand: &Hand, question: &Question) -> Survey {
    let mut survey = hand.survey.clone();
    let facts = survey.regions.get_mut(&hand.region).unwrap();
    match question {
        Question::Regions => survey.opted = Default::default(),
        Question::Models(_) => facts.models = Default::default(),
        Question::Profiles(_) => facts.profiles = Default::default(),
        Question::UseCase(_) => facts.use_case = Default::default(),
        Question::DataRetention(_) => facts.data_retention = Default::default(),
        Question::Availability(..) => facts.availability.clear(),
        Question::ProjectModels(..) => facts.project_models.clear(),
        Question::InferenceProfile(..) => facts.inference_profiles.clear(),
        Question::Quotas(_) => facts.quotas = Default::default(),
        Question::Permissions(..) => facts.permissions.clear(),
        Question::TrustedAccess(_) => facts.trusted_access = Default::default(),
        Question::Projects(_) => facts.projects = Default::default(),
        Question::Identity => survey.identity = Default::default(),
        Question::Invoke(_) => facts.verified.clear(),
    }
    survey
}
