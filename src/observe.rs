//! What is really called, while it is called: a signing proxy and a receiver of telemetry, both on loopback and for one
//! child process.
//!
//! Of a call only the operation, the model, the region, how much was asked for, the status and the time it took are
//! looked at. Headers and bodies pass through: they are neither kept nor written anywhere.

mod door;
mod event;
mod glance;
mod loopback;
mod passing;
mod proxy;
mod route;
mod said;

pub use door::Door;
pub use event::ProxyEvent;
pub use proxy::Proxy;
