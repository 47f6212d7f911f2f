//! `bedcheck keys`: needs no AWS and no settings.

use jiff::Timestamp;

use super::{CommandError, output::emit};
use crate::{
    catalog::Catalog,
    cli::Options,
    dashboard::keymap::{Binding, Keymap, user_keymap_path},
    gaps::{Caller, Context},
    report::{self, KeyLine, Status},
    survey::Survey,
};

/// Prints the keymap in effect.
pub(super) fn keys(options: &Options) -> Result<Status, CommandError> {
    let path = user_keymap_path().filter(|path| path.exists());
    let keymap = Keymap::in_effect(path.as_deref()).map_err(|error| CommandError::Usage(error.to_string()))?;
    let line = |binding: &Binding| KeyLine {
        action: binding.action.to_string(),
        keys: binding.keys.iter().map(ToString::to_string).collect(),
        contexts: binding.contexts.iter().map(ToString::to_string).collect(),
        help: binding.help.clone(),
    };
    let lines: Vec<KeyLine> = keymap.bindings.iter().map(line).collect();
    let survey = Survey::default();
    let context =
        Context { catalog: Catalog::bundled(), survey: &survey, caller: Caller::default(), now: Timestamp::now() };
    emit(&report::keys(context, path.map(|path| path.display().to_string()).as_deref(), &lines), options)
}
