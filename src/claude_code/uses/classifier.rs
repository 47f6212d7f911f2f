//! The auto-mode classifier.

use crate::catalog::{BaseModelId, Catalog, Family};

use super::{
    super::{
        Impact, ModelUse, Role, SourceKind,
        environment::is_on,
        main_model::Main,
        names::{Names, Resolved},
        rules::Classifier,
    },
    Call, background, instead_of_main, main_impact,
};

const VARIABLE: &str = "CLAUDE_CODE_AUTO_MODE_MODEL";

/// The model that checks risky commands in auto mode, where the mode can start and the model is known.
pub(super) fn uses(names: &Names<'_>, main: &Main) -> Option<ModelUse> {
    let mode = default_mode(names);
    let asked_for = mode.as_deref() == Some("auto");
    let off = names.rules.classifier == Classifier::None || names.rules.classifier == Classifier::OptIn && !asked_for;
    if off || switched_off(names) {
        return None;
    }
    let (mut resolved, impact) = model(names, main)?;
    let starts = asked_for || mode.is_none() && names.rules.starts_in_auto;
    if starts {
        resolved.notes.push("auto mode is the starting mode of interactive sessions here".to_owned());
    } else {
        resolved.depends = true;
        resolved.notes.push("only after the session was switched to auto mode".to_owned());
    }
    if names.rules.classifier == Classifier::ServerFirst {
        resolved.notes.push(server_note(names));
        resolved.depends |= !server_is_off(names);
    }
    let mut pins = vec![VARIABLE];
    if names.env.get(VARIABLE).is_none() {
        pins.push("ANTHROPIC_DEFAULT_SONNET_MODEL");
    }
    let call = Call {
        role: Role::AutoModeClassifier,
        name: "",
        when: "every risky command in auto mode".to_owned(),
        region: &names.region.value,
        impact,
        pins,
    };
    Some(call.of(resolved))
}

/// The variable, a main model of Sonnet 4.6 or 4.5, the user's Sonnet pin unless it cannot do the work, else the
/// version's own model. A refused default is silently replaced by the main model; what happens to a pinned one
/// was not seen, so the worse is assumed.
fn model(names: &Names<'_>, main: &Main) -> Option<(Resolved, Impact)> {
    if let Some(found) = names.env.get(VARIABLE) {
        let mut resolved = names.text(&found.value, found.source.clone(), None);
        resolved.notes.splice(0..0, names.env.chain(VARIABLE));
        return Some((resolved, Impact::Degrades));
    }
    let sonnet_4 = ["claude-sonnet-4-6", "claude-sonnet-4-5-20250929"];
    if main.base.as_ref().is_some_and(|base| sonnet_4.contains(&base.anthropic_id().as_str())) {
        let mut resolved = background::on_main(main, "the main model is a Sonnet that checks for itself");
        resolved.below = instead_of_main(names, main);
        return Some((resolved, main_impact(names, main)));
    }
    let usable = |pin: &Resolved| {
        let base = names.base(&pin.invoked);
        let name = base.map(|base| Catalog::bundled().name(&base).short());
        !name.is_some_and(|name| name == "Sonnet 5.5" || name == "Opus 5.5")
    };
    let pinned = names.pin(Family::Sonnet).and_then(|_| names.alias(Family::Sonnet)).filter(usable);
    if let Some(mut pinned) = pinned {
        pinned.notes.push("the user's Sonnet is the classifier".to_owned());
        return Some((pinned, Impact::Degrades));
    }
    let built_in: &BaseModelId = names.rules.classifier_model.as_ref()?;
    let mut resolved = names.builtin(built_in);
    let silent = names.rules.uses_ladder;
    if silent {
        let id = &main.resolved.invoked;
        resolved.notes.push(format!("a refusal switches the session to the main model, without a word: {id}"));
        resolved.below.push(id.clone());
        resolved.below.extend(instead_of_main(names, main));
    }
    if main.base.is_none() {
        resolved.depends = true;
        resolved.notes.push(
            "the main model's ARN does not tell its model: a Sonnet 4.6 or 4.5 would check for itself".to_owned(),
        );
    }
    let impact = if silent { Impact::Noise } else { Impact::Degrades };
    Some((resolved, impact))
}

fn server_is_off(names: &Names<'_>) -> bool {
    names.env.get("CLAUDE_CODE_AUTO_MODE_SERVER").is_some_and(|found| !is_on(&found.value))
}

fn server_note(names: &Names<'_>) -> String {
    if server_is_off(names) {
        "CLAUDE_CODE_AUTO_MODE_SERVER is off: the client asks this model at once".to_owned()
    } else {
        "the main request asks the server for the check first; this model is called when the answer carries no verdict \
         (where Bedrock gives one is not known)"
            .to_owned()
    }
}

fn default_mode(names: &Names<'_>) -> Option<String> {
    let settings = names.sources.settings.iter().rev().filter(|file| file.kind != SourceKind::GlobalState);
    settings.filter_map(|file| file.text(&["permissions", "defaultMode"])).map(|found| found.value).next()
}

/// `disableAutoMode`, at the top or under `permissions`.
fn switched_off(names: &Names<'_>) -> bool {
    let settings = names.sources.settings.iter().rev().filter(|file| file.kind != SourceKind::GlobalState);
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
