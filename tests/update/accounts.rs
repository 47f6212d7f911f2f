//! Another account: the demo, another caller under the same profile.

use bedcheck::{
    catalog::Partition,
    dashboard::{
        model::Model,
        update::{Effect, Msg, start, update},
    },
    refusal::Cause,
    scan::ScanEvent,
    survey::{Identity, Observation, Reading, Survey, UseCaseForm},
};
use crossterm::event::KeyCode;

use crate::{
    fixture::{self, model, region},
    key, press,
};

#[test]
fn the_demo_is_another_account() {
    let text = "no providers in chain provided credentials";
    let mut survey = Survey::default();
    let refusal = fixture::refusal(Cause::NoCredentials, "", 0, text);
    fixture::observe(&mut survey, Reading::Identity(Err(refusal)));
    let mut model = Model::new(fixture::setup(survey));
    let effects = key(&mut model, 'd');
    assert_eq!(effects, [Effect::Demo { epoch: 0, scenario: "demo".to_owned() }]);
    let effects = update(&mut model, Msg::Demo { epoch: 0, outcome: Ok(fixture::scene("demo")) });
    assert!(matches!(effects.as_slice(), [Effect::Scan { epoch: 1, afresh: true, .. }]), "{effects:?}");
    assert_eq!(model.account.survey, Survey::default());
    let late = update(&mut model, Msg::Demo { epoch: 0, outcome: Ok(fixture::scene("again")) });
    assert!(late.is_empty() && model.account.demo_label.as_deref() == Some("demo"));
    update(&mut model, Msg::Demo { epoch: 1, outcome: Err("no port".to_owned()) });
    assert!(model.screen.note.as_ref().is_some_and(|note| note.trouble));
    assert!(update(&mut model, Msg::Stop).is_empty() && model.quit, "a demo is not kept");
}

#[test]
fn what_another_caller_read_is_dropped() {
    let identity = |account: &str, session: &str| {
        let arn = format!("arn:aws:sts::{account}:assumed-role/Developer/{session}");
        let answer = Identity { account: account.to_owned(), arn, partition: Partition::Aws };
        let observation = Observation { reading: Reading::Identity(Ok(answer)), at: fixture::now() };
        Msg::Scan { epoch: 0, scan: 1, event: ScanEvent::Observed(Box::new(observation)) }
    };
    let use_case = || {
        let reading = Reading::UseCase(region("us-west-2"), Ok(UseCaseForm::Filed));
        let observation = Observation { reading, at: fixture::now() };
        Msg::Scan { epoch: 0, scan: 1, event: ScanEvent::Observed(Box::new(observation)) }
    };
    let mut model = model();
    start(&mut model);
    update(&mut model, identity("444455556666", "another-session"));
    model.settle();
    assert!(model.account.dropped.is_none() && model.derived.tally.regions > 20, "the same role in a new session");

    let mut model = fixture::model();
    start(&mut model);
    update(&mut model, use_case());
    update(&mut model, identity("777788889999", "dev1"));
    model.settle();
    assert!(model.account.dropped.as_ref().is_some_and(|text| text.contains("444455556666")));
    assert_eq!(model.derived.tally.answers, 1, "what was read since the start is this caller's");
    assert_eq!(model.account.survey.identity.value().unwrap().account, "777788889999");
    press(&mut model, KeyCode::Esc);
    assert!(model.account.dropped.is_none(), "seen");
}
