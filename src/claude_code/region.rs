//! The region the client signs for, and the prefix it prefers there.

use crate::catalog::{Partition, RegionName};

use super::{
    Source, SourceKind, Sourced, Sources, Version,
    environment::Environment,
    rules::{PrefixRule, Rules},
};

/// What the client falls back to when nothing names a region.
const LAST_RESORT: &str = "us-east-1";
/// The values that `ANTHROPIC_BEDROCK_REGION_PREFIX` may have; others are ignored.
pub(super) const PREFIXES: [&str; 6] = ["us", "eu", "apac", "jp", "au", "global"];

/// A default of the client, as a source.
pub(super) fn default_source(version: Version) -> Source {
    Source {
        kind: SourceKind::Default,
        path: None,
        line: None,
        key: None,
        text: format!("default of version {version}"),
    }
}

/// `AWS_REGION`, `AWS_DEFAULT_REGION`, the active profile, `us-east-1`. What is not shaped like a region is skipped,
/// and a region inside an ARN does not count.
pub(super) fn region(sources: &Sources, env: &Environment, rules: &Rules, version: Version) -> Sourced<RegionName> {
    let read = |found: &Sourced<String>| {
        let value = found.value.trim().parse().ok()?;
        Some(Sourced { value, source: found.source.clone() })
    };
    let variable = |name: &str| env.get(name).and_then(read);
    let profile = || {
        let name = active_profile(env);
        let named = sources.aws.iter().filter(|profile| rules.region_from_profile && profile.name == name);
        named.filter_map(|profile| profile.region.as_ref()).find_map(read)
    };
    variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")).or_else(profile).unwrap_or_else(|| {
        #[expect(clippy::expect_used, reason = "a constant of the right shape")]
        let value = LAST_RESORT.parse().expect("us-east-1 is a region");
        Sourced { value, source: default_source(version) }
    })
}

/// The profile whose region and credentials count.
pub(super) fn active_profile(env: &Environment) -> &str {
    env.get("AWS_PROFILE").map_or("default", |found| found.value.as_str())
}

/// The prefix the client prefers, and why.
pub(super) fn prefix(region: &RegionName, env: &Environment, rules: &Rules) -> (String, String) {
    let name = region.as_str();
    if rules.prefix == PrefixRule::Us {
        return ("us".to_owned(), "this version prefers the prefix us everywhere".to_owned());
    }
    let gov = region.partition() == Partition::AwsUsGov;
    if gov && rules.gov_prefix {
        return ("us-gov".to_owned(), format!("{name} is in GovCloud: the prefix is us-gov"));
    }
    let variable = env.get("ANTHROPIC_BEDROCK_REGION_PREFIX").filter(|_| rules.prefix_variable && !gov);
    if let Some(found) = variable.filter(|found| PREFIXES.contains(&found.value.as_str())) {
        let why = format!("ANTHROPIC_BEDROCK_REGION_PREFIX = {} ({})", found.value, found.source.text);
        return (found.value.clone(), why);
    }
    let prefix = match name.split('-').next() {
        Some("us") if !gov => "us",
        Some("eu") => "eu",
        Some("ap") => "apac",
        _ => "global",
    };
    (prefix.to_owned(), format!("for {name} the client prefers the prefix {prefix}"))
}
