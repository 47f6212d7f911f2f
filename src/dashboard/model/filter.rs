//! What a filter means for the lists.
//!
//! A plain word is about regions when a region is called so, about models when a model or the role that calls it is,
//! and otherwise about verdicts. Terms about regions choose columns; terms about models choose rows. Terms about
//! verdicts and gates choose rows as well: a model stays when one of its visible cells fits all of them at once, and
//! with `-` when none of its visible cells fits.

mod terms;

use terms::REFUSED;
use terms::Term;
pub use terms::{Key, Terms, complete};

use super::{CellSummary, Model, ModelRow};
use crate::{
    access::{Verdict, VerdictChange},
    catalog::{Catalog, RegionName},
    claude_code::Role,
    gaps::CheckedUse,
    words::{InWords as _, role_in_short},
};

/// A filter, with each term already assigned to what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    rows: Vec<Term>,
    regions: Vec<Term>,
    cells: Vec<Term>,
}

impl Query {
    /// Reads a filter. Geographies count as a whole (`us` is not in `opus` by accident).
    #[must_use]
    pub fn read(text: &str, model: &Model) -> Self {
        let mut query = Self::default();
        for term in Terms::read(text).0.0 {
            match about(&term, model) {
                About::Rows => query.rows.push(term),
                About::Regions => query.regions.push(term),
                About::Cells => query.cells.push(term),
            }
        }
        query
    }

    /// The models it lets through with their places, where verdicts count in these regions.
    pub(super) fn models<'a>(
        &self,
        model: &'a Model,
        regions: &[&RegionName],
    ) -> impl Iterator<Item = (usize, &'a ModelRow)> {
        let lets = |row: &ModelRow| {
            let cells = || regions.iter().filter_map(|region| model.derived.cell(region, &row.id));
            self.rows.iter().all(|term| term.holds(|key, value| row_fits(model, row, key, value)))
                && self.lets_verdicts(|| cells().map(seen), |_| false)
        };
        model.derived.models.iter().enumerate().filter(move |(_, row)| lets(row))
    }

    /// Whether a cell fits what is said of verdicts: one that does not is dimmed.
    pub(super) fn lets_cell(&self, cell: &CellSummary) -> bool {
        self.lets_verdicts(|| std::iter::once(seen(cell)), |_| false)
    }

    /// The regions it lets through with their places.
    pub(super) fn regions<'a>(&self, model: &'a Model) -> impl Iterator<Item = (usize, &'a RegionName)> {
        let lets = |region: &RegionName| {
            self.regions.iter().all(|term| term.holds(|_, value| region_fits(region, value, model.catalog)))
        };
        model.derived.regions.iter().enumerate().filter(move |(_, region)| lets(region))
    }

    /// The calls it lets through with their places, what fails first.
    pub(super) fn uses<'a>(&self, model: &'a Model) -> impl Iterator<Item = (usize, &'a CheckedUse)> {
        let uses = &model.derived.check.uses;
        let ordered = model.derived.order.iter().filter_map(|at| Some((*at, uses.get(*at)?)));
        ordered.filter(|(_, checked)| self.lets_use(model, checked))
    }

    /// A change fits a verdict when the one before or the one after does.
    pub(super) fn lets_change(&self, model: &Model, change: &VerdictChange) -> bool {
        let row = model.derived.row(&change.model);
        let name = row.map_or_else(|| model.catalog.name(&change.model).short().to_lowercase(), model_text);
        let fits = |key, value: &str| match (key, row) {
            (Some(_), Some(row)) => row_fits(model, row, key, value),
            _ => name.contains(value),
        };
        self.rows.iter().all(|term| term.holds(fits))
            && self.regions.iter().all(|term| term.holds(|_, value| region_fits(&change.region, value, model.catalog)))
            && self.lets_verdicts(|| [change.before.verdict, change.after.verdict].map(on).into_iter(), |_| false)
    }

    fn lets_use(&self, model: &Model, checked: &CheckedUse) -> bool {
        let usage = &checked.usage;
        let row = checked.ladder.cell.model.as_ref().and_then(|id| model.derived.row(id));
        let name = row.map(model_text).unwrap_or_default();
        let id = usage.invoked.to_string().to_lowercase();
        let text = format!("{name} {} {id} {}", checked.role(), usage.when).to_lowercase();
        let fits = |key, value: &str| match key {
            None => text.contains(value),
            Some(Key::Id) => id.contains(value),
            Some(Key::Role) => is_called(usage.role, value),
            Some(Key::Used) => "yes".starts_with(value),
            Some(_) => row.is_some_and(|row| row_fits(model, row, key, value)),
        };
        self.rows.iter().all(|term| term.holds(fits))
            && self.regions.iter().all(|term| term.holds(|_, value| region_fits(&usage.region, value, model.catalog)))
            && self.lets_verdicts(|| std::iter::once(on(checked.verdict)), |word| text.contains(word))
    }

    /// All terms that must hold do so for one of the verdicts; those that must not do so for none. A word that is no
    /// verdict may be in another text.
    fn lets_verdicts<I: Iterator<Item = Seen>>(
        &self,
        verdicts: impl Fn() -> I,
        elsewhere: impl Fn(&str) -> bool,
    ) -> bool {
        let fits = |term: &Term, Seen { verdict, off }| {
            let said = |value: &String| {
                (!off || term.key == Some(Key::Gate)) && says(verdict, term.key, value)
                    || (term.key.is_none() && elsewhere(value))
            };
            term.values.iter().any(said)
        };
        let (without, with): (Vec<&Term>, Vec<&Term>) = self.cells.iter().partition(|term| term.negated);
        (with.is_empty() || verdicts().any(|verdict| with.iter().all(|term| fits(term, verdict))))
            && !verdicts().any(|verdict| without.iter().any(|term| fits(term, verdict)))
    }
}

/// A verdict as a filter sees it. A region that is off blocks nothing but itself.
#[derive(Clone, Copy)]
struct Seen {
    verdict: Verdict,
    off: bool,
}

fn seen(cell: &CellSummary) -> Seen {
    Seen { verdict: cell.verdict, off: cell.off }
}

fn on(verdict: Verdict) -> Seen {
    Seen { verdict, off: false }
}

impl Term {
    fn holds(&self, fits: impl Fn(Option<Key>, &str) -> bool) -> bool {
        self.values.iter().any(|value| fits(self.key, value)) != self.negated
    }
}

/// What a term chooses among.
enum About {
    Rows,
    Regions,
    Cells,
}

/// The first value of a plain word decides.
fn about(term: &Term, model: &Model) -> About {
    match term.key {
        Some(Key::Region) => return About::Regions,
        Some(Key::Verdict | Key::Gate) => return About::Cells,
        Some(_) => return About::Rows,
        None => {}
    }
    let Some(word) = term.values.first() else { return About::Cells };
    let regions = || model.derived.regions.iter();
    if regions().any(|region| region.geography() == word) {
        About::Regions
    } else if model.derived.models.iter().any(|row| model_text(row).contains(word)) {
        About::Rows
    } else if regions().any(|region| region_fits(region, word, model.catalog)) {
        About::Regions
    } else {
        About::Cells
    }
}

fn row_fits(model: &Model, row: &ModelRow, key: Option<Key>, value: &str) -> bool {
    let of_row = |checked: &&CheckedUse| checked.ladder.cell.model.as_ref() == Some(&row.id);
    let mut calls = model.derived.check.uses.iter().filter(of_row);
    match key {
        Some(Key::Model) => row.name.short().to_lowercase().contains(value),
        Some(Key::Family) => row.name.family.to_string().starts_with(value),
        Some(Key::Id) => {
            row.id.as_str().contains(value) || calls.any(|checked| checked.usage.invoked.to_string().contains(value))
        }
        Some(Key::Role) => row.roles.iter().any(|role| is_called(*role, value)),
        Some(Key::Used) => if row.roles.is_empty() { "no" } else { "yes" }.starts_with(value),
        Some(Key::Life) => row.life.map_or_else(|| "active".to_owned(), |life| life.to_string()).starts_with(value),
        Some(Key::Region | Key::Verdict | Key::Gate) | None => model_text(row).contains(value),
    }
}

fn is_called(role: Role, word: &str) -> bool {
    role.to_string().starts_with(word) || role_in_short(role).starts_with(word)
}

fn model_text(row: &ModelRow) -> String {
    let roles: Vec<&str> = row.roles.iter().map(|role| role_in_short(*role)).collect();
    format!("{} {} {}", row.name.short(), row.name.family, roles.join(" ")).to_lowercase()
}

fn region_fits(region: &RegionName, word: &str, catalog: &Catalog) -> bool {
    region.geography() == word || catalog.region_with_place(region).to_lowercase().contains(word)
}

fn says(verdict: Verdict, key: Option<Key>, word: &str) -> bool {
    if key == Some(Key::Gate) {
        return verdict.gate().is_some_and(|gate| gate.to_string().starts_with(word));
    }
    let refused = REFUSED.starts_with(word) && verdict.is_refused() && verdict != Verdict::NotOffered;
    verdict.words().word.starts_with(word) || (!word.is_empty() && refused)
}
