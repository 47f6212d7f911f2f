//! Models of other providers. Real lists are full of them, and a client has to look past them.

/// An Amazon model that works on demand.
pub(super) struct OtherModel {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// The prefix of its profile in regions of this geography.
    pub(super) profile: Option<(&'static str, &'static str)>,
}

pub(super) const OTHER_PROVIDERS: [OtherModel; 2] = [
    OtherModel { id: "amazon.nova-pro-v1:0", name: "Nova Pro", profile: Some(("us", "us-")) },
    OtherModel { id: "amazon.nova-lite-v1:0", name: "Nova Lite", profile: None },
];
