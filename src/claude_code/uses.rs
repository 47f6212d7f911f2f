//! Everything that calls a model, one use each.

mod agents;
mod background;
mod classifier;
mod fallbacks;
mod parent;
mod plan_mode;
mod startup;
mod turns;

use crate::catalog::{ModelRef, RegionName};

use super::{
    Certainty, Impact, ModelUse, Role, SourceKind, main_model::Main, resolver::ModelResolver, written::Resolved,
};
use fallbacks::instead_of_main;

/// All uses of a set-up, in the order of the roles.
pub(super) fn all(resolver: &ModelResolver<'_>, main: &Main) -> Vec<ModelUse> {
    // What runs beside the main loop follows the model it plans on, background work does not (run 2.1.332).
    let planning = main.planning(resolver).filter(|_| plan_mode::starts(resolver));
    let at_start = planning.map_or_else(|| main.clone(), |(_, planning)| planning);
    let mut uses = vec![main_loop(resolver, &at_start)];
    uses.extend(background::uses(resolver, main));
    uses.extend(startup::uses(resolver, main));
    uses.extend(classifier::uses(resolver, main));
    uses.extend(agents::subagents(resolver, &at_start));
    uses.extend(turns::commands(resolver, main));
    uses.extend(turns::hooks(resolver, main));
    uses.extend(plan_mode::uses(resolver, main));
    uses.extend(fallbacks::uses(resolver, main));
    uses.extend(token_count(resolver, &at_start));
    uses
}

/// What is common to the uses of one kind.
struct Call<'a> {
    role: Role,
    name: &'a str,
    when: String,
    region: &'a RegionName,
    impact: Impact,
    pins: Vec<&'static str>,
}

impl Call<'_> {
    fn of(self, resolved: Resolved) -> ModelUse {
        ModelUse {
            role: self.role,
            name: self.name.to_owned(),
            requested: resolved.requested,
            invoked: resolved.invoked,
            region: self.region.clone(),
            when: self.when,
            source: resolved.source,
            certainty: if resolved.depends { Certainty::Depends } else { Certainty::Certain },
            impact: self.impact,
            pins: self.pins,
            notes: resolved.notes,
            fallbacks: resolved.below,
        }
    }
}

fn main_loop(resolver: &ModelResolver<'_>, main: &Main) -> ModelUse {
    let mut resolved = main.resolved.clone();
    resolved.below = instead_of_main(resolver, main);
    resolved.notes.extend(behind_the_arn(main));
    let when = if plan_mode::starts(resolver) && main.planning(resolver).is_some() {
        "the main loop and compaction, in plan mode, which the session starts in"
    } else {
        "the main loop and compaction"
    };
    Call {
        role: Role::Main,
        name: "",
        when: when.to_owned(),
        region: &resolver.region.value,
        impact: main_impact(resolver, main),
        pins: vec!["ANTHROPIC_MODEL"],
    }
    .of(resolved)
}

fn main_impact(resolver: &ModelResolver<'_>, main: &Main) -> Impact {
    if instead_of_main(resolver, main).is_empty() { Impact::Blocks } else { Impact::Degrades }
}

/// What the client learns of an ARN when it asks GetInferenceProfile; a denial is tolerated.
fn behind_the_arn(main: &Main) -> Option<String> {
    main.resolved.invoked.profile_arn()?;
    Some(match &main.base {
        Some(base) => format!("the model behind the ARN is {base}"),
        None => "which model is behind the ARN is not known: only GetInferenceProfile tells. /context counts tokens on that \
                 model, and an alias of its family means this ARN"
            .to_owned(),
    })
}

/// `/context` counts on the foundation model behind the main model, by its bare id.
fn token_count(resolver: &ModelResolver<'_>, main: &Main) -> Option<ModelUse> {
    let base = main.base.clone().filter(|_| resolver.rules.token_count)?;
    let mut resolved = main.resolved.clone();
    resolved.invoked = ModelRef::Base(base);
    resolved.below.clear();
    // Whatever prefix the list gives the main model, the bare id behind it is the same.
    resolved.depends &= resolved.source.kind == SourceKind::Agent;
    let how = match &main.resolved.invoked {
        ModelRef::Base(_) => "CountTokens on the main model, which is a bare id",
        _ => {
            "GetInferenceProfile on the main model, then CountTokens on the bare id behind it; without the first no count"
        }
    };
    resolved.notes =
        vec![how.to_owned(), "bedrock:CountTokens is not in the policy the vendor's page asks for".to_owned()];
    if resolver.rules.token_count_over_http2 {
        let note = "this version counts over HTTP/2: behind a gateway that speaks HTTP/1.1 it sends about 30 one-token calls to \
                    the small/fast model instead";
        resolved.notes.push(note.to_owned());
    }
    let call = Call {
        role: Role::TokenCount,
        name: "",
        when: "/context".to_owned(),
        region: &resolver.region.value,
        impact: Impact::Degrades,
        pins: vec!["ANTHROPIC_MODEL"],
    };
    Some(call.of(resolved))
}
