//! The effective environment: the shell's variables, overlaid by the `env` blocks of the settings files.

use std::collections::BTreeMap;

use super::{
    Secret, Source, SourceKind, Sourced, Sources,
    rules::Rules,
    sources::{SKIP, scope_words},
};

/// Every variable with all the values it was given, lowest precedence first.
#[derive(Clone, Debug)]
pub(super) struct Environment {
    vars: BTreeMap<String, Vec<Sourced<String>>>,
    /// Every key and token with all the values it was given, lowest precedence first.
    credentials: BTreeMap<&'static str, Vec<Sourced<Secret>>>,
    any_flag_is_on: bool,
}

impl Environment {
    /// Demo, shell, then global state, user, project, local, `--settings`, managed; a later one wins, and an empty value
    /// erases.
    pub(super) fn new(sources: &Sources, rules: &Rules) -> Self {
        let mut vars: BTreeMap<String, Vec<Sourced<String>>> = BTreeMap::new();
        for (name, value) in &sources.overlays.scene {
            let source = Source { kind: SourceKind::CommandLine, text: "the demo".to_owned(), ..shell(name) };
            vars.entry(name.clone()).or_default().push(Sourced { value: value.clone(), source });
        }
        for (name, value) in &sources.shell {
            if !written_by_client(name, &sources.shell) {
                vars.entry(name.clone()).or_default().push(Sourced { value: value.clone(), source: shell(name) });
            }
        }
        let managed_by_host = sources.shell.get("CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST").is_some_and(|v| is_on(v));
        let in_shell = |(name, value): (&&'static str, &Secret)| {
            (*name, vec![Sourced { value: value.clone(), source: shell(name) }])
        };
        let mut credentials: BTreeMap<_, _> = sources.credentials.iter().map(in_shell).collect();
        for file in sources.settings.iter().filter(|_| rules.settings_env) {
            for (name, secret) in file.credentials().filter(|_| !managed_by_host) {
                credentials.entry(name).or_default().push(secret);
            }
            let counts = |(name, _): &(String, _)| !(managed_by_host && belongs_to_host(name));
            for (name, value) in file.env().into_iter().filter(counts) {
                vars.entry(name).or_default().push(value);
            }
        }
        if let Some(region) = &sources.overlays.region {
            let source = Source { kind: SourceKind::CommandLine, text: "--region".to_owned(), ..shell("AWS_REGION") };
            vars.entry("AWS_REGION".to_owned()).or_default().push(Sourced { value: region.clone(), source });
        }
        // A demo tells its story on Bedrock unless somebody chose the other endpoint.
        let mantle = vars.get("CLAUDE_CODE_USE_MANTLE").and_then(|values| values.last());
        if mantle.is_some_and(|found| is_on(&found.value))
            && !sources.overlays.scene.contains_key("CLAUDE_CODE_USE_MANTLE")
        {
            let of_demo = |found: &Sourced<String>| found.source.kind == SourceKind::CommandLine;
            if vars.get("CLAUDE_CODE_USE_BEDROCK").is_some_and(|values| values.iter().all(of_demo)) {
                vars.remove("CLAUDE_CODE_USE_BEDROCK");
            }
        }
        for (name, value) in &sources.overlays.what_if {
            let source = Source { kind: SourceKind::CommandLine, text: "what if".to_owned(), ..shell(name) };
            vars.entry(name.clone()).or_default().push(Sourced { value: value.clone(), source });
        }
        Self { vars, credentials, any_flag_is_on: rules.any_flag_is_on }
    }

    /// The value that counts; an empty one counts as none.
    pub(super) fn get(&self, name: &str) -> Option<&Sourced<String>> {
        self.vars.get(name)?.last().filter(|found| !found.value.is_empty())
    }

    /// The value that counts when some kinds of places are left out.
    pub(super) fn get_without(&self, name: &str, left_out: impl Fn(SourceKind) -> bool) -> Option<&Sourced<String>> {
        let mut values = self.vars.get(name)?.iter().rev();
        values.find(|found| !left_out(found.source.kind)).filter(|found| !found.value.is_empty())
    }

    /// The key or token under a name, a project's left out; an empty one counts as none.
    pub(super) fn credential(&self, name: &str) -> Option<&Sourced<Secret>> {
        self.credential_without(name, SourceKind::is_the_projects)
    }

    /// The key or token under a name when some kinds of places are left out; an empty one counts as none.
    pub(super) fn credential_without(
        &self,
        name: &str,
        left_out: impl Fn(SourceKind) -> bool,
    ) -> Option<&Sourced<Secret>> {
        self.credential_as_set(name, left_out).filter(|found| !found.value.reveal().trim().is_empty())
    }

    /// The key or token under a name as it is set, empty or not.
    pub(super) fn credential_as_set(
        &self,
        name: &str,
        left_out: impl Fn(SourceKind) -> bool,
    ) -> Option<&Sourced<Secret>> {
        self.credentials.get(name)?.iter().rev().find(|found| !left_out(found.source.kind))
    }

    /// Whether a flag is on.
    pub(super) fn flag(&self, name: &str) -> Option<&Sourced<String>> {
        self.get(name).filter(|found| self.any_flag_is_on || is_on(&found.value))
    }

    /// Whether the client remembers the answers to its checks: not with a Bedrock API key.
    pub(super) fn remembers_checks(&self, rules: &Rules) -> bool {
        rules.remembers_checks && self.flag(SKIP).is_none() && self.credential("AWS_BEARER_TOKEN_BEDROCK").is_none()
    }

    /// Every value a variable was given, lowest precedence first.
    pub(super) fn values(&self, name: &str) -> &[Sourced<String>] {
        self.vars.get(name).map_or(&[], Vec::as_slice)
    }

    /// Every variable that is set, with the value that counts.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Sourced<String>)> {
        self.vars.keys().filter_map(|name| Some((name.as_str(), self.get(name)?)))
    }

    /// What was read for a variable and what that overrode, one sentence each.
    pub(super) fn chain(&self, name: &str) -> Vec<String> {
        let Some((winner, others)) = self.vars.get(name).and_then(|values| values.split_last()) else {
            return Vec::new();
        };
        let what = |one: &Sourced<String>| {
            if one.value.is_empty() { "erased".to_owned() } else { format!("= {}", one.value) }
        };
        let mut notes = vec![format!("{name} {} ({})", what(winner), winner.source.text)];
        notes.extend(others.iter().rev().map(|one| format!("it overrides {name} {} ({})", what(one), one.source.text)));
        notes
    }
}

/// `1` and `true`, and their kin; `0`, `false` and nothing are off.
pub(super) fn is_on(value: &str) -> bool {
    matches!(value.trim().to_ascii_lowercase().as_str(), "1" | "true" | "yes" | "on")
}

fn shell(name: &str) -> Source {
    Source {
        kind: SourceKind::Shell,
        path: None,
        line: None,
        key: Some(name.to_owned()),
        text: scope_words(SourceKind::Shell).trim_start_matches("the ").to_owned(),
    }
}

/// A running client writes the outcome of its startup checks into its own environment and records what it wrote.
/// A program started from inside a session sees both; equal values are not the user's pin.
fn written_by_client(name: &str, shell: &BTreeMap<String, String>) -> bool {
    let tier = name.strip_prefix("ANTHROPIC_DEFAULT_").and_then(|rest| rest.strip_suffix("_MODEL"));
    tier.is_some_and(|tier| {
        ["PROBE_WROTE", "SEEDED"].iter().any(|record| {
            let written = shell.get(&format!("CLAUDE_CODE_3P_{record}_{tier}_DEFAULT"));
            written.is_some() && written == shell.get(name)
        })
    })
}

/// Variables that settings files cannot set when an embedding application owns the provider.
fn belongs_to_host(name: &str) -> bool {
    ["ANTHROPIC_", "AWS_", "CLAUDE_CODE_USE_", "BEDROCK_"].iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claude_code::{newest_known, rules};

    fn shell_of(vars: &[(&str, &str)]) -> Environment {
        let shell = vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Environment::new(&Sources { shell, ..Sources::default() }, &rules::table().rules(newest_known()))
    }

    #[test]
    fn what_the_client_wrote_itself_is_no_pin() {
        let pin = "ANTHROPIC_DEFAULT_OPUS_MODEL";
        let wrote = "CLAUDE_CODE_3P_PROBE_WROTE_OPUS_DEFAULT";
        assert!(shell_of(&[(pin, "a"), (wrote, "a")]).get(pin).is_none());
        assert!(shell_of(&[(pin, "a"), (wrote, "b")]).get(pin).is_some());
        assert!(shell_of(&[(pin, "a"), ("CLAUDE_CODE_3P_SEEDED_OPUS_DEFAULT", "a")]).get(pin).is_none());
    }

    #[test]
    fn zero_is_off_and_the_chain_names_what_was_overridden() {
        assert!(shell_of(&[("CLAUDE_CODE_USE_BEDROCK", "0")]).flag("CLAUDE_CODE_USE_BEDROCK").is_none());
        assert!(shell_of(&[("CLAUDE_CODE_USE_BEDROCK", "true")]).flag("CLAUDE_CODE_USE_BEDROCK").is_some());
        let mut sources = Sources::default();
        sources.shell.insert("ANTHROPIC_MODEL".to_owned(), "opus".to_owned());
        let env = Environment::new(&sources.what_if("ANTHROPIC_MODEL", ""), &rules::table().rules(newest_known()));
        assert!(env.get("ANTHROPIC_MODEL").is_none());
        assert_eq!(
            env.chain("ANTHROPIC_MODEL"),
            ["ANTHROPIC_MODEL erased (what if)", "it overrides ANTHROPIC_MODEL = opus (shell environment)"]
        );
    }
}
