//! What passes by itself: until when to wait, by the reader's clock.

use jiff::ToSpan as _;

use super::{Remedy, RemedyKind, Situation};

/// An agreement is set up, or a use-case form taken in, within a quarter of an hour (AWS user guide, model-access).
pub(super) const AGREEMENT_MINUTES: i64 = 15;
/// A new account is verified in less than two hours, AWS says in the refusal itself.
pub(super) const VERIFICATION_MINUTES: i64 = 120;
/// Quotas of requests and tokens are counted by the minute.
pub(super) const THROTTLE_MINUTES: i64 = 1;
/// AWS's side failed; nobody says for how long.
pub(super) const FAILURE_MINUTES: i64 = 5;

/// A wait of so many minutes, or as many as the refusal itself asks for.
pub(super) fn remedy(s: &Situation<'_>, title: &str, minutes: i64) -> Remedy {
    Remedy::of(RemedyKind::Wait, title, until(s, said_minutes(s).unwrap_or(minutes)))
}

/// `Wait until 09:27, then try again.`; the minutes alone where nobody knows when they began.
fn until(s: &Situation<'_>, minutes: i64) -> String {
    let end = s.since.and_then(|since| Some((since, since.at.checked_add(minutes.minutes()).ok()?)));
    let Some((since, end)) = end else { return format!("Try again in {}.", span(minutes)) };
    let (begun, end) = (since.at.to_zoned(since.zone.clone()), end.to_zoned(since.zone.clone()));
    // The next day has the same hours.
    let day = if begun.date() == end.date() { String::new() } else { end.strftime(" on %Y-%m-%d").to_string() };
    format!("Wait until {}{day}, then try again.", end.strftime("%H:%M"))
}

fn span(minutes: i64) -> String {
    match minutes {
        1 => "a minute".to_owned(),
        minutes if minutes >= 120 && minutes % 60 == 0 => format!("{} hours", minutes / 60),
        minutes => format!("{minutes} minutes"),
    }
}

/// `try again after 15 minutes`, `try again in 5 minutes`, as the refusal words it.
fn said_minutes(s: &Situation<'_>) -> Option<i64> {
    let text = s.refusal?.text.to_ascii_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let asks = |at: usize| words.get(at.checked_sub(2)?).filter(|word| **word == "again");
    let minutes = words.windows(2).enumerate().find_map(|(at, pair)| {
        let [number, unit] = pair else { return None };
        asks(at).filter(|_| unit.starts_with("minute"))?;
        number.parse::<i64>().ok()
    });
    minutes.filter(|minutes| (1..=24 * 60).contains(minutes))
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};

    use super::*;
    use crate::{
        access::remedy::Moment,
        refusal::{Cause, from_text},
    };

    #[test]
    fn the_wait_ends_by_the_readers_clock() {
        let region = "us-west-2".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let said = |begun: Option<&str>, text: &str| {
            let refusal = from_text(text);
            let since = begun.map(|begun| Moment { at: at(begun), zone: &zone });
            let situation =
                Situation { since, refusal: Some(&refusal), ..Situation::new(Cause::AgreementPending, &region) };
            remedy(&situation, "Wait", AGREEMENT_MINUTES).text
        };
        assert_eq!(said(Some("2026-11-22T07:12:00Z"), "being processed"), "Wait until 09:27, then try again.");
        assert_eq!(
            said(Some("2026-11-22T07:12:00Z"), "fixed this, try again after 2 minutes."),
            "Wait until 09:14, then try again."
        );
        assert_eq!(said(Some("2026-11-22T21:50:00Z"), ""), "Wait until 00:05 on 2026-11-23, then try again.");
        assert_eq!(said(None, ""), "Try again in 15 minutes.");
        assert_eq!(said(None, "try again after 0 minutes"), "Try again in 15 minutes.", "not to be believed");
        assert_eq!((span(1), span(90), span(120)), ("a minute".into(), "90 minutes".into(), "2 hours".into()));
    }
}
