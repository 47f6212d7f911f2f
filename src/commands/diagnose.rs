//! `bedcheck explain` with the text of an error: what it means, and which call of Claude Code it came from.

use std::io::{IsTerminal as _, Read as _};

use jiff::{Timestamp, tz::TimeZone};

use super::{
    CommandError, check_request,
    collect::{Collected, collect},
    output::{emit, emit_text},
    workbench::Workbench,
};
use crate::{
    access::remedy::{Moment, Reader, Remedy, by_text},
    catalog::{ModelRef, RegionName},
    cli::Options,
    gaps::{self, Check, Crossing, SettingLine},
    refusal::{self, Cause, Pasted, Refusal},
    report::{self, Length, Status},
    survey::Survey,
};

/// What `explain` was given.
pub(super) enum What {
    /// A model, in one of the ways it can be named.
    Model(String),
    /// A text.
    Text(String),
}

/// More words than the name of any model has.
const MOST_WORDS_OF_A_NAME: usize = 4;

/// Tells a model from a text. Nothing at all, or `-`, is a text on standard input.
pub(super) fn text_of(given: Option<String>) -> Result<What, CommandError> {
    match given {
        Some(given) if given == "-" => read_stdin().map(What::Text),
        Some(given) if is_message(&given) => Ok(What::Text(given)),
        Some(given) => Ok(What::Model(given)),
        None if std::io::stdin().is_terminal() => Err(CommandError::Usage(
            "explain what? Name a model, or paste the text of an error: bedcheck explain \"API Error: 403 …\""
                .to_owned(),
        )),
        None => read_stdin().map(What::Text),
    }
}

fn is_message(given: &str) -> bool {
    let words = given.split_whitespace().count();
    words > MOST_WORDS_OF_A_NAME
        || (words > 1 && refusal::read_paste(given).is_some_and(|pasted| pasted.best.recognised))
}

/// Explains a text. Unless told not to, AWS is asked about the models that Claude Code calls here: most refusals name
/// no model.
pub(super) async fn diagnose(
    options: &Options,
    text: String,
    offline: bool,
    length: Length,
) -> Result<Status, CommandError> {
    let pasted = pasted(text)?;
    let said = &pasted.best;
    let bench =
        if offline { Workbench::without_credentials(options).await? } else { Workbench::prepare(options).await? };
    let names_no_model = said.recognised && !said.captures.contains_key("model_id") && said.gate.is_some();
    let collected = if offline || !names_no_model {
        Collected { survey: Survey::default(), interrupted: false, timed_out: false }
    } else {
        collect(&bench, check_request(&bench)).await
    };
    if collected.interrupted {
        return Ok(Status::Interrupted);
    }
    let survey = &collected.survey;
    let (plan, context) = (bench.plan(survey), bench.context(survey));
    let replan = |lines: &[SettingLine]| gaps::plan_for(&bench.planner, survey, lines);
    let check = Check::run(&plan, &replan, survey, bench.catalog, bench.caller(), context.now);
    let crossing = if plan.provider == crate::claude_code::Provider::None {
        Crossing::default()
    } else {
        Crossing::of(said, &check)
    };
    let found = crossing.found().flat_map(|call| call.checked.remedies.clone()).collect::<Vec<_>>();
    let remedies = match found {
        found if found.is_empty() || crossing.is_named => of_text(options, &bench, said, &crossing, &check, survey),
        found => found,
    };
    emit(&report::diagnosis(context, &pasted, &remedies, &plan, &crossing, length), options)
}

/// Makes of a text a report that can be shown to strangers. Nobody is asked.
pub(super) async fn issue(options: &Options, text: String) -> Result<Status, CommandError> {
    let pasted = pasted(text)?;
    let bench = Workbench::without_credentials(options).await?;
    emit_text(&report::issue(&pasted, &bench.planner.blind().version))?;
    Ok(Status::Ok)
}

fn pasted(text: String) -> Result<Pasted, CommandError> {
    let text = if text == "-" { read_stdin()? } else { text };
    let empty =
        || CommandError::Usage("there is no text to explain; paste what Claude Code or the AWS CLI printed".to_owned());
    refusal::read_paste(&text).ok_or_else(empty)
}

/// What to do by the text alone, for the model it names, or for each that it may be about.
fn of_text(
    options: &Options,
    bench: &Workbench,
    said: &Refusal,
    crossing: &Crossing,
    check: &Check,
    survey: &Survey,
) -> Vec<Remedy> {
    let zone = TimeZone::system();
    let now = Moment { at: Timestamp::now(), zone: &zone };
    let instead = check.another_than(said.captures.get("model_id").map(|id| ModelRef::parse(id)).as_ref());
    let account = survey.identity.value().map(|identity| identity.account.as_str());
    let (chosen, aws_profile) = (options.region.as_ref(), options.profile());
    // The user knows best; a text that names no region is most likely about the one that Claude Code uses here.
    let of = |invoked: Option<&ModelRef>, focus: &RegionName| {
        by_text(said, invoked, Reader { chosen, focus, aws_profile, account, instead, now })
    };
    if let Some(id) = said.captures.get("model_id") {
        return of(Some(&ModelRef::parse(id)), &bench.focus);
    }
    let suspects: Vec<_> = crossing.suspects().map(|call| &call.checked.usage).collect();
    let by_model = said.cause == Cause::NoModelAccess || said.gate.is_some_and(refusal::Gate::is_about_the_model);
    if suspects.is_empty() || !by_model {
        return of(suspects.first().map(|usage| &usage.invoked), &bench.focus);
    }
    // The first step of each; all steps of one would hide the others.
    let firsts = suspects.iter().filter_map(|usage| of(Some(&usage.invoked), &usage.region).into_iter().next());
    let mut all: Vec<Remedy> = Vec::new();
    firsts.for_each(|remedy| {
        if !all.contains(&remedy) {
            all.push(remedy);
        }
    });
    if suspects.len() == 1 {
        let rest = suspects.iter().flat_map(|usage| of(Some(&usage.invoked), &usage.region).into_iter().skip(1));
        all.extend(rest);
    }
    all
}

fn read_stdin() -> Result<String, CommandError> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(refusal::MOST_READ as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|source| CommandError::Io { doing: "standard input could not be read".to_owned(), source })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
