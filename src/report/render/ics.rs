//! iCalendar (RFC 5545): an all-day event for each day on which a model of the plan changes.

use crate::report::finding::{Day, Findings};

/// Octets of a line, without its end.
const LINE: usize = 75;

pub(super) fn render(findings: &Findings) -> String {
    let stamp = findings.at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//bedcheck//bedcheck {}//EN", env!("CARGO_PKG_VERSION")),
        "CALSCALE:GREGORIAN".to_owned(),
        "X-WR-CALNAME:Claude models of Claude Code".to_owned(),
    ];
    lines.extend(findings.days.iter().flat_map(|day| event(day, &stamp)));
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn event(day: &Day, stamp: &str) -> [String; 8] {
    [
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@bedcheck", day.id),
        format!("DTSTAMP:{stamp}"),
        format!("DTSTART;VALUE=DATE:{}", day.at.strftime("%Y%m%d")),
        format!("SUMMARY:{}", escaped(&day.title)),
        format!("DESCRIPTION:{}", escaped(&day.text)),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ]
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A long line goes on after a line end and a space; a character is never broken.
fn folded(line: &str) -> String {
    let (mut text, mut room) = (String::new(), LINE);
    for c in line.chars() {
        if c.len_utf8() > room {
            text.push_str("\r\n ");
            room = LINE - 1;
        }
        room -= c.len_utf8();
        text.push(c);
    }
    text + "\r\n"
}
