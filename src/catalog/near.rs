//! Ids that come near a real one: a suffix too much or too little, a dot for a dash, a prefix that was left out.

use super::{BaseModelId, Catalog, CatalogModel, Family, ModelRef, RegionName};

impl Catalog {
    /// The model that an id which no known model bears was meant for: `us.anthropic.claude-sonnet-4-6:0`,
    /// `claude-opus-4.7`, `anthropic.claude-haiku-4-5`. `None` for the id of a known model, and for what names none.
    #[must_use]
    pub fn meant_by(&self, written: &ModelRef) -> Option<&BaseModelId> {
        if matches!(written, ModelRef::Arn(_))
            || written.base().is_some_and(|base| self.model(&base).is_some_and(on_runtime))
        {
            return None;
        }
        let text = written.to_string().to_lowercase();
        let (_, rest) = text.split_once("claude-")?;
        // What follows is a version of Bedrock's (`:0`), of Vertex (`@20250929`) or a wish for the long context.
        let name = rest.split([':', '@', '[']).next().unwrap_or_default();
        let parts: Vec<&str> = name.split(['-', '.', '_']).filter(|part| !part.is_empty()).collect();
        let is_digits = |part: &&&str| part.bytes().all(|b| b.is_ascii_digit());
        let family: Family = parts.iter().find_map(|part| part.parse().ok())?;
        let numbers: Vec<&str> = parts.iter().filter(is_digits).filter(|part| part.len() < 3).copied().collect();
        let date = parts.iter().filter(is_digits).find(|part| part.len() == 8);
        let version = numbers.join(".");
        let same = self.models.iter().filter(|known| {
            let of_version = known.name.version == version || known.name.version.starts_with(&format!("{version} "));
            known.name.family == family && of_version && on_runtime(known)
        });
        let dated = |known: &&CatalogModel| date.is_some_and(|date| known.id.as_str().contains(*date));
        let mut found: Vec<_> = same.collect();
        found.sort_by_key(|known| (!dated(known), known.name.version.clone()));
        found.first().map(|known| &known.id)
    }

    /// What to write in place of an id that is none: the id of the model it was meant for that is called in a region, with
    /// the written prefix where there is such a profile. As last observed.
    #[must_use]
    pub fn near_miss(&self, written: &ModelRef, region: &RegionName) -> Option<String> {
        let meant = self.meant_by(written)?;
        let offer = self.offers(region).into_iter().find(|offer| offer.model == *meant)?;
        let prefix = match written {
            ModelRef::Profile(profile) => profile.prefix(),
            _ => "",
        };
        let profiles = || offer.profiles.iter().map(|profile| &profile.id);
        let profile = profiles().find(|id| id.prefix() == prefix).or_else(|| profiles().find(|id| !id.is_global()));
        let base = || offer.on_demand.then(|| meant.to_string());
        profile.or_else(|| profiles().next()).map(ToString::to_string).or_else(base)
    }
}

/// Whether Bedrock's runtime endpoint knows the model by this id; bedrock-mantle has names of its own.
fn on_runtime(known: &CatalogModel) -> bool {
    !known.mantle_only
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_near_an_id_is_known_by_the_model_it_was_meant_for() {
        let catalog = Catalog::bundled();
        let oregon: RegionName = "us-east-1".parse().unwrap();
        for (written, expected) in [
            ("us.anthropic.claude-sonnet-4-6:0", "us.anthropic.claude-sonnet-4-6"),
            ("us.anthropic.claude-opus-4-7-v1", "us.anthropic.claude-opus-4-7"),
            ("us.anthropic.claude-opus-4-7-v1:0", "us.anthropic.claude-opus-4-7"),
            ("global.anthropic.claude-opus-4.7", "global.anthropic.claude-opus-4-7"),
            ("us.anthropic.claude-haiku-4-5", "us.anthropic.claude-haiku-4-5-20251001-v1:0"),
            ("us.anthropic.claude-haiku-4-5-v1:0", "us.anthropic.claude-haiku-4-5-20251001-v1:0"),
            ("us.claude-opus-4-8", "us.anthropic.claude-opus-4-8"),
            ("claude-opus-4-8", "us.anthropic.claude-opus-4-8"),
            ("claude-sonnet-4-5@20250929", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
            (".anthropic.claude-opus-4-8", "us.anthropic.claude-opus-4-8"),
        ] {
            let near = catalog.near_miss(&ModelRef::parse(written), &oregon);
            assert_eq!(near.as_deref(), Some(expected), "{written}");
        }
        for no_miss in ["us.anthropic.claude-opus-4-8", "opus", "anthropic.claude-opus-9-9", "gpt-4", "claude-2.1"] {
            assert_eq!(catalog.near_miss(&ModelRef::parse(no_miss), &oregon), None, "{no_miss}");
        }
    }
}
