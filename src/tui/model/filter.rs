//! The filter: words, all of which must match.
//!
//! A word is about regions when a region is called so, about models when a model or the role that calls it is, and
//! otherwise about verdicts.

use super::{Model, ModelRow, View};
use crate::{
    access::{Verdict, VerdictChange},
    catalog::{Catalog, RegionName},
    gaps::CheckedUse,
};

/// A filter, with each word already assigned to what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    models: Vec<String>,
    regions: Vec<String>,
    verdicts: Vec<String>,
}

impl Query {
    /// Reads a filter. Geographies count as a whole (`us` is not in `opus` by accident).
    #[must_use]
    pub fn read(text: &str, model: &Model) -> Self {
        let mut query = Self::default();
        let rows = || model.derived.models.iter();
        let regions = || model.derived.regions.iter();
        for word in text.split_whitespace().map(str::to_lowercase) {
            if regions().any(|region| region.geography() == word) {
                query.regions.push(word);
            } else if rows().any(|row| model_text(row).contains(&word)) {
                query.models.push(word);
            } else if regions().any(|region| region_text(region, model.catalog).contains(&word)) {
                query.regions.push(word);
            } else {
                query.verdicts.push(word);
            }
        }
        query
    }

    pub(super) fn models<'a>(&self, model: &'a Model) -> Vec<&'a ModelRow> {
        let regions = if model.view == View::Matrix { self.regions(model) } else { vec![&model.cursor.region] };
        let lets = |row: &&ModelRow| {
            let text = model_text(row);
            let verdicts = || regions.iter().filter_map(|region| model.derived.cell(region, &row.id));
            self.models.iter().all(|word| text.contains(word))
                && self.verdicts.iter().all(|word| verdicts().any(|cell| says(cell.verdict, word)))
        };
        model.derived.models.iter().filter(lets).collect()
    }

    pub(super) fn regions<'a>(&self, model: &'a Model) -> Vec<&'a RegionName> {
        let lets = |region: &&RegionName| {
            let text = region_text(region, model.catalog);
            self.regions.iter().all(|word| region.geography() == word || text.contains(word))
        };
        model.derived.regions.iter().filter(lets).collect()
    }

    pub(super) fn lets_change(&self, model: &Model, change: &VerdictChange) -> bool {
        let text = model.derived.row(&change.model).map(model_text);
        let text = text.unwrap_or_else(|| model.catalog.name(&change.model).short().to_lowercase());
        let region = region_text(&change.region, model.catalog);
        let either = |word: &String| says(change.before.verdict, word) || says(change.after.verdict, word);
        self.models.iter().all(|word| text.contains(word))
            && self.regions.iter().all(|word| change.region.geography() == word || region.contains(word))
            && self.verdicts.iter().all(either)
    }

    pub(super) fn lets_use(&self, model: &Model, checked: &CheckedUse) -> bool {
        let row = checked.ladder.cell.model.as_ref().and_then(|id| model.derived.row(id));
        let usage = &checked.usage;
        let name = row.map(model_text).unwrap_or_default();
        let text = format!("{name} {} {} {}", checked.role(), usage.invoked, usage.when).to_lowercase();
        let region = region_text(&usage.region, model.catalog);
        self.models.iter().all(|word| text.contains(word))
            && self.regions.iter().all(|word| region.contains(word))
            && self.verdicts.iter().all(|word| says(checked.verdict, word) || text.contains(word))
    }
}

impl Model {
    /// The filter as it stands, while it is typed as well.
    #[must_use]
    pub fn query(&self) -> Query {
        Query::read(&self.filter, self)
    }
}

fn model_text(row: &ModelRow) -> String {
    let roles: Vec<&str> = row.roles.iter().map(|role| role.short()).collect();
    format!("{} {} {}", row.name.short(), row.name.family, roles.join(" ")).to_lowercase()
}

fn region_text(region: &RegionName, catalog: &Catalog) -> String {
    catalog.region_with_place(region).to_lowercase()
}

/// `shut` is every verdict that is, as in the legend.
fn says(verdict: Verdict, word: &str) -> bool {
    verdict.word().starts_with(word) || (word == "shut" && verdict.is_shut() && verdict != Verdict::NotOffered)
}
