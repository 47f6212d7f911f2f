//! bedcheck: which Claude models on Amazon Bedrock this identity can call, and which ones Claude Code will call.

use std::{io::Write as _, process::ExitCode};

use bedcheck::{
    cli::{Cli, EXIT_UNKNOWN, EXIT_USAGE},
    commands,
};
use clap::Parser as _;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(said) => {
            let status = if said.use_stderr() { EXIT_USAGE } else { 0 };
            // Nowhere to complain to if this fails.
            let _ = said.print();
            return status.into();
        }
    };
    // A second installation is the only way this fails.
    let _ = color_eyre::install();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string(), EXIT_UNKNOWN),
    };
    let status = match runtime.block_on(commands::run(cli)) {
        Ok(status) => status.into(),
        Err(error) => complain(&error.to_string(), EXIT_USAGE),
    };
    // Nobody waits for what still runs: a credential process, a region that hangs.
    runtime.shutdown_background();
    status
}

fn complain(sentence: &str, status: u8) -> ExitCode {
    // Nowhere to complain to if this fails.
    let _ = writeln!(std::io::stderr().lock(), "bedcheck: {sentence}");
    status.into()
}
