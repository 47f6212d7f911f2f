//! Subagents: the built-in ones, those of agent files, forked skills and workflow scripts.

use crate::catalog::Family;

use super::{
    super::{
        Impact, ModelUse, Role, Sourced,
        main_model::Main,
        region::default_source,
        resolver::ModelResolver,
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
pub(super) fn subagents(resolver: &ModelResolver<'_>, main: &Main) -> Vec<ModelUse> {
    let mut uses = Vec::new();
    let no_explore = resolver.env.flag("CLAUDE_CODE_DISABLE_EXPLORE_PLAN_AGENTS").is_some();
    let there = |name: &str| !(no_explore && matches!(name, "Explore" | "Plan"));
    for (name, model) in resolver.rules.subagents.builtin.iter().filter(|(name, _)| there(name)) {
        // The agent is the version's, but which model its tier means may be the user's: that is what one would change.
        let pin = alias_family(model).and_then(|family| resolver.pin(family));
        let source = pin.map_or_else(|| default_source(resolver.version), |pin| pin.source.clone());
        let own = Some(Sourced { value: model.clone(), source }).filter(|own| !own.value.is_empty());
        let resolved = subagent(resolver, main, own.as_ref());
        // One on the main model is as good as none; of a session that starts in plan mode that is told apart.
        if resolved.invoked != main.resolved.invoked {
            let warm = resolver.rules.warm_up && matches!(name.as_str(), "Explore" | "Plan");
            let when = format!("the built-in agent {name}{}", if warm { ", and a warm-up at start" } else { "" });
            uses.push(one(resolver, main, name, when, own.as_ref(), resolved));
        }
    }
    for agent in resolver.sources.agents.iter().filter(|_| resolver.rules.own_models) {
        let mut resolved = of_file(resolver, main, agent.model.as_ref());
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
        uses.push(one(resolver, main, &agent.name, when, agent.model.as_ref(), resolved));
    }
    uses.extend(forks(resolver, main));
    uses.extend(workflows(resolver, main));
    uses
}

/// Before a version, an agent file's full id does not count, and before another, one without a model runs on the Sonnet
/// alias.
fn of_file(resolver: &ModelResolver<'_>, main: &Main, own: Option<&Sourced<String>>) -> Resolved {
    let is_id = |own: &&Sourced<String>| {
        let word = without_suffix(&own.value).to_lowercase();
        alias_family(&word).is_none() && word != "inherit"
    };
    let ignored = own.filter(is_id).filter(|_| !resolver.rules.subagents.ids);
    let counts = own.filter(|_| ignored.is_none());
    let sonnet = resolver
        .tier(Family::Sonnet)
        .filter(|_| counts.is_none() && !resolver.rules.subagents.inherit && variable(resolver).is_none());
    let mut resolved = match sonnet {
        Some(sonnet) => sonnet.noted("in this version an agent without a model of its own runs on the Sonnet tier"),
        None => subagent(resolver, main, counts),
    };
    resolved.notes.extend(ignored.map(|own| {
        format!("this version takes aliases only in an agent file: {} ({}) does not count", own.value, own.source.text)
    }));
    resolved
}

/// Skills that run as a subagent of their own: on their own model as a turn would, else as their agent does.
fn forks(resolver: &ModelResolver<'_>, main: &Main) -> Vec<ModelUse> {
    let forked = |file: &&MarkdownFile| file.kind == MarkdownKind::Skill && file.forks && resolver.rules.own_models;
    let use_of = |skill: &MarkdownFile| {
        let agent = skill.agent.as_ref().and_then(|name| resolver.sources.agents.iter().find(|one| one.name == *name));
        let own = skill.model.as_ref().filter(|own| !inherits(&own.value));
        let resolved = match own {
            Some(own) => {
                let turn = resolver.text(&own.value, own.source.clone(), |family| resolver.tier(family));
                // The skill hands on an id, which is then that of a subagent.
                let id = turn.invoked.to_string();
                allowed(resolver, main, parent::with_prefix(resolver, main, &id, turn))
            }
            None => subagent(resolver, main, agent.and_then(|agent| agent.model.as_ref())),
        };
        let when = format!("the skill {}, in a subagent of its own", skill.name);
        one(resolver, main, &skill.name, when, own, resolved)
    };
    resolver.sources.commands.iter().filter(forked).map(use_of).collect()
}

/// Agents of workflow scripts: the variable of their own beats everything, the script's own model too.
fn workflows(resolver: &ModelResolver<'_>, main: &Main) -> Vec<ModelUse> {
    if !resolver.rules.subagents.workflows {
        return Vec::new();
    }
    let variable = resolver.env.get(WORKFLOW).filter(|found| !inherits(&found.value));
    let of = |own: Option<&Sourced<String>>| match variable {
        Some(found) => {
            let mut resolved = resolve(resolver, main, found).noted(format!("{WORKFLOW} beats every other choice"));
            resolved.notes.extend(resolver.env.chain(WORKFLOW));
            resolved
        }
        None => subagent(resolver, main, own),
    };
    let mut uses = Vec::new();
    let plain = of(None);
    if plain.invoked != main.resolved.invoked {
        uses.push(one(resolver, main, "workflow", "agents of workflow scripts".to_owned(), None, plain));
    }
    for found in &resolver.sources.workflows {
        let name = format!("workflow {}", found.script);
        let when = format!("an agent of the workflow script {}", found.script);
        let resolved = of(Some(&found.model));
        let told = uses.iter().any(|other: &ModelUse| other.name == name && other.invoked == resolved.invoked);
        if !told {
            uses.push(one(resolver, main, &name, when, Some(&found.model), resolved));
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
fn variable<'a>(resolver: &ModelResolver<'a>) -> Option<&'a Sourced<String>> {
    resolver.env.get(VARIABLE).filter(|found| !inherits(&found.value))
}

/// (`_FORCE` or an older version: the variable) → the agent's own model → the variable → the main model.
fn subagent(resolver: &ModelResolver<'_>, main: &Main, own: Option<&Sourced<String>>) -> Resolved {
    let by_variable = |found: &Sourced<String>, rule: &str| {
        let mut resolved = if resolver.rules.subagents.variable == SubagentVariable::Override {
            // Here the id does not take the main model's prefix.
            allowed(resolver, main, meant(resolver, main, found))
        } else {
            resolve(resolver, main, found)
        };
        resolved.notes.splice(0..0, resolver.env.chain(VARIABLE));
        resolved.notes.insert(0, rule.to_owned());
        resolved.notes.extend(own.map(|own| format!("it goes before {} ({})", own.value, own.source.text)));
        resolved
    };
    let forced = resolver.env.flag(FORCE).is_some() && resolver.rules.subagents.variable == SubagentVariable::Default;
    if forced && resolver.env.get(VARIABLE).is_some_and(|found| inherits(&found.value)) {
        return background::on_main(
            main,
            "CLAUDE_CODE_SUBAGENT_MODEL_FORCE is on: every agent inherits the main model",
        );
    }
    match (variable(resolver), resolver.rules.subagents.variable) {
        (Some(found), SubagentVariable::Literal) => {
            let note = "this version sends the value of CLAUDE_CODE_SUBAGENT_MODEL as it stands";
            resolver.id(&found.value, found.source.clone()).noted(note)
        }
        (Some(found), SubagentVariable::Override) => {
            by_variable(found, "in this version the variable beats every agent's own model")
        }
        (Some(found), SubagentVariable::Default) if forced => {
            by_variable(found, "CLAUDE_CODE_SUBAGENT_MODEL_FORCE is on")
        }
        (variable, _) => match (own, variable) {
            (Some(own), _) if inherits(&own.value) => background::on_main(main, "it inherits the main model"),
            (Some(own), _) => resolve(resolver, main, own),
            (None, Some(found)) => by_variable(found, "the agent names no model: the variable is the default"),
            (None, None) => background::on_main(main, "it names no model and inherits the main model"),
        },
    }
}

/// What a text means for a subagent, with the main model's prefix, and as far as the settings let it.
fn resolve(resolver: &ModelResolver<'_>, main: &Main, written: &Sourced<String>) -> Resolved {
    allowed(resolver, main, parent::with_prefix(resolver, main, &written.value, meant(resolver, main, written)))
}

/// An alias of the main model's family means the main model, where the version has it so.
fn meant(resolver: &ModelResolver<'_>, main: &Main, written: &Sourced<String>) -> Resolved {
    let same = |family: Family| {
        let is = resolver.rules.subagents.family_alias_is_main && main.family() == Some(family);
        is.then(|| main.resolved.clone())
    };
    resolver.text(&written.value, written.source.clone(), |family| same(family).or_else(|| resolver.alias(family)))
}

/// The main model instead of one that the settings shut.
pub(super) fn allowed(resolver: &ModelResolver<'_>, main: &Main, resolved: Resolved) -> Resolved {
    match resolver.why_not(&resolved) {
        Some(why) if resolved.invoked != main.resolved.invoked => {
            background::on_main(main, &format!("not {}: {why}", resolved.invoked))
        }
        _ => resolved,
    }
}

fn one(
    resolver: &ModelResolver<'_>,
    main: &Main,
    name: &str,
    when: String,
    own: Option<&Sourced<String>>,
    resolved: Resolved,
) -> ModelUse {
    let family = own.and_then(|own| alias_family(&without_suffix(&own.value).to_lowercase()));
    let tier = family.filter(|_| resolver.rules.family_pins).and_then(pin_variable);
    let always = resolver.rules.subagents.variable != SubagentVariable::Default;
    let mut pins: Vec<&'static str> = tier.into_iter().collect();
    pins.push(VARIABLE);
    if !always && own.is_some() {
        pins.push(FORCE);
    }
    let region = background::region_of(resolver, main, &resolved.invoked);
    Call { role: Role::Subagent, name, when, region, impact: Impact::Degrades, pins }.of(resolved)
}
