//! Links and remedies.

pub mod console;
pub mod remedy;
