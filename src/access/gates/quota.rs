//! Quota: what Service Quotas says of the form of id that is called.
//!
//! An applied quota of 0 shuts this gate where AWS's default is above 0: the account was given nothing of what others
//! are given, and no call was ever seen to pass. It does not say why. With all paperwork green it was seen on accounts
//! that AWS Sales has to let in, so the account gate names that suspicion and stays unread; new accounts look the
//! same. A real call that answers outranks both.

use super::{Evidence, why_not_read};
use crate::{
    access::{Gate, GateState, NotRead, Rung},
    catalog::ModelRef,
    refusal::Cause,
    survey::{Fact, Quota, QuotaMeasure, QuotaRoute},
};

pub(super) const LIST: &str = "ListServiceQuotas";

/// What the quotas of one form of id come down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The applied values are above zero.
    Open(String, Vec<String>),
    /// Not known, and why.
    Unread(NotRead),
    /// An applied value is zero, and the default is not.
    Zero(String),
}

pub(super) fn rung(evidence: &Evidence<'_>) -> Rung {
    let fact = &evidence.facts.quotas;
    if matches!(fact, Fact::Unasked) {
        return Rung::not_read(Gate::Quota, why_no_quotas(evidence));
    }
    let rung = match reading_of(evidence) {
        _ if fact.value().is_none() => Rung::not_read(Gate::Quota, why_no_quotas(evidence)),
        Reading::Open(detail, notes) => Rung { notes, ..Rung::new(Gate::Quota, GateState::Open, detail) },
        Reading::Unread(why) => Rung::not_read(Gate::Quota, why),
        Reading::Zero(detail) => Rung::new(Gate::Quota, GateState::Blocked(Cause::QuotaZero), detail),
    };
    rung.read_from(fact, LIST)
}

pub(super) fn reading_of(evidence: &Evidence<'_>) -> Reading {
    let route = evidence.form.as_ref().and_then(|id| quota_route(evidence, id));
    route.map_or_else(|| Reading::Unread("which quota counts is not known".into()), |route| reading(evidence, route))
}

/// The kind of quota that calls with an id count towards. An application profile counts as what it was copied from.
fn quota_route(evidence: &Evidence<'_>, id: &ModelRef) -> Option<QuotaRoute> {
    match id {
        ModelRef::Base(_) => Some(QuotaRoute::OnDemand),
        ModelRef::Profile(profile) if profile.is_global() => Some(QuotaRoute::Global),
        ModelRef::Profile(_) => Some(QuotaRoute::CrossRegion),
        ModelRef::Arn(arn) => match evidence.facts.backing(id).and_then(Fact::value) {
            Some(backing) if backing.destinations.anywhere => Some(QuotaRoute::Global),
            Some(backing) if backing.destinations.regions.len() > 1 => Some(QuotaRoute::CrossRegion),
            Some(_) => Some(QuotaRoute::OnDemand),
            None => match ModelRef::parse(&arn.resource_id) {
                ModelRef::Arn(_) | ModelRef::Other(_) => None,
                named => quota_route(evidence, &named),
            },
        },
        ModelRef::Other(_) => None,
    }
}

fn reading(evidence: &Evidence<'_>, route: QuotaRoute) -> Reading {
    let Some(name) = evidence.cell.model.as_ref().map(|id| evidence.catalog.name(id)) else {
        return Reading::Unread(NotRead::ModelNotKnown);
    };
    let read = |quota: &'_ Quota| {
        let subject = quota.subject.as_ref()?;
        (subject.model == name && subject.route.covers(route)).then_some(subject.measure)
    };
    let all = evidence.facts.quotas.value().into_iter().flatten();
    let mut quotas: Vec<(QuotaMeasure, &Quota)> = all.filter_map(|quota| Some((read(quota)?, quota))).collect();
    quotas.sort_by_key(|(measure, _)| *measure);
    let zero = quotas.iter().find(|(_, quota)| quota.applied == Some(0));
    match (zero, quotas.split_first()) {
        (_, None) => {
            Reading::Unread(format!("Service Quotas has no {route} quota by the name {}", name.short()).into())
        }
        (Some((measure, quota)), _) => zero_reading(*measure, quota),
        (None, Some(((measure, first), others))) => match first.applied {
            Some(applied) => {
                let notes = others.iter().map(|(measure, quota)| note(*measure, quota));
                Reading::Open(amount(*measure, applied, first.default), notes.collect())
            }
            None => {
                Reading::Unread(format!("no applied value; the default is {}", default_words(*measure, first)).into())
            }
        },
    }
}

/// Service Quotas takes no API key.
fn why_no_quotas(evidence: &Evidence<'_>) -> NotRead {
    match &evidence.facts.quotas {
        _ if evidence.has_api_key_only() => NotRead::ApiKeyCannotAsk("Service Quotas"),
        Fact::Unasked => "Service Quotas not asked".into(),
        failed => why_not_read(failed),
    }
}

/// Zero for everybody says nothing about this account.
fn zero_reading(measure: QuotaMeasure, quota: &Quota) -> Reading {
    match quota.default {
        Some(0) => Reading::Unread(format!("applied and default are 0 {measure}: the quota may not be in use").into()),
        Some(default) => Reading::Zero(format!("applied quota 0 {measure}, default {}", grouped(default))),
        None => Reading::Unread(format!("applied quota 0 {measure}, the default is not known").into()),
    }
}

/// `30,000,000 tokens a minute`, and the default where it is another.
fn amount(measure: QuotaMeasure, applied: u64, default: Option<u64>) -> String {
    let other = default.filter(|default| *default != applied);
    let default = other.map(|default| format!(" (default {})", grouped(default))).unwrap_or_default();
    format!("{} {measure}{default}", grouped(applied))
}

fn note(measure: QuotaMeasure, quota: &Quota) -> String {
    match quota.applied {
        Some(applied) => format!("also {} ({})", amount(measure, applied, quota.default), quota.code),
        None => format!("also {} by default ({})", default_words(measure, quota), quota.code),
    }
}

fn default_words(measure: QuotaMeasure, quota: &Quota) -> String {
    quota.default.map_or_else(|| "not known".to_owned(), |default| format!("{} {measure}", grouped(default)))
}

/// With a comma before every third digit.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_are_grouped_by_three() {
        let table = [(0, "0"), (999, "999"), (1_000, "1,000"), (30_000_000, "30,000,000"), (123_456, "123,456")];
        for (number, text) in table {
            assert_eq!(grouped(number), text);
        }
    }
}
