//! The list as people read it on a terminal: models × regions, a glyph a cell, then why what is not open is not.

use std::collections::BTreeMap;

use super::{RegionState, RegionView, Row};
use crate::{
    access::VerdictKind,
    catalog::RegionName,
    report::cell::Cell,
    words::{
        InWords as _, REGION_OFF, VERDICTS, Words,
        text::{pad, width},
    },
};

/// Columns of a region: a gap and a glyph.
const REGION: usize = 2;

/// Regions and models named one by one where a reason holds for so few.
const REGIONS: usize = 3;
const MODELS: usize = 8;

/// Regions that stand side by side, by geography.
type Block<'a> = Vec<(&'a str, Vec<&'a RegionName>)>;

/// The whole map, in as many blocks of regions as a terminal of that width needs.
pub(super) fn lines(rows: &[Row], regions: &[(RegionName, RegionView)], columns: usize) -> Vec<Cell> {
    let shown = regions.iter().filter(|(_, view)| view.state != RegionState::Skipped);
    let names: Vec<&RegionName> = shown.map(|(name, _)| name).collect();
    let cells: BTreeMap<(&str, &str), &Row> =
        rows.iter().map(|row| ((row.model.id.as_str(), row.region.as_str()), row)).collect();
    let mut models: Vec<(&str, &str)> = Vec::new();
    for row in rows {
        if !models.iter().any(|(id, _)| *id == row.model.id) {
            models.push((&row.model.id, &row.model.name));
        }
    }
    let label = models.iter().map(|(_, name)| width(name)).max().unwrap_or(0) + 1;
    let mut lines = Vec::new();
    for block in blocks(&names, columns.saturating_sub(label)) {
        lines.extend(heads(&block, label));
        for (id, name) in &models {
            let mut pieces = vec![(None, pad(name, label))];
            for (geography, regions) in &block {
                let cell = |region: &&RegionName| cells.get(&(*id, region.as_str())).map(|row| sign(row, is_off(row)));
                pieces.extend(regions.iter().map(|region| match cell(region) {
                    Some(words) => (Some(words), format!(" {}", words.glyph)),
                    None => (None, "  ".to_owned()),
                }));
                pieces.push((None, " ".repeat(rest(geography, regions))));
            }
            lines.push(Cell::Line(pieces));
        }
        lines.push(Cell::from(""));
    }
    lines.push(legend(rows));
    lines.push(Cell::from(""));
    lines.extend(why(rows, &models));
    lines
}

/// Whether the row is about a region that is off.
fn is_off(row: &Row) -> bool {
    row.verdict.gate.as_deref() == Some("region")
}

/// A region that is off says nothing of a model.
fn sign(row: &Row, off: bool) -> &'static Words {
    if off { &REGION_OFF } else { row.verdict.kind.words() }
}

/// What is left behind the last region of a geography: a gap, or the end of its name.
fn rest(geography: &str, regions: &[&RegionName]) -> usize {
    (width(geography) + 1).max(regions.len() * REGION) + 1 - regions.len() * REGION
}

fn blocks<'a>(names: &[&'a RegionName], room: usize) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = vec![Vec::new()];
    let wide = |block: &Block<'_>| -> usize {
        block.iter().map(|(geography, regions)| regions.len() * REGION + rest(geography, regions)).sum()
    };
    for name in names {
        let Some(block) = blocks.last_mut() else { break };
        let mut wider = block.clone();
        match wider.last_mut().filter(|(geography, _)| *geography == name.geography()) {
            Some((_, regions)) => regions.push(name),
            None => wider.push((name.geography(), vec![name])),
        }
        if wide(&wider) <= room || block.is_empty() {
            *block = wider;
        } else {
            blocks.push(vec![(name.geography(), vec![name])]);
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// Geographies over the short names of their regions, a letter a line.
fn heads(block: &Block<'_>, label: usize) -> Vec<Cell> {
    let title = |(geography, regions): &(&str, Vec<&RegionName>)| {
        pad(&format!(" {}", geography.to_uppercase()), regions.len() * REGION + rest(geography, regions))
    };
    let mut lines = vec![" ".repeat(label) + &block.iter().map(title).collect::<String>()];
    let regions = || block.iter().flat_map(|(_, regions)| regions);
    for at in 0..regions().map(|region| width(&region.short())).max().unwrap_or(0) {
        let letter = |region: &&RegionName| format!(" {}", region.short().chars().nth(at).unwrap_or(' '));
        let names = block.iter().map(|(geography, regions)| {
            regions.iter().map(letter).collect::<String>() + &" ".repeat(rest(geography, regions))
        });
        lines.push(" ".repeat(label) + &names.collect::<String>());
    }
    lines.into_iter().map(|line| Cell::from(line.trim_end())).collect()
}

/// The signs that occur, with their words.
fn legend(rows: &[Row]) -> Cell {
    let mut signs: Vec<&'static Words> = Vec::new();
    let (off, on): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| is_off(row));
    signs.extend(
        VERDICTS
            .iter()
            .map(|(kind, _)| kind)
            .filter(|kind| on.iter().any(|row| row.verdict.kind == **kind))
            .map(crate::words::InWords::words),
    );
    signs.extend((!off.is_empty()).then_some(&REGION_OFF));
    let pieces = signs.into_iter().enumerate().flat_map(|(at, words)| {
        let gap = if at == 0 { "" } else { "  " };
        [(Some(words), format!("{gap}{}", words.glyph)), (None, format!(" {}", words.said))]
    });
    Cell::Line(pieces.collect())
}

/// Why what is not open is not: a line for each reason, where it holds and for which models.
fn why(rows: &[Row], models: &[(&str, &str)]) -> Vec<Cell> {
    let told = |row: &&Row| {
        let quiet = [VerdictKind::Verified, VerdictKind::Open, VerdictKind::NotOffered];
        !is_off(row) && !quiet.contains(&row.verdict.kind)
    };
    let mut reasons: Vec<(&'static Words, &str, Vec<&str>, Vec<&str>)> = Vec::new();
    for (id, name) in models {
        let mut of_model: Vec<(&'static Words, &str, Vec<&str>)> = Vec::new();
        for row in rows.iter().filter(|row| row.model.id == *id).filter(told) {
            let (words, reason) = (row.verdict.kind.words(), row.verdict.reason.as_deref().unwrap_or_default());
            match of_model.iter_mut().find(|(known, text, _)| *known == words && *text == reason) {
                Some((.., regions)) => regions.push(&row.region),
                None => of_model.push((words, reason, vec![&row.region])),
            }
        }
        for (words, reason, regions) in of_model {
            let same = |one: &&mut (&'static Words, &str, Vec<&str>, Vec<&str>)| {
                (one.0, one.1, &one.2) == (words, reason, &regions)
            };
            match reasons.iter_mut().find(same) {
                Some((.., models)) => models.push(name),
                None => reasons.push((words, reason, regions, vec![name])),
            }
        }
    }
    let line = |(words, reason, regions, models): (&'static Words, &str, Vec<&str>, Vec<&str>)| {
        let models = few(&models, MODELS, "models");
        Cell::said(words, format!("{reason} in {}: {models}", few(&regions, REGIONS, "regions")))
    };
    reasons.into_iter().map(line).collect()
}

/// Their names where they are few, else how many there are.
fn few(names: &[&str], most: usize, what: &str) -> String {
    if names.len() <= most { names.join(", ") } else { format!("{} {what}", names.len()) }
}
