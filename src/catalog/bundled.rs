//! The bundled catalogue: Claude on Bedrock as last observed. Names and a dated fallback, never truth.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;

use super::{BaseModelId, Destinations, Family, Lifecycle, LifecycleStatus, ModelName, ProfileId, RegionName};

/// Why a catalogue file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// Not TOML, or not of the expected form.
    #[error("the catalogue is not readable: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A model names a list of source regions that is not there.
    #[error("the catalogue has no list of source regions named {0:?}")]
    UnknownSources(String),
}

/// A region with a Bedrock control plane.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogRegion {
    /// The region.
    pub name: RegionName,
    /// The name people say: `Oregon`.
    pub place: String,
    /// Whether an account must enable the region before it can be used.
    pub opt_in: bool,
}

/// What the catalogue knows of one model.
#[derive(Clone, Debug)]
pub struct CatalogModel {
    /// The id.
    pub id: BaseModelId,
    /// AWS's full name: `Claude Opus 5.5`.
    pub full_name: String,
    /// Family and version.
    pub name: ModelName,
    /// Status and dates, commercial regions.
    pub lifecycle: Lifecycle,
    /// Whether the model wants the account's data-retention mode to be `aws_review` or wider
    /// (AWS user guide, data-retention).
    pub needs_data_retention: bool,
    /// Served by the bedrock-mantle endpoint only; the runtime endpoint does not know the id.
    pub mantle_only: bool,
    /// Regions whose bedrock-mantle endpoint serves the model.
    pub mantle_regions: Vec<RegionName>,
    on_demand: Vec<RegionName>,
    profiles: BTreeMap<String, Vec<RegionName>>,
    routes: BTreeMap<String, Routes>,
}

/// One model as offered in one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The model.
    pub model: BaseModelId,
    /// Whether the base id can be called on demand here.
    pub on_demand: bool,
    /// The system-defined inference profiles that can be called from here.
    pub profiles: Vec<OfferedProfile>,
}

/// A system-defined inference profile as seen from one source region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedProfile {
    /// Its id.
    pub id: ProfileId,
    /// Where a call may be served.
    pub destinations: Destinations,
}

type Routes = BTreeMap<RegionName, Vec<RegionName>>;

/// The whole catalogue.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The day the models and profiles were observed.
    pub observed_on: Date,
    /// Every region with a Bedrock control plane, in display order.
    pub regions: Vec<CatalogRegion>,
    /// Every Claude model seen, newest of each family first.
    pub models: Vec<CatalogModel>,
    routes: BTreeMap<String, Routes>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    observed_on: String,
    region: Vec<CatalogRegion>,
    sources: BTreeMap<String, Vec<RegionName>>,
    routes: BTreeMap<String, Routes>,
    model: Vec<FileModel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileModel {
    id: BaseModelId,
    name: String,
    family: Family,
    version: String,
    lifecycle: LifecycleStatus,
    launched_on: Option<String>,
    legacy_on: Option<String>,
    extended_access_on: Option<String>,
    end_of_life_on: Option<String>,
    needs_data_retention: Option<String>,
    #[serde(default)]
    mantle_only: bool,
    #[serde(default)]
    mantle_regions: Vec<RegionName>,
    #[serde(default)]
    on_demand: Vec<RegionName>,
    #[serde(default)]
    profiles: BTreeMap<String, String>,
    #[serde(default)]
    routes: BTreeMap<String, Routes>,
}

fn midnight(day: Option<&String>) -> Option<Timestamp> {
    let date: Date = day?.parse().ok()?;
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

impl Catalog {
    /// The catalogue that is part of the program.
    #[must_use]
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Catalog> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "the file is part of the binary, and a test reads it")]
            Catalog::parse(include_str!("../../assets/catalog.toml")).expect("assets/catalog.toml is well formed")
        });
        &BUNDLED
    }

    /// Reads a catalogue file.
    ///
    /// # Errors
    ///
    /// When the text is not TOML of the expected form, or names a list of regions it does not hold.
    pub fn parse(text: &str) -> Result<Self, CatalogError> {
        let file: File = toml::from_str(text)?;
        let mut models = Vec::with_capacity(file.model.len());
        for model in file.model {
            let mut profiles = BTreeMap::new();
            for (prefix, set) in model.profiles {
                let sources = file.sources.get(&set).ok_or(CatalogError::UnknownSources(set))?;
                profiles.insert(prefix, sources.clone());
            }
            models.push(CatalogModel {
                id: model.id,
                full_name: model.name,
                name: ModelName { family: model.family, version: model.version },
                lifecycle: Lifecycle {
                    status: model.lifecycle,
                    start_of_life_at: midnight(model.launched_on.as_ref()),
                    legacy_at: midnight(model.legacy_on.as_ref()),
                    extended_access_at: midnight(model.extended_access_on.as_ref()),
                    end_of_life_at: midnight(model.end_of_life_on.as_ref()),
                },
                needs_data_retention: model.needs_data_retention.is_some(),
                mantle_only: model.mantle_only,
                mantle_regions: model.mantle_regions,
                on_demand: model.on_demand,
                profiles,
                routes: model.routes,
            });
        }
        models.sort_by_cached_key(|model| (model.name.sort_key(), model.id.clone()));
        let observed_on = file.observed_on.parse().unwrap_or(Date::ZERO);
        Ok(Self { observed_on, regions: file.region, models, routes: file.routes })
    }

    /// What is known of a model.
    #[must_use]
    pub fn model(&self, id: &BaseModelId) -> Option<&CatalogModel> {
        self.models.iter().find(|model| model.id == *id)
    }

    /// What is known of a model's life in commercial regions.
    #[must_use]
    pub fn lifecycle(&self, id: &BaseModelId) -> Option<&Lifecycle> {
        self.model(id).map(|model| &model.lifecycle)
    }

    /// Family and version: the catalogue's, else what the id says.
    #[must_use]
    pub fn name(&self, id: &BaseModelId) -> ModelName {
        self.model(id).map_or_else(|| ModelName::from_id(id), |model| model.name.clone())
    }

    /// Whether the model wants the data-retention mode `aws_review`. Newer members of the Fable and Mythos families are
    /// assumed to, as all known ones do.
    #[must_use]
    pub fn needs_data_retention(&self, id: &BaseModelId) -> bool {
        let known = self.model(id).is_some_and(|model| model.needs_data_retention);
        known || matches!(self.name(id).family, Family::Fable | Family::Mythos)
    }

    /// What is known of a region.
    #[must_use]
    pub fn region(&self, name: &RegionName) -> Option<&CatalogRegion> {
        self.regions.iter().find(|region| region.name == *name)
    }

    /// Whether an account must enable the region before it can be used; `false` for one the catalogue does not know.
    #[must_use]
    pub fn is_opt_in(&self, name: &RegionName) -> bool {
        self.region(name).is_some_and(|region| region.opt_in)
    }

    /// Whether Anthropic's use-case form is filed for the region by itself: one form covers the regions that are enabled
    /// by default, an opt-in region wants its own (AWS user guide, model-access). So does, to be safe, an unknown one.
    #[must_use]
    pub fn has_own_use_case_form(&self, name: &RegionName) -> bool {
        self.region(name).is_none_or(|region| region.opt_in)
    }

    /// `us-west-2 (Oregon)`, or the bare name of a region the catalogue does not know.
    #[must_use]
    pub fn region_with_place(&self, name: &RegionName) -> String {
        self.region(name).map_or_else(|| name.to_string(), |region| format!("{name} ({})", region.place))
    }

    /// Where a region stands in display order; unknown ones come last.
    #[must_use]
    pub fn region_rank(&self, name: &RegionName) -> usize {
        self.regions.iter().position(|region| region.name == *name).unwrap_or(usize::MAX)
    }

    /// The models offered by the runtime endpoint of a region when the catalogue was made,
    /// profiles in the order geographic, then global.
    #[must_use]
    pub fn offers(&self, region: &RegionName) -> Vec<Offer> {
        let offer = |model: &CatalogModel| {
            let mut profiles: Vec<OfferedProfile> = model
                .profiles
                .iter()
                .filter(|(_, sources)| sources.contains(region))
                .filter_map(|(prefix, _)| {
                    let id: ProfileId = format!("{prefix}.{}", model.id).parse().ok()?;
                    let regions = self.destinations(model, prefix, region);
                    let destinations = Destinations { regions, anywhere: id.is_global() };
                    Some(OfferedProfile { id, destinations })
                })
                .collect();
            profiles.sort_by_key(|profile| profile.id.is_global());
            Offer { model: model.id.clone(), on_demand: model.on_demand.contains(region), profiles }
        };
        self.models.iter().map(offer).filter(|offer| offer.on_demand || !offer.profiles.is_empty()).collect()
    }

    fn destinations(&self, model: &CatalogModel, prefix: &str, source: &RegionName) -> Vec<RegionName> {
        let route = |routes: &BTreeMap<String, Routes>| routes.get(prefix)?.get(source).cloned();
        route(&model.routes).or_else(|| route(&self.routes)).unwrap_or_else(|| vec![source.clone()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(region: &str) -> Vec<Offer> {
        Catalog::bundled().offers(&region.parse().unwrap())
    }

    fn ids(region: &str, model: &str) -> Vec<String> {
        let wanted: BaseModelId = model.parse().unwrap();
        let offer = offers(region).into_iter().find(|offer| offer.model == wanted);
        offer.map(|offer| offer.profiles.iter().map(|profile| profile.id.to_string()).collect()).unwrap_or_default()
    }

    #[test]
    fn the_bundled_catalogue_says_what_was_observed() {
        let catalog = Catalog::bundled();
        assert_eq!(catalog.observed_on.to_string(), "2026-10-27");
        assert_eq!(catalog.regions.len(), 40);
        assert_eq!(
            offers("us-west-2").len(),
            17,
            "every profile model with a us. or global. profile there, and Fable 5.2"
        );
        assert_eq!(
            ids("ap-northeast-1", "anthropic.claude-opus-5-5"),
            ["jp.anthropic.claude-opus-5-5", "global.anthropic.claude-opus-5-5"]
        );
        assert_eq!(ids("us-gov-west-1", "anthropic.claude-opus-5"), ["us-gov.anthropic.claude-opus-5"]);
        assert!(offers("us-gov-west-1").iter().all(|offer| offer.profiles.iter().all(|p| !p.id.is_global())));
        assert!(offers("cn-north-1").is_empty());
    }

    #[test]
    fn destinations_depend_on_the_source_region() {
        let destinations = |region: &str| {
            let offer = offers(region).into_iter().find(|o| o.model.as_str() == "anthropic.claude-opus-5-5").unwrap();
            offer.profiles[0].destinations.regions.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(destinations("us-west-2"), ["us-east-1", "us-east-2", "us-west-2"]);
        assert_eq!(destinations("ca-west-1"), ["ca-west-1", "us-east-1", "us-east-2", "us-west-2"]);
        let apac = offers("ap-south-1").into_iter().find(|o| o.model.as_str().contains("3-5-sonnet-20240620")).unwrap();
        assert_eq!(apac.profiles[0].destinations.regions.len(), 5, "3.5 Sonnet routes to fewer regions than Sonnet 4");
    }

    #[test]
    fn runtime_on_demand_is_rare() {
        let on_demand = |region| {
            offers(region).into_iter().filter(|o| o.on_demand).map(|o| o.model.to_string()).collect::<Vec<_>>()
        };
        assert!(on_demand("us-east-1").is_empty());
        assert!(on_demand("eu-west-2").contains(&"anthropic.claude-opus-5-5".to_owned()));
    }
}
