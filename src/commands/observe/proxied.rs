//! A run whose calls go through the signing proxy.

use super::{
    before,
    child::{self, Changes},
    watch::{Watch, say},
};
use crate::{
    aws::SigningClient,
    claude_code::SourceKind,
    cli::{Observe, Options},
    commands::{CommandContext, CommandError},
    observe::{Door, Proxy, ProxyEvent},
    report::Status,
    simulator::Scenario,
};

/// The variables that lead the client here.
const BASE: &str = "ANTHROPIC_BEDROCK_BASE_URL";
const MANTLE_BASE: &str = "ANTHROPIC_BEDROCK_MANTLE_BASE_URL";

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
    let (session, survey) = before::read(command).await;
    watch.know(command, survey);
    let client = SigningClient::of(&session);
    let io = |source| CommandError::Io { doing: "the proxy could not be started".to_owned(), source };
    let (proxy, mut events) = Proxy::start(client, region).await.map_err(io)?;
    say(&format!("calls go through a proxy on this machine, {}; {CHANGES}", whither(command)));
    let changes = changes(proxy.door(), command.demo.as_ref().map(crate::simulator::Simulator::scenario));
    let mut child = child::start(&wanted.command, changes, options)?;
    let status = child::while_running(&mut child, &mut events, |event| take(event, command, &mut watch)).await;
    proxy.stop().await;
    while let Ok(event) = events.try_recv() {
        take(event, command, &mut watch);
    }
    let code = child::code(status?);
    watch.keep_case(command, wanted)?;
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

/// A settings file that names the address of the calls wins over the environment a client is started with: its calls would
/// not come by.
fn nothing_else_decides(command: &CommandContext) -> Result<(), CommandError> {
    for name in [BASE, MANTLE_BASE] {
        let overruled = |kind: SourceKind| matches!(kind, SourceKind::Shell | SourceKind::CommandLine);
        let named = command.planner.variable(name).filter(|found| !overruled(found.source.kind));
        if let Some(found) = named {
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
    changes.extend(child::without_network_proxy());
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
