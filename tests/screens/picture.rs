//! A frame as text: what stands on it, and how it looks.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::fmt::Write as _;

use bedcheck::{
    dashboard::model::Model,
    screen::{self, HitMap, theme::Theme},
};
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::{Buffer, Cell},
};

/// Draws one frame at a size.
pub(crate) fn frame(model: &Model, theme: &str, width: u16, height: u16) -> Buffer {
    clickable(model, theme, width, height).0
}

/// Draws one frame at a size, and tells where it can be clicked.
pub(crate) fn clickable(model: &Model, theme: &str, width: u16, height: u16) -> (Buffer, HitMap) {
    let theme = Theme::named(theme).unwrap();
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let mut hits = HitMap::default();
    terminal.draw(|frame| hits = screen::draw(frame, model, &theme)).unwrap();
    (terminal.backend().buffer().clone(), hits)
}

/// The letters alone, without blanks at the ends of lines.
pub(crate) fn text(buffer: &Buffer) -> String {
    let area = buffer.area;
    let line = |y| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..area.height).map(|y| line(y).trim_end().to_owned() + "\n").collect()
}

/// The letters, then for each line the runs of cells that do not look plain.
pub(crate) fn picture(buffer: &Buffer) -> String {
    let mut out = text(buffer);
    out.push_str("--- looks: line, columns, look\n");
    for y in 0..buffer.area.height {
        for (from, to, look) in runs(buffer, y) {
            let _ = writeln!(out, "{y:>2} {from}-{to} {look}");
        }
    }
    out
}

fn look(cell: &Cell) -> String {
    let mut parts = Vec::new();
    if cell.fg != ratatui::style::Color::Reset {
        parts.push(cell.fg.to_string().to_lowercase());
    }
    if cell.bg != ratatui::style::Color::Reset {
        parts.push(format!("on {}", cell.bg.to_string().to_lowercase()));
    }
    parts.extend(cell.modifier.iter_names().map(|(name, _)| name.to_lowercase()));
    parts.join(" ")
}

/// Runs of the same look, blanks left out at both ends unless a blank can be seen.
fn runs(buffer: &Buffer, y: u16) -> Vec<(u16, u16, String)> {
    let mut runs: Vec<(u16, u16, String)> = Vec::new();
    for x in 0..buffer.area.width {
        let cell = &buffer[(x, y)];
        let look = look(cell);
        let invisible = cell.symbol() == " " && !look.contains("reversed") && !look.contains("underlined");
        if look.is_empty() || (invisible && !look.contains("on ")) {
            continue;
        }
        match runs.last_mut() {
            Some((_, to, last)) if *last == look && x - *to <= 2 => *to = x,
            _ => runs.push((x, x, look)),
        }
    }
    runs
}
