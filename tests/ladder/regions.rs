//! Facts that reach across regions: credentials, opt-in, the use-case form, GovCloud.

use bedcheck::{
    access::{Gate, GateState},
    refusal::Cause,
    survey::{Agreement, Availability, Question, Reading, UseCaseForm},
};

use crate::survey::{HAIKU, Hand, denied_by_organization, failed, green, refused, region, throttled};

/// Opt-in, and not among the regions that are enabled by default.
const MALAYSIA: &str = "ap-southeast-5";

/// The same survey seen from another region, with the same lists there.
fn elsewhere(hand: &Hand, name: &str) -> Hand {
    let facts = hand.survey.regions[&hand.region].clone();
    let mut other = Hand { region: region(name), ..hand.clone() };
    other.survey.regions.insert(region(name), facts);
    let there = other.survey.regions.get_mut(&region(name)).unwrap();
    there.use_case = Default::default();
    other
}

#[test]
fn one_form_counts_for_every_region_but_an_opt_in_region_has_its_own() {
    let oregon = Hand::open("us-west-2", HAIKU);
    let paris = elsewhere(&oregon, "eu-west-3");
    assert_eq!(paris.state(Gate::UseCaseForm), GateState::Open);
    assert!(paris.ladder().rung(Gate::UseCaseForm).detail.contains("us-west-2"), "says where it was read");

    let mut malaysia = elsewhere(&oregon, MALAYSIA);
    assert!(matches!(malaysia.state(Gate::UseCaseForm), GateState::NotRead(_)), "Oregon's form says nothing here");
    malaysia.form(UseCaseForm::Missing);
    assert_eq!(malaysia.state(Gate::UseCaseForm), GateState::Blocked(Cause::UseCaseFormMissing));
    assert_eq!(malaysia.verdict(), "blocked");

    malaysia.form(UseCaseForm::Filed);
    assert_eq!(malaysia.verdict(), "open");
    let mut oregon = Hand { region: region("us-west-2"), ..malaysia };
    oregon.survey.regions.get_mut(&oregon.region).unwrap().use_case = Default::default();
    let state = oregon.state(Gate::UseCaseForm);
    assert!(matches!(state, GateState::NotRead(_)), "the form of an opt-in region counts nowhere else");
}

#[test]
fn an_organisation_that_denies_both_lists_denies_the_region_and_not_the_models() {
    let mut hand = Hand::open("us-west-2", HAIKU);
    hand.survey.regions.clear();
    let models = Question::Models(hand.region.clone());
    let profiles = Question::Profiles(hand.region.clone());
    hand.hear(models.refused(denied_by_organization("bedrock:ListFoundationModels")), 1);
    hand.hear(profiles.clone().refused(throttled()), 1);
    assert_eq!(hand.verdict(), "unknown", "one list is not enough");
    hand.hear(profiles.refused(denied_by_organization("bedrock:ListInferenceProfiles")), 1);
    assert_eq!(hand.state(Gate::Region), GateState::Blocked(Cause::RegionDenied));
    assert_eq!(hand.verdict(), "blocked");
}

#[test]
fn keys_refused_here_and_taken_elsewhere_mean_a_region_that_is_not_enabled() {
    let invalid =
        || refused(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
    let mut malaysia = Hand { region: region(MALAYSIA), ..Hand::open("us-west-2", HAIKU) };
    malaysia.survey.opted = Default::default();
    malaysia.hear(Reading::Models(region(MALAYSIA), Err(invalid())), 1);
    malaysia.hear(Reading::Profiles(region(MALAYSIA), Err(invalid())), 1);
    assert_eq!(malaysia.state(Gate::Region), GateState::Blocked(Cause::RegionNotEnabled));

    malaysia.survey.regions.retain(|name, _| name.as_str() == MALAYSIA);
    assert!(matches!(malaysia.state(Gate::Region), GateState::NotRead(_)), "nobody took them: a wrong key as well");
    assert_eq!(malaysia.verdict(), "unknown");
}

#[test]
fn with_an_api_key_alone_the_answers_of_bedrock_open_the_first_gate() {
    let mut hand = Hand::open("us-west-2", HAIKU);
    hand.survey.identity = Default::default();
    // Looking for other credentials may well take longer than Bedrock's answers.
    hand.hear(Reading::Identity(Err(failed("NoCredentials"))), 1);
    assert_eq!(hand.state(Gate::Credentials), GateState::Open);
    assert_eq!(hand.verdict(), "open");

    let other = region("us-east-1");
    hand.hear(Reading::Models(other, Err(failed("NoCredentials"))), 1);
    assert_eq!(hand.state(Gate::Credentials), GateState::Blocked(Cause::NoCredentials), "no key any more");
}

#[test]
fn an_ended_session_shuts_the_first_gate_and_keeps_what_was_read() {
    let mut hand = Hand::open("us-west-2", HAIKU);
    hand.hear(Reading::Identity(Err(failed("ExpiredCredentials"))), 1);
    let ladder = hand.ladder();
    assert_eq!(hand.state(Gate::Credentials), GateState::Blocked(Cause::ExpiredCredentials));
    assert!(ladder.rung(Gate::Credentials).stale);
    assert_eq!(hand.verdict(), "open", "what was read before stays");

    hand.survey.regions.clear();
    assert_eq!(hand.verdict(), "unknown");
    assert_eq!(hand.ladder().reason(), "credentials expired");
    hand.hear(Reading::Identity(Err(failed("TimedOut"))), 1);
    assert!(!matches!(hand.state(Gate::Credentials), GateState::Blocked(_)), "STS not answering is no bad key");
}

#[test]
fn govcloud_reads_agreement_and_switch() {
    use GateState::{Blocked, Open, Pending};
    let table = [
        (Agreement::NotAvailable, false, Blocked(Cause::GovcloudNeedsCommercial), "blocked"),
        (Agreement::Pending, false, Pending, "pending"),
        (Agreement::Available, false, Blocked(Cause::EntitlementMissing), "blocked"),
        (Agreement::Available, true, Open, "open"),
    ];
    for (agreement, entitled, state, verdict) in table {
        for authorized in [false, true] {
            let mut hand = Hand::open("us-gov-west-1", HAIKU);
            hand.availability(Availability { agreement: Some(agreement), entitled, authorized, ..green() });
            let what = format!("{agreement} with entitlement {entitled} and authorisation {authorized}");
            assert_eq!(hand.state(Gate::Agreement), state, "{what}");
            assert_eq!(hand.verdict(), verdict, "{what}: authorisation follows any agreement and says nothing");
        }
    }
}

#[test]
fn the_form_of_another_partition_does_not_count() {
    let commercial = Hand::open("us-west-2", HAIKU);
    let gov = elsewhere(&commercial, "us-gov-west-1");
    assert!(matches!(gov.state(Gate::UseCaseForm), GateState::NotRead(_)));
}
