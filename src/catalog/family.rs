//! Families and the names people use.

use serde::{Deserialize, Serialize};

use super::BaseModelId;

/// A family of Claude models, in the order they are shown.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display, strum::EnumString,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
pub enum Family {
    /// Claude Opus.
    Opus,
    /// Claude Sonnet.
    Sonnet,
    /// Claude Haiku.
    Haiku,
    /// Claude Fable.
    Fable,
    /// Claude Mythos.
    Mythos,
    /// Anything else AWS lists under Anthropic.
    Other,
}

/// Family and version of a model, such as Sonnet 4.5.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ModelName {
    /// The family.
    pub family: Family,
    /// `4.5`, `3.5 v2`, `preview`; what the id says when the catalogue does not know the model.
    pub version: String,
}

impl ModelName {
    /// Reads family and version out of an id, in both orders AWS has used:
    /// `anthropic.claude-3-5-haiku-20241022-v1:0` and `anthropic.claude-opus-5-5`.
    #[must_use]
    pub fn from_id(id: &BaseModelId) -> Self {
        let public = id.anthropic_id();
        let rest = public.strip_prefix("claude-").unwrap_or(&public);
        let mut family = Family::Other;
        let mut numbers = Vec::new();
        for part in rest.split('-') {
            if let Ok(known) = part.parse::<Family>() {
                family = known;
            } else if (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()) {
                numbers.push(part);
            }
        }
        let version = if family == Family::Other || numbers.is_empty() { rest.to_owned() } else { numbers.join(".") };
        Self { family, version }
    }

    /// `Sonnet 4.5`; for an unknown family whatever the id says.
    #[must_use]
    pub fn short(&self) -> String {
        match self.family {
            Family::Other => self.version.clone(),
            Family::Opus => format!("Opus {}", self.version),
            Family::Sonnet => format!("Sonnet {}", self.version),
            Family::Haiku => format!("Haiku {}", self.version),
            Family::Fable => format!("Fable {}", self.version),
            Family::Mythos => format!("Mythos {}", self.version),
        }
    }

    /// A key that sorts by family, newest version first.
    #[must_use]
    pub fn sort_key(&self) -> (Family, std::cmp::Reverse<Vec<u32>>) {
        let numbers =
            self.version.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
        (self.family, std::cmp::Reverse(numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_ids_of_every_style() {
        let table = [
            ("anthropic.claude-opus-5-5", "Opus 5.5"),
            ("anthropic.claude-sonnet-5", "Sonnet 5"),
            ("anthropic.claude-opus-4-6-v1", "Opus 4.6"),
            ("anthropic.claude-haiku-4-5-20251001-v1:0", "Haiku 4.5"),
            ("anthropic.claude-sonnet-4-20250514-v1:0", "Sonnet 4"),
            ("anthropic.claude-3-7-sonnet-20250219-v1:0", "Sonnet 3.7"),
            ("anthropic.claude-3-haiku-20240307-v1:0", "Haiku 3"),
            ("anthropic.claude-opus-9-1", "Opus 9.1"),
            ("anthropic.claude-mythos-preview", "Mythos mythos-preview"),
            ("anthropic.claude-mulberry-trn2-208k-20251001", "mulberry-trn2-208k-20251001"),
            ("anthropic.claude-v2:1", "v2:1"),
        ];
        for (id, expected) in table {
            let id: BaseModelId = id.parse().unwrap();
            assert_eq!(ModelName::from_id(&id).short(), expected, "{id}");
        }
    }
}
