//! What calls a model, in the few letters a narrow table has.

use crate::claude_code::Role;

/// One word, eight letters at most.
pub(super) fn word(role: Role) -> &'static str {
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
    }
}

/// The words of several roles, in the order of the roles and each once: `main, check, count`.
pub(super) fn words(roles: impl Iterator<Item = Role>) -> String {
    let mut roles: Vec<Role> = roles.collect();
    roles.sort_unstable();
    let mut words: Vec<&str> = roles.into_iter().map(word).collect();
    words.dedup();
    words.join(", ")
}
