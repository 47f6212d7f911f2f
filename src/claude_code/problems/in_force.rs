//! Whether the client uses Bedrock at all, and which files it takes.

use crate::claude_code::{
    FileFault, FileSeen, Problem, Provider, Source, SourceKind,
    resolver::ModelResolver,
    signer::of_the_project,
    sources::{Dropped, Surface, clean, scope_words},
};

/// Providers by the variable that selects them (run 2.1.332; Bedrock wins over each).
const OTHERS: [(&str, &str); 6] = [
    ("CLAUDE_CODE_USE_VERTEX", "Google Vertex AI"),
    ("CLAUDE_CODE_USE_FOUNDRY", "Microsoft Foundry"),
    ("CLAUDE_CODE_USE_ANTHROPIC_AWS", "Claude Platform on AWS, which is not Bedrock"),
    ("CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD", "Claude Platform on Google Cloud"),
    ("CLAUDE_CODE_USE_ANTHROPIC_AZURE", "Claude Platform on Azure"),
    ("CLAUDE_CODE_USE_GATEWAY", "a gateway"),
];

const SWITCH: &str = "CLAUDE_CODE_USE_BEDROCK";

/// What keeps files and Bedrock out of force.
pub(super) fn problems(resolver: &ModelResolver<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(off(resolver).map(|(text, source)| {
        let text = format!("{}. The plan shows what it would call if {SWITCH}=1 were in force.", capital(&text));
        Problem { text, source }
    }));
    problems.extend(resolver.sources.dropped.iter().map(dropped));
    let already =
        |file: &&FileSeen| resolver.sources.dropped.iter().any(|dropped| dropped.path.as_ref() == Some(&file.path));
    problems.extend(resolver.sources.files.iter().filter(|file| !already(file)).filter_map(broken_file));
    problems.extend(resolver.sources.surfaces.iter().map(|surface| other_surface(resolver, surface)));
    problems
}

/// Why the client makes no call on Bedrock, in words that begin small.
pub(in crate::claude_code) fn undecided(resolver: &ModelResolver<'_>) -> Option<String> {
    off(resolver).map(|(text, _)| text)
}

/// What in the set-up does not count although somebody wrote it, in words that begin small.
pub(in crate::claude_code) fn doubt(resolver: &ModelResolver<'_>) -> Option<String> {
    let dropped = resolver
        .sources
        .dropped
        .iter()
        .find(|dropped| !dropped.keeps_the_rest)
        .map(|dropped| format!("Claude Code does not take {} ({})", path(dropped), dropped.what));
    let settings = |file: &&FileSeen| file.problem.is_some() && is_settings(file.scope);
    let broken = || {
        let file = resolver.sources.files.iter().find(settings)?;
        let path = clean(&file.path.display().to_string());
        if file.problem == Some(FileFault::DevicePolicy) {
            return Some(format!("the device's management sets a policy for Claude Code that was not read ({path})"));
        }
        Some(format!(
            "Claude Code does not take {path} ({})",
            file.problem.as_ref().map(ToString::to_string).unwrap_or_default()
        ))
    };
    // Whoever names a profile asks about that one.
    let of_project = || {
        let asked_for = resolver.sources.overlays.profile_named;
        (!asked_for).then(|| of_the_project(resolver.sources, resolver.env, resolver.version)).flatten()
    };
    dropped.or_else(broken).or_else(of_project)
}

fn is_settings(kind: SourceKind) -> bool {
    use SourceKind as S;
    matches!(
        kind,
        S::UserSettings | S::ProjectSettings | S::LocalSettings | S::FlagSettings | S::ManagedSettings | S::GlobalState
    )
}

/// Why Bedrock is off, and where that stands.
fn off(resolver: &ModelResolver<'_>) -> Option<(String, Option<Source>)> {
    if resolver.provider != Provider::None {
        return None;
    }
    let start = "Claude Code is not set to use Bedrock here";
    if let Some(found) = resolver.env.get(SWITCH) {
        let mut chain = resolver.env.chain(SWITCH).into_iter();
        let off = format!("{start}: {} switches it off", chain.next().unwrap_or_default());
        let over: Vec<String> = chain.collect();
        let text = if over.is_empty() { off } else { format!("{off}; {}", over.join("; ")) };
        return Some((text, Some(found.source.clone())));
    }
    let lost = resolver.sources.dropped.iter().find(|dropped| dropped.lost.iter().any(|name| name == SWITCH));
    if let Some(dropped) = lost {
        let text =
            format!("{start}: {SWITCH} stands in {}, a file that does not count ({})", path(dropped), dropped.what);
        return Some((text, Some(source(dropped))));
    }
    let other = OTHERS.iter().find_map(|(name, words)| Some((*name, *words, resolver.env.flag(name)?)));
    if let Some((name, words, found)) = other {
        let text = format!("{start}: {name} ({}) selects {words}", found.source.text);
        return Some((text, Some(found.source.clone())));
    }
    let sets = |surface: &&Surface| surface.variables.iter().any(|(name, _)| name == SWITCH);
    if let Some(surface) = resolver.sources.surfaces.iter().find(sets) {
        let path = clean(&surface.path.display().to_string());
        let text =
            format!("{start}: {SWITCH} stands only in {path} ({}), which only {} reads", surface.key, surface.reader);
        return Some((text, None));
    }
    Some((format!("{start} (neither {SWITCH} nor CLAUDE_CODE_USE_MANTLE is on)"), None))
}

fn path(dropped: &Dropped) -> String {
    let file = dropped.path.as_ref().map(|path| clean(&path.display().to_string()));
    file.unwrap_or_else(|| scope_words(dropped.kind).to_owned())
}

fn source(dropped: &Dropped) -> Source {
    Source { kind: dropped.kind, path: dropped.path.clone(), line: None, key: None, text: dropped.place.clone() }
}

fn dropped(dropped: &Dropped) -> Problem {
    let Dropped { place, what, .. } = dropped;
    let path = path(dropped);
    let text = if dropped.keeps_the_rest {
        format!("{path} ({place}): {what}. Claude Code drops that key; the rest of the file counts.")
    } else {
        let lost = if dropped.lost.is_empty() {
            "nothing in it counts".to_owned()
        } else {
            format!("nothing in it counts, so not {}", dropped.lost.join(", "))
        };
        format!("{path} ({place}): {what}. Claude Code drops the whole file: {lost}.")
    };
    Problem { text, source: Some(source(dropped)) }
}

fn broken_file(file: &FileSeen) -> Option<Problem> {
    let problem = file.problem.as_ref()?;
    let path = file.path.display().to_string();
    let text = format!("{}: {problem}.", clean(&path));
    let source = Source { kind: file.scope, path: Some(file.path.clone()), line: None, key: None, text: path };
    Some(Problem { text, source: Some(source) })
}

/// What another surface would give the client, and a terminal does not.
fn other_surface(resolver: &ModelResolver<'_>, surface: &Surface) -> Problem {
    let differs = |(name, value): &&(String, String)| resolver.env.get(name).is_none_or(|found| found.value != *value);
    let told: Vec<String> =
        surface.variables.iter().filter(differs).map(|(name, value)| format!("{name}={value}")).collect();
    let path = clean(&surface.path.display().to_string());
    let (key, reader) = (surface.key, surface.reader);
    let text = if told.is_empty() {
        format!("{path} ({key}) sets for {reader} what is in force here as well.")
    } else {
        format!(
            "{path} ({key}) sets {} for {reader} only: Claude Code in a terminal does not read it. The plan is for the \
             terminal; what is to count there goes into `env` of a settings file.",
            told.join(", ")
        )
    };
    Problem { text, source: None }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
