//! The model people mean by a name, and the names that come near one.

use std::cmp::Reverse;

use super::{BaseModelId, Catalog, ModelName, RegionName};

/// As many other names as are suggested.
const SUGGESTIONS: usize = 3;
/// As many letters may be wrong in a name that is still suggested.
const WRONG_LETTERS: usize = 2;

impl Catalog {
    /// The model a name stands for: `Sonnet 4.5`, `claude-sonnet-4-5`, `Claude 3.5 Sonnet v2`, Anthropic's own id, or the
    /// base id in any letter case.
    #[must_use]
    pub fn find<'a>(&self, ids: impl IntoIterator<Item = &'a BaseModelId>, text: &str) -> Option<&'a BaseModelId> {
        let wanted = text.trim().to_lowercase();
        let key = key(&wanted);
        ids.into_iter().find(|id| {
            let public = id.anthropic_id();
            public == wanted
                || id.as_str() == wanted
                || id.as_str().strip_prefix("anthropic.") == Some(&wanted)
                || self::key(&self.name(id).short().to_lowercase()) == key
        })
    }

    /// The names of the models that come nearest to a name nobody bears, best first, newest first among equals.
    #[must_use]
    pub fn similar<'a>(&self, ids: impl IntoIterator<Item = &'a BaseModelId>, text: &str) -> Vec<String> {
        let wanted = key(&text.trim().to_lowercase());
        let mut near: Vec<(usize, ModelName)> = ids
            .into_iter()
            .map(|id| self.name(id))
            .map(|name| (distance(&wanted, &key(&name.short().to_lowercase())), name))
            .filter(|(letters, _)| *letters <= WRONG_LETTERS)
            .collect();
        near.sort_by_key(|(letters, name)| (*letters, name.sort_key()));
        let mut names: Vec<String> = near.into_iter().map(|(_, name)| name.short()).collect();
        names.dedup();
        names.truncate(SUGGESTIONS);
        names
    }
}

impl Catalog {
    /// The region whose name comes nearest to one nobody bears; that with the most models of those that come equally near.
    #[must_use]
    pub fn similar_region(&self, name: &RegionName) -> Option<&RegionName> {
        let near = |known: &RegionName| distance(name.as_str(), known.as_str());
        let best = self.regions.iter().map(|known| &known.name);
        let best = best.min_by_key(|known| (near(known), Reverse(self.offers(known).len()), self.region_rank(known)));
        best.filter(|known| near(known) <= WRONG_LETTERS)
    }
}

/// The words of a name in alphabetical order, then its numbers as they stand: the family may come before or after them.
fn key(lower: &str) -> String {
    let parts = || lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let is_number = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    let mut words: Vec<&str> =
        parts().filter(|part| !is_number(part) && !matches!(*part, "claude" | "anthropic" | "model")).collect();
    words.sort_unstable();
    words.extend(parts().filter(is_number));
    words.join(" ")
}

/// Letters to change, add or leave out to get from one text to the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.chars().enumerate() {
        let mut next = vec![at + 1];
        for ((above, diagonal), other) in row.iter().skip(1).zip(&row).zip(&to) {
            let left = next.last().copied().unwrap_or_default();
            next.push((diagonal + usize::from(letter != *other)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> Vec<BaseModelId> {
        Catalog::bundled().models.iter().map(|model| model.id.clone()).collect()
    }

    #[test]
    fn of_regions_that_come_equally_near_the_one_with_the_most_models_is_meant() {
        for (asked, meant) in [("us-west-9", "us-west-2"), ("us-eats-1", "us-east-1"), ("eu-wst-3", "eu-west-3")] {
            let found = Catalog::bundled().similar_region(&asked.parse().unwrap()).map(RegionName::as_str);
            assert_eq!(found, Some(meant), "{asked}");
        }
    }

    #[test]
    fn a_model_is_found_by_every_name_people_use() {
        let ids = ids();
        let found = |text: &str| Catalog::bundled().find(&ids, text).map(BaseModelId::as_str);
        for name in [
            "Sonnet 5",
            "sonnet 5",
            " sonnet-5 ",
            "claude-sonnet-5",
            "Claude Sonnet 5",
            "SONNET 5",
            "anthropic.claude-sonnet-5",
        ] {
            assert_eq!(found(name), Some("anthropic.claude-sonnet-5"), "{name}");
        }
        for name in ["Sonnet 4.5", "sonnet-4-5", "Claude Sonnet 4.5", "4.5 sonnet", "claude-sonnet-4-5-20250929"] {
            assert_eq!(found(name), Some("anthropic.claude-sonnet-4-5-20250929-v1:0"), "{name}");
        }
        assert_eq!(found("Claude 3.5 Haiku"), Some("anthropic.claude-3-5-haiku-20241022-v1:0"));
        for nobody in ["", "sonnet", "claude", "Sonnet 5.4", "5", "gpt-4"] {
            assert_eq!(found(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let ids = ids();
        let near = |text: &str| Catalog::bundled().similar(&ids, text);
        assert_eq!(near("sonet 4.5")[0], "Sonnet 4.5");
        assert_eq!(near("claude-haiku-45")[0], "Haiku 4.5");
        assert!(near("Sonnet 6").contains(&"Sonnet 5".to_owned()));
        assert!(near("opus 9.9").len() <= SUGGESTIONS);
        assert_eq!(near("gpt-4o-mini"), [""; 0]);
        assert_eq!((distance("kitten", "sitting"), distance("", "abc"), distance("abc", "abc")), (3, 3, 0));
    }
}
