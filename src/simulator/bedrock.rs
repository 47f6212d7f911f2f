//! The control plane of Bedrock.

pub(super) mod access;
pub(super) mod agreements;
pub(super) mod models;
mod other_providers;
pub(super) mod profiles;
pub(super) mod programs;
