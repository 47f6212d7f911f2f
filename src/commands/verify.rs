//! `bedcheck verify`: real one-token calls, after asking.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::mpsc, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    CommandContext, CommandError,
    collect::{Collected, collect},
    explain, output,
};
use crate::{
    access::{Cell, Ladder},
    aws::Session,
    catalog::{Catalog, ModelRef, printable},
    cli::Options,
    gaps::{self, Assessment, call_remedies, cell_remedies, what_calls_do, with_streaming},
    report::{self, CheckedCall, Status},
    scan::{self, RegionChoice, ScanEvent},
    survey::{Observation, Question, RealCall, Survey},
};

/// What was asked for on the command line.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) ids: Vec<String>,
    pub(super) gaps: bool,
    pub(super) streaming: bool,
    pub(super) yes: bool,
}

/// Asks, calls, reports.
pub(super) async fn verify(options: &Options, wanted: Wanted) -> Result<Status, CommandError> {
    refuse_early(options, &wanted)?;
    let command = CommandContext::prepare(options).await?;
    let begun = Instant::now();
    let mut request = command.request(regions(&command, &wanted));
    let arns = wanted.ids.iter().filter_map(|id| ModelRef::parse(id.trim()).profile_arn().map(ToString::to_string));
    request.profiles.extend(arns.map(|arn| (command.focus.clone(), arn)));
    let mut collected = collect(&command, request).await;
    let spent = begun.elapsed();
    if collected.interrupted {
        return Ok(Status::Interrupted);
    }
    if let Some(sentence) = collected.why_nothing(&command) {
        output::warn(&sentence);
        return Ok(Status::Unknown);
    }
    let (calls, beyond) = calls(&command, &wanted, &collected.survey)?;
    let host = target(&command);
    if !wanted.yes && !calls.is_empty() {
        let Some(agreed) = agreed(&calls, host.as_deref()).await? else { return Ok(Status::Interrupted) };
        if !agreed {
            output::warn("nothing was called");
            return Ok(Status::Unknown);
        }
    }
    let left = Duration::from_secs(command.timeout).saturating_sub(spent);
    let made = make_calls(&command, &calls, left).await;
    made.seen.iter().cloned().for_each(|observation| collected.survey.apply(observation));
    print_calls(&command, options, &collected, &calls, &beyond, &made)
}

/// Where the calls go, when it is not to AWS, in one sentence. An address of a project's files is not followed, and that
/// is said.
fn target(command: &CommandContext) -> Option<String> {
    let endpoint = command.planner.blind().endpoint.filter(|_| command.demo.is_none())?;
    if endpoint.is_the_projects() {
        let (variable, place) = (&endpoint.variable, &endpoint.source.text);
        output::warn(&format!("{variable} of the project's files ({place}) is not followed: these calls go to AWS"));
        return None;
    }
    Some(endpoint.sentence())
}

/// What came of the calls.
struct CallsMade {
    seen: Vec<Observation>,
    /// Whether the user broke it off.
    interrupted: bool,
    /// Whether a call was under way that nobody waited for.
    cut_short: bool,
}

impl CallsMade {
    /// Why nothing is known of the call at a place in the order. Calls are made one after the other.
    fn missing(&self, at: usize) -> &'static str {
        match (self.cut_short && at == self.seen.len(), self.interrupted) {
            (true, true) => "under way when it was interrupted: what came of it is not known",
            (true, false) => "under way when --timeout was over: what came of it is not known",
            (false, true) => "not called: interrupted",
            (false, false) => "not called: --timeout was over",
        }
    }
}

/// What needs no network to be refused.
fn refuse_early(options: &Options, wanted: &Wanted) -> Result<(), CommandError> {
    let refused = |sentence: &str| Err(CommandError::Usage(sentence.to_owned()));
    if options.read_only {
        return refused("verify makes real calls, and --read-only rules them out, whatever is confirmed");
    }
    if wanted.ids.is_empty() && !wanted.gaps {
        return refused(
            "verify needs something to call: names, model ids, profile ids or ARNs, or --gaps for all of the plan that \
             is not open",
        );
    }
    if !wanted.yes && !io::stdin().is_terminal() {
        return refused("verify makes real calls and asks first; without a terminal to ask on, give --yes");
    }
    Ok(())
}

fn regions(command: &CommandContext, wanted: &Wanted) -> RegionChoice {
    let planned = command.plan(&Survey::default()).uses.into_iter().map(|usage| usage.region);
    let planned = planned.filter(|_| wanted.gaps);
    RegionChoice::These(std::iter::once(command.focus.clone()).chain(planned).collect())
}

/// Each call once, in the order asked for; and what is not open although no call tells.
fn calls(
    command: &CommandContext,
    wanted: &Wanted,
    survey: &Survey,
) -> Result<(Vec<RealCall>, Vec<String>), CommandError> {
    let (mut calls, mut beyond): (Vec<RealCall>, Vec<String>) = Default::default();
    for text in &wanted.ids {
        let id = exact_id(command, text, survey)?;
        calls.push(RealCall { region: command.focus.clone(), id, streaming: false });
    }
    if wanted.gaps {
        let Assessment { plan, check, .. } = command.assess(survey);
        calls.extend(check.calls_for_gaps(&plan));
        beyond = check.beyond_calls(&plan);
    }
    let mut once: Vec<RealCall> = Vec::new();
    for call in calls {
        if !once.contains(&call) {
            once.push(call);
        }
    }
    Ok((if wanted.streaming { with_streaming(once) } else { once }, beyond))
}

/// An id goes over the wire as it was given. A name stands for the id that Claude Code would call here, else for the
/// first one that works.
fn exact_id(command: &CommandContext, text: &str, survey: &Survey) -> Result<String, CommandError> {
    if !matches!(ModelRef::parse(text), ModelRef::Other(_)) {
        return Ok(text.to_owned());
    }
    let cell = explain::named_cell(text, command, survey)?.cell;
    if let Some(id) = cell.invoked {
        return Ok(id.to_string());
    }
    let planned = command.plan(survey).uses.into_iter().find(|usage| {
        usage.region == cell.region
            && gaps::cell(usage, survey, Catalog::bundled()).model == cell.model
            && usage.invoked.base() == cell.model
    });
    if let Some(usage) = planned.filter(|usage| !matches!(usage.invoked, ModelRef::Base(_))) {
        return Ok(usage.invoked.to_string());
    }
    let ladder = Ladder::build(survey, command.catalog, cell, command.context(survey).now);
    ladder.call_as.into_iter().next().ok_or_else(|| {
        let text = format!(
            "no id is known that {text:?} could be called by in {}; give a profile id or an ARN, or another --region",
            command.focus
        );
        CommandError::Usage(text)
    })
}

/// The question, on standard error: what will be called where, what it costs and what it may set in motion. `None` when
/// it was broken off.
async fn agreed(calls: &[RealCall], elsewhere: Option<&str>) -> Result<Option<bool>, CommandError> {
    let mut text = String::from("bedcheck will call, for real:\n");
    for call in calls {
        let streaming = if call.streaming { " (streaming)" } else { "" };
        text.push_str(&format!("  {}{streaming}\n", printable(&call.to_string())));
    }
    if let Some(sentence) = elsewhere {
        text.push_str(&format!("As Claude Code's: {}.\n", printable(sentence)));
    }
    for sentence in what_calls_do(calls.len()) {
        text.push_str(&format!("{sentence}\n"));
    }
    text.push_str("Call? [y/N] ");
    let failed = |source| CommandError::Io { doing: "the question could not be asked".to_owned(), source };
    let mut err = io::stderr();
    err.write_all(text.as_bytes()).and_then(|()| err.flush()).map_err(failed)?;
    let answer = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    let line = tokio::select! {
        biased;
        () = output::until_signal() => return Ok(None),
        line = answer => line.map_err(io::Error::other).and_then(|line| line).map_err(failed)?,
    };
    Ok(Some(matches!(line.trim().to_lowercase().as_str(), "y" | "yes")))
}

/// One call after the other, as far as the time goes. The first signal lets the call under way come to its end, since it
/// may have been paid for, and no other begin; the second ends at once.
async fn make_calls(command: &CommandContext, calls: &[RealCall], left: Duration) -> CallsMade {
    let (sender, mut events) = mpsc::channel(calls.len() * 2 + 1);
    let cancel = CancellationToken::new();
    let mut seen = Vec::new();
    let work = async {
        let session = Arc::new(Session::connect(command.session.clone()).await);
        scan::make_calls(session, calls.to_vec(), sender, cancel.clone()).await;
    };
    let listen = async {
        while let Some(event) = events.recv().await {
            if let ScanEvent::Observed(observation) = event {
                seen.push(*observation);
            }
        }
    };
    // What was not called in time is missing from what was seen.
    let mut both = Box::pin(timeout(left, futures::future::join(work, listen)));
    let mut cut_short = tokio::select! {
        biased;
        () = output::until_signal() => None,
        ended = &mut both => Some(ended.is_err()),
    };
    let interrupted = cut_short.is_none();
    if interrupted {
        cancel.cancel();
        let once_more = output::signal_from_now().await;
        output::warn("stopping after the call under way; once more to stop at once");
        cut_short = tokio::select! {
            biased;
            () = once_more => None,
            ended = &mut both => Some(ended.is_err()),
        };
    }
    drop(both);
    CallsMade { seen, interrupted, cut_short: cut_short.unwrap_or(true) }
}

fn print_calls(
    command: &CommandContext,
    options: &Options,
    collected: &Collected,
    calls: &[RealCall],
    beyond: &[String],
    made: &CallsMade,
) -> Result<Status, CommandError> {
    let survey = &collected.survey;
    let context = command.context(survey);
    let checked = calls.iter().enumerate().map(|(at, call)| {
        let invoked = ModelRef::parse(&call.id);
        let cell = Cell::of(survey, context.catalog, call.region.clone(), invoked);
        let ladder = Ladder::build(survey, context.catalog, cell, context.now);
        let observation = made.seen.iter().find(|seen| seen.question() == Question::Invoke(call.clone())).cloned();
        let refused = observation.as_ref().and_then(|seen| Some((seen.outcome().err()?, seen.at)));
        let remedies = match refused {
            Some((refusal, at)) => call_remedies(refusal, at, &ladder, survey, command.caller()),
            None => cell_remedies(&ladder, survey, command.caller()),
        };
        CheckedCall { call: call.clone(), observation, missing: made.missing(at), ladder, remedies }
    });
    let report = command.naming_identity(report::verify(context, &checked.collect::<Vec<_>>(), beyond));
    let status = output::emit(&report, options)?;
    Ok(if made.interrupted { Status::Interrupted } else { status })
}
