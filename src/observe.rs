//! What is really called: while it is called, by a signing proxy and a receiver of telemetry, both on loopback and for one
//! child process; and afterwards, by what AWS recorded.
//!
//! Of a call only the operation, the model, the region, how much was asked for, the status and the time it took are
//! looked at. Headers and bodies pass through: they are neither kept nor written anywhere.

mod door;
mod event;
mod glance;
mod history;
mod loopback;
mod passing;
mod proxy;
mod receiver;
mod route;
mod said;

pub use door::Door;
pub use event::ProxyEvent;
pub use history::read_history;
pub use proxy::Proxy;
pub use receiver::Receiver;
