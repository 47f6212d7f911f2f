//! Everything that calls a model, one use each.

mod agents;
mod background;
mod classifier;
mod startup;

use crate::catalog::{Family, ModelRef, RegionName};

use super::{
    Certainty, Impact, ModelUse, Role, SourceKind, Sourced,
    main_model::Main,
    names::{Names, Resolved, without_suffix},
};

/// All uses of a set-up, in the order of the roles.
pub(super) fn all(names: &Names<'_>, main: &Main) -> Vec<ModelUse> {
    let mut uses = vec![main_loop(names, main)];
    uses.extend(background::uses(names, main));
    uses.extend(startup::uses(names, main));
    uses.extend(classifier::uses(names, main));
    uses.extend(agents::subagents(names, main));
    uses.extend(agents::commands(names, main));
    uses.extend(agents::hooks(names, main));
    uses.extend(plan_mode(names, main));
    uses.extend(fallbacks(names, main));
    uses.extend(token_count(names, main));
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

fn main_loop(names: &Names<'_>, main: &Main) -> ModelUse {
    let mut resolved = main.resolved.clone();
    resolved.below = instead_of_main(names, main);
    resolved.notes.extend(behind_the_arn(main));
    Call {
        role: Role::Main,
        name: "",
        when: "the main loop and compaction".to_owned(),
        region: &names.region.value,
        impact: main_impact(names, main),
        pins: vec!["ANTHROPIC_MODEL"],
    }
    .of(resolved)
}

/// What takes over from a refused main model: the entries of `fallbackModel`, then the rungs below an alias or a default.
/// An id that somebody wrote has no rungs.
fn instead_of_main(names: &Names<'_>, main: &Main) -> Vec<ModelRef> {
    let named = fallback_models(names).into_iter().map(|model| model.invoked);
    named.chain(main.resolved.below.iter().cloned()).collect()
}

fn main_impact(names: &Names<'_>, main: &Main) -> Impact {
    if instead_of_main(names, main).is_empty() { Impact::Blocks } else { Impact::Degrades }
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

/// `opusplan` runs on Sonnet and plans on Opus.
fn plan_mode(names: &Names<'_>, main: &Main) -> Option<ModelUse> {
    let selected = main.selected.as_ref()?;
    let is_opusplan = without_suffix(&selected.value).eq_ignore_ascii_case("opusplan");
    let mut resolved = names.alias(Family::Opus).filter(|_| is_opusplan)?;
    resolved.requested.clone_from(&selected.value);
    resolved.source.clone_from(&selected.source);
    resolved.depends = true;
    resolved.notes.insert(0, "`opusplan` plans on Opus (documented; plan mode was not observed)".to_owned());
    let call = Call {
        role: Role::AliasOpus,
        name: "",
        when: "plan mode".to_owned(),
        region: &names.region.value,
        impact: Impact::Degrades,
        pins: vec!["ANTHROPIC_DEFAULT_OPUS_MODEL"],
    };
    Some(call.of(resolved))
}

/// More entries than this are not tried (vendor's settings page).
const FALLBACKS: usize = 3;

fn fallback_key(names: &Names<'_>) -> Option<Sourced<Vec<String>>> {
    let settings = names.sources.settings.iter().rev().filter(|file| file.kind != SourceKind::GlobalState);
    settings.filter(|_| names.rules.fallback_key).find_map(|file| file.texts("fallbackModel"))
}

fn fallback_models(names: &Names<'_>) -> Vec<Resolved> {
    let Some(found) = fallback_key(names) else { return Vec::new() };
    found.value.iter().take(FALLBACKS).map(|written| names.text(written, found.source.clone(), None)).collect()
}

fn fallbacks(names: &Names<'_>, main: &Main) -> Vec<ModelUse> {
    let one = |model: Resolved| {
        let call = Call {
            role: Role::Fallback,
            name: "",
            when: format!("when the main model {} is refused", main.resolved.invoked),
            region: &names.region.value,
            impact: Impact::Degrades,
            pins: Vec::new(),
        };
        call.of(model)
    };
    fallback_models(names).into_iter().map(one).collect()
}

/// `/context` counts on the foundation model behind the main model, by its bare id.
fn token_count(names: &Names<'_>, main: &Main) -> Option<ModelUse> {
    let base = main.base.clone().filter(|_| names.rules.token_count)?;
    let mut resolved = main.resolved.clone();
    resolved.invoked = ModelRef::Base(base);
    resolved.below.clear();
    // Whatever prefix the list gives the main model, the bare id behind it is the same.
    resolved.depends &= resolved.source.kind == SourceKind::Agent;
    resolved.notes = vec![
        "GetInferenceProfile on the main model, then CountTokens on the bare id behind it".to_owned(),
        "bedrock:CountTokens is not in the policy the vendor's page asks for".to_owned(),
    ];
    let call = Call {
        role: Role::TokenCount,
        name: "",
        when: "/context".to_owned(),
        region: &names.region.value,
        impact: Impact::Degrades,
        pins: vec!["ANTHROPIC_MODEL"],
    };
    Some(call.of(resolved))
}
