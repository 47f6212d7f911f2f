//! Subagents, commands and skills with a model of their own.

use crate::catalog::{Family, ModelRef};

use super::{
    super::{
        Impact, ModelUse, Role, SourceKind, Sourced,
        main_model::Main,
        names::{Names, Resolved, alias_family, pin_variable, without_suffix},
        region::default_source,
        rules::SubagentVariable,
        sources::MarkdownKind,
    },
    Call, background,
};

const VARIABLE: &str = "CLAUDE_CODE_SUBAGENT_MODEL";
const FORCE: &str = "CLAUDE_CODE_SUBAGENT_MODEL_FORCE";

/// Built-in subagents that do not run on the main model, and every agent file.
pub(super) fn subagents(names: &Names<'_>, main: &Main) -> Vec<ModelUse> {
    let mut uses = Vec::new();
    let no_explore = names.env.flag("CLAUDE_CODE_DISABLE_EXPLORE_PLAN_AGENTS").is_some();
    let there = |name: &str| !(no_explore && matches!(name, "Explore" | "Plan"));
    for (name, model) in names.rules.builtin_agents.iter().filter(|(name, _)| there(name)) {
        // The agent is the version's, but which model its tier means may be the user's: that is what one would change.
        let pin = alias_family(model).and_then(|family| names.pin(family));
        let source = pin.map_or_else(|| default_source(names.version), |pin| pin.source.clone());
        let own = Some(Sourced { value: model.clone(), source }).filter(|own| !own.value.is_empty());
        let mut resolved = subagent(names, main, own.as_ref());
        if names.rules.documented_agents.contains(name) {
            resolved.depends = true;
            resolved.notes.push("documented; not seen at work".to_owned());
        }
        if resolved.invoked != main.resolved.invoked {
            let warm = names.rules.warm_up && matches!(name.as_str(), "Explore" | "Plan");
            let when = format!("the built-in agent {name}{}", if warm { ", and a warm-up at start" } else { "" });
            uses.push(one(names, Role::Subagent, name, when, own.as_ref(), resolved));
        }
    }
    for agent in names.sources.agents.iter().filter(|_| names.rules.own_models) {
        let resolved = subagent(names, main, agent.model.as_ref());
        let when = format!("whenever the agent {} works", agent.name);
        let mut resolved = resolved;
        if agent.model.is_none() {
            resolved.notes.push(format!("{} names no model", agent.path.display()));
        }
        uses.push(one(names, Role::Subagent, &agent.name, when, agent.model.as_ref(), resolved));
    }
    uses
}

/// Commands and skills that name a model.
pub(super) fn commands(names: &Names<'_>, main: &Main) -> Vec<ModelUse> {
    let mut uses = Vec::new();
    for file in names.sources.commands.iter().filter(|_| names.rules.own_models) {
        let Some(model) = file.model.as_ref().filter(|model| !inherits(&model.value)) else { continue };
        let mut resolved = names.text(&model.value, model.source.clone(), Some(&main.resolved));
        if file.kind == MarkdownKind::Skill {
            resolved.depends = true;
            resolved
                .notes
                .push("when you invoke it; invoked by the model it was seen to stay on the main model".to_owned());
        }
        let when = format!("the whole turn of the {} {}", file.kind.word(), file.name);
        uses.push(one(names, Role::Command, &file.name, when, Some(model), resolved));
    }
    uses
}

/// Prompt and agent hooks that name a model; without one they are background work.
pub(super) fn hooks(names: &Names<'_>, main: &Main) -> Vec<ModelUse> {
    let settings = names.sources.settings.iter().filter(|file| file.kind != SourceKind::GlobalState);
    let models = settings.flat_map(|file| &file.hooks).filter(|_| names.rules.own_models);
    let use_of = |(event, model): &(String, Sourced<String>)| {
        let mut resolved = names.text(&model.value, model.source.clone(), Some(&main.resolved));
        resolved.depends = true;
        resolved.notes.push("a hook's own model was read in version 2.0.76, not seen in use".to_owned());
        let name = format!("{event} hook");
        let when = format!("the {event} hook");
        one(names, Role::Command, &name, when, Some(model), resolved)
    };
    models.map(use_of).collect()
}

fn inherits(model: &str) -> bool {
    model.trim().eq_ignore_ascii_case("inherit")
}

/// (`_FORCE` or an older version: the variable) → the agent's own model → the variable → the main model.
fn subagent(names: &Names<'_>, main: &Main, own: Option<&Sourced<String>>) -> Resolved {
    let variable = names.env.get(VARIABLE).filter(|found| !inherits(&found.value));
    let by_variable = |found: &Sourced<String>, rule: &str| {
        let mut resolved = names.text(&found.value, found.source.clone(), Some(&main.resolved));
        resolved.notes.splice(0..0, names.env.chain(VARIABLE));
        resolved.notes.insert(0, rule.to_owned());
        resolved.notes.extend(own.map(|own| format!("it goes before {} ({})", own.value, own.source.text)));
        resolved
    };
    let forced = names.env.flag(FORCE).is_some();
    match (variable, names.rules.subagent_variable) {
        (Some(found), SubagentVariable::Literal) => literal(found),
        (Some(found), SubagentVariable::Override) => {
            by_variable(found, "in this version the variable beats every agent's own model")
        }
        (Some(found), SubagentVariable::Default) if forced => {
            by_variable(found, "CLAUDE_CODE_SUBAGENT_MODEL_FORCE is on")
        }
        (variable, _) => match (own, variable) {
            (Some(own), _) if inherits(&own.value) => background::on_main(main, "it inherits the main model"),
            (Some(own), _) => names.text(&own.value, own.source.clone(), Some(&main.resolved)),
            (None, Some(found)) => by_variable(found, "the agent names no model: the variable is the default"),
            (None, None) => background::on_main(main, "it names no model and inherits the main model"),
        },
    }
}

fn literal(found: &Sourced<String>) -> Resolved {
    Resolved {
        requested: found.value.clone(),
        invoked: ModelRef::parse(&found.value),
        source: found.source.clone(),
        depends: false,
        notes: vec!["this version sends the value of CLAUDE_CODE_SUBAGENT_MODEL as it stands".to_owned()],
        below: Vec::new(),
    }
}

fn one(
    names: &Names<'_>,
    role: Role,
    name: &str,
    when: String,
    own: Option<&Sourced<String>>,
    mut resolved: Resolved,
) -> ModelUse {
    let family = own.and_then(|own| alias_family(&without_suffix(&own.value).to_lowercase()));
    let tier = family.filter(|_| names.rules.family_pins).and_then(pin_variable);
    let always = names.rules.subagent_variable != SubagentVariable::Default;
    let mut pins: Vec<&'static str> = tier.into_iter().collect();
    if role == Role::Subagent {
        pins.push(VARIABLE);
        if !always && own.is_some() {
            pins.push(FORCE);
        }
    }
    // The small/fast region belongs to the Haiku-class model, whoever calls it.
    let haiku = names.alias(Family::Haiku).filter(|haiku| haiku.invoked == resolved.invoked);
    let moved = background::region(names).filter(|_| haiku.is_some());
    if moved.is_some() {
        resolved.depends = true;
        resolved.notes.push(
            "ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION moves the Haiku-class model; not seen for this use".to_owned(),
        );
    }
    let region = moved.unwrap_or(&names.region.value);
    Call { role, name, when, region, impact: Impact::Degrades, pins }.of(resolved)
}
