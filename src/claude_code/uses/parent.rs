//! The prefix that a subagent's id takes over from the main model's.

use super::super::{
    ProfileList, Provider,
    main_model::Main,
    resolver::{ModelResolver, goes_to_mantle},
    rules::SubagentPrefix,
    written::{Resolved, alias_family, without_suffix},
};
use crate::catalog::{ModelRef, ProfileId};

/// The prefixes that are taken over (bundle 2.1.332; us, jp, au and global were run).
const TAKEN: [&str; 7] = ["us", "eu", "apac", "jp", "au", "us-gov", "global"];

/// The profile that a main model is, by its id or by the ARN of a system-defined profile.
fn profile_of(model: &ModelRef) -> Option<ProfileId> {
    let profile = match model {
        ModelRef::Profile(profile) => profile.clone(),
        ModelRef::Arn(arn) if arn.resource_type == "inference-profile" => arn.resource_id.parse().ok()?,
        _ => return None,
    };
    TAKEN.contains(&profile.prefix()).then_some(profile)
}

/// A subagent's model with the prefix of the main model: for an alias, whatever it means, and for a bare id. An id written
/// with a prefix, Anthropic's own id and an ARN stay.
pub(super) fn with_prefix(resolver: &ModelResolver<'_>, main: &Main, written: &str, resolved: Resolved) -> Resolved {
    let written = without_suffix(written).to_lowercase();
    let is_bare = matches!(&resolved.invoked, ModelRef::Base(_)) && !to_mantle(resolver, &resolved);
    let parent = profile_of(&main.resolved.invoked).filter(|_| alias_family(&written).is_some() || is_bare);
    let (Some(parent), Some(base)) = (parent, resolved.invoked.base()) else { return resolved };
    if resolver.rules.subagents.prefix == SubagentPrefix::Never
        || matches!(resolved.invoked, ModelRef::Arn(_))
        || to_mantle(resolver, &resolved)
    {
        return resolved;
    }
    let taken = ModelRef::parse(&format!("{}.{base}", parent.prefix()));
    if taken == resolved.invoked {
        return resolved;
    }
    let is_listed = is_listed(resolver, &parent, &taken);
    if is_listed == Some(false) {
        let note = format!("{taken} is not in the list of inference profiles: the id keeps its own prefix");
        return resolved.noted(note);
    }
    let mut notes = resolved.notes;
    notes.push(format!(
        "a subagent takes the prefix of the main model, {}: {taken} instead of {}",
        parent.prefix(),
        resolved.invoked
    ));
    if is_listed.is_none() {
        notes.push(format!(
            "{} stays if the list of inference profiles, which was not seen, has {parent} and not {taken}",
            resolved.invoked
        ));
    }
    // What a startup check found of another id moves nothing here.
    Resolved { invoked: taken, depends: is_listed.is_none(), notes, below: Vec::new(), ..resolved }
}

/// Whether the list lets the new id count; `None` where the list was not seen.
fn is_listed(resolver: &ModelResolver<'_>, parent: &ProfileId, taken: &ModelRef) -> Option<bool> {
    if resolver.rules.subagents.prefix == SubagentPrefix::Always {
        return Some(true);
    }
    match resolver.known.profiles {
        ProfileList::Listed(ids) => {
            let has = |id: &str| ids.iter().any(|listed| listed == id);
            Some(!has(&parent.to_string()) || has(&taken.to_string()))
        }
        ProfileList::Denied | ProfileList::Elsewhere { fails: true } => Some(true),
        ProfileList::NotSeen | ProfileList::Elsewhere { fails: false } => None,
    }
}

/// Whether an id goes to the Mantle endpoint, which knows no prefixes.
fn to_mantle(resolver: &ModelResolver<'_>, resolved: &Resolved) -> bool {
    resolver.provider == Provider::BedrockAndMantle && goes_to_mantle(&resolved.invoked.to_string())
}
