//! How far back to look: `30m`, `24h`, `7d`, `2w`, or a time.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// The beginning of a span of time that ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// So long ago.
    Ago(SignedDuration),
    /// Since then.
    At(Timestamp),
}

impl Since {
    /// The time it stands for.
    #[must_use]
    pub fn before(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Ago(ago) => now.checked_sub(ago).unwrap_or(Timestamp::MIN),
            Self::At(at) => at,
        }
    }
}

const EXPECTED: &str = "expected a number with m, h, d or w, such as 24h or 7d, or a day such as 2026-11-20";

/// Nobody looks further back, and the sum stays in range.
const MOST_DAYS: i64 = 36_500;

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(Self::At(at));
        }
        let at = text.parse::<Date>().ok().and_then(|day| day.to_zoned(TimeZone::UTC).ok());
        if let Some(at) = at.filter(|_| !text.contains(['T', 't', ' '])) {
            return Ok(Self::At(at.timestamp()));
        }
        let unit = text.chars().last().ok_or(EXPECTED)?;
        let minutes = match unit {
            'm' => 1,
            'h' => 60,
            'd' => 24 * 60,
            'w' => 7 * 24 * 60,
            _ => return Err(EXPECTED.to_owned()),
        };
        let number = text.strip_suffix(unit).unwrap_or_default();
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let number: Option<i64> = number.parse().ok().filter(|number| is_number && *number > 0);
        let total = number.ok_or(EXPECTED)?.checked_mul(minutes).filter(|total| *total <= MOST_DAYS * 24 * 60);
        let total = total.ok_or_else(|| format!("that is longer ago than {} years; {EXPECTED}", MOST_DAYS / 365))?;
        Ok(Self::Ago(SignedDuration::from_mins(total)))
    }
}

/// A time from now, as far ahead: `60d`.
pub(super) fn span(text: &str) -> Result<SignedDuration, String> {
    match text.parse::<Since>() {
        Ok(Since::Ago(span)) => Ok(span),
        _ => Err("expected a number with h, d or w, such as 60d".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_days_are_read_and_anything_else_is_refused() {
        let now: Timestamp = "2026-11-27T10:00:00Z".parse().unwrap();
        let before = |text: &str| text.parse::<Since>().map(|since| since.before(now).to_string());
        for (text, at) in [
            ("30m", "2026-11-27T09:30:00Z"),
            ("24h", "2026-11-26T10:00:00Z"),
            ("7d", "2026-11-20T10:00:00Z"),
            (" 2w ", "2026-11-13T10:00:00Z"),
            ("2026-11-20", "2026-11-20T00:00:00Z"),
            ("2026-11-20T08:00:00Z", "2026-11-20T08:00:00Z"),
        ] {
            assert_eq!(before(text).as_deref(), Ok(at), "{text}");
        }
        for text in [
            "",
            "7",
            "d",
            "-7d",
            "+7d",
            "0d",
            "7 d",
            "7y",
            "1.5h",
            "d7",
            "7dd",
            "soon",
            "999999999d",
            "99999999999999999999h",
            "٧d",
            "7é",
        ] {
            assert!(before(text).is_err(), "{text}");
        }
    }
}
