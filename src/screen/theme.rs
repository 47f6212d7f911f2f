//! What a role looks like. Views name roles, never colours.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    str::FromStr as _,
};

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use crate::{
    access::{Verdict, VerdictKind},
    gaps::Outcome,
    storage,
};

/// More than every role with a look.
const MOST_BYTES: u64 = 1 << 20;

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
pub enum StyleRole {
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
    /// Blocked.
    Blocked,
    /// Green in the control plane and refused by a real call.
    Contradicted,
    /// Not offered.
    NotOffered,
    /// Not known.
    Unknown,
    /// The cell under the cursor.
    Cursor,
    /// What the row and the column under the cursor are laid on: a shade of the ground, or weight where there is none.
    Tint,
    /// A state of the whole program that needs doing something about.
    Warning,
}

/// Looks for all roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    ground: Style,
    styles: BTreeMap<StyleRole, Style>,
}

/// Why a theme cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// There is no theme of that name.
    #[error("there is no theme {name:?}; there are: {}{}", BUNDLED.map(|(name, _)| name).join(", "), own(.folder.as_ref()))]
    Unknown {
        /// The name asked for.
        name: String,
        /// Where a theme of one's own would be looked for, if anywhere.
        folder: Option<PathBuf>,
    },
    /// A name that would lead out of the folder of themes.
    #[error("{0:?} is no name of a theme: letters, digits, - and _ make one")]
    Name(String),
    /// A theme of one's own that cannot be used.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<ThemeError>,
    },
    /// The system refuses the file.
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    /// Not TOML, or not of the expected form.
    #[error("the theme is not readable: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A colour that is neither a name nor `#rrggbb`.
    #[error("{0:?} is not a colour (expected a name such as red, or #rrggbb)")]
    Color(String),
    /// A role without a look.
    #[error("the theme says nothing about the role {0}, and names no base to take it from")]
    Missing(StyleRole),
}

fn own(folder: Option<&PathBuf>) -> String {
    folder.map(|folder| format!(", and files NAME.toml in {}", folder.display())).unwrap_or_default()
}

/// The themes that are part of the program, the default first.
const BUNDLED: [(&str, &str); 12] = [
    ("terminal", include_str!("../../assets/themes/terminal.toml")),
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../assets/themes/high-contrast.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
    ("catppuccin-mocha", include_str!("../../assets/themes/catppuccin-mocha.toml")),
    ("catppuccin-latte", include_str!("../../assets/themes/catppuccin-latte.toml")),
    ("gruvbox-dark", include_str!("../../assets/themes/gruvbox-dark.toml")),
    ("nord", include_str!("../../assets/themes/nord.toml")),
    ("tokyo-night", include_str!("../../assets/themes/tokyo-night.toml")),
    ("solarized-dark", include_str!("../../assets/themes/solarized-dark.toml")),
    ("solarized-light", include_str!("../../assets/themes/solarized-light.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// A bundled theme that dresses what this file says nothing about.
    base: Option<String>,
    ground: Option<StyleSpec>,
    #[serde(default)]
    role: BTreeMap<StyleRole, StyleSpec>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StyleSpec {
    fg: Option<String>,
    bg: Option<String>,
    bold: bool,
    dim: bool,
    underlined: bool,
    reversed: bool,
}

impl StyleSpec {
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
    /// The names of the bundled themes: `terminal` (the terminal's own sixteen colours and background), `dark`,
    /// `light`, `high-contrast`, `mono` (bold, dim, underlined and reversed only), and the palettes people know from their
    /// editors.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUNDLED.into_iter().map(|(name, _)| name)
    }

    /// The names that [`Theme::find`] knows: the bundled ones, then the files of a folder in order. A folder that cannot
    /// be read has none.
    #[must_use]
    pub fn all_names(folder: Option<&Path>) -> Vec<String> {
        let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten();
        let files = entries.filter_map(Result::ok).map(|entry| entry.path());
        let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
        let mut own: Vec<String> = files.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
        own.sort();
        own.retain(|name| !Self::names().any(|known| known == name));
        Self::names().map(str::to_owned).chain(own).collect()
    }

    /// A bundled theme.
    ///
    /// # Errors
    ///
    /// When there is no theme of that name.
    pub fn named(name: &str) -> Result<Self, ThemeError> {
        match BUNDLED.into_iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Self::parse(text),
            None => Err(ThemeError::Unknown { name: name.to_owned(), folder: None }),
        }
    }

    /// A bundled theme, else the file `NAME.toml` of a folder. The bundled names always mean the bundled themes.
    ///
    /// # Errors
    ///
    /// When there is neither, or the file cannot be used; the error says which file, and what is wrong with it.
    pub fn find(name: &str, folder: Option<&Path>) -> Result<Self, ThemeError> {
        if Self::names().any(|known| known == name) {
            return Self::named(name);
        }
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
            return Err(ThemeError::Name(name.to_owned()));
        }
        let unknown = || ThemeError::Unknown { name: name.to_owned(), folder: folder.map(Path::to_owned) };
        let path = folder.ok_or_else(unknown)?.join(format!("{name}.toml"));
        let text = match storage::read_text(&path, MOST_BYTES) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(unknown()),
            read => read.map_err(ThemeError::from),
        };
        text.and_then(|text| Self::parse(&text)).map_err(|source| ThemeError::File { path, source: Box::new(source) })
    }

    /// Reads a theme file: a table `ground`, a table `role` with a look for each role, and a `base` to take from what
    /// it leaves out.
    ///
    /// # Errors
    ///
    /// When the text is not TOML of the expected form, names a colour that is none, or leaves something out without
    /// naming a bundled theme as its base.
    pub fn parse(text: &str) -> Result<Self, ThemeError> {
        use strum::IntoEnumIterator as _;
        let file: File = toml::from_str(text)?;
        let base = file.base.as_deref().map(Self::named).transpose()?;
        let style = |role| {
            let style = match (file.role.get(&role), &base) {
                (Some(paint), _) => paint.style()?,
                (None, Some(base)) => base.style(role),
                // A theme is whole without it: the cursor has a look of its own.
                (None, None) if role == StyleRole::Tint => Style::default(),
                (None, None) => return Err(ThemeError::Missing(role)),
            };
            Ok((role, style))
        };
        let styles = StyleRole::iter().map(style).collect::<Result<_, ThemeError>>()?;
        let ground = match (file.ground, base) {
            (Some(paint), _) => paint.style()?,
            (None, base) => base.map(|base| base.ground).unwrap_or_default(),
        };
        Ok(Self { ground, styles })
    }

    /// The look of the whole screen before anything is written on it.
    #[must_use]
    pub fn ground(&self) -> Style {
        self.ground
    }

    /// The look of a role.
    #[must_use]
    pub fn style(&self, role: StyleRole) -> Style {
        self.styles.get(&role).copied().unwrap_or_default()
    }
}

impl From<VerdictKind> for StyleRole {
    fn from(kind: VerdictKind) -> Self {
        match kind {
            VerdictKind::Verified | VerdictKind::Open => Self::Open,
            VerdictKind::Pending => Self::Pending,
            VerdictKind::Blocked => Self::Blocked,
            VerdictKind::Contradicted => Self::Contradicted,
            VerdictKind::NotOffered => Self::NotOffered,
            VerdictKind::Unknown => Self::Unknown,
        }
    }
}

impl From<Verdict> for StyleRole {
    fn from(verdict: Verdict) -> Self {
        verdict.kind().into()
    }
}

impl From<Outcome> for StyleRole {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Ok => Self::Open,
            Outcome::Gaps => Self::Blocked,
            Outcome::Unknown => Self::Unknown,
        }
    }
}
