//! Settings that lost against another one, and where a stronger one would go.

use crate::claude_code::{Problem, Source, SourceKind, Sourced, resolver::ModelResolver};

/// The variables that decide where and as whom the client calls, and what.
const DECIDING: [&str; 9] = [
    "AWS_REGION",
    "AWS_PROFILE",
    "ANTHROPIC_MODEL",
    "ANTHROPIC_SMALL_FAST_MODEL",
    "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL",
    "ANTHROPIC_DEFAULT_FABLE_MODEL",
    "CLAUDE_CODE_SUBAGENT_MODEL",
];

/// One problem for each variable or `model` key with another value in a weaker place.
pub(super) fn problems(resolver: &ModelResolver<'_>) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        DECIDING.iter().filter_map(|name| overruled(name, resolver.env.values(name))).collect();
    let files = resolver.sources.settings.iter().filter(|file| file.kind != SourceKind::GlobalState);
    let models: Vec<Sourced<String>> = files.filter_map(|file| file.text(&["model"])).collect();
    problems.extend(overruled("`model`", &models));
    problems
}

/// `values`: lowest precedence first.
fn overruled(name: &str, values: &[Sourced<String>]) -> Option<Problem> {
    let (winner, others) = values.split_last()?;
    let stronger = stronger(&winner.source)?;
    let differs = |other: &&Sourced<String>| other.value != winner.value && !other.value.is_empty();
    let loser = others.iter().rev().filter(|other| !is_given(other.source.kind)).find(differs)?;
    let value = |one: &Sourced<String>| format!("{} ({})", one.value, one.source.text);
    let text = format!("{name} = {} overrides {name} = {}: {stronger}.", value(winner), value(loser));
    Some(Problem { text, source: Some(winner.source.clone()) })
}

/// Given for a trial or a demo, and not lost when something else wins.
fn is_given(kind: SourceKind) -> bool {
    kind == SourceKind::CommandLine
}

/// What would win over a place; nothing to say of what was given for this run.
fn stronger(source: &Source) -> Option<&'static str> {
    Some(match source.kind {
        SourceKind::UserSettings | SourceKind::GlobalState => {
            "change it there, or set it in .claude/settings.local.json for this project"
        }
        SourceKind::ProjectSettings => "to have another value for yourself, set it in .claude/settings.local.json",
        SourceKind::LocalSettings => "change it there; it is your own file",
        SourceKind::FlagSettings => "change what is given with --settings",
        SourceKind::ManagedSettings => "only whoever manages this machine can change it",
        _ => return None,
    })
}
