//! A run that is told of by the client itself: by its telemetry, and by what it keeps of refusals.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{
    before,
    child::{self, Changes},
    watch::{Watch, say},
};
use crate::{
    claude_code::{LeftBehind, Remembered, Setup},
    cli::{Observe, Options},
    commands::{CommandContext, CommandError, context},
    observe::{Door, Receiver},
    refusal::{self, Refusal},
    report::Status,
    survey::{CallSource, SeenCall},
};

/// Whoever sets one of these has telemetry go where it shall go.
const TELEMETRY: [&str; 9] = [
    "CLAUDE_CODE_ENABLE_TELEMETRY",
    "OTEL_LOGS_EXPORTER",
    "OTEL_METRICS_EXPORTER",
    "OTEL_TRACES_EXPORTER",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL",
    "OTEL_EXPORTER_OTLP_HEADERS",
];

/// Runs the child and tells of its calls, as far as it tells of them.
pub(super) async fn run(
    command: &CommandContext,
    options: &Options,
    wanted: &Observe,
    mut watch: Watch,
) -> Result<Status, CommandError> {
    let (_, survey) = before::read(command).await;
    watch.know(command, survey);
    let io = |source| CommandError::Io { doing: "the receiver could not be started".to_owned(), source };
    let (receiver, mut calls) = Receiver::start().await.map_err(io)?;
    let changes = match elsewhere(command) {
        Some(where_set) => {
            watch.note(&format!(
                "telemetry of Claude Code is set already ({where_set}) and left as it is: only its access cache is read here; \
                 --proxy sees every call"
            ));
            Vec::new()
        }
        None => {
            say(
                "Claude Code tells of the calls that were answered (telemetry, to this machine only) and remembers some that \
                 were refused; --proxy sees every call",
            );
            changes(receiver.door())
        }
    };
    let mut cache = Cache { setup: context::setup(options, None)?, begun: Timestamp::now(), told: HashSet::new() };
    let mut child = child::start(&wanted.command, changes, options)?;
    let status = child::while_running(&mut child, &mut calls, |call| {
        watch.take(command, call);
        cache.read().into_iter().for_each(|call| watch.take(command, call));
    })
    .await;
    receiver.stop().await;
    while let Ok(call) = calls.try_recv() {
        watch.take(command, call);
    }
    cache.read().into_iter().for_each(|call| watch.take(command, call));
    let code = child::code(status?);
    watch.keep_case(command, wanted)?;
    watch.end(command, options, "telemetry, access-cache", code);
    Ok(Status::OfChild(code))
}

/// Where telemetry is set up already.
fn elsewhere(command: &CommandContext) -> Option<String> {
    TELEMETRY.iter().find_map(|name| {
        let of_settings = command.planner.variable(name).map(|found| found.source.text);
        let of_shell = || std::env::var_os(name).map(|_| "shell environment".to_owned());
        Some(format!("{name}, {}", of_settings.or_else(of_shell)?))
    })
}

/// What has the client tell of its calls (run 2.1.332).
fn changes(door: &Door) -> Changes {
    let set = [
        ("CLAUDE_CODE_ENABLE_TELEMETRY", "1".to_owned()),
        ("OTEL_LOGS_EXPORTER", "otlp".to_owned()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json".to_owned()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", door.url()),
        ("OTEL_LOGS_EXPORT_INTERVAL", "500".to_owned()),
    ];
    let set = set.into_iter().map(|(name, value)| (name.to_owned(), Some(value)));
    set.chain(child::without_network_proxy()).collect()
}

/// The client's own memory of checks and refusals, from the beginning of the run on.
struct Cache {
    setup: Setup,
    begun: Timestamp,
    told: HashSet<(String, Timestamp)>,
}

impl Cache {
    /// What is new in it.
    fn read(&mut self) -> Vec<SeenCall> {
        let (begun, told) = (self.begun, &mut self.told);
        let remembered = LeftBehind::remembered_since(&self.setup, begun).into_iter();
        remembered.filter(|one| told.insert((one.id.clone(), one.at))).map(seen).collect()
    }
}

/// It keeps no reason.
fn seen(one: Remembered) -> SeenCall {
    let unsaid = || Refusal { text: String::new(), recognised: false, ..refusal::from_text("") };
    SeenCall {
        at: one.at,
        source: CallSource::AccessCache,
        operation: "InvokeModel".to_owned(),
        region: None,
        id: Some(one.id),
        asked: None,
        status: None,
        refusal: one.refused.then(unsaid),
        milliseconds: None,
        tokens: None,
        caller: None,
        client: None,
    }
}
