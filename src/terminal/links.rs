//! OSC 8: console pages that stand on the screen can be clicked, where the terminal knows such links.
//!
//! A frame is drawn first, as plain cells. Then the letters of each address are written once more at the same place and
//! in the same style, between the sequences that begin and end a link. The width of a cell stays what it is, and what
//! is drawn over a link later ends it.

use std::io::{self, Write as _};

use ratatui::{
    backend::{Backend as _, CrosstermBackend},
    buffer::Buffer,
    layout::Position,
};

/// Every page of the console begins so.
const SCHEME: &str = "https://";

/// Where a text was too long for its place.
const CUT: &str = "…";

/// The cursor is kept, since a line may be being typed.
const KEEP_CURSOR: &[u8] = b"\x1b7";
const CURSOR_BACK: &[u8] = b"\x1b8";

const END: &[u8] = b"\x1b]8;;\x1b\\";

/// Terminals that have links, as `TERM_PROGRAM` names them.
const PROGRAMS: [&str; 5] = ["iTerm.app", "WezTerm", "vscode", "ghostty", "rio"];

/// What `TERM` begins with in terminals that have links.
const TERMS: [&str; 5] = ["xterm-kitty", "xterm-ghostty", "wezterm", "foot", "contour"];

/// What `TERM` begins with where links are not known to arrive: consoles, and multiplexers, which pass them on only
/// when they are set up to.
const NOT_IN: [&str; 4] = ["dumb", "linux", "screen", "tmux"];

/// Whether the terminal has links, as far as its environment tells; in doubt not. `BEDCHECK_HYPERLINKS` decides when it
/// is set: 0 or 1.
pub fn are_known(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let at_least = |name: &str, version: u32| {
        set(name).and_then(|value| value.parse::<u32>().ok()).is_some_and(|has| has >= version)
    };
    if let Some(wish) = set("BEDCHECK_HYPERLINKS") {
        return !matches!(wish.to_ascii_lowercase().as_str(), "0" | "no" | "off" | "false");
    }
    let term = set("TERM").unwrap_or_default();
    if ["TMUX", "STY"].into_iter().any(|name| set(name).is_some()) || NOT_IN.iter().any(|name| term.starts_with(name)) {
        return false;
    }
    let program = set("TERM_PROGRAM").unwrap_or_default();
    PROGRAMS.contains(&program.as_str())
        || TERMS.iter().any(|name| term.starts_with(name))
        // Windows Terminal; Alacritty, which sets this since the version that has links; and the two that number theirs.
        || ["WT_SESSION", "ALACRITTY_WINDOW_ID"].into_iter().any(|name| set(name).is_some())
        || at_least("VTE_VERSION", 5000)
        || at_least("KONSOLE_VERSION", 200_400)
}

/// What makes links of the addresses that are drawn on a frame; empty when none is. An address over several lines is one
/// link, and one that is cut off leads to the whole page.
///
/// # Errors
///
/// Never: the bytes are written to memory.
pub fn sequence(frame: &Buffer, addresses: &[String]) -> io::Result<Vec<u8>> {
    let links = links(frame, addresses);
    let mut bytes = Vec::new();
    if links.is_empty() {
        return Ok(bytes);
    }
    bytes.write_all(KEEP_CURSOR)?;
    for (index, (address, places)) in links.into_iter().enumerate() {
        write!(bytes, "\x1b]8;id=bedcheck-{index};{address}\x1b\\")?;
        let cells = places.iter().filter_map(|place| Some((place.x, place.y, frame.cell(*place)?)));
        CrosstermBackend::new(&mut bytes).draw(cells)?;
        bytes.write_all(END)?;
    }
    bytes.write_all(CURSOR_BACK)?;
    Ok(bytes)
}

/// Each address that is on the frame, with the cells of its letters.
fn links<'a>(frame: &Buffer, addresses: &'a [String]) -> Vec<(&'a str, Vec<Position>)> {
    // The longest first: one can begin like another.
    let mut addresses: Vec<&str> = addresses.iter().map(String::as_str).filter(|address| is_plain(address)).collect();
    addresses.sort_by_key(|address| std::cmp::Reverse(address.len()));
    let starts = frame.area.positions().filter(|place| frame.cell(*place).is_some_and(|cell| cell.symbol() == "h"));
    let found =
        |start: Position| addresses.iter().find_map(|address| Some((*address, letters(frame, start, address)?)));
    starts.filter_map(found).collect()
}

/// Only letters that mean nothing to a terminal.
fn is_plain(address: &str) -> bool {
    address.starts_with(SCHEME) && address.chars().all(|c| c.is_ascii_graphic())
}

/// The cells of an address that begins there; `None` when it does not.
fn letters(frame: &Buffer, start: Position, address: &str) -> Option<Vec<Position>> {
    let mut places = Vec::with_capacity(address.len());
    let mut place = start;
    let mut buffer = [0; 4];
    for letter in address.chars() {
        let letter: &str = letter.encode_utf8(&mut buffer);
        if places.len() > SCHEME.len() {
            match symbol(frame, place) {
                CUT => return Some(places),
                " " => place = next_line(frame, place)?,
                _ => {}
            }
        }
        if symbol(frame, place) != letter {
            return None;
        }
        places.push(place);
        place.x = place.x.saturating_add(1);
    }
    (symbol(frame, place) == " ").then_some(places)
}

/// What is drawn there; beyond the edge nothing is.
fn symbol(frame: &Buffer, place: Position) -> &str {
    frame.cell(place).map_or(" ", ratatui::buffer::Cell::symbol)
}

/// Where a text goes on that ended there for want of room: the first letter of the next line.
fn next_line(frame: &Buffer, place: Position) -> Option<Position> {
    let line = |from: u16, y: u16| (from..frame.area.right()).map(move |x| Position { x, y });
    if !line(place.x, place.y).all(|place| symbol(frame, place) == " ") {
        return None;
    }
    line(frame.area.left(), place.y.saturating_add(1)).find(|place| symbol(frame, *place) != " ")
}

#[cfg(test)]
mod tests {
    use ratatui::{layout::Rect, style::Style};

    use super::*;

    const PAGE: &str = "https://us-west-2.console.aws.amazon.com/bedrock/home?region=us-west-2";

    fn frame(lines: &[&str]) -> Buffer {
        let mut frame = Buffer::empty(Rect::new(0, 0, 40, 5));
        for (y, line) in (0..).zip(lines) {
            frame.set_string(0, y, line, Style::new().bold());
        }
        frame
    }

    fn texts(frame: &Buffer, addresses: &[&str]) -> Vec<(String, String)> {
        let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        let text = |places: Vec<Position>| places.into_iter().map(|place| symbol(frame, place)).collect::<String>();
        links(frame, &addresses).into_iter().map(|(address, places)| (address.to_owned(), text(places))).collect()
    }

    #[test]
    fn an_address_over_several_lines_is_one_link_and_a_cut_one_leads_to_the_whole() {
        let (first, rest) = PAGE.split_at(35);
        let over_lines = frame(&["", &format!("     {first}"), &format!("  {rest}"), "  see"]);
        assert_eq!(texts(&over_lines, &[PAGE]), [(PAGE.to_owned(), PAGE.to_owned())]);
        let cut = frame(&[&format!("o page {}…", &PAGE[..20])]);
        assert_eq!(texts(&cut, &[PAGE]), [(PAGE.to_owned(), PAGE[..20].to_owned())]);
    }

    #[test]
    fn only_our_own_addresses_become_links_and_each_the_right_one() {
        let short = "https://example.com/a";
        let longer = "https://example.com/ab";
        let drawn = frame(&[&format!("{short} and"), longer, "https://example.com/abc", "https://example.org"]);
        let found = texts(&drawn, &[short, longer]);
        assert_eq!(found, [short, longer].map(|address| (address.to_owned(), address.to_owned())));
        let evil = "https://e\u{1b}]8;;x";
        assert!(texts(&frame(&["https://e…"]), &[evil, "http://example.com", "https://ex ample"]).is_empty());
    }

    #[test]
    fn a_link_is_written_where_it_stands_in_its_own_style() {
        let address = "https://example.com/a".to_owned();
        let bytes = sequence(&frame(&["", "  https://example.com/a"]), std::slice::from_ref(&address)).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let begin = format!("\u{1b}7\u{1b}]8;id=bedcheck-0;{address}\u{1b}\\");
        let drawn = text.strip_prefix(&begin).and_then(|rest| rest.strip_suffix("\u{1b}]8;;\u{1b}\\\u{1b}8"));
        let drawn = drawn.unwrap_or_else(|| panic!("{text:?}"));
        assert!(drawn.starts_with("\u{1b}[2;3H\u{1b}[1m"), "the place, then bold: {drawn:?}");
        assert!(drawn.contains(&address), "{drawn:?}");
        assert!(sequence(&frame(&["nothing"]), &[address]).unwrap().is_empty());
    }

    #[test]
    fn links_are_used_where_the_terminal_is_known_to_have_them() {
        let known = |variables: &'static [(&str, &str)]| {
            are_known(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(known(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")]));
        assert!(known(&[("TERM", "xterm-kitty")]) && known(&[("TERM", "foot")]));
        assert!(known(&[("VTE_VERSION", "7600")]) && !known(&[("VTE_VERSION", "4800")]));
        assert!(known(&[("KONSOLE_VERSION", "230401")]) && !known(&[("KONSOLE_VERSION", "190800")]));
        assert!(known(&[("WT_SESSION", "1")]));
        assert!(!known(&[]) && !known(&[("TERM", "xterm-256color")]), "in doubt not");
        assert!(!known(&[("TERM", "dumb"), ("VTE_VERSION", "7600")]));
        assert!(!known(&[("TERM", "tmux-256color"), ("TERM_PROGRAM", "WezTerm")]));
        assert!(!known(&[("TMUX", "socket,1,0"), ("TERM_PROGRAM", "WezTerm")]));
        assert!(known(&[("TMUX", "socket,1,0"), ("BEDCHECK_HYPERLINKS", "1")]), "the user knows better");
        assert!(!known(&[("TERM", "xterm-kitty"), ("BEDCHECK_HYPERLINKS", "0")]));
    }
}
