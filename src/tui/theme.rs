//! What a role looks like. Views name roles, never colours.

use std::{collections::BTreeMap, str::FromStr as _};

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use crate::{access::Verdict, gaps::Outcome};

/// What a piece of text is for.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Deserialize,
    strum::EnumIter,
    strum::Display,
    strum::EnumString,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Role {
    /// Everything without another role.
    Text,
    /// What should step back: labels, dates, evidence.
    Quiet,
    /// What should stand out without meaning anything else: names, the current row.
    Strong,
    /// Heads of columns and groups.
    Heading,
    /// A key to press, a marker of the current row.
    Key,
    /// Open or verified.
    Open,
    /// About to open.
    Pending,
    /// Shut.
    Shut,
    /// Green in the control plane and refused by a real call.
    Contradicted,
    /// Not offered.
    NotOffered,
    /// Not known.
    Unknown,
    /// The cell under the cursor.
    Cursor,
    /// A state of the whole program that needs doing something about.
    Warning,
}

/// Looks for all roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    ground: Style,
    styles: BTreeMap<Role, Style>,
}

/// Why a theme cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// There is no theme of that name.
    #[error("there is no theme {0:?}; there are: terminal, dark, light, mono")]
    Unknown(String),
    /// Not TOML, or not of the expected form.
    #[error("the theme is not readable: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A colour that is neither a name nor `#rrggbb`.
    #[error("{0:?} is not a colour (expected a name such as red, or #rrggbb)")]
    Color(String),
    /// A role without a look.
    #[error("the theme says nothing about the role {0}")]
    Missing(Role),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ground: Paint,
    role: BTreeMap<Role, Paint>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Paint {
    fg: Option<String>,
    bg: Option<String>,
    bold: bool,
    dim: bool,
    underlined: bool,
    reversed: bool,
}

impl Paint {
    fn style(&self) -> Result<Style, ThemeError> {
        let color = |text: &Option<String>| match text {
            Some(text) => Color::from_str(text).map(Some).map_err(|_| ThemeError::Color(text.clone())),
            None => Ok(None),
        };
        let mut style = Style { fg: color(&self.fg)?, bg: color(&self.bg)?, ..Style::default() };
        let modifiers = [
            (self.bold, Modifier::BOLD),
            (self.dim, Modifier::DIM),
            (self.underlined, Modifier::UNDERLINED),
            (self.reversed, Modifier::REVERSED),
        ];
        for (_, modifier) in modifiers.into_iter().filter(|(on, _)| *on) {
            style = style.add_modifier(modifier);
        }
        Ok(style)
    }
}

impl Theme {
    /// A bundled theme: `terminal` (the terminal's own sixteen colours and background), `dark`, `light`,
    /// or `mono` (bold, dim, underlined and reversed only).
    ///
    /// # Errors
    ///
    /// When there is no theme of that name.
    pub fn named(name: &str) -> Result<Self, ThemeError> {
        match name {
            "terminal" => Self::parse(include_str!("../../assets/themes/terminal.toml")),
            "dark" => Self::parse(include_str!("../../assets/themes/dark.toml")),
            "light" => Self::parse(include_str!("../../assets/themes/light.toml")),
            "mono" => Self::parse(include_str!("../../assets/themes/mono.toml")),
            other => Err(ThemeError::Unknown(other.to_owned())),
        }
    }

    /// Reads a theme file.
    ///
    /// # Errors
    ///
    /// When the text is not TOML of the expected form, names a colour that is none, or leaves a role out.
    pub fn parse(text: &str) -> Result<Self, ThemeError> {
        use strum::IntoEnumIterator as _;
        let file: File = toml::from_str(text)?;
        let style = |role| {
            let paint = file.role.get(&role).ok_or(ThemeError::Missing(role))?;
            Ok((role, paint.style()?))
        };
        let styles = Role::iter().map(style).collect::<Result<_, ThemeError>>()?;
        Ok(Self { ground: file.ground.style()?, styles })
    }

    /// The look of the whole screen before anything is written on it.
    #[must_use]
    pub fn ground(&self) -> Style {
        self.ground
    }

    /// The look of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(&role).copied().unwrap_or_default()
    }
}

impl From<Verdict> for Role {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Verified { .. } | Verdict::Open => Self::Open,
            Verdict::Pending => Self::Pending,
            Verdict::Blocked(_) => Self::Shut,
            Verdict::Contradicted(_) => Self::Contradicted,
            Verdict::NotOffered => Self::NotOffered,
            Verdict::Unknown => Self::Unknown,
        }
    }
}

impl From<Outcome> for Role {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Ok => Self::Open,
            Outcome::Gaps => Self::Shut,
            Outcome::Unknown => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 4] = ["terminal", "dark", "light", "mono"];

    #[test]
    fn every_bundled_theme_dresses_every_role() {
        for name in ALL {
            Theme::named(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        assert!(matches!(Theme::named("neon"), Err(ThemeError::Unknown(_))));
        assert!(matches!(Theme::parse("ground = {}\n[role]\n"), Err(ThemeError::Missing(Role::Text))));
        assert!(Theme::parse("ground = { fg = \"reddish\" }\n[role]").is_err());
    }

    #[test]
    fn the_default_paints_no_background_and_mono_no_colour() {
        let styles = |name: &str| {
            let theme = Theme::named(name).unwrap();
            theme.styles.values().copied().chain([theme.ground]).collect::<Vec<_>>()
        };
        assert!(styles("terminal").iter().all(|style| style.bg.is_none()));
        assert!(styles("terminal").iter().all(|style| !matches!(style.fg, Some(Color::Rgb(..) | Color::Indexed(_)))));
        assert!(styles("mono").iter().all(|style| style.bg.is_none() && style.fg.is_none()));
    }

    /// WCAG 2 contrast of text and background.
    fn contrast(a: Color, b: Color) -> f64 {
        let luminance = |color| {
            let Color::Rgb(r, g, b) = color else { panic!("{color:?} is not an RGB colour") };
            let part = |byte: u8| {
                let value = f64::from(byte) / 255.0;
                if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_of_the_painted_themes_is_readable() {
        for name in ["dark", "light"] {
            let theme = Theme::named(name).unwrap();
            for (role, style) in &theme.styles {
                let style = theme.ground.patch(*style);
                let ratio = contrast(style.fg.unwrap(), style.bg.unwrap());
                assert!(ratio >= 4.5, "{name}: {role} has contrast {ratio:.1}");
            }
        }
    }
}
