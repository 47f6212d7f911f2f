//! What lies over a view: the palette, the question before real calls, and the lists.

use bedcheck::{
    aws::{AwsProfile, Call, CredentialSource, SignIn},
    dashboard::{
        model::Model,
        update::{Msg, start, update},
    },
};
use crossterm::event::{KeyCode, KeyEvent};

use super::*;

/// The two sizes of everything that lies over a view.
fn check_over(name: &str, model: &Model) {
    for size in [(80, 24), (200, 60)] {
        check_at(name, model, "terminal", size);
    }
}

fn call(number: u64) -> Call {
    let refused = number.is_multiple_of(3);
    Call {
        number,
        at: fixture::read_at(),
        service: "Bedrock".to_owned(),
        operation: "GetFoundationModelAvailability".to_owned(),
        region: Some("us-west-2".to_owned()),
        about: Some("anthropic.claude-opus-5-5".to_owned()),
        status: Some(if refused { 429 } else { 200 }),
        refusal: refused.then(|| "ThrottlingException".to_owned()),
        milliseconds: 12 * number,
        attempts: if refused { 3 } else { 1 },
        request_id: Some(format!("00000000-0000-4000-8000-{number:012}")),
    }
}

fn profile(name: &str, source: CredentialSource, sign_in: SignIn) -> AwsProfile {
    AwsProfile { name: name.to_owned(), source, region: Some("us-west-2".to_owned()), sign_in }
}

#[test]
fn palette_and_help_search() {
    let mut model = fixture::model();
    type_keys(&mut model, ":");
    check_over("palette", &model);
    let mut model = fixture::model();
    type_keys(&mut model, "?/remedy");
    check_at("help_searched", &model, "terminal", (200, 60));
}

#[test]
fn the_question_before_real_calls_on_a_large_screen() {
    let mut model = fixture::model();
    type_keys(&mut model, "v");
    check_at("confirm", &model, "terminal", (200, 60));
}

#[test]
fn calls_made_to_aws() {
    let mut model = fixture::model();
    type_keys(&mut model, "L");
    check_at("calls_none", &model, "terminal", (80, 24));
    update(&mut model, Msg::Calls((1..=40).map(call).collect()));
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Down)));
    check_over("calls", &model);
}

#[test]
fn what_changed() {
    let mut model = fixture::model();
    start(&mut model);
    update(&mut model, Msg::Scan { epoch: 0, scan: 1, event: ScanEvent::Finished });
    let answer = fixture::availability(&region("eu-west-1"), &fixture::model_id("anthropic.claude-opus-5-5"));
    for name in ["us-west-2", "eu-west-1"] {
        let id = fixture::model_id("anthropic.claude-sonnet-4-5-20250929-v1:0");
        let reading = Reading::Availability(region(name), id, Ok(answer.clone()));
        let observation = Observation { reading, at: fixture::now() };
        let event = ScanEvent::Observed(Box::new(observation));
        update(&mut model, Msg::Scan { epoch: 0, scan: 1, event });
    }
    update(&mut model, Msg::Scan { epoch: 0, scan: 1, event: ScanEvent::Finished });
    model.settle();
    check_over("changed", &model);
    type_keys(&mut model, "C");
    check_over("changes", &model);
}

#[test]
fn profiles_and_a_comparison() {
    let mut model = fixture::model();
    type_keys(&mut model, "P");
    let profiles = vec![
        profile("work", CredentialSource::Keys, SignIn::NotNeeded),
        profile("audit", CredentialSource::Keys, SignIn::NotNeeded),
    ];
    update(&mut model, Msg::Profiles(Ok(profiles)));
    check_over("profiles", &model);
    let mut there = model.account.survey.clone();
    let answer = fixture::availability(&region("eu-west-1"), &fixture::model_id("anthropic.claude-opus-5-5"));
    let sonnet = fixture::model_id("anthropic.claude-sonnet-4-5-20250929-v1:0");
    observe(&mut there, Reading::Availability(region("us-west-2"), sonnet, Ok(answer)));
    let outcome = Ok(Box::new(there));
    update(&mut model, Msg::Compared { epoch: 0, profile: "audit".to_owned(), outcome });
    check_over("comparison", &model);
}

#[test]
fn forms_of_an_export() {
    let mut model = fixture::model();
    type_keys(&mut model, "e");
    check_over("export", &model);
}
