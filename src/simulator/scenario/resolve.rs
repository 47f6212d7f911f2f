//! From a scenario as written to the regions and models it has.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    ApplicationProfile, Listing, Region, Scenario,
    dates::Calendar,
    file::{ApplicationProfileRule, File, OfferRule, Origin},
    rules::RegionState,
};
use crate::catalog::{
    BaseModelId, Catalog, CatalogRegion, Destinations, Lifecycle, LifecycleStatus, ModelName, ModelRef, OfferedProfile,
    ProfileId, RegionName,
};

/// Works out regions and offers.
///
/// # Errors
///
/// In one sentence, when the parts do not fit together.
pub(super) fn resolve(name: &str, file: File, now: Timestamp) -> Result<Scenario, String> {
    let partition = file.account.partition.unwrap_or(file.account.home.partition());
    let regions = regions(&file, |region| region.name.partition() == partition);
    if !regions.contains_key(&file.account.home) {
        return Err(format!("the home region {} is not a Bedrock region of {partition}", file.account.home));
    }
    if !file.account.arn.starts_with(&format!("arn:{partition}:")) || !file.account.arn.contains(&file.account.id.0) {
        return Err(format!("the ARN {} is not one of account {} in {partition}", file.account.arn, file.account.id.0));
    }
    if let Some(rule) = file.fault.iter().find(|rule| !(0.0..=1.0).contains(&rule.probability)) {
        return Err(format!("a probability lies between 0 and 1, not at {}", rule.probability));
    }
    let calendar = Calendar::new(file.today, now);
    let mut listings = BTreeMap::new();
    for region in regions.keys() {
        listings.insert(region.clone(), offers(&file, region, calendar)?);
    }
    let application_profiles = application_profiles(&file, &listings)?;
    Ok(Scenario { name: name.to_owned(), file, partition, regions, listings, application_profiles })
}

/// The account's own profiles, in each region they name that has what they were copied from.
fn application_profiles(
    file: &File,
    listings: &BTreeMap<RegionName, Vec<Listing>>,
) -> Result<BTreeMap<RegionName, Vec<ApplicationProfile>>, String> {
    let mut profiles: BTreeMap<RegionName, Vec<ApplicationProfile>> = BTreeMap::new();
    for rule in &file.application_profile {
        let here = listings.iter().filter(|(region, _)| rule.regions.matches(region.as_str()));
        let made = here.filter_map(|(region, listings)| Some((region.clone(), copied(rule, region, listings)?)));
        let made: Vec<_> = made.collect();
        if made.is_empty() {
            return Err(format!(
                "the application profile {} is made from {}, offered in none of its regions",
                rule.id, rule.model
            ));
        }
        for (region, profile) in made {
            profiles.entry(region).or_default().push(profile);
        }
    }
    Ok(profiles)
}

/// A copy of a model serves it in its own region, a copy of a system-defined profile wherever that one does.
fn copied(rule: &ApplicationProfileRule, region: &RegionName, listings: &[Listing]) -> Option<ApplicationProfile> {
    let profile = |model: &BaseModelId, destinations| ApplicationProfile {
        id: rule.id.clone(),
        name: rule.name.clone(),
        model: model.clone(),
        destinations,
    };
    let offered = |model: &BaseModelId| listings.iter().find(|listing| !listing.ended && listing.model == *model);
    match ModelRef::parse(&rule.model) {
        ModelRef::Base(model) => {
            offered(&model).filter(|listing| listing.on_demand)?;
            Some(profile(&model, Destinations::only(region)))
        }
        ModelRef::Profile(id) => {
            let source = offered(id.base())?.profiles.iter().find(|profile| profile.id == id)?;
            Some(profile(id.base(), source.destinations.clone()))
        }
        ModelRef::Arn(_) | ModelRef::Other(_) => None,
    }
}

fn regions(file: &File, wanted: impl Fn(&CatalogRegion) -> bool) -> BTreeMap<RegionName, Region> {
    let known = Catalog::bundled().regions.iter().filter(|region| wanted(region));
    known
        .map(|region| {
            let by_default = if region.opt_in { RegionState::Disabled } else { RegionState::EnabledByDefault };
            let rule = file.region.iter().rfind(|rule| rule.regions.matches(region.name.as_str()));
            let state = rule.map_or(by_default, |rule| rule.state);
            (region.name.clone(), Region { opt_in: region.opt_in, state })
        })
        .collect()
}

fn offers(file: &File, region: &RegionName, calendar: Calendar) -> Result<Vec<Listing>, String> {
    let mut listings = match file.offers {
        Origin::Catalogue => catalogued(region),
        Origin::Nothing => Vec::new(),
    };
    for rule in file.offer.iter().filter(|rule| rule.regions.matches(region.as_str())) {
        if rule.remove {
            listings.retain(|listing| !rule.models.matches(listing.model.as_str()));
            continue;
        }
        for id in rule.models.literals() {
            if !listings.iter().any(|listing| listing.model.as_str() == id) {
                let model: BaseModelId = id.parse().map_err(|error| format!("{error}"))?;
                listings.push(unlisted(model));
            }
        }
        for listing in listings.iter_mut().filter(|listing| rule.models.matches(listing.model.as_str())) {
            apply(rule, region, listing)?;
        }
    }
    let launched = |listing: &Listing| listing.lifecycle.start_of_life_at.is_none_or(|launch| launch <= calendar.today);
    listings.retain(|listing| {
        launched(listing) && (listing.on_demand || !listing.profiles.is_empty() || ended(listing, calendar))
    });
    for listing in &mut listings {
        listing.ended = ended(listing, calendar);
        shift(&mut listing.lifecycle, calendar);
    }
    Ok(listings)
}

/// What the catalogue offers in the region, and the models it knows to have ended everywhere.
fn catalogued(region: &RegionName) -> Vec<Listing> {
    let catalog = Catalog::bundled();
    let mut listings: Vec<Listing> = catalog
        .offers(region)
        .into_iter()
        .map(|offer| Listing { on_demand: offer.on_demand, profiles: offer.profiles, ..unlisted(offer.model) })
        .collect();
    let gone = catalog.models.iter().filter(|model| model.lifecycle.status == LifecycleStatus::EndOfLife);
    for model in gone {
        if !listings.iter().any(|listing| listing.model == model.id) {
            listings.push(unlisted(model.id.clone()));
        }
    }
    listings
}

/// A model with what the catalogue knows of it, offered in no form.
fn unlisted(model: BaseModelId) -> Listing {
    let known = Catalog::bundled().model(&model);
    Listing {
        name: known
            .map_or_else(|| format!("Claude {}", ModelName::from_id(&model).short()), |known| known.full_name.clone()),
        lifecycle: known.map_or_else(
            || Lifecycle { status: LifecycleStatus::Active, ..Lifecycle::default() },
            |known| known.lifecycle.clone(),
        ),
        needs_data_retention: known.is_some_and(|known| known.needs_data_retention),
        model,
        on_demand: false,
        profiles: Vec::new(),
        context_variants: Vec::new(),
        ended: false,
    }
}

fn apply(rule: &OfferRule, region: &RegionName, listing: &mut Listing) -> Result<(), String> {
    if let Some(name) = &rule.name {
        listing.name.clone_from(name);
    }
    listing.on_demand = rule.on_demand.unwrap_or(listing.on_demand);
    listing.needs_data_retention = rule.needs_data_retention.unwrap_or(listing.needs_data_retention);
    if let Some(variants) = &rule.context_variants {
        listing.context_variants.clone_from(variants);
    }
    if let Some(prefixes) = &rule.profiles {
        let profile = |prefix: &String| profile(rule, region, listing, prefix);
        listing.profiles = prefixes.iter().map(profile).collect::<Result<_, _>>()?;
    }
    let lifecycle = &mut listing.lifecycle;
    lifecycle.status = rule.lifecycle.unwrap_or(lifecycle.status);
    for (day, at) in [
        (rule.launched_on, &mut lifecycle.start_of_life_at),
        (rule.legacy_on, &mut lifecycle.legacy_at),
        (rule.extended_access_on, &mut lifecycle.extended_access_at),
        (rule.end_of_life_on, &mut lifecycle.end_of_life_at),
    ] {
        if let Some(day) = day {
            *at = day.midnight();
        }
    }
    Ok(())
}

/// Where a profile routes to: as the rule says, else as the catalogue has it, else nowhere but home.
fn profile(rule: &OfferRule, region: &RegionName, listing: &Listing, prefix: &str) -> Result<OfferedProfile, String> {
    let id: ProfileId = format!("{prefix}.{}", listing.model).parse().map_err(|error| format!("{error}"))?;
    let known = listing.profiles.iter().find(|profile| profile.id == id);
    let regions = rule.destinations.clone().or_else(|| known.map(|profile| profile.destinations.regions.clone()));
    let regions = regions.unwrap_or_else(|| vec![region.clone()]);
    let destinations = Destinations { regions, anywhere: id.is_global() };
    Ok(OfferedProfile { id, destinations })
}

fn ended(listing: &Listing, calendar: Calendar) -> bool {
    listing.lifecycle.end_of_life_at.is_some_and(|end| end <= calendar.today)
}

fn shift(lifecycle: &mut Lifecycle, calendar: Calendar) {
    for at in [
        &mut lifecycle.start_of_life_at,
        &mut lifecycle.legacy_at,
        &mut lifecycle.extended_access_at,
        &mut lifecycle.end_of_life_at,
    ] {
        *at = calendar.shifted(*at);
    }
}
