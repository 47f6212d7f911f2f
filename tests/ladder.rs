//! What facts mean: every gate and every verdict, from surveys made by hand, one fact changed at a time.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "ladder/difference.rs"]
mod difference;
#[path = "ladder/gaps.rs"]
mod gaps;
#[path = "ladder/named.rs"]
mod named;
#[path = "ladder/partitions.rs"]
mod partitions;
#[path = "ladder/quotas.rs"]
mod quotas;
#[path = "ladder/real_calls.rs"]
mod real_calls;
#[path = "ladder/regions.rs"]
mod regions;
#[path = "support/survey.rs"]
mod survey;
#[path = "ladder/unread.rs"]
mod unread;
#[path = "ladder/verdicts.rs"]
mod verdicts;
