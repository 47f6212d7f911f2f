//! A run whose calls go through the signing proxy.

use std::time::Duration;

use tokio::time::timeout;

use super::{
    child::{self, Changes},
    watch::{Watch, say},
};
use crate::{
    aws::{Session, SigningClient},
    catalog::RegionName,
    claude_code::SourceKind,
    cli::{Observe, Options},
    commands::{CommandContext, CommandError},
    observe::{Door, Proxy, ProxyEvent},
    report::Status,
    simulator::Scenario,
    survey::{Question, Survey},
};

/// The variables that lead the client here.
const BASE: &str = "ANTHROPIC_BEDROCK_BASE_URL";
const MANTLE_BASE: &str = "ANTHROPIC_BEDROCK_MANTLE_BASE_URL";

/// What the plan needs to know is read before the client is started, as far as it comes in this time.
const BEFORE: Duration = Duration::from_secs(8);

/// What leading calls through a proxy changes, by runs of 2.1.332.
const CHANGES: &str = "a custom base URL changes two things: auto mode cannot have its check made on the server, so that calls of \
                       its classifier appear; and what a prompt cache holds may be placed differently";

/// Runs the child and tells of its calls.
pub(super) async fn run(
    command: &CommandContext,
    options: &Options,
    wanted: &Observe,
    mut watch: Watch,
) -> Result<Status, CommandError> {
    let plan = command.planner.blind();
    nothing_else_decides(command)?;
    let region = plan.region.value.clone();
    let session = Session::connect(command.session.clone()).await;
    let survey = timeout(BEFORE, read(&session, command, &region)).await.unwrap_or_default();
    watch.know(command, survey);
    let client = SigningClient::of(&session);
    let io = |source| CommandError::Io { doing: "the proxy could not be started".to_owned(), source };
    let (proxy, mut events) = Proxy::start(client, region).await.map_err(io)?;
    say(&format!("calls go through a proxy on this machine, {}; {CHANGES}", whither(command)));
    let changes = changes(proxy.door(), command.demo.as_ref().map(crate::simulator::Simulator::scenario));
    let mut child = child::start(&wanted.command, changes, options)?;
    let status = {
        let mut over = std::pin::pin!(child::over(&mut child));
        loop {
            tokio::select! {
                biased;
                Some(event) = events.recv() => take(event, command, &mut watch),
                status = &mut over => break status,
            }
        }
    };
    proxy.stop().await;
    while let Ok(event) = events.try_recv() {
        take(event, command, &mut watch);
    }
    let io = |source| CommandError::Io { doing: "the child could not be waited for".to_owned(), source };
    let code = child::code(status.map_err(io)?);
    watch.end(command, options, "proxy", code);
    Ok(Status::OfChild(code))
}

fn take(event: ProxyEvent, command: &CommandContext, watch: &mut Watch) {
    match event {
        ProxyEvent::Call(call) => watch.take(command, *call),
        ProxyEvent::OtherKey { surely: true, .. } => watch.note(
            "ANOTHER IDENTITY: the client signs with another access key than its calls go on with; what is answered here is \
             not what the client would be answered",
        ),
        ProxyEvent::OtherKey { surely: false, .. } => watch.note(
            "the client signs with another temporary key than its calls go on with: another session of the same role, or \
             another identity",
        ),
    }
}

/// Who it is, and the profiles of its region, which decide what a client calls that is not told otherwise.
async fn read(session: &Session, command: &CommandContext, region: &RegionName) -> Survey {
    let mut survey = Survey::default();
    let arns = command.planner.blind().profile_arns().into_iter();
    let arns = arns.map(|(region, arn)| Question::InferenceProfile(region, arn));
    let questions = [Question::Identity, Question::Profiles(region.clone())].into_iter().chain(arns);
    let answers = futures::future::join_all(questions.map(|question| session.ask(question))).await;
    answers.into_iter().for_each(|answer| survey.apply(answer));
    survey
}

/// A settings file that names the address of the calls wins over the environment a client is started with: its calls would
/// not come by.
fn nothing_else_decides(command: &CommandContext) -> Result<(), CommandError> {
    for name in [BASE, MANTLE_BASE] {
        let named = command.planner.variable(name).filter(|found| found.source.kind != SourceKind::Shell);
        if let Some(found) = named.filter(|_| command.demo.is_none()) {
            return Err(CommandError::Usage(format!(
                "observe --proxy sets {name}, but {} has it too, which wins, so that no call would come by; take it out there \
                 and set it in the shell, or leave --proxy out",
                found.source.text
            )));
        }
    }
    Ok(())
}

/// Where the calls go on to, and as whom.
fn whither(command: &CommandContext) -> String {
    match (&command.signer, command.planner.blind().endpoint.filter(|endpoint| !endpoint.is_the_projects())) {
        (None, _) => "and end in a simulated account".to_owned(),
        (Some(_), Some(endpoint)) if !endpoint.host.is_empty() => format!("and on to {}", endpoint.host),
        (Some(signer), _) => format!("and on to AWS as {}", signer.text),
    }
}

/// What the child's environment has more, or less, than ours.
fn changes(door: &Door, demo: Option<&Scenario>) -> Changes {
    let mut changes: Changes =
        vec![(BASE.to_owned(), Some(door.url())), (MANTLE_BASE.to_owned(), Some(format!("{}/anthropic", door.url())))];
    // A proxy of the network is not asked for this machine.
    for name in ["NO_PROXY", "no_proxy"] {
        let before = std::env::var(name).ok().filter(|before| !before.is_empty());
        let before = before.map(|before| format!("{before},")).unwrap_or_default();
        changes.push((name.to_owned(), Some(format!("{before}127.0.0.1"))));
    }
    changes.extend(demo.into_iter().flat_map(scene));
    changes
}

/// A demo needs no account: the client signs with a key that is nobody's.
fn scene(scenario: &Scenario) -> Changes {
    let story = [("CLAUDE_CODE_USE_BEDROCK", "1"), ("AWS_REGION", scenario.home_region().as_str())];
    let story = story.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter();
    let untold = |(name, _): &(String, String)| std::env::var_os(name).is_none();
    let story = story.chain(scenario.client_environment()).filter(untold);
    let key = [("AWS_ACCESS_KEY_ID", "AKIASIMULATED0000000"), ("AWS_SECRET_ACCESS_KEY", "simulated")];
    let gone = ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK"];
    story
        .map(|(name, value)| (name, Some(value)))
        .chain(key.map(|(name, value)| (name.to_owned(), Some(value.to_owned()))))
        .chain(gone.map(|name| (name.to_owned(), None)))
        .collect()
}
