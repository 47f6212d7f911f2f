//! The access an operation needs: an action on a resource, with the keys that conditions are about.

/// One action on one resource.
#[derive(Clone, Debug)]
pub(super) struct Access<'a> {
    /// Such as `bedrock:InvokeModel`.
    pub(super) action: &'a str,
    /// The ARN, for actions that work on one.
    pub(super) resource: Option<String>,
    /// The region of the resource, else the one asked; `unspecified` where the ARN has none, which is what
    /// `aws:RequestedRegion` says then.
    pub(super) region: &'a str,
    /// The base id of the model concerned.
    pub(super) model: Option<&'a str>,
    /// Condition keys of the request besides `aws:RequestedRegion`.
    pub(super) more: &'a [(&'a str, &'a str)],
}

impl Access<'_> {
    /// The value of a condition key; names of keys are the same in capitals.
    pub(super) fn condition_key(&self, name: &str) -> Option<&str> {
        let same = |(key, _): &&(&str, &str)| key.eq_ignore_ascii_case(name);
        let region = || name.eq_ignore_ascii_case("aws:RequestedRegion").then_some(self.region);
        self.more.iter().find(same).map(|(_, value)| *value).or_else(region)
    }
}
