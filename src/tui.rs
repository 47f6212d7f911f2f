//! stub
use std::{any::Any, sync::Arc};
use futures::future::BoxFuture;
use jiff::Timestamp;
use crate::{access::console::Sso, aws::SessionOptions, catalog::{Catalog, RegionName}, claude_code::{Plan, ProfileList}, scan::ScanRequest, survey::SnapshotStore};
/// x
pub struct DemoStarted { /// x
 pub session: SessionOptions, /// x
 pub label: String, /// x
 pub keep: Box<dyn Any + Send> }
/// x
pub type StartDemo = Arc<dyn Fn(String) -> BoxFuture<'static, Result<DemoStarted, String>> + Send + Sync>;
/// x
pub struct Look { /// x
 pub color: bool, /// x
 pub theme: Option<String> }
#[allow(missing_docs)]
pub struct Launch { pub catalog: &'static Catalog, pub session: SessionOptions, pub request: ScanRequest, pub planner: Arc<dyn Fn(ProfileList<'_>) -> Plan + Send + Sync>, pub store: Option<SnapshotStore>, pub profile: Option<String>, pub focus: Option<RegionName>, pub start_demo: StartDemo, pub demo_label: Option<String>, pub look: Look, pub clock: fn() -> Timestamp, pub read_only: bool, pub sso: Option<Sso> }
/// x
/// # Errors
/// x
pub async fn run(_: Launch) -> color_eyre::Result<()> { Ok(()) }
