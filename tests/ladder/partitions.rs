//! What other partitions, opt-in regions and keys without an identity change.

use bedcheck::{
    access::{Gate, GateState, NotRead},
    refusal::{Cause, Refusal},
    survey::{Agreement, Availability, Question, RegionOptIn, UseCaseForm},
};

use crate::survey::{HAIKU, Hand, denied_by_organization, failed, green, refused, region};

#[test]
fn each_reading_of_govcloud_is_named() {
    let table = [
        (
            Agreement::NotAvailable,
            false,
            "fresh",
            "agreed to in the paired commercial account, in us-east-1 or us-west-2",
        ),
        (Agreement::Pending, false, "propagating", "from the paired commercial account"),
        (Agreement::Pending, true, "propagating", "from the paired commercial account"),
        (Agreement::Available, false, "regional switch missing", "not switched on in this region"),
        (Agreement::Available, true, "usable", "switched on in this region"),
        (Agreement::NotAvailable, true, "switched on without an agreement", "paired commercial account"),
    ];
    for (agreement, entitled, name, words) in table {
        let mut hand = Hand::open("us-gov-west-1", HAIKU);
        hand.availability(Availability { agreement: Some(agreement), entitled, ..green() });
        let ladder = hand.ladder();
        let rung = ladder.rung(Gate::Agreement);
        let entitlement = if entitled { "AVAILABLE" } else { "NOT_AVAILABLE" };
        let both = format!("agreement {agreement}, entitlement {entitlement}; {name}");
        assert!(rung.detail.starts_with(&both) && rung.detail.contains(words), "{}", rung.detail);
        let open = rung.state == GateState::Open;
        assert_eq!(open, name == "usable", "{}", rung.detail);
        assert_eq!(rung.notes.iter().any(|note| note.starts_with("authorizationStatus")), !open, "{:?}", rung.notes);

        // The same answer means something else in a commercial region.
        let mut oregon = Hand::open("us-west-2", HAIKU);
        oregon.availability(Availability { agreement: Some(agreement), entitled, ..green() });
        assert!(!oregon.ladder().rung(Gate::Agreement).detail.contains("paired"), "{name}");
    }
}

#[test]
fn a_failed_agreement_of_govcloud_says_what_failed() {
    let mut hand = Hand::open("us-gov-east-1", HAIKU);
    let message = "INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided.";
    let agreement_message = Some(message.to_owned());
    hand.availability(Availability {
        agreement: Some(Agreement::Error),
        agreement_message,
        entitled: false,
        ..green()
    });
    assert_eq!(hand.state(Gate::Agreement), GateState::Blocked(Cause::InvalidPayment));
    assert_eq!(hand.ladder().rung(Gate::Agreement).detail, message);
}

#[test]
fn partitions_without_bedrock_and_partitions_nobody_looked_into() {
    for (name, partition) in [("cn-north-1", "aws-cn"), ("cn-northwest-1", "aws-cn"), ("eu-isoe-west-1", "aws-iso-e")] {
        let hand = Hand { region: region(name), ..Hand::open("us-west-2", HAIKU) };
        assert_eq!(hand.state(Gate::Region), GateState::Blocked(Cause::NoEndpoint), "{name}");
        let ladder = hand.ladder();
        let detail = &ladder.rung(Gate::Region).detail;
        assert!(detail.starts_with("not offered in this partition") && detail.contains(partition), "{detail}");
        assert_eq!(hand.verdict(), "blocked", "{name}");
    }
    for (name, partition) in [
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("us-isof-south-1", "aws-iso-f"),
        ("eusc-de-east-1", "aws-eusc"),
    ] {
        let hand = Hand { region: region(name), ..Hand::open("us-west-2", HAIKU) };
        let ladder = hand.ladder();
        let rung = ladder.rung(Gate::Region);
        assert!(!matches!(rung.state, GateState::Blocked(_)), "{name}: {rung:?}");
        let note = rung.notes.concat();
        assert!(note.contains(partition) && note.contains("whether they offer Claude is not established"), "{note}");
        assert_eq!(hand.verdict(), "unknown", "{name}");
    }
    for name in ["us-west-2", "us-gov-west-1"] {
        assert!(Hand::open(name, HAIKU).ladder().rung(Gate::Region).notes.is_empty(), "{name}");
    }
}

#[test]
fn the_form_of_an_opt_in_region_is_its_own() {
    for (name, own) in [("ap-southeast-5", true), ("us-west-2", false), ("us-gov-west-1", false)] {
        let mut hand = Hand::open(name, HAIKU);
        hand.form(UseCaseForm::Missing);
        assert_eq!(hand.state(Gate::UseCaseForm), GateState::Blocked(Cause::UseCaseFormMissing), "{name}");
        let said = hand.ladder().rung(Gate::UseCaseForm).notes.iter().any(|note| note.contains("a form of its own"));
        assert_eq!(said, own, "{name}");
    }
}

#[test]
fn an_api_key_alone_leaves_who_where_and_how_much_unread_with_the_reason() {
    let mut hand = Hand { invoked: format!("us.{HAIKU}"), ..Hand::open("us-west-2", HAIKU) };
    hand.survey.identity = Default::default();
    hand.survey.opted = Default::default();
    for question in [Question::Identity, Question::Regions, Question::Quotas(hand.region.clone())] {
        hand.hear(question.refused(failed("NoCredentials")), 1);
    }
    let ladder = hand.ladder();
    let credentials = ladder.rung(Gate::Credentials);
    assert_eq!(credentials.state, GateState::Open);
    assert!(credentials.detail.starts_with("an API key") && credentials.detail.contains("STS"), "{credentials:?}");
    let region_rung = ladder.rung(Gate::Region);
    assert_eq!((&region_rung.state, region_rung.detail.as_str()), (&GateState::Open, "Bedrock answered here"));
    for (gate, why) in [
        (Gate::Permission, "an API key does not tell whose policies to simulate"),
        (Gate::Account, "only a real call tells"),
        (Gate::Quota, "an API key cannot ask Service Quotas"),
    ] {
        let GateState::NotRead(reason) = &ladder.rung(gate).state else { panic!("{gate}: {ladder:#?}") };
        assert_eq!(reason.to_string(), why, "{gate}");
    }
    assert_eq!(hand.verdict(), "open", "what Bedrock itself tells is enough");

    let silent = Hand { region: region("eu-west-3"), ..hand };
    assert_eq!(silent.state(Gate::Region), GateState::NotRead(NotRead::ApiKeyCannotAsk("account:ListRegions")));
}

fn bad_token() -> Refusal {
    refused(403, "UnrecognizedClientException", "The security token included in the request is invalid.")
}

#[test]
fn a_region_that_is_not_enabled_is_told_from_a_bad_key_in_either_order_of_answers() {
    let malaysia = region("ap-southeast-5");
    let refusals = [Question::Models(malaysia.clone()), Question::Profiles(malaysia.clone())];
    for reversed in [false, true] {
        for first in [true, false] {
            let mut hand = Hand { region: malaysia.clone(), ..Hand::open("us-west-2", HAIKU) };
            let answered = hand.survey.clone();
            hand.survey = Default::default();
            if first {
                hand.survey = answered.clone();
                hand.survey.opted = Default::default();
            }
            let order = if reversed { [1, 0] } else { [0, 1] };
            for at in order {
                hand.hear(refusals[at].clone().refused(bad_token()), 1);
            }
            if !first {
                assert!(matches!(hand.state(Gate::Region), GateState::NotRead(_)), "nobody took the key yet");
                assert_ne!(hand.verdict(), "blocked");
                let oregon = region("us-west-2");
                hand.survey.identity = answered.identity.clone();
                hand.survey.regions.insert(oregon.clone(), answered.regions[&oregon].clone());
            }
            let what = format!("lists reversed: {reversed}, other region first: {first}");
            assert_eq!(hand.state(Gate::Region), GateState::Blocked(Cause::RegionNotEnabled), "{what}");
            assert_eq!(hand.verdict(), "blocked", "{what}");
        }
    }
}

#[test]
fn an_organisation_that_denies_a_region_says_nothing_about_another() {
    let mut hand = Hand::open("us-west-2", HAIKU);
    let jakarta = region("ap-southeast-3");
    for question in [Question::Models(jakarta.clone()), Question::Profiles(jakarta.clone())] {
        let action = format!("bedrock:{}", question.operation());
        hand.hear(question.refused(denied_by_organization(&action)), 1);
    }
    assert_eq!(hand.verdict(), "open");
    let there = Hand { region: jakarta, ..hand };
    assert_eq!(there.state(Gate::Region), GateState::Blocked(Cause::RegionDenied));
    assert!(there.ladder().rung(Gate::Region).detail.contains("service control policy"));
    let mut off = there;
    off.opt_in(RegionOptIn::Disabled);
    assert_eq!(
        off.state(Gate::Region),
        GateState::Blocked(Cause::RegionDenied),
        "the organisation's word is the nearer one"
    );
}
