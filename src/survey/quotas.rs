//! What Service Quotas says of Claude on Bedrock in one region.
//!
//! A quota is known by its name: codes follow no rule, and one model has several. Names as AWS prints them are
//! `Cross-region model inference tokens per minute for Anthropic Claude Opus 5.5` and
//! `Model invocation max tokens per day for Anthropic Claude Opus 4.5 (doubled for cross-region calls)`
//! (AWS General Reference, Amazon Bedrock endpoints and quotas).

use serde::{Deserialize, Serialize};

use crate::catalog::ModelName;

/// One quota that concerns Claude.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// What the name says it limits; `None` for a name that is not understood, which is never used.
    pub subject: Option<QuotaSubject>,
    /// The value that applies to the account, rounded up; `None` where AWS gives only the default.
    pub applied: Option<u64>,
    /// AWS's default, rounded up; `None` when it was not read.
    pub default: Option<u64>,
    /// Whether an increase can be asked for.
    pub adjustable: bool,
    /// `L-99296DCD`
    pub code: String,
    /// The name, as AWS gives it.
    pub name: String,
}

/// What a quota limits, read from its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaSubject {
    /// The model.
    pub model: ModelName,
    /// The calls that count.
    pub route: QuotaRoute,
    /// What is counted.
    pub measure: QuotaMeasure,
}

/// The form of id whose calls a quota counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
pub enum QuotaRoute {
    /// Base ids.
    #[strum(serialize = "on-demand")]
    OnDemand,
    /// Geographic profiles: `us.`, `eu.`, …
    #[strum(serialize = "cross-region")]
    CrossRegion,
    /// Global profiles.
    #[strum(serialize = "global cross-region")]
    Global,
    /// Base ids and geographic profiles together.
    #[strum(serialize = "on-demand and cross-region")]
    InRegionOrCross,
}

impl QuotaRoute {
    /// Whether calls of the form `route` count towards a quota of this kind.
    #[must_use]
    pub fn covers(self, route: Self) -> bool {
        self == route || (self == Self::InRegionOrCross && matches!(route, Self::OnDemand | Self::CrossRegion))
    }
}

/// What a quota counts. In the order of what is told first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
pub enum QuotaMeasure {
    /// Input and output tokens in a minute.
    #[strum(serialize = "tokens a minute")]
    TokensPerMinute,
    /// Calls in a minute.
    #[strum(serialize = "requests a minute")]
    RequestsPerMinute,
    /// Input and output tokens in a day.
    #[strum(serialize = "tokens a day")]
    TokensPerDay,
}

impl QuotaSubject {
    /// Reads a quota's name. `None` for every name that is not exactly of a known form: batch jobs, long-context and
    /// latency-optimised variants, and whatever AWS comes up with next.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().trim_end_matches("(doubled for cross-region calls)").trim_end();
        let (what, whom) = name.split_once(" for ")?;
        let (route, measure) = kind(&what.to_lowercase())?;
        Some(Self { model: model(whom)?, route, measure })
    }
}

fn kind(what: &str) -> Option<(QuotaRoute, QuotaMeasure)> {
    if what == "model invocation max tokens per day" {
        return Some((QuotaRoute::InRegionOrCross, QuotaMeasure::TokensPerDay));
    }
    let forms = [
        ("on-demand ", QuotaRoute::OnDemand),
        ("cross-region ", QuotaRoute::CrossRegion),
        ("global cross-region ", QuotaRoute::Global),
    ];
    let (rest, route) = forms.iter().find_map(|(start, route)| Some((what.strip_prefix(start)?, *route)))?;
    // Older quotas say `InvokeModel` where newer ones say `model inference`.
    let measure = rest.strip_prefix("model inference ").or_else(|| rest.strip_prefix("invokemodel "))?;
    let measure = match measure {
        "tokens per minute" => QuotaMeasure::TokensPerMinute,
        "requests per minute" => QuotaMeasure::RequestsPerMinute,
        "tokens per day" => QuotaMeasure::TokensPerDay,
        _ => return None,
    };
    Some((route, measure))
}

/// `Anthropic Claude 3.5 Sonnet V2`, `Anthropic Claude Sonnet 4.5 V1`: family and version in either order. `V1` says
/// nothing; a higher one is a model of its own.
fn model(whom: &str) -> Option<ModelName> {
    let rest = whom.trim().trim_start_matches("Anthropic ").strip_prefix("Claude ")?;
    let (mut family, mut version, mut edition) = (None, None, None);
    for word in rest.split_whitespace() {
        let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let slot = match word.strip_prefix(['V', 'v']) {
            Some(digits) if number(digits) => &mut edition,
            _ if number(word) => &mut version,
            _ => {
                let known = word.parse().ok()?;
                if family.replace(known).is_some() {
                    return None;
                }
                continue;
            }
        };
        if slot.replace(word.to_lowercase()).is_some() {
            return None;
        }
    }
    let version = match edition.filter(|edition| edition != "v1") {
        Some(edition) => format!("{} {edition}", version?),
        None => version?,
    };
    Some(ModelName { family: family?, version })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    use super::{QuotaMeasure as M, QuotaRoute as R};

    const NAMES: [(&str, &str, R, M); 9] = [
        (
            "Cross-region model inference tokens per minute for Anthropic Claude Opus 5.5",
            "Opus 5.5",
            R::CrossRegion,
            M::TokensPerMinute,
        ),
        (
            "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1",
            "Sonnet 4.5",
            R::CrossRegion,
            M::TokensPerMinute,
        ),
        (
            "Global cross-region model inference tokens per minute for Anthropic Claude Sonnet 4 V1",
            "Sonnet 4",
            R::Global,
            M::TokensPerMinute,
        ),
        (
            "Global cross-region model inference requests per minute for Anthropic Claude Sonnet 5",
            "Sonnet 5",
            R::Global,
            M::RequestsPerMinute,
        ),
        (
            "Global cross-region model inference tokens per day for Anthropic Claude Haiku 4.5",
            "Haiku 4.5",
            R::Global,
            M::TokensPerDay,
        ),
        (
            "On-demand model inference tokens per minute for Anthropic Claude 3.5 Sonnet V2",
            "Sonnet 3.5 v2",
            R::OnDemand,
            M::TokensPerMinute,
        ),
        (
            "On-demand InvokeModel requests per minute for Anthropic Claude 3 Haiku",
            "Haiku 3",
            R::OnDemand,
            M::RequestsPerMinute,
        ),
        (
            "Model invocation max tokens per day for Anthropic Claude Opus 4.5 (doubled for cross-region calls)",
            "Opus 4.5",
            R::InRegionOrCross,
            M::TokensPerDay,
        ),
        (
            "Model invocation max tokens per day for Anthropic Claude 3.7 Sonnet V1 (doubled for cross-region calls)",
            "Sonnet 3.7",
            R::InRegionOrCross,
            M::TokensPerDay,
        ),
    ];

    #[test]
    fn names_as_aws_prints_them_are_read() {
        for (name, model, route, measure) in NAMES {
            let read = QuotaSubject::from_name(name).unwrap();
            assert_eq!((read.model.short().as_str(), read.route, read.measure), (model, route, measure), "{name}");
        }
    }

    #[test]
    fn what_is_not_exactly_a_known_form_is_not_used() {
        for name in [
            "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1 1M Context Length",
            "On-demand latency-optimized model inference tokens per minute for Anthropic Claude 3.5 Haiku",
            "Records per batch inference job for Claude 3.5 Haiku",
            "Minimum number of records per batch inference job for Claude Opus 5",
            "Cross-region model inference tokens per hour for Anthropic Claude Opus 5",
            "Cross-region model inference tokens per minute for Amazon Nova Pro",
            "Cross-region model inference tokens per minute for Anthropic Claude",
            "Cross-region model inference tokens per minute for Anthropic Claude Opus",
            "Cross-region model inference tokens per minute for Anthropic Claude Opus Sonnet 5",
            "Cross-Model Max Tokens Per Day",
            "",
        ] {
            assert_eq!(QuotaSubject::from_name(name), None, "{name}");
        }
    }

    #[test]
    fn every_model_of_the_catalogue_is_found_by_its_quota() {
        let catalog = Catalog::bundled();
        for known in catalog.models.iter().filter(|known| !known.mantle_only && known.name.version != "preview") {
            let name = format!("Cross-region model inference tokens per minute for Anthropic {}", known.full_name);
            let read = QuotaSubject::from_name(&name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(read.model, catalog.name(&known.id), "{name}");
        }
    }

    #[test]
    fn a_daily_cap_covers_base_ids_and_geographic_profiles_but_not_global_ones() {
        use QuotaRoute as R;
        assert!(R::InRegionOrCross.covers(R::OnDemand) && R::InRegionOrCross.covers(R::CrossRegion));
        assert!(!R::InRegionOrCross.covers(R::Global) && !R::CrossRegion.covers(R::Global));
        assert!(R::Global.covers(R::Global));
    }
}
