//! `bedcheck mcp`: read-only tools for agents, JSON-RPC by lines on standard input and output.
//!
//! A tool is this very program, run once more with `--output json`: an agent gets the document that a person would get, and
//! nothing that it asks for can keep the next question from being answered.

mod protocol;

use std::{
    ffi::OsString,
    io::BufRead as _,
    process::{Command, Stdio},
};

use tokio::sync::mpsc;

use self::protocol::{Outcome, Received, ToolCall};
use super::{
    CommandError,
    output::{emit_text, until_signal},
};
use crate::{cli::Options, report::Status};

/// Answers until standard input ends; calls under way are answered first.
pub(super) async fn serve(options: &Options) -> Result<Status, CommandError> {
    let program = std::env::current_exe()
        .map_err(|source| CommandError::Io { doing: "the program could not be found".to_owned(), source })?;
    let (sender, mut received) = mpsc::unbounded_channel();
    let (answers, mut answered) = mpsc::unbounded_channel::<String>();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    // Given up when there is no more to read: the last answer then ends it.
    let mut answers = Some(answers);
    loop {
        let line = tokio::select! {
            biased;
            () = until_signal() => return Ok(Status::Interrupted),
            answer = answered.recv() => match answer {
                Some(answer) => {
                    emit_text(&(answer + "\n"))?;
                    continue;
                }
                None => return Ok(Status::Ok),
            },
            line = received.recv(), if answers.is_some() => line,
        };
        let (Some(line), Some(sender)) = (line, &answers) else {
            answers = None;
            continue;
        };
        match protocol::receive(&line) {
            Received::Nothing => {}
            Received::Answer(answer) => emit_text(&(answer + "\n"))?,
            Received::Call(call) => {
                let (program, options, sender) = (program.clone(), options.clone(), sender.clone());
                tokio::task::spawn_blocking(move || {
                    let outcome = run(&program, &options, &call);
                    // Nobody listens any more when this fails.
                    let _ = sender.send(protocol::answer(&call, &outcome));
                });
            }
        }
    }
}

/// Runs the program once. Its standard input is empty, so it asks nobody anything.
fn run(program: &std::path::Path, options: &Options, call: &ToolCall) -> Outcome {
    let mut command = Command::new(program);
    command.args(call.command()).args(options.as_arguments()).args(["--output", "json", "--read-only"]);
    command.args(call.arguments().map(OsString::from)).stdin(Stdio::null());
    match command.output() {
        Ok(output) => Outcome {
            document: String::from_utf8_lossy(&output.stdout).into_owned(),
            said: String::from_utf8_lossy(&output.stderr).into_owned(),
            status: output.status.code(),
        },
        Err(error) => Outcome { document: String::new(), said: error.to_string(), status: None },
    }
}
