//! `bedcheck explain` with the text of an error: what it means, and which call of Claude Code it came from.

use std::io::{IsTerminal as _, Read as _};

use jiff::{Timestamp, tz::TimeZone};

use super::{
    CommandError, check_request,
    collect::{Collected, collect},
    context::CommandContext,
    output::{emit, emit_text},
};
use crate::{
    access::remedy::{Moment, Reader},
    catalog::ModelRef,
    cli::Options,
    gaps::Answer,
    refusal::{self, Pasted, Refusal},
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
    if given.split_whitespace().count() > MOST_WORDS_OF_A_NAME {
        return true;
    }
    // Short ones, down to one word: `403 Forbidden`, `SELF_SIGNED_CERT_IN_CHAIN`. An id or an ARN is never one of them.
    let tells = |best: &Refusal| best.recognised || best.status.is_some() || !best.kind.is_empty();
    matches!(ModelRef::parse(given.trim()), ModelRef::Other(_))
        && refusal::read_paste(given).is_some_and(|pasted| tells(&pasted.best))
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
    let command = if offline {
        CommandContext::without_credentials(options).await?
    } else {
        CommandContext::prepare(options).await?
    };
    let names_no_model = said.recognised && !said.captures.contains_key("model_id") && said.gate.is_some();
    let collected = if offline || !names_no_model {
        Collected { survey: Survey::default(), interrupted: false, timed_out: false }
    } else {
        collect(&command, check_request(&command)).await
    };
    if collected.interrupted {
        return Ok(Status::Interrupted);
    }
    let survey = &collected.survey;
    let assessment = command.assess(survey);
    let zone = TimeZone::system();
    // The user knows best; a text that names no region is most likely about the one that Claude Code uses here.
    let reader = Reader {
        chosen: options.region.as_ref(),
        focus: &command.focus,
        aws_profile: options.profile(),
        account: survey.identity.value().map(|identity| identity.account.as_str()),
        instead: None,
        now: Moment { at: Timestamp::now(), zone: &zone },
    };
    let answer = Answer::of(said, &assessment.plan, &assessment.check, reader);
    emit(&report::diagnosis(&assessment, &pasted, &answer, length), options)
}

/// Makes of a text a report that can be shown to strangers. Nobody is asked.
pub(super) async fn issue(options: &Options, text: String) -> Result<Status, CommandError> {
    let pasted = pasted(text)?;
    let command = CommandContext::without_credentials(options).await?;
    emit_text(&report::issue(&pasted, &command.planner.blind().version))?;
    Ok(Status::Ok)
}

fn pasted(text: String) -> Result<Pasted, CommandError> {
    let text = if text == "-" { read_stdin()? } else { text };
    let empty =
        || CommandError::Usage("there is no text to explain; paste what Claude Code or the AWS CLI printed".to_owned());
    refusal::read_paste(&text).ok_or_else(empty)
}

fn read_stdin() -> Result<String, CommandError> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(refusal::MOST_READ as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|source| CommandError::Io { doing: "standard input could not be read".to_owned(), source })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
