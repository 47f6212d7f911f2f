//! What the filter lets through, in the order of the view in front, and what is pointed at. Worked out once for each
//! change and kept as places in the lists of [`Derived`](super::Derived); every pane and every key reads the same.

use super::{
    Cursor, Focus, Model, ModelRow, Query, Sorts, UseKey, View, ViewState,
    sort::{sort_models, sort_uses},
};
use crate::{catalog::RegionName, gaps::CheckedUse};

/// The visible parts of the lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Visible {
    /// The filter, read.
    pub(super) query: Query,
    /// Among the models, in the order of the view.
    pub(super) models: Vec<usize>,
    /// Among the models: those that are folded away, being retired.
    pub(super) retired: Vec<usize>,
    /// Among the regions.
    pub(super) regions: Vec<usize>,
    /// Among the uses of the check, in the order of the Claude Code view.
    pub(super) uses: Vec<usize>,
    /// The region pointed at: the cursor's, or the first one while the filter hides that; `None` when it hides all.
    pub(super) region: Option<usize>,
    /// The model pointed at: the cursor's, or the first one while the filter hides that.
    pub(super) model: Option<usize>,
    /// The call pointed at, likewise.
    pub(super) usage: Option<usize>,
    /// Everything about the cell pointed at.
    pub(super) focus: Option<Box<Focus>>,
    /// What of the screen all this follows from.
    asked: Option<Asked>,
}

/// What of the screen the lists follow from.
#[derive(Clone, Debug)]
struct Asked {
    filter: String,
    view: View,
    zoomed: bool,
    sorts: Sorts,
    cursor: Cursor,
}

impl Visible {
    /// Whether it was worked out for this screen.
    pub(super) fn is_for(&self, screen: &ViewState) -> bool {
        self.asked.as_ref().is_some_and(|asked| {
            (asked.view, asked.zoomed, asked.sorts) == (screen.view, screen.zoomed, screen.sorts)
                && (&asked.filter, &asked.cursor) == (&screen.filter, &screen.cursor)
        })
    }

    /// From the lists as they are, and what is typed, sorted by and pointed at.
    pub(super) fn of(model: &Model) -> Self {
        let ViewState { cursor, filter, view, zoomed, sorts, .. } = &model.screen;
        let query = Query::read(filter, model);
        let regions: Vec<(usize, &RegionName)> = query.regions(model).collect();
        let region = regions.iter().find(|(_, region)| **region == cursor.region).or(regions.first()).copied();
        let here = region.map_or(&cursor.region, |(_, region)| region);
        let considered: Vec<&RegionName> =
            if *view == View::Map { regions.iter().map(|(_, region)| *region).collect() } else { vec![&cursor.region] };
        let mut models: Vec<(usize, &ModelRow)> = query.models(model, &considered).collect();
        let folds = filter.is_empty() && !zoomed;
        let is_retired = |row: &ModelRow| folds && row.is_retired() && Some(&row.id) != cursor.model.as_ref();
        let retired = models.extract_if(.., |(_, row)| is_retired(row)).map(|(at, _)| at).collect();
        sort_models(model, here, &mut models);
        let row = models.iter().find(|(_, row)| Some(&row.id) == cursor.model.as_ref()).or(models.first()).copied();
        let mut uses: Vec<(usize, &CheckedUse)> = query.uses(model).collect();
        sort_uses(model, &mut uses);
        let is_cursor = |(_, checked): &&(usize, &CheckedUse)| Some(UseKey::from(*checked)) == cursor.usage;
        let usage = uses.iter().find(is_cursor).or(uses.first()).copied();
        Self {
            focus: focus(model, here, row.map(|(_, row)| row), usage.map(|(_, checked)| checked)).map(Box::new),
            models: places(&models),
            retired,
            regions: places(&regions),
            uses: places(&uses),
            region: region.map(|(at, _)| at),
            model: row.map(|(at, _)| at),
            usage: usage.map(|(at, _)| at),
            asked: Some(Asked {
                filter: filter.clone(),
                view: *view,
                zoomed: *zoomed,
                sorts: *sorts,
                cursor: cursor.clone(),
            }),
            query,
        }
    }
}

fn places<T>(list: &[(usize, T)]) -> Vec<usize> {
    list.iter().map(|(at, _)| *at).collect()
}

/// Everything about the cell pointed at. In the Claude Code view that is the call under the cursor, or the same model
/// elsewhere once the region was moved.
fn focus(model: &Model, region: &RegionName, row: Option<&ModelRow>, usage: Option<&CheckedUse>) -> Option<Focus> {
    if model.screen.view != View::Calls {
        return Some(Focus::on(model, region, &row?.id));
    }
    let checked = usage?;
    Some(match &checked.ladder.cell.model {
        Some(id) if checked.usage.region != *region => Focus::on(model, region, id),
        _ => Focus::of_use(checked),
    })
}
