//! bedcheck: which Claude models on Amazon Bedrock this identity can call, and which ones Claude Code will call.

use std::{
    io::{ErrorKind, IsTerminal as _, Write as _},
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
};

use bedcheck::{
    catalog::printable,
    cli::{Cli, ReadError, version},
    commands,
    report::Status,
};
use clap::error::{ContextKind, ContextValue};
use color_eyre::config::{HookBuilder, Theme};

fn main() -> ExitCode {
    let cli = match commands::command_line() {
        Ok(cli) => cli,
        Err(ReadError::Configuration(mistake)) => return complain(&mistake, Status::Usage),
        Err(ReadError::CommandLine(said)) if said.use_stderr() => {
            return complain(&in_one_sentence(&said), Status::Usage);
        }
        Err(ReadError::CommandLine(help)) => return print_help(&help),
    };
    report_panics();
    // What a panic leaves behind is not looked at again. It was reported when it happened; nothing is known then, which is
    // not that all is well.
    let ended = panic::catch_unwind(AssertUnwindSafe(|| run(cli)));
    bedcheck::aws::end_processes();
    ended.unwrap_or_else(|_| Status::Unknown.code().into())
}

fn run(cli: Cli) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string(), Status::Unknown),
    };
    let status = match runtime.block_on(commands::run(cli)) {
        Ok(status) => status.code().into(),
        Err(error) => complain(&error.to_string(), error.status()),
    };
    // Nobody waits for what still runs: a region that hangs.
    runtime.shutdown_background();
    status
}

/// A panic is reported in colour where a person sees it, and plainly elsewhere.
fn report_panics() {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let hooks = HookBuilder::default();
    let plain = !std::io::stderr().is_terminal() || is_set("NO_COLOR");
    let hooks = if plain { hooks.theme(Theme::new()) } else { hooks };
    // A second installation is the only way this fails.
    let _ = hooks.install();
}

/// A reader that has read enough is no failure; a disk that is full is.
fn print_help(help: &clap::Error) -> ExitCode {
    let mut out = std::io::stdout();
    let printed = match help.kind() {
        clap::error::ErrorKind::DisplayVersion => out.write_all(version().as_bytes()),
        _ => help.print(),
    };
    match printed.and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => complain(&error.to_string(), Status::Usage),
        _ => ExitCode::SUCCESS,
    }
}

/// What is wrong and the hint that follows it; the usage is left to `--help`.
fn in_one_sentence(error: &clap::Error) -> String {
    let given = error.get(ContextKind::InvalidSubcommand);
    if matches!(given, Some(ContextValue::String(text)) if text.contains(char::is_whitespace)) {
        return "that is no command; to have the text of an error explained: bedcheck explain \"TEXT\", or paste it into \
                bedcheck explain -"
            .to_owned();
    }
    let text = error.render().to_string();
    let parts =
        text.split("\n\n").filter(|part| !["Usage:", "For more"].iter().any(|word| part.trim().starts_with(word)));
    let parts = parts.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let sentence = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    format!("{}; see bedcheck --help", sentence.trim_start_matches("error: "))
}

fn complain(sentence: &str, status: Status) -> ExitCode {
    // Nowhere to complain to if this fails.
    let _ = writeln!(std::io::stderr().lock(), "bedcheck: {}", printable(sentence));
    status.code().into()
}
