//! Where real calls go when the client's go somewhere else than to AWS, and what they carry.

use std::fmt;

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::BeforeTransmitInterceptorContextMut, dyn_dispatch_hint},
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::ConfigBag;

/// What makes a real call the one that Claude Code makes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CallTarget {
    /// The address in place of AWS's own.
    pub url: Option<String>,
    /// Whether the call goes without a signature.
    pub unsigned: bool,
    /// Headers the client adds to each call; they may hold keys.
    pub headers: Vec<(String, String)>,
}

impl fmt::Debug for CallTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("CallTarget").field("unsigned", &self.unsigned).field("headers", &names).finish_non_exhaustive()
    }
}

/// Adds the client's headers, before the call is signed.
#[derive(Debug)]
pub(super) struct Headers(pub(super) CallTarget);

#[dyn_dispatch_hint]
impl Intercept for Headers {
    fn name(&self) -> &'static str {
        "Headers"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        for (name, value) in &self.0.headers {
            // One that no header can be is left out, as a client would leave it out.
            let _ = context.request_mut().headers_mut().try_insert(name.to_ascii_lowercase(), value.clone());
        }
        Ok(())
    }
}
