//! Roles of the models Claude Code calls, and what happens when one is refused.

use crate::claude_code::{Impact, ModelUse, Role};

/// One or two words for a table: `background`, `auto mode`.
#[must_use]
pub fn role_in_short(role: Role) -> &'static str {
    match role {
        Role::Main => "main",
        Role::SmallFast => "background",
        Role::StartupCheck => "startup check",
        Role::AutoModeClassifier => "auto mode",
        Role::Subagent => "subagent",
        Role::Command => "command",
        Role::AliasOpus => "opus alias",
        Role::AliasSonnet => "sonnet alias",
        Role::AliasHaiku => "haiku alias",
        Role::AliasFable => "fable alias",
        Role::Fallback => "fallback",
        Role::TokenCount => "token count",
        Role::Listed => "listed",
    }
}

/// One word, eight letters at most: what a narrow table has room for.
#[must_use]
pub fn role_in_brief(role: Role) -> &'static str {
    match role {
        Role::Main => "main",
        Role::SmallFast => "backgr.",
        Role::StartupCheck => "check",
        Role::AutoModeClassifier => "auto",
        Role::Subagent => "agent",
        Role::Command => "command",
        Role::AliasOpus | Role::AliasSonnet | Role::AliasHaiku | Role::AliasFable => "alias",
        Role::Fallback => "fallb.",
        Role::TokenCount => "count",
        Role::Listed => "listed",
    }
}

/// The role with its name: `background`, `subagent reviewer`.
#[must_use]
pub fn role(usage: &ModelUse) -> String {
    let short = role_in_short(usage.role);
    if usage.name.is_empty() { short.to_owned() } else { format!("{short} {}", usage.name) }
}

/// What a person notices when the call is refused.
#[must_use]
pub fn impact(impact: Impact) -> &'static str {
    match impact {
        Impact::Blocks => "work stops",
        Impact::Degrades => "an error shows, a feature or a command fails, or another model takes over",
        Impact::Noise => "the client repairs it silently; only CloudTrail sees it",
    }
}
