//! Quotas and policy simulation through the real SDK against the simulator.

use std::sync::Arc;

use bedcheck::{
    access::{Cell, Gate, GateState, Ladder, NotRead},
    aws::{Session, SessionOptions},
    catalog::{Catalog, ModelRef},
    refusal::Cause,
    simulator::Simulator,
    survey::{Question, Survey},
};
use jiff::Timestamp;

use crate::{account::scenario, region, served};

const OPUS: &str = "us.anthropic.claude-opus-4-8";

/// What the permission gate says after a simulation of Opus 4.8 from Oregon.
async fn simulated(simulator: &Simulator, id: &str) -> Ladder {
    let options = SessionOptions::simulated(simulator.url(), simulator.scenario().home_region().clone());
    let session = Arc::new(Session::connect(options).await);
    let oregon = region("us-west-2");
    let mut survey = Survey::default();
    for question in [
        Question::Identity,
        Question::Models(oregon.clone()),
        Question::Profiles(oregon.clone()),
        Question::Quotas(oregon.clone()),
    ] {
        survey.apply(session.ask(question).await);
    }
    let invoked = ModelRef::parse(id);
    let cell = Cell { region: oregon.clone(), model: invoked.base(), invoked: Some(invoked) };
    let ladder = |survey: &Survey| Ladder::build(survey, Catalog::bundled(), cell.clone(), Timestamp::now());
    let before = ladder(&survey);
    assert!(before.rung(Gate::Permission).wants_simulation());
    assert!(simulator.requests().iter().all(|request| request.service != "iam"), "only on request");
    let check = before.policy_check(&survey, Catalog::bundled(), Timestamp::now()).unwrap();
    survey.apply(session.ask(Question::Permissions(oregon, Box::new(check))).await);
    ladder(&survey)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn allowed_everywhere_is_open_and_says_what_it_does_not_prove() {
    let simulator = served(scenario("")).await;
    let ladder = simulated(&simulator, OPUS).await;
    let rung = ladder.rung(Gate::Permission);
    assert_eq!(rung.state, GateState::Open);
    for place in ["us-east-1", "us-east-2", "us-west-2"] {
        assert!(rung.detail.contains(place), "{}", rung.detail);
    }
    assert!(rung.notes.iter().any(|note| note.contains("does not see session policies")), "{:?}", rung.notes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_denied_destination_shuts_the_profile_and_is_named() {
    for (policy, cause) in
        [("identity-based-policy", Cause::ExplicitDeny), ("service-control-policy", Cause::DeniedByOrganization)]
    {
        let rule = format!(
            "[[deny]]\nactions = \"bedrock:InvokeModel*\"\nregions = \"us-east-2\"\npolicy = \"{policy}\"\n\
             policy_arn = \"arn:aws:iam::111122223333:policy/NotOhio\"\n"
        );
        let ladder = simulated(&served(scenario(&rule)).await, OPUS).await;
        let rung = ladder.rung(Gate::Permission);
        assert_eq!(rung.state, GateState::Blocked(cause), "{policy}");
        assert!(rung.detail.contains("bedrock:InvokeModel in us-east-2; allowed in us-west-2"), "{}", rung.detail);
        assert!(rung.notes.iter().any(|note| note.starts_with("us-east-2: ") && note.contains("NotOhio")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_region_less_destination_of_a_global_profile_is_asked_for_as_unspecified() {
    let rule = "[[deny]]\nactions = \"bedrock:InvokeModel*\"\nregions = \"unspecified\"\npolicy = \"service-control-policy\"\n";
    let ladder = simulated(&served(scenario(rule)).await, "global.anthropic.claude-opus-4-8").await;
    let rung = ladder.rung(Gate::Permission);
    assert_eq!(rung.state, GateState::Blocked(Cause::DeniedByOrganization));
    assert!(rung.detail.contains("any other region"), "{}", rung.detail);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_simulation_was_not_told_keeps_a_denial_from_shutting_the_gate() {
    let missing = "[permissions]\nmissing_context_values = [\"aws:SourceIp\", \"aws:CalledViaLast\"]\n";
    let ladder = simulated(&served(scenario(missing)).await, OPUS).await;
    let rung = ladder.rung(Gate::Permission);
    assert_eq!(rung.state, GateState::Open);
    assert!(rung.notes.iter().any(|note| note.starts_with("Allowed without aws:SourceIp, which")), "{:?}", rung.notes);

    let denied = format!("{missing}[[deny]]\nactions = \"bedrock:InvokeModel*\"\nregions = \"us-east-2\"\n");
    let ladder = simulated(&served(scenario(&denied)).await, OPUS).await;
    let rung = ladder.rung(Gate::Permission);
    let why = GateState::NotRead(NotRead::DependsOn("aws:SourceIp".to_owned()));
    assert_eq!(rung.state, why);
    assert!(
        rung.notes.iter().any(|note| note.starts_with("us-east-2: ") && note.contains("depends on aws:SourceIp")),
        "{:?}",
        rung.notes
    );

    let absent = denied.replace("\"aws:SourceIp\", ", "");
    let ladder = simulated(&served(scenario(&absent)).await, OPUS).await;
    assert_eq!(
        ladder.rung(Gate::Permission).state,
        GateState::Blocked(Cause::ExplicitDeny),
        "nobody calls for the client"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_denied_simulation_is_unread() {
    let simulator = served(scenario("[permissions]\nallow = [\"bedrock:*\"]\n")).await;
    let ladder = simulated(&simulator, OPUS).await;
    for (gate, why) in [
        (Gate::Permission, "denied: needs iam:SimulatePrincipalPolicy"),
        (Gate::Quota, "denied: needs servicequotas:ListServiceQuotas"),
    ] {
        let GateState::NotRead(reason) = &ladder.rung(gate).state else { panic!("{gate}: {ladder:#?}") };
        assert_eq!(reason.to_string(), why);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quotas_are_read_page_by_page() {
    let tables = "[[quota]]\nmodels = \"*opus-4-8\"\napplied = 400000.0\n";
    let simulator = served(scenario(tables)).await;
    let ladder = simulated(&simulator, OPUS).await;
    assert_eq!(ladder.rung(Gate::Quota).detail, "400,000 tokens a minute (default 30,000,000)");
    for operation in ["ListServiceQuotas", "ListAWSDefaultServiceQuotas"] {
        let pages = simulator.requests().iter().filter(|request| request.operation == operation).count();
        assert!(pages > 1, "{operation}: {pages}");
    }
}
