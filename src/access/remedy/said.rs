//! What to do by a text alone: where it was said, by whom, and of what, as far as it tells.

use super::{Moment, Remedy, RemedyKind, Situation, cli::Command, remedies};
use crate::{
    catalog::{Arn, Catalog, Destinations, ModelRef, RegionName},
    refusal::{KnownText, Refusal},
};

/// Who reads the text, and where it was most likely said.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The region that the reader chose; it goes before what the text says.
    pub chosen: Option<&'a RegionName>,
    /// The region for a text that names none.
    pub focus: &'a RegionName,
    /// The AWS profile in use, by name.
    pub aws_profile: Option<&'a str>,
    /// The account asked with, for a text that names none.
    pub account: Option<&'a str>,
    /// An id that Claude Code calls, open as far as that is known, and not the refused one.
    pub instead: Option<&'a ModelRef>,
    /// When the text is read.
    pub now: Moment<'a>,
}

/// What to do about a refusal, `invoked` being the id it is about.
#[must_use]
pub fn by_text(refusal: &Refusal, invoked: Option<&ModelRef>, reader: Reader<'_>) -> Vec<Remedy> {
    let part = |name: &str| refusal.captures.get(name).map(String::as_str);
    let resource = part("resource").and_then(|arn| arn.parse::<Arn>().ok());
    // The host that was called is in the region of the call; the resource may be in a destination of the profile.
    let said = part("endpoint_region").or(part("resource_region")).and_then(|region| region.parse().ok());
    let region = reader.chosen.cloned().or(said).unwrap_or_else(|| reader.focus.clone());
    let global = resource.as_ref().and_then(|arn| global_profile(arn, invoked));
    let invoked = global.as_ref().or(invoked);
    let model = invoked.and_then(ModelRef::base);
    let destinations = route(invoked, &region);
    let arn = caller(&refusal.text);
    let parsed = arn.as_deref().and_then(|arn| arn.parse::<Arn>().ok());
    // Who called has the say; the resource may be another account's.
    let account = parsed.iter().chain(&resource).map(|arn| arn.account.as_str()).find(|account| is_account(account));
    let account = account.or(reader.account);
    remedies(&Situation {
        model: model.as_ref(),
        invoked,
        destinations: &destinations,
        account,
        arn: arn.as_deref(),
        aws_profile: part("profile").or(reader.aws_profile),
        refusal: Some(refusal),
        since: Some(reader.now),
        instead: reader.instead,
        ..Situation::new(refusal.cause, &region)
    })
}

/// The steps that belong to the very text.
pub(super) fn first_steps(s: &Situation<'_>, known: &KnownText) -> Vec<Remedy> {
    let profile = Command::empty().by_caller(s).to_string();
    let fill = |text: &str| text.replace("{region}", s.region.as_str()).replace("{--profile}", &profile);
    let kind = |word: &str| match word {
        "settings" => RemedyKind::Settings,
        "support" => RemedyKind::Support,
        "wait" => RemedyKind::Wait,
        _ => RemedyKind::Cli,
    };
    known.first.iter().map(|step| Remedy::of(kind(&step.kind), fill(&step.title), fill(&step.text))).collect()
}

/// The model ARN of a global profile has no region (AWS user guide, global-cross-region-inference): who is refused for it
/// called the global profile.
fn global_profile(resource: &Arn, invoked: Option<&ModelRef>) -> Option<ModelRef> {
    let regionless = resource.region.is_empty() && resource.resource_type == "foundation-model";
    let Some(ModelRef::Base(base)) = invoked.filter(|_| regionless) else { return None };
    Some(ModelRef::parse(&format!("global.{base}")))
}

/// Where the catalogue, as last observed, has a profile lead; nothing for other ids.
fn route(invoked: Option<&ModelRef>, region: &RegionName) -> Destinations {
    let id = match invoked {
        Some(ModelRef::Profile(profile)) => profile.to_string(),
        Some(ModelRef::Arn(arn)) => arn.resource_id.clone(),
        _ => return Destinations::default(),
    };
    let offers = Catalog::bundled().offers(region);
    let profile = offers.iter().flat_map(|offer| &offer.profiles).find(|one| one.id.to_string() == id);
    profile.map(|one| one.destinations.clone()).unwrap_or_default()
}

/// `User: arn:aws:sts::111122223333:assumed-role/Developer/dev is not authorized …`; a blank that slipped in where
/// something was blacked out goes.
fn caller(text: &str) -> Option<String> {
    let rest = text.split_once("User: ")?.1;
    let said =
        rest.split_once(" is not authorized").map_or_else(|| rest.split_whitespace().next(), |(arn, _)| Some(arn))?;
    let arn: String = said.split_whitespace().collect();
    arn.starts_with("arn:").then_some(arn)
}

/// Whether the name in an ARN can be shown and linked to: not blacked out.
pub(super) fn is_whole(arn: &Arn) -> bool {
    let name = arn.resource_id.split('/').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c);
    let crossed_out = name.to_ascii_lowercase();
    let crossed_out = crossed_out.contains("redacted") || crossed_out.contains("xxx");
    !name.is_empty() && name.chars().all(plain) && name.chars().any(|c| c.is_ascii_alphanumeric()) && !crossed_out
}

/// Twelve digits.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}
