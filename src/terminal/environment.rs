//! Where the program runs: over SSH or not, in tmux or not, with a browser in reach or not.

use std::{env, io, time::Duration};

use crate::terminal::links;

/// What the environment says about the terminal and the desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TerminalEnv {
    /// The terminal is on another machine.
    pub(super) ssh: bool,
    /// Inside tmux, which swallows escape sequences that are not wrapped for it.
    pub(super) tmux: bool,
    /// A browser started here would appear before the user.
    pub(super) browser: bool,
    /// The terminal has links.
    pub(super) hyperlinks: bool,
}

impl TerminalEnv {
    /// Reads the environment.
    pub(super) fn detect() -> Self {
        Self::from(|name| env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    fn from(variable: impl Fn(&str) -> Option<String>) -> Self {
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let ssh = is_set("SSH_TTY") || is_set("SSH_CONNECTION");
        let desktop = cfg!(any(windows, target_os = "macos"))
            || is_set("DISPLAY")
            || is_set("WAYLAND_DISPLAY")
            || is_set("WSL_DISTRO_NAME");
        Self { ssh, tmux: is_set("TMUX"), browser: desktop && !ssh, hyperlinks: links::are_known(&variable) }
    }

    /// The least time between two frames.
    pub(super) fn pace(self) -> Duration {
        Duration::from_millis(if self.ssh { 50 } else { 16 })
    }

    /// Opens a page in the browser, without waiting for it.
    pub(super) fn open(self, url: &str) -> io::Result<()> {
        open::that_detached(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_on_the_far_side_of_ssh_is_none() {
        let at =
            |set: &'static [&'static str]| TerminalEnv::from(move |name| set.contains(&name).then(|| "1".to_owned()));
        assert!(!at(&["DISPLAY", "SSH_TTY"]).browser, "X forwarding is no place for a console page");
        assert!(at(&["WAYLAND_DISPLAY"]).browser);
        assert_eq!(at(&["SSH_CONNECTION"]).pace(), Duration::from_millis(50));
        assert_eq!(at(&["TMUX"]).pace(), Duration::from_millis(16));
        assert!(at(&["TMUX"]).tmux);
    }
}
