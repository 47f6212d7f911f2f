//! Which regions, models, operations or actions a rule is about.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::operation::Operation;
use crate::catalog::{BaseModelId, Catalog};

/// One pattern or a list of them; `*` stands for any text. Written as a string or an array of strings.
#[derive(Clone, Debug)]
pub(super) struct Patterns<K> {
    any_of: Vec<String>,
    kind: PhantomData<K>,
}

/// What a list of patterns is about. A pattern that can match nothing is refused where it stands,
/// because it is a slip of the pen that would otherwise silently do nothing.
pub(super) trait Kind {
    /// The word for error messages.
    const WHAT: &'static str;
    /// Whether the pattern can match anything.
    fn can_match(pattern: &str) -> bool;
}

/// Regions, or `unspecified` for the region-less destination of a global profile.
#[derive(Clone, Debug)]
pub(super) struct Regions;
/// Base model ids.
#[derive(Clone, Debug)]
pub(super) struct Models;
/// Operations this simulator serves.
#[derive(Clone, Debug)]
pub(super) struct Operations;
/// IAM actions such as `bedrock:InvokeModel`.
#[derive(Clone, Debug)]
pub(super) struct Actions;

impl Kind for Regions {
    const WHAT: &'static str = "region";
    fn can_match(pattern: &str) -> bool {
        let known = Catalog::bundled().regions.iter().any(|region| glob(pattern, region.name.as_str()));
        known || pattern == "unspecified"
    }
}

impl Kind for Models {
    const WHAT: &'static str = "model";
    fn can_match(pattern: &str) -> bool {
        let known = Catalog::bundled().models.iter().any(|model| glob(pattern, model.id.as_str()));
        known || (!pattern.contains('*') && BaseModelId::from_str(pattern).is_ok())
    }
}

impl Kind for Operations {
    const WHAT: &'static str = "operation";
    fn can_match(pattern: &str) -> bool {
        Operation::all().any(|operation| glob(pattern, operation.name()))
    }
}

impl Kind for Actions {
    const WHAT: &'static str = "action";
    fn can_match(pattern: &str) -> bool {
        pattern == "*" || pattern.contains(':')
    }
}

impl<K> Default for Patterns<K> {
    fn default() -> Self {
        Self { any_of: vec!["*".to_owned()], kind: PhantomData }
    }
}

impl<K> Patterns<K> {
    /// Whether one of the patterns matches the whole text.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.any_of.iter().any(|pattern| glob(pattern, text))
    }

    /// Whether the rule is about one thing in particular, and so not about requests that name none.
    pub(super) fn is_selective(&self) -> bool {
        !self.any_of.iter().any(|pattern| pattern == "*")
    }

    /// The patterns without a `*`: ids and names written out.
    pub(super) fn literals(&self) -> impl Iterator<Item = &str> {
        self.any_of.iter().map(String::as_str).filter(|pattern| !pattern.contains('*'))
    }
}

/// Matches with `*` as the only special character. Only the last star is ever tried again, so that a pattern of many
/// stars costs pattern × text at most.
pub(super) fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(head) else { return false };
    let (between, tail) = rest.rsplit_once('*').map_or(("", rest), |(between, tail)| (between, tail));
    for part in between.split('*').filter(|part| !part.is_empty()) {
        let Some((_, after)) = left.split_once(part) else { return false };
        left = after;
    }
    left.ends_with(tail)
}

impl<'de, K: Kind> Deserialize<'de> for Patterns<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PatternVisitor(PhantomData))
    }
}

struct PatternVisitor<K>(PhantomData<K>);

impl<'de, K: Kind> Visitor<'de> for PatternVisitor<K> {
    type Value = Patterns<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a {} pattern or a list of them", K::WHAT)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        checked::<K, E>(text.to_owned()).map(|one| Patterns { any_of: vec![one], kind: PhantomData })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut any_of = Vec::new();
        while let Some(text) = seq.next_element()? {
            any_of.push(checked::<K, A::Error>(text)?);
        }
        Ok(Patterns { any_of, kind: PhantomData })
    }
}

fn checked<K: Kind, E: Error>(pattern: String) -> Result<String, E> {
    if K::can_match(&pattern) {
        Ok(pattern)
    } else {
        Err(E::custom(format_args!("{pattern:?} matches no {} this program knows", K::WHAT)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("ap-*", "ap-south-1", true),
            ("ap-*", "us-east-1", false),
            ("*sonnet-5", "anthropic.claude-sonnet-5", true),
            ("*sonnet-5", "anthropic.claude-sonnet-5-5", false),
            ("*claude-*-5", "anthropic.claude-opus-5", true),
            ("us-east-1", "us-east-1", true),
            ("us-east-1", "us-east-11", false),
            ("List*s", "ListInferenceProfiles", true),
            ("a*b*a", "aba", true),
            ("a*b*a", "ab", false),
            ("*ab", "ab ab", true),
            ("ab*ab", "ab", false),
            ("**********z", &"a".repeat(4_000), false),
            ("*a*a*a*a*a*a*a*a*a*a*b", &"a".repeat(4_000), false),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} against {text}");
        }
    }

    #[test]
    fn patterns_that_match_nothing_are_refused() {
        assert!(Regions::can_match("eu-*") && Regions::can_match("us-east-1") && !Regions::can_match("us-wset-2"));
        assert!(Models::can_match("*haiku*") && Models::can_match("anthropic.claude-opus-9"));
        assert!(!Models::can_match("*gpt*") && !Models::can_match("opus"));
        assert!(Operations::can_match("List*") && !Operations::can_match("Converse"));
        assert!(Actions::can_match("bedrock:*") && !Actions::can_match("InvokeModel"));
    }
}
