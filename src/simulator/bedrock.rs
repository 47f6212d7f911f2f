//! The control plane of Bedrock.

pub(super) mod access;
pub(super) mod agreements;
mod bystanders;
pub(super) mod models;
pub(super) mod profiles;
pub(super) mod programs;
