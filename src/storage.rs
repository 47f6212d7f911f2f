//! Where the program keeps things on disk: one place decides, everybody asks it.

mod paths;

pub use paths::{config_folder, state_folder};
