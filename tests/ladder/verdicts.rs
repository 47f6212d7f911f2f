//! Each gate in each state that a free read can show, and the verdict that follows.

use bedcheck::{
    access::{Gate, GateState, NotRead, Verdict},
    catalog::LifecycleStatus,
    refusal::Cause,
    survey::{Agreement, Availability, RegionOptIn, UseCaseForm},
    words::InWords as _,
};

use crate::survey::{FABLE, HAIKU, Hand, at, green, listed, profile, refused};

const OREGON: &str = "us-west-2";

/// What is changed, where it shows, how, and what it comes down to.
type Row = (&'static str, fn(&mut Hand), Gate, GateState, &'static str);

fn check(model: &str, rows: &[Row]) {
    for (what, change, gate, state, verdict) in rows {
        let mut hand = Hand::open(OREGON, model);
        change(&mut hand);
        assert_eq!(hand.state(*gate), *state, "{what}");
        assert_eq!(hand.verdict(), *verdict, "{what}");
        if let GateState::Blocked(cause) = state {
            assert_eq!(hand.ladder().cause(), Some(*cause), "{what}");
        }
    }
}

#[test]
fn all_gates_in_order_and_the_ones_nobody_can_read_for_free_say_so() {
    let ladder = Hand::open(OREGON, HAIKU).ladder();
    let numbers: Vec<u8> = ladder.rungs.iter().map(|rung| rung.gate.number()).collect();
    assert_eq!(numbers, (1..=11).collect::<Vec<_>>());
    assert_eq!(ladder.verdict(), Verdict::Open);
    for rung in &ladder.rungs {
        let word = match rung.gate {
            Gate::Permission | Gate::Account | Gate::Quota | Gate::TrustedAccess => "not-read",
            Gate::DataRetention => "not-needed",
            _ => "open",
        };
        assert_eq!(rung.state.words().word, word, "{}", rung.gate);
        assert_eq!(rung.call.is_some(), word == "open", "{}: a reading has a source", rung.gate);
        assert_eq!(rung.at.is_some(), word == "open", "{}: and a date", rung.gate);
    }
    assert_eq!(ladder.call_as, [format!("us.{HAIKU}")]);
}

#[test]
fn region() {
    use GateState::{Blocked, Open};
    check(
        HAIKU,
        &[
            ("enabled", |hand| hand.opt_in(RegionOptIn::Enabled), Gate::Region, Open, "open"),
            ("being disabled", |hand| hand.opt_in(RegionOptIn::Disabling), Gate::Region, Open, "open"),
            (
                "being enabled",
                |hand| hand.opt_in(RegionOptIn::Enabling),
                Gate::Region,
                Blocked(Cause::RegionNotEnabled),
                "blocked",
            ),
            (
                "disabled",
                |hand| hand.opt_in(RegionOptIn::Disabled),
                Gate::Region,
                Blocked(Cause::RegionNotEnabled),
                "blocked",
            ),
        ],
    );
}

#[test]
fn offer() {
    use GateState::{Blocked, NotNeeded, Open};
    let shut = Blocked(Cause::NotOffered);
    check(
        HAIKU,
        &[
            (
                "on demand only",
                |hand| (hand.models(vec![listed(HAIKU, true)]), hand.profiles(vec![])).0,
                Gate::Offer,
                Open,
                "open",
            ),
            ("in a profile only", |hand| hand.models(vec![]), Gate::Offer, Open, "unknown"),
            (
                "in no list",
                |hand| (hand.models(vec![]), hand.profiles(vec![])).0,
                Gate::Offer,
                shut.clone(),
                "not-offered",
            ),
            (
                "listed, callable by nothing",
                |hand| hand.profiles(vec![]),
                Gate::Offer,
                Blocked(Cause::ProfileOnly),
                "blocked",
            ),
            (
                "regionAvailability NOT_AVAILABLE",
                |hand| {
                    hand.profiles(vec![]);
                    hand.availability(Availability { in_region: false, ..green() });
                },
                Gate::Offer,
                shut,
                "not-offered",
            ),
            (
                "listed, and regionAvailability NOT_AVAILABLE",
                |hand| hand.availability(Availability { in_region: false, ..green() }),
                Gate::Offer,
                GateState::NotRead(NotRead::ListsDisagree),
                "unknown",
            ),
            (
                "nothing else counts for what is not offered",
                |hand| {
                    hand.profiles(vec![]);
                    hand.availability(Availability { in_region: false, agreement: Some(Agreement::Error), ..green() });
                    hand.form(UseCaseForm::Missing);
                },
                Gate::Agreement,
                NotNeeded,
                "not-offered",
            ),
        ],
    );
}

#[test]
fn the_id_that_is_called_decides_the_offer() {
    let called = |id: &str| {
        let mut hand = Hand::open(OREGON, HAIKU);
        hand.profiles(vec![
            profile(&format!("us.{HAIKU}"), &["us-east-1", OREGON]),
            profile(&format!("global.{HAIKU}"), &[]),
        ]);
        hand.invoked = id.to_owned();
        (hand.state(Gate::Offer), hand.verdict())
    };
    assert_eq!(called(&format!("us.{HAIKU}")), (GateState::Open, "open"));
    assert_eq!(called(&format!("global.{HAIKU}")), (GateState::Open, "open"));
    assert_eq!(called(HAIKU), (GateState::Blocked(Cause::ProfileOnly), "blocked"));
    assert_eq!(called(&format!("eu.{HAIKU}")), (GateState::Blocked(Cause::InvalidModelId), "blocked"));
    let arn = format!("arn:aws:bedrock:{OREGON}:111122223333:inference-profile/us.{HAIKU}");
    assert_eq!(called(&arn), (GateState::Open, "open"));
    let application = format!("arn:aws:bedrock:{OREGON}:111122223333:application-inference-profile/abc123");
    assert_eq!(called(&application).1, "unknown");
    assert_eq!(called("haiku"), (GateState::Blocked(Cause::InvalidModelId), "blocked"));
}

#[test]
fn lifecycle() {
    let with = |status, ends: Option<i64>| {
        let mut hand = Hand::open(OREGON, HAIKU);
        let mut listed = listed(HAIKU, false);
        listed.lifecycle.status = status;
        listed.lifecycle.end_of_life_at = ends.map(at);
        hand.models(vec![listed]);
        (hand.state(Gate::Lifecycle), hand.verdict())
    };
    assert_eq!(with(LifecycleStatus::Active, None), (GateState::Open, "open"));
    assert_eq!(with(LifecycleStatus::Legacy, Some(60)), (GateState::Open, "open"));
    let ended = (GateState::Blocked(Cause::EndOfLife), "blocked");
    assert_eq!(with(LifecycleStatus::Legacy, Some(-60)), ended, "whatever the list still says");
    assert!(matches!(with(LifecycleStatus::Unknown, None), (GateState::NotRead(_), "unknown")));
}

#[test]
fn agreement() {
    use GateState::{Blocked, Open, Pending};
    let gate = Gate::Agreement;
    check(
        HAIKU,
        &[
            ("there", |hand| hand.agreement(Agreement::Available), gate, Open, "open"),
            ("on its way", |hand| hand.agreement(Agreement::Pending), gate, Pending, "pending"),
            ("none", |hand| hand.agreement(Agreement::NotAvailable), gate, Blocked(Cause::AgreementMissing), "blocked"),
            ("failed", |hand| hand.agreement(Agreement::Error), gate, Blocked(Cause::AgreementFailed), "blocked"),
            (
                "failed for want of a card",
                |hand| {
                    let said = "INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided.";
                    let agreement_message = Some(said.to_owned());
                    hand.availability(Availability { agreement: Some(Agreement::Error), agreement_message, ..green() });
                },
                gate,
                Blocked(Cause::InvalidPayment),
                "blocked",
            ),
        ],
    );
    let mut hand = Hand::open(OREGON, HAIKU);
    hand.availability(Availability { agreement: None, ..green() });
    assert!(matches!(hand.state(gate), GateState::NotRead(_)), "a status nobody knows is not guessed at");
    assert_eq!(hand.verdict(), "unknown");
}

#[test]
fn account_standing() {
    let shut = || GateState::Blocked(Cause::AccountBlocked);
    check(
        HAIKU,
        &[
            (
                "not authorised",
                |hand| hand.availability(Availability { authorized: false, ..green() }),
                Gate::Account,
                shut(),
                "blocked",
            ),
            (
                "not entitled",
                |hand| hand.availability(Availability { entitled: false, ..green() }),
                Gate::Account,
                shut(),
                "blocked",
            ),
        ],
    );
}

#[test]
fn data_retention_counts_for_the_models_that_need_it_only() {
    use GateState::{Blocked, NotNeeded, Open};
    let gate = Gate::DataRetention;
    let narrow = || Blocked(Cause::DataRetentionMode);
    let unknown = |mode: &str| GateState::NotRead(format!("mode {mode}: what it allows is not known").into());
    check(
        FABLE,
        &[
            ("none", |hand| hand.mode("none"), gate, narrow(), "blocked"),
            ("default", |hand| hand.mode("default"), gate, narrow(), "blocked"),
            ("inherit", |hand| hand.mode("inherit"), gate, unknown("inherit"), "unknown"),
            ("a word of tomorrow", |hand| hand.mode("forever"), gate, unknown("forever"), "unknown"),
            ("aws_review", |hand| hand.mode("aws_review"), gate, Open, "open"),
            ("provider_data_share", |hand| hand.mode("provider_data_share"), gate, Open, "open"),
        ],
    );
    check(HAIKU, &[("of no concern", |hand| hand.mode("none"), gate, NotNeeded, "open")]);
}

#[test]
fn the_first_shut_gate_is_the_one_that_is_named() {
    let mut hand = Hand::open(OREGON, FABLE);
    hand.mode("default");
    assert_eq!(hand.ladder().verdict(), Verdict::Blocked(Gate::DataRetention));
    hand.agreement(Agreement::NotAvailable);
    assert_eq!(hand.ladder().verdict(), Verdict::Blocked(Gate::Agreement));
    hand.form(UseCaseForm::Missing);
    assert_eq!(hand.ladder().verdict(), Verdict::Blocked(Gate::UseCaseForm));
    hand.opt_in(RegionOptIn::Disabled);
    assert_eq!(hand.ladder().verdict(), Verdict::Blocked(Gate::Region));
    assert_eq!(hand.ladder().reason(), "region not enabled");
}

#[test]
fn a_real_call_outranks_what_the_control_plane_says() {
    let us = format!("us.{HAIKU}");
    let sales = || {
        let text = "anthropic.claude-haiku-4-5-20251001-v1:0 is not available for this account. You can explore other \
                    available models on Amazon Bedrock. For additional access options, contact AWS Sales at \
                    https://aws.amazon.com/contact-us/sales-support/";
        refused(403, "AccessDeniedException", text)
    };
    let mut hand = Hand { invoked: us.clone(), ..Hand::open(OREGON, HAIKU) };
    hand.call(&us, Err(sales()));
    assert_eq!(hand.ladder().verdict(), Verdict::Contradicted(Gate::Account));
    assert_eq!(hand.ladder().cause(), Some(Cause::ContactSales));
    let rung = hand.ladder().rung(Gate::Account).clone();
    assert!(rung.by_real_call && rung.call == Some("InvokeModel") && rung.at == Some(at(1)), "{rung:?}");

    hand.call(&us, Ok(()));
    assert_eq!(hand.ladder().verdict(), Verdict::Verified { at: at(1) });
    hand.agreement(Agreement::NotAvailable);
    assert_eq!(hand.verdict(), "verified", "an answer is an answer");

    let mut other = Hand { invoked: us, ..Hand::open(OREGON, HAIKU) };
    other.call(&format!("global.{HAIKU}"), Err(sales()));
    assert_eq!(other.verdict(), "open", "a call with another id proves nothing about this one");
}
