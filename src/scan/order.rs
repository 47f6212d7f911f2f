//! Which regions, and in which order. Pure.

use std::collections::BTreeMap;

use super::{RegionChoice, ScanRequest};
use crate::{
    catalog::{Catalog, Partition, RegionName},
    survey::RegionOptIn,
};

/// The regions that go first: those asked for that belong to the partition, each once.
pub(super) fn first(request: &ScanRequest, partition: Partition) -> Vec<RegionName> {
    let chosen = |region: &RegionName| match &request.regions {
        RegionChoice::These(these) => these.contains(region),
        RegionChoice::Enabled | RegionChoice::All => region.partition() == partition,
    };
    let mut first: Vec<RegionName> = Vec::new();
    for region in request.first.iter().filter(|region| chosen(region) && region.partition().has_bedrock()) {
        if !first.contains(region) {
            first.push(region.clone());
        }
    }
    first
}

/// The regions after those. Without a list of the account's regions every region of the partition is asked: one that
/// is not enabled says so itself.
pub(super) fn rest(
    request: &ScanRequest,
    partition: Partition,
    opted: Option<&BTreeMap<RegionName, RegionOptIn>>,
    first: &[RegionName],
    catalog: &Catalog,
) -> Vec<RegionName> {
    let usable = |region: &RegionName| opted.and_then(|opted| opted.get(region)).is_none_or(|state| state.is_usable());
    let known = catalog.regions.iter().map(|region| region.name.clone()).filter(|name| name.partition() == partition);
    let chosen: Vec<RegionName> = match &request.regions {
        RegionChoice::These(these) => these.clone(),
        RegionChoice::All => known.collect(),
        RegionChoice::Enabled => known.filter(usable).collect(),
    };
    // There is nobody to ask in a partition without Bedrock.
    let there = |region: &RegionName| region.partition().has_bedrock() && !first.contains(region);
    chosen.into_iter().filter(there).collect()
}

/// The regions that are asked what comes last: those of the request that belong to the partition, each once.
pub(super) fn closely(request: &ScanRequest, partition: Partition) -> Vec<RegionName> {
    let mut regions: Vec<RegionName> = Vec::new();
    for region in request.closely.iter().filter(|region| region.partition() == partition && partition.has_bedrock()) {
        if !regions.contains(region) {
            regions.push(region.clone());
        }
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<RegionName> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn the_focus_comes_first_and_nothing_is_asked_twice() {
        let request = ScanRequest { first: names(&["eu-west-1", "us-west-2", "eu-west-1"]), ..ScanRequest::default() };
        let first = first(&request, Partition::Aws);
        assert_eq!(first, names(&["eu-west-1", "us-west-2"]));
        let opted = BTreeMap::from([
            ("us-east-1".parse().unwrap(), RegionOptIn::EnabledByDefault),
            ("af-south-1".parse().unwrap(), RegionOptIn::Disabled),
        ]);
        let rest = rest(&request, Partition::Aws, Some(&opted), &first, Catalog::bundled());
        assert_eq!(rest.first(), names(&["us-east-1"]).first());
        assert!(!rest.contains(&"af-south-1".parse().unwrap()) && !rest.iter().any(|region| first.contains(region)));
        assert!(rest.iter().all(|region| region.partition() == Partition::Aws));
    }

    #[test]
    fn another_partition_is_never_asked_with_these_credentials() {
        let request =
            ScanRequest { first: names(&["us-gov-west-1"]), regions: RegionChoice::All, ..ScanRequest::default() };
        assert!(first(&request, Partition::Aws).is_empty());
        let rest = rest(&request, Partition::AwsUsGov, None, &[], Catalog::bundled());
        assert_eq!(rest, names(&["us-gov-west-1", "us-gov-east-1"]));
    }
}
