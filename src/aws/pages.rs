//! Lists that come in pages, to their end, and no further than any list of AWS's goes.

use std::error::Error;

use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::failure;
use crate::refusal::Refusal;

/// Pages of one list at most. A server that hands out a new token with every page would be asked until the region's time
/// is over; the longest list there is, of quotas, has about ten.
pub(super) const MOST_PAGES: usize = 40;

/// Reads every page of a list.
pub(super) async fn read<P, E>(
    mut pages: PaginationStream<Result<P, SdkError<E, HttpResponse>>>,
    mut take: impl FnMut(&P),
) -> Result<(), Refusal>
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    let mut count = 0;
    while let Some(page) = pages.next().await {
        if count == MOST_PAGES {
            return Err(endless());
        }
        take(&page.map_err(failure::refusal)?);
        count += 1;
    }
    Ok(())
}

/// Entries of a list at most that AWS keeps to a hundred: each one is a row, and every key draws them.
const MOST_ENTRIES: usize = 1000;

/// A list, if it has no more entries than any of AWS's.
pub(super) fn within<T>(list: Vec<T>) -> Result<Vec<T>, Refusal> {
    if list.len() <= MOST_ENTRIES {
        return Ok(list);
    }
    Err(failure::bad_answer(&format!(
        "the list has {} Claude entries; no list of AWS's has {MOST_ENTRIES}",
        list.len()
    )))
}

/// What a list without an end is.
pub(super) fn endless() -> Refusal {
    failure::bad_answer(&format!("the list has more than {MOST_PAGES} pages, and was not read to its end"))
}
