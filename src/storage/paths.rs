//! The folders for configuration and state.

use std::{env, ffi::OsString, path::PathBuf};

use etcetera::BaseStrategy;

/// Moves the folder for configuration, and nothing else.
const CONFIG_VARIABLE: &str = "BEDCHECK_CONFIG_DIR";

/// The program's folder inside those of the platform.
const OWN: &str = "bedcheck";

/// What the user writes (`keymap.toml`, `themes/`): `$BEDCHECK_CONFIG_DIR`, else `bedcheck` in `$XDG_CONFIG_HOME` or
/// `~/.config`, on every platform. `None` without a home folder.
#[must_use]
pub fn config_folder() -> Option<PathBuf> {
    let usual = || Some(etcetera::base_strategy::Xdg::new().ok()?.config_dir().join(OWN)).filter(|f| f.is_absolute());
    given(env::var_os(CONFIG_VARIABLE)).or_else(usual)
}

/// What the program remembers from one run to the next: `bedcheck` in the platform's folder for state
/// (`$XDG_STATE_HOME` or `~/.local/state`). `None` without a home folder, and where it is no absolute path.
#[must_use]
pub fn state_folder() -> Option<PathBuf> {
    let strategy = etcetera::base_strategy::choose_base_strategy().ok()?;
    let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join(OWN);
    // A home that depends on where the program is started is none.
    Some(folder).filter(|folder| folder.is_absolute())
}

/// The user's home folder.
#[must_use]
pub fn home_folder() -> Option<PathBuf> {
    env::home_dir().filter(|home| home.is_absolute())
}

/// A variable that is set to nothing is not set.
fn given(value: Option<OsString>) -> Option<PathBuf> {
    value.filter(|folder| !folder.is_empty()).map(PathBuf::from)
}
