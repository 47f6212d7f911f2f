//! No answer is read further than any answer of AWS's goes.

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::BeforeDeserializationInterceptorContextMut, dyn_dispatch_hint},
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::{body::SdkBody, config_bag::ConfigBag};
use http_body_util::Limited;

/// Mebibytes of a body at most. The longest page there is, of a thousand inference profiles, has about one.
pub(super) const MOST_MEBIBYTES: usize = 8;

/// An interceptor of every client of a session.
#[derive(Clone, Debug)]
pub(super) struct Bounded;

#[dyn_dispatch_hint]
impl Intercept for Bounded {
    fn name(&self) -> &'static str {
        "Bounded"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = std::mem::replace(context.response_mut().body_mut(), SdkBody::taken());
        // A body that is in memory already stays as it is.
        *context.response_mut().body_mut() = if body.bytes().is_some() {
            body
        } else {
            SdkBody::from_body_1_x(Limited::new(body, MOST_MEBIBYTES << 20))
        };
        Ok(())
    }
}
