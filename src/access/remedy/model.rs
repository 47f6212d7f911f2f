//! The id that was called, and what to call instead.

use super::{Remedy, RemedyKind, Situation, cli::Command};
use crate::{
    access::console,
    catalog::{BaseModelId, Catalog, LifecycleStatus},
};

/// Not here in any form.
pub(super) fn not_offered(s: &Situation<'_>) -> Vec<Remedy> {
    let card = s.model.map(console::model_card);
    let mut all: Vec<Remedy> = card
        .map(|card| {
            let title = format!("See on the model card in which regions {} is offered", s.model_name());
            Remedy::of(RemedyKind::Console, title, card.clone()).with_url(Some(card))
        })
        .into_iter()
        .collect();
    all.extend(Remedy::page(s, format!("See what {} offers", s.region), console::model_catalog(s.region)));
    all.push(list_models(s));
    all
}

/// The base id was called where only a profile works.
pub(super) fn profile_only(s: &Situation<'_>) -> Vec<Remedy> {
    let mut all: Vec<Remedy> = works_here(s).into_iter().collect();
    all.push(list_profiles(s));
    all.extend(Remedy::page(s, "Or pick the profile in the console", console::inference_profiles(s.region)));
    all
}

/// Who does not know which id was refused asks about all that are called.
fn which(s: &Situation<'_>) -> Option<Remedy> {
    let title =
        "The text does not say which id was refused: see which ids Claude Code calls here, and which of them is shut";
    s.invoked.is_none().then(|| Remedy::of(RemedyKind::Cli, title, "bedcheck check"))
}

/// A typo, another region's profile, or a hidden model.
pub(super) fn invalid_id(s: &Situation<'_>) -> Vec<Remedy> {
    let mut all: Vec<Remedy> = which(s).into_iter().chain(works_here(s).or_else(|| meant(s))).collect();
    all.extend([list_profiles(s), list_models(s)]);
    all.extend(Remedy::page(s, format!("See what {} offers", s.region), console::model_catalog(s.region)));
    all
}

/// The id that was meant by one that comes near it, as last observed in the region.
fn meant(s: &Situation<'_>) -> Option<Remedy> {
    let written = s.invoked?;
    let id = Catalog::bundled().near_miss(written, s.region)?;
    let title = format!("{written} is the id of no model on Bedrock: write {id}");
    Some(Remedy::settings(title, format!("ANTHROPIC_MODEL={id}")))
}

/// Legacy and idle, or gone: only a newer model helps.
pub(super) fn successor(s: &Situation<'_>) -> Vec<Remedy> {
    let mut all = Vec::new();
    if let Some(newer) = s.model.and_then(|old| newest_of_family(old, s)) {
        let name = &newer.full_name;
        let page = console::model_page(s.region, &newer.id);
        all.extend(Remedy::page(s, format!("Move to {name} ({})", newer.id), page));
    }
    all.push(
        Remedy::of(RemedyKind::Console, "See the dates of every model", console::LIFECYCLE_DOCS)
            .with_url(Some(console::LIFECYCLE_DOCS.to_owned())),
    );
    all
}

/// Claude Code hides AWS's words: ask AWS directly.
pub(super) fn hidden(s: &Situation<'_>) -> Vec<Remedy> {
    let mut all: Vec<Remedy> = which(s).into_iter().collect();
    all.extend(s.model.map(|id| {
        let ask = Command::aws("bedrock get-foundation-model-availability").with("--model-id", id.as_str()).at(s);
        ask.remedy("Ask AWS about the model: form, agreement and region")
    }));
    all.extend(Remedy::page(s, format!("Open the page of {}", s.model_name()), s.model_page()));
    all
}

/// Auto mode's classifier has no model it may call.
pub(super) fn classifier(s: &Situation<'_>) -> Vec<Remedy> {
    let mut all = vec![match s.instead {
        Some(other) => Remedy::settings(
            "Let the classifier use another model that Claude Code calls here",
            format!("CLAUDE_CODE_AUTO_MODE_MODEL={other}"),
        ),
        None => Remedy::of(
            RemedyKind::Cli,
            "See which of your models is open, and give its id to the classifier: CLAUDE_CODE_AUTO_MODE_MODEL",
            "bedcheck check",
        ),
    }];
    all.extend(Remedy::page(s, format!("Or open {} to the account", s.model_name()), s.model_page()));
    all
}

/// The first id that can be called here, where the lists were read.
fn works_here(s: &Situation<'_>) -> Option<Remedy> {
    let id = s.call_as.first()?;
    let title = format!("Call {} as {id}, which works in {}", s.model_name(), s.region);
    Some(Remedy::settings(title, format!("ANTHROPIC_MODEL={id}")))
}

fn list_profiles(s: &Situation<'_>) -> Remedy {
    let part = s.model.map_or("anthropic", BaseModelId::as_str);
    let query = format!("inferenceProfileSummaries[?contains(inferenceProfileId, '{part}')].inferenceProfileId");
    Command::aws("bedrock list-inference-profiles")
        .raw(&format!("--query \"{query}\" --output text"))
        .at(s)
        .remedy(format!("Call {} by one of its inference profiles; this lists them", s.model_name()))
}

fn list_models(s: &Situation<'_>) -> Remedy {
    Command::aws("bedrock list-foundation-models --by-provider Anthropic")
        .raw("--query 'modelSummaries[].modelId' --output text")
        .at(s)
        .remedy(format!("List the models of {}", s.region))
}

/// The newest active model of the same family that the region offered when the catalogue was made, and that
/// needs no data-retention mode of its own.
fn newest_of_family(old: &BaseModelId, s: &Situation<'_>) -> Option<&'static crate::catalog::CatalogModel> {
    let catalog = Catalog::bundled();
    let family = catalog.name(old).family;
    let offered: Vec<_> = catalog.offers(s.region).into_iter().map(|offer| offer.model).collect();
    catalog.models.iter().find(|model| {
        model.name.family == family
            && model.id != *old
            && model.lifecycle.status == LifecycleStatus::Active
            && !model.needs_data_retention
            && offered.contains(&model.id)
    })
}
