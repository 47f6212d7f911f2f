//! Service Quotas: the applied values and AWS's defaults, all pages of both.

use std::collections::BTreeMap;

use aws_sdk_servicequotas::types::ServiceQuota;

use super::{Session, convert, pages};
use crate::{
    catalog::RegionName,
    refusal::Refusal,
    survey::{Quota, QuotaSubject},
};

/// AWS gives no more at once.
const PAGE: i32 = 100;

impl Session {
    /// The quotas that concern Claude, in the order of their names. A default that cannot be read is left out: the
    /// applied value is what counts.
    pub(super) async fn quotas(&self, region: &RegionName) -> Result<Vec<Quota>, Refusal> {
        let client = self.service_quotas(region);
        let mut quotas = BTreeMap::new();
        let call = client.list_service_quotas().service_code("bedrock").max_results(PAGE);
        pages::read(call.into_paginator().send(), |page| quotas.extend(page.quotas().iter().filter_map(applied)))
            .await?;
        let call = client.list_aws_default_service_quotas().service_code("bedrock").max_results(PAGE);
        // Without the defaults the applied values are worth as much.
        let _ = pages::read(call.into_paginator().send(), |page| {
            page.quotas().iter().for_each(|quota| add_default(&mut quotas, quota));
        })
        .await;
        Ok(quotas.into_values().collect())
    }
}

/// A quota by its code, if it concerns Claude.
fn read(quota: &ServiceQuota) -> Option<(String, Quota)> {
    let name = convert::clean(quota.quota_name()?);
    if !name.to_lowercase().contains("claude") {
        return None;
    }
    let code = convert::clean(quota.quota_code().unwrap_or_default());
    let subject = QuotaSubject::from_name(&name);
    let quota =
        Quota { subject, applied: None, default: None, adjustable: quota.adjustable(), code: code.clone(), name };
    Some((format!("{} {code}", quota.name), quota))
}

fn applied(quota: &ServiceQuota) -> Option<(String, Quota)> {
    let (key, read) = read(quota)?;
    Some((key, Quota { applied: whole(quota.value()), ..read }))
}

/// A quota may have a default only: AWS then lists no applied value for it.
fn add_default(quotas: &mut BTreeMap<String, Quota>, quota: &ServiceQuota) {
    let Some((key, read)) = read(quota) else { return };
    quotas.entry(key).or_insert(read).default = whole(quota.value());
}

/// Quotas of tokens and requests are whole numbers. Rounded up, so that a fraction never becomes a zero.
fn whole(value: Option<f64>) -> Option<u64> {
    let value = value.filter(|value| value.is_finite() && *value >= 0.0)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and `as` saturates")]
    let whole = value.ceil() as u64;
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_rounded_up_and_nonsense_is_no_value() {
        assert_eq!(whole(Some(30_000_000.0)), Some(30_000_000));
        assert_eq!((whole(Some(0.0)), whole(Some(0.25))), (Some(0), Some(1)));
        assert_eq!((whole(Some(-1.0)), whole(Some(f64::NAN)), whole(None)), (None, None, None));
    }
}
