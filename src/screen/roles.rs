//! What calls a model, in the few letters a narrow table has.

use crate::{claude_code::Role, words::role_in_brief};

/// The words of several roles, in the order of the roles and each once: `main, check, count`.
pub(super) fn words(roles: impl Iterator<Item = Role>) -> String {
    let mut roles: Vec<Role> = roles.collect();
    roles.sort_unstable();
    let mut words: Vec<&str> = roles.into_iter().map(role_in_brief).collect();
    words.dedup();
    words.join(", ")
}
