//! bedcheck: which Claude models on Amazon Bedrock this identity can call, and which ones Claude Code will call.

use std::{
    io::{ErrorKind, Write as _},
    process::ExitCode,
};

use bedcheck::{
    catalog::printable,
    cli::{ReadError, version},
    commands,
    report::Status,
};
use clap::error::{ContextKind, ContextValue};

fn main() -> ExitCode {
    let cli = match commands::command_line() {
        Ok(cli) => cli,
        Err(ReadError::Configuration(mistake)) => return complain(&mistake, Status::Usage),
        Err(ReadError::CommandLine(said)) if said.use_stderr() => {
            return complain(&in_one_sentence(&said), Status::Usage);
        }
        Err(ReadError::CommandLine(help)) => return print_help(&help),
    };
    // A second installation is the only way this fails.
    let _ = color_eyre::install();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string(), Status::Unknown),
    };
    let status = match runtime.block_on(commands::run(cli)) {
        Ok(status) => status.code().into(),
        Err(error) => complain(&error.to_string(), Status::Usage),
    };
    // Nobody waits for what still runs: a credential process, a region that hangs.
    runtime.shutdown_background();
    status
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
