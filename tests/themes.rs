//! Every theme can be read by everybody: contrast, red-green blindness, no colour at all, and files of one's own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "themes/eyes.rs"]
mod eyes;
#[path = "screens/fixture.rs"]
mod fixture;
#[path = "screens/picture.rs"]
mod picture;

use bedcheck::{
    screen::theme::{StyleRole, Theme, ThemeError},
    terminal::ThemeOptions,
};
use eyes::{EYES, contrast, difference};
use ratatui::style::{Color, Modifier, Style};
use strum::IntoEnumIterator as _;

/// The painted themes with the contrast each promises (WCAG 2.2: 4.5 : 1 is AA, 7 : 1 is AAA).
const PAINTED: [(&str, f64); 10] = [
    ("dark", 4.5),
    ("light", 4.5),
    ("high-contrast", 7.0),
    ("catppuccin-mocha", 4.5),
    ("catppuccin-latte", 4.5),
    ("gruvbox-dark", 4.5),
    ("nord", 4.5),
    ("tokyo-night", 4.5),
    ("solarized-dark", 4.5),
    ("solarized-light", 4.5),
];

/// The roles that tell verdicts apart.
const VERDICTS: [StyleRole; 6] = [
    StyleRole::Open,
    StyleRole::Pending,
    StyleRole::Blocked,
    StyleRole::Contradicted,
    StyleRole::NotOffered,
    StyleRole::Unknown,
];

/// CIE 1976 ΔE: 2.3 is just noticeable side by side, 10 is plain at a glance.
const APART: f64 = 15.0;

fn drawn(theme: &Theme, role: StyleRole) -> Style {
    theme.ground().patch(theme.style(role))
}

fn styles(name: &str) -> Vec<(StyleRole, Style)> {
    let theme = Theme::named(name).unwrap();
    StyleRole::iter().map(|role| (role, drawn(&theme, role))).collect()
}

#[test]
fn every_text_of_the_painted_themes_has_its_contrast() {
    for (name, least) in PAINTED {
        for (role, style) in styles(name) {
            assert!(!style.add_modifier.contains(Modifier::DIM), "{name}: {role} is dimmed, its contrast is not known");
            let ratio = contrast(style.fg.unwrap(), style.bg.unwrap());
            assert!(ratio >= least, "{name}: {role} has contrast {ratio:.2}, less than {least}");
        }
    }
}

/// Signs may be fainter than text (WCAG 2.2, 1.4.11); names and roles are text and keep their contrast.
#[test]
fn the_row_and_the_column_under_the_cursor_can_be_read() {
    let words = [StyleRole::Text, StyleRole::Quiet, StyleRole::Strong, StyleRole::Heading, StyleRole::Key];
    for (name, least) in PAINTED {
        let theme = Theme::named(name).unwrap();
        let tint = theme.ground().patch(theme.style(StyleRole::Tint)).bg.unwrap();
        assert_ne!(Some(tint), theme.ground().bg, "{name}: the tint is not seen");
        for (role, least) in words.map(|role| (role, least)).into_iter().chain(VERDICTS.map(|role| (role, 3.0))) {
            let ratio = contrast(drawn(&theme, role).fg.unwrap(), tint);
            assert!(ratio >= least, "{name}: {role} on the tint has contrast {ratio:.2}, less than {least}");
        }
    }
}

#[test]
fn verdicts_stay_apart_for_every_eye() {
    for (name, _) in PAINTED {
        let theme = Theme::named(name).unwrap();
        for (eye, sight) in EYES {
            for (at, one) in VERDICTS.into_iter().enumerate() {
                for other in VERDICTS.into_iter().skip(at + 1) {
                    let [a, b] = [one, other].map(|role| drawn(&theme, role).fg.unwrap());
                    let apart = difference(a, b, &sight);
                    assert!(apart >= APART, "{name}, {eye}: {one} and {other} are {apart:.1} apart");
                }
            }
        }
    }
}

/// The measures themselves: known values, or the tests above would prove nothing.
#[test]
fn the_measures_measure() {
    let (black, white) = (Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255));
    assert!((contrast(black, white) - 21.0).abs() < 0.01);
    assert!((contrast(Color::Rgb(0x76, 0x76, 0x76), white) - 4.54).abs() < 0.01, "the WCAG example grey");
    let (red, green) = (Color::Rgb(0xc0, 0x50, 0x00), Color::Rgb(0x70, 0x70, 0x00));
    let [normal, protan, deutan] = EYES.map(|(_, sight)| difference(red, green, &sight));
    assert!(normal > 50.0 && deutan < 20.0 && protan < normal / 2.0, "{normal:.1} {protan:.1} {deutan:.1}");
}

#[test]
fn the_default_paints_no_background_and_mono_no_colour() {
    let plain = |style: Style| !matches!(style.fg, Some(Color::Rgb(..) | Color::Indexed(_)));
    assert!(styles("terminal").into_iter().all(|(_, style)| style.bg.is_none() && plain(style)));
    assert!(styles("mono").into_iter().all(|(_, style)| style.bg.is_none() && style.fg.is_none()));
}

/// Whatever the theme: the letters are the same, so every verdict has its glyph and word, and the cursor is seen.
#[test]
fn a_theme_changes_looks_and_never_words() {
    let model = fixture::model();
    let words = |theme: &str| picture::text(&picture::frame(&model, theme, 120, 40));
    for name in Theme::names() {
        assert_eq!(words(name), words("terminal"), "{name}");
        let theme = Theme::named(name).unwrap();
        let cursor = theme.style(StyleRole::Cursor);
        let seen = cursor.add_modifier.contains(Modifier::REVERSED) || cursor.bg.is_some();
        assert!(seen && words(name).contains("[✖]"), "{name}: the cursor is not seen");
    }
    for (glyph, word) in [("●", "open"), ("◐", "pending"), ("✖", "blocked"), ("·", "not offered"), ("?", "unknown")]
    {
        assert!(words("mono").contains(&format!("{glyph} {word}")), "the legend names {glyph}");
    }
}

#[test]
fn a_theme_of_ones_own_is_a_file_and_may_say_only_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let find = |name: &str| Theme::find(name, Some(folder.path()));
    write("mine.toml", "base = \"dark\"\n[role]\nopen = { fg = \"#00ff00\", bold = true }\n");
    let (mine, dark) = (find("mine").unwrap(), Theme::named("dark").unwrap());
    assert_eq!(mine.style(StyleRole::Open).fg, Some(Color::Rgb(0, 255, 0)));
    assert_eq!((mine.ground(), mine.style(StyleRole::Blocked)), (dark.ground(), dark.style(StyleRole::Blocked)));

    let wrong = |name: &str| find(name).unwrap_err().to_string();
    write("bare.toml", "[role]\nopen = {}\n");
    assert!(wrong("bare").contains("bare.toml: the theme says nothing about the role text"), "{}", wrong("bare"));
    write("red.toml", "base = \"dark\"\nground = { fg = \"reddish\" }\n");
    assert!(wrong("red").contains("\"reddish\" is not a colour"), "{}", wrong("red"));
    write("typo.toml", "base = \"dark\"\n[role]\nopne = {}\n");
    assert!(wrong("typo").contains("opne") && wrong("typo").contains("line 3"), "{}", wrong("typo"));
    assert!(wrong("neon").contains("terminal, dark, light, high-contrast, mono, catppuccin-mocha, "));
    assert!(matches!(find("../mine"), Err(ThemeError::Name(_))), "no way out of the folder");
    write("dark.toml", "base = \"mono\"\n");
    assert_eq!(find("dark").unwrap(), dark, "a bundled name means the bundled theme");
}

#[test]
fn without_colour_the_theme_is_mono_and_a_wrong_name_is_still_wrong() {
    let look = |color, theme: &str| ThemeOptions { color, theme: Some(theme.to_owned()), themes: None }.theme();
    assert_eq!(look(false, "dark").unwrap(), Theme::named("mono").unwrap());
    assert!(look(false, "neon").is_err());
    assert_eq!(look(true, "light").unwrap(), Theme::named("light").unwrap());
}
