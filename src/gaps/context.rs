//! What a plan is held against: what is known, who asks, and when.

use jiff::{Timestamp, tz::TimeZone};

use crate::{access::console::Sso, catalog::Catalog, claude_code::Signer, survey::Survey};

/// Who asks, for remedies that name the profile or the account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caller<'a> {
    /// The AWS profile.
    pub profile: Option<&'a str>,
    /// The profile's IAM Identity Center session.
    pub sso: Option<&'a Sso>,
    /// With what the questions are signed; nobody of the user's in a demo.
    pub signer: Option<&'a Signer>,
    /// The time zone of whoever reads the answer; times to wait for are told in minutes without it.
    pub zone: Option<&'a TimeZone>,
}

/// What an assessment is made from, and every report with it.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Names.
    pub catalog: &'a Catalog,
    /// Facts.
    pub survey: &'a Survey,
    /// Who asks.
    pub caller: Caller<'a>,
    /// When it is made.
    pub now: Timestamp,
}
