//! The dashboard as plain sentences, for screen readers and for terminals that only print: pure functions from the model
//! and a command to text. No glyphs, no columns, no colour; one fact a line, what matters most first.

mod sentences;

use crate::catalog::{RegionName, printable};
use crate::dashboard::model::{Condition, Model};

/// What is asked before each line.
pub const PROMPT: &str = "Command (help, gaps, plan, regions, region NAME, model NAME, why NAME, refresh, quit): ";

const HELP: &str = "\
gaps: what Claude Code calls and cannot reach, and what to do about it.
plan: everything Claude Code calls, numbered, gaps first.
regions: every region in one line.
region NAME: the models of a region, for example region us-west-2 or region Oregon. It stays chosen.
model NAME: where a model can be called, for example model Sonnet 4.5.
why NAME or why NUMBER: the gates of a model in the chosen region, or of a call of the plan, and what to do.
refresh: ask AWS again about everything.
quit: leave; the end of the input does the same.";

/// What a command comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Something to read.
    Say(String),
    /// Ask AWS again.
    Refresh,
    /// Leave.
    Quit,
}

/// What is read first: whose account, the answer, the gaps, and the regions in a line each.
#[must_use]
pub fn opening(model: &Model) -> String {
    let mut lines = sentences::whose(model);
    lines.push(sentences::headline(model));
    if let Condition::Trouble(trouble) = model.condition() {
        lines.extend(sentences::trouble(model, &trouble));
    }
    lines.extend(sentences::plan(model));
    if !model.is_away() {
        lines.extend(sentences::regions(model));
    }
    text(&lines)
}

/// Carries out a command. Only the chosen region and the call pointed at change.
pub fn answer(model: &mut Model, command: &str) -> Reply {
    model.settle();
    let command = command.trim();
    let (verb, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let rest = rest.trim();
    let lines = match verb.to_lowercase().as_str() {
        "" => return Reply::Say(String::new()),
        "quit" | "q" | "exit" => return Reply::Quit,
        "refresh" | "r" => return Reply::Refresh,
        "help" | "h" | "?" => HELP.lines().map(str::to_owned).collect(),
        "gaps" | "g" => sentences::gaps(model),
        "plan" | "p" => sentences::plan(model),
        "regions" => sentences::regions(model),
        "region" => match find_region(model, rest) {
            Some(region) => {
                model.screen.cursor.region = region;
                sentences::region(model)
            }
            None => vec![format!("No region is called {rest:?}. Say regions for the list.")],
        },
        "model" => sentences::of_model(model, rest, sentences::model),
        "why" | "w" => sentences::why(model, rest),
        _ => vec![format!("There is no command {verb:?}. Say help for the list.")],
    };
    Reply::Say(text(&lines))
}

/// By name, or by the place people call it by.
fn find_region(model: &Model, wanted: &str) -> Option<RegionName> {
    let wanted = wanted.to_lowercase();
    let place = |region: &RegionName| model.catalog.region(region).map(|known| known.place.to_lowercase());
    let regions = &model.derived.regions;
    let by_name = regions.iter().find(|region| region.as_str() == wanted);
    let by_place = || regions.iter().find(|region| place(region).is_some_and(|place| place == wanted));
    by_name.or_else(by_place).cloned()
}

/// Nothing from outside may move the cursor of the terminal.
fn text(lines: &[String]) -> String {
    lines.iter().flat_map(|line| line.lines().map(|line| printable(line).into_owned() + "\n")).collect()
}
