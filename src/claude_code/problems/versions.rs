//! Faults of the client's version that bite in this set-up.

use crate::claude_code::{
    Problem,
    resolver::ModelResolver,
    rules::{BitesWith, VersionFault, table},
};

const TOKEN: &str = "AWS_BEARER_TOKEN_BEDROCK";

/// One problem for each fault, with the version that mended it.
pub(super) fn problems(resolver: &ModelResolver<'_>) -> Vec<Problem> {
    let version = resolver.version;
    let has = |fault: &&VersionFault| fault.from <= version && version < fault.mended && bites(resolver, fault.with);
    let text = |fault: &VersionFault| {
        format!("Claude Code {version} {}. Mended in {}: update the client.", fault.text, fault.mended)
    };
    let faults = table().faults.iter().filter(has);
    faults.map(|fault| Problem { text: text(fault), source: None }).collect()
}

fn bites(resolver: &ModelResolver<'_>, with: BitesWith) -> bool {
    match with {
        BitesWith::TokenOrUnsigned => {
            resolver.env.credential(TOKEN).is_some() || resolver.env.flag("CLAUDE_CODE_SKIP_BEDROCK_AUTH").is_some()
        }
        BitesWith::EmptyToken => {
            resolver.env.credential_as_set(TOKEN, |_| false).is_some_and(|found| found.value.reveal().is_empty())
        }
        BitesWith::AnthropicId => {
            let written =
                ["ANTHROPIC_MODEL", "ANTHROPIC_SMALL_FAST_MODEL"].iter().filter_map(|name| resolver.env.get(name));
            written.into_iter().any(|found| found.value.starts_with("claude-"))
        }
    }
}
