//! The scenarios that are part of the program.

const SCENARIOS: [(&str, &str); 10] = [
    ("demo", include_str!("../../../assets/scenarios/demo.toml")),
    ("healthy", include_str!("../../../assets/scenarios/healthy.toml")),
    ("issue-536", include_str!("../../../assets/scenarios/issue-536.toml")),
    ("fresh-account", include_str!("../../../assets/scenarios/fresh-account.toml")),
    ("sales-gated", include_str!("../../../assets/scenarios/sales-gated.toml")),
    ("claude-code-policy", include_str!("../../../assets/scenarios/claude-code-policy.toml")),
    ("corporate-role", include_str!("../../../assets/scenarios/corporate-role.toml")),
    ("application-profiles", include_str!("../../../assets/scenarios/application-profiles.toml")),
    ("govcloud", include_str!("../../../assets/scenarios/govcloud.toml")),
    ("storm", include_str!("../../../assets/scenarios/storm.toml")),
];

/// Name and one-line summary of every bundled scenario.
pub fn bundled() -> impl Iterator<Item = (&'static str, &'static str)> {
    SCENARIOS.into_iter().map(|(name, text)| (name, summary(text)))
}

/// The text of a bundled scenario.
pub(super) fn text(name: &str) -> Option<&'static str> {
    SCENARIOS.into_iter().find(|(known, _)| *known == name).map(|(_, text)| text)
}

/// Reads the summary without parsing the whole file, so that naming the scenarios costs nothing.
fn summary(text: &'static str) -> &'static str {
    let line = text.lines().find_map(|line| line.strip_prefix("summary = \""));
    line.and_then(|line| line.strip_suffix('"')).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::Scenario;

    #[test]
    fn every_bundled_scenario_parses_and_its_summary_is_the_quick_one() {
        for (name, summary) in bundled() {
            let scenario = Scenario::bundled(name).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!((scenario.name(), scenario.summary()), (name, summary));
            assert!(!summary.is_empty() && summary.len() < 100, "{name}: {summary:?}");
        }
    }
}
