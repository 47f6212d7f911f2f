//! What if: variables, a version or a region supposed. The plan is made as if they were so; no file is touched.

use std::fmt;

use crate::{
    catalog::RegionName,
    claude_code::{Version, known_variables},
    gaps::SettingLine,
};

/// What is supposed. Nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// Variables with the values they would have; an empty value erases. A later line wins.
    pub settings: Vec<SettingLine>,
    /// The version of Claude Code, where another one is supposed.
    pub version: Option<Version>,
}

impl WhatIf {
    /// Reads a line such as `ANTHROPIC_MODEL=opus region=eu-west-1 version=2.1.112`: what can be read of it, and what
    /// is wrong with the first word that cannot, in one sentence.
    #[must_use]
    pub fn read(line: &str) -> (Self, Option<String>) {
        let mut what_if = Self::default();
        let mut wrong = None;
        for word in line.split_whitespace() {
            if let Err(why) = what_if.suppose(word) {
                wrong.get_or_insert(why);
            }
        }
        (what_if, wrong)
    }

    fn suppose(&mut self, word: &str) -> Result<(), String> {
        let Some((name, value)) = word.split_once('=') else {
            return Err(format!("{word} is not of the form VARIABLE=value, version=… or region=…."));
        };
        match name {
            "version" => {
                self.version = Some(value.parse().map_err(|error| format!("{error}."))?);
                return Ok(());
            }
            "region" => {
                let region: RegionName = value.parse().map_err(|error| format!("{error}."))?;
                self.settings.push(line("AWS_REGION", region.as_str()));
                return Ok(());
            }
            _ => {}
        }
        check_variable(name)?;
        self.settings.push(line(name, value));
        Ok(())
    }

    /// Whether nothing is supposed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.settings.is_empty() && self.version.is_none()
    }

    /// The same with more settings on top.
    #[must_use]
    pub fn with(&self, settings: &[SettingLine]) -> Self {
        Self { settings: [self.settings.as_slice(), settings].concat(), version: self.version }
    }
}

/// As it can be typed again.
impl fmt::Display for WhatIf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.version.map(|version| format!("version={version}"));
        let words: Vec<String> = self.settings.iter().map(ToString::to_string).chain(version).collect();
        f.write_str(&words.join(" "))
    }
}

fn line(variable: &str, value: &str) -> SettingLine {
    SettingLine { variable: variable.to_owned(), value: value.to_owned(), why: "what if".to_owned() }
}

/// The beginnings of the variables that Claude Code and the AWS chain under it read.
const PREFIXES: [&str; 4] = ["ANTHROPIC_", "CLAUDE_", "AWS_", "BEDROCK_"];

fn check_variable(name: &str) -> Result<(), String> {
    let shaped = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(shaped) {
        return Err(format!("{name:?} is not a variable: write it in capitals, or version=…, or region=…."));
    }
    let mut known = known_variables();
    if known.any(|one| one == name) {
        return Ok(());
    }
    let near = known_variables().map(|one| (distance(one, name), one)).min().filter(|(steps, _)| *steps <= 2);
    match near {
        Some((_, right)) => Err(format!("Claude Code is not known to read {name}; the name may be {right}.")),
        None if PREFIXES.iter().any(|prefix| name.starts_with(prefix)) => Ok(()),
        None => Err(format!("{name} does not steer Claude Code: its variables begin with {}.", PREFIXES.join(", "))),
    }
}

/// How many letters must be added, taken away or replaced to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let above = *cell;
            left = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            (diagonal, *cell) = (above, left);
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(line: &str) -> String {
        WhatIf::read(line).1.unwrap_or_default()
    }

    #[test]
    fn variables_version_and_region_are_read_and_written_back() {
        let (what_if, none) = WhatIf::read(" ANTHROPIC_MODEL=opus  region=eu-west-1 version=2.1.112 AWS_PROFILE= ");
        assert_eq!(none, None);
        assert_eq!(what_if.version, Some(Version(2, 1, 112)));
        let written = "ANTHROPIC_MODEL=opus AWS_REGION=eu-west-1 AWS_PROFILE= version=2.1.112";
        assert_eq!(what_if.to_string(), written);
        assert_eq!(WhatIf::read(written).0, what_if);
        assert!(WhatIf::read("  ").0.is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_and_the_rest_counts() {
        let (what_if, why) = WhatIf::read("ANTHROPIC_MODLE=opus region=eu-west-1");
        assert_eq!(what_if.to_string(), "AWS_REGION=eu-west-1");
        assert_eq!(
            why.as_deref(),
            Some("Claude Code is not known to read ANTHROPIC_MODLE; the name may be ANTHROPIC_MODEL.")
        );
        assert!(wrong("opus").contains("VARIABLE=value"));
        assert!(wrong("version=two").contains("2.1.330"));
        assert!(wrong("region=Ireland").contains("us-west-2"));
        assert!(wrong("model=opus").contains("capitals"));
        assert!(wrong("=x").contains("capitals"));
        assert!(wrong("HOME=x").contains("ANTHROPIC_"));
        assert_eq!(wrong("ANTHROPIC_DEFAULT_OPUS_MODEL_NAME=x"), "");
    }

    #[test]
    fn distances_are_counted_in_letters() {
        let cases =
            [("", "", 0), ("abc", "abc", 0), ("", "ab", 2), ("abc", "ab", 1), ("modle", "model", 2), ("a", "b", 1)];
        for (a, b, steps) in cases {
            assert_eq!((distance(a, b), distance(b, a)), (steps, steps), "{a} {b}");
        }
    }
}
