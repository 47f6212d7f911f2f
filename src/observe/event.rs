//! What a proxy tells.

use jiff::Timestamp;

use crate::survey::SeenCall;

/// What a proxy has to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProxyEvent {
    /// A call is over.
    Call(Box<SeenCall>),
    /// The child signs with another access key than calls are signed with here.
    OtherKey {
        /// When that was seen first.
        at: Timestamp,
        /// Whether both are long-term keys, so that it is another identity for sure.
        surely: bool,
    },
}
