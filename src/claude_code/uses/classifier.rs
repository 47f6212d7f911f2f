//! The auto-mode classifier.

use crate::catalog::{Catalog, Family};

use super::{
    super::{
        Impact, ModelUse, Provider, Role, SourceKind, Sourced,
        environment::is_on,
        main_model::Main,
        resolver::ModelResolver,
        rules::Classifier,
        written::{Resolved, written_base},
    },
    Call, background, instead_of_main, main_impact,
};

const VARIABLE: &str = "CLAUDE_CODE_AUTO_MODE_MODEL";

/// What lets auto mode start before it needs nothing.
const OPT_IN: &str = "CLAUDE_CODE_ENABLE_AUTO_MODE";

/// The model that checks risky commands in auto mode, where the mode can start.
pub(super) fn uses(resolver: &ModelResolver<'_>, main: &Main) -> Option<ModelUse> {
    let mode = starting_mode(resolver);
    let asked_for = mode.as_deref() == Some("auto");
    let off = match resolver.rules.classifier.mode {
        Classifier::None => true,
        Classifier::OptIn => resolver.env.flag(OPT_IN).is_none(),
        Classifier::Available | Classifier::ServerFirst => false,
    };
    if off || switched_off(resolver) || !starts_with(resolver, main) {
        return None;
    }
    let (mut resolved, impact) = model(resolver, main);
    let starts = asked_for || mode.is_none() && resolver.rules.starts_in_auto;
    if starts {
        resolved.notes.push("auto mode is the starting mode of interactive sessions here".to_owned());
    } else {
        resolved.depends = true;
        resolved.notes.push("only after the session was switched to auto mode".to_owned());
    }
    if resolver.rules.classifier.mode == Classifier::ServerFirst {
        let (note, decides) = server(resolver);
        resolved.notes.push(note);
        resolved.depends |= decides;
    }
    let mut pins = Vec::new();
    if resolver.rules.classifier.variable {
        pins.push(VARIABLE);
    }
    if resolver.rules.classifier.model.is_some() && variable(resolver).is_none() {
        pins.push("ANTHROPIC_DEFAULT_SONNET_MODEL");
    }
    let call = Call {
        role: Role::AutoModeClassifier,
        name: "",
        when: "every risky command in auto mode".to_owned(),
        region: background::region_of(resolver, main, &resolved.invoked),
        impact,
        pins,
    };
    Some(call.of(resolved))
}

/// Whether auto mode starts with the main model. By its text: what is behind an application profile does not count, and a
/// model the client does not recognise does not stop it (run 2.1.200, 2.1.240, 2.1.332).
fn starts_with(resolver: &ModelResolver<'_>, main: &Main) -> bool {
    let Some(base) = written_base(&main.resolved.invoked) else { return true };
    let name = Catalog::bundled().name(&base);
    let short = name.short();
    // `Sonnet 3` stands for all of its line, `Haiku` for the whole family.
    let is = |entry: &String| {
        short == *entry
            || short.starts_with(&format!("{entry}.")) && entry.ends_with(" 3")
            || short.split(' ').next() == Some(entry.as_str())
    };
    !resolver.rules.classifier.not_with.iter().any(is)
}

fn variable<'a>(resolver: &ModelResolver<'a>) -> Option<&'a Sourced<String>> {
    resolver.env.get(VARIABLE).filter(|_| resolver.rules.classifier.variable)
}

/// The variable (an alias in it is sent as it stands), a main model that checks for itself, the user's Sonnet pin unless it
/// cannot do the work, else the version's own model. Unless the variable named it, a refused one is silently replaced by the
/// main model (run 2.1.240 to 2.1.332).
fn model(resolver: &ModelResolver<'_>, main: &Main) -> (Resolved, Impact) {
    let itself = |note: &str| {
        let mut resolved = background::on_main(main, note);
        resolved.below = instead_of_main(resolver, main);
        (resolved, main_impact(resolver, main))
    };
    let shut = |resolved: &Resolved| resolver.why_not(resolved).map(|why| format!("not {}: {why}", resolved.invoked));
    if let Some(found) = variable(resolver) {
        let mut resolved = resolver.id(&found.value, found.source.clone());
        resolved.notes.splice(0..0, resolver.env.chain(VARIABLE));
        return shut(&resolved).map_or((resolved, Impact::Degrades), |why| itself(&why));
    }
    let own_name = main.base.as_ref().map(|base| Catalog::bundled().name(base).short());
    if own_name.is_some_and(|own| resolver.rules.classifier.is_main.contains(&own)) {
        return itself("the main model is a Sonnet that checks for itself");
    }
    let Some(built_in) = resolver.rules.classifier.model.as_ref() else {
        let fable = resolver.rules.classifier.of_fable.as_ref().filter(|_| main.family() == Some(Family::Fable));
        let of_fable =
            fable.map(|id| (resolver.builtin(id).noted("in this version it checks for a Fable"), Impact::Degrades));
        return of_fable.unwrap_or_else(|| itself("in this version the main model checks for itself"));
    };
    let usable = |pin: &Resolved| {
        let base = resolver.base(&pin.invoked);
        let name = base.map(|base| Catalog::bundled().name(&base).short());
        !name.is_some_and(|name| name == "Sonnet 5.5" || name == "Opus 5.5")
    };
    let pinned = resolver.pin(Family::Sonnet).and_then(|_| resolver.tier(Family::Sonnet)).filter(usable);
    if let Some(mut pinned) = pinned {
        pinned.notes.push("the user's Sonnet is the classifier".to_owned());
        return shut(&pinned).map_or_else(|| with_main_below(resolver, main, pinned), |why| itself(&why));
    }
    let mut resolved = resolver.builtin(built_in);
    if main.base.is_none() && main.resolved.invoked.profile_arn().is_some() {
        resolved.depends = true;
        resolved.notes.push(
            "the main model's ARN does not tell its model: a Sonnet 4.6 or 4.5 would check for itself".to_owned(),
        );
    }
    shut(&resolved).map_or_else(|| with_main_below(resolver, main, resolved), |why| itself(&why))
}

fn with_main_below(resolver: &ModelResolver<'_>, main: &Main, mut resolved: Resolved) -> (Resolved, Impact) {
    let id = &main.resolved.invoked;
    resolved.notes.push(format!("a refusal switches the session to the main model, without a word: {id}"));
    resolved.below = vec![id.clone()];
    resolved.below.extend(instead_of_main(resolver, main));
    (resolved, Impact::Noise)
}

fn server_is_off(resolver: &ModelResolver<'_>) -> bool {
    resolver.env.get("CLAUDE_CODE_AUTO_MODE_SERVER").is_some_and(|found| !is_on(&found.value))
}

/// What the check on the server does, and whether it decides that this model is called.
fn server(resolver: &ModelResolver<'_>) -> (String, bool) {
    let (note, decides) = if server_is_off(resolver) {
        ("CLAUDE_CODE_AUTO_MODE_SERVER is off: the client asks this model at once", false)
    } else if resolver.env.get("ANTHROPIC_BEDROCK_BASE_URL").is_some() && resolver.provider != Provider::Mantle {
        (
            "with ANTHROPIC_BEDROCK_BASE_URL a session is not eligible for the check on the server: the client asks this model",
            false,
        )
    } else {
        (
            "the main request asks the server for the check first; this model is called when the answer carries no verdict \
             (where Bedrock gives one is not known)",
            true,
        )
    };
    (note.to_owned(), decides)
}

/// `--permission-mode`, else `permissions.defaultMode`.
pub(super) fn starting_mode(resolver: &ModelResolver<'_>) -> Option<String> {
    let settings = resolver.sources.settings.iter().rev().filter(|file| file.kind != SourceKind::GlobalState);
    let mut modes = settings.filter_map(|file| file.text(&["permissions", "defaultMode"]));
    resolver.sources.launch.permission_mode.clone().or_else(|| modes.next().map(|found| found.value))
}

/// `disableAutoMode`, at the top or under `permissions`.
fn switched_off(resolver: &ModelResolver<'_>) -> bool {
    let settings = resolver.sources.settings.iter().rev().filter(|file| file.kind != SourceKind::GlobalState);
    let value = |path: &[&str]| {
        settings.clone().find_map(|file| {
            file.get(path).map(|found| match found.value {
                serde_json::Value::Bool(is) => *is,
                serde_json::Value::String(text) => text == "disable" || is_on(text),
                _ => false,
            })
        })
    };
    value(&["permissions", "disableAutoMode"]) == Some(true) || value(&["disableAutoMode"]) == Some(true)
}
