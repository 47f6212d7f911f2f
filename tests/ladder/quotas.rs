//! The quota gate, and what a quota of 0 makes one suspect of the account.

use bedcheck::{
    access::{Gate, GateState},
    refusal::Cause,
    survey::{Agreement, Quota, QuotaSubject, Reading},
};

use crate::survey::{HAIKU, Hand, denied, failed};

const OREGON: &str = "us-west-2";

fn quota(name: &str, applied: Option<u64>, default: Option<u64>) -> Quota {
    let (subject, name) = (QuotaSubject::from_name(name), name.to_owned());
    Quota { subject, applied, default, adjustable: true, code: "L-00000001".to_owned(), name }
}

/// Haiku 4.5 with one cross-region quota.
fn hand(applied: Option<u64>, default: Option<u64>) -> Hand {
    let mut hand = Hand::open(OREGON, HAIKU);
    let name = "Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5";
    hand.say(Reading::Quotas(hand.region.clone(), Ok(vec![quota(name, applied, default)])));
    hand
}

fn why(hand: &Hand, gate: Gate) -> String {
    match hand.state(gate) {
        GateState::NotRead(why) => why.to_string(),
        other => panic!("{gate}: {other:?}"),
    }
}

#[test]
fn a_quota_above_zero_is_open_and_tells_its_default_where_it_differs() {
    for (applied, detail) in
        [(5_000_000, "5,000,000 tokens a minute"), (400_000, "400,000 tokens a minute (default 5,000,000)")]
    {
        let hand = hand(Some(applied), Some(5_000_000));
        let ladder = hand.ladder();
        assert_eq!((&ladder.rung(Gate::Quota).state, hand.verdict()), (&GateState::Open, "open"));
        assert_eq!(ladder.rung(Gate::Quota).detail, detail);
    }
}

#[test]
fn zero_shuts_the_quota_and_with_green_paperwork_is_a_suspicion_about_the_account() {
    let mut hand = hand(Some(0), Some(5_000_000));
    assert_eq!(hand.state(Gate::Quota), GateState::Blocked(Cause::QuotaZero));
    assert!(why(&hand, Gate::Account).starts_with("suspected: only AWS Sales"), "{}", why(&hand, Gate::Account));
    assert_eq!(hand.ladder().verdict().gate(), Some(Gate::Quota), "the suspicion is no verdict");
    hand.agreement(Agreement::NotAvailable);
    assert_eq!(why(&hand, Gate::Account), "only a real call tells", "the paperwork is not green");
}

#[test]
fn zero_without_a_default_above_it_proves_nothing() {
    for default in [None, Some(0)] {
        let hand = hand(Some(0), default);
        assert!(why(&hand, Gate::Quota).contains("applied"), "{default:?}");
        assert_eq!(hand.verdict(), "open");
        assert_eq!(why(&hand, Gate::Account), "only a real call tells");
    }
}

#[test]
fn the_form_of_the_id_says_which_quota_counts() {
    let mut hand = hand(Some(0), Some(5_000_000));
    let base = hand.model.to_string();
    for (id, state) in [
        (format!("us.{base}"), GateState::Blocked(Cause::QuotaZero)),
        (
            format!("global.{base}"),
            GateState::NotRead("Service Quotas has no global cross-region quota by the name Haiku 4.5".into()),
        ),
        (base, GateState::NotRead("Service Quotas has no on-demand quota by the name Haiku 4.5".into())),
    ] {
        hand.invoked = id.clone();
        assert_eq!(hand.state(Gate::Quota), state, "{id}");
    }
}

#[test]
fn no_answer_is_unread_with_its_reason() {
    let mut hand = Hand::open(OREGON, HAIKU);
    assert_eq!(why(&hand, Gate::Quota), "Service Quotas not asked");
    hand.hear(Reading::Quotas(hand.region.clone(), Err(denied("servicequotas:ListServiceQuotas"))), 1);
    assert_eq!(why(&hand, Gate::Quota), "denied: needs servicequotas:ListServiceQuotas");
    assert_eq!(hand.verdict(), "open");
    hand.survey.identity = Default::default();
    hand.hear(Reading::Identity(Err(failed("NoCredentials"))), 1);
    assert_eq!(why(&hand, Gate::Quota), "an API key cannot ask Service Quotas");
    assert_eq!(why(&hand, Gate::Permission), "an API key does not tell whose policies to simulate");
}
