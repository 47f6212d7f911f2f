//! The linear mode: scan, print, read a line, answer. For screen readers, and for terminals that only print.

use std::io::BufRead as _;

use jiff::Timestamp;
use tokio::sync::mpsc;

use super::{
    CommandError,
    collect::collect,
    context::{CommandContext, planner_with_what_if},
    credential_sources::credential_sources,
    output::{emit_text, until_signal},
    permissions,
};
use crate::{
    cli::Options,
    dashboard::model::{Model, ModelSetup, Preferences},
    linear::{PROMPT, Reply, answer, opening},
    report::Status,
    simulator,
};

/// Prints, then answers line by line until the user leaves.
pub(super) async fn open(options: &Options) -> Result<Status, CommandError> {
    // A line that is written over says nothing to a screen reader.
    let command = CommandContext { tells_progress: false, ..CommandContext::prepare(options).await? };
    let mut lines = typed();
    let Some(mut model) = scan(&command, options).await? else { return Ok(Status::Interrupted) };
    loop {
        emit_text(PROMPT)?;
        let line = tokio::select! {
            biased;
            () = until_signal() => return Ok(Status::Interrupted),
            line = lines.recv() => line,
        };
        let Some(line) = line else {
            emit_text("\n")?;
            return Ok(Status::Ok);
        };
        match answer(&mut model, &line) {
            Reply::Say(text) => emit_text(&text)?,
            Reply::Quit => return Ok(Status::Ok),
            Reply::Refresh => {
                let region = model.screen.cursor.region.clone();
                let Some(anew) = scan(&command, options).await? else { return Ok(Status::Interrupted) };
                model = anew;
                model.screen.cursor.region = region;
            }
        }
    }
}

/// Asks AWS and prints the opening; `None` when interrupted.
async fn scan(command: &CommandContext, options: &Options) -> Result<Option<Model>, CommandError> {
    emit_text("Asking AWS. This takes a few seconds.\n")?;
    let mut collected = collect(command, command.request(options.regions.clone())).await;
    permissions::read(command, options, &mut collected).await;
    if collected.interrupted {
        return Ok(None);
    }
    if collected.timed_out {
        emit_text(&format!("Stopped after {} seconds; what was not answered by then is unknown.\n", options.timeout))?;
    }
    let model = Model::new(ModelSetup {
        catalog: command.catalog,
        planner: planner_with_what_if(command.planner.clone()),
        survey: collected.survey,
        focus: Some(command.focus.clone()),
        regions: options.regions.clone(),
        asked_as: command.asked_as(),
        demo_label: command.demo.as_ref().map(|demo| demo.scenario().name().to_owned()),
        looked_for: credential_sources(&command.planner, command.profile.as_deref()),
        keeps_surveys: false,
        preferences: Preferences {
            reduced_motion: true,
            scenarios: simulator::bundled().map(|(name, what)| (name.to_owned(), what.to_owned())).collect(),
            ..Preferences::default()
        },
        notes: Vec::new(),
        now: Timestamp::now(),
    });
    emit_text(&opening(&model))?;
    Ok(Some(model))
}

/// The lines of standard input. Read on a thread of its own, which a signal need not wait for.
fn typed() -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}
