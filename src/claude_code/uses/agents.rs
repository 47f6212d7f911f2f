//! Subagents: the built-in ones, those of agent files, forked skills and workflow scripts.

use crate::catalog::Family;

use super::{
    super::{
        Impact, ModelUse, Role, Sourced,
        main_model::Main,
        names::Names,
        region::default_source,
        rules::SubagentVariable,
        sources::{MarkdownFile, MarkdownKind},
        written::{Resolved, alias_family, pin_variable, without_suffix},
    },
    Call, background, parent,
};

const VARIABLE: &str = "CLAUDE_CODE_SUBAGENT_MODEL";
const FORCE: &str = "CLAUDE_CODE_SUBAGENT_MODEL_FORCE";
const WORKFLOW: &str = "CLAUDE_CODE_WORKFLOW_SUBAGENT_MODEL";

/// Built-in subagents that do not run on the main model, and every agent file.
pub(super) fn subagents(names: &Names<'_>, main: &Main) -> Vec<ModelUse> {
    let mut uses = Vec::new();
    let no_explore = names.env.flag("CLAUDE_CODE_DISABLE_EXPLORE_PLAN_AGENTS").is_some();
    let there = |name: &str| !(no_explore && matches!(name, "Explore" | "Plan"));
    for (name, model) in names.rules.subagents.builtin.iter().filter(|(name, _)| there(name)) {
        // The agent is the version's, but which model its tier means may be the user's: that is what one would change.
        let pin = alias_family(model).and_then(|family| names.pin(family));
        let source = pin.map_or_else(|| default_source(names.version), |pin| pin.source.clone());
        let own = Some(Sourced { value: model.clone(), source }).filter(|own| !own.value.is_empty());
        let resolved = subagent(names, main, own.as_ref());
        // One on the main model is as good as none; of a session that starts in plan mode that is told apart.
        if resolved.invoked != main.resolved.invoked {
            let warm = names.rules.warm_up && matches!(name.as_str(), "Explore" | "Plan");
            let when = format!("the built-in agent {name}{}", if warm { ", and a warm-up at start" } else { "" });
            uses.push(one(names, main, name, when, own.as_ref(), resolved));
        }
    }
    for agent in names.sources.agents.iter().filter(|_| names.rules.own_models) {
        let mut resolved = of_file(names, main, agent.model.as_ref());
        let when = format!("whenever the agent {} works", agent.name);
        if agent.model.is_none() {
            resolved.notes.push(format!("{} names no model", agent.place));
        }
        if let Some(key) = agent.lacks {
            resolved.depends = true;
            resolved
                .notes
                .push(format!("its file has no `{key}`: versions 2.1.112 and 2.1.332 do not load such an agent"));
        }
        uses.push(one(names, main, &agent.name, when, agent.model.as_ref(), resolved));
    }
    uses.extend(forks(names, main));
    uses.extend(workflows(names, main));
    uses
}

/// Before a version, an agent file's full id does not count, and before another, one without a model runs on the Sonnet
/// alias.
fn of_file(names: &Names<'_>, main: &Main, own: Option<&Sourced<String>>) -> Resolved {
    let is_id = |own: &&Sourced<String>| {
        let word = without_suffix(&own.value).to_lowercase();
        alias_family(&word).is_none() && word != "inherit"
    };
    let ignored = own.filter(is_id).filter(|_| !names.rules.subagents.ids);
    let counts = own.filter(|_| ignored.is_none());
    let sonnet = names
        .tier(Family::Sonnet)
        .filter(|_| counts.is_none() && !names.rules.subagents.inherit && variable(names).is_none());
    let mut resolved = match sonnet {
        Some(sonnet) => sonnet.noted("in this version an agent without a model of its own runs on the Sonnet tier"),
        None => subagent(names, main, counts),
    };
    resolved.notes.extend(ignored.map(|own| {
        format!("this version takes aliases only in an agent file: {} ({}) does not count", own.value, own.source.text)
    }));
    resolved
}

/// Skills that run as a subagent of their own: on their own model as a turn would, else as their agent does.
fn forks(names: &Names<'_>, main: &Main) -> Vec<ModelUse> {
    let forked = |file: &&MarkdownFile| file.kind == MarkdownKind::Skill && file.forks && names.rules.own_models;
    let use_of = |skill: &MarkdownFile| {
        let agent = skill.agent.as_ref().and_then(|name| names.sources.agents.iter().find(|one| one.name == *name));
        let own = skill.model.as_ref().filter(|own| !inherits(&own.value));
        let resolved = match own {
            Some(own) => {
                let turn = names.text(&own.value, own.source.clone(), |family| names.tier(family));
                // The skill hands on an id, which is then that of a subagent.
                let id = turn.invoked.to_string();
                allowed(names, main, parent::with_prefix(names, main, &id, turn))
            }
            None => subagent(names, main, agent.and_then(|agent| agent.model.as_ref())),
        };
        let when = format!("the skill {}, in a subagent of its own", skill.name);
        one(names, main, &skill.name, when, own, resolved)
    };
    names.sources.commands.iter().filter(forked).map(use_of).collect()
}

/// Agents of workflow scripts: the variable of their own beats everything, the script's own model too.
fn workflows(names: &Names<'_>, main: &Main) -> Vec<ModelUse> {
    if !names.rules.subagents.workflows {
        return Vec::new();
    }
    let variable = names.env.get(WORKFLOW).filter(|found| !inherits(&found.value));
    let of = |own: Option<&Sourced<String>>| match variable {
        Some(found) => {
            let mut resolved = resolve(names, main, found).noted(format!("{WORKFLOW} beats every other choice"));
            resolved.notes.extend(names.env.chain(WORKFLOW));
            resolved
        }
        None => subagent(names, main, own),
    };
    let mut uses = Vec::new();
    let plain = of(None);
    if plain.invoked != main.resolved.invoked {
        uses.push(one(names, main, "workflow", "agents of workflow scripts".to_owned(), None, plain));
    }
    for found in &names.sources.workflows {
        let name = format!("workflow {}", found.script);
        let when = format!("an agent of the workflow script {}", found.script);
        let resolved = of(Some(&found.model));
        let told = uses.iter().any(|other: &ModelUse| other.name == name && other.invoked == resolved.invoked);
        if !told {
            uses.push(one(names, main, &name, when, Some(&found.model), resolved));
        }
    }
    for one in &mut uses {
        one.pins.insert(0, WORKFLOW);
    }
    uses
}

pub(super) fn inherits(model: &str) -> bool {
    model.trim().eq_ignore_ascii_case("inherit")
}

/// `CLAUDE_CODE_SUBAGENT_MODEL`; `inherit` in it means unset.
fn variable<'a>(names: &Names<'a>) -> Option<&'a Sourced<String>> {
    names.env.get(VARIABLE).filter(|found| !inherits(&found.value))
}

/// (`_FORCE` or an older version: the variable) → the agent's own model → the variable → the main model.
fn subagent(names: &Names<'_>, main: &Main, own: Option<&Sourced<String>>) -> Resolved {
    let by_variable = |found: &Sourced<String>, rule: &str| {
        let mut resolved = if names.rules.subagents.variable == SubagentVariable::Override {
            // Here the id does not take the main model's prefix.
            allowed(names, main, meant(names, main, found))
        } else {
            resolve(names, main, found)
        };
        resolved.notes.splice(0..0, names.env.chain(VARIABLE));
        resolved.notes.insert(0, rule.to_owned());
        resolved.notes.extend(own.map(|own| format!("it goes before {} ({})", own.value, own.source.text)));
        resolved
    };
    let forced = names.env.flag(FORCE).is_some() && names.rules.subagents.variable == SubagentVariable::Default;
    if forced && names.env.get(VARIABLE).is_some_and(|found| inherits(&found.value)) {
        return background::on_main(
            main,
            "CLAUDE_CODE_SUBAGENT_MODEL_FORCE is on: every agent inherits the main model",
        );
    }
    match (variable(names), names.rules.subagents.variable) {
        (Some(found), SubagentVariable::Literal) => {
            let note = "this version sends the value of CLAUDE_CODE_SUBAGENT_MODEL as it stands";
            names.id(&found.value, found.source.clone()).noted(note)
        }
        (Some(found), SubagentVariable::Override) => {
            by_variable(found, "in this version the variable beats every agent's own model")
        }
        (Some(found), SubagentVariable::Default) if forced => {
            by_variable(found, "CLAUDE_CODE_SUBAGENT_MODEL_FORCE is on")
        }
        (variable, _) => match (own, variable) {
            (Some(own), _) if inherits(&own.value) => background::on_main(main, "it inherits the main model"),
            (Some(own), _) => resolve(names, main, own),
            (None, Some(found)) => by_variable(found, "the agent names no model: the variable is the default"),
            (None, None) => background::on_main(main, "it names no model and inherits the main model"),
        },
    }
}

/// What a text means for a subagent, with the main model's prefix, and as far as the settings let it.
fn resolve(names: &Names<'_>, main: &Main, written: &Sourced<String>) -> Resolved {
    allowed(names, main, parent::with_prefix(names, main, &written.value, meant(names, main, written)))
}

/// An alias of the main model's family means the main model, where the version has it so.
fn meant(names: &Names<'_>, main: &Main, written: &Sourced<String>) -> Resolved {
    let same = |family: Family| {
        let is = names.rules.subagents.family_alias_is_main && main.family() == Some(family);
        is.then(|| main.resolved.clone())
    };
    names.text(&written.value, written.source.clone(), |family| same(family).or_else(|| names.alias(family)))
}

/// The main model instead of one that the settings shut.
pub(super) fn allowed(names: &Names<'_>, main: &Main, resolved: Resolved) -> Resolved {
    match names.why_not(&resolved) {
        Some(why) if resolved.invoked != main.resolved.invoked => {
            background::on_main(main, &format!("not {}: {why}", resolved.invoked))
        }
        _ => resolved,
    }
}

fn one(
    names: &Names<'_>,
    main: &Main,
    name: &str,
    when: String,
    own: Option<&Sourced<String>>,
    resolved: Resolved,
) -> ModelUse {
    let family = own.and_then(|own| alias_family(&without_suffix(&own.value).to_lowercase()));
    let tier = family.filter(|_| names.rules.family_pins).and_then(pin_variable);
    let always = names.rules.subagents.variable != SubagentVariable::Default;
    let mut pins: Vec<&'static str> = tier.into_iter().collect();
    pins.push(VARIABLE);
    if !always && own.is_some() {
        pins.push(FORCE);
    }
    let region = background::region_of(names, main, &resolved.invoked);
    Call { role: Role::Subagent, name, when, region, impact: Impact::Degrades, pins }.of(resolved)
}
