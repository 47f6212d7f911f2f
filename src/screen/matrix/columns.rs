//! Which regions get a column: all if they fit; else the geography in focus, and the others folded into one column
//! each; else as many of those as fit around it. A geography with a marked region is the last to be folded.

use std::collections::BTreeSet;

use crate::{catalog::RegionName, dashboard::text::width};

/// One geography.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group<'a> {
    pub(super) title: String,
    pub(super) regions: Vec<&'a RegionName>,
    /// One column of numbers instead of one for each region.
    pub(super) folded: bool,
}

/// The groups on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown<'a> {
    pub(super) groups: Vec<Group<'a>>,
    /// Whether there are regions to the left of them.
    pub(super) more_left: bool,
    /// Whether there are regions to the right of them.
    pub(super) more_right: bool,
}

impl Shown<'_> {
    /// The regions that have a column of their own.
    pub(super) fn open(&self) -> impl Iterator<Item = &RegionName> {
        self.groups.iter().filter(|group| !group.folded).flat_map(|group| group.regions.iter().copied())
    }

    /// Lines of the names over the columns, each letter on its own.
    pub(super) fn name_lines(&self) -> usize {
        self.open().map(|region| width(&region.short())).max().unwrap_or(1)
    }
}

/// Columns of one region: a gap, which may hold a bracket or a sign, and a glyph.
pub(super) const REGION: usize = 2;

impl Group<'_> {
    /// All columns of the group. The last is a gap like the first of each region.
    pub(super) fn width(&self) -> usize {
        let count = self.regions.len();
        let cells = if self.folded { format!(" {count}/{count} ").len() } else { self.cells() };
        cells.max(width(&self.title) + 1)
    }

    /// Columns of its regions, and the gap behind them.
    pub(super) fn cells(&self) -> usize {
        self.regions.len() * REGION + 1
    }

    fn fold_if_narrower(mut self, fold: bool) -> Self {
        self.folded = true;
        let folded = self.width();
        self.folded = false;
        self.folded = fold && folded < self.width();
        self
    }
}

/// Chooses the columns for a width, so that the region in focus is among them.
pub(super) fn fit<'a>(
    regions: &[&'a RegionName],
    here: &RegionName,
    marks: &BTreeSet<RegionName>,
    room: usize,
) -> Shown<'a> {
    let groups = group(regions);
    let focus = groups.iter().position(|group| group.regions.contains(&here)).unwrap_or(0);
    let total = |groups: &[Group<'_>]| groups.iter().map(Group::width).sum::<usize>();
    if total(&groups) <= room {
        return Shown { groups, more_left: false, more_right: false };
    }
    let mut folded: Vec<Group<'a>> =
        groups.into_iter().enumerate().map(|(index, group)| group.fold_if_narrower(index != focus)).collect();
    let marked = |group: &Group<'_>| group.regions.iter().any(|region| marks.contains(*region));
    let mut order: Vec<usize> = (0..folded.len()).collect();
    order.sort_by_key(|index| !folded.get(*index).is_some_and(marked));
    for index in order {
        let mut wider = folded.clone();
        if let Some(group) = wider.get_mut(index) {
            group.folded = false;
        }
        if total(&wider) <= room {
            folded = wider;
        }
    }
    part(folded, focus, here, room)
}

fn group<'a>(regions: &[&'a RegionName]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for region in regions {
        let title = region.geography().to_uppercase();
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.regions.push(region),
            None => groups.push(Group { title, regions: vec![region], folded: false }),
        }
    }
    groups
}

/// The groups around the one in focus that fit, starting as far left as possible.
fn part<'a>(mut groups: Vec<Group<'a>>, focus: usize, here: &RegionName, room: usize) -> Shown<'a> {
    let width_of = |groups: &[Group<'_>], from: usize, to: usize| {
        groups.get(from..=to).map_or(0, |groups| groups.iter().map(Group::width).sum())
    };
    let mut from = 0;
    while from < focus && width_of(&groups, from, focus) > room {
        from += 1;
    }
    let mut cut = (false, false);
    if let Some(group) = groups.get_mut(focus).filter(|group| from == focus && group.width() > room) {
        cut = cut_to(group, here, room);
    }
    let mut to = focus;
    while to + 1 < groups.len() && width_of(&groups, from, to + 1) <= room {
        to += 1;
    }
    let more_right = cut.1 || to + 1 < groups.len();
    let groups = groups.into_iter().skip(from).take(to + 1 - from).collect();
    Shown { groups, more_left: cut.0 || from > 0, more_right }
}

/// Leaves the regions of one group that fit, the one in focus and a neighbour to its right among them.
fn cut_to(group: &mut Group<'_>, here: &RegionName, room: usize) -> (bool, bool) {
    let at = group.regions.iter().position(|region| *region == here).unwrap_or(0);
    let wanted = (at + 1).min(group.regions.len().saturating_sub(1));
    let fits = |regions: &[&RegionName]| regions.len() * REGION < room;
    let mut from = 0;
    while from < at && !group.regions.get(from..=wanted).is_some_and(fits) {
        from += 1;
    }
    let mut to = at;
    while to + 1 < group.regions.len() && group.regions.get(from..=to + 1).is_some_and(fits) {
        to += 1;
    }
    let more_right = to + 1 < group.regions.len();
    group.regions = group.regions.iter().copied().skip(from).take(to + 1 - from).collect();
    (from > 0, more_right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions() -> Vec<RegionName> {
        let names = "us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 eu-central-1 eu-north-1 eu-west-1 \
                     eu-west-2 eu-west-3 ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 sa-east-1";
        names.split_whitespace().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn the_region_in_focus_always_has_a_column_of_its_own() {
        let regions = regions();
        let all: Vec<&RegionName> = regions.iter().collect();
        for here in &regions {
            for room in 0..120 {
                let shown = fit(&all, here, &BTreeSet::new(), room);
                let open = shown.groups.iter().find(|group| group.regions.contains(&here));
                assert!(open.is_some_and(|group| !group.folded), "{here} in {room} columns");
                let width: usize = shown.groups.iter().map(Group::width).sum();
                assert!(width <= room.max(8), "{here}: {width} columns in {room}");
            }
        }
    }

    #[test]
    fn everything_is_shown_when_it_fits_and_folded_when_not() {
        let regions = regions();
        let all: Vec<&RegionName> = regions.iter().collect();
        let here = &regions[3];
        let wide = fit(&all, here, &BTreeSet::new(), 200);
        assert!(wide.groups.iter().all(|group| !group.folded) && !wide.more_left && !wide.more_right);
        let narrow = fit(&all, here, &BTreeSet::new(), 30);
        let folded: Vec<&str> =
            narrow.groups.iter().filter(|group| group.folded).map(|group| group.title.as_str()).collect();
        assert_eq!(folded, ["EU", "AP"]);
        assert!(!narrow.more_right);
    }
}
