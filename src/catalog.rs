//! Names and shapes: regions, partitions, model and inference-profile ids, families, lifecycle,
//! and the bundled catalogue.
//!
//! Everything here is pure. Ids are parsed and compared, never built from the name of a region:
//! the profiles of one model differ by region in ways no pattern predicts.

mod aging;
mod arn;
mod bundled;
mod destinations;
mod family;
mod find;
mod lifecycle;
mod model_id;
mod near;
mod region;
mod text;

pub use aging::KnownAging;
pub use arn::{Arn, ArnError};
pub use bundled::{Catalog, CatalogError, CatalogModel, CatalogRegion, Offer, OfferedProfile};
pub use destinations::Destinations;
pub use family::{Family, ModelName};
pub use lifecycle::{Lifecycle, LifecycleStatus};
pub use model_id::{BaseModelId, ModelIdError, ModelRef, ProfileId};
pub use region::{Partition, RegionName, RegionNameError};
pub use text::{is_unprintable, printable};
