//! What in the configuration will not do what its author meant.

mod ages;
mod ids;
mod in_force;
mod look_alike;
mod overruled;
mod remembered;
mod versions;

use crate::catalog::{Catalog, RegionName};

use super::{
    Endpoint, Problem, Provider, Signer, Source, SourceKind, Sourced,
    region::{PREFIXES, active_profile},
    resolver::ModelResolver,
    rules::table,
    secret::HEADERS,
};

use look_alike::look_alike;

pub(super) use ages::of_ages;
pub(super) use ids::of_ids;
pub(super) use in_force::{doubt, undecided};

/// Problems that the configuration alone shows.
pub(super) fn of_configuration(resolver: &ModelResolver<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(in_force::problems(resolver));
    problems.extend(overruled::problems(resolver));
    problems.extend(resolver.env.all().filter_map(|(name, found)| variable(resolver, name, found)));
    problems.extend(misspelt_keys(resolver));
    problems.extend(from_the_project(resolver));
    problems.extend(region_values(resolver));
    problems.extend(no_mantle_here(resolver));
    problems.extend(unknown_region(resolver));
    problems.extend(versions::problems(resolver));
    problems.extend(unknown_profile(resolver));
    problems.extend(signing(resolver));
    problems.extend(overridden_keys(resolver));
    problems.extend(remembered::of_memory(resolver));
    problems
}

/// That calls go somewhere else.
pub(super) fn of_endpoint(endpoint: &Endpoint) -> Problem {
    let sentence = endpoint.sentence();
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase()).into_iter();
    problem(first.chain(letters).chain(['.']).collect(), &endpoint.source)
}

/// That calls belong to a project of their own.
pub(super) fn of_project(project: &Sourced<String>) -> Problem {
    let text = format!(
        "Calls carry the Bedrock project {} ({}): the list of profiles the client sees is the account's, its calls are the \
         project's. A model outside the project is not found, and application inference profiles take the default project only.",
        project.value, project.source.text
    );
    problem(text, &project.source)
}

fn problem(text: String, source: &Source) -> Problem {
    Problem { text, source: Some(source.clone()) }
}

/// A variable the client does not read: misspelt, or too new for the version.
fn variable(resolver: &ModelResolver<'_>, name: &str, found: &Sourced<String>) -> Option<Problem> {
    let place = &found.source.text;
    if let Some(right) = table().misspelt_variables.get(name) {
        return Some(problem(
            format!("Claude Code does not read {name} ({place}); the name is {right}."),
            &found.source,
        ));
    }
    if let Some(right) = look_alike(name) {
        return Some(problem(
            format!("Claude Code does not read {name} ({place}); the name is {right}."),
            &found.source,
        ));
    }
    let Some(since) = table().variables.get(known_stem(name)) else {
        let text = format!("{name} ({place}) is not a variable that Claude Code is known to read.");
        return looks_alike(name).then(|| problem(text, &found.source));
    };
    let text = format!("Claude Code {} does not read {name} ({place}); it came with {since}.", resolver.version);
    (resolver.version < *since).then(|| problem(text, &found.source))
}

/// The variable that a display variable belongs to: `…_NAME`, `…_DESCRIPTION`, `…_SUPPORTED_CAPABILITIES`.
fn known_stem(name: &str) -> &str {
    let endings = ["_NAME", "_DESCRIPTION", "_SUPPORTED_CAPABILITIES", "_SUPPORTS"];
    endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// Whether a name claims to choose a model.
fn looks_alike(name: &str) -> bool {
    let ours = ["ANTHROPIC_", "CLAUDE_CODE_"].iter().any(|start| name.starts_with(start));
    ours && name.split('_').any(|part| part == "MODEL") && !name.contains("VERTEX") && !name.contains("_3P_")
}

fn misspelt_keys(resolver: &ModelResolver<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in resolver.sources.settings.iter().filter(|file| file.kind != SourceKind::GlobalState) {
        for key in file.keys() {
            let (Some(right), Some(found)) = (table().misspelt_keys.get(key), file.get(&[key])) else { continue };
            let text = format!("There is no key `{key}` ({}): use {right}.", found.source.text);
            problems.push(problem(text, &found.source));
        }
    }
    problems
}

/// A project's files are someone else's: what they ask for is shown, and neither run nor followed.
fn from_the_project(resolver: &ModelResolver<'_>) -> Vec<Problem> {
    let theirs = |kind| matches!(kind, SourceKind::ProjectSettings | SourceKind::LocalSettings);
    let mut problems = Vec::new();
    for file in resolver.sources.settings.iter().filter(|file| theirs(file.kind)) {
        for key in ["awsAuthRefresh", "awsCredentialExport", "apiKeyHelper"] {
            let Some(found) = file.get(&[key]) else { continue };
            let text = format!(
                "The project's files name a command to get credentials ({}): Claude Code may run it, bedcheck does not.",
                found.source.text
            );
            problems.push(problem(text, &found.source));
        }
        for (name, found) in file.credentials() {
            let does = if name == HEADERS { "sends these headers" } else { "signs with it" };
            let text = format!(
                "The project's files set {name} ({}): Claude Code {does}, bedcheck does not follow it.",
                found.source.text
            );
            problems.push(problem(text, &found.source));
        }
        for (name, found) in file.env() {
            let followed = match name.as_str() {
                "AWS_PROFILE" => "credentials of another profile",
                "AWS_CONFIG_FILE" | "AWS_SHARED_CREDENTIALS_FILE" => "other AWS files",
                _ if name.contains("BASE_URL") || name.starts_with("AWS_ENDPOINT_URL") => "another endpoint",
                _ => continue,
            };
            let text = format!(
                "The project's files set {name} ({}): Claude Code uses {followed}, bedcheck does not follow it.",
                found.source.text
            );
            problems.push(problem(text, &found.source));
        }
    }
    problems
}

/// What is to be known of the credentials the client signs with.
fn signing(resolver: &ModelResolver<'_>) -> Vec<Problem> {
    let signer = Signer::of(resolver.sources, resolver.version);
    let literal = signer.notes.iter().map(|text| Problem { text: text.clone(), source: None });
    let commands = signer.export.iter().chain(&signer.refresh).map(|found| {
        let when = if signer.export.as_ref() == Some(found) { "at every start" } else { "when credentials fail" };
        let text = format!(
            "{} ({}) names a command: Claude Code runs it {when} to get credentials; bedcheck does so only with \
             --run-credential-commands.",
            found.key, found.command.source.text
        );
        problem(text, &found.command.source)
    });
    literal.chain(commands).collect()
}

/// bedrock-mantle answers in fewer regions than the runtime endpoint (lace #355: its name in us-west-1 does not resolve).
fn no_mantle_here(resolver: &ModelResolver<'_>) -> Option<Problem> {
    let region = &resolver.region.value;
    let catalog = Catalog::bundled();
    let known = catalog.models.iter().any(|model| model.mantle_regions.contains(region));
    let only_mantle = resolver.provider == Provider::Mantle && !known;
    let text = format!(
        "bedrock-mantle has no endpoint in {region} (as of {}): nothing planned there can be reached. Set AWS_REGION to a region \
         with one, such as us-east-1.",
        catalog.observed_on
    );
    only_mantle.then(|| problem(text, &resolver.region.source))
}

/// A region that nobody has heard of is more often a slip than new.
fn unknown_region(resolver: &ModelResolver<'_>) -> Option<Problem> {
    let Sourced { value: region, source } = resolver.region;
    let catalog = Catalog::bundled();
    if catalog.region(region).is_some() {
        return None;
    }
    let near = catalog.similar_region(region);
    let meant = near.map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
    let date = catalog.observed_on;
    Some(problem(format!("{region} ({}) is no region known here (as of {date}).{meant}", source.text), source))
}

fn region_values(resolver: &ModelResolver<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION", "ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION"] {
        let Some(found) = resolver.env.get(name) else { continue };
        if let Err(error) = found.value.trim().parse::<RegionName>() {
            problems.push(problem(format!("{name} is skipped ({}): {error}.", found.source.text), &found.source));
        }
    }
    let prefix =
        resolver.env.get("ANTHROPIC_BEDROCK_REGION_PREFIX").filter(|found| !PREFIXES.contains(&found.value.as_str()));
    problems.extend(prefix.map(|found| {
        let valid = PREFIXES.join(", ");
        let text = format!(
            "ANTHROPIC_BEDROCK_REGION_PREFIX = {} is ignored ({}): it may be {valid}.",
            found.value, found.source.text
        );
        problem(text, &found.source)
    }));
    let small = resolver.env.get("ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION");
    let alone = ["ANTHROPIC_SMALL_FAST_MODEL", "ANTHROPIC_DEFAULT_HAIKU_MODEL"]
        .iter()
        .all(|name| resolver.env.get(name).is_none());
    problems.extend(small.filter(|_| alone && resolver.rules.startup_checks).map(|found| {
        let text = format!(
            "ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION ({}) moves only the startup check of Haiku: background calls follow it when \
             ANTHROPIC_DEFAULT_HAIKU_MODEL is set as well.",
            found.source.text
        );
        problem(text, &found.source)
    }));
    problems
}

fn unknown_profile(resolver: &ModelResolver<'_>) -> Option<Problem> {
    let found = resolver.env.get("AWS_PROFILE")?;
    let known = resolver.sources.aws.iter().any(|profile| profile.name == active_profile(resolver.env));
    let text =
        format!("AWS_PROFILE = {} ({}) is in none of the AWS files that were read.", found.value, found.source.text);
    (!known).then(|| problem(text, &found.source))
}

/// Keys of `modelOverrides` that are not the public id of a model the client knows do nothing.
fn overridden_keys(resolver: &ModelResolver<'_>) -> Vec<Problem> {
    let known = |key: &str| table().known().any(|id| id.anthropic_id() == key);
    let unknown = resolver.overrides.iter().filter(|(key, _)| !known(key));
    let text = |key: &str, place: &str| {
        format!(
            "`modelOverrides` has the key {key} ({place}), which is not the Anthropic id of a model known here: it does nothing."
        )
    };
    unknown.map(|(key, found)| problem(text(&super::sources::clean(key), &found.source.text), &found.source)).collect()
}
