//! The emitted policies attached to a simulated role and put to SimulatePrincipalPolicy through the real SDK: what the call
//! needs is allowed, a step beside it is not, and the ladder reads the one as open and the other as shut.

use std::sync::Arc;

use bedcheck::{
    access::{
        Cell, Gate, GateState, Ladder,
        remedy::{RemedyKind, Situation, claude_code_policy, invoke_policy},
    },
    aws::{Session, SessionOptions},
    catalog::{Catalog, Destinations, ModelRef, Partition, RegionName},
    gaps::{Caller, cell_remedies},
    refusal::Cause,
    simulator::{Scenario, Simulator},
    survey::{PolicyAsk, PolicyCheck, Question, Reading, Survey},
};
use jiff::Timestamp;
use serde_json::Value;

const ACCOUNT: &str = "111122223333";
const INVOKE: [&str; 2] = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"];

fn region(name: &str) -> RegionName {
    name.parse().unwrap()
}

/// An account whose caller may read, simulate, and do what the document says.
async fn served(home: &str, document: Option<&Value>) -> Simulator {
    let partition = region(home).partition();
    let documents = document.map(|document| format!("documents = ['''{document}''']\n")).unwrap_or_default();
    // Opt-in regions that some rows call from.
    let regions = match partition {
        Partition::Aws => "[[region]]\nregions = [\"ca-west-1\", \"eu-central-2\"]\nstate = \"enabled\"\n",
        _ => "",
    };
    let text = format!(
        "summary = \"a test\"\ntoday = \"2026-11-22\"\n[account]\nid = \"{ACCOUNT}\"\n\
         arn = \"arn:{partition}:sts::{ACCOUNT}:assumed-role/Developer/dev1\"\nhome = \"{home}\"\n{regions}\
         [permissions]\n{documents}allow = [\"iam:*\", \"bedrock:ListFoundationModels\", \
         \"bedrock:ListInferenceProfiles\"]\n"
    );
    Simulator::start(Scenario::parse(&text).unwrap(), 0, None).await.unwrap()
}

async fn session(simulator: &Simulator) -> Arc<Session> {
    let options = SessionOptions::simulated(simulator.url(), simulator.scenario().home_region().clone());
    Arc::new(Session::connect(options).await)
}

/// Who asks, what is listed at home, and the simulation of one id there.
async fn ladder(simulator: &Simulator, id: &str) -> (Survey, Ladder) {
    let session = session(simulator).await;
    let home = simulator.scenario().home_region().clone();
    let mut survey = Survey::default();
    for question in [Question::Identity, Question::Models(home.clone()), Question::Profiles(home.clone())] {
        survey.apply(session.ask(question).await);
    }
    let invoked = ModelRef::parse(id);
    let cell = Cell { region: home.clone(), model: invoked.base(), invoked: Some(invoked) };
    let now = Timestamp::now();
    let build = |survey: &Survey| Ladder::build(survey, Catalog::bundled(), cell.clone(), now);
    let check = build(&survey).policy_check(&survey, Catalog::bundled(), now).unwrap();
    survey.apply(session.ask(Question::Permissions(home, Box::new(check))).await);
    let ladder = build(&survey);
    (survey, ladder)
}

/// Whether every action is allowed on the resource, called from `region` through `profile`. The real SDK asks.
async fn allowed(
    simulator: &Simulator,
    actions: &[&'static str],
    resource: &str,
    at: &str,
    through: Option<&str>,
) -> bool {
    let partition = simulator.scenario().partition();
    let ask = PolicyAsk {
        actions: actions.to_vec(),
        resource: resource.to_owned(),
        region: at.to_owned(),
        profile: through.map(str::to_owned),
    };
    let caller = format!("arn:{partition}:sts::{ACCOUNT}:assumed-role/Developer/dev1");
    let check =
        PolicyCheck { id: "asked by hand".to_owned(), caller, asks: vec![ask], user_agent: None, find_policy: false };
    let home = simulator.scenario().home_region().clone();
    let answer = session(simulator).await.ask(Question::Permissions(home, Box::new(check))).await.reading;
    let Reading::Permissions(_, _, Ok(simulation)) = answer else { panic!("{answer:?}") };
    assert_eq!(simulation.decisions.len(), actions.len());
    let yes = simulation.decisions.iter().filter(|decision| decision.is_allowed()).count();
    assert!(yes == 0 || yes == actions.len(), "{resource}: one action without the other");
    yes > 0
}

fn to(regions: &[&str]) -> Destinations {
    Destinations { regions: regions.iter().map(|name| region(name)).collect(), anywhere: false }
}

/// The emitted document for a call from `home`.
fn emitted(home: &str, id: &str, destinations: &Destinations) -> Value {
    let home = region(home);
    let invoked = ModelRef::parse(id);
    let situation = Situation {
        invoked: Some(&invoked),
        destinations,
        account: Some(ACCOUNT),
        ..Situation::new(Cause::NotAllowed, &home)
    };
    invoke_policy(&situation).unwrap()
}

const TABLE: [(&str, &str); 6] = [
    ("us-west-2", "us.anthropic.claude-opus-5-5"),
    ("ca-west-1", "us.anthropic.claude-opus-5-5"),
    ("eu-central-2", "eu.anthropic.claude-opus-5-5"),
    ("ap-northeast-1", "global.anthropic.claude-opus-5-5"),
    ("us-gov-east-1", "us-gov.anthropic.claude-opus-5-5"),
    ("eu-west-2", "anthropic.claude-opus-5-5"),
];

/// Without the document the call is shut, the first remedy is the document, and with it the call is open.
#[tokio::test]
async fn the_first_remedy_is_a_policy_that_opens_the_call() {
    for (home, id) in TABLE {
        let (survey, shut) = ladder(&served(home, None).await, id).await;
        assert_eq!(shut.rung(Gate::Permission).state, GateState::Blocked(Cause::NotAllowed), "{id} from {home}");
        let remedies = cell_remedies(&shut, &survey, Caller::default());
        let first = remedies.first().unwrap();
        assert_eq!(first.kind, RemedyKind::Iam, "{id} from {home}: {remedies:#?}");
        let document: Value = serde_json::from_str(&first.text).unwrap();

        let simulator = served(home, Some(&document)).await;
        let (_, open) = ladder(&simulator, id).await;
        assert_eq!(open.rung(Gate::Permission).state, GateState::Open, "{id} from {home}: {document:#}");
        let neighbour = id.replace("opus-5-5", "sonnet-5-5");
        let (_, other) = ladder(&simulator, &neighbour).await;
        assert_eq!(
            other.rung(Gate::Permission).state,
            GateState::Blocked(Cause::NotAllowed),
            "{neighbour} from {home}"
        );
    }
}

#[tokio::test]
async fn each_resource_is_allowed_and_each_near_miss_is_not() {
    let (home, base) = ("us-west-2", "anthropic.claude-opus-5-5");
    for (prefix, needs) in [
        ("us", vec![("us-east-1", "us-east-1"), ("us-east-2", "us-east-2"), ("us-west-2", "us-west-2")]),
        ("global", vec![("us-west-2", "us-west-2"), ("", "unspecified")]),
    ] {
        let id = format!("{prefix}.{base}");
        let profile = format!("arn:aws:bedrock:{home}:{ACCOUNT}:inference-profile/{id}");
        let model = |region: &str| format!("arn:aws:bedrock:{region}::foundation-model/{base}");
        let destinations = to(&["us-east-1", "us-east-2", "us-west-2"]);
        let simulator = served(home, Some(&emitted(home, &id, &destinations))).await;
        let through = Some(profile.as_str());
        assert!(allowed(&simulator, &INVOKE, &profile, home, through).await, "{profile}");
        for (place, at) in needs {
            assert!(allowed(&simulator, &INVOKE, &model(place), at, through).await, "{id} in {place:?}");
            assert!(!allowed(&simulator, &INVOKE, &model(place), at, None).await, "{place:?} without the profile");
            let other = profile.replace(ACCOUNT, "999988887777");
            assert!(!allowed(&simulator, &INVOKE, &model(place), at, Some(&other)).await, "{place:?} through {other}");
        }
        for resource in [
            profile.replace(ACCOUNT, "999988887777"),
            profile.replace("opus-5-5", "opus-5"),
            profile.replace(home, "sa-east-1"),
            format!("{profile}-mini"),
            model("sa-east-1"),
            model(home).replace("opus-5-5", "sonnet-5"),
        ] {
            assert!(!allowed(&simulator, &INVOKE, &resource, home, through).await, "{resource}");
        }
        for action in ["bedrock:CountTokens", "bedrock:CreateInferenceProfile"] {
            assert!(!allowed(&simulator, &[action], &profile, home, through).await, "{action}");
        }
    }
}

#[tokio::test]
async fn a_document_that_lacks_one_destination_is_found_out() {
    let (home, id) = ("us-west-2", "us.anthropic.claude-opus-5-5");
    let document = emitted(home, id, &to(&["us-east-1", "us-west-2"]));
    let (_, ladder) = ladder(&served(home, Some(&document)).await, id).await;
    let rung = ladder.rung(Gate::Permission);
    assert_eq!(rung.state, GateState::Blocked(Cause::NotAllowed));
    assert!(rung.detail.contains("us-east-2; allowed in us-west-2, us-east-1"), "{}", rung.detail);
}

#[tokio::test]
async fn the_policy_of_claude_code_opens_all_it_calls() {
    for (home, ids) in [
        ("us-west-2", &["us.anthropic.claude-opus-5-5", "global.anthropic.claude-haiku-4-5-20251001-v1:0"][..]),
        ("us-gov-west-1", &["us-gov.anthropic.claude-opus-5-5"][..]),
    ] {
        let partition: Partition = region(home).partition();
        let simulator = served(home, Some(&claude_code_policy(partition))).await;
        for id in ids {
            let (_, ladder) = ladder(&simulator, id).await;
            let rung = ladder.rung(Gate::Permission);
            assert_eq!(rung.state, GateState::Open, "{id} in {home}");
            assert!(rung.notes.iter().all(|note| !note.contains("no policy allows")), "{:?}", rung.notes);
        }
        let custom = format!("arn:{partition}:bedrock:{home}:{ACCOUNT}:custom-model/x");
        assert!(!allowed(&simulator, &INVOKE, &custom, home, None).await, "{custom}");
        assert!(!allowed(&simulator, &["bedrock:DeleteInferenceProfile"], "*", home, None).await);
    }
}
