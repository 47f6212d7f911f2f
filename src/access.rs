//! Links and remedies.

pub mod console;
