//! Sentences for screen readers: whose account it is, the answer, calls, regions and gates, one fact a line.

use crate::{
    access::{Ladder, VerdictKind, remedy::Remedy},
    catalog::RegionName,
    claude_code::Provider,
    dashboard::{
        model::{Focus, Model, ModelRow, Trouble},
        text::ago,
    },
    gaps::CheckedUse,
    words::{self, InWords as _},
};

/// Whose account this is, and how old what is known of it is.
pub(super) fn whose(model: &Model) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(label) = &model.account.demo_label {
        let what = model.demo_summary().map(|summary| format!(": {summary}")).unwrap_or_default();
        lines.push(format!("Simulated account {label}{what}."));
    }
    let profile =
        model.account.asked_as.profile.as_ref().map(|profile| format!(", profile {profile}")).unwrap_or_default();
    lines.push(match model.account.survey.identity.value() {
        Some(identity) => format!("Account {}, role {}{profile}.", identity.account, identity.role()),
        None => format!("The account is not known{profile}."),
    });
    let tally = &model.derived.tally;
    if let Some(newest) = tally.newest {
        let read = ago(newest, model.now);
        lines.push(format!("{} answers of {}, read {read}.", tally.answers, count(tally.regions, "region")));
    }
    lines
}

/// Is my Claude Code going to work?
pub(super) fn headline(model: &Model) -> String {
    let plan = &model.account.plan;
    let place = model.catalog.region_with_place(&plan.region.value);
    let asif = if plan.provider == Provider::None { ", not set to use Bedrock here," } else { "" };
    let version = plan.version;
    let text = &model.derived.headline.text;
    format!("Claude Code {}.{}.{}{asif} in {place}: {text}.", version.0, version.1, version.2)
}

/// What is wrong with the whole, what to type, and what was looked for.
pub(super) fn trouble(model: &Model, trouble: &Trouble) -> Vec<String> {
    let mut lines = vec![format!("Trouble: {}.", trouble.title)];
    lines.extend(trouble.commands.iter().map(|(command, purpose)| format!("Type {command} to {purpose}.")));
    if !trouble.looked_for.is_empty() {
        lines.push("Credentials were looked for in these places:".to_owned());
        lines.extend(trouble.looked_for.iter().map(|(place, found)| format!("{place}: {found}.")));
    }
    lines.extend(trouble.story.iter().cloned());
    if model.account.demo_label.is_none() {
        lines.push("To look around without credentials: quit, and start bedcheck --demo --linear.".to_owned());
    }
    lines
}

/// Every call, gaps first, numbered as `why` takes them.
pub(super) fn plan(model: &Model) -> Vec<String> {
    let uses = model.visible_uses();
    let gaps = uses.iter().filter(|checked| checked.is_gap()).count();
    let mut lines = vec![format!("Claude Code makes {}, {} of them blocked:", count(uses.len(), "kind of call"), gaps)];
    let line = |(at, checked): (usize, &&CheckedUse)| {
        format!("{}. {}: {}", at + 1, checked.usage.when_by_name(), checked.sentence())
    };
    lines.extend(uses.iter().enumerate().map(line));
    lines.extend(model.account.plan.problems.iter().map(|problem| format!("Note: {}", problem.text)));
    lines
}

/// The gaps with the first way out of each, then the settings that close them.
pub(super) fn gaps(model: &Model) -> Vec<String> {
    let gaps: Vec<&CheckedUse> = model.visible_uses().into_iter().filter(|checked| checked.is_gap()).collect();
    let mut lines = match gaps.len() {
        0 => vec![headline(model)],
        many => vec![format!("{}:", count(many, "gap"))],
    };
    for (at, checked) in gaps.iter().enumerate() {
        lines.push(format!("{}. {}", at + 1, checked.sentence()));
        lines.extend(checked.remedies.first().map(|remedy| format!("What to do: {}", way_out(remedy))));
    }
    let change = &model.derived.check.change;
    if !change.is_empty() {
        lines.push(format!("{}:", model.derived.check.change_title()));
        lines.extend(change.iter().map(|line| format!("{line}: {}.", line.why)));
    }
    lines
}

/// Every region in one line.
pub(super) fn regions(model: &Model) -> Vec<String> {
    let line = |region: &RegionName| format!("{}: {}.", model.catalog.region_with_place(region), tally(model, region));
    let mut lines = vec![format!("{}:", count(model.derived.regions.len(), "region"))];
    lines.extend(model.derived.regions.iter().map(line));
    lines
}

/// The models of the chosen region.
pub(super) fn region(model: &Model) -> Vec<String> {
    let region = &model.screen.cursor.region;
    let mut lines = vec![format!("{}: {}.", model.catalog.region_with_place(region), tally(model, region))];
    lines.extend(model.derived.models.iter().map(|row| {
        let ladder = model.ladder(region, &row.id);
        let call_as = match ladder.call_as.as_slice() {
            [] => String::new(),
            ids => format!("; called as {}", ids.join(" or ")),
        };
        format!("{}: {}{call_as}.", row.name.short(), state(model, region, row))
    }));
    lines
}

/// Where a model stands in every region, grouped by what there is to say.
pub(super) fn model(model: &Model, row: &ModelRow) -> Vec<String> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for region in &model.derived.regions {
        let state = state(model, region, row);
        match groups.iter_mut().find(|(known, _)| *known == state) {
            Some((_, regions)) => regions.push(region.to_string()),
            None => groups.push((state, vec![region.to_string()])),
        }
    }
    let mut lines = vec![format!("{}, {}.", row.name.short(), row.id)];
    lines.extend(groups.into_iter().map(|(state, regions)| format!("{state}: {}.", regions.join(", "))));
    lines
}

/// Finds a model by a name or an id and tells of it.
pub(super) fn of_model(found: &Model, wanted: &str, tell: impl Fn(&Model, &ModelRow) -> Vec<String>) -> Vec<String> {
    let wanted = wanted.to_lowercase().replace("claude ", "");
    let called = |row: &&ModelRow| row.name.short().to_lowercase() == wanted || row.id.as_str() == wanted;
    match found.derived.models.iter().find(called) {
        Some(row) => tell(found, row),
        None => {
            let names: Vec<String> = found.derived.models.iter().map(|row| row.name.short()).collect();
            vec![format!("No model is called {wanted:?}. There are: {}.", names.join(", "))]
        }
    }
}

/// The gates of a call of the plan, by its number, or of a model in the chosen region.
pub(super) fn why(model: &Model, wanted: &str) -> Vec<String> {
    let Ok(number) = wanted.parse::<usize>() else { return of_model(model, wanted, why_here) };
    match number.checked_sub(1).and_then(|at| model.visible_uses().get(at).copied()) {
        Some(checked) => {
            let mut lines = vec![checked.sentence()];
            lines.extend(checked.usage.notes.iter().map(|note| format!("Because {note}.")));
            lines.extend(ladder(&checked.ladder));
            lines.extend(ways_out(&checked.remedies));
            lines
        }
        None => vec![format!("There is no call number {number}. Say plan for the list.")],
    }
}

fn why_here(model: &Model, row: &ModelRow) -> Vec<String> {
    let region = &model.screen.cursor.region;
    let focus = Focus::on(model, region, &row.id);
    let place = model.catalog.region_with_place(region);
    let mut lines = vec![format!("{} in {place}: {}.", row.name.short(), state(model, region, row))];
    lines.extend(ladder(&focus.ladder));
    lines.extend(ways_out(&focus.remedies));
    lines
}

fn ladder(ladder: &Ladder) -> Vec<String> {
    let gate = |rung: &crate::access::Rung| {
        let detail = rung.evidence();
        let stale = if rung.stale { ", an older answer" } else { "" };
        let detail = if detail.is_empty() { String::new() } else { format!(", {detail}") };
        format!("Gate {}, {}: {}{detail}{stale}.", rung.gate.number(), rung.gate.title(), rung.state.words().said)
    };
    ladder.rungs.iter().map(gate).collect()
}

fn ways_out(remedies: &[Remedy]) -> Vec<String> {
    remedies.iter().enumerate().map(|(at, remedy)| format!("Way out {}: {}", at + 1, way_out(remedy))).collect()
}

fn way_out(remedy: &Remedy) -> String {
    let url = remedy.url.as_deref().filter(|url| *url != remedy.text).unwrap_or_default();
    let parts = [remedy.title.as_str(), remedy.text.as_str(), url];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// `blocked, agreement missing`.
fn state(model: &Model, region: &RegionName, row: &ModelRow) -> String {
    let Some(cell) = model.derived.cell(region, &row.id) else { return "not read".to_owned() };
    let word = cell.verdict.words().said;
    if cell.reason.is_empty() || cell.reason == word { word.to_owned() } else { format!("{word}, {}", cell.reason) }
}

/// `9 open, 7 blocked, 2 not offered`.
fn tally(model: &Model, region: &RegionName) -> String {
    let cells = model.derived.models.iter().filter_map(|row| model.derived.cell(region, &row.id));
    let counts = words::tally(cells.map(|cell| cell.verdict));
    if counts.is_empty() {
        return "nothing is known".to_owned();
    }
    let said = |(kind, count): &(VerdictKind, usize)| format!("{count} {}", kind.words().said);
    counts.iter().map(said).collect::<Vec<_>>().join(", ")
}

fn count(number: usize, what: &str) -> String {
    match (number, what.split_once(' ')) {
        (1, _) => format!("1 {what}"),
        (many, Some((first, rest))) => format!("{many} {first}s {rest}"),
        (many, None) => format!("{many} {what}s"),
    }
}
