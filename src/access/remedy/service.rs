//! What passes by itself, and what is not understood.

use super::{Remedy, RemedyKind, Situation, account, wait};
use crate::{
    access::console,
    catalog::{Partition, RegionName},
};

/// Too many calls.
pub(super) fn throttled(s: &Situation<'_>) -> Vec<Remedy> {
    let mut all = vec![wait::remedy(s, "Wait a minute: access is not in question", wait::THROTTLE_MINUTES)];
    all.extend(Remedy::page(s, "See the quotas of the region", console::service_quotas(s.region)));
    all
}

/// The service or the model failed.
pub(super) fn failure(s: &Situation<'_>) -> Vec<Remedy> {
    let health = (s.partition() == Partition::Aws).then(|| console::HEALTH.to_owned());
    vec![wait::remedy(s, "Wait: AWS's side failed, access is not in question", wait::FAILURE_MINUTES).with_url(health)]
}

/// No way to the endpoint, or no answer.
pub(super) fn unreachable(s: &Situation<'_>) -> Vec<Remedy> {
    let command = format!("curl -sS -o /dev/null -w '%{{http_code}}\\n' {}", endpoint(s.region));
    vec![
        Remedy::of(
            RemedyKind::Cli,
            "Try the endpoint alone: any status at all means that the network is fine",
            command,
        ),
        Remedy::settings("Behind a proxy, name it", "HTTPS_PROXY=<proxy-url>"),
    ]
}

/// A text this program does not know.
pub(super) fn unrecognised(s: &Situation<'_>) -> Vec<Remedy> {
    let docs = Remedy::of(RemedyKind::Console, "Look the text up in AWS's list of error codes", console::ERROR_DOCS)
        .with_url(Some(console::ERROR_DOCS.to_owned()));
    vec![docs, account::support(s, "Or open a support case", "Please tell what is missing.")]
}

/// The control-plane endpoint of a region (botocore 1.44.5, endpoint-rule-set-1.json).
pub(super) fn endpoint(region: &RegionName) -> String {
    let suffix = match region.partition() {
        Partition::Aws | Partition::AwsUsGov => "amazonaws.com",
        Partition::AwsCn => "amazonaws.com.cn",
        Partition::AwsEusc => "amazonaws.eu",
        Partition::AwsIso => "c2s.ic.gov",
        Partition::AwsIsoB => "sc2s.sgov.gov",
        Partition::AwsIsoE => "cloud.adc-e.uk",
        Partition::AwsIsoF => "csp.hci.ic.gov",
    };
    format!("https://bedrock.{region}.{suffix}/")
}
